"""Job types: all of them, and those that a plugin runs."""

from __future__ import annotations

import pytest

from saharaclient.api import base
from saharaclient.api.job_types import JobType

VANILLA = {
    "name": "vanilla",
    "title": "Vanilla Apache Hadoop",
    "description": "The Apache Vanilla plugin.",
    "versions": {"2.7.1": {"config": {"configs": []}}, "2.8.2": {}},
}
CDH = {
    "name": "cdh",
    "title": "Cloudera Plugin",
    "description": "The Cloudera Sahara plugin.",
    "versions": {"5.13.0": {}, "2.8.2": {}},
}
SPARK = {
    "name": "spark",
    "title": "Apache Spark",
    "description": "The Spark plugin.",
    "versions": {"2.3": {}},
}
HIVE = {"name": "Hive", "plugins": [VANILLA, CDH]}
SPARK_TYPE = {"name": "Spark", "plugins": [SPARK, CDH]}
ALL = {"job_types": [HIVE, SPARK_TYPE]}


@pytest.fixture
def types(client, root, sahara):
    """Return a function that asks for job types; the server leaves out nothing."""
    sahara.on("GET", f"{root}/job-types", ALL)

    def types_(*args):
        page = client.job_types.list(*args)
        assert isinstance(page, base.Page)
        return [found.to_dict() for found in page]

    return types_


def test_list(client, root, types, sahara):
    assert types() == [HIVE, SPARK_TYPE]
    assert sahara.requests == [("GET", f"{root}/job-types", None)]
    first = client.job_types.list()[0]
    assert type(first) is JobType
    assert first.name == "Hive"
    assert first.job_type == HIVE


def test_the_type_goes_to_the_server(root, types, sahara):
    types({"type": "Hive"})
    assert sahara.requests == [("GET", f"{root}/job-types?type=Hive", None)]


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        (
            {"plugin_name": "cdh"},
            [{"name": "Hive", "plugins": [CDH]}, {"name": "Spark", "plugins": [CDH]}],
        ),
        ({"plugin_name": "spark"}, [{"name": "Spark", "plugins": [SPARK]}]),
        (
            {"plugin_name": "vanilla", "plugin_version": "2.7.1"},
            [
                {
                    "name": "Hive",
                    "plugins": [{**VANILLA, "versions": {"2.7.1": {"config": {"configs": []}}}}],
                }
            ],
        ),
        (
            {"plugin_version": "2.8.2"},
            [
                {
                    "name": "Hive",
                    "plugins": [
                        {**VANILLA, "versions": {"2.8.2": {}}},
                        {**CDH, "versions": {"2.8.2": {}}},
                    ],
                },
                {"name": "Spark", "plugins": [{**CDH, "versions": {"2.8.2": {}}}]},
            ],
        ),
        (
            {"plugin_name": "spark", "hadoop_version": "2.3"},
            [{"name": "Spark", "plugins": [{**SPARK, "versions": {"2.3": {}}}]}],
        ),
        ({"plugin_name": "spark", "plugin_version": "2.8.2"}, []),
        ({"plugin_name": "vanila"}, []),
        ({"plugin_version": "2.7"}, []),
    ],
)
def test_plugin_and_version_are_compared_here(root, types, sahara, wanted, left):
    given = dict(wanted)
    assert types(given) == left
    assert sahara.requests == [("GET", f"{root}/job-types", None)]
    assert given == wanted


def test_a_type_and_a_plugin_are_split_between_server_and_here(root, types, sahara):
    assert types({"type": "Hive", "plugin_name": "spark"}) == [
        {"name": "Spark", "plugins": [SPARK]}
    ]
    assert sahara.requests == [("GET", f"{root}/job-types?type=Hive", None)]


def test_a_name_is_looked_for_here(client, root, types, sahara):
    assert client.job_types.find_unique(name="Spark").plugins == [SPARK, CDH]
    assert sahara.requests == [("GET", f"{root}/job-types", None)]


def test_a_lazy_list_goes_by_plugin_and_version_too(client, types, sahara):
    assert list(client.job_types.list_all({"plugin_name": "no-such-plugin"})) == []
