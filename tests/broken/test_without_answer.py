# expect 3: the test `double` has no answer

# %% test="double" points=1
assert 6 == 2 * 3
