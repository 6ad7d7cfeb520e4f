"""Runs: to the end, or as far as a checkpoint; what is checked or listed before them."""

from __future__ import annotations

import datetime
import os
import re
import tempfile
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Union

from .. import _fazil
from .._checked import count
from ..description import Recording
from ..errors import FazilWarning
from ..results import Check, Run
from ._described import Described, StrPath, scenario, scenario_with_data
from ._progress import Progress, shown

Seconds = Union[float, datetime.timedelta]


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


def _recordings(record: str | Recording | Iterable[str | Recording]) -> list[str]:
    each = [record] if isinstance(record, (str, Recording)) else record
    return [_recording(asked) for asked in each]


def _seconds(time: Seconds | None) -> float | None:
    return time.total_seconds() if isinstance(time, datetime.timedelta) else time


def _ended(made: Run) -> Run:
    ended = made.summary.ended
    if ended not in ("finished", "interrupted"):
        warnings.warn(f"the run ended early: {ended}", FazilWarning, stacklevel=3)
    return made


def run(
    scenario: Described = "digits",
    *,
    set: Mapping[str, Any] | None = None,
    record: str | Recording | Iterable[str | Recording] = (),
    out: StrPath | None = None,
    engine: str | None = None,
    threads: int | None = None,
    max_time: Seconds | None = None,
    checkpoint_every: Seconds | None = None,
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
    max_time
        Stop after this time (seconds, or a `datetime.timedelta`) and leave a checkpoint, from which
        `resume` goes on.
    checkpoint_every
        Write a checkpoint this often; every 5 minutes without it.
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
        On Ctrl-C, after the presentation under way. What there is by then is in `out`, and `resume`
        goes on from there.

    Warns
    -----
    FazilWarning
        If the network failed or diverged: that is a result, and `Run.summary.ended` has it.
    """
    if engine is not None and not isinstance(engine, str):
        raise TypeError(f"engine is {engine!r}; expected 'auto', 'literal' or 'packed'")
    checked = scenario_with_data(scenario, set).recording(_recordings(record))
    temporary = tempfile.TemporaryDirectory(prefix="fazil-") if out is None else None
    place = Path(temporary.name) if temporary else Path(os.fspath(out or ""))
    most, every = _seconds(max_time), _seconds(checkpoint_every)
    with shown(progress) as heard:
        folder, _, notes = _fazil.run(
            checked, place, engine, count("threads", threads), most, every, heard
        )
    return _ended(Run(folder, notes=notes, _temporary=temporary))


scenario_of = scenario


def resume(
    folder: StrPath,
    *,
    threads: int | None = None,
    max_time: Seconds | None = None,
    checkpoint_every: Seconds | None = None,
    progress: Progress = None,
) -> Run:
    """Goes on with a run that was stopped or killed, from its last checkpoint, as ``fazil run --resume``
    does: to the same files as if it had never stopped, but for the time it took.

    Parameters
    ----------
    folder
        A `Run`, or its folder.
    threads, max_time, checkpoint_every, progress
        As for `run`.

    Raises
    ------
    RunError
        If the folder holds no run with a checkpoint, or its data or weights are others than they were.
    """
    place = Path(os.fspath(folder))
    with shown(progress) as heard:
        made, _, notes = _fazil.resume(
            place,
            count("threads", threads),
            _seconds(max_time),
            _seconds(checkpoint_every),
            heard,
        )
    return _ended(Run(made, notes=notes))


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
    note, estimate, wiring, dot = _fazil.check(checked)
    return Check(checked.to_ron(), note, estimate, wiring, dot)


def data(path: StrPath) -> str:
    """What is in a file of examples: shapes, ranges, classes, the first example drawn, as ``fazil data``
    prints it."""
    return _fazil.data(os.fspath(path))


def scenarios() -> dict[str, str]:
    """The built-in scenarios: name, and what it shows."""
    return dict(_fazil.scenarios())


def reference(path: str | None = None) -> str:
    """Every field of a scenario with its type, default, range and unit, as ``fazil help scenario`` prints
    it; with a path such as ``"learning.phi"``, that field and those below it."""
    return _fazil.reference(path)
