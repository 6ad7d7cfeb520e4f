"""What a session shows: neurons, spikes, counts, tests; and where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .session import Session

Array = NDArray[Any]


@dataclass(frozen=True)
class Spike:
    """φ of some synapses of one neuron fired in one lane.

    Attributes
    ----------
    neuron
        Whose synapses, such as ``"error/1/7"``.
    tick
        On the neuron's clock.
    lane
        Which example of the batch.
    slots
        Which synapses, by the index of the neuron at their other end (the bias after the others);
        `None`: all of them.
    """

    neuron: str
    tick: int
    lane: int
    slots: tuple[int, ...] | None


@dataclass(frozen=True)
class Counts:
    """What went over the links so far.

    Attributes
    ----------
    messages
        Messages with news.
    beats
        Messages without; the literal engine's own.
    commands
        "Commit now" from a controller; 0 without one.
    """

    messages: int
    beats: int
    commands: int


@dataclass(frozen=True)
class Tested:
    """A test of network and twin on the same examples.

    Attributes
    ----------
    outputs, bp_outputs
        Predictions of the network and of backpropagation, `[n, outputs]`.
    error, bp_error
        Mean over the examples of Σ (target − output)²; `None` without examples.
    accuracy, bp_accuracy
        Fraction of the examples whose class was predicted; `None` without classes.
    n_spikes
        φ that fired in the network meanwhile.
    """

    outputs: Array
    bp_outputs: Array
    error: float | None
    bp_error: float | None
    accuracy: float | None
    bp_accuracy: float | None
    n_spikes: int


class Neuron:
    """One neuron, as it was at the last tick of the last presentation (or of the one under way).

    Every quantity is `[lanes]`, and `None` for a neuron that does not have it or that has not shown
    it yet. `history` has all ticks.
    """

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self.name = name

    def history(self, quantity: str) -> tuple[NDArray[np.int64], Array]:
        """Ticks, and values `[ticks, lanes]`, of ``"epsilon"``, ``"mu"``, ``"x"`` or ``"x_residue"``.

        x is kept for the last tick alone, unless `Session.watch` was called before the presentation.
        """
        shown = self._session._inner.neuron(self.name)
        if quantity not in shown:
            there = ", ".join(shown)
            raise ValueError(f"{self.name} has no {quantity!r}; it has {there}")
        ticks, values = shown[quantity]
        if len(ticks) == 0 and quantity in ("x", "x_residue"):
            raise ValueError(
                f"{quantity} of {self.name} was not kept; call session.watch({self.name!r}) before the "
                "presentation"
            )
        return ticks, values

    def _last(self, quantity: str) -> Array | None:
        shown = self._session._inner.neuron(self.name).get(quantity)
        return shown[1][-1] if shown is not None and len(shown[1]) else None

    @property
    def epsilon(self) -> Array | None:
        """ε = x − μ, of an error neuron."""
        return self._last("epsilon")

    @property
    def mu(self) -> Array | None:
        """μ, what the layer above predicts, of an error neuron."""
        return self._last("mu")

    @property
    def x(self) -> Array | None:
        """x as rounded, of a value neuron."""
        return self._last("x")

    @property
    def x_residue(self) -> Array | None:
        """What rounding left out of x; x is the two together."""
        return self._last("x_residue")

    @property
    def theta(self) -> Array | None:
        """Weights of the synapses of an error neuron, by the value neuron above; `None` otherwise."""
        kind, layer, index = self.name.split("/")
        if kind != "error":
            return None
        if not layer.isdigit():
            names = [name for name in self._session.weights if name.startswith("theta.")]
            raise ValueError(
                f"{self.name}: where populations have names, weights are by projection; expected "
                f"session.weights, which has {', '.join(names)}"
            )
        row: Array = self._session.weights[f"theta.{int(layer) + 1}"][int(index)]
        return row

    @property
    def bias(self) -> float | None:
        """The bias of an error neuron, if it has one."""
        kind, layer, index = self.name.split("/")
        bias = self._session.weights.get(f"bias.{layer}") if kind == "error" else None
        return None if bias is None else float(bias[int(index)])

    @property
    def spikes(self) -> list[Spike]:
        """Spikes of its synapses in the last presentation."""
        return [spike for spike in self._session.spikes() if spike.neuron == self.name]

    def __repr__(self) -> str:
        return f"<fazil neuron {self.name}>"


@dataclass(frozen=True)
class Snapshot:
    """Where a session is between two presentations: its weights, what its neurons hold, its twin, and its
    place in the timetable. It can be pickled, and is of the same bytes on any machine.

    Attributes
    ----------
    state
        As bytes, sealed with a hash.
    n_presentations
        Presentations so far.
    """

    state: bytes = field(repr=False)
    n_presentations: int
