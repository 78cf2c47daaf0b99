"""A command with a secret, ready to run."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.functional.secrets.table import Way


@dataclass
class Given:
    """Words, environment, standard input and file of a command."""

    words: list[str]
    environment: dict[str, str]
    stdin: str
    file: Path


Giving = Callable[[Way, str], Given]


def give(way: Way, secret: str, names: dict[str, str], folder: Path) -> Given:
    """Fill names and a secret into a way to pass it; its file goes into a folder."""
    folder.mkdir(exist_ok=True)
    file = folder / "document"
    values = {**names, "file": str(file)}

    def filled(text: str) -> str:
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
        return text.replace("{secret}", secret)

    def in_document(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: in_document(value) for key, value in part.items()}
        if isinstance(part, list):
            return [in_document(value) for value in part]
        return part.replace("{secret}", secret) if isinstance(part, str) else part

    content = in_document(way.content)
    if content is not None and not isinstance(content, str):
        content = json.dumps(content, ensure_ascii=False)
    if not way.stdin:
        file.write_text(content or "", encoding="utf-8")
    return Given(
        words=[filled(word) for word in shlex.split(way.words)],
        environment={way.environment: secret} if way.environment else {},
        stdin=content if way.stdin else "",
        file=file,
    )
