"""Backpropagation, zero-divergence inference learning and inference learning in JAX.

Dispatched: a jitted call an update. Scanned: a jitted call for all 16 batches, by lax.scan.
Z-IL: predictions first, then L ticks of Eq. 7 (gamma = 1) in which layer l's weights change at
t = l. IL: 20 ticks of inference (gamma = 0.1), then every weight changes. In both the prediction
from the input is computed once, since the input's weights are constant in between.

One core: start it under `taskset -c N`, as benches/peers/run does.
"""

import os

os.environ.setdefault("JAX_PLATFORMS", "cpu")
# Single-threaded products: a pool would have one core to share.
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")

import jax
import jax.numpy as jnp
import numpy

import contest
from contest import ALPHA, Contestant

jax.config.update("jax_enable_x64", True)
N_STEPS = 20
GAMMA = 0.1


def rates_of(x, has_rate):
    return jax.nn.sigmoid(x) if has_rate else x


def bp(theta, x, target, has_rate):
    """One update by jax.grad."""

    def loss(theta):
        rate = rates_of(x, has_rate)
        for t in theta[:-1]:
            rate = jax.nn.sigmoid(rate @ t)
        return 0.5 * jnp.sum((target - rate @ theta[-1]) ** 2)

    return [t - ALPHA * g for t, g in zip(theta, jax.grad(loss)(theta))]


# Below, layers count from the input: theta[k] leads from x[k] to x[k + 1].


def predictions(theta, first):
    """mu of every layer above the input's, all x being predictions; `first` is that of x[1]."""
    mu = [first]
    for t in theta[1:]:
        mu.append(jax.nn.sigmoid(mu[-1]) @ t)
    return mu


def tick(theta, x, first, gamma):
    """epsilon of every layer above the input's, f of hidden x, and hidden x after Eq. 7."""
    f = [jax.nn.sigmoid(v) for v in x[:-1]]
    mu = [first] + [rate @ t for rate, t in zip(f, theta[1:])]
    epsilon = [v - m for v, m in zip(x, mu)]
    moved = []
    for k, rate in enumerate(f):
        push = rate * (1 - rate) * (epsilon[k + 1] @ theta[k + 1].T)
        moved.append(mu[k] + (1 - gamma) * epsilon[k] + gamma * push)
    return epsilon, f, moved + [x[-1]]


def zil(theta, x, target, has_rate):
    rate = rates_of(x, has_rate)
    depth, theta = len(theta), list(theta)
    first = rate @ theta[0]
    x = predictions(theta, first)[:-1] + [target]
    for t in range(depth):
        epsilon, f, x = tick(theta, x, first, 1.0)
        k = depth - 1 - t  # Layer l = t counted from the output.
        below = rate if k == 0 else f[k - 1]
        theta[k] = theta[k] + ALPHA * (below.T @ epsilon[k])
    return theta


def il(theta, x, target, has_rate):
    rate = rates_of(x, has_rate)
    first = rate @ theta[0]
    start = predictions(theta, first)[:-1] + [target]
    x = jax.lax.fori_loop(0, N_STEPS, lambda _, x: tick(theta, x, first, GAMMA)[2], start)
    epsilon, f, _ = tick(theta, x, first, GAMMA)
    return [t + ALPHA * (below.T @ e) for t, below, e in zip(theta, [rate] + f, epsilon)]


class Dispatched(Contestant):
    def __init__(self, name, update, has_rate, work):
        super().__init__(f"JAX {name}, dispatched", has_rate)
        self.theta = [jnp.array(t) for t in work.theta]
        self.batches = [(jnp.array(x), jnp.array(y)) for x, y in zip(work.inputs, work.targets)]
        self.update = jax.jit(lambda t, x, y: update(t, x, y, has_rate), donate_argnums=0)

    def call(self, k):
        self.theta = self.update(self.theta, *self.batches[k])

    def wait(self):
        jax.block_until_ready(self.theta)

    def weights(self):
        return [numpy.asarray(t) for t in self.theta]


class Scanned(Dispatched):
    def __init__(self, name, update, has_rate, work):
        super().__init__(name, update, has_rate, work)
        Contestant.__init__(self, f"JAX {name}, scanned", has_rate, contest.N_BATCHES)
        self.batches = [(jnp.array(work.inputs), jnp.array(work.targets))]

        def sweep(theta, inputs, targets):
            step = lambda theta, batch: (update(theta, *batch, has_rate), None)
            return jax.lax.scan(step, theta, (inputs, targets))[0]

        self.update = jax.jit(sweep, donate_argnums=0)


def contestants(work):
    return [
        form(name, update, has_rate, work)
        for name, update in (("BP", bp), ("Z-IL", zil), (f"IL, {N_STEPS} steps", il))
        for form in (Dispatched, Scanned)
        for has_rate in (False, True)
    ]


if __name__ == "__main__":
    print(f"JAX {jax.__version__}")
    contest.main(contestants)
