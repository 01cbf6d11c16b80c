# expect 7: BEGIN SOLUTION stands inside BEGIN SOLUTION
# expect 10: END SOLUTION has no BEGIN SOLUTION

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
    ### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
