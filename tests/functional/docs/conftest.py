"""Readers of the documentation: projects of their own, and what is at hand there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openstack
import pytest

from tests.functional.cloud import Account
from tests.functional.docs.readers import CLOUD, Readers

_WARM = Path(__file__).parent / "warm_openstack.py"


@pytest.fixture(scope="session")
def readers(
    devcloud: None,
    accounts: dict[str, Account],
    commands_at_hand: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Readers]:
    """Makes readers; their projects go in the end.

    They share ``fake-image``, which is registered in the end as it was before.
    """
    admin = accounts["admin"]
    images = admin.named("images", "fake-image")
    folder = tmp_path_factory.mktemp("clouds")
    with openstack.connect(cloud=CLOUD) as connection:
        yield Readers(connection, folder, commands_at_hand)
    for image in admin.named("images", "fake-image"):
        admin.sahara.delete(f"/images/{image['id']}")
    for image in images:
        admin.register_image(image["id"], image["tags"], image["username"])


@pytest.fixture(scope="session")
def commands_at_hand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Variables with which ``openstack`` and ``python`` are found, and the first of them warm."""
    folder = tmp_path_factory.mktemp("bin")
    address = folder / "socket"
    command = folder / "openstack"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -E "{_WARM}" "$@"\n')
    command.chmod(0o755)
    server = subprocess.Popen([sys.executable, str(_WARM), "--serve", str(address)])
    try:
        end = time.monotonic() + 60
        while not address.exists():
            assert server.poll() is None, "The server of the openstack command has ended."
            assert time.monotonic() < end, "The server of the openstack command does not start."
            time.sleep(0.05)
        path = f"{folder}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        yield {"PATH": path, "WARM_OPENSTACK": str(address), "LC_ALL": "C.UTF-8"}
    finally:
        server.terminate()
        server.wait()
