"""Job templates, v1.1's jobs; what all collections have is in ``test_job_collections.py``."""

from __future__ import annotations

from typing import Any

import pytest

from saharaclient import exceptions
from tests.functional.cloud import Names
from tests.functional.marks import as_member, in_v1

pytestmark = as_member

NOWHERE = "5b1b0f1e-3e5f-4b43-9f06-3b8b8f9d3a10"


@pytest.fixture(scope="module")
def binary_ids(sahara: Any, names: Names) -> list[str]:
    url = f"manila://{NOWHERE}/run.jar"
    return [sahara.job_binaries.create(names("binary"), url).id for _ in range(2)]


def test_a_template_has_what_it_was_made_of(
    sahara: Any, names: Names, binary_ids: list[str]
) -> None:
    main, lib = binary_ids
    argument = {
        "name": "input",
        "mapping_type": "args",
        "location": "0",
        "value_type": "string",
        "required": False,
        "default": "/in",
        "description": "where to read",
    }
    made = sahara.job_templates.create(
        names("template"),
        "Pig",
        mains=[main],
        libs=[lib],
        description="counts words",
        interface=[argument],
        is_public=True,
        is_protected=True,
    )
    got = sahara.job_templates.get(made.id)
    assert (got.type, got.description) == ("Pig", "counts words")
    assert [one["id"] for one in got.mains] == [main]
    assert [one["id"] for one in got.libs] == [lib]
    assert {name: got.interface[0][name] for name in argument} == argument
    assert (got.is_public, got.is_protected) == (True, True)


def test_updates_change_what_is_given_and_none_clears(
    sahara: Any, names: Names, binary_ids: list[str]
) -> None:
    made = sahara.job_templates.create(
        names("template"), "Java", libs=binary_ids[:1], description="old"
    )
    assert sahara.job_templates.update(made.id, is_public=True).description == "old"
    assert sahara.job_templates.update(made.id, description=None).description is None
    assert sahara.job_templates.get(made.id).is_public is True
    with pytest.raises(exceptions.BadRequest, match="None is not of type 'string'"):
        sahara.job_templates.update(made.id, name=None)


def test_bad_input_is_refused_with_a_sentence(
    sahara: Any, names: Names, binary_ids: list[str]
) -> None:
    one = binary_ids[:1]
    name = names("template")
    for type, binaries, sentence in (
        ("Cobol", {"libs": one}, "'Cobol' is not one of"),
        ("Pig", {}, "Pig flow requires main script"),
        ("Java", {"mains": one}, "Java flow requires libs"),
        ("Pig", {"mains": one, "libs": one}, "'mains' and 'libs' overlap"),
        ("Pig", {"mains": [NOWHERE]}, "does not exist"),
    ):
        with pytest.raises(exceptions.BadRequest, match=sentence) as caught:
            sahara.job_templates.create(name, type, **binaries)
        assert caught.value.error_code == 400
        assert "Error ID" not in caught.value.error_message
    assert sahara.job_templates.find(name=name) == []


def test_the_server_filters_by_name_and_type(
    sahara: Any, names: Names, binary_ids: list[str]
) -> None:
    made = sahara.job_templates.create(names("template"), "Java", libs=binary_ids[:1])
    assert made.id in {one.id for one in sahara.job_templates.list({"type": "Java"})}
    assert made.id not in {one.id for one in sahara.job_templates.list({"type": "Pig"})}
    assert [one.id for one in sahara.job_templates.find(name=made.name, type="Java")] == [made.id]
    assert sahara.job_templates.find(name=made.name, type="Pig") == []


@pytest.mark.parametrize("type", ["Pig", "Hive", "Java", "MapReduce.Streaming", "Spark", "Shell"])
def test_configs_of_a_type_are_told(sahara: Any, type: str) -> None:
    hints = sahara.job_templates.get_configs(type).job_config
    assert isinstance(hints["configs"], list)
    assert ("args" in hints) == (type not in ("MapReduce.Streaming", "Hive"))
    if type in ("Pig", "MapReduce.Streaming"):
        assert {"name", "value", "description"} <= hints["configs"][0].keys()


@pytest.mark.parametrize("type", ["Cobol", "Pig/x", "Pig?x", ".."])
def test_an_unknown_type_has_no_configs(sahara: Any, type: str) -> None:
    with pytest.raises(exceptions.NotFound) as caught:
        sahara.job_templates.get_configs(type)
    assert caught.value.error_code == 404


@in_v1
def test_jobs_and_job_templates_are_one_manager(sahara: Any) -> None:
    assert sahara.job_templates is sahara.jobs
    assert sahara.jobs.get_configs("Java").job_config["args"] == []
