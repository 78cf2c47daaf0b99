"""Images of the registry: Glance images that clusters can be made from."""

from __future__ import annotations

from collections.abc import Iterable

from saharaclient.api import base
from saharaclient.api.manager import json_of
from saharaclient.exceptions import InvalidResponse


class Image(base.Resource):
    """A registered image."""

    resource_name = "Image"
    wrapping_key = "image"
    defaults = {"description": ""}

    #: User to log in as on instances of the image.
    username: str
    description: str | None
    #: Names of plugins and their versions that the image is for.
    tags: list[str]
    #: Status in Glance, such as ``ACTIVE``.
    status: str
    #: Properties in Glance.
    metadata: dict[str, str]


class BaseImageManager(base.ResourceManager[Image]):
    """The image registry, in either version of the API.

    Filters of a list: ``name``, ``tags`` and ``username``; lookups by other fields than ``name``
    are compared by the client.
    """

    resource_class = Image
    path = "images"
    key = "image"
    plural_key = "images"
    server_filters = frozenset({"name"})

    def get(self, id: str) -> Image:
        """Return an image: ``GET /images/<id>``."""
        return self._fetch(id)

    def unregister_image(self, image_id: str) -> None:
        """Remove an image from the registry, not from Glance: ``DELETE /images/<id>``."""
        self._delete(image_id)

    def update_image(self, image_id: str, user_name: str, desc: str | None = None) -> Image:
        """Register an image, or change how it is registered: ``POST /images/<id>``.

        :param user_name: user to log in as on instances of the image.
        :param desc: description; if it is empty, the server keeps the one that it has
            (set_image_info in utils/openstack/images.py of Sahara 19).
        """
        fields = {"username": user_name, "description": desc or ""}
        return self._post(self._url(image_id), fields, self.key)


class ImageManagerV1(BaseImageManager):
    """The image registry, in v1.1."""

    def update_tags(self, image_id: str, new_tags: Iterable[str]) -> Image:
        """Replace the tags of an image: ``POST /images/<id>/tag`` and ``/untag``."""
        wanted = _tag_set(new_tags)
        image = self.get(image_id)
        present = set(_tags_of(image))
        for change, tags in (("tag", wanted - present), ("untag", present - wanted)):
            if tags:
                body = {"tags": sorted(tags)}
                image = self._post(self._url(image_id, change), body, self.key)
        return image


class ImageManagerV2(BaseImageManager):
    """The image registry, in v2."""

    def get_tags(self, image_id: str) -> list[str]:
        """Return the tags of an image: ``GET /images/<id>/tags``."""
        response = self._request("GET", image_id, "tags")
        # How Sahara 19 writes an empty list: render() in utils/api.py replaces any false result
        # by an empty object.
        if response.text.strip() == "{}":
            return []
        return json_of(response, list)

    def update_tags(self, image_id: str, new_tags: Iterable[str]) -> Image:
        """Replace the tags of an image: ``PUT /images/<id>/tags``."""
        body = {"tags": sorted(_tag_set(new_tags))}
        return self._update(self._url(image_id, "tags"), body, self.key)

    def delete_tags(self, image_id: str) -> None:
        """Remove all tags of an image: ``DELETE /images/<id>/tags``."""
        self._request("DELETE", image_id, "tags")


#: The name by which programs import it.
ImageManager = ImageManagerV1


def _tag_set(tags: Iterable[str]) -> set[str]:
    """Return tags without duplicates; a single tag may be a string, which is iterable itself."""
    return {tags} if isinstance(tags, str) else set(tags)


def _tags_of(image: Image) -> list[str]:
    tags = getattr(image, "tags", None)
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise InvalidResponse(error_message=f"{image.described} was sent without its tags.")
    return tags
