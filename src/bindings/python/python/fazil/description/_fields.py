"""Fields of the dataclasses, and what is written of them."""

from __future__ import annotations

import dataclasses
import difflib
import functools
from collections.abc import Iterable, Sequence
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


def refuse_unknown(name: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Refuses fields that the class called `name` has not.

    Raises
    ------
    TypeError
        If there is one; it says which may have been meant, and which there are.
    """
    known = list(known)
    for keyword in given:
        if keyword not in known:
            near = difflib.get_close_matches(keyword, known, 1)
            hint = f"did you mean {near[0]!r}? It" if near else "it"
            raise TypeError(f"{name} has no field {keyword!r}; {hint} has {', '.join(known)}")


def names_its_fields(cls: type[Any]) -> None:
    """Has a dataclass answer a keyword that none of its fields has with the nearest of them."""
    made = cls.__init__
    known = [f.name for f in dataclasses.fields(cls) if f.init]

    @functools.wraps(made)
    def checked(self: Any, *arguments: Any, **keywords: Any) -> None:
        refuse_unknown(cls.__name__, keywords, known)
        made(self, *arguments, **keywords)

    cls.__init__ = checked
