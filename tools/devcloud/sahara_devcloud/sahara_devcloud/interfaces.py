"""The web interfaces that a cluster of the fake plugin says it has; nothing listens there."""

from __future__ import annotations

from sahara.plugins import utils

from sahara_devcloud.types import Cluster

#: Services, in the words of the vanilla plugin: process, port of its web interface, and the name
#: and URL of its own interface.
_SERVICES = {
    "HDFS": ("namenode", 50070, "NameNode", "hdfs://{host}:9000"),
    "MapReduce": ("jobtracker", 50030, "JobTracker", "{host}:8021"),
}


def web_interfaces(cluster: Cluster) -> dict[str, dict[str, str]]:
    """Return the ``info`` of a cluster."""
    info: dict[str, dict[str, str]] = {}
    for service, (process, port, name, url) in _SERVICES.items():
        for instance in utils.get_instances(cluster, process)[:1]:
            info[service] = {
                "Web UI": f"http://{instance.management_ip}:{port}",
                name: url.format(host=instance.instance_name),
            }
    return info
