"""``--dry-run``: what a command would send, without sending it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from saharaclient.client import AnyClient
from saharaclient.osc.verbs.adapters import with_adapter
from saharaclient.text import redact_urls
from saharaclient.transport.retries import READ_ONLY

if TYPE_CHECKING:
    import requests
    from typing_extensions import Unpack

    from saharaclient.api.manager import RequestOptions
    from saharaclient.transport.adapter import Adapter


class DryRun(Exception):  # noqa: N818  not an error
    """Raised in place of a request that would change something.

    :param body: what the request would have sent.
    """

    def __init__(self, method: str, url: str, body: object) -> None:
        super().__init__(f"{method} {redact_urls(url)} was not sent.")
        self.body = body


class DryRunAdapter:
    """An adapter that reads what there is, and raises what is to be changed."""

    def __init__(self, api: Adapter) -> None:
        self._api = api

    def __getattr__(self, name: str) -> Any:
        return getattr(self._api, name)

    def request(self, url: str, method: str, **kwargs: Unpack[RequestOptions]) -> requests.Response:
        if method in READ_ONLY:
            return self._api.request(url, method, **kwargs)
        raise DryRun(method, self._api.service_url() + url, kwargs.get("json"))


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    """Add ``--dry-run``."""
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="Print the body of the request as JSON, with secrets redacted, instead of sending it."
        " Names are still looked up",
    )


def wrap(client: AnyClient) -> AnyClient:
    """Return a client whose managers raise :class:`DryRun` instead of changing something."""
    return with_adapter(client, DryRunAdapter(client.api))
