"""The pages of the documentation, and what is to be run of them.

Of a page that says which versions of the API it is for (``:api-versions: 1.1, 2`` at its top), all
``.. code-block:: console`` are run in order, in one shell and one folder. A line that begins with
``$`` is a command, one that begins with ``>`` continues it, and so does the line after a
backslash. What follows is what the command prints. It must succeed; in a block with
``:class: fails`` it must not.

``...`` in what it prints stands for anything, on a line of its own for any lines. Ids, addresses,
times and durations may be others, and widths of columns, too.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "doc" / "source"
#: Files that pages show, and that their examples find in the folder.
EXAMPLES = SOURCE / "examples"

#: The version of the API that pages name in their examples.
_WRITTEN_FOR = "2"

_BLOCK = re.compile(r"(?P<indent> *)\.\. code-block:: (?P<language>\w+)$")
_INCLUDE = re.compile(r"^\.\. include:: /(?P<path>\S+)\n", re.MULTILINE)
_OPTION = re.compile(r":(?P<name>[\w-]+):(?: (?P<value>.*))?$")

#: What may differ from one run to the next, and what stands for it.
_VARYING = (
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "<id>"),
    (re.compile(r"\d+\.\d+\.\d+\.\d+(:\d+)?"), "<address>"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"), "<time>"),
    (re.compile(r"\b\d+ ?s\b"), "<seconds>"),
    (re.compile(r"-{3,}"), "---"),
    (re.compile(r"[ \t]+"), " "),
    (re.compile(r" +$", re.MULTILINE), ""),
)


@dataclass
class Command:
    """A command of a page.

    :param text: what is typed.
    :param line: where it is in the page.
    :param fails: whether it is to fail.
    """

    text: str
    line: int
    fails: bool
    expected: list[str] = field(default_factory=list)


@dataclass
class Page:
    """A page of the documentation.

    :param name: its path without the suffix.
    """

    name: str

    @property
    def text(self) -> str:
        """The page with its includes in place."""
        page = (SOURCE / f"{self.name}.rst").read_text(encoding="utf-8")
        return _INCLUDE.sub(
            lambda found: (SOURCE / found["path"]).read_text(encoding="utf-8"), page
        )

    def about(self, name: str) -> str:
        """Return a field at the top of the page, empty where it has none."""
        found = re.match(rf"(?:^:.*\n)*?^:{name}: (.*)$", self.text, re.MULTILINE)
        return found.group(1) if found else ""

    @property
    def api_versions(self) -> list[str]:
        return [version.strip() for version in self.about("api-versions").split(",") if version]

    def blocks(self, language: str) -> Iterator[tuple[int, dict[str, str], list[str]]]:
        """Yield line number, options and lines of each code block in a language."""
        lines = self.text.splitlines()
        number = 0
        while number < len(lines):
            found = _BLOCK.match(lines[number])
            number += 1
            if found is None or found["language"] != language:
                continue
            indent = len(found["indent"])
            first, options = number, {}
            while option := _OPTION.match(lines[number].strip()):
                options[option["name"]] = option["value"] or ""
                number += 1
            content = []
            while number < len(lines):
                line = lines[number]
                if line.strip() and len(line) - len(line.lstrip()) <= indent:
                    break
                content.append(line)
                number += 1
            body = textwrap.dedent("\n".join(content)).strip("\n").split("\n")
            skipped = next((i for i, line in enumerate(content) if line.strip()), 0)
            yield first + len(options) + skipped + 1, options, body

    def program(self, api_version: str) -> str:
        """Return the Python of the page as one program."""
        lines: list[str] = []
        for first, _, block in self.blocks("python"):
            lines += [""] * (first - len(lines) - 1) + block  # the lines it has in the page
        return "\n".join(lines).replace('"2"', f'"{api_version}"')

    def commands(self, api_version: str = _WRITTEN_FOR) -> list[Command]:
        """Return the commands of the page, in order, for a version of the API."""
        commands: list[Command] = []
        for first, options, lines in self.blocks("console"):
            goes_on = False
            for number, line in enumerate(lines, first):
                if line.startswith("$ "):
                    commands.append(Command(line[2:], number, options.get("class") == "fails"))
                elif goes_on or (line == ">" or line.startswith("> ")):
                    more = line if goes_on else line[2:]
                    commands[-1].text += f"\n{more}"
                else:
                    commands[-1].expected.append(line)
                    continue
                goes_on = line.endswith("\\")
        for command in commands:
            command.text = command.text.replace(
                f"API_VERSION={_WRITTEN_FOR}", f"API_VERSION={api_version}"
            )
            command.expected = [
                line.replace(f"/v{_WRITTEN_FOR}/", f"/v{api_version}/") for line in command.expected
            ]
            while command.expected and not command.expected[-1]:
                command.expected.pop()
        return commands


def all_pages() -> list[Page]:
    """Return all pages of the documentation."""
    paths = sorted(SOURCE.rglob("*.rst"))
    return [Page(str(path.relative_to(SOURCE).with_suffix(""))) for path in paths]


def matches(printed: str, expected: list[str]) -> bool:
    """Tell whether a command has printed what its page says."""
    pattern = "\n".join(
        "(?s:.*)" if line.strip() == "..." else re.escape(line).replace(r"\.\.\.", ".*")
        for line in _fixed("\n".join(expected)).split("\n")
    )
    return re.fullmatch(pattern, _fixed(printed).rstrip("\n")) is not None


def _fixed(text: str) -> str:
    """Return a text with names in place of what varies."""
    for varying, name in _VARYING:
        text = varying.sub(name, text)
    return text
