# %% [markdown]
# # 6 The 3-3-3-3 network: a sum over paths
#
# **What you will be able to do.** Find every way in which one weight reaches the loss, and put a number on each. Add them up, and have the
# gradient. Then see that backpropagation is the same sum, ordered so that no part of it is computed twice. Say what that saves.
#
# **What you need.** Lesson 2 (three slopes multiplied) and lesson 5 (the way back through several layers).
#
# **Time.** 75 to 105 minutes. After exercise 6.5, `backward`, is a good place for a break.
#
# **Notation.** In this lesson we look at **one sample**: one column. The network has three inputs, two hidden layers of three units, and
# three outputs. Its layers of weights are counted 1, 2, 3, and the last one is called $L$. Your functions will work for any number of
# layers of any sizes $n_0, n_1, \dots, n_L$.
#
# | name | shape | what it is |
# |---|---|---|
# | `X` | $(n_0, 1)$ | the sample |
# | `W1` ... `WL` | $(n_l, n_{l-1})$ | weights. $W_{l,ji}$, in Python `W[j, i]`, leads **to** unit $j$ of layer $l$ **from** unit $i$ of the layer before |
# | `b1` ... `bL` | $(n_l, 1)$ | biases |
# | `Z1` ... `ZL` | $(n_l, 1)$ | what goes into the activation of a layer. It is a sigmoid everywhere |
# | `A1` ... `AL` | $(n_l, 1)$ | what comes out. `AL` is the prediction $\hat Y$, and `A0` is another name for `X` |
# | `Y` | $(n_L, 1)$ | the target |
#
# Units are counted from 0, as Python does. $A_{2,k}$ is unit $k$ of layer 2, in Python `A2[k, 0]`.
#
# The loss is $\ell = \tfrac{1}{n_L} \sum_r (A_{L,r} - Y_r)^2$, a mean over the **outputs**. It carries the factor $\tfrac{1}{n_L}$, here
# $\tfrac13$, so its slope carries $\tfrac23$. With one sample there is no $\tfrac1m$.

# %% locked="setup"
from math import prod

import numpy as np

from helpers import figures
from helpers.checks import check, inputs
from helpers.differences import central_difference
from helpers.explore import network
from helpers.nudge import multiplications, paths_networks, paths_slopes, paths_values


def sigmoid(z):
    """The sigmoid of lesson 2. Its slope is sigmoid(z) (1 - sigmoid(z)): with a = sigmoid(z) that is a (1 - a)."""
    return 1 / (1 + np.exp(-z))


def sizes_of(params):
    """The layer sizes [n_0, n_1, ..., n_L] of a network with these parameters."""
    last = len(params) // 2  # each layer has its W and its b
    return [params["W1"].shape[1]] + [len(params[f"W{layer}"]) for layer in range(1, last + 1)]

# %% [markdown]
# All worked numbers are about this network, this sample and this target:

# %% locked="example"
ex_params = {
    "W1": np.array([[1.2, -0.8, 0.5], [-1.5, 0.9, 1.1], [0.7, 1.4, -0.6]]),
    "b1": np.array([[0.1], [-0.2], [0.3]]),
    "W2": np.array([[1.6, -1.1, 0.8], [-0.9, 2.1, 1.2], [0.5, -1.4, 1.7]]),
    "b2": np.array([[0.0], [-0.3], [0.2]]),
    "W3": np.array([[-1.8, 1.5, 0.9], [1.3, -2.2, 1.1], [0.6, 1.9, -1.4]]),
    "b3": np.array([[0.2], [0.1], [-0.1]]),
}
ex_X = np.array([[1.0], [0.5], [-1.5]])
ex_Y = np.array([[1.0], [0.0], [1.0]])
# A0, Z1, A1 to Z3, A3 as they should be.
ex_values = paths_values(ex_params, ex_X)
# The slope of the loss by each number in the network, found by nudging it. No formula for a derivative is in it.
nudged = paths_slopes(ex_params, ex_X, ex_Y)

# %% [markdown]
# ## 6.1 Forward, for any number of layers
#
# **Predict.** How many weights and biases has the 3-3-3-3 network in all?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Nothing new, but the number of layers is open now. With $A_0 = X$ the first layer is no special case:
#
# $$Z_l = W_l\, A_{l-1} + b_l, \qquad A_l = \sigma(Z_l), \qquad l = 1, \dots, L, \qquad A_0 = X \tag{6.1}$$
#
# $$\ell = \frac{1}{n_L} \sum_r \big(A_{L,r} - Y_r\big)^2 \tag{6.2}$$
#
# With numbers:

# %%
print("sizes", sizes_of(ex_params), "  so the layers are", list(range(1, len(sizes_of(ex_params)))))
for layer in range(4):
    print(f"A{layer} =", ex_values[f"A{layer}"].ravel().round(4))
misses = ex_values["A3"] - ex_Y
print("A3 - Y =", misses.ravel().round(4), f"  the loss is {np.mean(misses**2):.4f}")
print("weights and biases:", sum(array.size for array in ex_params.values()), "  your guess:", my_guess)

# %% [markdown]
# **Code.** Keep everything in the cache, the sample too, as `"A0"`. `sizes_of(params)` in the first cell tells how many layers there are.

# %% answer="forward"
def forward(params, X):
    """The forward pass of a sigmoid network with any number of layers, equation (6.1).

    params: dict with "W1", "b1", ..., "WL", "bL". X: (n_0, 1).
    Returns a dict: "A0", which is X, and for each layer "Z1", "A1", ..., "ZL", "AL", each of shape (n_l, 1).
    """
    ### BEGIN SOLUTION
    cache = {"A0": X}
    for layer in range(1, len(sizes_of(params))):
        cache[f"Z{layer}"] = params[f"W{layer}"] @ cache[f"A{layer - 1}"] + params[f"b{layer}"]
        cache[f"A{layer}"] = sigmoid(cache[f"Z{layer}"])
    return cache
    ### END SOLUTION

# %% locked="forward_cases"
def forward_cases(seed, sizes, count):
    """For the checks: random networks, and a sample for each."""
    return [{"params": case["params"], "X": case["X"]} for case in paths_networks(seed, sizes, count)]

# %% test="forward" points=2
LOOK_FORWARD = "equation (6.1): what does each layer receive? Is the last layer there, and is A0?"
check(
    forward,
    inputs(params=ex_params, X=[ex_X, -ex_X])
    + forward_cases(seed=1, sizes=(2, 4, 3), count=1)
    + forward_cases(seed=1, sizes=(3, 2, 4, 2, 1), count=1),
    expected="paths.forward",
    look=LOOK_FORWARD,
)
### BEGIN HIDDEN TESTS
for sizes in ((4, 3, 2, 5), (3, 3, 3, 3, 3, 3), (2, 1)):
    check(
        forward, forward_cases(seed=2, sizes=sizes, count=2), expected="paths.forward", look=LOOK_FORWARD
    )
### END HIDDEN TESTS

# %% [markdown] hints="forward"
# 1. **The idea.** A loop over the layers. Each turn takes the `A` of the layer before, and makes a `Z` and an `A`.
# 2. **The rule.** A text with a number in it is written `f"W{layer}"`. There is one layer fewer than there are sizes, and layers are
#    counted from 1: `range(1, len(sizes_of(params)))`.
# 3. **The first line.** `cache = {"A0": X}`, then `for layer in range(1, len(sizes_of(params))):`

# %% [markdown]
# **See.** What your network predicts, beside what it should:

# %%
print("yours", forward(ex_params, ex_X)["A3"].ravel().round(4), "  right", ex_values["A3"].ravel().round(4))

# %% [markdown]
# ## 6.2 All paths from a weight to the loss
#
# **Predict.** You nudge one weight of layer 1. On how many different ways does this reach the loss?

# %%
my_guess = "?"  # a number

# %% [markdown]
# **Derive.** Follow the nudge from left to right, as the values go. What lies nearer to the inputs is **in front** of a weight, and what
# lies nearer to the outputs is **behind** it. In each layer a unit feeds **every** unit of the next:
#
# | a weight | moves | and so | paths |
# |---|---|---|---|
# | $W_{3,rk}$ | output $r$ alone | the loss | $1$ |
# | $W_{2,kj}$ | unit $k$ of layer 2 | every output, and through each of them the loss | $n_3 = 3$ |
# | $W_{1,ji}$ | unit $j$ of layer 1 | every unit of layer 2, and from each of them as above | $n_2 \cdot n_3 = 9$ |
# | $W_{l,ji}$ | unit $j$ of layer $l$ | every unit of each layer behind it, in every combination | $?$ |
#
# $$P_l = n_{l+1} \cdot n_{l+2} \cdots n_L, \qquad P_L = 1 \tag{6.3}$$
#
# Now a way to write a path down. We write the units that it passes, one for each layer, in the order of walking. It begins with the unit in
# **front** of the weight, so that the first two numbers say which weight it is. By hand, for `W1[1, 0]`:
#
# - The weight leads to unit 1 of layer 1, from input 0. So every path of it begins with `(0, 1, ...`.
# - In layer 2 we may choose any unit, say 2: `(0, 1, 2, ...`.
# - In layer 3 we may choose any output, say 0: `(0, 1, 2, 0)`. The path is complete.
#
# Mind the order: `W1[1, 0]` names first where the weight leads **to**, and a path begins where it comes **from**. All paths of `W2[1, 0]`
# in a network with the sizes 2, 2, 2, 2 are `(0, 1, 0)` and `(0, 1, 1)`. They are shorter, as they begin later. With numbers:

# %%
sizes = [3, 3, 3, 3]
for layer in (3, 2, 1):
    behind = sizes[layer + 1 :]
    print(f"a weight of layer {layer}: sizes behind its unit {behind}, paths {prod(behind)}, each of {5 - layer} units")
print("your guess for a weight of layer 1:", my_guess)
print("in a network with the sizes 2, 4, 3, 5, 2 a weight of layer 1 has", prod([3, 5, 2]), "paths")

# %% [markdown]
# **Code.** Return a list of tuples, in any order. `(0, 1) + (2,)` is the tuple `(0, 1, 2)`. For a weight of the last layer there is one
# path, of two units. The check sorts your list, and shows it as an array with a row for each path.

# %% answer="paths"
def paths(sizes, layer, j, i):
    """All paths from the weight W[j, i] of a layer to the outputs. Their number is equation (6.3).

    sizes: the layer sizes [n_0, n_1, ..., n_L]. layer: 1 to L. j, i: the weight leads to unit j from unit i.
    Returns a list of tuples (i, j, ...): one unit for each layer, from layer - 1 to L.
    """
    ### BEGIN SOLUTION
    found = [(i, j)]
    for size in sizes[layer + 1 :]:
        found = [path + (unit,) for path in found for unit in range(size)]
    return found
    ### END SOLUTION

# %% test="paths" points=3
def paths_in_order(sizes, layer, j, i):
    """Your paths, sorted, so that any order is right."""
    found = paths(sizes, layer, j, i)
    return sorted(found) if isinstance(found, list) else found


LOOK_PATHS = "which units may come next, and how many layers are left? Each path begins with (i, j)."
check(
    paths_in_order,
    inputs(
        sizes=[[2, 2, 2, 2], [3, 3, 3, 3], [3, 3, 3, 3], [3, 3, 3, 3], [2, 4, 3, 2]],
        layer=[2, 1, 2, 3, 1],
        j=[1, 1, 2, 1, 3],
        i=[0, 0, 1, 2, 1],
    ),
    expected="paths.paths",
    label="paths",
    look=LOOK_PATHS,
)
### BEGIN HIDDEN TESTS
check(
    paths_in_order,
    inputs(
        sizes=[[4, 2, 5, 3], [1, 3, 2, 2, 3], [2, 3], [3, 2, 1, 4]],
        layer=[1, 2, 1, 2],
        j=[1, 0, 2, 0],
        i=[3, 2, 1, 1],
    ),
    expected="paths.paths",
    label="paths",
    look=LOOK_PATHS,
)
### END HIDDEN TESTS

# %% [markdown] hints="paths"
# 1. **The idea.** Begin with one unfinished path, `(i, j)`. For each layer behind it, replace every path by several longer ones, one for
#    each unit of that layer.
# 2. **The rule.** Behind layer `layer` the sizes are `sizes[layer + 1:]`. In one turn:
#    `found = [path + (unit,) for path in found for unit in range(size)]`.
# 3. **The first line.** `found = [(i, j)]`, then `for size in sizes[layer + 1:]:`

# %% [markdown]
# **See.** Your paths, lit in the network. First of `W1[1, 0]`, then of `W2[0, 2]`. The thick line is the weight.

# %%
figures.lit_paths([3, 3, 3, 3], paths([3, 3, 3, 3], 1, 1, 0))

# %%
figures.lit_paths([3, 3, 3, 3], paths([3, 3, 3, 3], 2, 0, 2))

# %% [markdown]
# ## 6.3 The product along one path
#
# **Predict.** On a path from `W1` to the loss the nudge goes through three sigmoids. The slope of a sigmoid is at most $\tfrac14$. By these
# three slopes alone, at most which part of the nudge arrives?

# %%
my_guess = "?"  # a fraction

# %% [markdown]
# **Derive.** One path, worked in full: from the weight $W_{1,ji}$ to unit $j$, on to unit $k$ and to output $r$, so $(i, j, k, r)$. Imagine
# that all other arrows are cut. Then this is a chain of single steps, and the chain rule multiplies one slope for each:
#
# | arrow | slope | why |
# |---|---|---|
# | $W_{1,ji} \to Z_{1,j}$ | $A_{0,i}$ | in $Z_{1,j} = W_{1,ji} A_{0,i} + \dots$ this stands beside the weight |
# | $Z_{1,j} \to A_{1,j}$ | $A_{1,j}(1 - A_{1,j})$ | the slope of the sigmoid, from its own output (lesson 2) |
# | $A_{1,j} \to Z_{2,k}$ | $W_{2,kj}$ | in $Z_{2,k} = W_{2,kj} A_{1,j} + \dots$ this stands beside $A_{1,j}$ |
# | $Z_{2,k} \to A_{2,k}$ | $A_{2,k}(1 - A_{2,k})$ | as above |
# | $A_{2,k} \to Z_{3,r}$ | $W_{3,rk}$ | as above |
# | $Z_{3,r} \to A_{3,r}$ | $A_{3,r}(1 - A_{3,r})$ | as above |
# | $A_{3,r} \to \ell$ | $\tfrac{2}{n_3}(A_{3,r} - Y_r)$ | power rule on one term of (6.2); the other outputs are constants here |
#
# The weight that we nudge does not stand in the product itself. It leaves the value in **front** of it, $A_{0,i}$. Only the weights
# **behind** it come in. For any layer $l$ and a path $(i, j, k, \dots, q, r)$:
#
# $$A_{l-1,i} \cdot A_{l,j}(1 - A_{l,j}) \cdot W_{l+1,kj} \cdot A_{l+1,k}(1 - A_{l+1,k}) \cdots
# W_{L,rq} \cdot A_{L,r}(1 - A_{L,r}) \cdot \tfrac{2}{n_L}(A_{L,r} - Y_r) \tag{6.4}$$
#
# The path $(0, 1, 2, 0)$ with numbers:

# %%
A0, A1, A2, A3 = (ex_values[f"A{layer}"][:, 0] for layer in range(4))
factors = [
    A0[0], A1[1] * (1 - A1[1]), ex_params["W2"][2, 1], A2[2] * (1 - A2[2]),
    ex_params["W3"][0, 2], A3[0] * (1 - A3[0]), 2 / 3 * (A3[0] - ex_Y[0, 0]),
]
print(" · ".join(f"({factor:+.4f})" for factor in factors), f"= {np.prod(factors):+.6f}")
print(f"three slopes of a sigmoid let through at most 1/{4**3} = {0.25**3:.4f}   your guess: {my_guess}")

# %% [markdown]
# **Code.** `path[0]` is in layer `layer - 1`, `path[1]` in layer `layer`, and so on. The slopes of the units come from the `A` of the
# cache.

# %% answer="path_product"
def path_product(params, cache, Y, layer, path):
    """The product of the slopes along one path from a weight to the loss, equation (6.4).

    params: dict with "W1" to "bL". cache: what forward(params, X) returned. Y: (n_L, 1).
    layer: the layer of the weight. path: a tuple of units, as from paths(sizes, layer, j, i).
    Returns a number.
    """
    ### BEGIN SOLUTION
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 / len(Y) * (a - Y[path[-1], 0])
    ### END SOLUTION

# %% locked="network_cases"
def network_cases(seed, sizes, count):
    """For the checks: random networks with what stands in them after a sample has gone forward."""
    return [
        {"params": case["params"], "cache": paths_values(case["params"], case["X"]), "Y": case["Y"]}
        for case in paths_networks(seed, sizes, count)
    ]


def path_cases(seed, sizes, count):
    """The same, and in each of them a path that begins at a weight of some layer."""
    rng, cases = np.random.default_rng(seed), []
    for number, case in enumerate(network_cases(seed, sizes, count)):
        layer = 1 + number % (len(sizes) - 1)
        path = tuple(int(rng.integers(size)) for size in sizes[layer - 1 :])
        cases.append({**case, "layer": layer, "path": path})
    return cases


ex_case = {"params": ex_params, "cache": ex_values, "Y": ex_Y}

# %% test="path_product" points=2
LOOK_PRODUCT = (
    "equation (6.4), factor by factor: the value in front of the weight, a slope for each unit behind it,"
    " a weight for each arrow between two of them, and the slope of the loss."
)
check(
    path_product,
    [
        {**ex_case, "layer": 1, "path": (0, 1, 2, 0)},
        {**ex_case, "layer": 2, "path": (0, 1, 2)},
        {**ex_case, "layer": 3, "path": (1, 2)},
    ]
    + path_cases(seed=3, sizes=(2, 4, 3, 2), count=3),
    expected="paths.path_product",
    look=LOOK_PRODUCT,
    derived=True,
)
### BEGIN HIDDEN TESTS
for sizes in ((3, 2, 4), (2, 3, 2, 4, 5), (4, 1)):
    check(
        path_product,
        path_cases(seed=4, sizes=sizes, count=6),
        expected="paths.path_product",
        look=LOOK_PRODUCT,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="path_product"
# 1. **The idea.** Walk along the path and multiply. At each unit its slope, between two units the weight, at the end the slope of the loss.
# 2. **The rule.** Unit `path[step]` is in layer `layer + step - 1`. Its slope is `a * (1 - a)`, with `a` from that layer's `A`. The arrow
#    to it is `W[path[step], path[step - 1]]`, with the `W` of the same layer, but not for `step` 1: that arrow is the weight itself.
# 3. **The first line.** `product = cache[f"A{layer - 1}"][path[0], 0]`, then `for step in range(1, len(path)):`

# %% [markdown]
# **See.** All nine products of `W1[1, 0]`, by your two functions. Some push the loss up and some push it down. Their sum lands on the
# nudge:

# %%
all_nine = paths([3, 3, 3, 3], 1, 1, 0)
products = {tuple(path): path_product(ex_params, ex_values, ex_Y, 1, path) for path in all_nine}
figures.path_products(products, nudged["dW1"][1, 0])

# %% [markdown]
# ## 6.4 The gradient is the sum over all paths
#
# **Predict.** The picture above shows that the nine products add up to the gradient. Why are they added, and not multiplied or averaged?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** Nudge $W_{1,ji}$ by a small $\Delta W$, and follow what moves. We write $\Delta$ for "moves by", and $\sigma'$ for the slope
# of a sigmoid. A sum moves by as much as its terms move together. With gaps, the chain-rule factors first. Fill them in on paper:
#
# | line | why |
# |---|---|
# | $\Delta A_{1,j} = \sigma'(Z_{1,j}) \cdot \;?\; \cdot \Delta W$ | only unit $j$ of layer 1 has this weight |
# | $\Delta A_{2,k} = \sigma'(Z_{2,k}) \cdot \;?\; \cdot \Delta A_{1,j}$ | in layer 1 nothing else has moved, so each $k$ hears of $j$ alone |
# | $\Delta A_{3,r} = \sigma'(Z_{3,r}) \displaystyle\sum_k \;?\; \cdot \Delta A_{2,k}$ | every unit of layer 2 has moved, and $Z_{3,r}$ is a **sum** over them |
# | $\Delta \ell = \displaystyle\sum_r \;?\; \cdot \Delta A_{3,r}$ | every output has moved, and $\ell$ is a **sum** over them |
# | $\Delta \ell = \displaystyle\sum_r \sum_k \;?\; \cdot \Delta W$ | put one line into the next, and multiply out: one product for each $k$ and $r$ |
#
# Each pair $(k, r)$ is a path $(i, j, k, r)$, and what stands there is its product (6.4). The sums are there because a unit **adds** what
# comes in. For any layer:
#
# $$\frac{\partial \ell}{\partial W_{l,ji}} = \sum_{\text{paths } p \text{ from } W_{l,ji}} (\text{product along } p) \tag{6.5}$$
#
# What nudging says about some weights:

# %%
for layer, j, i in ((3, 1, 2), (2, 0, 2), (1, 1, 0)):
    count = prod([3, 3, 3, 3][layer + 1 :])
    print(f"W{layer}[{j}, {i}]: paths {count}, slope of the loss by nudging {nudged[f'dW{layer}'][j, i]:+.6f}")
print("a unit adds what comes in, so the shares of the paths are added   your guess:", my_guess)

# %% [markdown]
# **Code.** All weights of one layer. `paths` and `path_product` do the work.

# %% answer="gradient_by_paths"
def gradient_by_paths(params, cache, Y, layer):
    """The gradient of the loss by all weights of one layer, as sums over paths, equation (6.5).

    params: dict with "W1" to "bL". cache: what forward(params, X) returned. Y: (n_L, 1). layer: 1 to L.
    Returns dW of this layer, shape (n_l, n_(l-1)).
    """
    ### BEGIN SOLUTION
    sizes = sizes_of(params)
    dW = np.zeros((sizes[layer], sizes[layer - 1]))
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            for path in paths(sizes, layer, j, i):
                dW[j, i] += path_product(params, cache, Y, layer, path)
    return dW
    ### END SOLUTION

# %% test="gradient_by_paths" points=2
EARLIER = ["paths.paths", "paths.path_product"]
LOOK_SUM = "equation (6.5): for each weight of the layer, all its paths, added up. In dW, row j and column i."
check(
    gradient_by_paths,
    [{**ex_case, "layer": layer} for layer in (3, 2, 1)]
    + [{**case, "layer": 1} for case in network_cases(seed=5, sizes=(2, 3, 4), count=2)]
    + [{**case, "layer": 2} for case in network_cases(seed=5, sizes=(1, 4, 3, 2), count=1)],
    expected="paths.gradient_by_paths",
    earlier=EARLIER,
    look=LOOK_SUM,
)
### BEGIN HIDDEN TESTS
for sizes, layer in (((3, 2, 4), 1), ((2, 3, 2, 2, 3), 2), ((4, 2), 1), ((1, 2, 3, 2), 1)):
    check(
        gradient_by_paths,
        [{**case, "layer": layer} for case in network_cases(seed=6, sizes=sizes, count=1)],
        expected="paths.gradient_by_paths",
        earlier=EARLIER,
        look=LOOK_SUM,
    )
### END HIDDEN TESTS

# %% [markdown] hints="gradient_by_paths"
# 1. **The idea.** Three loops, one in the other: over the rows `j`, over the columns `i`, and over the paths of this weight.
# 2. **The rule.** `sizes = sizes_of(params)` says how many rows and columns there are: `sizes[layer]` and `sizes[layer - 1]`. Begin with
#    zeros, and add each product to `dW[j, i]`.
# 3. **The first line.** `sizes = sizes_of(params)`, then `dW = np.zeros((sizes[layer], sizes[layer - 1]))`

# %% [markdown]
# **See.** Layer by layer, against the nudge:

# %%
for layer in (3, 2, 1):
    gap = np.max(np.abs(gradient_by_paths(ex_params, ex_values, ex_Y, layer) - nudged[f"dW{layer}"]))
    print(f"dW{layer}: largest distance between your sum over paths and the nudge {gap:.1e}")

# %% [markdown]
# ## 6.5 Backpropagation: the same sum, in another order
#
# **Predict.** The nine paths of `W1[1, 0]` and the nine of `W1[1, 2]`: in which factors do they differ?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **Derive.** Yours this time, on paper. Take the sum over the paths of $W_{1,ji}$, write $\sigma'_{l,j}$ for $A_{l,j}(1 - A_{l,j})$, and move out of
# each sum what does not depend on its index:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial \ell}{\partial W_{1,ji}} = \displaystyle\sum_k \sum_r A_{0,i}\; \sigma'_{1,j}\; W_{2,kj}\; \sigma'_{2,k}\; W_{3,rk}\; \sigma'_{3,r}\; \tfrac{2}{n_3}(A_{3,r} - Y_r)$ | equation (6.5), for layer 1 |
# | $= \;?\; \displaystyle\sum_k \;?\; \sum_r \;?$ | yours: what depends neither on $k$ nor on $r$? What not on $r$? |
# | the innermost factors: $\texttt{dZ3}_r = \;?$ | yours: what belongs to output $r$ alone |
# | $\texttt{dZ2}_k = \;? \displaystyle\sum_r \;?$ | yours: the inner sum, with the slope of unit $k$ |
# | $\texttt{dZ1}_j = \;? \displaystyle\sum_k \;?$ | yours: the outer sum, with the slope of unit $j$ |
# | $\dfrac{\partial \ell}{\partial W_{1,ji}} = \;?$ | yours: what is left |
#
# `dZ2` does not know from which weight of layer 1 a path came. It is computed **once** for each unit $k$, and serves all nine weights of
# layer 1, and those of layer 2 besides. As in lesson 5 we call `dZ` the **error** of its layer. In matrices, with the star for "entry by entry":
#
# $$\texttt{dZ}_L = \tfrac{2}{n_L}(A_L - Y) \ast A_L \ast (1 - A_L), \qquad
# \texttt{dZ}_{l-1} = \big(W_l^{\mathsf T}\, \texttt{dZ}_l\big) \ast A_{l-1} \ast (1 - A_{l-1}) \tag{6.6}$$
#
# $$\texttt{dW}_l = \texttt{dZ}_l\; A_{l-1}^{\mathsf T}, \qquad \texttt{db}_l = \texttt{dZ}_l \tag{6.7}$$
#
# (A bias has paths, too. They begin with a 1 in place of $A_{l-1,i}$, since the bias is added as it is.) With numbers:

# %%
for layer in (3, 2, 1):
    print(f"dZ{layer} by nudging:", nudged[f"dZ{layer}"].ravel().round(6))
for i in (0, 2):
    share = nudged["dZ1"][1, 0] * ex_X[i, 0]
    print(f"W1[1, {i}]: dZ1 of unit 1 times A0 of input {i} is {share:+.6f}, by nudging {nudged['dW1'][1, i]:+.6f}")
print("they differ in the first factor only, A0 of input 0 or of input 2   your guess:", my_guess)

# %% [markdown]
# **Code.** A loop from the last layer to the first: with `last` for $L$, `range(last, 0, -1)` counts down to 1. In front of layer 1 there is nothing to pass the
# error back to.

# %% answer="backward"
def backward(params, cache, Y):
    """Backpropagation for any number of layers and one sample, equations (6.6) and (6.7).

    params: dict with "W1" to "bL". cache: what forward(params, X) returned, with "A0". Y: (n_L, 1).
    Returns a dict: for each layer "dZ1", "db1" of shape (n_l, 1), and "dW1" of shape (n_l, n_(l-1)), and so on.
    """
    ### BEGIN SOLUTION
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads
    ### END SOLUTION

# %% test="backward" points=3
LOOK_BACKWARD = (
    "the first of them that is wrong, counted from the last layer. Through which weights does the error come,"
    " whose slope is it multiplied by, and which A stands in front?"
)
check(
    backward,
    [ex_case]
    + network_cases(seed=7, sizes=(2, 4, 3), count=2)
    + network_cases(seed=7, sizes=(3, 2, 4, 2, 1), count=1),
    expected="paths.backward",
    look=LOOK_BACKWARD,
    derived=True,
)
### BEGIN HIDDEN TESTS
for sizes in ((4, 3, 2, 5), (3, 3, 3, 3, 3), (2, 1), (1, 5, 2)):
    check(
        backward,
        network_cases(seed=8, sizes=sizes, count=2),
        expected="paths.backward",
        look=LOOK_BACKWARD,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="backward"
# 1. **The idea.** Go from the last layer to the first with one array in hand: the slope of the loss by that layer's `A`. At each layer
#    times the slope of the sigmoid gives `dZ`. From `dZ` come `dW`, `db`, and the array for the layer before.
# 2. **The rule.** `dZ = dA * A * (1 - A)`, `dW = dZ @ A_before.T`, `db = dZ`, and then `dA = W.T @ dZ` for the next turn. Before the loop:
#    `dA` is $\tfrac{2}{n_L}(A_L - Y)$, and `len(Y)` is $n_L$.
# 3. **The first line.** `last = len(sizes_of(params)) - 1`, then `dA = 2 / len(Y) * (cache[f"A{last}"] - Y)`, then
#    `for layer in range(last, 0, -1):`

# %% [markdown]
# **See.** Two ways, one gradient. How far are they apart, also in a deeper network?

# %% locked="deeper"
deeper = paths_networks(seed=9, sizes=(2, 3, 2, 3, 2, 3), count=1)[0]

# %%
for case in ({"params": ex_params, "X": ex_X, "Y": ex_Y}, deeper):
    cache, sizes = forward(case["params"], case["X"]), sizes_of(case["params"])
    grads = backward(case["params"], cache, case["Y"])
    gaps = [
        np.max(np.abs(gradient_by_paths(case["params"], cache, case["Y"], layer) - grads[f"dW{layer}"]))
        for layer in range(1, len(sizes))
    ]
    print("sizes", sizes, f"  largest distance between paths and backpropagation: {max(gaps):.1e}")

# %% [markdown]
# That is round-off. Now the network as a picture. In each unit stands its value, and below it, slanted, its `dZ`. Wide lines are weights,
# broken where they are negative, and the narrow line on each shows the size of its gradient.
#
# Click a weight. Its paths light up, and below they are listed, each with its product. The last line under the network says what they add
# up to, beside what your `backward` says. Point at one path in the list to see it alone, factor by factor. There $g'$ is the slope of a
# unit, $A(1 - A)$. The last two factors of (6.4) are one number there, `dz`, the error of the output.

# %%
def loss(A, Y):
    """The loss, equation (6.2). A, Y: (n_L, 1). Returns a number."""
    return np.mean((A - Y) ** 2)


network(
    forward,
    lambda params, cache, X, Y: backward(params, cache, Y),
    ex_params,
    ex_X,
    ex_Y,
    cost=loss,
    activations=lambda name, Z: (sigmoid(Z), sigmoid(Z) * (1 - sigmoid(Z))),
    hidden=("sigmoid",),
    output="sigmoid",
    output_slope="⅔ (ŷ − y) · slope",
    weight=(1, 1, 0),
    count_from=0,
)

# %% [markdown]
# ## 6.6 What the two ways cost
#
# **Predict.** The 3-3-3-3 network has 27 weights. How many multiplications does the sum over paths need for all of them, and how many does
# backpropagation? And with ten layers of three units instead of three?

# %%
my_guess = "?"  # some numbers

# %% [markdown]
# **Derive.** We count multiplications for all of `dW1` to `dWL`. What both ways need is ready before we start, and not counted: the values
# `A`, the slopes $A(1 - A)$, and the slopes of the loss $\tfrac{2}{n_L}(A_L - Y)$.
#
# **By paths**, with gaps. A weight of layer $l$:
#
# | what | how many | why |
# |---|---|---|
# | value in front, slope of the loss | $2$ | one at each end of (6.4) |
# | slopes of units | $L - l + 1$ | the path passes one unit in each of the layers $l, \dots, L$ |
# | weights | $?$ | one for each arrow between two of these units |
# | factors in all | $?$ | yours: add them up |
# | multiplications for one path | $2(L - l) + 2$ | one fewer than there are factors |
# | paths of this weight | $P_l$ | equation (6.3) |
# | weights of this kind | $n_l\, n_{l-1}$ | all of layer $l$ |
#
# $$N_\text{paths} = \sum_{l=1}^{L} n_l\, n_{l-1} \cdot P_l \cdot \big(2(L - l) + 2\big) \tag{6.8}$$
#
# **By backpropagation**, yours:
#
# | what | multiplications | why |
# |---|---|---|
# | $\texttt{dZ}_L$ | $n_L$ | one slope of the loss times one slope of a unit, for each output |
# | $\texttt{dW}_l$ | $?$ | every entry is an error times a value |
# | $W_{l+1}^{\mathsf T}\, \texttt{dZ}_{l+1}$ | $?$ | every weight of layer $l + 1$ is used once |
# | times $A_l(1 - A_l)$ | $?$ | once for each unit of layer $l$ |
#
# $$N_\text{back} = n_L + \sum_{l=1}^{L} n_l\, n_{l-1} + \sum_{l=1}^{L-1} \big(n_{l+1}\, n_l + n_l\big) \tag{6.9}$$
#
# Here is a judge that knows no formula. It goes both ways for small networks, and counts each multiplication that it makes:

# %% locked="counted"
counted = {sizes: multiplications(sizes) for sizes in ((3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3, 3), (2, 4, 3), (2, 3, 1))}

# %%
for sizes, (by_paths, by_backward) in counted.items():
    print("sizes", sizes, f"  counted: by paths {by_paths}, by backpropagation {by_backward}")
print("your guess:", my_guess)

# %% [markdown]
# **Code.** From the formulas: walking all paths of a deep network would take for ever, and that is the point. `prod(sizes[layer + 1:])` is
# $P_l$, and `prod` of an empty list is 1. It comes from Python's `math`, whose whole numbers have no end. NumPy's whole numbers end near
# $9 \cdot 10^{18}$, and beyond that `np.prod` is wrong without a word.

# %% answer="count_operations"
def count_operations(sizes):
    """Multiplications for the gradients of all weights, equations (6.8) and (6.9).

    sizes: the layer sizes [n_0, n_1, ..., n_L].
    Returns two whole numbers: by the sum over paths, and by backpropagation.
    """
    ### BEGIN SOLUTION
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_paths, by_backward
    ### END SOLUTION

# %% test="count_operations" points=2
LOOK_COUNT = {
    "by paths": "equation (6.8): for each layer, the weights, the paths of one weight, and the multiplications on one path.",
    "by backpropagation": "equation (6.9): dZ of the last layer, every dW, and for each layer but the last its dZ.",
}
check(
    count_operations,
    inputs(sizes=[[3, 1], [2, 3, 1], [2, 4, 3], [3, 3, 3, 3], [5, 2, 4, 3, 2]]),
    expected="paths.count_operations",
    names=("by paths", "by backpropagation"),
    look=LOOK_COUNT,
)
check(
    count_operations,
    inputs(sizes=[[1000] * 9, [3] * 41]),
    expected="paths.count_operations",
    names=("by paths", "by backpropagation"),
    label="count_operations of deep networks",
    look="do not walk the paths, count them. And do you use whole numbers of NumPy, which end near 9e18?",
)
### BEGIN HIDDEN TESTS
check(
    count_operations,
    inputs(sizes=[[4, 3, 5, 2], [1, 6], [2] * 12, [7, 1, 7, 1, 7], [3, 1, 4, 1, 5, 9, 2]]),
    expected="paths.count_operations",
    names=("by paths", "by backpropagation"),
    look=LOOK_COUNT,
)
### END HIDDEN TESTS

# %% [markdown] hints="count_operations"
# 1. **The idea.** One loop over the layers, two sums. Each turn adds the multiplications of this layer to both.
# 2. **The rule.** With `last` for $L$: by paths add `sizes[layer] * sizes[layer - 1] * prod(sizes[layer + 1:]) * (2 * (last - layer) + 2)`.
#    For backpropagation begin with `sizes[last]`, add `sizes[layer] * sizes[layer - 1]` at every layer, and the rest of (6.9) at all but
#    the last.
# 3. **The first line.** `last = len(sizes) - 1`, then `by_paths, by_backward = 0, sizes[last]`, then `for layer in range(1, last + 1):`

# %% [markdown]
# **See.** Your counts for networks of three units in each layer, by depth. The upright axis is logarithmic, so on a straight line each layer
# more multiplies the cost by the same factor. How fast is the machine? We assume $10^9$ multiplications a second. Change it.

# %%
per_second = 1e9  # assumed: multiplications in a second
year = 365.25 * 24 * 3600  # seconds
counts = {depth: count_operations([3] * (depth + 1)) for depth in range(1, 101)}
second_at = min(depth for depth in counts if counts[depth][0] >= per_second)
year_at = min(depth for depth in counts if counts[depth][0] >= per_second * year)
print(f"By paths it takes more than a second from {second_at} layers on: {counts[second_at][0] / per_second:.2f} s.")
print(f"More than a year from {year_at} layers on: {counts[year_at][0] / per_second / year:.2f} years.")
print(f"So a second becomes a year by {year_at - second_at} layers more.")
print(f"Backpropagation does these {year_at} layers in {counts[year_at][1] / per_second * 1e6:.2g} millionths of a second.")
print("ten layers:", counts[10][0], "by paths,", counts[10][1], "by backpropagation   your guess:", my_guess)
figures.operation_counts({depth: counts[depth] for depth in range(1, 41)}, per_second)

# %% [markdown]
# Each layer more makes three times as many paths, and each of them longer. For backpropagation each layer more costs the same. A machine
# that is a thousand times faster would only buy a few layers by paths. How many? Change `per_second` and see.
#
# ## 6.7 Spot the slip: a neuron without its slope
#
# *This slip is planted*, and so are the next two. All three stand in print, in the article that this lesson follows. The first is about an
# output neuron and a weight that leads into it. In our letters the article says
#
# $$\frac{\partial A_{3,k}}{\partial W_{3,kj}} = A_{2,j}$$

# %% locked="published_neuron"
def published_neuron(cache, layer, k, j):
    """Slope of A[k] of a layer by its weight W[k, j], as published. The slip in it is planted."""
    return cache[f"A{layer - 1}"][j, 0]


def outputs_with(W3):
    """The outputs of the example when W3 is changed."""
    return sigmoid(W3 @ ex_values["A2"] + ex_params["b3"])


# The slopes of each output by its three weights, by nudging: row k for output k.
nudged_neuron = np.array([central_difference(lambda W3: outputs_with(W3)[k, 0], ex_params["W3"])[k] for k in range(3)])

# %% [markdown]
# **Predict.** Is the published slope too large or too small? Is it always off by the same factor?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **See first.**

# %%
for k, j in ((0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)):
    claimed, seen = published_neuron(ex_values, 3, k, j), nudged_neuron[k, j]
    print(f"output {k} by W3[{k}, {j}]: published {claimed:.4f}, by nudging {seen:.4f}", end="   ")
    print(f"published over nudged {claimed / seen:.4f}")
print("your guess:", my_guess)

# %% [markdown]
# **Derive.** All yours. There are two arrows from the weight to the output of its neuron, and the article takes only one:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial Z_{l,k}}{\partial W_{l,kj}} = \;?$ | yours |
# | $\dfrac{\partial A_{l,k}}{\partial Z_{l,k}} = \;?$ | yours |
# | $\dfrac{\partial A_{l,k}}{\partial W_{l,kj}} = \;?$ | yours: chain rule |
#
# $$\frac{\partial A_{l,k}}{\partial W_{l,kj}} = A_{l,k}(1 - A_{l,k})\, A_{l-1,j}, \qquad
# \frac{\text{published}}{\text{right}} = \frac{1}{A_{l,k}(1 - A_{l,k})} \ge 4 \tag{6.10}$$
#
# **Code.** Return the repaired slope, and how many times too large the published one is.

# %% answer="slip_neuron"
def slip_neuron(cache, layer, k, j):
    """The slope of a neuron's output by one of its weights, and how far the published one is off, equation (6.10).

    cache: what forward(params, X) returned. layer: 1 to L. k, j: the weight W[k, j] of that layer.
    Returns two numbers: the repaired slope of A[k] by W[k, j], and the published slope over the repaired one.
    """
    ### BEGIN SOLUTION
    a = cache[f"A{layer}"][k, 0]
    repaired = a * (1 - a) * cache[f"A{layer - 1}"][j, 0]
    return repaired, published_neuron(cache, layer, k, j) / repaired
    ### END SOLUTION

# %% locked="neuron_cases"
def neuron_cases(seed, sizes, count):
    """For the checks: what stands in random networks, and a weight in each."""
    rng, cases = np.random.default_rng(seed), []
    for number, case in enumerate(network_cases(seed, sizes, count)):
        layer = 1 + number % (len(sizes) - 1)
        k, j = int(rng.integers(sizes[layer])), int(rng.integers(sizes[layer - 1]))
        cases.append({"cache": case["cache"], "layer": layer, "k": k, "j": j})
    return cases

# %% test="slip_neuron" points=2
LOOK_NEURON = {
    "the repaired slope": "two arrows: from the weight to Z, and from Z to A. Which unit's slope is it?",
    "published over repaired": "divide the published slope by yours. It is never less than 4.",
}
check(
    slip_neuron,
    inputs(cache=ex_values, layer=[3, 3, 1], k=[0, 1, 2], j=[1, 2, 0])
    + neuron_cases(seed=11, sizes=(2, 4, 3), count=2),
    expected="paths.slip_neuron",
    names=("the repaired slope", "published over repaired"),
    look=LOOK_NEURON,
    derived=True,
)
### BEGIN HIDDEN TESTS
check(
    slip_neuron,
    neuron_cases(seed=12, sizes=(3, 2, 4, 5), count=6),
    expected="paths.slip_neuron",
    names=("the repaired slope", "published over repaired"),
    look=LOOK_NEURON,
    derived=True,
)
### END HIDDEN TESTS

# %% [markdown] hints="slip_neuron"
# 1. **The idea.** What the article gives is the slope of $Z$ by the weight. From $Z$ to $A$ there is one more arrow.
# 2. **The rule.** The slope of a sigmoid is `a * (1 - a)`, with `a` the **output** of the same neuron: `cache[f"A{layer}"][k, 0]`.
# 3. **The first line.** `a = cache[f"A{layer}"][k, 0]`

# %% [markdown]
# **See.** How much too large is the published slope? It depends on where the neuron stands:

# %%
for z in (0.0, 2.0, 4.0, 6.0):
    a = sigmoid(z)
    lone = {"A0": np.array([[1.0]]), "Z1": np.array([[z]]), "A1": np.array([[a]])}
    repaired, times = slip_neuron(lone, 1, 0, 0)
    print(f"z = {z}: right {repaired:.4f}, published {published_neuron(lone, 1, 0, 0):.4f}, {times:.1f} times too large")

# %% [markdown]
# A learning rate cannot make up for it, since the factor differs from neuron to neuron. A neuron that saturates should hardly move. The
# published slope moves it as much as any other.
#
# ## 6.8 Spot the slip: the middle factor is not 1
#
# *This slip is planted.* The article writes an output as the sum of what comes in from the last hidden layer, $\hat y_1 = x_1 + x_2 + x_3$,
# with a letter for each arrow. The derivative of $x_1 + x_2 + x_3$ by $x_1$ is 1, so it concludes that on every path the **middle factor**,
# from a hidden unit to an output, is 1:
#
# $$\frac{\partial A_{3,r}}{\partial A_{2,k}} = 1$$

# %% locked="published_middle"
def published_middle(params, cache, Y):
    """Slope of the loss by A of the last hidden layer, as published. The slip in it is planted."""
    last = len(sizes_of(params)) - 1
    slope_of_loss = 2 / len(Y) * (cache[f"A{last}"] - Y)
    middle = np.ones(params[f"W{last}"].shape)
    return middle.T @ slope_of_loss


def outputs_after(A2):
    """All outputs of the example when A2 is changed."""
    return sigmoid(ex_params["W3"] @ A2 + ex_params["b3"])


# The middle factors by nudging: row r for output r, column k for hidden unit k.
nudged_middle = np.array([central_difference(lambda A2: outputs_after(A2)[r, 0], ex_values["A2"])[:, 0] for r in range(3)])

# %% [markdown]
# **Predict.** If the middle factor were 1 everywhere, what would the three hidden units have in common?

# %%
my_guess = "?"  # in words

# %% [markdown]
# **See first.** The middle factors by nudging, and what becomes of the slopes of the loss:

# %%
for r in range(3):
    print(f"output {r}: middle factors by nudging", nudged_middle[r].round(4), "  published", np.ones(3))
print("slope of the loss by A2: by nudging", nudged["dA2"].ravel().round(4), end="   ")
print("published", published_middle(ex_params, ex_values, ex_Y).ravel().round(4))
print("all units would get the same slope, whatever their weights   your guess:", my_guess)

# %% [markdown]
# **Derive.** All yours. What comes in at an output is not $A_{2,k}$, but $A_{2,k}$ times a weight. And what comes in is not yet what goes
# out:
#
# | line | why |
# |---|---|
# | $\dfrac{\partial Z_{L,r}}{\partial A_{L-1,k}} = \;?$ | yours |
# | $\dfrac{\partial A_{L,r}}{\partial Z_{L,r}} = \;?$ | yours |
# | $\dfrac{\partial A_{L,r}}{\partial A_{L-1,k}} = \;?$ | yours |
#
# $$\frac{\partial A_{L,r}}{\partial A_{L-1,k}} = A_{L,r}(1 - A_{L,r})\; W_{L,rk} \tag{6.11}$$
#
# **Code.** All middle factors as a matrix, a row for each output. And how far the published slopes of the loss are off.

# %% answer="slip_middle"
def slip_middle(params, cache, Y):
    """The middle factors, equation (6.11), and how far the published slope of the loss is off.

    params: dict with "W1" to "bL". cache: what forward(params, X) returned. Y: (n_L, 1).
    Returns two arrays: the slopes of A_L[r] by A_(L-1)[k], shape (n_L, n_(L-1)), row r and column k;
    and published_middle minus the right slope of the loss by A_(L-1), shape (n_(L-1), 1).
    """
    ### BEGIN SOLUTION
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = A * (1 - A) * params[f"W{last}"]
    right = middle.T @ (2 / len(Y) * (A - Y))
    return middle, published_middle(params, cache, Y) - right
    ### END SOLUTION

# %% test="slip_middle" points=2
LOOK_MIDDLE = {
    "the matrix of middle factors": "equation (6.11): which unit's slope, and which weight? A row for each output.",
    "the gap": "the right slope by a hidden unit is a sum over the outputs, each middle factor times 2/n (A - Y).",
}
check(
    slip_middle,
    [ex_case] + network_cases(seed=13, sizes=(2, 4, 3), count=2) + network_cases(seed=13, sizes=(3, 2, 2, 4), count=1),
    expected="paths.slip_middle",
    earlier=["paths.backward"],
    names=("the matrix of middle factors", "the gap"),
    look=LOOK_MIDDLE,
    derived=True,
)
### BEGIN HIDDEN TESTS
for sizes in ((3, 3, 3, 3), (2, 5, 2), (2, 3, 3, 4, 1)):
    check(
        slip_middle,
        network_cases(seed=14, sizes=sizes, count=2),
        expected="paths.slip_middle",
        earlier=["paths.backward"],
        names=("the matrix of middle factors", "the gap"),
        look=LOOK_MIDDLE,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="slip_middle"
# 1. **The idea.** Two arrows again: from $A_{L-1,k}$ to $Z_{L,r}$ along a weight, and from $Z_{L,r}$ to $A_{L,r}$ through the sigmoid.
# 2. **The rule.** `A * (1 - A)` is a column with one entry for each output, and `W` has a row for each output. So `A * (1 - A) * W`
#    multiplies each row by its own slope. The right slope of the loss is `middle.T @ (2 / len(Y) * (A - Y))`.
# 3. **The first line.** `last = len(sizes_of(params)) - 1`, then `A = cache[f"A{last}"]`

# %% [markdown]
# **See.** Your middle factors, and those by nudging. The largest distance, and how far off the published slopes of the loss are:

# %%
middle, gap = slip_middle(ex_params, ex_values, ex_Y)
print(f"your middle factors are off by {np.max(np.abs(middle - nudged_middle)):.1e}")
print("published minus right:", gap.ravel().round(4), "  and the right ones are", nudged["dA2"].ravel().round(4))

# %% [markdown]
# With the middle factor 1 a hidden unit is told nothing about itself. Units whose weights to the outputs have opposite signs would be
# pushed in the same direction.
#
# ## 6.9 Spot the slip: a neuron fed with its own output
#
# *This slip is planted.* The article draws two different neurons under one name. A formula then cannot say which of them it means, and so
# its derivative of a hidden neuron by one of its weights contains the neuron's **own output**, where its **input** should stand. With it
# the slope of the loss becomes
#
# $$\frac{\partial \ell}{\partial W_{l,ji}} = \texttt{dZ}_{l,j}\; A_{l,j}$$

# %% locked="published_input"
def published_input(dZ, cache, layer):
    """dW of a layer as published: each unit's own output for its input. The slip in it is planted."""
    n_before = len(cache[f"A{layer - 1}"])
    return (dZ * cache[f"A{layer}"]) @ np.ones((1, n_before))

# %% [markdown]
# **Predict.** The formula has no $i$ on its right. Does NumPy complain about a wrong shape when `dW` is made of it?

# %%
my_guess = "?"  # "yes" or "no", and why

# %% [markdown]
# **See first.**

# %%
print("dW1 by nudging")
print(nudged["dW1"].round(5))
print("dW1 as published, from the same dZ1")
print(published_input(nudged["dZ1"], ex_values, 1).round(5))
print("no complaint: one number for each unit, repeated along its row, has the right shape   your guess:", my_guess)

# %% [markdown]
# **Derive.** All yours, in two lines:
#
# | line | why |
# |---|---|
# | $Z_{l,j} = \displaystyle\sum_i \;?\; + b_{l,j}$, so $\dfrac{\partial Z_{l,j}}{\partial W_{l,ji}} = \;?$ | yours: what stands beside the weight? |
# | $\dfrac{\partial \ell}{\partial W_{l,ji}} = \;?$ | yours |
#
# $$\frac{\partial \ell}{\partial W_{l,ji}} = \texttt{dZ}_{l,j}\; A_{l-1,i}, \qquad
# \text{published} - \text{right} = \texttt{dZ}_{l,j}\,\big(A_{l,j} - A_{l-1,i}\big) \tag{6.12}$$
#
# **Code.** The repaired gradient, and the published one minus it.

# %% answer="slip_input"
def slip_input(dZ, cache, layer):
    """The gradient by the weights of a layer with its input in it, and how far the published one is off, equation (6.12).

    dZ: (n_l, 1), the error at this layer. cache: what forward(params, X) returned. layer: 1 to L.
    Returns two arrays of shape (n_l, n_(l-1)): the repaired dW, and the published dW minus the repaired one.
    """
    ### BEGIN SOLUTION
    repaired = dZ @ cache[f"A{layer - 1}"].T
    return repaired, published_input(dZ, cache, layer) - repaired
    ### END SOLUTION

# %% locked="input_cases"
def input_cases(seed, sizes, count):
    """For the checks: what stands in random networks, with errors at one of their layers."""
    rng, cases = np.random.default_rng(seed), []
    for number, case in enumerate(network_cases(seed, sizes, count)):
        layer = 1 + number % (len(sizes) - 1)
        cases.append({"dZ": rng.uniform(-1, 1, (sizes[layer], 1)), "cache": case["cache"], "layer": layer})
    return cases

# %% test="slip_input" points=2
LOOK_INPUT = {
    "the repaired gradient": "which layer's A stands in front of these weights? Row j, column i.",
    "the gap": "published minus repaired, in this order.",
}
check(
    slip_input,
    input_cases(seed=15, sizes=(3, 3, 3, 3), count=3) + input_cases(seed=15, sizes=(2, 4, 3), count=2),
    expected="paths.slip_input",
    names=("the repaired gradient", "the gap"),
    look=LOOK_INPUT,
    derived=True,
)
### BEGIN HIDDEN TESTS
for sizes in ((3, 2, 4, 5), (2, 3, 3), (4, 1)):
    check(
        slip_input,
        input_cases(seed=16, sizes=sizes, count=3),
        expected="paths.slip_input",
        names=("the repaired gradient", "the gap"),
        look=LOOK_INPUT,
        derived=True,
    )
### END HIDDEN TESTS

# %% [markdown] hints="slip_input"
# 1. **The idea.** A weight multiplies what comes **into** its neuron. That is what its gradient contains.
# 2. **The rule.** `dZ` is a column with one entry for each unit $j$. `cache[f"A{layer - 1}"].T` is a row with one entry for each unit $i$
#    before. Column times row gives the matrix.
# 3. **The first line.** `repaired = dZ @ cache[f"A{layer - 1}"].T`

# %% [markdown]
# **See.** In the published matrix all entries of a row are equal: all weights of a unit would always move together. What does that cost?
# Eight samples, each of three zeros and ones. The network shall say whether at least one of the three is a 1, whether at least two are, and
# whether all are. It is trained with your `backward`, and then with the same where only `dW` is as published. A step in the picture is one
# epoch:

# %% locked="three_bits"
bits_X = np.array([[n >> 2 & 1, n >> 1 & 1, n & 1] for n in range(8)], dtype=float).T
bits_Y = np.array([bits_X.sum(axis=0) >= least for least in (1, 2, 3)], dtype=float)

# %%
def mean_loss(params):
    """The mean of the losses of the eight samples."""
    return np.mean([loss(forward(params, bits_X[:, [n]])["A3"], bits_Y[:, [n]]) for n in range(8)])


def trained_losses(published, eta=2.0, epochs=150):
    """The mean loss at the start and after each epoch, one sample at a time, with the right or the published dW."""
    params, losses = ex_params, [mean_loss(ex_params)]
    for _ in range(epochs):
        for n in range(8):
            cache = forward(params, bits_X[:, [n]])
            grads = backward(params, cache, bits_Y[:, [n]])
            for layer in (1, 2, 3):
                if published:
                    grads[f"dW{layer}"] = published_input(grads[f"dZ{layer}"], cache, layer)
            params = {name: params[name] - eta * grads["d" + name] for name in params}
        losses.append(mean_loss(params))
    return losses


by_right, by_published = trained_losses(False), trained_losses(True)
print(f"mean loss at the start {by_right[0]:.4f}, after training {by_right[-1]:.4f}", end=", ")
print(f"with the published gradient {by_published[-1]:.4f}")
figures.cost_history({"right": by_right, "published": by_published})

# %% [markdown] essay="reuse" points=2
# ## 6.10 Explain
#
# The sum over paths and backpropagation give the same gradient. With three units in each layer, one costs more than three times as much with
# each layer more, the other only a little more.
#
# Explain in your own words, in four to six sentences: what does backpropagation compute once and use again, and where does the sum over
# paths compute the same thing anew? Say it for two weights of layer 1 that lead into the same unit, and then for two that lead into
# different units. What must be kept in memory for it? Double-click on the cell below to write.
#
# ### BEGIN SOLUTION
# Every path from a weight into unit $j$ of layer 1 has the same rest behind $Z_{1,j}$, whatever input the weight comes from. The sum over
# paths multiplies this rest out again for each weight. Backpropagation adds the rests up once, calls the sum $\texttt{dZ1}_j$, and
# multiplies it by $A_{0,i}$ for each weight. Two weights into different units $j$ and $j'$ still share everything from $Z_{2,k}$ on:
# $\texttt{dZ2}_k$ is computed once and enters both sums, each time with another weight $W_{2,kj}$. So at each layer one number for each
# unit stands for all paths behind it, however many there are, and the cost grows by one layer's work and not by a factor. The price is
# memory: the values $A$ of every layer must be kept from the forward pass until the way back has come to that layer.
# ### END SOLUTION
#
# ### BEGIN MARK SCHEME
# One point for what is shared: the sum over all paths behind a unit is one number, $\texttt{dZ}$ of that unit, computed once and used by
# every weight into it. Half of it where only "it does not repeat computations" is said, without saying which.
#
# Half a point for the second case: weights into different units share the errors of the layers behind.
#
# Half a point for the memory: the values (or slopes) of the forward pass are kept.
#
# Half a point off where backpropagation is said to leave out some paths, or to be an approximation.
# ### END MARK SCHEME

# %% [markdown]
# ## 6.11 The lesson on one page
#
# $$
# \begin{aligned}
# &\text{forward} & Z_l &= W_l A_{l-1} + b_l, \quad A_l = \sigma(Z_l), \quad A_0 = X & (6.1)\\
# &\text{the loss, with } \tfrac{1}{n_L} & \ell &= \tfrac{1}{n_L} \sum_r (A_{L,r} - Y_r)^2 & (6.2)\\
# &\text{paths of one weight} & P_l &= n_{l+1} \cdot n_{l+2} \cdots n_L & (6.3)\\
# &\text{product along a path} & & A_{l-1,i}\; \sigma'_{l,j}\; W_{l+1,kj}\; \sigma'_{l+1,k} \cdots W_{L,rq}\; \sigma'_{L,r}\; \tfrac{2}{n_L}(A_{L,r} - Y_r) & (6.4)\\
# &\text{the gradient} & \frac{\partial \ell}{\partial W_{l,ji}} &= \sum_{\text{paths}} (\text{product}) & (6.5)\\
# &\text{the same, ordered} & \texttt{dZ}_{l-1} &= (W_l^{\mathsf T}\, \texttt{dZ}_l) \ast A_{l-1} \ast (1 - A_{l-1}) & (6.6)\\
# &\text{weights and biases} & \texttt{dW}_l &= \texttt{dZ}_l\, A_{l-1}^{\mathsf T}, \quad \texttt{db}_l = \texttt{dZ}_l & (6.7)\\
# &\text{cost by paths} & N_\text{paths} &= \sum_l n_l\, n_{l-1}\, P_l\, (2(L - l) + 2) & (6.8)\\
# &\text{cost by backpropagation} & N_\text{back} &= n_L + \sum_{l \le L} n_l\, n_{l-1} + \sum_{l < L} (n_{l+1}\, n_l + n_l) & (6.9)\\
# &\text{a neuron by its weight} & \frac{\partial A_{l,k}}{\partial W_{l,kj}} &= A_{l,k}(1 - A_{l,k})\, A_{l-1,j} & (6.10)\\
# &\text{the middle factor} & \frac{\partial A_{L,r}}{\partial A_{L-1,k}} &= A_{L,r}(1 - A_{L,r})\, W_{L,rk} & (6.11)\\
# &\text{the input, not the own output} & \frac{\partial \ell}{\partial W_{l,ji}} &= \texttt{dZ}_{l,j}\, A_{l-1,i} & (6.12)
# \end{aligned}
# $$
#
# **What comes next.** You have a network of any depth now, and know why its gradient is cheap. In lesson 7 you put all pieces together, and
# teach a network to read handwritten digits.
