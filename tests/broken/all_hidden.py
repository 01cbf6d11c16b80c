# expect 12: nothing of this test can be seen by a learner

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
# Is it twice?
### BEGIN HIDDEN TESTS
assert double(3) == 6
### END HIDDEN TESTS
