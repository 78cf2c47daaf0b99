"""Waiting for what a manager has started."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from saharaclient.api import base, waiters
from saharaclient.api.base import R
from saharaclient.exceptions import InvalidResponse, NotFound


class Waitable(base.ResourceManager[R]):
    """A manager of resources that have a ``status`` and take their time."""

    def _wait(
        self,
        resource_id: str,
        verdict: Callable[[R], bool | str],
        what: str,
        *,
        look: Callable[[str], R] | None = None,
        on_poll: Callable[[R], None] | None = None,
        seen: R | None = None,
        **limits: Any,
    ) -> R:
        """Look at a resource until it is done.

        :param verdict: True for done, False for not yet, a sentence for failed.
        :param what: says that it is not done, as in "is not Active yet".
        :param look: fetches it by its id, by default :meth:`get`.
        :param seen: what is known already; it saves the first look if it has a status.
        :param limits: ``timeout`` and ``poll_interval`` of :func:`saharaclient.api.waiters.wait`.
        """
        fetch = self._get if look is None else look

        def looked_at() -> R:
            found = fetch(resource_id)
            if not _has_status(found):
                raise InvalidResponse(error_message=f"{found.described} was sent without a status.")
            return found

        def pending(seen: R | None) -> str:
            if seen is None:
                return f'{self.resource_class.resource_name} "{resource_id}" {what}'
            return f"{seen.described} {what} (status {seen.status})"

        return waiters.wait(
            looked_at,
            verdict,
            pending,
            clock=self.api.clock,
            sleep=self.api.sleep,
            on_poll=on_poll,
            seen=seen if _has_status(seen) else None,
            **limits,
        )

    def _wait_deleted(
        self, resource_id: str, verdict: Callable[[R], bool | str], **kwargs: Any
    ) -> None:
        """Look at a resource until it is gone; the verdict says whether it will not go."""
        try:
            self._wait(resource_id, verdict, "is not deleted yet", **kwargs)
        except NotFound as error:
            if error.url is None:  # not the server's word: no request was sent
                raise
            return


def _has_status(resource: Any) -> bool:
    return isinstance(getattr(resource, "status", None), str)
