"""What to do about an error of the library, in options of the command line."""

from __future__ import annotations

from saharaclient.exceptions import Redirected


def sentence(error: Exception) -> str:
    """Return an error as people read it, with the option that helps against it."""
    if isinstance(error, Redirected) and error.service_url:
        return f'{error} Use the new URL: "--os-data-processing-url {error.service_url}".'
    return str(error)
