"""What runs, audits, studies and sweeps leave, for notebooks."""

from __future__ import annotations

from ._findings import Audit, Check, Forecast, Isolation, Reproduction, StudyResult, Sweep
from ._records import Record, Records
from ._run import Picture, Run, Why, read_weights
from ._summary import EpochMetrics, Metrics, PhiTally, Summary

__all__ = [
    "Audit",
    "Check",
    "EpochMetrics",
    "Forecast",
    "Isolation",
    "Metrics",
    "PhiTally",
    "Picture",
    "Record",
    "Records",
    "Reproduction",
    "Run",
    "StudyResult",
    "Summary",
    "Sweep",
    "Why",
    "read_weights",
]
