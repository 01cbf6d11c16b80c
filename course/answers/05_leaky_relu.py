# %% [markdown]
# Known answers of lesson 5. The mistakes are those that learners make: the other slope at 0, an alpha that is not handed on, a factor that belongs to another lesson's
# error, the wrong cached value, an update that comes too early, epochs and iterations mixed up.

# %% exercise="leaky_relu" wrong="other slope at 0" loses="leaky_relu" names="another slope at the kink"
def leaky_relu(z, alpha):
    value = np.where(z > 0, z, alpha * z)
    slope = np.where(z > 0, 1.0, alpha)
    return value, slope

# %% exercise="leaky_relu" wrong="plain ReLU" loses="leaky_relu" names="ReLU for leaky ReLU"
def leaky_relu(z, alpha):
    return np.maximum(z, 0), np.where(z >= 0, 1.0, 0.0)

# %% exercise="leaky_relu" wrong="alpha on the right" loses="leaky_relu" names="the two sides are swapped"
def leaky_relu(z, alpha):
    slope = np.where(z >= 0, alpha, 1.0)
    return slope * z, slope

# %% exercise="leaky_relu" wrong="alpha typed in" loses="leaky_relu" names="alpha is typed in, or not handed on"
def leaky_relu(z, alpha):
    slope = np.where(z >= 0, 1.0, 0.1)
    return z * slope, slope

# %% exercise="leaky_relu" wrong="alpha in place of alpha z" loses="leaky_relu" names="alpha stands where alpha z should stand"
def leaky_relu(z, alpha):
    return np.where(z >= 0, z, alpha), np.where(z >= 0, 1.0, alpha)

# %% exercise="leaky_relu" wrong="an if for a whole array" loses="leaky_relu" names="one `if` for a whole array"
def leaky_relu(z, alpha):
    if z >= 0:
        return z, 1
    else:
        return alpha * z, alpha

# %% exercise="leaky_relu" wrong="returns only the value" loses="leaky_relu" names="not all values are returned"
def leaky_relu(z, alpha):
    return np.maximum(alpha * z, z)

# %% exercise="leaky_relu" right="maximum and a mask"
def leaky_relu(z, alpha):
    z = np.asarray(z, dtype=float)
    slope = np.ones_like(z)
    slope[z < 0] = alpha
    return np.maximum(z, alpha * z), slope

# %% exercise="leaky_relu" right="truth values as numbers"
def leaky_relu(z, alpha):
    left = z < 0
    s = alpha * left + 1.0 * (1 - left)
    return [z * s, s]

# %% exercise="forward" wrong="alpha not handed on" loses="forward" names="alpha is typed in, or not handed on"
def forward(params, X, alpha=0.1):
    cache = {}
    A = X
    for layer in "123":
        Z = params["W" + layer] @ A + params["b" + layer]
        A = leaky_relu(Z, 0.1)[0]
        cache["Z" + layer] = Z
        cache["A" + layer] = A
    return cache

# %% exercise="forward" wrong="no activation at the output" loses="forward" names="the activation is missing"
def forward(params, X, alpha=0.1):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = leaky_relu(Z1, alpha)[0]
    Z2 = params["W2"] @ A1 + params["b2"]
    A2 = leaky_relu(Z2, alpha)[0]
    Z3 = params["W3"] @ A2 + params["b3"]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": Z3}

# %% exercise="forward" wrong="Z passed on" loses="forward" names="Z goes into the next layer, not A"
def forward(params, X, alpha=0.1):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = leaky_relu(Z1, alpha)[0]
    Z2 = params["W2"] @ Z1 + params["b2"]
    A2 = leaky_relu(Z2, alpha)[0]
    Z3 = params["W3"] @ Z2 + params["b3"]
    A3 = leaky_relu(Z3, alpha)[0]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": A3}

# %% exercise="forward" wrong="biases forgotten" loses="forward" names="the bias is missing"
def forward(params, X, alpha=0.1):
    Z1 = params["W1"] @ X
    A1 = leaky_relu(Z1, alpha)[0]
    Z2 = params["W2"] @ A1
    A2 = leaky_relu(Z2, alpha)[0]
    Z3 = params["W3"] @ A2
    A3 = leaky_relu(Z3, alpha)[0]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": A3}

# %% exercise="forward" wrong="slope for value" loses="forward" names="the slope of the activation for its value"
def forward(params, X, alpha=0.1):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = leaky_relu(Z1, alpha)[1]
    Z2 = params["W2"] @ A1 + params["b2"]
    A2 = leaky_relu(Z2, alpha)[1]
    Z3 = params["W3"] @ A2 + params["b3"]
    A3 = leaky_relu(Z3, alpha)[1]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": A3}

# %% exercise="forward" wrong="only the prediction" loses="forward" names="only the prediction is returned"
def forward(params, X, alpha=0.1):
    A = X
    for layer in "123":
        A = leaky_relu(params["W" + layer] @ A + params["b" + layer], alpha)[0]
    return A

# %% exercise="forward" right="three blocks"
def forward(params, X, alpha=0.1):
    W1, b1, W2, b2, W3, b3 = (params[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = np.dot(W1, X) + b1
    A1, _ = leaky_relu(Z1, alpha)
    Z2 = np.dot(W2, A1) + b2
    A2, _ = leaky_relu(Z2, alpha)
    Z3 = np.dot(W3, A2) + b3
    A3, _ = leaky_relu(Z3, alpha)
    return dict(Z1=Z1, A1=A1, Z2=Z2, A2=A2, Z3=Z3, A3=A3)

# %% exercise="forward" right="without leaky_relu, and more in the cache"
def forward(params, X, alpha=0.1):
    cache = {"A0": X}
    for layer in range(1, 4):
        Z = np.einsum("jk,ki->ji", params[f"W{layer}"], cache[f"A{layer - 1}"]) + params[f"b{layer}"]
        cache[f"Z{layer}"], cache[f"A{layer}"] = Z, np.maximum(Z, alpha * Z)
    return cache

# %% exercise="output_delta" wrong="a 2 from the square" loses="output_delta" names="a factor 2 that is not there"
def output_delta(A3, Z3, Y, alpha):
    return 2 * (A3 - Y) * leaky_relu(Z3, alpha)[1]

# %% exercise="output_delta" wrong="slope forgotten" loses="output_delta" names="the slope of the activation is missing"
def output_delta(A3, Z3, Y, alpha):
    return A3 - Y

# %% exercise="output_delta" wrong="target minus output" loses="output_delta" names="the sign of the gradient is turned round"
def output_delta(A3, Z3, Y, alpha):
    return (Y - A3) * leaky_relu(Z3, alpha)[1]

# %% exercise="output_delta" wrong="divided by m" loses="output_delta" names="1/m comes too early"
def output_delta(A3, Z3, Y, alpha):
    m = Y.shape[1]
    return 1 / m * (A3 - Y) * leaky_relu(Z3, alpha)[1]

# %% exercise="output_delta" wrong="value for slope" loses="output_delta" names="the value of the activation for its slope"
def output_delta(A3, Z3, Y, alpha):
    return (A3 - Y) * leaky_relu(Z3, alpha)[0]

# %% exercise="output_delta" wrong="both values of leaky_relu" loses="output_delta" names="value and slope are both kept"
def output_delta(A3, Z3, Y, alpha):
    return (A3 - Y) * leaky_relu(Z3, alpha)

# %% exercise="output_delta" wrong="matrix product" loses="output_delta" names="shapes that do not fit"
def output_delta(A3, Z3, Y, alpha):
    return (A3 - Y) @ leaky_relu(Z3, alpha)[1]

# %% exercise="output_delta" right="slope by the sign of the output"
def output_delta(A3, Z3, Y, alpha):
    slope = np.where(A3 >= 0, 1.0, alpha)
    return slope * (A3 - Y)

# %% exercise="output_delta" right="entry by entry"
def output_delta(A3, Z3, Y, alpha):
    delta = np.zeros(A3.shape)
    for k in range(A3.shape[0]):
        for i in range(A3.shape[1]):
            miss = A3[k, i] - Y[k, i]
            delta[k, i] = miss if Z3[k, i] >= 0 else alpha * miss
    return delta

# %% exercise="last_layer_gradients" wrong="1/m forgotten" loses="last_layer_gradients" names="summed, not averaged"
def last_layer_gradients(dZ3, A2):
    return dZ3 @ A2.T, np.sum(dZ3, axis=1, keepdims=True)

# %% exercise="last_layer_gradients" wrong="keepdims forgotten" loses="last_layer_gradients" names="an axis is lost"
def last_layer_gradients(dZ3, A2):
    m = dZ3.shape[1]
    return dZ3 @ A2.T / m, np.sum(dZ3, axis=1) / m

# %% exercise="last_layer_gradients" wrong="rows for m" loses="last_layer_gradients" names="the number of rows is taken for m"
def last_layer_gradients(dZ3, A2):
    m = len(dZ3)
    return dZ3 @ A2.T / m, np.sum(dZ3, axis=1, keepdims=True) / m

# %% exercise="last_layer_gradients" wrong="transposed" loses="last_layer_gradients" names="rows and columns are swapped"
def last_layer_gradients(dZ3, A2):
    m = dZ3.shape[1]
    dW3 = A2 @ dZ3.T / m
    db3 = np.mean(dZ3, axis=1, keepdims=True)
    return dW3, db3

# %% exercise="last_layer_gradients" wrong="means first" loses="last_layer_gradients" names="the factors are averaged before they are multiplied"
def last_layer_gradients(dZ3, A2):
    error = np.mean(dZ3, axis=1, keepdims=True)
    activation = np.mean(A2, axis=1, keepdims=True)
    return error @ activation.T, error

# %% exercise="last_layer_gradients" wrong="swapped" loses="last_layer_gradients" names="the returned values are in another order"
def last_layer_gradients(dZ3, A2):
    m = dZ3.shape[1]
    dW3 = dZ3 @ A2.T / m
    db3 = dZ3.sum(axis=1, keepdims=True) / m
    return db3, dW3

# %% exercise="last_layer_gradients" wrong="bias not averaged" loses="last_layer_gradients" names="only dW3 is averaged, and db3 is summed"
def last_layer_gradients(dZ3, A2):
    return dZ3 @ A2.T / dZ3.shape[1], np.sum(dZ3, axis=1, keepdims=True)

# %% exercise="last_layer_gradients" right="a loop over samples"
def last_layer_gradients(dZ3, A2):
    m = A2.shape[1]
    dW3, db3 = np.zeros((len(dZ3), len(A2))), np.zeros((len(dZ3), 1))
    for i in range(m):
        dW3 += np.outer(dZ3[:, i], A2[:, i])
        db3 += dZ3[:, i : i + 1]
    return dW3 / m, db3 / m

# %% exercise="last_layer_gradients" right="einsum, and a product with ones"
def last_layer_gradients(dZ3, A2):
    m = dZ3.shape[1]
    return np.einsum("ki,ji->kj", dZ3, A2) / m, dZ3 @ np.ones((m, 1)) / m

# %% exercise="pass_back" wrong="not transposed" loses="pass_back" names="shapes that do not fit"
def pass_back(W, dZ, Z_before, alpha):
    return W @ dZ * leaky_relu(Z_before, alpha)[1]

# %% exercise="pass_back" wrong="slope forgotten" loses="pass_back" names="the slope of the activation is missing"
def pass_back(W, dZ, Z_before, alpha):
    return W.T @ dZ

# %% exercise="pass_back" wrong="value for slope" loses="pass_back" names="the value of the activation for its slope"
def pass_back(W, dZ, Z_before, alpha):
    return (W.T @ dZ) * leaky_relu(Z_before, alpha)[0]

# %% exercise="pass_back" wrong="divided by m" loses="pass_back" names="1/m comes too early"
def pass_back(W, dZ, Z_before, alpha):
    m = dZ.shape[1]
    return W.T @ dZ * leaky_relu(Z_before, alpha)[1] / m

# %% exercise="pass_back" wrong="times Z" loses="pass_back" names="Z stands where its slope should stand"
def pass_back(W, dZ, Z_before, alpha):
    return (W.T @ dZ) * Z_before

# %% exercise="pass_back" wrong="alpha typed in" loses="pass_back" names="alpha is typed in, or not handed on"
def pass_back(W, dZ, Z_before, alpha):
    slope = leaky_relu(Z_before, 0.1)[1]
    return W.T @ dZ * slope

# %% exercise="pass_back" wrong="an inverse" loses="pass_back" names="the inverse for the transpose"
def pass_back(W, dZ, Z_before, alpha):
    return np.linalg.pinv(W) @ dZ * leaky_relu(Z_before, alpha)[1]

# %% exercise="pass_back" wrong="plain ReLU on the way back" loses="pass_back" names="ReLU for leaky ReLU"
def pass_back(W, dZ, Z_before, alpha):
    return W.T @ dZ * (Z_before >= 0)

# %% exercise="pass_back" right="where"
def pass_back(W, dZ, Z_before, alpha):
    dA = np.dot(W.T, dZ)
    return np.where(Z_before >= 0, dA, alpha * dA)

# %% exercise="pass_back" right="unit by unit"
def pass_back(W, dZ, Z_before, alpha):
    result = np.zeros(Z_before.shape)
    for j in range(W.shape[1]):
        for k in range(W.shape[0]):
            result[j] += W[k, j] * dZ[k]
        result[j] *= leaky_relu(Z_before[j], alpha)[1]
    return result

# %% exercise="backward" wrong="weights of the wrong layer" loses="backward" names="shapes that do not fit"
def backward(params, cache, X, Y, alpha=0.1):
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    dW3, db3 = last_layer_gradients(dZ3, cache["A2"])
    dZ2 = pass_back(params["W2"], dZ3, cache["Z2"], alpha)
    dW2, db2 = last_layer_gradients(dZ2, cache["A1"])
    dZ1 = pass_back(params["W1"], dZ2, cache["Z1"], alpha)
    dW1, db1 = last_layer_gradients(dZ1, X)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}

# %% exercise="backward" wrong="Z in front of the weights" loses="backward" names="Z stands where A should stand"
def backward(params, cache, X, Y, alpha=0.1):
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    dW3, db3 = last_layer_gradients(dZ3, cache["Z2"])
    dZ2 = pass_back(params["W3"], dZ3, cache["Z2"], alpha)
    dW2, db2 = last_layer_gradients(dZ2, cache["Z1"])
    dZ1 = pass_back(params["W2"], dZ2, cache["Z1"], alpha)
    dW1, db1 = last_layer_gradients(dZ1, X)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}

# %% exercise="backward" wrong="alpha not handed on" loses="backward" names="alpha is typed in, or not handed on"
def backward(params, cache, X, Y, alpha=0.1):
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, 0.1)
    dW3, db3 = last_layer_gradients(dZ3, cache["A2"])
    dZ2 = pass_back(params["W3"], dZ3, cache["Z2"], 0.1)
    dW2, db2 = last_layer_gradients(dZ2, cache["A1"])
    dZ1 = pass_back(params["W2"], dZ2, cache["Z1"], 0.1)
    dW1, db1 = last_layer_gradients(dZ1, X)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}

# %% exercise="backward" wrong="error of layer 2 given to layer 1" loses="backward" names="the error is not passed back"
def backward(params, cache, X, Y, alpha=0.1):
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    dW3, db3 = last_layer_gradients(dZ3, cache["A2"])
    dZ2 = pass_back(params["W3"], dZ3, cache["Z2"], alpha)
    dW2, db2 = last_layer_gradients(dZ2, cache["A1"])
    dZ1 = dZ2
    dW1, db1 = last_layer_gradients(dZ1, X)
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}

# %% exercise="backward" wrong="A1 in front of W1" loses="backward" names="a layer's own output stands in front of its weights"
def backward(params, cache, X, Y, alpha=0.1):
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    dW3, db3 = last_layer_gradients(dZ3, cache["A3"])
    dZ2 = pass_back(params["W3"], dZ3, cache["Z2"], alpha)
    dW2, db2 = last_layer_gradients(dZ2, cache["A2"])
    dZ1 = pass_back(params["W2"], dZ2, cache["Z1"], alpha)
    dW1, db1 = last_layer_gradients(dZ1, cache["A1"])
    return {"dZ3": dZ3, "dW3": dW3, "db3": db3, "dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}

# %% exercise="backward" wrong="slope of A, not of Z" loses="backward" names="the value of the activation for its slope"
def backward(params, cache, X, Y, alpha=0.1):
    grads = {"dZ3": output_delta(cache["A3"], cache["Z3"], Y, alpha)}
    grads["dW3"], grads["db3"] = last_layer_gradients(grads["dZ3"], cache["A2"])
    grads["dZ2"] = params["W3"].T @ grads["dZ3"] * cache["A2"]
    grads["dW2"], grads["db2"] = last_layer_gradients(grads["dZ2"], cache["A1"])
    grads["dZ1"] = params["W2"].T @ grads["dZ2"] * cache["A1"]
    grads["dW1"], grads["db1"] = last_layer_gradients(grads["dZ1"], X)
    return grads

# %% exercise="backward" wrong="without the biases" loses="backward" names="a key of the dict is missing"
def backward(params, cache, X, Y, alpha=0.1):
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    dZ2 = pass_back(params["W3"], dZ3, cache["Z2"], alpha)
    dZ1 = pass_back(params["W2"], dZ2, cache["Z1"], alpha)
    dW3 = last_layer_gradients(dZ3, cache["A2"])[0]
    dW2 = last_layer_gradients(dZ2, cache["A1"])[0]
    dW1 = last_layer_gradients(dZ1, X)[0]
    return {"dZ3": dZ3, "dW3": dW3, "dZ2": dZ2, "dW2": dW2, "dZ1": dZ1, "dW1": dW1}

# %% exercise="backward" right="a loop over the layers"
def backward(params, cache, X, Y, alpha=0.1):
    grads = {}
    dZ = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    for layer in (3, 2, 1):
        A = X if layer == 1 else cache[f"A{layer - 1}"]
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"], grads[f"db{layer}"] = last_layer_gradients(dZ, A)
        if layer > 1:
            dZ = pass_back(params[f"W{layer}"], dZ, cache[f"Z{layer - 1}"], alpha)
    return grads

# %% exercise="backward" right="everything written out"
def backward(params, cache, X, Y, alpha=0.1):
    m = X.shape[1]
    g = {}
    g["dZ3"] = (cache["A3"] - Y) * np.where(cache["Z3"] >= 0, 1, alpha)
    g["dZ2"] = np.dot(params["W3"].T, g["dZ3"]) * np.where(cache["Z2"] >= 0, 1, alpha)
    g["dZ1"] = np.dot(params["W2"].T, g["dZ2"]) * np.where(cache["Z1"] >= 0, 1, alpha)
    for layer, A in ((1, X), (2, cache["A1"]), (3, cache["A2"])):
        g[f"dW{layer}"] = np.dot(g[f"dZ{layer}"], A.T) / m
        g[f"db{layer}"] = np.mean(g[f"dZ{layer}"], axis=1).reshape(-1, 1)
    return g

# %% exercise="slip_average" wrong="the published one" loses="slip_average" names="the factors are averaged before they are multiplied"
def slip_average(dZ3, A2):
    repaired = published_average(dZ3, A2)
    return repaired, repaired - dZ3 @ A2.T / dZ3.shape[1]

# %% exercise="slip_average" wrong="gap the other way round" loses="slip_average" names="the gap is taken the other way round"
def slip_average(dZ3, A2):
    repaired = dZ3 @ A2.T / dZ3.shape[1]
    return repaired, repaired - published_average(dZ3, A2)

# %% exercise="slip_average" wrong="sum in place of mean" loses="slip_average" names="summed, not averaged"
def slip_average(dZ3, A2):
    repaired = dZ3 @ A2.T
    return repaired, published_average(dZ3, A2) - repaired

# %% exercise="slip_average" wrong="only the error averaged" loses="slip_average" names="the factors are averaged before they are multiplied"
def slip_average(dZ3, A2):
    error = np.mean(dZ3, axis=1, keepdims=True)
    repaired = error @ np.sum(A2, axis=1, keepdims=True).T
    return repaired, published_average(dZ3, A2) - repaired

# %% exercise="slip_average" wrong="relative gap" loses="slip_average" names="the gap is divided by the result"
def slip_average(dZ3, A2):
    repaired = dZ3 @ A2.T / dZ3.shape[1]
    return repaired, (published_average(dZ3, A2) - repaired) / repaired

# %% exercise="slip_average" right="the covariance"
def slip_average(dZ3, A2):
    m = dZ3.shape[1]
    d = dZ3 - dZ3.mean(axis=1, keepdims=True)
    a = A2 - A2.mean(axis=1, keepdims=True)
    return last_layer_gradients(dZ3, A2)[0], -(d @ a.T) / m

# %% exercise="slip_average" right="sample by sample"
def slip_average(dZ3, A2):
    products = [np.outer(dZ3[:, i], A2[:, i]) for i in range(A2.shape[1])]
    right = np.mean(products, axis=0)
    gap = published_average(dZ3, A2) - right
    return right, gap

# %% exercise="slip_order" wrong="the early step" loses="slip_order" names="updated before the error is passed back"
def slip_order(params, X, Y, eta, alpha=0.1):
    new = early_step(params, X, Y, eta, alpha)
    right = update(params, backward(params, forward(params, X, alpha), X, Y, alpha), eta)
    return new, new["W1"] - right["W1"]

# %% exercise="slip_order" wrong="gap the other way round" loses="slip_order" names="the gap is taken the other way round"
def slip_order(params, X, Y, eta, alpha=0.1):
    grads = backward(params, forward(params, X, alpha), X, Y, alpha)
    new = update(params, grads, eta)
    return new, new["W1"] - early_step(params, X, Y, eta, alpha)["W1"]

# %% exercise="slip_order" wrong="two steps" loses="slip_order" names="two steps, not one"
def slip_order(params, X, Y, eta, alpha=0.1):
    new = params
    for _ in range(2):
        grads = backward(new, forward(new, X, alpha), X, Y, alpha)
        new = update(new, grads, eta)
    return new, early_step(params, X, Y, eta, alpha)["W1"] - new["W1"]

# %% exercise="slip_order" wrong="adds the gradient" loses="slip_order" names="the sign of the step is turned round"
def slip_order(params, X, Y, eta, alpha=0.1):
    grads = backward(params, forward(params, X, alpha), X, Y, alpha)
    new = {}
    for name in params:
        new[name] = params[name] + eta * grads["d" + name]
    return new, early_step(params, X, Y, eta, alpha)["W1"] - new["W1"]

# %% exercise="slip_order" wrong="gap of W3" loses="slip_order" names="the gap of another array than W1"
def slip_order(params, X, Y, eta, alpha=0.1):
    grads = backward(params, forward(params, X, alpha), X, Y, alpha)
    new = update(params, grads, eta)
    return new, early_step(params, X, Y, eta, alpha)["W3"] - new["W3"]

# %% exercise="slip_order" wrong="alpha not handed on" loses="slip_order" names="alpha is typed in, or not handed on"
def slip_order(params, X, Y, eta, alpha=0.1):
    grads = backward(params, forward(params, X), X, Y)
    new = update(params, grads, eta)
    return new, early_step(params, X, Y, eta)["W1"] - new["W1"]

# %% exercise="slip_order" wrong="weights changed in place" loses="slip_order" names="an input is changed"
def slip_order(params, X, Y, eta, alpha=0.1):
    early = early_step(params, X, Y, eta, alpha)
    grads = backward(params, forward(params, X, alpha), X, Y, alpha)
    for name in params:
        params[name] -= eta * grads["d" + name]
    return params, early["W1"] - params["W1"]

# %% exercise="slip_order" right="with update written out"
def slip_order(params, X, Y, eta, alpha=0.1):
    cache = forward(params, X, alpha)
    grads = backward(params, cache, X, Y, alpha)
    new = {name: value - eta * grads["d" + name] for name, value in params.items()}
    gap = early_step(params, X, Y, eta, alpha)["W1"] - new["W1"]
    return new, gap

# %% exercise="slip_order" right="errors first, from the parts"
def slip_order(params, X, Y, eta, alpha=0.1):
    cache = forward(params, X, alpha)
    dZ3 = output_delta(cache["A3"], cache["Z3"], Y, alpha)
    dZ2 = pass_back(params["W3"], dZ3, cache["Z2"], alpha)
    dZ1 = pass_back(params["W2"], dZ2, cache["Z1"], alpha)
    new = {}
    for layer, dZ, A in (("1", dZ1, X), ("2", dZ2, cache["A1"]), ("3", dZ3, cache["A2"])):
        dW, db = last_layer_gradients(dZ, A)
        new["W" + layer] = params["W" + layer] - eta * dW
        new["b" + layer] = params["b" + layer] - eta * db
    return [new, early_step(params, X, Y, eta, alpha)["W1"] - new["W1"]]

# %% exercise="train" wrong="costs after each iteration" loses="train" names="a cost is noted after each iteration"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
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

# %% exercise="train" wrong="epochs counted as iterations" loses="train" names="epochs are counted, not iterations"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    iterations = 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, X.shape[1], batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
        iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="one pass is called an epoch" loses="train" names="an epoch has one iteration"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    iterations = 0
    for _ in range(epochs):
        grads = backward(params, forward(params, X, alpha), X, Y, alpha)
        params = update(params, grads, eta)
        iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="last small batch left out" loses="train" names="the last, smaller batch is left out"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    iterations = 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for b in range(X.shape[1] // batch):
            x, y = X[:, b * batch : (b + 1) * batch], Y[:, b * batch : (b + 1) * batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="cost of the last batch" loses="train" names="the cost is that of the last batch"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    iterations = 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, X.shape[1], batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, x, alpha)["A3"], y))
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="percent as a share" loses="train" names="percent is taken for a share"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    iterations = 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, X.shape[1], batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="the change itself, not relative" loses="train" names="the change itself is compared, not its share"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    iterations = 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, X.shape[1], batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent / 100:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="no stop rule" loses="train" names="the stop rule never stops"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    iterations = 0
    for epoch in range(epochs):
        for first in range(0, X.shape[1], batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            grads = backward(params, forward(params, x, alpha), x, y, alpha)
            params = update(params, grads, eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
    return params, np.array(costs), iterations

# %% exercise="train" wrong="start missing" loses="train" names="the entry for the start is missing"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    costs = []
    iterations = 0
    for epoch in range(epochs):
        for first in range(0, X.shape[1], batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            grads = backward(params, forward(params, x, alpha), x, y, alpha)
            params = update(params, grads, eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if len(costs) > 1 and abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" right="a while loop"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    def J(p):
        return cost(forward(p, X, alpha)["A3"], Y)

    costs, iterations, epoch = [J(params)], 0, 0
    while epoch < epochs:
        start = 0
        while start < X.shape[1]:
            stop = min(start + batch, X.shape[1])
            x, y = X[:, start:stop], Y[:, start:stop]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations = iterations + 1
            start = stop
        epoch = epoch + 1
        costs = costs + [J(params)]
        change = 100 * abs(costs[-1] - costs[-2]) / costs[-2]
        if change < percent:
            return params, np.array(costs), iterations
    return params, np.array(costs), iterations

# %% exercise="train" right="batches made beforehand, update written out"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    new = {name: np.copy(value) for name, value in params.items()}
    cuts = list(range(batch, X.shape[1], batch))
    batches = list(zip(np.split(X, cuts, axis=1), np.split(Y, cuts, axis=1)))
    costs = np.array([cost(forward(new, X, alpha)["A3"], Y)])
    count = 0
    for _ in range(epochs):
        for x, y in batches:
            grads = backward(new, forward(new, x, alpha), x, y, alpha)
            for name in new:
                new[name] -= eta * grads["d" + name]
            count += 1
        costs = np.append(costs, cost(forward(new, X, alpha)["A3"], Y))
        if abs(costs[-2] - costs[-1]) < 0.01 * percent * costs[-2]:
            break
    return new, costs, count

# %% exercise="shapes" wrong="weights transposed" loses="shapes" names="rows and columns are swapped"
def shapes(sizes, m):
    found = {"X": (sizes[0], m)}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        found[f"W{layer}"] = found[f"dW{layer}"] = (n_before, n)
        found[f"b{layer}"] = found[f"db{layer}"] = (n, 1)
        found[f"Z{layer}"] = found[f"A{layer}"] = found[f"dZ{layer}"] = (n, m)
    return found

# %% exercise="shapes" wrong="samples as rows" loses="shapes" names="samples are rows"
def shapes(sizes, m):
    found = {"X": (m, sizes[0])}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        found[f"W{layer}"] = found[f"dW{layer}"] = (n, n_before)
        found[f"b{layer}"] = found[f"db{layer}"] = (n, 1)
        found[f"Z{layer}"] = found[f"A{layer}"] = found[f"dZ{layer}"] = (m, n)
    return found

# %% exercise="shapes" wrong="a bias for each sample" loses="shapes" names="a bias for each sample"
def shapes(sizes, m):
    found = {"X": (sizes[0], m)}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        found[f"W{layer}"] = found[f"dW{layer}"] = (n, n_before)
        found[f"b{layer}"] = found[f"db{layer}"] = (n, m)
        found[f"Z{layer}"] = found[f"A{layer}"] = found[f"dZ{layer}"] = (n, m)
    return found

# %% exercise="shapes" wrong="three layers only" loses="shapes"
def shapes(sizes, m):
    n0, n1, n2, n3 = sizes
    found = {"X": (n0, m)}
    for layer, a, b in ((1, n0, n1), (2, n1, n2), (3, n2, n3)):
        found[f"W{layer}"] = found[f"dW{layer}"] = (b, a)
        found[f"b{layer}"] = found[f"db{layer}"] = (b, 1)
        found[f"Z{layer}"] = found[f"A{layer}"] = found[f"dZ{layer}"] = (b, m)
    return found

# %% exercise="shapes" wrong="gradients forgotten" loses="shapes" names="a key of the dict is missing"
def shapes(sizes, m):
    found = {"X": (sizes[0], m)}
    for layer in range(1, len(sizes)):
        found[f"W{layer}"] = (sizes[layer], sizes[layer - 1])
        found[f"b{layer}"] = (sizes[layer], 1)
        found[f"Z{layer}"] = (sizes[layer], m)
        found[f"A{layer}"] = (sizes[layer], m)
    return found

# %% exercise="shapes" wrong="flat bias" loses="shapes" names="an axis is lost"
def shapes(sizes, m):
    found = {"X": (sizes[0], m)}
    for layer in range(1, len(sizes)):
        n_before, n = sizes[layer - 1], sizes[layer]
        found[f"W{layer}"] = found[f"dW{layer}"] = (n, n_before)
        found[f"b{layer}"] = found[f"db{layer}"] = (n,)
        found[f"Z{layer}"] = found[f"A{layer}"] = found[f"dZ{layer}"] = (n, m)
    return found

# %% exercise="shapes" right="zip"
def shapes(sizes, m):
    out = {"X": [sizes[0], m]}
    for number, (before, here) in enumerate(zip(sizes[:-1], sizes[1:])):
        name = str(number + 1)
        for d in ("", "d"):
            out[d + "W" + name] = [here, before]
            out[d + "b" + name] = [here, 1]
            out[d + "Z" + name] = [here, m]
        out["A" + name] = [here, m]
    return out

# %% exercise="shapes" right="from arrays"
def shapes(sizes, m):
    arrays = {"X": np.zeros((sizes[0], m))}
    A = arrays["X"]
    for layer in range(1, len(sizes)):
        W, b = np.zeros((sizes[layer], len(A))), np.zeros((sizes[layer], 1))
        A = W @ A + b
        arrays.update({f"W{layer}": W, f"b{layer}": b, f"Z{layer}": A, f"A{layer}": A})
        arrays.update({f"dW{layer}": W, f"db{layer}": b, f"dZ{layer}": A})
    return {name: array.shape for name, array in arrays.items()}

# %% [markdown]
# ## Rules that one input must tell

# %% exercise="train" wrong="the change of J with its sign" loses="train"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    m, iterations = X.shape[1], 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, m, batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if costs[-2] - costs[-1] < percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="the parameters of the lowest J" loses="train"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    m, iterations = X.shape[1], 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    best, lowest = params, costs[0]
    for _ in range(epochs):
        for first in range(0, m, batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if costs[-1] < lowest:
            best, lowest = params, costs[-1]
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[-2]:
            break
    return best, np.array(costs), iterations

# %% exercise="train" wrong="no change counts as less than 0 percent" loses="train"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    m, iterations = X.shape[1], 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, m, batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) <= percent / 100 * costs[-2]:
            break
    return params, np.array(costs), iterations

# %% exercise="train" wrong="percent of J at the start" loses="train"
def train(params, X, Y, eta, batch, epochs, percent, alpha=0.1):
    m, iterations = X.shape[1], 0
    costs = [cost(forward(params, X, alpha)["A3"], Y)]
    for _ in range(epochs):
        for first in range(0, m, batch):
            x, y = X[:, first : first + batch], Y[:, first : first + batch]
            params = update(params, backward(params, forward(params, x, alpha), x, y, alpha), eta)
            iterations += 1
        costs.append(cost(forward(params, X, alpha)["A3"], Y))
        if abs(costs[-1] - costs[-2]) < percent / 100 * costs[0]:
            break
    return params, np.array(costs), iterations

# %% exercise="forward" wrong="another alpha when nobody says one" loses="forward"
def forward(params, X, alpha=0.01):
    cache = {}
    A = X
    for layer in ("1", "2", "3"):
        cache["Z" + layer] = params["W" + layer] @ A + params["b" + layer]
        A = leaky_relu(cache["Z" + layer], alpha)[0]
        cache["A" + layer] = A
    return cache

# %% exercise="backward" wrong="errors passed back by the weights alone" loses="backward" names="the slope of the activation is missing"
def backward(params, cache, X, Y, alpha=0.1):
    dZ3 = cache["A3"] - Y
    dW3, db3 = last_layer_gradients(dZ3, cache["A2"])
    dZ2 = params["W3"].T @ dZ3
    dW2, db2 = last_layer_gradients(dZ2, cache["A1"])
    dZ1 = params["W2"].T @ dZ2
    dW1, db1 = last_layer_gradients(dZ1, X)
    return {
        "dZ3": dZ3, "dW3": dW3, "db3": db3, "dZ2": dZ2, "dW2": dW2, "db2": db2,
        "dZ1": dZ1, "dW1": dW1, "db1": db1,
    }
