"""A run, read from the folder it left."""

from __future__ import annotations

import html
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..errors import RunError
from ._records import Record, Records
from ._summary import Metrics, Summary, table

if TYPE_CHECKING:
    from ._findings import Audit

Array = NDArray[Any]


@dataclass(frozen=True)
class Picture:
    """A picture, which shows itself in a notebook.

    Attributes
    ----------
    file
        Where it is.
    svg
        The picture.
    """

    file: Path
    svg: str = field(repr=False)

    def _repr_svg_(self) -> str:
        return self.svg


_DTYPES: dict[str, np.dtype[Any]] = {
    "F32": np.dtype("<f4"),
    "F64": np.dtype("<f8"),
    "U32": np.dtype("<u4"),  # Pairs of a projection.
}


def read_weights(path: str | os.PathLike[str]) -> dict[str, Array]:
    """The tensors of a safetensors file, a row-major copy each.

    Raises
    ------
    RunError
        If it is no such file.
    """
    with open(path, "rb") as file:
        head = file.read(8)
        length = int.from_bytes(head, "little")
        if len(head) < 8 or length > 100_000_000:
            raise RunError(f"{os.fspath(path)} is no safetensors file")
        header: dict[str, Any] = json.loads(file.read(length))
        numbers = file.read()
    header.pop("__metadata__", None)
    found: dict[str, Array] = {}
    for name, tensor in header.items():
        dtype = _DTYPES.get(tensor["dtype"])
        if dtype is None:
            raise RunError(f"{os.fspath(path)}: {name} is {tensor['dtype']}; expected F32, F64 or U32")
        first, end = tensor["data_offsets"]
        found[name] = np.frombuffer(numbers[first:end], dtype).reshape(tensor["shape"]).copy()
    return found


@dataclass(frozen=True)
class Why:
    """Why a synapse changed: the chain of messages from the teacher to it.

    Attributes
    ----------
    text
        In words.
    svg
        As a picture.
    """

    text: str
    svg: str

    def __repr__(self) -> str:
        return f"<fazil why: {self.text.strip().splitlines()[0]} …; print() shows all>"

    def _repr_svg_(self) -> str:
        return self.svg

    def __str__(self) -> str:
        return self.text


class Run:
    """A run, read from the folder it left.

    Parameters
    ----------
    folder
        The run's folder, such as ``"runs/digits-1"``.

    Attributes
    ----------
    folder
        Where it is. A run without `out` has a temporary folder, which goes with this object.
    notes
        What the program would have told at the screen.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        *,
        notes: Sequence[str] = (),
        _temporary: tempfile.TemporaryDirectory[str] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.notes = list(notes)
        self._temporary = _temporary
        if not (self.folder / "scenario.ron").is_file():
            raise RunError(f"{self.folder} is no run's folder: it has no scenario.ron")

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_text("utf-8")
        except OSError as error:
            reason = " (the run did not finish)" if self.is_unfinished else ""
            raise RunError(f"cannot read {self.folder / name}: {error.strerror}{reason}") from None

    @property
    def is_unfinished(self) -> bool:
        """Whether the run was killed, could not write its files, or is still under way."""
        return (self.folder / "unfinished.json").exists()

    @property
    def summary(self) -> Summary:
        """What was measured."""
        return Summary._of(self._read("summary.json"))

    @property
    def scenario(self) -> str:
        """The scenario as RON, every default filled in; it runs again to the same bits."""
        return self._read("scenario.ron")

    @property
    def metrics(self) -> Metrics:
        """Errors, accuracies and φ, epoch by epoch."""
        self._read("metrics.csv")
        return Metrics._read(self.folder / "metrics.csv")

    @property
    def records(self) -> Records:
        """What was recorded."""
        return Records(self.folder, self._temporary)

    @property
    def phi(self) -> Record:
        """The events of φ; run with ``record=["phi"]``."""
        return self.records["phi"]

    def _weights(self, name: str) -> dict[str, Array]:
        path = self.folder / "weights" / f"{name}.safetensors"
        if not path.exists():
            raise RunError(f"there is no {path}")
        return read_weights(path)

    @property
    def weights(self) -> dict[str, Array]:
        """The weights at the end: ``theta.l``, ``feedback.l``, ``bias.l``; where populations have names,
        by those of projections and populations, as in ``theta.retina-V1``."""
        return self._weights("final")

    @property
    def bp_weights(self) -> dict[str, Array]:
        """Backpropagation's weights at the end."""
        return self._weights("backpropagation")

    @property
    def initial_weights(self) -> dict[str, Array]:
        """The weights both were born with."""
        return self._weights("initial")

    @property
    def pictures(self) -> dict[str, Picture]:
        """Its pictures by their names, such as ``"learning_curve"``."""
        files = sorted(self.folder.glob("*.svg")) + sorted((self.folder / "records").glob("*.svg"))
        return {file.stem: Picture(file, file.read_text("utf-8")) for file in files}

    @property
    def report(self) -> str:
        """``report.html``: the run on one page."""
        return self._read("report.html")

    def why(
        self, synapse: str | None = None, presentation: int | None = None, **arguments: Any
    ) -> Why:
        """Why `synapse` changed in `presentation`, or what changed most; see `fazil.why`."""
        from ..commands import why

        return why(self, synapse, presentation, **arguments)

    def trace(self, presentations: range | int = 0, out: str | os.PathLike[str] | None = None) -> Path:
        """Writes a trace for ui.perfetto.dev; see `fazil.trace`."""
        from ..commands import trace

        return trace(self, presentations, out)

    def plot(self) -> dict[str, Picture]:
        """Draws its pictures and its page again; see `fazil.plot`."""
        from ..commands import plot

        return plot(self)

    def audit(self, **arguments: Any) -> Audit:
        """Audits its scenario; see `fazil.audit`."""
        from ..commands import audit

        return audit(self.folder / "scenario.ron", **arguments)

    def __fspath__(self) -> str:
        return str(self.folder)

    def __repr__(self) -> str:
        return f"<fazil run {str(self.folder)!r}>"

    def _repr_svg_(self) -> str | None:
        picture = self.pictures.get("learning_curve")
        return picture.svg if picture else None

    def _repr_html_(self) -> str:
        if self.is_unfinished:
            return f"<p>the run in {html.escape(str(self.folder))} did not finish</p>"
        s = self.summary
        rows: list[list[object]] = [
            ["how it ended", s.ended],
            ["test accuracy", s.test_accuracy],
            ["… of backpropagation", s.bp_test_accuracy],
            ["weights ≠ backpropagation's", f"{s.weights_different} of {s.weights}"],
            ["φ missed / false", f"{s.phi.misses} / {s.phi.false_spikes} of {s.phi.expected}"],
            ["controller messages", s.controller_messages],
            ["interventions", s.interventions],
            ["unsettled presentations", s.unsettled_presentations],
        ]
        title = f"<p><b>{html.escape(s.scenario)}</b> in {html.escape(str(self.folder))}</p>"
        return title + table(["measured", ""], rows) + (self._repr_svg_() or "")
