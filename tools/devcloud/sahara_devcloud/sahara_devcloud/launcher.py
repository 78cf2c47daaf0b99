"""The program sahara-devcloud."""

from sahara.utils import patches


def main() -> None:
    """Run Sahara until it is told to end; its arguments are Sahara's own."""
    # Before anything is imported that might keep hold of an unpatched standard library.
    patches.patch_all()
    from sahara_devcloud import server

    server.run()
