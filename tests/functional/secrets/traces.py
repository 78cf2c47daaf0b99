"""Secrets to give away, and where to look for traces of them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib import parse

PLAIN = "xyzzy0451plover"
#: One with all that may come between: quotes, blanks, what looks like an option, more than ASCII.
ODD = 'frotz\'77 "plugh" --gnusto $HOME %41\\n <zorkmid&> über=blorbü'
SECRETS = {"plain": PLAIN, "odd": ODD}


def forms(secret: str) -> set[bytes]:
    """Return what is as bad as a secret: its words, and its usual disguises."""
    raw = secret.encode()
    words = re.findall(r"[a-z]{5,}[0-9]*", secret)
    disguised = {
        parse.quote(secret),
        parse.quote_plus(secret),
        json.dumps(secret)[1:-1],
        repr(secret)[1:-1],
        raw.hex(),
        *words,
    }
    return {raw, *(text.encode() for text in disguised), *_in_base64(raw)}


def _in_base64(raw: bytes) -> Iterable[bytes]:
    """Yield what base64 makes of it, wherever in a text it stands."""
    for shift, start in enumerate((0, 2, 3)):
        whole = base64.b64encode(b"\0" * shift + raw)
        yield whole[start : (shift + len(raw)) * 4 // 3]


#: How the line begins in which OpenStackClient itself logs its command line. It masks passwords.
COMMAND_LINE = b"START with options: "


def found_in(
    places: Mapping[str, bytes | str], secret: str, *, in_command_line: bool = False
) -> list[str]:
    """Return the lines with traces of a secret, each with the place where it is.

    :param in_command_line: the secret is an argument, so that the list of processes and the
        command line in OpenStackClient's own log show it.
    """
    traces = forms(secret)
    return [
        f"{place}: {line.decode(errors='replace')}"
        for place, content in places.items()
        for line in (content.encode() if isinstance(content, str) else content).splitlines()
        if any(trace in line for trace in traces) and not (in_command_line and COMMAND_LINE in line)
    ]


def files_in(folder: Path, *, but: Iterable[Path] = ()) -> dict[str, bytes]:
    """Return what the files below a folder hold, and their names."""
    held: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        if path.is_file() and path not in but:
            try:
                held[f"file {path}"] = path.name.encode() + b"\n" + path.read_bytes()
            except FileNotFoundError:  # a temporary one that has gone since
                continue
    return held
