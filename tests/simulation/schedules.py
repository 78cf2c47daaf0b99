"""Schedules: what a client is made to do, and what happens to its requests; drawn by hypothesis.

Everything shrinks towards one operation, one fault, a plain URL and version 1.1.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.simulation import faults
from tests.simulation.model import PROJECT_ID, Behavior
from tests.simulation.network import Planned

#: Kinds of resources that are created from a name and some fields.
CREATABLE = (
    "data_source",
    "job_binary",
    "node_group_template",
    "cluster_template",
    "job_template",
)
LISTED = (*CREATABLE, "cluster", "job", "plugin", "image")


class Brief:
    """A dataclass whose repr leaves out what is as by default."""

    def __repr__(self) -> str:
        shown = [
            f"{one.name}={getattr(self, one.name)!r}"
            for one in dataclasses.fields(self)  # type: ignore[arg-type]
            if getattr(self, one.name) != one.default
        ]
        return f"{type(self).__name__}({', '.join(shown)})"


@dataclass(frozen=True, repr=False)
class Operation(Brief):
    """One thing that a user does.

    :ivar name: the resource; ``one`` is there from the start.
    :ivar wait: whether to wait for its end, for ``timeout`` seconds at most.
    :ivar count: how many clusters to create.
    :ivar faults: what happens to its requests.
    """

    verb: str
    kind: str
    name: str = "one"
    wait: bool = False
    timeout: int = 10
    count: int = 1
    force: bool = False
    faults: tuple[Planned, ...] = ()


@dataclass(frozen=True, repr=False)
class Endpoint(Brief):
    """The URL of the service.

    :ivar base: path of the service in it, unquoted.
    :ivar override: whether the user gives it; otherwise it is in the catalog.
    """

    url: str = "http://sahara.example"
    base: str = ""
    override: bool = False


PLAIN = Endpoint()
WELL = Behavior()


@dataclass(frozen=True, repr=False)
class Schedule(Brief):
    """A run of the simulation.

    :ivar faults: what happens to requests of any operation.
    :ivar debug: whether the client logs as with ``--debug``.
    """

    operations: tuple[Operation, ...]
    faults: tuple[Planned, ...] = ()
    endpoint: Endpoint = PLAIN
    version: str = "1.1"
    behavior: Behavior = WELL
    debug: bool = False


_STATUSES = st.builds(
    faults.Status,
    status=st.sampled_from((503, 500, 502, 504, 429, 401, 403, 409, 400, 418)),
    retry_after=st.sampled_from(("", "1", "date", "600", "soon")),
    text=st.sampled_from((None, None, "", "no", "caf\xe9")),
)
_FAILED_AFTER_ALL = st.builds(
    faults.Status,
    status=st.sampled_from((503, 500, 502, 504)),
    carried_out=st.just(True),
)

FAULTS = st.one_of(
    st.builds(
        faults.NoConnection, st.sampled_from(("refused", "timeout", "unresolved", "proxy", "tls"))
    ),
    st.builds(faults.LostRequest),
    st.builds(faults.LostAnswer),
    st.builds(faults.Silence, st.sampled_from((None, 0, 1, 400))),
    st.builds(faults.Late, st.sampled_from((2.0, 20.0, 250.0, 400.0))),
    st.builds(faults.Dripping, st.sampled_from((0.1, 1.0, 29.0))),
    st.builds(faults.Truncated, st.sampled_from((0, 1, 20))),
    st.builds(faults.Repeated),
    st.builds(faults.SentTwice),
    st.builds(faults.Page),
    st.builds(faults.Page, st.sampled_from((404, 502, 403))),
    st.builds(faults.Page, st.just(502), st.just(True)),
    _STATUSES,
    _FAILED_AFTER_ALL,
    st.builds(faults.EchoingError),
    st.builds(
        faults.Redirect,
        st.sampled_from(("https", "relative", "other host", "http", "same", "ftp", "nowhere")),
        st.sampled_from((302, 301, 303, 307, 308)),
    ),
    st.builds(faults.Expired),
    st.builds(faults.Vanished),
    st.builds(faults.Became, st.sampled_from(("Error", "Deleting", "Active"))),
    st.builds(faults.Taken),
    st.builds(
        faults.Odd,
        st.integers(0, 40),
        st.sampled_from((None, faults.MISSING, 7, "", [], {}, [None], "text", True)),
    ),
    st.builds(faults.Garbled, st.sampled_from(("gzip", "binary"))),
)
#: What can happen to requests to the identity service; the client has no part in reading answers.
IDENTITY_FAULTS = st.one_of(
    st.builds(faults.NoConnection, st.sampled_from(("refused", "timeout", "unresolved"))),
    st.builds(faults.LostAnswer),
    st.builds(faults.Silence, st.just(None)),
    st.builds(faults.Late, st.sampled_from((2.0, 20.0))),
    st.builds(faults.Page, st.sampled_from((502, 404)), st.just(False)),
    st.builds(faults.Status, status=st.sampled_from((503, 500, 401, 429))),
)


def _planned(at: int, lasts: tuple[int, ...]) -> st.SearchStrategy[Planned]:
    """Draw a fault, and when it happens."""
    return st.one_of(
        st.builds(Planned, st.integers(0, at), FAULTS, st.sampled_from(lasts)),
        st.builds(
            Planned,
            st.integers(0, 1),
            IDENTITY_FAULTS,
            st.sampled_from(lasts),
            st.just("identity"),
        ),
    )


_PLANS = st.lists(_planned(4, (1, 1, 2, 4, faults.FOREVER)), max_size=2).map(tuple)

_NAMES = st.sampled_from(("one", "two"))
_TIMEOUTS = st.sampled_from((10, 3, 40))


def _operation(verb: str, kinds: tuple[str, ...], **more: Any) -> st.SearchStrategy[Operation]:
    return st.builds(
        Operation,
        verb=st.just(verb),
        kind=st.sampled_from(kinds),
        name=more.pop("name", st.just("one")),
        faults=_PLANS,
        **more,
    )


def _waiting(verb: str, kinds: tuple[str, ...], **more: Any) -> st.SearchStrategy[Operation]:
    return _operation(verb, kinds, wait=st.booleans(), timeout=_TIMEOUTS, **more)


_NEW = st.just("two")

OPERATIONS = st.one_of(
    _operation("list", (*LISTED, "job_type")),
    _operation("show", LISTED, name=_NAMES),
    _operation("create", CREATABLE, name=_NAMES),
    _waiting("create", ("cluster",), name=_NEW, count=st.sampled_from((1, 1, 2))),
    _operation("delete", (*CREATABLE, "image")),
    _operation("delete", CREATABLE, name=_NAMES),
    _waiting("delete", ("cluster", "job"), name=_NAMES, force=st.booleans()),
    _operation("update", CREATABLE, name=_NAMES),
    _waiting("scale", ("cluster",)),
    _waiting("execute", ("job",), name=_NEW),
    _operation("wait", ("cluster", "job"), name=_NAMES, timeout=_TIMEOUTS),
    _operation("wait_deleted", ("cluster",), name=_NAMES, timeout=_TIMEOUTS),
    _waiting("verify", ("cluster",)),
    _waiting("cancel", ("job",), name=_NAMES),
    _waiting("suspend", ("job",)),
    _operation("tag", ("image",)),
    _operation("download", ("job_binary",)),
    _operation("upload", ("job_binary",), name=_NEW),
)


def _endpoints(version: str) -> st.SearchStrategy[Endpoint]:
    shapes = (
        Endpoint(),
        Endpoint("http://Sahara.Example"),
        Endpoint("http://sahara.example/"),
        Endpoint("https://sahara.example"),
        Endpoint("http://sahara.example/v1.1"),
        Endpoint("http://sahara.example/v2/"),
        Endpoint(f"http://sahara.example/v1.1/{PROJECT_ID}"),
        Endpoint("http://sahara.example/gateway", "gateway"),
        Endpoint("http://sahara.example/data%2fprocessing/", "data/processing"),
        Endpoint("http://joe:URL-SECRET@sahara.example"),
    )
    overrides = tuple(
        Endpoint(shape.url, shape.base, True)
        for shape in (*shapes, Endpoint(f"http://sahara.example/v{version}/{PROJECT_ID}"))
    )
    return st.sampled_from((*shapes, *overrides))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    version = draw(st.sampled_from(("1.1", "2")))
    return Schedule(
        operations=tuple(draw(st.lists(OPERATIONS, min_size=1, max_size=4))),
        faults=tuple(draw(st.lists(_planned(6, (faults.FOREVER, 1)), max_size=1))),
        endpoint=draw(_endpoints(version)),
        version=version,
        behavior=Behavior(
            draw(st.sampled_from((0.5, 5.0))), draw(st.sampled_from(("ok", "ok", "error", "stuck")))
        ),
        debug=draw(st.booleans()),
    )
