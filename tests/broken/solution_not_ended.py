# expect 5: BEGIN SOLUTION has no END SOLUTION

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
