"""Containers in object storage for tests, which go with everything in them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from tests.functional.cloud import Account


@contextlib.contextmanager
def container(account: Account, name: str) -> Iterator[str]:
    """Return a name for a container; it, and the one with its segments, are removed in the end."""
    storage = account.connection.object_store
    try:
        yield name
    finally:
        for one in (name, f"{name}_segments"):
            if storage.head(f"/{one}").status_code == 404:
                continue
            for item in list(storage.objects(one)):
                storage.delete_object(item, container=one)
            storage.delete_container(one)


def objects_in(account: Account, container: str) -> list[str]:
    """Return the names of all objects in a container, none if it is missing."""
    storage = account.connection.object_store
    if storage.head(f"/{container}").status_code == 404:
        return []
    return [item.name for item in storage.objects(container)]
