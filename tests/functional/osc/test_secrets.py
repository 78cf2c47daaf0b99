"""Secrets from files and prompts: what is wrong with them is said, and they are sent as they are.

That nothing shows them is tested in ``tests/functional/secrets``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests

from tests.functional.cloud import Names
from tests.functional.marks import as_member, in_v1, smoke
from tests.functional.shell import Shell

pytestmark = as_member

SECRET = "xyzzy-plugh-0451"


@in_v1
@pytest.mark.parametrize("content", smoke(["", "\n", "\nsecond line\n"]))
def test_a_file_without_a_secret_is_an_error(openstack: Shell, content: str) -> None:
    Path("secret").write_text(content)
    error = openstack.fails(
        "data source create x --type swift --url swift://x --username u --password-file secret"
    )
    assert '"secret" has no secret in its first line' in error


@in_v1
def test_a_prompt_needs_a_terminal(openstack: Shell) -> None:
    error = openstack.fails(
        "data source create x --type swift --url swift://x --username u --password-prompt"
    )
    assert "prompt" in error.lower() or "terminal" in error.lower()


@in_v1
def test_secrets_are_sent_as_they_are(
    openstack: Shell, monkeypatch: pytest.MonkeyPatch, names: Names
) -> None:
    sent: list[str] = []
    send = requests.Session.send

    def record(self: requests.Session, request: Any, **kwargs: Any) -> Any:
        sent.append(str(request.body))
        return send(self, request, **kwargs)

    monkeypatch.setenv("SAHARA_PASSWORD", SECRET)
    monkeypatch.setattr(requests.Session, "send", record)
    openstack(
        "data source create --type swift --url swift://box/data --username u", names("secretive")
    )
    assert any(f'"password": "{SECRET}"' in body for body in sent)
