"""What failed in a command that handles several resources."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from osc_lib import exceptions

from saharaclient.api.resource import MissingFieldError
from saharaclient.exceptions import APIException, ConnectionFailed
from saharaclient.osc.output import advice
from saharaclient.osc.output.resource_view import ResourceView


class Failures:
    """Failures of a command: logged when they happen, and counted at the end.

    :param view: the kind of resource.
    :param total: how many resources the command handles. The failure of a single one is not
        logged, but is the error of the command.
    :param failed: completes a sentence about what failed, as in "failed to delete".
    :param advise: returns an error as people read it, with advice.
    """

    def __init__(
        self,
        log: logging.Logger,
        view: ResourceView,
        total: int,
        failed: str,
        advise: Callable[[Exception], str],
    ) -> None:
        self._log = log
        self._advise = advise
        self._view = view
        self._total = total
        self._failed = failed
        self._count = 0
        self._only: Exception | None = None

    def run_for_each(self, names: Sequence[str], act: Callable[[str], object]) -> None:
        """Do something with every name, and continue after failures."""
        for position, name in enumerate(names):
            try:
                act(name)
            except MissingFieldError as error:
                what = f'{self._view.title} "{name}" {self._failed}: {advice.sentence(error)}'
                self.add(name, exceptions.CommandError(what))
            except (APIException, exceptions.CommandError) as error:
                self.add(name, error)
                if isinstance(error, ConnectionFailed):
                    # Each of the others would wait for its own retries.
                    for untried in names[position + 1 :]:
                        self.add(
                            untried,
                            exceptions.CommandError(
                                f'{self._view.title} "{untried}" was not tried.'
                            ),
                        )
                    return

    def add(self, name: str, error: Exception) -> None:
        """Add the failure of a resource."""
        self._count += 1
        is_of_server = bool(getattr(error, "url", None))
        if self._total == 1 and not is_of_server:
            self._only = error  # the command adds the advice
            return
        sentence = self._advise(error)
        if is_of_server:  # the server's words, which may not name the resource
            quote = advice.quote_like(sentence)
            sentence = f"{self._view.title} {quote}{name}{quote} {self._failed}: {sentence}"
        if self._total > 1:
            self._log.error("%s", sentence)
        else:
            self._only = exceptions.CommandError(sentence)
            self._only.__cause__ = error

    @property
    def error(self) -> Exception | None:
        """What the command fails with, None if nothing failed."""
        if not self._count or self._only is not None:
            return self._only
        return exceptions.CommandError(
            f"{self._count} of {self._total} {self._view.plural} {self._failed}."
        )

    def raise_if_any(self) -> None:
        """Raise what the command fails with, if anything failed."""
        if self.error is not None:
            raise self.error
