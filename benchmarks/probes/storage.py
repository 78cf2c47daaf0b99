"""Measure the memory that an upload to object storage, or a download from it, adds.

Arguments: ``up`` or ``down``, the name of the object, and the path of the file. The environment
selects the cloud.
"""

from __future__ import annotations

import json
import sys

import openstack
from library import peak  # type: ignore[import-not-found]

from saharaclient.client import Client

CONTAINER = "benchmark"


def main() -> None:
    """Print the bytes of memory added."""
    direction, name, path = sys.argv[1:]
    cloud = openstack.connect()
    client = Client("2", session=cloud.session, region_name=cloud.config.region_name)
    storage = client.object_storage
    # The first transfer imports what is imported late.
    first = storage.upload(b"x", CONTAINER, f"{name}-first")
    with open("/dev/null", "wb") as sink:
        storage.download(first.url, sink)
    storage.delete(first.url)
    before = peak()
    if direction == "up":
        storage.upload(path, CONTAINER, name)
    else:
        with open(path, "wb") as file:
            storage.download(f"swift://{CONTAINER}/{name}", file)
    print(json.dumps(peak() - before))


if __name__ == "__main__":
    main()
