# %% [markdown]
# # 4 From expression 1 to expression 2
#
# **What you will be able to do.** Differentiate a sum by one of its weights and say why almost everything in it vanishes. (With the sum
# still in it, the derivative is called expression 1 here. With one term left of the sum, it is expression 2.) Write a derivation line by line so
# that a program can check each line. Turn the result into one matrix product, for one sample, for many, and for the layer
# before.
#
# **What you need.** Lessons 1 to 3: the central difference, $\sigma$ and $\sigma'$, shapes of matrices.
#
# **Time.** 75 to 110 minutes.
#
# **Notation.** This lesson follows one well-known derivation and keeps its letters, because you will meet them elsewhere.
#
# - $o_j$ is the output of unit $j$ in one layer, $o_k$ the output of unit $k$ in the next. One letter for both: the index says which layer.
# - $w_{jk}$ is the weight **from** unit $j$ **to** unit $k$. The other lessons write it `W[k, j]`. Exercise 4.1 is about that.
# - $s_k = \sum_j w_{jk}\, o_j$ is what unit $k$ sums up. There is no bias here. $t_k$ is the target of unit $k$.
# - $\delta_{ij}$, with **two** indices, is 1 if $i = j$ and 0 if not. $\delta_k$, with **one** index, is the error signal of unit $k$, from 4.7 on.
# - $J$ and $K$ are the numbers of units in the two layers. In code every index starts at 0.
#
# **The factor of the error.** Here $E = \sum_k (t_k - o_k)^2$: no $\frac12$, no mean. So its slope carries a $2$, and a minus sign
# because the target comes first. Other lessons have other factors. Watch both.
#
# Each exercise has five parts. **Predict** before you run anything. **Derive** on paper. **Code** it. **Check** it.
# **See** what you have made.

# %% locked="setup"
import numpy as np

from helpers import figures
from helpers.checks import Milestone, between, check, check_derivation
from helpers.checks import inputs, random_inputs, require
from helpers.differences import central_difference  # the one of lesson 1; it takes arrays, too
from helpers.explore import explore, sum_term


def sigmoid(s):
    """1 / (1 + e^-s), from lesson 2."""
    return 1 / (1 + np.exp(-s))


def sigmoid_prime(s):
    """The slope of the sigmoid at s, from lesson 2."""
    return sigmoid(s) * (1 - sigmoid(s))


def layers(seed, *shapes):
    """For the checks: two random cases (w, o, t) for each shape (J, K)."""
    return [
        case
        for number, (J, K) in enumerate(shapes)
        for case in random_inputs(
            seed=seed + number,
            count=2,
            w=between(-1, 1, J, K),
            o=between(0.2, 0.9, J),
            t=between(0.0, 1.0, K),
        )
    ]


def each_weight(cases):
    """For the checks: every case once for each weight w_jk, with its j and k."""
    return [{**case, "j": j, "k": k} for case in cases for j, k in np.ndindex(case["w"].shape)]

# %% [markdown]
# ## 4.1 Two index orders
#
# Three units feed two units. Here are their weights and outputs, and the targets. They serve as the example in the whole lesson.

# %%
w = np.array([[0.4, -0.6], [0.7, 0.1], [-0.3, 0.9]])  # w[j, k], shape (J, K) = (3, 2)
o = np.array([0.5, 0.8, 0.2])  # o[j], shape (J,)
t = np.array([1.0, 0.0])  # t[k], shape (K,)

# %% [markdown]
# A weight is an arrow between two units. To store it, we must choose which end is the row:
#
# | | row | column | shape | so the sum is |
# |---|---|---|---|---|
# | this lesson, $w_{jk}$ | from $j$ | to $k$ | $(J, K)$ | $s_k = \sum_j w_{jk}\, o_j$ |
# | other lessons, $W_{kj}$ | to $k$ | from $j$ | $(K, J)$ | $z_k = \sum_j W_{kj}\, o_j$ |
#
# Same arrow, same number, other place: $W = w^T$. Move the sliders and watch one arrow in both matrices.

# %%
explore(lambda j, k: figures.index_orders(w, j, k), j=(0, 2, 1, 1), k=(0, 1, 1, 0))

# %% [markdown]
# **Predict.** In the other lessons the layer is `W @ o`. What must stand in front of `@ o` here, where the array is `w` with shape `(J, K)`?

# %%
my_guess = "?"  # some code

# %% [markdown]
# **Derive.** A matrix times a vector sums over the matrix's **last** axis. We want the sum over $j$:
#
# | line | why |
# |---|---|
# | $(W o)_k = \sum_j W_{kj}\, o_j$ | the definition of the product: the last index of $W$ is summed |
# | $= \sum_j w_{jk}\, o_j$ | $W_{kj} = w_{jk}$, for $W = w^T$ |
# | $= (w^T o)_k$ | so $w$ has to be turned before it meets $o$ |
#
# $$o_k = \sigma(s_k), \qquad s_k = \sum_j w_{jk}\, o_j \tag{4.1}$$
#
# The sum over $j$ with numbers, term by term:

# %%
for k in range(2):
    terms = [w[j, k] * o[j] for j in range(3)]
    written_out = " + ".join(f"({term:+.2f})" for term in terms)
    print(f"s_{k} = {written_out} = {sum(terms):+.2f}   o_{k} = {sigmoid(sum(terms)):.4f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% answer="output"
def output(w, o):
    """Outputs of the layer, equation (4.1).

    w: weights, w[j, k] from unit j to unit k, shape (J, K).
    o: outputs of the layer before, shape (J,).
    Returns o_k for every k, shape (K,).
    """
    ### BEGIN SOLUTION
    return sigmoid(w.T @ o)
    ### END SOLUTION

# %% test="output" points=1
# Also where J = K, for there a swapped index gives an array of the right shape.
check(
    output,
    [{"w": case["w"], "o": case["o"]} for case in layers(41, (3, 2), (2, 4), (3, 3))],
    expected="sum_term.output",
    look="which index of w is summed? It must be the one that o has, j. Then the sigmoid.",
)
### BEGIN HIDDEN TESTS
check(
    output,
    [{"w": case["w"], "o": case["o"]} for case in layers(410, (4, 2), (2, 5), (4, 4), (1, 3), (3, 1))],
    expected="sum_term.output",
    look="equation (4.1), for any J and K.",
)
### END HIDDEN TESTS

# %% [markdown] hints="output"
# 1. **The idea.** Unit $k$ adds up everything that arrives at it: one term for each $j$. Then the sigmoid squeezes the sum.
# 2. **The rule.** `A @ b` sums over the last axis of `A`. The last axis of `w` is $k$, and you want to sum over $j$. `w.T` swaps the axes.
# 3. **The first line.** `s = w.T @ o`, of shape `(K,)`.

# %% [markdown]
# **See.** Your `output` beside the layer of lesson 3, which has the same six numbers in an array `W[k, j]`. And what happens when the two arrays
# are mixed up?

# %%
W = np.array([[0.4, 0.7, -0.3], [-0.6, 0.1, 0.9]])  # W[k, j], shape (K, J) = (2, 3)
print("your output:          ", output(w, o))
print("the layer of lesson 3:", sigmoid(W @ o))
try:
    print("w in place of W:      ", sigmoid(w @ o))
except ValueError as error:
    print("w in place of W:      ", error)
print("With J = K nothing would have stopped it: the result would be wrong in silence.")

# %% [markdown]
# ## 4.2 The error, and where the 2 and the minus come from
#
# **Predict.** A unit puts out $o_k = 0.3$ and the target is $t_k = 1$. Make $o_k$ a little larger. Does $(t_k - o_k)^2$ rise or fall?
# Is its slope positive or negative?

# %%
my_guess = "?"  # "positive" or "negative"

# %% [markdown]
# **Derive.** The error of one sample sums over the outputs:
#
# $$E = \sum_k (t_k - o_k)^2 \tag{4.2}$$
#
# Its slope by one output, worked in full. Two rules meet here, and each leaves its mark:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial E}{\partial o_k} = \dfrac{\partial}{\partial o_k} (t_k - o_k)^2$ | the other terms of the sum do not hold $o_k$ |
# | $= 2\,(t_k - o_k) \cdot \dfrac{\partial}{\partial o_k}(t_k - o_k)$ | the outer function is a square: this is **the 2** |
# | $= 2\,(t_k - o_k) \cdot (-1)$ | the inner function: $t_k$ is constant, $-o_k$ has slope $-1$. This is **the minus** |
# | $= -2\,(t_k - o_k)$ | |
#
# $$\frac{\partial E}{\partial o_k} = -2\,(t_k - o_k) \tag{4.3}$$
#
# The third line is the one that people skip. Without it the error would *rise* in every update. With numbers:

# %%
target, out, h = 1.0, 0.3, 1e-5
nudged = ((target - (out + h)) ** 2 - (target - (out - h)) ** 2) / (2 * h)
print(f"with the inner -1:    {-2 * (target - out):+.4f}")
print(f"without the inner -1: {2 * (target - out):+.4f}")
print(f"seen by a nudge:      {nudged:+.4f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** $E$ itself, as a function of the weights: that is what we will differentiate.

# %% answer="error"
def error(w, o, t):
    """The error of one sample, equation (4.2). No factor in front.

    w: shape (J, K). o: outputs of the layer before, shape (J,). t: targets, shape (K,).
    Returns a number.
    """
    ### BEGIN SOLUTION
    return np.sum((t - output(w, o)) ** 2)
    ### END SOLUTION

# %% test="error" points=1
check(
    error,
    layers(42, (3, 2), (2, 4), (3, 3)),
    expected="sum_term.error",
    earlier=["sum_term.output"],
    look="equation (4.2): square first, then sum over k. No mean, no one half.",
)
### BEGIN HIDDEN TESTS
check(
    error,
    layers(420, (4, 2), (2, 5), (4, 4), (1, 3), (3, 1)),
    expected="sum_term.error",
    earlier=["sum_term.output"],
    look="equation (4.2), for any J and K.",
)
### END HIDDEN TESTS

# %% [markdown] hints="error"
# 1. **The idea.** Each output has its own miss. Square each, then add them up.
# 2. **The rule.** Your `output(w, o)` gives all $o_k$ at once. Arrays subtract and square entry by entry, and `np.sum` adds the entries.
# 3. **The first line.** `out = output(w, o)`

# %% [markdown]
# **See.** How far the two outputs miss, and your error. One of the two squares is more than two thirds of it. Which one?

# %%
print("misses t_k - o_k: ", t - output(w, o))
print(f"E:                 {error(w, o, t):.6f}")

# %% [markdown]
# ## 4.3 The sum term: which entries depend on this weight?
#
# Somewhere in the derivative of $E$ we will need the derivative of $s_l = \sum_i w_{il}\, o_i$ by **one** weight $w_{jk}$. It looks frightening,
# with a sum and four indices. Count what is in it.
#
# **Predict.** In the example there are 6 weights and 2 sums, so 12 derivatives $\partial s_l / \partial w_{jk}$. How many of them are not zero?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Write a sum out, with nothing hidden behind the $\Sigma$. Then differentiate by $w_{10}$, the weight from unit 1 to unit 0:
#
# | line | why |
# |---|---|
# | $s_0 = w_{00}\, o_0 + w_{10}\, o_1 + w_{20}\, o_2$ | the sum over $i$, written out |
# | $\dfrac{\partial s_0}{\partial w_{10}} = 0 + o_1 + 0$ | each weight is a variable of its own: only the middle term holds $w_{10}$ |
# | $s_1 = w_{01}\, o_0 + w_{11}\, o_1 + w_{21}\, o_2$ | the other sum |
# | $\dfrac{\partial s_1}{\partial w_{10}} = \;?$ | yours: which of its terms hold $w_{10}$? |
#
# Now any $j$, $k$ and $l$. The derivative is not zero only if **two** things agree. Fill in the second:
#
# | must agree | why | in symbols |
# |---|---|---|
# | the term's $i$ and the weight's $j$ | the weight leaves unit $j$ | $\delta_{ij}$ |
# | the sum's $l$ and the weight's $\;?$ | the weight arrives at unit $\;?$ | $\;?$ |
#
# What stays is $o_j$ where both agree and 0 elsewhere. Write it down as
#
# $$\frac{\partial s_l}{\partial w_{jk}} = \;?\; \cdot o_j \tag{4.4}$$
#
# All of them, in numbers, without a derivation: nudge one weight at a time and see how the two sums answer.

# %%
for j in range(3):
    for k in range(2):
        above, below = w.copy(), w.copy()
        above[j, k] += 0.5
        below[j, k] -= 0.5
        change = (above - below).T @ o
        print(f"by w[{j}, {k}]:   s_0 changes by {change[0]:.2f},   s_1 by {change[1]:.2f}")
print(f"your guess for the entries that are not zero: {my_guess}")

# %% [markdown]
# **Code.** All derivatives in one array with three axes. The first two say **which weight**, as in `w`. The last says **which sum**.

# %% answer="sum_term_jacobian"
def sum_term_jacobian(w, o):
    """Derivatives of every sum by every weight, equation (4.4).

    w: shape (J, K). o: shape (J,).
    Returns an array of shape (J, K, K): entry [j, k, l] is d s_l / d w_jk.
    Axis 0 is j and axis 1 is k, as in w; axis 2 is l.
    """
    ### BEGIN SOLUTION
    J, K = w.shape
    jacobian = np.zeros((J, K, K))
    for j in range(J):
        for k in range(K):
            jacobian[j, k, k] = o[j]
    return jacobian
    ### END SOLUTION

# %% test="sum_term_jacobian" points=2
# The shape tells j from the other two, where J and K differ.
check(
    sum_term_jacobian,
    [{"w": case["w"], "o": case["o"]} for case in layers(43, (2, 3), (3, 2), (2, 2))],
    expected="sum_term.sum_term_jacobian",
    look="take one entry [j, k, l] and ask the table above: does sum l hold the weight w_jk, "
    "and what stands beside it?",
)
### BEGIN HIDDEN TESTS
check(
    sum_term_jacobian,
    [{"w": case["w"], "o": case["o"]} for case in layers(430, (4, 2), (2, 4), (4, 4), (1, 3), (3, 1))],
    expected="sum_term.sum_term_jacobian",
    look="equation (4.4), for any J and K.",
)
### END HIDDEN TESTS

# %% [markdown] hints="sum_term_jacobian"
# 1. **The idea.** Nearly everything is 0. Start from an array of zeros and write the few entries that are not.
# 2. **The rule.** The weight $w_{jk}$ is in one sum only, $s_k$, and there it stands beside $o_j$. So entry `[j, k, k]` is `o[j]`.
# 3. **The first line.** `J, K = w.shape`, then `jacobian = np.zeros((J, K, K))`, then two loops.

# %% [markdown]
# **See.** Every term of every sum. Click a weight, or move over the weights with the arrow keys: your function says which terms change with it. The
# others stay as they are, so their slope is 0, and they fade. The slider goes back to before the differentiation. The two lines below the
# weights, expression 1 and expression 2, are what 4.4 and 4.5 are about. Leave them until then.

# %%
sum_term(sum_term_jacobian, w, o)

# %% [markdown]
# ## 4.4 Expression 1
#
# **Predict.** The weight $w_{10}$ goes to output 0. Does the miss of output 1, $t_1 - o_1$, play a part in $\partial E / \partial w_{10}$?

# %%
my_guess = "?"  # "yes" or "no"

# %% [markdown]
# **Derive.** By (4.4) the weight $w_{jk}$ moves $s_k$ and no other sum. So it reaches $E$ along one chain:
#
# $$w_{jk} \;\longrightarrow\; s_k \;\longrightarrow\; o_k \;\longrightarrow\; E$$
#
# One derivative for each arrow. The gap is a chain-rule factor:
#
# | arrow | derivative | why |
# |---|---|---|
# | $o_k \to E$ | $-2\,(t_k - o_k)$ | (4.3) |
# | $s_k \to o_k$ | $\sigma'(s_k) = \;?$ | lesson 2, written with $\sigma$ only. At which point is the slope taken, $s_k$ or $o_k$? |
# | $w_{jk} \to s_k$ | $\dfrac{\partial}{\partial w_{jk}} \sum_i w_{ik}\, o_i$ | left as it is, for now |
#
# The product is where our derivation starts. Put your factor in place of the question mark:
#
# $$\frac{\partial E}{\partial w_{jk}} = -2\,(t_k - o_k)\cdot\;?\;\cdot \frac{\partial}{\partial w_{jk}} \sum_i w_{ik}\, o_i
# \qquad\text{(expression 1)} \tag{4.5}$$
#
# Why is the summed index called $i$ here, and not $j$ as in (4.1)? Because $j$ is taken: it names the weight. Exercise 4.12 shows what
# happens otherwise. The slopes at $s_k$ and at $o_k$ are two different numbers. Near the middle of the S-curve they look alike, far out
# they do not. And does the miss of output 1 matter for $w_{10}$? Nudge it with two different targets $t_1$, and see:

# %%
j, k = 1, 0
s_k = w[:, k] @ o
print(f"t_k - o_k = {t[k] - sigmoid(s_k):+.4f}")
for value in (s_k, 4.0):
    right, wrong = sigmoid_prime(value), sigmoid_prime(sigmoid(value))
    print(f"s = {value:.1f}   slope at s {right:.4f}   slope at sigmoid(s) {wrong:.4f} (a mistake)")


for t_1 in (0.0, 1.0):
    def your_error(weight, targets=np.array([t[0], t_1])):
        changed = w.copy()
        changed[j, k] = weight
        return error(changed, o, targets)

    nudged = central_difference(your_error, w[j, k])
    print(f"t_1 = {t_1:.0f}: dE/dw_{j}{k} by a nudge of the whole error is {nudged:+.6f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** The first two factors as formulas. The last one is not derived yet, so take it **numerically**: nudge the weight `w[j, k]` and see
# how the sum $s_k$ answers. `central_difference(f, x)` gives the slope of `f` at `x`, as in lesson 1. Here `x` is the weight.

# %% answer="expression_1"
def expression_1(w, o, t, j, k):
    """dE/dw_jk by expression 1, equation (4.5). Its last factor is a central difference of s_k.

    w: shape (J, K). o: shape (J,). t: shape (K,). j, k: which weight, whole numbers from 0.
    Returns a number.
    """
    ### BEGIN SOLUTION
    def sum_k(weight):
        changed = w.copy()
        changed[j, k] = weight
        return changed[:, k] @ o

    s_k = w[:, k] @ o
    last_factor = central_difference(sum_k, w[j, k])
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * last_factor
    ### END SOLUTION

# %% test="expression_1" points=2
# For every weight of each layer. A numerical factor is right to about ten digits,
# so no more than that is asked.
check(
    expression_1,
    each_weight(layers(44, (3, 2), (2, 3), (2, 2))),
    expected="sum_term.partial_derivative",
    earlier=["sum_term.output"],
    tolerance=1e-6,
    look="equation (4.5), factor by factor: print each one for this input.",
)
### BEGIN HIDDEN TESTS
check(
    expression_1,
    each_weight(layers(440, (4, 2), (2, 4), (3, 3), (1, 3), (3, 1))),
    expected="sum_term.partial_derivative",
    earlier=["sum_term.output"],
    tolerance=1e-6,
    look="equation (4.5), for any weight of any layer.",
)
### END HIDDEN TESTS

# %% [markdown] hints="expression_1"
# 1. **The idea.** Three factors, one for each arrow. Two are formulas, the third is a slope that you measure.
# 2. **The rule.** Write a small function inside yours: it takes a value for the weight, puts it into a **copy** of `w`, and returns $s_k$. Its
#    slope at `w[j, k]` is the last factor. The sigmoid's slope belongs to $s_k$: `sigmoid_prime(s_k)`.
# 3. **The first line.** `s_k = w[:, k] @ o`. The small function begins with `changed = w.copy()` and `changed[j, k] = weight`.

# %% [markdown]
# **See.** Every weight of the example: your expression 1, and a nudge of your whole error. Then the last factor alone: that is expression 1,
# divided by the slope of $E$ by $s_k$. Beside it $o_j$. Compare the last two columns.

# %%
for j, k in np.ndindex(w.shape):
    def my_error(weight, j=j, k=k):
        changed = w.copy()
        changed[j, k] = weight
        return error(changed, o, t)

    one, nudged = expression_1(w, o, t, j, k), central_difference(my_error, w[j, k])
    by_s_k = central_difference(lambda s_k, k=k: (t[k] - sigmoid(s_k)) ** 2, w[:, k] @ o)
    print(f"w[{j}, {k}]   expression 1 {one:+.6f}   nudge of E {nudged:+.6f}"
          f"   last factor {one / by_s_k:.4f}   o[{j}] = {o[j]:.4f}")

# %% [markdown]
# ## 4.5 Expression 2
#
# **Predict.** The last two columns agree. Is that luck, or must it be so, whatever the weights are?

# %%
my_guess = "?"  # "luck" or "must be", and why

# %% [markdown]
# **Derive.** The last factor of expression 1 is equation (4.4) for $l = k$. What is it? Put it in, and nothing is left to nudge:
#
# $$\frac{\partial E}{\partial w_{jk}} = -2\,(t_k - o_k)\,\sigma(s_k)\,(1 - \sigma(s_k)) \cdot \;?
# \qquad\text{(expression 2)} \tag{4.6}$$
#
# The next exercise asks for every line between the two. Here it is enough to have the result. What does the last factor of $w_{10}$ depend on?
# Three very different sets of weights, and a nudge of $w_{10}$ each time:

# %%
for weights in (w, 10 * w, np.zeros((3, 2))):
    above, below = weights.copy(), weights.copy()
    above[1, 0] += 0.5
    below[1, 0] -= 0.5
    print(f"w_10 = {weights[1, 0]:+.2f}   last factor {(above[:, 0] - below[:, 0]) @ o:.4f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** This exercise asks for a formula. The check looks at the digits: a nudge has ten right ones at best, and a formula fifteen.

# %% answer="expression_2"
def expression_2(w, o, t, j, k):
    """dE/dw_jk by expression 2, equation (4.6). No numerical derivative.

    w: shape (J, K). o: shape (J,). t: shape (K,). j, k: which weight, whole numbers from 0.
    Returns a number.
    """
    ### BEGIN SOLUTION
    s_k = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * o[j]
    ### END SOLUTION

# %% test="expression_2" points=2
# One unit of the first layer is nearly silent, o = 0.0000003.
# A nudge of its weight drowns in rounding, and a formula does not.
A_SILENT_UNIT = {
    "w": np.array([[0.5, -0.4], [0.8, 0.3]]),
    "o": np.array([3e-7, 0.7]),
    "t": np.array([0.9, 0.2]),
}
check(
    expression_2,
    each_weight([*layers(45, (3, 2), (2, 3), (2, 2)), A_SILENT_UNIT]),
    expected="sum_term.partial_derivative",
    earlier=["sum_term.output"],
    derived=True,
    look="equation (4.6), factor by factor. t, s and o_k belong to unit k; the last factor to unit j.",
)
### BEGIN HIDDEN TESTS
check(
    expression_2,
    each_weight([*layers(450, (4, 2), (2, 4), (3, 3), (1, 3), (3, 1)), A_SILENT_UNIT]),
    expected="sum_term.partial_derivative",
    earlier=["sum_term.output"],
    derived=True,
    look="equation (4.6), for any weight of any layer.",
)
### END HIDDEN TESTS

# %% [markdown] hints="expression_2"
# 1. **The idea.** It is expression 1 with its last factor replaced by what you have found in 4.3.
# 2. **The rule.** $\partial s_k / \partial w_{jk}$ is (4.4) with $l = k$: only the term with $i = j$ stays, and beside the weight stands $o_j$.
# 3. **The first line.** `s_k = w[:, k] @ o`

# %% [markdown]
# **See.** The two expressions, weight by weight.

# %%
for j, k in np.ndindex(w.shape):
    one, two = expression_1(w, o, t, j, k), expression_2(w, o, t, j, k)
    print(f"w[{j}, {k}]   expression 1 {one:+.12f}   expression 2 {two:+.12f}"
          f"   difference {abs(one - two):.0e}")

# %% [markdown]
# And in the picture, with all your functions in it. Take the slider from left to right and watch expression 1 turn into expression 2.

# %%
sum_term(sum_term_jacobian, w, o, t, output=output, expression_1=expression_1, expression_2=expression_2)

# %% [markdown]
# ## 4.6 Every line between the two
#
# On paper nobody tells you which line is wrong. Here a program will: you write each line as a text, the program works out every line at random
# points in layers of several sizes, and names the first line that does not equal the one above.
#
# | on paper | in a line |
# |---|---|
# | $t_k,\; o_j,\; w_{jk}$ | `t[k]`, `o[j]`, `w[j, k]` |
# | $s_k$ and $\sigma(s_k)$ | `s[k]` and `sigma(s[k])` |
# | $\sum_i w_{ik}\, o_i$ | `sum(w[i, k] * o[i] for i in units)` |
# | $\dfrac{\partial A}{\partial w_{jk}}$ | `d(A, w[j, k])` |
# | $\delta_{ij}$, 1 if $i = j$, else 0 | `delta(i, j)` |
#
# **Predict.** You write the summed index as `j` by mistake, though `j` already names the weight. Will the program say that the values differ,
# or something else?

# %%
my_guess = "?"  # what will it say?

# %% [markdown]
# **Derive.** Another sum first, worked in full: the slope of $\sum_i o_i^2$ by one of its outputs, $o_j$.
#
# | line | why |
# |---|---|
# | $\dfrac{\partial}{\partial o_j} \sum_i o_i\, o_i$ | the start |
# | $= \sum_i \dfrac{\partial}{\partial o_j}\,(o_i\, o_i)$ | the derivative of a sum is the sum of the derivatives |
# | $= \sum_i 2\, o_i\, \delta_{ij}$ | one term: its slope is $2\, o_i$ if it holds $o_j$, that is if $i = j$, else 0 |
# | $= 2\, o_j$ | $\delta_{ij}$ is 0 in every term but the one with $i = j$ |
#
# The next cell is given: it makes the random points. Below it stand the four lines as texts, checked. Was your guess right? Write `j` for every
# `i` in line 2, and run the cell again. Put it back, then break another line and see what the program says.

# %% locked="random_points"
def random_points(seed, *shapes):
    """Points to check a derivation at: for each shape (J, K) a random layer and a weight."""
    rng = np.random.default_rng(seed)
    return [
        {
            "w": rng.uniform(-1, 1, size=(J, K)),
            "o": rng.uniform(0.2, 0.9, size=J),
            "t": rng.uniform(0, 1, size=K),
            "units": range(J),
            "j": int(rng.integers(J)),
            "k": int(rng.integers(K)),
        }
        for J, K in shapes
    ]

# %%
def worked_example():
    return [
        "d(sum(o[i] * o[i] for i in units), o[j])",
        "sum(d(o[i] * o[i], o[j]) for i in units)",
        "sum(2 * o[i] * delta(i, j) for i in units)",
        "2 * o[j]",
    ]


check_derivation(
    worked_example,
    start="d(sum(o[i] * o[i] for i in units), o[j])",
    end="2 * o[j]",
    points=random_points(1, (3, 2), (2, 4), (4, 4)),
)

# %% [markdown]
# Now yours, from expression 1 to expression 2, with all lines blank. One rule a line:
#
# | line | rule |
# |---|---|
# | 1 | expression 1 (4.5): the last factor is `d(...)` of the sum, with the sum written out |
# | 2 | the derivative of a sum is the sum of the derivatives |
# | 3 | one term: by which weight do you differentiate, and which weight stands in the term? |
# | 4 | expression 2 (4.6): what is left of the sum |
#
# Every line is the whole expression, and the same three factors stand in front. You may write them once: `front = "-2 * (t[k] - ...) * ..."`, and then
# `front + " * d(...)"` in each line. The last factor in the example, for $w_{10}$: each term answers by itself when that weight is nudged.
# That is line 2 in numbers. Do your lines 3 and 4 give the same?

# %%
above, below = w.copy(), w.copy()
above[1, 0] += 0.5
below[1, 0] -= 0.5
answers = above[:, 0] * o - below[:, 0] * o
print(" + ".join(f"{answer:.1f}" for answer in answers), f"= {np.sum(answers):.1f}")

# %% [markdown]
# **Code.**

# %% answer="derivation"
def derivation():
    """The way from expression 1 (4.5) to expression 2 (4.6), one rule a line.

    Returns a list of texts, one for each line. Each text is the whole expression,
    written as in the table above.
    """
    ### BEGIN SOLUTION
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(delta(i, j) * o[i] for i in units)",
        front + " * o[j]",
    ]
    ### END SOLUTION

# %% test="derivation" points=2
STEPS = [
    Milestone("the sum of the derivatives, one d for each term", "sum>d"),
    Milestone("the derivative of one term, written with delta(i, j)", "delta -d"),
]
check_derivation(
    derivation,
    expected="sum_term.derivation",
    points=random_points(46, (3, 2), (2, 4), (3, 3)),
    where={"s[k]": "sum(w[i, k] * o[i] for i in units)"},
    milestones=STEPS,
)
### BEGIN HIDDEN TESTS
check_derivation(
    derivation,
    expected="sum_term.derivation",
    points=random_points(460, (4, 2), (2, 5), (4, 4), (1, 3), (5, 1), (2, 2)),
    where={"s[k]": "sum(w[i, k] * o[i] for i in units)"},
    milestones=STEPS,
)
### END HIDDEN TESTS

# %% [markdown] hints="derivation"
# 1. **The idea.** The three factors in front never change. Everything happens in the last one, and it happens as in the worked example.
# 2. **The rule.** Line 2 pulls the `d` inside the `sum`. In line 3 each `d(w[i, k] * o[i], w[j, k])` becomes `o[i]` if `i` is `j`, else 0.
#    That is `delta(i, j) * o[i]`. In line 4 one term is left.
# 3. **The first line.** `front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"`, and as the first entry of the list
#    `front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])"`.

# %% [markdown]
# **See.** Your derivation. The part that changes stands at the end of each line.

# %%
for number, line in enumerate(derivation(), start=1):
    print(f"{number}.  {line}")

# %% [markdown]
# ## 4.7 All weights at once
#
# **Predict.** `w` has shape $(J, K)$. Which shape must the array of all $\partial E / \partial w_{jk}$ have, so that it can be subtracted from `w`?

# %%
my_guess = "?"  # for example "(K, J)"

# %% [markdown]
# **Derive.** All factors of expression 2 but the last depend on $k$ only. They belong to the arrows $s_k \to o_k \to E$ of 4.4, so their product
# is the slope of $E$ by the sum $s_k$. It gets a name, the **error signal** of unit $k$:
#
# $$\delta_k = \frac{\partial E}{\partial s_k} = -2\,(t_k - o_k)\,\sigma'(s_k) \tag{4.7}$$
#
# | line | why |
# |---|---|
# | $\dfrac{\partial E}{\partial w_{jk}} = o_j\, \delta_k$ | expression 2 with the new name |
# | one number for each pair $(j, k)$, row $j$, column $k$ | a multiplication table of $o$ and $\delta$ |
# | a column of shape $(\;?\;, 1)$ times a row of shape $(1, \;?\;)$ | yours: which of the two vectors is the column? The row index tells |
#
# $$\frac{\partial E}{\partial w} = \;?\;\;?^T \qquad\text{(an outer product)} \tag{4.8}$$
#
# The other lessons have $dW = dZ\, A^T$, the other way round. Their gradient has the shape of *their* `W`, $(K, J)$. With numbers:

# %%
# delta_k is the slope of E by s_k, so a nudge of s_k finds it, too.
s = np.array([w[:, 0] @ o, w[:, 1] @ o])
delta = central_difference(lambda sums: np.sum((t - sigmoid(sums)) ** 2), s)
print("          " + "".join(f"   delta_{k} = {delta[k]:+.4f}" for k in range(2)))
for j in range(3):
    print(f"o_{j} = {o[j]:.1f}" + "".join(f"{o[j] * delta[k]:>20.4f}" for k in range(2)))
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% answer="matrix_form"
def matrix_form(w, o, t):
    """All dE/dw_jk of one sample at once, equation (4.8).

    w: shape (J, K). o: shape (J,). t: shape (K,).
    Returns an array of the shape of w, (J, K): entry [j, k] is dE/dw_jk.
    """
    ### BEGIN SOLUTION
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(o, delta)
    ### END SOLUTION

# %% test="matrix_form" points=2
check(
    matrix_form,
    layers(47, (3, 2), (2, 4), (3, 3)),
    expected="sum_term.matrix_form",
    earlier=["sum_term.output", "sum_term.sum_term_jacobian", "sum_term.expression_2"],
    derived=True,
    look="row j belongs to o[j], column k to delta[k]. Compare one entry with your expression_2.",
)
### BEGIN HIDDEN TESTS
check(
    matrix_form,
    layers(470, (4, 2), (2, 5), (4, 4), (1, 3), (3, 1)),
    expected="sum_term.matrix_form",
    earlier=["sum_term.output", "sum_term.sum_term_jacobian", "sum_term.expression_2"],
    derived=True,
    look="equation (4.8), for any J and K.",
)
### END HIDDEN TESTS

# %% [markdown] hints="matrix_form"
# 1. **The idea.** A multiplication table: the $o_j$ down the side, the $\delta_k$ along the top.
# 2. **The rule.** `np.outer(a, b)` has `a[j] * b[k]` at row `j`, column `k`. Compute `delta` for all `k` at once, with arrays.
# 3. **The first line.** `s = w.T @ o`, then `delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)`.

# %% [markdown]
# **See.** Your matrix, and what a nudge of your `error` says about each weight.

# %%
print("your matrix_form:\n", matrix_form(w, o, t))
nudged = central_difference(lambda weights: error(weights, o, t), w)
print("by nudging your error, weight by weight:\n", nudged)

# %% [markdown]
# ## 4.8 Many samples at once
#
# Now `o` and `t` have one **column** for each of $m$ samples: shapes $(J, m)$ and $(K, m)$. The error is the sum over all samples. There is still
# no factor in front: no $\frac1m$.
#
# **Predict.** Every sample is in the batch twice. What happens to $\partial E / \partial w$: nothing, or is it doubled?

# %%
my_guess = "?"  # "nothing" or "doubled"

# %% [markdown]
# **Derive.** A number in brackets says which sample: $o_j^{(n)}$ is row $j$, column $n$.
#
# | line | why |
# |---|---|
# | $E = \sum_n E^{(n)}$ | the errors of the samples are added |
# | $\dfrac{\partial E}{\partial w_{jk}} = \sum_n \dfrac{\partial E^{(n)}}{\partial w_{jk}}$ | the derivative of a sum, again |
# | $= \sum_n \;?$ | yours: put in (4.8), entry by entry, for sample $n$ |
# | row $j$ of $o$ and row $k$ of $\delta$, entry by entry, added up | both are summed over their **last** index, $n$ |
# | $= (o\;?\,)_{jk}$ | a matrix product sums the last index of the left with the first of the right. What must happen to $\delta$? |
#
# $$\frac{\partial E}{\partial w} = o \cdot \;? \tag{4.9}$$
#
# Write the shapes under it: $(J, m)$ times $(\;?\,,\;?\;)$ gives $(J, K)$.
#
# The next cell is given. It holds $E$ of a batch as code, and twelve samples for the numbers and the picture below.

# %% locked="batch"
def error_of_batch(w, o, t):
    """E of a whole batch: w of shape (J, K), o of shape (J, m), t of shape (K, m). A number."""
    return np.sum((t - sigmoid(w.T @ o)) ** 2)


def batches(seed, *shapes):
    """For the checks: two random batches (w, o, t) for each (J, K, m)."""
    return [
        case
        for number, (J, K, m) in enumerate(shapes)
        for case in random_inputs(
            seed=seed + number,
            count=2,
            w=between(-1, 1, J, K),
            o=between(0.2, 0.9, J, m),
            t=between(0.0, 1.0, K, m),
        )
    ]


# Twelve samples for the figures: what a layer with other weights puts out.
# So some w fits them all.
samples = np.random.default_rng(4)
o_batch = samples.uniform(0, 1, size=(3, 12))
t_batch = sigmoid(np.array([[2.0, -1.5], [-3.0, 0.5], [1.0, 2.5]]).T @ o_batch)

# %%
once = central_difference(lambda weights: error_of_batch(weights, o_batch, t_batch), w)
o_twice, t_twice = np.hstack([o_batch, o_batch]), np.hstack([t_batch, t_batch])
twice = central_difference(lambda weights: error_of_batch(weights, o_twice, t_twice), w)
print("every sample once, by nudging:\n", once)
print("every sample twice, by nudging:\n", twice)
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** No loop over the samples.

# %% answer="batch_form"
def batch_form(w, o, t):
    """All dE/dw_jk of a batch, equation (4.9). E is the sum over the samples, without a factor.

    w: shape (J, K). o: shape (J, m), one sample in each column. t: shape (K, m).
    Returns an array of the shape of w, (J, K).
    """
    ### BEGIN SOLUTION
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return o @ delta.T
    ### END SOLUTION

# %% test="batch_form" points=2
check(
    batch_form,
    batches(48, (3, 2, 5), (2, 4, 3), (3, 3, 3), (3, 2, 1)),
    expected="sum_term.batch_form",
    earlier=["sum_term.output", "sum_term.matrix_form"],
    derived=True,
    look="write the shapes under equation (4.9). The summed index is n, the last one of both. No 1/m.",
)
### BEGIN HIDDEN TESTS
check(
    batch_form,
    batches(480, (4, 2, 6), (2, 5, 4), (4, 4, 4), (1, 3, 2), (3, 1, 7)),
    expected="sum_term.batch_form",
    earlier=["sum_term.output", "sum_term.matrix_form"],
    derived=True,
    look="equation (4.9), for any J, K and m.",
)
### END HIDDEN TESTS

# %% [markdown] hints="batch_form"
# 1. **The idea.** One outer product for each sample, all added up. A matrix product does just that.
# 2. **The rule.** `delta` is computed as before, and has shape `(K, m)` now. In `A @ B` the last axis of `A` meets the first of `B`: that must be
#    the axis of the samples.
# 3. **The first line.** `s = w.T @ o`, of shape `(K, m)`.

# %% [markdown]
# **See.** Your matrix product, beside the nudges of the whole error from above.

# %%
print("your batch_form:\n", batch_form(w, o_batch, t_batch))
print("by nudging:\n", once)

# %% [markdown]
# ## 4.9 The error goes back
#
# The $o_j$ come from units, too. Their weights are to be learned as well, so we need to know how $E$ depends on $o_j$.
#
# **Predict.** Unit $j = 2$ feeds output 0 with the weight $-0.3$ and output 1 with $0.9$. Through which of the two does a change of $o_2$ reach $E$?

# %%
my_guess = "?"  # "0", "1" or "both"

# %% [markdown]
# **Derive.** This time $w$ stands still and $o_j$ moves. It is in **every** sum $s_k$, so it reaches $E$ in $K$ ways.
# A small nudge of $o_j$ changes $E$ a little on each way, and these small changes add up, as those along $x$ and $y$ did in 1.10. So ways are added:
#
# | line | why |
# |---|---|
# | $e_j = \dfrac{\partial E}{\partial o_j} = \sum_k \dfrac{\partial E}{\partial s_k} \cdot \dfrac{\partial s_k}{\partial o_j}$ | one product for each way |
# | $\dfrac{\partial E}{\partial s_k} = \delta_k$ | (4.7) |
# | $\dfrac{\partial s_k}{\partial o_j} = \;?$ | yours: $s_k = \sum_i w_{ik}\, o_i$. Which term holds $o_j$, and what stands beside it? |
# | $e_j = \sum_k \;?\; \delta_k$ | put it in |
#
# Compare with 4.3: there the sum over $i$ collapsed to one term, and here it does so again. What stays is the *other* factor of that term. The
# sum over $k$ stays, for every output unit has its say. As a matrix product, with the shapes $(J, K)$ and $(K,)$:
#
# $$e = \;?\; \delta \tag{4.10}$$
#
# In the other lessons this is $W^T dZ$. With $W = w^T$ it is the same line. By nudging one $o_j$ at a time:

# %%
def error_from(outputs):
    return np.sum((t - sigmoid(w.T @ outputs)) ** 2)


print("delta, from 4.7:  ", delta)
print("e_j by nudging o: ", central_difference(error_from, o))
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.**

# %% answer="hidden_error"
def hidden_error(w, delta):
    """Slope of E by the outputs of the layer before, equation (4.10).

    w: shape (J, K). delta: error signals of the layer that w leads to, shape (K,).
    Returns e_j for every j, shape (J,).
    """
    ### BEGIN SOLUTION
    return w @ delta
    ### END SOLUTION

# %% test="hidden_error" points=2
# J = K is there, too: then a transposed w runs, and is wrong.
check(
    hidden_error,
    [
        case
        for number, (J, K) in enumerate([(3, 2), (2, 4), (3, 3)])
        for case in random_inputs(
            seed=49 + number, count=2, w=between(-1, 1, J, K), delta=between(-0.5, 0.5, K)
        )
    ],
    expected="sum_term.hidden_error",
    look="equation (4.10): for one j, add w[j, k] * delta[k] over k.",
)
### BEGIN HIDDEN TESTS
check(
    hidden_error,
    [
        case
        for number, (J, K) in enumerate([(4, 2), (2, 5), (4, 4), (1, 3), (3, 1)])
        for case in random_inputs(
            seed=490 + number, count=2, w=between(-1, 1, J, K), delta=between(-0.5, 0.5, K)
        )
    ],
    expected="sum_term.hidden_error",
    look="equation (4.10), for any J and K.",
)
### END HIDDEN TESTS

# %% [markdown] hints="hidden_error"
# 1. **The idea.** Forward, unit $k$ collects from all $j$. Backward, unit $j$ collects from all $k$, along the same arrows.
# 2. **The rule.** The sum runs over $k$, and $k$ is the last axis of `w`. So this time nothing has to be turned.
# 3. **The first line.** There is only one. It has `w`, `@` and `delta` in it.

# %% [markdown]
# **See.** Your $e_j$, and the nudge from above.

# %%
print("your hidden_error:", hidden_error(w, delta))
print("by nudging o:     ", central_difference(error_from, o))

# %% [markdown]
# ## 4.10 One layer earlier
#
# The $o_j$ come from inputs $x_i$ with weights $v_{ij}$, from input $i$ to unit $j$:
#
# $$x \;\xrightarrow{\;v\;}\; o_j = \sigma(r_j), \quad r_j = \sum_i v_{ij}\, x_i \;\xrightarrow{\;w\;}\; o_k \;\longrightarrow\; E$$
#
# **Predict.** There are no targets for the $o_j$. What takes the place of $-2\,(t - o)$ in their error signal?

# %%
my_guess = "?"  # in words or in letters

# %% [markdown]
# **Derive.** It is the same expression, one layer earlier. Read the left column of formulas, then fill in the right one:
#
# | | last layer | one layer earlier |
# |---|---|---|
# | slope of $E$ by the unit's output | $-2\,(t_k - o_k)$ | $e_j = \;?$ (4.10) |
# | times the unit's own slope | $\delta_k = -2\,(t_k - o_k)\,\sigma'(s_k)$ | $\delta_j = e_j \cdot \;?$ |
# | times what came in by the weight | $\dfrac{\partial E}{\partial w_{jk}} = o_j\, \delta_k$ | $\dfrac{\partial E}{\partial v_{ij}} = \;?\; \delta_j$ |
#
# $$\frac{\partial E}{\partial v_{ij}} = \;?\;\cdot\, \sigma'(\;?\;) \sum_k w_{jk}\, \delta_k \tag{4.11}$$
#
# So what took the place of $-2\,(t - o)$ is the error that came back, $e_j$: not a target's miss, but a mixture of the misses of all outputs.
#
# An example with two inputs. The matrix is what your function should find:

# %%
x = np.array([0.7, -0.4])  # x[i], shape (I,)
v = np.array([[0.5, -0.2, 0.8], [0.3, 0.9, -0.4]])  # v[i, j], shape (I, J)


def error_of_both(first, second):
    return np.sum((t - sigmoid(second.T @ sigmoid(first.T @ x))) ** 2)


print("r: ", v.T @ x, "  o: ", sigmoid(v.T @ x))
print("dE/dv by nudging:\n", central_difference(lambda first: error_of_both(first, w), v))
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** Forward through both layers first, then back.

# %% answer="hidden_gradient"
def hidden_gradient(v, w, x, t):
    """All dE/dv_ij of one sample, equation (4.11).

    v: weights from inputs to hidden units, shape (I, J).
    w: weights from hidden units to outputs, shape (J, K).
    x: inputs, shape (I,). t: targets, shape (K,).
    Returns an array of the shape of v, (I, J).
    """
    ### BEGIN SOLUTION
    r = v.T @ x
    o = sigmoid(r)
    s = w.T @ o
    delta_out = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    delta_hidden = hidden_error(w, delta_out) * sigmoid_prime(r)
    return np.outer(x, delta_hidden)
    ### END SOLUTION

# %% test="hidden_gradient" points=2
def two_layers(seed, *shapes):
    return [
        case
        for number, (I, J, K) in enumerate(shapes)
        for case in random_inputs(
            seed=seed + number,
            count=2,
            v=between(-1, 1, I, J),
            w=between(-1, 1, J, K),
            x=between(-1, 1, I),
            t=between(0.0, 1.0, K),
        )
    ]


check(
    hidden_gradient,
    two_layers(50, (2, 3, 2), (3, 2, 4), (3, 3, 3)),
    expected="sum_term.hidden_gradient",
    earlier=["sum_term.output", "sum_term.hidden_error"],
    derived=True,
    look="equation (4.11), factor by factor: x belongs to i; the slope and the error that came back "
    "belong to j. At which number is that slope taken?",
)
### BEGIN HIDDEN TESTS
check(
    hidden_gradient,
    two_layers(500, (4, 2, 3), (2, 5, 1), (4, 4, 4), (1, 3, 2), (3, 1, 2)),
    expected="sum_term.hidden_gradient",
    earlier=["sum_term.output", "sum_term.hidden_error"],
    derived=True,
    look="equation (4.11), for any sizes of the three layers.",
)
### END HIDDEN TESTS

# %% [markdown] hints="hidden_gradient"
# 1. **The idea.** Forward: $r$, $o$, $s$. Backward: the error signal of the outputs, then the error that comes back, then the error signal of the
#    hidden units. The last step is an outer product, as in 4.7.
# 2. **The rule.** $\delta_j = e_j\, \sigma'(r_j)$, with `e = hidden_error(w, delta)`. The slope belongs to the hidden unit's sum $r_j$, not to its
#    output. What came in by $v_{ij}$ is $x_i$.
# 3. **The first line.** `r = v.T @ x`, then `o = sigmoid(r)`, then `s = w.T @ o`.

# %% [markdown]
# **See.** Your formula, and the nudge from above. Nothing in it was new: with more layers you would go on the same way.

# %%
print("your hidden_gradient:\n", hidden_gradient(v, w, x, t))
print("by nudging:\n", central_difference(lambda first: error_of_both(first, w), v))

# %% [markdown]
# ## 4.11 The update
#
# **Predict.** In (4.3) there is a minus already. Do we still *subtract* the gradient, or do the two minus signs cancel, so that we add it?

# %%
my_guess = "?"  # "subtract" or "add"

# %% [markdown]
# **Derive.** For a small change $\Delta w$ of all weights, $E$ changes by about the sum of slope times change:
#
# | line | why |
# |---|---|
# | $\Delta E \approx \sum_{jk} \dfrac{\partial E}{\partial w_{jk}}\, \Delta w_{jk}$ | each weight adds its own slope times its own change |
# | $\Delta w_{jk} = -\alpha\, \dfrac{\partial E}{\partial w_{jk}}$ | our choice: against the slope, as in lesson 1; $\alpha > 0$ is the learning rate |
# | $\Delta E \approx -\alpha \sum_{jk} \;?$ | yours: put it in. Can this be positive? |
#
# $$w \leftarrow w - \alpha\, \frac{\partial E}{\partial w} \tag{4.12}$$
#
# The minus of (4.3) is a part of the gradient. The minus of (4.12) is our choice of a direction. They are two different things. On the twelve
# samples, with the gradient found by nudging:

# %%
alpha = 0.01
slopes = central_difference(lambda weights: error_of_batch(weights, o_batch, t_batch), w)
now = error_of_batch(w, o_batch, t_batch)
print(f"E = {now:.5f}")
print(f"about -alpha * (sum of squares): {-alpha * np.sum(slopes**2):+.5f}")
short = alpha * slopes
subtracted = error_of_batch(w - short, o_batch, t_batch) - now
added = error_of_batch(w + short, o_batch, t_batch) - now
print(f"really, when you subtract:       {subtracted:+.5f}")
print(f"when you add:                    {added:+.5f}")
print(f"your guess: {my_guess}")

# %% [markdown]
# **Code.** Return new weights. Leave the array that was passed in as it is: the caller may still need it.

# %% answer="update"
def update(w, gradient, alpha):
    """One step of gradient descent, equation (4.12).

    w: weights, shape (J, K). gradient: dE/dw, shape (J, K). alpha: the learning rate, a number.
    Returns the new weights, shape (J, K). The array w itself is not changed.
    """
    ### BEGIN SOLUTION
    return w - alpha * gradient
    ### END SOLUTION

# %% test="update" points=1
check(
    update,
    random_inputs(
        seed=51, count=4, w=between(-1, 1, 3, 2),
        gradient=between(-1, 1, 3, 2), alpha=between(0.05, 0.5),
    ),
    expected="sum_term.update",
    look="equation (4.12): the sign, and alpha as a factor.",
)


def change_of_error(w, o, t):
    """How E changes in one small step of yours, with a gradient that was found by nudging."""
    gradient = central_difference(lambda weights: error_of_batch(weights, o, t), w)
    stepped = np.asarray(update(w, gradient, 0.01))
    return error_of_batch(stepped, o, t) - error_of_batch(w, o, t)


require(
    all(change_of_error(**case) < 0 for case in batches(51, (3, 2, 5), (2, 4, 3), (3, 3, 1))),
    "After a small step E should be lower, and it is not.\nLook at: equation (4.12), the sign.",
)
print("update: E is lower after a small step.")
### BEGIN HIDDEN TESTS
check(
    update,
    random_inputs(
        seed=510, count=6, w=between(-2, 2, 2, 4),
        gradient=between(-2, 2, 2, 4), alpha=between(0.01, 2),
    ),
    expected="sum_term.update",
    look="equation (4.12), for any alpha.",
)
require(
    all(change_of_error(**case) < 0 for case in batches(511, (4, 2, 6), (2, 5, 4), (1, 1, 3))),
    "After a small step E should be lower, and it is not.\nLook at: equation (4.12), the sign.",
)
### END HIDDEN TESTS

# %% [markdown] hints="update"
# 1. **The idea.** The gradient points uphill. Go the other way, a little.
# 2. **The rule.** The new weights are the old ones minus $\alpha$ times the gradient, entry by entry. `w -= ...` would write into the caller's
#    array, so make a new one.
# 3. **The first line.** There is only one: `return w - ...`

# %% [markdown]
# **See.** Your `update` with your `batch_form`, a hundred times on the twelve samples, for four learning rates. Which one steps so far that it
# jumps across the valley, as $\eta$ could in lesson 1?

# %%
def learn(alpha, updates=100):
    weights, errors = w, [error_of_batch(w, o_batch, t_batch)]
    for _ in range(updates):
        weights = np.asarray(update(weights, batch_form(weights, o_batch, t_batch), alpha))
        errors.append(error_of_batch(weights, o_batch, t_batch))
    return errors


figures.error_falling({alpha: learn(alpha) for alpha in (0.02, 0.2, 1.0, 2.0)})

# %% [markdown]
# ## 4.12 Spot the slip
#
# *This slip is planted.* It stands in print, in the derivation that this lesson follows. Its sum is named with the letter of the weight:
#
# $$\frac{\partial}{\partial w_{jk}} \sum_{j} w_{jk}\, o_j \;=\; \sum_{j} \frac{\partial\, (w_{jk}\, o_j)}{\partial w_{jk}} \;=\; \sum_j o_j$$
#
# The first sum alone is harmless, and the printed result is right in the end: its author knew what was meant. But read it letter by letter, as
# a program does: *every* term $w_{jk}\, o_j$ looks as if it depended on the weight $w_{jk}$. In Python the same thing happens. The `j` of the loop
# hides the `j` of the weight:

# %% locked="published_factor"
def published_factor(w, o, j, k):
    """d s_k / d w_jk, read off the line above letter by letter. The slip in it is planted."""
    return sum(o[j] for j in range(len(o)))

# %% [markdown]
# **Predict.** What does `published_factor(w, o, 0, 0)` return for our $o = (0.5, 0.8, 0.2)$, and what for $j = 2$?

# %%
my_guess = "?"  # two numbers

# %% [markdown]
# **See first.** Nudge each weight into unit $k = 0$, and see how $s_0$ answers. Beside it the published factor.

# %%
k = 0
nudged = [central_difference(lambda weights: weights @ o, w[:, k])[j] for j in range(3)]
published = [published_factor(w, o, j, k) for j in range(3)]
print("seen by a nudge:", " ".join(f"{value:.2f}" for value in nudged))
print("published:      ", " ".join(f"{value:.2f}" for value in published))
print(f"your guess:      {my_guess}")
figures.factors_by_unit(nudged, {"published": published})

# %% [markdown]
# **Derive.** Rename the summed index, and the letters say what is meant:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial}{\partial w_{jk}} \sum_i w_{ik}\, o_i = \sum_i \delta_{ij}\, o_i$ | now each term knows its own index, $i$, and the weight's, $j$ |
# | $= \;?$ | yours |
# | published minus this: $\sum_i o_i - \;? = \;?$ | yours: which outputs are counted though they should not be? |
#
# $$\frac{\partial s_k}{\partial w_{jk}} = \sum_i \delta_{ij}\, o_i \tag{4.13}$$
#
# **Code.** Return the repaired factor, and by how much the published reading is too large.

# %% answer="slip_index"
def slip_index(w, o, j, k):
    """The factor d s_k / d w_jk with the summed index renamed, equation (4.13).

    w: shape (J, K). o: shape (J,). j, k: which weight, whole numbers from 0.
    Returns two numbers: the repaired factor, and the published factor minus the repaired one.
    """
    ### BEGIN SOLUTION
    factor = sum((i == j) * o[i] for i in range(len(o)))
    return factor, published_factor(w, o, j, k) - factor
    ### END SOLUTION

# %% test="slip_index" points=2
check(
    slip_index,
    each_weight([{"w": case["w"], "o": case["o"]} for case in layers(52, (3, 2), (2, 3), (3, 3))]),
    expected="sum_term.repaired_sum",
    earlier=["sum_term.sum_term_jacobian"],
    names=("the factor", "the surplus"),
    look="nudge one weight on paper: which output stands beside it? "
    "The surplus is made of all the others.",
)
### BEGIN HIDDEN TESTS
check(
    slip_index,
    each_weight([{"w": case["w"], "o": case["o"]} for case in layers(520, (4, 2), (5, 3), (1, 2), (4, 4))]),
    expected="sum_term.repaired_sum",
    earlier=["sum_term.sum_term_jacobian"],
    names=("the factor", "the surplus"),
    look="equation (4.13), for any weight. With a single unit the surplus is 0.",
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_index"
# 1. **The idea.** In `published_factor` two things are called `j`. Only one of them can be. Which one should keep its letter?
# 2. **The rule.** Sum over `i`, and keep the term only where `i == j`. In Python `(i == j)` counts as 1 or 0, just like $\delta_{ij}$. The surplus
#    is what the published sum has more.
# 3. **The first line.** `factor = sum((i == j) * o[i] for i in range(len(o)))`

# %% [markdown]
# **See.** Your factor sits where the nudge says. In a layer with one unit the slip would never be noticed: there the surplus is 0.

# %%
yours_by_unit = [slip_index(w, o, j, k)[0] for j in range(3)]
figures.factors_by_unit(nudged, {"published": published, "yours": yours_by_unit})

# %% [markdown] essay="why_one_term" points=2
# ## 4.13 Explain
#
# In the sum $s_k = \sum_i w_{ik}\, o_i$ stand as many terms as there are units. When it is differentiated by one weight $w_{jk}$, one term is left.
# Explain in your own words, in three to six sentences, why all the others vanish and why what is left is $o_j$. Say also why, in (4.10), *no*
# output unit drops out when we differentiate $E$ by $o_j$.
# Double-click on the cell below to write.
#
# ### BEGIN SOLUTION
# Every weight is a variable of its own. When $w_{jk}$ is nudged, the others stand still, and so do all terms $w_{ik}\, o_i$ with $i \ne j$, for they
# do not hold $w_{jk}$. A term that stands still has slope 0. One term holds $w_{jk}$, the one with $i = j$, and there the weight is multiplied by
# $o_j$, which does not depend on it. So nudging the weight by $h$ changes the sum by $h\, o_j$, and the slope is $o_j$. The output $o_j$, on the other
# hand, is sent to every unit of the next layer: it stands in each $s_k$, once, beside $w_{jk}$. So each output unit passes on a part of the change,
# and the parts are added.
# ### END SOLUTION
#
# ### BEGIN MARK SCHEME
# One point for the vanishing: the weights are independent variables, so the terms with $i \ne j$ do not change when $w_{jk}$ does; the one
# term left is linear in $w_{jk}$, with the factor $o_j$. Half of it where only "because of the Kronecker delta" is said, without the reason.
#
# One point for the contrast: $o_j$ is in every $s_k$, so $E$ depends on it by way of every output unit, and the ways are added.
#
# Half a point off where the other weights are said to be zero: they are constant, not zero.
# ### END MARK SCHEME

# %% [markdown]
# ## 4.14 The lesson on one page
#
# $$
# \begin{aligned}
# &\text{forward} & o_k &= \sigma(s_k), \quad s_k = \sum_j w_{jk}\, o_j \quad (w = W^T) & (4.1)\\
# &\text{the error, no factor} & E &= \sum_k (t_k - o_k)^2 & (4.2)\\
# &\text{its 2 and its minus} & \frac{\partial E}{\partial o_k} &= -2\,(t_k - o_k) & (4.3)\\
# &\text{the sum term} & \frac{\partial s_l}{\partial w_{jk}} &= \delta_{kl}\, o_j & (4.4)\\
# &\text{expression 1} & \frac{\partial E}{\partial w_{jk}} &= -2\,(t_k - o_k)\,\sigma(s_k)(1 - \sigma(s_k))\,
# \frac{\partial}{\partial w_{jk}} \sum_i w_{ik}\, o_i & (4.5)\\
# &\text{expression 2} & \frac{\partial E}{\partial w_{jk}} &= -2\,(t_k - o_k)\,\sigma(s_k)(1 - \sigma(s_k))\, o_j & (4.6)\\
# &\text{the error signal} & \delta_k &= -2\,(t_k - o_k)\,\sigma'(s_k) & (4.7)\\
# &\text{all weights} & \frac{\partial E}{\partial w} &= o\, \delta^T & (4.8)\\
# &\text{many samples, as columns} & \frac{\partial E}{\partial w} &= o\, \delta^T & (4.9)\\
# &\text{back to the layer before} & e &= w\, \delta & (4.10)\\
# &\text{one layer earlier} & \frac{\partial E}{\partial v_{ij}} &= x_i\, \sigma'(r_j) \sum_k w_{jk}\, \delta_k & (4.11)\\
# &\text{the update} & w &\leftarrow w - \alpha\, \frac{\partial E}{\partial w} & (4.12)\\
# &\text{one letter for one index} & \frac{\partial s_k}{\partial w_{jk}} &= \sum_i \delta_{ij}\, o_i & (4.13)
# \end{aligned}
# $$
#
# Equations (4.8) and (4.9) look the same on purpose. A sample is a column: with one column the product is an outer product, and with many it adds
# them up.
#
# **What comes next.** In lesson 5 there are three layers of weights, and the sigmoid makes way for the leaky ReLU. The error goes back twice, by
# $w\,\delta$ each time, and the order of updating and passing back begins to matter.
