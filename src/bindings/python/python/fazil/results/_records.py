"""Recorded tables, for whoever takes Arrow."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import _fazil

Array = NDArray[Any]


class Record:
    """A recorded table: pandas, polars, pyarrow and others take it through the Arrow PyCapsule
    interface, as in ``pandas.DataFrame.from_arrow(record)`` or ``pyarrow.table(record)``.

    Attributes
    ----------
    what, of
        The variable, and whose.
    columns
        Name to unit and meaning.
    note
        What a reader must know, such as that the file reached its limit; mostly `None`.
    """

    def __init__(self, folder: Path, entry: Mapping[str, Any], keep: object = None) -> None:
        self._keep = keep  # A temporary folder goes with the last that reads from it.
        self.file = folder / entry["file"]
        self.what: str = entry["what"]
        self.of: str = entry["of"]
        self.note: str | None = entry.get("note")
        self.columns: dict[str, tuple[str, str]] = {
            column["name"]: (column["unit"], column["meaning"]) for column in entry["columns"]
        }
        self._kinds = [(column["name"], column["kind"]) for column in entry["columns"]]
        self._table: _fazil.Table | None = None

    @property
    def table(self) -> _fazil.Table:
        """The table, which is read when it is first asked for."""
        if self._table is None:
            self._table = _fazil.read_table(self.file, self._kinds)
        return self._table

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self.table.__arrow_c_schema__()

    def __getitem__(self, name: str) -> Array:
        """A column as a NumPy array: numbers, NaN where one is missing, or texts."""
        return np.asarray(self.table.column(name))

    def __len__(self) -> int:
        return len(self.table)

    def __repr__(self) -> str:
        return f"<fazil record of {self.what}:{self.of}, columns {', '.join(self.columns)}>"


class Records(Mapping[str, Record]):
    """What was recorded, by the name of its file (``"epsilon"``, ``"epsilon-2"``) or as it was asked
    for (``"epsilon:error/1/*"``)."""

    def __init__(self, folder: Path, keep: object = None) -> None:
        index = folder / "records" / "records.json"
        entries = json.loads(index.read_text("utf-8"))["records"] if index.exists() else []
        made = [Record(folder, entry, keep) for entry in entries]
        self._by_name = {record.file.stem: record for record in made}
        self._by_request = {f"{record.what}:{record.of}": record for record in made}

    def __getitem__(self, name: str) -> Record:
        # A table without rows is false.
        found = self._by_name.get(name, self._by_request.get(name))
        if found is None:
            there = ", ".join(self._by_name) or "nothing"
            raise KeyError(f"{name!r} was not recorded; there is {there} (run with record=[...])")
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"<fazil records: {', '.join(self._by_name) or 'none'}>"
