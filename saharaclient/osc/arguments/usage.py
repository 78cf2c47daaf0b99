"""Errors that the command line alone shows."""

from __future__ import annotations

from osc_lib import exceptions


class UsageError(exceptions.CommandError):
    """The arguments, together with the API version, cannot be right.

    Raise it in ``check_arguments`` of a command, before any file or network is used. The command
    then ends with exit status 2, as argparse does for options and values that do not exist.
    """
