# %% [markdown]
# Known answers of lesson 7. The mistakes are those that learners make: an axis forgotten, the logarithm of a probability that is 0, a 1/m that comes too early or never,
# lists that count from 0, batches that are lost, epochs that are all shuffled alike, rows and columns of the confusion matrix exchanged.

# %% exercise="softmax" wrong="maximum not subtracted" loses="softmax" names="a number overflows on the way"
def softmax(Z):
    return np.exp(Z) / np.sum(np.exp(Z), axis=0, keepdims=True)

# %% exercise="softmax" wrong="sum over everything" loses="softmax" names="everything is summed to one number"
def softmax(Z):
    powers = np.exp(Z - np.max(Z))
    return powers / np.sum(powers)

# %% exercise="softmax" wrong="along the rows" loses="softmax" names="taken along the wrong axis"
def softmax(Z):
    powers = np.exp(Z - np.max(Z, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)

# %% exercise="softmax" wrong="one maximum for all" loses="softmax" names="none"
def softmax(Z):
    powers = np.exp(Z - np.max(Z))
    return powers / np.sum(powers, axis=0, keepdims=True)

# %% exercise="softmax" wrong="sigmoid of each score" loses="softmax" names="the sigmoid for softmax"
def softmax(Z):
    return (1 + np.tanh(Z / 2)) / 2

# %% exercise="softmax" wrong="scores divided by their sum" loses="softmax" names="the exponential is missing"
def softmax(Z):
    return Z / np.sum(Z, axis=0, keepdims=True)

# %% exercise="softmax" wrong="divided by the maximum" loses="softmax" names="divided by the maximum, not shifted by it"
def softmax(Z):
    powers = np.exp(Z / np.max(Z, axis=0, keepdims=True))
    return powers / np.sum(powers, axis=0, keepdims=True)

# %% exercise="softmax" right="column by column"
def softmax(Z):
    A = np.zeros(Z.shape)
    for i in range(Z.shape[1]):
        e = np.exp(Z[:, i] - Z[:, i].max())
        A[:, i] = e / e.sum()
    return A

# %% exercise="softmax" right="through the logarithm"
def softmax(Z):
    M = Z.max(axis=0)
    return np.exp(Z - M - np.log(np.sum(np.exp(Z - M), axis=0)))

# %% exercise="softmax_cross_entropy" wrong="logarithm of the probability" loses="softmax_cross_entropy" names="not finite for large scores"
def softmax_cross_entropy(Z, Y):
    A = softmax(Z)
    return -np.mean(np.sum(Y * np.log(A), axis=0)), A - Y

# %% exercise="softmax_cross_entropy" wrong="dZ divided by m" loses="softmax_cross_entropy" names="1/m comes too early"
def softmax_cross_entropy(Z, Y):
    top = np.max(Z, axis=0, keepdims=True)
    losses = np.log(np.sum(np.exp(Z - top), axis=0)) - np.sum(Y * (Z - top), axis=0)
    return np.mean(losses), (softmax(Z) - Y) / Z.shape[1]

# %% exercise="softmax_cross_entropy" wrong="summed, not averaged" loses="softmax_cross_entropy" names="summed, not averaged"
def softmax_cross_entropy(Z, Y):
    top = np.max(Z, axis=0, keepdims=True)
    losses = np.log(np.sum(np.exp(Z - top), axis=0)) - np.sum(Y * (Z - top), axis=0)
    return np.sum(losses), softmax(Z) - Y

# %% exercise="softmax_cross_entropy" wrong="target minus output" loses="softmax_cross_entropy" names="the sign of the gradient is turned round"
def softmax_cross_entropy(Z, Y):
    top = np.max(Z, axis=0, keepdims=True)
    losses = np.log(np.sum(np.exp(Z - top), axis=0)) - np.sum(Y * (Z - top), axis=0)
    return np.mean(losses), Y - softmax(Z)

# %% exercise="softmax_cross_entropy" wrong="mean over all entries" loses="softmax_cross_entropy" names="the number of entries is taken for m"
def softmax_cross_entropy(Z, Y):
    top = np.max(Z, axis=0, keepdims=True)
    logs = Z - top - np.log(np.sum(np.exp(Z - top), axis=0, keepdims=True))
    return -np.mean(Y * logs), softmax(Z) - Y

# %% exercise="softmax_cross_entropy" wrong="the minus forgotten" loses="softmax_cross_entropy" names="the minus sign of the cost is missing"
def softmax_cross_entropy(Z, Y):
    top = np.max(Z, axis=0, keepdims=True)
    logs = Z - top - np.log(np.sum(np.exp(Z - top), axis=0, keepdims=True))
    return np.mean(np.sum(Y * logs, axis=0)), softmax(Z) - Y

# %% exercise="softmax_cross_entropy" wrong="the two-class cross-entropy of lesson 3" loses="softmax_cross_entropy" names="the cross-entropy of two classes"
def softmax_cross_entropy(Z, Y):
    A = np.clip(softmax(Z), 1e-15, 1 - 1e-15)
    J = -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / Z.shape[1]
    return J, A - Y

# %% exercise="softmax_cross_entropy" wrong="clipped probabilities" loses="softmax_cross_entropy" names="a small number inside the logarithm"
def softmax_cross_entropy(Z, Y):
    A = softmax(Z)
    J = -np.mean(np.sum(Y * np.log(np.clip(A, 1e-12, 1)), axis=0))
    return J, A - Y

# %% exercise="softmax_cross_entropy" wrong="only J" loses="softmax_cross_entropy" names="not all values are returned"
def softmax_cross_entropy(Z, Y):
    top = np.max(Z, axis=0, keepdims=True)
    return np.mean(np.log(np.sum(np.exp(Z - top), axis=0)) - np.sum(Y * (Z - top), axis=0))

# %% exercise="softmax_cross_entropy" right="a loop over samples"
def softmax_cross_entropy(Z, Y):
    m = Z.shape[1]
    J, dZ = 0.0, np.zeros(Z.shape)
    for i in range(m):
        z, y = Z[:, i], Y[:, i]
        M = max(z)
        J += (M + np.log(np.sum(np.exp(z - M))) - y @ z) / m
        e = np.exp(z - M)
        dZ[:, i] = e / e.sum() - y
    return J, dZ

# %% exercise="softmax_cross_entropy" right="log-probabilities, with the right class picked"
def softmax_cross_entropy(Z, Y):
    shifted = Z - Z.max(axis=0)
    logs = shifted - np.log(np.exp(shifted).sum(axis=0))
    right = np.argmax(Y, axis=0)
    return [-logs[right, np.arange(Z.shape[1])].mean(), np.exp(logs) - Y]

# %% exercise="initialise" wrong="the spread of lesson 3" loses="initialise" names="a fixed spread"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes)):
        params[f"W{layer}"] = 0.01 * rng.standard_normal((sizes[layer], sizes[layer - 1]))
        params[f"b{layer}"] = np.zeros((sizes[layer], 1))
    return params

# %% exercise="initialise" wrong="root forgotten" loses="initialise" names="the root is missing"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = 2 / n_before * rng.standard_normal((n, n_before))
        params[f"b{layer}"] = np.zeros((n, 1))
    return params

# %% exercise="initialise" wrong="a new generator in each layer" loses="initialise" names="a new generator in each layer"
def initialise(sizes, seed):
    params = {}
    for layer in range(1, len(sizes)):
        rng = np.random.default_rng(seed)
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        params[f"b{layer}"] = np.zeros((n, 1))
    return params

# %% exercise="initialise" wrong="rows and columns swapped" loses="initialise" names="rows and columns are swapped"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n_before, n))
        params[f"b{layer}"] = np.zeros((n, 1))
    return params

# %% exercise="initialise" wrong="the layer's own size under the root" loses="initialise" names="the layer's own size stands under the root"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = np.sqrt(2 / n) * rng.standard_normal((n, n_before))
        params[f"b{layer}"] = np.zeros((n, 1))
    return params

# %% exercise="initialise" wrong="random biases" loses="initialise" names="the biases do not start at zero"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        params[f"b{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, 1))
    return params

# %% exercise="initialise" wrong="flat biases" loses="initialise" names="the biases have one axis only"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        params[f"b{layer}"] = np.zeros(n)
    return params

# %% exercise="initialise" wrong="the last layer is left out" loses="initialise" names="the last layer is missing"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    params = {}
    for layer in range(1, len(sizes) - 1):
        n_before, n = sizes[layer - 1], sizes[layer]
        params[f"W{layer}"] = np.sqrt(2 / n_before) * rng.standard_normal((n, n_before))
        params[f"b{layer}"] = np.zeros((n, 1))
    return params

# %% exercise="initialise" right="pairs of sizes, and normal with a scale"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    start = dict()
    for number, (before, here) in enumerate(zip(sizes[:-1], sizes[1:])):
        start["W" + str(number + 1)] = rng.normal(0.0, (2 / before) ** 0.5, size=(here, before))
        start["b" + str(number + 1)] = np.zeros(here).reshape(-1, 1)
    return start

# %% exercise="initialise" right="weights first, then biases"
def initialise(sizes, seed):
    rng = np.random.default_rng(seed)
    L = len(sizes) - 1
    W = {f"W{l}": rng.standard_normal((sizes[l], sizes[l - 1])) / np.sqrt(sizes[l - 1] / 2) for l in range(1, L + 1)}
    b = {f"b{l}": [[0.0]] * sizes[l] for l in range(1, L + 1)}
    return {**W, **{name: np.array(value) for name, value in b.items()}}

# %% exercise="forward" wrong="hidden counted from 1" loses="forward" names="an index beyond the end"
def forward(params, X, hidden):
    cache, A = {}, X
    L = len(hidden) + 1
    for layer in range(1, L + 1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = softmax(Z) if layer == L else activate(hidden[layer], Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="forward" wrong="no softmax at the end" loses="forward" names="softmax is missing at the output"
def forward(params, X, hidden):
    cache, A = {}, X
    L = len(hidden) + 1
    for layer in range(1, L + 1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = Z if layer == L else activate(hidden[layer - 1], Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="forward" wrong="Z passed on" loses="forward" names="Z goes into the next layer, not A"
def forward(params, X, hidden):
    cache, before = {}, X
    L = len(hidden) + 1
    for layer in range(1, L + 1):
        Z = params[f"W{layer}"] @ before + params[f"b{layer}"]
        A = softmax(Z) if layer == L else activate(hidden[layer - 1], Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
        before = Z
    return cache

# %% exercise="forward" wrong="biases forgotten" loses="forward" names="the bias is missing"
def forward(params, X, hidden):
    cache, A = {}, X
    for layer, name in enumerate([*hidden, "softmax"], start=1):
        Z = params[f"W{layer}"] @ A
        A = softmax(Z) if name == "softmax" else activate(name, Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="forward" wrong="slope for value" loses="forward" names="the slope of the activation for its value"
def forward(params, X, hidden):
    cache, A = {}, X
    for layer, name in enumerate([*hidden, "softmax"], start=1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = softmax(Z) if name == "softmax" else activate(name, Z)[1]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="forward" wrong="the first activation everywhere" loses="forward" names="all hidden layers have the same activation"
def forward(params, X, hidden):
    cache, A = {}, X
    L = len(hidden) + 1
    for layer in range(1, L + 1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = softmax(Z) if layer == L else activate(hidden[0], Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="forward" wrong="one layer short" loses="forward" names="the last layer is missing"
def forward(params, X, hidden):
    cache, A = {}, X
    for layer in range(1, len(hidden) + 1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = activate(hidden[layer - 1], Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="forward" wrong="both values of activate" loses="forward" names="value and slope are both kept"
def forward(params, X, hidden):
    cache, A = {}, X
    L = len(hidden) + 1
    for layer in range(1, L + 1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = softmax(Z) if layer == L else activate(hidden[layer - 1], Z)
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="forward" right="hidden layers first, then the last one"
def forward(params, X, hidden):
    cache = {"A0": X}
    for l, name in enumerate(hidden, 1):
        cache[f"Z{l}"] = params[f"W{l}"].dot(cache[f"A{l - 1}"]) + params[f"b{l}"]
        cache[f"A{l}"], _ = activate(name, cache[f"Z{l}"])
    L = len(hidden) + 1
    cache[f"Z{L}"] = params[f"W{L}"].dot(cache[f"A{L - 1}"]) + params[f"b{L}"]
    cache[f"A{L}"] = softmax(cache[f"Z{L}"])
    return cache

# %% exercise="forward" right="while there are weights"
def forward(params, X, hidden):
    values, A, l = {}, X, 1
    names = list(hidden) + ["softmax"]
    while f"W{l}" in params:
        Z = np.einsum("kj,ji->ki", params[f"W{l}"], A) + params[f"b{l}"]
        if names[l - 1] == "softmax":
            e = np.exp(Z - Z.max(axis=0))
            A = e / e.sum(axis=0)
        else:
            A = activate(names[l - 1], Z)[0]
        values.update({f"Z{l}": Z, f"A{l}": A})
        l += 1
    return values

# %% exercise="backward" wrong="slope forgotten" loses="backward" names="the slope of the activation is missing"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        dZ = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="1/m forgotten" loses="backward" names="summed, not averaged"
def backward(params, cache, X, Y, hidden):
    grads, L = {}, len(hidden) + 1
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True)
        if layer > 1:
            dZ = params[f"W{layer}"].T @ dZ * activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
    return grads

# %% exercise="backward" wrong="1/m already at the output" loses="backward" names="1/m comes too early"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = (cache[f"A{L}"] - Y) / m
    for layer in range(L, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True)
        if layer > 1:
            dZ = params[f"W{layer}"].T @ dZ * activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
    return grads

# %% exercise="backward" wrong="activation of the wrong layer" loses="backward" names="an index beyond the end"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dZ = params[f"W{layer}"].T @ dZ * activate(hidden[layer - 1], cache[f"Z{layer - 1}"])[1]
    return grads

# %% exercise="backward" wrong="slope taken at A" loses="backward" names="the slope is taken at A, not at Z"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dZ = params[f"W{layer}"].T @ dZ * activate(hidden[layer - 2], cache[f"A{layer - 1}"])[1]
    return grads

# %% exercise="backward" wrong="Z in front of the weights" loses="backward" names="Z stands where A should stand"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        before = cache[f"Z{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dZ = params[f"W{layer}"].T @ dZ * activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
    return grads

# %% exercise="backward" wrong="keepdims forgotten" loses="backward" names="an axis is lost"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1) / m
        if layer > 1:
            dZ = params[f"W{layer}"].T @ dZ * activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
    return grads

# %% exercise="backward" wrong="weights not transposed" loses="backward" names="shapes that do not fit"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            dZ = params[f"W{layer}"] @ dZ * activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
    return grads

# %% exercise="backward" wrong="the first layer left out" loses="backward" names="the first layer is missing"
def backward(params, cache, X, Y, hidden):
    grads, L, m = {}, len(hidden) + 1, X.shape[1]
    dZ = cache[f"A{L}"] - Y
    for layer in range(L, 1, -1):
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        dZ = params[f"W{layer}"].T @ dZ * activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
    return grads

# %% exercise="backward" right="the output first, then a loop"
def backward(params, cache, X, Y, hidden):
    L, m = len(hidden) + 1, Y.shape[1]
    A = {0: X, **{l: cache[f"A{l}"] for l in range(1, L + 1)}}
    dZ = {L: A[L] - Y}
    for l in reversed(range(1, L)):
        dA = params[f"W{l + 1}"].T @ dZ[l + 1]
        dZ[l] = dA * activate(hidden[l - 1], cache[f"Z{l}"])[1]
    grads = {}
    for l in dZ:
        grads.update({f"dZ{l}": dZ[l], f"dW{l}": np.einsum("ki,ji->kj", dZ[l], A[l - 1]) / m})
        grads[f"db{l}"] = dZ[l].mean(axis=1).reshape(-1, 1)
    return grads

# %% exercise="backward" right="sample by sample"
def backward(params, cache, X, Y, hidden):
    L, m = len(hidden) + 1, X.shape[1]
    grads = {"d" + name: np.zeros(np.shape(value)) for name, value in params.items()}
    for l in range(1, L + 1):
        grads[f"dZ{l}"] = np.zeros(cache[f"Z{l}"].shape)
    for i in range(m):
        d = cache[f"A{L}"][:, i] - Y[:, i]
        for l in range(L, 0, -1):
            before = X[:, i] if l == 1 else cache[f"A{l - 1}"][:, i]
            grads[f"dZ{l}"][:, i] = d
            grads[f"dW{l}"] += np.outer(d, before) / m
            grads[f"db{l}"] += d[:, None] / m
            if l > 1:
                d = (d @ params[f"W{l}"]) * activate(hidden[l - 2], cache[f"Z{l - 1}"][:, i])[1]
    return grads

# %% exercise="gradient_check" wrong="one-sided" loses="gradient_check" names="a one-sided difference"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes, claimed = [], []
    J = cost(params, X, Y, hidden)
    for name, row, column in picks:
        value = params[name].copy()
        value[row, column] += h
        slopes.append((cost({**params, name: value}, X, Y, hidden) - J) / h)
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes) / (np.linalg.norm(claimed) + np.linalg.norm(slopes))

# %% exercise="gradient_check" wrong="divided by h" loses="gradient_check" names="the factor 2 is missing"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes, claimed = [], []
    for name, row, column in picks:
        up, down = params[name].copy(), params[name].copy()
        up[row, column] += h
        down[row, column] -= h
        J_up, J_down = cost({**params, name: up}, X, Y, hidden), cost({**params, name: down}, X, Y, hidden)
        slopes.append((J_up - J_down) / h)
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes) / (np.linalg.norm(claimed) + np.linalg.norm(slopes))

# %% exercise="gradient_check" wrong="changes the parameters" loses="gradient_check" names="an input is changed"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes, claimed = [], []
    for name, row, column in picks:
        params[name][row, column] += h
        up = cost(params, X, Y, hidden)
        params[name][row, column] -= 2 * h
        down = cost(params, X, Y, hidden)
        slopes.append((up - down) / (2 * h))
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes) / (np.linalg.norm(claimed) + np.linalg.norm(slopes))

# %% exercise="gradient_check" wrong="difference not relative" loses="gradient_check" names="the distance is not relative"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes, claimed = [], []
    for name, row, column in picks:
        up, down = params[name].copy(), params[name].copy()
        up[row, column] += h
        down[row, column] -= h
        J_up, J_down = cost({**params, name: up}, X, Y, hidden), cost({**params, name: down}, X, Y, hidden)
        slopes.append((J_up - J_down) / (2 * h))
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes)

# %% exercise="gradient_check" wrong="the norm of the sum below" loses="gradient_check" names="the two sizes below are put together in another way"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes, claimed = [], []
    for name, row, column in picks:
        up, down = params[name].copy(), params[name].copy()
        up[row, column] += h
        down[row, column] -= h
        J_up, J_down = cost({**params, name: up}, X, Y, hidden), cost({**params, name: down}, X, Y, hidden)
        slopes.append((J_up - J_down) / (2 * h))
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes) / np.linalg.norm(claimed + slopes)

# %% exercise="gradient_check" wrong="nudges the whole array" loses="gradient_check" names="all entries are nudged at once"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes, claimed = [], []
    for name, row, column in picks:
        J_up = cost({**params, name: params[name] + h}, X, Y, hidden)
        J_down = cost({**params, name: params[name] - h}, X, Y, hidden)
        slopes.append((J_up - J_down) / (2 * h))
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes) / (np.linalg.norm(claimed) + np.linalg.norm(slopes))

# %% exercise="gradient_check" wrong="copy missing in the dict" loses="gradient_check" names="an input is changed"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes, claimed = [], []
    for name, row, column in picks:
        other = params.copy()
        other[name][row, column] += h
        up = cost(other, X, Y, hidden)
        other[name][row, column] -= 2 * h
        down = cost(other, X, Y, hidden)
        slopes.append((up - down) / (2 * h))
        claimed.append(grads["d" + name][row, column])
    slopes, claimed = np.array(slopes), np.array(claimed)
    return slopes, np.linalg.norm(claimed - slopes) / (np.linalg.norm(claimed) + np.linalg.norm(slopes))

# %% exercise="gradient_check" right="a helper and deep copies"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    def J(pick, nudge):
        name, row, column = pick
        other = {key: np.array(value) for key, value in params.items()}
        other[name][row, column] += nudge
        return cost(other, X, Y, hidden)

    nu = np.array([(J(pick, h) - J(pick, -h)) / h / 2 for pick in picks])
    g = np.array([grads[f"d{name}"][row][column] for name, row, column in picks])
    r = np.sqrt(np.sum((g - nu) ** 2)) / (np.sqrt(np.sum(g**2)) + np.sqrt(np.sum(nu**2)))
    return nu, r

# %% exercise="gradient_check" right="a nudge with a single 1"
def gradient_check(params, grads, X, Y, hidden, picks, h=1e-5):
    slopes = np.zeros(len(picks))
    claimed = np.zeros(len(picks))
    for p in range(len(picks)):
        name, i, j = picks[p]
        direction = np.zeros(params[name].shape)
        direction[i, j] = h
        up = cost(dict(params, **{name: params[name] + direction}), X, Y, hidden)
        down = cost(dict(params, **{name: params[name] - direction}), X, Y, hidden)
        slopes[p] = (up - down) / (2 * h)
        claimed[p] = grads["d" + name][i, j]
    norm = np.linalg.norm
    return slopes, norm(slopes - claimed) / (norm(slopes) + norm(claimed))

# %% exercise="slip_batches" wrong="short batch dropped" loses="slip_batches" names="the last, smaller batch is left out"
def slip_batches(m, size, seed):
    order = np.random.default_rng(seed).permutation(m)
    return [order[i * size : (i + 1) * size] for i in range(m // size)]

# %% exercise="slip_batches" wrong="not shuffled" loses="slip_batches" names="the samples are not shuffled"
def slip_batches(m, size, seed):
    order = np.arange(m)
    return [order[first : first + size] for first in range(0, m, size)]

# %% exercise="slip_batches" wrong="one batch too many" loses="slip_batches" names="an empty batch at the end"
def slip_batches(m, size, seed):
    order = np.random.default_rng(seed).permutation(m)
    return [order[i * size : (i + 1) * size] for i in range(m // size + 1)]

# %% exercise="slip_batches" wrong="drawn with repetition" loses="slip_batches" names="samples are drawn more than once"
def slip_batches(m, size, seed):
    rng = np.random.default_rng(seed)
    return [rng.integers(m, size=min(size, m - first)) for first in range(0, m, size)]

# %% exercise="slip_batches" wrong="the order, not cut" loses="slip_batches" names="the order is not cut"
def slip_batches(m, size, seed):
    return np.random.default_rng(seed).permutation(m)

# %% exercise="slip_batches" wrong="the seed is not used" loses="slip_batches" names="the seed is typed in"
def slip_batches(m, size, seed):
    order = np.random.default_rng(0).permutation(m)
    return [order[first : first + size] for first in range(0, m, size)]

# %% exercise="slip_batches" wrong="last one filled up from the front" loses="slip_batches" names="the last batch is filled up"
def slip_batches(m, size, seed):
    order = np.random.default_rng(seed).permutation(m)
    return [np.take(order, range(first, first + size), mode="wrap") for first in range(0, m, size)]

# %% exercise="slip_batches" wrong="only the batches are shuffled" loses="slip_batches" names="the batches are shuffled, not the samples"
def slip_batches(m, size, seed):
    starts = list(range(0, m, size))
    order = np.random.default_rng(seed).permutation(len(starts))
    return [np.arange(starts[k], min(starts[k] + size, m)) for k in order]

# %% exercise="slip_batches" wrong="the size of the example" loses="slip_batches"
def slip_batches(m, size, seed):
    order = np.random.default_rng(seed).permutation(m)
    return [order[first : first + 4] for first in range(0, m, 4)]

# %% exercise="slip_batches" right="while something is left"
def slip_batches(m, size, seed):
    left = np.random.default_rng(seed).permutation(m)
    batches = []
    while len(left):
        batches.append(left[:size])
        left = left[size:]
    return batches

# %% exercise="slip_batches" right="array_split, and a shuffled range"
def slip_batches(m, size, seed):
    order = np.arange(m)
    np.random.default_rng(seed).shuffle(order)
    return tuple(np.array_split(order, range(size, m, size)))

# %% exercise="train" wrong="the same order in every epoch" loses="train" names="not each epoch is shuffled by its own seed"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="all samples in each iteration" loses="train" names="each iteration uses all samples"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            params = update(params, backward(params, forward(params, X, hidden), X, Y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="cost after every batch" loses="train" names="a cost is noted after each iteration"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
            costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="cost of the last batch" loses="train" names="the cost is that of the last batch"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, x, y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="start left out" loses="train" names="the entry for the start is missing"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = []
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="images shuffled, targets not" loses="train" names="inputs and targets belong to different samples"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        first = 0
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, first : first + len(batch)]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
            first += len(batch)
        costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="update forgotten" loses="train" names="the update is lost"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="uphill" loses="train" names="the sign of the step is turned round"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), -eta)
        costs.append(cost(params, X, Y, hidden))
    return params, np.array(costs)

# %% exercise="train" wrong="ends after the first epoch" loses="train" names="not all epochs are done"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
        return params, np.array(costs)

# %% exercise="train" wrong="one seed for every call" loses="train"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, epoch + 1):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
        if show:
            show_progress(epoch + 1, epochs, costs[-1])
    return params, np.array(costs)

# %% exercise="train" right="its own update"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    params = {name: value.copy() for name, value in params.items()}
    costs = np.zeros(epochs + 1)
    costs[0] = cost(params, X, Y, hidden)
    for e in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + e):
            cache = forward(params, X[:, batch], hidden)
            grads = backward(params, cache, X[:, batch], Y[:, batch], hidden)
            for name in params:
                params[name] -= eta * grads[f"d{name}"]
        costs[e + 1] = cost(params, X, Y, hidden)
        if show:
            show_progress(e + 1, epochs, costs[e + 1])
    return params, costs

# %% exercise="train" right="while, with its own batches"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    m, done = X.shape[1], 0
    costs = [cost(params, X, Y, hidden)]
    while done < epochs:
        order = np.random.default_rng(seed + done).permutation(m)
        for first in range(0, m, size):
            some = order[first : first + size]
            values = forward(params, X[:, some], hidden)
            params = update(params, backward(params, values, X[:, some], Y[:, some], hidden), eta)
        costs = costs + [cost(params, X, Y, hidden)]
        done += 1
    return params, np.array(costs)

# %% exercise="accuracy" wrong="along the rows" loses="accuracy" names="shapes that do not fit"
def accuracy(A, labels):
    return np.mean(np.argmax(A, axis=1) == labels)

# %% exercise="accuracy" wrong="counted, not averaged" loses="accuracy" names="summed, not averaged"
def accuracy(A, labels):
    return np.sum(np.argmax(A, axis=0) == labels)

# %% exercise="accuracy" wrong="the largest probability itself" loses="accuracy" names="how sure the network is, not whether it is right"
def accuracy(A, labels):
    return np.mean(np.max(A, axis=0))

# %% exercise="accuracy" wrong="the part that is wrong" loses="accuracy" names="the wrong answers are counted"
def accuracy(A, labels):
    return np.mean(np.argmax(A, axis=0) != labels)

# %% exercise="accuracy" wrong="divided by the classes" loses="accuracy" names="the number of rows is taken for m"
def accuracy(A, labels):
    return np.sum(np.argmax(A, axis=0) == labels) / len(A)

# %% exercise="accuracy" wrong="mean probability of what is right" loses="accuracy" names="the mean probability of the right class"
def accuracy(A, labels):
    return np.mean(A[labels, np.arange(A.shape[1])])

# %% exercise="accuracy" wrong="the one largest entry of all" loses="accuracy" names="the answers are no numbers of rows"
def accuracy(A, labels):
    return np.mean(np.argmax(A) == labels)

# %% exercise="accuracy" right="a loop that counts"
def accuracy(A, labels):
    right = 0
    for i in range(A.shape[1]):
        if A[:, i].argmax() == labels[i]:
            right += 1
    return right / A.shape[1]

# %% exercise="accuracy" right="the right one is the largest"
def accuracy(A, labels):
    columns = np.arange(len(labels))
    return float((A[labels, columns] == A.max(axis=0)).sum()) / len(columns)

# %% exercise="slip_split" wrong="all are learned from" loses="slip_split" names="tested on what was learned"
def slip_split(m, count, seed):
    order = np.random.default_rng(seed).permutation(m)
    return order, order[:count]

# %% exercise="slip_split" wrong="the parts exchanged" loses="slip_split" names="the returned values are in another order"
def slip_split(m, count, seed):
    order = np.random.default_rng(seed).permutation(m)
    return order[:count], order[count:]

# %% exercise="slip_split" wrong="the last ones are tested" loses="slip_split" names="the last ones drawn are for the test"
def slip_split(m, count, seed):
    order = np.random.default_rng(seed).permutation(m)
    return order[:-count], order[-count:]

# %% exercise="slip_split" wrong="not shuffled" loses="slip_split" names="the samples are not shuffled"
def slip_split(m, count, seed):
    order = np.arange(m)
    return order[count:], order[:count]

# %% exercise="slip_split" wrong="shuffled twice" loses="slip_split" names="two orders are drawn"
def slip_split(m, count, seed):
    rng = np.random.default_rng(seed)
    return rng.permutation(m)[count:], rng.permutation(m)[:count]

# %% exercise="slip_split" wrong="one is lost" loses="slip_split" names="the second part does not begin where the first one ends"
def slip_split(m, count, seed):
    order = np.random.default_rng(seed).permutation(m)
    return order[count + 1 :], order[:count]

# %% exercise="slip_split" wrong="sorted" loses="slip_split" names="the numbers are sorted again"
def slip_split(m, count, seed):
    order = np.random.default_rng(seed).permutation(m)
    return np.sort(order[count:]), np.sort(order[:count])

# %% exercise="slip_split" right="np.split"
def slip_split(m, count, seed):
    test, learn = np.split(np.random.default_rng(seed).permutation(m), [count])
    return learn, test

# %% exercise="slip_split" wrong="lists" loses="slip_split" names="a list where an array is expected"
def slip_split(m, count, seed):
    order = [int(i) for i in np.random.default_rng(seed).permutation(m)]
    test = order[:count]
    return [i for i in order if i not in test], test

# %% exercise="slip_split" right="lists, made arrays at the end"
def slip_split(m, count, seed):
    learn, test = [], []
    for place, number in enumerate(np.random.default_rng(seed).permutation(m)):
        (test if place < count else learn).append(number)
    return np.array(learn), np.array(test)

# %% exercise="confusion" wrong="rows and columns exchanged" loses="confusion" names="rows and columns are swapped"
def confusion(A, labels):
    counts = np.zeros((A.shape[0], A.shape[0]))
    for label, answer in zip(labels, np.argmax(A, axis=0)):
        counts[answer, label] += 1
    return counts

# %% exercise="confusion" wrong="only the mistakes" loses="confusion" names="only wrong answers are counted"
def confusion(A, labels):
    counts = np.zeros((A.shape[0], A.shape[0]))
    for label, answer in zip(labels, np.argmax(A, axis=0)):
        if label != answer:
            counts[label, answer] += 1
    return counts

# %% exercise="confusion" wrong="set to 1, not counted" loses="confusion" names="a pair that comes several times counts once"
def confusion(A, labels):
    counts = np.zeros((A.shape[0], A.shape[0]))
    for label, answer in zip(labels, np.argmax(A, axis=0)):
        counts[label, answer] = 1
    return counts

# %% exercise="confusion" wrong="repeated places added once" loses="confusion" names="a pair that comes several times counts once"
def confusion(A, labels):
    counts = np.zeros((A.shape[0], A.shape[0]))
    counts[labels, np.argmax(A, axis=0)] += 1
    return counts

# %% exercise="confusion" wrong="shares of each row" loses="confusion" names="parts for counts"
def confusion(A, labels):
    counts = np.zeros((A.shape[0], A.shape[0]))
    for label, answer in zip(labels, np.argmax(A, axis=0)):
        counts[label, answer] += 1
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

# %% exercise="confusion" wrong="as large as the labels say" loses="confusion" names="the size of the table depends on the labels"
def confusion(A, labels):
    answers = np.argmax(A, axis=0)
    size = max(max(labels), max(answers)) + 1
    counts = np.zeros((size, size))
    for label, answer in zip(labels, answers):
        counts[label, answer] += 1
    return counts

# %% exercise="confusion" wrong="probabilities added" loses="confusion" names="probabilities are added, not answers"
def confusion(A, labels):
    counts = np.zeros((A.shape[0], A.shape[0]))
    for i, label in enumerate(labels):
        counts[label] += A[:, i]
    return counts

# %% exercise="confusion" right="a product of one-hot columns"
def confusion(A, labels):
    K = len(A)
    return one_hot(labels, K) @ one_hot(np.argmax(A, axis=0), K).T

# %% exercise="confusion" right="whole numbers, entry by entry"
def confusion(A, labels):
    answers = A.argmax(axis=0)
    K = A.shape[0]
    return np.array([[int(np.sum((labels == t) & (answers == a))) for a in range(K)] for t in range(K)])

# %% exercise="input_gradient" wrong="not transposed" loses="input_gradient" names="shapes that do not fit"
def input_gradient(params, X, Y, hidden):
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return params["W1"] @ grads["dZ1"]

# %% exercise="input_gradient" wrong="divided by m" loses="input_gradient" names="1/m comes in though each sample stands for itself"
def input_gradient(params, X, Y, hidden):
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return params["W1"].T @ grads["dZ1"] / X.shape[1]

# %% exercise="input_gradient" wrong="times the input" loses="input_gradient" names="the input is multiplied"
def input_gradient(params, X, Y, hidden):
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return (params["W1"].T @ grads["dZ1"]) * X

# %% exercise="input_gradient" wrong="the other sign" loses="input_gradient" names="the sign of the gradient is turned round"
def input_gradient(params, X, Y, hidden):
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return -params["W1"].T @ grads["dZ1"]

# %% exercise="input_gradient" wrong="through the gradient, not the weights" loses="input_gradient" names="the slope by the weights, not by the inputs"
def input_gradient(params, X, Y, hidden):
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return grads["dW1"].T @ grads["dZ1"]

# %% exercise="input_gradient" wrong="averaged over the samples" loses="input_gradient" names="the samples are summed or averaged too early"
def input_gradient(params, X, Y, hidden):
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return np.mean(params["W1"].T @ grads["dZ1"], axis=1, keepdims=True)

# %% exercise="input_gradient" wrong="a slope of ReLU at the inputs" loses="input_gradient" names="a slope of an activation in front of the inputs"
def input_gradient(params, X, Y, hidden):
    grads = backward(params, forward(params, X, hidden), X, Y, hidden)
    return params["W1"].T @ grads["dZ1"] * (X > 0)

# %% exercise="input_gradient" wrong="by nudging" loses="input_gradient" names="a difference quotient, or a rounded number, for a formula"
def input_gradient(params, X, Y, hidden):
    h, found = 1e-5, np.zeros(X.shape)
    for j in range(X.shape[0]):
        up, down = X.copy(), X.copy()
        up[j] += h
        down[j] -= h
        last = f"A{len(hidden) + 1}"
        losses = [-np.sum(Y * np.log(forward(params, x, hidden)[last]), axis=0) for x in (up, down)]
        found[j] = (losses[0] - losses[1]) / (2 * h)
    return found

# %% exercise="input_gradient" right="one sample at a time"
def input_gradient(params, X, Y, hidden):
    columns = []
    for i in range(X.shape[1]):
        x, y = X[:, i : i + 1], Y[:, i : i + 1]
        dZ1 = backward(params, forward(params, x, hidden), x, y, hidden)["dZ1"]
        columns.append(np.dot(params["W1"].T, dZ1))
    return np.hstack(columns)

# %% exercise="input_gradient" right="error first, then weights"
def input_gradient(params, X, Y, hidden):
    cache = forward(params, X, hidden)
    dZ1 = backward(params, cache, X, Y, hidden)["dZ1"]
    return (dZ1.T @ params["W1"]).T

# %% [markdown]
# ## Rules that one input must tell

# %% exercise="train" wrong="the parameters of the lowest J" loses="train"
def train(params, X, Y, hidden, eta, size, epochs, seed, show=False):
    costs = [cost(params, X, Y, hidden)]
    best, lowest = params, costs[0]
    for epoch in range(epochs):
        for batch in slip_batches(X.shape[1], size, seed + epoch):
            x, y = X[:, batch], Y[:, batch]
            params = update(params, backward(params, forward(params, x, hidden), x, y, hidden), eta)
        costs.append(cost(params, X, Y, hidden))
        if costs[-1] < lowest:
            best, lowest = params, costs[-1]
    return best, np.array(costs)

# %% exercise="gradient_check" wrong="another h when nobody says one" loses="gradient_check"
def gradient_check(params, grads, X, Y, hidden, picks, h=0.1):
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

# %% exercise="softmax" wrong="exponentials, not divided" loses="softmax" names="the division by the sum is missing"
def softmax(Z):
    powers = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return powers

# %% exercise="forward" wrong="the names read one place too early" loses="forward" names="a layer has the activation of another one"
def forward(params, X, hidden):
    cache = {}
    A = X
    for layer, name in enumerate([*hidden, "softmax"], start=1):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = softmax(Z) if name == "softmax" else activate(hidden[layer - 2], Z)[0]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, A
    return cache

# %% exercise="backward" wrong="target minus prediction" loses="backward" names="the sign of the gradient is turned round"
def backward(params, cache, X, Y, hidden):
    grads = {}
    last, m = len(hidden) + 1, X.shape[1]
    dZ = Y - cache[f"A{last}"]
    for layer in range(last, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            slope = activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
            dZ = params[f"W{layer}"].T @ dZ * slope
    return grads

# %% exercise="backward" wrong="the sigmoid's slope kept at the output" loses="backward" names="a slope is multiplied that cancels"
def backward(params, cache, X, Y, hidden):
    grads = {}
    last, m = len(hidden) + 1, X.shape[1]
    dZ = (cache[f"A{last}"] - Y) * cache[f"A{last}"] * (1 - cache[f"A{last}"])
    for layer in range(last, 0, -1):
        before = cache[f"A{layer - 1}"] if layer > 1 else X
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            slope = activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
            dZ = params[f"W{layer}"].T @ dZ * slope
    return grads

# %% exercise="backward" wrong="the layer's own output in front" loses="backward" names="a layer's own output stands in front of its weights"
def backward(params, cache, X, Y, hidden):
    grads = {}
    last, m = len(hidden) + 1, X.shape[1]
    dZ = softmax_cross_entropy(cache[f"Z{last}"], Y)[1]
    for layer in range(last, 0, -1):
        before = cache[f"A{layer}"]
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ before.T / m
        grads[f"db{layer}"] = np.sum(dZ, axis=1, keepdims=True) / m
        if layer > 1:
            slope = activate(hidden[layer - 2], cache[f"Z{layer - 1}"])[1]
            dZ = params[f"W{layer}"].T @ dZ * slope
    return grads

# %% exercise="accuracy" wrong="as percent" loses="accuracy" names="percent for a part"
def accuracy(A, labels):
    return 100 * np.mean(np.argmax(A, axis=0) == labels)
