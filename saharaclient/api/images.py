"""Images of the registry: Glance images that clusters can be made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from saharaclient.api import base
from saharaclient.api.manager import json_of
from saharaclient.exceptions import InvalidResponse


class Image(base.Resource):
    """A registered image: who to log in as, and which plugins it serves (by its tags)."""

    resource_name = "Image"
    wrapping_key = "image"
    defaults = {"description": ""}

    username: str
    description: str | None
    tags: list[str]
    status: str
    metadata: dict[str, Any]


class ImageManager(base.ResourceManager[Image]):
    """The image registry."""

    resource_class = Image
    path = "images"
    key = "image"
    plural_key = "images"
    pageable = False
    server_filters = frozenset({"name"})

    def list(self, search_opts: Mapping[str, Any] | None = None) -> list[Image]:
        """Return the registered images: ``GET /images``.

        :param search_opts: filters of the server: ``name``, ``tags``, ``username``.
        """
        return self._list(search_opts)

    def get(self, id: str) -> Image:
        """Return an image: ``GET /images/<id>``."""
        return self._get(id)

    def unregister_image(self, image_id: str) -> None:
        """Take an image out of the registry; Glance keeps it: ``DELETE /images/<id>``."""
        self._delete(image_id)

    def update_image(self, image_id: str, user_name: str, desc: str | None = None) -> Image:
        """Register an image, or change how it is registered: ``POST /images/<id>``.

        :param user_name: user to log in as on instances of the image.
        :param desc: description; where it is empty, the server keeps the one that it has.
        """
        fields = {"username": user_name, "description": desc or ""}
        return self._resource(self._request("POST", image_id, json=fields))


class ImageManagerV1(ImageManager):
    """The image registry, in v1.1."""

    def update_tags(self, image_id: str, new_tags: Iterable[str]) -> Image:
        """Replace the tags of an image: ``POST /images/<id>/tag`` and ``/untag``."""
        image = self.get(image_id)
        wanted, present = set(new_tags), set(_tags_of(image))
        for change, tags in (("tag", wanted - present), ("untag", present - wanted)):
            if tags:
                body = {"tags": sorted(tags)}
                image = self._resource(self._request("POST", image_id, change, json=body))
        return image


def _tags_of(image: Image) -> list[str]:
    tags = getattr(image, "tags", None)
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise InvalidResponse(error_message=f"{image.described} was sent without its tags.")
    return tags


class ImageManagerV2(ImageManager):
    """The image registry, in v2."""

    def get_tags(self, image_id: str) -> list[str]:
        """Return the tags of an image: ``GET /images/<id>/tags``."""
        response = self._request("GET", image_id, "tags")
        if response.text.strip() == "{}":  # how the server writes that there are none
            return []
        return json_of(response, list)

    def update_tags(self, image_id: str, new_tags: Iterable[str]) -> Image:
        """Replace the tags of an image: ``PUT /images/<id>/tags``."""
        return self._resource(
            self._request("PUT", image_id, "tags", json={"tags": sorted(set(new_tags))})
        )

    def delete_tags(self, image_id: str) -> None:
        """Remove all tags of an image: ``DELETE /images/<id>/tags``."""
        self._request("DELETE", image_id, "tags")
