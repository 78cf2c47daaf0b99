from __future__ import annotations

from types import SimpleNamespace

import openstack.exceptions
import pytest
from keystoneauth1 import exceptions as ksa_exceptions
from osc_lib import exceptions

from saharaclient.exceptions import NotFound, ServerFault
from saharaclient.osc.arguments import lookups as names
from tests.unit.osc import samples

LOOKUPS = pytest.mark.parametrize(
    ("service_name", "kind", "find"),
    [
        ("compute", "flavor", names.flavor_id),
        ("image", "image", names.image_id),
        ("network", "network", names.network_id),
    ],
)


def refusal(find, app, name):
    with pytest.raises((exceptions.CommandError, NotFound)) as raised:
        find(app.client_manager, name)
    return str(raised.value)


@LOOKUPS
def test_name_becomes_an_id(app, cloud, service_name, kind, find):
    getattr(cloud, service_name).ids["known"] = 42
    assert find(app.client_manager, "known") == "42"


@LOOKUPS
def test_unknown_name(app, service_name, kind, find):
    assert refusal(find, app, "nobody") == (
        f'No matches found. There is no {kind} with name or ID "nobody" in the {service_name}'
        " service."
    )


@LOOKUPS
def test_empty_name_is_not_looked_up(app, cloud, service_name, kind, find):
    getattr(cloud, service_name).ids[""] = ""
    assert "No matches found." in refusal(find, app, "")


@LOOKUPS
def test_id_needs_no_lookup(app, service_name, kind, find):
    app.client_manager.sdk_connection = None
    assert find(app.client_manager, samples.IMAGE_ID) == samples.IMAGE_ID


@LOOKUPS
@pytest.mark.parametrize(
    "name", [samples.IMAGE_ID.replace("-", ""), f"{{{samples.IMAGE_ID}}}", "urn:uuid:x"]
)
def test_name_that_is_not_quite_an_id_is_looked_up(app, cloud, service_name, kind, find, name):
    getattr(cloud, service_name).ids[name] = "42"
    assert find(app.client_manager, name) == "42"


@LOOKUPS
def test_client_without_catalog_cannot_resolve_names(app, service_name, kind, find):
    app.client_manager.sdk_connection = SimpleNamespace(**{service_name: object()})
    assert "Give the ID" in refusal(find, app, "any")


@LOOKUPS
def test_ambiguous_name(app, cloud, service_name, kind, find):
    getattr(cloud, service_name).failure = openstack.exceptions.DuplicateResource("Python's words")
    assert refusal(find, app, "twin") == (
        f'Multiple matches found. There are several {kind}s with name "twin"; specify the ID'
        " instead."
    )


@LOOKUPS
def test_failing_service(app, cloud, service_name, kind, find):
    getattr(cloud, service_name).failure = openstack.exceptions.HttpException("503: out of order")
    sentence = refusal(find, app, "any")
    assert sentence.startswith(f'The {service_name} service could not look up the {kind} "any": ')
    assert "503: out of order" in sentence


@LOOKUPS
def test_service_out_of_reach(app, cloud, service_name, kind, find):
    getattr(cloud, service_name).failure = ksa_exceptions.ConnectFailure("HTTPConnectionPool(...)")
    sentence = refusal(find, app, "any")
    assert sentence.startswith(f'The {service_name} service could not look up the {kind} "any": ')
    assert "There is no answer" in sentence
    assert "HTTPConnectionPool" not in sentence


@LOOKUPS
def test_service_that_cannot_be_discovered_is_no_matter_of_authentication(
    app, cloud, service_name, kind, find
):
    getattr(cloud, service_name).failure = ksa_exceptions.DiscoveryFailure("unavailable")
    assert "Authentication" not in refusal(find, app, "any")


@LOOKUPS
def test_service_that_the_cloud_does_not_have(app, service_name, kind, find):
    class NoServices:
        def __getattr__(self, name):
            raise openstack.exceptions.NotSupported(f"no {name}")

    app.client_manager.sdk_connection = NoServices()
    assert f"The {service_name} service could not look up" in refusal(find, app, "any")


def test_registered_image_is_found_by_name(app, service):
    service.holds(images=samples.image())
    assert names.registered_image_id(app.client_manager, "ubuntu") == samples.IMAGE_ID


def test_id_of_a_registered_image_is_taken_as_it_is(app, service):
    assert names.registered_image_id(app.client_manager, samples.IMAGE_ID) == samples.IMAGE_ID
    assert not service.mock.request_history


def test_registered_image_may_be_called_like_a_checksum(app, service):
    name = "d41d8cd98f00b204e9800998ecf8427e"
    service.holds(images=samples.image(name=name))
    assert names.registered_image_id(app.client_manager, name) == samples.IMAGE_ID


def test_unregistered_image_is_not_found(app, service):
    assert refusal(names.registered_image_id, app, "debian") == (
        'No matches found. There is no image with name "debian".'
    )


def test_other_failures_of_the_registry_are_what_they_are(app, service):
    service.refuses("GET", "/images", 500, "Internal Server Error")
    with pytest.raises(ServerFault, match="Internal Server Error"):
        names.registered_image_id(app.client_manager, "ubuntu")
