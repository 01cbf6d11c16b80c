# %% [markdown]
# # 5 Three weight layers with leaky ReLU
#
# **What you will be able to do.** Take a network with three layers of weights through a whole step by hand: forward, the error at the
# output, back through two hidden layers, update. Say in which order that must happen, and what another order costs. Tell an epoch from an
# iteration.
#
# **What you need.** Lesson 3 (layers, `cache`, shapes) and lesson 4 (the error goes back through the weights).
#
# **Time.** 90 to 120 minutes. After exercise 5.6, `backward`, is a good place for a break.
#
# **Notation.** Samples are **columns**, $m$ of them. Layer $l$ is 1, 2 or 3, and it has $n_l$ units; there are $n_0$ inputs.
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | $(n_0, m)$ | inputs |
# | `W1`, `W2`, `W3` | $(n_l, n_{l-1})$ | weights: one row for each unit, one column for each unit of the layer before |
# | `b1`, `b2`, `b3` | $(n_l, 1)$ | biases |
# | `Z1`, `Z2`, `Z3` | $(n_l, m)$ | what goes into the activation of a layer |
# | `A1`, `A2`, `A3` | $(n_l, m)$ | what comes out. `A3` is the prediction $\hat Y$ |
# | `Y` | $(n_3, m)$ | targets |
#
# The cost is $J = \tfrac{1}{2m} \sum (A_3 - Y)^2$. It carries the factor $\tfrac{1}{2m}$: the $\tfrac12$ will cancel the 2 of the square,
# and the $\tfrac1m$ makes a mean over the samples.
#
# Two letters have changed since lesson 4. There, $\alpha$ was the learning rate. Here `alpha` is a slope, and the learning rate is $\eta$,
# `eta`, as in lessons 1 to 3.
#
# `dZ3` is the slope of **each sample's** loss by $Z_3$, and so for `dZ2` and `dZ1`. They are the error signals $\delta$ of lesson 4. `dW3`
# and `db3` are slopes of the **cost**. The mean with its $\tfrac1m$ is taken there, and only there. That is the convention of lesson 3.

# %% locked="setup"

import numpy as np

from helpers import figures
from helpers.checks import between, check, inputs, integer, random_inputs, require
from helpers.explore import explore, network
from helpers.nudge import leaky_cost, leaky_networks, leaky_slopes, leaky_values

# %% [markdown]
# The task of this lesson: learn the shape of a roof. Given a place $(x_1, x_2)$ on the floor, say how high the roof is above it. The roof
# has flat faces and sharp edges. Keep that in mind when you meet the activation.

# %% locked="data"
def roof(X):
    """Height of the roof above each place. X: (2, m). Returns (1, m)."""
    return 2.2 - np.abs(X[:1]) - 0.4 * np.abs(X[1:])


def roof_points(count, seed):
    """Random places on the floor, shape (2, count), and the heights above them, (1, count)."""
    X = np.random.default_rng(seed).uniform(-1.5, 1.5, (2, count))
    return X, roof(X)


X_train, Y_train = roof_points(240, seed=1)
# Never used for training: only to see what has been learned.
X_new, Y_new = roof_points(240, seed=2)
print("X_train", X_train.shape, "  Y_train", Y_train.shape)

# %%
figures.height_maps({"the roof: lines of equal height": roof}, reach=1.5)

# %% [markdown]
# ## 5.1 Leaky ReLU
#
# **Predict.** The slope of leaky ReLU is 1 on the right and 0.1 on the left. A signal goes through three such units in a row, and all three
# stand on the left. What is left of a nudge behind the third?

# %%
my_guess = "?"  # a factor

# %% [markdown]
# **Derive.** Leaky ReLU, here called $s$, is made of two straight lines that meet at 0:
#
# $$s(z) = \begin{cases} z & z \ge 0 \\ \alpha z & z < 0 \end{cases} \qquad
# s'(z) = \begin{cases} 1 & z \ge 0 \\ \alpha & z < 0 \end{cases} \tag{5.1}$$
#
# | line | why |
# |---|---|
# | right of 0: $s(z) = z$, so $s'(z) = 1$ | the slope of a straight line is the factor of $z$ |
# | left of 0: $s(z) = \alpha z$, so $s'(z) = \alpha$ | the same |
# | at 0: from the right the slope is 1, from the left it is $\alpha$ | the lines meet there in a **kink**, and a kink has no slope |
# | at 0 we **choose** $s'(0) = 1$ | a program must return something, and the same each time |
#
# The choice at 0 hardly ever matters, since a sum of many numbers is almost never exactly 0. In lesson 3 either value would do. Here we
# agree on one, so that two programs can be compared digit by digit. With numbers, for $\alpha = 0.1$:

# %%
h = 1e-6
for z in (-2.0, -0.5, 0.5, 3.0):
    up, down = (v if v >= 0 else 0.1 * v for v in (z + h, z - h))
    print(f"z = {z:+.1f}   the slope by nudging: {(up - down) / (2 * h):.4f}")
print(f"at z = 0 the same nudge gives {(h + 0.1 * h) / (2 * h):.4f}, the mean of both slopes: no help there")
print(f"three units on the left: {0.1 ** 3:.4f} of a nudge is left   your guess: {my_guess}")

# %% [markdown]
# **Code.** `np.where(condition, this, that)` chooses entry by entry.

# %% answer="leaky_relu"
def leaky_relu(z, alpha):
    """Leaky ReLU and its slope, equation (5.1).

    z: a number, or an array of any shape. alpha: the slope left of 0, a number.
    Returns two values: s(z) and s'(z), each of the shape of z. At z = 0 the slope is 1.
    """
    ### BEGIN SOLUTION
    slope = np.where(z >= 0, 1.0, alpha)
    return slope * z, slope
    ### END SOLUTION

# %% test="leaky_relu" points=1
check(
    leaky_relu,
    inputs(
        z=[np.array([-2.0, -0.5, 0.5, 3.0]), np.array([[1.5], [-4.0]]), -1.5],
        alpha=[0.1, 0.1, 0.3],
    ),
    expected="leaky.leaky_relu",
    names=("s(z)", "s'(z)"),
    derived=True,
    look="equation (5.1): which factor stands left of 0, and which right of it?",
)
check(
    leaky_relu,
    inputs(z=[np.array([-1.0, 0.0, 1.0]), 0.0], alpha=[0.1, 0.3]),
    expected="leaky.leaky_relu",
    names=("s(z)", "s'(z)"),
    label="leaky_relu at the kink",
    look="the last line of the table: which slope counts at z = 0 in this lesson?",
)
### BEGIN HIDDEN TESTS
check(
    leaky_relu,
    random_inputs(
        seed=1, count=6, z=between(-3, 3, 3, 4, away_from=0.0, gap=0.2), alpha=between(0.01, 0.4)
    ),
    expected="leaky.leaky_relu",
    names=("s(z)", "s'(z)"),
    derived=True,
    look="equation (5.1), for any alpha and an array of any shape.",
)
check(
    leaky_relu,
    inputs(z=[np.array([[0.0, -2.0], [5.0, 0.0]])], alpha=0.2),
    expected="leaky.leaky_relu",
    names=("s(z)", "s'(z)"),
    label="leaky_relu at the kink",
    look="the last line of the table: which slope counts at z = 0 in this lesson?",
)
### END HIDDEN TESTS

# %% [markdown] hints="leaky_relu"
# 1. **The idea.** Each entry stands left or right of 0. That decides its slope, and the slope gives the value.
# 2. **The rule.** `np.where(z >= 0, right, left)` gives the slopes: 1 on the right, `alpha` on the left. Both pieces go through the point
#    0, so the value is slope times `z`.
# 3. **The first line.** `slope = np.where(z >= 0, 1.0, alpha)`

# %% [markdown]
# **See.** Your function, with your slope as a tangent. Move $z$ across 0.

# %%
explore(lambda z: figures.leaky_curve(leaky_relu, 0.1, z), z=(-3.0, 3.0, 0.25, -2.0))

# %% [markdown]
# Why leaky? A plain ReLU has slope 0 on the left. A unit that stands there for every sample passes no error back, so its weights never move
# again. One says that it is dead. Here the slope is small, but not 0, so it can come back.
#
# ## 5.2 Forward, three times the same
#
# **Predict.** The network of this lesson's numbers has 2 inputs, 3 units, 2 units and 1 output. What is the shape of `W3`?

# %%
my_guess = "?"  # a shape, such as (3, 2)

# %% [markdown]
# All worked numbers are about this small network and five samples.

# %% locked="example"
ex_params = {
    "W1": np.array([[0.8, -0.4], [-0.5, 0.9], [0.3, 0.7]]),
    "b1": np.array([[0.1], [-0.2], [0.0]]),
    "W2": np.array([[0.6, -0.7, 0.5], [-0.4, 0.8, 0.9]]),
    "b2": np.array([[0.2], [-0.1]]),
    "W3": np.array([[0.9, -0.6]]),
    "b3": np.array([[0.1]]),
}
ex_X = np.array([[1.0, -0.5, 0.5, -1.0, 1.5], [0.5, 1.0, -1.0, -0.5, -0.2]])
ex_Y = np.array([[0.4, 0.7, 0.7, 0.4, 0.1]])
# Z1, A1 to Z3, A3 as they should be.
ex_values = leaky_values(ex_params, ex_X, alpha=0.1)

# %% [markdown]
# **Derive.** What a layer receives is what the one before it gives:
#
# | line | shapes | why |
# |---|---|---|
# | $Z_1 = W_1 X + b_1$ | $(3, 2)(2, m) + (3, 1) \to (3, m)$ | as in lesson 3 |
# | $A_1 = s(Z_1)$ | $(3, m)$ | entry by entry |
# | $Z_2 = \;?$ | $(2, 3)(3, m) + (2, 1) \to (2, m)$ | yours |
# | $A_2 = \;?$ | $(2, m)$ | yours |
# | $Z_3 = \;?$ | $(\;?\;,\;?\;)(2, m) + (1, 1) \to (1, m)$ | yours |
# | $A_3 = s(Z_3)$ | $(1, m)$ | in this network the output goes through $s$, too |
#
# $$Z_l = W_l A_{l-1} + b_l, \qquad A_l = s(Z_l), \qquad A_0 = X \tag{5.2}$$
#
# One sample with numbers. Watch how a value left of 0 shrinks to a tenth:

# %%
print("sample 0, x =", ex_X[:, 0])
for layer in "123":
    Z, A = ex_values["Z" + layer][:, 0], ex_values["A" + layer][:, 0]
    print(f"layer {layer}:  Z =", Z.round(6), "  A =", A.round(6))
print("W3:", ex_params["W3"].shape, "  your guess:", my_guess)

# %% [markdown]
# **Code.** `alpha=0.1` in the first line of the function means: alpha is 0.1 unless the caller says something else. Hand it on to
# `leaky_relu`, and do not type the number again. Keep all six arrays. On the way back we need to know on which side of 0 each unit stood.

# %% answer="forward"
def forward(params, X, alpha=0.1):
    """The forward pass of three layers for all samples at once, equation (5.2).

    params: dict with "W1", "b1", "W2", "b2", "W3", "b3". X: (n_0, m). alpha: slope left of 0.
    Returns a dict: "Z1", "A1" of shape (n_1, m), "Z2", "A2" (n_2, m), "Z3", "A3" (n_3, m).
    """
    ### BEGIN SOLUTION
    cache = {}
    A = X
    for layer in ("1", "2", "3"):
        cache["Z" + layer] = params["W" + layer] @ A + params["b" + layer]
        A = leaky_relu(cache["Z" + layer], alpha)[0]
        cache["A" + layer] = A
    return cache
    ### END SOLUTION

# %% test="forward" points=2
check(
    forward,
    inputs(params=ex_params, X=[ex_X, ex_X[:, 2:4], ex_X[:, :1]], alpha=[0.1, 0.1, 0.3]),
    expected="leaky.forward",
    earlier=["leaky.leaky_relu"],
    look="equation (5.2): what does each layer receive, and is alpha handed on?",
)
check(
    forward,
    inputs(params=ex_params, X=ex_X),  # alpha is left out, so it is 0.1
    expected=[ex_values],
    earlier=["leaky.leaky_relu"],
    look="which alpha counts when nobody says so? Keep alpha=0.1 in the function's first line.",
)
### BEGIN HIDDEN TESTS
for sizes, m, alpha in (((3, 4, 3, 2), 6, 0.2), ((2, 3, 3, 3), 4, 0.1)):
    check(
        forward,
        [
            {"params": case["params"], "X": case["X"], "alpha": case["alpha"]}
            for case in leaky_networks(seed=2, sizes=sizes, m=m, count=3, alpha=alpha)
        ],
        expected="leaky.forward",
        earlier=["leaky.leaky_relu"],
        look="equation (5.2), for any sizes of the layers and any alpha.",
    )
### END HIDDEN TESTS

# %% [markdown] hints="forward"
# 1. **The idea.** Three times the same two lines. What comes out of one layer goes into the next.
# 2. **The rule.** `Z = W @ A_before + b`, then `A = leaky_relu(Z, alpha)[0]`. `leaky_relu` returns two values, and here you need the first.
# 3. **The first line.** `Z1 = params["W1"] @ X + params["b1"]`, and at the end `return {"Z1": Z1, "A1": A1, ...}`

# %% [markdown]
# **See.** A leaky ReLU network folds paper. Each unit of the first layer folds along a straight line. The folds of later units bend where
# they cross those. The faces between the folds stay flat. Your `forward`, with random weights:

# %% locked="start"
def start(sizes, seed):
    """Random weights for these layer sizes, and zero biases."""
    rng, params = np.random.default_rng(seed), {}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        # With this spread the values keep about their size from layer to layer.
        params[f"W{layer}"] = rng.standard_normal((n, n_before)) * np.sqrt(2 / n_before)
        params[f"b{layer}"] = np.zeros((n, 1))
    return params


untrained = start((2, 8, 2, 1), seed=1)

# %%
figures.height_maps(
    {"the roof": roof, "your forward, untrained": lambda X: forward(untrained, X)["A3"]}, reach=1.5
)

# %% [markdown]
# ## 5.3 The error at the output
#
# **Predict.** A unit at the output says 0.5 too much. Its $Z_3$ stands left of 0, and $\alpha = 0.1$. By how much does this sample's loss
# change when $Z_3$ grows by 0.01?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** The cost, for one or more outputs $k$ and samples $i$:
#
# $$J = \frac{1}{2m} \sum_{i} \sum_k \big(A_{3,ki} - Y_{ki}\big)^2 = \frac1m \sum_i l^{(i)}, \qquad
# l^{(i)} = \tfrac12 \sum_k \big(A_{3,ki} - Y_{ki}\big)^2 \tag{5.3}$$
#
# From the loss of one sample to its $Z_3$ there are two arrows. Worked in full:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial l^{(i)}}{\partial A_{3,ki}} = \tfrac12 \cdot 2\,\big(A_{3,ki} - Y_{ki}\big)$ | power rule. All other outputs are constants here |
# | $= A_{3,ki} - Y_{ki}$ | $\tfrac12 \cdot 2 = 1$: that is what the $\tfrac12$ is for |
# | $\dfrac{\partial A_{3,ki}}{\partial Z_{3,ki}} = s'(Z_{3,ki})$ | the second arrow: 1 or $\alpha$, by the side on which $Z_3$ stands |
# | $\dfrac{\partial l^{(i)}}{\partial Z_{3,ki}} = \big(A_{3,ki} - Y_{ki}\big)\, s'(Z_{3,ki})$ | chain rule: multiply the two |
#
# $$\texttt{dZ3} = (A_3 - Y) \ast s'(Z_3) \tag{5.4}$$
#
# The star means: entry by entry. With three outputs nothing changes. The error then has three rows, as the output has, one for each. And no
# $\tfrac1m$ yet: a column of `dZ3` is about one sample.
#
# A warning for readers of the article that this lesson follows. *Both of these slips stand in print:* it writes $y$ for the output and
# $\hat y$ for the truth, against its own text elsewhere, and it divides by $y$ where it means the derivative by $y$, $\partial y$. Here
# $\hat Y = A_3$ is the output, $Y$ is the truth, and nothing is divided.
#
# Here is the cost, given, and what nudging says about the small network. `leaky_slopes` nudges each entry of each array.
# For a weight or a bias it watches the cost $J$, for an entry of $Z_3$, $Z_2$ or $Z_1$ the loss of that sample. It knows no formula for
# a derivative, so it can judge yours.

# %% locked="cost"
def cost(A3, Y):
    """The cost J, equation (5.3). A3, Y: (n_3, m). Returns a number."""
    return np.sum((A3 - Y) ** 2) / (2 * Y.shape[1])


nudged = leaky_slopes(ex_params, ex_X, ex_Y, alpha=0.1)

# %%
for i in range(5):
    miss = ex_values["A3"][0, i] - ex_Y[0, i]
    print(f"sample {i}: Z3 = {ex_values['Z3'][0, i]:+.6f}   A3 - Y = {miss:+.6f}", end="   ")
    print(f"dZ3 by nudging = {nudged['dZ3'][0, i]:+.6f}")
print(f"the cost is {cost(ex_values['A3'], ex_Y):.4f}")
print(f"0.5 times 0.1 times 0.01 is {0.5 * 0.1 * 0.01:.4f}   your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% answer="output_delta"
def output_delta(A3, Z3, Y, alpha):
    """Slope of each sample's loss by Z3, equation (5.4).

    A3, Z3, Y: (n_3, m), outputs, what went into their activation, and targets. alpha: slope left of 0.
    Returns (n_3, m).
    """
    ### BEGIN SOLUTION
    return (A3 - Y) * leaky_relu(Z3, alpha)[1]
    ### END SOLUTION

# %% locked="output_cases"
def output_cases(seed, n_3, m, alpha):
    """What stands at the output of some random networks, all Z3 away from the kink."""
    cases = []
    for case in leaky_networks(seed, (2, 3, 2, n_3), m, count=3, alpha=alpha):
        values = leaky_values(case["params"], case["X"], alpha)
        cases.append({"A3": values["A3"], "Z3": values["Z3"], "Y": case["Y"], "alpha": alpha})
    return cases

# %% test="output_delta" points=2
LOOK_DELTA = (
    "equation (5.4): the miss, and the slope of s at Z3. Has the cost's 1/2 cancelled?"
    " It is per sample, so there is no 1/m."
)
check(
    output_delta,
    output_cases(seed=3, n_3=1, m=5, alpha=0.1) + output_cases(seed=4, n_3=3, m=4, alpha=0.3),
    expected="leaky.output_delta",
    earlier=["leaky.leaky_relu"],
    look=LOOK_DELTA,
    derived=True,
)
### BEGIN HIDDEN TESTS
for n_3, m, alpha in ((2, 6, 0.3), (3, 3, 0.1), (1, 1, 0.2)):
    check(
        output_delta,
        output_cases(seed=5, n_3=n_3, m=m, alpha=alpha),
        expected="leaky.output_delta",
        earlier=["leaky.leaky_relu"],
        look=LOOK_DELTA,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="output_delta"
# 1. **The idea.** Two arrows, two factors: from the loss to $A_3$, and from $A_3$ to $Z_3$.
# 2. **The rule.** The first factor is `A3 - Y`. The second is the second value of `leaky_relu(Z3, alpha)`. Multiply with `*`, entry by entry.
# 3. **The first line.** `slope = leaky_relu(Z3, alpha)[1]`

# %% [markdown]
# **See.** Your formula and the nudge, sample by sample:

# %%
print("your output_delta:", output_delta(ex_values["A3"], ex_values["Z3"], ex_Y, 0.1).round(6))
print("by nudging:       ", nudged["dZ3"].round(6))

# %% [markdown]
# ## 5.4 The last layer's gradients
#
# **Predict.** Sample 0 has the error `dZ3` $= d$, sample 1 has the error $-d$. Their mean is 0. Must `dW3` then be 0 for these two samples?

# %%
my_guess = "?"  # "yes" or "no", and why

# %% [markdown]
# **Derive.** Here the mean over the samples comes in. With gaps, the chain-rule factor first:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial Z_{3,ki}}{\partial W_{3,kj}} = \;?$ | in $Z_{3,ki} = \sum_j W_{3,kj} A_{2,ji} + b_{3,k}$, what stands beside this weight? |
# | $\dfrac{\partial l^{(i)}}{\partial W_{3,kj}} = \texttt{dZ3}_{ki} \cdot \;?$ | chain rule, for one sample |
# | $\dfrac{\partial J}{\partial W_{3,kj}} = \dfrac1m \displaystyle\sum_i \;?$ | $J$ is the mean of the losses, and every sample uses the same weight |
# | $= \dfrac1m \big(\texttt{dZ3}\; A_2^{\mathsf T}\big)_{kj}$ | the sum over $i$ is a matrix product, with $A_2$ transposed |
# | $\dfrac{\partial Z_{3,ki}}{\partial b_{3,k}} = \;?$, so $\dfrac{\partial J}{\partial b_{3,k}} = \;?$ | the same for the bias |
#
# $$\texttt{dW3} = \frac1m\, \texttt{dZ3}\; A_2^{\mathsf T} \tag{5.5}$$
#
# $$\texttt{db3} = \frac1m \sum_i \texttt{dZ3}_{\cdot i} \tag{5.6}$$
#
# The dot and the $i$ mean: all of column $i$. Shapes: $(1, m)(m, 2) \to (1, 2)$ for `dW3`, as $W_3$ has, and $(1, 1)$ for `db3`. With
# numbers for the first weight:

# %%
products = nudged["dZ3"][0] * ex_values["A2"][0]
for i in range(5):
    d, a = nudged["dZ3"][0, i], ex_values["A2"][0, i]
    print(f"sample {i}: dZ3 = {d:+.6f} times A2 of the first unit = {a:+.6f} is {products[i]:+.6f}")
print(f"their mean is {np.mean(products):+.6f}")
print("dW3 by nudging:", nudged["dW3"].round(6), "  db3 by nudging:", nudged["db3"].round(6))
print(f"errors +1 and -1 on activations 2 and 3: {(1 * 2 - 1 * 3) / 2}   your guess: {my_guess}")

# %% [markdown]
# **Code.** Return two values.

# %% answer="last_layer_gradients"
def last_layer_gradients(dZ3, A2):
    """Gradients of the cost by W3 and b3, equations (5.5) and (5.6).

    dZ3: (n_3, m). A2: (n_2, m).
    Returns two values: dW3 of shape (n_3, n_2), and db3 of shape (n_3, 1).
    """
    ### BEGIN SOLUTION
    m = dZ3.shape[1]
    return dZ3 @ A2.T / m, np.sum(dZ3, axis=1, keepdims=True) / m
    ### END SOLUTION

# %% test="last_layer_gradients" points=2
LOOK_LAST = {
    "dW3": "equation (5.5): which factor is transposed, in which order do they stand, and what is m?",
    "db3": "equation (5.6): a sum over the samples, over m, and a column at the end.",
}
check(
    last_layer_gradients,
    random_inputs(seed=6, count=2, dZ3=between(-1, 1, 1, 5), A2=between(-1, 1, 2, 5))
    + random_inputs(seed=6, count=2, dZ3=between(-1, 1, 3, 4), A2=between(-1, 1, 2, 4)),
    expected="leaky.last_layer_gradients",
    names=("dW3", "db3"),
    look=LOOK_LAST,
    derived=True,
)
### BEGIN HIDDEN TESTS
for n_3, n_2, m in ((2, 4, 7), (3, 3, 3), (1, 3, 1)):
    check(
        last_layer_gradients,
        random_inputs(seed=7, count=3, dZ3=between(-1, 1, n_3, m), A2=between(-1, 1, n_2, m)),
        expected="leaky.last_layer_gradients",
        names=("dW3", "db3"),
        look=LOOK_LAST,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="last_layer_gradients"
# 1. **The idea.** A weight's gradient is the mean over the samples of (error behind it) times (value in front of it). A bias has 1 in front
#    of it.
# 2. **The rule.** `dZ3 @ A2.T` sums over the samples. `np.sum(..., axis=1, keepdims=True)` does it for the bias, and keeps the column. Both
#    over `m`.
# 3. **The first line.** `m = dZ3.shape[1]`

# %% [markdown]
# **See.** Nothing in these two formulas knows that it is about the last layer. With `dZ2` and `A1` in their places they will serve layer 2.

# %%
yours_dW3, yours_db3 = last_layer_gradients(nudged["dZ3"], ex_values["A2"])
print("dW3: yours", np.round(yours_dW3, 6), "  by nudging", nudged["dW3"].round(6))
print("db3: yours", np.round(yours_db3, 6), "  by nudging", nudged["db3"].round(6))

# %% [markdown]
# ## 5.5 Passing the error back
#
# **Predict.** `W3` is $(1, 2)$ and `dZ3` is $(1, m)$. `dZ2` must be $(2, m)$. Which product makes this shape, and what is still to do after
# it?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** From $Z_3$ back to $Z_2$ there are two arrows again: through the weights $W_3$, and through the activation of layer 2. With
# gaps, the chain-rule factors first:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial Z_{3,ki}}{\partial A_{2,ji}} = \;?$ | in $Z_{3,ki} = \sum_j W_{3,kj} A_{2,ji} + b_{3,k}$, what stands beside $A_{2,ji}$? |
# | $\dfrac{\partial A_{2,ji}}{\partial Z_{2,ji}} = \;?$ | the activation: 1 or $\alpha$ |
# | $\dfrac{\partial l^{(i)}}{\partial A_{2,ji}} = \displaystyle\sum_k \;?\; \cdot \texttt{dZ3}_{ki}$ | unit $j$ reaches every output $k$, and the ways are added |
# | $= \big(W_3^{\mathsf T}\; \texttt{dZ3}\big)_{ji}$ | the sum runs over the **first** index of $W_3$, so $W_3$ is transposed |
# | $\dfrac{\partial l^{(i)}}{\partial Z_{2,ji}} = \;?$ | yours: multiply by the second arrow's factor |
#
# $$\texttt{dZ2} = \big(W_3^{\mathsf T}\; \texttt{dZ3}\big) \ast s'(Z_2) \tag{5.7}$$
#
# The shapes lead the way. Forward: $(1, 2)(2, m) \to (1, m)$. Back: $(2, 1)(1, m) \to (2, m)$.
#
# One thing is easy to overlook. Which $W_3$ is meant, when there are an old one and an updated one? The prediction was made with the
# **old** one, and the slopes are slopes at the place where we stand. So it is the $W_3$ of before the update. Exercise 5.8 shows what
# becomes of it otherwise. With numbers, for sample 0:

# %%
d = nudged["dZ3"][0, 0]
for j in range(2):
    w, z = ex_params["W3"][0, j], ex_values["Z2"][j, 0]
    print(f"unit {j}: W3 = {w:+.1f} times dZ3 = {d:+.6f} is {w * d:+.6f}.  Z2 = {z:+.4f}", end="  ")
    print(f"dZ2 by nudging: {nudged['dZ2'][j, 0]:+.6f}")
print("your guess:", my_guess)

# %% [markdown]
# **Code.** The same step leads from layer 3 to layer 2, and from layer 2 to layer 1. So the arguments have names that fit both.

# %% answer="pass_back"
def pass_back(W, dZ, Z_before, alpha):
    """The error one layer further back, equation (5.7).

    W: (n, n_before), the weights of a layer, as they were before any update.
    dZ: (n, m), the error at that layer.
    Z_before: (n_before, m), what went into the activation of the layer before. alpha: slope left of 0.
    Returns the error at the layer before, (n_before, m).
    """
    ### BEGIN SOLUTION
    return W.T @ dZ * leaky_relu(Z_before, alpha)[1]
    ### END SOLUTION

# %% test="pass_back" points=2
LOOK_BACK = (
    "equation (5.7): which factor is transposed, and what is multiplied entry by entry?"
    " It is per sample, so there is no 1/m."
)
for n, n_before, m, alpha in ((1, 2, 5, 0.1), (2, 3, 4, 0.3)):
    check(
        pass_back,
        random_inputs(
            seed=8, count=2, W=between(-1, 1, n, n_before), dZ=between(-1, 1, n, m),
            Z_before=between(-2, 2, n_before, m, away_from=0.0, gap=0.2), alpha=alpha,
        ),
        expected="leaky.pass_back",
        earlier=["leaky.leaky_relu"],
        look=LOOK_BACK,
        derived=True,
    )
### BEGIN HIDDEN TESTS
for n, n_before, m in ((3, 2, 6), (3, 3, 3), (1, 4, 1)):
    check(
        pass_back,
        random_inputs(
            seed=9, count=3, W=between(-1, 1, n, n_before), dZ=between(-1, 1, n, m),
            Z_before=between(-2, 2, n_before, m, away_from=0.0, gap=0.2), alpha=between(0.05, 0.4),
        ),
        expected="leaky.pass_back",
        earlier=["leaky.leaky_relu"],
        look=LOOK_BACK,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="pass_back"
# 1. **The idea.** Back along the same weights, then through the slope of the layer before. Two arrows, two operations.
# 2. **The rule.** `W.T @ dZ` is a matrix product and adds the ways. Times the slope, with `*`, entry by entry: an activation connects a
#    unit to itself only.
# 3. **The first line.** `slope = leaky_relu(Z_before, alpha)[1]`

# %% [markdown]
# **See.** Twice in a row, from the output to the first layer:

# %%
yours_dZ2 = pass_back(ex_params["W3"], nudged["dZ3"], ex_values["Z2"], 0.1)
yours_dZ1 = pass_back(ex_params["W2"], yours_dZ2, ex_values["Z1"], 0.1)
for name, found in (("dZ2", yours_dZ2), ("dZ1", yours_dZ1)):
    gap = np.max(np.abs(found - nudged[name]))
    print(f"{name}: largest distance between yours and the nudge {gap:.1e}")

# %% [markdown]
# ## 5.6 The whole way back
#
# **Predict.** How often is `pass_back` called for three layers? And how often `last_layer_gradients`?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **Derive.** Nothing new. Say for each line what it needs and where that comes from:
#
# | part | needs | from where |
# |---|---|---|
# | `dZ3` | `A3`, `Z3`, `Y` | the cache, the data |
# | `dW3`, `db3` | `dZ3`, `A2` | just computed, the cache |
# | `dZ2` | `W3`, `dZ3`, `Z2` | ? |
# | `dW2`, `db2` | ? | ? |
# | `dZ1` | ? | ? |
# | `dW1`, `db1` | ? | ? |
#
# $$\texttt{dZ}_{l-1} = \big(W_l^{\mathsf T}\, \texttt{dZ}_l\big) \ast s'(Z_{l-1}), \qquad
# \texttt{dW}_l = \frac1m\, \texttt{dZ}_l\, A_{l-1}^{\mathsf T}, \qquad
# \texttt{db}_l = \frac1m \sum_i \texttt{dZ}_{l,\cdot i}, \qquad A_0 = X \tag{5.8}$$
#
# By nudging, the sizes of all nine. Do they shrink on the way back?

# %%
for layer in "321":
    sizes = [np.sqrt(np.mean(nudged[name + layer] ** 2)) for name in ("dZ", "dW", "db")]
    print(f"layer {layer}: root of the mean square of dZ {sizes[0]:.4f}, dW {sizes[1]:.4f}, db {sizes[2]:.4f}")
print("steps between three layers: 2, layers with weights: 3   your guess:", my_guess)

# %% [markdown]
# **Code.** All nine into a dict.

# %% answer="backward"
def backward(params, cache, X, Y, alpha=0.1):
    """The backward pass of three layers, equations (5.4) to (5.8).

    params: dict with "W1" to "b3". cache: what forward(params, X, alpha) returned.
    X: (n_0, m). Y: (n_3, m). alpha: slope left of 0.
    Returns a dict with "dZ3", "dW3", "db3", "dZ2", "dW2", "db2", "dZ1", "dW1", "db1".
    """
    ### BEGIN SOLUTION
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    dW3, db3 = last_layer_gradients(dZ3, cache["A2"])
    dZ2 = pass_back(params["W3"], dZ3, cache["Z2"], alpha)
    dW2, db2 = last_layer_gradients(dZ2, cache["A1"])
    dZ1 = pass_back(params["W2"], dZ2, cache["Z1"], alpha)
    dW1, db1 = last_layer_gradients(dZ1, X)
    return {
        "dZ3": dZ3, "dW3": dW3, "db3": db3, "dZ2": dZ2, "dW2": dW2, "db2": db2,
        "dZ1": dZ1, "dW1": dW1, "db1": db1,
    }
    ### END SOLUTION

# %% test="backward" points=3
EARLIER = ["leaky.forward", "leaky.output_delta", "leaky.last_layer_gradients", "leaky.pass_back"]


def backward_after_forward(params, X, Y, alpha):
    return backward(params, forward(params, X, alpha), X, Y, alpha)


LOOK_BACKWARD = (
    "the first of the nine that is wrong. Which weights does it go back through,"
    " and which activations stand in front of its weights?"
)
check(
    backward_after_forward,
    leaky_networks(seed=10, sizes=(2, 3, 2, 1), m=5, count=2)
    + leaky_networks(seed=11, sizes=(3, 4, 2, 3), m=4, count=2, alpha=0.2),
    expected="leaky.gradients",
    label="backward",
    earlier=EARLIER,
    look=LOOK_BACKWARD,
    derived=True,
)
check(
    lambda params, X, Y: backward(params, forward(params, X, 0.1), X, Y),
    inputs(params=ex_params, X=ex_X, Y=ex_Y),  # alpha is left out, so it is 0.1
    expected="leaky.gradients",
    label="backward",
    earlier=EARLIER,
    look="which alpha counts when nobody says so? Keep alpha=0.1 in the function's first line.",
)
### BEGIN HIDDEN TESTS
for sizes, m in (((2, 3, 3, 2), 6), ((3, 3, 3, 3), 3), ((2, 4, 3, 1), 1)):
    check(
        backward_after_forward,
        leaky_networks(seed=12, sizes=sizes, m=m, count=3, alpha=0.3),
        expected="leaky.gradients",
        label="backward",
        earlier=EARLIER,
        look=LOOK_BACKWARD,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="backward"
# 1. **The idea.** Output error; gradients of this layer; pass back; gradients of that layer; pass back; gradients of the first layer.
# 2. **The rule.** `last_layer_gradients` is called three times: with `dZ3` and `A2`, with `dZ2` and `A1`, with `dZ1` and `X`. `pass_back`
#    twice: through `W3`, then through `W2`.
# 3. **The first line.** `dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)`, then `dW3, db3 = last_layer_gradients(dZ3, cache["A2"])`

# %% [markdown]
# **See.** The shapes, as they flow through your functions. Each cell is a number. Forward a product adds over the units of the layer
# before; back it adds over the units of the layer behind. In each line, the inner sizes must fit.

# %%
ex_cache = forward(ex_params, ex_X)
ex_grads = backward(ex_params, ex_cache, ex_X, ex_Y)
figures.shape_flow(ex_params, ex_cache, ex_grads, ex_X)

# %% [markdown]
# And the numbers: one sample in your network. Go through the stages one by one, forward and back. Point at a unit or an edge to see how its
# value and its gradient come about. The step is given:

# %% locked="update"
def update(params, grads, eta):
    """One step of descent in all six parameters. Returns a new dict and leaves params as it is."""
    return {name: params[name] - eta * grads["d" + name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")}

# %%
network(
    forward,
    backward,
    ex_params,
    ex_X,
    ex_Y,
    cost=cost,
    update=update,
    activations=lambda name, Z: leaky_relu(Z, 0.1),
    hidden=("leaky ReLU",),
    output="leaky ReLU",
    output_slope="(ŷ − y) · slope",
    eta=0.2,
)

# %% [markdown]
# ## 5.7 Spot the slip: averaged too early
#
# *This slip is planted.* It stands in print, in the article that this lesson follows. For $n$ samples (our $m$) it first averages the
# output error over the samples, and then multiplies by the activations:
#
# $$\texttt{dW3} = \Big(\frac1m \sum_i \texttt{dZ3}_{\cdot i}\Big) \Big(\frac1m \sum_i A_{2,\cdot i}\Big)^{\mathsf T}$$
#
# (The article does not say with which sample's activations. We take their mean, which is the kindest reading.) In Python:

# %% locked="published_average"
def published_average(dZ3, A2):
    """dW3 as published: the means are taken first. The slip in it is planted."""
    mean_error = np.mean(dZ3, axis=1, keepdims=True)
    mean_activation = np.mean(A2, axis=1, keepdims=True)
    return mean_error @ mean_activation.T


# All slopes by nudging, for the first 1, 2, 3, 4 and 5 samples of the small network.
nudged_for_first = {m: leaky_slopes(ex_params, ex_X[:, :m], ex_Y[:, :m], alpha=0.1) for m in range(1, 6)}

# %% [markdown]
# **Predict.** For which numbers of samples is this right?

# %%
my_guess = "?"  # numbers

# %% [markdown]
# **See first.** The two samples of before: errors $+1$ and $-1$, activations 2 and 3. Then the small network, with the first 1, 2, 3 ... of
# its samples.

# %%
print("two samples: the mean of the products is", (1 * 2 + -1 * 3) / 2, end=", ")
print("published:", published_average(np.array([[1.0, -1.0]]), np.array([[2.0, 3.0]])).item())
for count, by_nudging in nudged_for_first.items():
    claimed = published_average(by_nudging["dZ3"], ex_values["A2"][:, :count])
    print(f"m = {count}: dW3 by nudging", by_nudging["dW3"].round(4), "  published", claimed.round(4))
print("your guess:", my_guess)

# %% [markdown]
# **Derive.** By how much? Take one weight, and write $d_i$ for its errors, $a_i$ for its activations, and a bar for a mean over the
# samples. With gaps:
#
# | line | why |
# |---|---|
# | right: $\overline{d a}$, published: $\bar d\, \bar a$ | the mean of the products, the product of the means |
# | $\overline{(d - \bar d)(a - \bar a)} = \overline{d a} - \bar d\, \bar a - \;?\; + \;?$ | multiply out, and take the mean of each term; $\bar d$ and $\bar a$ are constants |
# | $= \overline{d a} - \bar d\, \bar a$ | the last two terms are equal but for the sign |
# | published minus right $= \;?$ | yours |
#
# $$\bar d\, \bar a - \overline{d a} = - \,\overline{(d - \bar d)(a - \bar a)} \tag{5.9}$$
#
# The right side is minus the **covariance** of errors and activations. It is 0 for one sample, since $d = \bar d$. For more it is 0 only by
# chance: when errors do not go together with activations. But going together is exactly what a weight learns from.
#
# **Code.** Return the repaired gradient, and the published one minus it.

# %% answer="slip_average"
def slip_average(dZ3, A2):
    """The gradient dW3 with the mean where it belongs, and how far the published one is off, equation (5.9).

    dZ3: (n_3, m). A2: (n_2, m).
    Returns two values of shape (n_3, n_2): the repaired dW3, and the published dW3 minus the repaired one.
    """
    ### BEGIN SOLUTION
    repaired = dZ3 @ A2.T / dZ3.shape[1]
    return repaired, published_average(dZ3, A2) - repaired
    ### END SOLUTION

# %% test="slip_average" points=2
LOOK_AVERAGE = {
    "the repaired gradient": "multiply within each sample first. Where does the mean come then?",
    "the gap": "which of the two is subtracted from which? For one sample it is 0.",
}
for n_3, n_2, m in ((1, 2, 5), (2, 3, 4)):
    check(
        slip_average,
        random_inputs(seed=13, count=2, dZ3=between(-1, 1, n_3, m), A2=between(-1, 1, n_2, m)),
        expected="leaky.slip_average",
        names=("the repaired gradient", "the gap"),
        earlier=["leaky.last_layer_gradients"],
        look=LOOK_AVERAGE,
    )
### BEGIN HIDDEN TESTS
for n_3, n_2, m in ((3, 2, 8), (3, 3, 3), (2, 2, 1)):
    check(
        slip_average,
        random_inputs(seed=14, count=3, dZ3=between(-1, 1, n_3, m), A2=between(-1, 1, n_2, m)),
        expected="leaky.slip_average",
        names=("the repaired gradient", "the gap"),
        earlier=["leaky.last_layer_gradients"],
        look=LOOK_AVERAGE,
    )
### END HIDDEN TESTS

# %% [markdown] hints="slip_average"
# 1. **The idea.** You have the right gradient already, from 5.4. The gap is a subtraction.
# 2. **The rule.** `dZ3 @ A2.T` pairs each error with the activation of its own sample, and adds. Then over `m`. The published one comes from
#    `published_average(dZ3, A2)`.
# 3. **The first line.** `repaired = last_layer_gradients(dZ3, A2)[0]`

# %% [markdown]
# **See.** By how much, measured on the roof with the untrained network: the size of the gap over the size of the gradient, for 1, 2, 5, 20
# and 240 samples.

# %%
gap_by_count = {}
for count in (1, 2, 5, 20, 240):
    cache = forward(untrained, X_train[:, :count])
    delta = output_delta(cache["A3"], cache["Z3"], Y_train[:, :count], 0.1)
    repaired, gap = slip_average(delta, cache["A2"])
    gap_by_count[count] = float(np.linalg.norm(gap) / np.linalg.norm(repaired))
    print(f"m = {count:3}: the gap is {gap_by_count[count]:.2f} of the gradient")
figures.relative_gaps(gap_by_count, "number of samples", "How far off is averaging first?")

# %% [markdown]
# For one sample there is no gap. With all 240 there is still one: it does not go away with more samples. What does it do to training? Sixty passes over the roof, in
# batches of 20, with the right gradients and with averaged ones in all three layers:

# %%
def right_step(params, X, Y, eta):
    """One step of descent with your functions."""
    return update(params, backward(params, forward(params, X), X, Y), eta)


def averaged_step(params, X, Y, eta):
    """The same with the published average in every layer."""
    cache = forward(params, X)
    grads = backward(params, cache, X, Y)
    for layer, before in ((3, cache["A2"]), (2, cache["A1"]), (1, X)):
        grads[f"dW{layer}"] = published_average(grads[f"dZ{layer}"], before)
    return update(params, grads, eta)


def after_steps(step, eta, passes=60, size=20):
    """The cost after training with this step; nan or a huge number where it has run away."""
    params = untrained
    with np.errstate(all="ignore"):
        for _ in range(passes):
            for first in range(0, X_train.shape[1], size):
                x, y = X_train[:, first : first + size], Y_train[:, first : first + size]
                params = step(params, x, y, eta)
        return cost(forward(params, X_train)["A3"], Y_train)


print(f"J at the start {cost(forward(untrained, X_train)['A3'], Y_train):.4f}")
print(f"J after training {after_steps(right_step, 0.1):.4f}, averaged {after_steps(averaged_step, 0.1):.4f}")

# %% [markdown]
# ## 5.8 Spot the slip: updated too early
#
# *This slip is planted.* It is easily made. To save a line, each layer is updated as soon as its gradient is known, and the error is then
# passed back through weights that are **new** already. Here it is, made of your own functions:

# %% locked="early_step"
def early_step(params, X, Y, eta, alpha=0.1):
    """One step of descent that updates too early. The slip in it is planted. Returns new parameters."""
    cache = forward(params, X, alpha)
    new = {}
    dZ = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    for layer in (3, 2, 1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        dW, db = last_layer_gradients(dZ, before)
        new[f"W{layer}"] = params[f"W{layer}"] - eta * dW
        new[f"b{layer}"] = params[f"b{layer}"] - eta * db
        if layer > 1:
            dZ = pass_back(new[f"W{layer}"], dZ, cache[f"Z{layer - 1}"], alpha)
    return new

# %% [markdown]
# **Predict.** Which of `W3`, `W2`, `W1` come out wrong? And if $\eta$ is ten times smaller, how much smaller is the error, relative to the
# step?

# %%
my_guess = "?"  # names, and a factor

# %% [markdown]
# **See first.** From a step we can read the gradient that was used: it is (old minus new) over $\eta$. Beside it, the gradient by nudging.

# %%
for eta in (1.0, 0.1):
    after = early_step(ex_params, ex_X, ex_Y, eta)
    for name in ("W3", "W2", "W1"):
        used, seen = (ex_params[name] - after[name]) / eta, nudged["d" + name]
        off = np.linalg.norm(used - seen) / np.linalg.norm(seen)
        print(f"eta = {eta}: the gradient used for {name} is off by {off:.2%}")
print("your guess:", my_guess)

# %% [markdown]
# **Derive.** All yours this time. Write the new weights as $W_3 - \eta\, \texttt{dW3}$, and put them into equation (5.7) in place of $W_3$:
#
# | line | why |
# |---|---|
# | $\big(\;?\;\big)^{\mathsf T}\, \texttt{dZ3} \ast s'(Z_2)$ | yours: the new weights in (5.7) |
# | $= \texttt{dZ2} - \;?$ | yours: the right error, minus what is too much |
#
# $$\text{wrong dZ2} - \texttt{dZ2} = -\eta\, \big(\texttt{dW3}^{\mathsf T}\; \texttt{dZ3}\big) \ast s'(Z_2) \tag{5.10}$$
#
# The error of `dZ2`, and so that of `dW2`, is proportional to $\eta$. At `W1` a second error of the same kind comes on top. Does your
# prediction agree?
#
# **Code.** The step in the right order: all nine gradients at the old weights first, then one update. And by how much $W_1$ differs after the
# early step.

# %% answer="slip_order"
def slip_order(params, X, Y, eta, alpha=0.1):
    """One step of descent in the right order, and how far the early one puts W1 from it.

    params: dict with "W1" to "b3". X: (n_0, m). Y: (n_3, m). eta: learning rate. alpha: slope left of 0.
    Returns two values: the new parameters, a dict with the keys of params;
    and the new W1 of early_step minus this new W1, shape (n_1, n_0).
    """
    ### BEGIN SOLUTION
    grads = backward(params, forward(params, X, alpha), X, Y, alpha)
    new = update(params, grads, eta)
    return new, early_step(params, X, Y, eta, alpha)["W1"] - new["W1"]
    ### END SOLUTION

# %% test="slip_order" points=2
EARLIER = [
    "leaky.forward", "leaky.backward", "leaky.output_delta", "leaky.last_layer_gradients", "leaky.pass_back",
]
LOOK_ORDER = "is every gradient computed from the weights of before the step, and every parameter updated once?"
check(
    slip_order,
    [
        {"params": case["params"], "X": case["X"], "Y": case["Y"], "eta": eta, "alpha": alpha}
        for eta, n_3, alpha in ((0.5, 1, 0.1), (1.0, 2, 0.3))
        for case in leaky_networks(seed=15, sizes=(2, 3, 2, n_3), m=5, count=2, alpha=alpha)
    ],
    expected="leaky.slip_order",
    names=("the new parameters", "the gap"),
    earlier=EARLIER,
    look=LOOK_ORDER,
)
check(
    slip_order,
    inputs(params=ex_params, X=ex_X, Y=ex_Y, eta=0.5),  # alpha is left out, so it is 0.1
    expected="leaky.slip_order",
    names=("the new parameters", "the gap"),
    earlier=EARLIER,
    look="which alpha counts when nobody says so? Keep alpha=0.1 in the function's first line.",
)
### BEGIN HIDDEN TESTS
check(
    slip_order,
    [
        {"params": case["params"], "X": case["X"], "Y": case["Y"], "eta": 0.7, "alpha": 0.3}
        for case in leaky_networks(seed=16, sizes=(3, 4, 3, 2), m=6, count=4, alpha=0.3)
    ],
    expected="leaky.slip_order",
    names=("the new parameters", "the gap"),
    earlier=EARLIER,
    look=LOOK_ORDER,
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_order"
# 1. **The idea.** First find out everything, then change everything. Your `backward` does the first, `update` the second.
# 2. **The rule.** `backward` reads its weights from `params`, and nobody has changed those yet. The gap is the `"W1"` of `early_step` minus
#    yours. Hand `alpha` on everywhere.
# 3. **The first line.** `grads = backward(params, forward(params, X, alpha), X, Y, alpha)`

# %% [markdown]
# **See.** The gap over the length of the step of $W_1$, on the roof:

# %%
gap_by_eta = {}
for eta in (0.001, 0.01, 0.1, 1.0):
    after, gap = slip_order(untrained, X_train[:, :20], Y_train[:, :20], eta)
    gap_by_eta[eta] = float(np.linalg.norm(gap) / np.linalg.norm(after["W1"] - untrained["W1"]))
figures.relative_gaps(gap_by_eta, "learning rate eta", "How far off is updating first?")

# %% [markdown]
# What does it cost? Sixty passes over the roof again, by the right order and by the early one:

# %%
for eta in (0.05, 0.2, 0.5):
    right_order, early = after_steps(right_step, eta), after_steps(early_step, eta)
    print(f"eta = {eta:4}: J = {right_order:.4f} in the right order, {early:.4f} when updated early")

# %% [markdown]
# With a small learning rate the wrong order costs almost nothing. That is why it is hard to find: the program learns. With a larger one it
# learns worse, and with one that the right order still bears it fails altogether (`nan`, not a number). A mistake that hides as long as you
# are careful is the worst kind. The right order is as short to write.
#
# ## 5.9 Training: epochs and iterations
#
# **Predict.** There are 240 samples, in batches of 20. How many updates does training make in 60 passes over the data?

# %%
my_guess = "?"  # a number

# %% [markdown]
# Three words that are often mixed up. The article that this lesson follows calls every pass through the network an epoch. It is not so:
#
# | word | what it is |
# |---|---|
# | **batch** | some of the samples, which go through the network together |
# | **iteration** | one update: one batch forward, back, and one step |
# | **epoch** | one pass over **all** samples, one batch after the other |
#
# With $m$ samples in batches of $B$ an epoch has
#
# $$\text{iterations per epoch} = \Big\lceil \frac{m}{B} \Big\rceil \tag{5.11}$$
#
# The brackets round up: what is left over at the end makes a smaller batch. Only with $B = m$ are the two words the same.
#
# **When to stop?** After a set number of epochs. Or before that, when an epoch changed the cost by less than a given percentage of what it
# was before it: the stop rule of lesson 1, for $J$ in place of $x$. With numbers:

# %%
for m, size in ((240, 20), (240, 240), (5, 2)):
    print(f"{m} samples in batches of {size}. Iterations in an epoch: {-(-m // size)}")
print("five samples in batches of two begin at", list(range(0, 5, 2)), "and the last batch is", ex_X[:, 4:6].shape[1])
print("60 epochs of 12 iterations:", 60 * 12, "updates   your guess:", my_guess)
before, after = 0.2500, 0.2480
print(f"from {before} to {after} the cost changed by {abs(after - before) / before:.1%} of what it was")

# %% [markdown]
# **Code.** Take the batches in the order in which the samples stand: columns `0:B`, `B:2B`, and so on. (Shuffling them in each epoch would
# be better, and would make your numbers differ from the check's.) After each epoch note the cost of **all** samples. Python forgives a
# range that goes beyond the end.

# %% answer="train"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    """Gradient descent in batches, with a stop rule.

    params: the start, a dict. X: (n_0, m). Y: (n_3, m). eta: learning rate. batch: samples in a batch.
    epochs: how many at most, 0 or more.
    percent: stop after an epoch that changed J by less than this percentage of J before it.
    Returns three values: the last parameters (a dict);
    J of all samples at the start and after each epoch, an array of shape (epochs done + 1,);
    and how many iterations were made, a whole number.
    """
    ### BEGIN SOLUTION
    m, iterations = X.shape[1], 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, m, batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            grads = backward(params, forward(params, x, alpha), x, y, alpha)
            params = update(params, grads, eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations
    ### END SOLUTION

# %% locked="small_start"
def small_start(seed):
    """Start weights of a 2-8-2-1 network for the checks."""
    return start((2, 8, 2, 1), seed)


def error_on_new_points(params):
    """The cost of your forward pass on points that were never used for training."""
    return cost(forward(params, X_new)["A3"], Y_new)

# %% test="train" points=3
EARLIER = ["leaky.forward", "leaky.backward"]
NAMES_TRAIN = ("the parameters", "the costs", "the iterations")
LOOK_TRAIN = (
    "an iteration is one batch, an epoch is all of them. The costs are of all samples,"
    " one for the start and one for each epoch."
)
# In order: three epochs of three iterations; one batch an epoch; no epoch at all; other slopes; J rises at the end.
check(
    train,
    inputs(
        params=ex_params, X=ex_X, Y=ex_Y, eta=[0.1, 0.3, 0.2, 0.2, 1.0], batch=[2, 5, 2, 3, 3],
        epochs=[3, 4, 0, 2, 5], percent=0.0, alpha=[0.1, 0.1, 0.1, 0.3, 0.1],
    ),
    expected="leaky.train",
    names=NAMES_TRAIN,
    earlier=EARLIER,
    look=LOOK_TRAIN,
)
check(
    train,
    # alpha is left out, so it is 0.1
    inputs(params=ex_params, X=ex_X, Y=ex_Y, eta=0.1, batch=2, epochs=2, percent=0.0),
    expected="leaky.train",
    names=NAMES_TRAIN,
    earlier=EARLIER,
    look="which alpha counts when nobody says so? Keep alpha=0.1 in the function's first line.",
)
# The last three: J rises by more than the percentage, which is a change, too; the changes shrink, and each is
# measured by the J before it; no change at all is not less than 0 percent.
check(
    train,
    inputs(
        params=ex_params, X=ex_X, Y=ex_Y, eta=[0.1, 0.05, 0.05, 1.0, 0.5, 0.0], batch=[2, 5, 5, 3, 3, 5],
        epochs=[12, 12, 12, 7, 12, 3], percent=[4.0, 9.0, 20.0, 0.5, 5.0, 0.0], alpha=0.1,
    ),
    expected="leaky.train",
    label="train with the stop rule",
    names=NAMES_TRAIN,
    earlier=EARLIER,
    look="percent of what? When is the rule asked: after each epoch, or after each iteration?"
    " The epoch that met the rule counts, too.",
)


def learns_the_roof(seed):
    trained = train(small_start(seed), X_train, Y_train, 0.1, 20, 60, 0.0)[0]
    return bool(error_on_new_points(trained) < 0.02)


check(
    learns_the_roof,
    inputs(seed=[1, 2]),
    expected=[True, True],
    label="J under 0.02 on new points after training",
    seconds=120,
    earlier=EARLIER,
    look="print the costs: do they fall?",
)
### BEGIN HIDDEN TESTS
check(
    train,
    [
        {
            "params": small_start(seed), "X": X_train[:, :14], "Y": Y_train[:, :14], "eta": 0.1,
            "batch": batch, "epochs": 12, "percent": percent, "alpha": 0.2,
        }
        for seed, batch, percent in ((5, 4, 0.0), (6, 14, 3.8), (7, 5, 10.5), (8, 20, 0.0))
    ],
    expected="leaky.train",
    names=NAMES_TRAIN,
    earlier=EARLIER,
    look=LOOK_TRAIN,
)
### END HIDDEN TESTS

# %% [markdown] hints="train"
# 1. **The idea.** Two loops, one in the other. The outer one counts epochs, the inner one goes over the batches. The cost is noted in the
#    outer one.
# 2. **The rule.** `range(0, m, batch)` gives the first column of each batch, and `X[:, first:first + batch]` is the batch. After the inner
#    loop: append the cost of all samples, compare it with the one before, and `break` if the change is less than `percent / 100` times the
#    one before.
# 3. **The first line.** `costs = [cost(forward(params, X, alpha)["A3"], Y)]`, then `for _ in range(epochs):` and in it
#    `for first in range(0, X.shape[1], batch):`

# %% [markdown]
# **See.** The same number of epochs, in batches of 20 and with all 240 samples at once. On the left by epochs, on the right by iterations:

# %%
runs = {}
for label, size in (("batches of 20", 20), ("all 240 at once", 240)):
    _, costs, iterations = train(untrained, X_train, Y_train, 0.1, size, 60, 0.0)
    runs[label] = (costs, iterations)
figures.training_runs(runs)

# %% [markdown]
# By epochs the small batches are far ahead: they have made twelve times as many steps in the same number of passes. By iterations the two
# lines lie on each other. (Costs are noted once an epoch. So the line of the small batches has no point before its twelfth iteration, and is
# drawn straight up to there.) A step on 20 samples gets about as far as a step on all 240, for a twelfth of the work. Whoever mixes up the two
# words cannot say which of the pictures is meant.
#
# And what has been learned? Folded paper:

# %%
learned = train(untrained, X_train, Y_train, 0.1, 20, 60, 0.0)[0]
print(f"J on new points: {cost(forward(learned, X_new)['A3'], Y_new):.4f}")
figures.height_maps({"the roof": roof, "your network": lambda X: forward(learned, X)["A3"]}, reach=1.5)

# %% [markdown]
# How large is the error at each layer while it trains? After each epoch, all samples go forward and back once more, and we look at the size
# of `dZ3`, `dZ2` and `dZ1`:

# %%
params, sizes, costs = untrained, [], []
for epoch in range(61):
    cache = forward(params, X_train)
    grads = backward(params, cache, X_train, Y_train)
    sizes.append([np.sqrt(np.mean(grads[name] ** 2)) for name in ("dZ1", "dZ2", "dZ3")])
    costs.append(cost(cache["A3"], Y_train))
    params = train(params, X_train, Y_train, 0.1, 20, 1, 0.0)[0]
figures.layer_deltas(sizes, costs)

# %% [markdown]
# The three fall together and stay of about the same size: on the way back through two layers hardly anything of the error is lost. The
# slopes of the sigmoid would have multiplied it by $\tfrac14$ or less at each layer. That is what leaky ReLU is for.
#
# The stop rule at work:

# %%
for percent in (0.0, 3.0, 10.0):
    trained, costs, count = train(untrained, X_train, Y_train, 0.1, 20, 60, percent)
    print(f"percent = {percent}: {len(costs) - 1} epochs, {count} iterations, J = {costs[-1]:.4f}")

# %% [markdown]
# A greedy rule stops in the first slow stretch, and there may be a fast one behind it.
#
# ## 5.10 Shapes, for any number of layers
#
# **Predict.** A network has layers of 2, 8, 2 and 1 units, inputs first, and sees 20 samples at once. How many numbers are in all its `Z`
# together?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** You can say the shape of every array before anything is computed. If you know what the shapes must be, NumPy will find half of
# your mistakes for you. For layer sizes $n_0, n_1, \dots, n_L$ and $m$ samples, with gaps:
#
# | name | shape | why |
# |---|---|---|
# | $X$ | $(n_0, m)$ | a column for each sample |
# | $W_l$ | $(n_l, n_{l-1})$ | ? |
# | $b_l$ | $(n_l, 1)$ | ? |
# | $Z_l$, $A_l$ | $(\;?\;,\;?\;)$ | $(n_l, n_{l-1})(n_{l-1}, m)$ |
# | $\texttt{dZ}_l$, $\texttt{dW}_l$, $\texttt{db}_l$ | $?$ | a gradient has the shape of what we differentiate by |
#
# $$W_l: (n_l, n_{l-1}), \qquad b_l: (n_l, 1), \qquad Z_l, A_l: (n_l, m), \qquad \texttt{d}V: \text{as } V \tag{5.12}$$

# %%
example = [2, 3, 2, 1]
for layer in range(1, len(example)):
    print(f"layer {layer}: {example[layer - 1]} values come in, {example[layer]} go out. W{layer} has the shape", end=" ")
    print(ex_params[f"W{layer}"].shape)
print("8 + 2 + 1 rows of 20:", (8 + 2 + 1) * 20, "  your guess:", my_guess)

# %% [markdown]
# **Code.** Any number of layers: the length of the list says how many. A text with a number in it is written `f"W{layer}"`.

# %% answer="shapes"
def shapes(sizes, m):
    """The shape of every array of a network, equation (5.12).

    sizes: a list of whole numbers: inputs, units of layer 1, ..., outputs. m: number of samples.
    Returns a dict: for "X", and for "W1", "b1", "Z1", "A1", "dZ1", "dW1", "db1", "W2" and so on
    up to the last layer, the pair (rows, columns).
    """
    ### BEGIN SOLUTION
    found = {"X": (sizes[0], m)}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        found[f"W{layer}"] = found[f"dW{layer}"] = (n, n_before)
        found[f"b{layer}"] = found[f"db{layer}"] = (n, 1)
        found[f"Z{layer}"] = found[f"A{layer}"] = found[f"dZ{layer}"] = (n, m)
    return found
    ### END SOLUTION

# %% test="shapes" points=1
LOOK_SHAPES = "the table: one row for each unit, one column for each unit before; samples are columns."
check(
    shapes,
    [{"sizes": [2, 3, 2, 1], "m": 5}, {"sizes": [3, 4, 1], "m": 7}],
    expected="leaky.shapes",
    look=LOOK_SHAPES,
)
### BEGIN HIDDEN TESTS
check(
    shapes,
    [{"sizes": [6, 5, 4, 3, 2], "m": 9}, {"sizes": [4, 2], "m": 1}, {"sizes": [2, 7, 5, 3], "m": 8}],
    expected="leaky.shapes",
    look=LOOK_SHAPES,
)
### END HIDDEN TESTS

# %% [markdown] hints="shapes"
# 1. **The idea.** One turn of a loop for each layer. In each turn, two numbers matter: how many units come before, and how many are here.
# 2. **The rule.** `sizes[layer - 1]` come in, `sizes[layer]` go out. There is one layer fewer than there are sizes. Write into a dict:
#    `found[f"W{layer}"] = (rows, columns)`.
# 3. **The first line.** `found = {"X": (sizes[0], m)}`, then `for layer in range(1, len(sizes)):`

# %% [markdown]
# **See.** Do your predictions hold? Your shapes, and those of the arrays that your functions made:

# %%
predicted = shapes([2, 3, 2, 1], 5)
cache = forward(ex_params, ex_X)
made = {"X": ex_X, **ex_params, **cache, **backward(ex_params, cache, ex_X, ex_Y)}
right = [name for name in made if tuple(predicted[name]) == made[name].shape]
print(f"{len(right)} of {len(made)} shapes are as predicted")

# %% [markdown] essay="why_transpose" points=2
# ## 5.11 Explain
#
# Forward, the values go through $W_3$. Back, the error goes through $W_3^{\mathsf T}$, and not through $W_3$ or through its inverse.
#
# Explain in your own words, in four to six sentences: why the transpose? Say it once by the shapes, and once by the arrows between units.
# And say why it must be the $W_3$ of before the update. Double-click on the cell below to write.
#
# ### BEGIN SOLUTION
# By the shapes: $W_3$ takes a column with one entry for each unit of layer 2 to one with an entry for each output. The error at layer 2
# needs one entry for each unit of layer 2 again, and only $W_3^{\mathsf T}$ takes a column of outputs to such a column. But fitting shapes
# are not a reason. By the arrows: the weight $W_{3,kj}$ sits on the arrow from unit $j$ to output $k$. If $A_{2,j}$ is nudged by $h$, each
# $Z_{3,k}$ moves by $W_{3,kj}\, h$, so the loss moves by $\sum_k W_{3,kj}\, \texttt{dZ3}_k\, h$. Forward one adds over $j$ with $k$ fixed,
# back over $k$ with $j$ fixed: the same numbers with the roles of the indices swapped, and that is the transpose. An inverse would answer
# another question, namely which input gave this output. It is the old $W_3$, since the loss that we differentiate was computed with it: a
# slope belongs to the place where we stand.
# ### END SOLUTION
#
# ### BEGIN MARK SCHEME
# One point for the reason by arrows: unit $j$ reaches every output $k$ through $W_{3,kj}$, so its error is a sum over $k$, the first index.
# Half of it where only the shapes are given.
#
# Half a point for the shapes, stated correctly.
#
# Half a point for the old weights: the loss was computed with them, so the slope is taken there.
#
# Half a point off where the transpose is said to undo $W_3$, as an inverse would.
# ### END MARK SCHEME

# %% [markdown]
# ## 5.12 The lesson on one page
#
# $$
# \begin{aligned}
# &\text{leaky ReLU} & s(z) &= z \text{ or } \alpha z, \quad s'(z) = 1 \text{ or } \alpha, \quad s'(0) = 1 & (5.1)\\
# &\text{forward} & Z_l &= W_l A_{l-1} + b_l, \quad A_l = s(Z_l), \quad A_0 = X & (5.2)\\
# &\text{the cost, with } \tfrac{1}{2m} & J &= \tfrac{1}{2m} \sum (A_3 - Y)^2 & (5.3)\\
# &\text{error at the output} & \texttt{dZ3} &= (A_3 - Y) \ast s'(Z_3) & (5.4)\\
# &\text{last layer} & \texttt{dW3} &= \tfrac1m\, \texttt{dZ3}\, A_2^{\mathsf T} & (5.5)\\
# &\text{its bias} & \texttt{db3} &= \tfrac1m \sum_i \texttt{dZ3}_{\cdot i} & (5.6)\\
# &\text{back, through the old weights} & \texttt{dZ2} &= (W_3^{\mathsf T}\, \texttt{dZ3}) \ast s'(Z_2) & (5.7)\\
# &\text{and so on} & \texttt{dZ}_{l-1} &= (W_l^{\mathsf T}\, \texttt{dZ}_l) \ast s'(Z_{l-1}) & (5.8)\\
# &\text{averaging too early} & \bar d\, \bar a - \overline{d a} &= -\,\overline{(d - \bar d)(a - \bar a)} & (5.9)\\
# &\text{updating too early} & \text{wrong dZ2} - \texttt{dZ2} &= -\eta\, (\texttt{dW3}^{\mathsf T}\, \texttt{dZ3}) \ast s'(Z_2) & (5.10)\\
# &\text{iterations in an epoch} & &\lceil m / B \rceil & (5.11)\\
# &\text{shapes} & W_l&: (n_l, n_{l-1}), \quad Z_l: (n_l, m) & (5.12)
# \end{aligned}
# $$
#
# **A thought to go on with.** `pass_back` adds, at each unit, what comes back from all units behind it. Take this sum apart, and every way
# from a weight to the output is a path. Click on a weight in the picture of 5.6: its paths light up, and their products add up to its
# gradient. How many paths would a weight have with ten layers of ten units?
#
# **What comes next.** In lesson 6 you write this sum over paths yourself, and find out what backpropagation saves.
