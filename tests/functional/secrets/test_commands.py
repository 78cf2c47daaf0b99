"""Secrets that commands pass to the real service are shown nowhere: one of each kind.

All ways to pass a secret are tested in ``tests/unit/shell``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.marks import as_member
from tests.functional.secrets.given import Giving
from tests.functional.secrets.table import CREDENTIALS, DOCUMENTS, MISTAKES, PAIRS, Way
from tests.functional.secrets.traces import ODD, files_in, found_in
from tests.functional.shell import Shell

pytestmark = as_member

REFUSED = next(way for way in MISTAKES if way.sends)


@pytest.mark.parametrize(
    "way", [CREDENTIALS[0], CREDENTIALS[-5], DOCUMENTS[0], PAIRS[0], REFUSED], ids=str
)
def test_secret_is_never_shown(
    openstack: Shell, giving: Giving, empty_folder: Path, way: Way
) -> None:
    given = giving(way, ODD)
    done = openstack.run(
        way.command, *given.words,
        stdin=given.stdin, options=("--debug", "--timing", "--log-file", "log"),
    )  # fmt: skip
    assert done.exit_status == way.exit_status, done
    places = {
        **files_in(empty_folder, but=[given.file]),
        "stdout": done.stdout,
        "stderr": done.stderr,
    }
    assert found_in(places, ODD, in_command_line=way.shows) == []
