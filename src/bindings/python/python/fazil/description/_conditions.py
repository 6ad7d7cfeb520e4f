"""What is damaged, what is recorded, and on which engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ._fields import TEXT, Number, Variant, text


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
    what: str = field(metadata=TEXT)
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
class Presentations(Variant):
    """From presentation `first` to before `end`."""

    first: int
    end: int

    def _ron(self) -> str:
        return f"Presentations({self.first}..{self.end})"


@dataclass
class Epochs(Variant):
    """From epoch `first` to before `end`."""

    first: int
    end: int

    def _ron(self) -> str:
        return f"Epochs({self.first}..{self.end})"


@dataclass
class Recording:
    """What is recorded of a run; docs/recording.md lists the variables."""

    what: str
    of: str | None = text(None)
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
