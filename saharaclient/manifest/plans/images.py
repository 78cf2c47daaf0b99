"""Rules of images, which are registered, not created."""

from __future__ import annotations

from saharaclient.api.base import Resource
from saharaclient.api.fields import Lookup
from saharaclient.manifest.model import Declaration
from saharaclient.manifest.plans.drafter import Drafter
from saharaclient.manifest.plans.drafts import Draft


class ImageDrafter(Drafter):
    """Drafts of images of the registry."""

    def body_of_create(self, declaration: Declaration) -> dict[str, object]:
        """Return the fields of a registration, with the ID of the image."""
        body = super().body_of_create(declaration)
        return {**body, "id": self.cloud.lookups.id_of(Lookup.IMAGE, declaration.name)}

    def update(self, drafted: Draft, existing: Resource) -> None:
        """Draft the update of a registration."""
        super().update(drafted, existing)
        if drafted.body:
            # Each registration needs the user.
            drafted.body.setdefault("username", getattr(existing, "username", ""))
        if "description" in drafted.body and not drafted.body["description"]:
            # set_image_info in sahara/utils/openstack/images.py, 19.0.0
            drafted.refused.append(
                "Sahara keeps the description of an image if a new one is empty."
            )
