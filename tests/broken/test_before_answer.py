# expect 3: the test `double` stands above its answer

# %% test="double" points=1
assert 6 == 2 * 3
# %% answer="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
