"""Values by their fields: names, types, variables and secrets."""

from __future__ import annotations

import pytest

from saharaclient.api.fields import Type
from saharaclient.api.kinds import KINDS
from saharaclient.manifest.model import SecretReference
from saharaclient.manifest.reading.spelling import fields_of

NODES = "{name: w, plugin: spark, plugin_version: 1, flavor: 2, processes: [a], %s}"
TEMPLATE = f"node_group_templates:\n- {NODES}"
SOURCE = "data_sources:\n- {name: a, type: swift, url: swift://a/b, %s}"


def test_names_of_options_and_of_v1_and_short_names(declared):
    fields = declared(
        "node_group_templates:\n- {name: w, plugin: spark, hadoop_version: 2.10, flavor: 012,"
        " processes: [a], volumes_type: ssd, volumes_mount_prefix: /a, volumes_locality: true,"
        " autoconfig: false, proxy_gateway: true, public: true, protected: false, configs: {},"
        " image: i}"
    )
    assert fields == {
        "name": "w",
        "plugin_name": "spark",
        "plugin_version": "2.10",
        "flavor_id": "012",
        "node_processes": ["a"],
        "volume_type": "ssd",
        "volume_mount_prefix": "/a",
        "volume_local_to_instance": True,
        "use_autoconfig": False,
        "is_proxy_gateway": True,
        "is_public": True,
        "is_protected": False,
        "node_configs": {},
        "image_id": "i",
    }


@pytest.mark.parametrize("written", ["2.10", "012", "1e3", "true", "0x1F", "yes", "12:30", ".5"])
def test_text_stays_as_written(declared, written):
    assert declared(TEMPLATE % f"volume_type: {written}")["volume_type"] == written


@pytest.mark.parametrize("written", ["", "~", "null", "Null"])
def test_null_clears_a_field(declared, written):
    assert declared(TEMPLATE % f"volume_type: {written}")["volume_type"] is None


@pytest.mark.parametrize("written", ['"null"', "''", "!!str null", "|\n    null"])
def test_quoted_null_is_text(declared, written):
    text = (
        f"node_group_templates:\n- name: w\n  plugin: s\n  plugin_version: 1\n  flavor: 2\n"
        f"  processes: [a]\n  description: {written}\n"
    )
    assert declared(text)["description"] in ("null", "", "null\n")


def test_quoted_number_has_advice(refusal):
    said = refusal(TEMPLATE % 'volumes_per_node: "3", is_public: "true"')
    assert '"volumes_per_node" must be a whole number without quotes, not "3".' in said
    assert '"is_public" must be true or false without quotes' in said


def test_one_mistake_of_an_anchor_is_one_error(refusal):
    said = refusal(
        "x-a: &a {plugin: s, plugin_version: 1, flavor: 2, processes: [a], foo_bar: 1}\n"
        "node_group_templates: [{<<: *a, name: a}, {<<: *a, name: b}]"
    )
    assert len(said.splitlines()) == 1
    assert said.startswith('env.yaml:1: Unknown key "foo_bar"')


def test_null_where_the_service_has_none_is_an_error(refusal):
    text = "data_sources: [{name: a, type: hdfs, url: /a, description: ~}]"
    assert refusal(text) == 'env.yaml:1: "description" must be text, not null.'


@pytest.mark.parametrize(
    ("written", "number"), [("3", 3), ("0", 0), ("+3", 3), ("007", 7), ("0x10", 16), ("0o10", 8)]
)
def test_numbers_are_those_of_yaml(declared, written, number):
    assert declared(TEMPLATE % f"volumes_per_node: {written}")["volumes_per_node"] == number


@pytest.mark.parametrize("written", ["-1", "1.0", "1_000", "three", '"3"', ".nan", "9" * 30, "[1]"])
def test_what_is_no_number(refusal, written):
    assert "volumes_per_node" in refusal(TEMPLATE % f"volumes_per_node: {written}")


@pytest.mark.parametrize(
    ("written", "value"), [("true", True), ("True", True), ("FALSE", False), ("false", False)]
)
def test_switches_are_those_of_yaml(declared, written, value):
    assert declared(TEMPLATE % f"is_public: {written}")["is_public"] is value


@pytest.mark.parametrize("written", ["yes", "on", "1", '"true"', "tRUE"])
def test_what_is_no_switch(refusal, written):
    said = refusal(TEMPLATE % f"is_public: {written}")
    assert '"is_public" must be true or false' in said


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *(("3", 3), ("true", True), ("True", True), ("a", "a"), ("-5", -5)),
        *(("012", "012"), ("0.50", "0.50"), ("0x1F", "0x1F"), ("yes", "yes"), ('"3"', "3")),
        *(("1.0", "1.0"), ("9" * 30, "9" * 30), ("1e3", "1e3"), ("2020-01-01", "2020-01-01")),
    ],
)
def test_configurations_have_what_json_writes_alike(declared, written, value):
    configs = declared(TEMPLATE % f"configs: {{HDFS: {{a: {written}}}}}")["node_configs"]
    assert configs == {"HDFS": {"a": value}}
    assert type(configs["HDFS"]["a"]) is type(value)


@pytest.mark.parametrize("written", [".nan", ".inf", "-.INF", "NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_lacks(refusal, written):
    assert "no number that JSON has" in refusal(TEMPLATE % f"configs: {{HDFS: {{a: {written}}}}}")


@pytest.mark.parametrize(
    ("configs", "words"),
    [
        ("[]", "an object, {service: {name: value}}, not a list"),
        ("{HDFS: 3}", '"HDFS" must be an object with the settings of a service, not 3'),
        ("{HDFS: {a: [1]}}", "text, a whole number, true, false"),
        ("{HDFS: {a: ~}}", "not null"),
        ("{HDFS: {a: {b: c}}}", "{env: NAME} or {file: PATH}"),
        ("{HDFS: {a: {env: A, file: b}}}", "{env: NAME} or {file: PATH}"),
        ("{HDFS: {a: {env: A B}}}", '"env" must be the name of an environment variable'),
    ],
)
def test_wrong_configurations(refusal, configs, words):
    assert words in refusal(TEMPLATE % f"configs: {configs}")


def test_merge_keys_and_anchors(loaded):
    manifest = loaded(
        "x-nodes: &nodes {plugin: spark, plugin_version: 1, flavor: small, processes: [a]}\n"
        "x-big: &big {flavor: large, volumes_per_node: 2}\n"
        "node_group_templates:\n"
        "- {name: a, <<: *nodes}\n"
        "- {<<: [*big, *nodes], name: b, volumes_per_node: 3}\n"
    )
    first, second = (one.fields for one in manifest.declarations)
    assert (first["name"], first["flavor_id"]) == ("a", "small")
    assert (second["flavor_id"], second["volumes_per_node"]) == ("large", 3)


def test_two_spellings_of_a_field(refusal):
    assert refusal(TEMPLATE % "flavor_id: 3") == (
        'env.yaml:2: "flavor_id" and "flavor" are the same field: give one of them.'
    )


def test_unknown_key_has_the_nearest_one(refusal):
    assert refusal(TEMPLATE % "volume_typ: a") == (
        'env.yaml:2: Unknown key "volume_typ": did you mean "volume_type"?'
    )


def test_misspelled_key_is_not_missing_as_well(refusal):
    said = refusal(TEMPLATE.replace("flavor", "flavour") % "is_public: true")
    assert said == 'env.yaml:2: Unknown key "flavour": did you mean "flavor"?'
    said = refusal(TEMPLATE % "flavour: 3, credentals: 4")
    assert "same field" not in said


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_key_is_known(kind):
    spelled = fields_of(kind)
    for field in kind:
        assert all(spelled[key].field is field for key in field.keys)
        if field.type is Type.OBJECT:
            assert spelled["username"].path == (field.name, "user")


# Variables


def test_variables_come_from_options_first(declared):
    text = TEMPLATE % 'volume_type: "${A}-${B}", description: "$${A} ${A}"'
    fields = declared(text, {"A": "one"}, {"A": "two", "B": "three"})
    assert fields["volume_type"] == "one-three"
    assert fields["description"] == "${A} one"


def test_variables_are_not_replaced_twice(declared):
    fields = declared(TEMPLATE % 'volume_type: "${A}"', {"A": "${B}", "B": "no"})
    assert fields["volume_type"] == "${B}"


def test_variables_can_be_numbers_and_switches(declared):
    text = TEMPLATE % 'volumes_per_node: "${N}", is_public: "${P}"'
    fields = declared(text, {"N": "3", "P": "true"})
    assert (fields["volumes_per_node"], fields["is_public"]) == (3, True)


def test_variable_without_quotes_is_read_as_if_it_stood_there(declared):
    text = (
        "node_group_templates:\n- name: w\n  plugin: spark\n  plugin_version: ${V}\n  flavor: 2\n"
        "  processes: [a]\n  configs:\n    HDFS:\n      a: ${N}\n      b: '${N}'\n"
    )
    fields = declared(text, {"N": "3", "V": "2.10"})
    assert fields["plugin_version"] == "2.10"
    assert fields["node_configs"] == {"HDFS": {"a": 3, "b": "3"}}


def test_variables_are_checked_like_other_values(refusal):
    text = TEMPLATE % 'volumes_per_node: "${N}"'
    assert 'a whole number, not "x"' in refusal(text, {"N": "x"})


def test_literal_is_no_variable(refusal):
    text = TEMPLATE % 'volumes_per_node: "$${N}"'
    assert 'a whole number, not "${N}"' in refusal(text, {"N": "3"})
    assert "a host name" in refusal(TEMPLATE.replace("name: w", "name: '$${N}'") % "")


def test_keys_have_no_variables(declared):
    text = TEMPLATE % 'configs: {HDFS: {"${A}": 1}}'
    assert declared(text, {"A": "x"})["node_configs"] == {"HDFS": {"${A}": 1}}


def test_unset_variable(refusal):
    said = refusal(TEMPLATE % 'volume_type: "${MISSING}"')
    assert said.startswith("env.yaml:2: The variable MISSING is not set: give --var MISSING=VALUE")
    assert "$${" in said


def test_value_of_a_variable_in_another_encoding(refusal):
    said = refusal(TEMPLATE % 'volume_type: "${A}"', {}, {"A": "caf\udce9"})
    assert said == "env.yaml:2: The value of the variable A is not text in UTF-8."


def test_empty_variable_is_set(declared):
    assert declared(TEMPLATE % 'volume_type: "a${A}"', {"A": ""})["volume_type"] == "a"


@pytest.mark.parametrize("text", ["${user.name}", "${}", "${a", "${a b}", "a ${"])
def test_foreign_variables_need_a_second_dollar(refusal, text):
    assert 'write "$${"' in refusal(TEMPLATE % f'volume_type: "{text}"')


def test_escaped_variables_of_hadoop(declared):
    text = TEMPLATE % 'configs: {HDFS: {a: "/tmp/$${user.name}/$x/$$"}}'
    assert declared(text)["node_configs"]["HDFS"]["a"] == "/tmp/${user.name}/$x/$$"


def test_check_lists_unset_variables(checked):
    found = checked(
        TEMPLATE.replace("flavor: 2", 'flavor: "${F}"')
        % 'volumes_per_node: "${N}", is_public: "${P}", volume_type: "${N}"'
    )
    assert not found.errors
    assert {name: place.line for name, place in found.unset.items()} == {"F": 2, "N": 2, "P": 2}


def test_check_takes_a_variable_wherever_there_is_a_value(checked):
    text = (
        'data_sources: [{name: "${A}", type: "${B}", url: "${C}"}, {name: "${A}", type: s3,'
        ' url: "${C}"}]\njob_templates: [{name: "a-${A}", type: "${B}", mains: ["${A}"]}]\n'
        'clusters: [{name: "${A}", template: "${B}", node_groups: [{name: "${A}", count: "${B}"}]}]'
    )
    assert not checked(text).errors


# Secrets


def test_secrets_are_references(declared, folder):
    credentials = declared(SOURCE % "credentials: {user: {env: U}, password: {file: ../p}}")[
        "credentials"
    ]
    assert credentials == {
        "user": SecretReference(env="U"),
        "password": SecretReference(file=str(folder.parent / "p")),
    }


def test_credentials_can_have_the_names_of_options(declared):
    fields = declared(SOURCE % "username: etl, password: {env: P}")
    assert fields["credentials"] == {"user": "etl", "password": SecretReference(env="P")}


def test_credentials_have_one_spelling(refusal):
    said = refusal(SOURCE % "username: etl, credentials: {user: etl}")
    assert '"credentials" and "username" are the same field' in said


def test_environment_is_read_later(declared):
    environment = {}
    fields = declared(SOURCE % "credentials: {user: etl, password: {env: P}}", {}, environment)
    environment["P"] = "geheim"
    assert fields["credentials"]["password"].read() == "geheim"


def test_configurations_can_have_secrets(declared):
    fields = declared(TEMPLATE % "configs: {HDFS: {fs.swift.password: {env: P}}}")
    assert fields["node_configs"] == {"HDFS": {"fs.swift.password": SecretReference(env="P")}}


@pytest.mark.parametrize(
    "credentials",
    [
        "{user: etl, password: geheim}",
        "{accesskey: a, secretkey: geheim}",
        '{user: etl, password: "${P}"}',
        "{user: etl, password: [geheim]}",
        "{user: etl, password: {env: geheim1, file: geheim2}}",
        "{user: etl, password: {name: geheim}}",
    ],
)
def test_secrets_in_plain_text_are_an_error_that_does_not_show_them(refusal, credentials):
    said = refusal(SOURCE % f"credentials: {credentials}", {"P": "geheim"})
    assert said.startswith("env.yaml:2: ")
    assert "must be {env: NAME} or {file: PATH}" in said
    assert "geheim" not in said


def test_wrong_configuration_of_a_secret_is_not_shown(refusal):
    assert "geheim" not in refusal(TEMPLATE % "configs: {HDFS: {a.password: [geheim]}}")
    assert "geheim" not in refusal(TEMPLATE % "configs: {HDFS: {a.password: {b: geheim}}}")
