"""Execution of tasks that depend on each other, some at the same time."""

from __future__ import annotations

import contextlib
import enum
import queue
import threading
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class State(enum.Enum):
    """How a task ended."""

    DONE = "done"
    FAILED = "failed"
    #: Something that it needs has failed.
    SKIPPED = "skipped"
    #: It was not started, because of an interruption.
    NOT_STARTED = "not started"


@dataclass(frozen=True)
class Task(Generic[K, T]):
    """Something to do.

    :ivar needs: keys of the tasks that must be done before; those that there are not are ignored.
    :ivar run: does it; an exception is a failure.
    """

    needs: Collection[K]
    run: Callable[[], T]


@dataclass(frozen=True)
class Ended(Generic[K, T]):
    """How a task ended.

    :ivar result: what it has returned, if it is done.
    :ivar error: why it failed.
    :ivar cause: key of the task that a skipped one needs and that was not done.
    """

    key: K
    state: State
    result: T | None = None
    error: Exception | None = None
    cause: K | None = None


class Slots:
    """The number of tasks that work at the same time.

    :param count: how many.
    """

    def __init__(self, count: int) -> None:
        self._semaphore = threading.Semaphore(count)

    def __enter__(self) -> None:
        self._semaphore.acquire()

    def __exit__(self, *_: object) -> None:
        self._semaphore.release()

    @contextlib.contextmanager
    def released(self) -> Iterator[None]:
        """Let another task work while this one waits."""
        self._semaphore.release()
        try:
            yield
        finally:
            self._semaphore.acquire()


class Execution(Generic[K, T]):
    """Runs tasks in threads, each when what it needs is done.

    The threads do not keep the process alive: a second interruption ends it at once.

    :param tasks: the tasks by key.
    :param slots: how many work at the same time.
    """

    def __init__(self, tasks: Mapping[K, Task[K, T]], slots: Slots) -> None:
        self._tasks = tasks
        self._slots = slots
        #: Set by the first interruption: nothing more is started.
        self.stopping = threading.Event()
        self._ended: queue.SimpleQueue[Ended[K, T]] = queue.SimpleQueue()

    def run(self, on_interrupt: Callable[[], None] | None = None) -> Iterator[Ended[K, T]]:
        """Run the tasks, and yield each as it ends.

        The first ``KeyboardInterrupt`` lets the running tasks end, and starts no other one. The
        second one is raised.

        :param on_interrupt: called at the first one.
        """
        waiting = dict(self._tasks)
        results: dict[K, State] = {}
        running = 0
        while waiting or running:
            for key, task in list(waiting.items()):
                decision = self._start_or_end(task, results, waiting)
                if decision is None:
                    continue
                del waiting[key]
                if isinstance(decision, Task):
                    running += 1
                    threading.Thread(target=self._work, args=(key, task), daemon=True).start()
                else:
                    state, cause = decision
                    results[key] = state
                    yield Ended(key, state, cause=cause)
                    break  # others may be skipped in turn, in their order
            else:
                if not running:
                    continue
                ended = self._next(on_interrupt)
                running -= 1
                results[ended.key] = ended.state
                yield ended

    def _start_or_end(
        self, task: Task[K, T], results: Mapping[K, State], waiting: Mapping[K, Task[K, T]]
    ) -> Task[K, T] | tuple[State, K | None] | None:
        """Return the task if it can start, how it ends if it cannot, None if it is too early."""
        needs = [key for key in task.needs if key in self._tasks]
        for key in needs:
            if results.get(key) in (State.FAILED, State.SKIPPED):
                return State.SKIPPED, key
        if self.stopping.is_set():
            return State.NOT_STARTED, None
        return task if all(results.get(key) is State.DONE for key in needs) else None

    def _next(self, on_interrupt: Callable[[], None] | None) -> Ended[K, T]:
        while True:
            try:
                return self._receive()
            except KeyboardInterrupt:
                if self.stopping.is_set():
                    raise
                self.stopping.set()
                if on_interrupt is not None:
                    on_interrupt()

    def _receive(self) -> Ended[K, T]:
        return self._ended.get()

    def _work(self, key: K, task: Task[K, T]) -> None:
        try:
            with self._slots:
                if self.stopping.is_set():
                    ended: Ended[K, T] = Ended(key, State.NOT_STARTED)
                else:
                    ended = Ended(key, State.DONE, result=task.run())
        except Exception as error:
            ended = Ended(key, State.FAILED, error=error)
        self._ended.put(ended)
