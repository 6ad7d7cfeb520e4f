"""The extension module: what Rust hands over. Use `fazil` itself."""

from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

__version__: str

_Path = str | PathLike[str]
_Array = NDArray[Any]
_Arrays = tuple[_Array, _Array | None, _Array | None]
_Heard = Callable[[str, int, int], object] | None
_Origin = tuple[str, _Arrays | None, _Arrays | None, str | None, int | None]

@final
class Scenario:
    @staticmethod
    def open(name_or_path: str, changes: list[tuple[str, str]]) -> Scenario: ...
    @staticmethod
    def parse(text: str, file: str, changes: list[tuple[str, str]]) -> Scenario: ...
    def recording(self, asked: list[str]) -> Scenario: ...
    def to_ron(self) -> str: ...
    def located_ron(self) -> str: ...
    def __reduce__(self) -> tuple[object, ...]: ...
    def to_json(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def about(self) -> str: ...
    @property
    def precision(self) -> str: ...
    @property
    def n_inputs(self) -> int: ...
    @property
    def n_outputs(self) -> int: ...

@final
class Table:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...
    def column(self, name: str) -> Any: ...
    @property
    def column_names(self) -> list[str]: ...
    def __len__(self) -> int: ...

@final
class Presented:
    """What a presentation (of a batch) showed."""

    @property
    def index(self) -> int:
        """Its number, counted from 0."""
    @property
    def is_taught(self) -> bool:
        """Whether network and backpropagation learned from it."""
    @property
    def epoch(self) -> int:
        """Counted from 0."""
    @property
    def ends_epoch(self) -> bool:
        """Whether it was the last of its epoch."""
    @property
    def examples(self) -> list[int]:
        """The example in each lane, as a row of the examples."""
    @property
    def prediction_ticks(self) -> int:
        """P: ticks of stimulus before teacher onset."""
    @property
    def learning_ticks(self) -> int:
        """T: ticks of stimulus from teacher onset."""
    @property
    def start(self) -> int:
        """The first tick of stimulus."""
    @property
    def onset(self) -> int:
        """The tick of teacher onset, t = 0."""
    @property
    def prediction(self) -> _Array:
        """μ of the output layer at t = 0, `[examples, outputs]`: what the teacher met."""
    @property
    def epsilon(self) -> list[_Array]:
        """ε of layer l at t = l, `[examples, neurons]`, output layer first."""
    @property
    def energy(self) -> NDArray[np.float64]:
        """Energy F at t = 0 and at t = T − 1, `[2, examples]`."""
    @property
    def phi(self) -> tuple[int, int, int, int, int]:
        """φ: expected, hits, misses, false spikes, vanished."""
    @property
    def unsettled(self) -> int:
        """Lanes in which some error neuron was not quiet when the teacher came."""

@final
class Session:
    @staticmethod
    def open(
        scenario: Scenario,
        train: _Arrays | None,
        test: _Arrays | None,
        engine: str | None,
        threads: int | None,
    ) -> Session: ...
    def close(self) -> None: ...
    @property
    def is_closed(self) -> bool: ...
    def step(self) -> Presented | None: ...
    def tick(self) -> Presented | None: ...
    def run(self, n: int | None) -> int: ...
    def begin(self, arrays: _Arrays, ticks: tuple[int, int] | None) -> None: ...
    def predict(self, x: _Array) -> tuple[_Array, _Array]: ...
    def test(self) -> dict[str, Any]: ...
    def weights(self, of_twin: bool) -> dict[str, _Array]: ...
    def comparison(self) -> tuple[int, int, str, str, str]: ...
    def neuron(self, name: str) -> dict[str, tuple[NDArray[np.int64], _Array]]: ...
    def spikes(self, since: int) -> list[tuple[str, int, int, list[int] | None]]: ...
    def watch(self, patterns: list[str]) -> None: ...
    def copy(self) -> Session: ...
    def state(self) -> bytes: ...
    def restore(self, state: bytes) -> None: ...
    def origin(self) -> _Origin: ...
    def counts(self) -> tuple[int, int, int]: ...
    @property
    def interventions(self) -> int: ...
    @property
    def widths(self) -> list[int]: ...
    @property
    def n_lanes(self) -> int: ...
    @property
    def has_bias(self) -> bool: ...
    @property
    def now(self) -> int: ...
    @property
    def n_presentations(self) -> int: ...
    @property
    def is_under_way(self) -> bool: ...
    @property
    def coming_epoch(self) -> int | None: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def dtype(self) -> str: ...

def read_table(path: _Path, columns: list[tuple[str, str]]) -> Table: ...
def scenarios() -> list[tuple[str, str]]: ...
def studies() -> list[tuple[str, str]]: ...
def reproductions() -> list[tuple[str, str]]: ...
def run(
    scenario: Scenario,
    out: _Path,
    engine: str | None,
    threads: int | None,
    most: float | None,
    every: float | None,
    progress: _Heard,
) -> tuple[Path, str, list[str]]: ...
def resume(
    folder: _Path,
    threads: int | None,
    most: float | None,
    every: float | None,
    progress: _Heard,
) -> tuple[Path, str, list[str]]: ...
def reference(path: str | None) -> str: ...
def data(path: _Path) -> str: ...
def check(scenario: Scenario) -> tuple[str | None, str, str, str]: ...
def audit(
    scenario: Scenario,
    out: _Path,
    presentations: int,
    sample: int | None,
    progress: _Heard,
) -> tuple[Path, str]: ...
def isolate(
    scenario: Scenario, neuron: str, presentations: int, out: _Path
) -> tuple[Path, tuple[list[str], list[list[str]], list[int], str | None, bool]]: ...
def study(
    name: str,
    scenario: Scenario,
    changes: list[tuple[str, str]],
    out: _Path,
    epochs: int | None,
    seeds: int,
    threads: int,
    progress: _Heard,
) -> tuple[str, Path, str | None]: ...
def resume_study(
    place: _Path, threads: int, progress: _Heard
) -> tuple[str, Path, str | None]: ...

@final
class Sweep:
    @staticmethod
    def plan(
        name_or_path: str,
        text: str | None,
        changes: list[tuple[str, str]],
        over: list[str],
        seeds: int,
        epochs: int | None,
    ) -> Sweep: ...
    @staticmethod
    def of(place: _Path) -> Sweep: ...
    def forecast(self, threads: int) -> tuple[int, int, int, float]: ...
    def run(self, out: _Path, threads: int, progress: _Heard) -> tuple[Path, str | None]: ...

def page(scenario: Scenario, out: _Path) -> None: ...
def plot(run: _Path) -> tuple[list[tuple[str, str]], list[str]]: ...
def why(
    run: _Path,
    synapse: str | None,
    presentation: int | None,
    find: str,
    of: str | None,
    lane: int | None,
    all: bool,
    out: _Path | None,
) -> tuple[str, str]: ...
def trace(run: _Path, first: int, end: int, out: _Path) -> str: ...
def reproduce(
    names: list[str],
    size: str,
    data: _Path | None,
    out: _Path,
    threads: int,
    page: _Path | None,
    progress: _Heard,
) -> list[tuple[Path, str]] | None: ...
