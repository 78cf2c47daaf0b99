"""Files of job binaries: in the database of the service, and in object storage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from saharaclient.api.object_storage import names_in, url_of
from saharaclient.exceptions import Conflict, ServerFault
from saharaclient.manifest.execution.tasks import State
from saharaclient.manifest.model import ManifestError
from tests.unit.manifest.plans.conftest import Environment
from tests.unit.manifest.plans.fake_sahara import FakeSahara, Refusal
from tests.unit.manifest.plans.test_apply import Fault, locked

URL = "swift://jars/count.jar"


class FakeStorage:
    """Object storage in memory; ``fails`` are the errors of the next uploads."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.fails: list[Exception] = []

    def find(self, url: str) -> Any:
        return self.objects.get(url_of(*names_in(url)))

    def has_content(self, url: str, source: str) -> bool:
        return self.find(url) == Path(source).read_bytes()

    def upload(self, source: str, container: str, name: str) -> None:
        url = url_of(container, name)
        if url in self.objects:
            raise Conflict(0, "OBJECT_EXISTS", "exists")
        self.objects[url] = Path(source).read_bytes()
        if self.fails:
            raise self.fails.pop()

    def delete(self, url: str) -> None:
        self.objects.pop(url_of(*names_in(url)), None)


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    path = tmp_path / "count.jar"
    path.write_bytes(b"first")
    return path


@pytest.fixture
def v1(sahara: FakeSahara) -> Environment:
    return Environment(sahara, "1.1")


@pytest.fixture
def storage(environment: Environment) -> FakeStorage:
    storage = FakeStorage()
    environment.client.object_storage = storage  # type: ignore[assignment]
    return storage


def declared(jar: Path, **more: Any) -> dict[str, Any]:
    job = {"name": "count", "type": "Spark", "mains": ["count.jar"]}
    return {
        "job_binaries": [{"name": "count.jar", "file": str(jar), **more}],
        "job_templates": [job],
    }


# Object storage


def test_file_is_uploaded_before_the_job_binary_is_created(
    environment: Environment, storage: FakeStorage, sahara: FakeSahara, jar: Path
):
    assert environment.outcomes(declared(jar, url=URL))["count.jar"] == "created"
    assert storage.objects == {URL: b"first"}
    assert sahara.named("job-binaries", "count.jar")["url"] == URL
    assert environment.actions(declared(jar, url=URL)) == {}


def test_suffix_of_hadoop_is_no_part_of_the_container(
    environment: Environment, storage: FakeStorage, jar: Path
):
    url = "swift://jars.sahara/count.jar"
    assert environment.outcomes(declared(jar, url=url))["count.jar"] == "created"
    assert storage.objects == {URL: b"first"}
    assert environment.actions(declared(jar, url=url)) == {}


def test_changed_file_is_uploaded_again(
    environment: Environment, storage: FakeStorage, sahara: FakeSahara, jar: Path
):
    environment.apply(declared(jar, url=URL))
    jar.write_bytes(b"second")
    writes = len(sahara.writes)
    (change,) = environment.changes("count.jar", declared(jar, url=URL))
    assert change["field"] == "file"
    assert change["new"].startswith("6 bytes, sha256 ")
    assert environment.outcomes(declared(jar, url=URL))["count.jar"] == "uploaded"
    assert storage.objects == {URL: b"second"}
    assert len(sahara.writes) == writes


def test_fingerprint_covers_the_content(environment: Environment, storage: FakeStorage, jar: Path):
    first = environment.plan(declared(jar, url=URL)).fingerprint
    jar.write_bytes(b"other")
    assert environment.plan(declared(jar, url=URL)).fingerprint != first


def test_upload_and_update_are_one_step(
    environment: Environment, storage: FakeStorage, sahara: FakeSahara, jar: Path
):
    environment.apply(declared(jar, url=URL))
    jar.write_bytes(b"second")
    changed = declared(jar, url="swift://jars/other.jar", description="new")
    assert environment.outcomes(changed)["count.jar"] == "updated"
    assert storage.objects["swift://jars/other.jar"] == b"second"
    assert sahara.named("job-binaries", "count.jar")["description"] == "new"


def test_upload_whose_answer_is_lost_is_not_repeated(
    environment: Environment, storage: FakeStorage, jar: Path
):
    storage.fails = [ServerFault(500, None, "no answer", url=URL)]
    assert environment.outcomes(declared(jar, url=URL))["count.jar"] == "created"


def test_failed_upload_creates_no_job_binary(
    environment: Environment, storage: FakeStorage, sahara: FakeSahara, jar: Path
):
    storage.has_content = lambda *_: False  # type: ignore[method-assign]
    storage.fails = [ServerFault(500, None, "full", url=URL) for _ in range(9)]
    outcomes = environment.outcomes(declared(jar, url=URL))
    assert outcomes["count.jar"] == "failed: full (HTTP 500)"
    assert outcomes["count"].startswith("skipped")
    assert not sahara.resources["job-binaries"]


# Database of the service


def test_internal_content_has_its_checksum_in_its_name(
    v1: Environment, sahara: FakeSahara, jar: Path
):
    assert v1.outcomes(declared(jar))["count.jar"] == "created"
    (stored,) = sahara.resources["job-binary-internals"].values()
    assert stored["name"].startswith("count.jar-")
    assert sahara.named("job-binaries", "count.jar")["url"] == f"internal-db://{stored['id']}"
    assert v1.actions(declared(jar)) == {}


def test_long_name_is_cut_for_the_checksum(v1: Environment, sahara: FakeSahara, jar: Path):
    name = "n" * 50
    v1.apply({"job_binaries": [{"name": name, "file": str(jar)}]})
    (stored,) = sahara.resources["job-binary-internals"].values()
    assert len(stored["name"]) == 50


def test_changed_internal_content_needs_a_replacement(
    v1: Environment, sahara: FakeSahara, jar: Path
):
    v1.apply(declared(jar))
    jar.write_bytes(b"second")
    reason = v1.reasons(declared(jar))["count.jar"]
    assert "--replace job-binary/count.jar --replace job-template/count" in reason
    assert v1.changes("count.jar", declared(jar))[0]["old"] == "other content"
    replace = ["job-binary/count.jar", "job-template/count"]
    outcomes = v1.outcomes(declared(jar), replace=replace)
    assert outcomes == {"count.jar": "replaced", "count": "replaced"}
    (stored,) = sahara.resources["job-binary-internals"].values()
    assert stored["content"] == "second"
    assert v1.actions(declared(jar)) == {}


@pytest.mark.parametrize("content", ["first", "other"])
def test_content_that_another_tool_has_stored_is_compared(
    v1: Environment, sahara: FakeSahara, jar: Path, content: str
):
    stored = sahara.add(
        "job-binary-internals", name="count.jar", datasize=len(content), content=content
    )
    sahara.add("job-binaries", name="count.jar", url=f"internal-db://{stored['id']}")
    actions = v1.actions({"job_binaries": declared(jar)["job_binaries"]})
    assert actions == ({} if content == "first" else {"count.jar": "conflict"})


def test_content_of_an_interrupted_apply_is_used(v1: Environment, sahara: FakeSahara, jar: Path):
    def refuse(_: int) -> None:
        if sahara.history[-1][0] == "POST":
            raise Refusal(400, "INVALID", "no")

    sahara.before = refuse
    assert "failed" in v1.outcomes(declared(jar))["count.jar"]
    sahara.before = lambda _: None
    assert v1.outcomes(declared(jar))["count.jar"] == "created"
    assert len(sahara.resources["job-binary-internals"]) == 1


def test_lost_answer_of_an_internal_upload(v1: Environment, sahara: FakeSahara, jar: Path):
    Fault(sahara, 1, "after", locked)
    results = v1.apply(declared(jar))
    assert {one.state for one in results} == {State.DONE}
    assert len(sahara.resources["job-binary-internals"]) == 1


# Errors


def test_v2_has_no_place_for_a_file_without_url(v2: Environment, jar: Path):
    with pytest.raises(ManifestError, match="API v2 has no place"):
        v2.plan(declared(jar))


@pytest.mark.parametrize("content", [None, b""], ids=["missing", "empty"])
def test_unusable_file_is_an_error(v1: Environment, jar: Path, content: bytes | None):
    jar.unlink()
    if content is not None:
        jar.write_bytes(content)
    with pytest.raises(ManifestError, match=r"cannot be read|is empty"):
        v1.plan(declared(jar))
