"""The base of commands that do the same to several resources."""

from __future__ import annotations

import argparse
from typing import ClassVar

from saharaclient.osc.verbs.command import Command, M
from saharaclient.osc.verbs.failures import Failures


class MultiCommand(Command[M]):
    """A command that does the same to several resources."""

    #: What is done to each.
    doing: ClassVar[str]

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, self.doing, nargs="+")

    def names(self, parsed_args: argparse.Namespace) -> list[str]:
        """Return the names or IDs that are given, each once."""
        return list(dict.fromkeys(getattr(parsed_args, self.view.dest)))

    def report(self, name: str, what: str) -> None:
        """Report the result for a resource."""
        self.confirm(f'{self.view.title} "{name}" {what}.')

    def failures(self, total: int, failed: str) -> Failures:
        """Return what collects the failures of a command that handles several resources.

        :param failed: completes a sentence about what failed, as in "failed to delete".
        """
        return Failures(self.log, self.view, total, failed, self.advisor.sentence)
