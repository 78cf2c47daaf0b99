"""What must hold after every operation, whatever has happened to its requests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.simulation import faults, samples
from tests.simulation.drivers import Outcome
from tests.simulation.model import Record, Service
from tests.simulation.network import (
    ANSWERED,
    DECLINED,
    LATENCY,
    OPEN,
    UNSENT,
    Endless,
    Network,
    Sent,
)
from tests.simulation.schedules import Operation, Schedule

#: Seconds that a wait may last beyond its timeout.
GRACE = 1.0
#: Seconds that an operation may take, all retries included.
LONGEST = 3 * 3600.0

_MAY_BE_DONE = re.compile(r"\bmay\b|\bcould have\b", re.IGNORECASE)
_OF_PYTHON = re.compile(
    r"Traceback|object has no attribute|'NoneType'|list index|not supported between"
    r"|is not iterable|not subscriptable|unexpected keyword|positional argument|unhashable"
    r"|<class |object at 0x|Expecting value|string indices|KeyError|TypeError|ValueError"
    r"|Max retries exceeded|HTTPConnectionPool|IncompleteRead|Connection aborted|Errno"
)


class Violation(AssertionError):  # noqa: N818  what it is called here
    """A promise is broken.

    :ivar promise: name of the invariant.
    """

    def __init__(self, promise: str, what: str) -> None:
        super().__init__(f"{promise}: {what}")
        self.promise = promise


class Before:
    """How things were before an operation."""

    def __init__(self, now: float, service: Service) -> None:
        self.now = now
        self.names = {
            kind: {record.id: record.name for record in records.values()}
            for kind, records in service.records.items()
        }


@dataclass
class Trace:
    """A run of a schedule so far.

    :ivar counts: how many operations have succeeded and failed.
    """

    schedule: Schedule
    service: Service
    network: Network
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass
class Step:
    """An operation that was carried out, and what came of it."""

    operation: Operation
    number: int
    before: Before
    outcome: Outcome
    now: float


Check = Callable[[Trace, Step, list[Sent]], Iterator[str]]
PROMISES: dict[str, Check] = {}


def promise(check: Check) -> Check:
    PROMISES[check.__name__] = check
    return check


def check(trace: Trace, step: Step) -> None:
    """Check all promises after an operation.

    :raises Violation: one is broken.
    """
    sent = [one for one in trace.network.sent if one.operation == step.number]
    trace.counts["succeeded" if step.outcome.succeeded else "failed"] += 1
    for name, broken in PROMISES.items():
        for what in broken(trace, step, sent):
            raise Violation(name, f"{what}\n{_story(step, sent)}")


def _story(step: Step, sent: list[Sent]) -> str:
    """Return what has happened, for whoever reads the failure."""
    outcome = step.outcome
    lines = [f"  {step.operation}"]
    lines += [
        f"    {one.time - step.before.now:8.2f} s {one.method} {one.url}"
        f" -> {one.status or one.outcome}{' (carried out)' if one.processed else ''}"
        f" {' '.join(one.faults)}"
        for one in sent[:12]
    ]
    if len(sent) > 12:
        lines.append(f"    ... {len(sent)} requests")
    lines.append(f"    {step.now - step.before.now:8.2f} s end, exit status {outcome.status}")
    if outcome.error is not None:
        lines.append(f"    {type(outcome.error).__name__}: {outcome.error}")
    if outcome.stdout:
        lines.append(f"    stdout: {outcome.stdout[:400]}")
    if outcome.stderr:
        lines.append(f"    stderr: {outcome.stderr[:800]}")
    return "\n".join(lines)


def _is_single(one: Sent) -> bool:
    """Return whether a request must not be carried out twice."""
    path = one.path
    scales = one.method == "PUT" and re.fullmatch(r"/v[\d.]+/clusters/[^/]+", path)
    uploads = one.method == "PUT" and "/job-binary-internals/" in path
    return one.to_service and bool(one.method in ("POST", "PATCH") or scales or uploads)


@promise
def nothing_is_sent_twice(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """A create, a PATCH or a scale goes out again only if it was certainly not carried out."""
    writes: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for one in sent:
        if _is_single(one):
            writes[one.method, one.path].append(one)
    for (method, path), ones in writes.items():
        is_same = len({one.body for one in ones if one.body}) == 1
        if is_same and any(one.outcome in (OPEN, ANSWERED) for one in ones[:-1]):
            done = sum(one.processed for one in ones)
            yield f"{method} {path} went out {len(ones)} times and was carried out {done} times"


@promise
def tokens_stay(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """Tokens and bodies never go to another host, nor from https to http."""
    secure = trace.schedule.endpoint.url.startswith("https:")
    for one in sent:
        if one.host == "keystone.example":
            continue
        away = not one.to_service or (secure and one.scheme == "http")
        if away and (one.has_token or samples.SECRET.encode() in one.body):
            yield f"a token or a secret went to {one.url}"


@promise
def no_secret_is_shown(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    for text in step.outcome.texts:
        if samples.SECRET in text:
            start = max(0, text.index(samples.SECRET) - 200)
            yield f"a secret is in: {text[start : start + 300]!r}"


@promise
def no_python_exception(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """Errors are the client's own, in sentences for people."""
    outcome = step.outcome
    if outcome.error is None or isinstance(outcome.error, Endless):
        return
    kinds = {kind.__name__ for kind in type(outcome.error).__mro__}
    if outcome.status is None:
        if "APIException" not in kinds:
            yield f"the library raises {type(outcome.error).__name__}: {outcome.error}"
    elif "ClientException" in kinds and _logs_in(sent):
        return  # OpenStackClient logs in by itself
    elif not kinds & {"APIException", "CommandError"}:
        yield f"the command fails with {type(outcome.error).__name__}: {outcome.error}"
    said = outcome.message
    if found := _OF_PYTHON.search(said):
        yield f"{found.group()!r} is in the message"
    if not said.strip():
        yield "the failure has no message"


@promise
def a_wait_ends_in_time(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    operation, outcome = step.operation, step.outcome
    waits = operation.wait or operation.verb in ("wait", "wait_deleted")
    if not waits:
        if isinstance(outcome.error, Endless) and not _logs_in(sent):
            yield "the operation never ends"
        return
    began = _wait_began(operation, outcome, sent)
    if began is None:
        return
    if isinstance(outcome.error, Endless):
        yield "the wait never ends"
    elif step.now - began > operation.timeout + GRACE:
        yield f"a wait for {operation.timeout} s has lasted {step.now - began:.1f} s"


@promise
def a_wait_ends_when_it_is_decided(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """States from which there is no way to what is waited for end a wait at once."""
    operation = step.operation
    waits_for_good = operation.verb == "wait" or (
        operation.wait and operation.verb in ("create", "execute")
    )
    record = trace.service.find(operation.kind, operation.name)
    if not waits_for_good or record is None:
        return
    hopeless = ("Error", "Deleting") if operation.kind == "cluster" else ("FAILED", "KILLED")
    polls = [one for one in sent if one.method == "GET" and record.id in one.url]
    for position, poll in enumerate(polls):
        seen = record.status_at(poll.time + LATENCY)
        is_whole = poll.outcome == ANSWERED and not set(poll.faults) & faults.LIES
        # A command may show its outcome.
        if is_whole and poll.processed and seen in hopeless and len(polls) > position + 2:
            yield f"the wait has gone on although {operation.name!r} was {seen}"
            return


def _logs_in(sent: list[Sent]) -> bool:
    """Return whether the last request was for a token, which OpenStackClient asks for by itself."""
    return bool(sent) and not sent[-1].to_service


def _wait_began(operation: Operation, outcome: Outcome, sent: list[Sent]) -> float | None:
    """Return when the time of a wait has begun to count, None if there was no wait."""
    if outcome.status is None:
        return outcome.wait_began
    to_service = [one for one in sent if one.to_service]
    if operation.verb in ("wait", "wait_deleted"):
        return to_service[0].time if to_service else None
    starts = [one for one in to_service if one.is_write or one.path.endswith("/cancel")]
    last_is_start = starts and starts[-1] is sent[-1]
    return None if not starts or last_is_start else starts[-1].ended


@promise
def success_means_success(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """After a success, the state of the service is what was asked for."""
    operation, outcome, service = step.operation, step.outcome, trace.service
    if not outcome.succeeded:
        return
    kind, name = operation.kind, operation.name
    record = service.find(kind, name)
    told_lies = any(fault in faults.LIES for one in sent for fault in one.faults)
    done = any(one.processed and one.is_write for one in sent)
    match operation.verb:
        case "create" | "execute" | "upload" if not done:
            yield f"no {kind} was created"
        case "update" | "scale" if not done:
            yield f"{kind} {name!r} was not changed"
        case "verify" if record and not record.fields["verification"]:
            yield f"{kind} {name!r} was not checked"
        case "tag" if record and "new" not in record.fields["tags"]:
            yield f"{kind} {name!r} has not got the tag"
        case "update" if record and record.fields["description"] != samples.NEW_DESCRIPTION:
            yield f"{kind} {name!r} has another description"
        case "delete" if record is not None:
            gone = kind in ("cluster", "job") and not operation.wait
            if not gone:
                yield f"{kind} {name!r} is still there"
            elif not done:
                yield f"nobody has told the service to delete {kind} {name!r}"
        case "wait_deleted" if record is not None:
            yield f"{kind} {name!r} is still there"
        case "list" if not told_lies:
            yield from _wrong_list(step, service)
    if operation.verb in ("create", "execute", "scale", "wait") and not told_lies:
        waited = operation.wait or operation.verb == "wait"
        waited = waited and operation.count == 1  # several are named "two-1", "two-2"
        wanted = "SUCCEEDED" if kind == "job" else "Active"
        if waited and record is not None and not _was(record, wanted, step.before.now):
            yield f"{kind} {name!r} has never been {wanted}"


def _was(record: Record, status: str, since: float) -> bool:
    """Return whether a resource had a status at some time."""
    times = [*(time for time, _ in record.history[1:]), float("inf")]
    return any(
        one == status and until >= since
        for (_, one), until in zip(record.history, times, strict=True)
    )


def _wrong_list(step: Step, service: Service) -> Iterator[str]:
    kind, value = step.operation.kind, step.outcome.value
    after = {record.id: record.name for record in service.records[kind].values()}
    before = step.before.names[kind]
    key = "name" if kind in ("plugin", "job_type") else "id"
    if step.outcome.status is None:
        listed = {getattr(one, key, None) for one in value}
    elif value is None:
        yield "stdout is not JSON"
        return
    else:
        listed = {one.get(key.capitalize(), one.get(key.upper())) for one in value}
    if key == "name":
        before, after = ({name: name for name in names.values()} for names in (before, after))
    if listed not in (set(before), set(after)):
        yield f"it lists {sorted(map(str, listed))}, and there are {sorted(after)}"


@promise
def failure_means_failure(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """A failure has a reason, and tells whether something may have been done all the same."""
    operation, outcome = step.operation, step.outcome
    if outcome.succeeded or isinstance(outcome.error, Endless):
        return
    if outcome.status not in (None, 1):
        yield f"the exit status is {outcome.status}"
    waits = operation.wait or operation.verb in ("wait", "wait_deleted")
    untouched = all(one.status and one.status < 300 and not one.faults for one in sent)
    if untouched and not waits and not _refused_without_request(step):
        yield "it fails although every answer was good"
    writes = [one for one in sent if one.to_service and _is_single(one)]
    if not writes or outcome.wait_began is not None:
        return
    says_so = bool(_MAY_BE_DONE.search(outcome.message))
    last = writes[-1]
    if last.processed and not last.status and not says_so:
        yield "it was carried out, and the message does not say that it may have been"
    certain = all(one.outcome in (UNSENT, DECLINED) for one in writes)
    if certain and says_so and sent[-1] is last:
        yield "it cannot have been carried out, and the message says that it may have been"


def _refused_without_request(step: Step) -> bool:
    """Return whether the client may refuse an operation by what it has read."""
    return step.operation.name not in step.before.names[step.operation.kind].values() or (
        step.operation.verb in ("suspend", "cancel")
    )


@promise
def what_was_created_is_shown(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """A command shows what it has created, also if the wait for it fails."""
    operation, outcome = step.operation, step.outcome
    if outcome.status is None or operation.verb not in ("create", "execute"):
        return
    known = [one for one in sent if one.processed and one.outcome == ANSWERED and one.is_write]
    if not known or any(fault in faults.LIES for one in sent for fault in one.faults):
        return
    before = step.before.names[operation.kind]
    made = [one for one in trace.service.records[operation.kind] if one not in before]
    missing = [one for one in made if one not in outcome.stdout]
    if missing and len(known) == len([one for one in sent if one.is_write and one.to_service]):
        yield f"{missing} was created, and is not on stdout"


@promise
def what_is_said_is_so(trace: Trace, step: Step, sent: list[Sent]) -> Iterator[str]:
    """Sentences on stdout are true."""
    removed = re.findall(
        r'"(\S+)" has been (?:removed|unregistered) successfully', step.outcome.stdout
    )
    for name in removed:
        kind = step.operation.kind
        record = trace.service.find(kind, name) or trace.service.records[kind].get(name)
        if record is not None:
            yield f"it says that {name!r} has been removed, which is still there"
    if step.outcome.status == 0 and not step.outcome.stdout.strip():
        yield "the command succeeds without a word"
