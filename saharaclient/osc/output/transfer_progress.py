"""A bar on stderr for uploads and downloads: size, rate and time to go, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from saharaclient.osc.output.wait_progress import console_for
from saharaclient.transport.streaming import Progress


@contextmanager
def shown(stderr: TextIO, what: str, *, is_quiet: bool) -> Iterator[Progress | None]:
    """Show the progress of a transfer.

    :param what: what is transferred, as in "Uploading example.jar".
    :param is_quiet: whether to show nothing.
    :return: to call with the bytes so far and the total; None if stderr is no terminal or nothing
        is to be shown.
    """
    if is_quiet or not stderr.isatty():
        yield None
        return
    from rich import progress

    bar = progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.DownloadColumn(binary_units=True),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
        console=console_for(stderr),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
