# %% [markdown]
# # Known answers of lesson 4
#
# ## output

# %% exercise="output" wrong="swapped indices: w in place of its transpose" loses="output" names="shapes that do not fit"
def output(w, o):
    return sigmoid(w @ o)

# %% exercise="output" wrong="transposes only where the shapes do not fit" loses="output" names="the other index of the weights is summed"
def output(w, o):
    if w.shape[1] == len(o):
        s = w @ o
    else:
        s = w.T @ o
    return sigmoid(s)

# %% exercise="output" wrong="the sigmoid is missing" loses="output" names="the sigmoid is missing"
def output(w, o):
    s = w.T @ o
    return s

# %% exercise="output" wrong="squeezes each term before adding" loses="output" names="the sigmoid comes before the sum"
def output(w, o):
    J, K = w.shape
    out = np.zeros(K)
    for k in range(K):
        for j in range(J):
            out[k] += sigmoid(w[j, k] * o[j])
    return out

# %% exercise="output" wrong="one number for the whole layer" loses="output" names="only the first unit is computed"
def output(w, o):
    s = 0
    for j in range(len(o)):
        s = s + w[j, 0] * o[j]
    return sigmoid(s)

# %% exercise="output" wrong="prints and returns nothing" loses="output" names="nothing is returned"
def output(w, o):
    s = w.T @ o
    print(sigmoid(s))

# %% exercise="output" right="two loops"
def output(w, o):
    J, K = w.shape
    outs = []
    for k in range(K):
        s = 0
        for j in range(J):
            s += w[j, k] * o[j]
        outs.append(sigmoid(s))
    return np.array(outs)

# %% exercise="output" right="einsum"
def output(w, o):
    return sigmoid(np.einsum("jk,j->k", w, o))

# %% exercise="output" right="the vector from the left"
def output(weights, inputs):
    s = inputs @ weights
    return 1 / (1 + np.exp(-s))

# %% [markdown]
# ## error

# %% exercise="error" wrong="a mean in place of the sum" loses="error" names="averaged, not summed"
def error(w, o, t):
    return np.mean((t - output(w, o)) ** 2)

# %% exercise="error" wrong="a factor one half" loses="error" names="a factor 1/2 that is not there"
def error(w, o, t):
    out = output(w, o)
    return 0.5 * np.sum((t - out) ** 2)

# %% exercise="error" wrong="sums first, squares then" loses="error" names="the square comes after the sum"
def error(w, o, t):
    return np.sum(t - output(w, o)) ** 2

# %% exercise="error" wrong="the sum is missing" loses="error" names="the sum is missing"
def error(w, o, t):
    out = output(w, o)
    return (t - out) ** 2

# %% exercise="error" wrong="absolute value in place of the square" loses="error" names="the sizes are added, not the squares"
def error(w, o, t):
    E = 0
    for target, out in zip(t, output(w, o)):
        E += abs(target - out)
    return E

# %% exercise="error" wrong="compares with the layer before" loses="error" names="shapes that do not fit"
def error(w, o, t):
    return np.sum((t - o) ** 2)

# %% exercise="error" right="a loop"
def error(w, o, t):
    E = 0.0
    out = output(w, o)
    for k in range(len(t)):
        E += (out[k] - t[k]) ** 2
    return E

# %% exercise="error" right="a dot product"
def error(w, o, t):
    miss = np.array(t) - sigmoid(w.T @ o)
    return miss @ miss

# %% [markdown]
# ## sum_term_jacobian

# %% exercise="sum_term_jacobian" wrong="swapped indices: the weight's units" loses="sum_term_jacobian" names="the axes are in another order"
def sum_term_jacobian(w, o):
    J, K = w.shape
    jacobian = np.zeros((K, J, K))
    for j in range(J):
        for k in range(K):
            jacobian[k, j, k] = o[j]
    return jacobian

# %% exercise="sum_term_jacobian" wrong="swapped axes that fit where J equals K" loses="sum_term_jacobian" names="the axes are in another order"
def sum_term_jacobian(w, o):
    J, K = w.shape
    return np.einsum("j,kl->kjl", o, np.eye(K))

# %% exercise="sum_term_jacobian" wrong="every sum depends on every weight" loses="sum_term_jacobian" names="every sum is said to hold the weight"
def sum_term_jacobian(w, o):
    J, K = w.shape
    jacobian = np.zeros((J, K, K))
    for j in range(J):
        jacobian[j, :, :] = o[j]
    return jacobian

# %% exercise="sum_term_jacobian" wrong="the weight in place of the output" loses="sum_term_jacobian" names="the weight stands where the output should be"
def sum_term_jacobian(w, o):
    J, K = w.shape
    jacobian = np.zeros((J, K, K))
    for j in range(J):
        for k in range(K):
            jacobian[j, k, k] = w[j, k]
    return jacobian

# %% exercise="sum_term_jacobian" wrong="the whole sum of the outputs" loses="sum_term_jacobian" names="every term is kept"
def sum_term_jacobian(w, o):
    J, K = w.shape
    jacobian = np.zeros((J, K, K))
    for j in range(J):
        for k in range(K):
            jacobian[j, k, k] = sum(o)
    return jacobian

# %% exercise="sum_term_jacobian" wrong="an array without the last axis" loses="sum_term_jacobian" names="the axis of the sums is missing"
def sum_term_jacobian(w, o):
    J, K = w.shape
    jacobian = np.zeros((J, K))
    for j in range(J):
        for k in range(K):
            jacobian[j, k] = o[j]
    return jacobian

# %% exercise="sum_term_jacobian" wrong="an array of whole numbers" loses="sum_term_jacobian" names="every entry is zero"
def sum_term_jacobian(w, o):
    J, K = w.shape
    jacobian = np.zeros((J, K, K), dtype=int)
    for j in range(J):
        for k in range(K):
            jacobian[j, k, k] = o[j]
    return jacobian

# %% exercise="sum_term_jacobian" right="broadcasting"
def sum_term_jacobian(w, o):
    return o[:, None, None] * np.eye(w.shape[1])

# %% exercise="sum_term_jacobian" right="three loops and an if"
def sum_term_jacobian(w, o):
    J, K = len(w), len(w[0])
    return np.array([[[o[j] if k == l else 0.0 for l in range(K)] for k in range(K)] for j in range(J)])

# %% exercise="sum_term_jacobian" right="nudged, since no derivation is asked for"
def sum_term_jacobian(w, o):
    J, K = w.shape
    jacobian = np.zeros((J, K, K))
    for j in range(J):
        for k in range(K):
            up, down = w.copy(), w.copy()
            up[j, k] += 0.5
            down[j, k] -= 0.5
            jacobian[j, k] = up.T @ o - down.T @ o
    return jacobian

# %% [markdown]
# ## expression_1

# %% exercise="expression_1" wrong="the inner -1 is missing" loses="expression_1" names="the inner -1 is missing, or there twice"
def expression_1(w, o, t, j, k):
    def sum_k(weight):
        changed = w.copy()
        changed[j, k] = weight
        return changed[:, k] @ o

    s_k = w[:, k] @ o
    return 2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * central_difference(sum_k, w[j, k])

# %% exercise="expression_1" wrong="slope of the sigmoid at o in place of s" loses="expression_1" names="sigma' is taken of the output, not of the sum"
def expression_1(w, o, t, j, k):
    def sum_k(weight):
        changed = w.copy()
        changed[j, k] = weight
        return changed[:, k] @ o

    out = sigmoid(w[:, k] @ o)
    return -2 * (t[k] - out) * sigmoid_prime(out) * central_difference(sum_k, w[j, k])

# %% exercise="expression_1" wrong="swapped indices: row k of w" loses="expression_1" names="shapes that do not fit"
def expression_1(w, o, t, j, k):
    def sum_k(weight):
        changed = w.copy()
        changed[k, j] = weight
        return changed[k, :] @ o

    s_k = w[k, :] @ o
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * central_difference(sum_k, w[k, j])

# %% exercise="expression_1" wrong="nudges the output and multiplies by the slope again" loses="expression_1" names="the slope of the sigmoid is there twice"
def expression_1(w, o, t, j, k):
    def output_k(weight):
        changed = w.copy()
        changed[j, k] = weight
        return sigmoid(changed[:, k] @ o)

    s_k = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * central_difference(output_k, w[j, k])

# %% exercise="expression_1" wrong="writes into the weights that were passed in" loses="expression_1" names="an input is changed"
def expression_1(w, o, t, j, k):
    def sum_k(weight):
        w[j, k] = weight
        return w[:, k] @ o

    s_k = w[:, k] @ o
    last = central_difference(sum_k, w[j, k])
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * last

# %% exercise="expression_1" wrong="the last factor is left out" loses="expression_1" names="the input of the weight is missing"
def expression_1(w, o, t, j, k):
    s_k = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid(s_k) * (1 - sigmoid(s_k))

# %% exercise="expression_1" wrong="adds up the misses of all outputs" loses="expression_1" names="the error signals are added"
def expression_1(w, o, t, j, k):
    def sum_k(weight):
        changed = w.copy()
        changed[j, k] = weight
        return changed[:, k] @ o

    s = w.T @ o
    return np.sum(-2 * (t - sigmoid(s)) * sigmoid_prime(s)) * central_difference(sum_k, w[j, k])

# %% exercise="expression_1" right="its own difference quotient"
def expression_1(w, o, t, j, k):
    h = 1e-4
    up = w.copy()
    up[j, k] = up[j, k] + h
    down = w.copy()
    down[j, k] = down[j, k] - h
    last = ((up.T @ o)[k] - (down.T @ o)[k]) / (2 * h)
    out = output(w, o)
    return -2 * (t[k] - out[k]) * out[k] * (1 - out[k]) * last

# %% exercise="expression_1" right="a loop for the sum, target minus output turned round"
def expression_1(w, o, t, j, k):
    def sum_k(weight):
        total = 0
        for i in range(len(o)):
            total = total + (weight if i == j else w[i, k]) * o[i]
        return total

    s_k = sum_k(w[j, k])
    first = 2 * (sigmoid(s_k) - t[k])
    second = sigmoid(s_k) * (1 - sigmoid(s_k))
    third = central_difference(sum_k, w[j, k])
    return first * second * third

# %% [markdown]
# ## expression_2

# %% exercise="expression_2" wrong="the inner -1 is missing" loses="expression_2" names="the inner -1 is missing, or there twice"
def expression_2(w, o, t, j, k):
    s_k = w[:, k] @ o
    return 2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * o[j]

# %% exercise="expression_2" wrong="the 2 is missing" loses="expression_2" names="the factor 2 is missing"
def expression_2(w, o, t, j, k):
    s_k = w[:, k] @ o
    return -(t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * o[j]

# %% exercise="expression_2" wrong="slope of the sigmoid at o in place of s" loses="expression_2" names="sigma' is taken of the output, not of the sum"
def expression_2(w, o, t, j, k):
    out = output(w, o)
    return -2 * (t[k] - out[k]) * sigmoid_prime(out[k]) * o[j]

# %% exercise="expression_2" wrong="swapped indices: the output of unit k as the last factor" loses="expression_2" names="the unit's own output stands where its input should be"
def expression_2(w, o, t, j, k):
    out = output(w, o)
    return -2 * (t[k] - out[k]) * out[k] * (1 - out[k]) * out[k]

# %% exercise="expression_2" wrong="the sum of all outputs as the last factor" loses="expression_2" names="every term is kept"
def expression_2(w, o, t, j, k):
    s_k = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * sum(o[j] for j in range(len(o)))

# %% exercise="expression_2" wrong="a nudge in place of the formula" loses="expression_2" names="a difference quotient, or a rounded number, for a formula"
def expression_2(w, o, t, j, k):
    return expression_1(w, o, t, j, k)

# %% exercise="expression_2" wrong="a nudge with a large step" loses="expression_2" names="a difference quotient, or a rounded number, for a formula"
def expression_2(w, o, t, j, k):
    up, down = w.copy(), w.copy()
    up[j, k] += 0.5
    down[j, k] -= 0.5
    s_k = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * (up[:, k] @ o - down[:, k] @ o)

# %% exercise="expression_2" wrong="a nudge of the whole error" loses="expression_2" names="a difference quotient, or a rounded number, for a formula"
def expression_2(w, o, t, j, k):
    h = 1e-5
    up, down = w.copy(), w.copy()
    up[j, k] += h
    down[j, k] -= h
    return (error(up, o, t) - error(down, o, t)) / (2 * h)

# %% exercise="expression_2" wrong="the slope without the second sigmoid" loses="expression_2" names="sigma is left out of its slope"
def expression_2(w, o, t, j, k):
    s_k = w[:, k] @ o
    return -2 * (t[k] - sigmoid(s_k)) * sigmoid(s_k) * (1 - s_k) * o[j]

# %% exercise="expression_2" right="from the outputs"
def expression_2(w, o, t, j, k):
    out = output(w, o)[k]
    return 2 * (out - t[k]) * out * (1 - out) * o[j]

# %% exercise="expression_2" right="one named line for each factor"
def expression_2(w, o, t, j, k):
    s = 0.0
    for i in range(len(o)):
        s += w[i, k] * o[i]
    dE_do = -2 * (t[k] - 1 / (1 + np.exp(-s)))
    do_ds = np.exp(-s) / (1 + np.exp(-s)) ** 2
    ds_dw = o[j]
    return dE_do * do_ds * ds_dw

# %% [markdown]
# ## derivation

# %% exercise="derivation" wrong="jumps from the first line to the last" loses="derivation" names="a step of the derivation is left out"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * o[j]",
    ]

# %% exercise="derivation" wrong="only the result" loses="derivation" names="a step of the derivation is left out"
def derivation():
    return ["-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * o[j]"]

# %% exercise="derivation" wrong="the weight's letter for the summed index" loses="derivation" names="a line that cannot be read or worked out"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[j, k] * o[j] for j in units), w[j, k])",
        front + " * sum(d(w[j, k] * o[j], w[j, k]) for j in units)",
        front + " * sum(o[j] for j in units)",
        front + " * o[j]",
    ]

# %% exercise="derivation" wrong="no term vanishes" loses="derivation" names="a line does not equal the one above"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(o[i] for i in units)",
        front + " * o[j]",
    ]

# %% exercise="derivation" wrong="the inner -1 is missing" loses="derivation" names="a line does not equal the one above"
def derivation():
    front = "2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(delta(i, j) * o[i] for i in units)",
        front + " * o[j]",
    ]

# %% exercise="derivation" wrong="slope of the sigmoid at o in place of s" loses="derivation" names="a line does not equal the one above"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(sigma(s[k])) * (1 - sigma(sigma(s[k])))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(delta(i, j) * o[i] for i in units)",
        front + " * o[j]",
    ]

# %% exercise="derivation" wrong="swapped indices in the last line" loses="derivation" names="a line does not equal the one above"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(delta(i, j) * o[i] for i in units)",
        front + " * sigma(s[k])",
    ]

# %% exercise="derivation" wrong="swapped indices of the weight" loses="derivation" names="a line that cannot be read or worked out"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[k, i] * o[i] for i in units), w[k, j])",
        front + " * sum(d(w[k, i] * o[i], w[k, j]) for i in units)",
        front + " * sum(delta(i, j) * o[i] for i in units)",
        front + " * o[j]",
    ]

# %% exercise="derivation" wrong="stops before the sum is gone" loses="derivation" names="the derivation is not finished"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(delta(i, j) * o[i] for i in units)",
    ]

# %% exercise="derivation" wrong="repeats a line in place of a step" loses="derivation" names="a step of the derivation is left out"
def derivation():
    front = "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k]))"
    return [
        front + " * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        front + " * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        front + " * sum(d(o[i] * w[i, k], w[j, k]) for i in units)",
        front + " * o[j]",
    ]

# %% exercise="derivation" wrong="no commas between the lines" loses="derivation" names="a line does not equal the one above"
def derivation():
    return [
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * d(sum(w[i, k] * o[i] for i in units), w[j, k])"
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * sum(d(w[i, k] * o[i], w[j, k]) for i in units)"
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * sum(delta(i, j) * o[i] for i in units)"
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * o[j]"
    ]

# %% exercise="derivation" right="every line written out, two lines more"
def derivation():
    return [
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * d(s[k], w[j, k])",
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * d(sum(w[i, k] * o[i] for i in units), w[j, k])",
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * sum(d(w[i, k] * o[i], w[j, k]) for i in units)",
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * sum(d(w[i, k], w[j, k]) * o[i] for i in units)",
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * sum(delta(i, j) * o[i] for i in units)",
        "-2 * (t[k] - sigma(s[k])) * sigma(s[k]) * (1 - sigma(s[k])) * o[j]",
    ]

# %% exercise="derivation" right="another letter, another order, the last factor first"
def derivation():
    back = " * 2 * (sigma(s[k]) - t[k]) * (1 - sigma(s[k])) * sigma(s[k])"
    last_factors = [
        "d(sum(o[n] * w[n, k] for n in units), w[j, k])",
        "sum(d(o[n] * w[n, k], w[j, k]) for n in units)",
        "sum(o[n] * delta(j, n) for n in units)",
        "o[j]",
    ]
    return [factor + back for factor in last_factors]

# %% [markdown]
# ## matrix_form

# %% exercise="matrix_form" wrong="transposed outer product" loses="matrix_form" names="rows and columns are swapped"
def matrix_form(w, o, t):
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(delta, o)

# %% exercise="matrix_form" wrong="transposed outer product, reshaped until it fits" loses="matrix_form" names="reshaped where it should be transposed"
def matrix_form(w, o, t):
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(delta, o).reshape(w.shape)

# %% exercise="matrix_form" wrong="the inner -1 is missing" loses="matrix_form" names="the inner -1 is missing, or there twice"
def matrix_form(w, o, t):
    s = w.T @ o
    delta = 2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(o, delta)

# %% exercise="matrix_form" wrong="slope of the sigmoid at o in place of s" loses="matrix_form" names="sigma' is taken of the output, not of the sum"
def matrix_form(w, o, t):
    out = output(w, o)
    delta = -2 * (t - out) * sigmoid_prime(out)
    return np.outer(o, delta)

# %% exercise="matrix_form" wrong="the error without the sigmoid's slope" loses="matrix_form" names="the slope of the sigmoid is missing"
def matrix_form(w, o, t):
    out = output(w, o)
    return np.outer(o, -2 * (t - out))

# %% exercise="matrix_form" wrong="an inner product in place of the outer one" loses="matrix_form" names="shapes that do not fit"
def matrix_form(w, o, t):
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return o.T @ delta

# %% exercise="matrix_form" wrong="nudges in place of the formula" loses="matrix_form" names="a difference quotient, or a rounded number, for a formula"
def matrix_form(w, o, t):
    return central_difference(lambda weights: error(weights, o, t), w)

# %% exercise="matrix_form" right="your expression 2, weight by weight"
def matrix_form(w, o, t):
    J, K = w.shape
    gradient = np.zeros((J, K))
    for j in range(J):
        for k in range(K):
            gradient[j, k] = expression_2(w, o, t, j, k)
    return gradient

# %% exercise="matrix_form" right="a column times a row"
def matrix_form(w, o, t):
    out = sigmoid(o @ w)
    delta = 2 * (out - t) * out * (1 - out)
    return o.reshape(-1, 1) @ delta.reshape(1, -1)

# %% exercise="matrix_form" right="the whole Jacobian"
def matrix_form(w, o, t):
    out = output(w, o)
    return np.einsum("jkl,l->jk", sum_term_jacobian(w, o), -2 * (t - out) * out * (1 - out))

# %% [markdown]
# ## batch_form

# %% exercise="batch_form" wrong="transposed product" loses="batch_form" names="rows and columns are swapped"
def batch_form(w, o, t):
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return delta @ o.T

# %% exercise="batch_form" wrong="the mean over the samples" loses="batch_form" names="averaged, not summed"
def batch_form(w, o, t):
    m = o.shape[1]
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return o @ delta.T / m

# %% exercise="batch_form" wrong="the inner -1 is missing" loses="batch_form" names="the inner -1 is missing, or there twice"
def batch_form(w, o, t):
    s = w.T @ o
    delta = 2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return o @ delta.T

# %% exercise="batch_form" wrong="slope of the sigmoid at o in place of s" loses="batch_form" names="sigma' is taken of the output, not of the sum"
def batch_form(w, o, t):
    out = sigmoid(w.T @ o)
    delta = -2 * (t - out) * sigmoid_prime(out)
    return o @ delta.T

# %% exercise="batch_form" wrong="no transpose of the error signals" loses="batch_form" names="shapes that do not fit"
def batch_form(w, o, t):
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return o @ delta

# %% exercise="batch_form" wrong="averages before it multiplies" loses="batch_form" names="the factors are averaged before they are multiplied"
def batch_form(w, o, t):
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    m = o.shape[1]
    return np.outer(o.mean(axis=1), delta.mean(axis=1)) * m

# %% exercise="batch_form" wrong="only the last sample" loses="batch_form" names="only the last sample counts"
def batch_form(w, o, t):
    for n in range(o.shape[1]):
        gradient = matrix_form(w, o[:, n], t[:, n])
    return gradient

# %% exercise="batch_form" wrong="nudges in place of the formula" loses="batch_form" names="a difference quotient, or a rounded number, for a formula"
def batch_form(w, o, t):
    return central_difference(lambda weights: error_of_batch(weights, o, t), w)

# %% exercise="batch_form" right="a loop over the samples"
def batch_form(w, o, t):
    gradient = np.zeros(w.shape)
    for n in range(o.shape[1]):
        gradient += matrix_form(w, o[:, n], t[:, n])
    return gradient

# %% exercise="batch_form" right="einsum"
def batch_form(w, o, t):
    out = sigmoid(np.einsum("jk,jn->kn", w, o))
    return np.einsum("jn,kn->jk", o, 2 * (out - t) * out * (1 - out))

# %% [markdown]
# ## hidden_error

# %% exercise="hidden_error" wrong="the transpose, as in the other lessons" loses="hidden_error" names="shapes that do not fit"
def hidden_error(w, delta):
    return w.T @ delta

# %% exercise="hidden_error" wrong="swapped indices where the shapes allow it" loses="hidden_error" names="the other index of the weights is summed"
def hidden_error(w, delta):
    if w.shape[0] == len(delta):
        return w.T @ delta
    return w @ delta

# %% exercise="hidden_error" wrong="the sum over k is missing" loses="hidden_error" names="the sum is missing"
def hidden_error(w, delta):
    return w * delta

# %% exercise="hidden_error" wrong="only one way: the first output" loses="hidden_error" names="only one of the ways is counted"
def hidden_error(w, delta):
    return w[:, 0] * delta[0]

# %% exercise="hidden_error" wrong="the weights are left out" loses="hidden_error" names="the weights are missing on the way back"
def hidden_error(w, delta):
    return np.array([sum(delta) for _ in range(len(w))])

# %% exercise="hidden_error" wrong="the mean over the outputs" loses="hidden_error" names="averaged, not summed"
def hidden_error(w, delta):
    return np.mean(w * delta, axis=1)

# %% exercise="hidden_error" right="two loops"
def hidden_error(w, delta):
    J, K = w.shape
    e = np.zeros(J)
    for j in range(J):
        for k in range(K):
            e[j] += w[j, k] * delta[k]
    return e

# %% exercise="hidden_error" right="a sum along an axis"
def hidden_error(w, delta):
    return (w * delta).sum(axis=1)

# %% [markdown]
# ## hidden_gradient

# %% exercise="hidden_gradient" wrong="the hidden unit's slope is missing" loses="hidden_gradient" names="the slope of the hidden units is missing"
def hidden_gradient(v, w, x, t):
    o = sigmoid(v.T @ x)
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(x, hidden_error(w, delta))

# %% exercise="hidden_gradient" wrong="slope of the sigmoid at o in place of r" loses="hidden_gradient" names="sigma' of the hidden units is taken of their outputs"
def hidden_gradient(v, w, x, t):
    o = sigmoid(v.T @ x)
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(x, hidden_error(w, delta) * sigmoid_prime(o))

# %% exercise="hidden_gradient" wrong="transposed outer product" loses="hidden_gradient" names="rows and columns are swapped"
def hidden_gradient(v, w, x, t):
    r = v.T @ x
    s = w.T @ sigmoid(r)
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(hidden_error(w, delta) * sigmoid_prime(r), x)

# %% exercise="hidden_gradient" wrong="a second inner -1" loses="hidden_gradient" names="the inner -1 is missing, or there twice"
def hidden_gradient(v, w, x, t):
    r = v.T @ x
    s = w.T @ sigmoid(r)
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return -np.outer(x, hidden_error(w, delta) * sigmoid_prime(r))

# %% exercise="hidden_gradient" wrong="the inner -1 is missing" loses="hidden_gradient" names="the inner -1 is missing, or there twice"
def hidden_gradient(v, w, x, t):
    r = v.T @ x
    s = w.T @ sigmoid(r)
    delta = 2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(x, hidden_error(w, delta) * sigmoid_prime(r))

# %% exercise="hidden_gradient" wrong="passes back the miss without the output's slope" loses="hidden_gradient" names="the slope of the sigmoid is missing"
def hidden_gradient(v, w, x, t):
    r = v.T @ x
    out = sigmoid(w.T @ sigmoid(r))
    return np.outer(x, hidden_error(w, -2 * (t - out)) * sigmoid_prime(r))

# %% exercise="hidden_gradient" wrong="the hidden output in place of the input" loses="hidden_gradient" names="the unit's own output stands where its input should be"
def hidden_gradient(v, w, x, t):
    r = v.T @ x
    o = sigmoid(r)
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(o, hidden_error(w, delta) * sigmoid_prime(r))

# %% exercise="hidden_gradient" wrong="nudges in place of the formula" loses="hidden_gradient" names="a difference quotient, or a rounded number, for a formula"
def hidden_gradient(v, w, x, t):
    return central_difference(lambda first: error(w, output(first, x), t), v)

# %% exercise="hidden_gradient" right="from the outputs of both layers"
def hidden_gradient(v, w, x, t):
    o = output(v, x)
    out = output(w, o)
    delta_k = 2 * (out - t) * out * (1 - out)
    delta_j = (w @ delta_k) * o * (1 - o)
    return x[:, None] * delta_j[None, :]

# %% exercise="hidden_gradient" right="loops, one way after the other"
def hidden_gradient(v, w, x, t):
    I, J = v.shape
    K = w.shape[1]
    r = v.T @ x
    s = w.T @ sigmoid(r)
    gradient = np.zeros((I, J))
    for i in range(I):
        for j in range(J):
            for k in range(K):
                gradient[i, j] += -2 * (t[k] - sigmoid(s[k])) * sigmoid_prime(s[k]) * w[j, k] * sigmoid_prime(r[j]) * x[i]
    return gradient

# %% [markdown]
# ## update

# %% exercise="update" wrong="plus in place of minus" loses="update" names="the sign of the step is turned round"
def update(w, gradient, alpha):
    new = w.copy()
    new += alpha * gradient
    return new

# %% exercise="update" wrong="alpha is missing" loses="update" names="the learning rate is missing"
def update(w, gradient, alpha):
    return w - gradient

# %% exercise="update" wrong="writes into the weights that were passed in" loses="update" names="an input is changed"
def update(w, gradient, alpha):
    w -= alpha * gradient
    return w

# %% exercise="update" wrong="returns the step alone" loses="update" names="the old weights are missing"
def update(w, gradient, alpha):
    return -alpha * gradient

# %% exercise="update" wrong="divides by alpha" loses="update" names="the learning rate divides"
def update(w, gradient, alpha):
    return w - gradient / alpha

# %% exercise="update" wrong="no return" loses="update" names="nothing is returned"
def update(w, gradient, alpha):
    w = w - alpha * gradient

# %% exercise="update" right="a copy, then in place"
def update(w, gradient, alpha):
    new = np.array(w, dtype=float)
    new -= alpha * np.asarray(gradient)
    return new

# %% exercise="update" right="weight by weight"
def update(w, gradient, alpha):
    rows = []
    for j in range(len(w)):
        rows.append([w[j, k] - alpha * gradient[j, k] for k in range(len(w[j]))])
    return np.array(rows)

# %% exercise="update" wrong="nested lists" loses="update" names="a list where an array is expected"
def update(w, gradient, alpha):
    return [[w[j, k] - alpha * gradient[j, k] for k in range(w.shape[1])] for j in range(w.shape[0])]

# %% [markdown]
# ## slip_index

# %% exercise="slip_index" wrong="the slip itself" loses="slip_index" names="every term is kept"
def slip_index(w, o, j, k):
    factor = published_factor(w, o, j, k)
    return factor, 0.0

# %% exercise="slip_index" wrong="the surplus with the wrong sign" loses="slip_index" names="the surplus is taken the other way round"
def slip_index(w, o, j, k):
    return o[j], o[j] - sum(o)

# %% exercise="slip_index" wrong="the whole sum as the surplus" loses="slip_index" names="the surplus is the published factor"
def slip_index(w, o, j, k):
    return o[j], np.sum(o)

# %% exercise="slip_index" wrong="renamed, but every term is kept" loses="slip_index" names="every term is kept"
def slip_index(w, o, j, k):
    factor = sum(o[i] for i in range(len(o)))
    return factor, published_factor(w, o, j, k) - factor

# %% exercise="slip_index" wrong="swapped indices: unit k" loses="slip_index" names="the output of another unit is picked out"
def slip_index(w, o, j, k):
    factor = sum((i == k) * o[i] for i in range(len(o)))
    return factor, published_factor(w, o, j, k) - factor

# %% exercise="slip_index" wrong="the weight in place of the output" loses="slip_index" names="the weight stands where the output should be"
def slip_index(w, o, j, k):
    factor = w[j, k]
    return factor, np.sum(w[:, k]) - factor

# %% exercise="slip_index" wrong="only the factor" loses="slip_index" names="only the factor is returned"
def slip_index(w, o, j, k):
    return o[j]

# %% exercise="slip_index" right="a loop with an if"
def slip_index(w, o, j, k):
    factor, surplus = 0.0, 0.0
    for i in range(len(o)):
        if i == j:
            factor += o[i]
        else:
            surplus += o[i]
    return factor, surplus

# %% exercise="slip_index" right="the jacobian of 4.3"
def slip_index(w, o, j, k):
    factor = sum_term_jacobian(w, o)[j, k, k]
    return np.array([factor, np.sum(o) - factor])

# %% [markdown]
# ## Written later, before the catalogue was looked at

# %% exercise="error" wrong="the root of the sum" loses="error" names="a root is taken at the end"
def error(w, o, t):
    return np.linalg.norm(t - output(w, o))

# %% exercise="sum_term_jacobian" wrong="w[j, k] on the diagonal" loses="sum_term_jacobian" names="the weight stands where the output should be"
def sum_term_jacobian(w, o):
    J, K = w.shape
    d = np.zeros((J, K, K))
    for j in range(J):
        for k in range(K):
            for l in range(K):
                if k == l:
                    d[j, k, l] = w[j, k]
    return d

# %% exercise="expression_1" wrong="the last factor is the slope of o_k" loses="expression_1" names="the slope of the sigmoid is there twice"
def expression_1(w, o, t, j, k):
    def o_k(weight):
        w_new = w.copy()
        w_new[j, k] = weight
        return sigmoid(np.sum(w_new[:, k] * o))

    s = np.sum(w[:, k] * o)
    return -2 * (t[k] - sigmoid(s)) * sigmoid_prime(s) * central_difference(o_k, w[j, k])

# %% exercise="expression_2" wrong="sigma' at the output" loses="expression_2" names="sigma' is taken of the output, not of the sum"
def expression_2(w, o, t, j, k):
    out = output(w, o)[k]
    return -2 * (t[k] - out) * sigmoid_prime(out) * o[j]

# %% exercise="matrix_form" wrong="t - s, without the sigmoid" loses="matrix_form" names="the sigmoid is missing"
def matrix_form(w, o, t):
    s = np.dot(w.T, o)
    delta = -2 * (t - s) * sigmoid_prime(s)
    return np.outer(o, delta)

# %% exercise="batch_form" wrong="the mean over the samples, and the factor 2 gone" loses="batch_form" names="averaged, not summed and the factor 2 is missing"
def batch_form(w, o, t):
    m = o.shape[1]
    s = w.T @ o
    a = sigmoid(s)
    delta = (a - t) * a * (1 - a)
    return o @ delta.T / m

# %% exercise="hidden_gradient" wrong="the hidden slope at the output of the hidden layer" loses="hidden_gradient" names="sigma' of the hidden units is taken of their outputs"
def hidden_gradient(v, w, x, t):
    o = output(v, x)
    y = output(w, o)
    delta = -2 * (t - y) * y * (1 - y)
    e = hidden_error(w, delta)
    return np.outer(x, e * sigmoid_prime(o))

# %% exercise="slip_index" wrong="repaired minus published" loses="slip_index" names="the surplus is taken the other way round"
def slip_index(w, o, j, k):
    factor = o[j]
    surplus = factor - published_factor(w, o, j, k)
    return factor, surplus

# %% [markdown]
# ## Two mistakes at once

# %% exercise="output" wrong="no sigmoid, and a mean" loses="output" names="averaged, not summed and the sigmoid is missing"
def output(w, o):
    return np.array([np.mean(w[:, k] * o) for k in range(w.shape[1])])

# %% exercise="error" wrong="halved, and a mean" loses="error" names="averaged, not summed and a factor 1/2 that is not there"
def error(w, o, t):
    return np.mean((t - output(w, o)) ** 2) / 2

# %% exercise="expression_2" wrong="no minus, and no output" loses="expression_2" names="the input of the weight is missing and the inner -1 is missing, or there twice"
def expression_2(w, o, t, j, k):
    s = w[:, k] @ o
    return 2 * (t[k] - sigmoid(s)) * sigmoid_prime(s)

# %% exercise="matrix_form" wrong="turned, and without the slope" loses="matrix_form" names="the slope of the sigmoid is missing and rows and columns are swapped"
def matrix_form(w, o, t):
    out = output(w, o)
    return np.outer(-2 * (t - out), o)

# %% exercise="hidden_error" wrong="a mean, and a minus" loses="hidden_error" names="averaged, not summed and the sign of the gradient is turned round"
def hidden_error(w, delta):
    return -np.mean(w * delta, axis=1)

# %% exercise="hidden_gradient" wrong="turned, and no slope of the hidden units" loses="hidden_gradient" names="the slope of the hidden units is missing and rows and columns are swapped"
def hidden_gradient(v, w, x, t):
    o = sigmoid(v.T @ x)
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(w @ delta, x)

# %% exercise="update" wrong="uphill, and without alpha" loses="update" names="the learning rate is missing and the sign of the step is turned round"
def update(w, gradient, alpha):
    return w + gradient

# %% exercise="output" wrong="the sum set to 0 before the outer loop" loses="output" names="the sum does not begin anew"
def output(w, o):
    out, s = [], 0.0
    for k in range(w.shape[1]):
        for j in range(w.shape[0]):
            s += w[j, k] * o[j]
        out.append(sigmoid(s))
    return np.array(out)

# %% exercise="output" wrong="= in place of += inside the loop" loses="output" names="only the last term is left of the sum"
def output(w, o):
    out = np.zeros(w.shape[1])
    for k in range(w.shape[1]):
        for j in range(w.shape[0]):
            out[k] = sigmoid(w[j, k] * o[j])
    return out

# %% exercise="expression_2" wrong="the whole term at the end, without the 2" loses="expression_2" names="the term itself stands where its slope should be and the factor 2 is missing"
def expression_2(w, o, t, j, k):
    s_k = w[:, k] @ o
    return -(t[k] - sigmoid(s_k)) * sigmoid_prime(s_k) * w[j, k] * o[j]

# %% exercise="matrix_form" wrong="the layer's outputs in place of its inputs" loses="matrix_form" names="the unit's own output stands where its input should be"
def matrix_form(w, o, t):
    s = w.T @ o
    delta = -2 * (t - sigmoid(s)) * sigmoid_prime(s)
    return np.outer(sigmoid(s), delta)
