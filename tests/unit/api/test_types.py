"""Types of the library, as programs that check theirs see them."""

from __future__ import annotations

import pytest

from tests.unit.type_check import rejected_lines

pytestmark = pytest.mark.slow

PROGRAM = """
from saharaclient.api.client import Client, ClientV2


def right(v1: Client, v2: ClientV2) -> list[str]:
    cluster = v1.clusters.create("c", "fake", hadoop_version="0.1", node_groups=[{"count": 1}])
    v2.clusters.scale(cluster.id, {"resize_node_groups": [{"name": "worker", "count": 2}]})
    v2.jobs.create(job_template_id="t", cluster_id=cluster.id, configs={"args": ["a"]})
    v1.job_executions.create(job_id="t", cluster_id=cluster.id)
    template = v2.cluster_templates.update("t", plugin_version="0.2", description=None)
    return [group["name"] for group in template.node_groups]


def wrong(v1: Client, v2: ClientV2) -> None:
    v1.clusters.create("c", "fake", plugin_version="0.1")
    v2.clusters.create("c", "fake", hadoop_version="0.1")
    v1.node_group_templates.create("n", "fake", "0.1", "f", boot_from_volume=True)
    v1.cluster_templates.update("t", plugin_version="0.2")
    v2.jobs.create(job_id="t", cluster_id="c")
    v2.clusters.scale("c", {"resize": []})
    v2.clusters.create("c", "fake", "0.1", node_groups=[{"nodes": 1}])
    v2.data_sources.create("d", None, "s3", "s3://b", s3_credentials={"access": "k"})
    v1.clusters.create("c", "fake", "0.1").node_groups[0]["flavour_id"]
    v1.clusters.update("c", name=None)
"""


def test_mypy_rejects_parameters_and_keys_that_a_version_lacks(tmp_path):
    lines = PROGRAM.splitlines()
    expected = range(
        lines.index("def wrong(v1: Client, v2: ClientV2) -> None:") + 2, len(lines) + 1
    )
    assert rejected_lines(PROGRAM, tmp_path) == set(expected)
