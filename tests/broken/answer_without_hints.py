# expect 3: the answer `double` has no hints

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% test="double" points=1
assert double(3) == 6
