"""Managers of resources that change by themselves, and can be waited for."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import cast

from saharaclient.api import base, waiters
from saharaclient.api.base import R
from saharaclient.exceptions import InvalidResponse


class Waitable(base.ResourceManager[R]):
    """A manager of resources that have a ``status`` and take their time."""

    def wait(
        self,
        resource_id: str,
        until: waiters.Condition[R],
        *,
        timeout: float = waiters.TIMEOUT,
        poll_interval: waiters.Interval | None = None,
        on_poll: Callable[[R], None] | None = None,
        **options: object,
    ) -> R:
        """Poll a resource until a condition holds, and return it as last seen.

        :param until: what to wait for.
        :param timeout: seconds to wait at most.
        :param poll_interval: seconds between two polls, or a function of the seconds waited so
            far; by default 1.5 at first and 5.5 later.
        :param on_poll: called with the resource that each poll found. Its exceptions are logged
            and do not end the wait.
        :param options: options of a poll, such as ``show_progress`` of clusters.
        :raises saharaclient.exceptions.WaitFailed: the condition cannot hold any more.
        :raises saharaclient.exceptions.WaitTimedOut: it does not hold yet.
        """
        (ended,) = self.wait_for_many(
            [resource_id],
            until,
            timeout=timeout,
            poll_interval=poll_interval,
            on_poll=on_poll,
            **options,
        )
        if ended.error is not None:
            raise ended.error
        return cast(R, ended.resource)

    def wait_for_many(
        self,
        resource_ids: Iterable[str],
        until: waiters.Condition[R],
        *,
        timeout: float = waiters.TIMEOUT,
        poll_interval: waiters.Interval | None = None,
        on_poll: Callable[[R], None] | None = None,
        **options: object,
    ) -> Iterator[waiters.Ended[R]]:
        """Poll several resources together, and yield how each wait ended as soon as it did.

        It raises no exception for a resource: :class:`saharaclient.api.waiters.Ended` has it.

        :param timeout: seconds to wait at most, for all of them.

        The other parameters are those of :meth:`wait`.
        """
        bounded = copy.copy(self)
        bounded.api = self.api.bounded(self.api.clock() + timeout + waiters.GRACE)

        def poll(resource_id: str) -> R:
            found = bounded._poll(resource_id, until, **options)
            found.manager = self
            if not isinstance(getattr(found, "status", None), str):
                raise InvalidResponse(error_message=f"{found.described} was sent without a status.")
            return found

        yield from waiters.wait_for_many(
            resource_ids,
            poll,
            until,
            functools.partial(self._describe_pending, until.pending),
            clock=self.api.clock,
            sleep=self.api.sleep,
            timeout=timeout,
            poll_interval=poll_interval,
            on_poll=on_poll,
        )

    def _poll(self, resource_id: str, until: waiters.Condition[R]) -> R:
        """Fetch a resource for a wait; a subclass adds the options that :meth:`wait` passes on."""
        return self._fetch(resource_id)

    def _describe_pending(self, pending: str, resource_id: str, seen: R | None) -> str:
        if seen is None:
            return f'{self.resource_class.resource_name} "{resource_id}" {pending}'
        return f"{seen.described} {pending} (status {seen.status})"
