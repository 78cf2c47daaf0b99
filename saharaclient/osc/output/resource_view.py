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
    :param added_details: fields of a show behind all others, which 4.2.0 did not have.
    :param sort_keys: fields that the server can sort by, if it can page through the list at all.
    :param client_sort_keys: fields that the client sorts by, once it has read the whole list.
    :param table_order: field that tables of a whole list are sorted by, if no other is asked for.
    :param title: its name at the start of a sentence; by default capitalized.
    :param plural: by default with an s.
    """

    name: str
    manager: str
    details: tuple[Field, ...]
    listed: tuple[Field, ...]
    listed_long: tuple[Field, ...]
    added_details: tuple[Field, ...] = ()
    sort_keys: tuple[str, ...] = ()
    client_sort_keys: tuple[str, ...] = ()
    table_order: str = "name"
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
