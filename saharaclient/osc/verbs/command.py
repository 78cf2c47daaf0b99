"""The base of all commands: arguments, login, errors, and the output of results."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol

from osc_lib import exceptions
from osc_lib.command import command as osc_command

from saharaclient.api.base import ResourceManager
from saharaclient.api.manager import R
from saharaclient.api.resource import MissingFieldError, Resource
from saharaclient.client import AnyClient
from saharaclient.exceptions import APIException, InvalidResponse, NotFound
from saharaclient.osc import openstackclient
from saharaclient.osc.arguments import documents, types
from saharaclient.osc.arguments.abbreviations import LATER_OPTIONS
from saharaclient.osc.arguments.usage import UsageError, refuse_dashes
from saharaclient.osc.output import advice, formats
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.plugin import API_NAME
from saharaclient.osc.verbs import dry_run, messages, signals
from saharaclient.text import escape_control_chars
from saharaclient.transport.redaction import redact

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    #: The manager of a command; by default one that looks up, lists, creates and updates.
    M = TypeVar("M", bound=ResourceManager[Resource], default=ResourceManager[Resource])
else:  # Python before 3.13 has no type parameters with defaults
    from typing import TypeVar

    M = TypeVar("M")

#: Where the parsed arguments list options of the other API version.
_OTHER_VERSION = "other_version"


class _Of(Protocol[R]):
    """A command about resources of a class, which its manager returns."""

    view: ClassVar[ResourceView]

    @property
    def manager(self) -> ResourceManager[R]:
        """The manager of the resources."""

    def resolve_argument(self, parsed_args: argparse.Namespace) -> R:
        """Return the resource that the positional argument names."""

    def id_with_prefix(self, error: NotFound) -> str | None:
        """Return the one ID that begins with what a lookup did not find."""


class Command(messages.MessageCommand, Generic[M]):
    """A command about one kind of resource.

    A subclass that calls methods which only some managers have names the class of its manager, as
    in ``Command[BaseClusterManager]``.
    """

    view: ClassVar[ResourceView]
    #: Whether what would be changed is only printed.
    is_dry_run = False
    #: What has failed although there is a result to show.
    failure: Exception | None = None
    #: Whether it logs in, once the arguments are checked.
    needs_login: ClassVar[bool] = True
    #: Options that only the other API version has, each with that version.
    other_version_options: ClassVar[Mapping[str, str]] = {}
    #: Command lines for the end of the help, without "openstack dataprocessing".
    examples: ClassVar[tuple[str, ...]] = ()
    _parser: argparse.ArgumentParser | None = None

    @property
    def client(self) -> AnyClient:
        """The client of the selected API version; it sends no changes in a dry run."""
        client: AnyClient = getattr(self.app.client_manager, API_NAME)
        return dry_run.wrap(client) if self.is_dry_run else client

    @property
    def manager(self) -> M:
        """The manager of the resources that the command is about."""
        manager: M = getattr(self.client, self.view.manager)
        return manager

    @functools.cached_property
    def advisor(self) -> advice.Advisor:
        """Advice about the errors of the command."""
        verbose = self.app.options.verbose_level > 1
        return advice.Advisor(
            self.client, self.app.client_manager, self.view, self.command_lines, verbose
        )

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        parser = self._parser = super().get_parser(prog_name)
        self.add_arguments(parser)
        openstackclient.prefer_options(parser, LATER_OPTIONS)
        openstackclient.format_help(parser)
        return openstackclient.collect_options(
            parser, self.other_version_options, dest=_OTHER_VERSION
        )

    def get_epilog(self) -> str:
        """Return the examples and cliff's epilog."""
        lines = [f"  openstack dataprocessing {line}" for line in self.examples]
        examples = "\n".join(["Examples:", "", *lines]) if lines else ""
        return f"{examples}\n\n{super().get_epilog()}".strip()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments; has neither app nor network."""

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        """Check what the arguments alone show; reads no file and sends no request.

        :raises saharaclient.osc.arguments.usage.UsageError: arguments are missing, contradict each
            other, or need another API version.
        """
        for flag in getattr(parsed_args, _OTHER_VERSION, ()):
            version = self.other_version_options[flag]
            raise UsageError(
                f"{flag} needs API version {version}: add --os-data-processing-api-version"
                f" {version} or set OS_DATA_PROCESSING_API_VERSION={version}."
            )

    def add_resource_argument(
        self, parser: argparse.ArgumentParser, doing: str, *, nargs: str | None = None
    ) -> None:
        """Add the positional argument that names the resource, or several of them."""
        parser.add_argument(
            self.view.dest,
            metavar=self.view.metavar,
            type=types.text,
            help=f"Name or ID of the {self.view.name} to {doing}",
            nargs=nargs,
        )

    def resolve_argument(self: _Of[R], parsed_args: argparse.Namespace) -> R:
        """Return the resource that the positional argument names.

        :raises saharaclient.exceptions.InvalidResponse: the service sent something else.
        """
        name = getattr(parsed_args, self.view.dest)
        resource = self.manager.resolve(name)
        if not getattr(resource, "id", None):
            message = f'The data processing service answered without the {self.view.name} "{name}".'
            raise InvalidResponse(error_message=message)
        return resource

    def resolve_argument_or_prefix(self: _Of[R], parsed_args: argparse.Namespace) -> R:
        """Return the resource that the positional argument names.

        On a terminal it may also be the beginning of an ID, of at least four characters, that no
        other ID has. Scripts, and commands that change something, need the whole ID.
        """
        try:
            return self.resolve_argument(parsed_args)
        except NotFound as error:
            found = self.id_with_prefix(error)
            if found is None:
                raise
            return self.manager.resolve(found)

    def id_with_prefix(self, error: NotFound) -> str | None:
        """Return the one ID that begins with what a lookup did not find, on a terminal."""
        ids = self.advisor.ids_with_prefix(error) if self.app.stdout.isatty() else []
        return ids[0] if len(ids) == 1 else None

    def run(self, parsed_args: argparse.Namespace) -> int:
        """Run the command, and return its exit status."""
        with openstackclient.usable_streams(self.app):
            try:
                return self._run_checked(parsed_args)
            except UsageError as error:
                prog = self._parser.prog if self._parser else f"openstack {self.cmd_name}"
                self.app.stderr.write(f"{prog}: error: {escape_control_chars(str(error))}\n")
                return 2
            except signals.Terminated as signal:
                terminated = signal
        if self.app.interactive_mode:  # the whole program is to end, not only this command
            signals.send_again(terminated)
        return terminated.exit_status

    def _run_checked(self, parsed_args: argparse.Namespace) -> int:
        with signals.as_exceptions():
            if self._parser is not None:
                refuse_dashes(self._parser, parsed_args)
            self.check_arguments(parsed_args)
            try:
                if self.needs_login:
                    openstackclient.log_in(self)
            except APIException as error:
                raise exceptions.CommandError(advice.sentence(error)) from error
            return self._run(parsed_args)

    def _run(self, parsed_args: argparse.Namespace) -> int:
        self.is_dry_run = getattr(parsed_args, "dry_run", False)
        try:
            status = super().run(parsed_args)
            if self.failure is not None:
                self.app.stdout.flush()  # a log has the result before what is wrong with it
                raise self.failure
            return status
        except dry_run.DryRun as request:
            self.app.stdout.write(documents.as_json(redact(request.body)))
            self.inform(str(request))
            return 0
        except MissingFieldError as error:
            message = f"{self._attempt(parsed_args)} failed: {advice.sentence(error)}"
            raise exceptions.CommandError(message) from error
        except APIException as error:
            sentence = self.advisor.sentence(error)
            if error.url is None:  # found out here, in a sentence that says what it is about
                if sentence == str(error):
                    raise
                raise exceptions.CommandError(sentence) from error
            raise exceptions.CommandError(
                f"{self._attempt(parsed_args, advice.quote_like(sentence))} failed: {sentence}"
            ) from error

    def produce_output(
        self, parsed_args: argparse.Namespace, column_names: Sequence[str], data: Iterable[Any]
    ) -> int:
        """Write a result in the selected format."""
        if parsed_args.formatter not in formats.STRUCTURED:
            on_terminal = self.app.stdout.isatty()
            if on_terminal:
                column_names = [escape_control_chars(name) for name in column_names]
            if isinstance(self, osc_command.Lister):
                data = (formats.as_text(row, on_terminal) for row in data)
            else:
                data = formats.as_text(data, on_terminal)
        # Commands with a result inherit from cliff's Lister or ShowOne, too.
        status: int = super().produce_output(parsed_args, column_names, data)  # type: ignore[misc]
        return status

    def _attempt(self, parsed_args: argparse.Namespace, quote: str = '"') -> str:
        """Say what the command does to which resource, as in ``cluster delete "demo"``."""
        words = (self.cmd_name or type(self).__name__).removeprefix("dataprocessing ")
        name = getattr(parsed_args, self.view.dest, None) or getattr(parsed_args, "name", None)
        return f"{words} {quote}{name}{quote}" if isinstance(name, str) else words
