# %% [markdown]
# Known answers of the small lesson.

# %% exercise="double" wrong="adds two" loses="double slope"
def double(x):
    return x + 2

# %% exercise="double" wrong="the square" loses="double slope"
def double(x):
    return x**2

# %% exercise="double" wrong="not written" loses="double slope"
def double(x):
    raise NotImplementedError

# %% exercise="double" right="a sum"
def double(x):
    return x + x

# %% exercise="double" right="a loop"
def double(x):
    return sum(x for _ in range(2))

# %% exercise="slope" wrong="the function itself" loses="slope"
def slope(x):
    return x**2

# %% exercise="slope" wrong="returns nothing" loses="slope"
def slope(x):
    double(x)

# %% exercise="slope" wrong="sign" loses="slope"
def slope(x):
    return -double(x)

# %% exercise="slope" right="typed out"
def slope(x):
    return 2 * x

# %% exercise="slope" right="as a lambda"
slope = lambda x: double(x)
