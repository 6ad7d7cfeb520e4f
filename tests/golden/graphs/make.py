"""Writes the reference vectors of this folder: networks that are no chain, by PyTorch's autograd.

    python3 -m venv /tmp/golden
    /tmp/golden/bin/pip install numpy==2.4.6 torch==2.15.0
    /tmp/golden/bin/python tests/golden/graphs/make.py            # writes every file
    /tmp/golden/bin/python tests/golden/graphs/make.py --check    # recomputes every file

No derivative is written by hand. Each kind of projection is PyTorch's own operation: a matrix
product, a product of neuron by neuron, `unfold` (as in a convolution without shared kernels), and
`index_add`. README.md describes the tensors.

As in `../make.py` a file is written only if it tests something: no x is within MARGIN of a kink of
f, every f is used on every side of its kinks, no delta is 0 in a whole population and lane, and
most weights change in every update. Otherwise the seed must change.
"""

import importlib.util
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

FOLDER = pathlib.Path(__file__).parent

spec = importlib.util.spec_from_file_location("chains", FOLDER.parent / "make.py")
chains = importlib.util.module_from_spec(spec)
spec.loader.exec_module(chains)

# By the names that scenarios use.
ACTIVATIONS = {name.replace("_", ""): (f, chains.KINKS.get(name, []))
               for name, f in chains.ACTIVATIONS.items()}
N_UPDATES = 2


def population(name, neurons, activation, bias=False):
    """`neurons`: how many, or (rows, columns, channels)."""
    if isinstance(neurons, int):
        place = {"size": neurons}
    else:
        place = {"sheet": dict(zip(["rows", "columns", "channels"], neurons))}
    return {"name": name, **place, "activation": activation, "bias": bias}


def projection(pre, post, connect="All", learns=True):
    """`connect` as in a scenario; a number stands for so many pairs, which are drawn."""
    return {"from": pre, "to": post, "connect": connect, "learns": learns}


def field(size, stride=1, padding=0):
    return {"Receptive": {"field": size, "stride": stride, "padding": padding}}


# `gain` times 1/sqrt(mean fan-in) is the standard deviation of a weight, `bias` that of a bias, and
# inputs are uniform in [-reach, reach). Populations and projections are listed in no order.
GRAPHS = {
    # a -> c and b -> out span two levels.
    "skip": dict(seed=9, gain=1.5, bias=0.5, reach=2.0, alpha=0.05, batch=4, populations=[
        population("out", 3, "Identity", bias=True),
        population("c", 5, "Tanh", bias=True),
        population("b", 6, "ReLU"),
        population("a", 6, "Logistic", bias=True),
        population("in", 7, "Tanh"),
    ], projections=[
        projection("a", "c"), projection("c", "out"), projection("b", "c"), projection("in", "a"),
        projection("b", "out"), projection("a", "b"), projection("in", "b"),
    ]),
    # Two blocks; the identity is a projection that does not learn.
    "residual": dict(seed=5, gain=1.2, bias=0.5, reach=1.5, alpha=0.02, batch=3, populations=[
        population("in", 6, "Identity"),
        population("s0", 6, "Identity", bias=True),
        population("h1", 5, "ReLU", bias=True),
        population("s1", 6, "Identity"),
        population("h2", 7, "Tanh", bias=True),
        population("s2", 6, "LeakyReLU"),
        population("out", 3, "Identity", bias=True),
    ], projections=[
        projection("in", "s0"),
        projection("s0", "h1"), projection("h1", "s1"),
        projection("s0", "s1", "OneToOne", learns=False),
        projection("s1", "h2"), projection("h2", "s2"),
        projection("s1", "s2", "OneToOne", learns=False),
        projection("s2", "out"),
    ]),
    # Three projections from the one, one from the other, until they meet.
    "two-inputs": dict(seed=1, gain=1.3, bias=0.5, reach=1.5, alpha=0.03, batch=4, populations=[
        population("meet", 6, "LeakyReLU", bias=True),
        population("right", 4, "Square"),
        population("out", 3, "Identity"),
        population("left", 5, "Identity"),
        population("a", 5, "Tanh", bias=True),
        population("b", 4, "Logistic"),
    ], projections=[
        projection("right", "meet"), projection("meet", "out"), projection("left", "a"),
        projection("b", "meet"), projection("a", "b"),
    ]),
    # One trunk, and ways of different length and different f; `value` is linear, too: an output
    # sends nothing, so that its f is never used.
    "two-outputs": dict(seed=40, gain=1.5, bias=0.5, reach=2.0, alpha=0.05, batch=4, populations=[
        population("value", 2, "Tanh", bias=True),
        population("in", 6, "Identity"),
        population("answer", 3, "Identity"),
        population("trunk", 6, "Logistic", bias=True),
        population("a", 5, "Tanh", bias=True),
        population("b", 5, "ReLU"),
        population("c", 4, "HardSigmoid", bias=True),
    ], projections=[
        projection("in", "trunk"), projection("trunk", "a"), projection("trunk", "b"),
        projection("a", "answer"), projection("b", "c"), projection("c", "value"),
    ]),
    # Fields within the edge, beyond it, and two places apart.
    "receptive": dict(seed=1, gain=1.5, bias=0.5, reach=2.0, alpha=0.03, batch=3, populations=[
        population("retina", (5, 4, 2), "Identity"),
        population("V1", (4, 3, 2), "Tanh", bias=True),
        population("V2", (5, 4, 2), "LeakyReLU"),
        population("V3", (3, 2, 1), "Logistic", bias=True),
        population("out", 3, "Identity", bias=True),
    ], projections=[
        projection("retina", "V1", field(2)),
        projection("V1", "V2", field(2, padding=1)),
        projection("V2", "V3", field(3, stride=2, padding=1)),
        projection("V3", "out"),
    ]),
    # A tenth of all pairs, and one in eight of those from a to out, which span two levels.
    "sparse": dict(seed=1, gain=1.5, bias=0.5, reach=2.0, alpha=0.03, batch=4, populations=[
        population("in", 20, "Identity"),
        population("a", 12, "Tanh", bias=True),
        population("b", 20, "ReLU", bias=True),
        population("out", 4, "Identity"),
    ], projections=[
        projection("in", "a", 24), projection("a", "b", 24), projection("a", "out", 6),
        projection("b", "out"),
    ]),
}


class Projection:
    """Who is connected, as PyTorch computes it; `value` are the weights, a number a pair but for
    All, where they are [post, pre]."""

    def __init__(self, described, populations, listed):
        self.pre, self.post = described["from"], described["to"]
        self.name = f"{self.pre}-{self.post}"
        self.learns = described["learns"]
        self.n_pre, self.n_post = (size(populations[name]) for name in (self.pre, self.post))
        connect = described["connect"]
        self.kind = connect if isinstance(connect, str) else next(iter(connect))
        if self.kind == "OneToOne":
            self.pairs = torch.arange(self.n_pre)[:, None].expand(-1, 2)
        elif self.kind == "Pairs":
            self.pairs = in_order(listed[connect["Pairs"]].long())
        elif self.kind == "Receptive":
            of = connect["Receptive"]
            self.unfold = torch.nn.Unfold(of["field"], padding=of["padding"], stride=of["stride"])
            sheet = populations[self.pre]["sheet"]
            self.shape = (sheet["rows"], sheet["columns"], sheet["channels"])
            self.lay_fields(populations[self.post]["sheet"]["channels"])
        else:
            assert self.kind == "All", self.kind
            self.pairs = None

    def image(self, rates):
        """[B, n_pre] as [B, channels, rows, columns]."""
        return rates.view(-1, *self.shape).permute(0, 3, 1, 2)

    def lay_fields(self, n_channels):
        """`pairs`, and `place` of each in its field, from an image that shows numbers + 1."""
        shown = self.unfold(self.image(1.0 + torch.arange(self.n_pre).double()[None]))[0]
        assert shown.shape[1] * n_channels == self.n_post, f"{self.name}: fields do not fit"
        self.n_channels, self.n_in_field = n_channels, shown.shape[0]
        found = [(int(shown[place, post // n_channels]) - 1, post, place)
                 for post in range(self.n_post) for place in range(self.n_in_field)
                 if shown[place, post // n_channels] > 0]
        found.sort(key=lambda of: (of[1], of[0]))
        self.pairs = torch.tensor([of[:2] for of in found])
        self.place = torch.tensor([of[2] for of in found])

    def forward(self, rates):
        """Its part of the prediction, [B, n_post]."""
        if self.kind == "All":
            return rates @ self.value.T
        if self.kind == "OneToOne":
            return rates * self.value
        pre, post = self.pairs.T
        if self.kind == "Pairs":
            sums = torch.zeros(len(rates), self.n_post, dtype=torch.float64)
            return sums.index_add(1, post, rates[:, pre] * self.value)
        kernels = torch.zeros(self.n_post, self.n_in_field, dtype=torch.float64)
        kernels = kernels.index_put((post, self.place), self.value)
        kernels = kernels.view(-1, self.n_channels, self.n_in_field)
        fields = self.unfold(self.image(rates))
        return torch.einsum("bfp,pcf->bpc", fields, kernels).flatten(1)

    def tensor(self):
        """The name of its weights in a file."""
        return f"theta.{self.name}" + ("" if self.kind == "All" else ".value")


def size(described):
    return described.get("size") or math.prod(described["sheet"].values())


def in_order(pairs):
    """[pre, post] by post, then by pre."""
    return torch.tensor(sorted(pairs.tolist(), key=lambda pair: (pair[1], pair[0])))


class Network:
    def __init__(self, metadata, tensors):
        described = json.loads(metadata["populations"])
        self.populations = {of["name"]: of for of in described}
        listed = {name.removeprefix("pairs."): t for name, t in tensors.items()
                  if name.startswith("pairs.")}
        self.projections = [Projection(of, self.populations, listed)
                            for of in json.loads(metadata["projections"])]
        names = list(self.populations)
        self.inputs = [p for p in names if all(of.post != p for of in self.projections)]
        self.outputs = [p for p in names if all(of.pre != p for of in self.projections)]
        self.computing = [p for p in names if p not in self.inputs]
        self.biased = [p for p in self.computing if self.populations[p]["bias"]]
        self.alpha = float(metadata["alpha"])
        self.input, self.target = tensors.get("input"), tensors.get("target")
        for of in self.projections:
            if of.tensor() in tensors:
                of.value = tensors[of.tensor()].clone()
        self.bias = {p: tensors[f"bias.{p}"].clone() for p in self.biased if f"bias.{p}" in tensors}
        self.seen = {p: [] for p in names}  # Every x that f was applied to, flat.
        self.doubts = []

    def columns(self, table, names):
        """The columns of each population, in the order in which they are described."""
        widths = [size(self.populations[p]) for p in names]
        assert table.shape[1] == sum(widths)
        return dict(zip(names, table.split(widths, 1)))

    def rate(self, p, y):
        self.seen[p].append(y.detach().flatten())
        return ACTIVATIONS[self.populations[p]["activation"].lower()][0](y)

    def update(self):
        """One update; y and delta of every population but the inputs."""
        parameters = [of.value for of in self.projections if of.learns] + list(self.bias.values())
        for parameter in parameters:
            parameter.requires_grad_(True)
            parameter.grad = None
        y = self.columns(self.input, self.inputs)
        rates = {}
        waiting = list(self.computing)
        while waiting:
            for p in [p for p in waiting
                      if all(of.pre in y for of in self.projections if of.post == p)]:
                parts = []
                for of in self.projections:
                    if of.post == p:
                        if of.pre not in rates:
                            rates[of.pre] = self.rate(of.pre, y[of.pre])
                        parts.append(of.forward(rates[of.pre]))
                y[p] = sum(parts) + self.bias.get(p, 0.0)
                y[p].retain_grad()
                waiting.remove(p)
        target = self.columns(self.target, self.outputs)
        sum(0.5 * (target[p] - y[p]).square().sum() for p in self.outputs).backward()
        for of in self.projections:
            if of.learns and (of.value.grad != 0).double().mean() < 0.75:
                self.doubts.append(f"a quarter of {of.name} does not change")
        with torch.no_grad():
            for parameter in parameters:
                parameter -= self.alpha * parameter.grad
        delta = {p: -y[p].grad for p in self.computing}
        for p, of in delta.items():
            if not (of != 0).any(1).all():
                self.doubts.append(f"delta of {p} is 0 in a whole lane")
        return {p: y[p].detach() for p in self.computing}, delta

    def weights(self):
        """Weights as they are now, by name."""
        tensors = {of.tensor(): of.value for of in self.projections}
        tensors.update({f"bias.{p}": values for p, values in self.bias.items()})
        return {name: tensor.detach().clone() for name, tensor in tensors.items()}

    def pairs(self):
        """What a weight file says of pairs."""
        return {f"theta.{of.name}.{side}": of.pairs[:, k].int()
                for of in self.projections if of.pairs is not None
                for k, side in enumerate(["pre", "post"])}

    def derive(self):
        """Everything that follows from description, inputs, targets and weights, by name."""
        tensors = self.pairs()
        for k in range(1, N_UPDATES + 1):
            y, delta = self.update()
            for p in self.computing:
                tensors[f"update{k}.y.{p}"], tensors[f"update{k}.delta.{p}"] = y[p], delta[p]
            tensors.update({f"update{k}.{name}": t for name, t in self.weights().items()})
        return tensors

    def assert_telling(self):
        """Fails where the network would not tell a right pass from a wrong one."""
        assert not self.doubts, self.doubts[0]
        for p in set(self.populations) - set(self.outputs):
            activation, x = self.populations[p]["activation"], torch.cat(self.seen[p])
            kinks = ACTIVATIONS[activation.lower()][1]
            for kink in kinks:
                nearest = (x - kink).abs().min().item()
                assert nearest > chains.MARGIN, f"x of {p} is {nearest} from the kink at {kink}"
            edges = [-math.inf, *(kinks or [0.0]), math.inf]
            for low, high in zip(edges, edges[1:]):
                share = ((x > low) & (x < high)).double().mean().item()
                assert share > 0.05, f"{share:.3f} of all x of {p} are between {low} and {high}"


def draw_pairs(n_pre, n_post, n, draws):
    """`n` different pairs [pre, post] in no order, at least one for every post."""
    posts = torch.cat([torch.arange(n_post), torch.randint(n_post, (n - n_post,), generator=draws)])
    chosen = set()
    for post in posts.tolist():
        free = [pre for pre in range(n_pre) if (pre, post) not in chosen]
        chosen.add((free[torch.randint(len(free), (), generator=draws)], post))
    pairs = torch.tensor(sorted(chosen), dtype=torch.int32)
    return pairs[torch.randperm(n, generator=draws)]


def draw(seed, gain, bias, reach, alpha, batch, populations, projections):
    """Metadata, and pairs, inputs, targets and weights by name."""
    draws = torch.Generator().manual_seed(seed)
    by_name = {of["name"]: of for of in populations}
    tensors, described = {}, []
    for of in projections:
        if isinstance(of["connect"], int):
            name = f"{of['from']}-{of['to']}"
            ends = size(by_name[of["from"]]), size(by_name[of["to"]])
            tensors[f"pairs.{name}"] = draw_pairs(*ends, of["connect"], draws)
            of = {**of, "connect": {"Pairs": name}}
        described.append(of)
    metadata = {
        "populations": json.dumps(populations), "projections": json.dumps(described),
        "alpha": repr(alpha), "batch": str(batch), "updates": str(N_UPDATES),
    }
    empty = Network(metadata, tensors)
    n_inputs, n_outputs = (sum(size(by_name[p]) for p in names)
                           for names in (empty.inputs, empty.outputs))
    tensors["input"] = reach * (2 * torch.rand(batch, n_inputs, generator=draws).double() - 1)
    tensors["target"] = torch.rand(batch, n_outputs, generator=draws).double()
    for of in empty.projections:
        shape = (of.n_post, of.n_pre) if of.pairs is None else (len(of.pairs),)
        normal = torch.randn(shape, generator=draws, dtype=torch.float64)
        scale = gain / math.sqrt(math.prod(shape) / of.n_post)
        tensors[of.tensor()] = scale * normal if of.learns else torch.ones_like(normal)
    for p in empty.biased:
        normal = torch.randn(size(by_name[p]), generator=draws, dtype=torch.float64)
        tensors[f"bias.{p}"] = bias * normal
    return metadata, tensors


def write_all():
    for name, graph in GRAPHS.items():
        metadata, tensors = draw(**graph)
        network = Network(metadata, tensors)
        try:
            tensors.update(network.derive())
            network.assert_telling()
        except AssertionError as error:
            sys.exit(f"{name}, seed {graph['seed']}: {error}")
        path = FOLDER / f"{name}.safetensors"
        chains.save(path, metadata, tensors)
        largest = max(t.abs().max().item() for t in tensors.values() if t.is_floating_point())
        print(f"{name}: {path.stat().st_size} bytes, largest value {largest:.3g}")


def check_all():
    """Compares every file with what follows from its own description, inputs and weights."""
    worst, n_files = 0.0, 0
    for path in sorted(FOLDER.glob("*.safetensors")):
        metadata, tensors = chains.load(path)
        network = Network(metadata, tensors)
        given = {"input", "target", *network.weights()}
        given |= {name for name in tensors if name.startswith("pairs.")}
        derived = network.derive()
        assert set(derived) == set(tensors) - given, f"{path.name}: other tensors"
        for name, tensor in derived.items():
            difference = (tensor - tensors[name]).abs().max().item()
            relative = difference / max(tensor.abs().max().item(), 1e-300)
            assert relative <= chains.TOLERANCE, f"{path.name}: {name} differs by {relative}"
            worst = max(worst, relative)
        n_files += 1
    assert n_files == len(GRAPHS), f"{n_files} files, {len(GRAPHS)} graphs"
    print(f"every file follows from what it describes; largest relative difference {worst:.1e}")


if __name__ == "__main__":
    chains.say_versions()
    check_all() if "--check" in sys.argv[1:] else write_all()
