# A small lesson for the tests of the builder and of the audit. It needs nothing of helpers.

# %% [markdown]
# # Twice and the slope
#
# Formula: $f(x) = x^2$.

# %% locked="setup"
import math


def check_equal(found, expected):
    assert found == expected, f"expected {expected}, found {found}"


# %%
guess = ...  # what is twice 3?

# %% [markdown] hints="double"
# 1. Twice is a sum
#    of two terms.
#
#    Which?
# 2. $2x = x + x$
# 3. `return x + ...`

# %% answer="double"
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% test="double" points=1
check_equal(double(3), 6)
### BEGIN HIDDEN TESTS
for value in [0, -1, 2.5]:
    check_equal(double(value), value + value)
### END HIDDEN TESTS

# %% [markdown] hints="slope"
# 1. Power rule.
# 2. $f'(x) = 2x$
# 3. `return double(...)`

# %% answer="slope"
def slope(x):
    """Return the slope of x**2 at x."""
    ### BEGIN SOLUTION
    return double(x)
    ### END SOLUTION


# %% test="slope" points=2
check_equal(slope(math.pi), 2 * math.pi)

# %%
print("slope at 1:", slope(1))

# %% [markdown] essay="why" points=1.5
# Why is the slope at 0 zero?
#
# ### BEGIN SOLUTION
# Because the parabola has its lowest point there.
# ### END SOLUTION
# ### BEGIN MARK SCHEME
# 1 point for the lowest point, half a point for the formula.
# ### END MARK SCHEME
