from __future__ import annotations

import pytest

from saharaclient.osc.output.views import (
    CLUSTER,
    DATA_SOURCE,
    JOB,
    JOB_BINARY,
    JOB_TEMPLATE,
    JOB_TYPE,
    JOB_V2,
    NODE_GROUP_TEMPLATE,
)


@pytest.mark.parametrize(
    ("view", "title", "dest", "metavar"),
    [
        (CLUSTER, "Cluster", "cluster", "<cluster>"),
        (
            NODE_GROUP_TEMPLATE,
            "Node group template",
            "node_group_template",
            "<node-group-template>",
        ),
        (DATA_SOURCE, "Data Source", "data_source", "<data-source>"),
        (JOB_BINARY, "Job binary", "job_binary", "<job-binary>"),
        (JOB_TEMPLATE, "Job template", "job_template", "<job-template>"),
        (JOB_TYPE, "Job type", "job_type", "<job-type>"),
        (JOB, "Job", "job", "<job>"),
    ],
)
def test_view_derives_its_words(view, title, dest, metavar):
    assert (view.title, view.dest, view.metavar) == (title, dest, metavar)


@pytest.mark.parametrize(
    ("view", "plural"),
    [(DATA_SOURCE, "data sources"), (JOB_BINARY, "job binaries"), (JOB, "jobs")],
)
def test_view_has_a_plural(view, plural):
    assert view.plural == plural


def test_jobs_of_the_two_versions_differ_in_a_header_of_lists_alone():
    titles = [[field.title for field in view.listed_long] for view in (JOB, JOB_V2)]
    times = ["Start time", "End time", "Duration"]
    assert titles[0] == ["Id", "Cluster id", "Job id", "Status", *times]
    assert titles[1] == ["Id", "Cluster id", "Job template id", "Status", *times]
    assert JOB.details == JOB_V2.details
