"""The contest of benches/updates/contest.rs, for contestants written in Python.

The same workloads: logistic, no bias, 1/2 sum of squared errors, plain gradient descent on the
batch's sum, images like MNIST's (about four fifths of them 0), 16 batches in turn. Contestants
take turns in short samples; a time is the median of all turns. Before anything is timed, every
contestant must have learned what float64 backpropagation in NumPy learned (inference learning
aside).

`has_rate`: whether input neurons send f of their input, as fazil's do, or the input itself.
"""

import sys
import time

import numpy

WORKLOADS = {
    "W1": ([784, 32, 32, 10], 20),
    "W2": ([784, 512, 512, 10], 20),
    "W3": ([784, 32, 32, 10], 1),
}
ALPHA = 0.001
N_BATCHES = 16
N_COMPARED = 3 * N_BATCHES
TOLERANCE = {"f32": 1e-5, "f64": 1e-11}
TURN = 0.004  # [s], about.
N_TURNS = 41


class Workload:
    """Initial weights, theta[k] [n_k, n_{k+1}] counted from the input, and 16 batches."""

    def __init__(self, name, precision):
        self.name, self.precision = name, precision
        self.sizes, self.n_lanes = WORKLOADS[name]
        dtype = {"f32": numpy.float32, "f64": numpy.float64}[precision]
        draws = numpy.random.default_rng(1)
        bounds = [(6 / (m + n)) ** 0.5 for m, n in zip(self.sizes, self.sizes[1:])]
        shapes = zip(self.sizes, self.sizes[1:], bounds)
        self.theta = [draws.uniform(-b, b, (m, n)).astype(dtype) for m, n, b in shapes]
        shape = (N_BATCHES, self.n_lanes, self.sizes[0])
        pixels = draws.uniform(0, 1, shape) * (draws.uniform(0, 1, shape) < 0.2)
        self.inputs = pixels.astype(dtype)
        labels = draws.integers(0, self.sizes[-1], shape[:2])
        self.targets = numpy.eye(self.sizes[-1], dtype=dtype)[labels]


class Contestant:
    """Someone who learns. `stride`: how many updates are one call."""

    def __init__(self, name, has_rate, stride=1):
        self.name = f"{name}; {'f(input)' if has_rate else 'input'}"
        self.has_rate, self.stride = has_rate, stride
        self.is_backpropagation = not name.split(", ")[0].endswith(" IL")
        self.n_done = 0

    def call(self, k):
        """`stride` updates, the first on batch k; may return before they are done."""
        raise NotImplementedError

    def wait(self):
        """Returns once everything asked for is done."""

    def weights(self):
        """theta now, as NumPy arrays."""
        raise NotImplementedError

    def run(self, n_calls):
        """Seconds an update."""
        begun = time.perf_counter()
        for _ in range(n_calls):
            self.call(self.n_done % N_BATCHES)
            self.n_done += self.stride
        self.wait()
        return (time.perf_counter() - begun) / (n_calls * self.stride)


def logistic(x):
    return 1 / (1 + numpy.exp(-x))


def backpropagation(work, has_rate, n_updates):
    """theta after n_updates, in float64."""
    theta = [t.astype(numpy.float64) for t in work.theta]
    for k in range(n_updates):
        x = work.inputs[k % N_BATCHES].astype(numpy.float64)
        rates = [logistic(x) if has_rate else x]
        for t in theta[:-1]:
            rates.append(logistic(rates[-1] @ t))
        delta = work.targets[k % N_BATCHES] - rates[-1] @ theta[-1]
        for l in reversed(range(len(theta))):
            below = (delta @ theta[l].T) * rates[l] * (1 - rates[l])
            theta[l] += ALPHA * rates[l].T @ delta
            delta = below
    return theta


def compete(work, contestants):
    """Prints the table of one workload."""
    learned = {rate: backpropagation(work, rate, N_COMPARED) for rate in (False, True)}
    for one in contestants:
        while one.n_done < N_COMPARED:
            one.run(1)
        if one.is_backpropagation:
            pairs = zip(one.weights(), learned[one.has_rate])
            difference = max(numpy.abs(ours - theirs).max() for ours, theirs in pairs)
            if not difference <= TOLERANCE[work.precision]:
                sys.exit(f"{work.name} {work.precision}: {one.name} learned something else: {difference}")
    n_calls = []
    for one in contestants:
        seconds = min(one.run(1) for _ in range(5)) * one.stride
        n_calls.append(max(1, round(TURN / seconds)))
    times = [[] for _ in contestants]
    for turn in range(N_TURNS):
        for k in range(len(contestants)):
            k = (k + turn) % len(contestants)
            times[k].append(contestants[k].run(n_calls[k]))
    title = f"{work.name} {work.precision}"
    print(f"\n{title:<52}{'µs':>10}{'least µs':>12}")
    for one, seconds in zip(contestants, times):
        print(f"{one.name:<52}{1e6 * numpy.median(seconds):>10.2f}{1e6 * min(seconds):>12.2f}")
    sys.stdout.flush()


def main(contestants_of):
    """Runs the workloads and precisions that the command line names, or all."""
    words = sys.argv[1:]
    names = [name for name in WORKLOADS if name in words] or list(WORKLOADS)
    precisions = [p for p in ("f32", "f64") if p in words] or ["f32", "f64"]
    for name in names:
        for precision in precisions:
            work = Workload(name, precision)
            compete(work, contestants_of(work))
