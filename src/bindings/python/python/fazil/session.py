"""A network beside its backpropagation twin, step by step."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import _arrays, _fazil
from ._checked import count
from ._fazil import Presented
from ._shown import Counts, Neuron, Snapshot, Spike, Tested
from .errors import SessionError

if TYPE_CHECKING:
    from .description import Network

__all__ = ["ArrayLike", "Counts", "Neuron", "Session", "Snapshot", "Spike", "Tested"]

Array = NDArray[Any]
ArrayLike = Any
"""An array of numbers: NumPy's, torch's, or what `numpy.asarray` takes."""


class Session:
    """A network of agents beside its backpropagation twin.

    Both are born with the same weights and taught the same examples in the same order. A session
    runs the timetable of its network (`step`, `tick`, `run`) over the examples it is given, or over
    the network's own data; a session of neither is shown one presentation at a time by `present`.

    Parameters
    ----------
    network
        A `Network`, the name of a built-in scenario, or the path of a scenario.
    x, y
        Examples to learn from: ``[n, inputs]`` and ``[n, outputs]``, or classes ``[n]`` as integers.
        They are copied once.
    x_test, y_test
        Examples for `test`.
    threads
        Workers; never changes a result.

    Notes
    -----
    The interpreter's lock is released while the network computes. A session is used by one thread at a
    time: a call while another is under way raises `SessionError`, and so does a call in a forked child.

    Between two presentations of `present` the network is not stopped: the last stimulus stays, without
    a teacher, for one tick of each.

    Examples
    --------
    >>> from fazil import Network
    >>> session = Network.chain([2, 3, 1], activation="Tanh").session()
    >>> session.present([1.0, 0.0], [1.0]).is_taught
    True
    >>> session.weights_different
    0
    """

    def __init__(
        self,
        network: Network | str | os.PathLike[str],
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        *,
        x_test: ArrayLike | None = None,
        y_test: ArrayLike | None = None,
        threads: int | None = None,
    ) -> None:
        from .description import Network

        if not isinstance(network, Network):
            network = Network.open(network)
        for given, needed, names in [(y, x, "y"), (y_test, x_test, "y_test")]:
            if given is not None and needed is None:
                raise ValueError(f"{names} is given without {names.replace('y', 'x')}")
        if x is not None and y is None:
            raise ValueError("x is given without y; expected a target for each example")
        scenario = network.scenario()
        dtype = {"F32": "float32", "F64": "float64"}.get(scenario.precision, "float64")
        ends = (scenario.n_inputs, scenario.n_outputs)
        train = None if x is None else _arrays.examples(x, y, ends, dtype)
        test = None if x_test is None else _arrays.examples(x_test, y_test, ends, dtype)
        self._start(_fazil.Session.open(scenario, train, test, None, count("threads", threads)), ends)

    def _start(self, inner: _fazil.Session, ends: tuple[int, int]) -> None:
        self._inner = inner
        self._ends = ends
        self._dtype = inner.dtype
        self._listeners: list[Callable[[Spike], object]] = []

    # --- running -------------------------------------------------------------------------------

    def step(self) -> Presented | None:
        """The next presentation of the timetable, or the rest of the one under way; `None` after the
        last."""
        if not self._listeners:
            return self._inner.step()
        return self._heard(self._inner.step)

    def tick(self) -> Presented | None:
        """One tick; what was shown, if it was the last of its presentation."""
        if not self._listeners:
            return self._inner.tick()
        return self._heard(self._inner.tick)

    def run(self, n: int | None = None) -> int:
        """At most `n` presentations of the timetable (all that are left without it); how many there
        were. Ctrl-C ends it between two presentations."""
        n = count("n", n)
        if not self._listeners:
            return self._inner.run(n)
        n_done = 0
        while (n is None or n_done < n) and self.step() is not None:
            n_done += 1
        return n_done

    def begin(
        self,
        x: ArrayLike,
        y: ArrayLike | None = None,
        *,
        prediction_ticks: int | None = None,
        learning_ticks: int | None = None,
    ) -> None:
        """Begins a presentation, which `tick` and `step` run; otherwise as `present`."""
        arrays = _arrays.examples(x, y, self._ends, self._dtype)
        ticks = (prediction_ticks, learning_ticks)
        if ticks == (None, None):
            return self._inner.begin(arrays, None)
        if prediction_ticks is None or learning_ticks is None:
            raise ValueError(
                "one of prediction_ticks and learning_ticks is given; expected both, or neither"
            )
        spans = count("prediction_ticks", prediction_ticks), count("learning_ticks", learning_ticks, 1)
        return self._inner.begin(arrays, spans)

    def present(
        self,
        x: ArrayLike,
        y: ArrayLike | None = None,
        *,
        prediction_ticks: int | None = None,
        learning_ticks: int | None = None,
    ) -> Presented:
        """Shows examples side by side, at most one a lane (``timetable.batch``), and teaches them.

        Parameters
        ----------
        x, y
            ``[n, inputs]`` and ``[n, outputs]``, or one example as ``[inputs]`` and ``[outputs]``.
            Without `y` there is no teacher, and nothing is learned.
        prediction_ticks, learning_ticks
            P and T; without them they are drawn as the timetable says.
        """
        self.begin(x, y, prediction_ticks=prediction_ticks, learning_ticks=learning_ticks)
        shown = self.step()
        if shown is None:
            raise SessionError("the presentation did not end")
        return shown

    def predict(self, x: ArrayLike) -> Array:
        """The network's predictions, ``[n, outputs]``: a copy of it is asked, which learns nothing."""
        return self._inner.predict(_arrays.rows("x", x, self._ends[0], self._dtype))[0]

    def predict_twin(self, x: ArrayLike) -> Array:
        """Backpropagation's predictions, ``[n, outputs]``."""
        return self._inner.predict(_arrays.rows("x", x, self._ends[0], self._dtype))[1]

    def test(self) -> Tested:
        """Tests network and twin on the test examples."""
        return Tested(**self._inner.test())

    # --- looking -------------------------------------------------------------------------------

    def __getitem__(self, name: str) -> Neuron:
        """A neuron by its name, such as ``"error/1/7"``; layers count from the output (0)."""
        if not isinstance(name, str):
            raise TypeError(f"{name!r} names no neuron; expected a text such as 'error/1/7'")
        self._inner.neuron(name)  # Says what is wrong with the name.
        return Neuron(self, name)

    def watch(self, *neurons: str) -> None:
        """Has x of every tick kept, from the next presentation on, of these neurons (and no others),
        such as ``"value/1/*"``."""
        for pattern in neurons:
            if not isinstance(pattern, str):
                raise TypeError(f"{pattern!r} names no neurons; expected texts such as 'value/1/*'")
        self._inner.watch(list(neurons))

    def spikes(self) -> Iterator[Spike]:
        """Spikes of the last presentation, in the order of ticks and neurons."""
        return iter(self._spikes(-(2**62)))

    def _spikes(self, since: int) -> list[Spike]:
        rows = self._inner.spikes(since)
        return [
            Spike(neuron, tick, lane, None if slots is None else tuple(slots))
            for neuron, tick, lane, slots in rows
        ]

    def on_spike(self, listener: Callable[[Spike], object]) -> Callable[[Spike], object]:
        """Has `listener` called with every spike, after each `tick`, `step` or `present`; may be used
        as a decorator. What it raises comes out of that call, whose presentation is done."""
        if not callable(listener):
            raise TypeError(f"{listener!r} cannot be called; expected a function of a Spike")
        self._listeners.append(listener)
        return listener

    def _heard(self, go: Callable[[], Presented | None]) -> Presented | None:
        since = self._inner.now
        shown = go()
        for spike in self._spikes(since):
            for listener in self._listeners:
                listener(spike)
        return shown

    @property
    def weights(self) -> Mapping[str, Array]:
        """The weights now, copied: ``theta.l`` ``[n_{l−1}, n_l]``, ``feedback.l`` (θ′) of the same
        shape, ``bias.l`` ``[n_l]``; layers count from the output (0). Where populations have names,
        by those of projections and populations, as in ``theta.retina-V1``."""
        return self._inner.weights(False)

    @property
    def twin_weights(self) -> Mapping[str, Array]:
        """Backpropagation's weights now."""
        return self._inner.weights(True)

    @property
    def weights_different(self) -> int:
        """How many weights and biases differ from backpropagation's in any bit."""
        return self._inner.comparison()[0]

    @property
    def weights_blake3(self) -> str:
        """BLAKE3 of all weights, as in ``summary.json``."""
        return self._inner.comparison()[2]

    @property
    def forward_blake3(self) -> str:
        """BLAKE3 of θ and the biases; the twin's is `bp_forward_blake3`."""
        return self._inner.comparison()[3]

    @property
    def bp_forward_blake3(self) -> str:
        """BLAKE3 of backpropagation's weights and biases."""
        return self._inner.comparison()[4]

    @property
    def counts(self) -> Counts:
        """What went over the links so far."""
        return Counts(*self._inner.counts())

    @property
    def interventions(self) -> int:
        """States set from outside so far: 0 where the network was left to itself."""
        return self._inner.interventions

    @property
    def widths(self) -> list[int]:
        """Neurons of each layer, input first."""
        return self._inner.widths

    @property
    def now(self) -> int:
        """The tick that comes next."""
        return self._inner.now

    @property
    def n_presentations(self) -> int:
        """Presentations (of batches) so far."""
        return self._inner.n_presentations

    @property
    def is_under_way(self) -> bool:
        """Whether a presentation was begun and not ended."""
        return self._inner.is_under_way

    @property
    def coming_epoch(self) -> int | None:
        """The epoch of the coming presentation, counted from 0; `None` after the last."""
        return self._inner.coming_epoch

    @property
    def notes(self) -> list[str]:
        """What a person should know about data and weights, in sentences."""
        return self._inner.notes

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of its numbers: float32 or float64."""
        return np.dtype(self._dtype)

    # --- its life ------------------------------------------------------------------------------

    def copy(self) -> Session:
        """A session in the same state, which goes on as this one does; without listeners, and with counts
        that begin at 0.

        A session can be pickled, too, which costs a copy of the examples that it was given; those of a
        file or of a built-in scenario are read again."""
        made = Session.__new__(Session)
        made._start(self._inner.copy(), self._ends)
        return made

    __copy__ = copy

    def __deepcopy__(self, memo: object) -> Session:
        return self.copy()

    def snapshot(self) -> Snapshot:
        """Where the session is, between two presentations; `restore` goes back there."""
        return Snapshot(self._inner.state(), self._inner.n_presentations)

    def restore(self, snapshot: Snapshot) -> None:
        """Goes on from a snapshot, of this session or of another one of the same network and examples, to
        the same bits; also after a `NetworkFault`. Listeners stay.

        Raises
        ------
        RunError
            If the snapshot is damaged or of another network or timetable: then nothing has changed.
        """
        if not isinstance(snapshot, Snapshot):
            raise TypeError(
                f"snapshot is a {type(snapshot).__name__}; expected what session.snapshot() gave"
            )
        self._inner.restore(snapshot.state)

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (self._inner.origin(), self._ends, self._inner.state()))

    def close(self) -> None:
        """Frees the network. Closing it twice does nothing; any other call raises `SessionError`."""
        self._inner.close()

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self._inner.is_closed

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._inner.is_closed:
            return "<fazil session, closed>"
        widths = "-".join(map(str, self._inner.widths))
        return f"<fazil session of {widths}, {self._inner.n_presentations} presentations>"


def _again(origin: tuple[Any, ...], ends: tuple[int, int], state: bytes) -> Session:
    """The session that was pickled; without listeners."""
    text, train, test, engine, threads = origin
    scenario = _fazil.Scenario.parse(text, "the pickled session", [])
    made = Session.__new__(Session)
    made._start(_fazil.Session.open(scenario, train, test, engine, threads), ends)
    made._inner.restore(state)
    return made
