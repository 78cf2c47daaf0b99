"""A bar on stderr for uploads and downloads: size, rate and time to go, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from saharaclient.transport.streaming import Progress


@contextmanager
def shown(stderr: TextIO, what: str) -> Iterator[Progress | None]:
    """Show how far a transfer is, while it lasts.

    :param what: what is transferred, as in "Uploading example.jar".
    :return: to call with the bytes so far and all of them; None where nobody is looking.
    """
    if not stderr.isatty():
        yield None
        return
    from rich import progress
    from rich.console import Console

    bar = progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.DownloadColumn(binary_units=True),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
        console=Console(file=stderr, stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
