"""Whatever a server sends, commands show it or say clearly why not; terminals stay as they are."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from cliff import lister, show
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.osc import samples

from .fuzzing import LONE_SURROGATE, as_json, examples, objects
from .running import CLEAR, COMMANDS, ONES, Run, holding, in_words_of

#: Words that a command needs, and the kinds of resources that it shows.
_NEEDS = {
    "show": lambda one: [one],
    "list": lambda one: ["--long"],
    "cluster event list": lambda one: [one, "--long"],
    "cluster instance list": lambda one: [one],
    "cluster url list": lambda one: [one],
    "cluster verification": lambda one: [one, "--show"],
    "cluster show": lambda one: [one, "--verification", "--show-progress"],
    "job type list": lambda one: [],
}


def shown(words: str) -> list[str] | None:
    """Return the arguments of a command that only shows something, None for any other."""
    for ending in (words, words.rpartition(" ")[2]):
        if ending in _NEEDS:
            return _NEEDS[ending]("11111111-0000-4000-8000-000000000001")
    return None


SHOWING = [
    (version, name.removeprefix("dataprocessing "), command)
    for version, name, command in COMMANDS
    if shown(name.removeprefix("dataprocessing ")) is not None
]
assert len(SHOWING) >= 40
IDS = [f"v{version} {name}" for version, name, _ in SHOWING]


def formats(command: Any) -> list[str]:
    either = ["table", "value", "json", "yaml"]
    return [*either, "csv"] if issubclass(command, lister.Lister) else [*either, "shell"]


def run(version: str, name: str, command: Any, one: Any, form: str, terminal: bool = False) -> Run:
    """Run a command on a server whose every answer is about this one thing."""
    managers = {command.view.manager: one}
    argv = [*(shown(name) or ()), "-f", form]
    return Run(version, command, argv, lambda client: holding(client, **managers), terminal)


@pytest.mark.parametrize("form", ["table", "value", "json", "yaml", "csv", "shell"])
@pytest.mark.parametrize(("version", "name", "command"), SHOWING, ids=IDS)
def test_what_services_send_is_shown_in_every_format(version, name, command, form):
    if form in formats(command):
        one = in_words_of(version, ONES[command.view.manager])
        assert run(version, name, command, one, form).status == 0


#: Fields that programs must have, and humans see as they are.
PLAIN = {
    name: {
        field: value
        for field, value in one.items()
        if not isinstance(value, (list, dict)) and field not in ("status", "security_groups")
    }
    for name, one in ONES.items()
}
#: Older requests may come with a simplejson that knows no NaN.
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), _FLOATS, st.text())


@pytest.mark.parametrize(("version", "name", "command"), SHOWING, ids=IDS)
@given(data=st.data())
@examples(6)
def test_any_values_of_plain_fields_are_shown(version, name, command, data):
    one = dict(ONES[command.view.manager])
    for field in data.draw(st.sets(st.sampled_from(sorted(PLAIN[command.view.manager])))):
        if field not in ("id", "name"):
            one[field] = data.draw(scalars)
    form = data.draw(st.sampled_from(formats(command)))
    ran = run(version, name, command, in_words_of(version, one), form)
    assert ran.status == 0
    if form == "json":
        json.loads(ran.stdout.text)
    if form == "csv":
        list(csv.reader(io.StringIO(ran.stdout.text)))


MALFORMED = [
    ("cluster show", {"node_groups": 5}),
    ("cluster show", {"node_groups": [{"name": "worker"}]}),
    ("cluster show", {"node_groups": [None]}),
    ("cluster show", {"anti_affinity": 5}),
    ("cluster show", {"info": ["a"]}),
    ("cluster show", {"verification": {"checks": [{}]}}),
    ("cluster show", {"provision_progress": [{}]}),
    ("cluster show", {"provision_progress": 5}),
    ("cluster verification", {"verification": "RED"}),
    ("cluster event list", {"provision_progress": [None]}),
    ("cluster event list", {"provision_progress": [{"successful": []}]}),
    ("cluster instance list", {"node_groups": None}),
    ("cluster instance list", {"node_groups": [{}]}),
    ("cluster template show", {"node_groups": [{}]}),
    ("node group template show", {"node_processes": 5}),
    ("image list", {"tags": None}),
    ("image show", {"tags": 5}),
    ("job template show", {"mains": [{"name": "a"}]}),
    ("job type list", {"plugins": [{}]}),
    ("job type list", {"plugins": [{"name": "fake", "versions": 5}]}),
    ("plugin list", {"versions": 5}),
    ("plugin show", {"plugin_labels": {"enabled": None}}),
    ("plugin show", {"version_labels": {"1": 5}}),
]


@pytest.mark.parametrize(("name", "malformed"), MALFORMED, ids=repr)
def test_malformed_fields_are_shown_or_refused_in_a_sentence(name, malformed):
    (command,) = [one for version, of, one in SHOWING if (version, of) == ("2", name)]
    one = {**ONES[command.view.manager], **malformed}
    ran = run("2", name, command, one, "table")
    assert ran.error is None or isinstance(ran.error, CLEAR)


def test_a_status_that_is_no_text_on_a_terminal():
    (command,) = [one for version, of, one in SHOWING if (version, of) == ("2", "cluster show")]
    run("2", "cluster show", command, samples.cluster(status=["Active"]), "table", terminal=True)


@pytest.mark.parametrize("form", ["table", "value"])
def test_lone_surrogates_of_a_server_are_shown(form):
    (command,) = [one for version, of, one in SHOWING if (version, of) == ("2", "cluster show")]
    one = samples.cluster(description=LONE_SURROGATE)
    run("2", "cluster show", command, one, form)


# Terminals

EVIL = "\x1b]0;evil\x07\x1b[2J\r\x9b31m\u202egnp\u2066"
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: What this library itself sends: colours, and what rich moves the cursor with.
OWN = re.compile(r"\x1b\[(\d+(;\d+)*m|\?25[lh]|2K|1A|\d*[AGK])|\r")


def on_terminal(name: str, *argv: str, answer: Any, form: str = "table") -> Run:
    (command,) = [
        one for version, of, one in COMMANDS if (version, of) == ("2", f"dataprocessing {name}")
    ]
    formatted = ["-f", form] if issubclass(command, (lister.Lister, show.ShowOne)) else []
    return Run("2", command, [*argv, *formatted], answer, terminal=True)


def clean(text: str) -> bool:
    return not CONTROL.search(OWN.sub("", text))


def test_what_this_library_sends_itself_counts_as_clean():
    answer = answering_cluster(status="Spawning")
    table = on_terminal("cluster show", samples.CLUSTER_ID, answer=answer)
    wait = on_terminal("cluster wait", samples.CLUSTER_ID, "--timeout", "5", answer=answer)
    assert "\x1b[33mSpawning" in table.stdout.text
    assert "Spawning" in wait.stderr.text
    assert clean(table.stdout.text)
    assert clean(wait.stderr.text)
    assert not clean(EVIL)


@pytest.mark.parametrize(
    ("name", "kind", "changed"),
    [
        ("cluster show", "clusters", {"description": EVIL}),
        ("cluster show", "clusters", {"status": EVIL}),
        ("cluster show", "clusters", {"status_description": EVIL}),
        ("cluster show", "clusters", {"anti_affinity": [EVIL]}),
        ("cluster show", "clusters", {"info": {EVIL: {"Web": EVIL}}}),
        ("cluster show", "clusters", {"verification": {"checks": [{"name": EVIL, "status": "a"}]}}),
        ("cluster list", "clusters", {"name": EVIL}),
        ("cluster event list", "clusters", {"provision_progress": [{"step_name": EVIL}]}),
        ("plugin show", "plugins", {"plugin_labels": {EVIL: {"status": EVIL}}}),
        ("job show", "job_executions", {"info": {"actions": [{"errorMessage": EVIL}]}}),
    ],
    ids=repr,
)
def test_tables_on_a_terminal_have_no_control_characters_of_the_server(name, kind, changed):
    argv = shown(name) or ()
    one = {**ONES[kind], **changed}
    ran = on_terminal(name, *argv, answer=lambda client: holding(client, **{kind: one}))
    assert ran.status == 0
    assert clean(ran.stdout.text)


@pytest.mark.parametrize("form", ["json", "yaml", "value", "shell"])
def test_no_format_has_control_characters_of_the_server_on_a_terminal(form):
    one = samples.cluster(description=EVIL, anti_affinity=[EVIL], status=EVIL)
    answer = lambda client: holding(client, clusters=one)  # noqa: E731
    ran = on_terminal("cluster show", *(shown("cluster show") or ()), answer=answer, form=form)
    assert ran.status == 0
    assert clean(ran.stdout.text)
    if form == "json":
        assert json.loads(ran.stdout.text)["Description"] == EVIL


def test_a_pipe_gets_what_the_server_has_sent():
    (command,) = [one for version, of, one in SHOWING if (version, of) == ("2", "cluster show")]
    ran = run("2", "cluster show", command, samples.cluster(description=EVIL), "value")
    assert EVIL in ran.stdout.text


@pytest.mark.parametrize("status", [400, 409, 500])
def test_errors_have_no_control_characters_of_the_server(status):
    body = {"error_code": status, "error_message": f"no {EVIL}", "error_name": EVIL}
    ran = on_terminal("plugin show", "fake", answer=lambda client: lambda _: as_json(body, status))
    assert ran.status == 1
    assert clean(str(ran.error))


def answering_cluster(**changed: Any) -> Any:
    one = samples.cluster(**changed)
    return lambda client: holding(client, clusters=one)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "Error", "status_description": EVIL},
        {"status": "Error", "name": EVIL},
        {"status": f"Spawning {EVIL}"},
        {"status": "Spawning", "provision_progress": [{"step_name": EVIL, "successful": None}]},
    ],
    ids=repr,
)
def test_waits_have_no_control_characters_of_the_server(changed):
    ran = on_terminal(
        "cluster wait", samples.CLUSTER_ID, "--timeout", "5", answer=answering_cluster(**changed)
    )
    assert ran.status == 1
    assert clean(ran.stderr.text)
    assert clean(str(ran.error))


@given(one=objects(samples.cluster()))
@examples(15)
def test_json_of_a_cluster_with_any_extra_field_is_json(one):
    one = {**one, **samples.cluster()}
    (command,) = [kind for version, of, kind in SHOWING if (version, of) == ("2", "cluster show")]
    extra = {"verification": None, "provision_progress": None}
    ran = run("2", "cluster show", command, {**one, **extra}, "json")
    assert json.loads(ran.stdout.text)["Name"] == "c1"
