"""Fields of images in the registry."""

from __future__ import annotations

from saharaclient.api.fields import Compare, Field, Format, Kind, Lookup, Type

IMAGE = Kind(
    key="images",
    name="image",
    manager="images",
    order=0,
    fields=(
        Field(
            "name",
            Type.TEXT,
            "Name or ID of the image in the Image service",
            required=True,
            updatable=False,
            refers_to=Lookup.IMAGE,
        ),
        Field(
            "username",
            Type.TEXT,
            "Login user of the image, who needs sudo",
            option="username",
            required=True,
        ),
        Field("description", Type.TEXT, "Description of the image", option="description"),
        Field(
            "tags",
            Type.TEXTS,
            "Tags of the image: names of plugins and their versions",
            default=[],
            compare=Compare.SET,
            format=Format.TAG,
        ),
    ),
)
