# %% [markdown]
# # 7 Handwritten digits
#
# **What you will be able to do.** Write a network with any number of layers, of any sizes, from your own pieces. Check its gradients. Train
# it to read handwritten digits, say honestly how well it reads, and say what it mixes up. At the end you draw a digit with the mouse, and
# your network reads it.
#
# **What you need.** Lesson 3 (layers, cross-entropy) and lesson 5 (the error goes back layer by layer, batches, epochs).
#
# **Time.** 120 minutes. After exercise 7.6, `gradient_check`, is a good place for a break.
#
# **Notation.** Samples are **columns**, $m$ of them. There are $L$ layers of weights, and layer $l$ has $n_l$ units.
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | $(n_0, m)$ | inputs: here 64 pixels of each image |
# | `W1`, `b1` to `WL`, `bL` | $(n_l, n_{l-1})$, $(n_l, 1)$ | weights and biases |
# | `Z1`, `A1` to `ZL`, `AL` | $(n_l, m)$ | what goes into the activation of a layer, and what comes out |
# | `labels` | $(m{,})$ | which digit each image shows, a whole number |
# | `Y` | $(n_L, m)$ | the same as columns with a single 1, in the row of the digit: **one-hot** columns |
#
# What goes into the last activation, $Z_L$, we call **scores**. There are 10, one for each digit. What comes out, $A_L$, are 10
# probabilities.
#
# The cost is $J = -\tfrac1m \sum Y \log A_L$, the cross-entropy of lesson 3 for more than two classes. It carries the factor $\tfrac1m$: it
# is a mean over the samples. As in lessons 3 and 5, `dZ` is about **each sample's** own loss, and the $\tfrac1m$ comes in at `dW` and `db`,
# and only there.

# %% locked="setup"

import numpy as np

from helpers import figures
from helpers.checks import between, check, inputs, random_inputs
from helpers.nudge import digit_networks, digit_slopes, digit_values, score_slopes
from helpers.digits import digits_by_place, digits_for_training, distances_in_file
from helpers.explore import digit_pad, explore
from helpers.progress import show_progress

# %% [markdown]
# The data: 1797 digits that people wrote on forms (Alpaydin and Kaynak, *Optical Recognition of Handwritten Digits*). Each is an image of 8
# times 8 pixels. A pixel is a number from 0, paper, to 1, ink. An image is a column of 64 numbers, row by row from the top left.

# %% locked="data"
X_train, labels_train, X_new, labels_new = digits_for_training()


def one_hot(labels, classes=10):
    """Columns with a single 1, in the row of the label. labels: (m,). Returns (classes, m)."""
    return np.eye(classes)[:, labels]


# The new ones are never used for training: only to see what has been learned.
Y_train, Y_new = one_hot(labels_train), one_hot(labels_new)
print("X_train", X_train.shape, "  Y_train", Y_train.shape, "  X_new", X_new.shape)

# %%
figures.digit_images(X_new[:, :20], [str(label) for label in labels_new[:20]])

# %% [markdown]
# ## 7.1 From scores to probabilities, and a slip
#
# **Predict.** Three scores, 2, 1 and 0, become three probabilities. Now add 1000 to each score. What happens to the probabilities?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** A score may be any number. A probability is positive, and all of them add up to 1. **Softmax** makes them so:
#
# $$A_k = \frac{e^{Z_k}}{\sum_{l} e^{Z_l}} \tag{7.1}$$
#
# | line | why |
# |---|---|
# | $e^{Z_k} > 0$ | the exponential is positive everywhere |
# | $\sum_k A_k = \dfrac{\sum_k e^{Z_k}}{\sum_l e^{Z_l}} = 1$ | the same sum above and below |
# | if $Z_k > Z_j$ then $A_k > A_j$ | the exponential grows: the best score keeps the largest probability |
#
# *This slip is planted.* It stands in many tutorials. Formula (7.1) is typed as it is:

# %% locked="published_softmax"
def published_softmax(Z):
    """Softmax as it is often typed. The slip in it is planted. Z: (K, m)."""
    return np.exp(Z) / np.sum(np.exp(Z), axis=0, keepdims=True)

# %%
scores = np.array([[2.0], [1.0], [0.0]])
for shift in (0.0, 100.0, 700.0, 1000.0):
    with np.errstate(all="ignore"):
        print(f"scores plus {shift:6}: published", published_softmax(scores + shift).ravel().round(4))
print("e to the 709th is", f"{np.exp(709.0):.1e}", "and the largest number there is", f"{np.finfo(float).max:.1e}")
print("your guess:", my_guess)

# %% [markdown]
# `nan` is what comes of infinity over infinity. The mathematics is right: by it, the probabilities stay as they are, for every shift. But the
# machine has no numbers that large. With gaps, why the scores may be shifted:
#
# | line | why |
# |---|---|
# | $\dfrac{e^{Z_k - c}}{\sum_l e^{Z_l - c}} = \dfrac{e^{Z_k}\, \cdot\; ?}{\sum_l e^{Z_l}\, \cdot\; ?}$ | a power of a difference |
# | $= \;?$ | the factor does not depend on $l$, so it can be taken out of the sum, and cancels |
# | for $c = \max_l Z_l$ the largest exponent is $\;?$ | so nothing overflows |
#
# $$A_k = \frac{e^{Z_k - M}}{\sum_l e^{Z_l - M}}, \qquad M = \max_l Z_l \tag{7.2}$$
#
# **Code.** Repair it. Each column is a sample, with its own maximum. `np.max` and `np.sum` both take `axis=0, keepdims=True`.

# %% answer="softmax"
def softmax(Z):
    """Probabilities from scores, equation (7.2).

    Z: (K, m), scores of any size, one column for each sample.
    Returns (K, m): each column is positive and adds up to 1.
    """
    ### BEGIN SOLUTION
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)
    ### END SOLUTION

# %% test="softmax" points=1
check(
    softmax,
    inputs(Z=[np.array([[2.0], [1.0], [0.0]]), np.array([[0.5, -1.0], [0.5, 3.0], [-2.0, 0.2]])]),
    expected="digits.softmax",
    derived=True,
    look="equation (7.2): every column is a sample of its own.",
)
check(
    softmax,
    inputs(Z=[np.array([[1002.0, 0.0, 1000.0], [1001.0, -900.0, 0.0], [1000.0, 5.0, -1000.0]])]),
    expected="digits.softmax",
    label="softmax of large scores",
    warnings_allowed=False,
    look="what is subtracted from the scores before the exponential?",
)
### BEGIN HIDDEN TESTS
check(
    softmax,
    random_inputs(seed=1, count=4, Z=between(-4, 4, 5, 6))
    + random_inputs(seed=2, count=2, Z=between(-4, 4, 4, 4)),
    expected="digits.softmax",
    derived=True,
    look="equation (7.2): every column is a sample of its own.",
)
check(
    softmax,
    # In the second one, the column on the left has all its scores far below the other's.
    inputs(
        Z=[np.array([[-1000.0], [-1001.0]]), np.array([[-800.0, 800.0], [-801.0, 803.0]])]
    ),
    expected="digits.softmax",
    label="softmax of large scores",
    warnings_allowed=False,
    look="is the maximum taken in each column, or once for all of them?",
)
### END HIDDEN TESTS

# %% [markdown] hints="softmax"
# 1. **The idea.** Shift the scores of each sample so that the largest is 0. The exponentials then are at most 1.
# 2. **The rule.** `np.max(Z, axis=0, keepdims=True)` has shape $(1, m)$: one number for each column. Subtract it, take `np.exp`, and divide
#    by the sum of each column.
# 3. **The first line.** `powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))`

# %% [markdown]
# **See.** Your function. Move one of the four scores. The other probabilities change, too, for all of them share one sum.

# %%
explore(
    lambda score: figures.softmax_bars(softmax, [score, 1.0, 0.0, -1.0]), score=(-3.0, 5.0, 0.25, 2.0)
)

# %% [markdown]
# ## 7.2 Cross-entropy, and what it becomes behind softmax
#
# **Predict.** Two classes, and the first one is right. The network gives it the probability 0.8. What are the two entries of `dZ`, the slope
# of this sample's loss by its two scores?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **Derive.** The loss of a sample is large where the right class has a small probability:
#
# $$l = - \sum_k Y_k \log A_k, \qquad J = \frac1m \sum_i l^{(i)} \tag{7.3}$$
#
# Worked in full, for one sample and two classes, with the first one right, $Y = (1, 0)$. Write $z_1$, $z_2$ for the two scores:
#
# | line | why |
# |---|---|
# | $l = -\log A_1$ | $Y_2 = 0$: only the right class's term is left |
# | $= -\log \dfrac{e^{z_1}}{e^{z_1} + e^{z_2}}$ | equation (7.1) |
# | $= \log\big(e^{z_1} + e^{z_2}\big) - z_1$ | the logarithm of a quotient, and $\log e^{z_1} = z_1$ |
# | $\dfrac{\partial}{\partial z_1} \log\big(e^{z_1} + e^{z_2}\big) = \dfrac{1}{e^{z_1} + e^{z_2}} \cdot e^{z_1}$ | chain rule: the logarithm's slope times the slope of the sum |
# | $= A_1$ | equation (7.1) again |
# | $\dfrac{\partial l}{\partial z_1} = A_1 - 1$ | the last term, $-z_1$, gives the $-1$ |
# | $\dfrac{\partial l}{\partial z_2} = A_2$ | by the same steps; $z_2$ stands in the sum only |
# | both at once: $A - Y$ | $Y = (1, 0)$ |
#
# The same with numbers. `score_slopes` nudges each score and watches the loss. It knows no formula for a slope.

# %% locked="two_classes"
two_Z = np.array([[1.2], [-0.3]])
two_Y = np.array([[1.0], [0.0]])
two_slopes = score_slopes(two_Z, two_Y)

# %%
powers = np.exp(two_Z)
two_A = powers / np.sum(powers)
print("scores", two_Z.ravel(), "  probabilities", two_A.ravel().round(6), f"  loss {-np.log(two_A[0, 0]):.6f}")
print("A - Y     ", (two_A - two_Y).ravel().round(6))
print("by nudging", two_slopes.ravel().round(6))
print("with the probabilities 0.8 and 0.2: ", np.round([0.8 - 1, 0.2 - 0], 4), "  your guess:", my_guess)

# %% [markdown]
# Now $K$ classes and any one-hot $Y$. With gaps:
#
# | line | why |
# |---|---|
# | $l = - \sum_k Y_k \big(z_k - \log \sum_j e^{z_j}\big)$ | (7.1) in (7.3), and the logarithm of a quotient |
# | $= \log \sum_j e^{z_j} - \;?$ | multiply out; the $Y_k$ add up to 1 |
# | $\dfrac{\partial}{\partial z_k} \log \sum_j e^{z_j} = \;?$ | chain rule. Which $A$ is it? |
# | $\dfrac{\partial}{\partial z_k} \sum_j Y_j z_j = \;?$ | only one term holds $z_k$ |
# | $\dfrac{\partial l}{\partial z_k} = \;?$ | the one minus the other |
#
# The second line is worth keeping. With the shift of (7.2) it is finite for every score, and no logarithm of 0 can occur:
#
# $$l = M + \log \sum_j e^{Z_j - M} - \sum_k Y_k Z_k \tag{7.4}$$
#
# $$\texttt{dZ} = A - Y \tag{7.5}$$
#
# There is a long way to the same result, through the probabilities. It is all yours. Lesson 4's $\delta_{kj}$, 1 for $k = j$ and 0 otherwise,
# saves a case.
#
# | line | why |
# |---|---|
# | $\dfrac{\partial l}{\partial A_k} = \;?$ | yours |
# | $\dfrac{\partial A_k}{\partial z_j} = \;?$ | yours: the quotient rule, for $k = j$ and for $k \ne j$ |
# | $\dfrac{\partial l}{\partial z_j} = \displaystyle\sum_k \;?$ | yours: $z_j$ reaches the loss through every $A_k$ |
# | $= A_j - Y_j$ | yours: what cancels, and what adds up to 1? |
#
# Does it? For the two classes, the slopes of the softmax by nudging, and the sum:

# %%
h = 1e-6
jacobian = np.zeros((2, 2))
for j in range(2):
    up, down = two_Z.copy(), two_Z.copy()
    up[j, 0], down[j, 0] = up[j, 0] + h, down[j, 0] - h
    powers_up, powers_down = np.exp(up).ravel(), np.exp(down).ravel()
    jacobian[:, j] = (powers_up / np.sum(powers_up) - powers_down / np.sum(powers_down)) / (2 * h)
print("slopes of A (rows) by z (columns):", jacobian.round(4).tolist())
by_A = (-two_Y / two_A).ravel()
print("slopes of the loss by A:", by_A.round(4), "  summed over the ways:", (by_A @ jacobian).round(6))

# %% [markdown]
# **Code.** Return two values: $J$, the mean over the samples by (7.4), and `dZ` by (7.5), without $\tfrac1m$.

# %% answer="softmax_cross_entropy"
def softmax_cross_entropy(Z, Y):
    """The cost behind a softmax, equations (7.3) and (7.4), and its slope, equation (7.5).

    Z: (K, m), scores of any size. Y: (K, m), one-hot columns.
    Returns two values: J, a number, the mean over the samples, finite for any scores;
    and dZ of shape (K, m), the slope of each sample's own loss by its scores.
    """
    ### BEGIN SOLUTION
    top = np.max(Z, axis=0, keepdims=True)
    losses = np.log(np.sum(np.exp(Z - top), axis=0)) - np.sum(Y * (Z - top), axis=0)
    return np.mean(losses), softmax(Z) - Y
    ### END SOLUTION

# %% locked="score_cases"
def score_cases(seed, classes, m, count, reach=3.0):
    """Some random scores, at most `reach` from 0, and one-hot columns that say what is right."""
    rng = np.random.default_rng(seed)
    return [
        {
            "Z": rng.uniform(-reach, reach, (classes, m)),
            "Y": one_hot(rng.integers(classes, size=m), classes),
        }
        for _ in range(count)
    ]

# %% test="softmax_cross_entropy" points=3
NAMES_SCORES = ("J", "dZ")
LOOK_SCORES = {
    "J": "equation (7.4) for each column, and then the mean over the columns.",
    "dZ": "equation (7.5): which is subtracted from which? It is per sample, so there is no 1/m.",
}
check(
    softmax_cross_entropy,
    [{"Z": two_Z, "Y": two_Y}] + score_cases(seed=3, classes=3, m=4, count=2),
    expected="digits.softmax_cross_entropy",
    names=NAMES_SCORES,
    earlier=["digits.softmax"],
    derived=True,
    look=LOOK_SCORES,
)
check(
    softmax_cross_entropy,
    [{"Z": np.array([[1000.0, 0.0], [0.0, -1000.0], [-1000.0, 3.0]]), "Y": one_hot([2, 0], 3)}],
    expected="digits.softmax_cross_entropy",
    names=NAMES_SCORES,
    label="softmax_cross_entropy of large scores",
    earlier=["digits.softmax"],
    look="equation (7.4), and not the logarithm of a probability: that may be 0.",
)
### BEGIN HIDDEN TESTS
for classes, m in ((2, 1), (10, 5), (4, 4)):
    check(
        softmax_cross_entropy,
        score_cases(seed=4, classes=classes, m=m, count=2),
        expected="digits.softmax_cross_entropy",
        names=NAMES_SCORES,
        earlier=["digits.softmax"],
        derived=True,
        look=LOOK_SCORES,
    )
check(
    softmax_cross_entropy,
    score_cases(seed=5, classes=5, m=6, count=2, reach=900.0),
    expected="digits.softmax_cross_entropy",
    names=NAMES_SCORES,
    label="softmax_cross_entropy of large scores",
    earlier=["digits.softmax"],
    look="equation (7.4), and not the logarithm of a probability: that may be 0.",
)
### END HIDDEN TESTS

# %% [markdown] hints="softmax_cross_entropy"
# 1. **The idea.** The loss needs no probability: (7.4) is made of the scores. The slope needs nothing but the probabilities and $Y$.
# 2. **The rule.** With `top` as in 7.1: `np.log(np.sum(np.exp(Z - top), axis=0))` minus `np.sum(Y * (Z - top), axis=0)` is one loss for
#    each column. ($M$ is subtracted in both terms, and cancels.) `np.mean` makes $J$ of them.
# 3. **The first line.** `top = np.max(Z, axis=0, keepdims=True)`, and at the end `return np.mean(losses), softmax(Z) - Y`

# %% [markdown]
# **See.** The loss of a sample, as the score of the right class moves, the others being 0. Where the class has a small probability, the
# slope is close to $-1$: a wrong answer is always corrected. Remember how the sigmoid with the squared error fell asleep there (lesson 2).

# %%
reach = np.linspace(-8, 8, 65)
losses_seen, slopes_seen = [], []
for score in reach:
    J, dZ = softmax_cross_entropy(np.array([[score], [0.0], [0.0]]), one_hot([0], 3))
    losses_seen.append(J)
    slopes_seen.append(dZ[0, 0])
figures.loss_and_slope(reach, losses_seen, slopes_seen)

# %% [markdown]
# ## 7.3 A start for any number of layers
#
# **Predict.** A unit adds up 64 products of a weight and an input. All the weights and inputs have about the size 1, with random signs. How
# large is the sum, roughly: 1, 8 or 64?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Lesson 3 made its weights small: $0.01$ times a random number. In a deep network, values then die out on their way. How large
# should weights be, so that values keep their size? Let them have mean 0 and the spread (standard deviation) $s$, and write
# $\overline{A^2}$ for the mean square of what comes in. With gaps:
#
# | line | why |
# |---|---|
# | $Z_j = \sum_{k} W_{jk} A_k$, with $n_{l-1}$ terms | forward, bias 0 |
# | the mean of $Z_j^2$ is $\;?\; \cdot s^2\, \overline{A^2}$ | signs are random, so the mixed terms have the mean 0; the squares are left. How many? |
# | behind a ReLU, the mean square is half of that | it sets the negative half of the values to 0 |
# | it is again $\overline{A^2}$ if $s^2 = \;?$ | yours |
#
# $$\begin{aligned}
# W_l &= \sqrt{\frac{2}{n_{l-1}}} \; \cdot \text{normal random numbers} \\
# b_l &= 0
# \end{aligned} \tag{7.6}$$

# %%
rng = np.random.default_rng(0)
sums = rng.standard_normal((1000, 64)) @ rng.standard_normal((64, 1000))
print(f"sums of 64 products have the size {np.sqrt(np.mean(sums ** 2)):.2f}   your guess: {my_guess}")
for label, spread in (("0.01", 0.01), ("1", 1.0), ("the square root of 2/64", np.sqrt(2 / 64))):
    A = rng.standard_normal((64, 500))
    for _ in range(8):
        A = np.maximum(spread * rng.standard_normal((64, 64)) @ A, 0)
    print(f"weights of size {label}: after 8 layers of 64 ReLUs the values have the size {np.sqrt(np.mean(A ** 2)):.1e}")

# %% [markdown]
# **Code.** Make one generator, `rng = np.random.default_rng(seed)`. Take from it all of `W1`, then all of `W2`, and so on, each with
# `rng.standard_normal((rows, columns))`. So you and the check get the same numbers. Nothing is drawn for a bias.

# %% answer="initialise"
def initialise(sizes, seed):
    """Start values for a network with these layer sizes, equation (7.6).

    sizes: a list of whole numbers: inputs, units of layer 1, ..., outputs. seed: decides the random numbers.
    Returns a dict: "W1" of shape (sizes[1], sizes[0]), "b1" of shape (sizes[1], 1), "W2" and so on.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        params[f"b{layer}"] = np.zeros((n, 1))
    return params
    ### END SOLUTION

# %% test="initialise" points=1
LOOK_START = (
    "equation (7.6): which size stands under the root? Shapes: one row for each unit, one column for each unit before."
    " Is one generator made, before the loop, and used for the weights only?"
)
check(
    initialise,
    [{"sizes": [3, 4, 2], "seed": 1}, {"sizes": [2, 3, 5, 4], "seed": 2}],
    expected="digits.initialise",
    look=LOOK_START,
)
### BEGIN HIDDEN TESTS
check(
    initialise,
    [{"sizes": [64, 32, 10], "seed": 3}, {"sizes": [5, 2], "seed": 4}, {"sizes": [4, 4, 4, 4, 4], "seed": 5}],
    expected="digits.initialise",
    look=LOOK_START,
)
### END HIDDEN TESTS

# %% [markdown] hints="initialise"
# 1. **The idea.** A loop over the layers, as for `shapes` in lesson 5. In each turn, two numbers matter: `sizes[layer - 1]` come in, and
#    `sizes[layer]` go out.
# 2. **The rule.** `np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))` for the weights, `np.zeros((n, 1))` for the biases.
#    `standard_normal` takes the shape in brackets of its own.
# 3. **The first line.** `rng = np.random.default_rng(seed)`, then `params = {}` and `for layer in range(1, len(sizes)):`

# %% [markdown]
# **See.** Your start for the network that will read digits. And for the smallest one that could: no hidden layer, 64 pixels and 10 scores.
# There each row of `W1` belongs to a digit, and its 64 weights are an image, too. At the start it is noise.

# %%
start = initialise([64, 32, 10], 1)
for name, value in start.items():
    print(name, value.shape, f"size {np.sqrt(np.mean(value ** 2)):.4f}")
figures.weight_images(initialise([64, 10], 1)["W1"])

# %% [markdown]
# ## 7.4 Forward, through any number of layers
#
# A network is told by its sizes and by a list `hidden`, which names the activation of each hidden layer. The last layer is always a softmax,
# and is not in the list.
#
# **Predict.** A network with the sizes 64, 32, 16 and 10 gets 5 images. How many names are in its list `hidden`, and what is the shape of its
# `A2`?

# %%
my_guess = "?"  # a number and a shape

# %% [markdown]
# You wrote four activations in lessons 2, 3 and 5. Here they are, behind their names:

# %% locked="activate"
def activate(name, Z):
    """Value and slope of the activation "sigmoid", "tanh", "relu" or "leaky_relu", each of the shape of Z."""
    if name == "sigmoid":
        A = (1 + np.tanh(Z / 2)) / 2
        return A, A * (1 - A)
    if name == "tanh":
        A = np.tanh(Z)
        return A, 1 - A**2
    below = {"relu": 0.0, "leaky_relu": 0.01}[name]
    slope = np.where(Z >= 0, 1.0, below)
    return slope * Z, slope

# %% [markdown]
# All worked numbers from here on are about a small network: 3 inputs, 4 tanh units, 3 ReLU units, 3 classes, and four samples.

# %% locked="example"
ex_params = {
    "W1": np.array([[0.6, -0.4, 0.2], [-0.5, 0.3, 0.8], [0.1, 0.9, -0.7], [0.4, 0.4, 0.5]]),
    "b1": np.array([[0.1], [0.0], [-0.2], [0.3]]),
    "W2": np.array([[0.7, -0.6, 0.4, 0.5], [-0.3, 0.8, 0.6, 0.2], [0.5, 0.4, -0.9, 0.3]]),
    "b2": np.array([[0.1], [0.2], [-0.1]]),
    "W3": np.array([[0.8, -0.5, 0.3], [-0.2, 0.9, -0.6], [-0.7, 0.1, 0.5]]),
    "b3": np.array([[0.0], [0.1], [-0.1]]),
}
ex_hidden = ["tanh", "relu"]
ex_X = np.array([[0.9, -0.4, 0.2, -1.0], [0.3, 0.8, -0.6, 0.5], [-0.5, 0.6, 0.7, 0.4]])
ex_labels = np.array([0, 2, 2, 1])
ex_Y = one_hot(ex_labels, 3)
# Z1, A1 to Z3, A3 as they should be.
ex_values = digit_values(ex_params, ex_X, ex_hidden)

# %% [markdown]
# **Derive.** Lesson 5 wrote the same two lines three times. Now the layer's number is a variable:
#
# | line | why |
# |---|---|
# | $A_0 = X$ | what comes into the first layer |
# | $Z_l = \;?$ | yours, for any $l$ from 1 to $L$ |
# | $A_l = g_l(Z_l)$ for $l < L$ | `hidden[l - 1]` is the name of $g_l$: a list counts from 0 |
# | $A_L = \;?$ | the last layer gives probabilities |
#
# $$\begin{aligned}
# Z_l &= W_l A_{l-1} + b_l, & A_0 &= X \\
# A_l &= g_l(Z_l), & g_L &= \text{softmax}
# \end{aligned} \tag{7.7}$$
#
# One sample of the small network:

# %%
print("sample 0, x =", ex_X[:, 0])
for layer, activation in enumerate([*ex_hidden, "softmax"], start=1):
    Z, A = ex_values[f"Z{layer}"][:, 0], ex_values[f"A{layer}"][:, 0]
    print(f"layer {layer}:  Z = {Z.round(4)}   A = {A.round(4)}   ({activation})")
print("two hidden layers, and A2 has 16 rows and 5 columns:", (16, 5), "  your guess:", my_guess)

# %% [markdown]
# **Code.** `len(hidden)` says how many hidden layers there are. Keep all arrays: the way back needs them.

# %% answer="forward"
def forward(params, X, hidden):
    """The forward pass through any number of layers, equation (7.7).

    params: dict with "W1", "b1" to "WL", "bL". X: (n_0, m).
    hidden: list of names for activate, one for each hidden layer; it may be empty. The last layer is softmax.
    Returns a dict: "Z1", "A1" of shape (n_1, m), and so on up to "ZL", "AL".
    """
    ### BEGIN SOLUTION
    cache = {}
    A = X
    for layer, name in enumerate([*hidden, "softmax"], start=1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = softmax(Z) if name == "softmax" else activate(name, Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache
    ### END SOLUTION

# %% locked="network_cases"
# The sizes of a network with its hidden activations, and how many samples it sees.
SOME_NETWORKS = (([3, 4, 2, 3, 2], ["tanh", "relu", "sigmoid"], 4), ([2, 3], [], 5), ([3, 4, 3], ["sigmoid"], 3))
OTHER_NETWORKS = (
    ([4, 3, 5, 4, 3], ["relu", "sigmoid", "leaky_relu"], 6),
    ([5, 4, 2], ["leaky_relu"], 1),
    ([3, 3, 3, 3], ["relu", "tanh"], 3),
)


def without_targets(cases):
    """The same networks, as forward takes them."""
    return [{"params": case["params"], "X": case["X"], "hidden": case["hidden"]} for case in cases]

# %% test="forward" points=2
check(
    forward,
    [{"params": ex_params, "X": ex_X, "hidden": ex_hidden}],
    expected="digits.forward",
    earlier=["digits.softmax"],
    look="equation (7.7): what does each layer receive, and which activation does it have?",
)
for sizes, hidden, m in SOME_NETWORKS:
    check(
        forward,
        without_targets(digit_networks(seed=6, sizes=sizes, hidden=hidden, m=m, count=1)),
        expected="digits.forward",
        earlier=["digits.softmax"],
        look="equation (7.7), for any number of layers, none hidden included.",
    )
### BEGIN HIDDEN TESTS
for sizes, hidden, m in OTHER_NETWORKS:
    check(
        forward,
        without_targets(digit_networks(seed=7, sizes=sizes, hidden=hidden, m=m, count=2)),
        expected="digits.forward",
        earlier=["digits.softmax"],
        look="equation (7.7), for any number of layers, none hidden included.",
    )
### END HIDDEN TESTS

# %% [markdown] hints="forward"
# 1. **The idea.** One loop. What comes out of one turn goes into the next, and the last turn ends with `softmax`.
# 2. **The rule.** There are `len(hidden) + 1` layers. In layer `l`, `Z = params[f"W{l}"] @ A + params[f"b{l}"]`. Up to the last but one,
#    `A = activate(hidden[l - 1], Z)[0]`.
# 3. **The first line.** `cache, A = {}, X`, then `for layer in range(1, len(hidden) + 2):`

# %% [markdown]
# **See.** What an untrained network says about twelve digits:

# %%
guesses = forward(initialise([64, 32, 10], 1), X_new[:, :12], ["relu"])["A2"]
figures.digit_images(
    X_new[:, :12],
    [f"{np.argmax(p)}?  {np.max(p):.0%}" for p in guesses.T],
    columns=12,
)

# %% [markdown]
# ## 7.5 Backward, through any number of layers
#
# **Predict.** In which order does the loop over the layers run, and for which layer is nothing passed further back?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** You know every line of this from lesson 5. Only the first is new, and you derived it above. The chain-rule factors first:
#
# | line | why |
# |---|---|
# | $\texttt{dZ}_L = \;?$ | equation (7.5) |
# | $\dfrac{\partial Z_{l,ki}}{\partial W_{l,kj}} = \;?$, so $\texttt{dW}_l = \;?$ | what stands beside this weight? The mean over the samples comes here |
# | $\dfrac{\partial Z_{l,ki}}{\partial b_{l,k}} = \;?$, so $\texttt{db}_l = \;?$ | the same for the bias |
# | $\dfrac{\partial Z_{l,ki}}{\partial A_{l-1,ji}} = \;?$ | what stands beside what came in? |
# | $\dfrac{\partial A_{l-1,ji}}{\partial Z_{l-1,ji}} = \;?$ | the activation of the layer before |
# | $\texttt{dZ}_{l-1} = \;?$ | yours: the last two factors, with the sum over $k$ |
#
# $$\begin{aligned}
# \texttt{dZ}_L &= A_L - Y \\
# \texttt{dW}_l &= \tfrac1m\, \texttt{dZ}_l\, A_{l-1}^{\mathsf T} \\
# \texttt{db}_l &= \tfrac1m \textstyle\sum_i \texttt{dZ}_{l,\cdot i} \\
# \texttt{dZ}_{l-1} &= \big(W_l^{\mathsf T}\, \texttt{dZ}_l\big) \ast g_{l-1}'(Z_{l-1})
# \end{aligned} \tag{7.8}$$
#
# By nudging every weight of the small network, and watching the cost:

# %% locked="nudged"
nudged = digit_slopes(ex_params, ex_X, ex_Y, ex_hidden)

# %%
print("A3 - Y:         ", (ex_values["A3"] - ex_Y).round(4).tolist())
print("dZ3 by nudging: ", nudged["dZ3"].round(4).tolist())
for layer in (3, 2, 1):
    sizes = [np.sqrt(np.mean(nudged[f"{name}{layer}"] ** 2)) for name in ("dW", "db")]
    print(f"layer {layer}: root of the mean square of dW {sizes[0]:.4f}, of db {sizes[1]:.4f}")
print("the loop counts down:", list(range(3, 0, -1)), "and nothing is passed back from layer 1.  your guess:", my_guess)

# %% [markdown]
# **Code.** `range(L, 0, -1)` counts down. The slope of an activation is the second value of `activate`.

# %% answer="backward"
def backward(params, cache, X, Y, hidden):
    """The backward pass through any number of layers, equation (7.8).

    params: dict with "W1" to "bL". cache: what forward(params, X, hidden) returned.
    X: (n_0, m). Y: (n_L, m), one-hot columns. hidden: list of names, one for each hidden layer.
    Returns a dict with "dZL", "dWL", "dbL" down to "dZ1", "dW1", "db1"; dZ per sample, dW and db of the cost.
    """
    ### BEGIN SOLUTION
    grads = {}
    last, m = len(hidden) + 1, X.shape[1]
    dZ = softmax_cross_entropy(cache[f"Z{last}"], Y)[1]
    for layer in range(last, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            slope = activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
            dZ = params[f"W{layer}"].T @ dZ * slope
    return grads
    ### END SOLUTION

# %% test="backward" points=3
EARLIER = ["digits.forward", "digits.softmax_cross_entropy"]


def backward_after_forward(params, X, Y, hidden):
    return backward(params, forward(params, X, hidden), X, Y, hidden)


LOOK_BACKWARD = (
    "the first of these that is wrong. Which weights does the error go back through, by which activation's slope,"
    " and what stood in front of the layer's weights?"
)
check(
    backward_after_forward,
    [{"params": ex_params, "X": ex_X, "Y": ex_Y, "hidden": ex_hidden}],
    expected="digits.gradients",
    label="backward",
    earlier=EARLIER,
    look=LOOK_BACKWARD,
    derived=True,
)
for sizes, hidden, m in SOME_NETWORKS:
    check(
        backward_after_forward,
        digit_networks(seed=8, sizes=sizes, hidden=hidden, m=m, count=1),
        expected="digits.gradients",
        label="backward",
        earlier=EARLIER,
        look=LOOK_BACKWARD,
        derived=True,
    )
### BEGIN HIDDEN TESTS
for sizes, hidden, m in OTHER_NETWORKS:
    check(
        backward_after_forward,
        digit_networks(seed=9, sizes=sizes, hidden=hidden, m=m, count=2),
        expected="digits.gradients",
        label="backward",
        earlier=EARLIER,
        look=LOOK_BACKWARD,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="backward"
# 1. **The idea.** Start with the error at the output. In each turn: the gradients of this layer, then the error one layer further back.
# 2. **The rule.** `dZ @ before.T / m`, where `before` is `cache[f"A{layer - 1}"]`, or `X` for layer 1. Going back: `params[f"W{layer}"].T @ dZ`,
#    times the slope `activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]`. The list counts from 0, so layer `l` has the name
#    `hidden[l - 1]`, and the one before it `hidden[l - 2]`.
# 3. **The first line.** `last = len(hidden) + 1`, then `dZ = cache[f"A{last}"] - Y` and `for layer in range(last, 0, -1):`

# %% [markdown]
# **See.** Your gradients of the small network beside those by nudging, layer by layer. The next exercise does it for the large one.

# %%
ex_grads = backward(ex_params, forward(ex_params, ex_X, ex_hidden), ex_X, ex_Y, ex_hidden)
for name in ("dW3", "db3", "dW2", "db2", "dW1", "db1"):
    print(f"{name}: largest distance between yours and the nudge {np.max(np.abs(ex_grads[name] - nudged[name])):.1e}")

# %% [markdown]
# ## 7.6 Trust, but check
#
# **Predict.** The network for digits, with sizes 64, 32 and 10, has how many parameters? How many costs would have to be computed to nudge
# each of them up and down?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **Derive.** The costs of lesson 3's `gradient_check` were few. Here they are many. But a mistake in a backward pass hardly ever spares
# most entries, so a **sample** of them is enough. For each picked entry $p$, with everything else as it was:
#
# | line | why |
# |---|---|
# | $\nu_p = \dfrac{J(p + h) - J(p - h)}{2h}$ | central difference (lesson 1): its error is of the size $h^2$ |
# | $g_p$: the same entry of your gradient | by formula |
# | $r = \dfrac{\lVert g - \nu \rVert}{\lVert g \rVert + \lVert \nu \rVert}$ | relative, since gradients may be large or small |
#
# $$\begin{aligned}
# r &= \frac{\lVert g - \nu \rVert}{\lVert g \rVert + \lVert \nu \rVert} \\
# \nu_p &= \frac{J(p + h) - J(p - h)}{2 h}
# \end{aligned} \tag{7.9}$$
#
# $\lVert \cdot \rVert$ is the root of the sum of squares, `np.linalg.norm`. A right backward pass has $r < 10^{-7}$. A wrong one has a few
# per cent or more.

# %%
size_of = [64, 32, 10]
count = sum(size_of[i] * size_of[i - 1] + size_of[i] for i in (1, 2))
print(f"parameters {count}, costs {2 * count}   your guess: {my_guess}")
right = np.array([0.30, -0.10])
for label, claimed in (("right", right), ("the first a tenth too large", np.array([0.33, -0.10])), ("minus", -right)):
    apart = np.linalg.norm(claimed - right) / (np.linalg.norm(claimed) + np.linalg.norm(right))
    print(f"slopes {right} by nudging, {claimed} claimed ({label}): r = {apart:.4f}")

# %% locked="cost"
def cost(params, X, Y, hidden):
    """The cost J of the network, made of your functions. Returns a number."""
    return softmax_cross_entropy(forward(params, X, hidden)[f"Z{len(hidden) + 1}"], Y)[0]


def some_entries(params, count, seed):
    """A sample of parameters: a list of triples like ("W1", row, column), about as many of each array."""
    rng = np.random.default_rng(seed)
    names = [sorted(params)[i % len(params)] for i in range(count)]
    return [(name, *(int(rng.integers(size)) for size in params[name].shape)) for name in names]

# %% [markdown]
# **Code.** `cost` is given, made of your functions. `{**params, "W1": other}` is `params` with another `W1`. Copy an array before you change
# an entry of it.

# %% answer="gradient_check"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    """Slopes by nudging some parameters, and how far a gradient is from them, equation (7.9).

    params: dict with "W1" to "bL". grads: dict with at least "dW1" to "dbL". X: (n_0, m). Y: (n_L, m).
    hidden: list of names. picks: list of triples (name, row, column). h: the nudge.
    Returns two values: nu, the slopes by nudging, an array of shape (number of picks,); and r, a number.
    """
    ### BEGIN SOLUTION
    slopes, claimed = [], []
    for name, row, column in picks:
        costs = []
        for nudge in (h, -h):
            value = params[name].copy()
            value[row, column] += nudge
            costs.append(cost({**params, name: value}, X, Y, hidden))
        slopes.append((costs[0] - costs[1]) / (2 * h))
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes) / (np.linalg.norm(claimed) + np.linalg.norm(slopes))
    ### END SOLUTION

# %% locked="check_cases"
def check_cases(seed, sizes, hidden, m, h, count=9):
    """A network, gradients of random numbers, and some picks: the check should say how far off these are."""
    rng = np.random.default_rng(seed)
    (case,) = digit_networks(seed, sizes, hidden, m, count=1)
    grads = {"d" + name: rng.uniform(-1, 1, value.shape) for name, value in case["params"].items()}
    return {
        "params": case["params"], "grads": grads, "X": case["X"], "Y": case["Y"], "hidden": hidden,
        "picks": some_entries(case["params"], count, seed), "h": h,
    }

# %% test="gradient_check" points=2
NAMES_CHECK = ("nu", "r")
LOOK_CHECK = {
    "nu": "(7.9): both sides, one entry at a time, all others as they were, divided by 2h.",
    "r": "(7.9): the norm of the difference over the sum of the two norms.",
}
EARLIER = ["digits.forward", "digits.softmax_cross_entropy"]
# The large h shows which difference you take.
check(
    gradient_check,
    [
        check_cases(seed=10, sizes=[3, 4, 3], hidden=["tanh"], m=4, h=1e-5),
        check_cases(seed=11, sizes=[2, 3, 2], hidden=["sigmoid"], m=3, h=0.1),
    ],
    expected="digits.gradient_check",
    names=NAMES_CHECK,
    earlier=EARLIER,
    tolerance=1e-5,
    look=LOOK_CHECK,
)
h_left_out = check_cases(seed=10, sizes=[3, 4, 3], hidden=["tanh"], m=4, h=1e-5)
del h_left_out["h"]
check(
    gradient_check,
    [h_left_out],
    expected="digits.gradient_check",
    names=NAMES_CHECK,
    earlier=EARLIER,
    tolerance=1e-5,
    look="h has a default value, 1e-5. Keep it in the function's first line.",
)
### BEGIN HIDDEN TESTS
check(
    gradient_check,
    [
        check_cases(seed=12, sizes=[3, 3, 4, 2], hidden=["sigmoid", "tanh"], m=5, h=0.05),
        {
            "params": ex_params, "grads": {"d" + name: 1.1 * nudged["d" + name] for name in ex_params},
            "X": ex_X, "Y": ex_Y, "hidden": ex_hidden, "picks": some_entries(ex_params, 12, seed=13), "h": 1e-5,
        },
    ],
    expected="digits.gradient_check",
    names=NAMES_CHECK,
    earlier=EARLIER,
    tolerance=1e-5,
    look=LOOK_CHECK,
)
### END HIDDEN TESTS

# %% [markdown] hints="gradient_check"
# 1. **The idea.** For each pick: copy the array, nudge one entry, compute the cost; the same to the other side; subtract and divide.
# 2. **The rule.** `value = params[name].copy()`, `value[row, column] += h`, then `cost({**params, name: value}, X, Y, hidden)`. The gradient's
#    entry is `grads["d" + name][row, column]`. Make arrays of both lists, and take `np.linalg.norm` three times.
# 3. **The first line.** `slopes, claimed = [], []`, then `for name, row, column in picks:`

# %% [markdown]
# **See.** Your judge on your backward pass: 60 of the parameters of the network for digits, on 50 images. And on the same gradients with a
# planted mistake, where the mean over the samples has been forgotten:

# %%
start, some_X, some_Y = initialise([64, 32, 10], 1), X_train[:, ::28], Y_train[:, ::28]
grads = backward(start, forward(start, some_X, ["relu"]), some_X, some_Y, ["relu"])
picks = some_entries(start, 60, seed=1)
by_nudging, apart = gradient_check(start, grads, some_X, some_Y, ["relu"], picks)
claimed = np.array([grads["d" + name][row, column] for name, row, column in picks])
summed = {name: some_X.shape[1] * value for name, value in grads.items()}
print(f"your backward: r = {apart:.1e}")
print(f"without 1/m:   r = {gradient_check(start, summed, some_X, some_Y, ['relu'], picks)[1]:.4f}")
figures.slopes_agree(by_nudging, claimed)

# %% [markdown]
# ## 7.7 Spot the slip: batches
#
# Lesson 5 took its batches in the order in which the samples stand. That was no harm there. The digits for training stand in ten blocks:
# first all zeros, then all ones, and so on. Many data sets come like that.
#
# *This slip is planted*, and there are two in it:

# %% locked="published_batches"
def published_batches(m, size, seed):
    """The samples 0, 1, ..., m - 1 in batches. The two slips in it are planted. Returns a list of arrays."""
    return [np.arange(number * size, (number + 1) * size) for number in range(m // size)]

# %% [markdown]
# **Predict.** There are 1400 images for training. In batches of 32, how many of them are never used? And what becomes of 20 images in
# batches of 32?

# %%
my_guess = "?"  # two answers

# %% [markdown]
# **See first.**

# %%
for m, size in ((1400, 32), (10, 4), (20, 32)):
    batches = published_batches(m, size, seed=1)
    used = sum(len(batch) for batch in batches)
    print(f"{m} samples in batches of {size}: {len(batches)} batches, {m - used} samples are never used")
shown = published_batches(1400, 32, seed=1)
for number in (0, 20, 42):
    print(f"digits in batch {number}:", sorted(set(labels_train[shown[number]].tolist())))
print("your guess:", my_guess)

# %% [markdown]
# With 20 samples, training makes no step, and nobody is told. The images that are left out are the last ones, and so they are all nines.
# And a batch that holds only zeros teaches: say zero to everything. The next one teaches: say one to everything. What comes last is
# remembered best.
#
# **Derive.** With gaps:
#
# | line | why |
# |---|---|
# | a mean over a batch stands for the mean over **all** samples | that is what a batch is for |
# | so a batch must be drawn like $\;?$ | yours |
# | $m = q \cdot B + r$ with $0 \le r < B$, so there are $q$ full batches and, for $r > 0$, $\;?$ | $q$ is `m // B`, and $r$ is `m % B` |
# | in each epoch every sample is used $\;?$ times | an epoch is one pass over all samples |
#
# $$\begin{aligned}
# \text{number of batches } n &= \lceil m / B \rceil \\
# \text{samples in the last one} &= m - B\, (n - 1)
# \end{aligned} \tag{7.10}$$
#
# $\lceil m / B \rceil$ is $\tfrac mB$, rounded up to a whole number.

# %%
for m, size in ((1400, 32), (10, 4), (20, 32), (64, 32)):
    number = -(-m // size)
    print(f"{m} samples in batches of {size}: batch {number} is the last one, with {m - size * (number - 1)}")

# %% [markdown]
# **Code.** `np.random.default_rng(seed).permutation(m)` is the numbers from 0 to $m - 1$ in random order. Cut that order into pieces. (So
# you and the check get the same order.)

# %% answer="slip_batches"
def slip_batches(m, size, seed):
    """All samples in a random order, in batches, equation (7.10).

    m: number of samples. size: samples in a batch; the last batch may be shorter. seed: decides the order.
    Returns a list of arrays: the numbers of the samples of each batch.
    """
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(m)
    return [order[first : first + size] for first in range(0, m, size)]
    ### END SOLUTION

# %% test="slip_batches" points=2
def batches_in_parts(m, size, seed):
    """How many batches you make, how many samples are in each, and all samples one after the other."""
    batches = slip_batches(m, size, seed)
    if batches is None:
        return None
    samples = [number for batch in batches for number in np.ravel(batch).tolist()]
    return len(batches), np.array([np.size(batch) for batch in batches]), np.array(samples)


NAMES_BATCHES = ("the number of batches", "the list of their sizes", "the order of the samples")
LOOK_BATCHES = {
    "the number of batches": "equation (7.10): what is left over makes a batch, too. An empty one is no batch.",
    "the list of their sizes": "equation (7.10): only the last batch may be shorter.",
    "the order of the samples": "default_rng(seed).permutation(m), from its first number to its last.",
}
check(
    batches_in_parts,
    inputs(m=[10, 12, 3], size=[4, 4, 8], seed=[1, 2, 3]),
    expected="digits.slip_batches_parts",
    label="slip_batches",
    names=NAMES_BATCHES,
    look=LOOK_BATCHES,
)
# Batches of other sizes.
check(
    batches_in_parts,
    inputs(m=[9, 7], size=[3, 2], seed=[4, 1]),
    expected="digits.slip_batches_parts",
    label="slip_batches",
    names=NAMES_BATCHES,
    look=LOOK_BATCHES,
)
### BEGIN HIDDEN TESTS
check(
    batches_in_parts,
    inputs(m=[1400, 25, 7, 9], size=[32, 6, 1, 9], seed=[4, 5, 6, 7]),
    expected="digits.slip_batches_parts",
    label="slip_batches",
    names=NAMES_BATCHES,
    look=LOOK_BATCHES,
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_batches"
# 1. **The idea.** Shuffle the numbers of the samples once. Then cut.
# 2. **The rule.** `range(0, m, size)` gives the first place of each piece, that of the shorter last one included. Python forgives a slice
#    that goes beyond the end.
# 3. **The first line.** `order = np.random.default_rng(seed).permutation(m)`

# %% [markdown]
# **See.** Which digits are in your first batches, and in the last one?

# %%
yours_cut = slip_batches(1400, 32, seed=1)
for number in (0, 1, len(yours_cut) - 1):
    batch = yours_cut[number]
    print(f"batch {number}: {len(batch)} images, digits", sorted(set(labels_train[batch].tolist())))

# %% [markdown]
# ## 7.8 Training
#
# **Predict.** At the start, before anything has been learned, the network has no idea. What is $J$ if all ten digits get the probability
# $\tfrac1{10}$?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** All yours: put $A_k = \tfrac1{10}$ into (7.3).
#
# | line | why |
# |---|---|
# | $l = \;?$ | yours |
#
# Then the training. In epoch $e$, counted from 0, the batches are those of `slip_batches(m, B, seed + e)`: another seed in each epoch, so that
# they are mixed anew. For each of them one step:
#
# $$W_l \leftarrow W_l - \eta\, \texttt{dW}_l, \qquad b_l \leftarrow b_l - \eta\, \texttt{db}_l \tag{7.11}$$

# %%
print(f"minus the logarithm of 0.1 is {-np.log(0.1):.4f}   your guess: {my_guess}")
print("a cost far above it means: sure, and wrong")
print("iterations in 20 epochs of 1400 images in batches of 32:", 20 * -(-1400 // 32))

# %% locked="update"
def update(params, grads, eta):
    """One step of descent in all parameters. Returns a new dict and leaves params as it is."""
    return {name: params[name] - eta * grads["d" + name] for name in params}

# %% [markdown]
# **Code.** `update` is given. `X[:, batch]` takes the columns whose numbers stand in the array `batch`. If `show` is true, call
# `show_progress(epochs done, epochs, J)` after each epoch: it draws a bar.

# %% answer="train"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    """Gradient descent in shuffled batches, equation (7.11).

    params: the start, a dict. X: (n_0, m). Y: (n_L, m). hidden: list of names. eta: learning rate.
    size: samples in a batch. epochs: how many, 0 or more. seed: epoch e, counted from 0, shuffles by seed + e.
    show: whether to call show_progress after each epoch.
    Returns two values: the last parameters (a dict);
    and J of all samples at the start and after each epoch, an array of shape (epochs + 1,).
    """
    ### BEGIN SOLUTION
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
        if show:
            show_progress(epoch + 1, epochs, costs[-1])
    return params, np.array(costs)
    ### END SOLUTION

# %% locked="held_out"
def held_out_accuracy(params, hidden):
    """Which part of the images that were never used for training your forward pass reads correctly."""
    A = forward(params, X_new, hidden)[f"A{len(hidden) + 1}"]
    return float(np.mean(np.argmax(np.asarray(A), axis=0) == labels_new))


def checked_start(seed):
    """A start for the checks, so that they do not depend on your `initialise`."""
    rng = np.random.default_rng(seed)
    W1, W2 = 0.2 * rng.standard_normal((32, 64)), 0.2 * rng.standard_normal((10, 32))
    return {"W1": W1, "b1": np.zeros((32, 1)), "W2": W2, "b2": np.zeros((10, 1))}

# %% test="train" points=3
EARLIER = ["digits.forward", "digits.backward", "digits.softmax_cross_entropy", "digits.slip_batches"]
NAMES_TRAIN = ("the parameters", "the list of costs")
LOOK_TRAIN = (
    "every epoch goes over all its batches, shuffled by seed + epoch. The costs are of all samples, one for the start"
    " and one after each epoch."
)
# In order: two epochs of three iterations; one batch an epoch; no epoch at all; steps so long that J rises at the end.
check(
    train,
    inputs(
        params=ex_params, X=ex_X, Y=ex_Y, hidden=[ex_hidden] * 4, eta=[0.5, 0.2, 0.3, 2.0], size=[3, 4, 2, 4],
        epochs=[2, 3, 0, 2], seed=[1, 2, 3, 1],
    ),
    expected="digits.train",
    names=NAMES_TRAIN,
    earlier=EARLIER,
    look=LOOK_TRAIN,
)
# Another seed, where the order of the samples makes a difference.
check(
    train,
    inputs(params=ex_params, X=ex_X, Y=ex_Y, hidden=[ex_hidden] * 2, eta=0.5, size=[1, 2], epochs=[1, 2], seed=[5, 9]),
    expected="digits.train",
    names=NAMES_TRAIN,
    earlier=EARLIER,
    look=LOOK_TRAIN,
)


def reads_digits(seed):
    trained = train(checked_start(seed), X_train, Y_train, ["relu"], 0.3, 32, 10, seed)[0]
    return held_out_accuracy(trained, ["relu"]) >= 0.95


check(
    reads_digits,
    inputs(seed=[1]),
    expected=[True],
    label="95 of 100 held-out digits right after training",
    seconds=1200,  # with loops in plain Python it takes a minute or more
    earlier=EARLIER,
    look="print the costs: do they fall?",
)
### BEGIN HIDDEN TESTS
check(
    train,
    [
        {
            "params": case["params"], "X": case["X"], "Y": case["Y"], "hidden": case["hidden"],
            "eta": 0.4, "size": size, "epochs": 2, "seed": size,
        }
        for size in (2, 5, 7)
        for case in digit_networks(seed=14, sizes=[3, 4, 3], hidden=["sigmoid"], m=7, count=1)
    ],
    expected="digits.train",
    names=NAMES_TRAIN,
    earlier=EARLIER,
    look=LOOK_TRAIN,
)
### END HIDDEN TESTS

# %% [markdown] hints="train"
# 1. **The idea.** Two loops, as in lesson 5. The outer one counts epochs and notes the cost. The inner one goes over the batches.
# 2. **The rule.** In the inner loop: forward, backward and update, all on `X[:, batch]` and `Y[:, batch]`. After it:
#    `costs.append(cost(params, X, Y, hidden))`.
# 3. **The first line.** `costs = [cost(params, X, Y, hidden)]`, then `for epoch in range(epochs):` and in it
#    `for batch in slip_batches(X.shape[1], size, seed + epoch):`

# %% [markdown]
# **See.** The real thing. Change sizes, activations, learning rate and batches as you like, and run the cell again.

# %%
hidden = ["relu"]
trained, _ = train(initialise([64, 32, 10], 1), X_train, Y_train, hidden, 0.3, 32, 30, seed=1, show=True)
print(f"read correctly: {held_out_accuracy(trained, hidden):.1%} of {len(labels_new)} images that were held out")

# %% [markdown]
# And what do the slips of 7.7 cost? The same network, the same number of epochs, with the published batches. (`reader` trains the network
# of above with your functions. The pictures further down use it, too.)

# %% locked="reader"
trained_by = {}


def reader():
    """A network with 32 ReLU units, trained by your functions. Returns its parameters and the costs.

    It is kept until one of your functions changes.
    """
    yours_now = (softmax, softmax_cross_entropy, initialise, forward, backward, slip_batches, train)
    if yours_now not in trained_by:
        start = initialise([64, 32, 10], 1)
        trained_by[yours_now] = train(start, X_train, Y_train, ["relu"], 0.3, 32, 30, seed=1)
    return trained_by[yours_now]


def slipped_reader():
    """The same with the published batches."""
    params, hidden = initialise([64, 32, 10], 1), ["relu"]
    costs = [cost(params, X_train, Y_train, hidden)]
    for epoch in range(30):
        for batch in published_batches(X_train.shape[1], 32, seed=epoch):
            x, y = X_train[:, batch], Y_train[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), 0.3)
        costs.append(cost(params, X_train, Y_train, hidden))
    return params, np.array(costs)

# %%
(params, costs), (slipped, slipped_costs) = reader(), slipped_reader()
for label, found in (("shuffled", params), ("published", slipped)):
    print(f"{label}: {held_out_accuracy(found, ['relu']):.1%} of the held-out images are read correctly")
figures.training_runs({"shuffled": (costs, 30 * 44), "published": (slipped_costs, 30 * 43)})

# %% [markdown]
# What has been learned? That is easiest to see in the smallest network, without a hidden layer. What was noise in 7.3 has become ten
# templates: ink at a plus speaks for the digit, and ink at a minus against it.

# %%
templates, _ = train(initialise([64, 10], 1), X_train, Y_train, [], 0.3, 32, 30, seed=1)
print(f"read correctly without a hidden layer: {held_out_accuracy(templates, []):.1%}")
figures.weight_images(templates["W1"])

# %% [markdown]
# ## 7.9 Accuracy
#
# **Predict.** Somebody answers "7" to each image, whatever it shows. Which part of the answers is right, roughly?

# %%
my_guess = "?"  # a percentage

# %% [markdown]
# **Derive.** The network's answer is the digit with the largest probability. Accuracy is the mean of a number that is 1 where the answer is
# right, and 0 elsewhere:
#
# $$\text{accuracy} = \frac1m \sum_i \big[\, \operatorname*{arg\,max}_k A_{ki} = \text{label}_i \,\big] \tag{7.12}$$
#
# Why do we not train for that? Nudge a weight: almost always no answer changes, and the slope is 0. Cross-entropy has a slope everywhere.

# %%
print(f"always 7: {np.mean(labels_new == 7):.1%} of the held-out images   your guess: {my_guess}")
for probability in (0.51, 0.9, 0.99):
    print(f"right with the probability {probability}: counts 1 for the accuracy, and {-np.log(probability):.4f} for the cost")

# %% [markdown]
# **Code.** `np.argmax(A, axis=0)` is the row of the largest entry of each column.

# %% answer="accuracy"
def accuracy(A, labels):
    """Which part of the answers is right, equation (7.12).

    A: (K, m), probabilities. labels: (m,), whole numbers.
    Returns a number from 0 to 1.
    """
    ### BEGIN SOLUTION
    return np.mean(np.argmax(A, axis=0) == labels)
    ### END SOLUTION

# %% locked="answer_cases"
def answer_cases(seed, classes, m, count):
    """Random probabilities, and labels of which about half are what these say."""
    rng, cases = np.random.default_rng(seed), []
    for _ in range(count):
        powers = np.exp(rng.uniform(-2, 2, (classes, m)))
        A = powers / np.sum(powers, axis=0)
        other = rng.integers(classes, size=m)
        cases.append({"A": A, "labels": np.where(rng.random(m) < 0.5, np.argmax(A, axis=0), other)})
    return cases

# %% test="accuracy" points=1
check(
    accuracy,
    [{"A": ex_values["A3"], "labels": ex_labels}] + answer_cases(seed=12, classes=4, m=6, count=2),
    expected="digits.accuracy",
    look="equation (7.12): the answer is the row of the largest entry in each column. Then the mean.",
)
### BEGIN HIDDEN TESTS
check(
    accuracy,
    answer_cases(seed=16, classes=10, m=40, count=3) + answer_cases(seed=17, classes=3, m=3, count=2),
    expected="digits.accuracy",
    look="equation (7.12): the answer is the row of the largest entry in each column. Then the mean.",
)
### END HIDDEN TESTS

# %% [markdown] hints="accuracy"
# 1. **The idea.** What does the network answer, and is that what is right? Then count.
# 2. **The rule.** `==` compares two arrays entry by entry. The mean of truth values is the part that is true.
# 3. **The first line.** `answers = np.argmax(A, axis=0)`

# %% [markdown]
# **See.** On the images that it learned from, and on those that were held out:

# %%
params = reader()[0]
print(f"learned from: {accuracy(forward(params, X_train, ['relu'])['A2'], labels_train):.1%}")
print(f"held out:     {accuracy(forward(params, X_new, ['relu'])['A2'], labels_new):.1%}")

# %% [markdown]
# ## 7.10 Spot the slip: tested on what was learned
#
# *This slip is planted.* Images are to be split into those to learn from and those to be tested on:

# %% locked="published_split"
def published_split(m, count, seed):
    """Numbers of samples to learn from, and to be tested on. The slip in it is planted. Returns two arrays."""
    order = np.random.default_rng(seed).permutation(m)
    return order, order[:count]

# %% [markdown]
# **Predict.** A network learns from 150 images so long that it makes no mistake on them. What will it say when it is tested with this split?
# And what on images that are really new?

# %%
my_guess = "?"  # two percentages

# %% [markdown]
# **See first.** 150 images are split, and 50 of them are to be tested on. Your `train` and your `accuracy`. The last column is the truth:
# the 397 images that nobody has touched.

# %%
rng = np.random.default_rng(3)
few = rng.permutation(len(labels_train))[:150]
X_few, labels_few = X_train[:, few], labels_train[few]


def report(split, name):
    """Train on one part of the few images, and print the accuracy on the other and on the 397 new ones."""
    learn, test = split(150, 50, seed=1)
    trained = train(
        initialise([64, 32, 10], 1), X_few[:, learn], one_hot(labels_few[learn]), ["relu"], 0.3, 16, 60, seed=1
    )[0]
    claimed = accuracy(forward(trained, X_few[:, test], ["relu"])["A2"], labels_few[test])
    print(f"{name}: learned from {len(learn)}, claimed {claimed:.1%}, on new ones {held_out_accuracy(trained, ['relu']):.1%}")


report(published_split, "published")
print("your guess:", my_guess)

# %% [markdown]
# The claim is about remembering. A network with more parameters than samples can learn them by heart, and the test asks what it has just
# been told.
#
# **Derive.** Yours. Write $T$ for the samples to be tested on, and $R$ for those to learn from:
#
# | line | why |
# |---|---|
# | $T \cap R = \;?$ | the test must ask for what was not told |
# | $T \cup R = \;?$ | no sample is wasted |
# | if $T$ has `count` samples, then $R$ has $\;?$ | yours |
#
# **Code.** Draw the same order, test on the first `count` of it, and learn from all the others.

# %% answer="slip_split"
def slip_split(m, count, seed):
    """Samples to learn from and samples to be tested on, with none in both.

    m: number of samples. count: how many to test on: the first ones of default_rng(seed).permutation(m).
    Returns two arrays of numbers of samples: to learn from, and to be tested on, in the order in which they were drawn.
    """
    ### BEGIN SOLUTION
    order = np.random.default_rng(seed).permutation(m)
    return order[count:], order[:count]
    ### END SOLUTION

# %% test="slip_split" points=1
NAMES_SPLIT = ("the part to learn from", "the part to be tested on")
LOOK_SPLIT = "no number in both, every number in one of them, and the first ones drawn are for the test."
check(
    slip_split,
    inputs(m=[10, 8], count=[3, 4], seed=[1, 2]),
    expected="digits.slip_split",
    names=NAMES_SPLIT,
    look=LOOK_SPLIT,
)
### BEGIN HIDDEN TESTS
check(
    slip_split,
    inputs(m=[150, 9, 5], count=[50, 1, 4], seed=[3, 4, 5]),
    expected="digits.slip_split",
    names=NAMES_SPLIT,
    look=LOOK_SPLIT,
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_split"
# 1. **The idea.** One order, cut once. What is before the cut is for the test, what is behind it is to learn from.
# 2. **The rule.** `order[:count]` and `order[count:]`. Mind which of the two is returned first.
# 3. **The first line.** `order = np.random.default_rng(seed).permutation(m)`

# %% [markdown]
# **See.** With your split the claim is near the truth. (Only roughly: 50 images are few. One of them more or less is 2 %, and five more or
# less are no surprise.) On the new ones it is a little worse than before, since it has learned from 100 images, and not from 150. That is the
# price of an honest test.

# %%
report(slip_split, "yours")

# %% [markdown]
# There is a finer form of the same slip. These digits are from 13 people. Two images of the same digit that are near to each other in the
# file are more alike than two that are far apart: neighbours often come from the same hand. If held-out images are drawn at random, each of
# these hands is in both parts. Now let us hold out the last 397 of the file, mostly by writers whom the network has never seen:

# %%
near, far = distances_in_file()
print(f"distance of two images of the same digit: {near:.2f} if near to each other in the file, {far:.2f} if far apart")
X_some, labels_some, X_last, labels_last = digits_by_place()
by_place = train(initialise([64, 32, 10], 1), X_some, one_hot(labels_some), ["relu"], 0.3, 32, 30, seed=1)[0]
print(f"held out at random:  {accuracy(forward(reader()[0], X_new, ['relu'])['A2'], labels_new):.1%}")
print(f"the last of the file: {accuracy(forward(by_place, X_last, ['relu'])['A2'], labels_last):.1%}")

# %% [markdown]
# Which of the two numbers is right? It depends on the question: how well will it read further digits of these people, or those of others?
#
# ## 7.11 What is mixed up with what?
#
# **Predict.** Which two digits does your network mix up most often?

# %%
my_guess = "?"  # two digits

# %% [markdown]
# **Derive.** Accuracy is one number. The **confusion matrix** says more: row $t$ is about the images that show $t$, and column $a$ about the
# answer $a$.
#
# $$C_{ta} = \text{number of samples with label } t \text{, answer } a \tag{7.13}$$
#
# | line | why |
# |---|---|
# | the sum of row $t$ is $\;?$ | every image with this label got one answer |
# | the sum of column $a$ is $\;?$ | yours |
# | the accuracy is $\;?$ | yours: where do the right answers stand? |
#
# By hand, for the four samples of the small network:

# %%
ex_answers = np.argmax(ex_values["A3"], axis=0)
for i in range(4):
    print(f"sample {i}: label {ex_labels[i]}, answer {ex_answers[i]}: adds 1 at row {ex_labels[i]}, column {ex_answers[i]}")

# %% [markdown]
# **Code.**

# %% answer="confusion"
def confusion(A, labels):
    """How often each digit got each answer, equation (7.13).

    A: (K, m), probabilities. labels: (m,), whole numbers.
    Returns (K, K): row = what is right, column = the answer.
    """
    ### BEGIN SOLUTION
    counts = np.zeros((A.shape[0], A.shape[0]))
    for label, answer in zip(labels, np.argmax(A, axis=0)):
        counts[label, answer] += 1
    return counts
    ### END SOLUTION

# %% test="confusion" points=2
LOOK_CONFUSION = "equation (7.13): rows are what is right, columns are answers, and every sample adds 1."
check(
    confusion,
    [{"A": ex_values["A3"], "labels": ex_labels}] + answer_cases(seed=18, classes=4, m=9, count=2),
    expected="digits.confusion",
    look=LOOK_CONFUSION,
)
### BEGIN HIDDEN TESTS
check(
    confusion,
    # In the last ones, some classes never occur.
    answer_cases(seed=19, classes=10, m=60, count=2) + answer_cases(seed=20, classes=6, m=3, count=2),
    expected="digits.confusion",
    look=LOOK_CONFUSION,
)
### END HIDDEN TESTS

# %% [markdown] hints="confusion"
# 1. **The idea.** A table of zeros. Go through the samples, and add 1 at the right place for each.
# 2. **The rule.** The size of the table is the number of **rows** of `A`, and not what happens to occur in `labels`. The place is
#    `counts[label, answer]`.
# 3. **The first line.** `counts = np.zeros((A.shape[0], A.shape[0]))`, then `for label, answer in zip(labels, np.argmax(A, axis=0)):`

# %% [markdown]
# **See.** Your network on the held-out images. A count of 1 or 2 is little more than chance: train with another seed, and another pair may be
# first. Below, those images on which the network is most wrongly sure of itself.

# %%
counts = confusion(forward(reader()[0], X_new, ["relu"])["A2"], labels_new)
print("right answers, on the diagonal:", int(np.trace(counts)), "of", int(np.sum(counts)))
print("your guess:", my_guess)
figures.confusion_matrix(counts)

# %%
figures.worst_confusions(X_new, labels_new, forward(reader()[0], X_new, ["relu"])["A2"], count=8)

# %% [markdown] essay="what_confusion_says" points=2
# ## 7.12 Explain
#
# Two networks both read 97 % of the digits. A colleague concludes that they are equally good, and wants to use either for reading amounts
# of money on cheques.
#
# Explain in your own words, in four to six sentences: what does the confusion matrix say that the accuracy does not? Use your own matrix:
# which confusion is most frequent, and can you see in the pictures why? What would you look at before you chose one of the two networks?
# Double-click on the cell below to write.
#
# ### BEGIN SOLUTION
# The accuracy adds up the diagonal and forgets where the other samples went. The matrix says which digit is taken for which, and in which
# direction: a row tells what becomes of the images of one digit, a column how far one may trust an answer. In my matrix, the ten mistakes
# are not spread evenly: in seven of them an 8 is taken for a 1, 3 or 5, or something else for an 8. In the pictures one can see why: at 8
# times 8 pixels a narrow 8 has no loops left and is a thick stroke, and a 6 whose curve closes at the top has two. Two networks with 97 % may make the same
# number of mistakes, one of them spread over all digits and the other with nearly all its nines read as something else. For cheques I would
# look at the rows and columns one by one, and at what each mistake costs: a 9 read as 1 in the first place is worse than a 3 read as 5 in
# the last. I would also look at whether the matrix comes from images of writers that the network has never seen, and at whether a number of
# 1 or 2 in it says anything at all.
# ### END SOLUTION
#
# ### BEGIN MARK SCHEME
# One point for what the matrix adds: which digit is taken for which, in which direction; rows read as "what becomes of this digit", columns
# as "what is behind this answer". Half of it where rows and columns are not told apart.
#
# Half a point for a confusion read from the learner's own matrix, with a reason seen in the pictures (which strokes).
#
# Half a point for a criterion beyond the number of mistakes: what a mistake costs, which digits matter, whether the counts are large enough
# to say anything, or whether the writers are new.
# ### END MARK SCHEME

# %% [markdown]
# ## 7.13 The gradient by the pixels
#
# **Predict.** An image shows an 8, and the network says so. Where should ink be added to make it more sure: on the strokes, or beside them?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** Backpropagation ended at `dZ1`, since there was nothing to learn further back. But one can go one step further, to the inputs.
# How does a sample's loss change when a pixel gets darker? All yours:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial Z_{1,ki}}{\partial X_{ji}} = \;?$ | yours |
# | $\dfrac{\partial l^{(i)}}{\partial X_{ji}} = \;?$ | yours |
#
# $$\texttt{dX} = W_1^{\mathsf T}\; \texttt{dZ1} \tag{7.14}$$
#
# It is like `dZ` of a layer before the first, without an activation. It is per sample, so there is no $\tfrac1m$. With numbers, from the
# small network:

# %%
print("by nudging the inputs of sample 0:", nudged["dX"][:, 0].round(6))
print("the shapes: (3, 4)(4, m) gives", nudged["dX"].shape)

# %% [markdown]
# **Code.** Forward, backward, and one step more.

# %% answer="input_gradient"
def input_gradient(params, X, Y, hidden):
    """The slope of each sample's own loss by its inputs, equation (7.14).

    params: dict with "W1" to "bL". X: (n_0, m). Y: (n_L, m), one-hot columns. hidden: list of names.
    Returns (n_0, m).
    """
    ### BEGIN SOLUTION
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return params["W1"].T @ grads["dZ1"]
    ### END SOLUTION

# %% test="input_gradient" points=2
EARLIER = ["digits.forward", "digits.backward"]
LOOK_INPUT = "equation (7.14): through which weights, transposed or not? It is per sample, so there is no 1/m."
check(
    input_gradient,
    [{"params": ex_params, "X": ex_X, "Y": ex_Y, "hidden": ex_hidden}],
    expected="digits.input_gradient",
    earlier=EARLIER,
    derived=True,
    look=LOOK_INPUT,
)
for sizes, hidden_names, m in SOME_NETWORKS:
    check(
        input_gradient,
        digit_networks(seed=21, sizes=sizes, hidden=hidden_names, m=m, count=1),
        expected="digits.input_gradient",
        earlier=EARLIER,
        derived=True,
        look=LOOK_INPUT,
    )
### BEGIN HIDDEN TESTS
for sizes, hidden_names, m in OTHER_NETWORKS:
    check(
        input_gradient,
        digit_networks(seed=22, sizes=sizes, hidden=hidden_names, m=m, count=2),
        expected="digits.input_gradient",
        earlier=EARLIER,
        derived=True,
        look=LOOK_INPUT,
    )
### END HIDDEN TESTS

# %% [markdown] hints="input_gradient"
# 1. **The idea.** The error goes back through the first weights, as it went back through all others.
# 2. **The rule.** `backward` gives you `"dZ1"`. There is no activation in front of the inputs, so no slope is multiplied.
# 3. **The first line.** `grads = backward(params, forward(params, X, hidden), X, Y, hidden)`

# %% [markdown]
# **See.** Six digits, and below each the slope of its loss by its pixels. Where it is negative, more ink makes the network surer of the right
# answer. Where it is positive, ink is in the way. Both signs are found on the strokes and beside them: the slope shows what tells this digit
# from the others, and not where its ink is.

# %%
first = [int(np.argmax(labels_new == digit)) for digit in (0, 1, 3, 4, 8, 9)]
slopes_by_pixel = input_gradient(reader()[0], X_new[:, first], Y_new[:, first], ["relu"])
print("your guess:", my_guess)
figures.pixel_slopes(X_new[:, first], slopes_by_pixel, [str(labels_new[i]) for i in first])

# %% [markdown]
# One can also walk: not with the weights, but with the image. Take the 8 of which the network is surest, and descend the loss of the answer
# 3. In each step, every pixel changes by 0.02, and stays between 0 and 1.

# %%
params = reader()[0]
surest = np.argmax(forward(params, X_new, ["relu"])["A2"][8] * (labels_new == 8))
image = X_new[:, [surest]]
walk, said = [], []
for number in range(16):
    A = forward(params, image, ["relu"])["A2"]
    if number % 3 == 0:
        walk.append(image)
        said.append(f"{np.argmax(A)}  {np.max(A):.0%}")
    image = np.clip(image - 0.02 * np.sign(input_gradient(params, image, one_hot([3]), ["relu"])), 0, 1)
figures.digit_images(np.hstack(walk), said, columns=6)

# %% [markdown]
# A person still sees the 8, a little dirtier. The network has been led astray along its own gradient. What it looks at is not what you see.
#
# ## 7.14 Your network
#
# Put together, your pieces make a network of any sizes and activations. A class keeps what belongs together: parameters, the names of the
# activations, and what can be done with them.

# %%
class Network:
    """A network of any layer sizes and activations, made of your functions."""

    def __init__(self, sizes, hidden, seed):
        self.hidden = hidden
        self.params = initialise(sizes, seed)

    def train(self, X, Y, eta, size, epochs, seed):
        """Learn from X and Y, with a bar."""
        self.params, self.costs = train(self.params, X, Y, self.hidden, eta, size, epochs, seed, show=True)

    def answer(self, X):
        """Probabilities (10, m) of the digits for images (64, m)."""
        return forward(self.params, X, self.hidden)[f"A{len(self.hidden) + 1}"]

    def gradient(self, X, digit):
        """Slope of -log(probability of `digit`) by the pixels, (64, m)."""
        return input_gradient(self.params, X, one_hot([digit] * X.shape[1]), self.hidden)

    def layers(self):
        """Weights, biases and activation of each layer."""
        names = [*self.hidden, "softmax"]
        return [(self.params[f"W{l}"], self.params[f"b{l}"], name) for l, name in enumerate(names, start=1)]

# %% [markdown]
# **Draw.** Train a network with two hidden layers. Then draw a digit with the mouse, or start from one of the examples. After every stroke you
# see, on the right, what your network says, and the slope of the loss by each pixel, for the answer that you choose. Mind the signs there: a
# plus is where more ink helps, and there the slope of the loss is negative.
#
# Find out: how little ink makes a 7 of a 1? Where must ink go so that a 3 becomes an 8, and does the gradient tell you before you draw? How
# sure is the network of a scribble that is no digit at all?

# %%
mine = Network([64, 48, 24, 10], ["relu", "tanh"], seed=1)
mine.train(X_train, Y_train, eta=0.2, size=32, epochs=30, seed=1)
print(f"two hidden layers: {accuracy(mine.answer(X_new), labels_new):.1%} of the held-out images")
shown = [int(np.argmax(labels_new == digit)) for digit in (0, 1, 2, 3, 4, 5, 7, 9)]
digit_pad(mine.answer, mine.gradient, X_new[:, shown], network=mine.layers())

# %% [markdown]
# A network that has only seen digits calls everything a digit: its ten probabilities always add up to 1. And your digits may be read worse
# than the held-out ones, though you write clearly. They were drawn with another pen, by another hand.

# %% [markdown]
# ## 7.15 The lesson on one page
#
# $$
# \begin{aligned}
# &\text{softmax, shifted} & A_k &= e^{Z_k - M} \big/ \textstyle\sum_l e^{Z_l - M}, \quad M = \max_l Z_l & (7.1), (7.2)\\
# &\text{cross-entropy, with } \tfrac1m & J &= -\tfrac1m \sum Y \log A & (7.3)\\
# &\text{finite for all scores} & l &= M + \log \textstyle\sum_j e^{Z_j - M} - \sum_k Y_k Z_k & (7.4)\\
# &\text{behind softmax} & \texttt{dZ}_L &= A_L - Y & (7.5)\\
# &\text{start} & W_l &= \sqrt{2 / n_{l-1}} \cdot \text{normal}, \quad b_l = 0 & (7.6)\\
# &\text{forward} & Z_l &= W_l A_{l-1} + b_l, \quad A_l = g_l(Z_l) & (7.7)\\
# &\text{backward} & \texttt{dW}_l &= \tfrac1m\, \texttt{dZ}_l\, A_{l-1}^{\mathsf T} & (7.8)\\
# & & \texttt{dZ}_{l-1} &= (W_l^{\mathsf T}\, \texttt{dZ}_l) \ast g_{l-1}'(Z_{l-1}) & (7.8)\\
# &\text{check} & r &= \lVert g - \nu \rVert \big/ (\lVert g \rVert + \lVert \nu \rVert) & (7.9)\\
# &\text{batches, shuffled} & n &= \lceil m / B \rceil & (7.10)\\
# &\text{training} & W_l &\leftarrow W_l - \eta\, \texttt{dW}_l & (7.11)\\
# &\text{accuracy, held out} & &\tfrac1m \textstyle\sum_i [\,\text{answer}_i = \text{label}_i\,] & (7.12)\\
# &\text{confusion} & C_{ta}&: \text{ label } t, \text{ answer } a & (7.13)\\
# &\text{by the pixels} & \texttt{dX} &= W_1^{\mathsf T}\, \texttt{dZ}_1 & (7.14)
# \end{aligned}
# $$
#
# **What comes next.** You have written what the large libraries do. They differ in three ways. They find the backward pass from the forward
# pass by themselves, by the chain rule, one operation after the other: *automatic differentiation*. They have more kinds of layers. And they
# run on faster machines. Nothing else is hidden in there. When they give you a number, you know how to check it.
