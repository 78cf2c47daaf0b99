"""A fake transport that sends any answer, and strategies for hypothesis.

Real keystoneauth and requests run; only the transport is replaced. It needs no fixture, so that
each generated example can have its own.
"""

from __future__ import annotations

import inspect
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib import parse

import requests
import urllib3
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint

from saharaclient.api.base import ResourceManager
from saharaclient.client import Client
from tests import THOROUGH

URL = "http://sahara.test"
VERSIONS = ("1.1", "2")
#: More requests than any call sends.
MOST_REQUESTS = 500

#: Texts that are special in a URL, a table or a terminal.
NASTY_TEXTS = (
    "a/b",
    "a?b=c#d",
    "a&limit=1",
    "..%2f..",
    "%2e%2e",
    "%",
    "a b+c",
    ";",
    "\\",
    "{id}",
    "\x00",
    "\r\nX-Header: a",
    "\x1b[31mred",
    "\u2028",
    "\u202eevil",
    "é😀",
    "...",
    "None",
)
#: Valid in the JSON of a server, but not in UTF-8.
LONE_SURROGATE = "\ud800"


def examples(count: int) -> settings:
    """Return settings with the same examples in every run and no time limit."""
    return settings(
        max_examples=count * (10 if THOROUGH else 1),
        derandomize=True,
        deadline=None,
        database=None,
        # Shrinking takes longer than all the rest.
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )


# The transport


@dataclass
class Answer:
    """An answer of a server, byte by byte."""

    status: int = 200
    body: bytes = b"{}"
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def as_json(body: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body).encode())


class Wire(requests.adapters.HTTPAdapter):
    """A transport that records requests and sends given answers."""

    def __init__(self, answer: Callable[[requests.PreparedRequest], Answer]) -> None:
        super().__init__()
        self.answer = answer
        self.sent: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        self.sent.append(request)
        if len(self.sent) > MOST_REQUESTS:
            raise AssertionError("The call does not end.")
        answer = self.answer(request)
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(answer.body),
            headers={"Content-Type": answer.content_type, **answer.headers},
            status=answer.status,
            preload_content=False,
            request_method=request.method,
        )
        return self.build_response(request, raw)

    @property
    def paths(self) -> list[list[str]]:
        """Segments of the paths of all requests below the version, percent-decoded."""
        return [
            [parse.unquote(part) for part in parse.urlsplit(one.url).path.split("/")[2:]]
            for one in self.sent
        ]

    @property
    def queries(self) -> list[dict[str, list[str]]]:
        return [
            parse.parse_qs(
                parse.urlsplit(one.url).query, keep_blank_values=True, strict_parsing=False
            )
            for one in self.sent
        ]


class FastClock:
    """Tells a time that jumps ahead whenever somebody sleeps."""

    def __init__(self, shortest: float = 0.0) -> None:
        self.now = 0.0
        self.shortest = shortest

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += max(seconds, self.shortest)


def connect(version: str, answer: Any, shortest_sleep: float = 0.0) -> tuple[Any, Wire]:
    """Return a client and the transport that it sends through."""
    if isinstance(answer, Answer):
        only = answer
        wire = Wire(lambda request: only)
    else:
        wire = Wire(answer)
    transport = requests.Session()
    transport.mount("http://", wire)
    transport.mount("https://", wire)
    clock = FastClock(shortest_sleep)
    session = ksa_session.Session(auth=token_endpoint.Token(URL, "token"), session=transport)
    return Client(version, session=session, clock=clock, sleep=clock.sleep), wire


def one_after_the_other(answers: list[Answer]) -> Callable[[Any], Answer]:
    """Return what gives these answers; the last one stays."""
    left = list(answers)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


# The methods that there are


def managers(client: Any) -> dict[str, ResourceManager]:
    """Return the managers of a client, each once."""
    found: dict[int, tuple[str, ResourceManager]] = {}
    for name, value in vars(client).items():
        if isinstance(value, ResourceManager):
            found.setdefault(id(value), (name, value))
    return dict(found.values())


#: Methods that send nothing, or are looked at on their own.
_OTHERS = {"request_body", "created_ids", "NotUpdated", "wait", "wait_for_many"}


@dataclass(frozen=True)
class Method:
    """A method of a manager."""

    version: str
    manager: str
    name: str

    def __str__(self) -> str:
        return f"v{self.version} {self.manager}.{self.name}"

    def of(self, client: Any) -> Callable[..., Any]:
        return getattr(getattr(client, self.manager), self.name)

    @property
    def parameters(self) -> dict[str, inspect.Parameter]:
        client, _ = connect(self.version, Answer())
        return dict(inspect.signature(self.of(client)).parameters)

    @property
    def waits(self) -> bool:
        return self.name.startswith("wait_")

    def arguments(self, **given: Any) -> dict[str, Any]:
        """Return arguments for all parameters that need one, and those that are given."""
        chosen = {
            name: _PLAUSIBLE.get((self.manager, name), _PLAUSIBLE.get(name, "x0x"))
            for name, parameter in self.parameters.items()
            if parameter.default is inspect.Parameter.empty
            and parameter.kind is not inspect.Parameter.VAR_KEYWORD
        }
        if "fileobj" in chosen:
            chosen["fileobj"] = io.BytesIO()
        if self.waits:
            chosen.update(timeout=20, poll_interval=5)
        return {**chosen, **given}


_PLAUSIBLE: dict[Any, Any] = {
    "fields": {"name": "a"},
    ("job_executions", "fields"): {"job_template_id": "t", "cluster_id": "c"},
    "data": {"name": "a"},
    ("job_binary_internals", "data"): b"content",
    "update_data": {"name": "a"},
    "values": {"plugin_labels": {}},
    "new_tags": ["a", "b"],
    "filecontent": "text",
    "source": b"content",
    "fileobj": None,
    "scale_object": {"resize_node_groups": [{"name": "worker", "count": 3}]},
    "status": "START",
}


def all_methods() -> list[Method]:
    """Return every public method of every manager of both clients."""
    found = []
    for version in VERSIONS:
        client, _ = connect(version, Answer())
        for manager_name, manager in managers(client).items():
            for name, _ in inspect.getmembers(type(manager), inspect.isfunction):
                if not name.startswith("_") and name not in _OTHERS:
                    found.append(Method(version, manager_name, name))
    return found


METHODS = all_methods()


def drained(outcome: Any) -> Any:
    """Return what a call has led to, with iterators read to their end."""
    if inspect.isgenerator(outcome) or (isinstance(outcome, Iterator)):
        return list(outcome)
    return outcome


# JSON

texts = st.one_of(
    st.text(max_size=8),
    st.sampled_from(NASTY_TEXTS),
    st.sampled_from(
        (
            "Active",
            "Error",
            "Spawning",
            "RED",
            "GREEN",
            "CHECKING",
            "SUCCEEDED",
            "FAILED",
            "RUNNING",
        )
    ),
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    texts,
    st.just(LONE_SURROGATE),
)
#: Names of fields that this library looks at.
FIELDS = tuple(
    """
    id name status status_description description info actions errorMessage node_groups count
    instances instance_id instance_name node_group_template_id verification checks versions
    plugins tags node_processes plugin_labels version_labels provision_progress step_name
    step_type successful completed total events event_info created_at updated_at mains libs url
    configs clusters plugin_name plugin_version hadoop_version username anti_affinity failure
    security_groups required_image_tags error error_name error_code error_message errors title
    message code detail markers next prev start_time end_time
    """.split()  # noqa: SIM905
)
keys = st.one_of(st.sampled_from(FIELDS), texts)
any_json = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(keys, inner, max_size=4),
        st.dictionaries(st.sampled_from(FIELDS), inner, min_size=1, max_size=6),
    ),
    max_leaves=12,
)


def objects(like: dict[str, Any] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    """Generate objects; like another one but for some of its fields, which are anything."""
    base = like or {"id": "i", "name": "n", "status": "Active"}
    fields = sorted(base)
    return st.tuples(
        st.dictionaries(st.sampled_from([*fields, *FIELDS]), any_json, max_size=4),
        st.sets(st.sampled_from(fields), max_size=3),
    ).map(
        lambda drawn: {
            **{key: value for key, value in base.items() if key not in drawn[1]},
            **drawn[0],
        }
    )


def bodies(key: str, plural_key: str, like: Any = None) -> st.SearchStrategy[Any]:
    """Generate JSON bodies, many of them of nearly the right shape."""
    marker = st.one_of(st.none(), texts)
    markers = st.one_of(st.none(), st.fixed_dictionaries({"next": marker, "prev": marker}))
    return st.one_of(
        any_json,
        objects(like),
        st.builds(lambda inner: {key: inner}, st.one_of(objects(like), any_json)),
        st.builds(
            lambda items, marks: {plural_key: items, "markers": marks},
            st.one_of(st.lists(st.one_of(objects(like), any_json), max_size=3), any_json),
            markers,
        ),
        st.builds(
            lambda items, marks: {plural_key: items, "markers": marks},
            st.lists(objects(like), min_size=1, max_size=3),
            markers,
        ),
        st.builds(lambda items: {plural_key: items}, st.lists(objects(like), max_size=3)),
    )


statuses = st.one_of(
    st.just(200),
    st.just(200),
    st.sampled_from((200, 201, 202, 204, 300, 304, 400, 401, 403, 404, 409, 413, 429, 500, 503)),
    st.integers(200, 599),
)
content_types = st.sampled_from(
    (
        "application/json",
        "application/json",
        "application/json; charset=utf-16",
        "text/html; charset=nonsense",
        "text/html",
        "",
        "application/octet-stream",
    )
)
_NOT_JSON = (
    b"",
    b" ",
    b"null",
    b"{",
    b'{"cluster": {"id": "a"',
    b"<html><head><title>502\n Bad Gateway</title></head></html>",
    b"<title>\x1b]0;a\x07</title>",
    b"plain words",
    b"\x00\xff\xfe\x80",
    b"\xef\xbb\xbf{}",
    b"NaN",
    b"-Infinity",
    b'"[404 NOT FOUND]"',
    b"[" * 300 + b"]" * 300,
    b'{"a":' * 300 + b"1" + b"}" * 300,
    b"9" * 5000,
    '{"name": "é"}'.encode("utf-16"),
    '{"name": "é"}'.encode("latin-1"),
)


def answers(key: str, plural_key: str, like: Any = None) -> st.SearchStrategy[Answer]:
    """Generate answers: JSON of any shape, and what is no JSON at all, at any status."""
    encoded = bodies(key, plural_key, like).map(lambda body: json.dumps(body).encode())
    truncated = st.tuples(encoded, st.integers(0, 60)).map(lambda drawn: drawn[0][: drawn[1]])
    return st.builds(
        Answer,
        status=statuses,
        body=st.one_of(encoded, encoded, encoded, truncated, st.sampled_from(_NOT_JSON)),
        content_type=content_types,
    )
