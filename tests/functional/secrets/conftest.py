"""Resources that commands with secrets refer to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.functional.cloud import Account, Names
from tests.functional.osc.conftest import binaries, job_template, names, program  # noqa: F401
from tests.functional.secrets.given import Given, Giving, give
from tests.functional.secrets.table import Way


@pytest.fixture(scope="session")
def resources(
    account: Account,
    names: Names,  # noqa: F811
    templates: dict[str, dict[str, dict[str, Any]]],
    image: str,
    cluster: str,
    job_template: Callable[..., str],  # noqa: F811
    user: str,
) -> dict[str, str]:
    """Names of the resources that the table refers to."""
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
def giving(resources: dict[str, str], names: Names, tmp_path: Path) -> Giving:  # noqa: F811
    """Return a function that prepares a command with a secret."""

    def prepare(way: Way, secret: str) -> Given:
        return give(way, secret, {**resources, "name": names("secretive")}, tmp_path / "given")

    return prepare
