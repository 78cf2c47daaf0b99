"""Several ``manifest apply`` of one file at once."""

from __future__ import annotations

import json

import pytest

from tests.functional.cloud import Account
from tests.functional.marks import as_member
from tests.functional.osc.manifests import Declare
from tests.functional.osc.program import PATIENCE, Program
from tests.functional.shell import PYTHON_SPEAK


@pytest.mark.slow
@pytest.mark.every_combination
@as_member
def test_applies_at_once_create_nothing_twice(
    declare: Declare, program: Program, account: Account
) -> None:
    environment = declare()
    processes = [program.start("manifest apply -f json", environment.path) for _ in range(3)]
    done = [process.communicate(timeout=PATIENCE) for process in processes]
    assert environment.more_than_once(account) == []
    assert environment.uploads(account) == environment.has_upload
    for process, (stdout, stderr) in zip(processes, done, strict=True):
        assert process.returncode in (0, 1), stderr
        assert not PYTHON_SPEAK.search(stderr.decode()), stderr
        failed = [row for row in json.loads(stdout) if row["Result"].startswith("failed")]
        assert bool(failed) == bool(process.returncode), (failed, stderr)

    assert program.run("manifest apply", environment.path).returncode == 0
    assert program.run("manifest plan --exit-code", environment.path).returncode == 0
    assert environment.more_than_once(account) == []
    assert environment.uploads(account) == environment.has_upload
