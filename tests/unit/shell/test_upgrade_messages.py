"""The tables of messages and exit statuses in the upgrade guide say what commands do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.functional.shell import Outcome, Shell
from tests.unit.osc import samples
from tests.unit.shell.memory import Cloud

PAGE = Path(__file__).parents[3] / "doc/source/upgrade-messages.rst"
GROUP = "node group template create --name x --plugin fake --plugin-version 0.1 --flavor m1.tiny"
CLUSTER = "cluster create --name x --cluster-template small --image ubuntu"


@dataclass(frozen=True)
class Row:
    """A situation, and the message and exit status of 5.0.0 in it."""

    situation: str
    message: str
    status: int


def read_rows() -> list[Row]:
    """Return the rows of all tables with exit statuses, without their headers."""
    rows = []
    for text in re.split(r"\n   \* - ", PAGE.read_text(encoding="utf-8"))[1:]:
        cells = re.split(r"\n     - ", text.split("\n\n")[0])
        cells = [" ".join(cell.split()) for cell in cells]
        if len(cells) == 5 and cells[0] != "Situation":
            rows.append(Row(cells[0], cells[3], int(cells[4])))
    return rows


def patterns_of(message: str) -> list[str]:
    """Return regular expressions for the literal texts in a cell."""
    texts = re.findall(r"``(.+?)``", message)
    return [re.sub(r"<[a-z ]+>", ".*", re.escape(text)) for text in texts]


def _twins(cloud: Cloud) -> None:
    for id in ("a-1", "a-2"):
        cloud.add("clusters", **{**samples.cluster(), "name": "twin", "id": id})


def _refuses(change: str, message: str) -> Callable[[Cloud], None]:
    return lambda cloud: cloud.refusals.update({change: message})


def _fails_to_launch(cloud: Cloud) -> None:
    cloud.launched = {"status": "Error", "status_description": "No valid host."}


def _has_other_plugin(cloud: Cloud) -> None:
    cloud.resources["node-group-templates"][0]["plugin_name"] = "spark"


def _nothing(cloud: Cloud) -> None:
    return None


Case = tuple[str, Callable[[Cloud], None]]
#: A command line for each situation, and what the cloud is like.
CASES: dict[str, Case] = {
    "The service rejects a request": (
        GROUP + " --processes x",
        _refuses("POST node-group-templates", "No"),
    ),
    "The service rejects a value": (
        GROUP + " --processes x",
        _refuses(
            "POST node-group-templates", "Requested plugin 'fake' doesn't support version '9'"
        ),
    ),
    "A name is unknown": ("cluster show c11", _nothing),
    "An ID is unknown": (f"cluster show {samples.UNKNOWN_ID}", _nothing),
    "Several resources have the name": ("cluster show twin", _twins),
    "A flavor is unknown": (GROUP.replace("m1.tiny", "huge") + " --processes x", _nothing),
    "A network is unknown": (CLUSTER + " --neutron-network nowhere", _nothing),
    "``image register``: the image is unknown": ("image register x --username u", _nothing),
    "A plugin version is unknown": ("plugin show fake --plugin-version 9", _nothing),
    "One of several resources cannot be deleted": ("data source delete input nobody", _nothing),
    "``cluster create`` without required options": ("cluster create", _nothing),
    "``cluster template create`` without required options": ("cluster template create", _nothing),
    "``node group template create`` without required options": (
        "node group template create",
        _nothing,
    ),
    "``job execute`` without required options": ("job execute", _nothing),
    "``job template create`` without required options": ("job template create", _nothing),
    "``job binary create`` without ``--url`` and ``--data``": (
        "job binary create --name x",
        _nothing,
    ),
    "A user name without a password": (
        "job binary create --name x --url swift://a/b --username u",
        _nothing,
    ),
    "A password without a user name": (
        "job binary create --name x --url swift://a/b --password p",
        _nothing,
    ),
    "``--node-groups`` or ``--instances`` without a number": (
        "cluster scale c1 --instances worker",
        _nothing,
    ),
    "``--params`` or ``--configs`` without a colon": (
        "job execute --job-template pig --cluster c1 --params x",
        _nothing,
    ),
    "``cluster scale`` without changes": ("cluster scale c1", _nothing),
    "``image tags remove`` without ``--tags`` and ``--all``": (
        "image tags remove ubuntu",
        _nothing,
    ),
    "``job type list --plugin-version`` without ``--plugin``": (
        "job type list --plugin-version 1",
        _nothing,
    ),
    "An empty name, ID or file name": ("cluster show {empty}", _nothing),
    "A file is missing": ("cluster create --json no-such-file", _nothing),
    "A file is not JSON": ("cluster create --json broken", _nothing),
    "``plugin configs get``, ``job binary download``: the file exists": (
        "plugin configs get fake 0.1 --file broken",
        _nothing,
    ),
    "``job type configs get``: the file exists": (
        "job type configs get Pig --file broken",
        _nothing,
    ),
    "Node groups of several plugins or versions": (
        "cluster template create --name x --node-groups master:1 worker:1",
        _has_other_plugin,
    ),
    "``cluster create --wait``: the cluster ends in Error": (
        CLUSTER + " --wait",
        _fails_to_launch,
    ),
    # API v1.1
    "An option of API v2 with API v1.1": ("cluster delete c1 --force", _nothing),
}
#: Situations that other tests bring about.
ELSEWHERE = {
    "The name of a new resource is taken": "tests/unit/osc/verbs/test_or_show.py",
    "The service does not answer": "tests/unit/shell/test_bad_input.py",
    "A response is not JSON": "tests/unit/shell/test_bad_input.py",
    "``cluster scale --wait``: scaling fails": "tests/unit/osc/commands/cluster/test_scale.py",
    "``cluster delete --wait``: not deleted in time": "tests/unit/osc/verbs/test_actions.py",
    "``job delete --wait``: not deleted in time": "tests/unit/osc/verbs/test_actions.py",
    "Ctrl-C during a wait": "tests/unit/osc/verbs/test_waiting.py",
}
ROWS = read_rows()


def test_every_row_is_tested() -> None:
    assert len(ROWS) >= 30
    assert {row.situation for row in ROWS} == CASES.keys() | ELSEWHERE.keys()
    assert all((PAGE.parents[2] / path).is_file() for path in ELSEWHERE.values())


@pytest.mark.parametrize("api_version", ["2"], ids=["v2"])
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.situation in CASES], ids=lambda row: row.situation
)
def test_message_and_exit_status_are_as_documented(
    openstack: Shell, cloud: Cloud, row: Row, empty_folder: Path
) -> None:
    command, prepare = CASES[row.situation]
    (empty_folder / "broken").write_text('{"a":')
    prepare(cloud)
    cloud.request_id = "req-1"
    shell = Shell(openstack.cloud, "1.1") if "API v1.1" in row.situation else openstack
    words = command.replace("{empty}", "").split()
    outcome: Outcome = shell.run(" ".join(words), *([""] if "{empty}" in command else []))
    assert outcome.exit_status == row.status, outcome
    for pattern in patterns_of(row.message):
        assert re.search(pattern, outcome.stderr), (pattern, outcome)
