"""How operations are carried out: by the library, or by commands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.simulation.schedules import Operation


@dataclass
class Outcome:
    """What a user gets from an operation.

    :ivar error: what the library has raised, or the command has failed with.
    :ivar value: what the library has returned, or the JSON that a command has printed.
    :ivar status: exit status of the command, None for the library.
    :ivar stdout: what the command has printed.
    :ivar texts: everything that a user or a log gets to see.
    :ivar wait_began: when the library was told to wait, None for no wait.
    """

    error: BaseException | None = None
    value: Any = None
    status: int | None = None
    stdout: str = ""
    stderr: str = ""
    texts: list[str] = field(default_factory=list)
    wait_began: float | None = None

    @property
    def succeeded(self) -> bool:
        return self.error is None and not self.status

    @property
    def message(self) -> str:
        """What a user is told about a failure."""
        return str(self.error) if self.status is None else self.stderr


class Driver(Protocol):
    """Carries operations out."""

    def carry_out(self, operation: Operation) -> Outcome | None:
        """Carry an operation out; None if this version has no such operation."""
