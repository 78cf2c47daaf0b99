"""Commands run as OpenStackClient runs them, on a server that answers as it is told."""

from __future__ import annotations

import io
import sys
from typing import Any
from urllib import parse

from osc_lib import exceptions as osc_exceptions

from saharaclient.exceptions import APIException
from tests.unit.meta.test_cli_compat import ENTRY_POINTS
from tests.unit.osc import samples
from tests.unit.osc.conftest import V1_NAMES, App

from .fuzzing import Answer, as_json, connect

#: Exceptions of which the shell prints the sentence.
CLEAR = (APIException, osc_exceptions.CommandError)
NAMES = {"v1": "1.1", "v2": "2"}

ONES: dict[str, dict[str, Any]] = {
    "plugins": samples.plugin(
        required_image_tags=["a"], node_processes={"HDFS": ["datanode"]}, configs=[]
    ),
    "images": samples.image(),
    "node_group_templates": samples.node_group_template(),
    "cluster_templates": samples.cluster_template(),
    "clusters": samples.cluster(
        verification=samples.verification("GREEN", "v-2", HDFS="GREEN"),
        provision_progress=[samples.step("Boot", True), samples.step("Start", False)],
    ),
    "data_sources": samples.data_source(),
    "job_binaries": samples.job_binary(),
    "job_binary_internals": {"id": samples.CONTENT_ID, "name": "main.pig"},
    "job_types": {"name": "Pig", "plugins": [{"name": "fake", "versions": {"0.1": {}}}]},
    "job_templates": samples.job_template(),
    "job_executions": samples.job("SUCCEEDED"),
}


class Stream(io.TextIOWrapper):
    """A stream of the encoding that terminals have, and maybe one."""

    def __init__(self, is_terminal: bool, errors: str = "strict") -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors=errors, newline="")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    @property
    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode("utf-8", "replace")


def in_words_of(version: str, body: Any) -> Any:
    if isinstance(body, dict):
        names = V1_NAMES if version == "1.1" else {}
        return {names.get(key, key): in_words_of(version, value) for key, value in body.items()}
    return [in_words_of(version, one) for one in body] if isinstance(body, list) else body


def holding(client: Any, **changed: Any) -> Any:
    """Return what answers with one resource of each kind, by the path that is asked for.

    :param changed: by manager, what it has in place of a sample.
    """
    version = client.api.api_version
    bodies = {}
    for name, one in {**ONES, **changed}.items():
        manager = getattr(client, name, None)
        if manager is not None:
            one = in_words_of(version, one) if name not in changed else one
            bodies[manager.path] = as_json({manager.key: one, manager.plural_key: [one]})

    def answer(request: Any) -> Answer:
        segments = parse.urlsplit(request.url).path.split("/")[2:]
        if segments[-1] == "data":
            return Answer(200, b"content", "application/octet-stream")
        return bodies[segments[0]]

    return answer


class Run:
    """One command line, and what has come of it.

    :param answer: what the server answers, by a client.
    """

    def __init__(
        self,
        version: str,
        command: Any,
        argv: list[str],
        answer: Any,
        terminal: bool = False,
        stdin: bytes = b"",
    ) -> None:
        self.client, self.wire = connect(version, Answer(), shortest_sleep=600.0)
        self.wire.answer = answer(self.client)
        self.app = App(self.client)
        self.app.stdout = self.stdout = Stream(terminal)
        self.app.stderr = self.stderr = Stream(terminal, "backslashreplace")
        for service in vars(self.app.client_manager.sdk_connection).values():
            service.ids.update({"tiny": "42", "n": "1"})
        self.error: Exception | None = None
        usual = sys.stdin, sys.stdout, sys.stderr
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
        sys.stdout, sys.stderr = self.stdout, self.stderr
        try:
            made = command(self.app, None)
            self.status = made.run(made.get_parser("openstack").parse_args(argv)) or 0
        except SystemExit as ended:
            self.status = ended.code
        except CLEAR as error:
            self.status, self.error = 1, error
            str(error).encode("utf-8", "backslashreplace")
        except ValueError as error:
            if not str(error).startswith("No recognized column names"):  # cliff's own sentence
                raise
            self.status, self.error = 1, error
        finally:
            sys.stdin, sys.stdout, sys.stderr = usual
        assert self.status in (0, 1, 2)


COMMANDS = [
    (NAMES[version], name, point.load())
    for version, points in ENTRY_POINTS.items()
    for name, point in points.items()
]
