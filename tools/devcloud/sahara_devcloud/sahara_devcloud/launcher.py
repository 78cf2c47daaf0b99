"""The program ``sahara-devcloud``."""

from __future__ import annotations

from sahara.utils import patches


def main() -> None:
    """Run Sahara until it is stopped, with Sahara's own arguments."""
    # Before other imports, which could keep references to the unpatched standard library.
    patches.patch_all()
    from sahara_devcloud import server

    server.run()
