"""Backpropagation in PyTorch: eager (autograd and torch.optim.SGD), by hand (Eqs. 1 to 4 in
tensor operations, without autograd), and the step by hand through torch.compile, if that works.

One core: start it under `taskset -c N`, as benches/peers/run does.
"""

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

import torch

import contest
from contest import ALPHA, Contestant

torch.set_num_threads(1)
torch.set_num_interop_threads(1)


class Peer(Contestant):
    def __init__(self, name, has_rate, work):
        super().__init__(f"PyTorch BP, {name}", has_rate)
        self.theta = [torch.from_numpy(t.copy()) for t in work.theta]
        pairs = zip(work.inputs, work.targets)
        self.batches = [(torch.from_numpy(x), torch.from_numpy(y)) for x, y in pairs]

    def weights(self):
        return [t.detach().numpy() for t in self.theta]


class Eager(Peer):
    def __init__(self, has_rate, work):
        super().__init__("eager", has_rate, work)
        self.theta = [t.requires_grad_(True) for t in self.theta]
        self.optimizer = torch.optim.SGD(self.theta, lr=ALPHA)

    def call(self, k):
        x, target = self.batches[k]
        rate = torch.sigmoid(x) if self.has_rate else x
        for t in self.theta[:-1]:
            rate = torch.sigmoid(rate @ t)
        self.optimizer.zero_grad()
        (0.5 * (target - rate @ self.theta[-1]).square().sum()).backward()
        self.optimizer.step()


def step(theta, x, target, has_rate: bool):
    """One update in place."""
    rates = [torch.sigmoid(x) if has_rate else x]
    for t in theta[:-1]:
        rates.append(torch.sigmoid(rates[-1] @ t))
    delta = target - rates[-1] @ theta[-1]
    for l in range(len(theta) - 1, -1, -1):
        rate = rates[l]
        below = (delta @ theta[l].T) * (rate * (1 - rate)) if l > 0 else None
        theta[l].addmm_(rate.T, delta, alpha=ALPHA)
        delta = below


class ByHand(Peer):
    def __init__(self, has_rate, work):
        super().__init__("by hand", has_rate, work)
        self.step = step

    def call(self, k):
        with torch.inference_mode():
            self.step(self.theta, *self.batches[k], self.has_rate)


def new_theta(x, target, has_rate: bool, *theta):
    """The same update, but it returns new weights: faster than in place, once compiled."""
    rates = [torch.sigmoid(x) if has_rate else x]
    for t in theta[:-1]:
        rates.append(torch.sigmoid(rates[-1] @ t))
    delta, new = target - rates[-1] @ theta[-1], []
    for l in range(len(theta) - 1, -1, -1):
        rate = rates[l]
        new.insert(0, theta[l] + ALPHA * (rate.T @ delta))
        delta = (delta @ theta[l].T) * (rate * (1 - rate)) if l > 0 else None
    return new


class Compiled(Peer):
    def __init__(self, has_rate, work):
        super().__init__("compiled step", has_rate, work)
        torch._dynamo.reset()  # Or shapes of earlier workloads become variables.
        self.step = torch.compile(new_theta, fullgraph=True, dynamic=False)

    def call(self, k):
        with torch.no_grad():
            self.theta = self.step(*self.batches[k], self.has_rate, *self.theta)


def contestants(work):
    all = [form(has_rate, work) for form in (Eager, ByHand) for has_rate in (False, True)]
    for has_rate in (False, True):
        try:
            compiled = Compiled(has_rate, work)
            compiled.run(1)
            all.append(compiled)
        except Exception as error:  # No C++ compiler, or a graph that does not compile.
            reason = str(error).strip().splitlines()
            print(f"no compiled step: {reason[0] if reason else error!r}", file=sys.stderr)
    return all


if __name__ == "__main__":
    print(f"PyTorch {torch.__version__}")
    contest.main(contestants)
