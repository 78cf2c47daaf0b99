"""Servers that must not be talked to, and what users are told of each."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.functional.tls.conftest import Tls
from tests.functional.tls.servers import Server

#: What keystoneauth says before it tries on, and urllib3 1.26 when names differ.
_ASIDES = re.compile(
    r"^(Failed to discover available identity versions|Certificate did not match expected) .*\n",
    re.MULTILINE,
)


def without_asides(stderr: str) -> str:
    """Return what a command says of its failure, without what other libraries have to say."""
    return _ASIDES.sub("", stderr)


@dataclass(frozen=True)
class Case:
    """A server that must not be talked to.

    :param server: the fixture that runs it.
    :param trusted: the authority that the user gives: the server's own, the cloud's, or none.
    :param host: what the user calls it.
    :param reason: what OpenSSL has against it, whatever library is in between.
    :param sentences: what our error says of it.
    """

    server: str
    trusted: str
    host: str
    reason: str
    sentences: tuple[str, ...]

    def authority(self, tls: Tls, server: Server) -> str | None:
        return {"its own": str(server.authority), "the cloud's": tls.authority}.get(self.trusted)


UNKNOWN = (
    "its TLS certificate is not trusted (unable to get local issuer certificate).",
    "Verify it with the certificate of the CA that signed it",
)
CASES = {
    "no authority is given": Case(
        "by_address", "none", "127.0.0.1", "unable to get local issuer certificate", UNKNOWN
    ),
    "another authority is given": Case(
        "by_address", "the cloud's", "127.0.0.1", "unable to get local issuer certificate", UNKNOWN
    ),
    "it has another name": Case(
        "by_address",
        "its own",
        "localhost",
        "localhost",
        ('its TLS certificate is not for "localhost".', "Call it by a name that its certificate"),
    ),
    "it has another address": Case(
        "by_name",
        "its own",
        "127.0.0.1",
        "127.0.0.1",
        ('its TLS certificate is not for "127.0.0.1".', "Call it by a name that its certificate"),
    ),
    "it has expired": Case(
        "expired",
        "its own",
        "127.0.0.1",
        "certificate has expired",
        ("its TLS certificate has expired.", "renew"),
    ),
}

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
