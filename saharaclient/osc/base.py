"""The verbs that commands are made of: list, show, create, update, delete."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from osc_lib import exceptions
from osc_lib.command import command

from saharaclient.api.resource import RENAMED_FIELDS, Resource
from saharaclient.exceptions import APIException, ConnectionFailed
from saharaclient.osc import columns, files, options
from saharaclient.osc.nouns import Noun
from saharaclient.osc.plugin import API_NAME


class Command(command.Command):
    """A command about one kind of resource."""

    noun: ClassVar[Noun]

    @property
    def client(self) -> Any:
        return getattr(self.app.client_manager, API_NAME)

    @property
    def manager(self) -> Any:
        return getattr(self.client, self.noun.manager)

    def get_parser(self, prog_name: str) -> argparse.ArgumentParser:
        parser = super().get_parser(prog_name)
        self.add_arguments(parser)
        return parser

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments; has neither app nor network."""

    def add_noun(self, parser: argparse.ArgumentParser, doing: str, **kwargs: Any) -> None:
        """Add the positional argument that names the resource, or several of them."""
        parser.add_argument(
            self.noun.dest,
            metavar=self.noun.metavar,
            help=f"Name or id of the {self.noun.name} to {doing}",
            **kwargs,
        )

    def named(self, parsed_args: argparse.Namespace) -> Any:
        """Return the resource that the positional argument names."""
        return self.manager.resolve(getattr(parsed_args, self.noun.dest))

    def run(self, parsed_args: argparse.Namespace) -> int:
        try:
            return super().run(parsed_args)
        except APIException as error:
            if error.url is None:  # found out here, in a sentence that says what it is about
                raise
            raise exceptions.CommandError(
                f"{self._attempt(parsed_args)} failed: {error}"
            ) from error

    def _attempt(self, parsed_args: argparse.Namespace) -> str:
        """Say what the command does to which resource, as in ``cluster delete "demo"``."""
        words = (self.cmd_name or type(self).__name__).removeprefix("dataprocessing ")
        name = getattr(parsed_args, self.noun.dest, None) or getattr(parsed_args, "name", None)
        return f'{words} "{name}"' if isinstance(name, str) else words

    def each(self, names: Sequence[str], act: Callable[[str], Any]) -> dict[str, Exception]:
        """Do something with every name, going on past failures; return what failed."""
        failures: dict[str, Exception] = {}
        for position, name in enumerate(names):
            try:
                act(name)
            except (APIException, exceptions.CommandError) as error:
                failures[name] = error
                if isinstance(error, ConnectionFailed):
                    # The next ones would fail alike, each after all its retries.
                    for untried in names[position + 1 :]:
                        failures[untried] = exceptions.CommandError(
                            f'{self.noun.title} "{untried}" was not tried.'
                        )
                    break
        return failures

    def settle(self, failures: Mapping[str, Exception], total: int, failed: str) -> None:
        """Raise what failed: one as it is, of several each in a line and their number.

        :param failed: what has failed, as in "failed to delete".
        """
        for name, failure in failures.items():
            sentence = str(failure)
            if getattr(failure, "url", None):  # the server's words, which may not name it
                sentence = f'{self.noun.title} "{name}" {failed}: {sentence}'
            elif total == 1:
                raise failure
            if total == 1:
                raise exceptions.CommandError(sentence) from failure
            self.log.error("%s", sentence)
        if failures:
            raise exceptions.CommandError(f"{len(failures)} of {total} {self.noun.name}s {failed}.")

    def say(self, sentence: str) -> None:
        """Write a result that is a sentence, for commands that have no table to show."""
        self.app.stdout.write(f"{sentence}\n")
        self.app.stdout.flush()

    def notice(self, sentence: str) -> None:
        """Write a sentence beside the result: to stderr, and only for people."""
        if self.app.stderr.isatty() or self.app.options.verbose_level > 1:
            self.app.stderr.write(f"{sentence}\n")


class ShowCommand(Command, command.ShowOne):
    """A command whose result is one resource."""

    def details(self, resource: Resource, *more: Iterable[tuple[str, Any]]) -> columns.Row:
        """Return (headers, values) of a resource, with more fields at the end."""
        return columns.details(self.noun.details, resource, *more)


class List(Command, command.Lister):
    """``list``: filters go to the server where it has them; all of it is listed."""

    #: Options that filter by a field's exact value.
    filters: ClassVar[tuple[options.Value, ...]] = ()
    #: Options that filter by a text somewhere in a field; the server cannot.
    contains: ClassVar[tuple[options.Value, ...]] = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--long", action="store_true", help="List additional fields in output")
        for option in (*self.filters, *self.contains):
            option.add_to(parser, updating=False)

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        fields = self.noun.listed_long if parsed_args.long else self.noun.listed
        return columns.table(fields, self.found(parsed_args))

    def found(self, parsed_args: argparse.Namespace) -> list[Any]:
        """Return what is to be listed."""
        resources: list[Any] = self.manager.find(**options.given(self.filters, parsed_args))
        for field, text in options.given(self.contains, parsed_args).items():
            resources = [one for one in resources if text in (getattr(one, field, None) or "")]
        return resources


class Show(ShowCommand):
    """``show``: one resource."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_noun(parser, "display")

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        return self.details(self.named(parsed_args))


class WithFields(ShowCommand):
    """A command whose options are fields of a request, on top of those of ``--json FILE``."""

    options: ClassVar[tuple[options.FieldOption, ...]] = ()
    #: Fields that say nothing unless another one is set, by that one.
    details_of: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    #: Whether the options are those of an update.
    updating: ClassVar[bool] = False

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        for option in self.options:
            option.add_to(parser, self.updating)

    def add_json(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--json",
            metavar="<filename>",
            help=f"JSON or YAML file with the fields of the {self.noun.name}, - for standard"
            " input; options given beside it override what it says",
        )

    def fields(self, parsed_args: argparse.Namespace) -> dict[str, Any]:
        """Return the fields of the request: those of the file, and over them the options'."""
        document: dict[str, Any] = {}
        if getattr(parsed_args, "json", None) is not None:
            document = self.unwrapped(files.read_document(parsed_args.json))
        given = self.from_options(parsed_args)
        if not self.updating:
            document = self.without_gaps(document, given)
        return {**document, **given}

    def from_options(self, parsed_args: argparse.Namespace) -> dict[str, Any]:
        """Return the fields that options give, with ids in place of names."""
        fields = options.given(self.options, parsed_args)
        for option in self.options:
            finder = getattr(option, "finder", None)
            if finder is not None and option.field in fields:
                fields[option.field] = finder(self.app.client_manager, fields[option.field])
        return fields

    def unwrapped(self, document: dict[str, Any]) -> dict[str, Any]:
        """Return what a document says by v2's field names, without the key that an export has."""
        inner = document.get(self.manager.key)
        if isinstance(inner, dict) and len(document) == 1:
            document = inner
        return {RENAMED_FIELDS.get(name, name): value for name, value in document.items()}

    def without_gaps(self, document: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
        """Return what a document says without what an export leaves open.

        These are null, the field's name in braces, and details of what it does not have; the
        server exports them and does not take them back.

        :param given: what options say beside it.
        """
        void = {
            detail
            for field, details in self.details_of.items()
            if not given.get(field, document.get(field))
            for detail in details
        }
        return {
            name: value
            for name, value in document.items()
            if value is not None and value != f"{{{name}}}" and name not in void
        }


class Create(WithFields):
    """``create``: from options, from a file, or both."""

    #: Fields that a request must have, and the option that gives each.
    required: ClassVar[Mapping[str, str]] = {"name": "--name"}

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        self.add_json(parser)

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        return self.details(self.manager.create_from(self.fields(parsed_args)))

    def fields(self, parsed_args: argparse.Namespace) -> dict[str, Any]:
        fields = self.completed(super().fields(parsed_args))
        missing = list(
            dict.fromkeys(
                flag for field, flag in self.required.items() if fields.get(field) is None
            )
        )
        if missing:
            raise exceptions.CommandError(
                f"A {self.noun.name} needs {', '.join(missing)}: give"
                f" {'it' if len(missing) == 1 else 'them'} as options or in the file of --json."
            )
        return fields

    def completed(self, fields: dict[str, Any]) -> dict[str, Any]:
        """Return the fields with what follows from them."""
        return fields


class Update(WithFields):
    """``update``: the fields that are given."""

    updating = True
    takes_json: ClassVar[bool] = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_noun(parser, "update")
        super().add_arguments(parser)
        if self.takes_json:
            self.add_json(parser)

    def take_action(self, parsed_args: argparse.Namespace) -> Any:
        fields = self.fields(parsed_args)
        if not fields:
            raise exceptions.CommandError("Nothing to update: give at least one option.")
        return self.details(self.manager.update_from(self.named(parsed_args).id, fields))


class Delete(Command):
    """``delete``: several, going on past failures."""

    #: What is done to each, and what it has come to.
    done: ClassVar[str] = "has been removed successfully"
    doing: ClassVar[str] = "delete"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_noun(parser, self.doing, nargs="+")

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        names = self.names(parsed_args)
        self.settle(self.each(names, self.delete_one), len(names), f"failed to {self.doing}")

    def names(self, parsed_args: argparse.Namespace) -> list[str]:
        """Return the names or ids that are given, each once."""
        return list(dict.fromkeys(getattr(parsed_args, self.noun.dest)))

    def delete_one(self, name: str) -> None:
        """Delete what a name or id stands for, and say so."""
        self.delete(self.manager.resolve(name))
        self.say(f'{self.noun.title} "{name}" {self.done}.')

    def delete(self, resource: Any) -> None:
        """Delete a resource."""
        self.manager.delete(resource.id)
