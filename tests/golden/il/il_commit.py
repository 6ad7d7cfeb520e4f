"""Trains small networks by inference learning and writes what they learn.

An independent twin of the IL agents: plain loops over lists, nothing imported but the standard
library. Regenerate the files beside this script with

    python3 tests/golden/il/il_commit.py

Semantics (the paper's Algorithm 1, tonic feedback; l counts from the output 0 to the input L):
at the start of an update x^l := mu^l for every hidden layer (C1), x^0 := target. A tick forms
mu = theta f(x) + bias and epsilon = x - mu, then moves the hidden x by Eq. 7,
x += gamma (-epsilon + f'(x) * theta^T epsilon). In tick t_c every weight changes with the values
of that tick: theta += alpha * sum over the batch of epsilon f(x), bias += alpha * sum of epsilon.
What follows t_c in a presentation changes no weight, so it is left out here.
Values have the layout of ../README.md; `il.*` is after one update, `ilN.*` after `updates` updates
on the same batch.
"""

import json
import math
import pathlib
import random
import struct


def logistic(x):
    f = 1.0 / (1.0 + math.exp(-x))
    return f, f * (1.0 - f)


def tanh(x):
    f = math.tanh(x)
    return f, 1.0 - f * f


def relu(x):
    return (x, 1.0) if x > 0.0 else (0.0, 0.0)


ACTIVATIONS = {"logistic": logistic, "tanh": tanh, "relu": relu}


def predict(theta, bias, activation, above):
    """mu of one example: [n_l] from x of the layer above, [n_{l+1}]."""
    rates = [activation(x)[0] for x in above]
    return [sum(w * r for w, r in zip(row, rates)) + b for row, b in zip(theta, bias)]


def infer(theta, bias, activation, gamma, t_c, stimulus, target):
    """epsilon and f(x) of every layer in tick t_c, for one example."""
    depth = len(theta)
    x = [None] * depth + [stimulus]
    for l in range(depth - 1, 0, -1):
        x[l] = predict(theta[l], bias[l], activation, x[l + 1])
    x[0] = target
    for t in range(t_c + 1):
        epsilon = []
        for l in range(depth):
            mu = predict(theta[l], bias[l], activation, x[l + 1])
            epsilon.append([x_i - mu_i for x_i, mu_i in zip(x[l], mu)])
        if t == t_c:
            return epsilon, [[activation(x_i)[0] for x_i in layer] for layer in x]
        moved = list(x)
        for l in range(1, depth):
            moved[l] = []
            for i, x_i in enumerate(x[l]):
                push = sum(e * theta[l - 1][k][i] for k, e in enumerate(epsilon[l - 1]))
                slope = activation(x_i)[1]
                moved[l].append(x_i + gamma * (-epsilon[l][i] + slope * push))
        x = moved


def update(theta, bias, activation, alpha, gamma, t_c, inputs, targets, has_bias):
    """theta[l] is [n_l][n_{l+1}], from layer l + 1 to layer l. Returns new weights."""
    seen = [infer(theta, bias, activation, gamma, t_c, s, y) for s, y in zip(inputs, targets)]
    new_theta, new_bias = [], []
    for l, matrix in enumerate(theta):
        new_theta.append([
            [w + alpha * sum(e[l][i] * f[l + 1][j] for e, f in seen) for j, w in enumerate(row)]
            for i, row in enumerate(matrix)
        ])
        step = alpha if has_bias else 0.0
        new_bias.append([b + step * sum(e[l][i] for e, _ in seen) for i, b in enumerate(bias[l])])
    return new_theta, new_bias


def save(path, tensors, metadata):
    """tensors: name -> (shape, flat list of floats)."""
    header, data = {"__metadata__": metadata}, b""
    for name, (shape, values) in tensors.items():
        assert len(values) == math.prod(shape)
        chunk = struct.pack("<%dd" % len(values), *values)
        offsets = [len(data), len(data) + len(chunk)]
        header[name] = {"dtype": "F64", "shape": list(shape), "data_offsets": offsets}
        data += chunk
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def matrix_tensor(rows):
    return (len(rows), len(rows[0])), [value for row in rows for value in row]


def write(seed, sizes, activation, bias, alpha, gamma, t_c, batch, updates):
    """sizes run from input to output."""
    draws = random.Random(seed)
    widths = sizes[::-1]
    depth = len(widths) - 1

    def uniform(n, bound):
        return [draws.uniform(-bound, bound) for _ in range(n)]

    theta = [[uniform(widths[l + 1], 0.9) for _ in range(widths[l])] for l in range(depth)]
    biases = [uniform(widths[l], 0.5) if bias else [0.0] * widths[l] for l in range(depth)]
    inputs = [uniform(widths[depth], 1.0) for _ in range(batch)]
    targets = [uniform(widths[0], 1.0) for _ in range(batch)]
    tensors = {"input": matrix_tensor(inputs), "target": matrix_tensor(targets)}

    def keep(prefix, theta, biases):
        for l in range(depth):
            tensors["%stheta.%d" % (prefix, l + 1)] = matrix_tensor(theta[l])
            if bias:
                tensors["%sbias.%d" % (prefix, l)] = ((widths[l],), biases[l])

    keep("", theta, biases)
    f = ACTIVATIONS[activation]
    for n in range(updates):
        theta, biases = update(theta, biases, f, alpha, gamma, t_c, inputs, targets, bias)
        if n == 0:
            keep("il.", theta, biases)
    keep("ilN.", theta, biases)
    metadata = {
        "sizes": ",".join(map(str, sizes)), "activation": activation,
        "bias": str(bias).lower(), "alpha": repr(alpha), "gamma": repr(gamma),
        "ticks": str(t_c), "batch": str(batch), "updates": str(updates),
    }
    name = "%s_%s_tc%d.safetensors" % (activation, "-".join(map(str, sizes)), t_c)
    save(pathlib.Path(__file__).with_name(name), tensors, metadata)


if __name__ == "__main__":
    write(1, [5, 4, 3, 2], "tanh", True, 0.1, 0.1, 20, 1, 5)
    write(2, [4, 5, 3], "logistic", False, 0.25, 0.5, 3, 3, 4)
    write(3, [3, 4, 4, 3, 2], "relu", True, 0.05, 0.2, 7, 2, 3)
    write(4, [2, 3, 1], "tanh", True, 0.2, 1.0, 0, 2, 2)
