"""A network with all that decides how it learns."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .. import _fazil, _ron
from .._checked import count
from ._conditions import Engine, Epochs, Faults, Lesion, Presentations, Recording
from ._data import (
    ArrayNames,
    Arrays,
    Csv,
    Data,
    Digits,
    HoldOut,
    Idx,
    IdxFiles,
    ImageFolder,
    LinearTeacher,
    Npy,
    Npz,
    Pair,
    Pairs,
    RandomTargets,
    Range,
    Tensors,
    TwoMoons,
    Xor,
)
from ._fields import Number, refuse_unknown
from ._learning import (
    IL,
    Exact,
    File,
    Given,
    Independent,
    Learning,
    Normal,
    Override,
    Timetable,
    Tolerance,
    Uniform,
    Xavier,
)
from ._wiring import (
    Delays,
    FixedIn,
    PairsFile,
    Population,
    Projection,
    Random,
    Receptive,
    Sheet,
    ends,
)

if TYPE_CHECKING:
    from ..results import Run
    from ..session import ArrayLike, Session


@dataclass
class Network:
    """A network with all that decides how it learns: a scenario, as Python values.

    Attributes
    ----------
    widths
        Neurons of each layer, input first, of a chain of layers.
    populations, projections
        Instead of `widths`: any wiring without loops.
    delays
        ``"Levels"``, ``"Zero"`` or `Delays`: how long feedback takes that spans several levels.
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

    widths: Sequence[int] | None = None
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
    populations: Sequence[Population] = ()
    projections: Sequence[Projection] = ()
    delays: Delays | str | None = None

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
        learned = [f.name for f in dataclasses.fields(Learning)]
        known = [f.name for f in dataclasses.fields(cls) if f.name != "widths"]
        refuse_unknown("Network.chain", fields, [*known, *learned])
        of_learning = set(learned) & fields.keys()
        if of_learning and "learning" in fields:
            names = ", ".join(sorted(of_learning))
            raise TypeError(f"learning and {names} are given; expected one of the two")
        own = {name: fields.pop(name) for name in of_learning}
        if own:
            fields["learning"] = Learning(**own)
        return cls(list(widths), **fields)

    def _text(self) -> str:
        widths = self.widths
        if widths is not None:
            widths = [count(f"widths[{k}]", width) for k, width in enumerate(widths)]
            n_inputs, n_outputs = widths[0], widths[-1]
        else:
            n_inputs, n_outputs = ends(self.populations, self.projections)
        anatomy = {
            "widths": None if widths is None else [int(width) for width in widths],
            "populations": list(self.populations) or None,
            "projections": list(self.projections) or None,
            "delays": self.delays,
            "activation": self.activation,
            "input_transfer": self.input_transfer,
            "bias": self.bias,
            "initial": self.initial,
            "feedback_weights": self.feedback_weights,
            "decay": self.decay,
            "state": self.state,
        }
        data = self.data or Arrays(n_inputs, n_outputs)
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
        if self.widths is None and not (self.populations and self.projections):
            raise ValueError("the network is empty; expected widths, or populations and projections")
        if self.widths is not None and len(self.widths) < 2:
            raise ValueError(f"widths is {list(self.widths)}; expected at least 2 layers")
        file = os.path.join(os.fspath(directory), self._place())
        return _fazil.Scenario.parse(self._text(), file, [])

    def _place(self) -> str:
        """What stands for the name of a file in messages: nobody wrote one."""
        name = re.sub(r"[^\w .-]", "_", self.name)
        return f"<Network {name}>"

    def to_ron(self) -> str:
        """The text of the scenario, every default filled in."""
        return self.scenario().to_ron()

    @classmethod
    def from_ron(cls, text: str, file: str = "<text>") -> Network:
        """The network of a scenario's text; `file` names it in messages."""
        return cls._of(_fazil.Scenario.parse(text, file, []))

    @classmethod
    def open(cls, name_or_path: str | os.PathLike[str], set: Mapping[str, Any] | None = None) -> Network:
        """The network of a built-in scenario, or of a file, with values changed as in `fazil.run`."""
        from ..commands import scenario

        return cls._of(scenario(name_or_path, set))

    @classmethod
    def _of(cls, scenario: _fazil.Scenario) -> Network:
        fields: dict[str, Any] = json.loads(scenario.to_json())
        fields.pop("format_version", None)
        network = fields.pop("network")
        populations = [_population(row) for row in network.pop("populations", None) or ()]
        projections = [_projection(row) for row in network.pop("projections", None) or ()]
        if isinstance(delays := network.pop("delays", None), dict):
            [(kind, n)] = delays.items()
            delays = Delays(kind, n)
        made = {name: _value(value) for name, value in network.items() if value is not None}
        for name, value in fields.items():
            parts = _SECTIONS.get(name)
            made[name] = parts(**_inner(value)) if parts else _value(value)
        made["record"] = [Recording(**_inner(row)) for row in fields.get("record") or ()]
        made["faults"].lesions = [Lesion(**_inner(row)) for row in fields["faults"]["lesions"] or ()]
        rows = fields["learning"]["overrides"] or ()
        made["learning"].overrides = [Override(**_inner(row)) for row in rows]
        return cls(**made, populations=populations, projections=projections, delays=delays)

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
        from ..session import Session

        return Session(self, x, y, x_test=x_test, y_test=y_test, threads=threads)

    def run(self, **arguments: Any) -> Run:
        """Runs the scenario to its end; see `fazil.run`."""
        from ..commands import run

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
        Arrays, Presentations, Epochs, Random, FixedIn, Receptive,
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
    if variant is Pairs and isinstance(inner, str):
        return PairsFile(inner)
    if variant is Pairs:
        return Pairs(
            [Pair(**pair) for pair in inner["train"]], [Pair(**pair) for pair in inner["test"]]
        )
    if isinstance(inner, dict):
        return variant(**{k: _part(k, v) for k, v in _inner(inner).items()})
    return variant(*inner) if isinstance(inner, list) else variant(inner)


def _population(row: Mapping[str, Any]) -> Population:
    fields = _inner(row)
    if "sheet" in fields:
        fields["sheet"] = Sheet(**fields["sheet"])
    return Population(**fields)


def _projection(row: Mapping[str, Any]) -> Projection:
    fields = _inner(row)
    return Projection(fields.pop("from"), **fields)


def _part(name: str, value: Any) -> Any:
    """A field of a source of examples."""
    if name in {"input", "target", "size"}:
        return tuple(value)
    if name == "hold_out":
        return HoldOut(**_inner(value))
    is_names = name in {"train", "test"} and isinstance(value, dict)
    return ArrayNames(**_inner(value)) if is_names else value
