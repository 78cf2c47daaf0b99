"""A client of OpenStack Data Processing (Sahara): a REST library and commands on top of it."""

from __future__ import annotations


def __getattr__(name: str) -> str:
    if name != "__version__":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # On demand, because this import takes as long as the rest of the library.
    from importlib import metadata

    try:
        return metadata.version("python-saharaclient")
    except metadata.PackageNotFoundError:  # a checkout that is not installed
        return "unknown"
