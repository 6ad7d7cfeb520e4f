"""fazil: predictive coding networks in which every neuron is an agent and no one is in charge.

>>> import fazil
>>> run = fazil.run("xor", set={"timetable.epochs": 2}, progress=False)
>>> run.summary.weights_different
0

`run` and the other commands do what the program's do; `Network` describes a network in Python;
`Session` runs one step by step, beside its backpropagation twin.
"""

from __future__ import annotations

from . import description, errors, results
from ._arrays import write_examples
from ._fazil import Presented, __version__
from .commands import (
    audit,
    check,
    data,
    forecast,
    isolate,
    load,
    page,
    plot,
    reference,
    reproduce,
    reproductions,
    resume,
    resume_study,
    resume_sweep,
    run,
    scenario,
    scenarios,
    studies,
    study,
    sweep,
    trace,
    why,
)
from .convert import from_torch, to_neo, to_nwb, to_torch
from .description import *
from .errors import (
    BugError,
    FazilError,
    FazilWarning,
    Mistake,
    NetworkFault,
    RunError,
    ScenarioError,
    SessionError,
)
from .results import Run, Summary, Sweep, read_weights
from .session import Counts, Neuron, Session, Snapshot, Spike, Tested

__all__ = [
    *description.__all__,
    "BugError",
    "Counts",
    "FazilError",
    "FazilWarning",
    "Mistake",
    "NetworkFault",
    "Neuron",
    "Presented",
    "Run",
    "RunError",
    "ScenarioError",
    "Session",
    "SessionError",
    "Snapshot",
    "Spike",
    "Summary",
    "Sweep",
    "Tested",
    "__version__",
    "audit",
    "check",
    "data",
    "description",
    "errors",
    "forecast",
    "from_torch",
    "isolate",
    "load",
    "page",
    "plot",
    "read_weights",
    "reference",
    "reproduce",
    "reproductions",
    "resume",
    "results",
    "resume_study",
    "resume_sweep",
    "run",
    "scenario",
    "scenarios",
    "studies",
    "study",
    "sweep",
    "to_neo",
    "to_nwb",
    "to_torch",
    "trace",
    "why",
    "write_examples",
]
