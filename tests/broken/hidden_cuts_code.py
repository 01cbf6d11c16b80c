# expect 15: without the hidden tests this cell is not Python

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
for x in [1, 2]:
### BEGIN HIDDEN TESTS
    assert double(x) == x + x
### END HIDDEN TESTS
