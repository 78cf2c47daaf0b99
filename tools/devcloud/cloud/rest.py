"""JSON requests with a token."""

from __future__ import annotations

import email.message
import json
import urllib.error
import urllib.request
from typing import Any

from cloud import credentials
from cloud.errors import DevcloudError
from cloud.state import Cloud


class Session:
    """A user's requests to the services of a cloud, with one token."""

    def __init__(self, cloud: Cloud, user: str, project: str) -> None:
        self._cloud = cloud
        login = {
            "user": {
                "name": user,
                "password": credentials.PASSWORDS[user],
                "domain": {"id": "default"},
            }
        }
        scope = {"project": {"name": project, "domain": {"id": "default"}}}
        body, headers = self._send(
            "POST",
            "keystone",
            "/v3/auth/tokens",
            _json(
                {"auth": {"identity": {"methods": ["password"], "password": login}, "scope": scope}}
            ),
            {"Content-Type": "application/json"},
        )
        self._token = headers["X-Subject-Token"]
        token = json.loads(body)["token"]
        self.user_id: str = token["user"]["id"]
        self.project_id: str = token["project"]["id"]

    def post(self, service: str, path: str, body: dict[str, Any]) -> Any:
        return self._request("POST", service, path, _json(body), "application/json")

    def get(self, service: str, path: str) -> Any:
        return self._request("GET", service, path, None, "application/json")

    def delete(self, service: str, path: str) -> None:
        self._request("DELETE", service, path, None, "application/json")

    def put(
        self,
        service: str,
        path: str,
        data: bytes = b"",
        content_type: str = "application/octet-stream",
    ) -> Any:
        return self._request("PUT", service, path, data, content_type)

    def _request(
        self, method: str, service: str, path: str, data: bytes | None, content_type: str
    ) -> Any:
        body, _headers = self._send(
            method, service, path, data, {"X-Auth-Token": self._token, "Content-Type": content_type}
        )
        return json.loads(body) if body else None

    def _send(
        self, method: str, service: str, path: str, data: bytes | None, headers: dict[str, str]
    ) -> tuple[bytes, email.message.Message]:
        url = self._cloud.url(service) + path
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.read(), response.headers
        except urllib.error.HTTPError as error:
            answer = error.read().decode(errors="replace")[:2000]
            raise DevcloudError(
                f'"{service}" responded with {error.code} to {method} {url}: {answer}\n'
                f"Its log is {self._cloud.log(service)}."
            ) from error
        except OSError as error:
            raise DevcloudError(
                f'"{service}" did not respond to {method} {url}: {error}. '
                f"Its log is {self._cloud.log(service)}."
            ) from error


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()
