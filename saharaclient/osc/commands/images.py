"""``dataprocessing image ...``"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable

from saharaclient.api.images import ImageManagerV1, ImageManagerV2
from saharaclient.api.resource import Resource, texts_in
from saharaclient.osc.arguments import lookups, types
from saharaclient.osc.arguments.options import Parser, Value
from saharaclient.osc.arguments.usage import UsageError
from saharaclient.osc.output import columns
from saharaclient.osc.output.views import IMAGE
from saharaclient.osc.verbs import delete, list_show

AnyImageManager = ImageManagerV1 | ImageManagerV2


class ListImages(list_show.List):
    """List registered images."""

    view = IMAGE
    contains = (
        Value("--username", "username", "List only images whose user name contains this text"),
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--name",
            metavar="<name-regex>",
            type=_regular_expression,
            help="List only images whose name matches this regular expression (unanchored)",
        )
        parser.add_argument(
            "--tags",
            metavar="<tag>",
            type=types.text,
            nargs="+",
            action="extend",
            help="List only images that have all of these tags",
        )

    def fetch(self, parsed_args: argparse.Namespace) -> list[Resource]:
        tags = set(parsed_args.tags or ())
        return [
            image
            for image in super().fetch(parsed_args)
            if (parsed_args.name is None or parsed_args.name.search(_name_of(image)))
            and tags <= set(texts_in(getattr(image, "tags", None)))
        ]


class ShowImage(list_show.Show):
    """Show a registered image."""

    view = IMAGE


class RegisterImage(list_show.ShowCommand[AnyImageManager]):
    """Register an image of the Image service for use by clusters."""

    examples = (
        "image register fake-image --username ubuntu",
        'image register fake-image --username ubuntu --description "For tests"',
    )
    view = IMAGE

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "register")
        parser.add_argument(
            "--username",
            metavar="<username>",
            type=types.text,
            required=True,
            help="Login user of the image, who needs sudo [REQUIRED]",
        )
        parser.add_argument(
            "--description",
            metavar="<description>",
            type=types.free_text,
            help="Description of the image (default: unchanged)",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        image_id = lookups.image_id(self.app.client_manager, parsed_args.image)
        return self.details(
            self.manager.update_image(image_id, parsed_args.username, parsed_args.description)
        )


class UnregisterImage(delete.Delete[AnyImageManager]):
    """Unregister one or more images. The Image service keeps them."""

    examples = (
        "image unregister fake-image",
        "image unregister fake-image spark-image",
    )
    view = IMAGE
    doing = "unregister"
    done = "has been unregistered successfully"

    def delete(self, resource: Resource) -> None:
        self.manager.unregister_image(resource.id)


class _TagsCommand(list_show.ShowCommand[AnyImageManager]):
    """A command that changes the tags of an image."""

    view = IMAGE

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        self.add_resource_argument(parser, "change the tags of")
        self.add_tags(parser)

    def add_tags(self, parser: Parser, required: bool = True) -> None:
        parser.add_argument(
            "--tags",
            metavar="<tag>",
            type=types.text,
            nargs="+",
            action="extend",
            required=required,
            help=f"Tags of the image{' [REQUIRED]' if required else ''}",
        )

    def take_action(self, parsed_args: argparse.Namespace) -> columns.Row:
        image = self.resolve_argument(parsed_args)
        tags = self.changed(set(texts_in(getattr(image, "tags", None))), parsed_args)
        return self.details(self.manager.update_tags(image.id, sorted(tags)))

    def changed(self, tags: set[str], parsed_args: argparse.Namespace) -> Iterable[str]:
        """Return the tags that an image is to have."""
        raise NotImplementedError


class AddImageTags(_TagsCommand):
    """Add tags to an image."""

    examples = (
        "image tags add fake-image --tags fake 0.1",
        "image tags add spark-image --tags spark 1.6.0",
    )

    def changed(self, tags: set[str], parsed_args: argparse.Namespace) -> Iterable[str]:
        return tags | set(parsed_args.tags)


class SetImageTags(_TagsCommand):
    """Replace the tags of an image."""

    examples = (
        "image tags set fake-image --tags fake 0.1",
        "image tags set spark-image --tags spark 1.6.0",
    )

    def changed(self, tags: set[str], parsed_args: argparse.Namespace) -> Iterable[str]:
        return set(parsed_args.tags)


class RemoveImageTags(_TagsCommand):
    """Remove tags from an image."""

    examples = (
        "image tags remove fake-image --tags 0.1",
        "image tags remove fake-image --all",
    )

    def add_tags(self, parser: Parser, required: bool = True) -> None:
        which = parser.add_mutually_exclusive_group()
        super().add_tags(which, required=False)
        which.add_argument("--all", action="store_true", help="Remove all tags")

    def check_arguments(self, parsed_args: argparse.Namespace) -> None:
        super().check_arguments(parsed_args)
        if not (parsed_args.tags or parsed_args.all):
            raise UsageError("Nothing to remove: specify --tags or --all.")

    def changed(self, tags: set[str], parsed_args: argparse.Namespace) -> Iterable[str]:
        if parsed_args.all:
            return ()
        return tags - set(parsed_args.tags)


def _name_of(image: object) -> str:
    return str(getattr(image, "name", None) or "")


def _regular_expression(text: str) -> re.Pattern[str]:
    try:
        return re.compile(types.text(text))
    except re.error as error:
        raise argparse.ArgumentTypeError(
            f'"{text}" is not a regular expression: {error.msg}.'
        ) from error
