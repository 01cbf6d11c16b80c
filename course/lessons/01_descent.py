# %% [markdown]
# # 1 Gradient descent on $x^2$
#
# **What you will be able to do.** Find the lowest point of a curve by walking downhill. Say before you run it whether the walk will
# arrive, swing, or run away. Check any derivative with two evaluations of the function.
#
# **What you need.** From school: derivatives, and the dot product of two arrows (in 1.10). From Python: a function, a loop, a list, an array
# `np.array([1.0, 2.0])`. And lesson 0.
#
# **Time.** 60 to 90 minutes.
#
# **Notation.** $\eta$ (in code `eta`) is the learning rate. $x_k$ is where we are after $k$ steps, so $x_0$ is the start.
# A star marks the lowest point: $x^*$. There is no error with a factor in front in this lesson. The curve itself is what we go down.
#
# Most exercises have five parts. **Predict** before you run anything. **Derive** on paper. **Code** it. **Check** it.
# **See** what you have made.
#
# If a cell runs and runs, your code has an endless loop. Press **■** (*Interrupt*) in the toolbar: a check then says in which line your
# function was. Left alone, it gives up after a while and says so. If you see
# `NameError: name 'check' is not defined`, the cells above have not been run: choose *Kernel → Restart Kernel and Run All Cells*.

# %% locked="setup"
import numpy as np

from helpers import figures
from helpers.checks import between, check, check_gradient, check_raises
from helpers.checks import inputs, integer, random_inputs, require
from helpers.explore import bowl_descent, descent, explore

# %% [markdown]
# ## 1.1 The curve and its slope
#
# **Predict.** You stand on the curve $f(x) = x^2$ at $x = 3$ and step to $x = 3.01$. By about how much does $f$ grow?
# Write your guess in the next cell. Nobody grades it.

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** The slope of $f$ at $x$ is what the quotient
#
# $$\frac{f(x + h) - f(x)}{h}$$
#
# comes close to as $h$ gets small. Put $f(x) = x^2$ in:
#
# | line | why |
# |---|---|
# | $\dfrac{(x + h)^2 - x^2}{h}$ | this is the quotient for $f(x) = x^2$ |
# | $= \dfrac{x^2 + 2xh + h^2 - x^2}{h}$ | multiply out $(x + h)^2$ |
# | $= \dfrac{2xh + h^2}{h}$ | $x^2$ and $-x^2$ cancel |
# | $= 2x + h$ | divide both terms by $h$, which is not zero yet |
# | $\to 2x$ | now let $h$ go to zero |
#
# $$f(x) = x^2, \qquad f'(x) = 2x \tag{1.1}$$
#
# The fourth line says more than the last one: with a step of $h$, the quotient is too large by exactly $h$. With numbers:

# %%
x, h = 3.0, 0.01
print(f"f grows by                        {(x + h) ** 2 - x**2:.4f}")
print(f"the quotient is                   {((x + h) ** 2 - x**2) / h:.4f}")
print(f"the slope 2x is                   {2 * x:.4f}")
print(f"slope times h, a good estimate:   {2 * x * h:.4f}")
print(f"your guess:                       {my_guess}")

# %% [markdown]
# **Code.** One function for both, since we will need them together.

# %% answer="parabola"
def parabola(x):
    """The curve and its slope, equation (1.1).

    x: a number, or an array of any shape.
    Returns two values: f(x) and f'(x), each of the shape of x.
    """
    ### BEGIN SOLUTION
    return x**2, 2 * x
    ### END SOLUTION

# %% test="parabola" points=1
# The values first. Then the slope: nudge x a little, and see how your own f answers.
check(
    parabola,
    inputs(x=[3.0, -1.5, 0.0, 10.0, np.array([1.0, -2.0, 4.0])]),
    expected="descent.parabola",
    names=("f(x)", "f'(x)"),
    derived=True,
    look="equation (1.1). Return two values, the curve first.",
)
check_gradient(
    lambda x: parabola(x)[1],
    of=lambda x: parabola(x)[0],
    at=inputs(x=[3.0, -1.5, 0.5]),
    label="f'(x) as the slope of your f(x)",
    look="your second value should be the slope of your first.",
)
### BEGIN HIDDEN TESTS
check(
    parabola,
    random_inputs(seed=11, count=10, x=between(-20, 20)),
    expected="descent.parabola",
    names=("f(x)", "f'(x)"),
    look="equation (1.1). It should hold for every x.",
)
### END HIDDEN TESTS

# %% [markdown] hints="parabola"
# 1. **The idea.** You have both formulas already: they are the two halves of equation (1.1).
# 2. **The rule.** A function returns two values when they stand behind `return` with a comma between them.
# 3. **The first line.** `value = x**2`. The slope is next.

# %% [markdown]
# **See.** The dashed line has the slope that your function returns. Does it touch the curve, or does it cut it?

# %%
explore(lambda x: figures.parabola_tangent(parabola, x), x=(-3.0, 3.0, 0.25, 1.5))

# %% [markdown]
# ## 1.2 A slope without a derivation
#
# A derivation can go wrong. We want a second opinion that needs no derivation: two evaluations of the function.
#
# **Predict.** The quotient above was too large by $h$. What if we step $h$ to **both** sides and divide by $2h$?
# Will the error be half as large, or something else?

# %%
my_guess = "?"  # for example "half" or "much smaller"

# %% [markdown]
# **Derive.** We need one fact and take it as given. Near $x$, every smooth function is a sum of powers of the step, its Taylor series:
#
# $$f(x \pm h) = f(x) \pm h f'(x) + \tfrac{1}{2} h^2 f''(x) \pm \tfrac{1}{6} h^3 f'''(x) + \dots$$
#
# **Forward difference**, worked in full:
#
# | line | why |
# |---|---|
# | $f(x + h) - f(x) = h f'(x) + \tfrac12 h^2 f''(x) + \dots$ | subtract $f(x)$ from the series for $f(x+h)$ |
# | $\dfrac{f(x+h) - f(x)}{h} = f'(x) + \tfrac12 h f''(x) + \dots$ | divide by $h$: what is left over starts with $h$ |
#
# So its error shrinks like $h$. **Central difference**, with a gap for you. Do it on paper:
#
# | line | why |
# |---|---|
# | $f(x + h) - f(x - h) = \;?$ | subtract the two series. Which terms cancel, and which double? |
# | $\dfrac{f(x+h) - f(x-h)}{2h} = f'(x) + \tfrac16 h^2 f'''(x) + \dots$ | divide by $2h$: what is left over starts with $h^2$ |
#
# $$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h} \tag{1.2}$$
#
# With numbers, for $f(x) = x^3$ at $x = 2$, where the slope is $3x^2$. Make $h$ ten times smaller: by which factor does each error shrink?

# %%
x = 2.0
for h in (0.1, 0.01, 0.001):
    forward = ((x + h) ** 3 - x**3) / h
    central = ((x + h) ** 3 - (x - h) ** 3) / (2 * h)
    print(f"h = {h:<6}  forward error {forward - 3 * x**2:.8f}   central error {central - 3 * x**2:.8f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** `f` is a function that takes a number and returns a number. You call it twice.

# %% locked="curves"
def cube(x):
    """x to the power 3."""
    return x * x * x


def wave(x):
    """The sine of x."""
    return np.sin(x)


def s_curve(x):
    """1 / (1 + e^-x), which lesson 2 is about."""
    return 1 / (1 + np.exp(-x))

# %% answer="central_difference"
def central_difference(f, x, h=1e-5):
    """Slope of f at x by the central difference, equation (1.2).

    f: a function from a number to a number. x, h: numbers.
    Returns a number.
    """
    ### BEGIN SOLUTION
    return (f(x + h) - f(x - h)) / (2 * h)
    ### END SOLUTION

# %% test="central_difference" points=2
# Large steps on purpose: with h = 0.1 the central difference has an error of its own,
# and yours must have just that one.
check(
    central_difference,
    inputs(f=[cube, cube, wave, s_curve], x=[2.0, -1.0, 0.5, 1.0], h=[0.1, 0.05, 0.1, 0.2]),
    expected="descent.central_difference",
    look="equation (1.2): which two points are compared, and how far are they apart?",
)
check(
    central_difference,
    inputs(f=[cube, wave], x=[2, 1], h=1e-4),  # whole numbers work too
    expected="descent.central_difference",
    look="x may be a whole number. Does your code cut something off?",
)
check(
    central_difference,
    inputs(f=cube, x=[1.0, -2.0]),  # h is left out, so it is 1e-5
    expected=[3.0, 12.0],
    tolerance=1e-6,
    look="h has a default value, 1e-5. Keep it in the function's first line.",
)
### BEGIN HIDDEN TESTS
cases = [
    case
    for f in (cube, wave, s_curve)
    for case in random_inputs(seed=12, count=5, f=lambda rng, f=f: f, x=between(-2, 2), h=between(0.05, 0.3))
]
check(central_difference, cases, expected="descent.central_difference", look="equation (1.2), for any h.")
### END HIDDEN TESTS

# %% [markdown] hints="central_difference"
# 1. **The idea.** Look a little to the right and a little to the left, and divide the rise by the way between the two.
# 2. **The rule.** The rise is $f(x+h) - f(x-h)$. The way from $x - h$ to $x + h$ is $2h$. In Python, the division needs brackets
#    around `2 * h`.
# 3. **The first line.** `rise = f(x + h) - f(x - h)`

# %% [markdown]
# **See.** The error of your function against $h$, for the curve $1/(1+e^{-x})$ at $x = 1$. Read it from right to left.
# With $h$ ten times smaller, the error is a hundred times smaller. Then it rises again: $f(x+h)$ and $f(x-h)$ become so alike that their difference
# holds nothing but the rounding of the last digits. The best $h$ is not the smallest one.

# %%
true_slope = s_curve(1.0) * (1 - s_curve(1.0))  # lesson 2 derives this
for h in (1e-2, 1e-5, 1e-8):
    error = abs(central_difference(s_curve, 1.0, h) - true_slope) / true_slope
    print(f"h = {h:.0e}   relative error {error:.1e}")
figures.difference_errors(central_difference, s_curve, true_slope, 1.0, name="the S-curve")

# %% [markdown]
# ## 1.3 One step downhill
#
# **Predict.** You stand at $x = 3$, where the slope is $6$. In which direction is downhill, to larger or to smaller $x$?
# And at $x = -3$, where the slope is $-6$?

# %%
my_guess = "?"  # "larger" or "smaller", for x = 3 and for x = -3

# %% [markdown]
# **Derive.** The slope says how $f$ changes when $x$ grows:
#
# | the slope is | so when $x$ grows, $f$ | so downhill is |
# |---|---|---|
# | positive | rises | towards smaller $x$ |
# | negative | falls | towards larger $x$ |
#
# In both rows downhill is **against the sign of the slope**. So we subtract the slope, times a small number $\eta$ that says how far to go:
#
# $$x_{k+1} = x_k - \eta \, f'(x_k) \tag{1.3}$$
#
# With $f'(x) = 2x$ put in, what becomes of $x_{k+1} = x_k - \eta \cdot \;?$ Write it down, then factor out $x_k$. One step from $x = 5$ with $\eta = 0.1$:

# %%
x, eta = 5.0, 0.1
slope = 2 * x
print(f"slope {slope}, so the step is {-eta * slope}, and the new x is {x - eta * slope}")
print(f"new x divided by old x: {(x - eta * slope) / x}")
for x in (3.0, -3.0):
    right, left = (x + 0.1) ** 2, (x - 0.1) ** 2
    print(f"at x = {x:+} the slope is {2 * x:+}: a little to the right f is {right:.2f}, to the left {left:.2f}")
print(f"downhill, your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% answer="step"
def step(x, eta):
    """One step of gradient descent on f(x) = x^2, equation (1.3).

    x: where we are, a number. eta: the learning rate, a number.
    Returns where we are afterwards, a number.
    """
    ### BEGIN SOLUTION
    value, slope = parabola(x)
    return x - eta * slope
    ### END SOLUTION

# %% test="step" points=1
check(
    step,
    inputs(x=[5.0, -3.0, 2.0, 0.0, 1.0], eta=[0.1, 0.25, 0.5, 0.3, 1.0]),
    expected="descent.step",
    earlier=["descent.parabola", "descent.central_difference"],
    look="equation (1.3): the sign in front of eta, and the slope 2x.",
)
### BEGIN HIDDEN TESTS
check(
    step,
    random_inputs(seed=13, count=10, x=between(-10, 10), eta=between(0.01, 1.3)),
    expected="descent.step",
    earlier=["descent.parabola", "descent.central_difference"],
    look="equation (1.3), for any x and any eta.",
)
### END HIDDEN TESTS

# %% [markdown] hints="step"
# 1. **The idea.** Walk against the slope. A steep slope makes a long step.
# 2. **The rule.** New $x$ is old $x$ minus $\eta$ times the slope at the old $x$. Your `parabola` knows the slope.
# 3. **The first line.** `value, slope = parabola(x)`

# %% [markdown]
# ## 1.4 The whole walk
#
# **Predict.** Start at $x_0 = 1000$ and take $100$ steps with $\eta = 0.1$. Each step multiplies $x$ by $0.8$.
# Where do we end: near $1$, near $10^{-3}$, or near $10^{-7}$?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Code.** Keep every position, not only the last one: we want to look at the way, too. After `steps` steps there are
# `steps + 1` positions, for the start counts.

# %% answer="descend"
def descend(x0, eta, steps):
    """Gradient descent on f(x) = x^2, equation (1.3) again and again.

    x0: the start, a number. eta: the learning rate.
    steps: how many steps, a whole number, 0 or more.
    Returns all positions x_0, x_1, ..., x_steps: an array of shape (steps + 1,).
    """
    ### BEGIN SOLUTION
    path = [x0]
    for _ in range(steps):
        path.append(step(path[-1], eta))
    return np.array(path)
    ### END SOLUTION

# %% test="descend" points=3
check(
    descend,
    inputs(x0=[5.0, -4.0, 10.0, 3.0], eta=[0.1, 0.5, 1.1, 0.3], steps=[4, 2, 6, 0]),
    expected="descent.descend",
    earlier=["descent.step"],
    look="the first entry is the start itself, and each entry comes from the one before it.",
)
check(
    descend,
    inputs(x0=[3], eta=[0.25], steps=[5]),  # a start that is a whole number
    expected="descent.descend",
    earlier=["descent.step"],
    look="an array made from whole numbers cuts off what is behind the decimal point.",
)
### BEGIN HIDDEN TESTS
check(
    descend,
    random_inputs(seed=14, count=8, x0=between(-10, 10), eta=between(0.02, 1.2), steps=integer(0, 8)),
    expected="descent.descend",
    earlier=["descent.step"],
    look="the loop: how often does it run, and what does it start from?",
)
### END HIDDEN TESTS

# %% [markdown] hints="descend"
# 1. **The idea.** Keep a list of positions. The next position is one step from the last one in the list.
# 2. **The rule.** Start the list with $x_0$. Then, `steps` times, append `step(...)` of the last entry. In Python the last entry of a
#    list is `path[-1]`.
# 3. **The first line.** `path = [x0]`, and after the loop `return np.array(path)`.

# %% [markdown]
# **See.** First the long walk from 1000. Was your guess right?

# %%
path = descend(1000.0, 0.1, 100)
print(f"after 100 steps   x = {path[-1]:.6e}   f(x) = {path[-1] ** 2:.6e}   your guess: {my_guess}")

# %% [markdown]
# Now move the sliders, with the mouse or with the arrow keys. Find an $\eta$ with which the ball arrives in a single step. Find one with
# which it never comes closer. Find one with which it runs away.

# %%
descent(parabola, descend)

# %% [markdown]
# The same for five learning rates at once, ten steps from $x_0 = 10$. On the logarithmic axis each walk is a straight line.
# (With $\eta = 0.5$ the distance is zero after one step, and zero has no place on a logarithmic axis.)

# %%
rates = (0.05, 0.2, 0.5, 1.0, 1.1)
for eta in rates:
    print(f"eta = {eta:<5} x_10 = {descend(10.0, eta, 10)[-1]:.4g}")
figures.distances({eta: descend(10.0, eta, 10) for eta in rates})

# %% [markdown]
# ## 1.5 Where the walk is after $k$ steps, without walking
#
# A straight line on a logarithmic axis means: each step multiplies by the same factor. Then we can write $x_k$ down at once. We do it
# for every parabola that opens upwards,
#
# $$f(x) = a x^2 + b x + c, \qquad a > 0 .$$
#
# **Predict.** Does $c$ make a difference to where the walk goes?

# %%
my_guess = "?"  # "yes" or "no", and why

# %% [markdown]
# **Derive.** Where is the lowest point? There the slope is zero:
#
# | line | why |
# |---|---|
# | $f'(x) = 2ax + b$ | power rule. The constant $c$ is gone, and so is its influence on the walk |
# | $2ax^* + b = 0$ | at the lowest point the slope is zero |
# | $x^* = \;?$ | yours: solve for $x^*$ |
#
# Now one step, measured from the lowest point. Fill in what is missing:
#
# | line | why |
# |---|---|
# | $x_{k+1} = x_k - \eta\,(2 a x_k + b)$ | equation (1.3) with this slope |
# | $x_{k+1} - x^* = x_k - x^* - \eta\,(2 a x_k + b)$ | subtract $x^*$ on both sides |
# | $2 a x_k + b = 2a\,(x_k - x^*)$ | because $b = -2 a x^*$, by the line for $x^*$ |
# | $x_{k+1} - x^* = (\;?\;)\,(x_k - x^*)$ | put that in, and factor out $x_k - x^*$ |
#
# Call the factor $r$. After $k$ steps the distance has been multiplied by it $k$ times:
#
# $$x_k = x^* + r^k\,(x_0 - x^*) \tag{1.4}$$
#
# What is $r$? Write it with $a$ and $\eta$, then try it on numbers:

# %%
a, b, x0, eta = 2.0, -4.0, 5.0, 0.1
lowest = 1.0  # the slope 2 * 2 * x - 4 is zero here
x1 = x0 - eta * (2 * a * x0 + b)
x2 = x1 - eta * (2 * a * x1 + b)
print(f"distances from the lowest point: {x0 - lowest:.4f}, {x1 - lowest:.4f}, {x2 - lowest:.4f}")
print(f"each divided by the one before:  {(x1 - lowest) / (x0 - lowest):.4f}, {(x2 - lowest) / (x1 - lowest):.4f}")
print(f"c was used nowhere above. Your guess: {my_guess}")

# %% [markdown]
# **Code.** No loop this time.

# %% answer="closed_form"
def closed_form(a, b, x0, eta, k):
    """Position x_k of gradient descent on a x^2 + b x + c, equation (1.4), without a loop.

    a, b: numbers, a > 0. x0: the start. eta: the learning rate.
    k: how many steps, a whole number, 0 or more.
    Returns a number.
    """
    ### BEGIN SOLUTION
    lowest = -b / (2 * a)
    factor = 1 - 2 * a * eta
    return lowest + factor**k * (x0 - lowest)
    ### END SOLUTION

# %% test="closed_form" points=2
check(
    closed_form,
    inputs(
        a=[1.0, 1.0, 2.0, 0.5, 2.0],
        b=[0.0, -6.0, -4.0, 3.0, -3.0],
        x0=[5.0, 5.0, 5.0, -2.0, 5.0],
        eta=[0.1, 0.2, 0.1, 0.7, 0.4],
        k=[3, 0, 2, 5, 3],
    ),
    expected="descent.closed_form",
    look="the lowest point first: for b = 0 it is 0. Then the factor: for a = 1 and eta = 0.1 it is 0.8.",
)
### BEGIN HIDDEN TESTS
check(
    closed_form,
    random_inputs(
        seed=15, count=10, a=between(0.3, 3), b=between(-5, 5), x0=between(-8, 8), eta=between(0.01, 0.5), k=integer(1, 12)
    ),
    expected="descent.closed_form",
    look="equation (1.4), for any a and b.",
)
### END HIDDEN TESTS

# %% [markdown] hints="closed_form"
# 1. **The idea.** Measure from the lowest point. Every step multiplies that distance by the same factor.
# 2. **The rule.** From $2ax^* + b = 0$ you get $x^*$. In $x_k - x^* - \eta \cdot 2a(x_k - x^*)$ you can factor out $(x_k - x^*)$:
#    what is left is $1 - \dots$
# 3. **The first line.** `lowest = -b / (2 * a)`

# %% [markdown]
# **See.** The loop and the formula, side by side. They agree to the last digits, and the formula needed no loop.

# %%
path = descend(8.0, 0.3, 12)
for k in (0, 1, 2, 6, 12):
    print(f"k = {k:>2}   by walking {path[k]:+.10f}   by formula {closed_form(1.0, 0.0, 8.0, 0.3, k):+.10f}")

# %% [markdown]
# ## 1.6 Five ways to walk
#
# Everything that you saw at the sliders is in the factor $r = 1 - 2a\eta$. Five things can happen:
#
# | name | what $x_k - x^*$ does |
# |---|---|
# | `"monotone"` | shrinks, and stays on its side |
# | `"one step"` | is zero after one step |
# | `"oscillating"` | changes sides at every step, and shrinks |
# | `"bouncing"` | changes sides at every step, and keeps its length for ever |
# | `"diverging"` | changes sides at every step, and grows |
#
# **Predict.** For $a = 1$: which of the five is $\eta = 0.7$?

# %%
my_guess = "?"  # one of the five names

# %% [markdown]
# **Derive.** Each name is a statement about $r$. The first is done; do the others on paper.
#
# | name | $r$ | so $\eta$ |
# |---|---|---|
# | monotone | $0 < r < 1$ | $0 < \eta < \dfrac{1}{2a}$ |
# | one step | $r = 0$ | $\eta = \;?$ |
# | oscillating | $? < r < 0$ | $\;? < \eta < \;?$ |
# | bouncing | $r = \;?$ | $\eta = \;?$ |
# | diverging | $r < \;?$ | $\eta > \;?$ |

# %%
a = 1.0
for eta in (0.1, 0.5, 0.7, 1.0, 1.1):
    print(f"eta = {eta:<4} r = {1 - 2 * a * eta:+.2f}")
print(f"your guess for 0.7: {my_guess}")

# %% [markdown]
# **Code.** Return the name as a text, spelled as in the table.

# %% answer="regime"
def regime(eta, a):
    """The name of what descent on a x^2 + b x + c does with this learning rate.

    eta, a: numbers, both positive.
    Returns one of "monotone", "one step", "oscillating", "bouncing", "diverging".
    """
    ### BEGIN SOLUTION
    factor = 1 - 2 * a * eta
    if factor > 0:
        return "monotone"
    if factor == 0:
        return "one step"
    if factor > -1:
        return "oscillating"
    if factor == -1:
        return "bouncing"
    return "diverging"
    ### END SOLUTION

# %% test="regime" points=2
# The borders are hit exactly here: these values of eta and a have no rounding.
check(
    regime,
    inputs(
        eta=[0.1, 0.5, 0.7, 1.0, 1.1, 0.25, 0.5, 0.3, 0.6, 1.0, 2.0],
        a=[1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0, 0.5, 0.5],
    ),
    expected="descent.regime",
    earlier=["descent.closed_form"],
    look="the factor r = 1 - 2 a eta for this input, and the row of the table that it belongs to.",
)
### BEGIN HIDDEN TESTS
cases = [
    case
    for a in (0.25, 1.0, 4.0)
    for low, high in ((0.02, 0.48), (0.52, 0.98), (1.02, 1.8))
    for case in random_inputs(seed=16, count=3, eta=between(low / a, high / a), a=a)
]
check(
    regime,
    cases,
    expected="descent.regime",
    earlier=["descent.closed_form"],
    look="the borders move with a: they lie at 1/(2a) and 1/a.",
)
### END HIDDEN TESTS

# %% [markdown] hints="regime"
# 1. **The idea.** Only the factor $r = 1 - 2a\eta$ matters. Where does it lie: above 0, at 0, between $-1$ and 0, at $-1$, below?
# 2. **The rule.** Compute $r$ first. Then ask from the top with `if`: the first question that is answered with yes decides.
# 3. **The first line.** After `factor = 1 - 2 * a * eta`: `if factor > 0: return "monotone"`

# %% [markdown]
# **See.** Your names for a row of learning rates, and beside them what the walk really does.

# %%
for eta in (0.05, 0.3, 0.5, 0.7, 0.95, 1.0, 1.05):
    distance = np.abs(descend(10.0, eta, 10))
    first, one, ten = distance[[0, 1, 10]]
    print(f"eta = {eta:<5} {regime(eta, 1.0):12} |x_0| = {first:.3g}, |x_1| = {one:.3g}, |x_10| = {ten:.3g}")

# %% [markdown]
# The sliders once more, now with your formula as a wide line under the walk, and your name for it. The scale has marks at $\frac{1}{2a}$
# and $\frac{1}{a}$. Take $\eta$ over both: does your name change where the walk does?

# %%
descent(parabola, descend, closed_form, regime, eta=0.4)

# %% [markdown]
# ## 1.7 When to stop
#
# A program has to stop by itself. Two rules are common, and we use both:
#
# - **"steps"**: a given number of steps has been taken;
# - **"change"**: the last step changed $x$ by less than a given percentage of the $x$ from which that step started,
#   $$|x_{k+1} - x_k| < \frac{\text{percent}}{100}\,|x_k| .$$
#
# The rule "change" is looked at after every step. Whichever holds first ends the walk. If both hold after the same step, it was "change".
#
# **Predict.** Take $f(x) = x^2 - 6x + 9$, start at $x = 7.5$, $\eta = 0.1$, and stop when $x$ changes by less than $1\,\%$.
# How many steps: about 5, about 20, or about 100?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Not every parabola has a lowest point. What happens to (1.4) when $a$ is negative: is $r = 1 - 2a\eta$ larger or smaller than 1?
# A walk that can only run away should not be started. For $a = 0$ the curve is a straight line, and that has no lowest point either. So the
# function refuses both: it raises a `ValueError`.
#
# One step of the example, with numbers:

# %%
x, eta = 7.5, 0.1
new = x - eta * (2 * 1.0 * x - 6.0)
print(f"from {x} to {new:.4f}: a change of {abs(new - x) / abs(x) * 100:.2f} %")

# %% [markdown]
# **Code.** A small program. Mind the order: take the step, count it, then look at the rule.

# %% answer="minimise"
def minimise(a, b, c, eta, max_steps, percent, x0=7.5):
    """Gradient descent on a x^2 + b x + c that stops by itself.

    a, b, c: numbers. eta: the learning rate. max_steps: a whole number, 1 or more.
    percent, x0: numbers.
    Returns three values: the last x, the number of steps taken, and the rule that
    ended the walk, "change" or "steps".
    Raises ValueError where a is not positive.
    """
    ### BEGIN SOLUTION
    if a <= 0:
        raise ValueError(f"a must be positive, or there is no lowest point; it is {a}")
    x = x0
    for taken in range(1, max_steps + 1):
        new = x - eta * (2 * a * x + b)
        change, before = abs(new - x), x
        x = new
        if change < percent / 100 * abs(before):
            return x, taken, "change"
    return x, max_steps, "steps"
    ### END SOLUTION

# %% test="minimise" points=3
looks = {
    "x": "if the number of steps is wrong too, look at the stop rule first. Else at the slope of a x^2 + b x + c.",
    "the number of steps": "the change of x against percent / 100 times |x| of before the step. The first step is 1.",
    "the rule": 'the word for the rule that ended the walk: "change" or "steps".',
}
# In the first three inputs every step halves x. So with 60 % the first step ends the walk,
# and with 50 % none does: less than, not equal.
check(
    minimise,
    inputs(
        a=[1.0, 1.0, 1.0, 1.0, 1.0, 2.0, 0.5, 1.0],
        b=[0.0, 0.0, 0.0, -6.0, -6.0, 4.0, -2.0, -6.0],
        c=[0.0, 0.0, 0.0, 9.0, 9.0, 0.0, 1.0, 3.0],
        eta=[0.25, 0.25, 0.25, 0.1, 0.1, 0.05, 0.3, 0.1],
        max_steps=[6, 6, 1, 1000, 5, 1000, 200, 30],
        percent=[60.0, 50.0, 60.0, 1.0, 1.0, 0.5, 0.01, 2.0],
        x0=[7.5, 7.5, -3.0, 7.5, 7.5, 7.5, 7.5, 1.0],
    ),
    expected="descent.minimise",
    earlier=["descent.closed_form"],
    names=tuple(looks),
    look=looks,
)
check(
    minimise,
    inputs(a=1.0, b=-6.0, c=9.0, eta=0.1, max_steps=[1000, 5], percent=1.0),  # x0 is left out, so it is 7.5
    expected="descent.minimise",
    earlier=["descent.closed_form"],
    names=tuple(looks),
    look="where does the walk start when nobody says so? Keep x0=7.5 in the function's first line.",
)
check_raises(
    minimise,
    inputs(a=[-1.0, 0.0], b=1.0, c=0.0, eta=0.1, max_steps=10, percent=1.0),
    ValueError,
    look="test a at the start, and write `raise ValueError(...)` with a sentence that says what is wrong.",
)
### BEGIN HIDDEN TESTS
check(
    minimise,
    random_inputs(
        seed=17, count=8, a=between(0.3, 2), b=between(-8, -3), c=between(-3, 3), eta=between(0.02, 0.2),
        max_steps=integer(3, 60), percent=between(0.3, 3),
    ),
    expected="descent.minimise",
    earlier=["descent.closed_form"],
    names=tuple(looks),
    look=looks,
)
check(
    minimise,
    inputs(a=1.0, b=2.0, c=0.0, eta=0.1, max_steps=500, percent=[0.1, 0.1, 0.1, 30.0], x0=[-7.5, 4.0, -0.2, 4.0]),
    expected="descent.minimise",
    earlier=["descent.closed_form"],
    names=tuple(looks),
    look="x0 is where the walk starts. And x may be negative: the change and the x before it count without their sign.",
)
### END HIDDEN TESTS

# %% [markdown] hints="minimise"
# 1. **The idea.** It is the loop of `descend` with two ways out: one inside the loop, one after it.
# 2. **The rule.** In each turn: compute the new $x$ with the slope $2ax + b$. Compare it with the old one. If it changed by less than
#    `percent / 100 * abs(old)`, return at once. If the loop ends by itself, the rule was "steps".
# 3. **The first line.** `if a <= 0: raise ValueError("a must be positive")`. Then `x = x0` and
#    `for taken in range(1, max_steps + 1):`

# %% [markdown]
# **See.** A smaller percentage costs more steps. By how many, each time it gets ten times smaller? Compare with (1.4): here $r = 0.8$, and the
# last line says how small the distance is after ten more steps.

# %%
for percent in (10.0, 1.0, 0.1, 0.01, 0.001):
    x, taken, rule = minimise(1.0, -6.0, 9.0, 0.1, 1000, percent)
    print(f"stop below {percent:>6} %   {taken:>3} steps   x = {x:.6f}   rule: {rule}")
print(f"your guess for 1 %: {my_guess}")
print(f"ten steps multiply the distance by {0.8**10:.3f}")

# %% [markdown]
# ## 1.8 Two variables
#
# Now $f$ has two inputs: a bowl over the plane, $f(x, y) = a x^2 + b y^2$ with $a, b > 0$.
#
# **Predict.** At the point $(1, 1)$ of the bowl with $a = 1$ and $b = 10$: in which direction does it fall faster, along $x$ or along $y$?

# %%
my_guess = "?"  # "x" or "y"

# %% [markdown]
# **Derive.** There is a slope for each variable. To find one, hold the other still: it then counts as a constant.
# Such a slope is written with a round d: $\dfrac{\partial f}{\partial x}$ is the slope of $f$ along $x$ while $y$ stands still.
#
# | line | why |
# |---|---|
# | $\dfrac{\partial f}{\partial x} = \dfrac{\partial}{\partial x}\left(a x^2\right) + \dfrac{\partial}{\partial x}\left(b y^2\right)$ | the slope of a sum is the sum of the slopes |
# | $= 2ax + 0$ | $b y^2$ does not hold $x$, so it does not change with it |
# | $\dfrac{\partial f}{\partial y} = \;?$ | yours |
#
# Both together are the **gradient**, one entry for each variable. It has the shape of what we differentiate by:
#
# $$\nabla f = \left(\frac{\partial f}{\partial x},\; \frac{\partial f}{\partial y}\right) \tag{1.5}$$

# %%
a, b, x, y, h = 1.0, 10.0, 1.0, 1.0, 1e-5
along_x = (a * (x + h) ** 2 - a * (x - h) ** 2) / (2 * h)
along_y = (b * (y + h) ** 2 - b * (y - h) ** 2) / (2 * h)
print(f"slope along x {along_x:.3f}, slope along y {along_y:.3f}   your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% locked="bowl"
def bowl(x, y, a, b):
    """f(x, y) = a x^2 + b y^2"""
    return a * x**2 + b * y**2

# %% answer="bowl_gradient"
def bowl_gradient(x, y, a, b):
    """Gradient of the bowl a x^2 + b y^2, equation (1.5).

    x, y, a, b: numbers.
    Returns an array of shape (2,): the slope along x, then the slope along y.
    """
    ### BEGIN SOLUTION
    return np.array([2 * a * x, 2 * b * y])
    ### END SOLUTION

# %% test="bowl_gradient" points=1
check(
    bowl_gradient,
    inputs(x=[1.0, -2.0, 0.3], y=[1.0, 3.0, -1.5], a=[1.0, 2.0, 3.0], b=[10.0, 0.5, 1.2]),
    expected="descent.bowl_gradient",
    derived=True,
    look="an array of shape (2,), the slope along x first.",
)
# Each entry is held against a nudge of the bowl itself.
check_gradient(
    bowl_gradient,
    of=bowl,
    at=inputs(x=[1.0, -2.0, 0.3], y=[1.0, 3.0, -1.5], a=[1.0, 2.0, 3.0], b=[10.0, 0.5, 1.2]),
    by=("x", "y"),
    names=("the slope along x", "the slope along y"),
    look="differentiate by one variable and hold the other still.",
)
### BEGIN HIDDEN TESTS
check(
    bowl_gradient,
    random_inputs(seed=18, count=10, x=between(-3, 3), y=between(-3, 3), a=between(0.2, 5), b=between(0.2, 5)),
    expected="descent.bowl_gradient",
    look="each slope has its own variable and its own coefficient.",
)
### END HIDDEN TESTS

# %% [markdown] hints="bowl_gradient"
# 1. **The idea.** Two slopes, found one after the other. While you look at $x$, the variable $y$ is a constant, and the other way round.
# 2. **The rule.** $\partial f/\partial x = 2ax$. The slope along $y$ is built just so, from the term that holds $y$.
# 3. **The first line.** `return np.array([2 * a * x, ...])`

# %% [markdown]
# ## 1.9 A narrow bowl
#
# **Predict.** In the round bowl ($a = b = 1$) and in the narrow one ($a = 1$, $b = 10$) we start at $(4, 2)$. Which walk needs more steps,
# if each bowl gets the $\eta$ that suits it best?

# %%
my_guess = "?"  # "round" or "narrow"

# %% [markdown]
# **Derive.** The step (1.3) now moves both entries at once, $\;(x, y) \leftarrow (x, y) - \eta\,\nabla f$. The arrow means: the left side
# gets the value of the right side. Written out for each variable:
#
# | line | why |
# |---|---|
# | $x \leftarrow x - \eta \cdot 2ax = (1 - 2a\eta)\,x$ | the first entry of the gradient |
# | $y \leftarrow y - \eta \cdot 2by = (\;?\;)\,y$ | the second entry. Fill in the factor |
#
# So the bowl is two parabolas that share one $\eta$. For $b = 10$ the walk along $y$ diverges as soon as $\eta > 1/b = 0.1$. For $a = 1$
# such a small $\eta$ is slow along $x$. How unequal the two are is the **condition number**
#
# $$\kappa = \frac{\max(a, b)}{\min(a, b)} . \tag{1.6}$$
#
# The slower of the two directions decides. Say $a < b$. A larger $\eta$ makes the factor along $x$ smaller, but as soon as it is past
# $\frac{1}{2b}$ it makes the factor along $y$ grow on the negative side. So the best $\eta$ is the one where both have the same size:
# $1 - 2a\eta = -(1 - 2b\eta)$. Solve it: $\eta = \;?$ Put it back into $1 - 2a\eta$ and write it as one fraction: $\frac{b - a}{b + a}$.
# Divide above and below by $a$. Both factors have the size $\frac{\kappa - 1}{\kappa + 1}$: near 1, and
# therefore slow, when $\kappa$ is large. With numbers:

# %%
for a, b in ((1.0, 1.0), (1.0, 10.0), (1.0, 100.0)):
    kappa = max(a, b) / min(a, b)
    best = 1 / (a + b)
    print(f"kappa = {kappa:>3.0f}   best eta = {best:.4f}   (kappa-1)/(kappa+1) = {(kappa - 1) / (kappa + 1):.4f}")
    print(f"              the factors are {1 - 2 * a * best:+.4f} along x and {1 - 2 * b * best:+.4f} along y")

# %% [markdown]
# **Code.** The same loop as in `descend`, with points in place of numbers.

# %% answer="descend_bowl"
def descend_bowl(start, eta, steps, a, b):
    """Gradient descent on the bowl a x^2 + b y^2.

    start: the first point, an array of shape (2,). eta: the learning rate.
    steps: a whole number, 0 or more. a, b: numbers.
    Returns all points, one per row: an array of shape (steps + 1, 2).
    """
    ### BEGIN SOLUTION
    points = [np.array(start, dtype=float)]
    for _ in range(steps):
        x, y = points[-1]
        points.append(points[-1] - eta * np.asarray(bowl_gradient(x, y, a, b)))
    return np.array(points)
    ### END SOLUTION

# %% test="descend_bowl" points=3
check(
    descend_bowl,
    inputs(
        start=[np.array([4.0, 2.0]), np.array([-1.0, 3.0]), np.array([2.0, -2.0])],
        eta=[0.1, 0.05, 0.3],
        steps=[3, 8, 0],
        a=[1.0, 2.0, 1.0],
        b=[1.0, 8.0, 1.5],
    ),
    expected="descent.descend_bowl",
    earlier=["descent.bowl_gradient", "descent.closed_form"],
    look="one row for each point, the start in the first row, both entries moved by the gradient of the point before.",
)
check(
    descend_bowl,
    inputs(start=np.array([4, 3]), eta=0.1, steps=4, a=1.0, b=2.0),  # a start made of whole numbers
    expected="descent.descend_bowl",
    earlier=["descent.bowl_gradient", "descent.closed_form"],
    look="an array of whole numbers cuts off what is behind the decimal point: np.array(start, dtype=float).",
)
### BEGIN HIDDEN TESTS
check(
    descend_bowl,
    random_inputs(
        seed=19, count=6, start=between(-4, 4, 2), eta=between(0.01, 0.2), steps=integer(1, 15), a=between(0.5, 2), b=between(2, 5)
    ),
    expected="descent.descend_bowl",
    earlier=["descent.bowl_gradient", "descent.closed_form"],
    look="both entries move in the same step, from the same point.",
)
### END HIDDEN TESTS

# %% [markdown] hints="descend_bowl"
# 1. **The idea.** A list of points. The next point is the last one minus $\eta$ times the gradient there.
# 2. **The rule.** Arrays subtract entry by entry, so `point - eta * gradient` moves both at once. Make the first point an array of
#    floats, and make new points: do not write into the old one, or every row will show the last point.
# 3. **The first line.** `points = [np.array(start, dtype=float)]`

# %% [markdown]
# **See.** Thirty steps in both bowls: the round one with $\eta = 0.4$ (its best, 0.5, would arrive in one step), the narrow one with its best,
# $\frac{1}{11}$. In the narrow one the walk swings across the valley:
# its factor along $y$ is negative, so every step goes past the bottom and ends on the other side.

# %%
start = np.array([4.0, 2.0])
shape = np.shape(bowl_gradient(4.0, 2.0, 1.0, 10.0))
require(shape == (2,), "bowl_gradient should return an array of shape (2,): mend 1.8 first.")
figures.bowl_paths(
    {
        "a round bowl": (descend_bowl(start, 0.4, 30, 1.0, 1.0), 0.4, 1.0, 1.0),
        "a narrow bowl": (descend_bowl(start, 1 / 11, 30, 1.0, 10.0), 1 / 11, 1.0, 10.0),
    }
)

# %% [markdown]
# Your own choice of the bowl and of $\eta$. Where does the walk just not swing any more, and what does that cost along $x$?

# %%
bowl_descent(descend_bowl)

# %% [markdown]
# How many steps until the point is closer than 0.001 to the middle? Beside it the condition number. Each bowl gets an $\eta$ just below its
# best one.

# %%
for b in (1.0, 2.0, 5.0, 10.0, 50.0):
    points = np.asarray(descend_bowl(start, 1 / (1.0 + b) * 0.999, 600, 1.0, b))
    arrived = np.flatnonzero(np.hypot(points[:, 0], points[:, 1]) < 1e-3)
    print(f"condition number {b:>4.0f}: " + (f"{arrived[0]:>4} steps" if len(arrived) else "not within 600 steps"))
print(f"your guess: {my_guess}")

# %% [markdown]
# ## 1.10 Spot the slip
#
# *This slip is planted.* The sentence below stands in many introductions. It is wrong, and you have the means to see it:
#
# > *The gradient is the direction of steepest descent.*
#
# The next cell turns the sentence into code, using your `bowl_gradient`.

# %% locked="published_direction"
def published_direction(x, y, a, b):
    """What the sentence says: the unit vector along the gradient. The slip is planted."""
    gradient = np.asarray(bowl_gradient(x, y, a, b), dtype=float)
    return gradient / np.sqrt(gradient[0] ** 2 + gradient[1] ** 2)

# %% [markdown]
# **See first.** Take a short step from $(1.5, 1)$ in each of 360 directions, and write down how $f$ changes. No derivative is used, so nothing
# can be wrong with one. Then mark the published direction. Is it where $f$ falls most?

# %%
point, short, a, b = np.array([1.5, 1.0]), 0.01, 1.0, 2.0
angles = np.arange(0, 361)
along = np.radians(angles)
around = bowl(point[0] + short * np.cos(along), point[1] + short * np.sin(along), a, b)
changes = around - bowl(*point, a, b)
published = published_direction(*point, a, b)
published_angle = np.degrees(np.arctan2(published[1], published[0])) % 360
figures.directions(angles, changes, {"the published direction": published_angle})

# %% [markdown]
# **Derive.** Take a step of length $s$ in the direction of a unit vector $u = (u_1, u_2)$.
#
# | line | why |
# |---|---|
# | change of $f \approx \dfrac{\partial f}{\partial x}\, s u_1 + \dfrac{\partial f}{\partial y}\, s u_2$ | slope times step, as in 1.1, once for each variable |
# | $= s\,(\nabla f \cdot u)$ | this sum of products is a dot product |
# | $= s\,\lvert\nabla f\rvert\,\cos\varphi$ | $u$ has length 1, and $\varphi$ is the angle between the two arrows |
#
# Only $\varphi$ is ours to choose. Where is $\cos\varphi$ largest, and where is it smallest? Which of the two is *descent*?
#
# **Code.** Return the direction in which the bowl really falls fastest.

# %% answer="slip_direction"
def slip_direction(x, y, a, b):
    """The unit vector in which the bowl a x^2 + b y^2 falls fastest at (x, y).

    x, y, a, b: numbers, (x, y) not the lowest point.
    Returns an array of shape (2,) and length 1.
    """
    ### BEGIN SOLUTION
    gradient = np.asarray(bowl_gradient(x, y, a, b))
    return -gradient / np.linalg.norm(gradient)
    ### END SOLUTION

# %% test="slip_direction" points=2
check(
    slip_direction,
    inputs(x=[1.5, -1.0, 2.0], y=[1.0, 2.0, -0.5], a=[1.0, 1.0, 3.0], b=[2.0, 0.5, 1.0]),
    expected="descent.downhill_direction",
    earlier=["descent.bowl_gradient"],
    look="take a short step in your direction: does the bowl fall? Then the length: it should be 1.",
)
### BEGIN HIDDEN TESTS
check(
    slip_direction,
    random_inputs(seed=20, count=8, x=between(0.5, 3), y=between(-3, -0.5), a=between(0.3, 4), b=between(0.3, 4)),
    expected="descent.downhill_direction",
    earlier=["descent.bowl_gradient"],
    look="the direction depends on x, y, a and b, by way of the gradient.",
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_direction"
# 1. **The idea.** Look at the figure: at the published angle the curve has its highest point. Which direction has the lowest one?
# 2. **The rule.** $\cos\varphi$ is smallest, $-1$, for $\varphi = 180°$: the direction opposite to the gradient. Divide by the length
#    $\sqrt{g_1^2 + g_2^2}$ to get a unit vector.
# 3. **The first line.** `gradient = np.asarray(bowl_gradient(x, y, a, b))`

# %% [markdown]
# **See.** Your direction beside the published one.

# %%
mine = slip_direction(*point, a, b)
my_angle = np.degrees(np.arctan2(mine[1], mine[0])) % 360
figures.directions(angles, changes, {"the published direction": published_angle, "your direction": my_angle})

# %% [markdown]
# Gradient descent has the minus sign because of this. The sentence should say: *the gradient is the direction of steepest ascent, and we
# step against it.*

# %% [markdown] essay="why_bouncing" points=2
# ## 1.11 Explain
#
# With $\eta = 1$ on $f(x) = x^2$ the walk never arrives, unless it starts at 0. Yet each step sets out downhill: the slope
# has the right sign. Explain in your own words, in three to six sentences, why it never arrives. Say what happens to $x$, to $f(x)$, and what
# is different with a slightly smaller $\eta$. Double-click on the cell below to write.
#
# ### BEGIN SOLUTION
# With $\eta = 1$ one step is $x - 2x = -x$. So the walk jumps to the mirror image on the other side and back again. The height $f(x) = x^2$ is
# the same on both sides, so nothing is gained: the step starts downhill, crosses the lowest point and climbs up again just as high. The
# distance from the lowest point is multiplied by $|1 - 2\eta| = 1$ and so it keeps its size for ever. With $\eta$ a little below 1 the
# factor is a little below 1 in size: the walk still changes sides at every step, but each time it lands lower, and it arrives in the end.
# ### END SOLUTION
#
# ### BEGIN MARK SCHEME
# One point for the step: $x \to -x$ (or the factor $r = -1$), so that $f(x)$ stays the same or the distance never shrinks.
#
# One point for the reason in terms of the step's length: the slope is right only where we stand, the step is so long that it crosses the lowest
# point and climbs as high as it fell; or for the comparison: with $\eta < 1$ the factor is smaller than 1 in size, so it shrinks.
#
# Half a point off where the answer says that the slope has the wrong sign.
# ### END MARK SCHEME

# %% [markdown]
# ## 1.12 The lesson on one page
#
# $$
# \begin{aligned}
# &\text{the curve and its slope} & f(x) = x^2, \quad f'(x) &= 2x & (1.1)\\
# &\text{a slope without a derivation} & f'(x) &\approx \frac{f(x+h) - f(x-h)}{2h} & (1.2)\\
# &\text{one step} & x_{k+1} &= x_k - \eta\, f'(x_k) & (1.3)\\
# &\text{all steps, on } a x^2 + b x + c & x_k &= x^* + (1 - 2a\eta)^k\,(x_0 - x^*), \quad x^* = -\frac{b}{2a} & (1.4)\\
# &\text{two variables} & \nabla f &= \left(\frac{\partial f}{\partial x},\, \frac{\partial f}{\partial y}\right) & (1.5)\\
# &\text{how slow a bowl is} & \kappa &= \frac{\max(a,b)}{\min(a,b)} & (1.6)
# \end{aligned}
# $$
#
# **What comes next.** In lesson 2 the curve is the error of a neuron, and $x$ is its weight. Walking downhill stays the same. What is new is how to
# find the slope: the weight reaches the error by way of two other quantities, and the chain rule multiplies three slopes.
