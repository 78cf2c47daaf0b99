"""Projects for a process that runs tests next to others, so that its lists are its own."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import openstack

#: The roles that the users of clouds.yaml have in their projects.
ROLES = {"admin": "admin", "member": "member"}


@contextlib.contextmanager
def own_projects() -> Iterator[dict[str, str]]:
    """Create a project for each user, and delete it in the end; yield the names by user."""
    names = {user: f"{user}-{uuid.uuid4().hex[:5]}" for user in ROLES}
    with openstack.connect(cloud="devcloud") as admin:
        identity = admin.identity
        projects = {
            user: identity.create_project(name=name, domain_id="default").id
            for user, name in names.items()
        }
        try:
            for user, project_id in projects.items():
                identity.assign_project_role_to_user(
                    project_id,
                    identity.find_user(user, ignore_missing=False).id,
                    identity.find_role(ROLES[user], ignore_missing=False).id,
                )
            yield names
        finally:
            for project_id in projects.values():
                identity.delete_project(project_id)


def write_clouds(original: Path, copy: Path, projects: dict[str, str]) -> None:
    """Write a copy of clouds.yaml in which each user works in another project."""
    config = json.loads(original.read_text())
    for cloud in config["clouds"].values():
        auth = cloud["auth"]
        auth["project_name"] = projects[auth["username"]]
    copy.write_text(json.dumps(config))
