# %% [markdown]
# Known answers of lesson 6. The mistakes are those that learners make: a path that stops too early, the weight itself as a factor, the value in front forgotten,
# to and from mixed up, a slope of the wrong unit, a sum that keeps only its last term, and formulas as they stand in print.

# %% exercise="forward" wrong="last layer forgotten" loses="forward" names="the last layer is missing"
def forward(params, X):
    cache = {"A0": X}
    for layer in range(1, len(sizes_of(params)) - 1):
        cache[f"Z{layer}"] = params[f"W{layer}"] @ cache[f"A{layer - 1}"] + params[f"b{layer}"]
        cache[f"A{layer}"] = sigmoid(cache[f"Z{layer}"])
    return cache

# %% exercise="forward" wrong="sample not kept" loses="forward" names="A0 is missing in the cache"
def forward(params, X):
    cache = {}
    A = X
    for layer in range(1, len(sizes_of(params))):
        Z = params[f"W{layer}"] @ A + params[f"b{layer}"]
        A = sigmoid(Z)
        cache[f"Z{layer}"] = Z
        cache[f"A{layer}"] = A
    return cache

# %% exercise="forward" wrong="bias forgotten" loses="forward" names="the bias is missing"
def forward(params, X):
    cache = {"A0": X}
    for layer in range(1, len(sizes_of(params))):
        cache[f"Z{layer}"] = params[f"W{layer}"] @ cache[f"A{layer - 1}"]
        cache[f"A{layer}"] = sigmoid(cache[f"Z{layer}"])
    return cache

# %% exercise="forward" wrong="Z passed on" loses="forward" names="Z goes into the next layer, not A"
def forward(params, X):
    cache = {"A0": X}
    Z = X
    for layer in range(1, len(sizes_of(params))):
        Z = params[f"W{layer}"] @ Z + params[f"b{layer}"]
        cache[f"Z{layer}"] = Z
        cache[f"A{layer}"] = sigmoid(Z)
    return cache

# %% exercise="forward" wrong="three layers typed in" loses="forward" names="none"
def forward(params, X):
    Z1 = params["W1"] @ X + params["b1"]
    A1 = sigmoid(Z1)
    Z2 = params["W2"] @ A1 + params["b2"]
    A2 = sigmoid(Z2)
    Z3 = params["W3"] @ A2 + params["b3"]
    A3 = sigmoid(Z3)
    return {"A0": X, "Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": A3}

# %% exercise="forward" wrong="no sigmoid at the output" loses="forward" names="the sigmoid is missing"
def forward(params, X):
    last = len(sizes_of(params)) - 1
    cache = {"A0": X}
    for layer in range(1, last + 1):
        Z = params[f"W{layer}"] @ cache[f"A{layer - 1}"] + params[f"b{layer}"]
        cache[f"Z{layer}"] = Z
        cache[f"A{layer}"] = Z if layer == last else sigmoid(Z)
    return cache

# %% exercise="forward" right="until there are no more weights"
def forward(params, X):
    cache = {"A0": np.array(X)}
    layer = 1
    while f"W{layer}" in params:
        cache["Z" + str(layer)] = np.dot(params["W" + str(layer)], cache["A" + str(layer - 1)]) + params["b" + str(layer)]
        cache["A" + str(layer)] = 1 / (1 + np.exp(-cache["Z" + str(layer)]))
        layer += 1
    return cache

# %% exercise="forward" right="unit by unit"
def forward(params, X):
    cache, A = {"A0": X}, X
    for layer, size in enumerate(sizes_of(params)[1:], start=1):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        Z = np.zeros((size, 1))
        for j in range(size):
            Z[j, 0] = sum(W[j, i] * A[i, 0] for i in range(len(A))) + b[j, 0]
        A = sigmoid(Z)
        cache.update({f"Z{layer}": Z, f"A{layer}": A})
    return cache

# %% exercise="paths" wrong="to and from swapped" loses="paths" names="the two ends of the weight are swapped"
def paths(sizes, layer, j, i):
    found = [(j, i)]
    for size in sizes[layer + 1 :]:
        found = [path + (unit,) for path in found for unit in range(size)]
    return found

# %% exercise="paths" wrong="stops before the outputs" loses="paths" names="the outputs are missing"
def paths(sizes, layer, j, i):
    found = [(i, j)]
    for size in sizes[layer + 1 : -1]:
        found = [path + (unit,) for path in found for unit in range(size)]
    return found

# %% exercise="paths" wrong="begins at the unit behind the weight" loses="paths" names="the unit in front of the weight is missing"
def paths(sizes, layer, j, i):
    found = [(j,)]
    for size in sizes[layer + 1 :]:
        found = [path + (unit,) for path in found for unit in range(size)]
    return found

# %% exercise="paths" wrong="own layer walked again" loses="paths" names="a layer too many is behind the weight"
def paths(sizes, layer, j, i):
    found = [(i, j)]
    for size in sizes[layer:]:
        found = [path + (unit,) for path in found for unit in range(size)]
    return found

# %% exercise="paths" wrong="counted from 1" loses="paths" names="the units are counted from 1"
def paths(sizes, layer, j, i):
    found = [(i, j)]
    for size in sizes[layer + 1 :]:
        longer = []
        for path in found:
            for unit in range(1, size + 1):
                longer.append(path + (unit,))
        found = longer
    return found

# %% exercise="paths" wrong="three units in every layer" loses="paths" names="the number of units is typed in"
def paths(sizes, layer, j, i):
    found = [(i, j)]
    for _ in range(layer + 1, len(sizes)):
        found = [path + (unit,) for path in found for unit in range(3)]
    return found

# %% exercise="paths" wrong="only the straight path" loses="paths" names="only one path is left"
def paths(sizes, layer, j, i):
    return [(i, j) + (j,) * (len(sizes) - layer - 1)]

# %% exercise="paths" wrong="only the number of paths" loses="paths" names="the number of paths, not the paths"
def paths(sizes, layer, j, i):
    return prod(sizes[layer + 1 :])

# %% exercise="paths" right="calls itself"
def paths(sizes, layer, j, i):
    if layer == len(sizes) - 1:
        return [(i, j)]
    found = []
    for k in range(sizes[layer + 1]):
        for rest in paths(sizes, layer + 1, k, j):
            found.append((i,) + rest)
    return found

# %% exercise="paths" right="lists, last layer first"
def paths(sizes, layer, j, i):
    ends = [[]]
    for size in reversed(sizes[layer + 1 :]):
        ends = [[unit] + end for unit in reversed(range(size)) for end in ends]
    return [[i, j] + end for end in ends]

# %% exercise="paths" right="itertools"
def paths(sizes, layer, j, i):
    import itertools

    return list(itertools.product([i], [j], *[range(n) for n in sizes[layer + 1 :]]))

# %% exercise="path_product" wrong="the weight itself as a factor" loses="path_product" names="the weight itself is a factor"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="value in front forgotten" loses="path_product" names="the input of the weight is missing"
def path_product(params, cache, Y, layer, path):
    product = 1.0
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="slope of the output forgotten" loses="path_product" names="the slope of the output is missing"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    last = len(sizes_of(params)) - 1
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        if at < last:
            product = product * a * (1 - a)
    return product * 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="no slopes at all" loses="path_product" names="the slope of the sigmoid is missing"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(2, len(path)):
        product = product * params[f"W{layer + step - 1}"][path[step], path[step - 1]]
    last = len(sizes_of(params)) - 1
    return product * 2 / len(Y) * (cache[f"A{last}"][path[-1], 0] - Y[path[-1], 0])

# %% exercise="path_product" wrong="no mean over the outputs" loses="path_product" names="the 1/n of the outputs is missing"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="three outputs typed in" loses="path_product" names="the number of outputs is typed in"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 / 3 * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="target minus output" loses="path_product" names="the sign of the gradient is turned round"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 / len(Y) * (Y[path[-1], 0] - a)

# %% exercise="path_product" wrong="slope of Z in place of A" loses="path_product" names="Z stands where A should stand"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        z = cache[f"Z{at}"][path[step], 0]
        product = product * z * (1 - z)
    a = cache[f"A{at}"][path[-1], 0]
    return product * 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="weights read from to" loses="path_product" names="an index beyond the end"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step - 1], path[step]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="added, not multiplied" loses="path_product" names="the factors are added, not multiplied"
def path_product(params, cache, Y, layer, path):
    total = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            total = total + params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        total = total + a * (1 - a)
    return total + 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" right="from the loss to the weight"
def path_product(params, cache, Y, layer, path):
    last = len(sizes_of(params)) - 1
    units = dict(zip(range(layer - 1, last + 1), path))
    r = units[last]
    slope = 2 * (cache[f"A{last}"][r, 0] - Y[r, 0]) / Y.size
    for at in range(last, layer - 1, -1):
        z = cache[f"Z{at}"][units[at], 0]
        slope *= sigmoid(z) * (1 - sigmoid(z))
        if at > layer:
            slope *= params[f"W{at}"][units[at], units[at - 1]]
        else:
            slope *= cache[f"A{at - 1}"][units[at - 1], 0]
    return slope

# %% exercise="path_product" right="a list of factors"
def path_product(params, cache, Y, layer, path):
    front, *units = path
    factors = [cache[f"A{layer - 1}"][front]]
    for at, unit in enumerate(units, start=layer):
        a = cache[f"A{at}"][unit]
        factors.append(a - a**2)
    for at, (before, unit) in enumerate(zip(units, units[1:]), start=layer + 1):
        factors.append(params[f"W{at}"][unit, before])
    factors.append(2 / len(Y) * (a - Y[units[-1]]))
    value = 1.0
    for factor in factors:
        value = value * factor
    return value.item()

# %% exercise="gradient_by_paths" wrong="only the last path kept" loses="gradient_by_paths" names="only the last term is left of the sum"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    dW = np.zeros((sizes[layer], sizes[layer - 1]))
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            for path in paths(sizes, layer, j, i):
                dW[j, i] = path_product(params, cache, Y, layer, path)
    return dW

# %% exercise="gradient_by_paths" wrong="mean over the paths" loses="gradient_by_paths" names="averaged, not summed"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    dW = np.zeros((sizes[layer], sizes[layer - 1]))
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            dW[j, i] = np.mean([path_product(params, cache, Y, layer, path) for path in paths(sizes, layer, j, i)])
    return dW

# %% exercise="gradient_by_paths" wrong="products multiplied" loses="gradient_by_paths" names="the paths are multiplied, not added"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    dW = np.ones((sizes[layer], sizes[layer - 1]))
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            for path in paths(sizes, layer, j, i):
                dW[j, i] *= path_product(params, cache, Y, layer, path)
    return dW

# %% exercise="gradient_by_paths" wrong="transposed" loses="gradient_by_paths" names="rows and columns are swapped"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    dW = np.zeros((sizes[layer - 1], sizes[layer]))
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            for path in paths(sizes, layer, j, i):
                dW[i, j] += path_product(params, cache, Y, layer, path)
    return dW

# %% exercise="gradient_by_paths" wrong="to and from swapped" loses="gradient_by_paths" names="an index beyond the end"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    dW = np.zeros((sizes[layer], sizes[layer - 1]))
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            for path in paths(sizes, layer, i, j):
                dW[j, i] += path_product(params, cache, Y, layer, path)
    return dW

# %% exercise="gradient_by_paths" wrong="one number for the whole layer" loses="gradient_by_paths" names="everything is summed to one number"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    total = 0.0
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            for path in paths(sizes, layer, j, i):
                total += path_product(params, cache, Y, layer, path)
    return total

# %% exercise="gradient_by_paths" wrong="three units typed in" loses="gradient_by_paths" names="none"
def gradient_by_paths(params, cache, Y, layer):
    dW = np.zeros((3, 3))
    for j in range(3):
        for i in range(3):
            for path in paths([3, 3, 3, 3], layer, j, i):
                dW[j, i] += path_product(params, cache, Y, layer, path)
    return dW

# %% exercise="gradient_by_paths" right="nested lists"
def gradient_by_paths(params, cache, Y, layer):
    n = sizes_of(params)
    return np.array(
        [
            [sum(path_product(params, cache, Y, layer, p) for p in paths(n, layer, j, i)) for i in range(n[layer - 1])]
            for j in range(n[layer])
        ]
    )

# %% exercise="gradient_by_paths" right="one sum for each unit, then the values in front"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    before = cache[f"A{layer - 1}"]
    rest = np.zeros((sizes[layer], 1))
    for j in range(sizes[layer]):
        for path in paths(sizes, layer, j, 0):
            rest[j] += path_product(params, cache, Y, layer, path) / before[0, 0]
    return rest * before.T

# %% exercise="backward" wrong="slope of the output forgotten" loses="backward" names="the slope of the sigmoid is missing"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dZ = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        if layer > 1:
            A = cache[f"A{layer - 1}"]
            dZ = params[f"W{layer}"].T @ dZ * A * (1 - A)
    return grads

# %% exercise="backward" wrong="slopes of the hidden layers forgotten" loses="backward" names="the slope of the sigmoid is missing"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    A = cache[f"A{last}"]
    dZ = 2 / len(Y) * (A - Y) * A * (1 - A)
    for layer in range(last, 0, -1):
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dZ = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="no mean over the outputs" loses="backward" names="the 1/n of the outputs is missing"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="the 2 forgotten" loses="backward" names="the factor 2 is missing"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = (cache[f"A{last}"] - Y) / len(Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="not transposed" loses="backward" names="shapes that do not fit"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"] @ dZ
    return grads

# %% exercise="backward" wrong="own output in front of the weights" loses="backward" names="a layer's own output stands in front of its weights"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ A.T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="first layer left out" loses="backward" names="the first layer is missing"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 1, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="error of the last layer given to all" loses="backward" names="the error is not passed back"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    A = cache[f"A{last}"]
    dZ = 2 / len(Y) * (A - Y) * A * (1 - A)
    for layer in range(last, 0, -1):
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
    return grads

# %% exercise="backward" wrong="target minus output" loses="backward" names="the sign of the gradient is turned round"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (Y - cache[f"A{last}"])
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" right="slopes first, then the errors"
def backward(params, cache, Y):
    sizes = sizes_of(params)
    last = len(sizes) - 1
    slope = {l: sigmoid(cache[f"Z{l}"]) * sigmoid(-cache[f"Z{l}"]) for l in range(1, last + 1)}
    delta = {last: slope[last] * (cache[f"A{last}"] - Y) * 2 / sizes[-1]}
    for l in reversed(range(1, last)):
        delta[l] = np.dot(params[f"W{l + 1}"].T, delta[l + 1]) * slope[l]
    grads = {}
    for l, d in delta.items():
        grads[f"dZ{l}"] = d
        grads[f"dW{l}"] = np.outer(d, cache[f"A{l - 1}"])
        grads[f"db{l}"] = d.copy()
    return grads

# %% exercise="backward" right="unit by unit"
def backward(params, cache, Y):
    sizes = sizes_of(params)
    last = len(sizes) - 1
    grads = {}
    for layer in range(last, 0, -1):
        dZ, dW = np.zeros((sizes[layer], 1)), np.zeros((sizes[layer], sizes[layer - 1]))
        for j in range(sizes[layer]):
            a = cache[f"A{layer}"][j, 0]
            if layer == last:
                back = 2 * (a - Y[j, 0]) / sizes[last]
            else:
                back = 0.0
                for k in range(sizes[layer + 1]):
                    back += params[f"W{layer + 1}"][k, j] * grads[f"dZ{layer + 1}"][k, 0]
            dZ[j, 0] = back * a * (1 - a)
            for i in range(sizes[layer - 1]):
                dW[j, i] = dZ[j, 0] * cache[f"A{layer - 1}"][i, 0]
        grads[f"dZ{layer}"] = dZ
        grads[f"dW{layer}"] = dW
        grads[f"db{layer}"] = dZ
    return grads

# %% exercise="count_operations" wrong="factors for multiplications" loses="count_operations" names="factors are counted, not multiplications"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 3)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="whole numbers of NumPy" loses="count_operations" names="a whole number of NumPy overflows"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += int(weights * np.prod(sizes[layer + 1 :], dtype=np.int64)) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="paths only counted" loses="count_operations" names="the paths are counted, not their multiplications"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :])
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="own layer among those behind" loses="count_operations" names="a layer too many is behind the weight"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer:]) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="output error forgotten" loses="count_operations" names="the error at the outputs is not counted"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, 0
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="slopes of the hidden layers forgotten" loses="count_operations" names="the slopes on the way back are not counted"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="passed back to the inputs, too" loses="count_operations" names="the error is also passed back to the inputs"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        by_backward += 2 * weights + sizes[layer - 1]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="the two the other way round" loses="count_operations" names="the returned values are in another order"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_backward, by_paths

# %% exercise="count_operations" right="from the last layer to the first"
def count_operations(sizes):
    by_paths = by_backward = 0
    behind, steps = 1, 0
    for n, n_before in zip(sizes[::-1], sizes[-2::-1]):
        by_paths += n * n_before * behind * 2 * (steps + 1)
        by_backward += n * n_before + n
        if steps > 0:
            by_backward += n * next_size
        behind, steps, next_size = behind * n, steps + 1, n
    return (by_paths, by_backward)

# %% exercise="count_operations" right="sums, as floating point numbers"
def count_operations(sizes):
    n, L = [float(size) for size in sizes], len(sizes) - 1
    weights = [0.0] + [n[l] * n[l - 1] for l in range(1, L + 1)]
    by_paths = sum(weights[l] * prod(n[l + 1 :]) * (2 * (L - l) + 2) for l in range(1, L + 1))
    by_backward = sum(n[1:]) + sum(weights) + sum(weights[2:])
    return [by_paths, by_backward]

# %% exercise="slip_neuron" wrong="as published" loses="slip_neuron" names="the slope of the sigmoid is missing"
def slip_neuron(cache, layer, k, j):
    repaired = published_neuron(cache, layer, k, j)
    return repaired, published_neuron(cache, layer, k, j) / repaired

# %% exercise="slip_neuron" wrong="slope of the unit in front" loses="slip_neuron" names="the slope belongs to another layer"
def slip_neuron(cache, layer, k, j):
    a = cache[f"A{layer - 1}"][j, 0]
    repaired = a * (1 - a) * a
    return repaired, published_neuron(cache, layer, k, j) / repaired

# %% exercise="slip_neuron" wrong="only the slope" loses="slip_neuron" names="the input of the weight is missing"
def slip_neuron(cache, layer, k, j):
    a = cache[f"A{layer}"][k, 0]
    repaired = a * (1 - a)
    return repaired, published_neuron(cache, layer, k, j) / repaired

# %% exercise="slip_neuron" wrong="repaired over published" loses="slip_neuron" names="the ratio is taken the other way round"
def slip_neuron(cache, layer, k, j):
    a = cache[f"A{layer}"][k, 0]
    repaired = a * (1 - a) * cache[f"A{layer - 1}"][j, 0]
    return repaired, repaired / published_neuron(cache, layer, k, j)

# %% exercise="slip_neuron" wrong="slope of Z in place of A" loses="slip_neuron" names="Z stands where A should stand"
def slip_neuron(cache, layer, k, j):
    z = cache[f"Z{layer}"][k, 0]
    repaired = z * (1 - z) * cache[f"A{layer - 1}"][j, 0]
    return repaired, published_neuron(cache, layer, k, j) / repaired

# %% exercise="slip_neuron" wrong="value for slope" loses="slip_neuron" names="one of sigma's two factors is missing"
def slip_neuron(cache, layer, k, j):
    repaired = cache[f"A{layer}"][k, 0] * cache[f"A{layer - 1}"][j, 0]
    return repaired, published_neuron(cache, layer, k, j) / repaired

# %% exercise="slip_neuron" right="the slope from Z"
def slip_neuron(cache, layer, k, j):
    z = cache[f"Z{layer}"][k, 0]
    slope = np.exp(-z) / (1 + np.exp(-z)) ** 2
    return slope * published_neuron(cache, layer, k, j), 1 / slope

# %% exercise="slip_neuron" right="all weights of the layer, then one"
def slip_neuron(cache, layer, k, j):
    A = cache[f"A{layer}"]
    slopes = (A * (1 - A)) @ cache[f"A{layer - 1}"].T
    repaired = slopes[k, j]
    return [repaired, cache[f"A{layer - 1}"][j, 0] / repaired]

# %% exercise="slip_middle" wrong="weight without the slope" loses="slip_middle" names="the slope of the sigmoid is missing"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = params[f"W{last}"]
    right = middle.T @ (2 / len(Y) * (A - Y))
    return middle, published_middle(params, cache, Y) - right

# %% exercise="slip_middle" wrong="slope without the weight" loses="slip_middle" names="the weights are missing on the way back"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = A * (1 - A) * np.ones(params[f"W{last}"].shape)
    right = middle.T @ (2 / len(Y) * (A - Y))
    return middle, published_middle(params, cache, Y) - right

# %% exercise="slip_middle" wrong="slopes of the hidden layer" loses="slip_middle" names="the slope belongs to another layer"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last - 1}"]
    middle = (A * (1 - A)).T * params[f"W{last}"]
    right = middle.T @ (2 / len(Y) * (cache[f"A{last}"] - Y))
    return middle, published_middle(params, cache, Y) - right

# %% exercise="slip_middle" wrong="right minus published" loses="slip_middle" names="the gap is taken the other way round"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = A * (1 - A) * params[f"W{last}"]
    right = middle.T @ (2 / len(Y) * (A - Y))
    return middle, right - published_middle(params, cache, Y)

# %% exercise="slip_middle" wrong="transposed" loses="slip_middle" names="rows and columns are swapped"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = A * (1 - A) * params[f"W{last}"]
    right = middle.T @ (2 / len(Y) * (A - Y))
    return middle.T, published_middle(params, cache, Y) - right

# %% exercise="slip_middle" wrong="no mean over the outputs" loses="slip_middle" names="the 1/n of the outputs is missing"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = A * (1 - A) * params[f"W{last}"]
    right = middle.T @ (2 * (A - Y))
    return middle, published_middle(params, cache, Y) - right

# %% exercise="slip_middle" wrong="layer 3 typed in" loses="slip_middle" names="none"
def slip_middle(params, cache, Y):
    A = cache["A3"]
    middle = A * (1 - A) * params["W3"]
    right = middle.T @ (2 / len(Y) * (A - Y))
    return middle, published_middle(params, cache, Y) - right

# %% exercise="slip_middle" right="entry by entry"
def slip_middle(params, cache, Y):
    L = len(sizes_of(params)) - 1
    W, A = params[f"W{L}"], cache[f"A{L}"]
    middle = np.zeros(W.shape)
    gap = np.zeros((W.shape[1], 1))
    for r in range(W.shape[0]):
        for k in range(W.shape[1]):
            middle[r, k] = A[r, 0] * (1 - A[r, 0]) * W[r, k]
            gap[k, 0] += (1 - middle[r, k]) * 2 * (A[r, 0] - Y[r, 0]) / W.shape[0]
    return middle, gap

# %% exercise="slip_middle" right="through backward"
def slip_middle(params, cache, Y):
    L = len(sizes_of(params)) - 1
    slope = np.diag(sigmoid(cache[f"Z{L}"][:, 0]) * (1 - sigmoid(cache[f"Z{L}"][:, 0])))
    right = params[f"W{L}"].T @ backward(params, cache, Y)[f"dZ{L}"]
    return slope @ params[f"W{L}"], published_middle(params, cache, Y) - right

# %% exercise="slip_input" wrong="as published" loses="slip_input" names="the published result is returned as the repaired one"
def slip_input(dZ, cache, layer):
    repaired = dZ @ np.ones((1, len(cache[f"A{layer - 1}"]))) * cache[f"A{layer}"]
    return repaired, published_input(dZ, cache, layer) - repaired

# %% exercise="slip_input" wrong="outputs of the own layer as a row" loses="slip_input" names="shapes that do not fit"
def slip_input(dZ, cache, layer):
    repaired = dZ @ cache[f"A{layer}"].T
    return repaired, published_input(dZ, cache, layer) - repaired

# %% exercise="slip_input" wrong="Z in front" loses="slip_input" names="Z stands where A should stand"
def slip_input(dZ, cache, layer):
    front = cache[f"Z{layer - 1}"] if layer > 1 else cache["A0"]
    repaired = dZ @ front.T
    return repaired, published_input(dZ, cache, layer) - repaired

# %% exercise="slip_input" wrong="transposed" loses="slip_input" names="rows and columns are swapped"
def slip_input(dZ, cache, layer):
    repaired = cache[f"A{layer - 1}"] @ dZ.T
    return repaired, published_input(dZ, cache, layer).T - repaired

# %% exercise="slip_input" wrong="repaired minus published" loses="slip_input" names="the gap is taken the other way round"
def slip_input(dZ, cache, layer):
    repaired = dZ @ cache[f"A{layer - 1}"].T
    return repaired, repaired - published_input(dZ, cache, layer)

# %% exercise="slip_input" wrong="entry by entry where a matrix is meant" loses="slip_input" names="shapes that do not fit"
def slip_input(dZ, cache, layer):
    repaired = dZ * cache[f"A{layer - 1}"]
    return repaired, published_input(dZ, cache, layer) - repaired

# %% exercise="slip_input" wrong="always the sample" loses="slip_input" names="shapes that do not fit"
def slip_input(dZ, cache, layer):
    repaired = dZ @ cache["A0"].T
    return repaired, published_input(dZ, cache, layer) - repaired

# %% exercise="slip_input" right="outer product"
def slip_input(dZ, cache, layer):
    dW = np.outer(dZ[:, 0], cache[f"A{layer - 1}"][:, 0])
    return dW, dZ * cache[f"A{layer}"] - dW

# %% exercise="slip_input" right="broadcast, the gap by its formula"
def slip_input(dZ, cache, layer):
    before = cache[f"A{layer - 1}"].T
    gap = dZ * (cache[f"A{layer}"] - before)
    return dZ * before, gap

# %% exercise="paths" wrong="each stage is kept" loses="paths" names="unfinished paths are kept"
def paths(sizes, layer, j, i):
    found = [(i, j)]
    for size in sizes[layer + 1 :]:
        longest = max(len(path) for path in found)
        found += [path + (unit,) for path in found if len(path) == longest for unit in range(size)]
    return sorted(found)

# %% exercise="path_product" wrong="slopes only, no weights behind" loses="path_product" names="the weights are missing on the way back"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product * 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="ends one unit early" loses="path_product" names="the last unit of the path is left out"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path) - 1):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    A = cache[f"A{layer + len(path) - 2}"]
    return product * 2 / len(Y) * (A[path[-1], 0] - Y[path[-1], 0])

# %% exercise="path_product" wrong="the square differentiated without its 2" loses="path_product" names="the factor 2 is missing"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a * (1 - a)
    return product / len(Y) * (a - Y[path[-1], 0])

# %% exercise="path_product" wrong="a in place of a (1 - a)" loses="path_product" names="one of sigma's two factors is missing"
def path_product(params, cache, Y, layer, path):
    product = cache[f"A{layer - 1}"][path[0], 0]
    for step in range(1, len(path)):
        at = layer + step - 1
        if step > 1:
            product = product * params[f"W{at}"][path[step], path[step - 1]]
        a = cache[f"A{at}"][path[step], 0]
        product = product * a
    return product * 2 / len(Y) * (a - Y[path[-1], 0])

# %% exercise="gradient_by_paths" wrong="one sum for the whole layer, noted on the way" loses="gradient_by_paths" names="the sum does not begin anew"
def gradient_by_paths(params, cache, Y, layer):
    sizes = sizes_of(params)
    total, dW = 0.0, np.zeros((sizes[layer], sizes[layer - 1]))
    for j in range(sizes[layer]):
        for i in range(sizes[layer - 1]):
            for path in paths(sizes, layer, j, i):
                total += path_product(params, cache, Y, layer, path)
            dW[j, i] = total
    return dW

# %% exercise="backward" wrong="lesson 3's slope at the hidden layers" loses="backward" names="the slope of tanh for that of the sigmoid"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * (A * (1 - A) if layer == last else 1 - A**2)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="three outputs typed in" loses="backward" names="the number of outputs is typed in"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / 3 * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="biases as flat arrays" loses="backward" names="an axis is lost"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ[:, 0]
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="one number for all biases of a layer" loses="backward" names="everything is summed to one number"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, np.sum(dZ)
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="only dW and db are returned" loses="backward" names="dZ is not kept"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, 0, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"db{layer}"] = dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="backward" wrong="stops after the last layer" loses="backward" names="only the last layer's gradients are returned"
def backward(params, cache, Y):
    last = len(sizes_of(params)) - 1
    grads = {}
    dA = 2 / len(Y) * (cache[f"A{last}"] - Y)
    for layer in range(last, last - 1, -1):
        A = cache[f"A{layer}"]
        dZ = dA * A * (1 - A)
        grads[f"dZ{layer}"], grads[f"db{layer}"] = dZ, dZ
        grads[f"dW{layer}"] = dZ @ cache[f"A{layer - 1}"].T
        dA = params[f"W{layer}"].T @ dZ
    return grads

# %% exercise="count_operations" wrong="sum in place of prod" loses="count_operations" names="two sizes are added, not multiplied"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * sum(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer + 1] * sizes[layer] + sizes[layer]
    return by_paths, by_backward

# %% exercise="count_operations" wrong="the way back by the weights forgotten" loses="count_operations" names="the way back through the weights is not counted"
def count_operations(sizes):
    last = len(sizes) - 1
    by_paths, by_backward = 0, sizes[last]
    for layer in range(1, last + 1):
        weights = sizes[layer] * sizes[layer - 1]
        by_paths += weights * prod(sizes[layer + 1 :]) * (2 * (last - layer) + 2)
        by_backward += weights
        if layer < last:
            by_backward += sizes[layer]
    return by_paths, by_backward

# %% exercise="slip_neuron" wrong="how far off as a difference" loses="slip_neuron" names="a difference, not a ratio"
def slip_neuron(cache, layer, k, j):
    a = cache[f"A{layer}"][k, 0]
    repaired = a * (1 - a) * cache[f"A{layer - 1}"][j, 0]
    return repaired, published_neuron(cache, layer, k, j) - repaired

# %% exercise="slip_middle" wrong="the square differentiated without its 2" loses="slip_middle" names="the factor 2 is missing"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = A * (1 - A) * params[f"W{last}"]
    right = middle.T @ (1 / len(Y) * (A - Y))
    return middle, published_middle(params, cache, Y) - right

# %% exercise="slip_middle" wrong="the gap as a flat array" loses="slip_middle" names="an axis is lost"
def slip_middle(params, cache, Y):
    last = len(sizes_of(params)) - 1
    A = cache[f"A{last}"]
    middle = A * (1 - A) * params[f"W{last}"]
    right = middle.T @ (2 / len(Y) * (A - Y))
    return middle, (published_middle(params, cache, Y) - right)[:, 0]

# %% exercise="slip_input" wrong="the gap as a share" loses="slip_input" names="the gap is divided by the result"
def slip_input(dZ, cache, layer):
    repaired = dZ @ cache[f"A{layer - 1}"].T
    return repaired, (published_input(dZ, cache, layer) - repaired) / repaired
