# %% [markdown]
# # Known answers of lesson 2
#
# ## sigmoid

# %% exercise="sigmoid" wrong="the plain formula, which overflows" loses="sigmoid" names="a number overflows on the way"
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

# %% exercise="sigmoid" wrong="np.where works out both branches" loses="sigmoid" names="a number overflows on the way"
def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))

# %% exercise="sigmoid" wrong="minus sign lost" loses="sigmoid" names="the S-curve is mirrored"
def sigmoid(z):
    e = np.exp(np.clip(z, -500, 500))
    return 1 / (1 + e)

# %% exercise="sigmoid" wrong="brackets lost" loses="sigmoid" names="1 + e^-z does not stand below the line"
def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1 / 1 + np.exp(-z)

# %% exercise="sigmoid" wrong="absolute value for both signs" loses="sigmoid" names="one form for both signs of z"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return 1 / (1 + e)

# %% exercise="sigmoid" wrong="clipped too early" loses="sigmoid" names="z is cut off too early"
def sigmoid(z):
    z = np.clip(z, -5, 5)
    return 1 / (1 + np.exp(-z))

# %% exercise="sigmoid" wrong="an if on an array" loses="sigmoid" names="one `if` for a whole array"
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    else:
        return np.exp(z) / (1 + np.exp(z))

# %% exercise="sigmoid" wrong="tanh in place of the sigmoid" loses="sigmoid" names="tanh for the sigmoid"
def sigmoid(z):
    return np.tanh(z)

# %% exercise="sigmoid" right="by the hyperbolic tangent"
def sigmoid(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))

# %% exercise="sigmoid" right="masks for the two signs"
def sigmoid(z):
    z = np.asarray(z, dtype=float)
    s = np.empty_like(z)
    positive = z >= 0
    s[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    s[~positive] = e / (1 + e)
    return s

# %% exercise="sigmoid" right="clipped far out"
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))

# %% exercise="sigmoid" right="minimum and maximum in the exponents"
def sigmoid(z):
    below = np.exp(np.minimum(z, 0))
    above = np.exp(-np.maximum(z, 0))
    return below / (below + above)

# %% [markdown]
# ## sigmoid_prime_lines

# %% exercise="sigmoid_prime_lines" wrong="straight to the end" loses="sigmoid_prime_lines" names="a step of the derivation is left out"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "sigma(z) * (1 - sigma(z))",
    ]

# %% exercise="sigmoid_prime_lines" wrong="inner slope without its minus" loses="sigmoid_prime_lines" names="a line does not equal the one above"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",
        "-1 / (1 + exp(-z)) ** 2 * exp(-z)",
        "exp(-z) / (1 + exp(-z)) ** 2",
        "1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
        "sigma(z) * (1 - sigma(z))",
    ]

# %% exercise="sigmoid_prime_lines" wrong="inner slope forgotten" loses="sigmoid_prime_lines" names="a line does not equal the one above"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z)) ** 2",
    ]

# %% exercise="sigmoid_prime_lines" wrong="stops before the sigmas" loses="sigmoid_prime_lines" names="the derivation is not finished"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",
        "exp(-z) / (1 + exp(-z)) ** 2",
        "1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
    ]

# %% exercise="sigmoid_prime_lines" wrong="repeats a line and jumps" loses="sigmoid_prime_lines" names="a step of the derivation is left out"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "d(1 / (exp(-z) + 1), z)",
        "d(1/(1 + exp(-z)), z)",
        "exp(-z) / (1 + exp(-z)) ** 2",
        "sigma(z) * (1 - sigma(z))",
    ]

# %% exercise="sigmoid_prime_lines" wrong="a comma lost between two lines" loses="sigmoid_prime_lines" names="a line does not equal the one above"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",
        "exp(-z) / (1 + exp(-z)) ** 2"
        "1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
        "sigma(z) * (1 - sigma(z))",
    ]

# %% exercise="sigmoid_prime_lines" wrong="no quotes" loses="sigmoid_prime_lines" names="the lines are not texts"
def sigmoid_prime_lines():
    exp, z = np.exp, 0.5
    return [
        exp(-z) / (1 + exp(-z)) ** 2,
        1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z)),
    ]

# %% exercise="sigmoid_prime_lines" wrong="a bracket lost" loses="sigmoid_prime_lines" names="a line that cannot be read or worked out"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z) ** 2 * d(1 + exp(-z), z)",
        "exp(-z) / (1 + exp(-z)) ** 2",
        "1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
        "sigma(z) * (1 - sigma(z))",
    ]

# %% exercise="sigmoid_prime_lines" right="with powers"
def sigmoid_prime_lines():
    return [
        "d((1 + exp(-z)) ** -1, z)",
        "-(1 + exp(-z)) ** -2 * d(1 + exp(-z), z)",
        "-(1 + exp(-z)) ** -2 * d(exp(-z), z)",
        "(1 + exp(-z)) ** -2 * exp(-z)",
        "sigma(z) ** 2 * exp(-z)",
        "sigma(z) ** 2 * (1 / sigma(z) - 1)",
        "sigma(z) - sigma(z) ** 2",
    ]

# %% exercise="sigmoid_prime_lines" right="by the quotient rule"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "(d(1, z) * (1 + exp(-z)) - 1 * d(1 + exp(-z), z)) / (1 + exp(-z)) ** 2",
        "(0 * (1 + exp(-z)) - 1 * (-exp(-z))) / (1 + exp(-z)) ** 2",
        "exp(-z) / (1 + exp(-z)) ** 2",
        "((1 + exp(-z)) - 1) / (1 + exp(-z)) ** 2",
        "1 / (1 + exp(-z)) - 1 / (1 + exp(-z)) ** 2",
        "sigma(z) - sigma(z) ** 2",
        "sigma(z) * (1 - sigma(z))",
    ]

# %% exercise="sigmoid_prime_lines" right="the slope split off term by term"
def sigmoid_prime_lines():
    lines = ["d(1 / (1 + exp(-z)), z)"]
    lines += ["-1 / (1 + exp(-z)) ** 2 * (d(1, z) + d(exp(-z), z))"]
    lines += ["-1 / (1 + exp(-z)) ** 2 * (0 + exp(-z) * d(-z, z))"]
    lines += ["-1 / (1 + exp(-z)) ** 2 * exp(-z) * (-1)"]
    lines += ["1 / (1 + exp(-z)) * (exp(-z) / (1 + exp(-z)))"]
    lines += ["sigma(z) * (exp(-z) / (1 + exp(-z)))"]
    lines += ["sigma(z) * ((1 + exp(-z)) / (1 + exp(-z)) - 1 / (1 + exp(-z)))"]
    lines += ["(1 - sigma(z)) * sigma(z)"]
    return lines

# %% [markdown]
# ## sigmoid_prime

# %% exercise="sigmoid_prime" wrong="takes z for sigma(z)" loses="sigmoid_prime" names="sigma is left out"
def sigmoid_prime(z):
    return z * (1 - z)

# %% exercise="sigmoid_prime" wrong="a difference quotient" loses="sigmoid_prime" names="a difference quotient, or a rounded number, for a formula"
def sigmoid_prime(z):
    h = 1e-5
    return (sigmoid(z + h) - sigmoid(z - h)) / (2 * h)

# %% exercise="sigmoid_prime" wrong="sigma times one plus sigma" loses="sigmoid_prime" names="1 + sigma for 1 - sigma"
def sigmoid_prime(z):
    s = sigmoid(z)
    return s * (1 + s)

# %% exercise="sigmoid_prime" wrong="only one minus sigma" loses="sigmoid_prime" names="one of sigma's two factors is missing"
def sigmoid_prime(z):
    return 1 - sigmoid(z)

# %% exercise="sigmoid_prime" wrong="slope of tanh" loses="sigmoid_prime" names="the slope of tanh for that of the sigmoid"
def sigmoid_prime(z):
    a = sigmoid(z)
    return 1 - a**2

# %% exercise="sigmoid_prime" wrong="sigma taken twice" loses="sigmoid_prime" names="sigma is taken twice"
def sigmoid_prime(z):
    s = sigmoid(sigmoid(z))
    return s * (1 - s)

# %% exercise="sigmoid_prime" wrong="prints instead of returning" loses="sigmoid_prime" names="nothing is returned"
def sigmoid_prime(z):
    s = sigmoid(z)
    print(s * (1 - s))

# %% exercise="sigmoid_prime" wrong="a loop that knows one dimension only" loses="sigmoid_prime"
def sigmoid_prime(z):
    if np.ndim(z) == 0:
        return float(sigmoid(z) * (1 - sigmoid(z)))
    return np.array([float(sigmoid(v)) * (1 - float(sigmoid(v))) for v in z])

# %% exercise="sigmoid_prime" right="from the exponential"
def sigmoid_prime(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2

# %% exercise="sigmoid_prime" right="multiplied out"
def sigmoid_prime(z):
    s = sigmoid(z)
    return s - s**2

# %% exercise="sigmoid_prime" right="sigma of minus z"
def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(-z)

# %% [markdown]
# ## predict

# %% exercise="predict" wrong="no sigmoid" loses="predict" names="the sigmoid is missing"
def predict(w, b, x):
    return w * x + b

# %% exercise="predict" wrong="bias forgotten" loses="predict" names="the bias is missing"
def predict(w, b, x):
    return sigmoid(w * x)

# %% exercise="predict" wrong="bias added after the sigmoid" loses="predict" names="the bias comes after the sigmoid"
def predict(w, b, x):
    return sigmoid(w * x) + b

# %% exercise="predict" wrong="weight and bias swapped" loses="predict" names="the weight and the bias have each other's place"
def predict(w, b, x):
    return sigmoid(b * x + w)

# %% exercise="predict" wrong="weight times the sum" loses="predict" names="the bias is multiplied by the weight too"
def predict(w, b, x):
    return sigmoid(w * (x + b))

# %% exercise="predict" wrong="rounds to 0 or 1" loses="predict" names="the answer is rounded to 0 or 1"
def predict(w, b, x):
    y_hat = sigmoid(w * x + b)
    return np.round(y_hat)

# %% exercise="predict" right="in two lines"
def predict(w, b, x):
    z = b + x * w
    return sigmoid(z)

# %% exercise="predict" right="point by point"
def predict(w, b, x):
    if np.ndim(x) == 0:
        return float(sigmoid(w * x + b))
    return np.array([float(sigmoid(w * xi + b)) for xi in x])

# %% [markdown]
# ## mse

# %% exercise="mse" wrong="sum in place of the mean" loses="mse" names="summed, not averaged"
def mse(y_hat, y):
    return np.sum((y_hat - y) ** 2)

# %% exercise="mse" wrong="one half in front" loses="mse" names="a factor 1/2 that is not there"
def mse(y_hat, y):
    return np.mean((y_hat - y) ** 2) / 2

# %% exercise="mse" wrong="no square" loses="mse" names="the differences are not squared"
def mse(y_hat, y):
    return np.mean(y_hat - y)

# %% exercise="mse" wrong="absolute value" loses="mse" names="the sizes count, not the squares"
def mse(y_hat, y):
    return np.mean(np.abs(y_hat - y))

# %% exercise="mse" wrong="square of the mean" loses="mse" names="the square comes after the mean or the sum"
def mse(y_hat, y):
    return np.mean(y_hat - y) ** 2

# %% exercise="mse" wrong="root of the mean" loses="mse" names="a root is taken at the end"
def mse(y_hat, y):
    return np.sqrt(np.mean((y_hat - y) ** 2))

# %% exercise="mse" wrong="no mean at all" loses="mse" names="one value for each sample"
def mse(y_hat, y):
    return (y_hat - y) ** 2

# %% exercise="mse" right="a loop"
def mse(y_hat, y):
    total = 0.0
    for i in range(len(y)):
        total += (y[i] - y_hat[i]) ** 2
    return total / len(y)

# %% exercise="mse" right="a dot product"
def mse(y_hat, y):
    e = y_hat - y
    return e @ e / e.size

# %% [markdown]
# ## gradient_one

# %% exercise="gradient_one" wrong="drops dl/dy_hat" loses="gradient_one" names="the slope from y_hat to l is missing"
def gradient_one(w, b, x, y):
    z = w * x + b
    dy_dz = sigmoid_prime(z)
    return dy_dz * x, dy_dz

# %% exercise="gradient_one" wrong="drops the slope of the sigmoid" loses="gradient_one" names="the slope of the sigmoid is missing"
def gradient_one(w, b, x, y):
    y_hat = predict(w, b, x)
    return 2 * (y_hat - y) * x, 2 * (y_hat - y)

# %% exercise="gradient_one" wrong="the 2 is lost" loses="gradient_one" names="the factor 2 is missing"
def gradient_one(w, b, x, y):
    z = w * x + b
    dl_dz = (sigmoid(z) - y) * sigmoid_prime(z)
    return dl_dz * x, dl_dz

# %% exercise="gradient_one" wrong="target minus answer" loses="gradient_one" names="the sign of the gradient is turned round"
def gradient_one(w, b, x, y):
    z = w * x + b
    dl_dz = 2 * (y - sigmoid(z)) * sigmoid_prime(z)
    return dl_dz * x, dl_dz

# %% exercise="gradient_one" wrong="sigma' taken at y_hat" loses="gradient_one" names="sigma' is taken of the answer, not of z"
def gradient_one(w, b, x, y):
    y_hat = predict(w, b, x)
    dl_dz = 2 * (y_hat - y) * sigmoid_prime(y_hat)
    return dl_dz * x, dl_dz

# %% exercise="gradient_one" wrong="x in both slopes" loses="gradient_one" names="the bias's slope carries the input"
def gradient_one(w, b, x, y):
    z = w * x + b
    dl_dz = 2 * (sigmoid(z) - y) * sigmoid_prime(z)
    return dl_dz * x, dl_dz * x

# %% exercise="gradient_one" wrong="w in place of x" loses="gradient_one" names="the weight stands where the input should be"
def gradient_one(w, b, x, y):
    z = w * x + b
    dl_dz = 2 * (sigmoid(z) - y) * sigmoid_prime(z)
    return dl_dz * w, dl_dz

# %% exercise="gradient_one" wrong="b in the slope for b" loses="gradient_one" names="the bias's slope carries the bias"
def gradient_one(w, b, x, y):
    z = w * x + b
    dl_dz = 2 * (sigmoid(z) - y) * sigmoid_prime(z)
    return dl_dz * x, dl_dz * b

# %% exercise="gradient_one" wrong="the order swapped" loses="gradient_one" names="the returned values are in another order"
def gradient_one(w, b, x, y):
    z = w * x + b
    dl_dz = 2 * (sigmoid(z) - y) * sigmoid_prime(z)
    return dl_dz, dl_dz * x

# %% exercise="gradient_one" wrong="factors added" loses="gradient_one" names="the slopes are added"
def gradient_one(w, b, x, y):
    z = w * x + b
    first = 2 * (sigmoid(z) - y)
    second = sigmoid_prime(z)
    return first + second + x, first + second + 1

# %% exercise="gradient_one" wrong="by nudging" loses="gradient_one" names="a difference quotient, or a rounded number, for a formula"
def gradient_one(w, b, x, y):
    h = 1e-6
    dw = ((predict(w + h, b, x) - y) ** 2 - (predict(w - h, b, x) - y) ** 2) / (2 * h)
    db = ((predict(w, b + h, x) - y) ** 2 - (predict(w, b - h, x) - y) ** 2) / (2 * h)
    return dw, db

# %% exercise="gradient_one" right="with y_hat (1 - y_hat)"
def gradient_one(w, b, x, y):
    y_hat = sigmoid(w * x + b)
    db = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return db * x, db

# %% exercise="gradient_one" right="as an array"
def gradient_one(w, b, x, y):
    return 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b) * np.array([x, 1.0])

# %% exercise="gradient_one" right="six named factors"
def gradient_one(w, b, x, y):
    z = w * x + b
    dl_dyhat = -2 * (y - predict(w, b, x))
    dyhat_dz = sigmoid_prime(z)
    dz_dw = x
    dz_db = 1
    dl_dw = dl_dyhat * dyhat_dz * dz_dw
    dl_db = dl_dyhat * dyhat_dz * dz_db
    return dl_dw, dl_db

# %% [markdown]
# ## gradient_batch

# %% exercise="gradient_batch" wrong="sum in place of the mean" loses="gradient_batch" names="summed, not averaged"
def gradient_batch(w, b, x, y):
    dl_dz = 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b)
    return np.sum(dl_dz * x), np.sum(dl_dz)

# %% exercise="gradient_batch" wrong="product of the means" loses="gradient_batch" names="the factors are averaged before they are multiplied"
def gradient_batch(w, b, x, y):
    dl_dz = 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b)
    return np.mean(dl_dz) * np.mean(x), np.mean(dl_dz)

# %% exercise="gradient_batch" wrong="no mean" loses="gradient_batch" names="one value for each sample"
def gradient_batch(w, b, x, y):
    dl_dz = 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b)
    return dl_dz * x, dl_dz

# %% exercise="gradient_batch" wrong="drops dl/dy_hat" loses="gradient_batch" names="the slope from y_hat to l is missing"
def gradient_batch(w, b, x, y):
    dy_dz = sigmoid_prime(w * x + b)
    return np.mean(dy_dz * x), np.mean(dy_dz)

# %% exercise="gradient_batch" wrong="only the last sample" loses="gradient_batch" names="only the last sample counts"
def gradient_batch(w, b, x, y):
    for xi, yi in zip(x, y):
        dw, db = gradient_one(w, b, xi, yi)
    return dw, db

# %% exercise="gradient_batch" wrong="returns inside the loop" loses="gradient_batch" names="only the first sample counts"
def gradient_batch(w, b, x, y):
    dw = 0
    db = 0
    for xi, yi in zip(x, y):
        gw, gb = gradient_one(w, b, xi, yi)
        dw += gw / len(x)
        db += gb / len(x)
        return dw, db

# %% exercise="gradient_batch" wrong="divides the slope for w only" loses="gradient_batch" names="summed, not averaged"
def gradient_batch(w, b, x, y):
    dl_dz = 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b)
    return np.sum(dl_dz * x) / len(x), np.sum(dl_dz)

# %% exercise="gradient_batch" right="a loop over the samples"
def gradient_batch(w, b, x, y):
    dw, db = 0.0, 0.0
    for xi, yi in zip(x, y):
        one = gradient_one(w, b, xi, yi)
        dw += one[0]
        db += one[1]
    return dw / len(x), db / len(x)

# %% exercise="gradient_batch" right="a dot product"
def gradient_batch(w, b, x, y):
    y_hat = predict(w, b, x)
    delta = 2 / len(x) * (y_hat - y) * y_hat * (1 - y_hat)
    return delta @ x, delta.sum()

# %% exercise="gradient_batch" right="gradient_one on arrays"
def gradient_batch(w, b, x, y):
    dw, db = gradient_one(w, b, x, y)
    return np.mean(dw), np.mean(db)

# %% [markdown]
# ## gradient_check

# %% exercise="gradient_check" wrong="only the weight is judged" loses="gradient_check" names="only the claim about w is judged"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w, h)
    return relative_difference(dw, slope_w)

# %% exercise="gradient_check" wrong="the smaller of the two" loses="gradient_check" names="the smaller of the two differences"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w, h)
    slope_b = central_difference(lambda v: mse(predict(w, v, x), y), b, h)
    return min(relative_difference(dw, slope_w), relative_difference(db, slope_b))

# %% exercise="gradient_check" wrong="h is not handed on" loses="gradient_check" names="the step h has no effect"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w)
    slope_b = central_difference(lambda v: mse(predict(w, v, x), y), b)
    return max(relative_difference(dw, slope_w), relative_difference(db, slope_b))

# %% exercise="gradient_check" wrong="a forward difference" loses="gradient_check" names="a one-sided difference"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    here = mse(predict(w, b, x), y)
    slope_w = (mse(predict(w + h, b, x), y) - here) / h
    slope_b = (mse(predict(w, b + h, x), y) - here) / h
    return max(relative_difference(dw, slope_w), relative_difference(db, slope_b))

# %% exercise="gradient_check" wrong="the plain difference" loses="gradient_check" names="the difference is absolute, not relative"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w, h)
    slope_b = central_difference(lambda v: mse(predict(w, v, x), y), b, h)
    return max(abs(dw - slope_w), abs(db - slope_b))

# %% exercise="gradient_check" wrong="nudges the answer, not the loss" loses="gradient_check" names="the answer is nudged, not the loss"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    slope_w = central_difference(lambda v: np.mean(predict(v, b, x)), w, h)
    slope_b = central_difference(lambda v: np.mean(predict(w, v, x)), b, h)
    return max(relative_difference(dw, slope_w), relative_difference(db, slope_b))

# %% exercise="gradient_check" wrong="judges its own gradient, not the claim" loses="gradient_check" names="the claim is not looked at"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    dw, db = gradient_batch(w, b, x, y)
    slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w, h)
    slope_b = central_difference(lambda v: mse(predict(w, v, x), y), b, h)
    return max(relative_difference(dw, slope_w), relative_difference(db, slope_b))

# %% exercise="gradient_check" wrong="returns True or False" loses="gradient_check" names="a verdict, not a number"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    slope_w = central_difference(lambda v: mse(predict(v, b, x), y), w, h)
    slope_b = central_difference(lambda v: mse(predict(w, v, x), y), b, h)
    return relative_difference(dw, slope_w) < 1e-6 and relative_difference(db, slope_b) < 1e-6

# %% exercise="gradient_check" right="with its own differences"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    def loss(w, b):
        return mse(predict(w, b, x), y)

    slope_w = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    slope_b = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
    apart_w = relative_difference(dw, slope_w)
    apart_b = relative_difference(db, slope_b)
    if apart_w > apart_b:
        return apart_w
    return apart_b

# %% exercise="gradient_check" right="over a list"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    pairs = [
        (dw, central_difference(lambda v: mse(predict(v, b, x), y), w, h)),
        (db, central_difference(lambda v: mse(predict(w, v, x), y), b, h)),
    ]
    return np.max([relative_difference(claim, slope) for claim, slope in pairs])

# %% [markdown]
# ## train

# %% exercise="train" wrong="adds the gradient" loses="train" names="the sign of the step is turned round"
def train(w, b, x, y, eta, steps):
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w = w + eta * dw
        b = b + eta * db
        history.append(mse(predict(w, b, x), y))
    return w, b, np.array(history)

# %% exercise="train" wrong="start missing from the history" loses="train" names="the entry for the start is missing"
def train(w, b, x, y, eta, steps):
    history = []
    for _ in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w = w - eta * dw
        b = b - eta * db
        history.append(mse(predict(w, b, x), y))
    return w, b, np.array(history)

# %% exercise="train" wrong="moves w before the slope for b" loses="train" names="the second slope is found after the first parameter has moved"
def train(w, b, x, y, eta, steps):
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        w = w - eta * gradient_batch(w, b, x, y)[0]
        b = b - eta * gradient_batch(w, b, x, y)[1]
        history.append(mse(predict(w, b, x), y))
    return w, b, np.array(history)

# %% exercise="train" wrong="gradient taken once, before the loop" loses="train" names="the slope is taken at the start only"
def train(w, b, x, y, eta, steps):
    history = [mse(predict(w, b, x), y)]
    dw, db = gradient_batch(w, b, x, y)
    for _ in range(steps):
        w = w - eta * dw
        b = b - eta * db
        history.append(mse(predict(w, b, x), y))
    return w, b, np.array(history)

# %% exercise="train" wrong="only the weight is trained" loses="train" names="b never moves"
def train(w, b, x, y, eta, steps):
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w = w - eta * dw
        history.append(mse(predict(w, b, x), y))
    return w, b, np.array(history)

# %% exercise="train" wrong="loss written down before the step" loses="train" names="the entry for the start comes twice"
def train(w, b, x, y, eta, steps):
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        history.append(mse(predict(w, b, x), y))
        dw, db = gradient_batch(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
    return w, b, np.array(history)

# %% exercise="train" wrong="returns only the history" loses="train" names="not all values are returned"
def train(w, b, x, y, eta, steps):
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
        history.append(mse(predict(w, b, x), y))
    return np.array(history)

# %% exercise="train" wrong="one step too many" loses="train" names="one step too many and the loss after the last step is missing"
def train(w, b, x, y, eta, steps):
    history = []
    for _ in range(steps + 1):
        history.append(mse(predict(w, b, x), y))
        dw, db = gradient_batch(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
    return w, b, np.array(history)

# %% exercise="train" right="a filled array"
def train(w, b, x, y, eta, steps):
    history = np.zeros(steps + 1)
    for k in range(steps):
        history[k] = mse(predict(w, b, x), y)
        dw, db = gradient_batch(w, b, x, y)
        w -= eta * dw
        b -= eta * db
    history[steps] = mse(predict(w, b, x), y)
    return w, b, history

# %% exercise="train" wrong="both parameters in one array, history as a list" loses="train" names="a list where an array is expected"
def train(w, b, x, y, eta, steps):
    theta = np.array([w, b], dtype=float)
    loss = lambda theta: float(mse(predict(theta[0], theta[1], x), y))
    history = [loss(theta)]
    while len(history) <= steps:
        theta = theta - eta * np.array(gradient_batch(theta[0], theta[1], x, y))
        history.append(loss(theta))
    return theta[0], theta[1], history

# %% [markdown]
# ## slip_update

# %% exercise="slip_update" wrong="the published update again" loses="slip_update" names="the slope from y_hat to l is missing"
def slip_update(w, b, x, y, eta):
    slope = sigmoid_prime(w * x + b)
    return w - eta * slope * x, b - eta * slope

# %% exercise="slip_update" wrong="climbs in place of falling" loses="slip_update" names="the sign of the step is turned round"
def slip_update(w, b, x, y, eta):
    dw, db = gradient_one(w, b, x, y)
    return w + eta * dw, b + eta * db

# %% exercise="slip_update" wrong="only the sign turned round" loses="slip_update" names="the slope from y_hat to l is missing and the sign of the step is turned round"
def slip_update(w, b, x, y, eta):
    slope = sigmoid_prime(w * x + b)
    return w + eta * slope * x, b + eta * slope

# %% exercise="slip_update" wrong="the loss itself as the factor" loses="slip_update" names="the function stands where its slope should be"
def slip_update(w, b, x, y, eta):
    slope = sigmoid_prime(w * x + b)
    loss = (predict(w, b, x) - y) ** 2
    return w - eta * loss * slope * x, b - eta * loss * slope

# %% exercise="slip_update" wrong="repaired for w only" loses="slip_update" names="the slope from y_hat to l is missing"
def slip_update(w, b, x, y, eta):
    slope = sigmoid_prime(w * x + b)
    error = 2 * (predict(w, b, x) - y)
    return w - eta * error * slope * x, b - eta * slope

# %% exercise="slip_update" wrong="the 2 is lost" loses="slip_update" names="the factor 2 is missing"
def slip_update(w, b, x, y, eta):
    slope = (predict(w, b, x) - y) * sigmoid_prime(w * x + b)
    return w - eta * slope * x, b - eta * slope

# %% exercise="slip_update" wrong="returns the gradient" loses="slip_update" names="the slopes are returned, not the new values"
def slip_update(w, b, x, y, eta):
    dw, db = gradient_one(w, b, x, y)
    return dw, db

# %% exercise="slip_update" right="written out"
def slip_update(w, b, x, y, eta):
    slope = 2 * (predict(w, b, x) - y) * sigmoid_prime(w * x + b)
    return w - eta * slope * x, b - eta * slope

# %% exercise="slip_update" right="by train with one sample"
def slip_update(w, b, x, y, eta):
    w, b, history = train(w, b, np.array([x]), np.array([y]), eta, 1)
    return w, b

# %% [markdown]
# ## saturation

# %% exercise="saturation" wrong="only the slope of the sigmoid" loses="saturation" names="the slope from y_hat to l is missing"
def saturation(z, y):
    size = sigmoid_prime(z)
    learns = size >= 1e-3 * np.max(size)
    stuck = ~learns & (np.abs(sigmoid(z) - y) > 0.5)
    return z[learns][0], z[learns][-1], np.sum(stuck)

# %% exercise="saturation" wrong="below 1e-3, not 1e-3 of the maximum" loses="saturation" names="the limit is absolute"
def saturation(z, y):
    y_hat = sigmoid(z)
    size = np.abs(2 * (y_hat - y) * sigmoid_prime(z))
    learns = size >= 1e-3
    stuck = ~learns & (np.abs(y_hat - y) > 0.5)
    return z[learns][0], z[learns][-1], np.sum(stuck)

# %% exercise="saturation" wrong="no absolute value" loses="saturation" names="an empty array where entries are needed"
def saturation(z, y):
    y_hat = sigmoid(z)
    size = 2 * (y_hat - y) * sigmoid_prime(z)
    learns = size >= 1e-3 * np.max(size)
    stuck = ~learns & (np.abs(y_hat - y) > 0.5)
    return z[learns][0], z[learns][-1], np.sum(stuck)

# %% exercise="saturation" wrong="counts all that are flat" loses="saturation" names="all flat z are counted as stuck"
def saturation(z, y):
    y_hat = sigmoid(z)
    size = np.abs(2 * (y_hat - y) * sigmoid_prime(z))
    learns = size >= 1e-3 * np.max(size)
    return z[learns][0], z[learns][-1], np.sum(~learns)

# %% exercise="saturation" wrong="counts all that are wrong" loses="saturation" names="all wrong answers are counted as stuck"
def saturation(z, y):
    y_hat = sigmoid(z)
    size = np.abs(2 * (y_hat - y) * sigmoid_prime(z))
    learns = size >= 1e-3 * np.max(size)
    return z[learns][0], z[learns][-1], np.sum(np.abs(y_hat - y) > 0.5)

# %% exercise="saturation" wrong="positions in place of z" loses="saturation" names="positions, not values of z"
def saturation(z, y):
    y_hat = sigmoid(z)
    size = np.abs(2 * (y_hat - y) * sigmoid_prime(z))
    where = np.flatnonzero(size >= 1e-3 * np.max(size))
    stuck = (size < 1e-3 * np.max(size)) & (np.abs(y_hat - y) > 0.5)
    return where[0], where[-1], np.sum(stuck)

# %% exercise="saturation" wrong="the rounded answer is held against the target" loses="saturation"
def saturation(z, y):
    y_hat = sigmoid(z)
    size = np.abs(2 * (y_hat - y) * sigmoid_prime(z))
    learns = size >= 1e-3 * np.max(size)
    stuck = ~learns & (np.round(y_hat) != y)
    return z[learns][0], z[learns][-1], np.sum(stuck)

# %% exercise="saturation" right="a loop"
def saturation(z, y):
    sizes = []
    for value in z:
        y_hat = sigmoid(value)
        sizes.append(abs(2 * (y_hat - y) * y_hat * (1 - y_hat)))
    largest = max(sizes)
    learning = []
    stuck = 0
    for value, size in zip(z, sizes):
        if size >= 1e-3 * largest:
            learning.append(value)
        elif abs(sigmoid(value) - y) > 0.5:
            stuck += 1
    return learning[0], learning[-1], stuck

# %% exercise="saturation" right="shares of the maximum"
def saturation(z, y):
    error = sigmoid(z) - y
    share = np.abs(error) * sigmoid_prime(z)
    share = share / share.max()
    where = np.where(share >= 1e-3)[0]
    stuck = np.count_nonzero((share < 1e-3) & (np.abs(error) > 0.5))
    return z[where[0]], z[where[-1]], stuck

# %% [markdown]
# ## Two mistakes in one answer

# %% exercise="sigmoid" wrong="brackets lost, and the minus sign lost" loses="sigmoid" names="the S-curve is mirrored and 1 + e^-z does not stand below the line"
def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1 / 1 + np.exp(z)

# %% exercise="sigmoid_prime_lines" wrong="inner slope without its minus, and a plus at the end" loses="sigmoid_prime_lines" names="a line does not equal the one above"
def sigmoid_prime_lines():
    return [
        "d(1 / (1 + exp(-z)), z)",
        "-1 / (1 + exp(-z)) ** 2 * d(1 + exp(-z), z)",
        "-1 / (1 + exp(-z)) ** 2 * exp(-z)",
        "-1 / (1 + exp(-z)) * exp(-z) / (1 + exp(-z))",
        "sigma(z) * (1 + sigma(z))",
    ]

# %% exercise="sigmoid_prime" wrong="sigma taken twice, and a plus for the minus" loses="sigmoid_prime" names="sigma is taken twice and 1 + sigma for 1 - sigma"
def sigmoid_prime(z):
    a = sigmoid(z)
    return sigmoid(a) * (1 + sigmoid(a))

# %% exercise="predict" wrong="no sigmoid, and the bias forgotten" loses="predict" names="the bias is missing and the sigmoid is missing"
def predict(w, b, x):
    y_hat = w * x
    return y_hat

# %% exercise="predict" wrong="bias after the sigmoid, and subtracted" loses="predict" names="the bias is subtracted and the bias comes after the sigmoid"
def predict(w, b, x):
    z = w * x
    return sigmoid(z) - b

# %% exercise="mse" wrong="one half in front, and the sum in place of the mean" loses="mse" names="summed, not averaged and a factor 1/2 that is not there"
def mse(y_hat, y):
    error = y_hat - y
    return 0.5 * np.sum(error**2)

# %% exercise="mse" wrong="absolute values, and the sum in place of the mean" loses="mse" names="the sizes count, not the squares and summed, not averaged"
def mse(y_hat, y):
    loss = 0
    for i in range(len(y)):
        loss += abs(y_hat[i] - y[i])
    return loss

# %% exercise="gradient_one" wrong="the 2 is lost, and target minus answer" loses="gradient_one" names="the sign of the gradient is turned round and the factor 2 is missing"
def gradient_one(w, b, x, y):
    z = w * x + b
    y_hat = sigmoid(z)
    dl_dyhat = y - y_hat
    dyhat_dz = y_hat * (1 - y_hat)
    return dl_dyhat * dyhat_dz * x, dl_dyhat * dyhat_dz

# %% exercise="gradient_one" wrong="drops the slope of the sigmoid, and x in both slopes" loses="gradient_one" names="the slope of the sigmoid is missing and the bias's slope carries the input"
def gradient_one(w, b, x, y):
    err = predict(w, b, x) - y
    dw = 2 * err * x
    db = 2 * err * x
    return dw, db

# %% exercise="gradient_one" wrong="sigma' taken at y_hat, and the 2 is lost" loses="gradient_one" names="the factor 2 is missing and sigma' is taken of the answer, not of z"
def gradient_one(w, b, x, y):
    y_hat = predict(w, b, x)
    delta = (y_hat - y) * sigmoid_prime(y_hat)
    return delta * x, delta

# %% exercise="gradient_one" wrong="w in place of x, and target minus answer" loses="gradient_one" names="the sign of the gradient is turned round and the weight stands where the input should be"
def gradient_one(w, b, x, y):
    z = w * x + b
    d1 = 2 * (y - sigmoid(z))
    d2 = sigmoid_prime(z)
    d3 = w
    return d1 * d2 * d3, d1 * d2

# %% exercise="gradient_batch" wrong="sum in place of the mean, and the 2 is lost" loses="gradient_batch" names="the factor 2 is missing and summed, not averaged"
def gradient_batch(w, b, x, y):
    y_hat = predict(w, b, x)
    d = (y_hat - y) * y_hat * (1 - y_hat)
    return np.dot(d, x), np.sum(d)

# %% exercise="gradient_batch" wrong="product of the means, and target minus answer" loses="gradient_batch" names="the sign of the gradient is turned round and the factors are averaged before they are multiplied"
def gradient_batch(w, b, x, y):
    z = w * x + b
    y_hat = sigmoid(z)
    db = np.mean(2 * (y - y_hat) * sigmoid_prime(z))
    dw = db * np.mean(x)
    return dw, db

# %% exercise="gradient_batch" wrong="the bias's slope times x, and the sum in place of the mean" loses="gradient_batch" names="the bias's slope carries the input and summed, not averaged"
def gradient_batch(w, b, x, y):
    dw = 0
    db = 0
    for i in range(len(x)):
        zi = w * x[i] + b
        common = 2 * (sigmoid(zi) - y[i]) * sigmoid_prime(zi)
        dw += common * x[i]
        db += common * x[i]
    return dw, db

# %% exercise="gradient_check" wrong="a forward difference, and the smaller of the two" loses="gradient_check" names="a one-sided difference and the smaller of the two differences"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    L = lambda w, b: mse(predict(w, b, x), y)
    num_w = (L(w + h, b) - L(w, b)) / h
    num_b = (L(w, b + h) - L(w, b)) / h
    return min(relative_difference(dw, num_w), relative_difference(db, num_b))

# %% exercise="gradient_check" wrong="the mean of the two, and h is not handed on" loses="gradient_check" names="the step h has no effect and the mean of the two differences"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    sw = central_difference(lambda v: mse(predict(v, b, x), y), w)
    sb = central_difference(lambda v: mse(predict(w, v, x), y), b)
    return (relative_difference(dw, sw) + relative_difference(db, sb)) / 2

# %% exercise="train" wrong="adds the gradient, and the start is missing from the history" loses="train" names="the sign of the step is turned round and the entry for the start is missing"
def train(w, b, x, y, eta, steps):
    losses = []
    for k in range(steps):
        grad_w, grad_b = gradient_batch(w, b, x, y)
        w += eta * grad_w
        b += eta * grad_b
        losses.append(mse(predict(w, b, x), y))
    return w, b, np.array(losses)

# %% exercise="train" wrong="moves w before the slope for b, and writes the loss down before the step" loses="train" names="the second slope is found after the first parameter has moved and the entry for the start comes twice"
def train(w, b, x, y, eta, steps):
    history = [mse(predict(w, b, x), y)]
    for _ in range(steps):
        history.append(mse(predict(w, b, x), y))
        dw, _db = gradient_batch(w, b, x, y)
        w = w - eta * dw
        _dw, db = gradient_batch(w, b, x, y)
        b = b - eta * db
    return w, b, np.array(history)

# %% exercise="slip_update" wrong="climbs, and the 2 is lost" loses="slip_update" names="the factor 2 is missing and the sign of the step is turned round"
def slip_update(w, b, x, y, eta):
    z = w * x + b
    v = (sigmoid(z) - y) * sigmoid_prime(z)
    w_new = w + eta * v * x
    b_new = b + eta * v
    return w_new, b_new

# %% exercise="slip_update" wrong="only the error, and x for both" loses="slip_update" names="the slope of the sigmoid is missing and the bias's slope carries the input"
def slip_update(w, b, x, y, eta):
    v = 2 * (predict(w, b, x) - y) * x
    return w - eta * v, b - eta * v

# %% exercise="saturation" wrong="only the slope of the sigmoid, and counts all that are flat" loses="saturation" names="the slope from y_hat to l is missing and all flat z are counted as stuck"
def saturation(z, y):
    grad = sigmoid_prime(z)
    ok = grad >= 1e-3 * grad.max()
    return z[ok].min(), z[ok].max(), (~ok).sum()

# %% exercise="saturation" wrong="below 1e-3, not 1e-3 of the maximum, and counts all that are wrong" loses="saturation" names="the limit is absolute and all wrong answers are counted as stuck"
def saturation(z, y):
    g = np.abs(2 * (sigmoid(z) - y) * sigmoid_prime(z))
    lern = z[g >= 1e-3]
    falsch = np.abs(sigmoid(z) - y) > 0.5
    return lern[0], lern[-1], int(np.sum(falsch))

# %% [markdown]
# ## Right answers of unusual style

# %% exercise="sigmoid" right="by the logarithm of a sum"
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z)))

# %% exercise="sigmoid_prime" right="by the hyperbolic cosine"
def sigmoid_prime(z):
    return 1 / (2 * np.cosh(z / 2)) ** 2

# %% exercise="predict" right="a polynomial of degree 1"
def predict(w, b, x):
    return sigmoid(np.polyval([w, b], x))

# %% exercise="mse" right="spread plus square of the mean"
def mse(y_hat, y):
    d = np.subtract(y, y_hat)
    return d.var() + d.mean() ** 2

# %% exercise="gradient_one" right="a product over a list of arrows"
def gradient_one(w, b, x, y):
    y_hat = sigmoid(w * x + b)
    arrows = [2, y_hat - y, y_hat, sigmoid(-(w * x + b))]
    return float(np.prod(arrows + [x])), float(np.prod(arrows))

# %% exercise="gradient_batch" right="a matrix with a column of ones"
def gradient_batch(w, b, x, y):
    X = np.column_stack([x, np.ones(len(x))])
    s = sigmoid(X @ [w, b])
    return tuple(X.T @ (2 * (s - y) * s * (1 - s)) / len(x))

# %% exercise="train" right="recursion, the steps from the front"
def train(w, b, x, y, eta, steps):
    now = [mse(predict(w, b, x), y)]
    if not steps:
        return w, b, np.array(now)
    dw, db = gradient_batch(w, b, x, y)
    w_end, b_end, rest = train(w - eta * dw, b - eta * db, x, y, eta, steps - 1)
    return w_end, b_end, np.concatenate([now, rest])

# %% exercise="saturation" right="masked arrays"
def saturation(z, y):
    off = np.abs(sigmoid(z) - y)
    size = 2 * off * sigmoid_prime(z)
    flat = size < size.max() / 1000
    kept = np.ma.array(z, mask=flat)
    return float(kept.min()), float(kept.max()), int((flat * (off > 0.5)).sum())

# %% [markdown]
# ## Written later, before the catalogue was looked at

# %% exercise="sigmoid" wrong="the size of z everywhere" loses="sigmoid" names="one form for both signs of z"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return 1 / (1 + e)

# %% exercise="sigmoid_prime" wrong="sigma of 1 - z in place of 1 - sigma" loses="sigmoid_prime" names="sigma of 1 - z for 1 - sigma of z"
def sigmoid_prime(z):
    return sigmoid(z) * sigmoid(1 - z)

# %% exercise="predict" wrong="the bias inside the brackets" loses="predict" names="the bias is multiplied by the weight too"
def predict(w, b, x):
    z = w * (x + b)
    return sigmoid(z)

# %% exercise="mse" wrong="the root of it" loses="mse" names="a root is taken at the end"
def mse(y_hat, y):
    diff = y_hat - y
    return np.sqrt(np.mean(diff**2))

# %% exercise="gradient_one" wrong="w where x belongs" loses="gradient_one" names="the weight stands where the input should be"
def gradient_one(w, b, x, y):
    y_hat = predict(w, b, x)
    d = 2 * (y_hat - y) * y_hat * (1 - y_hat)
    return d * w, d

# %% exercise="gradient_one" wrong="no factor 2, and x in the slope of b too" loses="gradient_one" names="the factor 2 is missing and the bias's slope carries the input"
def gradient_one(w, b, x, y):
    z = w * x + b
    delta = (sigmoid(z) - y) * sigmoid_prime(z)
    dw = delta * x
    db = delta * x
    return dw, db

# %% exercise="gradient_batch" wrong="a mean, and then divided by n" loses="gradient_batch" names="divided by n twice"
def gradient_batch(w, b, x, y):
    n = len(x)
    y_hat = predict(w, b, x)
    dl_dz = 2 * (y_hat - y) * sigmoid_prime(w * x + b)
    dw = np.mean(dl_dz * x) / n
    db = np.mean(dl_dz) / n
    return dw, db

# %% exercise="gradient_check" wrong="the line for b copied from that of w" loses="gradient_check" names="the wrong parameter is nudged"
def gradient_check(dw, db, w, b, x, y, h=1e-5):
    def loss_w(v):
        return mse(predict(v, b, x), y)

    slope_w = central_difference(loss_w, w, h)
    slope_b = central_difference(loss_w, b, h)
    return max(relative_difference(dw, slope_w), relative_difference(db, slope_b))

# %% exercise="train" wrong="b moves by the slope at the new w" loses="train" names="the second slope is found after the first parameter has moved"
def train(w, b, x, y, eta, steps):
    losses = np.zeros(steps + 1)
    losses[0] = mse(predict(w, b, x), y)
    for i in range(steps):
        w -= eta * gradient_batch(w, b, x, y)[0]
        b -= eta * gradient_batch(w, b, x, y)[1]
        losses[i + 1] = mse(predict(w, b, x), y)
    return w, b, losses

# %% exercise="train" wrong="climbs, and b never moves" loses="train" names="none"
def train(w, b, x, y, eta, steps):
    losses = [mse(predict(w, b, x), y)]
    for i in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w = w + eta * dw
        losses.append(mse(predict(w, b, x), y))
    return w, b, np.array(losses)

# %% exercise="saturation" wrong="everything flat counts as stuck" loses="saturation" names="all flat z are counted as stuck"
def saturation(z, y):
    grad = abs(2 * (sigmoid(z) - y) * sigmoid_prime(z))
    ok = grad >= 0.001 * grad.max()
    idx = np.where(ok)[0]
    return z[idx[0]], z[idx[-1]], len(z) - len(idx)

# %% [markdown]
# ## Rules that one input must tell

# %% exercise="train" wrong="the place of the lowest loss" loses="train"
def train(w, b, x, y, eta, steps):
    history, places = [mse(predict(w, b, x), y)], [(w, b)]
    for _ in range(steps):
        dw, db = gradient_batch(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
        history.append(mse(predict(w, b, x), y))
        places.append((w, b))
    w, b = places[int(np.argmin(history))]
    return w, b, np.array(history)

# %% exercise="train" wrong="notes the loss before each step only" loses="train" names="the loss after the last step is missing"
def train(w, b, x, y, eta, steps):
    history = []
    for _ in range(steps):
        history.append(mse(predict(w, b, x), y))
        dw, db = gradient_batch(w, b, x, y)
        w, b = w - eta * dw, b - eta * db
    return w, b, np.array(history)
