"""Sahara's API and engine in one process, with the engines of this package."""

from __future__ import annotations

import io
from typing import Any

import paramiko
import sahara.main as sahara_main
from sahara import conductor, context
from sahara.db.sqlalchemy import api as database
from sahara.plugins import base as plugins
from sahara.service import api, ops
from sahara.utils import crypto

from sahara_devcloud import jobs, queries, scenario
from sahara_devcloud.interfaces import web_interfaces
from sahara_devcloud.types import Cluster


class DevcloudOps(ops.LocalOps):
    """Sahara's in-process operations and the keypair update, which only its RPC operations have."""

    def update_keypair(self, cluster_id: str) -> None:
        context.spawn(f"updating-keypair-{cluster_id}", ops._update_keypair, cluster_id)


def _slow_down_decommissioning() -> None:
    # The fake plugin has nothing to decommission, so no client would see the status.
    plugin = plugins.PLUGINS.get_plugin("fake")
    plugin.decommission_nodes = lambda cluster, _instances: scenario.wait(cluster)


def _publish_urls() -> None:
    # Plugins publish their web interfaces when they start a cluster; the fake plugin has none.
    plugin = plugins.PLUGINS.get_plugin("fake")
    start = plugin.start_cluster

    def start_cluster(cluster: Cluster) -> None:
        start(cluster)
        conductor.API.cluster_update(context.ctx(), cluster, {"info": web_interfaces(cluster)})

    plugin.start_cluster = start_cluster


def _share_one_key_pair() -> None:
    # No instance uses the key of its cluster. A new key needs the program ssh-keygen, which is not
    # on every machine, and half a second of CPU time.
    key = paramiko.RSAKey.generate(2048)
    private = io.StringIO()
    key.write_private_key(private)
    public = f"{key.get_name()} {key.get_base64()} Generated-by-Sahara\n"
    crypto.generate_key_pair = lambda key_length=2048: (private.getvalue(), public)


def _keep_health_checks() -> None:
    # Up to release 14, Sahara returns a row without its database session. SQLAlchemy before 1.4
    # kept the session a while; later ones do not, and health checks end without a result. Read the
    # row again, as release 15 does (sahara/db/sqlalchemy/api.py).
    add = database.cluster_verification_add

    def add_and_read(ctx: object, cluster_id: str, values: dict[str, Any]) -> object:
        return database.cluster_verification_get(ctx, add(ctx, cluster_id, values).id)

    database.cluster_verification_add = add_and_read


def run() -> None:
    """Run Sahara until it is stopped, with Sahara's own arguments."""
    sahara_main.INFRASTRUCTURE_ENGINE = "devcloud"
    sahara_main.setup_common("/nonexistent", "all-in-one")
    queries.install()
    _slow_down_decommissioning()
    _publish_urls()
    _keep_health_checks()
    jobs.install()
    _share_one_key_pair()
    app = sahara_main.make_app()
    api.setup_api(DevcloudOps())
    sahara_main.setup_sahara_engine()
    jobs.resume()
    sahara_main.setup_auth_policy()
    sahara_main.launch_api_service(
        sahara_main.get_process_launcher(), sahara_main.SaharaWSGIService("sahara-devcloud", app)
    )
