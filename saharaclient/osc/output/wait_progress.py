"""Progress of a wait on stderr: redrawn in place on a terminal, a line per change elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

from saharaclient.api.resource import Resource
from saharaclient.osc.output.durations import in_words
from saharaclient.text import escape_control_chars

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live
    from rich.table import Table


def console_for(stderr: TextIO) -> Console:
    """Return a console of rich that leaves the process alone if its stream breaks.

    rich's own closes standard output and exits (Console.on_broken_pipe, 13.8 and later).
    """
    from rich.console import Console

    class ProgressConsole(Console):
        def on_broken_pipe(self) -> None:
            self.quiet = True

    return ProgressConsole(file=stderr, stderr=True)


def name_of(resource: Resource) -> str:
    """Return the name of a resource, or its ID if it has no name."""
    return str(getattr(resource, "name", None) or resource.id)


class WaitProgress:
    """The progress of a wait, which this class does not show.

    What a subclass cannot write is left out: the wait is about the resources.

    :param stderr: where progress goes.
    :param describe: returns the state of a resource in words.
    :param clock: returns seconds.
    """

    def __init__(
        self, stderr: TextIO, describe: Callable[[Any], str], clock: Callable[[], float]
    ) -> None:
        self.stderr = stderr
        self.describe = describe
        #: The state of each resource, by its name.
        self.last_states: dict[str, str] = {}
        self._clock = clock
        self._began = clock()

    def start(self) -> None:
        """Begin to show progress, or continue after :meth:`stop`."""

    def stop(self) -> None:
        """Remove what was drawn, and leave the terminal as it was."""

    def update(self, resource: Resource) -> None:
        """Show a resource as a poll found it."""
        self.show(name_of(resource), self.describe(resource))

    def show(self, name: str, state: str) -> None:
        """Show the state of a resource."""
        name, state = escape_control_chars(name), escape_control_chars(state)
        changed = self.last_states.get(name) != state
        self.last_states[name] = state
        if changed:
            with contextlib.suppress(OSError, ValueError):  # ValueError: the stream is closed
                self.emit(name, state)

    def drop(self, name: str) -> None:
        """Stop showing a resource, for its wait has ended."""
        self.last_states.pop(escape_control_chars(name), None)

    def emit(self, name: str, state: str) -> None:
        """Write a change."""

    def conclude(self, sentence: str) -> None:
        """Write a sentence that stays."""

    def waited(self) -> float:
        """Return the seconds since the wait began."""
        return self._clock() - self._began


class ConclusionOnly(WaitProgress):
    """Sentences on stderr that stay, and nothing before."""

    def conclude(self, sentence: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.stderr.write(f"{escape_control_chars(sentence)}\n")
            self.stderr.flush()


class LineProgress(ConclusionOnly):
    """A line on stderr for each change."""

    def emit(self, name: str, state: str) -> None:
        self.stderr.write(f"{self.waited():>4.0f}s {name}: {state}\n")
        self.stderr.flush()


class LiveProgress(ConclusionOnly):
    """A spinner, the time waited, and a line for each resource, redrawn in place."""

    def __init__(
        self, stderr: TextIO, describe: Callable[[Any], str], clock: Callable[[], float]
    ) -> None:
        from rich.spinner import Spinner

        super().__init__(stderr, describe, clock)
        self._spinner = Spinner("dots")
        self._live: Live | None = None

    def start(self) -> None:
        from rich.live import Live

        if not self.last_states:  # with nothing to draw, rich draws an empty line
            return
        self._live = Live(
            console=console_for(self.stderr),
            get_renderable=self._picture,
            refresh_per_second=4,
            transient=True,
        )
        with contextlib.suppress(OSError, ValueError):
            self._live.start(refresh=True)

    def stop(self) -> None:
        live, self._live = self._live, None
        with contextlib.suppress(OSError, ValueError):
            if live is not None:
                live.stop()

    def emit(self, name: str, state: str) -> None:
        if self._live is None:
            self.start()
        else:
            self._live.refresh()

    def conclude(self, sentence: str) -> None:
        self.stop()
        super().conclude(sentence)
        self.start()

    def _picture(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        waited = in_words(self.waited())
        picture = Table.grid(padding=(0, 1))
        for name, state in list(self.last_states.items()):  # another thread adds to it
            picture.add_row(self._spinner, Text(waited), Text(name), Text(state))
        return picture
