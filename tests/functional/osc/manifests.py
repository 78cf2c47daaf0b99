"""A manifest with a resource of each kind, and what there is of it on the cloud."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from tests.functional.cloud import Account, Names
from tests.functional.conftest import FAST
from tests.functional.osc.service import listed, uploads

#: Collections of what a manifest declares, in the order in which it is created.
COLLECTIONS = (
    "node-group-templates",
    "cluster-templates",
    "data-sources",
    "job-binaries",
    "job-templates",
    "clusters",
)
_NODES = {"plugin_name": "fake", "plugin_version": "0.1", "flavor": "m1.tiny"}
_ROLES = ("master", "worker", "template", "cluster", "source", "binary", "job")
#: What two equal clusters do not have in common.
_OWN = (
    *("id", "created_at", "updated_at", "trust_id", "management_public_key", "user_keypair_id"),
    *("status", "status_description", "provision_progress", "verification", "instances"),
    *("info", "rollback_info"),
)


#: Returns a new environment.
Declare: TypeAlias = Callable[[], "Environment"]


@dataclass
class Environment:
    """A file that declares resources with names of their own.

    :param folder: where the file is.
    :param image: name of a registered image.
    :param has_upload: whether a program is stored in the database of the service.
    """

    folder: Path
    names: Names
    image: str
    has_upload: bool = False
    workers: int = 1
    called: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.called = {role: self.names(role) for role in _ROLES}
        (self.folder / "count.pig").write_text(f"-- {self.called['binary']}\n")
        self.write()

    @property
    def path(self) -> str:
        return str(self.folder / "env.json")

    def write(self) -> None:
        """Write the file, after a change, too."""
        Path(self.path).write_text(json.dumps(self._declared()))

    def _declared(self) -> dict[str, list[dict[str, Any]]]:
        called = self.called
        stored = {"file": "count.pig"} if self.has_upload else {"url": "swift://jobs/count.pig"}
        if not self.has_upload:
            stored |= {"credentials": {"user": "etl", "password": {"file": "count.pig"}}}  # type: ignore[dict-item]
        return {
            "node_group_templates": [
                {"name": called["master"], "processes": ["namenode", "jobtracker"], **_NODES},
                {"name": called["worker"], "processes": ["datanode", "tasktracker"], **_NODES},
            ],
            "cluster_templates": [
                {
                    "name": called["template"],
                    "node_groups": [
                        {"template": called["master"], "count": 1},
                        {"template": called["worker"], "count": 1},
                    ],
                }
            ],
            "data_sources": [
                {"name": called["source"], "type": "hdfs", "url": "hdfs://node:8020/in"}
            ],
            "job_binaries": [{"name": called["binary"], **stored}],
            "job_templates": [{"name": called["job"], "type": "Pig", "mains": [called["binary"]]}],
            "clusters": [
                {
                    "name": called["cluster"],
                    "template": called["template"],
                    "image": self.image,
                    "network": "private",
                    "description": FAST,
                    "node_groups": [{"name": called["worker"], "count": self.workers}],
                }
            ],
        }

    # What there is

    def found(self, account: Account) -> dict[str, list[dict[str, Any]]]:
        """Return what the cloud has of the names in the file, by collection."""
        return {
            collection: [
                one for one in listed(account, collection) if one["name"] in self.called.values()
            ]
            for collection in COLLECTIONS
        }

    def state(self, account: Account) -> dict[str, Any]:
        """Return what there is, the same for two environments that are alike.

        The service changes a cluster until that is Active.
        """
        for one in account.named("clusters", self.called["cluster"]):
            account.until_active(one["id"])
        found = self.found(account)
        names = {name: role for role, name in self.called.items()} | {self.image: "image"}
        names |= {one["id"]: names[one["name"]] for of in found.values() for one in of}
        stored = uploads(account, self.called["binary"])
        names |= {f"internal-db://{one['id']}": "upload" for one in stored}

        def shown(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: shown(part) for key, part in value.items() if key not in _OWN}
            if isinstance(value, list):
                return [shown(part) for part in value]
            return names.get(value, value) if isinstance(value, str) else value

        state = {
            collection: sorted(map(shown, of), key=lambda one: str(one["name"]))
            for collection, of in found.items()
        }
        return {**state, "uploads": len(stored)}

    def uploads(self, account: Account) -> int:
        """Return how often the service has stored the program."""
        return len(uploads(account, self.called["binary"]))

    def more_than_once(self, account: Account) -> list[str]:
        """Return the names that several resources of a kind have."""
        found = self.found(account)
        return [
            name
            for of in found.values()
            for name, count in Counter(one["name"] for one in of).items()
            if count > 1
        ]

    def delete_cluster(self, account: Account) -> None:
        """Have the cluster go, which takes the most room."""
        for one in account.named("clusters", self.called["cluster"]):
            account.sahara.delete(f"/clusters/{one['id']}", json={"force": True}, raise_exc=False)
