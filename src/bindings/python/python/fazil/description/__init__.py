"""Networks, learning rules, timetables, faults and data as plain dataclasses.

Every class and every field is called as in a scenario file, and `None` means that the field is left
out, so that it has the scenario's default. Where a scenario has a name, such as ``FaZIL``, here is a
`str`; where the name has fields, such as ``IL(t_c: 20)``, here is a dataclass, ``IL(t_c=20)``.

A number may be an `int`, a `float`, a `fractions.Fraction` or a `str` such as ``"1/3"``.
"""

from __future__ import annotations

from ._conditions import Engine, Epochs, Faults, Lesion, Presentations, Recording
from ._data import (
    ArrayNames,
    Arrays,
    Csv,
    Digits,
    HoldOut,
    Idx,
    IdxFiles,
    ImageFolder,
    LinearTeacher,
    Npy,
    Npz,
    Pair,
    Pairs,
    RandomTargets,
    Range,
    Tensors,
    TwoMoons,
    Xor,
)
from ._fields import names_its_fields
from ._learning import (
    IL,
    Exact,
    File,
    Given,
    Independent,
    Learning,
    Normal,
    Override,
    Timetable,
    Tolerance,
    Uniform,
    Xavier,
)
from ._network import Network
from ._wiring import Delays, FixedIn, PairsFile, Population, Projection, Random, Receptive, Sheet

__all__ = [
    "ArrayNames",
    "Arrays",
    "Csv",
    "Delays",
    "Digits",
    "Engine",
    "Epochs",
    "Exact",
    "Faults",
    "File",
    "FixedIn",
    "Given",
    "HoldOut",
    "IL",
    "Idx",
    "IdxFiles",
    "ImageFolder",
    "Independent",
    "Learning",
    "Lesion",
    "LinearTeacher",
    "Network",
    "Normal",
    "Npy",
    "Npz",
    "Override",
    "Pair",
    "Pairs",
    "PairsFile",
    "Population",
    "Presentations",
    "Projection",
    "Random",
    "RandomTargets",
    "Range",
    "Receptive",
    "Recording",
    "Sheet",
    "Tensors",
    "Timetable",
    "Tolerance",
    "TwoMoons",
    "Uniform",
    "Xavier",
    "Xor",
]

for _name in __all__:
    names_its_fields(globals()[_name])
del _name
