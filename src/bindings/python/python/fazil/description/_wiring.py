"""Populations, and who is connected to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .. import _ron
from .._checked import count
from ._fields import TEXT, Number, Variant


@dataclass
class Sheet:
    """Places in rows and columns, `channels` neurons at each (1 without it)."""

    rows: int
    columns: int
    channels: int | None = None


@dataclass
class Population:
    """Neurons of one kind.

    Attributes
    ----------
    name
        Its name, as in ``"error/NAME/3"``.
    size, sheet
        How many neurons, or where they lie: one of the two.
    activation, bias
        Other ones than the network's.
    """

    name: str = field(metadata=TEXT)
    size: int | None = None
    sheet: Sheet | None = None
    activation: str | None = None
    bias: bool | None = None

    def _n_neurons(self) -> int:
        if self.sheet is not None:
            return self.sheet.rows * self.sheet.columns * (self.sheet.channels or 1)
        return count(f"size of population {self.name!r}", self.size or 0, 1)


@dataclass
class Random(Variant):
    """Each pair with probability `density`, in (0, 1]."""

    density: Number
    seed: int | None = None


@dataclass
class FixedIn(Variant):
    """Each post-synaptic neuron with `n` pre-synaptic ones."""

    n: int
    seed: int | None = None


@dataclass
class Receptive(Variant):
    """Local fields of `field` × `field` places on a sheet, `stride` places apart, which reach `padding` places
    beyond its edge; no weights are shared."""

    field: int
    stride: int | None = None
    padding: int | None = None


@dataclass
class PairsFile:
    """The pairs that a file lists, a line each: pre-synaptic index, post-synaptic index.

    A first line ``pre,post`` or ``post,pre`` names the columns.
    """

    path: str

    def _ron(self) -> str:
        return f"Pairs({_ron.quoted(self.path)})"


@dataclass
class Projection:
    """Who is connected to whom; information flows from the inputs to the outputs.

    Attributes
    ----------
    from_, to
        Names of populations.
    connect
        ``"All"``, ``"OneToOne"``, `Random`, `FixedIn`, `Receptive` or `PairsFile`.
    learns
        Whether its weights change.
    delay
        How many ticks later it is heard.
    weight
        The weight of all its synapses at birth.
    """

    from_: str = field(metadata=TEXT)
    to: str = field(metadata=TEXT)
    connect: Random | FixedIn | Receptive | PairsFile | str | None = None
    learns: bool | None = None
    delay: int | None = None
    weight: Number | None = None


@dataclass
class Delays:
    """How long feedback takes along projections that span several levels: so many ticks less (``"Short"``) or
    more (``"Long"``) than ``"Levels"``, or so many times (``"Times"``)."""

    kind: str
    n: int

    def _ron(self) -> str:
        return f"{self.kind}({self.n})"


def ends(populations: Sequence[Population], projections: Sequence[Projection]) -> tuple[int, int]:
    """How many inputs and outputs a network of them has: the neurons of populations that hear nobody, and of
    those that nobody hears."""
    heard = {projection.to for projection in projections}
    speaking = {projection.from_ for projection in projections}
    n_inputs = sum(p._n_neurons() for p in populations if p.name not in heard)
    n_outputs = sum(p._n_neurons() for p in populations if p.name not in speaking)
    return n_inputs, n_outputs
