"""The commands of the program as functions."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Union

from . import _fazil, _ron
from .description import Network, Recording
from .errors import FazilWarning, RunError
from .results import Audit, Check, Isolation, Picture, Reproduction, Run, StudyResult, Why

__all__ = [
    "audit",
    "check",
    "data",
    "isolate",
    "load",
    "plot",
    "reproduce",
    "reproductions",
    "run",
    "scenario",
    "scenarios",
    "studies",
    "study",
    "trace",
    "why",
]

StrPath = Union[str, "os.PathLike[str]"]
Described = Union[str, "os.PathLike[str]", Network]
Progress = Union[bool, Callable[[str, int, int], object], None]


def scenario(described: Described, set: Mapping[str, Any] | None = None) -> _fazil.Scenario:
    """The checked scenario of a built-in name, a file or a network.

    Parameters
    ----------
    described
        A built-in scenario's name, the path of a ``.ron`` file, or a `Network`.
    set
        Paths and values that are changed, such as ``{"timetable.epochs": 5}``. A `str` is RON text, as
        after ``--set``: ``"[7, 12]"``, ``"Exact(t_d: 2)"``, ``"Tonic"``.
    """
    changes = [
        (path, value if isinstance(value, str) else _ron.write(value, _kind(value)))
        for path, value in (set or {}).items()
    ]
    if not isinstance(described, Network):
        return _fazil.Scenario.open(os.fspath(described), changes)
    if not changes:
        return described.scenario()
    return _fazil.Scenario.parse(described.scenario().to_ron(), f"{described.name}.ron", changes)


def _kind(value: object) -> str:
    return "span" if isinstance(value, tuple) and all(isinstance(n, int) for n in value) else ""


def _recording(asked: str | Recording) -> str:
    if isinstance(asked, str):
        return asked
    what = re.sub(r"(?<!^)(?=[A-Z])", "_", asked.what).lower()
    text = what if asked.of is None else f"{what}:{asked.of}"
    if asked.every is not None:
        text += f",every={asked.every}"
    during = asked.during
    if during is not None and not isinstance(during, str):
        text += f",{type(during).__name__.lower()}={during.first}..{during.end}"
    for name in ["format", "most_bytes"]:
        value = getattr(asked, name)
        text += "" if value is None else f",{name}={value}"
    return text


class _Bar:
    """A bar of tqdm, if it is installed."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._bar: Any = None

    def __call__(self, what: str, n_done: int, n_all: int) -> None:
        if self._bar is None:
            self._bar = self._make(total=n_all)
        self._bar.set_description(what, refresh=False)
        self._bar.total = n_all
        self._bar.update(n_done - self._bar.n)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def _progress(
    progress: Progress,
) -> AbstractContextManager[Callable[[str, int, int], object] | None]:
    if callable(progress):
        return nullcontext(progress)
    if progress is None:
        progress = "ipykernel" in sys.modules or bool(sys.stderr and sys.stderr.isatty())
    if not progress:
        return nullcontext(None)
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return nullcontext(None)
    return _Bar(tqdm)


def run(
    scenario: Described = "digits",
    *,
    set: Mapping[str, Any] | None = None,
    record: Iterable[str | Recording] = (),
    out: StrPath | None = None,
    engine: str | None = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Run:
    """Runs a scenario beside backpropagation, as ``fazil run`` does.

    Parameters
    ----------
    scenario
        A built-in scenario's name (see `scenarios`), the path of a ``.ron`` file, or a `Network`.
    set
        Paths and values that are changed, such as ``{"timetable.epochs": 5}``; a `str` is RON text.
    record
        What is recorded, such as ``"phi"`` or ``"epsilon:error/1/*,presentations=0..10"``.
    out
        Where to make the run's folder; without it the folder is temporary, and goes with the `Run`.
    engine
        ``"auto"``, ``"literal"`` or ``"packed"``; never changes a result.
    threads
        Workers; 0 means one per core; never changes a result.
    progress
        `True`: a bar of tqdm; a function of (what, done, all); `None`: a bar in notebooks and terminals.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError
        If the scenario cannot be run; with file, line, column and hint.
    RunError
        If data or weights cannot be read, or a file cannot be written.
    KeyboardInterrupt
        On Ctrl-C, after the presentation under way. What there is by then is in `out`.

    Warns
    -----
    FazilWarning
        If the network failed or diverged: that is a result, and `Run.summary.ended` has it.
    """
    checked = scenario_of(scenario, set).recording([_recording(asked) for asked in record])
    temporary = tempfile.TemporaryDirectory(prefix="fazil-") if out is None else None
    place = Path(temporary.name) if temporary else Path(os.fspath(out or ""))
    with _progress(progress) as heard:
        folder, _, notes = _fazil.run(checked, place, engine, threads, heard)
    made = Run(folder, notes=notes, _temporary=temporary)
    ended = made.summary.ended
    if ended not in ("finished", "interrupted"):
        warnings.warn(f"the run ended early: {ended}", FazilWarning, stacklevel=2)
    return made


scenario_of = scenario


def load(folder: StrPath) -> Run:
    """A run that is over, by its folder."""
    return Run(folder)


def check(scenario: Described, *, set: Mapping[str, Any] | None = None) -> Check:
    """Checks a scenario against its data and this machine, as ``fazil check`` does, and runs nothing.

    Raises
    ------
    ScenarioError, RunError
        If there is something wrong with it.
    """
    checked = scenario_of(scenario, set)
    note, estimate = _fazil.check(checked)
    return Check(checked.to_ron(), note, estimate)


def data(path: StrPath) -> str:
    """What is in a file of examples: shapes, ranges, classes, the first example drawn, as ``fazil data``
    prints it."""
    return _fazil.data(os.fspath(path))


def scenarios() -> dict[str, str]:
    """The built-in scenarios: name, and what it shows."""
    return dict(_fazil.scenarios())


def audit(
    scenario: Described = "digits",
    *,
    set: Mapping[str, Any] | None = None,
    presentations: int = 300,
    sample: int | None = None,
    out: StrPath = "runs",
    progress: Progress = None,
) -> Audit:
    """Replays every neuron alone with its recorded mailbox and counts every message, as ``fazil audit``
    does.

    Parameters
    ----------
    scenario, set
        As for `run`.
    presentations
        Presentations (batches) of each model; 0 for the scenario's whole run.
    sample
        Take out only so many neurons, drawn by seed.
    out
        Where to make the audit's folder.
    progress
        As for `run`.
    """
    checked = scenario_of(scenario, set)
    with _progress(progress) as heard:
        folder, text = _fazil.audit(checked, out, presentations, sample, heard)
    found = json.loads(text)
    return Audit(Path(folder), found["models"], found["checks"], found["failures"])


def isolate(
    scenario: Described,
    neuron: str,
    *,
    set: Mapping[str, Any] | None = None,
    presentations: int = 2,
    out: StrPath = "runs",
) -> Isolation:
    """Takes one neuron out of the network, and tells what it heard, computed and said alone, as
    ``fazil isolate`` does.

    Parameters
    ----------
    scenario, set
        As for `run`.
    neuron
        ``"value/LAYER/INDEX"`` or ``"error/LAYER/INDEX"``, layers from the output (0).
    presentations
        Presentations (batches) to record.
    out
        Where to make the folder.
    """
    checked = scenario_of(scenario, set)
    folder, told = _fazil.isolate(checked, neuron, presentations, out)
    columns, rows, (n_shown, n_heard, n_beats, n_ticks), difference, same_weights = told
    return Isolation(
        folder=Path(folder),
        columns=columns,
        rows=rows,
        presentations=n_shown,
        n_heard=n_heard,
        n_beats=n_beats,
        n_ticks=n_ticks,
        difference=difference,
        same_weights=same_weights,
    )


def studies() -> dict[str, str]:
    """The studies of faults of biology: name, and what goes wrong."""
    return dict(_fazil.studies())


def study(
    name: str,
    scenario: Described = "digits",
    *,
    set: Mapping[str, Any] | None = None,
    epochs: int | None = None,
    seeds: int = 2,
    threads: int = 0,
    out: StrPath = "runs",
    progress: Progress = None,
) -> StudyResult:
    """Turns a fault of biology up, level by level, as ``fazil study`` does.

    Parameters
    ----------
    name
        Which; see `studies`.
    scenario, set
        As for `run`.
    epochs
        Passes over the training examples in every run; without it, as many as the study needs.
    seeds
        Runs per level.
    threads
        Runs at a time; 0 means one per core. Never changes a result.
    out
        Where to make the study's folder.
    progress
        As for `run`.
    """
    checked = scenario_of(scenario, set)
    with _progress(progress) as heard:
        folder, text = _fazil.study(name, checked, out, epochs, seeds, threads, heard)
    place = Path(folder)
    rows = json.loads((place / "summary.json").read_text("utf-8"))["rows"]
    return StudyResult(place, text, rows, (place / f"{name}.svg").read_text("utf-8"))


def plot(run: StrPath) -> dict[str, Picture]:
    """Draws the pictures and the page of a run again, from the files in its folder, as ``fazil plot``
    does."""
    place = Path(os.fspath(run))
    made: dict[str, Picture] = {}
    for file, _ in _fazil.plot(place):
        made[Path(file).stem] = Picture(place / file, (place / file).read_text("utf-8"))
    return made


def why(run: StrPath, synapse: str, presentation: int) -> Why:
    """Says why a synapse changed: the chain of messages from the teacher to it, as ``fazil why`` does.

    Parameters
    ----------
    run
        A `Run`, or its folder.
    synapse
        Such as ``"error/1/12<-value/2/3"`` or ``"error/1/12<-bias"``.
    presentation
        The presentation (of a batch), counted from 0.
    """
    return Why(*_fazil.why(os.fspath(run), synapse, presentation))


def trace(
    run: StrPath, presentations: range | int = 0, out: StrPath | None = None
) -> Path:
    """Writes some presentations of a run as a trace for ui.perfetto.dev, as ``fazil trace`` does.

    Parameters
    ----------
    run
        A `Run`, or its folder.
    presentations
        Which, such as ``range(0, 2)``, or one.
    out
        The file; ``trace.json`` in the run's folder without it.
    """
    if isinstance(presentations, int):
        presentations = range(presentations, presentations + 1)
    if presentations.step != 1:
        raise ValueError(f"{presentations!r} leaves some out; expected a range without a step")
    place = Path(os.fspath(run))
    file = Path(os.fspath(out)) if out is not None else place / "trace.json"
    _fazil.trace(place, max(presentations.start, 0), max(presentations.stop, 0), file)
    return file


def reproductions() -> dict[str, str]:
    """The tables and figures that can be reproduced: name, and what it is."""
    return dict(_fazil.reproductions())


def reproduce(
    name: str,
    *,
    full: bool = False,
    data: StrPath | None = None,
    out: StrPath = "runs/reproduce",
    threads: int = 0,
    progress: Progress = None,
    _size: str | None = None,
) -> Reproduction:
    """Reproduces a table or figure of the paper, as ``fazil reproduce`` does.

    Parameters
    ----------
    name
        Which; see `reproductions`.
    full
        The paper's own size instead of some minutes; needs MNIST.
    data
        The directory of MNIST's four IDX files; without it ``$FAZIL_MNIST``, or else the digits.
    out
        Where results are left, and finished runs kept to go on from.
    threads
        Runs at a time; 0 means one per core. Never changes a result.
    progress
        As for `run`.
    """
    data = data or os.environ.get("FAZIL_MNIST") or None
    size = _size or ("full" if full else "quick")
    with _progress(progress) as heard:
        found = _fazil.reproduce(name, size, data, out, threads, heard)
    if found is None:
        raise RunError("the reproduction was stopped; the same call goes on where it stopped")
    folder, text = Path(found[0]), found[1]
    drawings = sorted(folder.glob("*.svg"))
    pictures = {file.stem: Picture(file, file.read_text("utf-8")) for file in drawings}
    return Reproduction(folder, text, pictures)
