"""What secrets are given to, and where their traces are looked for."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.osc.conftest import binaries, job_template, names, program  # noqa: F401
from tests.functional.secrets.table import Way


@dataclass
class Given:
    """A command with a secret, ready to be run."""

    words: list[str]
    environment: dict[str, str]
    stdin: str
    file: Path


Giving = Callable[[Way, str], Given]


@pytest.fixture(scope="session")
def things(
    account: Account,
    names: Names,  # noqa: F811
    templates: dict[str, dict[str, dict[str, Any]]],
    image: str,
    cluster: str,
    job_template: Callable[..., str],  # noqa: F811
    user: str,
) -> dict[str, str]:
    """Names of what the table speaks of; all of it has been made for this."""
    source = account.create(
        "data-sources", name=names("source"), type="hdfs", url="hdfs://node/data"
    )
    extra = {"user": "nobody", "password": "none"}
    binary = account.create(
        "job-binaries", name=names("binary"), url="swift://box/data", extra=extra
    )
    return {
        "data_source": source["name"],
        "job_binary": binary["name"],
        "job_template": job_template(),
        "group": templates[user]["worker"]["name"],
        "template": templates[user]["cluster"]["name"],
        "image": image,
        "cluster": cluster,
    }


@pytest.fixture
def giving(things: dict[str, str], names: Names, tmp_path: Path) -> Giving:  # noqa: F811
    """Makes a command of a way to hand over a secret."""

    def give(way: Way, secret: str) -> Given:
        folder = tmp_path / "given"
        folder.mkdir(exist_ok=True)
        known = {**things, "name": names("secretive"), "file": str(folder / "document")}

        def filled(text: str) -> str:
            for name, value in known.items():
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
        file = folder / "document"
        if not way.stdin:
            file.write_text(content or "", encoding="utf-8")
        return Given(
            words=[filled(word) for word in shlex.split(way.words)],
            environment={way.environment: secret} if way.environment else {},
            stdin=content if way.stdin else "",
            file=file,
        )

    return give
