from __future__ import annotations

import pytest

from saharaclient.api.resource import Resource
from saharaclient.osc.output import columns
from saharaclient.osc.output.columns import (
    BinariesColumn,
    DictColumn,
    Field,
    ListColumn,
    NodeGroupsColumn,
    PluginsColumn,
)


def resource(**info):
    return Resource(None, info)


@pytest.mark.parametrize(
    ("field", "title"),
    [
        (Field("id"), "Id"),
        (Field("floating_ip_pool"), "Floating ip pool"),
        (Field("default_image_id", "Image"), "Image"),
    ],
)
def test_header_is_the_name_in_sentence_case_unless_it_is_given(field, title):
    assert field.title == title


def test_value_is_the_attribute():
    assert Field("name").value_of(resource(name="a")) == "a"


def test_field_that_the_server_has_left_out_has_no_value():
    assert Field("domain_name").value_of(resource(name="a")) is None


def test_field_answers_to_the_name_of_the_other_version():
    assert Field("plugin_version").value_of(resource(hadoop_version="0.1")) == "0.1"


@pytest.mark.parametrize(("tags", "text"), [(["b", "a"], "a, b"), ([], ""), (None, "")])
def test_list_is_text_for_people(tags, text):
    column = Field("tags", column=ListColumn).value_of(resource(tags=tags))
    assert column.human_readable() == text


@pytest.mark.parametrize(
    ("groups", "text"),
    [
        ([{"name": "master", "count": 1}, {"name": "worker", "count": 3}], "master:1, worker:3"),
        ([], ""),
        (None, ""),
    ],
)
def test_node_groups_are_names_and_counts_for_people(groups, text):
    assert NodeGroupsColumn(groups).human_readable() == text


def test_node_groups_are_all_that_is_known_of_them_for_programs():
    groups = [{"name": "master", "count": 1, "flavor_id": "2"}]
    assert NodeGroupsColumn(groups).machine_readable() == groups


def test_table_has_its_fields_in_order():
    headers, rows = columns.table(
        (Field("name"), Field("id")), [resource(id="1", name="a"), resource(id="2", name="b")]
    )
    assert (headers, list(rows)) == (["Name", "Id"], [("a", "1"), ("b", "2")])


def test_table_of_nothing_still_has_headers():
    headers, rows = columns.table((Field("name"),), [])
    assert (headers, list(rows)) == (["Name"], [])


def test_details_are_sorted_by_header():
    shown = columns.details((Field("name"), Field("id"), Field("a", "Zebra")), resource(id="1"))
    assert shown == (["Id", "Name", "Zebra"], ["1", None, None])


def test_details_leave_out_fields_that_are_not_for_this_resource():
    fields = (Field("id"), Field("versions", when=columns.if_sent("versions")))
    assert columns.details(fields, resource(id="1")) == (["Id"], ["1"])
    assert columns.details(fields, resource(id="1", versions=2)) == (["Id", "Versions"], ["1", 2])


@pytest.mark.parametrize(("info", "shown"), [({}, False), ({"n": 0}, False), ({"n": 2}, True)])
def test_field_may_go_with_another_one_that_is_set(info, shown):
    field = Field("size", in_table_when=columns.if_set("n"))
    assert field.is_in_table_of(resource(**info)) is shown
    assert field.is_shown_for(resource(**info))


def test_more_details_come_at_the_end_in_their_own_order():
    shown = columns.details((Field("id"),), resource(id="1"), [("B", 2)], iter([("A", 3)]))
    assert shown == (["Id", "B", "A"], ["1", 2, 3])


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        (BinariesColumn, [{"name": "a", "id": "1"}, {"name": "b", "id": "2"}], "a:1, b:2"),
        (BinariesColumn, [], ""),
        (BinariesColumn, None, ""),
        (
            PluginsColumn,
            [{"name": "vanilla", "versions": {"2.8.2": {}, "2.7.1": {}}}, {"name": "fake"}],
            "vanilla(2.7.1, 2.8.2), fake",
        ),
        (PluginsColumn, [{"name": "fake", "versions": {}}], "fake"),
        (PluginsColumn, None, ""),
    ],
)
def test_binaries_and_plugins_are_text_for_people_and_all_of_them_for_programs(column, value, text):
    assert column(value).human_readable() == text
    assert column(value).machine_readable() == (value or [])
    assert column(value).as_text() == text


@pytest.mark.parametrize("column", [DictColumn, ListColumn])
def test_secrets_are_masked_for_people_and_programs(column):
    value = {"fs.password": "h1dd3n", "size": 1}
    shown = column([value] if column is ListColumn else value)
    assert "h1dd3n" not in str(shown.machine_readable())
    assert shown.machine_readable() in (
        [{"fs.password": "***", "size": 1}],
        {"fs.password": "***", "size": 1},
    )


@pytest.mark.parametrize(
    ("value", "text"), [({"b": 2, "a": 1}, "a='1', b='2'"), ({}, ""), (None, ""), ("odd", "odd")]
)
def test_object_is_text_for_people(value, text):
    assert DictColumn(value).human_readable() == text
