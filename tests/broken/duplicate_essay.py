# expect 22: the cell id `why-question` is taken by line

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
# %% [markdown] essay="why" points=1
# Why?
# ### BEGIN SOLUTION
# Because.
# ### END SOLUTION
# ### BEGIN MARK SCHEME
# One point for because.
# ### END MARK SCHEME
# %% locked="why-question"
import math
