"""Writes the reference vectors of this folder: PyTorch's autograd in float64.

    python3 -m venv /tmp/golden
    /tmp/golden/bin/pip install numpy==2.4.6 torch==2.15.0
    /tmp/golden/bin/python tests/golden/make.py            # writes the files of NETWORKS
    /tmp/golden/bin/python tests/golden/make.py --check    # recomputes every file of the folder

No derivative is written by hand: delta, the gradients and f' are all torch.autograd's, and f is
made of PyTorch's own functions. README.md describes the tensors. The six files that are not in
NETWORKS were made by an earlier generator, whose seeds are lost; `--check` recomputes them, too,
from the inputs and weights that they hold.

A file is written only if it tests something: no x is within MARGIN of a kink of f in any update or
any tick of inference, f is used on every side of its kinks, and no delta is 0 in a whole layer and
lane (nothing is learned there, and a neuron with tonic feedback may commit late: SPEC section 8).
Otherwise the seed must change.
"""

import json
import math
import pathlib
import struct
import sys

import numpy
import torch
import torch.nn.functional as F

VERSIONS = {"numpy": "2.4.6", "torch": "2.15.0"}
FOLDER = pathlib.Path(__file__).parent
MARGIN = 1e-4  # Least distance of x from a kink of f.
TOLERANCE = 1e-12  # Of --check, relative to the largest value of a tensor, or of a tick.
MAX_BYTES = 60 * 1024
TYPES = {torch.float64: ("F64", "<f8"), torch.int32: ("I32", "<i4")}

ACTIVATIONS = {
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.01),
    "identity": lambda x: x * 1.0,  # A new node, so that autograd has something to derive.
    # Not F.hardsigmoid: in float64, too, its backward pass takes 1/6 in single precision.
    "hard_sigmoid": lambda x: torch.clamp(x / 6 + 0.5, 0.0, 1.0),
    "square": torch.square,
}
KINKS = {"relu": [0.0], "leaky_relu": [0.0], "hard_sigmoid": [-3.0, 3.0]}

# Sizes run from input to output; `gain` times 1/sqrt(fan-in) is the standard deviation of a
# weight, `bias` that of a bias (0: none), and inputs are uniform in [-reach, reach).
# `raw`: input neurons send their input itself, not f of it.
NETWORKS = [
    dict(seed=1, sizes=[6, 4], activation="logistic", gain=1.0, bias=0.5, reach=2.0,
         alpha=0.2, gamma=0.5, ticks=4, batch=3),
    dict(seed=2, sizes=[7, 6, 6, 5, 3], activation="logistic", gain=3.0, bias=0.0, reach=2.0,
         alpha=0.2, gamma=0.5, ticks=9, batch=4),
    dict(seed=3, sizes=[9, 7, 5, 4], activation="tanh", gain=1.2, bias=0.0, reach=2.0,
         alpha=0.05, gamma=0.5, ticks=9, batch=4),
    dict(seed=4, sizes=[6, 7, 5, 3], activation="tanh", gain=1.2, bias=0.5, reach=2.0,
         alpha=0.05, gamma=1.0, ticks=7, batch=3, raw=True),
    dict(seed=2, sizes=[9, 8, 8, 6, 4], activation="relu", gain=1.5, bias=0.0, reach=2.0,
         alpha=0.01, gamma=0.5, ticks=8, batch=4),
    dict(seed=3, sizes=[8, 7, 6, 5, 3], activation="leaky_relu", gain=1.5, bias=0.5, reach=2.0,
         alpha=0.02, gamma=1.0, ticks=7, batch=4),
    dict(seed=7, sizes=[10, 9, 6, 4], activation="leaky_relu", gain=1.5, bias=0.0, reach=2.0,
         alpha=0.02, gamma=0.5, ticks=8, batch=3),
    dict(seed=8, sizes=[5, 6, 4, 4, 3], activation="identity", gain=0.9, bias=0.5, reach=1.0,
         alpha=0.05, gamma=0.5, ticks=8, batch=3),
    dict(seed=9, sizes=[8, 7, 7, 6, 4], activation="hard_sigmoid", gain=6.0, bias=1.0, reach=5.0,
         alpha=0.05, gamma=0.5, ticks=8, batch=4),
    dict(seed=11, sizes=[10, 8, 6, 4], activation="hard_sigmoid", gain=6.0, bias=0.0, reach=5.0,
         alpha=0.05, gamma=1.0, ticks=7, batch=4),
    dict(seed=10, sizes=[6, 5, 4, 3], activation="square", gain=0.6, bias=0.3, reach=1.0,
         alpha=0.02, gamma=0.5, ticks=6, batch=3),
    dict(seed=12, sizes=[7, 6, 4], activation="square", gain=0.6, bias=0.0, reach=1.0,
         alpha=0.02, gamma=1.0, ticks=6, batch=4),
    dict(seed=13, sizes=[6, 5, 4, 3], activation="square", gain=0.6, bias=0.3, reach=1.0,
         alpha=0.02, gamma=1.0, ticks=6, batch=3, raw=True),
]


class Network:
    """theta[l] is [n_l, n_{l+1}], from layer l + 1 to layer l; bias[l] is [n_l] or absent."""

    def __init__(self, metadata, tensors):
        self.widths = [int(n) for n in metadata["sizes"].split(",")][::-1]
        self.depth = len(self.widths) - 1
        self.activation = metadata["activation"]
        self.f = ACTIVATIONS[self.activation]
        self.is_raw = metadata.get("input_transfer") == "identity"
        self.alpha, self.gamma = float(metadata["alpha"]), float(metadata["gamma"])
        self.n_ticks, self.n_updates = int(metadata["ticks"]), int(metadata["updates"])
        self.input, self.target = tensors["input"], tensors["target"]
        self.theta = [tensors[f"theta.{l + 1}"].clone() for l in range(self.depth)]
        has_bias = metadata["bias"] == "true"
        self.bias = [tensors[f"bias.{l}"].clone() for l in range(self.depth)] if has_bias else []
        self.pre_activations = []  # Every x that f was applied to, flat.
        self.all_learn = True  # Whether no delta was 0 in a whole layer and lane.

    def rate(self, l, x):
        """f(x) of layer l, or what its input neurons send."""
        if l == self.depth and self.is_raw:
            return x
        self.pre_activations.append(x.detach().flatten())
        return self.f(x)

    def mu(self, l, x_above):
        """Prediction of layer l, [B, n_l]."""
        mu = self.rate(l + 1, x_above) @ self.theta[l].T
        return mu + self.bias[l] if self.bias else mu

    def update(self):
        """One update of all weights; y and delta of layers 0 .. L-1, [B, n_l]."""
        parameters = self.theta + self.bias
        for parameter in parameters:
            parameter.requires_grad_(True)
            parameter.grad = None
        y = [None] * self.depth + [self.input]
        for l in reversed(range(self.depth)):
            y[l] = self.mu(l, y[l + 1])
            y[l].retain_grad()
        (0.5 * (self.target - y[0]).square().sum()).backward()
        with torch.no_grad():
            for parameter in parameters:
                parameter -= self.alpha * parameter.grad
        delta = [-layer.grad for layer in y[:-1]]
        self.all_learn &= all((layer != 0).any(1).all().item() for layer in delta)
        return [layer.detach() for layer in y[:-1]], delta

    def slope(self, x):
        """f'(x), by autograd."""
        x = x.clone().requires_grad_(True)
        return torch.autograd.grad(self.f(x).sum(), x)[0]

    def infer(self):
        """x and epsilon of layers 0 .. L-1, [ticks, B, n_l]: Eq. 7 from C1, output clamped."""
        x = [None] * self.depth + [self.input]
        for l in reversed(range(self.depth)):
            x[l] = self.mu(l, x[l + 1])
        x[0] = self.target
        seen = []
        for _ in range(self.n_ticks):
            mu = [self.mu(l, x[l + 1]) for l in range(self.depth)]
            epsilon = [x[l] - mu[l] for l in range(self.depth)]
            seen.append((x[: self.depth], epsilon))
            moved = list(x)
            for l in range(1, self.depth):
                push = self.slope(x[l]) * (epsilon[l - 1] @ self.theta[l - 1])
                moved[l] = x[l] + self.gamma * (push - epsilon[l])
            x = moved
        return [[torch.stack([tick[k][l] for tick in seen]) for l in range(self.depth)]
                for k in range(2)]

    def weights(self, prefix):
        """theta and bias as they are now, by name."""
        tensors = {f"{prefix}theta.{l + 1}": t for l, t in enumerate(self.theta)}
        tensors.update({f"{prefix}bias.{l}": b for l, b in enumerate(self.bias)})
        return {name: tensor.detach().clone() for name, tensor in tensors.items()}

    def derive(self):
        """Everything that follows from inputs, targets and weights, by name."""
        tensors = {}
        x, epsilon = self.infer()
        for l in range(self.depth):
            tensors[f"il.x.{l}"], tensors[f"il.eps.{l}"] = x[l], epsilon[l]
        y, delta = self.update()
        for l in range(self.depth):
            tensors[f"bp.y.{l}"], tensors[f"bp.delta.{l}"] = y[l], delta[l]
        tensors.update(self.weights("bp."))
        for _ in range(self.n_updates - 1):
            self.update()
        tensors.update(self.weights("bpN."))
        return tensors

    def assert_telling(self):
        """Fails where the network would not tell a right f from a wrong one."""
        assert self.all_learn, "delta is 0 in a whole layer and lane"
        x = torch.cat(self.pre_activations)
        if self.activation == "identity":
            return
        edges = KINKS.get(self.activation, [0.0])
        for kink in KINKS.get(self.activation, []):
            nearest = (x - kink).abs().min().item()
            assert nearest > MARGIN, f"x is {nearest} from the kink at {kink}"
        for low, high in zip([-math.inf] + edges, edges + [math.inf]):
            share = ((x > low) & (x < high)).double().mean().item()
            assert share > 0.1, f"{share:.3f} of all x are between {low} and {high}"


def draw(seed, sizes, activation, gain, bias, reach, alpha, gamma, ticks, batch, raw=False):
    """Metadata, and inputs, targets and weights by name."""
    draws = torch.Generator().manual_seed(seed)
    widths = sizes[::-1]
    tensors = {
        "input": reach * (2 * torch.rand(batch, widths[-1], generator=draws).double() - 1),
        "target": torch.rand(batch, widths[0], generator=draws).double(),
    }
    for l, (n, n_above) in enumerate(zip(widths, widths[1:])):
        normal = torch.randn(n, n_above, generator=draws, dtype=torch.float64)
        tensors[f"theta.{l + 1}"] = gain / math.sqrt(n_above) * normal
        if bias:
            tensors[f"bias.{l}"] = bias * torch.randn(n, generator=draws, dtype=torch.float64)
    metadata = {
        "sizes": ",".join(map(str, sizes)), "activation": activation,
        "bias": str(bool(bias)).lower(), "alpha": repr(alpha), "gamma": repr(gamma),
        "ticks": str(ticks), "batch": str(batch), "updates": "5",
    }
    if raw:
        metadata["input_transfer"] = "identity"
    return metadata, tensors


def save(path, metadata, tensors):
    """A safetensors file, always with the same bytes for the same values."""
    header, data = {"__metadata__": metadata}, b""
    # Long numbers first, so that each begins at a multiple of its length.
    by_length = sorted(tensors.items(), key=lambda item: (-item[1].element_size(), item[0]))
    for name, tensor in by_length:
        dtype, layout = TYPES[tensor.dtype]
        chunk = tensor.numpy().astype(layout).tobytes()
        header[name] = {"dtype": dtype, "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(chunk)]}
        data += chunk
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    whole = struct.pack("<Q", len(text)) + text + data
    assert len(whole) < MAX_BYTES, f"{path.name} takes {len(whole)} bytes"
    path.write_bytes(whole)


def load(path):
    """Metadata and tensors of a file."""
    whole = path.read_bytes()
    (n,) = struct.unpack("<Q", whole[:8])
    header = json.loads(whole[8 : 8 + n])
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + n + offset for offset in entry["data_offsets"])
        (layout,) = (layout for dtype, layout in TYPES.values() if dtype == entry["dtype"])
        values = numpy.frombuffer(whole[begin:end], layout).reshape(entry["shape"])
        tensors[name] = torch.from_numpy(values.copy())
    return metadata, tensors


def write_all():
    for network in NETWORKS:
        metadata, tensors = draw(**network)
        name = "-".join([network["activation"], *map(str, network["sizes"])]
                        + (["bias"] if network["bias"] else [])
                        + (["raw"] if network.get("raw") else []))
        judge = Network(metadata, tensors)
        try:
            tensors.update(judge.derive())
            judge.assert_telling()
        except AssertionError as error:
            sys.exit(f"{name}, seed {network['seed']}: {error}")
        save(FOLDER / f"{name}.safetensors", metadata, tensors)
        largest = max(t.abs().max().item() for t in tensors.values())
        print(f"{name}: largest value {largest:.3g}")


def check_all():
    """Compares every file with what follows from its own inputs and weights."""
    worst = 0.0
    for path in sorted(FOLDER.glob("*.safetensors")):
        metadata, tensors = load(path)
        derived = Network(metadata, tensors).derive()
        given = {n for n in tensors if n in ("input", "target") or n.startswith(("theta.", "bias."))}
        assert set(derived) == set(tensors) - given, f"{path.name}: other tensors"
        largest = {}
        for name, tensor in derived.items():
            ticks = tensor.flatten(1) if name.startswith("il.") else tensor.flatten()[None]
            largest[name] = ticks.abs().amax(1)
        in_tick = torch.stack([v for n, v in largest.items() if n.startswith("il.")]).amax(0)
        for name, tensor in derived.items():
            difference = (tensor - tensors[name]).abs()
            scale = in_tick if name.startswith("il.") else largest[name]
            rows = difference.flatten(1) if name.startswith("il.") else difference.flatten()[None]
            relative = (rows.amax(1) / scale.clamp_min(1e-300)).max().item()
            assert relative <= TOLERANCE, f"{path.name}: {name} differs by {relative}"
            worst = max(worst, relative)
    print(f"every file follows from its inputs and weights; largest relative difference {worst:.1e}")


def say_versions():
    found = {"numpy": numpy.__version__, "torch": torch.__version__.split("+")[0]}
    if found != VERSIONS:
        print(f"the files were made with {VERSIONS}, this is {found}", file=sys.stderr)
    torch.set_num_threads(1)


if __name__ == "__main__":
    say_versions()
    check_all() if "--check" in sys.argv[1:] else write_all()
