"""What a run measured: its summary, and its metrics epoch by epoch."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class PhiTally:
    """φ against what was expected of it: per synapse (both ends, biases), lane and presentation.

    Attributes
    ----------
    expected
        ε of layer l was not 0 at t = l.
    hits, misses
        Expected, and fired then, or not.
    false_spikes
        Fired at any other tick of the presentation.
    vanished
        Per neuron and lane: ε was 0 at t = l though backpropagation's δ was not.
    """

    expected: int
    hits: int
    misses: int
    false_spikes: int
    vanished: int


@dataclass(frozen=True)
class Summary:
    """``summary.json`` of a run; every field is called as there, and report.html explains it.

    Attributes
    ----------
    ended
        ``"finished"``, ``"interrupted"``, or why the network could not go on.
    weights_different
        Weights that are not backpropagation's, bit for bit.
    phi
        φ against what was expected of it.
    files_blake3
        BLAKE3 of each file that the run left beside ``summary.json``; empty for older runs.
    """

    format_version: int
    program_version: str
    arithmetic: int
    scenario: str
    rule: Any
    feedback: str
    precision: str
    state: str
    ended: str
    presentations: int
    updates: int
    test_accuracy: float | None
    bp_test_accuracy: float | None
    test_error: float | None
    bp_test_error: float | None
    test_r_squared: float | None
    bp_test_r_squared: float | None
    weights: int
    weights_different: int
    max_weight_divergence: float | None
    max_mirror_divergence: float | None
    phi: PhiTally
    controller_messages: int
    interventions: int
    messages: int
    beats: int
    unsettled_presentations: int
    evaluation_spikes: int
    seconds: float
    weights_blake3: str
    forward_blake3: str
    bp_forward_blake3: str
    files_blake3: dict[str, str] = field(default_factory=dict, hash=False)

    @classmethod
    def _of(cls, text: str) -> Summary:
        found: dict[str, Any] = json.loads(text)
        known = {f.name for f in fields(cls)}
        made = {name: value for name, value in found.items() if name in known}
        later = {"test_r_squared": None, "bp_test_r_squared": None}  # Not in runs of before.
        return cls(**{**later, **made, "phi": PhiTally(**found["phi"])})


@dataclass(frozen=True)
class EpochMetrics:
    """A row of ``metrics.csv``: the state after an epoch (0: before learning). What was not measured
    is `None`."""

    epoch: int
    train_error: float | None
    train_accuracy: float | None
    bp_train_error: float | None
    test_error: float | None
    test_accuracy: float | None
    bp_test_error: float | None
    bp_test_accuracy: float | None
    energy_onset: float | None
    energy_end: float | None
    phi_spikes: int
    phi_expected: int
    phi_misses: int
    phi_false_spikes: int
    phi_vanished: int
    unsettled_presentations: int
    max_weight_divergence: float | None
    max_mirror_divergence: float | None
    weights_different: int


_WHOLE = {f.name for f in fields(EpochMetrics) if f.type == "int"}


class Metrics(Sequence[EpochMetrics]):
    """The rows of ``metrics.csv``; a column by its name, as an array in which NaN is missing."""

    def __init__(self, rows: Sequence[EpochMetrics]) -> None:
        self._rows = list(rows)

    @classmethod
    def _read(cls, path: Path) -> Metrics:
        names = [f.name for f in fields(EpochMetrics)]
        with open(path, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))

        def cell(name: str, text: str) -> int | float | None:
            if text == "":
                return None
            return int(text) if name in _WHOLE else float(text)

        return cls([EpochMetrics(**{n: cell(n, row[n]) for n in names}) for row in rows])  # type: ignore[arg-type]

    @overload
    def __getitem__(self, key: int) -> EpochMetrics: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[EpochMetrics]: ...
    @overload
    def __getitem__(self, key: str) -> Array: ...
    def __getitem__(self, key: int | slice | str) -> Any:
        if not isinstance(key, str):
            return self._rows[key]
        if key not in self.columns:
            raise KeyError(f"there is no column {key!r}; there are {', '.join(self.columns)}")
        values = [getattr(row, key) for row in self._rows]
        return np.array([np.nan if value is None else value for value in values])

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [f.name for f in fields(EpochMetrics)]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<fazil metrics of {max(len(self) - 1, 0)} epochs>"

    def _repr_html_(self) -> str:
        shown = ["epoch", "train_error", "test_error", "test_accuracy", "bp_test_accuracy",
                 "phi_misses", "phi_false_spikes", "weights_different"]  # fmt: skip
        return table(shown, [[getattr(row, name) for name in shown] for row in self._rows])


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    def cell(value: object) -> str:
        if value is None:
            return ""
        text = f"{value:.6g}" if isinstance(value, float) else str(value)
        return html.escape(text)

    head = "".join(f"<th>{html.escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{cell(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
