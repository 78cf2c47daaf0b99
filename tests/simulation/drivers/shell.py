"""Operations by commands: the ``openstack`` shell, in this process.

The shell is started once for each version of the API, as its interactive mode would, for reading
its plugins and global options takes most of the time of a command. Every schedule has a client
manager of its own, so it logs in again.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any
from unittest import mock

from openstackclient import shell as osc_shell
from openstackclient.common import clientmanager
from osc_lib import clientmanager as osc_lib_clientmanager

from tests.simulation import samples
from tests.simulation.clock import VirtualClock
from tests.simulation.drivers import Outcome
from tests.simulation.model import PLUGIN, Service
from tests.simulation.network import Endless
from tests.simulation.schedules import Operation, Schedule

_JSON = ("-f", "json")


class _Shell(osc_shell.OpenStackShell):
    """The shell, which keeps the exception that a command has failed with."""

    failure: BaseException | None = None

    def clean_up(self, cmd: Any, result: int, err: BaseException | None) -> None:
        self.failure = err
        super().clean_up(cmd, result, err)


@functools.cache
def _started(version: str) -> _Shell:
    """Return a shell that has read its plugins and global options."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    with contextlib.redirect_stderr(io.StringIO()):
        shell = _Shell()
        argv = ["--os-data-processing-api-version", version, "dataprocessing", "plugin", "list"]
        shell.options, remainder = shell.parser.parse_known_args(argv)
        shell.configure_logging()
        shell.interactive_mode = False
        shell.initialize_app(remainder)
    root.handlers[:] = handlers
    root.setLevel(level)
    return shell


def _forget_clients() -> None:
    """Have clients made again, which are kept for the life of a process."""
    for attribute in vars(osc_lib_clientmanager.ClientManager).values():
        if isinstance(attribute, osc_lib_clientmanager.ClientCache):
            attribute._handle = None


class Shell:
    """A user at a terminal, who knows names."""

    def __init__(self, schedule: Schedule, service: Service, clock: VirtualClock) -> None:
        self.version = schedule.version
        self.service = service
        self.shell = _started(schedule.version)
        self.folder = Path(os.environ["HOME"])
        endpoint = schedule.endpoint
        options = self.shell.options
        options.os_data_processing_url = endpoint.url if endpoint.override else ""
        self.shell.cloud = self.shell.cloud_config.get_one(
            cloud=options.cloud, argparse=options, validate=False
        )
        _forget_clients()
        self.shell.client_manager = clientmanager.ClientManager(
            cli_options=self.shell.cloud, api_version=self.shell.api_version, pw_func=None
        )

    def carry_out(self, operation: Operation) -> Outcome | None:
        argv = getattr(self, f"_{operation.verb}")(operation)
        return None if argv is None else self.run("dataprocessing", *argv)

    def run(self, *argv: str) -> Outcome:
        """Run a command."""
        outcome, shell = Outcome(), self.shell
        stdout, stderr = _Stream(), _Stream()
        handler = logging.StreamHandler(stderr)
        handler.setLevel(logging.WARNING)
        root = logging.getLogger()
        root.addHandler(handler)
        shell.stdin, shell.stdout, shell.stderr = io.StringIO(), stdout, stderr
        shell.failure = None
        try:
            with mock.patch.multiple(sys, stdin=shell.stdin, stdout=stdout, stderr=stderr):
                outcome.status = shell.run_subcommand(list(argv)) or 0
        except SystemExit as error:
            outcome.status = int(error.code or 0)
        except (Exception, Endless) as error:
            outcome.status, outcome.error = 1, error
        finally:
            root.removeHandler(handler)
        outcome.error = outcome.error or shell.failure
        outcome.stdout, outcome.stderr = stdout.text(), stderr.text()
        outcome.texts += [outcome.stdout, outcome.stderr]
        if "json" in argv:
            with contextlib.suppress(ValueError):
                outcome.value = json.loads(outcome.stdout)
        return outcome

    def _file(self, name: str, content: Any) -> str:
        path = self.folder / name
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(data)
        return str(path)

    # Commands

    def _list(self, operation: Operation) -> list[str]:
        return [*_words(operation), "list", *_JSON]

    def _show(self, operation: Operation) -> list[str]:
        return [*_words(operation), "show", self._named(operation), *_JSON]

    def _named(self, operation: Operation) -> str:
        """Return what a user calls a resource."""
        if operation.kind == "plugin":
            return PLUGIN
        if operation.kind != "job":
            return operation.name
        job = self.service.find("job", operation.name)
        return job.id if job is not None else samples.UNKNOWN_ID

    def _create(self, operation: Operation) -> list[str]:
        name, words = operation.name, [*_words(operation), "create"]
        match operation.kind:
            case "cluster":
                fields = {"cluster_configs": samples.CONFIGS}
                argv = ["--name", name, "--cluster-template", "one", "--image", "one"]
                argv += ["--json", self._file("cluster.json", fields)]
                if operation.count > 1:
                    argv += ["--count", str(operation.count)]
                argv += _wait_options(operation)
            case "data_source":
                source = samples.data_source(name)
                argv = [name, "--type", "swift", "--url", source["url"], "--username", "ann"]
                argv += ["--password", source["credentials"]["password"]]
            case "job_binary":
                binary = samples.job_binary(name)
                argv = ["--name", name, "--url", binary["url"], "--username", "ann"]
                argv += ["--password", binary["extra"]["password"]]
            case "node_group_template":
                argv = ["--json", self._file("group.json", samples.node_group_template(name))]
            case "cluster_template":
                template = samples.cluster_template(name, self.service)
                argv = ["--json", self._file("template.json", template)]
            case _:
                argv = ["--name", name, "--type", "Pig"]
        return [*words, *argv, *_JSON]

    def _update(self, operation: Operation) -> list[str]:
        change = ["--description", samples.NEW_DESCRIPTION]
        return [*_words(operation), "update", operation.name, *change, *_JSON]

    def _delete(self, operation: Operation) -> list[str]:
        verb = "unregister" if operation.kind == "image" else "delete"
        words = [*_words(operation), verb, self._named(operation), *_wait_options(operation)]
        forced = operation.force and operation.kind == "cluster" and self.version == "2"
        return [*words, "--force"] if forced else words

    def _scale(self, operation: Operation) -> list[str]:
        change = ["--instances", "worker:3"]
        return ["cluster", "scale", operation.name, *change, *_wait_options(operation), *_JSON]

    def _execute(self, operation: Operation) -> list[str]:
        fields = samples.job(operation.name, self.service)["job_configs"]
        configs = self._file("configs.json", fields["configs"])
        argv = ["--job-template", "one", "--cluster", "one", "--args", operation.name]
        argv += ["--config-json", configs, *_wait_options(operation)]
        return ["job", "execute", *argv, *_JSON]

    def _wait(self, operation: Operation) -> list[str]:
        timeout = ["--timeout", str(operation.timeout)]
        return [*_words(operation), "wait", self._named(operation), *timeout]

    def _wait_deleted(self, operation: Operation) -> list[str]:
        return [*self._wait(operation), "--deleted"]

    def _verify(self, operation: Operation) -> list[str]:
        options = ["--start", *_wait_options(operation)]
        return ["cluster", "verification", operation.name, *options]

    def _cancel(self, operation: Operation) -> list[str]:
        return ["job", "cancel", self._named(operation), *_wait_options(operation)]

    def _suspend(self, operation: Operation) -> list[str]:
        return ["job", "suspend", self._named(operation), *_wait_options(operation)]

    def _tag(self, operation: Operation) -> list[str]:
        return ["image", "tags", "add", operation.name, "--tags", "new", *_JSON]

    def _download(self, operation: Operation) -> list[str]:
        path = self.folder / "downloaded"
        path.unlink(missing_ok=True)
        return ["job", "binary", "download", operation.name, "--file", str(path)]

    def _upload(self, operation: Operation) -> list[str] | None:
        if self.version != "1.1":
            return None
        data = self._file("data", samples.CONTENT)
        return ["job", "binary", "create", "--name", operation.name, "--data", data, *_JSON]


def _words(operation: Operation) -> list[str]:
    return operation.kind.split("_")


def _wait_options(operation: Operation) -> list[str]:
    return ["--wait", "--timeout", str(operation.timeout)] if operation.wait else []


class _Stream(io.TextIOWrapper):
    """A stream that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def text(self) -> str:
        self.flush()
        kept: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return kept.decode()
