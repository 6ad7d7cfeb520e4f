"""What a command is about: a built-in scenario's name, a file, or a network; and changes to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Union

from .. import _fazil, _ron
from ..description import Arrays, Network

StrPath = Union[str, "os.PathLike[str]"]
Described = Union[str, "os.PathLike[str]", Network]


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
    changed = changes(set)
    if not isinstance(described, Network):
        return _fazil.Scenario.open(os.fspath(described), changed)
    if not changed:
        return described.scenario()
    return _fazil.Scenario.parse(described.scenario().to_ron(), described._place(), changed)


def scenario_with_data(
    described: Described, set: Mapping[str, Any] | None = None
) -> _fazil.Scenario:
    """The same, of a scenario that is run by itself.

    Raises
    ------
    ValueError
        If it is a network without data.
    """
    check_data(described, set)
    return scenario(described, set)


def check_data(described: Described, set: Mapping[str, Any] | None = None) -> None:
    """Refuses a network without data, unless they are in what is changed."""
    is_without = isinstance(described, Network) and isinstance(described.data, (Arrays, type(None)))
    if is_without and "data" not in (set or {}):
        raise ValueError(
            "the network has no data, so that there are no examples; expected data, as in "
            "network.replace(data=Csv(...)), or network.session(x, y) for arrays"
        )


def changes(set: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """Paths and RON values of what is changed."""
    return [(path, value_text(value)) for path, value in (set or {}).items()]


def value_text(value: object) -> str:
    """A value as RON; a `str` is RON already."""
    if isinstance(value, str):
        return value
    is_span = isinstance(value, tuple) and all(isinstance(n, int) for n in value)
    return _ron.write(value, "span" if is_span else "")
