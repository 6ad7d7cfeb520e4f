"""Commands that do many runs, keep every finished one at once, and go on where they were stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Union

from .. import _fazil
from .._checked import count
from ..description import Network
from ..errors import RunError
from ..results import Forecast, Picture, Reproduction, StudyResult, Sweep
from ._described import (
    Described,
    StrPath,
    changes,
    check_data,
    scenario_with_data,
    value_text,
)
from ._progress import Progress, shown

Over = Mapping[str, Union[str, Iterable[Any]]]
"""Factors: a path of the scenario, and its values, as a list or as after ``--over`` (``"1..=8"``)."""


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
    checked = scenario_with_data(scenario, set)
    epochs, seeds = count("epochs", epochs, 1), count("seeds", seeds, 1)
    threads = count("threads", threads)
    with shown(progress) as heard:
        found = _fazil.study(name, checked, changes(set), out, epochs, seeds, threads, heard)
    return _study(*found)


def resume_study(folder: StrPath, *, threads: int = 0, progress: Progress = None) -> StudyResult:
    """Goes on with a study that was stopped or killed, as ``fazil study --resume`` does.

    Parameters
    ----------
    folder
        Its folder.
    threads, progress
        As for `study`.
    """
    with shown(progress) as heard:
        return _study(*_fazil.resume_study(
            Path(os.fspath(folder)), count("threads", threads), heard
        ))


def _study(name: str, place: Path, text: str | None) -> StudyResult:
    if text is None:
        raise RunError(f"the study was stopped; fazil.resume_study({os.fspath(place)!r}) goes on")
    place = Path(place)
    rows = json.loads((place / "summary.json").read_text("utf-8"))["rows"]
    return StudyResult(place, text, rows, (place / f"{name}.svg").read_text("utf-8"))


def _plan(
    scenario: Described,
    over: Over,
    set: Mapping[str, Any] | None,
    seeds: int,
    epochs: int | None,
) -> _fazil.Sweep:
    epochs, seeds = count("epochs", epochs, 1), count("seeds", seeds, 1)
    if not isinstance(over, Mapping):
        raise TypeError(
            f"over is a {type(over).__name__}; expected a mapping of paths to values, such as "
            '{"learning.alpha": [0.01, 0.02]}'
        )
    factors = [
        f"{path}={values if isinstance(values, str) else ','.join(map(value_text, values))}"
        for path, values in over.items()
    ]
    if "data" not in over:
        check_data(scenario, set)
    if isinstance(scenario, Network):
        name, text = scenario._place(), scenario.scenario().to_ron()
        return _fazil.Sweep.plan(name, text, changes(set), factors, seeds, epochs)
    return _fazil.Sweep.plan(os.fspath(scenario), None, changes(set), factors, seeds, epochs)


def sweep(
    scenario: Described = "digits",
    over: Over | None = None,
    *,
    set: Mapping[str, Any] | None = None,
    seeds: int = 1,
    epochs: int | None = None,
    threads: int = 0,
    out: StrPath = "runs",
    progress: Progress = None,
) -> Sweep:
    """Runs a scenario for every combination of the values of several factors, in parallel, as
    ``fazil sweep`` does. Combinations that cannot be run are refused before anything runs; every
    finished run is kept at once, and `resume_sweep` goes on where this call was stopped.

    Parameters
    ----------
    scenario, set
        As for `run`.
    over
        Factors: a path of the scenario and its values, such as ``{"learning.phi.t_d": range(1, 9),
        "learning.rule": ["FaZIL", "IL(t_c: 20)"]}``; a `str` is as after ``--over``, such as
        ``"0.01..=0.05:0.01"``. ``SEED`` in a value is the seed of the run.
    seeds
        Runs per combination; run s of them has seed s, counted from 1, for its weights, its order and
        its faults.
    epochs
        Passes over the training examples in every run; without it, the scenario's.
    threads
        Runs at a time; 0 means one per core. Never changes a result.
    out
        Where to make the sweep's folder.
    progress
        As for `run`.

    Returns
    -------
    Sweep
        A table, a row for each run; pandas and others take it as they take a record.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C; the folder in `out` has what was finished.
    """
    return _swept(_plan(scenario, over or {}, set, seeds, epochs), out, threads, progress)


def resume_sweep(folder: StrPath, *, threads: int = 0, progress: Progress = None) -> Sweep:
    """Goes on with a sweep that was stopped or killed, as ``fazil sweep --resume`` does: it leaves the
    same table, byte for byte.

    Parameters
    ----------
    folder
        Its folder.
    threads, progress
        As for `sweep`.
    """
    place = Path(os.fspath(folder))
    return _swept(_fazil.Sweep.of(place), place, threads, progress)


def _swept(plan: _fazil.Sweep, out: StrPath, threads: int, progress: Progress) -> Sweep:
    with shown(progress) as heard:
        place, text = plan.run(Path(os.fspath(out)), count("threads", threads), heard)
    if text is None:
        raise RunError(f"the sweep was stopped; fazil.resume_sweep({os.fspath(place)!r}) goes on")
    return Sweep(place, text)


def forecast(
    scenario: Described = "digits",
    over: Over | None = None,
    *,
    set: Mapping[str, Any] | None = None,
    seeds: int = 1,
    epochs: int | None = None,
    threads: int = 0,
) -> Forecast:
    """How many runs a sweep has and how long it will take, as ``fazil sweep --dry-run`` says; one short
    run is timed for it. Arguments are those of `sweep`."""
    plan = _plan(scenario, over or {}, set, seeds, epochs)
    return Forecast(*plan.forecast(count("threads", threads)))


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
    page: StrPath | None = None,
    progress: Progress = None,
    _size: str | None = None,
) -> Reproduction:
    """Reproduces a table or figure of the paper, as ``fazil reproduce`` does.

    Parameters
    ----------
    name
        Which; see `reproductions`. ``"all"`` does all of them.
    full
        The paper's own size instead of some minutes; needs MNIST.
    data
        The directory of MNIST's four IDX files; without it ``$FAZIL_MNIST``, or else the digits.
    out
        Where results are left, and finished runs kept to go on from.
    threads
        Runs at a time; 0 means one per core. Never changes a result.
    page
        Also write a page in Markdown, and its pictures into a folder of the same name beside it.
    progress
        As for `run`.
    """
    data = data or os.environ.get("FAZIL_MNIST") or None
    size = _size or ("full" if full else "quick")
    names = list(reproductions()) if name == "all" else [name]
    written = None if page is None else Path(os.fspath(page))
    with shown(progress) as heard:
        found = _fazil.reproduce(
            names, size, data, out, count("threads", threads), written, heard
        )
    if found is None:
        raise RunError("the reproduction was stopped; the same call goes on where it stopped")
    pictures: dict[str, Picture] = {}
    for place, _ in found:
        for file in sorted(Path(place).glob("*.svg")):
            pictures[file.stem] = Picture(file, file.read_text("utf-8"))
    folder = Path(os.fspath(out)) if name == "all" else Path(found[0][0])
    return Reproduction(folder, "\n".join(text for _, text in found), pictures)
