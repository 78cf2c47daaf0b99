"""Whatever is typed, a command ends with 0, 1 or 2, and says clearly why."""

from __future__ import annotations

import argparse
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.osc import samples

from .fuzzing import Answer, as_json, examples
from .running import COMMANDS, ONES, Run, holding

pytestmark = pytest.mark.slow

IDS = [one.get("id") or one["name"] for one in ONES.values()]
HUGE = "x" * 100_000
#: A file name with a slash in it could be anywhere; there is no NUL in a command line.
typed = st.one_of(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), max_size=6),
    st.sampled_from(
        (
            *("", "-", "--", "--help", "-h", "-1", "-1.5", "0", "1", "1e3", "NaN", "0x1", "²"),
            *("worker:3", "worker:-1", ":", "::", "a:b", ":3", "a:", "worker:" + "9" * 5000),
            *("\x1b[31m", "\u202e", "\r\n", "\t", "%s", "%(prog)s", "{name}", "[a]("),
            *("good.json", "list.json", "bad.json", "nothing.json", ".", "/dev/null"),
            *("[", "(?", "a" * 300, HUGE),
        )
    ),
)
known = st.sampled_from([*IDS, "worker", "c1", "tiny", "n", "fake", "0.1", "worker:3", "1"])
CLIFFS_OWN = ("columns", "sort_columns", "variables")


@st.composite
def command_lines(draw: Any, actions: list[argparse.Action]) -> list[str]:
    """Generate a command line, of which most could be meant."""
    argv: list[str] = []
    for action in actions:
        if action.dest == "help" or not (draw(st.integers(0, 5)) or action.option_strings):
            continue
        needed = action.required or not action.option_strings
        if draw(st.integers(0, 9)) == 0 if needed else draw(st.integers(0, 7)) > 0:
            continue
        usual = st.sampled_from(list(action.choices)) if action.choices else known
        if action.metavar in ("<filename>", "<json>", "<file>"):
            usual = st.sampled_from(("good.json", "good.json", "list.json", "-", "out"))
        # cliff itself stumbles over `-c --`, which Python up to 3.12 takes for an empty list.
        value = known if action.dest in CLIFFS_OWN else st.one_of(usual, usual, typed)
        count = 0 if action.nargs == 0 else 1
        if action.nargs in ("+", "*") or draw(st.integers(0, 20)) == 0:
            count = draw(st.integers(0, 3))
        values = [draw(value) for _ in range(count)]
        for _ in range(2 if draw(st.integers(0, 15)) == 0 else 1):
            if not action.option_strings:
                argv += values
                continue
            flag = draw(st.sampled_from(action.option_strings))
            if draw(st.integers(0, 9)) == 0:
                flag = flag[: draw(st.integers(2, len(flag)))]
            argv += (
                [f"{flag}={values[0]}", *values[1:]]
                if values and draw(st.booleans())
                else [flag, *values]
            )
    if draw(st.integers(0, 9)) == 0:
        argv.insert(draw(st.integers(0, len(argv))), draw(typed))
    return argv


MOODS = ("holds", "holds", "holds", "holds", "404", "none", "500", "409", "400")


def in_moods(moods: list[str]) -> Any:
    """Return a server that is in these moods, one after the other; the last one stays."""

    def answer_of(client: Any) -> Any:
        held = holding(client)
        left = list(moods)

        def answer(request: Any) -> Answer:
            mood = left.pop(0) if len(left) > 1 else left[0]
            is_list = request.method == "GET" and request.path_url.count("/") == 2
            if mood == "none" and is_list:
                body = json.loads(held(request).body)
                return as_json({key: [] for key, value in body.items() if isinstance(value, list)})
            if mood.isdigit():
                return as_json({"error_code": int(mood), "error_message": "no"}, int(mood))
            return held(request)

        return answer

    return answer_of


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    """Run in a folder of its own, with some files in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("SAHARA_PASSWORD", "SAHARA_SECRET_KEY", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "good.json").write_text(json.dumps(samples.node_group_template()))
    (tmp_path / "list.json").write_text('[{"id": "a"}]')
    (tmp_path / "bad.json").write_text("{a: [")


@pytest.mark.parametrize("option", ["--format=--", "--limit=--"])
def test_two_dashes_are_no_value(option):
    (command,) = [
        one for version, of, one in COMMANDS if (version, of[15:]) == ("2", "cluster list")
    ]
    assert Run("2", command, [option], in_moods(["holds"])).status == 2


ACTIONS = {
    (version, name): command(None, None).get_parser("openstack")._actions
    for version, name, command in COMMANDS
}


@pytest.mark.parametrize(
    ("version", "name", "command"), COMMANDS, ids=[f"v{one[0]} {one[1]}" for one in COMMANDS]
)
@given(data=st.data())
@examples(10)
def test_any_command_line_ends_with_0_1_or_2(version, name, command, data):
    argv = data.draw(command_lines(ACTIONS[version, name]))
    moods = data.draw(st.lists(st.sampled_from(MOODS), min_size=1, max_size=4))
    Run(version, command, argv, in_moods(moods), stdin=data.draw(st.sampled_from((b"", b"{}"))))


@pytest.mark.parametrize("name", ["plugin show", "job suspend", "job cancel"])
def test_a_name_that_is_not_utf_8(name):
    (command,) = [one for version, of, one in COMMANDS if (version, of[15:]) == ("2", name)]
    assert Run("2", command, ["caf\udce9"], in_moods(["404"])).status == 2
