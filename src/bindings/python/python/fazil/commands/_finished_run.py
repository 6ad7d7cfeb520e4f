"""What is asked of a run that is over, and a page for the browser."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import _fazil
from .._checked import count
from ..errors import FazilWarning
from ..results import Picture, Why
from ._described import Described, StrPath, scenario_with_data


def plot(run: StrPath) -> dict[str, Picture]:
    """Draws the pictures and the page of a run again, from the files in its folder, as ``fazil plot``
    does.

    Warns
    -----
    FazilWarning
        If files in the folder are of another run; it says which.
    """
    place = Path(os.fspath(run))
    made: dict[str, Picture] = {}
    pictures, notes = _fazil.plot(place)
    for note in notes:
        warnings.warn(f"{os.fspath(place)}: {note}", FazilWarning, stacklevel=2)
    for file, _ in pictures:
        made[Path(file).stem] = Picture(place / file, (place / file).read_text("utf-8"))
    return made


def why(
    run: StrPath,
    synapse: str | None = None,
    presentation: int | None = None,
    out: StrPath | None = None,
    *,
    find: str = "largest",
    of: str | None = None,
    lane: int | None = None,
    all: bool = False,
) -> Why:
    """Says why a synapse changed: the chain of messages from the teacher to it, as ``fazil why`` does.

    Parameters
    ----------
    run
        A `Run`, or its folder.
    synapse
        Such as ``"error/1/12<-value/2/3"`` or ``"error/1/12<-bias"``; without it, what is found.
    presentation
        The presentation (of a batch), counted from 0; without it, where it is found.
    out
        A file for the picture; without it there is none, and `Why.svg` has it. A file that is no
        picture of this function is not replaced, here as in `trace` and `page`.
    find
        What is looked for: the ``"largest"`` change of a weight, the ``"first_spike"``, or the
        ``"first_miss"``, a φ that should have fired and did not.
    of
        Among which synapses, such as ``"error/1/*"`` or ``"error/0/*<-value/1/2"``.
    lane, all
        The lane whose chain is told, or the chains of all; without them, the one that gave most.
    """
    if synapse is not None and of is not None:
        raise ValueError("synapse and of are given; expected one of the two")
    if lane is not None and all:
        raise ValueError("lane and all are given; expected one of the two")
    at, lane = count("presentation", presentation), count("lane", lane)
    file = None if out is None else Path(os.fspath(out))
    return Why(*_fazil.why(os.fspath(run), synapse, at, find, of, lane, all, file))


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


def page(
    scenario: Described, out: StrPath = "lesson.html", *, set: Mapping[str, Any] | None = None
) -> Path:
    """Writes the playground as one file that opens on a scenario, for a browser and without a server, as
    ``fazil page`` does.

    Parameters
    ----------
    scenario, set
        As for `run`; one whose data and weights are in no file.
    out
        The file.
    """
    file = Path(os.fspath(out))
    _fazil.page(scenario_with_data(scenario, set), file)
    return file
