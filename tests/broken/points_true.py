# expect 12: points=True is not a number

# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=true
assert double(3) == 6
