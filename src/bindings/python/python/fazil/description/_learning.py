"""How a network learns: its rule, its weights at birth, its timetable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ._fields import TEXT, Number, Span, Variant, span


@dataclass
class IL(Variant):
    """Inference learning: a controller has all synapses commit `t_c` ticks after the teacher came."""

    t_c: int


@dataclass
class Exact(Variant):
    """A spike detector for which quiet means ε = 0, and which fires after `t_d` ticks of it."""

    t_d: int = 4


@dataclass
class Tolerance(Variant):
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

    synapse: str = field(metadata=TEXT)
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


@dataclass
class Xavier(Variant):
    """Uniform in ±`gain` · √(6 / (n_pre + n_post))."""

    seed: int = 1
    gain: Number | None = None


@dataclass
class Uniform(Variant):
    """Uniform in [`low`, `high`)."""

    seed: int
    low: Number
    high: Number


@dataclass
class Normal(Variant):
    """Normal with mean 0."""

    seed: int
    deviation: Number


@dataclass
class File(Variant):
    """A safetensors file with ``theta.l``, and ``bias.l``, ``feedback.l`` where there are such."""

    path: str = field(metadata={**TEXT, "bare": True})


@dataclass
class Given(Variant):
    """Written out: ``theta[l - 1][i][j]`` for l = 1…L, from value neuron (l, j) to error neuron
    (l − 1, i), so the output layer's matrix first; ``bias[l][i]``."""

    theta: Sequence[Any] = field(metadata={"kind": "array"})
    bias: Sequence[Any] = field(default=(), metadata={"kind": "array"})


@dataclass
class Independent(Variant):
    """Feedback weights that are drawn by themselves."""

    seed: int


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
    prediction_ticks: Span | None = span()
    learning_ticks: Span | None = span()
    without_teacher: Number | None = None
    batch: int | None = None
    last_batch: str | None = None
    epochs: int | None = None
    shuffle: bool | None = None
    seed: int | None = None
    perturbation: Number | None = None
