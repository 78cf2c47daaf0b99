"""Data sources, job binaries, job templates, job types and jobs."""

from __future__ import annotations

from dataclasses import replace

from saharaclient.api.resource import Resource
from saharaclient.osc.output.columns import (
    BinariesColumn,
    DurationColumn,
    Field,
    PluginsColumn,
    if_set,
)
from saharaclient.osc.output.resource_view import ResourceView
from saharaclient.osc.output.times import seconds_since
from saharaclient.osc.output.views.shared_fields import (
    BY_NAME_OR_TIME,
    DESCRIPTION,
    NAME_AND_ID,
    SHARING,
    STATUS,
    TYPE,
)

_SHARING_LISTED = (Field("is_public"), Field("is_protected"))
_DATA_SOURCE = (*NAME_AND_ID, TYPE)

DATA_SOURCE = ResourceView(
    name="data source",
    title="Data Source",
    manager="data_sources",
    details=(*_DATA_SOURCE, Field("url"), DESCRIPTION, *SHARING),
    listed=_DATA_SOURCE,
    listed_long=(*_DATA_SOURCE, Field("url"), DESCRIPTION, *_SHARING_LISTED),
    sort_keys=(*BY_NAME_OR_TIME, "type"),
)

_JOB_BINARY = (*NAME_AND_ID, Field("url"))

JOB_BINARY = ResourceView(
    name="job binary",
    plural="job binaries",
    manager="job_binaries",
    details=(*_JOB_BINARY, DESCRIPTION, *SHARING),
    listed=_JOB_BINARY,
    listed_long=(*_JOB_BINARY, DESCRIPTION, *_SHARING_LISTED),
    sort_keys=BY_NAME_OR_TIME,
)

_JOB_TEMPLATE = (*NAME_AND_ID, TYPE)

JOB_TEMPLATE = ResourceView(
    name="job template",
    manager="job_templates",
    details=(
        *_JOB_TEMPLATE,
        Field("mains", column=BinariesColumn),
        Field("libs", column=BinariesColumn),
        DESCRIPTION,
        *SHARING,
    ),
    listed=_JOB_TEMPLATE,
    listed_long=(*_JOB_TEMPLATE, DESCRIPTION, *_SHARING_LISTED),
    sort_keys=(*BY_NAME_OR_TIME, "type"),
)

_JOB_TYPE = (Field("name"), Field("plugins", column=PluginsColumn))

JOB_TYPE = ResourceView(
    name="job type",
    manager="job_types",
    details=_JOB_TYPE,
    listed=_JOB_TYPE,
    listed_long=_JOB_TYPE,
)


def _duration(job: Resource) -> int | None:
    end = getattr(job, "end_time", None)
    if end is None and job.is_over:
        return None
    return seconds_since(getattr(job, "start_time", None), end)


_DURATION = Field("duration", column=DurationColumn, compute=_duration)


def _jobs_listed(template_header: str) -> tuple[Field, ...]:
    template = Field("job_template_id", template_header, kind="job template")
    return Field("id"), Field("cluster_id", kind="cluster"), template, STATUS


def _jobs_listed_long(template_header: str) -> tuple[Field, ...]:
    return *_jobs_listed(template_header), Field("start_time"), Field("end_time"), _DURATION


JOB = ResourceView(
    name="job",
    manager="job_executions",
    details=(
        *_jobs_listed("Job template id"),
        Field("engine_job_id"),
        Field("input_id", kind="data source"),
        Field("output_id", kind="data source"),
        Field("start_time"),
        Field("end_time"),
        Field("failure", in_table_when=if_set("failure")),
        *SHARING,
    ),
    added_details=(_DURATION,),
    listed=_jobs_listed("Job id"),
    listed_long=_jobs_listed_long("Job id"),
    # Sahara 19 accepts other keys and answers 500 to them (db/sqlalchemy/api.py,
    # job_execution_get_all), and 400 to these (validate_sorting_job_executions).
    sort_keys=("id",),
    client_sort_keys=("created_at", "updated_at"),
    table_order="start_time",
)
#: The list of jobs as it looks in v2.
JOB_V2 = replace(
    JOB, listed=_jobs_listed("Job template id"), listed_long=_jobs_listed_long("Job template id")
)
