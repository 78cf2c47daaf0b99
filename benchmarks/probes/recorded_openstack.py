"""``openstack`` that writes its HTTP requests to the file ``$BENCHMARK_REQUESTS``."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import requests

_record: list[dict[str, Any]] = []
_send = requests.Session.send


def send(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> Any:
    response = _send(self, request, **kwargs)
    size = len(response.content)
    _record.append({"url": request.url, "status": response.status_code, "received": size})
    return response


if __name__ == "__main__":
    from openstackclient.shell import main

    requests.Session.send = send  # type: ignore[method-assign]
    try:
        sys.exit(main(sys.argv[1:]))
    finally:
        with open(os.environ["BENCHMARK_REQUESTS"], "w") as file:
            json.dump(_record, file)
