# expect 3: this answer has no `### BEGIN SOLUTION`

# %% answer="double"
def double(x):
    return 2 * x
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
