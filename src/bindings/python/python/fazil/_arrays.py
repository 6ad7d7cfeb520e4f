"""Examples as arrays that the library takes: shapes, types and values checked."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def _array(name: str, value: object) -> Array:
    """`value` as a NumPy array, if it holds numbers."""
    detach = getattr(value, "detach", None)  # A torch.Tensor that gradients flow through.
    array: Array = np.asarray(detach().cpu().numpy() if detach is not None else value)
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"{name} is an array of {array.dtype}; expected numbers (float16, float32, float64, "
            "integers or bool)"
        )
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        raise TypeError(f"{name} is an array of {array.dtype}; expected float64 or narrower")
    return array


def _numbers(name: str, array: Array, dtype: str) -> Array:
    """`array` in the session's precision, C-contiguous; a number that is not finite is refused."""
    if array.dtype == dtype and array.flags.c_contiguous:
        return array  # Most often; it saves some microseconds of a presentation.
    with np.errstate(over="ignore"):
        cast = np.ascontiguousarray(array, dtype=dtype)
    if array.dtype.kind == "f" and array.dtype.itemsize > np.dtype(dtype).itemsize:
        lost = np.isfinite(array) & ~np.isfinite(cast)
        if lost.any():
            row, column = np.argwhere(lost)[0]
            raise ValueError(
                f"{name} is {array[row, column]} at row {row}, column {column} (counted from 0), "
                f"too large for {dtype}"
            )
    if array.dtype.kind in "iu" and array.size and array.dtype.itemsize >= 4:
        most = 2**24 if dtype == "float32" else 2**53
        inexact = (array > most) | (array < -most) if array.dtype.kind == "i" else array > most
        if inexact.any():
            row, column = np.argwhere(inexact)[0]
            raise ValueError(
                f"{name} is {array[row, column]} at row {row}, column {column} (counted from 0), which "
                f"{dtype} may not hold exactly; expected whole numbers up to {most}"
            )
    return cast


def rows(name: str, value: object, n_columns: int, dtype: str) -> Array:
    """`value` as examples `[n, n_columns]`; a single example may be `[n_columns]`."""
    array = _array(name, value)
    if array.ndim == 1 and array.shape[0] == n_columns:
        array = array[np.newaxis]
    if array.ndim != 2 or array.shape[1] != n_columns:
        raise ValueError(
            f"{name} is of shape {array.shape}; expected [n, {n_columns}], a row for each example"
        )
    return _numbers(name, array, dtype)


def targets(value: object, n: int, n_outputs: int, dtype: str) -> tuple[Array, Array | None]:
    """Targets `[n, n_outputs]` (`[n]` for one output), and classes `[n]` if that is what `value` is:
    integers `[n]`, which become 1 for the class and 0 for the others."""
    array = _array("y", value)
    is_classes = array.dtype.kind in "iu" and array.shape == (n,)
    if array.shape == (n,) and n_outputs == 1:
        array = array[:, np.newaxis]
    elif array.ndim == 1 and n != 1 and not is_classes:
        raise ValueError(
            f"y is of shape {array.shape} and {array.dtype}; expected [n, {n_outputs}], a row for each "
            "example, or classes [n] as integers"
        )
    if not (is_classes and n_outputs > 1):
        return rows("y", array, n_outputs, dtype), None
    if n and not (0 <= array.min() and array.max() < n_outputs):
        raise ValueError(
            f"y holds classes from {array.min()} to {array.max()}; expected 0 to {n_outputs - 1}, as "
            f"the network has {n_outputs} outputs"
        )
    one_hot = np.zeros((n, n_outputs), dtype=dtype)
    one_hot[np.arange(n), array] = 1
    return one_hot, np.ascontiguousarray(array, dtype=np.uint32)


def examples(
    x: object, y: object | None, widths: tuple[int, int], dtype: str
) -> tuple[Array, Array | None, Array | None]:
    """Inputs, targets and classes of examples for a network of these inputs and outputs."""
    n_inputs, n_outputs = widths
    inputs = rows("x", x, n_inputs, dtype)
    if y is None:
        return inputs, None, None
    target, labels = targets(y, len(inputs), n_outputs, dtype)
    if len(target) != len(inputs):
        raise ValueError(
            f"y has {len(target)} rows, and x has {len(inputs)}; expected as many"
        )
    return inputs, target, labels


def write_examples(
    path: str | os.PathLike[str], x: object, y: object, *, n_outputs: int | None = None
) -> None:
    """Writes examples as a safetensors file, for `fazil.Tensors` and for the program.

    Parameters
    ----------
    path
        The file, which is written over.
    x, y
        ``[n, inputs]`` and ``[n, outputs]``, or classes ``[n]`` as integers.
    n_outputs
        How many outputs there are for classes; without it, as many as the highest class needs.
    """
    inputs, target = _array("x", x), _array("y", y)
    if inputs.ndim != 2:
        raise ValueError(f"x is of shape {inputs.shape}; expected [n, inputs]")
    dtype = "float32" if inputs.dtype == np.float32 else "float64"
    if target.ndim == 1 and target.dtype.kind in "iu":
        width = n_outputs or (int(target.max()) + 1 if len(target) else 1)
    else:
        width = target.shape[1] if target.ndim == 2 else 1
    numbers, targets_, labels = examples(inputs, target, (inputs.shape[1], width), dtype)
    assert targets_ is not None
    tensors = {"input": numbers, "target": targets_}
    if labels is not None:
        tensors["label"] = labels.astype(np.int64)
    header: dict[str, object] = {}
    parts: list[bytes] = []
    end = 0
    for name, tensor in tensors.items():
        parts.append(tensor.tobytes())
        first, end = end, end + len(parts[-1])
        kind = {"float32": "F32", "float64": "F64", "int64": "I64"}[tensor.dtype.name]
        header[name] = {"dtype": kind, "shape": tensor.shape, "data_offsets": [first, end]}
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    with open(path, "wb") as file:
        file.write(len(head).to_bytes(8, "little") + head + b"".join(parts))
