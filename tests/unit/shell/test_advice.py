"""Errors say what would have been right: names, IDs, values, options, users of a resource."""

from __future__ import annotations

import pytest

from tests.functional.shell import Shell
from tests.unit.osc import samples
from tests.unit.shell.memory import NETWORK_ID, Cloud

in_v2 = pytest.mark.parametrize("api_version", ["2"], ids=["v2"])
GROUP = (
    "node group template create --name x --plugin fake --plugin-version 0.1 --flavor m1.tiny"
    " --processes datanode"
)
CLUSTER = "cluster create --name x --cluster-template small --image ubuntu"


def sahara_requests(requests: list[tuple[str, str]]) -> list[str]:
    return [
        f"{method} {url.partition('/data-processing/')[2]}"
        for method, url in requests
        if "/data-processing/" in url
    ]


@pytest.fixture
def terminal(openstack: Shell, api_version: str) -> Shell:
    """Runs commands of a person at a terminal."""
    return Shell(openstack.cloud, api_version, on_terminal=True)


# Commands to run next


def test_command_to_run_next_is_for_the_same_cloud(openstack: Shell, api_version: str) -> None:
    options = ("--os-cloud", openstack.cloud, "--os-data-processing-api-version", api_version)
    command = "cluster wait c1 --for deleted --timeout 0.1s --poll-interval 0.1"
    error = Shell("nowhere").run(command, options=options).stderr
    assert error.splitlines()[-1] == (
        f"openstack {' '.join(options)} dataprocessing cluster wait c1 --for deleted"
    )
    error = Shell("nowhere").fails(GROUP.replace("m1.tiny", "no"), options=options)
    assert error.splitlines()[-1] == f"openstack {' '.join(options)} flavor list"


# Names


@pytest.mark.parametrize(
    ("command", "suggested"),
    [
        ("cluster show c11", '"c1"'),
        ("cluster delete C1", '"c1"'),
        ("cluster template show smalle", '"small"'),
        ("node group template update workers --public", '"worker"'),
        ("image show ubunt", '"ubuntu"'),
        ("plugin show fakes", '"fake"'),
        ("data source delete inputs", '"input"'),
        ("job binary show main.pi", '"main.pig"'),
        ("job template show pigs", '"pig"'),
        ("job execute --job-template pgi --cluster c1", '"pig"'),
        ("cluster create --name x --cluster-template smalll", '"small"'),
        ("cluster create --name x --cluster-template small --image ubunto", '"ubuntu"'),
        (GROUP.replace("m1.tiny", "m1.tinny"), '"m1.tiny"'),
        ("image register --username me ubuntt", '"ubuntu"'),
    ],
)
def test_near_name_is_suggested(openstack: Shell, command: str, suggested: str) -> None:
    error = openstack.fails(command, status=1)
    assert error.startswith("No matches found.")
    assert f"Did you mean {suggested}?" in error


@pytest.mark.parametrize(
    "command", ["plugin show fake --plugin-version 9", "plugin configs get fake 9 --file -"]
)
def test_versions_of_a_plugin_are_suggested(openstack: Shell, command: str) -> None:
    error = openstack.fails(command)
    assert error.endswith('name "fake" and version "9". Versions of fake: 0.1, 0.2.')


@in_v2
def test_plugin_with_a_version_is_suggested(openstack: Shell) -> None:
    error = openstack.fails("plugin configs get fakes 0.1 --file -")
    assert error.endswith('Did you mean "fake"?')


@in_v2
def test_several_near_names_are_suggested(openstack: Shell, cloud: Cloud) -> None:
    for name in ("web-1", "web-2"):
        cloud.add("clusters", name=name)
    assert openstack.fails("cluster show web").endswith('Did you mean "web-2" or "web-1"?')


@in_v2
def test_names_that_are_less_similar_are_left_out(openstack: Shell, cloud: Cloud) -> None:
    for name in ("cluster-33", "clover-1"):
        cloud.add("clusters", name=name)
    assert openstack.fails("cluster show cluster-3").endswith('Did you mean "cluster-33"?')


@in_v2
def test_name_like_no_other_has_no_suggestion(openstack: Shell) -> None:
    assert openstack.fails("cluster show something-else") == (
        'No matches found. There is no cluster with name "something-else".'
    )


def test_suggestion_takes_one_list_request(openstack: Shell, api_version: str) -> None:
    outcome = openstack.run("cluster show c11")
    assert sahara_requests(outcome.requests) == [
        f"GET v{api_version}/clusters?name=c11&limit=500",
        f"GET v{api_version}/clusters?limit=500",
    ]


def test_suggestions_for_several_names_share_one_list_request(openstack: Shell) -> None:
    outcome = openstack.run("cluster delete c11 c12 c13")
    assert outcome.stderr.count('Did you mean "c1"?') == 3
    assert len(sahara_requests(outcome.requests)) == 3 + 1


def test_unknown_uuid_takes_no_list_request(openstack: Shell) -> None:
    outcome = openstack.run("cluster show", samples.UNKNOWN_ID)
    assert len(sahara_requests(outcome.requests)) == 2
    assert "Did you mean" not in outcome.stderr


@in_v2
@pytest.mark.parametrize(
    ("options", "is_shown"), [((), False), (("-v",), True)], ids=["quiet", "verbose"]
)
def test_url_of_a_lookup_is_shown_with_v(
    openstack: Shell, cloud: Cloud, options: tuple[str, ...], is_shown: bool
) -> None:
    outcome = openstack.run("cluster show something", options=options)
    assert (f'"{cloud.url}/data-processing/v2/clusters"' in outcome.stderr) is is_shown


# IDs


@pytest.mark.parametrize("prefix", ["c1c1", "C1C1C1C1", "c1c1c1c1-0000-4000"])
def test_show_on_a_terminal_accepts_the_beginning_of_an_id(terminal: Shell, prefix: str) -> None:
    assert samples.CLUSTER_ID in terminal("cluster show", prefix).stdout


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("cluster template show c7c7", samples.CLUSTER_TEMPLATE_ID),
        ("data source show d5d5", samples.DATA_SOURCE_ID),
        ("job template show e7e7", samples.JOB_TEMPLATE_ID),
        ("job show e1e1", samples.JOB_ID),
    ],
)
def test_every_show_on_a_terminal_accepts_the_beginning_of_an_id(
    terminal: Shell, cloud: Cloud, command: str, shown: str
) -> None:
    cloud.resources["jobs"].append(samples.job())
    assert shown in terminal(command).stdout


def test_access_on_a_terminal_takes_the_beginning_of_an_id(terminal: Shell) -> None:
    assert terminal("cluster url list c1c1").exit_status == 0
    assert 'Cluster "c1" has no instances.' in terminal.fails("cluster ssh c1c1")


def test_beginning_of_an_id_that_is_a_name_is_the_name(terminal: Shell, cloud: Cloud) -> None:
    id = cloud.add("clusters", name="c1c1")
    assert id in terminal("cluster show c1c1").stdout


@in_v2
@pytest.mark.parametrize("prefix", ["c1c", "c1c2", "c1c1c1c1x"])
def test_no_beginning_of_an_id_is_not_found(terminal: Shell, prefix: str) -> None:
    assert "No matches found." in terminal.fails("cluster show", prefix)


@in_v2
def test_beginning_of_several_ids_lists_them(terminal: Shell, cloud: Cloud) -> None:
    cloud.resources["clusters"].append(samples.second_cluster())
    error = terminal.fails("cluster show c1c1")
    assert f"{samples.CLUSTER_ID}, {samples.SECOND_CLUSTER_ID}" in error


@pytest.mark.parametrize("command", ["show", "delete", "update --public"])
def test_elsewhere_the_whole_id_is_suggested(openstack: Shell, cloud: Cloud, command: str) -> None:
    error = openstack.fails(f"cluster {command} c1c1")
    assert error.endswith(f'Did you mean the ID {samples.CLUSTER_ID} of "c1"?')
    assert cloud.changes == []


@pytest.mark.parametrize("command", ["delete", "update --public"])
def test_change_on_a_terminal_needs_the_whole_id(
    terminal: Shell, cloud: Cloud, command: str
) -> None:
    assert samples.CLUSTER_ID in terminal.fails(f"cluster {command} c1c1")
    assert cloud.changes == []


# Values that the service rejects


@pytest.mark.parametrize(
    ("command", "change", "refusal", "advice"),
    [
        (
            GROUP,
            "POST node-group-templates",
            "Plugin doesn't support the following node processes: ['nameNode']",
            "fake 0.1 has these processes: datanode, namenode.",
        ),
        (
            GROUP,
            "POST node-group-templates",
            "Plugin doesn't support the following node processes: ['namenode,datanode']",
            "Separate processes with blanks",
        ),
        (
            GROUP,
            "POST node-group-templates",
            "Requested plugin 'fake' doesn't support version '0.3'",
            "Versions of fake: 0.1, 0.2.",
        ),
        (
            GROUP,
            "POST node-group-templates",
            "Sahara doesn't contain plugin with name 'fak'",
            "Did you mean 'fake'?",
        ),
        (
            GROUP,
            "POST node-group-templates",
            "Sahara doesn't contain plugin with name 'spark'",
            "Plugins: fake.",
        ),
        (
            CLUSTER,
            "POST clusters",
            "name: 'a_b' is not a 'valid_name_hostname'",
            "A name consists of letters, digits and hyphens",
        ),
        (
            "data source create a/b --type hdfs --url hdfs://node/a",
            "POST data-sources",
            "name: 'a/b' is not a 'valid_name'",
            "hyphens, underscores and dots",
        ),
        (
            "image tags add ubuntu --tags a/b",
            "{tags}",
            "tags[0]: 'a/b' is not a 'valid_tag'",
            "A tag consists of",
        ),
        (
            CLUSTER + " --user-keypair mykeys",
            "POST clusters",
            "Requested keypair 'mykeys' not found",
            "Did you mean 'mykey'?",
        ),
        (
            CLUSTER + " --user-keypair other",
            "POST clusters",
            "Requested keypair 'other' not found",
            "\nopenstack keypair list",
        ),
        (
            CLUSTER,
            "POST clusters",
            f"Network {NETWORK_ID} not found",
            "\nopenstack network list",
        ),
        (
            GROUP + " --availability-zone mars",
            "POST node-group-templates",
            "Nova availability zone 'mars' not found",
            "\nopenstack availability zone list --compute",
        ),
        (
            CLUSTER,
            "POST clusters",
            f"Requested image '{samples.IMAGE_ID}' doesn't contain required tags: ['fake', '0.1']",
            f"\nopenstack dataprocessing image tags add {samples.IMAGE_ID} --tags fake 0.1",
        ),
        (
            "cluster scale c1 --instances worker:3",
            "PUT clusters",
            "Cluster doesn't contain node group with name 'workers'",
            "Node groups of cluster 'c1': master, worker.",
        ),
        (
            GROUP,
            "POST node-group-templates",
            "Plugin doesn't contain applicable target 'HDF'",
            "fake 0.1 has settings for: HDFS.",
        ),
        (
            GROUP,
            "POST node-group-templates",
            "Plugin's applicable target 'HDFS' doesn't contain config with name 'dfs.replicatio'",
            "Did you mean 'dfs.replication'?",
        ),
        (
            "data source create x --type swift --url swift://a/b",
            "POST data-sources",
            "No credentials provided for Swift",
            "Add --username and --password-prompt.",
        ),
        (
            "job binary create --name x --url s3://a/b --access-key a --secret-key s",
            "POST job-binaries",
            "Configs 'accesskey', 'secretkey', and 'endpoint' must be provided",
            "Add --access-key, --secret-key-prompt and --s3-endpoint.",
        ),
        (
            "cluster delete c1",
            "DELETE clusters",
            "Cluster could not be deleted because it's marked as protected",
            f"\nopenstack dataprocessing cluster update {samples.CLUSTER_ID} --unprotected",
        ),
    ],
)
def test_valid_values_are_suggested(
    openstack: Shell,
    cloud: Cloud,
    api_version: str,
    command: str,
    change: str,
    refusal: str,
    advice: str,
) -> None:
    change = change.format(tags="PUT images" if api_version == "2" else "POST images")
    cloud.refusals[change] = refusal
    error = openstack.fails(command, status=1)
    assert refusal in error
    assert advice in error


@in_v2
def test_processes_of_an_update_are_those_of_the_template(openstack: Shell, cloud: Cloud) -> None:
    refusal = "Plugin doesn't support the following node processes: ['x']"
    cloud.refusals["PATCH node-group-templates"] = refusal
    error = openstack.fails("node group template update worker --processes x")
    assert "fake 0.1 has these processes: datanode, namenode." in error


@in_v2
def test_advice_that_cannot_be_read_is_left_out(openstack: Shell, cloud: Cloud) -> None:
    refusal = "Requested plugin 'other' doesn't support version '0.3'"
    cloud.refusals["POST node-group-templates"] = refusal
    assert openstack.fails(GROUP).endswith(f"{refusal}. (HTTP 400)")


@in_v2
def test_quotes_of_the_service_stay_readable_in_a_repr(openstack: Shell, cloud: Cloud) -> None:
    cloud.refusals["POST clusters"] = "Requested keypair 'mykeys' not found"
    assert "Requested keypair 'mykeys' not found" in repr(openstack.fails(CLUSTER))


# Options of fields


@pytest.mark.parametrize(
    ("command", "change", "refusal", "advice"),
    [
        (
            CLUSTER,
            "POST clusters",
            "neutron_management_network: 'x' is not a 'uuid'",
            "The option of 'neutron_management_network' is --neutron-network.",
        ),
        (
            GROUP,
            "POST node-group-templates",
            "volume_type: 1 is not of type 'string'",
            "The option of 'volume_type' is --volumes-type.",
        ),
        (
            "node group template update worker --public",
            "{update} node-group-templates",
            "You must specify a volumes_size parameter for 'volumes_per_node'",
            "",
        ),
        (GROUP, "POST node-group-templates", "'flavor_id' is a required property", "Add --flavor."),
    ],
)
def test_options_of_fields_are_named(
    openstack: Shell,
    cloud: Cloud,
    api_version: str,
    command: str,
    change: str,
    refusal: str,
    advice: str,
) -> None:
    cloud.refusals[change.format(update="PATCH" if api_version == "2" else "PUT")] = refusal
    assert openstack.fails(command, status=1).endswith(f"(HTTP 400) {advice}".rstrip())


# Resources in use


@pytest.mark.parametrize(
    ("command", "change", "refusal", "advice"),
    [
        (
            "job binary delete main.pig",
            "DELETE job-binaries",
            "JobBinary is referenced and cannot be deleted",
            "It is used by the job template pig.",
        ),
        (
            "job template delete pig",
            "{templates}",
            "Job deletion failed",
            f"It is used by the job {samples.JOB_ID}.",
        ),
        (
            "data source delete input",
            "DELETE data-sources",
            "Data Source deletion failed on foreign key constraint",
            f"It is used by the job {samples.JOB_ID}.",
        ),
    ],
)
def test_users_of_a_resource_are_named(
    openstack: Shell,
    cloud: Cloud,
    api_version: str,
    command: str,
    change: str,
    refusal: str,
    advice: str,
) -> None:
    cloud.resources["jobs"].append(samples.job("SUCCEEDED"))
    templates = "DELETE job-templates" if api_version == "2" else "DELETE jobs"
    cloud.refusals[change.format(templates=templates)] = refusal
    error = openstack.fails(command, status=1)
    assert refusal in error
    assert error.endswith(advice)
