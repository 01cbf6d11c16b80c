# %% [markdown]
# # 2 One neuron
#
# **What you will be able to do.** Find how much each parameter of a neuron matters for its error, by multiplying three slopes. Train the
# neuron with that. Say when it stops learning although its answer is wrong.
#
# **What you need.** Lesson 1: the central difference and the step downhill. The chain rule of school. The derivative of $e^x$.
#
# **Time.** 90 to 120 minutes.
#
# **Notation.** A sample is a pair of numbers: the input $x$ and the target $y$. The neuron has two parameters, the weight $w$ and the
# bias $b$. It computes $z = wx + b$ and answers $\hat y = \sigma(z)$ (in code `y_hat`). Its error on one sample is the loss
# $l = (\hat y - y)^2$. On $n$ samples it is the mean of these, $L = \frac1n \sum (\hat y - y)^2$.
#
# **The factor in front of the error** is $\frac1n$ in this lesson, so it is $1$ for one sample. There is no $\frac12$. The derivative of
# the square therefore carries a $2$.

# %% locked="setup"
import numpy as np

from helpers import figures
from helpers.checks import Milestone, between, check, check_derivation
from helpers.checks import inputs, integer, one_of, random_inputs, require
from helpers.data import neuron_points
from helpers.explore import explore, neuron

# The lesson's data: how far a shutter is turned (x),
# and which share of the light passes (y, between 0 and 1).
data_x, data_y = neuron_points()

# %% [markdown]
# ## 2.1 The S-curve
#
# A neuron's answer should be a number between 0 and 1, whatever $z$ is. The **sigmoid** does that:
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} \tag{2.1}$$
#
# **Predict.** What is $\sigma(0)$? And what is $\sigma(2) + \sigma(-2)$?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **Derive.** Equation (2.1) has a trap for a computer. For $z = -1000$ it asks for $e^{1000}$, which no float can hold. The answer itself is
# harmless: it is as good as 0. So we look for another form of the same number:
#
# | line | why |
# |---|---|
# | $\sigma(z) = \dfrac{1}{1 + e^{-z}}$ | equation (2.1) |
# | $= \dfrac{e^{z}}{e^{z}\,(1 + e^{-z})}$ | multiply top and bottom by $e^z$, which is never zero |
# | $= \dfrac{e^{z}}{e^{z} + 1}$ | $e^z \cdot e^{-z} = 1$ |
#
# The last line asks for $e^{z}$, which is harmless for negative $z$. The first line asks for $e^{-z}$, which is harmless for positive $z$.
# In both cases the exponent is $-|z|$, and $e^{-|z|}$ lies between 0 and 1. With numbers:

# %%
for z in (-5.0, 0.0, 2.0):
    first, last = 1 / (1 + np.exp(-z)), np.exp(z) / (np.exp(z) + 1)
    print(f"z = {z:+.0f}   first form {first:.10f}   last form {last:.10f}")
both = 1 / (1 + np.exp(-2.0)) + 1 / (1 + np.exp(2.0))
print(f"sigma(2) + sigma(-2) = {both:.10f}   your guess: {my_guess}")

# %% [markdown]
# **Code.** Use the form that fits the sign of $z$. `z` may be an array with numbers of both signs, so an `if` alone will not do.
# Be careful with `np.where(z >= 0, A, B)`: Python works out both `A` and `B` for every entry, and chooses afterwards. So neither may overflow.

# %% answer="sigmoid"
def sigmoid(z):
    """The sigmoid, equation (2.1), without overflow for any z.

    z: a number, or an array of any shape.
    Returns sigma(z), of the shape of z.
    """
    ### BEGIN SOLUTION
    e = np.exp(-np.abs(z))
    return np.where(np.asarray(z) >= 0, 1, e) / (1 + e)
    ### END SOLUTION

# %% test="sigmoid" points=2
# Values first, then values that are far out. No warning is allowed.
check(
    sigmoid,
    inputs(
        z=[0.0, 2.0, -2.0, 0.5, np.array([1.0, -1.0, 0.0]), np.array([[3.0, -3.0], [0.1, -0.1]])]
    ),
    expected="neuron.sigmoid",
    look="equation (2.1): the sign in the exponent, and the brackets around 1 + ...",
)
check(
    sigmoid,
    inputs(z=[np.array([-10000.0, -800.0, -40.0, 0.0, 40.0, 800.0, 10000.0])]),
    expected="neuron.sigmoid",
    warnings_allowed=False,
    look="far out sigma is 0 on the left and 1 on the right. And e to the power 800 is too large: "
    "which exponents does Python work out?",
)
### BEGIN HIDDEN TESTS
check(sigmoid, random_inputs(seed=21, count=10, z=between(-6, 6)), expected="neuron.sigmoid", look="equation (2.1).")
check(
    sigmoid,
    random_inputs(seed=22, count=4, z=between(-10000, 10000, 3, 4)),
    expected="neuron.sigmoid",
    warnings_allowed=False,
    look="arrays of any shape, entries of both signs, and no overflow.",
)
check(sigmoid, inputs(z=[0.0]), expected=[0.5], tolerance=1e-16, look="sigma(0) is exactly one half.")
rising = np.asarray(sigmoid(np.linspace(-60.0, 60.0, 2401)), dtype=float)
require(np.all(np.diff(rising) >= 0), "sigmoid falls somewhere between -60 and 60, and it should rise everywhere.")
### END HIDDEN TESTS

# %% [markdown] hints="sigmoid"
# 1. **The idea.** Both forms have $1 + e^{-|z|}$ at the bottom. They differ at the top only: it is $1$ or $e^{-|z|}$.
# 2. **The rule.** Compute $e = e^{-|z|}$ once: it cannot overflow. For $z \ge 0$ the answer is $1/(1+e)$, for $z < 0$ it is $e/(1+e)$.
#    `np.where(condition, this, that)` chooses for each entry.
# 3. **The first line.** `e = np.exp(-np.abs(z))`

# %% [markdown]
# **See.** Your S-curve. The dot marks $z = 0$.

# %%
figures.sigmoid_curve(sigmoid)

# %% [markdown]
# ## 2.2 Its slope, line by line
#
# **Predict.** Where is the S-curve steepest, and about how steep is it there? Look at the picture.

# %%
my_guess = "?"  # z = ..., slope = ...

# %% [markdown]
# **Derive.** In this lesson a derivation is something that you can run. Each line is a text that holds an expression. A checker works out every
# line at several random points, and names the first line that does not equal the one above it. It reads
#
# | you write | it means |
# |---|---|
# | `exp(-z)`, `sigma(z)` | $e^{-z}$, $\sigma(z)$ |
# | `d(exp(-z), z)` | $\dfrac{d}{dz}\, e^{-z}$, a derivative that is still to be worked out |
# | `+ - * / **` and brackets | as in Python. Every product needs its `*` |
#
# Here is one derivation in full, the slope of $e^{-z}$ by the chain rule:
#
# | line | why |
# |---|---|
# | $\dfrac{d}{dz}\, e^{-z}$ | this is what we want |
# | $= e^{-z} \cdot \dfrac{d}{dz}(-z)$ | chain rule: the slope of the outside, $e^u$, is $e^u$ again, times the slope of the inside, $u = -z$ |
# | $= e^{-z} \cdot (-1)$ | the slope of $-z$ is $-1$ |
# | $= -e^{-z}$ | the sign goes to the front |
#
# The same four lines for the checker. Run the cell. Then break line 3 on purpose, run it again, and read what it says.

# %%
def warm_up():
    return [
        "d(exp(-z), z)",
        "exp(-z) * d(-z, z)",
        "exp(-z) * (-1)",
        "-exp(-z)",
    ]


check_derivation(
    warm_up,
    start="d(exp(-z), z)",
    end="-exp(-z)",
    points=random_inputs(seed=1, count=5, z=between(-2, 2)),
)

# %% [markdown]
# Now the sigmoid, with gaps. Do it on paper first:
#
# | line | why |
# |---|---|
# | $\dfrac{d}{dz}\,\dfrac{1}{1 + e^{-z}}$ | this is what we want |
# | $= -\dfrac{1}{(1 + e^{-z})^2} \cdot \dfrac{d}{dz}(\;?\;)$ | chain rule. The outside is $1/u$, with slope $-1/u^2$. What is the inside? |
# | $= \dfrac{e^{-z}}{(1 + e^{-z})^2}$ | work out the slope of the inside. What becomes of the two minus signs? |
# | $= \dfrac{1}{1 + e^{-z}} \cdot \dfrac{?}{1 + e^{-z}}$ | split the fraction in two. The first factor is $\sigma(z)$ |
# | $= \sigma(z) \cdot (\;?\;)$ | yours: write the second factor with $\sigma(z)$ too. At its top, add 1 and take it away again |
#
# **Code.** Return your lines, from `d(1 / (1 + exp(-z)), z)` to an expression with `sigma` only, in a list as in `warm_up`: quotes around each line
# and a comma after it. One rule a line. You may use more lines than the table has, and another order.

# %% answer="sigmoid_prime_lines"
def sigmoid_prime_lines():
    """The derivation of sigma'(z), equation (2.2), to a form with sigma(z) only.

    Returns a list of texts, one per line. The first is "d(1 / (1 + exp(-z)), z)".
    """
    ### BEGIN SOLUTION
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",
        "-1 / (1 + exp(-z)) ** 2 * (-exp(-z))",
        "exp(-z) / (1 + exp(-z)) ** 2",
        "1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
        "sigma(z) * (1 + exp(-z) - 1) / (1 + exp(-z))",
        "sigma(z) * (1 - sigma(z))",
    ]
    ### END SOLUTION

# %% test="sigmoid_prime_lines" points=2
check_derivation(
    sigmoid_prime_lines,
    expected="neuron.sigmoid_prime_lines",
    points=random_inputs(seed=23, count=6, z=between(-2.5, 2.5, away_from=0.0, gap=0.2)),
    milestones=[
        Milestone("the chain rule, with the slope of the inside still as d(...)", "d -d>/ -d>**"),
        Milestone("the slope of the inside worked out, everything still in exp(-z)", "exp -d"),
        Milestone("one fraction split in two", "/ / -d", "exp sigma -d", "** ** -d"),
    ],
)
### BEGIN HIDDEN TESTS
check_derivation(
    sigmoid_prime_lines,
    expected="neuron.sigmoid_prime_lines",
    points=random_inputs(seed=24, count=20, z=between(-4, 4, away_from=0.0, gap=0.1)),
)
### END HIDDEN TESTS

# %% [markdown] hints="sigmoid_prime_lines"
# 1. **The idea.** The sigmoid is $1/u$ with $u = 1 + e^{-z}$. So there are two slopes to multiply: that of $1/u$, and that of $u$.
# 2. **The rule.** $\frac{d}{dz}\frac1u = -\frac{1}{u^2}\cdot\frac{du}{dz}$. The slope of $1 + e^{-z}$ is $-e^{-z}$, from the worked example.
#    At the end: $\frac{e^{-z}}{1+e^{-z}} = \frac{(1 + e^{-z}) - 1}{1+e^{-z}} = 1 - \frac{1}{1+e^{-z}}$.
# 3. **The first line.** `"d(1 / (1 + exp(-z)), z)",` and then `"-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",`

# %% [markdown]
# The result is
#
# $$\sigma'(z) = \sigma(z) \cdot \bigl(\;?\;\bigr) \tag{2.2}$$
#
# Put in what your last line says. It is a lucky result: who knows $\sigma(z)$ already gets the slope for one subtraction and one multiplication.
# Here is $\sigma(z)$ with numbers, and beside it the slope by a central difference. Does your equation (2.2) lead from the one to the other?
# Try it for $z = 0$ in your head.

# %%
for z in (0.0, 1.0, -3.0):
    s = 1 / (1 + np.exp(-z))
    nudged = (1 / (1 + np.exp(-z - 1e-5)) - 1 / (1 + np.exp(-z + 1e-5))) / 2e-5
    print(f"z = {z:+.0f}   sigma {s:.6f}   slope by a central difference {nudged:.6f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** The slope as a function of $z$, by your formula. A difference quotient has ten right digits at best and a
# formula fifteen, and the check looks at the digits.

# %% answer="sigmoid_prime"
def sigmoid_prime(z):
    """The slope of the sigmoid, equation (2.2).

    z: a number, or an array of any shape. It is z, not sigma(z).
    Returns sigma'(z), of the shape of z.
    """
    ### BEGIN SOLUTION
    s = sigmoid(z)
    return s * (1 - s)
    ### END SOLUTION

# %% test="sigmoid_prime" points=1
check(
    sigmoid_prime,
    inputs(z=[0.0, 1.0, -1.0, 2.5, np.array([-3.0, 0.0, 3.0])]),
    expected="neuron.sigmoid_prime",
    earlier=["neuron.sigmoid"],
    derived=True,
    look="equation (2.2). The input is z itself, so sigma has to be taken of it first.",
)
check(
    sigmoid_prime,
    inputs(z=[np.array([[0.4, -1.2], [-2.5, 0.0], [1.7, 0.6]])]),
    expected="neuron.sigmoid_prime",
    earlier=["neuron.sigmoid"],
    derived=True,
    look="equation (2.2). z may be an array of any shape, and the slope has the same shape.",
)
### BEGIN HIDDEN TESTS
check(
    sigmoid_prime,
    random_inputs(seed=25, count=8, z=between(-5, 5, 2, 3)),
    expected="neuron.sigmoid_prime",
    earlier=["neuron.sigmoid"],
    derived=True,
    look="equation (2.2), for arrays of any shape.",
)
check(
    sigmoid_prime,
    inputs(z=[np.array([-10000.0, -700.0, 0.0, 700.0, 10000.0])]),
    expected="neuron.sigmoid_prime",
    earlier=["neuron.sigmoid"],
    look="far out the slope is 0. Your `sigmoid` has no overflow: use it.",
)
### END HIDDEN TESTS

# %% [markdown] hints="sigmoid_prime"
# 1. **The idea.** You have derived it: the slope needs nothing but $\sigma(z)$.
# 2. **The rule.** $\sigma' = \sigma\,(1 - \sigma)$. Compute $\sigma(z)$ once with your `sigmoid`, and use it twice.
# 3. **The first line.** `s = sigmoid(z)`

# %% [markdown]
# **See.** The slope is high in the middle and nearly zero on both sides. Keep that in mind. It comes back in 2.10.

# %%
figures.sigmoid_curve(sigmoid, sigmoid_prime)

# %% [markdown]
# ## 2.3 The neuron's answer
#
# **Predict.** The weight $w$ is positive. When the bias $b$ grows, does the S-curve move to the left or to the right along $x$?

# %%
my_guess = "?"  # "left" or "right"

# %% [markdown]
# **Derive.** The neuron does two things, one after the other. It weighs its input, then it squashes the result:
#
# $$z = wx + b, \qquad \hat y = \sigma(z) \tag{2.3}$$
#
# The answer is one half where $z = 0$. Solve $wx + b = 0$ for $x$: $x = \;?$ So which way does that point move when $b$ grows?

# %%
w = 2.0
for b in (-2.0, 0.0, 2.0):
    zero = -b / w + 0.0
    print(f"b = {b:+.0f}   z is zero at x = {zero:+.1f}   z at x = 1 is {w * 1.0 + b:+.1f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% answer="predict"
def predict(w, b, x):
    """The answer of the neuron, equation (2.3).

    w, b: numbers. x: a number, or an array of shape (n,).
    Returns y_hat, of the shape of x, between 0 and 1.
    """
    ### BEGIN SOLUTION
    return sigmoid(w * x + b)
    ### END SOLUTION

# %% test="predict" points=1
check(
    predict,
    inputs(
        w=[0.5, -1.0, 2.0, 1.5],
        b=[-0.2, 0.5, 0.0, -1.0],
        x=[2.0, 1.0, -0.5, np.array([-2.0, 0.0, 1.0, 3.0])],
    ),
    expected="neuron.predict",
    earlier=["neuron.sigmoid"],
    look="equation (2.3): first z = w x + b, then the sigmoid of z.",
)
### BEGIN HIDDEN TESTS
check(
    predict,
    random_inputs(seed=26, count=8, w=between(-2, 2), b=between(-2, 2), x=between(-2, 2, 5)),
    expected="neuron.predict",
    earlier=["neuron.sigmoid"],
    look="equation (2.3), for arrays of inputs.",
)
### END HIDDEN TESTS

# %% [markdown] hints="predict"
# 1. **The idea.** Two steps: weigh the input, then send the result through the S-curve.
# 2. **The rule.** $z = wx + b$ works for a number and for an array alike. Then call your `sigmoid` with $z$.
# 3. **The first line.** `z = w * x + b`

# %% [markdown]
# ## 2.4 How wrong is it?
#
# **Predict.** Two samples. On one the neuron is off by $0.1$, on the other by $-0.1$. Is the loss 0, or 0.01, or 0.1?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** We want one number for all samples. Three decisions make it:
#
# | decision | why |
# |---|---|
# | take the differences $\hat y_i - y_i$ | that is how far off each answer is |
# | square each | so that $+0.1$ and $-0.1$ do not cancel, and large errors count more. Besides, a square has a slope everywhere |
# | take the mean, $\frac1n \sum$ | so that the loss does not grow only because there are more samples |
#
# $$L = \frac1n \sum_{i=1}^{n} (\hat y_i - y_i)^2 \tag{2.4}$$

# %%
answers, targets = np.array([0.9, 0.4]), np.array([0.8, 0.5])
off_0, off_1 = answers[0] - targets[0], answers[1] - targets[1]
print(f"differences {off_0:+.1f} and {off_1:+.1f}")
print(f"loss        {(off_0**2 + off_1**2) / 2:.4f}   your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% answer="mse"
def mse(y_hat, y):
    """The mean squared error, equation (2.4).

    y_hat, y: arrays of shape (n,).
    Returns a number.
    """
    ### BEGIN SOLUTION
    return np.mean((y_hat - y) ** 2)
    ### END SOLUTION

# %% test="mse" points=1
check(
    mse,
    inputs(
        y_hat=[np.array([0.9, 0.4]), np.array([0.5, 0.5, 0.5]), np.array([0.2])],
        y=[np.array([0.8, 0.5]), np.array([0.0, 1.0, 0.5]), np.array([0.9])],
    ),
    expected="neuron.mse",
    look="equation (2.4): difference, square, mean, in this order. No 1/2 here.",
)
### BEGIN HIDDEN TESTS
for n in (1, 4, 9):
    check(
        mse,
        random_inputs(seed=27 + n, count=3, y_hat=between(0, 1, n), y=between(0, 1, n)),
        expected="neuron.mse",
        look="equation (2.4), for any number of samples.",
    )
### END HIDDEN TESTS

# %% [markdown] hints="mse"
# 1. **The idea.** One number that says how far the answers are off, on the average over the samples.
# 2. **The rule.** Arrays subtract and square entry by entry. The mean comes last: `np.mean(...)`, or the sum divided by `len(y)`.
# 3. **The first line.** `differences = y_hat - y`

# %% [markdown]
# **See.** The lesson's data: how far a shutter is turned ($x$), and which share of the light passes ($y$). Fit the neuron **by hand**: move $w$
# and $b$ until the loss is as small as you can make it. Write it down. In 2.8 your code will try the same.

# %%
my_loss = "?"  # the smallest loss you reached by hand
explore(
    lambda w, b: figures.neuron_fit(
        data_x,
        data_y,
        lambda x: predict(w, b, x),
        mse(predict(w, b, data_x), data_y),
        f"w = {w:g}, b = {b:g}",
    ),
    w=(-3.0, 3.0, 0.1, 0.2),
    b=(-3.0, 3.0, 0.1, 1.0),
)

# %% [markdown]
# ## 2.5 One sample: how much does each parameter matter?
#
# **Predict.** The neuron says $\hat y = 0.7$, the target is $y = 1$, and $x = 2$. Make $w$ a little larger. Does the loss go up or down?

# %%
my_guess = "?"  # "up" or "down"

# %% [markdown]
# **Derive.** The loss of one sample is $l = (\hat y - y)^2$. The weight does not stand in it. It reaches $l$ by three arrows:
#
# $$w \;\longrightarrow\; z = wx + b \;\longrightarrow\; \hat y = \sigma(z) \;\longrightarrow\; l = (\hat y - y)^2$$
#
# A nudge of $w$ becomes a nudge of $z$, that one becomes a nudge of $\hat y$, and that one a nudge of $l$. Each arrow stretches the nudge by its
# slope. Stretching three times in a row is multiplying: this is the chain rule.
#
# | arrow | slope | why |
# |---|---|---|
# | $\hat y \to l$ | $\dfrac{\partial l}{\partial \hat y} = 2\,(\hat y - y)$ | power rule. The inner slope of $\hat y - y$ is 1, for $y$ is a constant |
# | $z \to \hat y$ | $\dfrac{\partial \hat y}{\partial z} = \sigma(z)\,(1 - \sigma(z))$ | equation (2.2) |
# | $w \to z$ | $\dfrac{\partial z}{\partial w} = \;?$ | yours: which factor of $wx + b$ stays when you differentiate by $w$? |
#
# Multiply the three:
#
# $$\frac{\partial l}{\partial w} = \underbrace{2\,(\hat y - y)}_{\hat y \to l}\;\underbrace{\sigma'(z)}_{z \to \hat y}\;
# \underbrace{\;?\;}_{w \to z} \qquad\qquad \frac{\partial l}{\partial b} = 2\,(\hat y - y)\;\sigma'(z)\;\cdot\;? \tag{2.5}$$
#
# For $b$ the first two arrows are the same. Only the last one changes: $\partial z / \partial b = \;?$
#
# The first two slopes with numbers, and the loss before and after a nudge of $w$. Change the values in the first line and see:

# %%
x, y, w, b = 2.0, 1.0, 0.5, -0.2
y_hat = sigmoid(w * x + b)
print(f"z = {w * x + b:.3f}   y_hat = {y_hat:.4f}")
print(f"y_hat to l: {2 * (y_hat - y):+.4f}      z to y_hat: {y_hat * (1 - y_hat):+.4f}")
loss_before = (y_hat - y) ** 2
loss_after = (sigmoid((w + 0.01) * x + b) - y) ** 2
print(f"the loss is {loss_before:.6f}, and with w larger by 0.01 it is {loss_after:.6f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** Keep the three factors as three named lines. When a check fails, you want to know which one.

# %% answer="gradient_one"
def gradient_one(w, b, x, y):
    """The gradient of the loss of one sample, equation (2.5).

    w, b, x, y: numbers.
    Returns two numbers: dl/dw and dl/db.
    """
    ### BEGIN SOLUTION
    z = w * x + b
    dl_dyhat = 2 * (sigmoid(z) - y)
    dyhat_dz = sigmoid_prime(z)
    dl_dz = dl_dyhat * dyhat_dz
    return dl_dz * x, dl_dz
    ### END SOLUTION

# %% test="gradient_one" points=2
check(
    gradient_one,
    inputs(
        w=[0.5, -1.0, 1.5, 0.3],
        b=[-0.2, 0.5, 0.4, -1.0],
        x=[2.0, 1.5, -1.0, 0.5],
        y=[1.0, 0.0, 0.3, 0.9],
    ),
    expected="neuron.gradient_one",
    names=("dl/dw", "dl/db"),
    earlier=["neuron.sigmoid", "neuron.predict", "neuron.sigmoid_prime"],
    derived=True,
    look={
        "dl/dw": "the three arrows from w to l, with one slope for each. Is one missing, "
        "and is sigma' taken at z, not at y_hat?",
        "dl/db": "the first two arrows are those of w. The last one is b to z: "
        "how does w x + b answer when b grows?",
    },
)
### BEGIN HIDDEN TESTS
check(
    gradient_one,
    random_inputs(
        seed=31, count=20, w=between(-2, 2), b=between(-1, 1), x=between(-2, 2, away_from=0.0, gap=0.2), y=between(0, 1)
    ),
    expected="neuron.gradient_one",
    names=("dl/dw", "dl/db"),
    earlier=["neuron.sigmoid", "neuron.predict", "neuron.sigmoid_prime"],
    derived=True,
    look="equation (2.5), for any sample.",
)
### END HIDDEN TESTS

# %% [markdown] hints="gradient_one"
# 1. **The idea.** One slope per arrow, and three arrows from $w$ to the loss. The product of the three is the answer.
# 2. **The rule.** $\partial z/\partial w = x$, because $wx$ grows by $x$ when $w$ grows by 1. $\partial z/\partial b = 1$. The first two factors are the
#    same for both, so compute their product once.
# 3. **The first line.** `z = w * x + b`. Then `dl_dyhat = 2 * (sigmoid(z) - y)`.

# %% [markdown]
# **See.** Your three factors as bars, and beside them their product as the slope of the loss. Move $x$. Which bars change? At which $x$ does $w$ not
# matter at all, although the answer is wrong?

# %%
def factor_bars(x):
    w, b, y = 0.5, -0.2, 1.0
    factors = {
        "y_hat to l": 2 * (predict(w, b, x) - y),
        "z to y_hat": sigmoid_prime(w * x + b),
        "w to z": ((w + 0.5) * x + b) - ((w - 0.5) * x + b),  # seen by a nudge of w
    }
    loss = lambda v: mse(predict(v, b, np.array([x])), np.array([y]))
    return figures.neuron_factors(factors, gradient_one(w, b, x, y)[0], loss, w, x)


explore(factor_bars, x=(-3.0, 3.0, 0.25, 2.0))

# %% [markdown]
# ## 2.6 All samples at once
#
# **Predict.** One sample pulls $w$ up with a slope of $-0.4$, another pulls it down with $+0.1$. What is the slope of the mean loss of the two?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Two rules are enough, and both have been used in lesson 1. The first gap is yours:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial L}{\partial w} = \dfrac{\partial}{\partial w}\,\dfrac1n \displaystyle\sum_{i=1}^{n} l_i$ | equation (2.4), with $l_i = (\hat y_i - y_i)^2$ |
# | $= \dfrac1n \displaystyle\sum_{i=1}^{n} \;?$ | a constant factor stays, and the slope of a sum is the sum of the slopes |
# | $= \dfrac1n \displaystyle\sum_{i=1}^{n} 2\,(\hat y_i - y_i)\;?\;\;?$ | yours: equation (2.5) for sample $i$ |
#
# So the gradient on all samples is the **mean** of the gradients on each:
#
# $$\frac{\partial L}{\partial w} = \frac1n \sum_{i=1}^{n} \frac{\partial l_i}{\partial w}, \qquad
# \frac{\partial L}{\partial b} = \frac1n \sum_{i=1}^{n} \frac{\partial l_i}{\partial b} \tag{2.6}$$
#
# Note what is averaged: the **products**. It would be wrong to average the factors first. With numbers:

# %%
print(f"mean of the slopes -0.4 and +0.1: {(-0.4 + 0.1) / 2:+.3f}   your guess: {my_guess}")
# Two other samples: the product of their first two factors, and their third factor x.
first_two, third = np.array([0.6, -0.2]), np.array([1.0, 2.0])
print(f"mean of the products:   {np.mean(first_two * third):+.3f}")
print(f"product of the means:   {np.mean(first_two) * np.mean(third):+.3f}")

# %% [markdown]
# **Code.** A loop over the samples is fine. So is one line per factor with arrays, and it is faster.

# %% answer="gradient_batch"
def gradient_batch(w, b, x, y):
    """The gradient of the loss of n samples, equation (2.6).

    w, b: numbers. x, y: arrays of shape (n,).
    Returns two numbers: dL/dw and dL/db.
    """
    ### BEGIN SOLUTION
    dl_dz = 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b)
    return np.mean(dl_dz * x), np.mean(dl_dz)
    ### END SOLUTION

# %% test="gradient_batch" points=2
check(
    gradient_batch,
    inputs(
        w=[0.5, -1.0, 0.8],
        b=[-0.2, 0.5, 0.0],
        x=[np.array([2.0, -1.0]), np.array([1.0, 2.0, -0.5, 0.3]), np.array([1.5])],
        y=[np.array([1.0, 0.0]), np.array([0.9, 0.2, 0.4, 0.0]), np.array([0.1])],
    ),
    expected="neuron.gradient_batch",
    names=("dL/dw", "dL/db"),
    earlier=["neuron.sigmoid", "neuron.gradient_one", "neuron.predict", "neuron.sigmoid_prime"],
    derived=True,
    look={
        "dL/dw": "the three factors for each sample, multiplied first; then the mean over all.",
        "dL/db": "the same as for w without the factor x, and the mean over all samples again.",
    },
)
### BEGIN HIDDEN TESTS
for n in (1, 2, 7):
    check(
        gradient_batch,
        random_inputs(seed=32 + n, count=8, w=between(-2, 2), b=between(-1, 1), x=between(-2, 2, n), y=between(0, 1, n)),
        expected="neuron.gradient_batch",
        names=("dL/dw", "dL/db"),
        earlier=["neuron.sigmoid", "neuron.gradient_one", "neuron.predict", "neuron.sigmoid_prime"],
        derived=True,
        look="equation (2.6), for any number of samples.",
    )
### END HIDDEN TESTS

# %% [markdown] hints="gradient_batch"
# 1. **The idea.** Work out the gradient for every sample as in 2.5. Then take the mean over the samples, once for $w$ and once for $b$.
# 2. **The rule.** With arrays, $2(\hat y - y)\,\sigma'(z)$ is an array with one entry per sample. Multiply it by the array $x$ **before** you take the
#    mean.
# 3. **The first line.** `dl_dz = 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b)`

# %% [markdown]
# ## 2.7 A second opinion
#
# A gradient can be wrong and still look reasonable. In lesson 1 you built a judge that needs no derivation. Here it is again, together with a way to
# say how far two numbers are apart.

# %% locked="difference"
def central_difference(f, x, h=1e-5):
    """Slope of f at x by the central difference, equation (1.2).

    f: a function of a number. x, h: numbers.
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def relative_difference(a, b):
    """|a - b| as a share of the larger of |a| and |b|, and 0 where both are 0. a, b: numbers."""
    larger = max(abs(a), abs(b))
    return abs(a - b) / larger if larger > 0 else 0.0

# %% [markdown]
# **Predict.** Somebody claims a slope of $0.5$ where it is $1.0$. What is the relative difference? And if the sign is wrong, $-1.0$?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **Derive.** The loss is a function of two numbers, $L(w, b)$. To judge $\partial L/\partial w$, hold $b$ still and nudge $w$:
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + h,\, b) - L(w - h,\, b)}{2h}, \qquad
# \frac{\partial L}{\partial b} \approx \;? \tag{2.7}$$
#
# The second is yours: which number is held still now? In Python, "hold $b$ still" is a small function of one number.
# `lambda v: bowl(v, b)` is such a function in one line: it takes `v` and returns `bowl(v, b)`.

# %%
bowl = lambda w, b: (w - 1) ** 2 + 3 * b**2
w, b = 2.0, 0.5
slope_along_w = central_difference(lambda v: bowl(v, b), w)
print(f"slope along w: {slope_along_w:.6f}   by hand 2 (w - 1) = {2 * (w - 1):.6f}")
print(f"0.5 against 1.0: {relative_difference(0.5, 1.0)}")
print(f"-1.0 against 1.0: {relative_difference(-1.0, 1.0)}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** A small program. It gets a **claimed** gradient, two numbers from anywhere. It finds both slopes of your loss by central differences, with
# your own `predict` and `mse`. It returns how far the claim is off: the larger of the two relative differences.

# %% answer="gradient_check"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    """How far a claimed gradient of the loss is from central differences, equation (2.7).

    dw, db: the claimed dL/dw and dL/db, numbers. w, b, h: numbers. x, y: arrays of shape (n,).
    Returns a number: the larger of the two relative differences.
    Near 0 means that the claim is right.
    """
    ### BEGIN SOLUTION
    slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w, h)
    slope_b = central_difference(lambda v: mse(predict(w, v, x), y), b, h)
    return max(relative_difference(dw, slope_w), relative_difference(db, slope_b))
    ### END SOLUTION

# %% test="gradient_check" points=3
# Wrong claims: half of dL/dw, the sign of dL/db, both. Then a large h,
# with which the difference itself is off.
check(
    gradient_check,
    inputs(
        dw=[-0.25, -0.5, 0.5, -0.4, 0.1],
        db=[-0.25, 0.25, 0.25, -0.2, 0.3],
        w=[0.0, 0.0, 0.0, 0.2, -0.7],
        b=[0.0, 0.0, 0.0, 0.1, 0.4],
        x=[np.array([2.0])] * 3 + [np.array([2.0, 1.0]), np.array([-1.0, 0.5, 2.0])],
        y=[np.array([1.0])] * 3 + [np.array([1.0, 0.3]), np.array([0.2, 0.9, 0.6])],
        h=[1e-5, 1e-5, 1e-5, 0.5, 0.8],
    ),
    expected="neuron.gradient_check",
    tolerance=1e-6,
    earlier=["neuron.predict", "neuron.mse"],
    look="two central differences, one along w and one along b, each compared with its own claim. "
    "The larger one counts.",
)
# A right claim, found by hand: for w = b = 0, x = 2, y = 1 the slopes are -0.5 and -0.25.
check(
    gradient_check,
    inputs(dw=-0.5, db=-0.25, w=0.0, b=0.0, x=np.array([2.0]), y=np.array([1.0])),
    expected=[0.0],
    tolerance=0.01,
    earlier=["neuron.predict", "neuron.mse"],
    look="this claim is right, so the answer should be nearly 0. Is h left at 1e-5, "
    "and is the loss of lesson 2 the one that you nudge?",
)
### BEGIN HIDDEN TESTS
check(
    gradient_check,
    random_inputs(
        seed=41, count=8, dw=between(-1, 1), db=between(-1, 1), w=between(-1, 1), b=between(-1, 1), x=between(-2, 2, 5),
        y=between(0, 1, 5), h=between(0.1, 0.6),
    ),
    expected="neuron.gradient_check",
    tolerance=1e-6,
    earlier=["neuron.predict", "neuron.mse"],
    look="equation (2.7), for any h.",
)
### END HIDDEN TESTS

# %% [markdown] hints="gradient_check"
# 1. **The idea.** Find both slopes without any derivation, then compare each with what is claimed.
# 2. **The rule.** `lambda v: mse(predict(v, b, x), y)` is the loss as a function of the weight alone. Hand it to `central_difference` together with
#    `w` and `h`. For the bias, `v` stands in the other place. Two relative differences, and `max` of them.
# 3. **The first line.** `slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w, h)`

# %% [markdown]
# **See.** Now let it judge your own `gradient_batch`, on the lesson's data at five places. Beside it, what it says about a gradient that has lost its
# factor 2. Your gradient should be off by about $10^{-9}$ or less. That is the error of the difference, not yours.

# %%
for w, b in ((0.0, 0.0), (1.0, -1.0), (-2.0, 0.5), (0.3, 2.0), (2.5, -1.0)):
    dw, db = gradient_batch(w, b, data_x, data_y)
    mine = gradient_check(dw, db, w, b, data_x, data_y)
    without_2 = gradient_check(dw / 2, db / 2, w, b, data_x, data_y)
    print(f"w = {w:+.1f}, b = {b:+.1f}   yours: off by {mine:.1e}, without the 2: {without_2:.2f}")

# %% [markdown]
# ## 2.8 Train it
#
# **Predict.** We start at $w = b = 0$ and take steps with $\eta = 2$ on the lesson's data. How many steps until the loss is below $0.001$: about 10,
# about 100, or about 1000?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Nothing new is needed. It is equation (1.3) for two parameters at once. The first is written down, the second is yours:
#
# $$w \leftarrow w - \eta\,\frac{\partial L}{\partial w}, \qquad b \leftarrow \;? \tag{2.8}$$
#
# Both slopes belong to the place where we stand. So find both **before** you move either. One step by hand, on a single sample:

# %%
w, b, x, y, eta = 0.0, 0.0, 2.0, 1.0, 2.0
dl_dz = 2 * (0.5 - y) * 0.25  # sigma(0) is 0.5, and its slope there is 0.25
print(f"dl/dw = {dl_dz * x}, so the new w is {w - eta * dl_dz * x}")
print(f"dl/db = {dl_dz}, so the new b is {b - eta * dl_dz}")

# %% [markdown]
# **Code.** A small program. Keep the loss before the first step and after every step: we want to see it fall.

# %% answer="train"
def train(w, b, x, y, eta, steps):
    """Gradient descent on the loss of n samples, equation (2.8).

    w, b: the start, numbers. x, y: arrays of shape (n,). eta: the learning rate.
    steps: a whole number, 0 or more.
    Returns three values: the last w, the last b, and the history of the loss,
    an array of shape (steps + 1,).
    """
    ### BEGIN SOLUTION
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
        history.append(mse(predict(w, b, x), y))
    return w, b, np.array(history)
    ### END SOLUTION

# %% test="train" points=3
check(
    train,
    inputs(
        w=[0.0, 0.5, -1.0, 0.3, 0.5],
        b=[0.0, -0.2, 0.4, 0.1, -0.2],
        x=[np.array([2.0]), np.array([1.0, -1.0]), np.array([0.5, 1.5, -2.0]), np.array([1.0, 2.0]), np.array([1.0, -1.0])],
        y=[np.array([1.0]), np.array([0.9, 0.2]), np.array([0.7, 0.9, 0.1]), np.array([0.3, 0.6]), np.array([0.9, 0.2])],
        eta=[2.0, 0.5, 1.0, 1.0, 40.0],  # with the last one, the loss rises at the end
        steps=[1, 3, 10, 0, 5],
    ),
    expected="neuron.train",
    names=("w", "b", "the history"),
    earlier=["neuron.predict", "neuron.mse", "neuron.gradient_batch"],
    look={
        "w": "equation (2.8): how many steps are taken, in which direction, from which gradient?",
        "b": "equation (2.8): b moves in every step too. "
        "Its slope belongs to the place before the step, as that of w does.",
        "the history": "it begins with the loss before the first step, "
        "and the loss after each step is appended to it.",
    },
)
### BEGIN HIDDEN TESTS
check(
    train,
    random_inputs(
        seed=42, count=6, w=between(-1, 1), b=between(-1, 1), x=between(-2, 2, 6), y=between(0, 1, 6), eta=between(0.1, 2),
        steps=integer(2, 25),
    ),
    expected="neuron.train",
    names=("w", "b", "the history"),
    earlier=["neuron.predict", "neuron.mse", "neuron.gradient_batch"],
    look="equation (2.8), for any data and any number of steps.",
)
check(
    train,
    inputs(w=[0.0, -3.0, 0.2], b=[0.0, 0.0, -3.0], x=data_x, y=data_y, eta=2.0, steps=150),
    expected="neuron.train",
    names=("w", "b", "the history"),
    earlier=["neuron.predict", "neuron.mse", "neuron.gradient_batch"],
    look="the lesson's data from three starts, 150 steps each.",
)
### END HIDDEN TESTS

# %% [markdown] hints="train"
# 1. **The idea.** It is the loop of `descend` from lesson 1, with two parameters, and with the loss written down on the way.
# 2. **The rule.** In each turn: both slopes from `gradient_batch`, then `w = w - eta * dw` and the same for `b`, then append the new loss. Before the
#    loop the list holds the loss at the start.
# 3. **The first line.** `history = [mse(predict(w, b, x), y)]`, and at the end `return w, b, np.array(history)`.

# %% [markdown]
# **See.** From three different starts, 1000 steps each. Do all three arrive at the same place?

# %%
starts = {
    "start (0, 0)": (0.0, 0.0),
    "start (-3, 0)": (-3.0, 0.0),
    "start (0.2, -3)": (0.2, -3.0),
}
for label, (w, b) in starts.items():
    last_w, last_b, history = train(w, b, data_x, data_y, 2.0, 1000)
    below = np.flatnonzero(np.asarray(history) < 0.001)
    when = below[0] if below.size else "more than 1000"
    print(f"{label:16} ends at w = {last_w:.4f}, b = {last_b:.4f}")
    print(f"{'':16} loss {history[0]:.4f} -> {history[-1]:.6f}, below 0.001 after {when} steps")
print(f"your guess for the first: {my_guess}   your loss by hand: {my_loss}")

# %% [markdown]
# Now watch the curve find the points. The first slider is the number of steps. The second one chooses a sample: below stand its three slopes
# and their product, which is how strongly it pulls at $w$. (Each bar is as long as the square root of its number, so that small ones can be
# seen.) Which samples pull most at the start, and which at the end?

# %%
neuron(predict, mse, gradient_one, sigmoid_prime, train, data_x, data_y)

# %% [markdown]
# The land that it walks through is the loss over $(w, b)$. Here it is with all three paths. Those from $(0, 0)$ and $(0.2, -3)$ go down the steep side first,
# then slowly along the bottom of the valley, where the dots lie close together. It is the narrow bowl of lesson 1 again. The path from $(-3, 0)$
# begins where the land is nearly flat.

# %%
def path_from(w, b, steps=200):
    points = [(w, b)]
    for _ in range(steps):
        w, b, _history = train(w, b, data_x, data_y, 2.0, 1)
        points.append((w, b))
    return np.array(points)


figures.loss_surface(
    lambda w, b: mse(predict(w, b, data_x), data_y),
    {label: path_from(*start) for label, start in starts.items()},
)

# %% [markdown]
# ## 2.9 Spot the slip
#
# *This slip is planted.* It stands in a published introduction. Its text derives how $\hat y$ changes with $w$, and then uses that as the update:
#
# > *$v_w = \dfrac{\partial \hat y}{\partial w} = \sigma'(z)\,x, \qquad w \leftarrow w - \eta\, v_w$*
#
# and the same for $b$. It looks like equation (2.8). The next cell turns it into code, using your `sigmoid_prime`.

# %% locked="published_update"
def published_update(w, b, x, y, eta):
    """One step for one sample as published. There is a slip in it, planted for you to find.

    Returns the new w and the new b.
    """
    slope = sigmoid_prime(w * x + b)
    return w - eta * slope * x, b - eta * slope

# %% [markdown]
# **See first.** One sample with $x = 1.5$. Once its target is $0.9$, once it is $0.1$. A training that works ends at the target. What does this one do?

# %%
def answers_while_training(update, target, steps, x=1.5, eta=0.5):
    w, b = 0.5, -0.2
    answers = [predict(w, b, x)]
    for _ in range(steps):
        w, b = update(w, b, x, target, eta)
        answers.append(predict(w, b, x))
    return np.array(answers)


for target in (0.9, 0.1):
    y_hat = answers_while_training(published_update, target, 10000)
    some = [f"{y_hat[k]:.5f} after {k}" for k in (0, 10, 100, 1000, 10000)]
    print(f"target {target}: y_hat is " + ", ".join(some), "steps")

# %% [markdown]
# The two rows are the same. The answer runs towards 0 whatever the target is, and it never settles: every step still moves it, if by less and less.
#
# **Derive.** Look at the published update once more. Where in it does $y$ stand? Go back to the three arrows of 2.5: how many of them does
# $\partial \hat y / \partial w$ cover, and which one is missing?
#
# **Code.** Write the update that steps down the **loss**.

# %% answer="slip_update"
def slip_update(w, b, x, y, eta):
    """One step of gradient descent for one sample, equation (2.8), the published slip repaired.

    w, b, x, y: numbers. eta: the learning rate.
    Returns two numbers: the new w and the new b.
    """
    ### BEGIN SOLUTION
    dw, db = gradient_one(w, b, x, y)
    return w - eta * dw, b - eta * db
    ### END SOLUTION

# %% test="slip_update" points=2
check(
    slip_update,
    inputs(
        w=[0.5, 0.5, -1.0, 0.3],
        b=[-0.2, -0.2, 0.4, 0.0],
        x=[1.5, 1.5, 2.0, -1.0],
        y=[0.9, 0.1, 1.0, 0.5],
        eta=[0.5, 0.5, 1.0, 2.0],
    ),
    expected="neuron.slip_update",
    names=("the new w", "the new b"),
    earlier=["neuron.sigmoid", "neuron.gradient_one", "neuron.predict", "neuron.sigmoid_prime", "neuron.train"],
    look="the first two inputs differ in the target only. Does it turn your step round? "
    "Then: are all three factors there, and where do you end, at w - eta times the slope?",
)
### BEGIN HIDDEN TESTS
check(
    slip_update,
    random_inputs(
        seed=43, count=10, w=between(-2, 2), b=between(-1, 1), x=between(-2, 2, away_from=0.0, gap=0.2), y=one_of(0.1, 0.5, 0.9, 1.0),
        eta=between(0.1, 2),
    ),
    expected="neuron.slip_update",
    names=("the new w", "the new b"),
    earlier=["neuron.sigmoid", "neuron.gradient_one", "neuron.predict", "neuron.sigmoid_prime", "neuron.train"],
    look="one step of equation (2.8), with all three factors of equation (2.5).",
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_update"
# 1. **The idea.** Nothing in the published update knows the target. So it cannot go there.
# 2. **The rule.** We step down the loss $l$, not down $\hat y$. The missing arrow is $\hat y \to l$, with the slope $2(\hat y - y)$. It turns the
#    direction round when $\hat y$ is too small, and it becomes 0 when $\hat y$ has arrived.
# 3. **The first line.** `dw, db = gradient_one(w, b, x, y)`

# %% [markdown]
# **See.** Both updates, both targets. Yours settles on each target. The published one runs towards 0, whatever the target is.

# %%
runs = {
    f"{name}, target {target}": answers_while_training(update, target, 60)
    for name, update in (("published", published_update), ("yours", slip_update))
    for target in (0.9, 0.1)
}
for target in (0.9, 0.1):
    y_hat = answers_while_training(slip_update, target, 1000)
    last_move = abs(y_hat[-1] - y_hat[-2])
    print(f"target {target}: yours is at {y_hat[-1]:.5f} after 1000 steps, last move {last_move:.1e}")
figures.settling(runs, {"target 0.9": 0.9, "target 0.1": 0.1})

# %% [markdown]
# ## 2.10 Where it stops learning
#
# **Predict.** The target is $y = 1$. In which case is the gradient larger: at $z = -10$, where the answer is quite wrong, or at $z = -1$?

# %%
my_guess = "?"  # "z = -10" or "z = -1"

# %% [markdown]
# **Derive.** Take the first two arrows of 2.5 only. Every parameter before $z$ gets its slope through them:
#
# $$\frac{\partial l}{\partial z} = 2\,(\hat y - y)\;\sigma'(z), \qquad \hat y = \sigma(z) \tag{2.9}$$
#
# The first factor is large when the answer is wrong. The second one is small when $|z|$ is large, right or wrong. Who wins? For $y = 1$ and very
# negative $z$:
#
# | line | why |
# |---|---|
# | $2\,(\hat y - 1) \to \;?$ | yours: what is $\hat y = \sigma(z)$ there? |
# | $\sigma'(z) = \sigma(z)\,(1 - \sigma(z)) \approx e^{z} \cdot \;?$ | for very negative $z$, $\sigma(z) = \frac{e^z}{1 + e^z} \approx e^z$ |
# | $\dfrac{\partial l}{\partial z} \approx \;?$ | the product |
#
# The error stays about as large as it can be, and the slope of the S-curve dies like $e^{z}$. The neuron is **saturated**: it is wrong, and it hardly moves.

# %%
for z in (-1.0, -5.0, -10.0, -20.0):
    y_hat = sigmoid(z)
    dl_dz = central_difference(lambda v: (sigmoid(v) - 1) ** 2, z)
    print(f"z = {z:>5.0f}   y_hat - y = {y_hat - 1:+.4f}   sigma'(z) = {y_hat * (1 - y_hat):.1e}"
          f"   dl/dz by nudging = {dl_dz:+.1e}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** Given many values of $z$ in increasing order, find where the neuron still learns. That is where $|\partial l/\partial z|$ is at least a thousandth
# (`1e-3`) of its largest value among them. Everywhere else the gradient is *flat*. A $z$ is *stuck* when the gradient is flat there and the answer is
# off by more than one half, $|\hat y - y| > 0.5$.

# %% answer="saturation"
def saturation(z, y):
    """Where a neuron still learns, by equation (2.9).

    z: an array of shape (n,), increasing. y: the target, a number.
    Returns three numbers: the smallest and the largest z at which |dl/dz| is at least
    1e-3 of its maximum, and how many z are stuck.
    """
    ### BEGIN SOLUTION
    y_hat = sigmoid(z)
    size = np.abs(2 * (y_hat - y) * sigmoid_prime(z))
    learns = size >= 1e-3 * np.max(size)
    stuck = ~learns & (np.abs(y_hat - y) > 0.5)
    return z[learns][0], z[learns][-1], np.sum(stuck)
    ### END SOLUTION

# %% test="saturation" points=2
check(
    saturation,
    inputs(
        z=[np.linspace(-15, 15, 301), np.linspace(-15, 15, 301), np.linspace(-4, 4, 9)],
        y=[1.0, 0.0, 1.0],
    ),
    expected="neuron.saturation",
    names=("the smallest z", "the largest z", "how many are stuck"),
    earlier=["neuron.sigmoid", "neuron.sigmoid_prime"],
    look={
        "the smallest z": "the size of equation (2.9), both factors, at every z. "
        "It is compared with 1e-3 times the largest of these sizes.",
        "the largest z": "the size of equation (2.9), both factors, at every z. "
        "It is compared with 1e-3 times the largest of these sizes.",
        "how many are stuck": "two conditions hold at once: the gradient is flat, "
        "and the answer is off by more than one half.",
    },
)
check(
    saturation,
    inputs(z=np.linspace(-14, 14, 57), y=[0.7, 0.4, 0.5]),
    expected="neuron.saturation",
    names=("the smallest z", "the largest z", "how many are stuck"),
    earlier=["neuron.sigmoid", "neuron.sigmoid_prime"],
    look="y may lie between 0 and 1. Then the answer is off by less than one half at one end, or at both.",
)
### BEGIN HIDDEN TESTS
check(
    saturation,
    inputs(
        z=[np.linspace(-12, 20, 161), np.linspace(-25, 9, 171), np.linspace(-14, 14, 113), np.linspace(-5, 16, 1001)],
        y=[0.9, 0.2, 0.6, 1.0],
    ),
    expected="neuron.saturation",
    names=("the smallest z", "the largest z", "how many are stuck"),
    earlier=["neuron.sigmoid", "neuron.sigmoid_prime"],
    look="any target between 0 and 1, and any values of z.",
)
### END HIDDEN TESTS

# %% [markdown] hints="saturation"
# 1. **The idea.** Compute the size of the gradient at every $z$. Compare each with a thousandth of the largest.
# 2. **The rule.** `size >= 1e-3 * np.max(size)` is an array of True and False. `z[that array]` keeps the $z$ where it is True, in order: take the
#    first and the last. `~` turns True and False round, `&` means "and" for arrays, and `np.sum` counts the True ones.
# 3. **The first line.** `size = np.abs(2 * (sigmoid(z) - y) * sigmoid_prime(z))`

# %% [markdown]
# **See.** The size of the gradient for the target 1, on a logarithmic axis. On the right it may be small: the answer is right there. On the left it should
# not be, and it is.
#
# The second curve is a look ahead. With another loss, the cross-entropy $-\,y \log \hat y - (1 - y) \log(1 - \hat y)$ with the natural logarithm, the slope of the first arrow has
# $\hat y\,(1 - \hat y)$ at the bottom. It **cancels** the $\sigma'(z)$ of the second arrow, and $\partial l/\partial z = \hat y - y$ is left. Lesson 3 derives it.

# %%
z = np.linspace(-15, 15, 301)
low, high, stuck = saturation(z, 1.0)
print(f"the neuron learns from z = {low:.1f} to z = {high:.1f}")
print(f"{stuck} of {len(z)} values are stuck: wrong, and nearly no gradient")
figures.saturation_window(
    z,
    {
        "squared error": np.abs(central_difference(lambda v: (sigmoid(v) - 1.0) ** 2, z)),
        "cross-entropy (lesson 3)": np.abs(sigmoid(z) - 1.0),
    },
    low,
    high,
    1.0,
)

# %% [markdown] essay="why_three_factors" points=2
# ## 2.11 Explain
#
# The slope $\partial l/\partial w$ is a product of **three** factors. Explain in your own words, in four to six sentences, why there are three, why they are
# multiplied and not added, and what each one says. Then name one factor that can be zero while the others are not, and say what that means for the
# learning of $w$. Double-click on the cell below to write.
#
# ### BEGIN SOLUTION
# The weight does not stand in the loss itself. It changes $z$, then $z$ changes $\hat y$, then $\hat y$ changes the loss: a chain of three arrows, and each
# has its own slope. A small nudge of $w$ is stretched by the first slope, the result is stretched by the second, and that one by the third, so the
# slopes multiply. The factor $x$ says how strongly the weight moves $z$. The factor $\sigma'(z)$ says how strongly $z$ moves the answer, and
# $2(\hat y - y)$ says how strongly the answer moves the loss, and in which direction. If $x = 0$, the weight has no influence on this sample and is not
# changed by it, however wrong the answer is. (Likewise: where $\sigma'(z)$ is nearly 0 the neuron is saturated and does not learn; where $\hat y = y$ there
# is nothing to learn.)
# ### END SOLUTION
#
# ### BEGIN MARK SCHEME
# One point for the chain: $w \to z \to \hat y \to l$ named as three links (in any words), with the reason for the product: each link scales the change
# that arrives at it (half a point where only "the chain rule says so").
#
# One point for what the factors say, at least two of them right, together with one that can be zero and its meaning: $x = 0$ (no influence of $w$ on this
# sample), $\sigma'(z) \approx 0$ (saturated, no learning though wrong), or $\hat y = y$ (nothing to learn).
#
# Half a point off where $\sigma'$ is said to be taken at $\hat y$ in place of $z$.
# ### END MARK SCHEME

# %% [markdown]
# ## 2.12 The lesson on one page
#
# $$
# \begin{aligned}
# &\text{the sigmoid} & \sigma(z) &= \frac{1}{1 + e^{-z}} & (2.1)\\
# &\text{its slope} & \sigma'(z) &= \sigma(z)\,(1 - \sigma(z)) & (2.2)\\
# &\text{the answer} & \hat y &= \sigma(wx + b) & (2.3)\\
# &\text{the loss} & L &= \frac1n \sum (\hat y_i - y_i)^2 & (2.4)\\
# &\text{one sample} & \frac{\partial l}{\partial w} &= 2(\hat y - y)\,\sigma'(z)\,x, \quad \frac{\partial l}{\partial b} = 2(\hat y - y)\,\sigma'(z) & (2.5)\\
# &\text{all samples} & \frac{\partial L}{\partial w} &= \frac1n \sum \frac{\partial l_i}{\partial w} & (2.6)\\
# &\text{a second opinion} & \frac{\partial L}{\partial w} &\approx \frac{L(w+h, b) - L(w-h, b)}{2h} & (2.7)\\
# &\text{one step} & w &\leftarrow w - \eta\,\frac{\partial L}{\partial w}, \quad b \leftarrow b - \eta\,\frac{\partial L}{\partial b} & (2.8)\\
# &\text{two arrows of three} & \frac{\partial l}{\partial z} &= 2(\hat y - y)\,\sigma'(z) & (2.9)
# \end{aligned}
# $$
#
# **What comes next.** In lesson 3 there are four neurons in a row and one behind them. The arrows get more, and the rule stays the same: one slope per arrow,
# multiplied along the way. What is new is the bookkeeping: shapes, matrices, and many samples at once.
