"""What to do about an error of the library, in options of the command line."""

from __future__ import annotations

from saharaclient.exceptions import Redirected, UnsupportedVersion


def sentence(error: Exception) -> str:
    """Return an error as people read it, with the option that helps against it."""
    if isinstance(error, Redirected) and error.service_url:
        return f'{error} Use the new URL: "--os-data-processing-url {error.service_url}".'
    if isinstance(error, UnsupportedVersion):
        usable = [version for version in ("2", "1.1") if version in error.versions]
        if usable:
            return f'{error} Try "--os-data-processing-api-version {usable[0]}".'
    return str(error)
