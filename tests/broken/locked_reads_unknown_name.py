# expect 4: `np` is not defined in any cell

# %% locked="setup"
half = np.float64(0.5)
