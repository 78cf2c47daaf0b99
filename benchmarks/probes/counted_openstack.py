"""``openstack`` that writes down its HTTP requests; run with its words as arguments."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import requests

REQUESTS: list[dict[str, Any]] = []
_send = requests.Session.send


def send(self: Any, request: Any, **kwargs: Any) -> Any:
    response = _send(self, request, **kwargs)
    REQUESTS.append(
        {
            "method": request.method,
            "url": request.url,
            "status": response.status_code,
            "received": len(response.content),
            "seconds": response.elapsed.total_seconds(),
        }
    )
    return response


def main() -> int:
    from openstackclient.shell import main as openstack

    requests.Session.send = send  # type: ignore[method-assign]
    try:
        return int(openstack(sys.argv[1:]) or 0)
    finally:
        with open(os.environ["BENCHMARK_REQUESTS"], "w") as file:
            json.dump(REQUESTS, file)


if __name__ == "__main__":
    sys.exit(main())
