# expect 6: nothing stands between BEGIN SOLUTION and END SOLUTION

# %% answer="double"
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    # to do
    ### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
