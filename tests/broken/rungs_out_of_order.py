# expect 8: Here: 1, 5, 3.

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 5. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
