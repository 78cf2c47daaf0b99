"""People who read a page and type what it says, each in a project of their own."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from keystoneauth1.adapter import Adapter
from openstack.connection import Connection

from tests.functional.cloud import LEAVING, Account
from tests.functional.docs.pages import EXAMPLES, Command, matches

#: What the cloud, and a keypair there, is called on every page.
CLOUD = "devcloud"
#: The collections of Sahara, in the order in which they can be emptied.
_COLLECTIONS = (
    "jobs",
    "job-templates",
    "job-binaries",
    "data-sources",
    "clusters",
    "cluster-templates",
    "node-group-templates",
)
#: Separates the outputs of commands.
_MARK = "\x1e"
#: Progress of a wait, which a terminal wipes away in the end, and the line that stays.
_PROGRESS = re.compile(
    r"^( *\d+s [^\n|]+: [^\n]*|\w+ \"[^\n]*\" (is|has) [^\n]* after (\d+[hms] ?)+\.)\n",
    re.MULTILINE,
)


class Reader(Account):
    """The view that a reader has of the cloud, and what a reader does there.

    :param cloud: the reader's entry of clouds.yaml.
    :param folder: where the reader works.
    :param environment: variables on top of those of this process.
    """

    def __init__(self, cloud: dict[str, Any], folder: Path, environment: dict[str, str]) -> None:
        self.project_id = cloud["auth"]["project_id"]
        self.folder = folder
        self.environment = environment
        self.connection = Connection(**cloud)
        endpoint = self.connection.session.get_endpoint(
            service_type="data-processing", region_name=cloud["region_name"]
        )
        self.sahara = Adapter(
            self.connection.session, endpoint_override=f"{endpoint.rstrip('/')}/v2"
        )

    # What is there

    def own(self) -> dict[str, list[dict[str, Any]]]:
        """Return what is in the project, by collection."""
        found = {collection: self._own(collection) for collection in _COLLECTIONS}
        found["keypairs"] = [
            {"name": one.name} for one in self.connection.compute.keypairs() if one.name != CLOUD
        ]
        return {collection: ones for collection, ones in found.items() if ones}

    def _own(self, collection: str) -> list[dict[str, Any]]:
        answer = self.sahara.get(f"/{collection}").json()
        ones = next(value for value in answer.values() if isinstance(value, list))
        return [one for one in ones if one["project_id"] == self.project_id]

    def names(self) -> set[tuple[str, str]]:
        """Return collection and name, or id, of what is in the project and stays there."""
        return {
            (collection, one.get("name") or one["id"])
            for collection, ones in self.own().items()
            for one in ones
            if one.get("status") not in LEAVING
        }

    def clean_up(self) -> None:
        """Remove what is in the project."""
        end = time.monotonic() + 60
        while (left := self.own()) and time.monotonic() < end:
            for keypair in left.pop("keypairs", ()):
                self.connection.compute.delete_keypair(keypair["name"])
            for collection, ones in left.items():
                for one in ones:
                    self._delete(collection, one)
            time.sleep(0.2)
        assert not left

    def _delete(self, collection: str, one: dict[str, Any]) -> None:
        if one.get("status") in LEAVING:
            return
        url = f"/{collection}/{one['id']}"
        if one.get("is_protected"):
            self.sahara.patch(url, json={"is_protected": False}, raise_exc=False)
        body = {"force": True} if collection == "clusters" else None
        self.sahara.delete(url, json=body, raise_exc=False)

    # What a reader does

    def types(self, commands: list[Command], seconds: float) -> list[str]:
        """Run commands one after the other, and return what is not as the page says.

        It ends with the first command that fails or succeeds against the page.

        :param seconds: how long all of them may take.
        """
        printed = self.runs(["bash", "--noprofile", "--norc"], _script(commands), seconds)
        differences = []
        outputs = printed.split(_MARK)
        for command, output in zip(commands, outputs, strict=False):
            output, _, status = output.rpartition("\n")
            as_told = status.isdigit() and (status != "0") == command.fails
            shown = _PROGRESS.sub("", f"{output}\n").strip("\n")
            if not as_told or not matches(shown, command.expected):
                expected = "\n".join(command.expected)
                differences.append(
                    f"line {command.line}: $ {command.text}\n--- exit status {status}, printed\n"
                    f"{output}\n--- instead of\n{expected}\n"
                )
        if len(outputs) <= len(commands) and not differences:
            differences.append(f"Only {len(outputs) - 1} of {len(commands)} commands were run.")
        return differences

    def executes(self, program: str, seconds: float) -> list[str]:
        """Run a program in Python, and return what it prints, which should be nothing."""
        printed = self.runs([sys.executable, "-W", "ignore"], program, seconds)
        return [printed] if printed else []

    def runs(self, program: list[str], text: str, seconds: float) -> str:
        """Run a program, and return all that it prints.

        :param program: what runs a script, such as bash.
        :param text: the script.
        """
        script = self.folder / ".script"
        script.write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [*program, script.name],
            cwd=self.folder,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            encoding="utf-8",
        )
        try:
            printed, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            printed, _ = process.communicate()
            printed += "\n(The time was up.)"
        return printed


def _script(commands: list[Command]) -> str:
    """Return a script that tells the exit status after each command, and ends if it is wrong."""
    lines = []
    for command in commands:
        go_on = "!=" if command.fails else "="
        lines += [
            command.text,
            "_status=$?",
            f"printf '\\n%s{_MARK}' \"$_status\"",
            f'[ "$_status" {go_on} 0 ] || exit',
            '(exit "$_status")',
        ]
    return "\n".join([*lines, ""])


class Readers:
    """Makes readers.

    :param admin: makes their projects.
    :param folder: where their files are.
    :param environment: variables that they all have.
    """

    def __init__(self, admin: Connection, folder: Path, environment: dict[str, str]) -> None:
        self._admin = admin
        self._folder = folder
        self._environment = environment
        self._roles = [
            admin.identity.find_role(name, ignore_missing=False).id for name in ("admin", "member")
        ]

    @contextlib.contextmanager
    def one(self) -> Iterator[Reader]:
        """Make a reader, whose project is empty but for a keypair, and in the end is no more."""
        identity = self._admin.identity
        name = f"reader-{uuid.uuid4().hex[:8]}"
        project = identity.create_project(name=name, domain_id="default")
        user = identity.create_user(name=name, password=name, domain_id="default")
        try:
            for role in self._roles:
                identity.assign_project_role_to_user(project.id, user.id, role)
            reader = self._reader(name, project.id)
            reader.connection.compute.create_keypair(name=CLOUD)
            try:
                yield reader
            finally:
                reader.clean_up()
                reader.connection.compute.delete_keypair(CLOUD)
        finally:
            identity.delete_user(user.id)
            identity.delete_project(project.id)

    def _reader(self, name: str, project_id: str) -> Reader:
        cloud = {
            "auth": {
                "auth_url": self._admin.config.get_auth_args()["auth_url"],
                "username": name,
                "password": name,
                "project_id": project_id,
                "user_domain_id": "default",
            },
            "region_name": self._admin.config.region_name,
            "identity_api_version": "3",
        }
        folder = self._folder / name
        shutil.copytree(EXAMPLES, folder)
        config = self._folder / f"{name}.json"
        config.write_text(json.dumps({"clouds": {CLOUD: cloud}}))
        environment = {
            **self._environment,
            "OS_CLIENT_CONFIG_FILE": str(config),
            "OS_CLOUD": CLOUD,
        }
        return Reader(cloud, folder, environment)
