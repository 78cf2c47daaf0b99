"""The modules that ``openstack --version`` loads."""

from __future__ import annotations

import contextlib
import io
import json
import sys


def main() -> None:
    from openstackclient import shell

    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        shell.main(["--version"])
    json.dump(sorted(sys.modules), sys.stdout)


if __name__ == "__main__":
    main()
