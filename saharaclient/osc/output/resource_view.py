"""What the commands need to know to show a kind of resource."""

from __future__ import annotations

from dataclasses import dataclass

from saharaclient.osc.output.columns import Field


@dataclass(frozen=True)
class ResourceView:
    """How a kind of resource is shown.

    :param name: its name in sentences.
    :param manager: its manager on a client.
    :param details: fields of a show, of which those appear that the server has sent.
    :param listed: fields of a list.
    :param listed_long: fields of a list with ``--long``.
    :param sort_keys: fields that the server can sort by, if it can page through the list at all.
    :param title: its name at the start of a sentence; by default capitalized.
    :param plural: by default with an s.
    """

    name: str
    manager: str
    details: tuple[Field, ...]
    listed: tuple[Field, ...]
    listed_long: tuple[Field, ...]
    sort_keys: tuple[str, ...] = ()
    title: str = ""
    plural: str = ""

    def __post_init__(self) -> None:
        if not self.title:
            object.__setattr__(self, "title", self.name.capitalize())
        if not self.plural:
            object.__setattr__(self, "plural", f"{self.name}s")

    @property
    def dest(self) -> str:
        return self.name.replace(" ", "_")

    @property
    def metavar(self) -> str:
        return f"<{self.name.replace(' ', '-')}>"
