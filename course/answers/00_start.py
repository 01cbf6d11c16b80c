# %% [markdown]
# # Known answers of lesson 0

# %% exercise="ready" wrong="three times the number" loses="ready"
def ready(x):
    """Return twice the number x."""
    return 3 * x

# %% exercise="ready" wrong="prints instead of returning" loses="ready"
def ready(x):
    """Return twice the number x."""
    print(2 * x)

# %% exercise="ready" wrong="forgets to return" loses="ready"
def ready(x):
    """Return twice the number x."""
    result = 2 * x

# %% exercise="ready" wrong="the square" loses="ready"
def ready(x):
    """Return twice the number x."""
    return x ** 2

# %% exercise="ready" wrong="adds 2" loses="ready"
def ready(x):
    return x + 2

# %% exercise="ready" wrong="only a word is changed in the stub" loses="ready"
def ready(x):
    """Return twice the number x."""
    raise 2 * x

# %% exercise="ready" wrong="returns a text" loses="ready"
def ready(x):
    """Return twice the number x."""
    return f"{2 * x}"

# %% exercise="ready" wrong="cuts off what is behind the point" loses="ready"
def ready(x):
    """Return twice the number x."""
    return int(2 * x)

# %% exercise="ready" wrong="makes negative numbers positive" loses="ready"
def ready(x):
    """Return twice the number x."""
    return 2 * abs(x)

# %% exercise="ready" wrong="the answers of the visible check by heart" loses="ready"
def ready(x):
    """Return twice the number x."""
    if x == 1:
        return 2.0
    if x == -2.5:
        return -5.0
    if x == 10:
        return 20.0
    return 0.0

# %% exercise="ready" wrong="one fixed number" loses="ready"
def ready(x):
    """Return twice the number x."""
    x = 10
    return 2 * x

# %% exercise="ready" wrong="a list of two" loses="ready"
def ready(x):
    """Return twice the number x."""
    return [x] * 2

# %% exercise="ready" wrong="leaves the raise line above the answer" loses="ready"
def ready(x):
    """Return twice the number x."""
    raise NotImplementedError("your turn: replace this line")
    return 2 * x

# %% exercise="ready" wrong="calls the function by another name" loses="ready"
def Ready(x):
    """Return twice the number x."""
    return 2 * x

# %% exercise="ready" right="adds it to itself"
def ready(x):
    """Return twice the number x."""
    return x + x

# %% exercise="ready" right="a lambda"
ready = lambda number: number * 2

# %% exercise="ready" right="a loop"
def ready(x):
    total = 0
    for i in range(2):
        total += x
    return total

# %% exercise="ready" right="an array of NumPy"
def ready(x):
    """Return twice the number x."""
    both = np.array([x, x])
    return np.sum(both)

# %% exercise="ready" right="one half in the denominator"
def ready(x, half=0.5):
    """Return twice the number x."""
    answer = x / half
    return answer
