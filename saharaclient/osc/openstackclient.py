"""What the commands use of OpenStackClient, osc-lib and cliff beyond their documented interfaces.

Each function has tests in tests/unit/osc/test_openstackclient.py that fail if one of these
programs changes what it relies on. They hold for OpenStackClient 6.0 to 10.5.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cliff import columns as cliff_columns
from keystoneauth1 import exceptions as ksa_exceptions
from osc_lib.command import command as osc_command

from saharaclient.transport.failures import from_failure

if TYPE_CHECKING:
    from cliff.app import App
    from openstack.config.cloud_region import CloudRegion
    from osc_lib.clientmanager import ClientManager

    FormattableColumn = cliff_columns.FormattableColumn[object]
else:  # cliff before 4.9 has no type parameter
    FormattableColumn = cliff_columns.FormattableColumn


class Column(FormattableColumn):
    """A value with a text for people and a structure for programs.

    cliff keeps the value in a private attribute.

    :param value: as the server sent it.
    """

    def __init__(self, value: object) -> None:
        super().__init__(value)
        self.value = value

    def __str__(self) -> str:  # older releases of cliff lack it
        return self.human_readable()

    def as_text(self) -> str:
        """Return the text for formats that have text only: value, csv and shell."""
        return str(self.machine_readable())


class Command(osc_command.Command):
    """A command that :func:`log_in` logs in when it runs."""

    #: Whether OpenStackClient logs in by itself, before it parses the arguments.
    auth_required = False


def log_in(command: Command) -> None:
    """Authenticate, as OpenStackClient does before it parses the arguments of other commands.

    osc-lib's ``OpenStackShell.prepare_to_run_command`` authenticates if the command has a true
    ``auth_required``. Our commands set that to false, so that a wrong command line is reported
    without a request, and call the same method again when they run.

    :raises saharaclient.exceptions.APIException: the identity service does not answer.
    """
    command.auth_required = True
    try:
        command.app.prepare_to_run_command(command)
    except ksa_exceptions.ConnectionError as failure:
        raise from_failure(failure, "POST", "the identity service") from failure


def cloud_of(client_manager: ClientManager) -> CloudRegion:
    """Return the settings of the selected cloud: options, environment and clouds.yaml merged.

    osc-lib's ``ClientManager`` keeps them in a private attribute. openstacksdk's connection has
    the same object as ``config``.
    """
    cloud: CloudRegion = client_manager.sdk_connection.config
    return cloud


@contextlib.contextmanager
def usable_streams(app: App) -> Iterator[None]:
    """Make the streams of cliff's ``App`` usable while a command runs.

    Python sets a standard stream to None if its descriptor is closed, and cliff passes that on.
    Such a stream discards what is written. Characters that the encoding of stdout lacks are
    written as escapes; in interactive mode the stream is used by other commands afterwards.
    """
    with contextlib.ExitStack() as stack:
        for name in ("stdout", "stderr"):
            for owner in (app, sys):  # cliff's table formatter uses that of sys
                if getattr(owner, name) is None:
                    sink = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
                    setattr(owner, name, sink)
                    stack.callback(setattr, owner, name, None)
        stdout = app.stdout
        if isinstance(stdout, io.TextIOWrapper):
            stack.callback(_set_errors, stdout, stdout.errors)
            _set_errors(stdout, "backslashreplace")
        yield


def _set_errors(stream: io.TextIOWrapper, errors: str | None) -> None:
    # This flushes. What cannot be written is reported when the command writes it.
    with contextlib.suppress(OSError, ValueError):
        stream.reconfigure(errors=errors)


def collect_options(
    parser: argparse.ArgumentParser, flags: Collection[str], *, dest: str
) -> argparse.ArgumentParser:
    """Have a parser accept options that are not its own, to refuse them in words of one's own.

    Only the exact option is recognized. It is not in the help, and options that users abbreviate
    stay unambiguous, which they would not with a hidden option of the parser. A word without dashes
    is the rest of a command: without ``cluster update keypair``, cliff takes ``keypair NAME`` for
    the arguments of ``cluster update``.

    :param flags: options with their dashes, or such words.
    :param dest: attribute of the parsed arguments that lists those which were given, if any were.
    """
    parse_known_args = parser.parse_known_args

    def parse(
        args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        parsed, unknown = parse_known_args(args, namespace)
        first = [*(args or ())][:1] if any(not word.startswith("-") for word in unknown) else []
        words = (word.partition("=")[0] for word in (*first, *unknown))
        given = [word for word in words if word in flags]
        if not given:
            return parsed, unknown
        setattr(parsed, dest, given)
        return parsed, []

    vars(parser)["parse_known_args"] = parse  # hides the method of the class
    return parser


def collect_rest(parser: argparse.ArgumentParser, *, dest: str) -> argparse.ArgumentParser:
    """Have a parser keep everything after the first ``--`` as it is.

    argparse takes options after a positional argument for the end of a list of others, and before
    Python 3.13 it drops each ``--``.

    :param dest: attribute of the parsed arguments for the words after ``--``.
    """
    parse_known_args = parser.parse_known_args

    def parse(
        args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        words = sys.argv[1:] if args is None else list(args)
        end = words.index("--") if "--" in words else len(words)
        parsed, unknown = parse_known_args(words[:end], namespace)
        if words[end + 1 :]:
            setattr(parsed, dest, [*getattr(parsed, dest), *words[end + 1 :]])
        return parsed, unknown

    vars(parser)["parse_known_args"] = parse  # hides the method of the class
    return parser


def prefer_options(parser: argparse.ArgumentParser, ranks: Mapping[str, int]) -> None:
    """Have a parser prefer some of the options that match an abbreviation.

    argparse has no public way to exclude an option from abbreviations.

    :param ranks: rank of an option, 0 by default; those with the lowest rank match.
    """
    matches_of = parser._get_option_tuples

    def find(option_string: str) -> list[tuple[argparse.Action, str, str | None]]:
        matches = matches_of(option_string)
        best = min((ranks.get(match[1], 0) for match in matches), default=0)
        return [match for match in matches if ranks.get(match[1], 0) == best]

    vars(parser)["_get_option_tuples"] = find  # hides the method of the class


def format_help(parser: argparse.ArgumentParser) -> None:
    """Have a parser's help keep an epilog as it is written, and list its own options first.

    cliff wraps an epilog like a paragraph, and adds the options of its output formatters, in
    groups of their own, before a command can add options.
    """
    base: Any = parser.formatter_class
    own = (parser._optionals, parser._positionals)

    # mypy cannot know the base, which differs between releases of cliff.
    class Formatter(base):  # type: ignore[misc]
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[argparse._MutuallyExclusiveGroup],
            prefix: str | None = None,
        ) -> None:
            actions = sorted(actions, key=lambda one: getattr(one, "container", None) not in own)
            super().add_usage(usage, actions, groups, prefix)

        def _fill_text(self, text: str, width: int, indent: str) -> str:
            if text == parser.epilog:
                return text
            filled: str = super()._fill_text(text, width, indent)
            return filled

    parser.formatter_class = Formatter
