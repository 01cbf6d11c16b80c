# expect 5: without the solution this cell is not Python

# %% answer="double"
double = (
### BEGIN SOLUTION
    lambda x: 2 * x)
### END SOLUTION
# %% [markdown] hints="double"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="double" points=1
assert double(3) == 6
