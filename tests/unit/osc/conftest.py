"""Commands run as OpenStackClient runs them, against a data processing service in memory."""

from __future__ import annotations

import argparse
import io
import json
import re
from types import SimpleNamespace
from typing import Any
from urllib import parse

import openstack.exceptions
import pytest
import requests_mock

from saharaclient.api.resource import RENAMED_FIELDS
from saharaclient.client import Client

COLLECTIONS = {
    "plugins": "plugin",
    "images": "image",
    "node-group-templates": "node_group_template",
    "cluster-templates": "cluster_template",
    "clusters": "cluster",
}
V1_NAMES = {v2: v1 for v1, v2 in RENAMED_FIELDS.items()}


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Service:
    """A data processing service that holds what it is told to, and echoes what it is sent."""

    def __init__(self, mock: requests_mock.Mocker, version: str) -> None:
        self.mock = mock
        self.version = version
        self.url = f"http://sahara.test/v{version}"
        self.held: dict[str, list[dict[str, Any]]] = {path: [] for path in COLLECTIONS}
        mock.register_uri(requests_mock.ANY, re.compile(re.escape(self.url)), text=self._answer)

    def holds(self, **resources: Any) -> None:
        """Add resources: the collection's name with underscores, and one or a list of them."""
        for collection, items in resources.items():
            items = items if isinstance(items, list) else [items]
            self.held[collection.replace("_", "-")] += map(self.in_its_words, items)

    def in_its_words(self, body: Any) -> Any:
        """Return a body with the field names of this version."""
        if isinstance(body, list):
            return [self.in_its_words(item) for item in body]
        if not isinstance(body, dict):
            return body
        names = V1_NAMES if self.version == "1.1" else {}
        return {names.get(name, name): self.in_its_words(value) for name, value in body.items()}

    def answers(self, method: str, path: str, *bodies: Any, status: int = 200) -> None:
        """Give these answers to a request, one after the other; the last one stays.

        A body that is an exception is raised in place of an answer.
        """
        self.mock.register_uri(
            method,
            f"{self.url}{path}",
            [
                {"exc": body}
                if isinstance(body, BaseException)
                else {"json": self.in_its_words(body), "status_code": status}
                for body in bodies
            ],
        )

    def refuses(self, method: str, path: str, status: int, message: str) -> None:
        """Answer a request with an error."""
        self.answers(method, path, {"error_code": status, "error_message": message}, status=status)

    def cluster_becomes(self, *clusters: dict[str, Any]) -> None:
        """Answer every look at a cluster with the next of its states."""
        path = f"/clusters/{clusters[0]['id']}"
        self.answers("GET", path, *({"cluster": cluster} for cluster in clusters))

    def requests(self, method: str) -> list[str]:
        """Return the paths of all requests with a method, with their queries."""
        return [
            request.url.removeprefix(self.url).removesuffix("?")
            for request in self.mock.request_history
            if request.method == method
        ]

    def sent(self, method: str) -> Any:
        """Return the body of the last request with a method."""
        bodies = [
            request.json() for request in self.mock.request_history if request.method == method
        ]
        assert bodies, f"There was no {method} request."
        return bodies[-1]

    def _answer(self, request: Any, context: Any) -> str:
        address = parse.urlsplit(request.url.removeprefix(self.url))
        collection, *rest = [parse.unquote(part) for part in address.path.strip("/").split("/")]
        context.status_code, body = self._respond(
            request, collection, rest, dict(parse.parse_qsl(address.query))
        )
        return "" if body is None else json.dumps(body)

    def _respond(
        self, request: Any, collection: str, rest: list[str], query: dict[str, str]
    ) -> tuple[int, Any]:
        if collection not in COLLECTIONS:
            return 404, {"error_code": 404, "error_message": f"no {collection} here"}
        key, items = COLLECTIONS[collection], self.held[collection]
        if not rest and request.method == "GET":
            query.pop("limit", None)
            listed = [item for item in items if all(item[name] == query[name] for name in query)]
            return 200, {collection.replace("-", "_"): listed}
        if not rest:
            made = {**(items[0] if items else {}), "id": "new", **request.json()}
            return 202, {key: made}
        id_field = "name" if key == "plugin" else "id"
        found = [item for item in items if item[id_field] == rest[0]]
        if len(rest) > 1 or not found:
            message = f"{key} {'/'.join(rest)} not found\nError ID: 1234-abcd"
            return 404, {"error_code": 404, "error_name": "NOT_FOUND", "error_message": message}
        if request.method == "DELETE":
            items.remove(found[0])
            return 204, None
        return 200, {key: {**found[0], **(request.json() if request.body else {})}}


class Lookup:
    """One service of openstacksdk: names to IDs, or what a lookup raises."""

    def __init__(self, kind: str) -> None:
        self.ids: dict[str, str] = {}
        self.failure: Exception | None = None
        setattr(self, f"find_{kind}", self._find)

    def _find(self, name: str, *, ignore_missing: bool) -> Any:
        if self.failure is not None:
            raise self.failure
        if name in self.ids:
            return SimpleNamespace(id=self.ids[name])
        if ignore_missing:
            return None
        raise openstack.exceptions.NotFoundException(name)


class App:
    """What a command sees of OpenStackClient.

    :ivar logged_in: whether a command has authenticated.
    """

    def __init__(self, client: Any) -> None:
        self.stdout = io.StringIO()
        self.stderr = io.StringIO()
        self.options = argparse.Namespace(verbose_level=1)
        self.logged_in = False
        self.interactive_mode = False
        self.client_manager = SimpleNamespace(
            data_processing=client,
            sdk_connection=SimpleNamespace(
                compute=Lookup("flavor"), image=Lookup("image"), network=Lookup("network")
            ),
        )

    def prepare_to_run_command(self, command: Any) -> None:
        self.logged_in = self.logged_in or command.auth_required


class Shell:
    """Runs commands."""

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, command: Any, *argv: str) -> str:
        """Run a command and return what it wrote to stdout."""
        start = self.app.stdout.tell()
        assert self.run(command, *argv) in (0, None)
        self.app.stdout.seek(start)
        return self.app.stdout.read()

    def run(self, command: Any, *argv: str) -> int:
        """Run a command and return its exit status."""
        made = command(self.app, None)
        status: int = made.run(made.get_parser("openstack").parse_args(argv))
        return status

    def usage_error(self, command: Any, *argv: str) -> str:
        """Run a command that must end with exit status 2, and return its error.

        It must end so before it logs in, and write nothing else.
        """
        start = self.app.stderr.tell()
        assert self.run(command, *argv) == 2
        assert not self.app.logged_in
        assert self.stdout == ""
        prog, _, sentence = self.stderr[start:].partition(": error: ")
        assert prog == "openstack"
        assert sentence.count("\n") == 1
        return sentence.rstrip("\n")

    def json(self, command: Any, *argv: str) -> Any:
        """Run a command with ``-f json`` and return what it printed."""
        return json.loads(self(command, *argv, "-f", "json"))

    def parsed(self, command: Any, *argv: str) -> argparse.Namespace:
        return command(self.app, None).get_parser("openstack").parse_args(argv)

    @property
    def stdout(self) -> str:
        return self.app.stdout.getvalue()

    @property
    def stderr(self) -> str:
        return self.app.stderr.getvalue()

    @property
    def progress(self) -> list[str]:
        """Return the lines of stderr without the times."""
        return [re.sub(r"^ *\d+s ", "", line) for line in self.stderr.splitlines()]


@pytest.fixture(autouse=True)
def _no_colors(monkeypatch):
    """Keep the terminal of whoever runs the tests out of them."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def version():
    """The version of the API; tests that hold for both parametrise it."""
    return "2"


@pytest.fixture
def service(version):
    with requests_mock.Mocker() as mock:
        yield Service(mock, version)


@pytest.fixture
def client(service, session, version, clock):
    return Client(
        version,
        session=session,
        sahara_url="http://sahara.test",
        clock=clock,
        sleep=clock.sleep,
    )


@pytest.fixture
def app(client):
    return App(client)


@pytest.fixture
def cloud(app):
    """The other services of the cloud."""
    return app.client_manager.sdk_connection


@pytest.fixture
def terminal(app):
    """Make stderr a terminal."""
    app.stderr = Terminal()
    return app.stderr


@pytest.fixture
def shell(app):
    return Shell(app)


@pytest.fixture
def document(tmp_path):
    """Write a document to a file and return its path."""

    def write(content, name="document.json"):
        path = tmp_path / name
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write
