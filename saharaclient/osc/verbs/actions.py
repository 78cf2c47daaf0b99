"""Commands that start operations in the service, or wait for operations that were started."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from osc_lib import exceptions

from saharaclient.api.resource import Resource
from saharaclient.api.waiters import Condition
from saharaclient.exceptions import ConnectionFailed, NotFound
from saharaclient.osc.verbs import multi, waiting
from saharaclient.osc.verbs.failures import Failures
from saharaclient.osc.verbs.wait_session import Ended
from saharaclient.osc.verbs.waiting import W


class _WaitsForEach(waiting.CanWait[W], multi.MultiCommand[W]):
    #: Whether polls include provisioning steps.
    shows_steps: ClassVar[bool] = False
    #: The end of a sentence about a resource that is gone.
    gone: ClassVar[str] = "has been removed successfully"

    def outcome(self, ended: Ended[Resource]) -> str:
        """Return the end of a sentence about a resource that is done."""
        return self.wait_view.outcome(ended.resource)

    def _wait(
        self,
        parsed_args: argparse.Namespace,
        names: dict[str, str],
        until: Condition[Resource],
        failures: Failures,
    ) -> None:
        """Wait for resources, and report each when its wait has ended.

        :param names: what the user calls the resources, by ID.
        """
        with self.wait_session(parsed_args, concludes=False) as session:
            for ended in session.wait(self.manager, names, until, show_progress=self.shows_steps):
                name = names[ended.resource_id]
                with session.paused():
                    if ended.error is not None:
                        failures.add(name, ended.error)
                    elif until.until_gone:
                        self.report(name, self.gone)
                    else:
                        self.report(name, self.outcome(ended))


class AsyncAction(_WaitsForEach[W]):
    """A command that starts an operation on each resource, and may wait until it is done."""

    #: What it starts, as in "deletion".
    process: ClassVar[str]
    #: What it can wait for in words, as in "the clusters are gone", and as a condition.
    until: ClassVar[str]
    condition: ClassVar[Condition[Resource]]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        waiting.add_wait_options(parser, self.until)

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        names = self.names(parsed_args)
        failures = self.failures(len(names), f"failed to {self.doing}")
        started: dict[str, str] = {}

        def start(name: str) -> None:
            resource = self.manager.resolve(name)
            already = self.already(resource)
            if already is not None:
                self.report(name, already)
                return
            self.start(resource, parsed_args)
            started[resource.id] = name
            self.report(name, f"{self.process} has been started")

        failures.run_for_each(names, start)
        if parsed_args.wait and started:
            self._wait(parsed_args, started, self.condition, failures)
        failures.raise_if_any()

    def already(self, resource: Resource) -> str | None:
        """Return why there is nothing to do for a resource, None if there is."""
        return None

    def start(self, resource: Resource, parsed_args: argparse.Namespace) -> None:
        """Start the operation on a resource."""
        raise NotImplementedError


@dataclass(frozen=True)
class Goal:
    """What a command can wait for.

    :param condition: the condition.
    :param help: completes "until the resources ...", as in "are Active".
    """

    condition: Condition[Resource]
    help: str


class WaitCommand(_WaitsForEach[W]):
    """A command that waits for operations that were started before."""

    doing = "wait for"
    wait_option = ""
    #: Message for failed items, as in "did not succeed".
    failed: ClassVar[str]
    #: What ``--for`` can be; the first is the default.
    goals: ClassVar[Mapping[str, Goal]]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        words = "; ".join(
            f"{name}: until the {self.view.plural} {goal.help}" for name, goal in self.goals.items()
        )
        default, *_ = self.goals
        parser.add_argument(
            "--for",
            dest="goal",
            metavar="<state>",
            choices=tuple(self.goals),
            default=default,
            help=f"What to wait for. {words} (default: {default})",
        )
        waiting.add_limits(parser)

    def resume_command(self, parsed_args: argparse.Namespace) -> str:
        return f"{self.view.name} wait {{}} --for {parsed_args.goal}"

    def outcome(self, ended: Ended[Resource]) -> str:
        return f"{super().outcome(ended)}{ended.waited}"

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        until = self.goals[parsed_args.goal].condition
        names = self.names(parsed_args)
        failures = self.failures(len(names), self.failed)
        found: dict[str, str] = {}

        def find(name: str) -> None:
            try:
                found[self.manager.resolve(name).id] = name
            except NotFound:
                if not until.until_gone:
                    raise
                self.report(name, "is not there")
            except ConnectionFailed as error:
                if not self.is_time_up():
                    raise
                again = self.resume_command(parsed_args)
                line = self.command_lines.line(f"dataprocessing {again}", name)
                raise exceptions.CommandError(f"{error} To wait again:\n{line}") from error

        failures.run_for_each(names, find)
        if found:
            self._wait(parsed_args, found, until, failures)
        failures.raise_if_any()
