"""The documentation is whole: every command, option, variable and example has its place."""

from __future__ import annotations

import argparse
import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

pytest.importorskip("docutils", reason="Sphinx is not installed")

import reference
from command_reference import own_actions

from tests.functional.docs import pages
from tests.unit.meta.test_cli_compat import ENTRY_POINTS, ROOT, VERSIONS, make

pytestmark = pytest.mark.slow

SOURCE = ROOT / "doc" / "source"
PAGES = sorted(SOURCE.rglob("*.rst"))
COMMAND_PAGES = sorted((SOURCE / "reference" / "commands").glob("*.rst"))
#: Everything that shows readers what to type.
SHOWING = [
    *PAGES,
    *sorted(SOURCE.rglob("*.inc")),
    *(path for path in sorted(SOURCE.rglob("examples/**/*")) if path.is_file()),
    *sorted(ROOT.glob("*.rst")),
]
_READ = re.compile(
    r"(?:os\.environ\.get\(|os\.environ\[|os\.getenv\(|\benv\()\s*(?P<name>[^),\]]+)"
)
#: Options that OpenStackClient has before `dataprocessing`.
_GLOBAL_OPTION = re.compile(r"^--os-[a-z-]+$|^--(debug|insecure|help|version)$")


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


# The generated references


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The reference of the commands as readers have it, as text."""
    pytest.importorskip("openstackdocstheme", reason="needs what makes the documentation")
    folder = tmp_path_factory.mktemp("docs")
    program = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "text", str(SOURCE), str(folder)]
    done = subprocess.run(
        [*program, *map(str, COMMAND_PAGES)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    pages = (folder / "reference" / "commands").glob("*.txt")
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


def sections_of(text: str) -> dict[str, str]:
    """Return the sections of a page that was built as text, by heading."""
    parts = re.split(r"^([a-z ]+)\n[=-]+\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("version", VERSIONS)
def test_reference_has_every_command_and_every_option(version, built):
    described = sections_of(built)
    commands = {name.removeprefix("dataprocessing "): name for name in ENTRY_POINTS[version]}
    assert commands.keys() <= described.keys()
    missing = [
        (name, flag)
        for short, name in commands.items()
        for action in own_actions(make(version, name).get_parser(name))
        for flag in action.option_strings
        if flag not in described[short]
    ]
    assert not missing


def test_reference_marks_what_only_v2_has(built):
    sections = sections_of(built)
    assert "API v2 only." in sections["cluster update keypair"]
    assert re.search(r"--force\n\n[^-]*API v2", sections["cluster delete"])


def constants_of(module: ast.Module) -> dict[str, str]:
    return {
        node.targets[0].id: node.value.value
        for node in module.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }


def variables_read_by(path: Path) -> set[str]:
    """Return the environment variables that a module reads."""
    text = path.read_text(encoding="utf-8")
    constants = constants_of(ast.parse(text))
    found = set()
    for read in _READ.finditer(text):
        for word in re.findall(r"\"\w+\"|\b[A-Z_]+\b", read["name"]):
            found.add(constants.get(word, word.strip('"')))
    return found


def test_every_environment_variable_is_in_the_table():
    modules = (ROOT / "saharaclient").rglob("*.py")
    read = set().union(*(variables_read_by(path) for path in modules))
    assert {"NO_COLOR", "SAHARA_PASSWORD", "OS_DATA_PROCESSING_URL"} <= read
    assert read == reference.ENVIRONMENT.keys()


def test_tables_are_whole_sentences():
    assert list(reference.EXIT_STATUSES) == sorted(reference.EXIT_STATUSES)
    for meaning in (*reference.EXIT_STATUSES.values(), *reference.ENVIRONMENT.values()):
        assert meaning.endswith("."), meaning


# The pages


def test_every_page_has_a_place_in_the_contents():
    listed = set()
    for path in PAGES:
        for block in re.findall(
            r"\.\. toctree::\n((?: +:.*\n)*)\n((?: +.*\n)+)", path.read_text(encoding="utf-8")
        ):
            listed |= {(path.parent / entry).resolve() for entry in block[1].split()}
    assert {path.with_suffix("") for path in PAGES} - listed == {SOURCE / "index"}


@pytest.mark.parametrize("path", SHOWING, ids=names)
def test_text_is_tidy(path):
    text = path.read_text(encoding="utf-8")
    assert "\t" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("path", sorted(ROOT.glob("*.rst")), ids=names)
def test_page_outside_doc_is_valid_markup(path):
    core = pytest.importorskip("docutils.core", reason="needs what makes the documentation")
    strict = {"report_level": 2, "halt_level": 2, "file_insertion_enabled": False}
    text = path.read_text(encoding="utf-8")
    core.publish_string(text, writer="null", settings_overrides=strict)
    for link in re.findall(r"<([\w/.-]+\.rst)>|image:: (\S+)", text):
        assert (ROOT / "".join(link)).is_file(), link


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.svg")), ids=names)
def test_picture_fetches_nothing_and_is_small(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"url\(['\"]?http|(href|src)=['\"]http|@import", text)
    assert len(text) < 150_000


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("examples/**/*.y*ml")), ids=names)
def test_example_is_yaml(path):
    class Loader(yaml.SafeLoader):
        """YAML with the tags of Zuul."""

    Loader.add_multi_constructor("!", lambda loader, suffix, node: suffix)
    assert yaml.load(path.read_text(encoding="utf-8"), Loader)


# What the test of the examples goes by


@pytest.mark.parametrize("page", pages.all_pages(), ids=lambda page: page.name)
def test_page_with_commands_is_run(page):
    assert bool(page.commands()) <= bool(page.api_versions)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("req-3f6c1d0a-9be2-4e57-b021-7d1e0b6c52f8", "req-0b6c52f8-84a3-9be2-4e57-3f6c1d0a9be2"),
        ("| 10.0.1.2   |\n+-----+", "| 10.0.168.146 |\n+---------+"),
        ("at http://127.0.0.1:7204/v2, 12 s ago", "at http://127.0.0.1:8386/v2, 1 s ago"),
        ("a\nb\nc\nd", "a\n...\nd"),
        ("saved in event-logs-1f", "saved in event-logs-..."),
        ("", ""),
    ],
)
def test_output_matches_for_all_that_varies(printed, shown):
    assert pages.matches(printed, shown.split("\n"))


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("| Active |", "| Error |"),
        ("a\nb", "a"),
        ("a", "a\nb"),
        ("worker:3", "worker:2"),
        ("something", ""),
        ("saved in another-1f", "saved in event-logs-..."),
    ],
)
def test_output_does_not_match_for_all_that_does_not_vary(printed, shown):
    assert not pages.matches(printed, shown.split("\n"))


def test_commands_are_read_with_what_they_print(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "SOURCE", tmp_path)
    (tmp_path / "page.rst").write_text(
        ":api-versions: 2, 1.1\n\nText:\n\n.. code-block:: console\n   :class: fails\n\n"
        "   $ one \\\n       --more\n   printed\n\n   $ cat <<EOF\n   > text\n   > EOF\n\nText.\n"
    )
    page = pages.Page("page")
    assert page.api_versions == ["2", "1.1"]
    first, second = page.commands()
    assert first == pages.Command("one \\\n    --more", 8, True, ["printed"])
    assert second == pages.Command("cat <<EOF\ntext\nEOF", 12, True, [])


# What readers type is there


def commands_in(text: str) -> list[list[str]]:
    """Return the words of every command behind ``openstack ... dataprocessing`` or ``sahara``."""
    text = re.sub(r"\\\n\s*", " ", text)
    text = re.sub(r"``[^`]+``", lambda literal: " ".join(literal[0].split()), text)
    lines = re.findall(
        r"(?:\bopenstack(?: --os-[\w-]+ \S+)* dataprocessing|^ *(?:if )?sahara) (?P<words>[a-z].*)",
        text,
        re.MULTILINE,
    )
    return [words_of(line) for line in lines if ": error: " not in line]


def words_of(line: str) -> list[str]:
    """Return the words of a command up to what the shell does with it."""
    line = re.split(r"``|\"?\.(?=\s|$)|\s(?:[|&>;]|2>)|; |\)$", line)[0]
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:  # a quotation mark of the sentence around it
        return line.replace('"', "").split()


def options_of(name: str) -> set[str]:
    """Return the options of a command in either version; none for no command."""
    return {
        flag
        for version in VERSIONS
        if name in ENTRY_POINTS[version]
        for action in make(version, name).get_parser(name)._actions
        for flag in action.option_strings
    }


def problem_with(words: list[str]) -> str | None:
    """Return what is wrong with a command that a page shows."""
    known = set().union(*ENTRY_POINTS.values())
    name = next(
        (
            candidate
            for count in range(len(words), 0, -1)
            if (candidate := f"dataprocessing {' '.join(words[:count])}") in known
        ),
        None,
    )
    if name is None:
        return f"There is no command: {' '.join(words)}"
    flags = {word.partition("=")[0] for word in words if word.startswith("--") and len(word) > 2}
    unknown = flags - options_of(name)
    return f"{name} has no {sorted(unknown)}" if unknown else None


#: What pages show for being wrong, or with words of the reader in place.
NOT_MEANT = ("shwo", "noun", "...", "cluster create ...")


@pytest.mark.parametrize("path", SHOWING, ids=names)
def test_commands_and_options_are_there(path):
    problems = [
        problem
        for words in commands_in(path.read_text(encoding="utf-8"))
        if not set(words) & set(NOT_MEANT)
        and (problem := problem_with([word for word in words if word != "..."]))
    ]
    assert not problems


def test_commands_are_found_in_pages():
    text = '$ openstack --os-cloud a dataprocessing cluster list \\\n   --name "a b" > file\n'
    assert commands_in(text) == [["cluster", "list", "--name", "a b"]]
    assert problem_with(["cluster", "list", "--nome"])
    assert problem_with(["cluster", "lost"])
    assert isinstance(
        make("v2", "dataprocessing cluster list").get_parser(""), argparse.ArgumentParser
    )
