"""``delete``, for resources that are gone at once."""

from __future__ import annotations

import argparse
from typing import ClassVar, Protocol, cast

from saharaclient.api.resource import Resource
from saharaclient.osc.verbs.command import M
from saharaclient.osc.verbs.multi import MultiCommand


class _CanDelete(Protocol):
    """A manager of resources that can be deleted."""

    def delete(self, resource_id: str, /) -> None:
        """Delete a resource."""


class Delete(MultiCommand[M]):
    """``delete``: several, going on past failures."""

    doing = "delete"
    #: What it has come to.
    done: ClassVar[str] = "has been removed successfully"

    def take_action(self, parsed_args: argparse.Namespace) -> None:
        names = self.names(parsed_args)
        resolve = self.manager.resolver()

        def delete(name: str) -> None:
            resource = resolve(name)
            self.delete(resource)
            self.report(name, self.done)
            self.clean_up(resource)

        failures = self.failures(len(names), f"failed to {self.doing}")
        failures.run_for_each(names, delete)
        failures.raise_if_any()

    def delete(self, resource: Resource) -> None:
        """Delete a resource."""
        cast(_CanDelete, self.manager).delete(resource.id)

    def clean_up(self, resource: Resource) -> None:
        """Remove what only a deleted resource used."""
