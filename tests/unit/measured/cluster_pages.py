"""A service on the loopback that lists thousands of clusters, a page at a time."""

from __future__ import annotations

import json
import uuid
from urllib import parse

#: Stands in the text of a cluster where its number and its ID go.
_NUMBER, _ID = "@number@", "@id@"
_V1_NAMES = {"plugin_version": "hadoop_version", "project_id": "tenant_id"}
_TIMES = {"created_at": "2023-10-04T10:00:00", "updated_at": "2023-10-04T10:07:31"}
_PROJECT = "ca173627fed74108badcb12b0a600c72"


def _instance(group, number):
    return {
        **_TIMES,
        "id": f"{_ID}-instance-{group}-{number}",
        "instance_id": f"{_ID}-server-{group}-{number}",
        "instance_name": f"nightly-report-{_NUMBER}-{group}-{number}",
        "internal_ip": f"10.0.{number}.17",
        "management_ip": f"10.0.{number}.17",
        "dns_hostname": None,
        "storage_devices_number": 0,
        "volumes": [],
    }


def _node_group(name, processes, count):
    return {
        **_TIMES,
        "id": f"{_ID}-group-{name}",
        "name": name,
        "count": count,
        "flavor_id": "2",
        "image_id": None,
        "image_username": "ubuntu",
        "node_group_template_id": f"template-{name}",
        "node_processes": processes,
        "node_configs": {
            "YARN": {
                "yarn.nodemanager.vmem-check-enabled": "false",
                "yarn.scheduler.maximum-allocation-mb": 2048,
                "yarn.nodemanager.resource.memory-mb": 2048,
            },
            "MapReduce": {
                "mapreduce.map.memory.mb": 256,
                "mapreduce.map.java.opts": "-Xmx204m",
                "mapreduce.reduce.java.opts": "-Xmx409m",
            },
        },
        "availability_zone": None,
        "floating_ip_pool": "033debed-aeb8-488c-b7d0-adb74c61faa5",
        "security_groups": None,
        "auto_security_group": False,
        "open_ports": [],
        "use_autoconfig": True,
        "is_proxy_gateway": False,
        "shares": None,
        "volumes_per_node": 0,
        "volumes_size": 0,
        "volumes_availability_zone": None,
        "volume_type": None,
        "volume_local_to_instance": False,
        "volume_mount_prefix": "/volumes/disk",
        "storage_paths": None,
        "instances": [_instance(name, number) for number in range(count)],
    }


def _cluster(version):
    cluster = {
        **_TIMES,
        "id": _ID,
        "project_id": _PROJECT,
        "trust_id": None,
        "name": f"nightly-report-{_NUMBER}",
        "description": "What the reports of the night are made on",
        "status": "Active",
        "status_description": "",
        "plugin_name": "vanilla",
        "plugin_version": "2.7.1",
        "cluster_template_id": "57c92a7c-5c6a-42ea-9c6f-9f40a5aa4b36",
        "default_image_id": "4118a476-dfdc-4b0e-8d5c-463cba08e9ae",
        "neutron_management_network": "b1610452-2933-46b0-bf31-660cfa5621bd",
        "user_keypair_id": "operations",
        "management_public_key": f"ssh-rsa {'AAAAB3NzaC1yc2EA' * 23} Generated-by-Sahara\n",
        "anti_affinity": [],
        "cluster_configs": {"HDFS": {"dfs.replication": 3}},
        "info": {"HDFS": {"NameNode": "hdfs://nightly:9000", "Web UI": "http://10.0.0.17:50070"}},
        "provision_progress": [],
        "verification": {},
        "node_groups": [
            _node_group("master", ["namenode", "resourcemanager", "oozie", "historyserver"], 1),
            _node_group("worker", ["datanode", "nodemanager"], 2),
        ],
        "use_autoconfig": True,
        "is_transient": False,
        "is_public": False,
        "is_protected": False,
        "shares": None,
        "domain_name": None,
    }
    if version == "2":
        return cluster
    return {_V1_NAMES.get(name, name): value for name, value in cluster.items()}


class ClusterPages:
    """A way for a :class:`~tests.unit.loopback.Loopback` to answer.

    :param count: how many clusters of three instances there are, in either version of the API.
    """

    def __init__(self, count):
        self.count = count
        self.sent = 0
        self._texts = {version: json.dumps(_cluster(version)) for version in ("1.1", "2")}

    def __call__(self, exchange):
        target = parse.urlsplit(exchange.arrived.path)
        query = dict(parse.parse_qsl(target.query))
        start = uuid.UUID(query["marker"]).int + 1 if "marker" in query else 0
        end = min(start + int(query.get("limit", self.count)), self.count)
        text = self._texts["1.1" if target.path.startswith("/v1.1/") else "2"]
        clusters = ", ".join(self._numbered(text, number) for number in range(start, end))
        page = f'{{"clusters": [{clusters}]'
        if "limit" in query:
            following = json.dumps(self._id(end - 1) if end < self.count else None)
            page += f', "markers": {{"prev": null, "next": {following}}}'
        body = f"{page}}}".encode()
        self.sent += len(body)
        exchange.say(200, body, Content_Type="application/json")

    def _numbered(self, text, number):
        return text.replace(_NUMBER, f"{number:05}").replace(_ID, self._id(number))

    @staticmethod
    def _id(number):
        return str(uuid.UUID(int=number))
