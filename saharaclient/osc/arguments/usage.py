"""Errors that the command line alone shows."""

from __future__ import annotations

import argparse

from osc_lib import exceptions


class UsageError(exceptions.CommandError):
    """The arguments, together with the API version, cannot be right.

    Raise it in ``check_arguments`` of a command, before any file or network is used. The command
    then ends with exit status 2, as argparse does for options and values that do not exist.
    """


def refuse_dashes(parser: argparse.ArgumentParser, parsed_args: argparse.Namespace) -> None:
    """Refuse ``--option=--``, of which argparse makes an empty list before Python 3.13.

    :raises UsageError: an option was given like that.
    """
    for name, value in vars(parsed_args).items():
        if value == [] and parser.get_default(name) != []:
            raise UsageError(f'"--" is no value for the {name.replace("_", " ")}.')
