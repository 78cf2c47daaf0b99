"""Lookups of flavors, images and networks: the ID for a name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from keystoneauth1 import exceptions as ksa_exceptions
from openstack import exceptions as sdk_exceptions
from osc_lib import exceptions

from saharaclient.api.fields import Lookup
from saharaclient.exceptions import NotFound
from saharaclient.osc.plugin import API_NAME
from saharaclient.transport.failures import from_failure

if TYPE_CHECKING:
    from osc_lib.clientmanager import ClientManager

    from saharaclient.api.client import AnyClient

#: How the services write an ID; other ways to write a UUID may well be names.
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_id(text: str) -> bool:
    """Return whether a text is an ID as the services write it, which needs no lookup."""
    return _ID.fullmatch(text) is not None


def flavor_id(client_manager: ClientManager, name_or_id: str) -> str:
    """Return the ID of a Nova flavor."""
    return _id(client_manager, "compute", "flavor", name_or_id)


def image_id(client_manager: ClientManager, name_or_id: str) -> str:
    """Return the ID of a Glance image, registered or not."""
    return _id(client_manager, "image", "image", name_or_id)


def registered_image_id(client_manager: ClientManager, name_or_id: str) -> str:
    """Return the ID of an image of the data processing service's registry."""
    if is_id(name_or_id):
        return name_or_id
    client: AnyClient = getattr(client_manager, API_NAME)
    return str(client.images.resolve(name_or_id).id)


def network_id(client_manager: ClientManager, name_or_id: str) -> str:
    """Return the ID of a Neutron network."""
    return _id(client_manager, "network", "network", name_or_id)


def security_group_id(client_manager: ClientManager, name_or_id: str) -> str:
    """Return the ID of a Neutron security group."""
    return _id(client_manager, "network", "security_group", name_or_id)


#: The service that has what a name can refer to, and openstacksdk's word for it.
_PLACES = {
    Lookup.FLAVOR: ("compute", "flavor"),
    Lookup.IMAGE: ("image", "image"),
    Lookup.NETWORK: ("network", "network"),
    Lookup.SECURITY_GROUP: ("network", "security_group"),
}


def name_of(client_manager: ClientManager, kind: Lookup, id: str) -> str | None:
    """Return the name for an ID; None if it is not known, which is no error."""
    service, noun = _PLACES.get(kind, ("", ""))
    try:
        connection = getattr(client_manager.sdk_connection, service)
        found = getattr(connection, f"find_{noun}")(id, ignore_missing=True)
    except (AttributeError, sdk_exceptions.SDKException, ksa_exceptions.ClientException):
        return None
    return None if found is None or not found.name else str(found.name)


def _id(client_manager: ClientManager, service: str, kind: str, name_or_id: str) -> str:
    """Look a name or ID up; a UUID needs no lookup, which may not even be possible.

    OpenStackClient without a service catalog (auth type admin_token) has no such service.
    """
    if is_id(name_or_id):
        return name_or_id
    try:
        find = getattr(getattr(client_manager.sdk_connection, service), f"find_{kind}", None)
        kind = kind.replace("_", " ")
        if find is None:
            raise exceptions.CommandError(
                f'The {kind} "{name_or_id}" cannot be looked up: the service catalog has no'
                f" {service} service. Give the ID of the {kind} instead."
            )
        # Asked for an empty name, openstacksdk finds a network without an ID.
        found = find(name_or_id, ignore_missing=False) if name_or_id else None
        if found is None:
            raise sdk_exceptions.NotFoundException
    except sdk_exceptions.NotFoundException as error:
        not_found = NotFound(
            error_message=f'No matches found. There is no {kind} with name or ID "{name_or_id}" in'
            f" the {service} service."
        )
        not_found.kind = "image service image" if kind == "image" else kind
        not_found.looked_for = name_or_id
        raise not_found from error
    except sdk_exceptions.DuplicateResource as error:
        raise exceptions.CommandError(
            f'Multiple matches found. There are several {kind}s with name "{name_or_id}";'
            " specify the ID instead."
        ) from error
    except (sdk_exceptions.SDKException, ksa_exceptions.ClientException) as error:
        reason: Exception = error
        if isinstance(error, ksa_exceptions.ClientException):
            reason = from_failure(error, "GET", service)
        raise exceptions.CommandError(
            f'The {service} service could not look up the {kind} "{name_or_id}": {reason}'
        ) from error
    return str(found.id)
