"""Settings of Horizon with the Sahara panels, for the devcloud."""

import os

import openstack_dashboard.enabled
import sahara_dashboard.enabled
from openstack_dashboard.test.settings import *  # noqa: F403
from openstack_dashboard.utils import settings as settings_utils

for setting in ("dashboards", "default_dashboard"):
    HORIZON_CONFIG.pop(setting, None)  # noqa: F405
settings_utils.update_dashboards(
    [openstack_dashboard.enabled, sahara_dashboard.enabled],
    HORIZON_CONFIG,  # noqa: F405
    INSTALLED_APPS,  # noqa: F405
)
# The settings above have added Horizon's own already.
INSTALLED_APPS = list(dict.fromkeys(INSTALLED_APPS))  # noqa: F405

ROOT_URLCONF = "openstack_dashboard.urls"
ALLOWED_HOSTS = ["*"]
AVAILABLE_REGIONS: list[object] = []
OPENSTACK_KEYSTONE_URL = os.environ["IMPORTERS_AUTH_URL"]
OPENSTACK_KEYSTONE_DEFAULT_DOMAIN = "default"
OPENSTACK_KEYSTONE_MULTIDOMAIN_SUPPORT = False
OPENSTACK_KEYSTONE_FEDERATION_MANAGEMENT = False
OPENSTACK_NEUTRON_NETWORK = {"enable_router": True, "enable_security_group": True}
OPENSTACK_API_VERSIONS = {"data-processing": float(os.environ["IMPORTERS_API_VERSION"])}
# Style sheets and scripts are none of the client's business.
COMPRESS_ENABLED = False
COMPRESS_PRECOMPILERS = ()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
