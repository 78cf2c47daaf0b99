"""v1.1's parameter names for methods that are written once."""

from __future__ import annotations

import inspect

import pytest

from saharaclient.api.signatures import in_v1


def method(self, name, plugin_version, project_id=None, boot_from_volume=None):
    """The docstring."""
    return self, name, plugin_version, project_id, boot_from_volume


IN_V1 = in_v1(method, without=("boot_from_volume",))


def test_the_signature_has_v1s_names():
    assert list(inspect.signature(IN_V1).parameters) == [
        "self",
        "name",
        "hadoop_version",
        "tenant_id",
    ]


def test_the_defaults_stay():
    assert inspect.signature(IN_V1).parameters["tenant_id"].default is None


def test_the_original_keeps_its_own():
    assert "plugin_version" in inspect.signature(method).parameters


def test_name_and_docstring_stay():
    assert IN_V1.__name__ == "method"
    assert IN_V1.__doc__ == "The docstring."


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        (("s", "n", "2.7.1", "p"), {}),
        (("s",), {"name": "n", "hadoop_version": "2.7.1", "tenant_id": "p"}),
        (("s",), {"tenant_id": "p", "hadoop_version": "2.7.1", "name": "n"}),
        (("s", "n"), {"hadoop_version": "2.7.1", "tenant_id": "p"}),
    ],
)
def test_arguments_arrive_under_their_own_names(args, kwargs):
    assert IN_V1(*args, **kwargs) == ("s", "n", "2.7.1", "p", None)


def test_arguments_after_a_gap_arrive_under_their_own_names():
    def gapped(self, name=None, plugin_version=None):
        return self, name, plugin_version

    assert in_v1(gapped)("s", hadoop_version="2.7.1") == ("s", None, "2.7.1")


@pytest.mark.parametrize("unknown", ["plugin_version", "boot_from_volume", "colour"])
def test_what_v1_does_not_have_is_a_type_error(unknown):
    with pytest.raises(TypeError, match=unknown):
        IN_V1("s", "n", "2.7.1", **{unknown: 1})
