"""The cloud behind the commands, asked without any code of this project."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from typing import Any

from keystoneauth1.adapter import Adapter
from openstack.connection import Connection

#: Entries of clouds.yaml.
CLOUDS = {"admin": "devcloud", "member": "devcloud-member"}
#: Statuses of a cluster that will be gone.
LEAVING = ("Deleting", "AwaitingTermination")
#: The collections of Sahara, in the order in which they can be emptied.
COLLECTIONS = ("clusters", "cluster-templates", "node-group-templates")


class Account:
    """One user's view of the cloud.

    :param user: ``admin`` or ``member``.
    """

    def __init__(self, user: str) -> None:
        self.user = user
        self.connection = Connection(cloud=CLOUDS[user])
        endpoint = self.connection.session.get_endpoint(
            service_type="data-processing", region_name="RegionOne"
        )
        self.sahara = Adapter(
            self.connection.session, endpoint_override=f"{endpoint.rstrip('/')}/v2"
        )

    def get(self, collection: str, id: str) -> dict[str, Any]:
        """Return something of Sahara's, by v2's field names."""
        (resource,) = self.sahara.get(f"/{collection}/{id}").json().values()
        return resource

    def list(self, collection: str) -> list[dict[str, Any]]:
        """Return all of a collection of Sahara's that the user sees."""
        return self.sahara.get(f"/{collection}").json()[collection.replace("-", "_")]

    def named(self, collection: str, name: str) -> list[dict[str, Any]]:
        """Return all of that name."""
        return [one for one in self.list(collection) if one["name"] == name]

    def create(self, collection: str, **fields: Any) -> dict[str, Any]:
        """Create something of Sahara's, by v2's field names."""
        (resource,) = self.sahara.post(f"/{collection}", json=fields).json().values()
        return resource

    def until_active(self, cluster_id: str, seconds: float = 120) -> dict[str, Any]:
        """Wait until a cluster is Active, and return it."""
        end = time.monotonic() + seconds
        while (cluster := self.get("clusters", cluster_id))["status"] != "Active":
            assert cluster["status"] != "Error", cluster["status_description"]
            assert time.monotonic() < end, cluster["status"]
            time.sleep(0.2)
        return cluster

    def until_checked(self, cluster_id: str, seconds: float = 120) -> dict[str, Any]:
        """Wait until no health check of a cluster runs, and return its result.

        The server starts one of its own as soon as a cluster is Active.
        """
        end = time.monotonic() + seconds
        while True:
            verification = self.get("clusters", cluster_id).get("verification") or {}
            if verification.get("status") not in (None, "CHECKING"):
                return verification
            assert time.monotonic() < end, verification
            time.sleep(0.2)

    def create_image(self, name: str) -> str:
        """Create an image in Glance, and return its ID."""
        image = self.connection.image.create_image(
            name, disk_format="raw", container_format="bare", data=b"\0" * 512, wait=True
        )
        return image.id

    def register_image(self, id: str, tags: Iterable[str] = (), username: str = "ubuntu") -> None:
        """Register an image of Glance with Sahara."""
        self.sahara.post(f"/images/{id}", json={"username": username, "description": ""})
        self.sahara.put(f"/images/{id}/tags", json={"tags": list(tags)})


class Names:
    """Gives out names that nothing has, and removes all that was given one.

    They are host names, and begin with what they are for.
    """

    def __init__(self) -> None:
        self.mark = f"-{uuid.uuid4().hex[:5]}-"
        self._count = 0

    def __call__(self, purpose: str) -> str:
        self._count += 1
        return f"{purpose}{self.mark}{self._count}"

    def in_use(self, account: Account) -> dict[str, set[str]]:
        """Return the names that were given out and something has, by collection.

        What is on its way out counts as gone.
        """
        return {
            collection: {
                one["name"]
                for one in account.list(collection)
                if self.mark in one["name"] and one.get("status") not in LEAVING
            }
            for collection in (*COLLECTIONS, "images")
        }

    def sweep(self, account: Account) -> None:
        """Delete everything of an account's project that has one of these names."""
        project = account.connection.current_project_id
        for collection in COLLECTIONS:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                left = [
                    one
                    for one in account.list(collection)
                    if self.mark in one["name"] and one["project_id"] == project
                ]
                if not left:
                    break
                for one in left:
                    self._delete(account, collection, one)
                time.sleep(0.2)
        for image in list(account.connection.image.images()):
            if self.mark in image.name and image.owner_id == project:
                account.connection.image.delete_image(image.id)

    def _delete(self, account: Account, collection: str, one: dict[str, Any]) -> None:
        if one.get("status") in LEAVING:
            return
        url = f"/{collection}/{one['id']}"
        if one["is_protected"]:
            account.sahara.patch(url, json={"is_protected": False}, raise_exc=False)
        body = {"force": True} if collection == "clusters" else None
        account.sahara.delete(url, json=body, raise_exc=False)
