"""The commands of the program as functions."""

from __future__ import annotations

from ._described import Described, StrPath, scenario
from ._progress import Progress
from ._audit import audit, isolate
from ._finished_run import page, plot, trace, why
from ._queue import (
    forecast,
    reproduce,
    reproductions,
    resume_study,
    resume_sweep,
    studies,
    study,
    sweep,
)
from ._run import check, data, load, reference, resume, run, scenarios

__all__ = [
    "Described",
    "Progress",
    "StrPath",
    "audit",
    "check",
    "data",
    "forecast",
    "isolate",
    "load",
    "page",
    "plot",
    "reference",
    "reproduce",
    "reproductions",
    "resume",
    "resume_study",
    "resume_sweep",
    "run",
    "scenario",
    "scenarios",
    "studies",
    "study",
    "sweep",
    "trace",
    "why",
]
