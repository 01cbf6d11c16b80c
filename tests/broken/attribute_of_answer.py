# expect 15: `walk.steps` is an attribute of an answer.

# %% answer="walk"
def walk(x):
    ### BEGIN SOLUTION
    walk.steps = 1
    return x
    ### END SOLUTION
# %% [markdown] hints="walk"
# 1. The idea.
# 2. The rule.
# 3. The first line.
# %% test="walk" points=1
assert walk(3) == 3
assert walk.steps == 1
