# expect 8: BEGIN HIDDEN TESTS belongs in a cell with the key test

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
### BEGIN HIDDEN TESTS
assert double(1) == 2
### END HIDDEN TESTS
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
