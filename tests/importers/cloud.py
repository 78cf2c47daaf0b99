"""What the importers need in the devcloud: a project of their own, in a domain ``default``.

sahara-tests logs in to a domain of this name. Keystone compares names without regard to case on
MySQL, but not on the devcloud's SQLite, where the domain that there is anyway is ``Default``.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import shlex
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from keystoneauth1.adapter import Adapter
from openstack import exceptions
from openstack.config import OpenStackConfig
from openstack.connection import Connection

from tests.importers.environments import CHECKOUT, HOME

DEVCLOUD = CHECKOUT / "tools" / "devcloud" / "devcloud"
DOMAIN = "default"
ROLES = ("admin", "member")
ATTEMPTS = 5
#: How long a collection may take to become empty.
SECONDS = 60
#: What importers create in Sahara, in the order in which it can be deleted.
COLLECTIONS = (
    *("jobs", "job-templates", "job-binaries", "data-sources"),
    *("clusters", "cluster-templates", "node-group-templates"),
)
#: Devstack has flavors of these IDs, and sahara-tests makes node group templates with them. They
#: stay, for other runs.
FLAVORS = ("3", "4")


@contextlib.contextmanager
def project() -> Iterator[dict[str, str]]:
    """Make a project with a user and an image; yield the variables that say where all that is.

    ``IMPORTERS_PROJECT`` is the name of the project and of its user, and a prefix for names.
    """
    settings = OpenStackConfig(config_files=[_clouds_of_devcloud()], load_envvars=False)
    admin = Connection(config=settings.get_one("devcloud"))
    name = f"importers-{uuid.uuid4().hex[:6]}"
    password = uuid.uuid4().hex
    identity: Any = admin.identity
    # Not by find_domain: the ID of the domain "Default" is "default".
    known = [domain for domain in identity.domains() if domain.name == DOMAIN]
    domain = known[0] if known else identity.create_domain(name=DOMAIN)
    own = identity.create_project(name=name, domain_id=domain.id)
    user = identity.create_user(
        name=name, domain_id=domain.id, password=password, default_project_id=own.id
    )
    try:
        for role in ROLES:
            identity.assign_project_role_to_user(own, user, identity.find_role(role))
        for id in FLAVORS:
            if admin.compute.find_flavor(id) is None:
                admin.compute.create_flavor(id=id, name=id, ram=512, vcpus=1, disk=4)
        image = _image(admin, name)
        variables = {
            "IMPORTERS_AUTH_URL": admin.config.get_auth_args()["auth_url"],
            "IMPORTERS_PROJECT": name,
            "IMPORTERS_PROJECT_ID": own.id,
            "IMPORTERS_DOMAIN_ID": domain.id,
            "IMPORTERS_PASSWORD": password,
            "IMPORTERS_IMAGE": name,
            "IMPORTERS_IMAGE_ID": image.id,
            "IMPORTERS_FLAVOR_ID": admin.compute.find_flavor("m1.tiny", ignore_missing=False).id,
            "IMPORTERS_NETWORK": "private",
            "IMPORTERS_NETWORK_ID": admin.network.find_network("private", ignore_missing=False).id,
            "IMPORTERS_PUBLIC_NETWORK": "public",
            "IMPORTERS_PUBLIC_NETWORK_ID": admin.network.find_network(
                "public", ignore_missing=False
            ).id,
            "OS_CLIENT_CONFIG_FILE": str(_clouds_yaml(name, password, admin)),
            "OS_CLOUD": "importers",
        }
        yield variables
        _sweep(variables)
        admin.image.delete_image(image)
    finally:
        (HOME / f"clouds-{name}.yaml").unlink(missing_ok=True)
        identity.delete_user(user)
        identity.delete_project(own)


def _sweep(variables: Mapping[str, str]) -> None:
    """Delete what the importers have left in the project."""
    config = OpenStackConfig(config_files=[variables["OS_CLIENT_CONFIG_FILE"]], load_envvars=False)
    session = config.get_one("importers").get_session()
    endpoint: Any = session.get_endpoint(service_type="data-processing", region_name="RegionOne")
    sahara = Adapter(session, endpoint_override=f"{endpoint.rstrip('/')}/v2")
    for collection in COLLECTIONS:
        for _ in range(SECONDS):
            left = [
                one
                for one in _listed(sahara.get(f"/{collection}").json())
                if one["project_id"] == variables["IMPORTERS_PROJECT_ID"]
            ]
            if not left:
                break
            for one in left:
                body = {"force": True} if collection == "clusters" else None
                sahara.delete(f"/{collection}/{one['id']}", json=body, raise_exc=False)
            time.sleep(1)


def _image(admin: Any, name: str) -> Any:
    """Make a public image; Glance on SQLite answers 500 now and then on a busy machine."""
    for attempt in range(ATTEMPTS):
        try:
            return admin.image.create_image(
                name,
                disk_format="raw",
                container_format="bare",
                visibility="public",
                data=b"\0" * 512,
                wait=True,
            )
        except exceptions.HttpException as error:
            if attempt == ATTEMPTS - 1 or (error.status_code or 0) < 500:
                raise
            for image in list(admin.image.images(name=name)):
                admin.image.delete_image(image)


def _clouds_of_devcloud() -> str:
    """Return the path of the devcloud's clouds.yaml; the devcloud is up then."""
    path = os.environ.get("OS_CLIENT_CONFIG_FILE")
    if path is None:
        subprocess.run([DEVCLOUD, "up"], check=True, stdout=subprocess.DEVNULL)
        printed = subprocess.run([DEVCLOUD, "env"], check=True, stdout=subprocess.PIPE, text=True)
        words = shlex.split(printed.stdout)
        path = dict(word.split("=", 1) for word in words if "=" in word)["OS_CLIENT_CONFIG_FILE"]
    return path


def _clouds_yaml(name: str, password: str, admin: Connection) -> pathlib.Path:
    path = HOME / f"clouds-{name}.yaml"
    path.touch(mode=0o600)
    auth = {
        "auth_url": admin.config.get_auth_args()["auth_url"],
        "username": name,
        "password": password,
        "project_name": name,
        "user_domain_name": DOMAIN,
        "project_domain_name": DOMAIN,
    }
    cloud = {"auth": auth, "region_name": "RegionOne", "identity_api_version": "3"}
    path.write_text(yaml.safe_dump({"clouds": {"importers": cloud}}))
    return path


def _listed(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a list has, under whatever key: job binaries are "binaries"."""
    return next(value for value in answer.values() if isinstance(value, list))
