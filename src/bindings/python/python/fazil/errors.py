"""What can go wrong, as exceptions.

All of them are `FazilError`, but for plain `ValueError` and `TypeError` where an argument is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "BugError",
    "FazilError",
    "FazilWarning",
    "Mistake",
    "NetworkFault",
    "RunError",
    "ScenarioError",
    "SessionError",
]


class FazilError(Exception):
    """What every error of fazil is."""


class FazilWarning(UserWarning):
    """What a person should know about a run that went on all the same."""


@dataclass(frozen=True)
class Mistake:
    """One mistake of a scenario.

    Attributes
    ----------
    file
        The file, or the change that made the mistake, such as ``--set learning.alpha=0``.
    line, column
        Where in the file it is, both from 1; `None` in a change.
    problem
        What is wrong, and why.
    expected
        What would be right, if it is known.
    near
        What may have been meant, if there is a name like it.
    """

    file: str
    line: int | None
    column: int | None
    problem: str
    expected: str | None = None
    near: str | None = None

    @property
    def hint(self) -> str | None:
        """What to do about it: what may have been meant, or what would be right."""
        return f"did you mean '{self.near}'?" if self.near else self.expected


class ScenarioError(FazilError, ValueError):
    """A scenario that cannot be run.

    Attributes
    ----------
    mistakes
        All of its mistakes, in the order of the text.
    file, line, column, hint
        Of the first of them; `None` where there is none, or it has none.
    """

    def __init__(
        self,
        message: str,
        mistakes: Iterable[
            tuple[str, int | None, int | None, str, str | None, str | None]
        ] = (),
    ) -> None:
        super().__init__(message)
        self.mistakes: list[Mistake] = [Mistake(*fields) for fields in mistakes]
        first = self.mistakes[0] if self.mistakes else None
        self.file: str | None = first.file if first else None
        self.line: int | None = first.line if first else None
        self.column: int | None = first.column if first else None
        self.hint: str | None = first.hint if first else None

    def __reduce__(self) -> tuple[object, ...]:
        fields = [
            (m.file, m.line, m.column, m.problem, m.expected, m.near) for m in self.mistakes
        ]
        return (type(self), (str(self), fields))


class RunError(FazilError, RuntimeError):
    """Data, weights or files that cannot be read or written, or do not fit the network."""


class NetworkFault(FazilError, RuntimeError):
    """A network that failed, or whose numbers stopped being finite.

    Attributes
    ----------
    neuron
        The neuron that failed, such as ``"error/1/7"``.
    tick
        The tick on its clock.
    """

    def __init__(self, message: str, neuron: str = "", tick: int = 0) -> None:
        super().__init__(message)
        self.neuron = neuron
        self.tick = tick

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (str(self), self.neuron, self.tick))


class SessionError(FazilError, RuntimeError):
    """A session that is closed, in use by another thread, or of another process."""


class BugError(FazilError, RuntimeError):
    """The library failed in a way that is its own fault. Please report it."""
