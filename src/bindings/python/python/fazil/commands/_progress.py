"""How far a long call is: a bar of tqdm, or a function that is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any, Union

Progress = Union[bool, Callable[[str, int, int], object], None]
"""`True`: a bar of tqdm; a function of (what, done, all); `None`: a bar in notebooks and terminals."""


class _Bar:
    """A bar of tqdm, if it is installed."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make
        self._bar: Any = None

    def __call__(self, what: str, n_done: int, n_all: int) -> None:
        if self._bar is None:
            self._bar = self._make(total=n_all)
        self._bar.set_description(what, refresh=False)
        self._bar.total = n_all
        self._bar.update(n_done - self._bar.n)

    def __enter__(self) -> _Bar:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()


def shown(
    progress: Progress,
) -> AbstractContextManager[Callable[[str, int, int], object] | None]:
    if callable(progress):
        return nullcontext(progress)
    if progress is None:
        progress = "ipykernel" in sys.modules or bool(sys.stderr and sys.stderr.isatty())
    if not progress:
        return nullcontext(None)
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return nullcontext(None)
    return _Bar(tqdm)
