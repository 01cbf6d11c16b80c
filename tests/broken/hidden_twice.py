# expect 12: a test has one region of hidden tests

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
### BEGIN HIDDEN TESTS
assert double(4) == 8
### END HIDDEN TESTS
### BEGIN HIDDEN TESTS
assert double(5) == 10
### END HIDDEN TESTS
