"""Resources whose content the service delivers."""

from __future__ import annotations

from typing import IO

import requests

from saharaclient.api.lookups import ResourceManager
from saharaclient.api.manager import R
from saharaclient.transport import streaming


class Downloadable(ResourceManager[R]):
    """A manager of resources that have content."""

    def get_file(self, job_binary_id: str) -> bytes:
        """Return the content: ``GET /<path>/<id>/data``.

        It is read into memory; use :meth:`download` for large content.
        """
        return self._content(job_binary_id, stream=False).content

    def download(
        self,
        job_binary_id: str,
        fileobj: IO[bytes],
        progress: streaming.Progress | None = None,
    ) -> None:
        """Write the content to a file, piece by piece: ``GET /<path>/<id>/data``.

        :param fileobj: an open binary file.
        :param progress: called after every piece with the number of bytes so far and in total,
            None if the server does not send it.
        :raises saharaclient.exceptions.ConnectionFailed: the content is incomplete; a part of it
            may be in the file.
        """
        streaming.download(self._content(job_binary_id, stream=True), fileobj, progress)

    def _content(self, job_binary_id: str, stream: bool) -> requests.Response:
        return self._request("GET", job_binary_id, "data", stream=stream)
