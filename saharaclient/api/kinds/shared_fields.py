"""Fields that several kinds of resources have."""

from __future__ import annotations

from saharaclient.api.fields import Field, Format, Type


def sharing(resource: str) -> tuple[Field, Field]:
    """Return the fields that nearly every resource has: public and protected."""
    return (
        Field(
            "is_public",
            Type.SWITCH,
            f"Make the {resource} public: visible in all projects",
            option="public",
            nullable=True,
            default=False,
            off_description=f"Make the {resource} private: visible in this project only",
        ),
        Field(
            "is_protected",
            Type.SWITCH,
            f"Protect the {resource} from changes and deletion",
            option="protected",
            nullable=True,
            default=False,
            off_description=f"Allow the {resource} to be changed and deleted",
        ),
    )


def shares(what: str) -> Field:
    """Return the field for Manila shares.

    :param what: what mounts them, as in ``nodes``.
    """
    return Field(
        "shares",
        Type.OBJECTS,
        f"List of Manila shares of the {what}",
        option="shares",
        default=[],
        fields=(
            Field("id", Type.TEXT, "ID of the share", required=True, format=Format.ID),
            Field("path", Type.TEXT, "Mount point (default: /mnt/<id>)", nullable=True),
            Field(
                "access_level",
                Type.TEXT,
                "Access to the share: rw or ro",
                choices=("rw", "ro"),
                default="rw",
            ),
        ),
    )
