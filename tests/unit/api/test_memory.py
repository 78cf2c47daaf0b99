"""Uploads and downloads of any size take a fixed amount of memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.loopback import Loopback

pytestmark = pytest.mark.slow

MIB = 2**20
SIZE = 256 * MIB
ALLOWED = 32 * MIB
PIECE = bytes(MIB)

#: Prints by how many bytes each transfer raises the most that this process ever had in memory.
SCRIPT = """
import sys

from keystoneauth1 import session as ksa_session
from keystoneauth1 import token_endpoint

from saharaclient.client import Client

SIZE = {size}


class Endless:
    def __init__(self):
        self.position = 0

    def seekable(self):
        return True

    def tell(self):
        return self.position

    def seek(self, offset, whence=0):
        self.position = offset + (SIZE if whence == 2 else 0)
        return self.position

    def read(self, size=-1):
        size = min(SIZE - self.position, SIZE if size is None or size < 0 else size)
        self.position += size
        return b"x" * size  # zeros would take no memory


class Counter:
    written = 0

    def write(self, piece):
        self.written += len(piece)


def peak():
    # Unlike getrusage's, it does not begin with that of the process that started this one.
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024


client = Client("1.1", session=ksa_session.Session(auth=token_endpoint.Token(sys.argv[1], "t")))
before = peak()
client.job_binary_internals.create("big", Endless())
print(peak() - before)
before, counter = peak(), Counter()
client.job_binaries.download("big", counter)
assert counter.written == SIZE
print(peak() - before)
"""


def takes_and_gives(exchange):
    if exchange.arrived.method == "PUT":
        exchange.say(202, {"job_binary_internal": {"id": "x"}})
        return
    exchange.say(200, b"", *[PIECE] * (SIZE // MIB), Content_Length=str(SIZE))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is in /proc")
def test_256_mib_go_either_way_in_less_than_32():
    with Loopback(takes_and_gives, keeps_bodies=False) as loopback:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT.format(size=SIZE), loopback.url],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stderr == ""
    upload, download = map(int, done.stdout.split())
    assert upload < ALLOWED
    assert download < ALLOWED
    assert [arrived.size for arrived in loopback.arrived] == [SIZE, 0]
