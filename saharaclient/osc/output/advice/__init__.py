"""What to do about an error, in names, values and options of the command line.

Nothing is requested for a command that succeeds. For one that fails, a few requests may find out
what would have been right; if they fail, the advice is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from saharaclient.api.client import AnyClient
from saharaclient.api.resource import MissingFieldError
from saharaclient.exceptions import (
    APIException,
    ConnectionFailed,
    NotFound,
    Redirected,
    VersionNotAvailable,
)
from saharaclient.osc.output.advice import refusals, similar, users
from saharaclient.osc.output.advice.refusals import Attempt
from saharaclient.osc.output.command_lines import CommandLines
from saharaclient.osc.output.names import Names
from saharaclient.osc.output.resource_view import ResourceView

if TYPE_CHECKING:
    from osc_lib.clientmanager import ClientManager


def sentence(error: Exception) -> str:
    """Return an error as people read it, with the global option that helps against it."""
    if isinstance(error, MissingFieldError):
        kind = error.kind.lower()
        return f'The data processing service answered without the "{error.field}" of the {kind}.'
    if isinstance(error, Redirected) and error.service_url:
        return f'{error} Use the new URL: "--os-data-processing-url {error.service_url}".'
    if isinstance(error, VersionNotAvailable):
        usable = [version for version in ("2", "1.1") if version in error.versions]
        if usable:
            return f'{error} Try "--os-data-processing-api-version {usable[0]}".'
    if isinstance(error, ConnectionFailed) and error.needs_ca_certificate:
        return f"{error} Specify the file of that CA certificate with --os-cacert."
    return str(error)


def quote_like(sentence: str) -> str:
    """Return the quote for names in front of, or behind, the server's sentence.

    Programs look for that sentence in the repr of stderr, as Tempest's CommandFailed shows it. If
    both quotes were in it, Python would escape the server's.
    """
    return "'" if "'" in sentence and '"' not in sentence else '"'


class Advisor:
    """Advice about the errors of one command.

    :param client: the client of the service.
    :param client_manager: OpenStackClient's client manager.
    :param view: the kind of resource that the command is about.
    :param command_lines: makes command lines of commands to run next.
    :param verbose: whether URLs are shown.
    """

    def __init__(
        self,
        client: AnyClient,
        client_manager: ClientManager,
        view: ResourceView,
        command_lines: CommandLines,
        verbose: bool,
    ) -> None:
        self.names = Names(client, client_manager)
        self._client = client
        self._view = view
        self._command_lines = command_lines
        self._verbose = verbose
        #: Fields of the request, by v2's names.
        self.fields: Mapping[str, object] = {}
        #: Options of the command, by the name of the field in the API.
        self.options: Mapping[str, tuple[str, ...]] = {}

    def sentence(self, error: Exception) -> str:
        """Return an error as people read it, with what would have been right."""
        said = sentence(error)
        advice = sorted(filter(None, self._advice(error)), key=lambda one: "\n" in one)
        return " ".join([said, *(one.replace('"', quote_like(said)) for one in advice)])

    def ids_with_prefix(self, error: NotFound) -> list[str]:
        """Return the IDs that begin with what a lookup did not find."""
        if error.kind is None or error.looked_for is None:
            return []
        return similar.ids_with_prefix(self.names, error.kind, error.looked_for)

    def _advice(self, error: Exception) -> Iterator[str]:
        if isinstance(error, NotFound) and error.kind is not None:
            if self._verbose and error.searched_url:
                yield f'The list of them is at "{error.searched_url}".'
            if error.kind == "plugin version":
                yield refusals.versions_of(
                    self._client, self.names, str(error.looked_for), self._command_lines
                )
            elif error.looked_for is not None:
                yield similar.suggestion(
                    self.names, error.kind, error.looked_for, self._command_lines
                )
            if error.kind == "image" and self._view.name != "image":
                yield 'Register images with "openstack dataprocessing image register".'
        elif isinstance(error, APIException) and error.url and 400 <= error.error_code < 500:
            attempt = Attempt(
                self._client,
                self.names,
                self._view,
                error,
                self.fields,
                self.options,
                self._command_lines,
            )
            try:
                yield from refusals.advice(attempt)
                yield from users.advice(attempt)
            except APIException:  # the error that it is about is what matters
                return
