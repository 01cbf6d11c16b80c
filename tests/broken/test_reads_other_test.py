# expect 26: this test reads `expected`, which only the test cell in line

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
expected = 6
# %% answer="again"
def again(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
# %% [markdown] hints="again"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="again" points=1
assert again(3) == 6
assert again(3) == expected
