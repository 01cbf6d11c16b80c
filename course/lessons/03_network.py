# %% [markdown]
# # 3 The 3-4-1 network
#
# **What you will be able to do.** Write a network with one hidden layer from nothing: forward, cost, all eight partial derivatives, training.
# Prove each derivative right before you use it. Say why the weights must not start at zero, and what a network without activations is worth.
#
# **What you need.** Lesson 1 (descent, central difference), lesson 2 (one neuron, the chain rule), and what a matrix product is.
#
# **Time.** 90 to 120 minutes. After the cost, exercise 3.7, is a good place for a break.
#
# **Notation.** Three inputs, four hidden units, one output. Samples are **columns**, $m$ of them.
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | $(3, m)$ | inputs |
# | `W1`, `b1` | $(4, 3)$, $(4, 1)$ | weights and biases of the hidden layer: one row for each unit |
# | `Z1`, `A1` | $(4, m)$ | what goes into the hidden activation, and what comes out |
# | `W2`, `b2` | $(1, 4)$, $(1, 1)$ | weights and bias of the output |
# | `Z2`, `A2` | $(1, m)$ | the same for the output: `A2` is the prediction $\hat Y$ |
# | `Y` | $(1, m)$ | targets, each 0 or 1 |
#
# The cost $J$ is the **mean** over the samples, so it carries the factor $\tfrac1m$. We will watch where that factor goes.
# `dW1` is short for $\partial J/\partial W_1$. A gradient has the shape of what we differentiate by: `dW1` is $(4, 3)$.
#
# We keep numbers that belong together in a **dict**: `params["W1"]` is the array `W1` in the dict `params`.

# %% locked="setup"
import time

import numpy as np

from helpers import figures
from helpers.checks import Milestone, between, check, check_backward, check_derivation, check_start
from helpers.checks import inputs, integer, random_inputs, require
from helpers.data import sandwich_points, shell_points
from helpers.differences import central_difference
from helpers.explore import explore, network
from helpers.nudge import cost_after_step, cost_with, intermediates

# %% [markdown]
# The task of this lesson: tell the filling of a sandwich (class 0) from its bread (class 1). The sandwich lies askew in three dimensions and
# is a little bent. No single plane can separate the two: the bread is on both sides. One neuron cannot do this.
# Here are three slices through it.

# %% locked="data"
X_train, Y_train = sandwich_points(200, seed=4)
# Never used for training: only to see what has been learned.
X_new, Y_new = sandwich_points(200, seed=5)
print("X_train", X_train.shape, "  Y_train", Y_train.shape)

# %%
figures.decision_slices(X_train, Y_train)

# %% [markdown]
# ## 3.1 A start for the weights
#
# **Predict.** How many numbers has the network to learn: all of `W1`, `b1`, `W2`, `b2` together?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** A layer with $n_\text{in}$ inputs and $n_\text{out}$ units has one row of weights for each unit. So for the sizes
# $n_x, n_h, n_y$ of input, hidden layer and output:
#
# | name | shape | why | start |
# |---|---|---|---|
# | $W_1$ | $(n_h, n_x)$ | $n_h$ units, each weighs $n_x$ inputs | small and random |
# | $b_1$ | $(n_h, 1)$ | one bias for each unit, a column | zero |
# | $W_2$ | $(\;?\;,\;?\;)$ | yours | small and random |
# | $b_2$ | $(\;?\;,\;?\;)$ | yours | zero |
#
# $$W_l = \text{scale} \cdot N(0, 1), \qquad b_l = 0 \tag{3.1}$$
#
# $N(0, 1)$ is a normal random number: mean 0, standard deviation 1. Small, so that the units start where their slopes are large (exercise 3.2).
# Random, because equal units would stay equal for ever (exercise 3.21). With numbers:

# %%
rng = np.random.default_rng(1)
print(0.01 * rng.standard_normal((2, 3)))
print("numbers to learn:", 4 * 3 + 4 + 1 * 4 + 1, "  your guess:", my_guess)

# %% [markdown]
# **Code.** The same seed gives the same numbers each time. Zeros come from `np.zeros((2, 3))`, here with two rows and three columns.

# %% answer="initialise"
def initialise(n_x, n_h, n_y, scale, seed):
    """Start values of all parameters, equation (3.1).

    n_x, n_h, n_y: how many inputs, hidden units and outputs.
    scale: standard deviation of the weights. seed: a whole number.
    Returns a dict of four arrays, "W1", "b1", "W2", "b2", with the shapes of the table.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    return {
        "W1": scale * rng.standard_normal((n_h, n_x)),
        "b1": np.zeros((n_h, 1)),
        "W2": scale * rng.standard_normal((n_y, n_h)),
        "b2": np.zeros((n_y, 1)),
    }
    ### END SOLUTION

# %% test="initialise" points=1
# Shapes on two small networks. Then many numbers, so that mean and spread can be seen.
check_start(
    initialise,
    [
        *inputs(n_x=[3, 2], n_h=[4, 5], n_y=[1, 3], scale=0.01, seed=1),
        *inputs(n_x=60, n_h=50, n_y=40, scale=[0.01, 0.2], seed=[2, 4]),
    ],
    seeds=(1, 5),
)
### BEGIN HIDDEN TESTS
check_start(initialise, inputs(n_x=60, n_h=50, n_y=40, scale=[0.01, 0.5], seed=[2, 3]), seeds=(2, 3))
### END HIDDEN TESTS

# %% [markdown] hints="initialise"
# 1. **The idea.** Four arrays under four names. Two are random, two are zero. Only their shapes need thought.
# 2. **The rule.** `rng = np.random.default_rng(seed)` makes a source of random numbers, and `rng.standard_normal((rows, columns))` draws an
#    array of them. Zeros come from `np.zeros((rows, columns))`. A dict is written `{"W1": ..., "b1": ...}`.
# 3. **The first line.** `rng = np.random.default_rng(seed)`, then `return {"W1": scale * rng.standard_normal((n_h, n_x)), ...}`

# %% [markdown]
# ## 3.2 Four activations
#
# **Predict.** At $z = 5$, which has the larger slope: the sigmoid or the tanh?

# %%
my_guess = "?"  # "sigmoid" or "tanh"

# %% [markdown]
# **Derive.** The sigmoid you know from lesson 2. The tanh is $\tanh z = \dfrac{e^z - e^{-z}}{e^z + e^{-z}}$. Write $u$ for the upper part and $v$ for the
# lower one:
#
# | line | why |
# |---|---|
# | $u' = e^z + e^{-z} = v$ | the derivative of $e^{-z}$ is $-e^{-z}$ |
# | $v' = e^z - e^{-z} = u$ | the same |
# | $\tanh' z = \dfrac{u'v - uv'}{v^2}$ | quotient rule |
# | $= \dfrac{v^2 - u^2}{v^2} = 1 - \left(\dfrac{u}{v}\right)^2$ | put $u' = v$ and $v' = u$ in |
# | $= 1 - a^2$ with $a = \tanh z$ | that is what $u/v$ is |
#
# The other two are made of straight pieces. Fill in the slopes:
#
# | name | $g(z)$ | $g'(z)$ | values |
# |---|---|---|---|
# | `"sigmoid"` | $\sigma(z) = \dfrac{1}{1 + e^{-z}}$ | $\sigma(z)\,(1 - \sigma(z))$ | between 0 and 1 |
# | `"tanh"` | $\tanh z$ | $1 - \tanh^2 z$ | between $-1$ and 1, centred at 0 |
# | `"relu"` | $z$ for $z > 0$, else $0$ | $?$ for $z > 0$, else $?$ | 0 and above |
# | `"leaky_relu"` | $z$ for $z > 0$, else $0.01\,z$ | $?$ for $z > 0$, else $?$ | all numbers |
#
# $$a = g(z), \qquad \frac{da}{dz} = g'(z) \tag{3.2}$$
#
# At $z = 0$ exactly the last two have a kink, and either slope will do. The slopes at a few points, by the central difference of lesson 1:

# %%
h = 1e-5
for z in (-5.0, -0.5, 0.5, 5.0):
    # The sigmoid is a tanh, pushed up and squeezed: (1 + tanh(z / 2)) / 2.
    sigmoid_slope = (np.tanh((z + h) / 2) - np.tanh((z - h) / 2)) / 2 / (2 * h)
    tanh_slope = (np.tanh(z + h) - np.tanh(z - h)) / (2 * h)
    relu_slope = (max(z + h, 0) - max(z - h, 0)) / (2 * h)
    print(f"z = {z:+.1f}   slope of sigmoid {sigmoid_slope:.5f}", end="   ")
    print(f"of tanh {tanh_slope:.5f}   of ReLU {relu_slope:.5f}")
print("your guess:", my_guess)

# %% [markdown]
# **Code.** One function for all four. `np.where(condition, this, that)` chooses entry by entry.

# %% answer="activations"
def activations(name, Z):
    """An activation and its slope, equation (3.2).

    name: "sigmoid", "tanh", "relu" or "leaky_relu". Z: an array of any shape.
    Returns two values: g(Z) and g'(Z), each of the shape of Z.
    """
    ### BEGIN SOLUTION
    if name == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        return A, A * (1 - A)
    if name == "tanh":
        A = np.tanh(Z)
        return A, 1 - A**2
    slope = np.where(Z > 0, 1.0, 0.0 if name == "relu" else 0.01)
    return slope * Z, slope
    ### END SOLUTION

# %% test="activations" points=2
Z = np.array([[-2.0, -0.3, 0.4], [1.5, 0.1, -1.0]])
for name in ("sigmoid", "tanh", "relu", "leaky_relu"):
    check(
        activations,
        inputs(name=name, Z=[Z, np.array([[-0.7], [2.5]])]),
        expected="shallow.activations",
        names=(f"{name}(Z)", f"the slope of {name}"),
        label=f"activations, {name}",
        look="its row in the table. The slope is taken at Z, for every entry by itself.",
        derived=True,
    )
### BEGIN HIDDEN TESTS
for name in ("sigmoid", "tanh", "relu", "leaky_relu"):
    check(
        activations,
        random_inputs(seed=31, count=5, name=name, Z=between(-4, 4, 4, 6, away_from=0.0, gap=0.1)),
        expected="shallow.activations",
        names=(f"{name}(Z)", f"the slope of {name}"),
        label=f"activations, {name}",
        look="its row in the table. The slope is taken at Z, for every entry by itself.",
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="activations"
# 1. **The idea.** Four cases, each with a value and a slope. For two of them the slope can be written with the value.
# 2. **The rule.** Sigmoid: $a(1-a)$. Tanh: $1 - a^2$. ReLU has slope 1 on the right and 0 on the left, leaky ReLU has 0.01 on the left.
#    Arrays need `np.where(Z > 0, right, left)`, since `if Z > 0` cannot decide for many entries at once.
# 3. **The first line.** `if name == "sigmoid":`, and in it `A = 1 / (1 + np.exp(-Z))` and `return A, A * (1 - A)`

# %% [markdown]
# **See.** Your four curves, your slopes as tangents. Move $z$ to 4: which of the four can still learn there?

# %%
explore(lambda z: figures.activation_curves(activations, z), z=(-5.0, 5.0, 0.25, 1.0))

# %% [markdown]
# Which one where?
#
# - **tanh** in a hidden layer centres what it passes on at 0, so the next layer sees positive and negative inputs. Its slope reaches 1. The sigmoid's
#   slope never exceeds $\tfrac14$, and its outputs are all positive.
# - **sigmoid** at the output of a yes-no question: its value can be read as a probability.
# - **no activation** at the output when the answer may be any number (regression), **ReLU** when it cannot be negative.
# - **ReLU** in hidden layers keeps slope 1 however large $z$ gets. But its slope is 0 for all negative $z$; **leaky ReLU** mends that.
# - The slopes of sigmoid and tanh vanish at large $|z|$: a unit that got there hardly learns any more.
#
# This network has **tanh in the hidden layer and sigmoid at the output**.
#
# ## 3.3 One neuron
#
# **Predict.** How many products does one hidden neuron compute for one sample?

# %%
my_guess = "?"  # a number

# %% [markdown]
# Here are a small network and five samples with simple numbers. All worked numbers of this lesson are about them.

# %% locked="example"
ex_params = {
    "W1": np.array([[0.4, -0.6, 0.2], [-0.3, 0.5, 0.7], [0.8, 0.1, -0.5], [-0.2, -0.4, 0.6]]),
    "b1": np.array([[0.1], [-0.2], [0.0], [0.3]]),
    "W2": np.array([[0.9, -0.7, 0.5, 0.4]]),
    "b2": np.array([[-0.1]]),
}
ex_X = np.array(
    [
        [0.5, -1.0, 1.5, -0.5, 1.0],
        [1.0, 0.5, -0.5, -1.5, 0.0],
        [-1.0, 0.5, 1.0, 0.5, -0.5],
    ]
)
ex_Y = np.array([[1.0, 0.0, 1.0, 1.0, 0.0]])
# The same network with a second output: checks use it where one output would hide a mistake.
two_outputs = {
    **ex_params,
    "W2": np.array([[0.9, -0.7, 0.5, 0.4], [-0.3, 0.6, 0.2, -0.8]]),
    "b2": np.array([[-0.1], [0.2]]),
}

# %% [markdown]
# **Derive.** Neuron $j$ of the hidden layer has the weights $w_j$, row $j$ of $W_1$, and the bias $b_j$:
#
# $$z_j = w_j \cdot x + b_j = \sum_i w_{ji}\, x_i + b_j, \qquad a_j = g(z_j) \tag{3.3}$$
#
# The dot is the dot product, and $w_{ji}$ is the weight from input $i$ to unit $j$. It is the neuron of lesson 2 with three inputs in place of one. With numbers, for the second neuron and the first sample:

# %%
w, b, x = ex_params["W1"][1], ex_params["b1"][1, 0], ex_X[:, 0]
for i in range(3):
    print(f"product {i + 1}:  {w[i]:+.1f} * {x[i]:+.1f} = {w[i] * x[i]:+.2f}")
z = w[0] * x[0] + w[1] * x[1] + w[2] * x[2] + b
print(f"the bias is {b:+.1f}, so z = {z:+.2f} and a = {np.tanh(z):+.6f}")
print("your guess for the number of products:", my_guess)

# %% [markdown]
# **Code.** Use your `activations`. It returns two values, and here you need the first.

# %% answer="neuron_forward"
def neuron_forward(w, b, x, name):
    """One neuron for one sample, equation (3.3).

    w, x: arrays of shape (n_in,). b: a number. name: the activation, as in `activations`.
    Returns two numbers: z and a.
    """
    ### BEGIN SOLUTION
    z = np.sum(w * x) + b
    return z, activations(name, z)[0]
    ### END SOLUTION

# %% test="neuron_forward" points=1
check(
    neuron_forward,
    inputs(
        w=[ex_params["W1"][1], ex_params["W1"][2], np.array([0.5, -1.0])],
        b=[-0.2, 0.5, 0.3],
        x=[ex_X[:, 0], ex_X[:, 1], np.array([0.4, 0.3])],
        name=["tanh", "sigmoid", "tanh"],
    ),
    expected="shallow.neuron_forward",
    names=("z", "a"),
    earlier=["shallow.activations"],
    look="equation (3.3): what is added up, what comes on top, and how many inputs are there?",
)
### BEGIN HIDDEN TESTS
check(
    neuron_forward,
    random_inputs(
        seed=32, count=6, w=between(-1, 1, 5), b=between(-1, 1), x=between(-2, 2, 5), name="tanh"
    ),
    expected="shallow.neuron_forward",
    names=("z", "a"),
    earlier=["shallow.activations"],
    look="it should work for any number of inputs.",
)
### END HIDDEN TESTS

# %% [markdown] hints="neuron_forward"
# 1. **The idea.** Weigh the inputs, add them up, add the bias, bend the result.
# 2. **The rule.** `w * x` multiplies entry by entry and `np.sum` adds up; `w @ x` does both. The value of the activation is
#    `activations(name, z)[0]`.
# 3. **The first line.** `z = w @ x + b`

# %% [markdown]
# ## 3.4 One layer
#
# **Predict.** The four neurons see the same $x$. If the rows $w_j$ are stacked into the matrix $W$, what does `W @ x` have in its row $j$?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** Row $j$ of a matrix product is row $j$ of the left matrix times the right one. So all four neurons at once are
#
# $$z = W x + b, \qquad a = g(z) \tag{3.4}$$
#
# Read the shapes before you write: the inner ones must agree, the outer ones stay.
#
# | factor | $W$ | $x$ | $Wx$ | $b$ | $z$ |
# |---|---|---|---|---|---|
# | shape | $(4, 3)$ | $(3, 1)$ | $(4, 1)$ | $(\;?\;,\;?\;)$ | $(\;?\;,\;?\;)$ |
#
# The matrix product in numbers. Find the three products of exercise 3.3 in the second row:

# %%
column = ex_X[:, 0:1]
product = ex_params["W1"] @ column
print("W1", ex_params["W1"].shape, " times x", column.shape, " is", product.shape)
print(product.round(3))
print(f"the three products add up to {w[0] * x[0] + w[1] * x[1] + w[2] * x[2]:.3f}")
print("row j of W @ x is the dot product of row j of W with x; your guess:", my_guess)

# %% [markdown]
# **Code.** No loop: one matrix product.

# %% answer="layer_forward"
def layer_forward(W, b, x, name):
    """All neurons of one layer for one sample, equation (3.4).

    W: (n_out, n_in). b: (n_out, 1). x: (n_in, 1). name: the activation.
    Returns two arrays of shape (n_out, 1): z and a.
    """
    ### BEGIN SOLUTION
    z = W @ x + b
    return z, activations(name, z)[0]
    ### END SOLUTION

# %% test="layer_forward" points=1
check(
    layer_forward,
    inputs(
        W=[ex_params["W1"], ex_params["W2"]],
        b=[ex_params["b1"], ex_params["b2"]],
        x=[ex_X[:, 0:1], np.array([[0.1], [-0.3], [0.5], [0.2]])],
        name=["tanh", "sigmoid"],
    ),
    expected="shallow.layer_forward",
    names=("z", "a"),
    earlier=["shallow.activations", "shallow.neuron_forward"],
    look="equation (3.4). Write the shape beside each factor.",
)
### BEGIN HIDDEN TESTS
check(
    layer_forward,
    random_inputs(
        seed=33,
        count=5,
        W=between(-1, 1, 5, 2),
        b=between(-1, 1, 5, 1),
        x=between(-2, 2, 2, 1),
        name="tanh",
    ),
    expected="shallow.layer_forward",
    names=("z", "a"),
    earlier=["shallow.activations", "shallow.neuron_forward"],
    look="it should work for any number of units and inputs.",
)
### END HIDDEN TESTS

# %% [markdown] hints="layer_forward"
# 1. **The idea.** The rows of $W$ are the neurons. One matrix product asks all of them.
# 2. **The rule.** In NumPy the matrix product is `@`. The sign `*` multiplies entry by entry, and is not what is meant here.
# 3. **The first line.** `z = W @ x + b`

# %% [markdown]
# ## 3.5 All samples, one after the other
#
# **Predict.** `X[:, 0]` and `X[:, 0:1]` both pick the first sample. Which of them is a column of shape `(3, 1)`?

# %%
my_guess = "?"  # "X[:, 0]" or "X[:, 0:1]"

# %%
print("X[:, 0]   has shape", ex_X[:, 0].shape)
print("X[:, 0:1] has shape", ex_X[:, 0:1].shape, "  your guess:", my_guess)
print("np.hstack puts columns side by side:", np.hstack([np.array([[1.0]]), np.array([[2.0]])]))

# %% [markdown]
# **Code.** Your `layer_forward` wants a column, and $X$ has `X.shape[1]` of them. For each sample: through the hidden layer (tanh), then
# through the output layer (sigmoid). Collect the predictions in a row.

# %% answer="loop_forward"
def loop_forward(params, X):
    """The predictions for all samples, with a loop over the samples.

    params: dict with "W1", "b1", "W2", "b2". X: (n_x, m).
    Returns A2: (n_y, m).
    """
    ### BEGIN SOLUTION
    columns = []
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "sigmoid")
        columns.append(a2)
    return np.hstack(columns)
    ### END SOLUTION

# %% test="loop_forward" points=2
check(
    loop_forward,
    inputs(params=[ex_params, ex_params, two_outputs], X=[ex_X, ex_X[:, :1], ex_X]),
    expected="shallow.loop_forward",
    earlier=["shallow.layer_forward"],
    look="the hidden layer has tanh, the output layer sigmoid."
    " The result has one column for each sample.",
)
### BEGIN HIDDEN TESTS
check(
    loop_forward,
    [
        {
            "params": {"W1": case["W1"], "b1": case["b1"], "W2": case["W2"], "b2": case["b2"]},
            "X": case["X"],
        }
        for case in random_inputs(
            seed=34,
            count=4,
            W1=between(-1, 1, 5, 2),
            b1=between(-1, 1, 5, 1),
            W2=between(-1, 1, 2, 5),
            b2=between(-1, 1, 2, 1),
            X=between(-2, 2, 2, 7),
        )
    ],
    expected="shallow.loop_forward",
    earlier=["shallow.layer_forward"],
    look="it should work for any sizes: here there are two outputs.",
)
### END HIDDEN TESTS

# %% [markdown] hints="loop_forward"
# 1. **The idea.** Two calls of `layer_forward` for each sample. What the first returns as $a$ is what the second gets as $x$.
# 2. **The rule.** Sample $i$ as a column is `X[:, i:i+1]`, and there are `X.shape[1]` of them. Collect the results in a list, and put
#    them side by side with `np.hstack(list)`.
# 3. **The first line.** `columns = []`, then `for i in range(X.shape[1]):`

# %% [markdown]
# ## 3.6 All samples at once
#
# **Predict.** A loop over 200 samples, or one matrix product with 200 columns: how many times faster is the second? About 2, 20 or 200 times?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Column $i$ of a matrix product is the left matrix times column $i$ of the right one. So $W_1 X$ holds all samples, side by side:
#
# | line | shapes | why |
# |---|---|---|
# | $Z_1 = W_1 X + b_1$ | $(4, 3)(3, m) + (4, 1) \to (4, m)$ | NumPy adds the column $b_1$ to every column |
# | $A_1 = \tanh(Z_1)$ | $(4, m)$ | entry by entry |
# | $Z_2 = \;?$ | $(1, 4)(4, m) + (1, 1) \to (1, m)$ | yours: the same, one layer on |
# | $A_2 = \;?$ | $(1, m)$ | yours |
#
# $$Z_l = W_l A_{l-1} + b_l, \qquad A_l = g_l(Z_l), \qquad A_0 = X \tag{3.5}$$
#
# That NumPy repeats a column where it must is called **broadcasting**:

# %%
table, column = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[10], [20]])
for name, array in (("table", table), ("column", column), ("table + column", table + column)):
    print(name, array.shape, "\n", array)

# %% [markdown]
# **Code.** Keep all four arrays. The way back will need them, and it would be a waste to compute them again. Such a dict is called a **cache**.

# %% answer="forward"
def forward(params, X):
    """The forward pass for all samples at once, equation (3.5).

    params: dict with "W1", "b1", "W2", "b2". X: (n_x, m).
    Returns a dict: "Z1", "A1" of shape (n_h, m), and "Z2", "A2" of shape (n_y, m).
    """
    ### BEGIN SOLUTION
    Z1 = params["W1"] @ X + params["b1"]
    A1 = activations("tanh", Z1)[0]
    Z2 = params["W2"] @ A1 + params["b2"]
    A2 = activations("sigmoid", Z2)[0]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}
    ### END SOLUTION

# %% test="forward" points=2
check(
    forward,
    inputs(params=[ex_params, ex_params, two_outputs], X=[ex_X, ex_X[:, 2:3], ex_X]),
    expected="shallow.forward",
    earlier=["shallow.activations", "shallow.layer_forward"],
    look="equation (3.5): which layer has tanh, which has sigmoid,"
    " and what goes into the second layer?",
)
### BEGIN HIDDEN TESTS
check(
    forward,
    [
        {"params": {name: case[name] for name in ("W1", "b1", "W2", "b2")}, "X": case["X"]}
        for case in random_inputs(
            seed=35,
            count=5,
            W1=between(-1, 1, 5, 2),
            b1=between(-1, 1, 5, 1),
            W2=between(-1, 1, 2, 5),
            b2=between(-1, 1, 2, 1),
            X=between(-2, 2, 2, 7),
        )
    ],
    expected="shallow.forward",
    earlier=["shallow.activations", "shallow.layer_forward"],
    look="it should work for any sizes: here there are two outputs.",
)
### END HIDDEN TESTS

# %% [markdown] hints="forward"
# 1. **The idea.** The same two lines as for one sample, with $X$ in place of $x$. Nothing else changes.
# 2. **The rule.** The second layer gets what the first one gives: $Z_2 = W_2 A_1 + b_2$. Its activation is the sigmoid.
# 3. **The first line.** `Z1 = params["W1"] @ X + params["b1"]`, and at the end `return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}`

# %% [markdown]
# **See.** Four ways to the same predictions: neuron by neuron, layer by layer, your loop, and all at once. Do they agree?

# %%
def by_neurons(params, x):
    """One sample, every neuron by itself."""
    hidden = [neuron_forward(w, b, x, "tanh")[1] for w, b in zip(params["W1"], params["b1"][:, 0])]
    return neuron_forward(params["W2"][0], params["b2"][0, 0], np.array(hidden), "sigmoid")[1]


def by_layers(params, x):
    """One sample, one layer after the other."""
    a = x.reshape(-1, 1)
    for number, name in (("1", "tanh"), ("2", "sigmoid")):
        a = layer_forward(params["W" + number], params["b" + number], a, name)[1]
    return a[0, 0]


ways = {
    "by neurons": [by_neurons(ex_params, x) for x in X_train[:, :50].T],
    "by layers": [by_layers(ex_params, x) for x in X_train[:, :50].T],
    "your loop": loop_forward(ex_params, X_train[:, :50])[0],
}
at_once = forward(ex_params, X_train[:, :50])["A2"][0]
for label, predictions in ways.items():
    gap = np.max(np.abs(predictions - at_once))
    print(f"{label:11} largest difference from `forward` on 50 samples: {gap:.1e}")

start = time.perf_counter()
loop_forward(ex_params, X_train)
middle = time.perf_counter()
forward(ex_params, X_train)
times = (middle - start) / (time.perf_counter() - middle)
print(f"the loop takes {times:.0f} times as long   your guess: {my_guess}")

# %% [markdown]
# ## 3.7 The cost
#
# **Predict.** The target is 1. Network A says 0.9, network B says 0.01. How many times larger should B's error be?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** The output says with which probability the sample is of class 1. The probability that it gives to what is **true** is $\hat y$ where
# $y = 1$ and $1 - \hat y$ where $y = 0$. The **cross-entropy** is minus its logarithm: 0 for a sure and right answer, large for a sure and wrong one.
# Here $\log$ is the natural logarithm, in code `np.log`, with the derivative $1/x$.
#
# | line | why |
# |---|---|
# | $l = -\log \hat y$ where $y = 1$ | minus the logarithm of the probability of the truth |
# | $l = \;?$ where $y = 0$ | yours |
# | $l = -\big[\,y \log\hat y + (1 - y)\log(1 - \hat y)\,\big]$ | one formula for both: the factor $y$ or $1 - y$ switches one term off |
# | $J = \dfrac1m \displaystyle\sum_{i=1}^m l^{(i)}$ | the mean over the samples |
#
# $$J = -\frac1m \sum_{i=1}^{m} \Big[ y^{(i)} \log \hat y^{(i)} + (1 - y^{(i)}) \log\big(1 - \hat y^{(i)}\big) \Big] \tag{3.6}$$
#
# There is a trap at the ends. The computer rounds: a very sure network says exactly 1, and $\log(1 - 1)$ is minus infinity. Zero times that is
# not zero but `nan`, "not a number":

# %%
for y_hat in (0.9, 0.5, 0.1, 0.01):
    print(f"target 1, prediction {y_hat:<5} loss {-np.log(y_hat):.4f}")
print(f"B's loss is {np.log(0.01) / np.log(0.9):.0f} times A's   your guess: {my_guess}")
with np.errstate(divide="ignore", invalid="ignore"):
    print("0 * log(0) in NumPy:", 0.0 * np.log(0.0))
print("np.clip(..., 2, 5) keeps within 2 and 5:", np.clip(np.array([1, 2, 4, 9]), 2, 5))

# %% [markdown]
# **Code.** Move predictions of exactly 0 and 1 inwards by something tiny, such as $10^{-15}$. Everywhere else the cost should be exact.

# %% answer="cost"
def cost(A2, Y):
    """The cross-entropy, equation (3.6), finite for predictions of exactly 0 and 1 too.

    A2, Y: (n_y, m), predictions from 0 to 1 and targets. The losses of several outputs are added.
    Returns a number.
    """
    ### BEGIN SOLUTION
    P = np.clip(A2, 1e-15, 1 - 1e-15)
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / Y.shape[1]
    ### END SOLUTION

# %% test="cost" points=2
check(
    cost,
    inputs(
        A2=[np.array([[0.9, 0.2, 0.6]]), np.array([[0.01]]), np.array([[1e-9, 0.5]])],
        Y=[np.array([[1.0, 0.0, 1.0]]), np.array([[1.0]]), np.array([[0.0, 1.0]])],
    ),
    expected="shallow.cost",
    look="equation (3.6): both terms, the minus sign, the mean over the samples."
    " Only predictions of exactly 0 and 1 are moved, by very little.",
)
check(
    cost,
    inputs(A2=np.array([[0.9, 0.2, 0.6], [0.3, 0.7, 0.8]]), Y=np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])),
    expected="shallow.cost",
    look="the mean over the samples: the losses of two outputs add up.",
)
sure = np.array([[0.0, 1.0]])
with np.errstate(all="ignore"):
    right, wrong = cost(sure, sure), cost(sure, 1 - sure)  # predictions of exactly 0 and 1
require(
    np.all(np.isfinite([right, wrong])),
    "For predictions of exactly 0 and 1 the cost should be a finite number."
    f" Yours is {right} for right answers and {wrong} for wrong ones. What does log(0) give?",
    named="the logarithm of 0 is taken",
)
require(
    abs(right) < 1e-9,
    f"For sure and right answers the cost should be 0. Yours is {right:.3g}.",
)
require(
    15 < wrong < 1000,
    f"For sure and wrong answers the cost should be large, about 30. Yours is {wrong:.3g}."
    " Mend the predictions, not the result.",
    named="the result is mended, not the predictions",
)
### BEGIN HIDDEN TESTS
check(
    cost,
    random_inputs(
        seed=36,
        count=8,
        A2=between(0.02, 0.98, 3, 7),
        Y=lambda rng: rng.integers(0, 2, size=(3, 7)).astype(float),
    ),
    expected="shallow.cost",
    look="equation (3.6): both terms, the minus sign, and the mean over the samples.",
)
check(
    cost,
    inputs(
        A2=[np.array([[1e-6, 1 - 1e-6]]), np.array([[1e-10, 0.3]])],
        Y=[np.array([[1.0, 0.0]]), np.array([[1.0, 1.0]])],
    ),
    expected="shallow.cost",
    tolerance=1e-5,
    look="only predictions of exactly 0 and 1 should be moved, and by very little.",
)
### END HIDDEN TESTS

# %% [markdown] hints="cost"
# 1. **The idea.** Keep the predictions off 0 and 1, then write down equation (3.6).
# 2. **The rule.** `np.clip(array, low, high)` moves only what lies outside of `low` and `high`. `np.log` works entry by entry, `np.sum` adds up
#    everything, and $m$ is `Y.shape[1]`.
# 3. **The first line.** `P = np.clip(A2, 1e-15, 1 - 1e-15)`

# %% [markdown]
# ## The way back: eight partial derivatives
#
# Forward, each quantity makes the next:
#
# $$X \;\xrightarrow{W_1,\, b_1}\; Z_1 \;\xrightarrow{\tanh}\; A_1 \;\xrightarrow{W_2,\, b_2}\; Z_2 \;\xrightarrow{\sigma}\; A_2 \;\xrightarrow{Y}\; J$$
#
# Backward we walk against the arrows. At every station we ask: if this number changes a little, how does the error change? The chain rule
# multiplies one slope for each arrow. What one step has found, the next one uses. That is all of backpropagation.
#
# One convention, and it matters. $J = \tfrac1m \sum_i l^{(i)}$ is a mean. For the quantities that belong to **one sample**, a column of $A_2, Z_2, A_1$ or
# $Z_1$, we write the slope of **that sample's** loss:
#
# $$\texttt{dZ2}_{\cdot i} = \frac{\partial l^{(i)}}{\partial Z_{2, \cdot i}}, \qquad \text{and so for } \texttt{dA2},\ \texttt{dA1},\ \texttt{dZ1}.$$
#
# (The index ${\cdot}\,i$ means: all of column $i$.)
#
# The parameters are shared by all samples, so `dW2`, `db2`, `dW1`, `db1` are slopes of $J$. There, and only there, the mean with its $\tfrac1m$ is taken.
#
# To check numbers, we nudge. `J(A1=...)` is the cost of the small example when its $A_1$ is replaced, and all that comes after it follows. The next cell
# nudges each entry of each station in this way and watches $J$: the central difference of lesson 1. It knows no formula for a derivative, so it can judge yours.

# %% locked="stations"
m = 5
ex_Z1, ex_A1, ex_Z2, ex_A2 = intermediates(ex_params, ex_X)


def J(**changed):
    """The cost of the example when some of its quantities are changed."""
    return cost_with(ex_params, ex_X, ex_Y, **changed)


# Slopes by nudging. Those of one sample's loss are m times those of J, since J divides by m.
nudged = {
    "dA2": m * central_difference(lambda A2: J(A2=A2), ex_A2),
    "dZ2": m * central_difference(lambda Z2: J(Z2=Z2), ex_Z2),
    "dW2": central_difference(lambda W2: J(W2=W2), ex_params["W2"]),
    "db2": central_difference(lambda b2: J(b2=b2), ex_params["b2"]),
    "dA1": m * central_difference(lambda A1: J(A1=A1), ex_A1),
    "dZ1": m * central_difference(lambda Z1: J(Z1=Z1), ex_Z1),
    "dW1": central_difference(lambda W1: J(W1=W1), ex_params["W1"]),
    "db1": central_difference(lambda b1: J(b1=b1), ex_params["b1"]),
}
print(", ".join(f"{name} {value.shape}" for name, value in nudged.items()))

# %% [markdown]
# ## 3.8 dA2
#
# **Predict.** The target is 1 and the prediction 0.9. Is the slope of the loss by the prediction positive or negative?

# %%
my_guess = "?"  # "positive" or "negative"

# %% [markdown]
# **Derive.** One sample, its loss $l = -[\,y \log a + (1 - y) \log(1 - a)\,]$, where $a$ is the prediction. In full, as the first of the eight:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial l}{\partial a} = -\left[\dfrac{y}{a} + (1 - y)\cdot\dfrac{-1}{1 - a}\right]$ | the derivative of $\log a$ is $1/a$, and the inner derivative of $1 - a$ is $-1$ |
# | $= -\dfrac{y}{a} + \dfrac{1 - y}{1 - a}$ | the two minus signs of the second term cancel |
# | $= \dfrac{-y(1 - a) + (1 - y)a}{a(1 - a)}$ | common denominator |
# | $= \dfrac{a - y}{a(1 - a)}$ | above, $-y + ya + a - ya = a - y$ |
#
# $$\texttt{dA2} = \frac{A_2 - Y}{A_2\,(1 - A_2)} \tag{3.7}$$
#
# No $\tfrac1m$ here: this is per sample. Predictions, targets, and the slopes that nudging finds:

# %%
print("A2 ", ex_A2.round(4), "\nY  ", ex_Y, "\ndA2", nudged["dA2"].round(4))
slope = central_difference(lambda a: -np.log(a), 0.9)
print(f"target 1, prediction 0.9: nudging finds {slope:.4f}   your guess: {my_guess}")

# %% [markdown]
# **Code.** One line. (Forward keeps `A2` between 0 and 1, so you need not mind the ends here.)

# %% answer="dA2"
def dA2(A2, Y):
    """Slope of each sample's loss by its prediction, equation (3.7).

    A2, Y: (n_y, m). Returns (n_y, m).
    """
    ### BEGIN SOLUTION
    return (A2 - Y) / (A2 * (1 - A2))
    ### END SOLUTION

# %% test="dA2" points=2
LOOK_DA2 = (
    "equation (3.7). Which of the two is subtracted from which? Are there brackets around"
    " the denominator? No 1/m here."
)
check(
    dA2,
    inputs(A2=[ex_A2, ex_A2[:, :2]], Y=[ex_Y, ex_Y[:, :2]]),
    expected="shallow.dA2",
    look=LOOK_DA2,
    derived=True,
)
# With two outputs.
check(
    dA2,
    inputs(A2=np.array([[0.9, 0.2, 0.6], [0.3, 0.7, 0.8]]), Y=np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])),
    expected="shallow.dA2",
    look=LOOK_DA2,
    derived=True,
)
### BEGIN HIDDEN TESTS
cases = random_inputs(
    seed=37,
    count=6,
    A2=between(0.05, 0.95, 2, 4),
    Y=lambda rng: rng.integers(0, 2, size=(2, 4)).astype(float),
)
check(dA2, cases, expected="shallow.dA2", look=LOOK_DA2, derived=True)
### END HIDDEN TESTS

# %% [markdown] hints="dA2"
# 1. **The idea.** The derivation above ends with a formula. Write it with arrays: it holds for every entry by itself.
# 2. **The rule.** `*` and `/` work entry by entry. Put brackets around the whole denominator.
# 3. **The first line.** `return (A2 - Y) / (...)`

# %% [markdown]
# ## 3.9 dZ2 on paper, line by line
#
# **Predict.** Exercise 3.8 has a denominator that is tiny when the network is sure. The next factor is the slope of the sigmoid. What will the two do together?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** One arrow further back, $z \to a = \sigma(z)$. The chain rule multiplies:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial l}{\partial a}\cdot\dfrac{da}{dz}$ | chain rule |
# | $\left(-\dfrac{y}{a} + \dfrac{1 - y}{1 - a}\right)\cdot\dfrac{da}{dz}$ | the first factor, from 3.8 |
# | $\left(-\dfrac{y}{a} + \dfrac{1 - y}{1 - a}\right)\cdot \;?$ | the slope of the sigmoid, written with $a$ |
# | $?$ | multiply out: something cancels in each term |
# | $?$ | what stays is short |
#
# The two factors in numbers, by nudging, for a network that is more and more sure and wrong: the target is 1. What becomes of their product?

# %%
for a in (0.1, 0.01, 0.001):
    z = np.log(a / (1 - a))  # where the sigmoid is a
    loss_slope = central_difference(lambda a: -np.log(a), a)
    sigmoid_slope = central_difference(lambda z: 1 / (1 + np.exp(-z)), z)
    print(f"prediction {a:<6} slope of the loss {loss_slope:8.1f}", end="   ")
    print(f"slope of the sigmoid {sigmoid_slope:.6f}")
print("your guess:", my_guess)

# %% [markdown]
# **Code.** Write your lines as texts, in a list: square brackets around them, quotes around each, a comma after each. The first line is
#
# `"d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)"`
#
# Here `d(f, a)` is the derivative of `f` by `a`, as long as you have not worked it out, and `a` is short for `sigma(z)`. Besides these you may use
# `y`, `z`, `log(...)`, numbers, `+ - * /` and brackets.
#
# The check computes every line at random points. It names the first line that is not equal to the one above it, and it says which step you left out
# if you go from the start to the end too fast.

# %% answer="dZ2_lines"
def dZ2_lines():
    """The way from the chain rule to dZ2. Returns a list of texts, one per line."""
    ### BEGIN SOLUTION
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
        "(-y / a + (1 - y) / (1 - a)) * d(sigma(z), z)",
        "(-y / a + (1 - y) / (1 - a)) * a * (1 - a)",
        "-y * (1 - a) + (1 - y) * a",
        "a - y",
    ]
    ### END SOLUTION

# %% test="dZ2_lines" points=2
check_derivation(
    dZ2_lines,
    start="d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
    end="a - y",
    points=random_inputs(seed=38, count=6, z=between(-2, 2), y=between(0.1, 0.9)),
    where={"a": "sigma(z)"},
    milestones=[
        Milestone("the derivative of the logarithms", "/ -log"),
        Milestone("the slope of the sigmoid", "/ -d"),
    ],
)

# %% [markdown] hints="dZ2_lines"
# 1. **The idea.** Each line replaces one thing of the line above by something equal. First the derivative of the loss, then that of the sigmoid,
#    then tidy up.
# 2. **The rule.** $\sigma'(z) = a(1 - a)$. Times $-\tfrac{y}{a}$ it leaves $-y(1 - a)$. What does it leave of $\tfrac{1 - y}{1 - a}$?
# 3. **The first line.** `return ["d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",` and the second is
#    `"(-y / a + (1 - y) / (1 - a)) * d(sigma(z), z)",`. The list ends with `]`.

# %% [markdown]
# ## 3.10 dZ2
#
# **Predict.** The network says 0.999 and the target is 0. How large is `dA2`, and how large will `dZ2` be?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **Derive.** You have done it. The denominator and the slope of the sigmoid cancel. What stays is as simple as can be: prediction minus target.
#
# $$\texttt{dZ2} = \texttt{dA2} \cdot \sigma'(Z_2) = A_2 - Y \tag{3.8}$$
#
# This is why sigmoid and cross-entropy go together. A sure and wrong output has `dZ2` near 1 or $-1$, and so it learns. With the squared error of
# lesson 2 the factor $\sigma'$ would stay, and it would hardly learn.

# %%
print("A2 ", ex_A2.round(4), "\nY  ", ex_Y, "\ndZ2", nudged["dZ2"].round(4))
by_a = central_difference(lambda a: -np.log(1 - a), 0.999)
by_z = central_difference(lambda z: -np.log(1 - 1 / (1 + np.exp(-z))), np.log(0.999 / 0.001))
print(f"prediction 0.999, target 0, by nudging: dA2 {by_a:.1f}, dZ2 {by_z:.3f}")
print("your guess:", my_guess)

# %% [markdown]
# **Code.**

# %% answer="dZ2"
def dZ2(A2, Y):
    """Slope of each sample's loss by Z2, equation (3.8).

    A2, Y: (n_y, m). Returns (n_y, m).
    """
    ### BEGIN SOLUTION
    return A2 - Y
    ### END SOLUTION

# %% test="dZ2" points=1
LOOK_DZ2 = "equation (3.8), the last line of your derivation. It is per sample, so without 1/m."
check(
    dZ2,
    inputs(A2=[ex_A2, ex_A2[:, :1]], Y=[ex_Y, ex_Y[:, :1]]),
    expected="shallow.dZ2",
    earlier=["shallow.dA2"],
    look=LOOK_DZ2,
    derived=True,
)
# With two outputs.
check(
    dZ2,
    inputs(A2=np.array([[0.9, 0.2, 0.6], [0.3, 0.7, 0.8]]), Y=np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])),
    expected="shallow.dZ2",
    earlier=["shallow.dA2"],
    look=LOOK_DZ2,
    derived=True,
)
### BEGIN HIDDEN TESTS
cases = random_inputs(
    seed=39,
    count=6,
    A2=between(0.05, 0.95, 2, 4),
    Y=lambda rng: rng.integers(0, 2, size=(2, 4)).astype(float),
)
check(dZ2, cases, expected="shallow.dZ2", earlier=["shallow.dA2"], look=LOOK_DZ2, derived=True)
### END HIDDEN TESTS

# %% [markdown] hints="dZ2"
# 1. **The idea.** It is the last line of your derivation in 3.9.
# 2. **The rule.** Prediction minus target, entry by entry. It has the shape of `A2`.
# 3. **The first line.** There is only one: `return A2 - ...`

# %% [markdown]
# ## 3.11 dW2
#
# **Predict.** Which shape has `dW2`?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **Derive.** Now a matrix. We do one weight and one sample first, then all samples, then all weights. In full:
#
# | line | why |
# |---|---|
# | $Z_{2,1i} = \sum_j W_{2,1j} A_{1,ji} + b_2$ | sample $i$, equation (3.5) |
# | $\dfrac{\partial Z_{2,1i}}{\partial W_{2,1j}} = A_{1,ji}$ | only the term with this weight changes, and its factor stays |
# | $\dfrac{\partial l^{(i)}}{\partial W_{2,1j}} = \texttt{dZ2}_{1i}\; A_{1,ji}$ | chain rule: one factor for each arrow |
# | $\dfrac{\partial J}{\partial W_{2,1j}} = \dfrac1m \displaystyle\sum_i \texttt{dZ2}_{1i}\; A_{1,ji}$ | $J$ is the mean over the samples. **Here the $\tfrac1m$ enters** |
# | $= \dfrac1m \left(\texttt{dZ2}\; A_1^{\mathsf T}\right)_{1j}$ | a sum over $i$ of row times column: a matrix product, $A_1$ with its rows and columns swapped |
#
# $$\texttt{dW2} = \frac1m\, \texttt{dZ2}\; A_1^{\mathsf T} \tag{3.9}$$
#
# The shapes lead the way: $(1, m)(m, 4) \to (1, 4)$. The sum over the samples is inside the product. In NumPy, `A.T` is the array `A` with its rows and columns swapped.

# %%
total = 0
for i in range(m):
    error, value = nudged["dZ2"][0, i], ex_A1[2, i]
    print(f"sample {i}: dZ2 {error:+.4f} times A1 of the third unit {value:+.4f}")
    total += error * value
print(f"their mean: {total / m:+.6f}")
print("dW2 by nudging:", nudged["dW2"].round(6))
print("its shape:", nudged["dW2"].shape, "  your guess:", my_guess)

# %% [markdown]
# **Code.** `dZ2` comes in as an argument. A mistake in your `dZ2` is therefore not counted again here. The same holds for all that follow.

# %% answer="dW2"
def dW2(dZ2, A1):
    """Gradient of the cost by W2, equation (3.9).

    dZ2: (n_y, m). A1: (n_h, m). Returns (n_y, n_h).
    """
    ### BEGIN SOLUTION
    return dZ2 @ A1.T / dZ2.shape[1]
    ### END SOLUTION

# %% test="dW2" points=2
LOOK_DW2 = (
    "equation (3.9): which factor is transposed, in which order do they stand, and what is m?"
    " Your own dZ2 plays no part here."
)
check(
    dW2,
    random_inputs(seed=40, count=3, dZ2=between(-1, 1, 1, 5), A1=between(-1, 1, 4, 5)),
    expected="shallow.dW2",
    look=LOOK_DW2,
    derived=True,
)
# With two outputs.
check(
    dW2,
    random_inputs(seed=40, count=2, dZ2=between(-1, 1, 2, 5), A1=between(-1, 1, 4, 5)),
    expected="shallow.dW2",
    look=LOOK_DW2,
    derived=True,
)
# With another number of samples.
check(
    dW2,
    random_inputs(seed=41, count=1, dZ2=between(-1, 1, 1, 3), A1=between(-1, 1, 4, 3)),
    expected="shallow.dW2",
    look=LOOK_DW2,
    derived=True,
)
### BEGIN HIDDEN TESTS
for n_y, n_h, m_ in ((2, 3, 7), (1, 6, 1), (3, 3, 3)):
    cases = random_inputs(seed=41, count=3, dZ2=between(-1, 1, n_y, m_), A1=between(-1, 1, n_h, m_))
    check(dW2, cases, expected="shallow.dW2", look=LOOK_DW2, derived=True)
### END HIDDEN TESTS

# %% [markdown] hints="dW2"
# 1. **The idea.** Each weight's gradient is the mean over the samples of (error behind it) times (value in front of it).
# 2. **The rule.** The sum over the samples is the matrix product with the transpose, `A1.T`. The number of samples is `dZ2.shape[1]`.
# 3. **The first line.** `m = dZ2.shape[1]`

# %% [markdown]
# ## 3.12 db2
#
# **Predict.** $b_2$ is a single number for all $m$ samples. Will `db2` need a sum, and over what?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** As before, with a gap:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial Z_{2,1i}}{\partial b_2} = \;?$ | the chain-rule factor. How does $Z_2$ change when $b_2$ does? |
# | $\dfrac{\partial l^{(i)}}{\partial b_2} = \texttt{dZ2}_{1i} \cdot \;?$ | chain rule |
# | $\dfrac{\partial J}{\partial b_2} = \dfrac1m \displaystyle\sum_i \texttt{dZ2}_{1i}$ | the mean over the samples |
#
# $$\texttt{db2} = \frac1m \sum_{i} \texttt{dZ2}_{\cdot i} \tag{3.10}$$
#
# **The shape is a trap.** A sum over the samples of a $(4, m)$ array can have the shape `(4,)` or `(4, 1)`. Both print the same four numbers. But see what happens
# when the one without the second axis is taken from a column:

# %%
column, flat, kept = np.zeros((4, 1)), np.ones(4), np.ones((4, 1))
print("(4, 1) minus (4,)    gives", (column - flat).shape)
print("(4, 1) minus (4, 1)  gives", (column - kept).shape)
errors = np.arange(20).reshape(4, 5)
print("largest of each column, np.max(errors, axis=0):", np.max(errors, axis=0).shape)
kept = np.max(errors, axis=0, keepdims=True)
print("with keepdims=True the axis stays:             ", kept.shape)
print("db2 of the example, by nudging:", nudged["db2"].round(6), "  your guess:", my_guess)

# %% [markdown]
# No error, and a bias of shape `(4, 4)`. NumPy takes `(4,)` for a row, and broadcasting does the rest. So we keep the axis, and we look at shapes. `np.sum` knows
# `axis` and `keepdims`, too: `axis=0` goes down the columns, `axis=1` goes along the rows.
#
# **Code.**

# %% answer="db2"
def db2(dZ2):
    """Gradient of the cost by b2, equation (3.10).

    dZ2: (n_y, m). Returns (n_y, 1), a column.
    """
    ### BEGIN SOLUTION
    return np.sum(dZ2, axis=1, keepdims=True) / dZ2.shape[1]
    ### END SOLUTION

# %% test="db2" points=1
LOOK_DB2 = (
    "equation (3.10): along which axis do the samples lie, and how many are there?"
    " Does the result stay a column? Your own dZ2 plays no part here."
)
check(
    db2,
    random_inputs(seed=42, count=3, dZ2=between(-1, 1, 1, 5)),
    expected="shallow.db2",
    look=LOOK_DB2,
    derived=True,
)
check(
    db2,
    random_inputs(seed=43, count=2, dZ2=between(-1, 1, 3, 4)),
    expected="shallow.db2",
    look=LOOK_DB2,
    derived=True,
)
### BEGIN HIDDEN TESTS
for n_y, m_ in ((2, 7), (4, 4), (3, 1)):
    check(
        db2,
        random_inputs(seed=44, count=3, dZ2=between(-1, 1, n_y, m_)),
        expected="shallow.db2",
        look=LOOK_DB2,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="db2"
# 1. **The idea.** A bias is a weight whose input is always 1. So it is 3.11 with ones in place of `A1`.
# 2. **The rule.** Sum along the samples, `axis=1`, and keep the axis with `keepdims=True`. Divide by the number of samples, `dZ2.shape[1]`.
# 3. **The first line.** `total = np.sum(dZ2, axis=1, keepdims=True)`

# %% [markdown]
# ## 3.13 dA1
#
# **Predict.** `W2` is $(1, 4)$ and `dZ2` is $(1, m)$. `dA1` must be $(4, m)$. Which product of the two has this shape?

# %%
my_guess = "?"  # a product

# %% [markdown]
# **Derive.** Through the weights, backwards. With gaps, the chain-rule factor first:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial Z_{2,ki}}{\partial A_{1,ji}} = \;?$ | in $Z_{2,ki} = \sum_j W_{2,kj} A_{1,ji} + b_{2,k}$, what stands in front of $A_{1,ji}$? |
# | $\dfrac{\partial l^{(i)}}{\partial A_{1,ji}} = \displaystyle\sum_k \;?\; \cdot \texttt{dZ2}_{ki}$ | chain rule; a sum over all outputs $k$ that this unit reaches (here there is one) |
# | $= \left(\;?\;\right)_{ji}$ | the sum runs over the **first** index of $W_2$, so $W_2$ is transposed |
#
# $$\texttt{dA1} = W_2^{\mathsf T}\; \texttt{dZ2} \tag{3.11}$$
#
# Forward, the weights carry values from unit $j$ to output $k$. Backward, the same weights carry errors from $k$ to $j$: hence the transpose.
# No $\tfrac1m$: each column is about one sample.

# %%
print("W2:", ex_params["W2"])
print("dZ2 of sample 0:", nudged["dZ2"][0, 0].round(4))
print("dA1 of sample 0, by nudging:", nudged["dA1"][:, 0].round(4))
print("your guess:", my_guess)

# %% [markdown]
# **Code.**

# %% answer="dA1"
def dA1(W2, dZ2):
    """Slope of each sample's loss by A1, equation (3.11).

    W2: (n_y, n_h). dZ2: (n_y, m). Returns (n_h, m).
    """
    ### BEGIN SOLUTION
    return W2.T @ dZ2
    ### END SOLUTION

# %% test="dA1" points=2
LOOK_DA1 = (
    "equation (3.11): which factor is transposed, and which stands on the left?"
    " It is per sample, so there is no 1/m. Your own dZ2 plays no part here."
)
check(
    dA1,
    random_inputs(seed=45, count=3, W2=between(-1, 1, 1, 4), dZ2=between(-1, 1, 1, 5)),
    expected="shallow.dA1",
    look=LOOK_DA1,
    derived=True,
)
# With two outputs.
check(
    dA1,
    random_inputs(seed=45, count=2, W2=between(-1, 1, 2, 4), dZ2=between(-1, 1, 2, 5)),
    expected="shallow.dA1",
    look=LOOK_DA1,
    derived=True,
)
### BEGIN HIDDEN TESTS
for n_y, n_h, m_ in ((2, 3, 7), (1, 6, 1), (3, 3, 3)):
    cases = random_inputs(
        seed=46, count=3, W2=between(-1, 1, n_y, n_h), dZ2=between(-1, 1, n_y, m_)
    )
    check(dA1, cases, expected="shallow.dA1", look=LOOK_DA1, derived=True)
### END HIDDEN TESTS

# %% [markdown] hints="dA1"
# 1. **The idea.** An error goes back along the edge by which the value came forward, times the same weight.
# 2. **The rule.** $(4, 1)(1, m) \to (4, m)$. The transpose of `W2` is `W2.T`, the matrix product is `@`.
# 3. **The first line.** There is only one: `return W2.T @ ...`

# %% [markdown]
# ## 3.14 dZ1
#
# **Predict.** A hidden unit has $z = 4$. Will its `dZ1` be larger or smaller than its `dA1`?

# %%
my_guess = "?"  # "larger" or "smaller"

# %% [markdown]
# **Derive.** Through the activation, $A_1 = \tanh(Z_1)$. Every entry has its own arrow and no other:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial A_{1,ji}}{\partial Z_{1,ji}} = \;?$ | the chain-rule factor, exercise 3.2 |
# | $\texttt{dZ1}_{ji} = \texttt{dA1}_{ji} \cdot \;?$ | chain rule |
#
# $$\texttt{dZ1} = \texttt{dA1} \ast g'(Z_1) \tag{3.12}$$
#
# The star is a product entry by entry, not a matrix product. The slope is taken at $Z_1$.

# %%
print("dA1 of sample 2:", nudged["dA1"][:, 2].round(4))
print("Z1 of sample 2: ", ex_Z1[:, 2].round(4))
print("dZ1 of sample 2:", nudged["dZ1"][:, 2].round(4))
print(
    f"the slope of tanh at z = 4 is {central_difference(np.tanh, 4.0):.5f}   your guess: {my_guess}"
)

# %% [markdown]
# **Code.** The hidden activation is tanh.

# %% answer="dZ1"
def dZ1(dA1, Z1):
    """Slope of each sample's loss by Z1, equation (3.12), for a hidden layer with tanh.

    dA1, Z1: (n_h, m). Returns (n_h, m).
    """
    ### BEGIN SOLUTION
    return dA1 * (1 - np.tanh(Z1) ** 2)
    ### END SOLUTION

# %% test="dZ1" points=1
LOOK_DZ1 = (
    "equation (3.12): which product is meant, and where is the slope of tanh taken?"
    " Your own dA1 plays no part here."
)
cases = random_inputs(seed=47, count=3, dA1=between(-1, 1, 4, 5), Z1=between(-2, 2, 4, 5))
check(dZ1, cases, expected="shallow.dZ1", earlier=["shallow.activations"], look=LOOK_DZ1, derived=True)
### BEGIN HIDDEN TESTS
for n_h, m_ in ((3, 7), (6, 1), (3, 3)):
    cases = random_inputs(seed=48, count=3, dA1=between(-1, 1, n_h, m_), Z1=between(-2, 2, n_h, m_))
    check(dZ1, cases, expected="shallow.dZ1", earlier=["shallow.activations"], look=LOOK_DZ1, derived=True)
### END HIDDEN TESTS

# %% [markdown] hints="dZ1"
# 1. **The idea.** Each error is made smaller by the slope that its unit has right now.
# 2. **The rule.** The slope of tanh at $z$ is $1 - \tanh^2 z$. Your `activations("tanh", Z1)` has it as its second value. Multiply with `*`.
# 3. **The first line.** `slope = 1 - np.tanh(Z1) ** 2`

# %% [markdown]
# ## 3.15 dW1
#
# **Predict.** Which two arrays will stand in the product for `dW1`?

# %%
my_guess = "?"  # two names

# %% [markdown]
# **Derive.** Yours from the first line to the last. $Z_1 = W_1 X + b_1$ is built like $Z_2 = W_2 A_1 + b_2$. What plays the part of `dZ2`, and what that of `A1`?
#
# | line | why |
# |---|---|
# | $?$ | the chain-rule factor |
# | $?$ | chain rule for one sample |
# | $?$ | the mean over the samples, as a matrix product |
#
# $$\texttt{dW1} = \;? \tag{3.13}$$

# %%
print("dW1 of the example, by nudging:\n", nudged["dW1"].round(6))
for name, array in (("dZ2", nudged["dZ2"]), ("A1", ex_A1), ("dZ1", nudged["dZ1"]), ("X", ex_X)):
    print(f"shape of {name:3}", array.shape)
print("your guess:", my_guess)

# %% [markdown]
# **Code.**

# %% answer="dW1"
def dW1(dZ1, X):
    """Gradient of the cost by W1, equation (3.13).

    dZ1: (n_h, m). X: (n_x, m). Returns (n_h, n_x).
    """
    ### BEGIN SOLUTION
    return dZ1 @ X.T / X.shape[1]
    ### END SOLUTION

# %% test="dW1" points=1
LOOK_DW1 = (
    "exercise 3.11, one layer further in front. Does the shape fit?"
    " Is there a mean over the samples?"
    " Your own dZ1 plays no part here."
)
check(
    dW1,
    random_inputs(seed=49, count=3, dZ1=between(-1, 1, 4, 5), X=between(-2, 2, 3, 5)),
    expected="shallow.dW1",
    earlier=["shallow.dW2"],
    look=LOOK_DW1,
    derived=True,
)
# With another number of samples.
check(
    dW1,
    random_inputs(seed=49, count=1, dZ1=between(-1, 1, 4, 7), X=between(-2, 2, 3, 7)),
    expected="shallow.dW1",
    earlier=["shallow.dW2"],
    look=LOOK_DW1,
    derived=True,
)
### BEGIN HIDDEN TESTS
for n_h, n_x, m_ in ((2, 3, 7), (6, 1, 1), (3, 3, 3)):
    cases = random_inputs(seed=50, count=3, dZ1=between(-1, 1, n_h, m_), X=between(-2, 2, n_x, m_))
    check(dW1, cases, expected="shallow.dW1", earlier=["shallow.dW2"], look=LOOK_DW1, derived=True)
### END HIDDEN TESTS

# %% [markdown] hints="dW1"
# 1. **The idea.** The weight of an edge: the error behind it times the value in front of it, averaged over the samples.
# 2. **The rule.** In (3.9), put `dZ1` for `dZ2`. What came into the hidden layer is `X`. Shapes: $(4, m)(m, 3) \to (4, 3)$.
# 3. **The first line.** `m = X.shape[1]`

# %% [markdown]
# ## 3.16 db1
#
# **Predict.** Which shape has `db1`, and which NumPy argument keeps it?

# %%
my_guess = "?"  # a shape and a name

# %% [markdown]
# **Derive.** The last one is all yours.
#
# $$\texttt{db1} = \;? \tag{3.14}$$

# %%
print("db1 of the example, by nudging:\n", nudged["db1"].round(6))
print("its shape:", nudged["db1"].shape, "  your guess:", my_guess)

# %% [markdown]
# **Code.**

# %% answer="db1"
def db1(dZ1):
    """Gradient of the cost by b1, equation (3.14).

    dZ1: (n_h, m). Returns (n_h, 1), a column.
    """
    ### BEGIN SOLUTION
    return np.sum(dZ1, axis=1, keepdims=True) / dZ1.shape[1]
    ### END SOLUTION

# %% test="db1" points=1
LOOK_DB1 = (
    "exercise 3.12, one layer further in front. Over what is the mean taken?"
    " Is the result a column?"
    " Your own dZ1 plays no part here."
)
check(
    db1,
    random_inputs(seed=51, count=3, dZ1=between(-1, 1, 4, 5)),
    expected="shallow.db1",
    earlier=["shallow.db2"],
    look=LOOK_DB1,
    derived=True,
)
# With another number of samples.
check(
    db1,
    random_inputs(seed=51, count=1, dZ1=between(-1, 1, 4, 7)),
    expected="shallow.db1",
    earlier=["shallow.db2"],
    look=LOOK_DB1,
    derived=True,
)
### BEGIN HIDDEN TESTS
for n_h, m_ in ((2, 7), (4, 4), (3, 1)):
    check(
        db1,
        random_inputs(seed=52, count=3, dZ1=between(-1, 1, n_h, m_)),
        expected="shallow.db1",
        earlier=["shallow.db2"],
        look=LOOK_DB1,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="db1"
# 1. **The idea.** As for `db2`: the mean of the errors over the samples, one for each unit.
# 2. **The rule.** `axis=1` runs along the samples. `keepdims=True` keeps the column $(4, 1)$.
# 3. **The first line.** `total = np.sum(dZ1, axis=1, keepdims=True)`

# %% [markdown]
# **See.** All eight of your formulas on the small example, beside what nudging found. Each one gets what it needs from nudging, too, so that
# each is judged by itself. (Nudging has an error of its own, about $10^{-10}$.)

# %%
have = {**ex_params, **nudged, "X": ex_X, "Y": ex_Y, "Z1": ex_Z1, "A1": ex_A1, "A2": ex_A2}
formulas = (dA2, dZ2, dW2, db2, dA1, dZ1, dW1, db1)
needs = ("A2 Y", "A2 Y", "dZ2 A1", "dZ2", "W2 dZ2", "dA1 Z1", "dZ1 X", "dZ1")
for name, formula, given in zip(nudged, formulas, needs):
    value = formula(*[have[key] for key in given.split()])
    gap = np.max(np.abs(value - nudged[name]))
    print(f"{name}   shape {str(value.shape):7}   largest difference from nudging {gap:.1e}")

# %% [markdown]
# ## 3.17 The whole way back
#
# **Predict.** In which order must the eight be computed? Which of them could be left out, because nothing needs it?

# %%
my_guess = "?"  # names, in order

# %% [markdown]
# **Derive.** Each formula says what it needs. Fill in the last column:
#
# | part | needs | from where |
# |---|---|---|
# | `dA2`, `dZ2` | `A2`, `Y` | the cache, the data |
# | `dW2` | `dZ2`, `A1` | just computed, the cache |
# | `db2` | `dZ2` | just computed |
# | `dA1` | `W2`, `dZ2` | ? |
# | `dZ1` | `dA1`, `Z1` | ? |
# | `dW1` | `dZ1`, `X` | ? |
# | `db1` | `dZ1` | ? |
#
# **Code.** A word of warning: `dZ2` is the name of your function now. Inside `backward`, the line `dZ2 = dZ2(...)` would make it the name of
# something else, and Python refuses. Put each result into the dict at once: `grads["dZ2"] = dZ2(...)`.

# %% answer="backward"
def backward(params, cache, X, Y):
    """The backward pass: all eight partial derivatives, equations (3.7) to (3.14).

    params: dict with "W1", "b1", "W2", "b2". cache: what forward(params, X) returned.
    X: (n_x, m). Y: (n_y, m).
    Returns a dict with the keys "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1".
    """
    ### BEGIN SOLUTION
    grads = {}
    grads["dA2"] = dA2(cache["A2"], Y)
    grads["dZ2"] = dZ2(cache["A2"], Y)
    grads["dW2"] = dW2(grads["dZ2"], cache["A1"])
    grads["db2"] = db2(grads["dZ2"])
    grads["dA1"] = dA1(params["W2"], grads["dZ2"])
    grads["dZ1"] = dZ1(grads["dA1"], cache["Z1"])
    grads["dW1"] = dW1(grads["dZ1"], X)
    grads["db1"] = db1(grads["dZ1"])
    return grads
    ### END SOLUTION

# %% test="backward" points=3
# It should put the parts together rightly, also where one of your parts above is still wrong.
EARLIER = ["shallow.activations", "shallow.dA2", "shallow.dZ2", "shallow.dW2", "shallow.db2"]
EARLIER += ["shallow.dA1", "shallow.dZ1", "shallow.dW1", "shallow.db1"]
check_backward(
    backward,
    inputs(
        params=[ex_params, ex_params, two_outputs],
        X=[ex_X, ex_X[:, :2], ex_X],
        Y=[ex_Y, ex_Y[:, :2], np.vstack([ex_Y, 1 - ex_Y])],
    ),
    cost=cost,
    earlier=EARLIER,
)
### BEGIN HIDDEN TESTS
check_backward(
    backward,
    [
        {
            "params": {name: case[name] for name in ("W1", "b1", "W2", "b2")},
            "X": case["X"],
            "Y": case["Y"],
        }
        for case in random_inputs(
            seed=53,
            count=3,
            W1=between(-1, 1, 5, 2),
            b1=between(-1, 1, 5, 1),
            W2=between(-1, 1, 2, 5),
            b2=between(-1, 1, 2, 1),
            X=between(-1, 1, 2, 6),
            Y=lambda rng: rng.integers(0, 2, size=(2, 6)).astype(float),
        )
    ],
    cost=cost,
    earlier=EARLIER,
)
### END HIDDEN TESTS

# %% [markdown] hints="backward"
# 1. **The idea.** Call your eight functions in the order of the table. Nothing new is derived.
# 2. **The rule.** What forward kept is in `cache["A2"]`, `cache["A1"]`, `cache["Z1"]`. The weights are in `params["W2"]`. What you have just
#    computed is in `grads[...]`.
# 3. **The first line.** `grads = {}`, then `grads["dA2"] = dA2(cache["A2"], Y)`

# %% [markdown]
# Your guess about the order: every formula waits for what it needs, so `dA2`, `dZ2`, `dA1`, `dZ1` come in this order, and each
# `dW` and `db` at any time after the `dZ` that it needs. And `dA2` could be left out. It was the way to find `dZ2`, but the short formula for `dZ2` does without it.
#
# **See.** Your network with one sample in it. Above each unit and edge stands what your `forward` computed, below it what your `backward` computed.
# Follow one edge from the input to the output, then one error from the output back.

# %%
x, y = ex_X[:, [0]], ex_Y[:, [0]]
cache = forward(ex_params, x)
figures.network_diagram(ex_params, cache, backward(ex_params, cache, x, y), x, y)

# %% [markdown]
# Each edge's gradient (below) is the `dz` of the unit it leads to times the value of the unit it comes from. Take one and multiply.
#
# The same network, one formula at a time. Point at a unit or at an edge, or click one and move on with the arrow keys: the formulas appear with
# the numbers put in. *back* and *next* go through the stages, forward and backward.

# %%
network(forward, backward, ex_params, ex_X, ex_Y, cost=cost)

# %% [markdown]
# ## 3.18 A judge for all parameters
#
# **Predict.** The network has 21 parameters. How many times must the cost be computed to nudge each of them to both sides?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** The central difference of lesson 1, for one entry $\theta$ of one parameter while all others stay:
#
# $$n_\theta = \frac{J(\theta + h) - J(\theta - h)}{2h} \tag{3.15}$$
#
# All $n_\theta$ of one parameter make an array $n$ of its shape. How far is the gradient $g$ from it? The size of the difference alone says little: $10^{-4}$ is
# nothing beside 100 and everything beside $10^{-4}$. So we divide by the sizes of both:
#
# $$\text{distance} = \frac{\lVert n - g \rVert}{\lVert n \rVert + \lVert g \rVert} \tag{3.16}$$
#
# $\lVert\cdot\rVert$ is the root of the sum of the squares of all entries, `np.linalg.norm(...)`. Below $10^{-6}$ the gradient is right. Above $10^{-3}$ it is wrong.
# In between look again: a large $h$ or a kink may be to blame. Work out on paper the distance of the two arrays in the next cell. Right or
# wrong?

# %%
n, g = np.array([[1.0, 2.0]]), np.array([[1.0, 2.1]])
apart, size_n, size_g = np.linalg.norm(g - n), np.linalg.norm(n), np.linalg.norm(g)
print(f"the difference has the size {apart:.4f}, n has {size_n:.4f} and g has {size_g:.4f}")
changed = {**ex_params, "b2": np.array([[7.0]])}
print("a dict with one entry replaced:", changed["b2"], "  the old one:", ex_params["b2"])

# %% [markdown]
# **Code.** Nudge a **copy**, `value.copy()`: the arrays that come in belong to the caller. The loop `for index in np.ndindex(value.shape):` visits every
# entry, `value[index]`, whatever the shape.

# %% answer="gradient_check"
def gradient_check(params, X, Y, grads, h=1e-5):
    """How far each gradient is from the central difference, equations (3.15) and (3.16).

    params: dict with "W1", "b1", "W2", "b2". X: (n_x, m). Y: (n_y, m). h: the nudge.
    grads: dict with at least "dW1", "db1", "dW2", "db2", each of the shape of its parameter.
    Returns a dict of four numbers: "dW1", "db1", "dW2", "db2".
    """
    ### BEGIN SOLUTION
    distances = {}
    for name in ("W1", "b1", "W2", "b2"):
        numeric = np.zeros(params[name].shape)
        for index in np.ndindex(numeric.shape):
            costs = []
            for nudge in (h, -h):
                value = params[name].copy()
                value[index] += nudge
                costs.append(cost(forward({**params, name: value}, X)["A2"], Y))
            numeric[index] = (costs[0] - costs[1]) / (2 * h)
        g = grads["d" + name]
        distances["d" + name] = np.linalg.norm(numeric - g) / (
            np.linalg.norm(numeric) + np.linalg.norm(g)
        )
    return distances
    ### END SOLUTION

# %% test="gradient_check" points=3
# Gradients made of random numbers: your function should say how far off they are.
# The large h shows which difference you take.
random_grads = [
    {"dW1": case["dW1"], "db1": case["db1"], "dW2": case["dW2"], "db2": case["db2"]}
    for case in random_inputs(
        seed=54,
        count=3,
        dW1=between(-1, 1, 4, 3),
        db1=between(-1, 1, 4, 1),
        dW2=between(-1, 1, 1, 4),
        db2=between(-1, 1, 1, 1),
    )
]
check(
    gradient_check,
    inputs(params=ex_params, X=ex_X, Y=ex_Y, grads=random_grads, h=[1e-5, 0.1, 0.05])
    + inputs(
        params=two_outputs,
        X=ex_X,
        Y=np.vstack([ex_Y, 1 - ex_Y]),
        grads={
            **random_grads[0],
            "dW2": np.vstack([random_grads[0]["dW2"], random_grads[1]["dW2"]]),
            "db2": np.array([[0.3], [-0.4]]),
        },
        h=0.1,
    ),
    expected="shallow.gradient_check",
    earlier=["shallow.forward", "shallow.cost"],
    tolerance=1e-5,
    look="(3.15): both sides, one entry at a time, all others as they were, divided by 2h."
    " Then (3.16).",
)
check(
    gradient_check,
    inputs(params=ex_params, X=ex_X, Y=ex_Y, grads=random_grads),  # h is left out, so it is 1e-5
    expected="shallow.gradient_check",
    earlier=["shallow.forward", "shallow.cost"],
    tolerance=1e-5,
    look="h has a default value, 1e-5. Keep it in the function's first line.",
)
# Another network with other samples.
check(
    gradient_check,
    [
        {
            "params": {name: case[name] for name in ("W1", "b1", "W2", "b2")},
            "X": case["X"],
            "Y": np.array([[0.0, 1.0, 1.0, 0.0]]),
            "grads": {"d" + name: case[name] ** 2 for name in ("W1", "b1", "W2", "b2")},
            "h": 0.1,
        }
        for case in random_inputs(
            seed=56,
            count=1,
            W1=between(-1, 1, 3, 2),
            b1=between(-1, 1, 3, 1),
            W2=between(-1, 1, 1, 3),
            b2=between(-1, 1, 1, 1),
            X=between(-1, 1, 2, 4),
        )
    ],
    expected="shallow.gradient_check",
    earlier=["shallow.forward", "shallow.cost"],
    tolerance=1e-5,
    look="it should work for any sizes and samples: those that come in, not those of the example.",
)
### BEGIN HIDDEN TESTS
right_grads = {
    name: value for name, value in nudged.items() if name in ("dW1", "db1", "dW2", "db2")
}
check(
    gradient_check,
    inputs(
        params=ex_params,
        X=ex_X,
        Y=ex_Y,
        grads=[right_grads, {**right_grads, "dW1": 1.1 * right_grads["dW1"]}],
    ),
    expected="shallow.gradient_check",
    earlier=["shallow.forward", "shallow.cost"],
    tolerance=1e-5,
    absolute=[1e-7, 1e-7],
    look="for right gradients the distance is below 1e-7. For dW1 too large by a tenth it is 0.1 / 2.1.",
)
### END HIDDEN TESTS

# %% [markdown] hints="gradient_check"
# 1. **The idea.** For every entry of every parameter: copy the parameter, nudge the entry, compute the cost; the same to the other side.
# 2. **The rule.** `for index in np.ndindex(value.shape):` visits all entries. The cost with one parameter replaced is
#    `cost(forward({**params, name: value}, X)["A2"], Y)`. The gradient that belongs to it is `grads["d" + name]`.
# 3. **The first line.** `distances = {}`, then `for name in ("W1", "b1", "W2", "b2"):` and in it `numeric = np.zeros(params[name].shape)`

# %% [markdown]
# **See.** Your judge on your backward pass, and on one with a planted mistake.

# %%
grads = backward(ex_params, forward(ex_params, ex_X), ex_X, ex_Y)
slipped = {**grads, "dW1": grads["dW1"] / m}
for label, judged in (("yours:", grads), ("dW1 / m again:", slipped)):
    found = gradient_check(ex_params, ex_X, ex_Y, judged)
    print(f"{label:15}", "   ".join(f"{name} {value:.0e}" for name, value in found.items()))
print("costs computed for one check:", 2 * 21, "  your guess:", my_guess)
print(f"and the two arrays on paper: {apart / (size_n + size_g):.4f}, so wrong")

# %% [markdown]
# ## 3.19 One step
#
# **Predict.** After one step against the gradient, is the cost sure to be smaller?

# %%
my_guess = "?"  # "yes" or "no", and why

# %% [markdown]
# **Derive.** The step of lesson 1, for each of the four parameters:
#
# $$W_l \leftarrow W_l - \eta\,\texttt{dW}_l, \qquad b_l \leftarrow b_l - \eta\,\texttt{db}_l, \qquad l = 1, 2 \tag{3.17}$$
#
# All four gradients belong to the **old** parameters. So compute all gradients first, and then step.

# %% locked="first_step"
cost_before = J()
costs_after = {eta: cost_after_step(ex_params, ex_X, ex_Y, eta) for eta in (0.5, 5.0, 50.0)}

# %%
for eta, after in costs_after.items():
    print(f"eta = {eta:>4}: one step takes the cost from {cost_before:.4f} to {after:.4f}")
print("your guess:", my_guess)

# %% [markdown]
# **Code.** Return a new dict. Leave the old one as it is.

# %% answer="update"
def update(params, grads, eta):
    """One step of gradient descent, equation (3.17).

    params: dict with "W1", "b1", "W2", "b2". grads: dict with at least "dW1", "db1", "dW2", "db2".
    eta: the learning rate.
    Returns a new dict with "W1", "b1", "W2", "b2".
    """
    ### BEGIN SOLUTION
    return {name: params[name] - eta * grads["d" + name] for name in ("W1", "b1", "W2", "b2")}
    ### END SOLUTION

# %% test="update" points=1
check(
    update,
    inputs(params=ex_params, grads=nudged, eta=[0.1, 1.0]),
    expected="shallow.update",
    look="equation (3.17): minus eta times the gradient of the same name. Make new arrays.",
)
### BEGIN HIDDEN TESTS
check(
    update,
    [
        {
            "params": {name: case[name] for name in ("W1", "b1", "W2", "b2")},
            "grads": {"d" + name: case[name] ** 2 for name in ("W1", "b1", "W2", "b2")},
            "eta": case["eta"],
        }
        for case in random_inputs(
            seed=55,
            count=4,
            W1=between(-1, 1, 5, 2),
            b1=between(-1, 1, 5, 1),
            W2=between(-1, 1, 2, 5),
            b2=between(-1, 1, 2, 1),
            eta=between(0.1, 2),
        )
    ],
    expected="shallow.update",
    look="equation (3.17), for any sizes.",
)
### END HIDDEN TESTS

# %% [markdown] hints="update"
# 1. **The idea.** Four subtractions, one for each name.
# 2. **The rule.** `params["W1"] - eta * grads["dW1"]` makes a new array. `params["W1"] -= ...` would change the old one.
# 3. **The first line.** `new = {}`, then `new["W1"] = params["W1"] - eta * grads["dW1"]`

# %% [markdown]
# ## 3.20 Training
#
# **Predict.** From the small random start the network says about 0.5 for every sample. What is the cost then? And what share of unseen points will it get
# right after 200 steps?

# %%
my_guess = "?"  # two numbers

# %%
print(f"-log(0.5) = {-np.log(0.5):.4f}")

# %% [markdown]
# **Code.** Forward, cost, backward, update; again and again. The costs: one at the start and one after each step, so `steps + 1` of them.

# %% answer="train"
def train(params, X, Y, eta, steps):
    """Gradient descent on all samples at once.

    params: the start, a dict with "W1", "b1", "W2", "b2". X: (n_x, m). Y: (n_y, m).
    eta: the learning rate. steps: how many steps, 0 or more.
    Returns two values: the last parameters (a dict),
    and the costs at the start and after each step, an array of shape (steps + 1,).
    """
    ### BEGIN SOLUTION
    costs = []
    for _ in range(steps):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        grads = backward(params, cache, X, Y)
        params = update(params, grads, eta)
    costs.append(cost(forward(params, X)["A2"], Y))
    return params, np.array(costs)
    ### END SOLUTION

# %% locked="accuracy"
def accuracy(params, X, Y):
    """Share of the samples that your forward pass puts on the right side of 0.5."""
    return float(np.mean((forward(params, X)["A2"] > 0.5) == (Y > 0.5)))


def small_start(seed, scale=0.01):
    """A start for the checks, so that they do not depend on your `initialise`."""
    rng = np.random.default_rng(seed)
    W1, W2 = scale * rng.standard_normal((4, 3)), scale * rng.standard_normal((1, 4))
    return {"W1": W1, "b1": np.zeros((4, 1)), "W2": W2, "b2": np.zeros((1, 1))}

# %% test="train" points=3
EARLIER = ["shallow.forward", "shallow.cost", "shallow.backward", "shallow.update"]


def your_train(params, X, Y, eta, steps):
    return train({name: value.copy() for name, value in params.items()}, X, Y, eta, steps)


check(
    your_train,  # an `update` that changes its input is not counted here
    # With the last eta, the cost rises at the end.
    inputs(params=ex_params, X=ex_X, Y=ex_Y, eta=[0.1, 1.0, 0.5, 8.0], steps=[3, 8, 0, 4]),
    expected="shallow.train",
    label="train",
    names=("the parameters", "the list of costs"),
    earlier=EARLIER,
    look="gradients from the old parameters, then the step."
    " The first cost belongs to the start, the last to the end.",
)


def reaches_95_percent(seed):
    return accuracy(train(small_start(seed), X_train, Y_train, 4.0, 200)[0], X_new, Y_new) >= 0.95


check(
    reaches_95_percent,
    inputs(seed=1),
    expected=[True],
    label="0.95 on unseen points after training",
    seconds=120,
    earlier=EARLIER,
    look="print the costs: do they fall?",
)
### BEGIN HIDDEN TESTS
check(
    your_train,
    [
        {
            "params": small_start(seed, 0.5),
            "X": X_train[:, :20],
            "Y": Y_train[:, :20],
            "eta": 0.8,
            "steps": 6,
        }
        for seed in (5, 6, 7)
    ],
    expected="shallow.train",
    label="train",
    names=("the parameters", "the list of costs"),
    earlier=EARLIER,
    look="gradients from the old parameters, then the step."
    " The first cost belongs to the start, the last to the end.",
)
### END HIDDEN TESTS

# %% [markdown] hints="train"
# 1. **The idea.** It is `descend` of lesson 1, with four arrays in place of one number.
# 2. **The rule.** In each turn: `forward`, note the cost, `backward`, then `params = update(...)`. The name `params` moves on to the new dict. After
#    the loop, one more cost.
# 3. **The first line.** `costs = []`, then `for _ in range(steps):` and in it `cache = forward(params, X)`

# %% [markdown]
# **See.** Your training from your start. How good is it on points that it has never seen?

# %%
clock = time.perf_counter()
trained, costs = train(initialise(3, 4, 1, 0.01, seed=1), X_train, Y_train, 4.0, 200)
print(f"{time.perf_counter() - clock:.2f} s for 200 steps; the cost starts at {costs[0]:.4f}")
print(f"accuracy on the training points {accuracy(trained, X_train, Y_train):.3f}", end=", ")
print(f"on unseen ones {accuracy(trained, X_new, Y_new):.3f}   your guess: {my_guess}")
big_start = initialise(3, 4, 1, 1.0, seed=1)
figures.cost_history(
    {
        "start 0.01 times random": costs,
        "start 1 times random": train(big_start, X_train, Y_train, 4.0, 200)[1],
    }
)

# %% [markdown]
# The cost stays at $\log 2$ for a while, then it falls. At first all weights are tiny, so the errors that go back through them are tiny, too.
#
# Where does the network draw the line? The thick line is where it says 0.5. Move the slider through the training.

# %%
moments = [0, 50, 57, 62, 67, 75, 100, 200]
snapshots = [initialise(3, 4, 1, 0.01, seed=1)]
for earlier, later in zip(moments[:-1], moments[1:-1]):
    snapshots.append(train(snapshots[-1], X_train, Y_train, 4.0, later - earlier)[0])
snapshots.append(trained)
explore(
    lambda moment: figures.decision_slices(
        X_new,
        Y_new,
        lambda X: forward(snapshots[moment], X)["A2"],
        f"after {moments[moment]} steps",
    ),
    moment=(0, len(moments) - 1, 1, len(moments) - 1),
)

# %% [markdown]
# And the trained network from inside, with an unseen sample. How large are the errors that go back when the answer is right?

# %%
network(forward, backward, trained, X_new[:, :20], Y_new[:, :20], cost=cost)

# %% [markdown]
# ## 3.21 Why not start at zero?
#
# **Predict.** Start with all weights zero. After 100 steps, how different are the four rows of $W_1$?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** Suppose that all rows of $W_1$ are equal, all entries of $b_1$, and all entries of $W_2$. Follow it through one step:
#
# | quantity | what follows | why |
# |---|---|---|
# | $Z_1$, $A_1$ | all rows equal | row $j$ is made of row $j$ of $W_1$, and these are equal |
# | `dA1` $= W_2^{\mathsf T}$ `dZ2` | all rows equal | row $j$ is $W_{2,1j}$ times the same `dZ2` |
# | `dZ1` $=$ `dA1` $\ast\, g'(Z_1)$ | ? | yours |
# | `dW1` $= \tfrac1m$ `dZ1` $X^{\mathsf T}$ | ? | yours |
# | the new $W_1$ | ? | equal rows minus equal rows |
#
# So the rows are equal after the step, and after the next, and for ever. Four units do the work of one. This is **symmetry**, and small random numbers break it.
#
# If moreover $W_2 = 0$: what is `dA1` $= W_2^{\mathsf T}$ `dZ2` then, and so `dW1` at the first step?
#
# **Code.** Measure both. The spread of the rows: in each column of $W_1$ the largest entry minus the smallest, and of these the largest.

# %%
W = np.array([[1.0, 5.0], [2.0, 5.0], [4.0, 5.5]])
print("largest of each column: ", np.max(W, axis=0))
print("smallest of each column:", np.min(W, axis=0))
print("the spread:", max(4.0 - 1.0, 5.5 - 5.0))

# %% answer="symmetry"
def symmetry(params, X, Y, eta, steps):
    """Do the hidden units become different?

    params: the start. X, Y, eta, steps: as for train.
    Returns two numbers: the spread of the rows of W1 after the training,
    and the largest |dW1| at the first step.
    """
    ### BEGIN SOLUTION
    first = backward(params, forward(params, X), X, Y)["dW1"]
    after, costs = train(params, X, Y, eta, steps)
    spread = np.max(after["W1"], axis=0) - np.min(after["W1"], axis=0)
    return np.max(spread), np.max(np.abs(first))
    ### END SOLUTION

# %% locked="starts"
zero_start = {name: np.zeros(value.shape) for name, value in ex_params.items()}
# Equal rows that are not zero: each unit gets the same weights.
equal_start = {**zero_start, "W1": np.tile([0.3, -0.2, 0.1], (4, 1)), "W2": np.full((1, 4), 0.5)}

# %% test="symmetry" points=2
EARLIER = ["shallow.forward", "shallow.backward", "shallow.train"]


def your_symmetry(params, X, Y, eta, steps):
    return symmetry({name: value.copy() for name, value in params.items()}, X, Y, eta, steps)


# From zero, from equal rows, and from small random numbers; after any number of steps.
check(
    your_symmetry,
    inputs(
        params=[zero_start, zero_start, equal_start, equal_start, small_start(3)],
        X=X_train[:, :60],
        Y=Y_train[:, :60],
        eta=1.0,
        steps=[1, 40, 1, 40, 20],
    ),
    expected="shallow.symmetry",
    label="symmetry",
    names=("the spread of the rows", "the largest |dW1|"),
    earlier=EARLIER,
    look="dW1 belongs to the start, the spread to the end."
    " How far apart are the entries of each column? Sizes count without their sign.",
)
# With another learning rate.
check(
    your_symmetry,
    inputs(params=small_start(4, 0.5), X=X_train[:, :60], Y=Y_train[:, :60], eta=0.25, steps=3),
    expected="shallow.symmetry",
    label="symmetry",
    names=("the spread of the rows", "the largest |dW1|"),
    earlier=EARLIER,
    look="eta and steps go on to your train as they come in.",
)
### BEGIN HIDDEN TESTS
check(
    your_symmetry,
    inputs(
        params=[small_start(seed, 0.3) for seed in (8, 9)]
        + [{**zero_start, "W1": small_start(8)["W1"]}],
        X=X_train[:, 60:100],
        Y=Y_train[:, 60:100],
        eta=0.5,
        steps=[10, 20, 1],
    ),
    expected="shallow.symmetry",
    label="symmetry",
    names=("the spread of the rows", "the largest |dW1|"),
    earlier=EARLIER,
    look="dW1 belongs to the start, the spread to the end. Sizes count without their sign.",
)
### END HIDDEN TESTS

# %% [markdown] hints="symmetry"
# 1. **The idea.** Two measurements: one before training, on the gradient, and one after it, on the weights.
# 2. **The rule.** `backward(...)["dW1"]` at the start; its largest size is `np.max(np.abs(...))`. After `train`, look down the columns of `W1`:
#    `np.max(W1, axis=0) - np.min(W1, axis=0)`.
# 3. **The first line.** `first = backward(params, forward(params, X), X, Y)["dW1"]`

# %% [markdown]
# **See.** The weight from $x_1$ to each of the four units while training runs. In the first two panels four lines lie on top of each other.

# %%
three_starts = {"zero": zero_start, "equal rows": equal_start, "small random": small_start(1)}
for label, start in three_starts.items():
    spread, first = symmetry(start, X_train, Y_train, 4.0, 10)
    print(f"{label:13} largest |dW1| at the first step {first:.1e}   spread after 10 steps {spread:.1e}")


def weights_along(params, chunks=25, steps=4):
    """W1 at the start and after each `steps` steps of your training."""
    rows = [params["W1"]]
    for _ in range(chunks):
        params = train(params, X_train, Y_train, 4.0, steps)[0]
        rows.append(params["W1"])
    return np.array(rows)


paths = {"from " + label: weights_along(start) for label, start in three_starts.items()}
for label, W1_along in paths.items():
    last = W1_along[-1]
    print(f"{label:18} spread after 100 steps {np.max(last.max(axis=0) - last.min(axis=0)):.1e}")
print("your guess:", my_guess)
figures.row_paths(paths, every=4)

# %% [markdown]
# Choose the start and the activation, and step through a few updates with *next*. From which starts do the four hidden units stay alike? And with ReLU
# from zero: does anything move at all?

# %%
network(
    forward,
    backward,
    {"all zero": zero_start, "equal rows": equal_start, "the example": ex_params},
    ex_X[:, :2],
    ex_Y[:, :2],
    cost=cost,
    update=update,
    activations=activations,
    hidden=("tanh", "sigmoid", "relu", "leaky_relu"),
)

# %% [markdown]
# ## 3.22 Without activations
#
# **Predict.** Leave out both activations: $Z_1 = W_1 X + b_1$, $\;Z_2 = W_2 Z_1 + b_2$. Can such a network tell the sandwich's filling from its bread?

# %%
my_guess = "?"  # "yes" or "no", and why

# %% [markdown]
# **Derive.** Put the first line into the second:
#
# | line | why |
# |---|---|
# | $Z_2 = W_2\,(W_1 X + b_1) + b_2$ | put $Z_1$ in |
# | $= \;?\; X + \;?$ | yours: multiply out, and collect what does not hold $X$ |
#
# $$Z_2 = W' X + b', \qquad W' = \;?, \quad b' = \;? \tag{3.18}$$
#
# One matrix and one bias: **a single layer**. The depth has collapsed. With a sigmoid at the end it is the neuron of lesson 2 with three inputs, also called logistic
# regression, and its boundary is a plane. Only a bend between the layers makes depth worth its price.
#
# In numbers: walk with equal steps through the input. Without activations $Z_2$ grows by equal steps, too, as a single layer's does. With the tanh it does not.

# %%
direction = np.array([[1.0], [2.0], [-1.0]])
for t in (0.0, 1.0, 2.0, 3.0):
    hidden = ex_params["W1"] @ (t * direction) + ex_params["b1"]
    straight = (ex_params["W2"] @ hidden + ex_params["b2"]).item()
    bent = (ex_params["W2"] @ np.tanh(hidden) + ex_params["b2"]).item()
    print(f"x = {t:.0f} * direction: Z2 without activations {straight:+.3f}, with tanh {bent:+.3f}")

# %% [markdown]
# **Code.**

# %% answer="collapse"
def collapse(params):
    """The one layer that two layers without activations make, equation (3.18).

    params: dict with "W1", "b1", "W2", "b2".
    Returns two arrays: W' of shape (n_y, n_x) and b' of shape (n_y, 1).
    """
    ### BEGIN SOLUTION
    return params["W2"] @ params["W1"], params["W2"] @ params["b1"] + params["b2"]
    ### END SOLUTION

# %% test="collapse" points=2
def random_params(seed, n_x=3, n_h=4, n_y=1):
    rng = np.random.default_rng(seed)
    return {
        "W1": rng.standard_normal((n_h, n_x)),
        "b1": rng.standard_normal((n_h, 1)),
        "W2": rng.standard_normal((n_y, n_h)),
        "b2": rng.standard_normal((n_y, 1)),
    }


check(
    collapse,
    inputs(params=[ex_params, random_params(1), random_params(2)]),
    expected="shallow.collapse",
    names=("W'", "b'"),
    look={
        "W'": "what stands in front of X, in the order in which it stands.",
        "b'": "both biases: the first one also goes through W2.",
    },
)
### BEGIN HIDDEN TESTS
check(
    collapse,
    inputs(
        params=[random_params(3, 2, 5, 3), random_params(4, 5, 5, 5), random_params(5, 4, 1, 2)]
    ),
    expected="shallow.collapse",
    names=("W'", "b'"),
    look={
        "W'": "what stands in front of X, in the order in which it stands.",
        "b'": "both biases: the first one also goes through W2.",
    },
)
### END HIDDEN TESTS

# %% [markdown] hints="collapse"
# 1. **The idea.** $W_2(W_1 X + b_1) + b_2$: multiply the bracket out.
# 2. **The rule.** $W_2 W_1 X + W_2 b_1 + b_2$. What stands before $X$ is $W'$, the rest is $b'$. The order of matrices matters.
# 3. **The first line.** `W = params["W2"] @ params["W1"]`

# %% [markdown]
# **See.** A network with a thousand hidden units and random weights, and without activations, against your single layer. And how well can a plane do on the sandwich
# at all? Of 500 random planes the best one gets so many points right:

# %%
rng = np.random.default_rng(6)
wide = {
    "W1": rng.standard_normal((1000, 3)),
    "b1": rng.standard_normal((1000, 1)),
    "W2": rng.standard_normal((1, 1000)),
    "b2": rng.standard_normal((1, 1)),
}
W, b = collapse(wide)
deep = wide["W2"] @ (wide["W1"] @ X_new + wide["b1"]) + wide["b2"]
gap = np.max(np.abs(W @ X_new + b - deep)) / np.max(np.abs(deep))
print(f"1000 units against one layer: largest relative difference {gap:.0e}")
planes, offsets = rng.standard_normal((500, 3)), rng.uniform(-2, 2, (500, 1))
shares = np.mean((planes @ X_new > offsets) == (Y_new > 0.5), axis=1)
print(f"best of 500 planes: {np.max(shares):.3f}   your guess: {my_guess}")

# %% [markdown]
# ## 3.23 Spot the slips
#
# *These slips are planted.* The program below does one step of gradient descent: start values, forward, backward, update. Each of its five slips has been printed in
# a published text. Three of them stop the program. Two let it run, and what it computes is wrong.

# %% locked="published_step"
def published_step(start, X, Y, eta):
    """One step, with five slips in it, planted for you to find."""
    m = X.shape[1]
    if start == "zero":
        W1 = np.zeros((3, 4))
        W2 = np.zeros((1, 4))
    else:
        W1 = np.random.randn((4, 3)) * 0.01
        W2 = np.random.randn(1, 4) * 0.01
    b1 = np.zero((4, 1))
    b2 = np.zeros((1, 1))

    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))

    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2) / m
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1) / m

    before = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    after = {"W1": W1 - eta * dW1, "b1": b1 - eta * db1, "W2": W2 - eta * dW2, "b2": b2 - eta * db2}
    return before, grads, after

# %% [markdown]
# **See first.** It stops, and the last line of the message says where. That is one slip: when you have mended it in your copy, the next one shows itself.

# %%
for start in ("zero", "random"):
    try:
        published_step(start, X_train, Y_train, 1.0)
    except Exception as error:
        print(f'start "{start}": {type(error).__name__}: {error}')

# %% [markdown]
# The two silent ones cannot be seen in this way. But shapes and nudges show them. The lines for `dZ1`, `dW1` and `db1`, on the small example:

# %%
published_dZ1 = ex_params["W2"].T @ (ex_A2 - ex_Y) * (1 - ex_A1**2) / m
published_dW1 = published_dZ1 @ ex_X.T / m
published_db1 = np.sum(published_dZ1, axis=1) / m
print("dW1 by nudging, divided by the published one:")
print((nudged["dW1"] / published_dW1).round(4), "  and m is", m)
print("b1", ex_params["b1"].shape, "  published db1", published_db1.shape)
print("b1 - eta * db1", (ex_params["b1"] - 1.0 * published_db1).shape)

# %% [markdown]
# **Code.** Copy the body of the program into your cell, and repair it. Change nothing else.

# %% answer="slip_code"
def slip_code(start, X, Y, eta):
    """One step of gradient descent on the 3-4-1 network, repaired.

    start: "zero" or "random". X: (3, m). Y: (1, m). eta: the learning rate.
    Returns three dicts: the parameters before the step, the four gradients,
    the parameters after the step.
    """
    ### BEGIN SOLUTION
    m = X.shape[1]
    if start == "zero":
        W1 = np.zeros((4, 3))
        W2 = np.zeros((1, 4))
    else:
        W1 = np.random.randn(4, 3) * 0.01
        W2 = np.random.randn(1, 4) * 0.01
    b1 = np.zeros((4, 1))
    b2 = np.zeros((1, 1))

    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))

    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    before = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    after = {"W1": W1 - eta * dW1, "b1": b1 - eta * db1, "W2": W2 - eta * dW2, "b2": b2 - eta * db2}
    return before, grads, after
    ### END SOLUTION

# %% test="slip_code" points=3
def shapes_of_slip_code(start, X, Y, eta):
    before, grads, after = slip_code(start, X, Y, eta)
    return {name: str(np.shape(value)) for name, value in before.items()}


SHAPES = {"W1": "(4, 3)", "b1": "(4, 1)", "W2": "(1, 4)", "b2": "(1, 1)"}
check(
    shapes_of_slip_code,
    inputs(start=["zero", "random"], X=ex_X, Y=ex_Y, eta=1.0),
    expected=[SHAPES, SHAPES],
    label="slip_code, the shapes",
    look="the table at the top of the lesson: one row for each unit, one column for each input.",
)
for start in ("zero", "random"):
    before, grads, after = slip_code(start, X_train, Y_train, 1.0)
    require(
        np.any(before["W1"]) == (start == "random"),
        f'With start "{start}", W1 should {"not " * (start == "random")}be zero.',
        named="the two starts are not told apart",
    )
    check(
        lambda params, X, Y, eta: (grads, after),
        # What comes out is judged by the start that you returned.
        inputs(params=before, X=X_train, Y=Y_train, eta=1.0),
        expected="shallow.one_step",
        names=("the gradients", "the parameters after the step"),
        label=f'slip_code, start "{start}"',
        look="where does 1/m belong (equations 3.12 to 3.14), and where is it once too often?",
    )
    require(
        np.any(before["W2"]) == (start == "random"),
        f'With start "{start}", W2 should {"not " * (start == "random")}be zero.',
        named="the two starts are not told apart",
    )
    require(
        not (np.any(before["b1"]) or np.any(before["b2"])),
        f'With start "{start}", b1 and b2 should be zero before the step.',
    )
before, grads, after = slip_code("random", X_train[:, :7], Y_train[:, :7], 0.5)
check(
    lambda params, X, Y, eta: (grads, after),
    inputs(params=before, X=X_train[:, :7], Y=Y_train[:, :7], eta=0.5),
    expected="shallow.one_step",
    names=("the gradients", "the parameters after the step"),
    label="slip_code, 7 samples and another eta",
    look="m is the number of samples that came in, and a step is minus eta times the gradient.",
)
### BEGIN HIDDEN TESTS
for start, eta, count in (("random", 0.3, 7), ("random", 2.0, 1), ("zero", 0.5, 12)):
    before, grads, after = slip_code(start, X_new[:, :count], Y_new[:, :count], eta)
    check(
        lambda params, X, Y, eta: (grads, after),
        inputs(params=before, X=X_new[:, :count], Y=Y_new[:, :count], eta=eta),
        expected="shallow.one_step",
        names=("the gradients", "the parameters after the step"),
        label=f'slip_code, start "{start}"',
        look="where does 1/m belong (equations 3.12 to 3.14), and where is it once too often?",
    )
starts = [slip_code("random", X_new, Y_new, 1.0)[0] for _ in range(2)]
require(
    0.002 < np.std(np.concatenate([np.ravel(one[name]) for one in starts for name in ("W1", "W2")])) < 0.03,
    "The random weights should have the standard deviation 0.01.",
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_code"
# 1. **The idea.** Three lines have to do with making arrays: run them one by one in a cell of your own. Two have to do with $m$ and with `db1`.
# 2. **The rule.** The function that makes zeros takes a shape in brackets, and has an s at its end. `np.random.randn` takes the sizes without extra brackets. `W1` has
#    one row for each hidden unit. The factor $\tfrac1m$ stands in `dW` and `db` only. A bias gradient is a column.
# 3. **The first line.** `m = X.shape[1]`, and the first repair is `W1 = np.zeros((4, 3))`

# %% [markdown] essay="which_activation" points=3
# ## 3.24 Explain
#
# You build three networks, each with one hidden layer. The first decides whether a mail is spam. The second predicts tomorrow's temperature in degrees. The third
# predicts how many people will come to a lecture. Which activation do you choose for each output, and why? Which one for the hidden layers, and
# what would go wrong with none there? Name one danger of the one that you chose. Five to eight sentences.
#
# ### BEGIN SOLUTION
# Spam or not is a yes-no question, so the output gets a sigmoid: its value lies between 0 and 1 and can be read as a probability, and with cross-entropy the error
# signal is simply prediction minus target. A temperature can be any number, also a negative one, so its output gets no activation; a sigmoid or tanh could not even
# reach 25. A number of people cannot be negative but has no upper end, so ReLU fits there. In the hidden layers I would take tanh: it is centred at 0, so that the
# next layer gets positive and negative inputs, and its slope near 0 is 1. With no activation there, the two layers would be one linear map $W'X + b'$, and the boundary a plane,
# however many units there are. The danger of tanh is saturation: at large $|z|$ its slope is nearly 0, so a unit that got there hardly learns any more; that is one
# reason for small start weights. (ReLU instead keeps slope 1 on the right, but a unit that is negative for all samples learns nothing; leaky ReLU mends it.)
# ### END SOLUTION
#
# ### BEGIN MARK SCHEME
# One point for the outputs: sigmoid for spam (between 0 and 1, a probability), none for the temperature (any number), ReLU for the count (not negative). All three
# with a reason; half a point for two of them. None for the count is accepted if it says that negative answers have to be dealt with.
#
# One point for the hidden layer: tanh, ReLU or leaky ReLU with a reason that has to do with slope or centring, **and** that without any activation the layers collapse into one
# linear map, so that depth is worth nothing. Half a point for one of the two.
#
# One point for a true danger of the one that was chosen: saturation at large $|z|$ (tanh, sigmoid), slope 0 for all negative $z$ (ReLU), all-positive outputs or a slope of at
# most $\tfrac14$ (sigmoid).
# ### END MARK SCHEME

# %% [markdown]
# ## 3.25 The lesson on one page
#
# $$
# \begin{aligned}
# &\text{start} & W_l &= \text{scale} \cdot N(0,1), \quad b_l = 0 & (3.1)\\
# &\text{activation} & a &= g(z), \quad \tanh' = 1 - a^2, \quad \sigma' = a(1 - a) & (3.2)\\
# &\text{forward} & Z_l &= W_l A_{l-1} + b_l, \quad A_l = g_l(Z_l) & (3.3\text{–}3.5)\\
# &\text{cost} & J &= -\tfrac1m \textstyle\sum \big[ y \log \hat y + (1 - y) \log(1 - \hat y) \big] & (3.6)\\
# &\text{output} & \texttt{dA2} &= \tfrac{A_2 - Y}{A_2 (1 - A_2)}, \quad \texttt{dZ2} = A_2 - Y & (3.7, 3.8)\\
# & & \texttt{dW2} &= \tfrac1m\, \texttt{dZ2}\, A_1^{\mathsf T}, \quad \texttt{db2} = \tfrac1m \textstyle\sum_i \texttt{dZ2}_{\cdot i} & (3.9, 3.10)\\
# &\text{hidden} & \texttt{dA1} &= W_2^{\mathsf T}\, \texttt{dZ2}, \quad \texttt{dZ1} = \texttt{dA1} \ast g'(Z_1) & (3.11, 3.12)\\
# & & \texttt{dW1} &= \tfrac1m\, \texttt{dZ1}\, X^{\mathsf T}, \quad \texttt{db1} = \tfrac1m \textstyle\sum_i \texttt{dZ1}_{\cdot i} & (3.13, 3.14)\\
# &\text{judge} & n_\theta &= \tfrac{J(\theta + h) - J(\theta - h)}{2h}, \quad \tfrac{\lVert n - g\rVert}{\lVert n\rVert + \lVert g\rVert} & (3.15, 3.16)\\
# &\text{step} & W_l &\leftarrow W_l - \eta\, \texttt{dW}_l, \quad b_l \leftarrow b_l - \eta\, \texttt{db}_l & (3.17)\\
# &\text{no activation} & W' &= W_2 W_1, \quad b' = W_2 b_1 + b_2 & (3.18)
# \end{aligned}
# $$
#
# **If you want more.** The sandwich needs two hidden units. A ball inside a shell needs all four: they must close around it like the sides of a pyramid. From some starts
# your network finds that, from others it gets stuck. Which accuracies do you see, and what could you change?

# %%
X_shell, Y_shell = shell_points(200)
for seed in (1, 2, 3):
    found, _ = train(initialise(3, 4, 1, 0.5, seed), X_shell, Y_shell, 5.0, 100)
    print(f"seed {seed}: accuracy {accuracy(found, X_shell, Y_shell):.3f}")

# %% [markdown]
# **What comes next.** Lesson 4 takes one of these lines, the derivative by a single weight, and looks at it through a magnifying glass: a sum in which all terms
# vanish but one. There the weights are written $w_{jk}$, from unit $j$ to unit $k$, which is `W[k, j]` here.
