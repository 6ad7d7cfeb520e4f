"""What runs, audits and studies leave, for notebooks."""

from __future__ import annotations

import csv
import html
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from . import _fazil
from .errors import RunError

__all__ = [
    "Audit",
    "Check",
    "EpochMetrics",
    "Isolation",
    "Metrics",
    "PhiTally",
    "Picture",
    "Record",
    "Reproduction",
    "Run",
    "StudyResult",
    "Summary",
    "Why",
]

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
        return _table(shown, [[getattr(row, name) for name in shown] for row in self._rows])


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    def cell(value: object) -> str:
        if value is None:
            return ""
        text = f"{value:.6g}" if isinstance(value, float) else str(value)
        return html.escape(text)

    head = "".join(f"<th>{html.escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{cell(c)}</td>" for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@dataclass(frozen=True)
class Picture:
    """A picture, which shows itself in a notebook.

    Attributes
    ----------
    file
        Where it is.
    svg
        The picture.
    """

    file: Path
    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        return self.svg


class Record:
    """A recorded table: pandas, polars, pyarrow and others take it through the Arrow PyCapsule
    interface, as in ``pandas.DataFrame.from_arrow(record)`` or ``pyarrow.table(record)``.

    Attributes
    ----------
    what, of
        The variable, and whose.
    columns
        Name to unit and meaning.
    note
        What a reader must know, such as that the file reached its limit; mostly `None`.
    """

    def __init__(self, folder: Path, entry: Mapping[str, Any]) -> None:
        self.file = folder / entry["file"]
        self.what: str = entry["what"]
        self.of: str = entry["of"]
        self.note: str | None = entry.get("note")
        self.columns: dict[str, tuple[str, str]] = {
            column["name"]: (column["unit"], column["meaning"]) for column in entry["columns"]
        }
        self._kinds = [(column["name"], column["kind"]) for column in entry["columns"]]
        self._table: _fazil.Table | None = None

    @property
    def table(self) -> _fazil.Table:
        """The table, which is read when it is first asked for."""
        if self._table is None:
            self._table = _fazil.read_table(self.file, self._kinds)
        return self._table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self.table.__arrow_c_schema__()

    def __getitem__(self, name: str) -> Array:
        """A column as a NumPy array: numbers, NaN where one is missing, or texts."""
        return np.asarray(self.table.column(name))

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"<fazil record of {self.what}:{self.of}, columns {', '.join(self.columns)}>"


class Records(Mapping[str, Record]):
    """What was recorded, by the name of its file (``"epsilon"``, ``"epsilon-2"``) or as it was asked
    for (``"epsilon:error/1/*"``)."""

    def __init__(self, folder: Path) -> None:
        index = folder / "records" / "records.json"
        entries = json.loads(index.read_text("utf-8"))["records"] if index.exists() else []
        made = [Record(folder, entry) for entry in entries]
        self._by_name = {record.file.stem: record for record in made}
        self._by_request = {f"{record.what}:{record.of}": record for record in made}

    def __getitem__(self, name: str) -> Record:
        found = self._by_name.get(name) or self._by_request.get(name)
        if found is None:
            there = ", ".join(self._by_name) or "nothing"
            raise KeyError(f"{name!r} was not recorded; there is {there} (run with record=[...])")
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"<fazil records: {', '.join(self._by_name) or 'none'}>"


_DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8")}


def read_weights(path: str | os.PathLike[str]) -> dict[str, Array]:
    """The tensors of a safetensors file, a row-major copy each.

    Raises
    ------
    RunError
        If it is no such file.
    """
    with open(path, "rb") as file:
        head = file.read(8)
        length = int.from_bytes(head, "little")
        if len(head) < 8 or length > 100_000_000:
            raise RunError(f"{os.fspath(path)} is no safetensors file")
        header: dict[str, Any] = json.loads(file.read(length))
        numbers = file.read()
    header.pop("__metadata__", None)
    found: dict[str, Array] = {}
    for name, tensor in header.items():
        dtype = _DTYPES.get(tensor["dtype"])
        if dtype is None:
            raise RunError(f"{os.fspath(path)}: {name} is {tensor['dtype']}; expected F32 or F64")
        first, end = tensor["data_offsets"]
        found[name] = np.frombuffer(numbers[first:end], dtype).reshape(tensor["shape"]).copy()
    return found


@dataclass(frozen=True)
class Why:
    """Why a synapse changed: the chain of messages from the teacher to it.

    Attributes
    ----------
    text
        In words.
    svg
        As a picture.
    """

    text: str
    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.text


class Run:
    """A run, read from the folder it left.

    Parameters
    ----------
    folder
        The run's folder, such as ``"runs/digits-1"``.

    Attributes
    ----------
    folder
        Where it is. A run without `out` has a temporary folder, which goes with this object.
    notes
        What the program would have told at the screen.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        notes: Sequence[str] = (),
        _temporary: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.notes = list(notes)
        self._temporary = _temporary
        if not (self.folder / "scenario.ron").is_file():
            raise RunError(f"{self.folder} is no run's folder: it has no scenario.ron")

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_text("utf-8")
        except OSError as error:
            reason = " (the run did not finish)" if self.is_unfinished else ""
            raise RunError(f"cannot read {self.folder / name}: {error.strerror}{reason}") from None

    @property
    def is_unfinished(self) -> bool:
        """Whether the run was killed, could not write its files, or is still under way."""
        return (self.folder / "unfinished.json").exists()

    @property
    def summary(self) -> Summary:
        """What was measured."""
        return Summary._of(self._read("summary.json"))

    @property
    def scenario(self) -> str:
        """The scenario as RON, every default filled in; it runs again to the same bits."""
        return self._read("scenario.ron")

    @property
    def metrics(self) -> Metrics:
        """Errors, accuracies and φ, epoch by epoch."""
        self._read("metrics.csv")
        return Metrics._read(self.folder / "metrics.csv")

    @property
    def records(self) -> Records:
        """What was recorded."""
        return Records(self.folder)

    @property
    def phi(self) -> Record:
        """The events of φ; run with ``record=["phi"]``."""
        return self.records["phi"]

    def _weights(self, name: str) -> dict[str, Array]:
        path = self.folder / "weights" / f"{name}.safetensors"
        if not path.exists():
            raise RunError(f"there is no {path}")
        return read_weights(path)

    @property
    def weights(self) -> dict[str, Array]:
        """The weights at the end: ``theta.l``, ``feedback.l``, ``bias.l``."""
        return self._weights("final")

    @property
    def bp_weights(self) -> dict[str, Array]:
        """Backpropagation's weights at the end."""
        return self._weights("backpropagation")

    @property
    def initial_weights(self) -> dict[str, Array]:
        """The weights both were born with."""
        return self._weights("initial")

    @property
    def pictures(self) -> dict[str, Picture]:
        """Its pictures by their names, such as ``"learning_curve"``."""
        files = sorted(self.folder.glob("*.svg")) + sorted((self.folder / "records").glob("*.svg"))
        return {file.stem: Picture(file, file.read_text("utf-8")) for file in files}

    @property
    def report(self) -> str:
        """``report.html``: the run on one page."""
        return self._read("report.html")

    def why(self, synapse: str, presentation: int) -> Why:
        """Why `synapse` changed in `presentation`; see `fazil.why`."""
        from .commands import why

        return why(self, synapse, presentation)

    def trace(self, presentations: range | int = 0, out: str | os.PathLike[str] | None = None) -> Path:
        """Writes a trace for ui.perfetto.dev; see `fazil.trace`."""
        from .commands import trace

        return trace(self, presentations, out)

    def plot(self) -> dict[str, Picture]:
        """Draws its pictures and its page again; see `fazil.plot`."""
        from .commands import plot

        return plot(self)

    def audit(self, **arguments: Any) -> Audit:
        """Audits its scenario; see `fazil.audit`."""
        from .commands import audit

        return audit(self.folder / "scenario.ron", **arguments)

    def __fspath__(self) -> str:
        return str(self.folder)

    def __repr__(self) -> str:
        return f"<fazil run {str(self.folder)!r}>"

    def _repr_svg_(self) -> str | None:
        picture = self.pictures.get("learning_curve")
        return picture.svg if picture else None

    def _repr_html_(self) -> str:
        if self.is_unfinished:
            return f"<p>the run in {html.escape(str(self.folder))} did not finish</p>"
        s = self.summary
        rows: list[list[object]] = [
            ["how it ended", s.ended],
            ["test accuracy", s.test_accuracy],
            ["… of backpropagation", s.bp_test_accuracy],
            ["weights ≠ backpropagation's", f"{s.weights_different} of {s.weights}"],
            ["φ missed / false", f"{s.phi.misses} / {s.phi.false_spikes} of {s.phi.expected}"],
            ["controller messages", s.controller_messages],
            ["interventions", s.interventions],
            ["unsettled presentations", s.unsettled_presentations],
        ]
        title = f"<p><b>{html.escape(s.scenario)}</b> in {html.escape(str(self.folder))}</p>"
        return title + _table(["measured", ""], rows) + (self._repr_svg_() or "")


@dataclass(frozen=True)
class Check:
    """A scenario that can be run.

    Attributes
    ----------
    ron
        Its text, every default filled in.
    note
        What could not be looked at.
    estimate
        What it will take, in a sentence.
    """

    ron: str
    note: str | None
    estimate: str

    def __str__(self) -> str:
        return self.ron


@dataclass(frozen=True)
class Audit:
    """Who is in charge? measured, neuron by neuron; ``audit.json``.

    Attributes
    ----------
    folder
        Where it is.
    models
        The models of the paper's Table 2, with every number that was measured.
    checks
        What the network must not know: question, whether it holds, what was seen.
    failures
        Why the audit failed; empty if it did not.
    """

    folder: Path
    models: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    failures: list[str]

    @property
    def passed(self) -> bool:
        """Whether it did not fail."""
        return not self.failures

    def _repr_html_(self) -> str:
        names = ["equivalence", "local_plasticity", "partial_autonomy", "full_autonomy"]
        rows = [
            [m["name"], *("✓" if m["marks"][n] else "✗" for n in names)] for m in self.models
        ]
        return _table(["model", *(name.replace("_", " ") for name in names)], rows)


@dataclass(frozen=True)
class Isolation:
    """One neuron, alone with its recorded mailbox.

    Attributes
    ----------
    folder
        Where ``mailbox.csv`` is.
    columns, rows
        What it heard, computed and said, in the order in which it happened.
    presentations, n_heard, n_beats, n_ticks
        Presentations recorded; messages heard, and beats among them; ticks taken.
    difference
        The first thing it said differently from the network; `None` if nothing.
    same_weights
        Whether its weights at the end have the network's bits.
    """

    folder: Path
    columns: list[str]
    rows: list[list[str]] = field(repr=False)
    presentations: int
    n_heard: int
    n_beats: int
    n_ticks: int
    difference: str | None
    same_weights: bool

    @property
    def is_identical(self) -> bool:
        """Whether it did the same alone, bit for bit."""
        return self.difference is None and self.same_weights

    def _repr_html_(self) -> str:
        return _table(self.columns, self.rows[:60])


@dataclass(frozen=True)
class StudyResult:
    """A fault of biology, turned up level by level.

    Attributes
    ----------
    folder
        Where ``study.csv``, ``summary.json`` and the picture are.
    text
        Its table.
    rows
        The same, row by row: means over the seeds of what stood at the end.
    svg
        The picture.
    """

    folder: Path
    text: str
    rows: list[dict[str, Any]] = field(repr=False)
    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Reproduction:
    """A table or figure of the paper, from real runs.

    Attributes
    ----------
    folder
        Where its files are.
    text
        What it says, in words and tables.
    pictures
        Its pictures by their names.
    """

    folder: Path
    text: str
    pictures: dict[str, Picture] = field(repr=False)

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        drawings = "".join(picture.svg for picture in self.pictures.values())
        return f"<pre>{html.escape(self.text)}</pre>{drawings}"
