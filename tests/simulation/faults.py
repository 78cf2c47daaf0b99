"""What can happen to a request on its way to a service and back.

Each fault meets a request: it lets the request be carried out or not, and returns an answer or
fails as requests would.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from time import time
from typing import Any

from tests.simulation.model import Answer, html_answer, json_answer, walk
from tests.simulation.network import Exchange

Carry = Callable[[], Answer]
FOREVER = 10_000


@dataclass(frozen=True)
class NoConnection:
    """There is no connection: ``refused``, ``timeout``, ``unresolved``, ``proxy`` or ``tls``."""

    how: str = "refused"

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        {
            "refused": exchange.refuse_connection,
            "timeout": exchange.wait_for_connection,
            "unresolved": exchange.fail_to_resolve,
            "proxy": exchange.fail_in_proxy,
            "tls": exchange.fail_to_verify,
        }[self.how]()
        raise AssertionError("A connection was made.")


@dataclass(frozen=True)
class LostRequest:
    """The connection breaks before the service has the request."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        exchange.reset()
        raise AssertionError("An answer came.")


@dataclass(frozen=True)
class LostAnswer:
    """The service carries the request out, and the connection breaks."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        carry()
        exchange.reset()
        raise AssertionError("An answer came.")


@dataclass(frozen=True)
class Silence:
    """No answer ever comes; the service may carry the request out, at once or later.

    :ivar after: seconds until it is carried out, None for never.
    """

    after: float | None = None

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        exchange.transmit()
        if self.after == 0:
            carry()
        elif self.after is not None:
            exchange.carry_out_later(self.after)
        exchange.wait(float("inf"))
        raise AssertionError("An answer came.")


@dataclass(frozen=True)
class Late:
    """The answer comes late, maybe too late."""

    seconds: float = 20.0

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        answer = carry()
        exchange.wait(self.seconds)
        return answer


@dataclass(frozen=True)
class Dripping:
    """The body comes in small pieces, each before a read times out."""

    pause: float = 1.0

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        return dataclasses.replace(carry(), pause=self.pause)


@dataclass(frozen=True)
class Truncated:
    """The connection breaks within the body."""

    kept: int = 0

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        answer = carry()
        if not answer.body:
            return answer
        return dataclasses.replace(answer, kept=min(self.kept, len(answer.body) - 1))


@dataclass(frozen=True)
class Repeated:
    """A cache answers a GET with what it has answered before."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        if exchange.sent.method != "GET":
            return carry()
        exchange.transmit()
        return exchange.network.last_answers.get(exchange.sent.url) or carry()


@dataclass(frozen=True)
class SentTwice:
    """A proxy sends the request twice, and hands back the second answer."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        carry()
        return carry()


@dataclass(frozen=True)
class Page:
    """A proxy answers with an HTML page.

    :ivar carried_out: whether the service has carried the request out, too.
    """

    status: int = 200
    carried_out: bool = False

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        exchange.transmit()
        if self.carried_out:
            carry()
        return html_answer(self.status, "Login" if self.status == 200 else "Trouble")


@dataclass(frozen=True)
class Status:
    """The service answers with an error.

    :ivar retry_after: value of the header, ``date`` for a date that is two seconds ahead.
    :ivar carried_out: whether it has carried the request out all the same.
    :ivar text: text of the body in place of JSON.
    """

    status: int = 503
    retry_after: str = ""
    carried_out: bool = False
    text: str | None = None

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        if self.status == 401 and exchange.sent.method == "GET" and not exchange.sent.to_service:
            # keystoneauth would ask for a token in order to ask again, and wait for its own lock.
            return carry()
        exchange.transmit()
        if self.carried_out:
            carry()
        body = {
            "error_code": self.status,
            "error_name": "ERROR",
            "error_message": "The server says no.\nError ID: 3c6f1b5e-6f7a-4b7e-9d55-0c5d0c1f1a11",
        }
        answer = json_answer(self.status, body)
        if self.text is not None:
            answer = Answer(self.status, self.text.encode("latin-1"))
        if not self.retry_after:
            return answer
        after = self.retry_after
        if after == "date":
            after = formatdate(time() + 2, usegmt=True)
        return dataclasses.replace(answer, headers=(*answer.headers, ("Retry-After", after)))


@dataclass(frozen=True)
class EchoingError:
    """The service refuses a request, and repeats it in its message."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        exchange.transmit()
        said = f"Invalid input: {exchange.sent.body.decode('utf-8', 'replace')}"
        return json_answer(
            400, {"error_code": 400, "error_name": "VALIDATION_ERROR", "error_message": said}
        )


#: Where redirects lead: of the URL of a request, to the URL of the header.
_TARGETS: dict[str, Callable[[str], str]] = {
    "https": lambda url: url.replace("http://", "https://"),
    "http": lambda url: url.replace("https://", "http://"),
    "relative": lambda url: "/login",
    "other host": lambda url: "https://login.example/sso",
    "same": lambda url: url,
    "ftp": lambda url: "ftp://sahara.example/",
    "nowhere": lambda url: "",
}


@dataclass(frozen=True)
class Redirect:
    """The request is redirected; one to https only where it came by http, and the reverse."""

    to: str = "https"
    status: int = 302

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        location = _TARGETS[self.to](exchange.sent.url)
        if self.to in ("https", "http") and location == exchange.sent.url:
            return carry()
        exchange.transmit()
        header = (("Location", location),) if location else ()
        return html_answer(self.status, "Moved", *header)


@dataclass(frozen=True)
class Expired:
    """All tokens expire just before the request."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        exchange.network.identity.expire_tokens()
        return carry()


@dataclass(frozen=True)
class Vanished:
    """What the request is about was removed by somebody else just before."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        for records in exchange.network.service.records.values():
            for record in list(records.values()):
                if record.kind != "plugin" and record.id in exchange.sent.url:
                    exchange.network.service.remove(record)
        return carry()


@dataclass(frozen=True)
class Became:
    """The cluster or job that the request is about has just got another status."""

    status: str = "Error"

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        service = exchange.network.service
        for kind, status in (("cluster", self.status), ("job", "FAILED")):
            for record in service.records[kind].values():
                if record.id in exchange.sent.url:
                    service.set_status(record, status, "Somebody did that.")
        return carry()


@dataclass(frozen=True)
class Taken:
    """Somebody else has just created a resource of the name that is to be created."""

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        body = exchange.request.body
        path = exchange.sent.path.strip("/").split("/")
        service = exchange.network.service
        if exchange.sent.method == "POST" and body and len(path) == 2:
            fields = json.loads(body)
            kind = path[1].replace("-", "_").removesuffix("s").replace("binarie", "binary")
            name = fields.get("name")
            if isinstance(name, str) and kind in service.records and not service.find(kind, name):
                service.add(kind, {"name": name, "project_id": "another"}, "Active")
        return carry()


MISSING = "missing"


@dataclass(frozen=True)
class Odd:
    """One value of the body is not what the API promises.

    :ivar place: which one, counted through the body; modulo their number.
    :ivar value: what is there instead, MISSING for nothing.
    """

    place: int = 0
    value: Any = None

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        answer = carry()
        if not answer.body or ("Content-Type", "application/json") not in answer.headers:
            return answer
        try:
            body = json.loads(answer.body)
        except ValueError:  # another fault has been there
            return answer
        paths = list(walk(body))
        path = paths[self.place % len(paths)]
        body = self._changed(body, path)
        return dataclasses.replace(answer, body=json.dumps(body).encode())

    def _changed(self, body: Any, path: tuple[Any, ...]) -> Any:
        if not path:
            return None if self.value == MISSING else self.value
        holder = body
        for key in path[:-1]:
            holder = holder[key]
        if self.value == MISSING:
            del holder[path[-1]]
        else:
            holder[path[-1]] = self.value
        return body


@dataclass(frozen=True)
class Garbled:
    """The body is not in the encoding that its header names, or not text at all."""

    encoding: str = "gzip"

    def meet(self, exchange: Exchange, carry: Carry) -> Answer:
        answer = carry()
        if self.encoding == "gzip":
            return dataclasses.replace(
                answer, headers=(*answer.headers, ("Content-Encoding", "gzip"))
            )
        return dataclasses.replace(answer, body=b"\xff\xfe" + answer.body)


#: Faults after which what a client is told is not what the service has said.
LIES = frozenset({"Repeated", "Odd", "Garbled", "SentTwice"})
