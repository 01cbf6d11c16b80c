# expect 17: this is not Python: invalid syntax

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
# %%

y = 1
z = = 2
