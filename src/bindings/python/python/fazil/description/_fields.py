"""Fields of the dataclasses, and what is written of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction
from typing import Any, ClassVar, Union

Number = Union[int, float, Fraction, str]
Span = Union[int, Sequence[int]]


def text(default: Any = dataclasses.MISSING) -> Any:
    return field(default=default, metadata={"kind": "text"})


def span() -> Any:
    return field(default=None, metadata={"kind": "span"})


def bare(kind: str = "") -> Any:
    return field(metadata={"kind": kind, "bare": True})


class Variant:
    """A name that has fields."""

    _is_variant: ClassVar[bool] = True


def texts() -> Any:
    return field(default=(), metadata={"kind": "text"})
