"""What checks, audits, studies, sweeps and reproductions leave."""

from __future__ import annotations

import csv
import html
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _fazil
from ..errors import RunError
from ._run import Picture
from ._summary import table

Array = NDArray[Any]


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
    wiring
        Its populations and projections as tables: levels, fan-in and fan-out, delays.
    dot
        The same as a graph in the language of Graphviz, which ``networkx.nx_pydot`` reads too.
    """

    ron: str
    note: str | None
    estimate: str
    wiring: str
    dot: str

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
        return table(["model", *(name.replace("_", " ") for name in names)], rows)


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
        return table(self.columns, self.rows[:60])


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
class Forecast:
    """How long a sweep will take.

    Attributes
    ----------
    n_runs, n_kept
        Runs in all, and those of them that are done already.
    n_threads
        Runs at a time.
    seconds
        Wall-clock time of what is left [s].
    """

    n_runs: int
    n_kept: int
    n_threads: int
    seconds: float


# Columns that are numbers even where all of them happen to be whole.
_NUMBERS = {
    "test_accuracy", "bp_test_accuracy", "test_error", "bp_test_error", "max_weight_divergence",
    "max_mirror_divergence",
}  # fmt: skip


def _kind(name: str, cells: list[str]) -> str:
    """What a column of a table in CSV holds."""
    for kind, parse in [("Integer", int), ("Number", float)]:
        try:
            numbers = [parse(cell) for cell in cells if cell or kind == "Integer"]
        except ValueError:
            continue
        if kind == "Number" or (name not in _NUMBERS and all(abs(n) < 2**31 for n in numbers)):
            return kind
    return "Text"


class Sweep:
    """A sweep that is done: a table with a row for each run and a column for each factor and measure, which
    pandas, polars, pyarrow and others take through the Arrow PyCapsule interface, as in
    ``pandas.DataFrame.from_arrow(sweep)``.

    Parameters
    ----------
    folder
        Its folder, such as ``"runs/sweep-digits-1"``, with ``sweep.csv`` and ``sweep.parquet``.

    Attributes
    ----------
    folder
        Where it is.
    text
        The means over the seeds, as the program shows them; empty for a sweep of an earlier time.
    """

    def __init__(self, folder: str | os.PathLike[str], text: str = "") -> None:
        self.folder, self.text = Path(folder), text
        path = self.folder / "sweep.csv"
        if not path.is_file():
            has_plan = (self.folder / "sweep.json").is_file()
            reason = "it was stopped; fazil.resume_sweep goes on" if has_plan else "it is no sweep's"
            raise RunError(f"{self.folder} has no sweep.csv: {reason}")
        with open(path, newline="", encoding="utf-8") as file:
            names, *rows = csv.reader(file)
        if names[:1] == ["format_version"]:  # Of text files alone.
            names, rows = names[1:], [row[1:] for row in rows]
        self._header, self._rows = names, rows
        kinds = [(name, _kind(name, [row[k] for row in rows])) for k, name in enumerate(names)]
        self._table = _fazil.read_table(self.folder / "sweep.parquet", kinds)

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._header)

    def __getitem__(self, name: str) -> Array:
        """A column as a NumPy array: numbers, NaN where one is missing, or texts."""
        return np.asarray(self._table.column(name))

    def __len__(self) -> int:
        return len(self._rows)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._table.__arrow_c_schema__()

    @property
    def pictures(self) -> dict[str, Picture]:
        """``"sweep"``, and ``"sweep-map"`` where two factors are numbers."""
        files = sorted(self.folder.glob("*.svg"))
        return {file.stem: Picture(file, file.read_text("utf-8")) for file in files}

    def __str__(self) -> str:
        return self.text or repr(self)

    def __repr__(self) -> str:
        return f"<fazil sweep of {len(self)} runs in {str(self.folder)!r}>"

    def _repr_html_(self) -> str:
        rows: list[list[object]] = [list(row) for row in self._rows[:60]]
        more = f"<p>and {len(self) - 60} more</p>" if len(self) > 60 else ""
        return table(self._header, rows) + more + "".join(p.svg for p in self.pictures.values())


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
