"""Arguments that are whole numbers."""

from __future__ import annotations

import operator
from typing import overload


@overload
def count(name: str, value: int, least: int = 0) -> int: ...
@overload
def count(name: str, value: int | None, least: int = 0) -> int | None: ...
def count(name: str, value: int | None, least: int = 0) -> int | None:
    """`value` as an `int` of `least` or more; `None` stays `None`.

    >>> count("epochs", 0, 1)
    Traceback (most recent call last):
    ValueError: epochs is 0; expected 1 or more
    """
    if value is None:
        return None
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name} is {value!r}; expected a whole number of {least} or more")
    whole = operator.index(value)
    if not least <= whole < 2**63:
        raise ValueError(f"{name} is {whole}; expected {least} or more")
    return whole
