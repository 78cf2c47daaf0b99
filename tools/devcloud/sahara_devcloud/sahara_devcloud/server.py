"""Sahara's API and engine in one process, with our engines in place of Heat and Hadoop."""

import io

import paramiko
import sahara.main as sahara_main
from sahara import context
from sahara.plugins import base as plugins
from sahara.service import api, ops
from sahara.utils import crypto

from sahara_devcloud import jobs, rehearsal


class DevcloudOps(ops.LocalOps):
    """Sahara's in-process operations, with the one that only its remote twin has."""

    def update_keypair(self, cluster_id: str) -> None:
        context.spawn(f"updating-keypair-{cluster_id}", ops._update_keypair, cluster_id)


def _pace_decommissioning() -> None:
    # The fake plugin has nothing to decommission, so nobody would ever see that status.
    plugin = plugins.PLUGINS.get_plugin("fake")
    plugin.decommission_nodes = lambda cluster, _instances: rehearsal.pause(cluster)


def _share_one_key_pair() -> None:
    # No instance ever sees its cluster's key, and making one takes the program ssh-keygen,
    # which is not on every machine, and half a second of a core.
    key = paramiko.RSAKey.generate(2048)
    private = io.StringIO()
    key.write_private_key(private)
    public = f"{key.get_name()} {key.get_base64()} Generated-by-Sahara\n"
    crypto.generate_key_pair = lambda key_length=2048: (private.getvalue(), public)


def run() -> None:
    """Run Sahara until it is told to end; its arguments are Sahara's own."""
    sahara_main.INFRASTRUCTURE_ENGINE = "devcloud"
    sahara_main.setup_common("/nonexistent", "all-in-one")
    _pace_decommissioning()
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
