"""Lookups: by fields, by name, by ID; none, one, several."""

from __future__ import annotations

import pytest

from saharaclient import exceptions

ID = "e172d86c-906d-418e-a29c-6189f53bfa42"
OTHER_ID = "b012a6e7-65af-4566-b0f2-fe3fd7efc567"
MISSING = {"error_code": 404, "error_name": "NOT_FOUND", "error_message": "not found"}


def clusters(*infos, next=None):
    return {"clusters": list(infos), "markers": {"prev": None, "next": next}}


def one(name, id=ID, **more):
    return {"id": id, "name": name, "status": "Active", "is_public": False, **more}


@pytest.mark.parametrize("name", ["web", "web-1", "web_1", "web.1", "0web", "W"])
def test_a_plain_name_is_filtered_by_the_server(client, root, sahara, name):
    sahara.on("GET", f"{root}/clusters", clusters(one(name)))
    assert [cluster.name for cluster in client.clusters.find(name=name)] == [name]
    assert sahara.requests == [("GET", f"{root}/clusters?name={name}&limit=500", None)]


@pytest.mark.parametrize(
    "name", ["we*", "web|db", "^web$", "(web", "a b", "web[0]", "a+b", "-web", ".*", "", "größe"]
)
def test_a_name_that_means_something_to_a_database_is_compared_here(client, root, sahara, name):
    sahara.on("GET", f"{root}/clusters", clusters(one("web"), one(name)))
    assert [cluster.name for cluster in client.clusters.find(name=name)] == [name]
    assert sahara.requests == [("GET", f"{root}/clusters?limit=500", None)]


def test_what_the_servers_filter_lets_through_is_compared_again(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters(one("web-1"), one("web"), one("Web"), one("my-web")))
    assert [cluster.name for cluster in v2.clusters.find(name="web")] == ["web"]


@pytest.mark.parametrize("wanted", [{"status": "Error"}, {"is_public": True}, {"count": 3}])
def test_a_field_that_the_server_does_not_filter_by_is_compared_here(v2, sahara, wanted):
    sahara.on("GET", "/v2/clusters", clusters(one("a"), one("b", **wanted)))
    assert [cluster.name for cluster in v2.clusters.find(**wanted)] == ["b"]
    assert sahara.requests == [("GET", "/v2/clusters?limit=500", None)]


@pytest.mark.parametrize("value", [None, 7, True, ["x"]])
def test_a_value_that_is_no_string_is_compared_here(v2, sahara, value):
    sahara.on("GET", "/v2/clusters", clusters(one("a"), one(value)))
    assert [cluster.name for cluster in v2.clusters.find(name=value)] == [value]
    assert sahara.requests == [("GET", "/v2/clusters?limit=500", None)]


@pytest.mark.parametrize("given", ["hadoop_version", "plugin_version"])
@pytest.mark.parametrize(("version", "field"), [("1.1", "hadoop_version"), ("2", "plugin_version")])
def test_a_renamed_field_is_looked_for_under_either_name(connect, sahara, given, version, field):
    infos = clusters(one("a", **{field: "2.7.1"}), one("b", **{field: "2.7.10"}))
    sahara.on("GET", f"/v{version}/clusters", infos)
    found = connect(version).clusters.find(**{given: "2.7.1"})
    assert [cluster.name for cluster in found] == ["a"]
    assert sahara.requests == [("GET", f"/v{version}/clusters?{field}=2.7.1&limit=500", None)]


def test_all_fields_must_match(v2, sahara):
    infos = clusters(
        one("a", plugin_name="fake", status="Error"), one("a", plugin_name="fake"), one("a")
    )
    sahara.on("GET", "/v2/clusters", infos)
    assert len(v2.clusters.find(name="a", plugin_name="fake", status="Active")) == 1
    assert sahara.requests == [("GET", "/v2/clusters?name=a&plugin_name=fake&limit=500", None)]


def test_a_field_that_nothing_has_matches_nothing(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters(one("a")))
    assert v2.clusters.find(colour=None) == []


def test_no_field_at_all_finds_everything(v2, sahara):
    sahara.on("GET", "/v2/clusters", clusters(one("a"), one("b")))
    assert len(v2.clusters.find()) == 2


def test_lookup_reads_all_pages(v2, sahara):
    sahara.on(
        "GET", "/v2/clusters", clusters(one("a"), next="m"), clusters(one("b"), one("(b", OTHER_ID))
    )
    assert v2.clusters.find_unique(name="(b").id == OTHER_ID
    assert [path for _, path, _ in sahara.requests] == [
        "/v2/clusters?limit=500",
        "/v2/clusters?limit=500&marker=m",
    ]


@pytest.mark.parametrize(
    ("manager", "path", "query"),
    [
        ("cluster_templates", "cluster-templates", "?name=x&limit=500"),
        ("node_group_templates", "node-group-templates", "?name=x&limit=500"),
        ("images", "images", "?name=x"),
        ("plugins", "plugins", ""),
    ],
)
def test_every_manager_resolves_names(client, root, sahara, manager, path, query):
    key = path.replace("-", "_")
    sahara.on("GET", f"{root}/{path}", {key: [{"id": "1", "name": "x"}, {"name": "y"}]})
    assert getattr(client, manager).find_unique(name="x").name == "x"
    assert sahara.requests == [("GET", f"{root}/{path}{query}", None)]


def test_no_match_names_what_was_searched_for(client, root, sahara):
    sahara.on("GET", f"{root}/clusters", clusters(one("web-1")))
    with pytest.raises(exceptions.NotFound) as failed:
        client.clusters.find_unique(name="web", plugin_name="fake")
    assert str(failed.value) == (
        'No matches found. There is no cluster with name "web" and plugin_name "fake".'
    )
    assert failed.value.error_code == 404


@pytest.mark.parametrize(
    ("manager", "kind"),
    [
        ("cluster_templates", "cluster template"),
        ("node_group_templates", "node group template"),
        ("images", "image"),
        ("plugins", "plugin"),
    ],
)
def test_no_match_names_the_kind_of_resource(client, root, sahara, manager, kind):
    path = f"{root}/{getattr(client, manager).path}"
    sahara.on("GET", path, {getattr(client, manager).plural_key: []})
    with pytest.raises(exceptions.NotFound, match=f'There is no {kind} with name "x"'):
        getattr(client, manager).find_unique(name="x")


def test_several_matches_list_their_ids(client, root, sahara):
    sahara.on("GET", f"{root}/clusters", clusters(one("web", ID), one("web", OTHER_ID)))
    with pytest.raises(exceptions.NoUniqueMatch) as failed:
        client.clusters.find_unique(name="web")
    assert str(failed.value) == (
        'Multiple matches found. There are 2 clusters with name "web";'
        f" specify one of their IDs instead: {ID}, {OTHER_ID}."
    )
    assert failed.value.error_code == 409


def test_a_name_costs_one_request(client, root, sahara):
    sahara.on("GET", f"{root}/clusters", clusters(one("web")))
    assert client.clusters.resolve("web").id == ID
    assert sahara.requests == [("GET", f"{root}/clusters?name=web&limit=500", None)]


@pytest.mark.parametrize("text", [ID, ID.replace("-", ""), ID.upper()])
def test_a_uuid_is_an_id_first(client, root, sahara, text):
    sahara.on("GET", f"{root}/clusters/{text}", {"cluster": one("web")})
    assert client.clusters.resolve(text).name == "web"
    assert sahara.requests == [("GET", f"{root}/clusters/{text}", None)]


def test_name_in_the_form_of_a_uuid_is_found_by_name(client, root, sahara):
    sahara.on("GET", f"{root}/clusters/{ID}", sahara.answer(404, MISSING))
    sahara.on("GET", f"{root}/clusters", clusters(one(ID, OTHER_ID)))
    assert client.clusters.resolve(ID).id == OTHER_ID
    assert [path for _, path, _ in sahara.requests] == [
        f"{root}/clusters/{ID}",
        f"{root}/clusters?name={ID}&limit=500",
    ]


def test_a_uuid_that_is_neither_is_not_found(v2, sahara):
    sahara.on("GET", f"/v2/clusters/{ID}", sahara.answer(404, MISSING))
    sahara.on("GET", "/v2/clusters", clusters())
    with pytest.raises(exceptions.NotFound, match=f'No matches found.*name "{ID}"'):
        v2.clusters.resolve(ID)


def test_a_uuid_that_may_not_be_seen_is_not_looked_for_by_name(v2, sahara):
    sahara.on("GET", f"/v2/clusters/{ID}", sahara.answer(403, {"error_message": "no"}))
    with pytest.raises(exceptions.Forbidden):
        v2.clusters.resolve(ID)
    assert len(sahara.requests) == 1


@pytest.mark.parametrize("text", ["..", ".", "../clusters", "a/b"])
def test_a_name_that_would_be_another_path_is_only_compared(v2, sahara, text):
    sahara.on("GET", "/v2/clusters", clusters(one("web")))
    with pytest.raises(exceptions.NotFound, match="No matches found"):
        v2.clusters.resolve(text)
    assert sahara.requests == [("GET", "/v2/clusters?limit=500", None)]


def test_a_plugin_is_resolved_by_its_name_as_its_id(client, root, sahara):
    sahara.on("GET", f"{root}/plugins/vanilla", {"plugin": {"name": "vanilla"}})
    assert client.plugins.resolve("vanilla").id == "vanilla"
    assert sahara.requests == [("GET", f"{root}/plugins/vanilla", None)]


@pytest.mark.parametrize("name", ["vanila", "", "..", "/"])
def test_unknown_plugin(client, root, sahara, name):
    sahara.on("GET", f"{root}/plugins", {"plugins": [{"name": "fake"}]})
    sahara.on("GET", f"{root}/plugins/vanila", sahara.answer(404, MISSING))
    sahara.on("GET", f"{root}/plugins/%2F", sahara.answer(404, MISSING))
    with pytest.raises(exceptions.NotFound) as failed:
        client.plugins.resolve(name)
    assert str(failed.value) == (f'No matches found. There is no plugin with name "{name}".')


def test_failed_lookup_says_what_was_looked_for(client, root, sahara):
    sahara.on("GET", f"{root}/clusters", clusters())
    with pytest.raises(exceptions.NotFound) as failed:
        client.clusters.resolve("web")
    assert (failed.value.kind, failed.value.looked_for) == ("cluster", "web")
    assert failed.value.searched_url == f"http://sahara.example:8386{root}/clusters"
    assert len(sahara.requests) == 1


def test_marker_that_is_no_id_is_named(v2, sahara):
    sahara.on("GET", "/v2/clusters", sahara.answer(404, MISSING))
    with pytest.raises(exceptions.NotFound, match='no cluster with the ID "web" for the list to'):
        list(v2.clusters.list_all(marker="web"))
