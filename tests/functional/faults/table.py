"""What can go wrong, at which request of a cluster's life, and what has to come of it."""

from __future__ import annotations

import enum
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.functional.faults.proxy import Answer, Exchange, Way, passes

#: Seconds that a client waits for an answer that does not come.
SHORT = 0.3
#: Seconds by which a clock jumps.
JUMP = 5 * 3600
#: What a proxy asks for in Retry-After; longer than any first try of the client's own.
PATIENCE_ASKED = 3
#: Where no token may go.
ELSEWHERE = "http://elsewhere.example"


class Outcome(enum.Enum):
    """What comes of a fault for the one who has called; the doc explains the words."""

    AS_USUAL = "as usual"
    AGAIN = "retried"
    ON = "wait continues"
    ERROR = "error"
    LOOK = "error: check"


class Point(enum.Enum):
    """A request of the life of a cluster, in order."""

    LOOK_UP = "lookup"
    CREATE = "create"
    FIRST_LOOK = "first poll"
    LATER_LOOK = "later poll"
    SCALE = "scale"
    LOOK_AFTER_SCALE = "poll after scale"
    DELETE = "delete"
    LOOK_AFTER_DELETE = "poll after delete"


#: The looks of a wait.
LOOKS = (Point.FIRST_LOOK, Point.LATER_LOOK, Point.LOOK_AFTER_SCALE, Point.LOOK_AFTER_DELETE)

# What a proxy can do


def resets_unread(exchange: Exchange) -> None:
    # Earlier the client might not be connected yet, and would know that nothing was sent.
    exchange.connection.recv(1, socket.MSG_PEEK)
    exchange.reset()


def resets(exchange: Exchange) -> None:
    exchange.forward()
    exchange.reset()


def stalls(exchange: Exchange) -> None:
    exchange.forward()
    exchange.connection.recv(1)  # until the client hangs up


def _page(status: int, title: str) -> Answer:
    html = f"<html><head><title>{status} {title}</title></head><body>{title}</body></html>"
    return Answer(status, {"Content-Type": "text/html"}, html.encode())


def asks_for_patience(exchange: Exchange) -> None:
    answer = _page(429, "Too Many Requests")
    answer.headers["Retry-After"] = str(PATIENCE_ASKED)
    exchange.say(answer)


def fails(exchange: Exchange) -> None:
    exchange.say(_page(500, "Internal Server Error"))


def loses_the_answer(exchange: Exchange) -> None:
    exchange.forward()
    exchange.say(_page(502, "Bad Gateway"))


def has_no_service(exchange: Exchange) -> None:
    exchange.say(_page(503, "Service Unavailable"))


def _with_body(answer: Answer) -> Answer:
    """Return an answer that can have a body."""
    return Answer(200 if answer.status == 204 else answer.status, answer.headers, answer.body)


def cuts_short(exchange: Exchange) -> None:
    answer = _with_body(exchange.forward())
    answer.body = answer.body[: len(answer.body) // 2]
    exchange.say(answer, missing=100)


def says(body: bytes) -> Way:
    """Return the way that has the request go through and says something else."""

    def way(exchange: Exchange) -> None:
        answer = _with_body(exchange.forward())
        answer.body = body
        exchange.say(answer)

    return way


def redirects_to(host: str) -> Way:
    """Return the way that redirects to the same path on a host, by default on the same one."""

    def way(exchange: Exchange) -> None:
        exchange.say(Answer(307, {"Location": f"{host}{exchange.path}"}, b""))

    return way


def takes_the_token_away(exchange: Exchange) -> None:
    exchange.say(exchange.forward(X_Auth_Token="expired"))


class Clock:
    """The time of day, which can jump."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self._time = time.time

    def time(self) -> float:
        return self._time() + self.ahead

    def jump(self, seconds: float) -> Callable[[], None]:
        """Return what has it jump."""

        def jump() -> None:
            self.ahead += seconds

        return jump


CLOCK = Clock()


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong.

    :param title: what it is called in the table.
    :param outcomes: what has to come of it at each point.
    :param way: what the proxy does.
    :param refused: whether nobody listens.
    :param timeout: seconds that the client has, None for its own limit.
    :param before: called before the request.
    :param new_token: whether the client has to log in again.
    :param keystone_refuses: whether nobody listens when it wants to.
    """

    title: str
    outcomes: tuple[Outcome, ...]
    way: Way = passes
    refused: bool = False
    timeout: float | None = None
    before: Callable[[], None] | None = None
    new_token: bool = False
    keystone_refuses: bool = False

    def outcome_at(self, point: Point) -> Outcome:
        return self.outcomes[list(Point).index(point)]


def _outcomes(
    look_up: Outcome, create: Outcome, delete: Outcome, scale: Outcome | None = None
) -> tuple[Outcome, ...]:
    """Return the outcomes at all points: a look of a wait never ends it.

    :param scale: the same as that of create, by default.
    """
    on = Outcome.ON
    return (look_up, create, on, on, scale or create, on, delete, on)


AS_USUAL, AGAIN, ERROR, LOOK = Outcome.AS_USUAL, Outcome.AGAIN, Outcome.ERROR, Outcome.LOOK
#: The request has not reached the service for sure.
UNSENT = _outcomes(AGAIN, AGAIN, AGAIN)
#: It may have, and is sent again only where that does no harm.
LOST = _outcomes(AGAIN, LOOK, AGAIN)
#: It has, and the answer is of no use; a deletion has none that is.
USELESS = _outcomes(ERROR, LOOK, AS_USUAL)

FAULTS = (
    Fault("connection refused", UNSENT, refused=True),
    Fault("reset before the request", LOST, resets_unread),
    Fault("reset after the request", LOST, resets),
    Fault("no answer in time", LOST, stalls, timeout=SHORT),
    Fault("429 with Retry-After", _outcomes(AGAIN, ERROR, AGAIN), asks_for_patience),
    Fault("500 with HTML", _outcomes(ERROR, LOOK, ERROR), fails),
    Fault("502 with HTML", LOST, loses_the_answer),
    Fault("503 with HTML", LOST, has_no_service),
    Fault("body cut short", LOST, cuts_short),
    Fault("body not JSON", _outcomes(ERROR, LOOK, LOOK), says(b"It works!")),
    Fault("JSON of another kind", USELESS, says(b"[]")),
    Fault("JSON without fields", _outcomes(ERROR, LOOK, AS_USUAL, scale=AS_USUAL), says(b"{}")),
    Fault("redirect on the same host", _outcomes(AGAIN, ERROR, ERROR), redirects_to("")),
    Fault("redirect to another host", _outcomes(ERROR, ERROR, ERROR), redirects_to(ELSEWHERE)),
    Fault("token expired", UNSENT, takes_the_token_away, new_token=True),
    Fault(
        "token expired, Keystone down",
        UNSENT,
        takes_the_token_away,
        new_token=True,
        keystone_refuses=True,
    ),
    Fault("clock jumps ahead", _outcomes(AS_USUAL, AS_USUAL, AS_USUAL), before=CLOCK.jump(JUMP)),
    Fault("clock jumps back", _outcomes(AS_USUAL, AS_USUAL, AS_USUAL), before=CLOCK.jump(-JUMP)),
)
