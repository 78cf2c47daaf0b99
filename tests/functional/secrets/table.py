"""Every way to hand a secret to a command.

In words and documents, ``{secret}`` is the secret, ``{file}`` a file that contains it. Other names
in braces are resources that the tests have created, see ``resources`` in ``conftest.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

#: What the options of credentials belong to: command and its other words.
WITH_CREDENTIALS = {
    "data source create": "{name} --type {type} --url {type}://box/data",
    "data source update": "{data_source} --type {type} --url {type}://box/data",
    "job binary create": "--name {name} --url {type}://box/data",
    "job binary update": "{job_binary} --url {type}://box/data",
}


@dataclass(frozen=True)
class Way:
    """A way to hand over a secret.

    :param words: the command's words behind its name.
    :param content: what the file holds, a text or what becomes JSON.
    :param stdin: whether that comes from standard input instead.
    :param environment: variable that holds the secret.
    :param shows: whether the list of processes cannot but show it.
    :param sends: whether the secret gets as far as a request.
    :param exit_status: of the command.
    """

    command: str
    words: str
    content: Any = None
    stdin: bool = False
    environment: str = ""
    shows: bool = False
    sends: bool = field(default=True, kw_only=True)
    exit_status: int = field(default=0, kw_only=True)

    @property
    def flags(self) -> set[str]:
        """The options that it has, or the positional argument that names the file."""
        return set(re.findall(r"--[a-z0-9_-]+", self.words)) | (
            {"json"} if self.command.endswith("import") else set()
        )

    def __str__(self) -> str:
        return f"{self.command} {self.words}".replace(" ", "_")


#: Options of credentials: type of the URL, words, and the rest of a :class:`Way`.
_SWIFT, _S3 = "--username nobody", "--access-key someone"
_SOURCES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("swift", f"{_SWIFT} --password {{secret}}", {"shows": True}),
    ("swift", f"{_SWIFT} --password={{secret}}", {"shows": True}),
    ("swift", f"{_SWIFT} --password-file {{file}}", {"content": "{secret}\nmore"}),
    ("swift", f"{_SWIFT} --password-file -", {"content": "{secret}\n", "stdin": True}),
    ("swift", f"{_SWIFT}", {"environment": "SAHARA_PASSWORD"}),
    ("s3", f"{_S3} --secret-key {{secret}}", {"shows": True}),
    ("s3", f"{_S3} --secret-key={{secret}}", {"shows": True}),
    ("s3", f"{_S3} --secret-key-file {{file}}", {"content": "{secret}"}),
    ("s3", f"{_S3} --secret-key-file -", {"content": "{secret}", "stdin": True}),
    ("s3", f"{_S3}", {"environment": "SAHARA_SECRET_KEY"}),
    ("s3", "--access-key {secret} --secret-key other", {"shows": True}),
    ("s3", "--acc={secret} --secret-key other", {"shows": True}),
)
CREDENTIALS = [
    Way(command, f"{rest.replace('{type}', type)} {words}", **more)
    for command, rest in WITH_CREDENTIALS.items()
    for type, words, more in _SOURCES
]

_NODES = {"HDFS": {"ssl.server.keystore.password": "{secret}"}}
_PLUGIN = {"plugin_name": "fake", "plugin_version": "0.1"}
_NODE_GROUP = {
    **_PLUGIN,
    "flavor_id": "m1.tiny",
    "node_processes": ["datanode"],
    "node_configs": _NODES,
}
_CLUSTER = {**_PLUGIN, "cluster_configs": _NODES, "node_groups": []}
_JOB = "--job-template {job_template} --cluster {cluster}"
_SWIFT_CONFIGS = {
    "fs.swift.service.sahara.username": "nobody",
    "fs.swift.service.sahara.password": "{secret}",
}
_INTERFACE = [
    {
        "name": "Swift password",
        "mapping_type": "configs",
        "location": "fs.swift.service.sahara.password",
        "value_type": "string",
        "required": False,
        "default": "{secret}",
    }
]
_ADDED = {
    "name": "more",
    "count": 1,
    "node_group_template_id": "ffffffff-0000-4000-8000-000000000000",
    "node_configs": _NODES,
}
_MAKE_GROUP = "--plugin fake --plugin-version 0.1 --processes datanode --flavor m1.tiny"

DOCUMENTS = [
    Way("job execute", f"{_JOB} --config-json {{file}}", _SWIFT_CONFIGS),
    Way("job execute", f"{_JOB} --config-json -", _SWIFT_CONFIGS, stdin=True),
    Way("job execute", f"{_JOB} --json {{file}}", {"job_configs": {"configs": _SWIFT_CONFIGS}}),
    Way("job execute", f"{_JOB} --json -", {"configs": {"params": {"token": "{secret}"}}}, True),
    Way("job execute", f"{_JOB} --interface {{file}}", {"Swift password": "{secret}"}),
    Way("job template create", "--name {name} --type Shell --interface {file}", _INTERFACE),
    Way("job template create", "--name {name} --type Shell --json {file}",
        {"interface": _INTERFACE}),
    Way("job binary create", "--name {name} --url swift://box/data --json {file}",
        {"extra": {"user": "nobody", "password": "{secret}"}}),
    Way("job binary update", "{job_binary} --url swift://box/data --json -",
        {"extra": {"user": "nobody", "password": "{secret}"}}, stdin=True),
    Way("node group template create", f"--name {{name}} {_MAKE_GROUP} --configs {{file}}", _NODES),
    Way("node group template create", "--name {name} --json {file}", _NODE_GROUP),
    Way("node group template update", "{group} --configs {file}", _NODES),
    Way("node group template update", "{group} --json -", {"node_configs": _NODES}, stdin=True),
    Way("node group template import", "{file} --name {name} --flavor_id m1.tiny --image_id {image}",
        {"node_group_template": _NODE_GROUP}),
    Way("cluster template create", "--name {name} --node-groups {group}:1 --configs {file}",
        _NODES),
    Way("cluster template create", "--name {name} --json -", _CLUSTER, stdin=True),
    Way("cluster template update", "{template} --configs {file}", _NODES),
    Way("cluster template update", "{template} --json {file}", {"cluster_configs": _NODES}),
    Way("cluster template import", "{file} --name {name} --node-groups {group}:1",
        {"cluster_template": _CLUSTER}),
    Way("cluster create", "--name {name} --image {image} --json {file}", _CLUSTER),
    Way("cluster scale", "{cluster} --json {file}", {"add_node_groups": [_ADDED]}),
]  # fmt: skip

PAIRS = [
    Way("job execute", f"{_JOB} --{option} {name}:{{secret}}", shows=True)
    for option, name in (
        ("configs", "fs.swift.service.sahara.password"),
        ("configs", "fs.s3a.private.key"),
        ("params", "api_token"),
    )
]

#: Secrets in the wrong place, or in a file with something wrong about it.
MISTAKES = [
    Way("job execute", f"{_JOB} --configs fs.swift.password={{secret}}", shows=True, sends=False,
        exit_status=2),
    Way("job execute", f"{_JOB} --config-json {{file}}", "password: !{secret}", sends=False,
        exit_status=1),
    Way("job execute", f"{_JOB} --config-json {{file}}", "password: *{secret}", sends=False,
        exit_status=1),
    Way("job execute", f"{_JOB} --config-json {{file}}", '{"password": "{secret}', sends=False,
        exit_status=1),
    Way("job binary create", "--name {name} --url swift://box/data --json {file}",
        {"extra": "{secret}"}, sends=False, exit_status=1),
    Way("job binary create", "--name {name} --url swift://box/data --json {file}",
        {"extra": {"user": "nobody", "password": ["{secret}"]}}, exit_status=1),
    Way("data source create", "{name} --type hdfs --url hdfs://node/data --username nobody"
        " --password {secret}", shows=True),
]  # fmt: skip

WAYS = [*CREDENTIALS, *DOCUMENTS, *PAIRS, *MISTAKES]

#: Options that ask for a secret at the terminal.
PROMPTS = {
    command: {"--password-prompt", "--secret-key-prompt"} for command in WITH_CREDENTIALS
}  # fmt: skip
