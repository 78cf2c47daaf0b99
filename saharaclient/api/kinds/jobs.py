"""Fields of what jobs are made of: data sources, job binaries and job templates."""

from __future__ import annotations

from dataclasses import replace

from saharaclient.api.fields import Compare, Field, Format, Kind, Type
from saharaclient.api.kinds.shared_fields import sharing

DATA_SOURCE_TYPES = ("swift", "hdfs", "maprfs", "manila", "s3")
JOB_TYPES = (
    "Hive",
    "Java",
    "MapReduce",
    "Storm",
    "Storm.Pyleus",
    "Pig",
    "Shell",
    "MapReduce.Streaming",
    "Spark",
)

_NAME = Field(
    "name", Type.TEXT, "Name", option="name", required=True, longest=50, format=Format.NAME
)
#: The parts of credentials: the user of Swift, or the keys of S3.
CREDENTIALS = (
    Field("user", Type.TEXT, "Swift user", option="username"),
    Field("password", Type.TEXT, "Password of the Swift user", option="password", secret=True),
    Field("accesskey", Type.TEXT, "S3 access key", option="access-key"),
    Field("secretkey", Type.TEXT, "S3 secret key", option="secret-key", secret=True),
    Field("endpoint", Type.TEXT, "S3 endpoint, such as s3.example.com", option="s3-endpoint"),
)
_CREDENTIALS = Field(
    "credentials",
    Type.OBJECT,
    "Swift user and password, or S3 keys and endpoint, for the URL",
    compare=Compare.NEVER,
    write_only=True,
    fields=(
        *CREDENTIALS,
        Field("ssl", Type.SWITCH, "Use TLS for the S3 endpoint", option="s3-ssl"),
        Field(
            "bucket_in_path",
            Type.SWITCH,
            "Use the bucket in the path of S3 URLs, not in the host name",
            option="s3-bucket-in-path",
        ),
    ),
)

DATA_SOURCE = Kind(
    key="data_sources",
    name="data source",
    manager="data_sources",
    order=3,
    fields=(
        replace(_NAME, description="Name of the data source"),
        Field(
            "type",
            Type.TEXT,
            f"Type of the storage: {', '.join(DATA_SOURCE_TYPES)}",
            option="type",
            required=True,
            choices=DATA_SOURCE_TYPES,
        ),
        Field(
            "url",
            Type.TEXT,
            "URL of the data, such as swift://container/path, s3://bucket/path or"
            " hdfs://host:port/path",
            option="url",
            required=True,
        ),
        _CREDENTIALS,
        Field("description", Type.TEXT, "Description of the data source", option="description"),
        *sharing("data source"),
    ),
)

JOB_BINARY = Kind(
    key="job_binaries",
    name="job binary",
    manager="job_binaries",
    order=4,
    fields=(
        Field(
            "url",
            Type.TEXT,
            "URL of the job binary, such as swift://container/object or s3://bucket/object",
            option="url",
            required=True,
        ),
        replace(_NAME, description="Name of the job binary"),
        Field("description", Type.TEXT, "Description of the job binary", option="description"),
        # Sahara accepts no other parts (validate in service/edp/job_binaries/s3 of 19.0.0).
        replace(_CREDENTIALS, name="extra", aliases=("credentials",), fields=CREDENTIALS),
        *sharing("job binary"),
    ),
)

JOB_TEMPLATE = Kind(
    key="job_templates",
    name="job template",
    manager="job_templates",
    order=5,
    fields=(
        replace(_NAME, description="Name of the job template"),
        Field(
            "type",
            Type.TEXT,
            f"Type of the jobs: {', '.join(JOB_TYPES)}",
            option="type",
            required=True,
            updatable=False,
            choices=JOB_TYPES,
        ),
        Field(
            "mains",
            Type.TEXTS,
            "Job binaries (name or ID) that the jobs run; none for Java and MapReduce jobs",
            option="mains",
            updatable=False,
            default=[],
            compare=Compare.SET,
            refers_to=JOB_BINARY.key,
        ),
        Field(
            "libs",
            Type.TEXTS,
            "Job binaries (name or ID) that the jobs use as libraries; must not repeat mains",
            option="libs",
            updatable=False,
            default=[],
            compare=Compare.SET,
            refers_to=JOB_BINARY.key,
        ),
        Field(
            "description",
            Type.TEXT,
            "Description of the job template",
            option="description",
            nullable=True,
        ),
        *sharing("job template"),
        Field(
            "interface",
            Type.OBJECTS,
            "List of the arguments of the jobs, {name, mapping_type, location, ...}",
            option="interface",
            updatable=False,
            default=[],
            compare=Compare.ORDER,
            fields=(
                Field("name", Type.TEXT, "Name of the argument", required=True),
                Field("description", Type.TEXT, "Description of the argument", nullable=True),
                Field(
                    "mapping_type",
                    Type.TEXT,
                    "Where the argument goes: args, configs or params",
                    required=True,
                    choices=("args", "configs", "params"),
                ),
                Field(
                    "location",
                    Type.TEXT,
                    "Position among the arguments, or name of the setting or parameter",
                    required=True,
                ),
                Field(
                    "value_type",
                    Type.TEXT,
                    "Type of the value: string, number or data_source",
                    choices=("string", "number", "data_source"),
                    default="string",
                ),
                Field("required", Type.SWITCH, "Whether jobs must give a value", required=True),
                Field("default", Type.TEXT, "Value of jobs that give none", nullable=True),
            ),
        ),
    ),
)
