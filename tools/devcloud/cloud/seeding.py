"""Hundreds of clusters and data sources: the service creates one of each, the rest are copies."""

from __future__ import annotations

import contextlib
import sqlite3
import time
import uuid
from collections.abc import Iterator
from typing import Any

from cloud import databases, options, processes
from cloud.errors import DevcloudError
from cloud.progress import step
from cloud.rest import Session
from cloud.services import SERVICES
from cloud.state import Cloud

#: Numbers for ``seed 1``.
CLUSTERS = 500
DATA_SOURCES = 2000
INSTANCES = {"master": 1, "worker": 2}
PROCESSES = {
    "master": ["namenode", "jobtracker"],
    "worker": ["datanode", "tasktracker"],
}
PLUGIN = {"plugin_name": "fake", "plugin_version": "0.1"}
READY_SECONDS = 60

#: The tables of each kind. A table after the first has a column that refers to a row of another.
DATA_SOURCE_TABLES = {"data_sources": ("", "")}
CLUSTER_TABLES = {
    "clusters": ("", ""),
    "node_groups": ("cluster_id", "clusters"),
    "instances": ("node_group_id", "node_groups"),
    "cluster_provision_steps": ("cluster_id", "clusters"),
    "cluster_events": ("step_id", "cluster_provision_steps"),
    "cluster_verifications": ("cluster_id", "clusters"),
    "cluster_health_checks": ("verification_id", "cluster_verifications"),
}

Rows = list[dict[str, Any]]
Tables = dict[str, tuple[str, str]]


def name(number: int) -> str:
    """Return the name of a cluster or data source; the first number is 1."""
    return f"seeded-{number:05}"


def seed(cloud: Cloud, factor: int) -> None:
    """Have ``factor`` times the seeded resources; 0 removes all of them."""
    with cloud.locked():
        if not databases.ready(cloud):
            raise DevcloudError(
                'There is no complete cloud to seed. Create one with "devcloud up".'
            )
        if cloud.database:
            raise DevcloudError(
                "Only Sahara on SQLite can be seeded. Change the database with "
                '"devcloud up --database sqlite".'
            )
        if any(processes.find(cloud, service) is None for service in SERVICES.values()):
            raise DevcloudError('The cloud is not up. Start it with "devcloud up".')
        if factor:
            admin = Session(cloud, "admin", "admin")
            _ensure_first_cluster(admin)
            _ensure_first_data_source(admin)
        path = options.database_file(cloud, "sahara")
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as database, database:
            database.row_factory = sqlite3.Row
            for kind, tables, unit in (
                ("clusters", CLUSTER_TABLES, CLUSTERS),
                ("data sources", DATA_SOURCE_TABLES, DATA_SOURCES),
            ):
                removed = _remove_above(database, tables, unit * factor)
                added = _copy_first(database, tables, unit * factor)
                step(f"{added} {kind} added, {removed} removed: {unit * factor} in all.")


def _remove_above(database: sqlite3.Connection, tables: Tables, count: int) -> int:
    """Remove resources with numbers above ``count``; return how many."""
    seeded = f"name LIKE 'seeded-%' AND CAST(substr(name, 8) AS INTEGER) > {count}"
    removed = 0
    # Rows that refer to others go first.
    for table in reversed(tables):
        removed = database.execute(
            f"DELETE FROM {table} WHERE {_condition(tables, table, seeded)}"
        ).rowcount
    return removed


def _copy_first(database: sqlite3.Connection, tables: Tables, count: int) -> int:
    """Add copies of the first resource until there are ``count``; return how many."""
    table = next(iter(tables))
    names = {row["name"] for row in database.execute(f"SELECT name FROM {table}")}
    missing = [number for number in range(1, count + 1) if name(number) not in names]
    first = [
        [
            dict(row)
            for row in database.execute(
                f"SELECT * FROM {table} WHERE {_condition(tables, table, 'name = ?')}", (name(1),)
            )
        ]
        for table in tables
    ]
    for table, rows in zip(tables, _copies(first, missing), strict=True):
        if rows:
            columns = ", ".join(rows[0])
            places = ", ".join(f":{column}" for column in rows[0])
            database.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)
    return len(missing)


def _condition(tables: Tables, table: str, condition: str) -> str:
    """Return the condition for rows that refer to matching rows of the first table."""
    column, parent = tables[table]
    if not parent:
        return condition
    return f"{column} IN (SELECT id FROM {parent} WHERE {_condition(tables, parent, condition)})"


def _copies(first: list[Rows], numbers: list[int]) -> list[Rows]:
    """Return copies with new IDs and names, by table."""
    known = [
        row[key] for rows in first for row in rows for key in ("id", "instance_id") if key in row
    ]
    copies: list[Rows] = [[] for _table in first]
    for number in numbers:
        ids = {old: str(uuid.uuid4()) for old in known if old}
        for target, rows in zip(copies, first, strict=True):
            target += [
                {column: _renamed(ids.get(value, value), number) for column, value in row.items()}
                for row in rows
            ]
    return copies


def _renamed(value: Any, number: int) -> Any:
    return value.replace(name(1), name(number)) if isinstance(value, str) else value


def _ensure_first_cluster(admin: Session) -> None:
    """Launch the cluster that the others are copies of, with its templates."""
    if any(_named(admin, "clusters", name(1))):
        return
    step("Launching the first cluster.")
    image = admin.get("glance", "/v2/images?name=fake-image")["images"][0]["id"]
    admin.post("sahara", f"/v2/images/{image}", {"username": "fake", "description": ""})
    admin.put(
        "sahara", f"/v2/images/{image}/tags", b'{"tags": ["fake", "0.1"]}', "application/json"
    )
    flavors = admin.get("nova", "/v2.1/flavors")["flavors"]
    flavor = next(flavor["id"] for flavor in flavors if flavor["name"] == "m1.tiny")
    networks = admin.get("neutron", "/v2.0/networks?name=private")["networks"]
    groups = [
        {
            "name": role,
            "count": count,
            "node_group_template_id": _ensure(
                admin,
                "node-group-templates",
                f"seeded-{role}",
                {**PLUGIN, "node_processes": PROCESSES[role], "flavor_id": flavor},
            ),
        }
        for role, count in INSTANCES.items()
    ]
    template = _ensure(admin, "cluster-templates", "seeded", {**PLUGIN, "node_groups": groups})
    cluster = _ensure(
        admin,
        "clusters",
        name(1),
        {
            **PLUGIN,
            "cluster_template_id": template,
            "default_image_id": image,
            "neutron_management_network": networks[0]["id"],
            "description": "stage_seconds=0.02",
        },
    )
    _await_checked(admin, cluster)


def _await_checked(admin: Session, cluster_id: str) -> None:
    """Return when a cluster is Active and its first health check is done."""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        cluster = admin.get("sahara", f"/v2/clusters/{cluster_id}")["cluster"]
        health = (cluster.get("verification") or {}).get("status", "CHECKING")
        if cluster["status"] == "Active" and health != "CHECKING":
            return
        if cluster["status"] == "Error":
            break
        time.sleep(0.1)
    raise DevcloudError(f'The cluster to copy is not Active but "{cluster["status"]}".')


def _ensure_first_data_source(admin: Session) -> None:
    fields = {"type": "hdfs", "url": f"hdfs://namenode/data/{name(1)}"}
    _ensure(admin, "data-sources", name(1), fields)


def _ensure(admin: Session, collection: str, called: str, fields: dict[str, Any]) -> str:
    """Return the ID of a resource; create it if it is missing."""
    for found in _named(admin, collection, called):
        return str(found["id"])
    (created,) = admin.post("sahara", f"/v2/{collection}", {"name": called, **fields}).values()
    return str(created["id"])


def _named(admin: Session, collection: str, called: str) -> Iterator[dict[str, Any]]:
    listed = admin.get("sahara", f"/v2/{collection}")[collection.replace("-", "_")]
    return (one for one in listed if one["name"] == called)
