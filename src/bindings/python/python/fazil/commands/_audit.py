"""Audits, and single neurons taken out of their network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .. import _fazil
from .._checked import count
from ..results import Audit, Isolation
from ._described import Described, StrPath, scenario_with_data
from ._progress import Progress, shown


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
    checked = scenario_with_data(scenario, set)
    presentations, sample = count("presentations", presentations), count("sample", sample, 1)
    with shown(progress) as heard:
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
    checked = scenario_with_data(scenario, set)
    folder, told = _fazil.isolate(
        checked, neuron, count("presentations", presentations, 1), out
    )
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
