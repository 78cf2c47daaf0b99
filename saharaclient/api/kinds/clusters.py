"""Fields of clusters."""

from __future__ import annotations

from dataclasses import replace

from saharaclient.api.fields import Compare, Field, Format, Kind, Lookup, Type
from saharaclient.api.kinds import cluster_templates as templates
from saharaclient.api.kinds.shared_fields import shares, sharing

CLUSTER = Kind(
    key="clusters",
    name="cluster",
    manager="clusters",
    order=6,
    fields=(
        Field(
            "name",
            Type.TEXT,
            "Name of the cluster; must be a valid host name",
            option="name",
            required=True,
            longest=50,
            format=Format.HOST_NAME,
        ),
        Field(
            "cluster_template_id",
            Type.TEXT,
            "Name or ID of the cluster template",
            option="cluster-template",
            aliases=("template",),
            updatable=False,
            refers_to=templates.CLUSTER_TEMPLATE.key,
        ),
        *(replace(field, updatable=False) for field in templates.PLUGIN_FIELDS),
        replace(templates.IMAGE, option="image", aliases=(), updatable=False),
        Field(
            "description",
            Type.TEXT,
            "Description of the cluster",
            option="description",
            nullable=True,
        ),
        Field(
            "user_keypair_id",
            Type.TEXT,
            "Name of the key pair to log in to the instances with",
            option="user-keypair",
            aliases=("keypair",),
            updatable=False,
            refers_to=Lookup.KEY_PAIR,
            format=Format.KEY_PAIR,
        ),
        replace(templates.NETWORK, option="neutron-network", updatable=False),
        *sharing("cluster"),
        Field(
            "is_transient",
            Type.SWITCH,
            "Delete the cluster when its jobs are done",
            option="transient",
            updatable=False,
            default=False,
        ),
        # Sahara scales node groups, and changes nothing else about them.
        replace(
            templates.NODE_GROUPS,
            description="Node groups in place of those of the template, or their numbers of nodes",
            option=None,
        ),
        replace(templates.ANTI_AFFINITY, option=None, updatable=False),
        replace(templates.AUTOCONFIG, option=None, aliases=("autoconfig",), updatable=False),
        replace(shares("cluster"), option=None),
        replace(
            templates.CONFIGS,
            option=None,
            aliases=("configs",),
            updatable=False,
            compare=Compare.DECLARED_KEYS,
        ),
        replace(templates.CLUSTER_TEMPLATE["domain_name"], option=None, updatable=False),
    ),
)
