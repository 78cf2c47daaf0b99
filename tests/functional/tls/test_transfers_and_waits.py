"""What takes longer over TLS: uploads, downloads, waits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.functional.cloud import Names
from tests.functional.marks import as_admin, as_member, in_v1
from tests.functional.osc.program import Program

#: More than fits into the buffers on the way, every byte there is, an odd length.
CONTENT = bytes(range(256)) * 20_000 + b"\r\n\n\r\x00"


@pytest.fixture
def upload(over_tls: Program, names: Names, empty_folder: Path, user: str) -> str:
    """Name of a job binary that was uploaded over TLS, which v1.1 alone can do."""
    path = empty_folder / "run.jar"
    path.write_bytes(CONTENT)
    name = names("secure-upload")
    version_1 = {"OS_DATA_PROCESSING_API_VERSION": "1.1"}
    over_tls("job binary create --name", name, "--data", str(path), environment=version_1)
    return name


@as_member
def test_what_was_uploaded_is_downloaded(upload: str, over_tls: Program) -> None:
    over_tls("job binary download", upload, "--file", "downloaded.jar")
    assert digest(Path("downloaded.jar").read_bytes()) == digest(CONTENT)


@as_admin
@in_v1
def test_an_upload_from_a_pipe(over_tls: Program, names: Names) -> None:
    name = names("secure-pipe")
    over_tls("job binary create --name", name, "--data", "-", stdin=CONTENT)
    assert digest(over_tls("job binary download --file -", name)) == digest(CONTENT)


@as_member
def test_a_cluster_is_waited_for(
    over_tls: Program, launching: Callable[..., list[str]], names: Names
) -> None:
    name = names("secure")
    done = over_tls.run("cluster create --wait -f json", *launching(name))
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["Status"] == "Active"
    done = over_tls.run("cluster delete --wait", name)
    assert done.returncode == 0, done
    assert f'Cluster "{name}" has been removed successfully.' in done.stdout.decode()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
