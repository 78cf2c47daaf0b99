"""Which of a command's requests went to the data processing service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib import parse

from benchmarks.cloud import PORT_BASE

#: devcloud numbers its services from the base on: keystone, glance, nova, neutron, sahara.
PORT = PORT_BASE + 4


def to_service(requests: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of the requests that went to the data processing service."""
    return [one for one in requests if parse.urlsplit(one["url"]).port == PORT]


def received(requests: Iterable[dict[str, Any]]) -> int:
    """Bytes of the bodies that the data processing service has sent."""
    return sum(one["received"] for one in to_service(requests))
