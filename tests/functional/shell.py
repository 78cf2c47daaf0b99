"""The real ``openstack`` shell, run in this process."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import logging
import os
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import requests
from keystoneauth1.identity.generic.base import BaseGenericPlugin
from openstackclient.shell import OpenStackShell
from osc_lib.clientmanager import ClientManager

#: What no user should ever see in an error.
PYTHON_SPEAK = re.compile(
    r"Traceback|\w+(Error|Exception)\b|invalid literal|NoneType|object at 0x|<class|\bkwargs\b"
    r"|dictionary update sequence|\bself\b"
)


@dataclass
class Outcome:
    """What a command has come to."""

    command: str
    exit_status: int
    stdout: str
    stderr: str
    #: Method and URL of every HTTP request, in order.
    requests: list[tuple[str, str]] = field(default_factory=list)

    def json(self) -> Any:
        return json.loads(self.stdout)

    def csv(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.stdout)))

    @property
    def lines(self) -> list[str]:
        return self.stdout.splitlines()

    def __str__(self) -> str:
        return (
            f"$ {self.command}\nexit status {self.exit_status}\n"
            f"--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"
        )


class Shell:
    """Runs ``openstack dataprocessing ...`` as one user, in one version of the API.

    :param cloud: entry of clouds.yaml.
    :param api_version: version of the data processing API, None for the default.
    :param on_terminal: whether stdout is a terminal.
    """

    def __init__(
        self, cloud: str, api_version: str | None = None, *, on_terminal: bool = False
    ) -> None:
        self.cloud = cloud
        self.api_version = api_version
        self.on_terminal = on_terminal

    def __call__(self, words: str, *more: str, stdin: str = "") -> Outcome:
        """Run a command that must succeed and have nothing to say on stderr."""
        outcome = self.run(words, *more, stdin=stdin)
        assert outcome.exit_status == 0, outcome
        assert outcome.stderr == "", outcome
        return outcome

    def waits(self, words: str, *more: str, stdin: str = "") -> Outcome:
        """Run a command that must succeed, and may report on stderr."""
        outcome = self.run(words, *more, stdin=stdin)
        assert outcome.exit_status == 0, outcome
        return outcome

    def json(self, words: str, *more: str, stdin: str = "") -> Any:
        """Run a command that must succeed, and return what it prints with ``-f json``."""
        return self(words, *more, "-f", "json", stdin=stdin).json()

    def id_of(self, words: str, *more: str, stdin: str = "") -> str:
        """Run a command that must succeed, and return the ID that it prints."""
        (line,) = self(words, *more, "-f", "value", "-c", "Id", stdin=stdin).lines
        return line

    def fails(
        self,
        words: str,
        *more: str,
        stdin: str = "",
        status: int = 1,
        options: tuple[str, ...] = (),
    ) -> str:
        """Run a command that must fail with one clear error, and return that.

        Lines with the next command may follow.

        :param status: exit status; 2 for a usage error.
        :param options: global options, to override those of this shell.
        """
        outcome = self.run(words, *more, stdin=stdin, options=options)
        assert outcome.exit_status == status, outcome
        assert outcome.stdout == "", outcome
        assert not PYTHON_SPEAK.search(outcome.stderr), outcome
        if status == 2:  # argparse shows the usage first
            _, _, error = outcome.stderr.rpartition(": error: ")
            assert error, outcome
            return error.strip()
        error, *commands = outcome.stderr.splitlines()
        assert all(line.startswith("openstack ") for line in commands), outcome
        return "\n".join([error, *commands])

    def run(
        self, words: str, *more: str, stdin: str = "", options: tuple[str, ...] = ()
    ) -> Outcome:
        """Run a command.

        :param words: the command behind ``dataprocessing``, split at blanks; ``more`` is not.
        :param stdin: what it reads from standard input.
        :param options: global options, to override those of this shell.
        """
        argv = [*options, "dataprocessing", *words.split(), *more]
        environment = {"OS_CLOUD": self.cloud}
        if self.api_version is not None:
            environment["OS_DATA_PROCESSING_API_VERSION"] = self.api_version
        outcome = Outcome(f"openstack {' '.join(argv)}", 0, "", "")
        stdout, stderr = Terminal() if self.on_terminal else io.StringIO(), io.StringIO()
        streams = _streams(io.TextIOWrapper(io.BytesIO(stdin.encode())), stdout, stderr)
        selected = mock.patch.dict(os.environ, environment)
        with selected, streams, _recorded(outcome.requests), _tokens_kept():
            _forget_clients()
            try:
                outcome.exit_status = OpenStackShell().run(argv)
            except SystemExit as left:  # argparse
                outcome.exit_status = int(left.code or 0)
        outcome.stdout, outcome.stderr = stdout.getvalue(), stderr.getvalue()
        return outcome


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def _forget_clients() -> None:
    """Drop the clients that OpenStackClient keeps for the life of a process."""
    for cache in vars(ClientManager).values():
        if hasattr(cache, "_handle"):
            cache._handle = None


_tokens: dict[str, Any] = {}


@contextlib.contextmanager
def _tokens_kept() -> Iterator[None]:
    """Log in once per user, not once per command, for that takes longer than all the rest.

    The tests with processes of their own log in each time.
    """
    log_in = BaseGenericPlugin.get_auth_ref

    def get_auth_ref(self: Any, session: Any, **kwargs: Any) -> Any:
        who = self.get_cache_id()
        if who not in _tokens:
            _tokens[who] = log_in(self, session, **kwargs)
        return _tokens[who]

    with mock.patch.object(BaseGenericPlugin, "get_auth_ref", get_auth_ref):
        yield


@contextlib.contextmanager
def _streams(stdin: io.TextIOBase, stdout: io.StringIO, stderr: io.StringIO) -> Iterator[None]:
    """Have standard streams of one's own, and leave logging and warnings as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in list(root.manager.loggerDict)}
    with (
        mock.patch.object(sys, "stdin", stdin),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(stderr),
        warnings.catch_warnings(),
    ):
        try:
            yield
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
            for name in root.manager.loggerDict:
                logger, before = logging.getLogger(name), levels.get(name, logging.NOTSET)
                if logger.level != before:  # setting it clears the caches of all loggers
                    logger.setLevel(before)


@contextlib.contextmanager
def _recorded(requests_: list[tuple[str, str]]) -> Iterator[None]:
    """Take note of every HTTP request, and send it."""
    send = requests.Session.send

    def record(self: Any, request: Any, **kwargs: Any) -> Any:
        requests_.append((request.method, request.url))
        return send(self, request, **kwargs)

    with mock.patch.object(requests.Session, "send", record):
        yield
