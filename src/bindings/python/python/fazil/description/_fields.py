"""Fields of the dataclasses, and what is written of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from fractions import Fraction
from typing import Any, ClassVar, Union

Number = Union[int, float, Fraction, str]
Span = Union[int, Sequence[int]]


# Of a field that is a text; one without a default has it in `field`, which type checkers know.
TEXT = {"kind": "text"}


def text(default: str | None) -> Any:
    return field(default=default, metadata=TEXT)


def span() -> Any:
    return field(default=None, metadata={"kind": "span"})


class Variant:
    """A name that has fields."""

    _is_variant: ClassVar[bool] = True


def texts() -> Any:
    return field(default=(), metadata=TEXT)
