"""Networks, learning rules, timetables, faults and data as plain dataclasses.

Every class and every field is called as in a scenario file, and `None` means that the field is left
out, so that it has the scenario's default. Where a scenario has a name, such as ``FaZIL``, here is a
`str`; where the name has fields, such as ``IL(t_c: 20)``, here is a dataclass, ``IL(t_c=20)``.

A number may be an `int`, a `float`, a `fractions.Fraction` or a `str` such as ``"1/3"``.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, Union

from . import _fazil, _ron

if TYPE_CHECKING:
    from .results import Run
    from .session import ArrayLike, Session

__all__ = [
    "ArrayNames",
    "Arrays",
    "Csv",
    "Digits",
    "Engine",
    "Epochs",
    "Exact",
    "Faults",
    "File",
    "Given",
    "HoldOut",
    "IL",
    "Idx",
    "IdxFiles",
    "ImageFolder",
    "Independent",
    "Learning",
    "Lesion",
    "LinearTeacher",
    "Network",
    "Normal",
    "Npy",
    "Npz",
    "Override",
    "Pair",
    "Pairs",
    "Presentations",
    "RandomTargets",
    "Range",
    "Recording",
    "Tensors",
    "Timetable",
    "Tolerance",
    "TwoMoons",
    "Uniform",
    "Xavier",
    "Xor",
]

Number = Union[int, float, Fraction, str]
Span = Union[int, Sequence[int]]

_Self = TypeVar("_Self")


def _text(default: Any = dataclasses.MISSING) -> Any:
    return field(default=default, metadata={"kind": "text"})


def _span() -> Any:
    return field(default=None, metadata={"kind": "span"})


def _bare(kind: str = "") -> Any:
    return field(metadata={"kind": kind, "bare": True})


class _Variant:
    """A name that has fields."""

    _is_variant: ClassVar[bool] = True


# --- learning -------------------------------------------------------------------------------------


@dataclass
class IL(_Variant):
    """Inference learning: a controller has all synapses commit `t_c` ticks after the teacher came."""

    t_c: int


@dataclass
class Exact(_Variant):
    """A spike detector for which quiet means ε = 0, and which fires after `t_d` ticks of it."""

    t_d: int = 4


@dataclass
class Tolerance(_Variant):
    """A spike detector for which quiet means |ε| < `q`, and which fires after `t_d` ticks of it."""

    t_d: int
    q: Number


@dataclass
class Override:
    """A spike detector of its own for some synapses.

    Attributes
    ----------
    synapse
        Which, such as ``"error/0/*<-value/1/3"``.
    side
        ``"Feedforward"``, ``"Feedback"`` or ``"Both"``.
    phi
        Its settings: `Exact`, `Tolerance`, ``"Never"`` or ``"Always"``.
    """

    synapse: str = _text()
    phi: Exact | Tolerance | str = "Never"
    side: str | None = None


@dataclass
class Learning:
    """How synapses learn.

    Attributes
    ----------
    rule
        ``"FaZIL"``, ``"ZIL"`` or `IL`.
    feedback
        ``"Phasic"`` or ``"Tonic"``.
    phi
        The spike detectors: `Exact`, `Tolerance`, ``"Never"`` or ``"Always"``.
    overrides
        Synapses whose spike detector differs.
    alpha
        The learning rate α.
    gamma
        The integration step γ.
    reduction
        ``"Sum"`` or ``"Mean"`` over a batch.
    """

    rule: IL | str = "FaZIL"
    feedback: str | None = None
    phi: Exact | Tolerance | str | None = None
    overrides: Sequence[Override] = ()
    alpha: Number = 0.01
    gamma: Number | None = None
    reduction: str | None = None


# --- weights at birth -----------------------------------------------------------------------------


@dataclass
class Xavier(_Variant):
    """Uniform in ±`gain` · √(6 / (n_pre + n_post))."""

    seed: int = 1
    gain: Number | None = None


@dataclass
class Uniform(_Variant):
    """Uniform in [`low`, `high`)."""

    seed: int
    low: Number
    high: Number


@dataclass
class Normal(_Variant):
    """Normal with mean 0."""

    seed: int
    deviation: Number


@dataclass
class File(_Variant):
    """A safetensors file with ``theta.l``, and ``bias.l``, ``feedback.l`` where there are such."""

    path: str = _bare("text")


@dataclass
class Given(_Variant):
    """Written out: ``theta[l - 1][i][j]`` for l = 1…L, from value neuron (l, j) to error neuron
    (l − 1, i), so the output layer's matrix first; ``bias[l][i]``."""

    theta: Sequence[Any] = field(metadata={"kind": "array"})
    bias: Sequence[Any] = field(default=(), metadata={"kind": "array"})


@dataclass
class Independent(_Variant):
    """Feedback weights that are drawn by themselves."""

    seed: int


# --- what is shown --------------------------------------------------------------------------------


@dataclass
class Timetable:
    """How long, how often and in which order examples are shown.

    Attributes
    ----------
    prediction
        ``"Settle"``: the network is left to itself; ``"Imposed"``: x = μ is set from outside.
    prediction_ticks, learning_ticks
        P and T: ticks of stimulus before and from teacher onset; one number, or the fewest and the
        most, of which each presentation draws.
    without_teacher
        Fraction of presentations without a teacher.
    batch
        Presentations side by side (lanes).
    last_batch
        ``"Short"`` or ``"Drop"``.
    epochs
        Passes over the examples.
    shuffle
        Whether each epoch is shuffled.
    seed
        Of order, P, T and missing teachers.
    perturbation
        σ of the noise on imposed predictions.
    """

    prediction: str | None = None
    prediction_ticks: Span | None = _span()
    learning_ticks: Span | None = _span()
    without_teacher: Number | None = None
    batch: int | None = None
    last_batch: str | None = None
    epochs: int | None = None
    shuffle: bool | None = None
    seed: int | None = None
    perturbation: Number | None = None


@dataclass
class Range(_Variant):
    """A scale whose ends are given."""

    low: Number
    high: Number


@dataclass
class HoldOut:
    """A part of the training examples that is tested on."""

    fraction: Number
    seed: int | None = None
    stratified: bool | None = None


def _texts() -> Any:
    return field(default=(), metadata={"kind": "text"})


@dataclass
class Digits(_Variant):
    """The embedded handwritten digits: 64 inputs, 10 outputs."""

    test: Number | None = None
    split_seed: int | None = None
    stratified: bool | None = None
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class Idx(_Variant):
    """A directory of four IDX files, such as MNIST; `None`: the one in ``$FAZIL_MNIST``."""

    path: str | None = _text(None)
    train: int | None = None
    test: int | None = None
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    hold_out: HoldOut | None = None
    classes: Sequence[str] = _texts()


@dataclass
class Tensors(_Variant):
    """Safetensors files with ``input`` [n, inputs], ``target`` [n, outputs] or ``label`` [n]; `write_examples`
    writes one. docs/data.md has the fields of this and of the other sources."""

    train: str = _text()
    test: str | None = _text(None)
    classes: Sequence[str] = _texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class Csv(_Variant):
    """Text files, a row for each example."""

    train: str = _text()
    test: str | None = _text(None)
    header: bool | None = None
    delimiter: str | None = _text(None)
    label: str | None = _text(None)
    targets: Sequence[str] = _texts()
    inputs: Sequence[str] = _texts()
    ignore: Sequence[str] = _texts()
    classes: Sequence[str] = _texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class ArrayNames:
    """The files, or the arrays of a file, that hold inputs, classes and targets."""

    inputs: str = _text()
    labels: str | None = _text(None)
    targets: str | None = _text(None)


@dataclass
class Npy(_Variant):
    """NumPy's files, an array each."""

    train: ArrayNames
    test: ArrayNames | None = None
    label_column: int | None = None
    classes: Sequence[str] = _texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class IdxFiles(_Variant):
    """IDX files of any type, by their own names."""

    train: ArrayNames
    test: ArrayNames | None = None
    label_column: int | None = None
    classes: Sequence[str] = _texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class Npz(_Variant):
    """A file with several of NumPy's arrays."""

    path: str = _text()
    train: ArrayNames = field(default_factory=lambda: ArrayNames("x", "y"))
    test: ArrayNames | None = None
    label_column: int | None = None
    classes: Sequence[str] = _texts()
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    target_scale: Range | str | None = None
    hold_out: HoldOut | None = None


@dataclass
class ImageFolder(_Variant):
    """Folders of images, a folder for each class; the library must be built with ``images``."""

    train: str = _text()
    test: str | None = _text(None)
    size: tuple[int, int] | None = None
    colour: str | None = None
    input: tuple[Number, Number] | None = None
    scale: Range | str | None = None
    target: tuple[Number, Number] | None = None
    hold_out: HoldOut | None = None


@dataclass
class TwoMoons(_Variant):
    """Two half circles, drawn: 2 inputs, 2 outputs."""

    train: int | None = None
    test: int | None = None
    noise: Number | None = None
    seed: int | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class LinearTeacher(_Variant):
    """A linear network's answers, drawn."""

    inputs: int
    outputs: int
    train: int | None = None
    test: int | None = None
    noise: Number | None = None
    seed: int | None = None


@dataclass
class RandomTargets(_Variant):
    """Targets that have nothing to do with inputs, drawn."""

    inputs: int
    outputs: int
    train: int | None = None
    seed: int | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class Xor(_Variant):
    """The four patterns of exclusive or."""

    input: tuple[Number, Number] | None = None
    target: tuple[Number, Number] | None = None


@dataclass
class Pair:
    """One example, written out."""

    input: Sequence[Number] = field(metadata={"kind": "array"})
    target: Sequence[Number] = field(metadata={"kind": "array"})


@dataclass
class Pairs(_Variant):
    """Examples that are written out."""

    train: Sequence[Pair]
    test: Sequence[Pair] = ()


@dataclass
class Arrays(_Variant):
    """Arrays that a session is given; such a scenario cannot be run by itself."""

    inputs: int
    outputs: int


Data = Union[
    Digits, Idx, Tensors, Csv, Npy, Npz, IdxFiles, ImageFolder, TwoMoons, LinearTeacher, RandomTargets,
    Xor, Pairs, Arrays,
]  # fmt: skip


# --- faults, recordings, engine -------------------------------------------------------------------


@dataclass
class Lesion:
    """What is lost for good before presentation `at`.

    Attributes
    ----------
    at
        The presentation, counted from 0.
    what
        A neuron such as ``"value/1/3"``, or synapses such as ``"error/0/*<-value/1/2"``.
    side
        ``"Feedforward"``, ``"Feedback"`` or ``"Both"``, for synapses.
    """

    at: int
    what: str = _text()
    side: str | None = None


@dataclass
class Faults:
    """What goes wrong as it may in a brain; nothing by default. The fields are the scenario's."""

    activity_noise: Number | None = None
    message_noise: Number | None = None
    corrupted: Number | None = None
    silent_phi: Number | None = None
    firing_phi: Number | None = None
    t_d_jitter: int | None = None
    lesions: Sequence[Lesion] = ()
    seed: int | None = None


@dataclass
class Presentations(_Variant):
    """From presentation `first` to before `end`."""

    first: int
    end: int

    def _ron(self) -> str:
        return f"Presentations({self.first}..{self.end})"


@dataclass
class Epochs(_Variant):
    """From epoch `first` to before `end`."""

    first: int
    end: int

    def _ron(self) -> str:
        return f"Epochs({self.first}..{self.end})"


@dataclass
class Recording:
    """What is recorded of a run; docs/recording.md lists the variables."""

    what: str
    of: str | None = _text(None)
    every: int | None = None
    during: Presentations | Epochs | str | None = None
    format: str | None = None
    most_bytes: int | None = None


@dataclass
class Engine:
    """Who computes: never changes a result.

    Attributes
    ----------
    kind
        ``"Auto"``, ``"Literal"`` (a mailbox per neuron) or ``"Packed"`` (the same agents side by side).
    threads
        Workers; 0 means one per core.
    instruction_set
        ``"Portable"``, ``"Avx2"`` or ``"Avx512"``.
    """

    kind: str | None = None
    threads: int | None = None
    instruction_set: str | None = None


# --- the network ----------------------------------------------------------------------------------


@dataclass
class Network:
    """A network with all that decides how it learns: a scenario, as Python values.

    Attributes
    ----------
    widths
        Neurons of each layer, input first.
    activation
        ``"Logistic"``, ``"Tanh"``, ``"ReLU"``, ``"LeakyReLU"``, ``"Identity"``, ``"HardSigmoid"`` or
        ``"Square"``.
    input_transfer
        ``"Activation"``: input neurons send f(s); ``"Identity"``: s itself.
    bias
        Whether error neurons have a bias.
    initial
        The weights at birth: `Xavier`, `Uniform`, `Normal`, `File` or `Given`.
    feedback_weights
        ``"Mirrored"`` or `Independent`.
    decay
        How much of a weight is lost with each commit.
    state
        ``"Pair"`` or ``"Plain"``: how value neurons keep x.
    learning, timetable, faults, engine, record, data
        As in a scenario. `data` is `None` for a network that a session gives arrays to.
    precision
        ``"F64"``, ``"F32"`` or, for `fazil.run` alone, ``"Exact"``.
    name, about
        Its name, by which results are filed, and what it shows, in one line.

    Examples
    --------
    >>> network = Network.chain([2, 2, 1], activation="Tanh", data=Xor())
    >>> Network.from_ron(network.to_ron()).widths
    [2, 2, 1]
    """

    widths: Sequence[int]
    activation: str | None = None
    input_transfer: str | None = None
    bias: bool | None = None
    initial: Xavier | Uniform | Normal | File | Given | None = None
    feedback_weights: Independent | str | None = None
    decay: Number | None = None
    state: str | None = None
    learning: Learning = field(default_factory=Learning)
    timetable: Timetable = field(default_factory=Timetable)
    faults: Faults = field(default_factory=Faults)
    engine: Engine = field(default_factory=Engine)
    data: Data | None = None
    record: Sequence[Recording] = ()
    precision: str | None = None
    name: str = "network"
    about: str = ""
    show_ticks: int | None = None

    @classmethod
    def chain(cls, widths: Sequence[int], **fields: Any) -> Network:
        """A network of layers, each of which predicts the next.

        Parameters
        ----------
        widths
            Neurons of each layer, input first.
        **fields
            Any other attribute of a network; those of `Learning` may be given here by their names.
        """
        of_learning = {f.name for f in dataclasses.fields(Learning)} & fields.keys()
        if of_learning and "learning" in fields:
            names = ", ".join(sorted(of_learning))
            raise TypeError(f"learning and {names} are given; expected one of the two")
        own = {name: fields.pop(name) for name in of_learning}
        if own:
            fields["learning"] = Learning(**own)
        return cls(list(widths), **fields)

    def _text(self) -> str:
        anatomy = {
            "widths": [int(width) for width in self.widths],
            "activation": self.activation,
            "input_transfer": self.input_transfer,
            "bias": self.bias,
            "initial": self.initial,
            "feedback_weights": self.feedback_weights,
            "decay": self.decay,
            "state": self.state,
        }
        data = self.data or Arrays(int(self.widths[0]), int(self.widths[-1]))
        parts = {
            "name": _ron.quoted(self.name),
            "about": _ron.quoted(self.about),
            "precision": self.precision,
            "network": _ron.write({name: v for name, v in anatomy.items() if v is not None}),
            "learning": _ron.write(self.learning),
            "timetable": _ron.write(self.timetable),
            "faults": _ron.write(self.faults),
            "engine": _ron.write(self.engine),
            "data": _ron.write(data),
            "record": _ron.write(list(self.record)) if self.record else None,
            "show_ticks": self.show_ticks,
        }
        lines = [f"    {name}: {value},\n" for name, value in parts.items() if value is not None]
        return "(\n" + "".join(lines) + ")\n"

    def scenario(self, directory: str | os.PathLike[str] = "") -> _fazil.Scenario:
        """The checked scenario; files that it names are looked for from `directory`.

        Raises
        ------
        fazil.ScenarioError
            If it cannot be run. Lines and columns are those of ``to_ron()`` before defaults are
            filled in.
        """
        if len(self.widths) < 2:
            raise ValueError(f"widths is {list(self.widths)}; expected at least 2 layers")
        file = os.path.join(os.fspath(directory), f"{self.name}.ron")
        return _fazil.Scenario.parse(self._text(), file, [])

    def to_ron(self) -> str:
        """The text of the scenario, every default filled in."""
        return self.scenario().to_ron()

    @classmethod
    def from_ron(cls, text: str, file: str = "scenario.ron") -> Network:
        """The network of a scenario's text; `file` names it in messages."""
        return cls._of(_fazil.Scenario.parse(text, file, []))

    @classmethod
    def open(cls, name_or_path: str | os.PathLike[str], set: Mapping[str, Any] | None = None) -> Network:
        """The network of a built-in scenario, or of a file, with values changed as in `fazil.run`."""
        from .commands import scenario

        return cls._of(scenario(name_or_path, set))

    @classmethod
    def _of(cls, scenario: _fazil.Scenario) -> Network:
        fields: dict[str, Any] = json.loads(scenario.to_json())
        fields.pop("format_version", None)
        network = fields.pop("network")
        made = {name: _value(value) for name, value in network.items() if value is not None}
        for name, value in fields.items():
            parts = _SECTIONS.get(name)
            made[name] = parts(**_inner(value)) if parts else _value(value)
        made["record"] = [Recording(**_inner(row)) for row in fields.get("record") or ()]
        made["faults"].lesions = [Lesion(**_inner(row)) for row in fields["faults"]["lesions"] or ()]
        rows = fields["learning"]["overrides"] or ()
        made["learning"].overrides = [Override(**_inner(row)) for row in rows]
        return cls(**made)

    def replace(self, **fields: Any) -> Network:
        """A copy in which these fields differ."""
        return dataclasses.replace(self, **fields)

    def session(
        self,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        x_test: ArrayLike | None = None,
        y_test: ArrayLike | None = None,
        threads: int | None = None,
    ) -> Session:
        """A session of this network beside its backpropagation twin; see `fazil.Session`."""
        from .session import Session

        return Session(self, x, y, x_test=x_test, y_test=y_test, threads=threads)

    def run(self, **arguments: Any) -> Run:
        """Runs the scenario to its end; see `fazil.run`."""
        from .commands import run

        return run(self, **arguments)


_SECTIONS: dict[str, Any] = {
    "learning": Learning,
    "timetable": Timetable,
    "faults": Faults,
    "engine": Engine,
}

_VARIANTS: dict[str, Any] = {
    variant.__name__: variant
    for variant in [
        IL, Exact, Tolerance, Xavier, Uniform, Normal, File, Given, Independent, Digits, Idx, Tensors,
        Csv, Npy, Npz, IdxFiles, ImageFolder, TwoMoons, LinearTeacher, RandomTargets, Range, Xor, Pairs,
        Arrays, Presentations, Epochs,
    ]
}  # fmt: skip


def _inner(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in fields.items() if value is not None}


def _value(value: Any) -> Any:
    """A value of a scenario's JSON: an object of one key is a variant with fields."""
    if not isinstance(value, dict) or len(value) != 1:
        return value
    [(name, inner)] = value.items()
    variant = _VARIANTS.get(name)
    if variant is None:
        return value
    if variant is Pairs:
        return Pairs(
            [Pair(**pair) for pair in inner["train"]], [Pair(**pair) for pair in inner["test"]]
        )
    if isinstance(inner, dict):
        return variant(**{k: _part(k, v) for k, v in _inner(inner).items()})
    return variant(*inner) if isinstance(inner, list) else variant(inner)


def _part(name: str, value: Any) -> Any:
    """A field of a source of examples."""
    if name in {"input", "target", "size"}:
        return tuple(value)
    if name == "hold_out":
        return HoldOut(**_inner(value))
    is_names = name in {"train", "test"} and isinstance(value, dict)
    return ArrayNames(**_inner(value)) if is_names else value
