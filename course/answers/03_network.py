# %% [markdown]
# Known answers of lesson 3. The mistakes are those that learners make: transposed factors, a lost 1/m or one too many, a sum without keepdims,
# an activation applied to the wrong thing, in-place changes.

# %% exercise="initialise" wrong="shapes transposed" loses="initialise" names="rows and columns are swapped"
def initialise(n_x, n_h, n_y, scale, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((n_x, n_h)) * scale
    W2 = rng.standard_normal((n_h, n_y)) * scale
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}

# %% exercise="initialise" wrong="flat biases" loses="initialise" names="the biases have one axis only"
def initialise(n_x, n_h, n_y, scale, seed):
    rng = np.random.default_rng(seed)
    return {
        "W1": scale * rng.standard_normal((n_h, n_x)),
        "b1": np.zeros(n_h),
        "W2": scale * rng.standard_normal((n_y, n_h)),
        "b2": np.zeros(n_y),
    }

# %% exercise="initialise" wrong="uniform and positive" loses="initialise" names="the weights are uniform and positive"
def initialise(n_x, n_h, n_y, scale, seed):
    np.random.seed(seed)
    params = {}
    params["W1"] = np.random.rand(n_h, n_x) * scale
    params["b1"] = np.zeros((n_h, 1))
    params["W2"] = np.random.rand(n_y, n_h) * scale
    params["b2"] = np.zeros((n_y, 1))
    return params

# %% exercise="initialise" wrong="all zero" loses="initialise" names="the weights are all zero"
def initialise(n_x, n_h, n_y, scale, seed):
    return {"W1": np.zeros((n_h, n_x)), "b1": np.zeros((n_h, 1)), "W2": np.zeros((n_y, n_h)), "b2": np.zeros((n_y, 1))}

# %% exercise="initialise" wrong="random biases" loses="initialise" names="the biases do not start at zero"
def initialise(n_x, n_h, n_y, scale, seed):
    rng = np.random.default_rng(seed)
    shapes = {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}
    return {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}

# %% exercise="initialise" wrong="scale forgotten" loses="initialise" names="the scale makes no difference"
def initialise(n_x, n_h, n_y, scale, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.standard_normal((n_h, n_x))
    W2 = rng.standard_normal((n_y, n_h))
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}

# %% exercise="initialise" wrong="seed set twice" loses="initialise" names="the seed is set twice"
def initialise(n_x, n_h, n_y, scale, seed):
    W1 = np.random.default_rng(seed).standard_normal((n_h, n_x)) * scale
    W2 = np.random.default_rng(seed).standard_normal((n_y, n_h)) * scale
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}

# %% exercise="initialise" right="the older random functions"
def initialise(n_x, n_h, n_y, scale, seed):
    np.random.seed(seed)
    params = dict()
    params["W1"] = np.random.randn(n_h, n_x) * scale
    params["b1"] = np.zeros((n_h, 1))
    params["W2"] = np.random.randn(n_y, n_h) * scale
    params["b2"] = np.zeros((n_y, 1))
    return params

# %% exercise="initialise" right="normal with its spread"
def initialise(n_x, n_h, n_y, scale, seed):
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(0, scale, (n_h, n_x)), rng.normal(0, scale, (n_y, n_h))
    return dict(W1=W1, W2=W2, b1=0 * W1[:, :1], b2=np.zeros([n_y, 1]))

# %% exercise="activations" wrong="slope taken at a" loses="activations" names="sigma' is taken of the output, not of the sum"
def activations(name, Z):
    if name == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        S = 1 / (1 + np.exp(-A))
        return A, S * (1 - S)
    if name == "tanh":
        A = np.tanh(Z)
        return A, 1 - np.tanh(A) ** 2
    if name == "relu":
        return np.maximum(Z, 0), np.where(Z > 0, 1.0, 0.0)
    return np.where(Z > 0, Z, 0.01 * Z), np.where(Z > 0, 1.0, 0.01)

# %% exercise="activations" wrong="tanh slope without the square" loses="activations" names="the square is missing in the slope of tanh"
def activations(name, Z):
    if name == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        return A, A * (1 - A)
    elif name == "tanh":
        A = np.tanh(Z)
        return A, 1 - A
    elif name == "relu":
        return np.maximum(Z, 0), np.where(Z > 0, 1.0, 0.0)
    else:
        return np.where(Z > 0, Z, 0.01 * Z), np.where(Z > 0, 1.0, 0.01)

# %% exercise="activations" wrong="leaky slope 0 on the left" loses="activations" names="ReLU for leaky ReLU"
def activations(name, Z):
    if name == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        return A, A * (1 - A)
    elif name == "tanh":
        return np.tanh(Z), 1 - np.tanh(Z) ** 2
    elif name == "relu":
        return np.maximum(Z, 0), np.where(Z > 0, 1.0, 0.0)
    else:
        return np.maximum(Z, 0.01 * Z), np.where(Z > 0, 1.0, 0.0)

# %% exercise="activations" wrong="an if for a whole array" loses="activations" names="one `if` for a whole array"
def activations(name, Z):
    if name == "relu":
        if Z > 0:
            return Z, 1
        else:
            return 0, 0
    if name == "leaky_relu":
        if Z > 0:
            return Z, 1
        else:
            return 0.01 * Z, 0.01
    if name == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        return A, A * (1 - A)
    A = np.tanh(Z)
    return A, 1 - A**2

# %% exercise="activations" wrong="returns only the value" loses="activations" names="only the value is returned"
def activations(name, Z):
    if name == "sigmoid":
        return 1 / (1 + np.exp(-Z))
    if name == "tanh":
        return np.tanh(Z)
    if name == "relu":
        return np.maximum(0, Z)
    return np.maximum(0.01 * Z, Z)

# %% exercise="activations" wrong="sigmoid without the minus" loses="activations" names="the S-curve is mirrored"
def activations(name, Z):
    if name == "sigmoid":
        A = 1 / (1 + np.exp(Z))
        return A, A * (1 - A)
    if name == "tanh":
        return np.tanh(Z), 1 - np.tanh(Z) ** 2
    slope = np.where(Z > 0, 1.0, 0.0 if name == "relu" else 0.01)
    return slope * Z, slope

# %% exercise="activations" wrong="slope as a difference quotient" loses="activations" names="a difference quotient, or a rounded number, for a formula"
def activations(name, Z):
    def g(Z):
        if name == "sigmoid":
            return 1 / (1 + np.exp(-Z))
        if name == "tanh":
            return np.tanh(Z)
        if name == "relu":
            return np.maximum(0, Z)
        return np.maximum(0.01 * Z, Z)

    h = 1e-5
    return g(Z), (g(Z + h) - g(Z - h)) / (2 * h)

# %% exercise="activations" right="a table of functions"
def activations(name, Z):
    sigmoid = lambda z: 1 / (1 + np.exp(-z))
    table = {
        "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
        "tanh": (np.tanh, lambda z: 1 / np.cosh(z) ** 2),
        "relu": (lambda z: z * (z > 0), lambda z: 1.0 * (z > 0)),
        "leaky_relu": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1, 0.01)),
    }
    g, slope = table[name]
    return g(Z), slope(Z)

# %% exercise="activations" right="masks, and the other slope at 0"
def activations(name, Z):
    Z = np.asarray(Z, dtype=float)
    if name == "sigmoid":
        A = np.exp(Z) / (1 + np.exp(Z))
        return A, A - A**2
    elif name == "tanh":
        A = (np.exp(2 * Z) - 1) / (np.exp(2 * Z) + 1)
        return A, (1 - A) * (1 + A)
    slope = np.ones_like(Z)
    slope[Z < 0] = 0.0
    if name == "leaky_relu":
        slope[Z < 0] = 0.01
    return Z * slope, slope

# %% exercise="neuron_forward" wrong="bias forgotten" loses="neuron_forward" names="the bias is missing"
def neuron_forward(w, b, x, name):
    z = np.sum(w * x)
    return z, activations(name, z)[0]

# %% exercise="neuron_forward" wrong="no sum" loses="neuron_forward" names="the sum is missing"
def neuron_forward(w, b, x, name):
    z = w * x + b
    return z, activations(name, z)[0]

# %% exercise="neuron_forward" wrong="bias added to each product" loses="neuron_forward" names="the bias is added to each product"
def neuron_forward(w, b, x, name):
    z = np.sum(w * x + b)
    return z, activations(name, z)[0]

# %% exercise="neuron_forward" wrong="both values of the activation" loses="neuron_forward" names="value and slope are both kept"
def neuron_forward(w, b, x, name):
    z = w @ x + b
    return z, activations(name, z)

# %% exercise="neuron_forward" wrong="always tanh" loses="neuron_forward" names="the activation is typed in"
def neuron_forward(w, b, x, name):
    z = w @ x + b
    return z, np.tanh(z)

# %% exercise="neuron_forward" wrong="three inputs only" loses="neuron_forward" names="an index beyond the end"
def neuron_forward(w, b, x, name):
    z = w[0] * x[0] + w[1] * x[1] + w[2] * x[2] + b
    a = activations(name, z)[0]
    return z, a

# %% exercise="neuron_forward" right="a loop"
def neuron_forward(w, b, x, name):
    z = b
    for i in range(len(x)):
        z = z + w[i] * x[i]
    a, slope = activations(name, z)
    return z, a

# %% exercise="neuron_forward" right="a list with np.dot"
def neuron_forward(w, b, x, name):
    z = np.dot(w, x) + b
    return [z, activations(name, np.array(z))[0]]

# %% exercise="layer_forward" wrong="product entry by entry" loses="layer_forward" names="shapes that do not fit"
def layer_forward(W, b, x, name):
    z = W * x + b
    return z, activations(name, z)[0]

# %% exercise="layer_forward" wrong="transposed" loses="layer_forward" names="shapes that do not fit"
def layer_forward(W, b, x, name):
    z = W.T @ x + b
    return z, activations(name, z)[0]

# %% exercise="layer_forward" wrong="bias forgotten" loses="layer_forward" names="the bias is missing"
def layer_forward(W, b, x, name):
    z = W @ x
    return z, activations(name, z)[0]

# %% exercise="layer_forward" wrong="flat result" loses="layer_forward" names="an axis is lost"
def layer_forward(W, b, x, name):
    z = []
    for j in range(len(W)):
        z.append(np.sum(W[j] * x[:, 0]) + b[j, 0])
    z = np.array(z)
    return z, activations(name, z)[0]

# %% exercise="layer_forward" wrong="slope in place of the value" loses="layer_forward" names="the slope of the activation for its value"
def layer_forward(W, b, x, name):
    z = W @ x + b
    return z, activations(name, z)[1]

# %% exercise="layer_forward" right="a list of neurons"
def layer_forward(W, b, x, name):
    z, a = np.zeros(b.shape), np.zeros(b.shape)
    for j in range(b.shape[0]):
        z[j, 0], a[j, 0] = neuron_forward(W[j], b[j, 0], x[:, 0], name)
    return z, a

# %% exercise="layer_forward" right="einsum"
def layer_forward(W, b, x, name):
    z = np.einsum("ji,ik->jk", W, x) + b
    a, _ = activations(name, z)
    return z, a

# %% exercise="loop_forward" wrong="sigmoid in both layers" loses="loop_forward" names="the sigmoid in the hidden layer"
def loop_forward(params, X):
    columns = []
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "sigmoid")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "sigmoid")
        columns.append(a2)
    return np.hstack(columns)

# %% exercise="loop_forward" wrong="z passed on" loses="loop_forward" names="the hidden layer has no activation"
def loop_forward(params, X):
    columns = []
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], z1, "sigmoid")
        columns.append(a2)
    return np.hstack(columns)

# %% exercise="loop_forward" wrong="only the last sample" loses="loop_forward" names="only the last sample counts"
def loop_forward(params, X):
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "sigmoid")
    return a2

# %% exercise="loop_forward" wrong="a flat sample" loses="loop_forward" names="a row is added to a column"
def loop_forward(params, X):
    columns = []
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "sigmoid")
        columns.append(a2)
    return np.hstack(columns)

# %% exercise="loop_forward" wrong="loops over the features" loses="loop_forward" names="the number of rows is taken for m"
def loop_forward(params, X):
    A2 = []
    for i in range(len(X)):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "sigmoid")
        A2.append(a2)
    return np.hstack(A2)

# %% exercise="loop_forward" wrong="samples below each other" loses="loop_forward" names="rows and columns are swapped"
def loop_forward(params, X):
    rows = []
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "sigmoid")
        rows.append(a2[:, 0])
    return np.array(rows)

# %% exercise="loop_forward" right="fills an array"
def loop_forward(params, X):
    A2 = np.zeros((params["b2"].shape[0], X.shape[1]))
    for i in range(X.shape[1]):
        a1 = layer_forward(params["W1"], params["b1"], X[:, [i]], "tanh")[1]
        A2[:, [i]] = layer_forward(params["W2"], params["b2"], a1, "sigmoid")[1]
    return A2

# %% exercise="loop_forward" right="a list comprehension over the transpose"
def loop_forward(params, X):
    def one(x):
        hidden = layer_forward(params["W1"], params["b1"], x.reshape(-1, 1), "tanh")[1]
        return layer_forward(params["W2"], params["b2"], hidden, "sigmoid")[1]

    return np.concatenate([one(x) for x in X.T], axis=1)

# %% exercise="forward" wrong="sigmoid in the hidden layer" loses="forward" names="the sigmoid in the hidden layer"
def forward(params, X):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = activations("sigmoid", Z1)[0]
    Z2 = params["W2"] @ A1 + params["b2"]
    A2 = activations("sigmoid", Z2)[0]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

# %% exercise="forward" wrong="hidden activation forgotten" loses="forward" names="Z1 goes into the second layer, not A1"
def forward(params, X):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = activations("tanh", Z1)[0]
    Z2 = params["W2"] @ Z1 + params["b2"]
    A2 = activations("sigmoid", Z2)[0]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

# %% exercise="forward" wrong="biases forgotten" loses="forward" names="the bias of the hidden layer is missing and the bias of the output is missing"
def forward(params, X):
    Z1 = params["W1"] @ X
    A1 = np.tanh(Z1)
    Z2 = params["W2"] @ A1
    A2 = activations("sigmoid", Z2)[0]
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

# %% exercise="forward" wrong="returns only the prediction" loses="forward" names="only the prediction is returned"
def forward(params, X):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = params["W2"] @ A1 + params["b2"]
    return activations("sigmoid", Z2)[0]

# %% exercise="forward" wrong="tanh at the output" loses="forward" names="tanh at the output"
def forward(params, X):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = params["W2"] @ A1 + params["b2"]
    A2 = np.tanh(Z2)
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

# %% exercise="forward" right="with layer_forward"
def forward(params, X):
    cache = {}
    cache["Z1"], cache["A1"] = layer_forward(params["W1"], params["b1"], X, "tanh")
    cache["Z2"], cache["A2"] = layer_forward(params["W2"], params["b2"], cache["A1"], "sigmoid")
    return cache

# %% exercise="forward" right="einsum, and more in the cache"
def forward(params, X):
    Z1 = np.einsum("jk,ki->ji", params["W1"], X) + params["b1"]
    A1 = np.tanh(Z1)
    Z2 = np.einsum("jk,ki->ji", params["W2"], A1) + params["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}

# %% exercise="cost" wrong="minus sign forgotten" loses="cost" names="the minus sign of the cost is missing"
def cost(A2, Y):
    P = np.clip(A2, 1e-15, 1 - 1e-15)
    return np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / Y.shape[1]

# %% exercise="cost" wrong="sum in place of mean" loses="cost" names="not divided by the number of samples"
def cost(A2, Y):
    P = np.clip(A2, 1e-15, 1 - 1e-15)
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P))

# %% exercise="cost" wrong="only the first term" loses="cost" names="one of the two terms is missing"
def cost(A2, Y):
    P = np.clip(A2, 1e-15, 1 - 1e-15)
    return -np.sum(Y * np.log(P)) / Y.shape[1]

# %% exercise="cost" wrong="nan at 0 and 1" loses="cost" names="the logarithm of 0 is taken"
def cost(A2, Y):
    m = Y.shape[1]
    return -1 / m * np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2))

# %% exercise="cost" wrong="moved by too much" loses="cost" names="the predictions are moved too far"
def cost(A2, Y):
    P = np.clip(A2, 1e-3, 1 - 1e-3)
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / Y.shape[1]

# %% exercise="cost" wrong="divided by the wrong size" loses="cost"
def cost(A2, Y):
    P = np.clip(A2, 1e-15, 1 - 1e-15)
    return -np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / len(Y)

# %% exercise="cost" wrong="squared error" loses="cost" names="the squared error for the cross-entropy"
def cost(A2, Y):
    return np.sum((A2 - Y) ** 2) / Y.shape[1]

# %% exercise="cost" wrong="nan turned into 0" loses="cost" names="the result is mended, not the predictions"
def cost(A2, Y):
    losses = Y * np.log(A2) + (1 - Y) * np.log(1 - A2)
    return -np.sum(np.nan_to_num(losses, nan=0.0, neginf=0.0)) / Y.shape[1]

# %% exercise="cost" right="matrix products, inner clip"
def cost(A2, Y):
    eps = 1e-14
    m = A2.shape[1]
    logs = np.log(np.maximum(A2, eps)) @ Y.T + np.log(np.maximum(1 - A2, eps)) @ (1 - Y).T
    return -np.trace(logs) / m

# %% exercise="cost" right="the probability of the truth"
def cost(A2, Y):
    truth = np.where(Y == 1, A2, 1 - A2)
    return float(np.sum(-np.log(truth + 1e-15)) / truth.shape[1])

# %% exercise="dA2" wrong="sign turned round" loses="dA2" names="the sign of the gradient is turned round"
def dA2(A2, Y):
    return (Y - A2) / (A2 * (1 - A2))

# %% exercise="dA2" wrong="1/m too early" loses="dA2" names="1/m comes too early"
def dA2(A2, Y):
    return (A2 - Y) / (A2 * (1 - A2)) / Y.shape[1]

# %% exercise="dA2" wrong="brackets of the denominator" loses="dA2" names="the brackets around the denominator are missing"
def dA2(A2, Y):
    return (A2 - Y) / A2 * (1 - A2)

# %% exercise="dA2" wrong="inner derivative forgotten" loses="dA2" names="the same sign for both targets"
def dA2(A2, Y):
    return -(Y / A2 + (1 - Y) / (1 - A2))

# %% exercise="dA2" wrong="only the first term" loses="dA2" names="one of the two terms is missing"
def dA2(A2, Y):
    return -Y / A2

# %% exercise="dA2" wrong="only the first output is gone through" loses="dA2"
def dA2(A2, Y):
    slopes = np.zeros(A2.shape)
    for i in range(A2.shape[1]):
        slopes[0, i] = (A2[0, i] - Y[0, i]) / (A2[0, i] * (1 - A2[0, i]))
    return slopes

# %% exercise="dA2" right="two terms"
def dA2(A2, Y):
    return -np.divide(Y, A2) + np.divide(1 - Y, 1 - A2)

# %% exercise="dA2" right="by cases"
def dA2(A2, Y):
    return np.where(Y == 1, -1 / A2, 1 / (1 - A2))

# %% exercise="dZ2_lines" wrong="straight to the end" loses="dZ2_lines" names="a step of the derivation is left out"
def dZ2_lines():
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
        "a - y",
    ]

# %% exercise="dZ2_lines" wrong="inner derivative forgotten" loses="dZ2_lines" names="a line does not equal the one above"
def dZ2_lines():
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
        "(-y / a - (1 - y) / (1 - a)) * d(sigma(z), z)",
        "(-y / a - (1 - y) / (1 - a)) * a * (1 - a)",
        "-y * (1 - a) - (1 - y) * a",
    ]

# %% exercise="dZ2_lines" wrong="chain rule without the second factor" loses="dZ2_lines" names="a line does not equal the one above"
def dZ2_lines():
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a)",
        "-y / a + (1 - y) / (1 - a)",
    ]

# %% exercise="dZ2_lines" wrong="sign of the result" loses="dZ2_lines" names="a line does not equal the one above"
def dZ2_lines():
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
        "(-y / a + (1 - y) / (1 - a)) * d(sigma(z), z)",
        "(-y / a + (1 - y) / (1 - a)) * a * (1 - a)",
        "y - a",
    ]

# %% exercise="dZ2_lines" wrong="stops too early" loses="dZ2_lines" names="the derivation is not finished"
def dZ2_lines():
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
        "(-y / a + (1 - y) / (1 - a)) * d(sigma(z), z)",
        "(-y / a + (1 - y) / (1 - a)) * a * (1 - a)",
    ]

# %% exercise="dZ2_lines" right="by way of one fraction"
def dZ2_lines():
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
        "-(y / a - (1 - y) / (1 - a)) * d(sigma(z), z)",
        "(a - y) / (a * (1 - a)) * d(sigma(z), z)",
        "(a - y) / (a * (1 - a)) * a * (1 - a)",
        "a - y",
    ]

# %% exercise="dZ2_lines" right="the sigmoid first"
def dZ2_lines():
    return [
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * d(sigma(z), z)",
        "d(-(y * log(a) + (1 - y) * log(1 - a)), a) * sigma(z) * (1 - sigma(z))",
        "-(y / a - (1 - y) / (1 - a)) * a * (1 - a)",
        "-(y * (1 - a) - (1 - y) * a)",
        "-(y - y * a - a + y * a)",
        "-y + a",
    ]

# %% exercise="dZ2" wrong="sign turned round" loses="dZ2" names="the sign of the gradient is turned round"
def dZ2(A2, Y):
    return Y - A2

# %% exercise="dZ2" wrong="1/m too early" loses="dZ2" names="1/m comes too early"
def dZ2(A2, Y):
    return (A2 - Y) / Y.shape[1]

# %% exercise="dZ2" wrong="a factor 2 as for the squared error" loses="dZ2" names="a factor 2 that is not there"
def dZ2(A2, Y):
    return 2 * (A2 - Y)

# %% exercise="dZ2" wrong="sigmoid slope kept" loses="dZ2" names="sigma' is kept though it cancels"
def dZ2(A2, Y):
    return (A2 - Y) * A2 * (1 - A2)

# %% exercise="dZ2" wrong="rounded to the class" loses="dZ2" names="the prediction is rounded to a class"
def dZ2(A2, Y):
    return (A2 > 0.5) * 1.0 - Y

# %% exercise="dZ2" wrong="only the first output is gone through" loses="dZ2"
def dZ2(A2, Y):
    slopes = np.zeros(A2.shape)
    for i in range(A2.shape[1]):
        slopes[0, i] = A2[0, i] - Y[0, i]
    return slopes

# %% exercise="dZ2" right="the chain of two factors"
def dZ2(A2, Y):
    return dA2(A2, Y) * A2 * (1 - A2)

# %% exercise="dZ2" right="np.subtract"
def dZ2(A2, Y):
    difference = np.subtract(A2, Y)
    return difference

# %% exercise="dW2" wrong="1/m forgotten" loses="dW2" names="summed, not averaged"
def dW2(dZ2, A1):
    return dZ2 @ A1.T

# %% exercise="dW2" wrong="transposed product" loses="dW2" names="rows and columns are swapped"
def dW2(dZ2, A1):
    return A1 @ dZ2.T / dZ2.shape[1]

# %% exercise="dW2" wrong="divided by the units" loses="dW2" names="the number of rows is taken for m"
def dW2(dZ2, A1):
    m = A1.shape[0]
    return dZ2 @ A1.T / m

# %% exercise="dW2" wrong="product entry by entry" loses="dW2" names="an axis is lost"
def dW2(dZ2, A1):
    return np.mean(dZ2 * A1, axis=1)

# %% exercise="dW2" wrong="only the first output" loses="dW2" names="only the first unit's weights are there"
def dW2(dZ2, A1):
    row = np.mean(dZ2[0] * A1, axis=1)
    return row.reshape(1, -1)

# %% exercise="dW2" wrong="not transposed" loses="dW2" names="shapes that do not fit"
def dW2(dZ2, A1):
    return dZ2 @ A1 / dZ2.shape[1]

# %% exercise="dW2" wrong="the m of the example" loses="dW2" names="the number of samples is typed in"
def dW2(dZ2, A1):
    return dZ2 @ A1.T / m

# %% exercise="dW2" right="einsum"
def dW2(dZ2, A1):
    return np.einsum("ki,ji->kj", dZ2, A1) / dZ2.shape[1]

# %% exercise="dW2" right="a loop over the samples"
def dW2(dZ2, A1):
    m = dZ2.shape[1]
    total = np.zeros((dZ2.shape[0], A1.shape[0]))
    for i in range(m):
        total = total + np.outer(dZ2[:, i], A1[:, i])
    return 1 / m * total

# %% exercise="db2" wrong="no keepdims" loses="db2" names="an axis is lost"
def db2(dZ2):
    return np.sum(dZ2, axis=1) / dZ2.shape[1]

# %% exercise="db2" wrong="sum of everything" loses="db2" names="everything is summed to one number"
def db2(dZ2):
    return np.sum(dZ2) / dZ2.shape[1]

# %% exercise="db2" wrong="1/m forgotten" loses="db2" names="summed, not averaged"
def db2(dZ2):
    return np.sum(dZ2, axis=1, keepdims=True)

# %% exercise="db2" wrong="the other axis" loses="db2" names="summed over the wrong axis, or not at all"
def db2(dZ2):
    return np.sum(dZ2, axis=0, keepdims=True) / dZ2.shape[1]

# %% exercise="db2" wrong="everything, kept as a column" loses="db2" names="everything is summed to one number"
def db2(dZ2):
    return np.array([[np.mean(dZ2)]])

# %% exercise="db2" right="the mean"
def db2(dZ2):
    return dZ2.mean(axis=1, keepdims=True)

# %% exercise="db2" right="a product with ones"
def db2(dZ2):
    m = dZ2.shape[1]
    return dZ2 @ np.ones((m, 1)) / m

# %% exercise="dA1" wrong="not transposed" loses="dA1" names="shapes that do not fit"
def dA1(W2, dZ2):
    return W2 @ dZ2

# %% exercise="dA1" wrong="1/m too early" loses="dA1" names="1/m comes too early"
def dA1(W2, dZ2):
    return W2.T @ dZ2 / dZ2.shape[1]

# %% exercise="dA1" wrong="order and transpose of the result" loses="dA1" names="rows and columns are swapped"
def dA1(W2, dZ2):
    return dZ2.T @ W2

# %% exercise="dA1" wrong="sign" loses="dA1" names="the sign of the gradient is turned round"
def dA1(W2, dZ2):
    return -W2.T @ dZ2

# %% exercise="dA1" wrong="only the first output" loses="dA1" names="right for a single output only"
def dA1(W2, dZ2):
    return W2[0].reshape(-1, 1) * dZ2[0]

# %% exercise="dA1" right="einsum"
def dA1(W2, dZ2):
    return np.einsum("kj,ki->ji", W2, dZ2)

# %% exercise="dA1" right="transposed twice"
def dA1(W2, dZ2):
    return np.dot(dZ2.T, W2).T

# %% exercise="dZ1" wrong="slope forgotten" loses="dZ1" names="the slope of tanh is missing"
def dZ1(dA1, Z1):
    return dA1

# %% exercise="dZ1" wrong="Z1 taken for A1" loses="dZ1" names="the tanh is left out of its slope"
def dZ1(dA1, Z1):
    return dA1 * (1 - Z1**2)

# %% exercise="dZ1" wrong="value in place of the slope" loses="dZ1" names="the value of tanh for its slope"
def dZ1(dA1, Z1):
    return dA1 * np.tanh(Z1)

# %% exercise="dZ1" wrong="slope of the sigmoid" loses="dZ1" names="the slope of the sigmoid for that of tanh"
def dZ1(dA1, Z1):
    A = 1 / (1 + np.exp(-Z1))
    return dA1 * A * (1 - A)

# %% exercise="dZ1" wrong="matrix product" loses="dZ1" names="shapes that do not fit"
def dZ1(dA1, Z1):
    return dA1 @ (1 - np.tanh(Z1) ** 2)

# %% exercise="dZ1" wrong="tanh twice" loses="dZ1" names="tanh' is taken of A1, not of Z1"
def dZ1(dA1, Z1):
    A1 = np.tanh(Z1)
    return dA1 * (1 - np.tanh(A1) ** 2)

# %% exercise="dZ1" right="with activations"
def dZ1(dA1, Z1):
    value, slope = activations("tanh", Z1)
    return slope * dA1

# %% exercise="dZ1" right="the cosh"
def dZ1(dA1, Z1):
    return dA1 / np.cosh(Z1) ** 2

# %% exercise="dW1" wrong="1/m forgotten" loses="dW1" names="summed, not averaged"
def dW1(dZ1, X):
    return dZ1 @ X.T

# %% exercise="dW1" wrong="transposed product" loses="dW1" names="rows and columns are swapped"
def dW1(dZ1, X):
    return X @ dZ1.T / X.shape[1]

# %% exercise="dW1" wrong="divided by the features" loses="dW1" names="the number of rows is taken for m"
def dW1(dZ1, X):
    return dZ1 @ X.T / len(X)

# %% exercise="dW1" wrong="sign" loses="dW1" names="the sign of the gradient is turned round"
def dW1(dZ1, X):
    return -dZ1 @ X.T / X.shape[1]

# %% exercise="dW1" wrong="divided by m twice" loses="dW1" names="divided by m twice"
def dW1(dZ1, X):
    m = X.shape[1]
    return 1 / m * np.dot(dZ1, X.T) / m

# %% exercise="dW1" wrong="the m of the example" loses="dW1" names="the number of samples is typed in"
def dW1(dZ1, X):
    return dZ1 @ X.T / m

# %% exercise="dW1" right="with dW2"
def dW1(dZ1, X):
    return dW2(dZ1, X)

# %% exercise="dW1" right="a mean of outer products"
def dW1(dZ1, X):
    return np.mean([np.outer(dZ1[:, i], X[:, i]) for i in range(X.shape[1])], axis=0)

# %% exercise="db1" wrong="no keepdims" loses="db1" names="an axis is lost"
def db1(dZ1):
    return np.sum(dZ1, axis=1) / dZ1.shape[1]

# %% exercise="db1" wrong="1/m forgotten" loses="db1" names="summed, not averaged"
def db1(dZ1):
    return np.sum(dZ1, axis=1, keepdims=True)

# %% exercise="db1" wrong="the other axis" loses="db1" names="summed over the wrong axis"
def db1(dZ1):
    return np.mean(dZ1, axis=0, keepdims=True)

# %% exercise="db1" wrong="divided by the units" loses="db1" names="the number of rows is taken for m"
def db1(dZ1):
    return np.sum(dZ1, axis=1, keepdims=True) / len(dZ1)

# %% exercise="db1" wrong="a row" loses="db1" names="rows and columns are swapped"
def db1(dZ1):
    return np.mean(dZ1, axis=1).reshape(1, -1)

# %% exercise="db1" wrong="the m of the example" loses="db1" names="the number of samples is typed in"
def db1(dZ1):
    return np.sum(dZ1, axis=1, keepdims=True) / m

# %% exercise="db1" right="reshaped"
def db1(dZ1):
    return (np.sum(dZ1, axis=1) / dZ1.shape[1]).reshape(-1, 1)

# %% exercise="db1" right="the mean with a new axis"
def db1(dZ1):
    return np.mean(dZ1, axis=1)[:, np.newaxis]

# %% exercise="backward" wrong="the local name hides the function" loses="backward" names="a name is used before it has a value"
def backward(params, cache, X, Y):
    dZ2 = dZ2(cache["A2"], Y)
    return {"dZ2": dZ2}

# %% exercise="backward" wrong="1/m halfway" loses="backward" names="1/m comes too early"
def backward(params, cache, X, Y):
    m = X.shape[1]
    grads = {}
    grads["dA2"] = dA2(cache["A2"], Y)
    grads["dZ2"] = cache["A2"] - Y
    grads["dW2"] = grads["dZ2"] @ cache["A1"].T / m
    grads["db2"] = np.sum(grads["dZ2"], axis=1, keepdims=True) / m
    grads["dA1"] = params["W2"].T @ grads["dZ2"]
    grads["dZ1"] = grads["dA1"] * (1 - cache["A1"] ** 2) / m
    grads["dW1"] = grads["dZ1"] @ X.T / m
    grads["db1"] = np.sum(grads["dZ1"], axis=1, keepdims=True) / m
    return grads

# %% exercise="backward" wrong="slope at A1 in place of Z1" loses="backward" names="tanh' is taken of A1, not of Z1"
def backward(params, cache, X, Y):
    grads = {}
    grads["dA2"] = dA2(cache["A2"], Y)
    grads["dZ2"] = dZ2(cache["A2"], Y)
    grads["dW2"] = dW2(grads["dZ2"], cache["A1"])
    grads["db2"] = db2(grads["dZ2"])
    grads["dA1"] = dA1(params["W2"], grads["dZ2"])
    grads["dZ1"] = dZ1(grads["dA1"], cache["A1"])
    grads["dW1"] = dW1(grads["dZ1"], X)
    grads["db1"] = db1(grads["dZ1"])
    return grads

# %% exercise="backward" wrong="dW2 from X" loses="backward" names="another array than the one that belongs there"
def backward(params, cache, X, Y):
    grads = {}
    grads["dA2"] = dA2(cache["A2"], Y)
    grads["dZ2"] = dZ2(cache["A2"], Y)
    grads["dW2"] = dW2(grads["dZ2"], X)
    grads["db2"] = db2(grads["dZ2"])
    grads["dA1"] = dA1(params["W2"], grads["dZ2"])
    grads["dZ1"] = dZ1(grads["dA1"], cache["Z1"])
    grads["dW1"] = dW1(grads["dZ1"], X)
    grads["db1"] = db1(grads["dZ1"])
    return grads

# %% exercise="backward" wrong="dZ2 with the wrong sign" loses="backward" names="the sign of the gradient is turned round"
def backward(params, cache, X, Y):
    grads = {}
    grads["dA2"] = dA2(cache["A2"], Y)
    grads["dZ2"] = Y - cache["A2"]
    grads["dW2"] = dW2(grads["dZ2"], cache["A1"])
    grads["db2"] = db2(grads["dZ2"])
    grads["dA1"] = dA1(params["W2"], grads["dZ2"])
    grads["dZ1"] = dZ1(grads["dA1"], cache["Z1"])
    grads["dW1"] = dW1(grads["dZ1"], X)
    grads["db1"] = db1(grads["dZ1"])
    return grads

# %% exercise="backward" wrong="hidden slope forgotten" loses="backward" names="the slope of tanh is missing"
def backward(params, cache, X, Y):
    grads = {}
    grads["dA2"] = dA2(cache["A2"], Y)
    grads["dZ2"] = dZ2(cache["A2"], Y)
    grads["dW2"] = dW2(grads["dZ2"], cache["A1"])
    grads["db2"] = db2(grads["dZ2"])
    grads["dA1"] = dA1(params["W2"], grads["dZ2"])
    grads["dZ1"] = grads["dA1"]
    grads["dW1"] = dW1(grads["dZ1"], X)
    grads["db1"] = db1(grads["dZ1"])
    return grads

# %% exercise="backward" wrong="keepdims lost in db1" loses="backward" names="an axis is lost"
def backward(params, cache, X, Y):
    m = X.shape[1]
    E2 = cache["A2"] - Y
    E1 = params["W2"].T @ E2 * (1 - cache["A1"] ** 2)
    return {
        "dA2": dA2(cache["A2"], Y), "dZ2": E2, "dW2": E2 @ cache["A1"].T / m, "db2": np.mean(E2, axis=1, keepdims=True),
        "dA1": params["W2"].T @ E2, "dZ1": E1, "dW1": E1 @ X.T / m, "db1": np.mean(E1, axis=1),
    }

# %% exercise="backward" wrong="only the four for the update" loses="backward" names="a key of the dict is missing"
def backward(params, cache, X, Y):
    m = X.shape[1]
    E2 = cache["A2"] - Y
    E1 = params["W2"].T @ E2 * (1 - cache["A1"] ** 2)
    return {
        "dW2": E2 @ cache["A1"].T / m, "db2": np.mean(E2, axis=1, keepdims=True),
        "dW1": E1 @ X.T / m, "db1": np.mean(E1, axis=1, keepdims=True),
    }

# %% exercise="backward" right="one literal"
def backward(params, cache, X, Y):
    m = X.shape[1]
    A1, A2 = cache["A1"], cache["A2"]
    E2 = A2 - Y
    back = params["W2"].T @ E2
    E1 = back * (1 - A1**2)
    return {
        "dW1": E1 @ X.T / m, "db1": np.mean(E1, axis=1, keepdims=True), "dZ1": E1, "dA1": back,
        "dW2": E2 @ A1.T / m, "db2": np.mean(E2, axis=1, keepdims=True), "dZ2": E2, "dA2": E2 / (A2 * (1 - A2)),
    }

# %% exercise="backward" right="the chain through dA2"
def backward(params, cache, X, Y):
    g = {"dA2": dA2(cache["A2"], Y)}
    g["dZ2"] = g["dA2"] * activations("sigmoid", cache["Z2"])[1]
    g["dW2"], g["db2"] = dW2(g["dZ2"], cache["A1"]), db2(g["dZ2"])
    g["dA1"] = dA1(params["W2"], g["dZ2"])
    g["dZ1"] = g["dA1"] * activations("tanh", cache["Z1"])[1]
    g["dW1"], g["db1"] = dW1(g["dZ1"], X), db1(g["dZ1"])
    return g

# %% exercise="gradient_check" wrong="forward difference" loses="gradient_check" names="a one-sided difference"
def gradient_check(params, X, Y, grads, h=1e-5):
    distances = {}
    J = cost(forward(params, X)["A2"], Y)
    for name in params:
        n = np.zeros(params[name].shape)
        for index in np.ndindex(n.shape):
            value = params[name].copy()
            value[index] += h
            n[index] = (cost(forward({**params, name: value}, X)["A2"], Y) - J) / h
        g = grads["d" + name]
        distances["d" + name] = np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g))
    return distances

# %% exercise="gradient_check" wrong="divided by h" loses="gradient_check" names="the rise of two sides over the way of one"
def gradient_check(params, X, Y, grads, h=1e-5):
    distances = {}
    for name in params:
        n = np.zeros(params[name].shape)
        for index in np.ndindex(n.shape):
            up, down = params[name].copy(), params[name].copy()
            up[index] += h
            down[index] -= h
            n[index] = (cost(forward({**params, name: up}, X)["A2"], Y) - cost(forward({**params, name: down}, X)["A2"], Y)) / h
        g = grads["d" + name]
        distances["d" + name] = np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g))
    return distances

# %% exercise="gradient_check" wrong="whole array nudged" loses="gradient_check" names="all entries are nudged at once"
def gradient_check(params, X, Y, grads, h=1e-5):
    distances = {}
    for name in params:
        up = cost(forward({**params, name: params[name] + h}, X)["A2"], Y)
        down = cost(forward({**params, name: params[name] - h}, X)["A2"], Y)
        n = (up - down) / (2 * h)
        g = grads["d" + name]
        distances["d" + name] = np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g))
    return distances

# %% exercise="gradient_check" wrong="changes the parameters" loses="gradient_check" names="an input is changed"
def gradient_check(params, X, Y, grads, h=1e-5):
    distances = {}
    for name in ("W1", "b1", "W2", "b2"):
        value = params[name]
        n = np.zeros(value.shape)
        for index in np.ndindex(n.shape):
            value[index] += h
            up = cost(forward(params, X)["A2"], Y)
            value[index] -= 2 * h
            down = cost(forward(params, X)["A2"], Y)
            n[index] = (up - down) / (2 * h)
        g = grads["d" + name]
        distances["d" + name] = np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g))
    return distances

# %% exercise="gradient_check" wrong="absolute distance" loses="gradient_check" names="the distance is not relative"
def gradient_check(params, X, Y, grads, h=1e-5):
    distances = {}
    for name in params:
        n = np.zeros(params[name].shape)
        for index in np.ndindex(n.shape):
            up, down = params[name].copy(), params[name].copy()
            up[index] += h
            down[index] -= h
            J_up, J_down = cost(forward({**params, name: up}, X)["A2"], Y), cost(forward({**params, name: down}, X)["A2"], Y)
            n[index] = (J_up - J_down) / (2 * h)
        distances["d" + name] = np.linalg.norm(n - grads["d" + name])
    return distances

# %% exercise="gradient_check" wrong="says that all is well" loses="gradient_check" names="the same answer for all inputs of this check"
def gradient_check(params, X, Y, grads, h=1e-5):
    return {"dW1": 1e-10, "db1": 1e-10, "dW2": 1e-10, "db2": 1e-10}

# %% exercise="gradient_check" wrong="the samples of the example" loses="gradient_check"
def gradient_check(params, X, Y, grads, h=1e-5):
    distances = {}
    for name in ("W1", "b1", "W2", "b2"):
        n = np.zeros(params[name].shape)
        for index in np.ndindex(n.shape):
            above, below = params[name].copy(), params[name].copy()
            above[index] += h
            below[index] -= h
            J_above = cost(forward({**params, name: above}, ex_X)["A2"], Y)
            J_below = cost(forward({**params, name: below}, ex_X)["A2"], Y)
            n[index] = (J_above - J_below) / (2 * h)
        g = grads["d" + name]
        distances["d" + name] = np.linalg.norm(n - g) / (np.linalg.norm(n) + np.linalg.norm(g))
    return distances

# %% exercise="gradient_check" right="flat entries and saved values"
def gradient_check(params, X, Y, grads, h=1e-5):
    params = {name: np.array(value) for name, value in params.items()}
    result = {}
    for name, value in params.items():
        flat = value.reshape(-1)
        numeric = []
        for at in range(flat.size):
            old = flat[at]
            flat[at] = old + h
            up = cost(forward(params, X)["A2"], Y)
            flat[at] = old - h
            down = cost(forward(params, X)["A2"], Y)
            flat[at] = old
            numeric.append((up - down) / (2 * h))
        numeric, g = np.array(numeric), np.ravel(grads["d" + name])
        result["d" + name] = float(np.linalg.norm(numeric - g) / (np.linalg.norm(numeric) + np.linalg.norm(g)))
    return result

# %% exercise="gradient_check" right="with a function inside"
def gradient_check(params, X, Y, grads, h=1e-5):
    def J(name, index, nudge):
        p = dict(params)
        p[name] = np.copy(p[name])
        p[name][index] = p[name][index] + nudge
        return cost(forward(p, X)["A2"], Y)

    out = {}
    for name in ["b2", "W2", "b1", "W1"]:
        rows, columns = params[name].shape
        n = np.array([[(J(name, (r, c), h) - J(name, (r, c), -h)) / (2 * h) for c in range(columns)] for r in range(rows)])
        g = grads["d" + name]
        out["d" + name] = np.sqrt(np.sum((n - g) ** 2)) / (np.sqrt(np.sum(n**2)) + np.sqrt(np.sum(g**2)))
    return out

# %% exercise="update" wrong="adds the gradient" loses="update" names="the sign of the step is turned round"
def update(params, grads, eta):
    return {name: params[name] + eta * grads["d" + name] for name in params}

# %% exercise="update" wrong="changes the old parameters" loses="update" names="an input is changed"
def update(params, grads, eta):
    for name in params:
        params[name] -= eta * grads["d" + name]
    return params

# %% exercise="update" wrong="biases forgotten" loses="update" names="not all four parameters are moved"
def update(params, grads, eta):
    W1 = params["W1"] - eta * grads["dW1"]
    W2 = params["W2"] - eta * grads["dW2"]
    return {"W1": W1, "b1": params["b1"], "W2": W2, "b2": params["b2"]}

# %% exercise="update" wrong="learning rate forgotten" loses="update" names="the learning rate is missing"
def update(params, grads, eta):
    return {name: params[name] - grads["d" + name] for name in ("W1", "b1", "W2", "b2")}

# %% exercise="update" wrong="returns the wrong dict" loses="update" names="a key of the dict is missing"
def update(params, grads, eta):
    return {"dW1": params["W1"] - eta * grads["dW1"], "db1": params["b1"] - eta * grads["db1"],
            "dW2": params["W2"] - eta * grads["dW2"], "db2": params["b2"] - eta * grads["db2"]}

# %% exercise="update" right="written out"
def update(params, grads, eta):
    W1 = params["W1"] - eta * grads["dW1"]
    b1 = params["b1"] - eta * grads["db1"]
    W2 = params["W2"] - eta * grads["dW2"]
    b2 = params["b2"] - eta * grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

# %% exercise="update" right="copies, then in place"
def update(params, grads, eta):
    new = {}
    for key, value in params.items():
        new[key] = value.copy()
        new[key] -= eta * grads["d" + key]
    return new

# %% exercise="train" wrong="result of update thrown away" loses="train" names="every step begins at the start"
def train(params, X, Y, eta, steps):
    costs = []
    for _ in range(steps):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        update(params, backward(params, cache, X, Y), eta)
    costs.append(cost(forward(params, X)["A2"], Y))
    return params, np.array(costs)

# %% exercise="train" wrong="last cost missing" loses="train" names="the cost after the last step is missing"
def train(params, X, Y, eta, steps):
    costs = []
    for _ in range(steps):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        params = update(params, backward(params, cache, X, Y), eta)
    return params, np.array(costs)

# %% exercise="train" wrong="forward only once" loses="train" names="the forward pass runs only once"
def train(params, X, Y, eta, steps):
    cache = forward(params, X)
    costs = [cost(cache["A2"], Y)]
    for _ in range(steps):
        params = update(params, backward(params, cache, X, Y), eta)
        costs.append(cost(cache["A2"], Y))
    return params, np.array(costs)

# %% exercise="train" wrong="learning rate of its own" loses="train" names="the learning rate is typed in"
def train(params, X, Y, eta, steps):
    costs = [cost(forward(params, X)["A2"], Y)]
    for _ in range(steps):
        params = update(params, backward(params, forward(params, X), X, Y), 0.1)
        costs.append(cost(forward(params, X)["A2"], Y))
    return params, np.array(costs)

# %% exercise="train" wrong="one step too many" loses="train" names="a step is taken after the last cost"
def train(params, X, Y, eta, steps):
    costs = []
    for _ in range(steps + 1):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        params = update(params, backward(params, cache, X, Y), eta)
    return params, np.array(costs)

# %% exercise="train" wrong="returns only the parameters" loses="train" names="only one of the two values is returned"
def train(params, X, Y, eta, steps):
    for _ in range(steps):
        params = update(params, backward(params, forward(params, X), X, Y), eta)
    return params

# %% exercise="train" right="costs filled in"
def train(params, X, Y, eta, steps):
    costs = np.zeros(steps + 1)
    for k in range(steps + 1):
        cache = forward(params, X)
        costs[k] = cost(cache["A2"], Y)
        if k < steps:
            params = update(params, backward(params, cache, X, Y), eta)
    return params, costs

# %% exercise="train" wrong="a while loop and a list" loses="train" names="a list where an array is expected"
def train(params, X, Y, eta, steps):
    cache = forward(params, X)
    costs, k = [cost(cache["A2"], Y)], 0
    while k < steps:
        grads = backward(params, cache, X, Y)
        params = update(params, grads, eta)
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        k += 1
    return params, costs

# %% exercise="train" right="a while loop, and an array at the end"
def train(params, X, Y, eta, steps):
    cache = forward(params, X)
    costs, k = [cost(cache["A2"], Y)], 0
    while k < steps:
        grads = backward(params, cache, X, Y)
        params = update(params, grads, eta)
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        k += 1
    return params, np.array(costs)

# %% exercise="symmetry" wrong="spread along the rows" loses="symmetry" names="the range of each row, not of each column"
def symmetry(params, X, Y, eta, steps):
    first = backward(params, forward(params, X), X, Y)["dW1"]
    W1 = train(params, X, Y, eta, steps)[0]["W1"]
    return np.max(np.max(W1, axis=1) - np.min(W1, axis=1)), np.max(np.abs(first))

# %% exercise="symmetry" wrong="spread before the training" loses="symmetry" names="the spread before the training"
def symmetry(params, X, Y, eta, steps):
    first = backward(params, forward(params, X), X, Y)["dW1"]
    W1 = params["W1"]
    return np.max(np.max(W1, axis=0) - np.min(W1, axis=0)), np.max(np.abs(first))

# %% exercise="symmetry" wrong="gradient after the training" loses="symmetry" names="the gradient after the training"
def symmetry(params, X, Y, eta, steps):
    after, costs = train(params, X, Y, eta, steps)
    grads = backward(after, forward(after, X), X, Y)
    return np.max(np.ptp(after["W1"], axis=0)), np.max(np.abs(grads["dW1"]))

# %% exercise="symmetry" wrong="largest without abs" loses="symmetry" names="the size is not taken of each entry"
def symmetry(params, X, Y, eta, steps):
    first = backward(params, forward(params, X), X, Y)["dW1"]
    W1 = train(params, X, Y, eta, steps)[0]["W1"]
    return np.max(np.ptp(W1, axis=0)), np.max(first)

# %% exercise="symmetry" wrong="answers from the theory" loses="symmetry" names="0 for every start"
def symmetry(params, X, Y, eta, steps):
    return 0.0, 0.0

# %% exercise="symmetry" wrong="the whole matrix at once" loses="symmetry" names="the columns are thrown together"
def symmetry(params, X, Y, eta, steps):
    first = backward(params, forward(params, X), X, Y)["dW1"]
    W1 = train(params, X, Y, eta, steps)[0]["W1"]
    return np.max(W1) - np.min(W1), np.max(np.abs(first))

# %% exercise="symmetry" wrong="one learning rate for all" loses="symmetry"
def symmetry(params, X, Y, eta, steps):
    first = backward(params, forward(params, X), X, Y)["dW1"]
    after, costs = train(params, X, Y, 1.0, steps)
    return np.max(np.max(after["W1"], axis=0) - np.min(after["W1"], axis=0)), np.max(np.abs(first))

# %% exercise="symmetry" right="all pairs of rows"
def symmetry(params, X, Y, eta, steps):
    grads = backward(params, forward(params, X), X, Y)
    W1 = train(params, X, Y, eta, steps)[0]["W1"]
    spread = 0.0
    for a in W1:
        for b in W1:
            spread = max(spread, np.abs(a - b).max())
    return spread, np.linalg.norm(grads["dW1"].ravel(), np.inf)

# %% exercise="symmetry" right="np.ptp"
def symmetry(params, X, Y, eta, steps):
    dW1_first = backward(params, forward(params, X), X, Y)["dW1"]
    trained_params, _ = train(params, X, Y, eta, steps)
    return np.ptp(trained_params["W1"], axis=0).max(), abs(dW1_first).max()

# %% exercise="collapse" wrong="the other order" loses="collapse" names="rows and columns are swapped"
def collapse(params):
    W = params["W1"].T @ params["W2"].T
    return W, params["W2"] @ params["b1"] + params["b2"]

# %% exercise="collapse" wrong="biases only added" loses="collapse" names="the first bias does not go through W2"
def collapse(params):
    return params["W2"] @ params["W1"], params["b1"] + params["b2"]

# %% exercise="collapse" wrong="first bias lost" loses="collapse" names="the first bias is missing"
def collapse(params):
    return params["W2"] @ params["W1"], params["b2"]

# %% exercise="collapse" wrong="second bias lost" loses="collapse" names="the second bias is missing"
def collapse(params):
    return params["W2"] @ params["W1"], params["W2"] @ params["b1"]

# %% exercise="collapse" wrong="both biases through W2" loses="collapse" names="the second bias goes through W2 too"
def collapse(params):
    return params["W2"] @ params["W1"], params["W2"] @ (params["b1"] + params["b2"])

# %% exercise="collapse" right="by feeding unit vectors"
def collapse(params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    zero = np.zeros((W1.shape[1], 1))
    b = W2 @ (W1 @ zero + b1) + b2
    W = np.hstack([W2 @ (W1 @ unit.reshape(-1, 1) + b1) + b2 - b for unit in np.eye(W1.shape[1])])
    return W, b

# %% exercise="collapse" right="linalg and a list"
def collapse(params):
    W = np.linalg.multi_dot([params["W2"], params["W1"]])
    b = np.dot(params["W2"], params["b1"])
    return [W, np.add(b, params["b2"])]

# %% exercise="slip_code" wrong="copied as it was" loses="slip_code" names="a name that is not defined"
def slip_code(start, X, Y, eta):
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

# %% exercise="slip_code" wrong="only what stops is repaired" loses="slip_code" names="an axis is lost"
def slip_code(start, X, Y, eta):
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
    dZ1 = W2.T @ dZ2 * (1 - A1**2) / m
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1) / m
    before = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    after = {"W1": W1 - eta * dW1, "b1": b1 - eta * db1, "W2": W2 - eta * dW2, "b2": b2 - eta * db2}
    return before, grads, after

# %% exercise="slip_code" wrong="keepdims still missing" loses="slip_code" names="an axis is lost"
def slip_code(start, X, Y, eta):
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
    db1 = np.sum(dZ1, axis=1) / m
    before = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    after = {"W1": W1 - eta * dW1, "b1": b1 - eta * db1, "W2": W2 - eta * dW2, "b2": b2 - eta * db2}
    return before, grads, after

# %% exercise="slip_code" wrong="1/m taken away in the wrong place" loses="slip_code" names="one gradient of the hidden layer is divided by m twice"
def slip_code(start, X, Y, eta):
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
    dZ1 = W2.T @ dZ2 * (1 - A1**2) / m
    dW1 = dZ1 @ X.T
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    before = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    after = {"W1": W1 - eta * dW1, "b1": b1 - eta * db1, "W2": W2 - eta * dW2, "b2": b2 - eta * db2}
    return before, grads, after

# %% exercise="slip_code" wrong="zero start forgotten" loses="slip_code" names="the two starts are not told apart"
def slip_code(start, X, Y, eta):
    m = X.shape[1]
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

# %% exercise="slip_code" wrong="only W1 is random" loses="slip_code" names="the two starts are not told apart"
def slip_code(start, X, Y, eta):
    before = {"W1": np.zeros((4, 3)), "b1": np.zeros((4, 1)), "W2": np.zeros((1, 4)), "b2": np.zeros((1, 1))}
    if start == "random":
        before["W1"] = np.random.randn(4, 3) * 0.01
    grads = backward(before, forward(before, X), X, Y)
    return before, grads, update(before, grads, eta)

# %% exercise="slip_code" wrong="the second layer's weights are a hundred times too large" loses="slip_code"
def slip_code(start, X, Y, eta):
    before = {"W1": np.zeros((4, 3)), "b1": np.zeros((4, 1)), "W2": np.zeros((1, 4)), "b2": np.zeros((1, 1))}
    if start == "random":
        before["W1"], before["W2"] = np.random.randn(4, 3) * 0.01, np.random.randn(1, 4)
    grads = backward(before, forward(before, X), X, Y)
    return before, grads, update(before, grads, eta)

# %% exercise="slip_code" wrong="the biases are random, too" loses="slip_code"
def slip_code(start, X, Y, eta):
    before = {"W1": np.zeros((4, 3)), "b1": np.zeros((4, 1)), "W2": np.zeros((1, 4)), "b2": np.zeros((1, 1))}
    if start == "random":
        before = {name: np.random.randn(*value.shape) * 0.01 for name, value in before.items()}
    grads = backward(before, forward(before, X), X, Y)
    return before, grads, update(before, grads, eta)

# %% exercise="slip_code" wrong="steps without eta" loses="slip_code"
def slip_code(start, X, Y, eta):
    before = initialise(3, 4, 1, 0.01, seed=np.random.randint(1000))
    if start == "zero":
        before = {name: 0 * value for name, value in before.items()}
    grads = backward(before, forward(before, X), X, Y)
    return before, grads, update(before, grads, 1.0)

# %% exercise="slip_code" right="1/m inside dZ1 and nowhere else in this layer"
def slip_code(start, X, Y, eta):
    m = X.shape[1]
    if start == "zero":
        W1, W2 = np.zeros((4, 3)), np.zeros((1, 4))
    else:
        rng = np.random.default_rng()
        W1, W2 = rng.normal(0, 0.01, (4, 3)), rng.normal(0, 0.01, (1, 4))
    b1, b2 = np.zeros((4, 1)), np.zeros((1, 1))
    A1 = np.tanh(W1 @ X + b1)
    A2 = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2) / m
    dW1 = dZ1 @ X.T
    db1 = np.sum(dZ1, axis=1, keepdims=True)
    before = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    after = {"W1": W1 - eta * dW1, "b1": b1 - eta * db1, "W2": W2 - eta * dW2, "b2": b2 - eta * db2}
    return before, grads, after

# %% exercise="slip_code" right="with the functions of the lesson"
def slip_code(start, X, Y, eta):
    before = initialise(3, 4, 1, 0.01, seed=np.random.randint(1000))
    if start == "zero":
        before = {name: 0 * value for name, value in before.items()}
    grads = backward(before, forward(before, X), X, Y)
    return before, grads, update(before, grads, eta)

# %% [markdown]
# ## Written later, before the catalogue was looked at

# %% exercise="initialise" wrong="scale taken as the variance" loses="initialise" names="the scale is taken for the variance"
def initialise(n_x, n_h, n_y, scale, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, np.sqrt(scale), (n_h, n_x))
    W2 = rng.normal(0, np.sqrt(scale), (n_y, n_h))
    b1 = np.zeros((n_h, 1))
    b2 = np.zeros((n_y, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

# %% exercise="activations" wrong="tanh applied once more in its slope" loses="activations" names="tanh' is taken of A1, not of Z1"
def activations(name, Z):
    if name == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        G = A * (1 - A)
    elif name == "tanh":
        A = np.tanh(Z)
        G = 1 - np.tanh(A) ** 2
    elif name == "relu":
        A = np.maximum(0, Z)
        G = (Z > 0).astype(float)
    else:
        A = np.where(Z > 0, Z, 0.01 * Z)
        G = np.where(Z > 0, 1.0, 0.01)
    return A, G

# %% exercise="layer_forward" wrong="the bias comes after the activation" loses="layer_forward" names="the bias is added after the activation"
def layer_forward(W, b, x, name):
    z = np.dot(W, x) + b
    a = activations(name, np.dot(W, x))[0] + b
    return z, a

# %% exercise="forward" wrong="Z1 goes into the second layer" loses="forward" names="Z1 goes into the second layer, not A1"
def forward(params, X):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    Z1 = np.dot(W1, X) + b1
    A1, _ = activations("tanh", Z1)
    Z2 = np.dot(W2, Z1) + b2
    A2, _ = activations("sigmoid", Z2)
    return dict(Z1=Z1, A1=A1, Z2=Z2, A2=A2)

# %% exercise="cost" wrong="the second logarithm is that of the first" loses="cost" names="the same logarithm counts for both classes"
def cost(A2, Y):
    eps = 1e-15
    A = np.clip(A2, eps, 1 - eps)
    m = Y.shape[1]
    return -np.sum(Y * np.log(A) + (1 - Y) * np.log(A)) / m

# %% exercise="dW2" wrong="A1 first, dZ2 transposed" loses="dW2" names="rows and columns are swapped"
def dW2(dZ2, A1):
    m = A1.shape[1]
    return np.dot(A1, dZ2.T) / m

# %% exercise="dZ1" wrong="Z1 squared, without the tanh" loses="dZ1" names="the tanh is left out of its slope"
def dZ1(dA1, Z1):
    slope = 1 - Z1**2
    return dA1 * slope

# %% exercise="dA1" wrong="the mean is taken here too" loses="dA1" names="1/m comes too early"
def dA1(W2, dZ2):
    m = dZ2.shape[1]
    return np.dot(W2.T, dZ2) / m

# %% exercise="db1" wrong="m is the number of units" loses="db1" names="the number of rows is taken for m"
def db1(dZ1):
    m = dZ1.shape[0]
    return np.sum(dZ1, axis=1, keepdims=True) / m

# %% exercise="dW1" wrong="no mean, and the sign turned" loses="dW1" names="summed, not averaged and the sign of the gradient is turned round"
def dW1(dZ1, X):
    return -np.dot(dZ1, X.T)

# %% exercise="gradient_check" wrong="divided by the norm of the numerical one only" loses="gradient_check" names="only one of the two sizes stands below"
def gradient_check(params, X, Y, grads, h=1e-5):
    result = {}
    for key in ["W1", "b1", "W2", "b2"]:
        num = np.zeros_like(params[key])
        for i in range(params[key].shape[0]):
            for j in range(params[key].shape[1]):
                plus = {k: v.copy() for k, v in params.items()}
                minus = {k: v.copy() for k, v in params.items()}
                plus[key][i, j] += h
                minus[key][i, j] -= h
                J_plus = cost(forward(plus, X)["A2"], Y)
                J_minus = cost(forward(minus, X)["A2"], Y)
                num[i, j] = (J_plus - J_minus) / (2 * h)
        diff = np.linalg.norm(num - grads["d" + key])
        result["d" + key] = diff / np.linalg.norm(num)
    return result

# %% exercise="update" wrong="the biases move without eta" loses="update" names="the learning rate is there for some of the four only"
def update(params, grads, eta):
    W1 = params["W1"] - eta * grads["dW1"]
    b1 = params["b1"] - grads["db1"]
    W2 = params["W2"] - eta * grads["dW2"]
    b2 = params["b2"] - grads["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

# %% exercise="train" wrong="updates once more after the last cost" loses="train" names="a step is taken after the last cost"
def train(params, X, Y, eta, steps):
    costs = []
    for i in range(steps + 1):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        grads = backward(params, cache, X, Y)
        params = update(params, grads, eta)
    return params, np.array(costs)

# %% exercise="collapse" wrong="both biases go through W2" loses="collapse" names="the second bias goes through W2 too"
def collapse(params):
    W = np.dot(params["W2"], params["W1"])
    b = np.dot(params["W2"], params["b1"] + params["b2"])
    return W, b

# %% [markdown]
# ## Two mistakes at once

# %% exercise="layer_forward" wrong="no bias, and the sigmoid whatever the name" loses="layer_forward" names="the bias is missing and the activation is typed in"
def layer_forward(W, b, x, name):
    z = W @ x
    return z, 1 / (1 + np.exp(-z))

# %% exercise="forward" wrong="the sigmoid in both layers, and no bias at the output" loses="forward" names="the sigmoid in the hidden layer and the bias of the output is missing"
def forward(params, X):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = 1 / (1 + np.exp(-Z1))
    Z2 = params["W2"] @ A1
    A2 = 1 / (1 + np.exp(-Z2))
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

# %% exercise="cost" wrong="no minus, and a sum" loses="cost" names="not divided by the number of samples and the minus sign of the cost is missing"
def cost(A2, Y):
    A = np.clip(A2, 1e-15, 1 - 1e-15)
    return np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))

# %% exercise="cost" wrong="only the first term, and halved" loses="cost" names="one of the two terms is missing and a factor 1/2 that is not there"
def cost(A2, Y):
    A = np.clip(A2, 1e-15, 1 - 1e-15)
    m = Y.shape[1]
    return -1 / (2 * m) * np.sum(Y * np.log(A))

# %% exercise="dA2" wrong="the sign turned, and no brackets below" loses="dA2" names="the brackets around the denominator are missing and the sign of the gradient is turned round"
def dA2(A2, Y):
    return (Y - A2) / A2 * (1 - A2)

# %% exercise="dW2" wrong="A1 first, and a sum" loses="dW2" names="summed, not averaged and rows and columns are swapped"
def dW2(dZ2, A1):
    return A1 @ dZ2.T

# %% exercise="db2" wrong="a flat sum" loses="db2" names="summed, not averaged and an axis is lost"
def db2(dZ2):
    return np.sum(dZ2, axis=1)

# %% exercise="dZ1" wrong="1 - tanh without the square, and a minus in front" loses="dZ1" names="the square is missing in the slope of tanh and the sign of the gradient is turned round"
def dZ1(dA1, Z1):
    return -dA1 * (1 - np.tanh(Z1))

# %% exercise="train" wrong="climbs, and the last cost is missing" loses="train" names="the sign of the step is turned round and the cost after the last step is missing"
def train(params, X, Y, eta, steps):
    costs = []
    for _ in range(steps):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        grads = backward(params, cache, X, Y)
        params = {name: params[name] + eta * grads["d" + name] for name in params}
    return params, np.array(costs)

# %% exercise="gradient_check" wrong="one side only, and not relative" loses="gradient_check" names="a one-sided difference and the distance is not relative"
def gradient_check(params, X, Y, grads, h=1e-5):
    J = cost(forward(params, X)["A2"], Y)
    result = {}
    for key in ["W1", "b1", "W2", "b2"]:
        num = np.zeros_like(params[key])
        for index in np.ndindex(num.shape):
            nudged = params[key].copy()
            nudged[index] += h
            num[index] = (cost(forward({**params, key: nudged}, X)["A2"], Y) - J) / h
        result["d" + key] = np.linalg.norm(num - grads["d" + key])
    return result

# %% exercise="collapse" wrong="transposed, and the first bias lost" loses="collapse" names="rows and columns are swapped and the first bias is missing"
def collapse(params):
    return params["W1"].T @ params["W2"].T, params["b2"]

# %% [markdown]
# ## Rules that one input must tell

# %% exercise="dA1" wrong="entry by entry, as with one output" loses="dA1"
def dA1(W2, dZ2):
    return W2.T * dZ2

# %% exercise="cost" wrong="the mean over the outputs, too" loses="cost"
def cost(A2, Y):
    P = np.clip(A2, 1e-15, 1 - 1e-15)
    return -np.mean(Y * np.log(P) + (1 - Y) * np.log(1 - P))

# %% exercise="train" wrong="the parameters of the lowest cost" loses="train"
def train(params, X, Y, eta, steps):
    costs, best = [], params
    for step in range(steps + 1):
        cache = forward(params, X)
        costs.append(cost(cache["A2"], Y))
        if costs[-1] == min(costs):
            best = params
        if step < steps:
            params = update(params, backward(params, cache, X, Y), eta)
    return best, np.array(costs)

# %% exercise="gradient_check" wrong="the shapes of the worked network typed in" loses="gradient_check"
def gradient_check(params, X, Y, grads, h=1e-5):
    distances = {}
    for name, shape in (("W1", (4, 3)), ("b1", (4, 1)), ("W2", (1, 4)), ("b2", (1, 1))):
        numeric = np.zeros(shape)
        for index in np.ndindex(shape):
            costs = []
            for nudge in (h, -h):
                value = params[name].copy()
                value[index] += nudge
                costs.append(cost(forward({**params, name: value}, X)["A2"], Y))
            numeric[index] = (costs[0] - costs[1]) / (2 * h)
        g = grads["d" + name]
        distances["d" + name] = np.linalg.norm(numeric - g) / (np.linalg.norm(numeric) + np.linalg.norm(g))
    return distances

# %% exercise="activations" wrong="relu's slope where Z is negative" loses="activations" names="the two sides are swapped"
def activations(name, Z):
    if name == "sigmoid":
        A = 1 / (1 + np.exp(-Z))
        return A, A * (1 - A)
    if name == "tanh":
        A = np.tanh(Z)
        return A, 1 - A**2
    if name == "relu":
        return np.maximum(Z, 0), np.where(Z < 0, 1.0, 0.0)
    slope = np.where(Z > 0, 1.0, 0.01)
    return slope * Z, slope

# %% exercise="layer_forward" wrong="a star, and the sample laid flat to fit" loses="layer_forward" names="entry by entry, not a matrix product"
def layer_forward(W, b, x, name):
    z = W * x.T + b
    return z, activations(name, z)[0]

# %% exercise="layer_forward" wrong="the sample as a row of numbers" loses="layer_forward" names="a row is added to a column"
def layer_forward(W, b, x, name):
    z = W @ x[:, 0] + b
    return z, activations(name, z)[0]

# %% exercise="loop_forward" wrong="tanh in both layers" loses="loop_forward" names="tanh at the output"
def loop_forward(params, X):
    columns = []
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "tanh")
        columns.append(a2)
    return np.hstack(columns)

# %% exercise="loop_forward" wrong="return stands inside the loop" loses="loop_forward" names="only the first sample counts"
def loop_forward(params, X):
    for i in range(X.shape[1]):
        z1, a1 = layer_forward(params["W1"], params["b1"], X[:, i : i + 1], "tanh")
        z2, a2 = layer_forward(params["W2"], params["b2"], a1, "sigmoid")
        return a2

# %% exercise="dZ2" wrong="target minus prediction, over m" loses="dZ2" names="1/m comes too early and the sign of the gradient is turned round"
def dZ2(A2, Y):
    return (Y - A2) / Y.shape[1]

# %% exercise="dZ1" wrong="the sigmoid's slope with a minus in front" loses="dZ1" names="the slope of the sigmoid for that of tanh and the sign of the gradient is turned round"
def dZ1(dA1, Z1):
    A1 = np.tanh(Z1)
    return -dA1 * A1 * (1 - A1)

# %% exercise="dW1" wrong="means of errors and inputs, then their product" loses="dW1" names="the factors are averaged before they are multiplied"
def dW1(dZ1, X):
    return np.mean(dZ1, axis=1, keepdims=True) @ np.mean(X, axis=1, keepdims=True).T

# %% exercise="train" wrong="the cost is noted only after a step" loses="train" names="the entry for the start is missing"
def train(params, X, Y, eta, steps):
    costs = []
    for _ in range(steps):
        cache = forward(params, X)
        grads = backward(params, cache, X, Y)
        params = update(params, grads, eta)
        costs.append(cost(forward(params, X)["A2"], Y))
    return params, np.array(costs)

# %% exercise="slip_code" wrong="the error of the hidden layer divided by m, too" loses="slip_code" names="1/m is still there twice"
def slip_code(start, X, Y, eta):
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
    dZ1 = W2.T @ dZ2 * (1 - A1**2) / m
    dW1 = dZ1 @ X.T / m
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m

    before = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
    grads = {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
    after = {"W1": W1 - eta * dW1, "b1": b1 - eta * db1, "W2": W2 - eta * dW2, "b2": b2 - eta * db2}
    return before, grads, after
