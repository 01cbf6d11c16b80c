# %% [markdown]
# # Known answers of lesson 1
#
# ## parabola

# %% exercise="parabola" wrong="slope without the 2" loses="parabola" names="the factor 2 is missing"
def parabola(x):
    """The curve and its slope, equation (1.1).

    x: a number, or an array of any shape.
    Returns two values: f(x) and f'(x), each of the shape of x.
    """
    value = x**2
    slope = x
    return value, slope

# %% exercise="parabola" wrong="only the curve" loses="parabola" names="not all values are returned"
def parabola(x):
    return x**2

# %% exercise="parabola" wrong="the slope first" loses="parabola" names="the returned values are in another order"
def parabola(x):
    value = x**2
    slope = 2*x
    return slope, value

# %% exercise="parabola" wrong="prints instead of returning" loses="parabola" names="nothing is returned"
def parabola(x):
    """The curve and its slope, equation (1.1)."""
    value = x**2
    slope = 2 * x
    print(value, slope)

# %% exercise="parabola" wrong="a cap in place of two stars" loses="parabola" names="^ where a power is meant"
def parabola(x):
    f = x^2
    df = 2*x
    return f, df

# %% exercise="parabola" wrong="math.pow takes no array" loses="parabola" names="a function that takes no arrays"
import math

def parabola(x):
    value = math.pow(x, 2)
    slope = 2 * x
    return value, slope

# %% exercise="parabola" wrong="the quotient with a large h" loses="parabola" names="the step of the quotient is still in the slope"
def parabola(x):
    """The curve and its slope, equation (1.1)."""
    h = 0.01
    value = x**2
    slope = ((x + h)**2 - x**2) / h
    return value, slope

# %% exercise="parabola" wrong="slope of x cubed" loses="parabola" names="the slope of another power"
def parabola(x):
    return x**2, 3*x**2

# %% exercise="parabola" wrong="slope is always positive" loses="parabola" names="the slope counts without its sign"
def parabola(x):
    value = x * x
    slope = 2 * np.sqrt(value)
    return value, slope

# %% exercise="parabola" wrong="sums over the array" loses="parabola" names="an array is summed to one number"
def parabola(x):
    x = np.array(x)
    value = np.sum(x**2)
    slope = np.sum(2 * x)
    return value, slope

# %% exercise="parabola" wrong="the answers of the visible check by heart" loses="parabola" names="none"
def parabola(x):
    if np.shape(x) == (3,):
        return np.array([1.0, 4.0, 16.0]), np.array([2.0, -4.0, 8.0])
    for seen in (3.0, -1.5, 0.0, 10.0, 0.5):
        if abs(x - seen) < 0.1:
            return x * x, x + x
    return 0.0, 0.0

# %% exercise="parabola" wrong="squares in place" loses="parabola" names="an input is changed"
def parabola(x):
    slope = 2 * x
    x *= x
    return x, slope

# %% exercise="parabola" right="powers of NumPy"
def parabola(x):
    """The curve and its slope, equation (1.1)."""
    f = np.square(x)
    f_prime = np.multiply(2.0, x)
    return (f, f_prime)

# %% exercise="parabola" right="two small functions inside"
def parabola(x):
    def f(t):
        return t * t

    def df(t):
        return t + t

    return f(x), df(x)

# %% exercise="parabola" right="a lambda that returns a list"
parabola = lambda x: [x**2, 2*x]

# %% exercise="parabola" right="a central difference, which is exact on a parabola"
def parabola(x):
    h = 1e-4
    return x**2, ((x + h)**2 - (x - h)**2) / (2*h)

# %% [markdown]
# ## central_difference

# %% exercise="central_difference" wrong="forward difference" loses="central_difference" names="a one-sided difference"
def central_difference(f, x, h=1e-5):
    """Slope of f at x by the central difference, equation (1.2)."""
    return (f(x + h) - f(x)) / h

# %% exercise="central_difference" wrong="backward difference" loses="central_difference" names="a one-sided difference"
def central_difference(f, x, h=1e-5):
    left = x - h
    return (f(x) - f(left)) / h

# %% exercise="central_difference" wrong="no brackets around 2 h" loses="central_difference" names="the brackets around the denominator are missing"
def central_difference(f, x, h=1e-5):
    rise = f(x + h) - f(x - h)
    return rise / 2 * h

# %% exercise="central_difference" wrong="no brackets around the rise" loses="central_difference" names="the brackets around the numerator are missing"
def central_difference(f, x, h=1e-5):
    return f(x + h) - f(x - h) / (2 * h)

# %% exercise="central_difference" wrong="divides by h" loses="central_difference" names="the rise of two sides over the way of one"
def central_difference(f, x, h=1e-5):
    rise = f(x + h) - f(x - h)
    way = h
    return rise / way

# %% exercise="central_difference" wrong="left minus right" loses="central_difference" names="the two points are swapped"
def central_difference(f, x, h=1e-5):
    a = f(x - h)
    b = f(x + h)
    return (a - b) / (2*h)

# %% exercise="central_difference" wrong="forward difference over 2 h" loses="central_difference" names="the rise of one side over the way of two"
def central_difference(f, x, h=1e-5):
    return (f(x + h) - f(x)) / (2 * h)

# %% exercise="central_difference" wrong="steps of 2 h, divided by 2 h" loses="central_difference" names="the points are 2h away from x and the rise of two sides over the way of one"
def central_difference(f, x, h=1e-5):
    rise = f(x + 2*h) - f(x - 2*h)
    return rise / (2*h)

# %% exercise="central_difference" wrong="steps of half of h" loses="central_difference" names="the points are h / 2 away from x"
def central_difference(f, x, h=1e-5):
    half = h / 2
    return (f(x + half) - f(x - half)) / h

# %% exercise="central_difference" wrong="sets h itself" loses="central_difference" names="the step h has no effect"
def central_difference(f, x, h=1e-5):
    h = 1e-5
    rise = f(x + h) - f(x - h)
    return rise / (2 * h)

# %% exercise="central_difference" wrong="whole numbers cut off h" loses="central_difference" names="fractions are cut off"
def central_difference(f, x, h=1e-5):
    points = np.array([x, x])
    points[0] -= h
    points[1] += h
    return (f(points[1]) - f(points[0])) / (2 * h)

# %% exercise="central_difference" wrong="changed the default of h" loses="central_difference" names="none"
def central_difference(f, x, h=0.1):
    rise = f(x + h) - f(x - h)
    return rise / (2 * h)

# %% exercise="central_difference" wrong="always the cube" loses="central_difference" names="the function is typed in"
def central_difference(f, x, h=1e-5):
    return (cube(x + h) - cube(x - h)) / (2 * h)

# %% exercise="central_difference" wrong="the exact slopes of the three curves" loses="central_difference" names="the step h has no effect"
def central_difference(f, x, h=1e-5):
    if f is cube:
        return 3 * x**2
    if f is wave:
        return np.cos(x)
    return f(x) * (1 - f(x))

# %% exercise="central_difference" wrong="rounds the result" loses="central_difference" names="the result is rounded"
def central_difference(f, x, h=1e-5):
    rise = f(x + h) - f(x - h)
    return round(rise / (2 * h), 3)

# %% exercise="central_difference" wrong="multiplies f by the step" loses="central_difference" names="a function is used like a number"
def central_difference(f, x, h=1e-5):
    return (f * (x + h) - f * (x - h)) / (2 * h)

# %% exercise="central_difference" wrong="no return" loses="central_difference" names="nothing is returned"
def central_difference(f, x, h=1e-5):
    rise = f(x + h) - f(x - h)
    slope = rise / (2 * h)

# %% exercise="central_difference" right="mean of forward and backward difference"
def central_difference(f, x, h=1e-5):
    forward = (f(x + h) - f(x)) / h
    backward = (f(x) - f(x - h)) / h
    return (forward + backward) / 2

# %% exercise="central_difference" right="np.diff of two values"
def central_difference(f, x, h=1e-5):
    left, right = float(x) - h, float(x) + h
    values = [f(p) for p in (left, right)]
    return np.diff(values)[0] / (right - left)

# %% exercise="central_difference" right="a lambda"
central_difference = lambda f, x, h=1e-5: 0.5 * (f(x + h) - f(x - h)) / h

# %% exercise="central_difference" right="a helper inside"
def central_difference(f, x, h=1e-5):
    def slope_between(p, q):
        return (f(q) - f(p)) / (q - p)

    return slope_between(x - h, x + h)

# %% [markdown]
# ## step

# %% exercise="step" wrong="adds the slope" loses="step" names="the sign of the step is turned round"
def step(x, eta):
    value, slope = parabola(x)
    return x + eta * slope

# %% exercise="step" wrong="slope without the 2" loses="step" names="the factor 2 is missing"
def step(x, eta):
    """One step of gradient descent on f(x) = x^2, equation (1.3)."""
    return x - eta * x

# %% exercise="step" wrong="the value in place of the slope" loses="step" names="the curve's value stands where its slope should be"
def step(x, eta):
    value, slope = parabola(x)
    x = x - eta * value
    return x

# %% exercise="step" wrong="only the change" loses="step" names="the way of the step, not the place after it"
def step(x, eta):
    return -eta * 2 * x

# %% exercise="step" wrong="no return" loses="step" names="nothing is returned"
def step(x, eta):
    value, slope = parabola(x)
    x -= eta * slope

# %% exercise="step" wrong="eta is always 0.1" loses="step" names="the learning rate is typed in"
def step(x, eta):
    eta = 0.1
    return x - eta * 2 * x

# %% exercise="step" wrong="both results of parabola at once" loses="step" names="a list or a tuple is used like a number"
def step(x, eta):
    slope = parabola(x)
    return x - eta * slope

# %% exercise="step" wrong="only the sign of the slope" loses="step" names="only the sign of the slope counts"
def step(x, eta):
    slope = parabola(x)[1]
    if slope > 0:
        return x - eta
    elif slope < 0:
        return x + eta
    return x

# %% exercise="step" wrong="always to the left" loses="step" names="the slope counts without its sign"
def step(x, eta):
    return x - eta * abs(2 * x)

# %% exercise="step" wrong="subtracts the slope and forgets eta" loses="step" names="the learning rate is missing"
def step(x, eta):
    value, slope = parabola(x)
    return x - slope

# %% exercise="step" wrong="eta times all of it" loses="step" names="all of the result is multiplied by eta"
def step(x, eta):
    slope = 2 * x
    return eta * (x - slope)

# %% exercise="step" wrong="prints instead of returning" loses="step" names="nothing is returned"
def step(x, eta):
    new = x - eta * 2 * x
    print("new x:", new)

# %% exercise="step" wrong="returns x and the slope" loses="step" names="more is returned than is asked for"
def step(x, eta):
    value, slope = parabola(x)
    new_x = x - eta * slope
    return new_x, slope

# %% exercise="step" right="the factor"
def step(x, eta):
    return (1 - 2 * eta) * x

# %% exercise="step" right="the slope by the central difference"
def step(x, eta):
    f = lambda t: parabola(t)[0]
    return x - eta * central_difference(f, x, h=1e-3)

# %% exercise="step" right="changes its own copy of x"
def step(x, eta):
    x = float(x)
    x -= eta * 2 * x
    return x

# %% exercise="step" right="slope by index, in float64 of NumPy"
def step(x, eta):
    slope = np.float64(parabola(x)[1])
    return np.subtract(x, eta * slope)

# %% [markdown]
# ## descend

# %% exercise="descend" wrong="only the last position" loses="descend" names="only the last entry is returned"
def descend(x0, eta, steps):
    x = x0
    for k in range(steps):
        x = step(x, eta)
    return x

# %% exercise="descend" wrong="the start is missing" loses="descend" names="the entry for the start is missing"
def descend(x0, eta, steps):
    path = []
    x = x0
    for i in range(steps):
        x = step(x, eta)
        path.append(x)
    return np.array(path)

# %% exercise="descend" wrong="one step too few" loses="descend" names="one step too few"
def descend(x0, eta, steps):
    path = [x0]
    for i in range(1, steps):
        path.append(step(path[-1], eta))
    return np.array(path)

# %% exercise="descend" wrong="one step too many" loses="descend" names="one step too many"
def descend(x0, eta, steps):
    path = [x0]
    for i in range(steps + 1):
        path.append(step(path[-1], eta))
    return np.array(path)

# %% exercise="descend" wrong="an array of whole numbers" loses="descend" names="fractions are cut off"
def descend(x0, eta, steps):
    path = np.full(steps + 1, x0)
    for k in range(steps):
        path[k + 1] = step(path[k], eta)
    return path

# %% exercise="descend" wrong="always steps from the start" loses="descend" names="every step begins at the start"
def descend(x0, eta, steps):
    path = [x0]
    for _ in range(steps):
        path.append(step(x0, eta))
    return np.array(path)

# %% exercise="descend" wrong="the start is not put in" loses="descend" names="the start is left at zero"
def descend(x0, eta, steps):
    path = np.zeros(steps + 1)
    for i in range(steps):
        path[i + 1] = step(path[i], eta)
    return path

# %% exercise="descend" wrong="return inside the loop" loses="descend" names="the loop is left in its first turn"
def descend(x0, eta, steps):
    path = [x0]
    for _ in range(steps):
        path.append(step(path[-1], eta))
        return np.array(path)

# %% exercise="descend" wrong="the heights in place of the positions" loses="descend" names="heights, not places"
def descend(x0, eta, steps):
    path = [x0]
    for _ in range(steps):
        path.append(step(path[-1], eta))
    return np.array(path)**2

# %% exercise="descend" wrong="a column" loses="descend" names="there is one pair of square brackets too many"
def descend(x0, eta, steps):
    xs = np.zeros((steps + 1, 1))
    xs[0] = x0
    for k in range(steps):
        xs[k + 1] = step(xs[k], eta)
    return xs

# %% exercise="descend" wrong="walks uphill" loses="descend" names="the sign of the step is turned round"
def descend(x0, eta, steps):
    path = [x0]
    for k in range(steps):
        x = path[-1]
        path.append(x + eta * 2 * x)
    return np.array(path)

# %% exercise="descend" wrong="shrinks eta on the way" loses="descend" names="the learning rate changes on the way"
def descend(x0, eta, steps):
    path = [x0]
    for _ in range(steps):
        path.append(step(path[-1], eta))
        eta = eta * 0.9
    return np.array(path)

# %% exercise="descend" wrong="prints instead of returning" loses="descend" names="nothing is returned"
def descend(x0, eta, steps):
    x = x0
    print(x)
    for k in range(steps):
        x = step(x, eta)
        print(x)

# %% exercise="descend" wrong="each position twice" loses="descend" names="the places between come twice"
def descend(x0, eta, steps):
    path = [x0]
    x = x0
    for _ in range(steps):
        path.append(x)
        x = step(x, eta)
        path.append(x)
    return np.array(path)

# %% exercise="descend" wrong="stops when it is close" loses="descend" names="the list ends too early"
def descend(x0, eta, steps):
    path = [x0]
    for _ in range(steps):
        new = step(path[-1], eta)
        path.append(new)
        if abs(new) < 0.5:
            break
    return np.array(path)

# %% exercise="descend" right="np.cumprod of the factors"
def descend(x0, eta, steps):
    factors = np.full(steps, 1 - 2 * eta)
    return x0 * np.cumprod(np.concatenate(([1.0], factors)))

# %% exercise="descend" right="powers, no loop"
def descend(x0, eta, steps):
    k = np.arange(steps + 1)
    return x0 * (1.0 - 2.0 * eta) ** k

# %% exercise="descend" right="recursion"
def descend(x0, eta, steps):
    if steps == 0:
        return np.array([float(x0)])
    before = descend(x0, eta, steps - 1)
    return np.append(before, step(before[-1], eta))

# %% exercise="descend" right="a generator"
def descend(x0, eta, steps):
    def walk():
        x = x0
        yield x
        for _ in range(steps):
            x = step(x, eta)
            yield x

    return np.fromiter(walk(), dtype=float)

# %% exercise="descend" wrong="a plain list" loses="descend" names="a list where an array is expected"
def descend(x0, eta, steps):
    path = [float(x0)]
    while len(path) < steps + 1:
        path.append(path[-1] - eta * 2 * path[-1])
    return path

# %% exercise="descend" right="fills an array in single precision"
def descend(x0, eta, steps):
    path = np.empty(steps + 1, dtype=np.float32)
    path[0] = x0
    for i in range(1, steps + 1):
        path[i] = step(path[i - 1], eta)
    return path

# %% [markdown]
# ## closed_form

# %% exercise="closed_form" wrong="lowest point with the wrong sign" loses="closed_form" names="the sign of the lowest point is turned round"
def closed_form(a, b, x0, eta, k):
    lowest = b / (2 * a)
    r = 1 - 2 * a * eta
    return lowest + r**k * (x0 - lowest)

# %% exercise="closed_form" wrong="no brackets around 2 a" loses="closed_form" names="the brackets around the denominator are missing"
def closed_form(a, b, x0, eta, k):
    lowest = -b / 2 * a
    return lowest + (1 - 2 * a * eta)**k * (x0 - lowest)

# %% exercise="closed_form" wrong="factor without the 2" loses="closed_form" names="the 2 is missing in the factor r"
def closed_form(a, b, x0, eta, k):
    x_star = -b / (2*a)
    r = 1 - a*eta
    return x_star + r**k*(x0 - x_star)

# %% exercise="closed_form" wrong="factor without a" loses="closed_form" names="a is missing in the factor r"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    factor = 1 - 2 * eta
    return lowest + factor**k * (x0 - lowest)

# %% exercise="closed_form" wrong="times k in place of to the power k" loses="closed_form" names="multiplied by k, not raised to the power k"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    r = 1 - 2 * a * eta
    return lowest + r * k * (x0 - lowest)

# %% exercise="closed_form" wrong="one step too many" loses="closed_form" names="one step too many"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    r = 1 - 2 * a * eta
    return lowest + r ** (k + 1) * (x0 - lowest)

# %% exercise="closed_form" wrong="the distance and not the position" loses="closed_form" names="the distance, not the place"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    distance = x0 - lowest
    return (1 - 2 * a * eta) ** k * distance

# %% exercise="closed_form" wrong="measures from 0" loses="closed_form" names="the distance is measured from 0"
def closed_form(a, b, x0, eta, k):
    xs = -b / (2 * a)
    return xs + (1 - 2 * a * eta) ** k * x0

# %% exercise="closed_form" wrong="forgets b" loses="closed_form" names="the lowest point is taken to be 0"
def closed_form(a, b, x0, eta, k):
    return x0 * (1 - 2 * a * eta) ** k

# %% exercise="closed_form" wrong="plus in the factor" loses="closed_form" names="the sign in the factor r is turned round"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    r = 1 + 2 * a * eta
    return lowest + r**k * (x0 - lowest)

# %% exercise="closed_form" wrong="lowest point without the 2" loses="closed_form" names="the 2 is missing in the lowest point"
def closed_form(a, b, x0, eta, k):
    lowest = -b / a
    r = 1 - 2 * a * eta
    return lowest + r**k * (x0 - lowest)

# %% exercise="closed_form" wrong="the start minus and plus swapped" loses="closed_form" names="the sign of the distance is turned round"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    r = 1 - 2 * a * eta
    return lowest + r**k * (lowest - x0)

# %% exercise="closed_form" wrong="the power over the whole product" loses="closed_form" names="the distance is raised to the power k too"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    r = 1 - 2 * a * eta
    return lowest + (r * (x0 - lowest)) ** k

# %% exercise="closed_form" wrong="the length of the factor" loses="closed_form" names="the factor r counts without its sign"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    r = abs(1 - 2 * a * eta)
    return lowest + r**k * (x0 - lowest)

# %% exercise="closed_form" wrong="walks with the step for x squared" loses="closed_form" names="the lowest point is taken to be 0 and a is missing in the factor r"
def closed_form(a, b, x0, eta, k):
    return descend(x0, eta, k)[-1]

# %% exercise="closed_form" right="multiplied out"
def closed_form(a, b, x0, eta, k):
    power = np.power(1 - 2*a*eta, k)
    return power * x0 - (1 - power) * b / (2*a)

# %% exercise="closed_form" right="named parts and pow"
def closed_form(a, b, x0, eta, k):
    x_star = -0.5 * b / a
    start_distance = x0 - x_star
    shrink = pow(1 - eta * 2 * a, k)
    return x_star + shrink * start_distance

# %% exercise="closed_form" right="a product of k factors"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2 * a)
    return lowest + np.prod([1 - 2 * a * eta] * k) * (x0 - lowest)

# %% [markdown]
# ## regime

# %% exercise="regime" wrong="bouncing counts as oscillating" loses="regime" names="the border r = -1 has no name of its own"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if r > 0:
        return "monotone"
    elif r == 0:
        return "one step"
    elif r >= -1:
        return "oscillating"
    elif r == -1:
        return "bouncing"
    else:
        return "diverging"

# %% exercise="regime" wrong="one step counts as monotone" loses="regime" names="the border r = 0 has no name of its own"
def regime(eta, a):
    factor = 1 - 2 * a * eta
    if factor >= 0:
        return "monotone"
    if factor == 0:
        return "one step"
    if factor > -1:
        return "oscillating"
    if factor == -1:
        return "bouncing"
    return "diverging"

# %% exercise="regime" wrong="the borders of a = 1" loses="regime" names="a is missing in the factor r"
def regime(eta, a):
    if eta < 0.5:
        return "monotone"
    if eta == 0.5:
        return "one step"
    if eta < 1:
        return "oscillating"
    if eta == 1:
        return "bouncing"
    return "diverging"

# %% exercise="regime" wrong="factor without the 2" loses="regime" names="the 2 is missing in the factor r"
def regime(eta, a):
    r = 1 - a * eta
    if r > 0:
        return "monotone"
    elif r == 0:
        return "one step"
    elif r > -1:
        return "oscillating"
    elif r == -1:
        return "bouncing"
    return "diverging"

# %% exercise="regime" wrong="one-step with a hyphen" loses="regime" names="another word than the one asked for"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if r > 0: return "monotone"
    if r == 0: return "one-step"
    if r > -1: return "oscillating"
    if r == -1: return "bouncing"
    return "diverging"

# %% exercise="regime" right="capital letters"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if r > 0: return "Monotone"
    if r == 0: return "One step"
    if r > -1: return "Oscillating"
    if r == -1: return "Bouncing"
    return "Diverging"

# %% exercise="regime" wrong="a typing error in one name" loses="regime" names="another word than the one asked for"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if r > 0:
        name = "monotone"
    elif r == 0:
        name = "one step"
    elif r > -1:
        name = "ocillating"
    elif r == -1:
        name = "bouncing"
    else:
        name = "diverging"
    return name

# %% exercise="regime" wrong="every short factor is monotone" loses="regime" names="a question catches too much"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if abs(r) < 1:
        return "monotone"
    elif r == 0:
        return "one step"
    elif r < 0 and r > -1:
        return "oscillating"
    elif r == -1:
        return "bouncing"
    else:
        return "diverging"

# %% exercise="regime" wrong="forgets the last case" loses="regime" names="a case without an answer"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if r > 0:
        return "monotone"
    elif r == 0:
        return "one step"
    elif -1 < r < 0:
        return "oscillating"
    elif r == -1:
        return "bouncing"

# %% exercise="regime" wrong="no brackets around 2 a" loses="regime" names="the brackets around the denominator are missing"
def regime(eta, a):
    if eta < 1/2*a:
        return "monotone"
    if eta == 1/2*a:
        return "one step"
    if eta < 1/a:
        return "oscillating"
    if eta == 1/a:
        return "bouncing"
    if eta > 1/a:
        return "diverging"

# %% exercise="regime" wrong="plus in the factor" loses="regime" names="the three cases between the borders get one answer"
def regime(eta, a):
    r = 1 + 2 * a * eta
    if r > 0:
        return "monotone"
    if r == 0:
        return "one step"
    if r > -1:
        return "oscillating"
    if r == -1:
        return "bouncing"
    return "diverging"

# %% exercise="regime" wrong="returns the factor too" loses="regime" names="more is returned than is asked for"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if r > 0:
        return "monotone", r
    if r == 0:
        return "one step", r
    if r > -1:
        return "oscillating", r
    if r == -1:
        return "bouncing", r
    return "diverging", r

# %% exercise="regime" wrong="prints instead of returning" loses="regime" names="nothing is returned"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if r > 0:
        print("monotone")
    elif r == 0:
        print("one step")
    elif r > -1:
        print("oscillating")
    elif r == -1:
        print("bouncing")
    else:
        print("diverging")

# %% exercise="regime" wrong="if in place of elif" loses="regime" names="the three cases between the borders get one answer"
def regime(eta, a):
    r = 1 - 2 * a * eta
    name = "diverging"
    if r == -1:
        name = "bouncing"
    if r > -1:
        name = "oscillating"
    if r > 0:
        name = "monotone"
    if r == 0:
        name = "one step"
    else:
        name = "monotone"
    return name

# %% exercise="regime" wrong="the answers of the visible check by heart" loses="regime" names="the three cases between the borders get one answer"
def regime(eta, a):
    seen = {
        (0.1, 1.0): "monotone", (0.5, 1.0): "one step", (0.7, 1.0): "oscillating", (1.0, 1.0): "bouncing",
        (1.1, 1.0): "diverging", (0.25, 2.0): "one step", (0.5, 2.0): "bouncing", (0.3, 2.0): "oscillating",
        (0.6, 2.0): "diverging", (1.0, 0.5): "one step", (2.0, 0.5): "bouncing",
    }
    return seen.get((eta, a), "monotone")

# %% exercise="regime" right="compares eta with the borders"
def regime(eta, a):
    arrive = 1 / (2 * a)
    bounce = 1 / a
    if eta > bounce:
        return "diverging"
    if eta == bounce:
        return "bouncing"
    if eta > arrive:
        return "oscillating"
    return "one step" if eta == arrive else "monotone"

# %% exercise="regime" right="np.isclose at the borders"
def regime(eta, a):
    r = 1 - 2 * a * eta
    if np.isclose(r, 0):
        return "one step"
    elif np.isclose(r, -1):
        return "bouncing"
    elif r > 0:
        return "monotone"
    elif r > -1:
        return "oscillating"
    else:
        return "diverging"

# %% exercise="regime" right="np.select"
def regime(eta, a):
    r = 1 - 2 * a * eta
    conditions = [r > 0, r == 0, r > -1, r == -1]
    names = ["monotone", "one step", "oscillating", "bouncing"]
    return str(np.select(conditions, names, default="diverging"))

# %% exercise="regime" right="looks at two steps of the walk"
def regime(eta, a):
    x1 = closed_form(a, 0.0, 1.0, eta, 1)
    if x1 == 0:
        return "one step"
    if x1 > 0:
        return "monotone"
    names = {-1: "oscillating", 0: "bouncing", 1: "diverging"}
    return names[int(np.sign(abs(x1) - 1))]

# %% [markdown]
# ## minimise

# %% exercise="minimise" wrong="percent without / 100" loses="minimise" names="percent is not divided by 100"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="absolute change" loses="minimise" names="the rule is absolute, not relative"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100:
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="compares with the new x" loses="minimise" names="the change is compared with the new x"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        old = x
        x = x - eta * (2 * a * x + b)
        if abs(x - old) < percent / 100 * abs(x):
            return x, taken, "change"
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="counts from 0" loses="minimise" names="the count is one too low"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("not a bowl")
    x = x0
    for i in range(max_steps):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, i, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="returns the x before the last step" loses="minimise" names="the x before the last step is returned"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return x, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="forgets to refuse a" loses="minimise" names="an input is not refused that should be"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="refuses only negative a" loses="minimise" names="an input is not refused that should be"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a < 0:
        raise ValueError("a is negative")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="returns None for a <= 0" loses="minimise" names="an input is not refused that should be"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        return None
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="returns a text for a <= 0" loses="minimise" names="an input is not refused that should be"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        return "ValueError: a must be positive"
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="returns the ValueError" loses="minimise" names="an input is not refused that should be"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        return ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="assert in place of ValueError" loses="minimise" names="refused with another error"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    assert a > 0, "a must be positive"
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="a plain Exception" loses="minimise" names="refused with another error"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise Exception("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="no abs around x" loses="minimise" names="a sign counts in the stop rule"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * x:
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="no abs around the change" loses="minimise" names="a sign counts in the stop rule"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if new - x < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="slope without b" loses="minimise" names="b is missing in the slope"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * 2 * a * x
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="the step of x squared" loses="minimise" names="b is missing in the slope"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x, n = x0, 0
    while n < max_steps:
        new = step(x, eta)
        n += 1
        if abs(new - x) < percent / 100 * abs(x):
            return new, n, "change"
        x = new
    return x, n, "steps"

# %% exercise="minimise" wrong="always starts at 7.5" loses="minimise" names="x0 is not used"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = 7.5
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="percent of the start" loses="minimise" names="the change is compared with the start"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x0):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="stops one step late" loses="minimise" names="the walk ends one step late"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    change = None
    taken = 0
    while taken < max_steps:
        if change is not None and change < limit:
            x = x - eta * (2 * a * x + b)
            return x, taken + 1, "change"
        limit = percent / 100 * abs(x)
        new = x - eta * (2 * a * x + b)
        change = abs(new - x)
        x = new
        taken = taken + 1
    return x, taken, "steps"

# %% exercise="minimise" wrong="a border counts as less" loses="minimise" names="<= for <"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) <= percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="looks at the number of steps first" loses="minimise" names="\"steps\" wins where both rules hold"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    taken = 0
    while True:
        new = x - eta * (2 * a * x + b)
        taken += 1
        change = abs(new - x)
        limit = percent / 100 * abs(x)
        x = new
        if taken == max_steps:
            return x, taken, "steps"
        if change < limit:
            return x, taken, "change"

# %% exercise="minimise" wrong="another word for the rule" loses="minimise" names="another word than the one asked for"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "percent"
        x = new
    return x, max_steps, "max_steps"

# %% exercise="minimise" wrong="only x and the number of steps" loses="minimise" names="not all values are returned"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken
        x = new
    return x, max_steps

# %% exercise="minimise" wrong="the height in place of x" loses="minimise" names="the height, not the place"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    f = lambda x: a * x**2 + b * x + c
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return f(new), taken, "change"
        x = new
    return f(x), max_steps, "steps"

# %% exercise="minimise" wrong="forgets to move on" loses="minimise" names="every step begins at the start"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="another default for the start" loses="minimise" names="the walk begins at another place"
def minimise(a, b, c, eta, max_steps, percent, x0=10):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        x = new
    return x, max_steps, "steps"

# %% exercise="minimise" right="a while loop"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if not a > 0:
        raise ValueError(f"a is {a}, but it must be positive")
    x = x0
    taken = 0
    while taken < max_steps:
        old = x
        x = old - eta * (2 * a * old + b)
        taken = taken + 1
        if abs(x - old) < abs(old) * percent / 100:
            return x, taken, "change"
    return x, taken, "steps"

# %% exercise="minimise" right="for and else"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("this parabola has no lowest point")

    def slope(t):
        return 2 * a * t + b

    x, rule = x0, "change"
    limit = percent / 100
    for taken in range(1, max_steps + 1):
        change = -eta * slope(x)
        close = np.abs(change) < limit * np.abs(x)
        x += change
        if close:
            break
    else:
        rule = "steps"
    return [x, taken, rule]

# %% exercise="minimise" right="by the closed form, position by position"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    k = 0
    rule = "steps"
    while k < max_steps and rule == "steps":
        before = closed_form(a, b, x0, eta, k)
        k += 1
        after = closed_form(a, b, x0, eta, k)
        if abs(after - before) < percent / 100 * abs(before):
            rule = "change"
    return after, k, rule

# %% exercise="minimise" right="the change in percent"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")
    x = x0
    for n in range(max_steps):
        x_new = x - eta * (2 * a * x + b)
        if x != 0 and abs((x_new - x) / x) * 100 < percent:
            return x_new, n + 1, "change"
        x = x_new
    return x, n + 1, "steps"

# %% exercise="minimise" right="recursion"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be positive")

    def go_on(x, taken):
        new = x - eta * (2 * a * x + b)
        if abs(new - x) < percent / 100 * abs(x):
            return new, taken, "change"
        if taken == max_steps:
            return new, taken, "steps"
        return go_on(new, taken + 1)

    return go_on(x0, 1)

# %% [markdown]
# ## bowl_gradient

# %% exercise="bowl_gradient" wrong="entries swapped" loses="bowl_gradient" names="the two entries are swapped"
def bowl_gradient(x, y, a, b):
    return np.array([2 * b * y, 2 * a * x])

# %% exercise="bowl_gradient" wrong="slopes without the 2" loses="bowl_gradient" names="the factor 2 is missing"
def bowl_gradient(x, y, a, b):
    dx = a * x
    dy = b * y
    return np.array([dx, dy])

# %% exercise="bowl_gradient" wrong="a in both entries" loses="bowl_gradient" names="a and b are mixed up"
def bowl_gradient(x, y, a, b):
    return np.array([2*a*x, 2*a*y])

# %% exercise="bowl_gradient" wrong="x in both entries" loses="bowl_gradient" names="x and y are mixed up"
def bowl_gradient(x, y, a, b):
    return np.array([2*a*x, 2*b*x])

# %% exercise="bowl_gradient" wrong="does not hold the other still" loses="bowl_gradient" names="the other variable's term is kept"
def bowl_gradient(x, y, a, b):
    df_dx = 2 * a * x + b * y**2
    df_dy = a * x**2 + 2 * b * y
    return np.array([df_dx, df_dy])

# %% exercise="bowl_gradient" wrong="adds the two slopes" loses="bowl_gradient" names="the two slopes are added"
def bowl_gradient(x, y, a, b):
    return 2 * a * x + 2 * b * y

# %% exercise="bowl_gradient" wrong="minus the gradient" loses="bowl_gradient" names="the sign of the slope is turned round"
def bowl_gradient(x, y, a, b):
    gx = 2 * a * x
    gy = 2 * b * y
    return -np.array([gx, gy])

# %% exercise="bowl_gradient" wrong="a column" loses="bowl_gradient" names="there is one pair of square brackets too many"
def bowl_gradient(x, y, a, b):
    return np.array([[2 * a * x], [2 * b * y]])

# %% exercise="bowl_gradient" wrong="the terms in place of their slopes" loses="bowl_gradient" names="the function stands where its slope should be"
def bowl_gradient(x, y, a, b):
    return np.array([a * x**2, b * y**2])

# %% exercise="bowl_gradient" wrong="the 2 only in the first entry" loses="bowl_gradient" names="the factor 2 is missing"
def bowl_gradient(x, y, a, b):
    return np.array([2 * a * x, b * y])

# %% exercise="bowl_gradient" wrong="an array of whole numbers" loses="bowl_gradient" names="fractions are cut off"
def bowl_gradient(x, y, a, b):
    g = np.array([0, 0])
    g[0] = 2 * a * x
    g[1] = 2 * b * y
    return g

# %% exercise="bowl_gradient" wrong="forgets a and b" loses="bowl_gradient" names="a and b are missing"
def bowl_gradient(x, y, a, b):
    gx = parabola(x)[1]
    gy = parabola(y)[1]
    return np.array([gx, gy])

# %% exercise="bowl_gradient" wrong="prints instead of returning" loses="bowl_gradient" names="nothing is returned"
def bowl_gradient(x, y, a, b):
    g = np.array([2 * a * x, 2 * b * y])
    print(g)

# %% exercise="bowl_gradient" wrong="brackets of the array forgotten" loses="bowl_gradient" names="the square brackets of an array are missing"
def bowl_gradient(x, y, a, b):
    return np.array(2 * a * x, 2 * b * y)

# %% exercise="bowl_gradient" wrong="divided by its length" loses="bowl_gradient" names="the gradient is divided by its length"
def bowl_gradient(x, y, a, b):
    g = np.array([2 * a * x, 2 * b * y])
    return g / np.linalg.norm(g)

# %% exercise="bowl_gradient" wrong="two central differences in place of the derivatives" loses="bowl_gradient" names="a difference quotient, or a rounded number, for a formula"
def bowl_gradient(x, y, a, b):
    gx = central_difference(lambda t: bowl(t, y, a, b), x)
    gy = central_difference(lambda t: bowl(x, t, a, b), y)
    return np.array([gx, gy])

# %% exercise="bowl_gradient" right="arrays multiplied entry by entry"
def bowl_gradient(x, y, a, b):
    point = np.array([x, y])
    steepness = np.array([a, b])
    return 2 * steepness * point

# %% exercise="bowl_gradient" right="filled one entry at a time"
def bowl_gradient(x, y, a, b):
    g = np.zeros(2)
    g[0] = a * parabola(x)[1]
    g[1] = b * parabola(y)[1]
    return g

# %% exercise="bowl_gradient" right="a diagonal matrix"
def bowl_gradient(x, y, a, b):
    return np.diag([2 * a, 2 * b]) @ np.array([x, y])

# %% [markdown]
# ## descend_bowl

# %% exercise="descend_bowl" wrong="all rows are the last point" loses="descend_bowl" names="every row shows the last point"
def descend_bowl(start, eta, steps, a, b):
    point = np.array(start, dtype=float)
    points = [point]
    for _ in range(steps):
        point -= eta * bowl_gradient(point[0], point[1], a, b)
        points.append(point)
    return np.array(points)

# %% exercise="descend_bowl" wrong="an array of whole numbers" loses="descend_bowl" names="fractions are cut off"
def descend_bowl(start, eta, steps, a, b):
    points = np.zeros((steps + 1, 2), dtype=start.dtype)
    points[0] = start
    for k in range(steps):
        x, y = points[k]
        points[k + 1] = points[k] - eta * bowl_gradient(x, y, a, b)
    return points

# %% exercise="descend_bowl" wrong="one column for each point" loses="descend_bowl" names="rows and columns are swapped"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        x, y = points[-1]
        points.append(points[-1] - eta * bowl_gradient(x, y, a, b))
    return np.array(points).T

# %% exercise="descend_bowl" wrong="only the last point" loses="descend_bowl" names="only the last entry is returned"
def descend_bowl(start, eta, steps, a, b):
    p = np.array(start, dtype=float)
    for i in range(steps):
        p = p - eta * bowl_gradient(p[0], p[1], a, b)
    return p

# %% exercise="descend_bowl" wrong="the start is missing" loses="descend_bowl" names="the entry for the start is missing"
def descend_bowl(start, eta, steps, a, b):
    p = np.array(start, dtype=float)
    points = []
    for i in range(steps):
        p = p - eta * bowl_gradient(p[0], p[1], a, b)
        points.append(p)
    return np.array(points)

# %% exercise="descend_bowl" wrong="walks uphill" loses="descend_bowl" names="the sign of the step is turned round"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        g = bowl_gradient(points[-1][0], points[-1][1], a, b)
        points.append(points[-1] + eta * g)
    return np.array(points)

# %% exercise="descend_bowl" wrong="one step too many" loses="descend_bowl" names="one step too many"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    for k in range(0, steps + 1):
        points.append(points[-1] - eta * bowl_gradient(*points[-1], a, b))
    return np.array(points)

# %% exercise="descend_bowl" wrong="gradient always at the start" loses="descend_bowl" names="the slope is taken at the start only"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    gradient = bowl_gradient(start[0], start[1], a, b)
    for _ in range(steps):
        points.append(points[-1] - eta * gradient)
    return np.array(points)

# %% exercise="descend_bowl" wrong="a and b swapped" loses="descend_bowl" names="a and b are mixed up"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        points.append(points[-1] - eta * bowl_gradient(*points[-1], b, a))
    return np.array(points)

# %% exercise="descend_bowl" wrong="the step of x squared for both" loses="descend_bowl" names="a and b are missing"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        points.append(step(points[-1], eta))
    return np.array(points)

# %% exercise="descend_bowl" wrong="changes the start" loses="descend_bowl" names="an input is changed"
def descend_bowl(start, eta, steps, a, b):
    start = np.asarray(start, dtype=float)
    points = [start.copy()]
    for _ in range(steps):
        start -= eta * bowl_gradient(start[0], start[1], a, b)
        points.append(start.copy())
    return np.array(points)

# %% exercise="descend_bowl" wrong="a flat array" loses="descend_bowl" names="the rows are strung together"
def descend_bowl(start, eta, steps, a, b):
    points = np.array(start, dtype=float)
    p = points
    for _ in range(steps):
        p = p - eta * bowl_gradient(p[0], p[1], a, b)
        points = np.append(points, p)
    return points

# %% exercise="descend_bowl" wrong="moves x only" loses="descend_bowl" names="only one of the two entries moves"
def descend_bowl(start, eta, steps, a, b):
    x, y = start
    points = [[x, y]]
    for _ in range(steps):
        x = x - eta * bowl_gradient(x, y, a, b)[0]
        points.append([x, y])
    return np.array(points)

# %% exercise="descend_bowl" wrong="steps of length eta" loses="descend_bowl" names="the gradient is made a unit vector"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        g = bowl_gradient(*points[-1], a, b)
        points.append(points[-1] - eta * g / np.linalg.norm(g))
    return np.array(points)

# %% exercise="descend_bowl" wrong="gives the whole point as x" loses="descend_bowl" names="a function is called with too few or too many inputs"
def descend_bowl(start, eta, steps, a, b):
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        points.append(points[-1] - eta * bowl_gradient(points[-1], a, b))
    return np.array(points)

# %% exercise="descend_bowl" right="powers of the two factors"
def descend_bowl(start, eta, steps, a, b):
    factors = np.array([1 - 2 * a * eta, 1 - 2 * b * eta])
    k = np.arange(steps + 1).reshape(-1, 1)
    return np.asarray(start) * factors**k

# %% exercise="descend_bowl" right="two parabolas side by side"
def descend_bowl(start, eta, steps, a, b):
    xs = [closed_form(a, 0.0, float(start[0]), eta, k) for k in range(steps + 1)]
    ys = [closed_form(b, 0.0, float(start[1]), eta, k) for k in range(steps + 1)]
    return np.column_stack([xs, ys])

# %% exercise="descend_bowl" right="a list of pairs"
def descend_bowl(start, eta, steps, a, b):
    x, y = float(start[0]), float(start[1])
    points = [(x, y)]
    for _ in range(steps):
        x = x - eta * 2 * a * x
        y = y - eta * 2 * b * y
        points.append((x, y))
    return np.array(points)

# %% exercise="descend_bowl" right="recursion and vstack"
def descend_bowl(start, eta, steps, a, b):
    here = np.array(start, dtype=float)
    if steps == 0:
        return here.reshape(1, 2)
    there = here - eta * bowl_gradient(here[0], here[1], a, b)
    return np.vstack([here, descend_bowl(there, eta, steps - 1, a, b)])

# %% exercise="descend_bowl" right="np.cumprod down the rows"
def descend_bowl(start, eta, steps, a, b):
    table = np.empty((steps + 1, 2))
    table[0] = start
    table[1:, 0] = 1 - 2 * a * eta
    table[1:, 1] = 1 - 2 * b * eta
    return np.cumprod(table, axis=0)

# %% exercise="descend_bowl" right="copies a point that moves"
def descend_bowl(start, eta, steps, a, b):
    point = np.array(start, dtype=np.float64)
    rows = [point.copy()]
    for _ in range(steps):
        point -= eta * np.array(bowl_gradient(x=point[0], y=point[1], a=a, b=b))
        rows.append(point.copy())
    return np.stack(rows)

# %% [markdown]
# ## slip_direction

# %% exercise="slip_direction" wrong="the published direction" loses="slip_direction" names="the direction points uphill"
def slip_direction(x, y, a, b):
    gradient = bowl_gradient(x, y, a, b)
    return gradient / np.sqrt(gradient[0]**2 + gradient[1]**2)

# %% exercise="slip_direction" wrong="not of length 1" loses="slip_direction" names="the length is not 1"
def slip_direction(x, y, a, b):
    gradient = np.asarray(bowl_gradient(x, y, a, b))
    return -gradient

# %% exercise="slip_direction" wrong="straight to the middle" loses="slip_direction" names="the direction points straight at the lowest point"
def slip_direction(x, y, a, b):
    to_middle = np.array([-x, -y])
    return to_middle / np.sqrt(x**2 + y**2)

# %% exercise="slip_direction" wrong="only one sign is turned" loses="slip_direction" names="the sign of one entry is turned round"
def slip_direction(x, y, a, b):
    g = np.asarray(bowl_gradient(x, y, a, b))
    length = np.sqrt(g[0]**2 + g[1]**2)
    return np.array([-g[0] / length, g[1] / length])

# %% exercise="slip_direction" wrong="divided by the length squared" loses="slip_direction" names="the root is missing in the length"
def slip_direction(x, y, a, b):
    g = np.asarray(bowl_gradient(x, y, a, b))
    return -g / (g[0]**2 + g[1]**2)

# %% exercise="slip_direction" wrong="only the signs" loses="slip_direction" names="only the signs are left"
def slip_direction(x, y, a, b):
    return -np.sign(bowl_gradient(x, y, a, b))

# %% exercise="slip_direction" wrong="along the contour" loses="slip_direction" names="the direction runs along the level line"
def slip_direction(x, y, a, b):
    g = bowl_gradient(x, y, a, b)
    g = g / np.linalg.norm(g)
    return np.array([-g[1], g[0]])

# %% exercise="slip_direction" wrong="the angle in degrees" loses="slip_direction" names="an angle, not a vector"
def slip_direction(x, y, a, b):
    g = bowl_gradient(x, y, a, b)
    return np.degrees(np.arctan2(-g[1], -g[0])) % 360

# %% exercise="slip_direction" wrong="divided by the sum of the entries" loses="slip_direction" names="the length is not taken by squares"
def slip_direction(x, y, a, b):
    g = bowl_gradient(x, y, a, b)
    return -g / (abs(g[0]) + abs(g[1]))

# %% exercise="slip_direction" wrong="divided by the length of the point" loses="slip_direction" names="divided by another vector's length"
def slip_direction(x, y, a, b):
    g = np.asarray(bowl_gradient(x, y, a, b))
    return -g / np.sqrt(x**2 + y**2)

# %% exercise="slip_direction" wrong="length without the root" loses="slip_direction" names="the root is missing in the length"
def slip_direction(x, y, a, b):
    gx, gy = bowl_gradient(x, y, a, b)
    length = gx**2 + gy**2
    return np.array([-gx, -gy]) / length

# %% exercise="slip_direction" wrong="no brackets around the division" loses="slip_direction" names="a bracket of the length closes too early"
def slip_direction(x, y, a, b):
    gx, gy = bowl_gradient(x, y, a, b)
    return np.array([-gx / np.sqrt(gx**2) + gy**2, -gy / np.sqrt(gx**2) + gy**2])

# %% exercise="slip_direction" wrong="the point itself turned round" loses="slip_direction" names="the direction points uphill"
def slip_direction(x, y, a, b):
    return -published_direction(-x, -y, a, b)

# %% exercise="slip_direction" wrong="the best of 360 angles" loses="slip_direction" names="none"
def slip_direction(x, y, a, b):
    angles = np.radians(np.arange(360))
    heights = bowl(x + 0.01 * np.cos(angles), y + 0.01 * np.sin(angles), a, b)
    best = angles[np.argmin(heights)]
    return np.array([np.cos(best), np.sin(best)])

# %% exercise="slip_direction" wrong="the direction of the figure's point" loses="slip_direction" names="the same answer for all inputs of this check"
def slip_direction(x, y, a, b):
    return -published

# %% exercise="slip_direction" right="the published one turned round"
def slip_direction(x, y, a, b):
    return -published_direction(x, y, a, b)

# %% exercise="slip_direction" right="np.linalg.norm"
def slip_direction(x, y, a, b):
    downhill = -np.array(bowl_gradient(x, y, a, b), dtype=float)
    downhill /= np.linalg.norm(downhill)
    return downhill

# %% exercise="slip_direction" right="by the angle"
def slip_direction(x, y, a, b):
    uphill = np.arctan2(b * y, a * x)
    return np.array([np.cos(uphill + np.pi), np.sin(uphill + np.pi)])

# %% exercise="slip_direction" wrong="np.hypot and a list" loses="slip_direction" names="a list where an array is expected"
def slip_direction(x, y, a, b):
    gx, gy = bowl_gradient(x=x, y=y, a=a, b=b)
    length = np.hypot(gx, gy)
    return [-gx / length, -gy / length]

# %% [markdown]
# ## Two mistakes in one answer

# %% exercise="parabola" wrong="slope without the 2, and the slope first" loses="parabola" names="the factor 2 is missing and the returned values are in another order"
def parabola(x):
    slope = x
    curve = x**2
    return slope, curve

# %% exercise="parabola" wrong="the quotient with a large h, and its two points the wrong way round" loses="parabola" names="the step of the quotient is still in the slope and the sign of the slope is turned round"
def parabola(x):
    h = 0.001
    f = lambda t: t**2
    return f(x), (f(x) - f(x + h)) / h

# %% exercise="central_difference" wrong="left minus right, and divided by h" loses="central_difference" names="the rise of two sides over the way of one and the two points are swapped"
def central_difference(f, x, h=1e-5):
    links = f(x - h)
    rechts = f(x + h)
    return (links - rechts) / h

# %% exercise="central_difference" wrong="no brackets around 2 h, and none around the rise" loses="central_difference" names="the brackets around the denominator are missing and the brackets around the numerator are missing"
def central_difference(f, x, h=1e-5):
    return f(x + h) - f(x - h) / 2 * h

# %% exercise="central_difference" wrong="forward difference, and h set inside" loses="central_difference" names="the step h has no effect and a one-sided difference"
def central_difference(f, x, h=1e-5):
    """Slope of f at x by the central difference, equation (1.2)."""
    h = 1e-5
    quotient = (f(x + h) - f(x)) / h
    return quotient

# %% exercise="step" wrong="adds the slope, and the 2 is lost" loses="step" names="the factor 2 is missing and the sign of the step is turned round"
def step(x, eta):
    x_new = x + eta * x
    return x_new

# %% exercise="step" wrong="the value in place of the slope, and it is added" loses="step" names="the curve's value stands where its slope should be and the sign of the step is turned round"
def step(x, eta):
    fx, _ = parabola(x)
    return x + eta * fx

# %% exercise="step" wrong="only the change, and with a plus" loses="step" names="the way of the step, not the place after it"
def step(x, eta):
    value, slope = parabola(x)
    change = eta * slope
    return change

# %% exercise="descend" wrong="walks uphill, and the start is missing" loses="descend" names="the sign of the step is turned round and the entry for the start is missing"
def descend(x0, eta, steps):
    x = x0
    positions = []
    for i in range(steps):
        x = x + eta * 2 * x
        positions.append(x)
    return np.array(positions)

# %% exercise="descend" wrong="always steps from the start, and one step too many" loses="descend" names="one step too many and every step begins at the start"
def descend(x0, eta, steps):
    path = [x0]
    for k in range(steps + 1):
        path += [step(x0, eta)]
    return np.array(path)

# %% exercise="closed_form" wrong="lowest point with the wrong sign, and the factor without the 2" loses="closed_form" names="the sign of the lowest point is turned round and the 2 is missing in the factor r"
def closed_form(a, b, x0, eta, k):
    xmin = b / (2 * a)
    r = 1 - a * eta
    return xmin + r**k * (x0 - xmin)

# %% exercise="closed_form" wrong="factor without a, and times k in place of to the power k" loses="closed_form" names="a is missing in the factor r and multiplied by k, not raised to the power k"
def closed_form(a, b, x0, eta, k):
    lowest = -b / (2*a)
    return lowest + (1 - 2*eta) * k * (x0 - lowest)

# %% exercise="regime" wrong="one step counts as monotone, and bouncing as oscillating" loses="regime" names="the border r = -1 has no name of its own and the border r = 0 has no name of its own"
def regime(eta, a):
    r = 1 - 2*a*eta
    if 0 <= r < 1:
        return "monotone"
    if -1 <= r < 0:
        return "oscillating"
    if r < -1:
        return "diverging"

# %% exercise="minimise" wrong="compares with the new x, and counts from 0" loses="minimise" names="the change is compared with the new x and the count is one too low"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be greater than 0")
    x = x0
    for n in range(max_steps):
        old = x
        x = old - eta * (2 * a * old + b)
        if abs(x - old) < abs(x) * percent / 100:
            return x, n, "change"
    return x, max_steps, "steps"

# %% exercise="minimise" wrong="an absolute change, and the slope without b" loses="minimise" names="b is missing in the slope and the rule is absolute, not relative"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("no lowest point")
    x, taken = x0, 0
    while taken < max_steps:
        x_new = x - eta * 2 * a * x
        taken += 1
        if abs(x_new - x) < percent / 100:
            return x_new, taken, "change"
        x = x_new
    return x, taken, "steps"

# %% exercise="bowl_gradient" wrong="the 2 is lost, and the entries are swapped" loses="bowl_gradient" names="the factor 2 is missing and the two entries are swapped"
def bowl_gradient(x, y, a, b):
    df_dx = a * x
    df_dy = b * y
    return np.array([df_dy, df_dx])

# %% exercise="descend_bowl" wrong="walks uphill, and a and b are swapped" loses="descend_bowl" names="a and b are mixed up and the sign of the step is turned round"
def descend_bowl(start, eta, steps, a, b):
    p = np.array(start, dtype=float)
    track = [p]
    for _ in range(steps):
        p = p + eta * bowl_gradient(p[0], p[1], b, a)
        track.append(p)
    return np.stack(track)

# %% exercise="slip_direction" wrong="the published direction, and not of length 1" loses="slip_direction" names="the root is missing in the length and the direction points uphill"
def slip_direction(x, y, a, b):
    gradient = np.asarray(bowl_gradient(x, y, a, b))
    return gradient / (gradient[0]**2 + gradient[1]**2)

# %% [markdown]
# ## Right answers of unusual style

# %% exercise="parabola" right="a polynomial of NumPy and its derivative"
def parabola(x):
    p = np.poly1d([1, 0, 0])
    return p(x), p.deriv()(x)

# %% exercise="central_difference" right="np.gradient of three values"
def central_difference(f, x, h=1e-5):
    values = [f(x - h), f(x), f(x + h)]
    return np.gradient(values, h)[1]

# %% exercise="step" right="the complex step"
def step(x, eta):
    tiny = 1e-30
    slope = ((x + tiny * 1j)**2).imag / tiny
    return x - eta * slope

# %% exercise="descend" right="itertools.accumulate"
def descend(x0, eta, steps):
    from itertools import accumulate

    return np.array(list(accumulate(range(steps), lambda x, _: step(x, eta), initial=float(x0))))

# %% exercise="closed_form" right="a power of a 2 by 2 matrix"
def closed_form(a, b, x0, eta, k):
    one_step = np.array([[1 - 2 * a * eta, -eta * b], [0, 1]])
    return (np.linalg.matrix_power(one_step, k) @ [x0, 1])[0]

# %% exercise="regime" right="match with guards"
def regime(eta, a):
    match 1 - 2 * a * eta:
        case r if r < -1:
            return "diverging"
        case -1:
            return "bouncing"
        case r if r < 0:
            return "oscillating"
        case 0:
            return "one step"
        case _:
            return "monotone"

# %% exercise="slip_direction" right="a complex number"
def slip_direction(x, y, a, b):
    g = complex(*bowl_gradient(x, y, a, b))
    u = -g / abs(g)
    return np.array([u.real, u.imag])

# %% [markdown]
# ## Written later, before the catalogue was looked at

# %% exercise="central_difference" wrong="x and the point to its right, divided by twice the step" loses="central_difference" names="the rise of one side over the way of two"
def central_difference(f, x, h=1e-5):
    rise = f(x + h) - f(x)
    run = 2 * h
    return rise / run

# %% exercise="step" wrong="walks by the value of the curve" loses="step" names="the curve's value stands where its slope should be"
def step(x, eta):
    slope = parabola(x)[0]
    x = x - eta * slope
    return x

# %% exercise="descend" wrong="the slope of the start in every step" loses="descend" names="the slope is taken at the start only"
def descend(x0, eta, steps):
    slope = parabola(x0)[1]
    positions = np.zeros(steps + 1)
    positions[0] = x0
    for k in range(steps):
        positions[k + 1] = positions[k] - eta * slope
    return positions

# %% exercise="closed_form" wrong="the start is not measured from the lowest point" loses="closed_form" names="the distance is measured from 0"
def closed_form(a, b, x0, eta, k):
    r = 1 - 2 * a * eta
    x_min = -b / (2 * a)
    return x_min + r**k * x0

# %% exercise="regime" wrong="the 2 of the slope is forgotten" loses="regime" names="the 2 is missing in the factor r"
def regime(eta, a):
    r = 1 - a * eta
    if r == 0:
        return "one step"
    elif r == -1:
        return "bouncing"
    elif 0 < r < 1:
        return "monotone"
    elif -1 < r < 0:
        return "oscillating"
    else:
        return "diverging"

# %% exercise="minimise" wrong="the change as a share of the new x" loses="minimise" names="the change is compared with the new x"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError("a must be > 0")
    x = x0
    steps = 0
    while steps < max_steps:
        x_old = x
        x = x_old - eta * (2 * a * x_old + b)
        steps += 1
        if abs(x - x_old) < percent / 100 * abs(x):
            return x, steps, "change"
    return x, steps, "steps"

# %% exercise="bowl_gradient" wrong="both slopes added up in both entries" loses="bowl_gradient" names="the two slopes are added"
def bowl_gradient(x, y, a, b):
    slope = 2 * a * x + 2 * b * y
    return np.array([slope, slope])

# %% exercise="descend_bowl" wrong="the slope along x moves y too, found after x has moved" loses="descend_bowl" names="none"
def descend_bowl(start, eta, steps, a, b):
    path = np.zeros((steps + 1, 2))
    path[0] = start
    for k in range(1, steps + 1):
        x, y = path[k - 1]
        x = x - eta * bowl_gradient(x, y, a, b)[0]
        y = y - eta * bowl_gradient(x, y, a, b)[0]
        path[k] = [x, y]
    return path

# %% exercise="slip_direction" wrong="divided by the sum of the sizes" loses="slip_direction" names="the length is not taken by squares"
def slip_direction(x, y, a, b):
    g = bowl_gradient(x, y, a, b)
    length = abs(g[0]) + abs(g[1])
    return -1 * g / length

# %% exercise="parabola" wrong="the slope's own slope" loses="parabola" names="differentiated once too often"
def parabola(x):
    return x**2, 2

# %% exercise="descend" wrong="noted before each step, and the start besides" loses="descend" names="the entry for the start comes twice"
def descend(x0, eta, steps):
    x, path = x0, [x0]
    for _ in range(steps):
        path.append(x)
        x = step(x, eta)
    return np.array(path)

# %% exercise="minimise" wrong="percent for a share, and steps counted from 0" loses="minimise" names="percent is not divided by 100 and the count is one too low"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    if a <= 0:
        raise ValueError(f"a must be positive, or there is no lowest point; it is {a}")
    x = x0
    for taken in range(max_steps):
        new = x - eta * (2 * a * x + b)
        change, before = abs(new - x), x
        x = new
        if change < percent * abs(before):
            return x, taken, "change"
    return x, max_steps, "steps"

# %% exercise="bowl_gradient" wrong="the first slope in both places" loses="bowl_gradient" names="the same slope stands in both places"
def bowl_gradient(x, y, a, b):
    return np.array([2 * a * x, 2 * a * x])
