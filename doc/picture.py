#!/usr/bin/env python3
"""Draw a terminal session on the devcloud: ``doc/source/_static/session.svg``.

The commands are run for real, on a terminal of their own, and rich draws what they print. What they
need is made before, and all of it is deleted afterwards. Run it in the virtual environment that
``make`` has made, with a cloud that is up.
"""

from __future__ import annotations

import argparse
import fcntl
import io
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

DEFAULT = Path(__file__).parent / "source" / "_static" / "session.svg"
WIDTH = 80
_GROUP = "--plugin fake --plugin-version 0.1 --flavor m1.tiny --processes"

BEFORE = (
    "image register fake-image --username ubuntu",
    "image tags add fake-image --tags fake 0.1",
    f"node group template create --or-show --name master {_GROUP} namenode jobtracker",
    f"node group template create --or-show --name worker {_GROUP} datanode tasktracker",
    "cluster template create --or-show --name small --node-groups master:1 worker:2",
)
#: The commands of the picture; a backslash continues a line.
SHOWN = (
    "cluster create --name demo \\\n"
    "    --cluster-template small --image fake-image --neutron-network private \\\n"
    "    --wait -c Name -c Status -c 'Node groups'",
    "cluster scale demo --instances worker:3 --wait \\\n    -c Status -c 'Node groups'",
    "cluster instance list demo \\\n    -c 'Node group' -c Instance -c 'Management IP'",
    "cluster delete demo --wait",
)
AFTER = (
    "cluster template delete small",
    "node group template delete master worker",
)

#: A dark terminal, which stands out from light pages and from dark ones.
THEME = TerminalTheme(
    (28, 33, 40),
    (216, 222, 233),
    [
        (72, 80, 92), (247, 118, 109), (126, 211, 133), (235, 203, 108),
        (122, 176, 247), (205, 150, 240), (110, 205, 215), (216, 222, 233),
    ],
)  # fmt: skip
_FONTS = '"DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace'
_FROM_THE_WEB = re.compile(r"@font-face\s*{.*?}\s*", re.DOTALL)
#: What the live progress leaves behind: it moves the cursor up and clears lines.
_CURSOR = re.compile(r"\x1b\[[0-9;?]*[A-HJKSTfhln]|\r")


def main() -> int:
    """Draw the picture; return the exit status of a command that fails."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=DEFAULT, help="default: %(default)s")
    file = parser.parse_args().file
    os.environ["OS_DATA_PROCESSING_API_VERSION"] = "2"
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    try:
        for words in BEFORE:
            if status := run(words):
                return status
        for words in SHOWN:
            typed = f"[bold cyan]$[/] [bold]openstack dataprocessing {words}[/]"
            console.print(typed, highlight=False)
            printed, status = seen(words)
            if status:
                print(printed, file=sys.stderr)
                return status
            console.print(Text.from_ansi(printed))
    finally:
        if cluster_is_left():
            run("cluster delete demo --wait")
        for words in AFTER:
            run(words)
    svg = console.export_svg(title="openstack dataprocessing", theme=THEME)
    file.write_text(without_downloads(svg), encoding="utf-8")
    return 0


def cluster_is_left() -> bool:
    """Tell whether a failure has left the cluster."""
    listing = command("cluster list --name demo -f value -c Id")
    return bool(subprocess.run(listing, stdout=subprocess.PIPE).stdout.strip())


def run(words: str) -> int:
    """Run a command that is not drawn."""
    return subprocess.run(command(words), stdout=subprocess.DEVNULL).returncode


def command(words: str) -> list[str]:
    return ["openstack", "dataprocessing", *shlex.split(words.replace("\\\n", " "))]


def seen(words: str) -> tuple[str, int]:
    """Run a command on a terminal, and return what is on it in the end, and the exit status.

    Only stdout and notices count: stderr, where the progress is drawn in place, ends empty.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, WIDTH, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color"}
    process = subprocess.Popen(command(words), stdout=theirs, stdin=theirs, env=environment)
    os.close(theirs)
    pieces = []
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # how a pseudo terminal says that nobody writes to it any more
            break
        if not piece:
            break
        pieces.append(piece)
    os.close(ours)
    return _CURSOR.sub("", b"".join(pieces).decode()).strip("\n"), process.wait()


def without_downloads(svg: str) -> str:
    """Return a picture that names fonts which are there, and fetches none."""
    svg = _FROM_THE_WEB.sub("", svg)
    svg = re.sub(r"font-family: ?[^;]*;", f"font-family: {_FONTS};", svg)
    assert "url(http" not in svg, "The picture fetches something."
    return svg.replace("<!-- Generated with Rich https://www.textualize.io -->\n", "")


if __name__ == "__main__":
    sys.exit(main())
