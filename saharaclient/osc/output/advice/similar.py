"""Suggestions for a name or an ID that was not found."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from saharaclient.api.resource import is_uuid
from saharaclient.osc.output.command_lines import CommandLines
from saharaclient.osc.output.names import Names

#: How similar a name is that is suggested, from 0 to 1.
_SIMILAR = 0.6
#: How much less similar than the first suggestion another one may be.
_WORSE = 0.1
#: The beginning of a UUID, long enough to be meant as one.
_ID_PREFIX = re.compile(r"[0-9a-f]{4,8}(-[0-9a-f-]*)?", re.IGNORECASE)
#: Commands that list resources of other services, by their kind.
_LIST_COMMANDS = {
    "flavor": "flavor list",
    "image service image": "image list",
    "key pair": "keypair list",
    "network": "network list",
}
#: How many IDs a sentence lists.
_LISTED = 5


def similar(text: str, known: Iterable[str]) -> list[str]:
    """Return the known names that are most like a text, without regard to case."""
    by_key = {one.casefold(): one for one in known if one}
    keys = difflib.get_close_matches(text.casefold(), by_key, n=3, cutoff=_SIMILAR)
    ratios = {key: difflib.SequenceMatcher(a=key, b=text.casefold()).ratio() for key in keys}
    best = max(ratios.values(), default=0.0)
    return [by_key[key] for key in keys if ratios[key] >= best - _WORSE]


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """Return ``Did you mean "a" or "b"?``, empty if no known name is like the text."""
    names = [f'"{name}"' for name in similar(text, known)]
    return f"Did you mean {joined(names, 'or')}?" if names else ""


def joined(words: Sequence[str], conjunction: str) -> str:
    """Return ``a``, ``a or b`` or ``a, b or c``."""
    *most, last = words
    return f"{', '.join(most)} {conjunction} {last}" if most else last


def ids_with_prefix(names: Names, kind: str, text: str) -> list[str]:
    """Return the IDs of a kind of resource that begin with a text of at least 4 characters."""
    if not _ID_PREFIX.fullmatch(text) or is_uuid(text):
        return []
    return [one for one in names.listed(kind) if one.startswith(text.lower())]


def suggestion(names: Names, kind: str, text: str, command_lines: CommandLines) -> str:
    """Return a sentence with what was probably meant, or how to list what there is.

    It is empty for a resource of this service that nothing is like.

    It takes one list request, none for a whole ID.
    """
    command = _LIST_COMMANDS.get(kind)
    otherwise = f"To list them:\n{command_lines.line(command)}" if command else ""
    if not text or is_uuid(text):
        return otherwise
    ids = ids_with_prefix(names, kind, text)
    if len(ids) == 1:
        name = names.listed(kind)[ids[0]]
        owner = f' of "{name}"' if name else ""
        return f"Did you mean the ID {ids[0]}{owner}?"
    if ids:
        more = ", ..." if len(ids) > _LISTED else ""
        return f'{len(ids)} IDs begin with "{text}": {", ".join(ids[:_LISTED])}{more}.'
    whole = _ID_PREFIX.fullmatch(text) is not None  # the list has been read
    return did_you_mean(text, names.listed(kind, whole=whole).values()) or otherwise
