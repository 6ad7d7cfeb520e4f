"""Python values as RON, the notation of scenarios."""

from __future__ import annotations

import dataclasses
import json
import math
import numbers
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def quoted(text: str) -> str:
    """`text` as a RON string."""
    written = json.dumps(text, ensure_ascii=False)
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: f"\\u{{{match[1]}}}", written)


def _number(value: Any) -> str:
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, Fraction):
        return quoted(f"{value.numerator}/{value.denominator}")
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} has no place in a scenario; expected a finite number")
    return repr(number)


def write(value: Any, kind: str = "") -> str:
    """`value` as RON.

    Parameters
    ----------
    value
        Numbers, texts, lists, tuples and the dataclasses of this package.
    kind
        ``"text"`` for a text, which is quoted (another `str` is the name of a variant),
        ``"span"`` for a number of ticks or two of them.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value if kind != "text" and _IDENTIFIER.match(value) else quoted(value)
    if isinstance(value, numbers.Real):
        return _number(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _dataclass(value)
    if isinstance(value, range):
        return f"{value.start}..{value.stop}"
    if hasattr(value, "tolist"):
        return write(value.tolist(), kind)
    if isinstance(value, Mapping):
        fields = ", ".join(f"{name}: {write(inner)}" for name, inner in value.items())
        return f"({fields})"
    if isinstance(value, Sequence):
        inner_kind = "" if kind == "span" else kind
        inner = ", ".join(write(part, inner_kind) for part in value)
        is_tuple = isinstance(value, tuple) and kind != "span"
        return f"({inner})" if is_tuple else f"[{inner}]"
    raise TypeError(
        f"{value!r} has no place in a scenario; expected numbers, texts, lists or what "
        "fazil.description has"
    )


def _lists(value: Any) -> Any:
    """Rows as lists, whatever they were."""
    if hasattr(value, "tolist"):
        return value.tolist()
    is_row = isinstance(value, Sequence) and not isinstance(value, str)
    return [_lists(part) for part in value] if is_row else value


def _dataclass(value: Any) -> str:
    own = getattr(value, "_ron", None)
    if own is not None:
        return str(own())
    name = type(value).__name__ if getattr(value, "_is_variant", False) else ""
    parts = []
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        kind = field.metadata.get("kind", "")
        is_left_out = inner is None or (inner == () and field.default == ())
        if is_left_out:
            continue
        if kind == "array":
            inner, kind = _lists(inner), ""
        written = write(inner, kind)
        parts.append(written if field.metadata.get("bare") else f"{field.name.rstrip('_')}: {written}")
    return f"{name}({', '.join(parts)})"
