"""Commands about work that goes on in the service: to start it, and to wait for it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, ClassVar, TextIO

from saharaclient.osc.verbs import command, waiting


class _Watched(command.MultiCommand):
    #: Returns what shows the waits of a command, for its arguments and stderr.
    watching: Callable[[argparse.Namespace, TextIO], waiting.WaitSession]


class AsyncAction(_Watched):
    """A command that starts something with each resource, and may wait until it is done."""

    #: What it starts, as in "deletion".
    process: ClassVar[str]
    #: What it can wait for, as in "the clusters are gone".
    until: ClassVar[str]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, self.until)

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        watch = self.watching(parsed_args, self.app.stderr)
        started: dict[str, str] = {}

        def start(name: str) -> None:
            resource = self.manager.resolve(name)
            already = self.already(resource)
            if already is not None:
                self.report(name, already)
                return
            self.start(resource, parsed_args)
            started[name] = resource.id
            self.report(name, f"{self.process} has been started")

        def wait(name: str, **limits: Any) -> str:
            return self.wait(started[name], **limits)

        names = self.names(parsed_args)
        failures = self.run_for_each(names, start)
        if parsed_args.wait:
            with watch:
                ended, unfinished = watch.for_each(started, wait)
            failures |= unfinished
            for name, outcome in ended.items():
                self.report(name, outcome)
        self.raise_failures(failures, len(names), f"failed to {self.doing}")

    def already(self, resource: Any) -> str | None:
        """Return what makes it needless to start with a resource, None for nothing."""
        return None

    def start(self, resource: Any, parsed_args: argparse.Namespace) -> None:
        """Start with a resource."""
        raise NotImplementedError

    def wait(self, resource_id: str, **limits: Any) -> str:
        """Wait until it is done, and return what has become of the resource."""
        raise NotImplementedError


class WaitCommand(_Watched):
    """A command that waits for what was started before."""

    doing = "wait for"
    #: What those have not done that failed.
    failed: ClassVar[str]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_limits(parser)

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        names = self.names(parsed_args)
        with self.watching(parsed_args, self.app.stderr) as watch:
            ended, failures = watch.for_each(names, self.wait, parsed_args=parsed_args)
        for name, outcome in ended.items():
            self.report(name, outcome)
        self.raise_failures(failures, len(names), self.failed)

    def wait(self, name: str, parsed_args: argparse.Namespace, **limits: Any) -> str:
        """Wait for a resource, and return what has become of it."""
        raise NotImplementedError
