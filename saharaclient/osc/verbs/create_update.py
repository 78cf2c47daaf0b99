"""Commands whose options are fields of a request: create and update."""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from osc_lib import exceptions

from saharaclient.api.kinds import KINDS
from saharaclient.api.resource import Resource, object_in
from saharaclient.exceptions import APIException, Conflict
from saharaclient.osc.arguments import documents, files, options, request_fields, types
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output import columns
from saharaclient.osc.verbs import dry_run, list_show
from saharaclient.osc.verbs.command import M


class FieldsCommand(list_show.ShowCommand[M]):
    """A command whose options are fields of a request, on top of those of ``--json FILE``."""

    options: ClassVar[tuple[options.FieldOption, ...]] = ()
    #: Fields that say nothing unless another one is set, by that one.
    details_of: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    #: Whether the options are those of an update.
    updating: ClassVar[bool] = False
    #: Whether there is ``--json``.
    takes_json: ClassVar[bool] = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        options.add_all(parser, self.options, self.updating)
        dry_run.add_dry_run(parser)
        if self.takes_json:
            parser.add_argument(
                "--json",
                metavar="<filename>",
                type=types.text,
                help=f"JSON or YAML file with the fields of the {self.view.name}; - for standard"
                " input. Options override its fields",
            )

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        for option in self.options:
            option.check(parsed_args)

    def fields(self, parsed_args: argparse.Namespace) -> dict[str, object]:
        """Return the fields of the request: those of the file, and over them the options'."""
        given = options.given(self.options, parsed_args)
        path: str | None = getattr(parsed_args, "json", None)
        fields = {} if path is None else self.from_file(path, given)
        for option in self.options:
            if option.field in given and option.has_parts:
                given[option.field] = {
                    **object_in(fields.get(option.field)),
                    **object_in(given[option.field]),
                }
        fields = self.with_ids({**fields, **given})
        self._advise_on(fields)
        return fields

    def _advise_on(self, fields: Mapping[str, object]) -> None:
        """Let advice about a refusal use the fields and options of the request."""
        self.advisor.fields = fields
        self.advisor.options = self.manager.request_body(
            {option.field: option.flags(self.updating) for option in self.options}
        )

    def from_file(self, path: str, given: Mapping[str, object]) -> dict[str, object]:
        """Return the fields of the file of ``--json``; warn of those that the client does not know.

        :param given: fields that options give.
        """
        source = files.describe_source(path)
        document = documents.read_document(path)
        fields = request_fields.without_placeholders(
            request_fields.from_document(document, self.options, self.manager.key, source),
            given,
            self.details_of,
            keep_null=self.updating and not request_fields.is_export(document, self.manager.key),
        )
        known = request_fields.known_fields(self.manager, self.options)
        declared = next((kind for kind in KINDS if kind.manager == self.view.manager), ())
        request_fields.warn_of_unknown(self.log, source, fields, known, declared)
        return fields

    def look_up(self, find: Callable[[], str]) -> str:
        """Return the ID that a lookup in another service finds."""
        return find()

    def with_ids(self, fields: dict[str, object]) -> dict[str, object]:
        """Return the fields with IDs in place of names."""
        finders = {
            option.field: option.finder
            for option in self.options
            if isinstance(option, options.Value) and option.finder is not None
        }
        manager = self.app.client_manager
        return {
            field: self.look_up(functools.partial(finders[field], manager, str(value)))
            if field in finders and isinstance(value, (str, int))
            else value
            for field, value in fields.items()
        }


class Create(FieldsCommand[M]):
    """``create``: from options, from a file, or both."""

    #: Fields that a request must have, each with its option, or options in "--url or --data".
    required: ClassVar[Mapping[str, str]] = {"name": "--name"}
    #: Whether one that exists may be shown instead, so that a pipeline can be run again.
    can_show_existing: ClassVar[bool] = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        if self.can_show_existing:
            parser.add_argument(
                "--or-show",
                action="store_true",
                help=f"If there is a {self.view.name} of this name, show it instead of failing",
            )

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        if getattr(parsed_args, "json", None) is None:  # else the file may have them
            self._raise_missing(
                [field for field, flags in self.required.items() if not _given(flags, parsed_args)],
                UsageError,
            )

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        fields = self.fields(parsed_args)
        try:
            created = self.create(fields, parsed_args)
        except Conflict as error:
            if not error.url:
                raise
            try:
                namesakes = self.namesakes(str(fields["name"]))
            except APIException:  # the conflict is what matters
                namesakes = []
            existing = self.in_own_project(namesakes)
            if existing and parsed_args.or_show:
                self.inform(f"{existing[0].described} already exists and is left unchanged.")
                return self.details(existing[0])
            if existing:
                advice = "To use the existing one, add --or-show."
                if (name := existing[0].name) != fields["name"]:
                    advice = (
                        f'The service does not distinguish the name from "{name}". To use that one,'
                        " add --or-show."
                    )
            elif namesakes:
                advice = (
                    f"A public {self.view.name} of another project has this name: choose another"
                    " one."
                )
            else:
                raise
            raise exceptions.CommandError(
                f"{self._attempt(parsed_args)} failed: {error} {advice}"
            ) from error
        self.manager.created_ids(created)
        return self.details(created)

    def create(self, fields: dict[str, object], parsed_args: argparse.Namespace) -> Resource:
        """Create the resource, and return it."""
        return self.manager.create_from(fields)

    def find_in_own_project(self, name: str) -> list[Resource]:
        """Return what this project has of that name; public ones of others are listed, too."""
        return self.in_own_project(self.namesakes(name))

    def in_own_project(self, resources: Iterable[Resource]) -> list[Resource]:
        """Return those of some resources that are in this project."""
        project_id = self.client.api.get_project_id()
        return [
            one
            for one in resources
            # Without a catalog (auth type admin_token), the client does not know its project.
            if project_id is None or getattr(one, "project_id", None) == project_id
        ]

    def namesakes(self, name: str) -> list[Resource]:
        """Return what has a name, or if nothing has, what has it in another case.

        MySQL and MariaDB compare names without regard to case.
        """
        folded = str(name).casefold()
        return self.manager.find(name=name) or [
            one
            for one in self.manager.list_all()
            if str(getattr(one, "name", None)).casefold() == folded
        ]

    def fields(self, parsed_args: argparse.Namespace) -> dict[str, object]:
        fields = self.finalize(super().fields(parsed_args))
        self._raise_missing(self.missing(fields))
        self._advise_on(fields)
        return fields

    def missing(self, fields: Mapping[str, object]) -> list[str]:
        """Return the required fields that are not there."""
        return [field for field in self.required if fields.get(field) is None]

    def _raise_missing(
        self, missing: Sequence[str], kind: type[exceptions.CommandError] = exceptions.CommandError
    ) -> None:
        """Raise an error that names the options of fields that are missing, if there are any."""
        if missing:
            flags = list(dict.fromkeys(self.required[field] for field in missing))
            place = ", as options or in the file of --json" if self.takes_json else ""
            raise kind(f"A {self.view.name} needs {_and(flags)}{place}.")

    def finalize(self, fields: dict[str, object]) -> dict[str, object]:
        """Return the fields with what follows from them."""
        return fields


def _given(flags: str, parsed_args: argparse.Namespace) -> bool:
    """Return whether one of the options in ``--url or --data`` is given."""
    dests = (flag.lstrip("-").replace("-", "_") for flag in flags.split(" or "))
    return any(getattr(parsed_args, dest, None) is not None for dest in dests)


def _and(words: Sequence[str]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


class Update(FieldsCommand[M]):
    """``update``: the fields that are given."""

    updating = True

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "update")
        super().add_arguments(parser)

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        fields = self.fields(parsed_args)
        resource = self.resolve_argument(parsed_args)
        # Scripts with optional options rely on it: nothing to change is no error and no write.
        return self.details(self.manager.update_from(resource.id, fields) if fields else resource)
