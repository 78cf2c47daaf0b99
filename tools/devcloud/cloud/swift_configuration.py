"""The configuration files of Swift's servers."""

from __future__ import annotations

import os
import pathlib
import pwd

from cloud.options import Options, authtoken, login
from cloud.state import HOST, Cloud


def proxy(cloud: Cloud) -> Options:
    """Return the configuration of the proxy server."""
    pipeline = (
        "catch_errors gatekeeper healthcheck proxy-logging listing_formats bulk authtoken s3api"
        " s3token keystoneauth copy slo dlo proxy-logging proxy-server"
    )
    filters: Options = {
        f"filter:{name}": {"use": f"egg:swift#{name.replace('-', '_')}"}
        for name in dict.fromkeys(pipeline.split())
        if name not in ("authtoken", "proxy-server")
    }
    # The region of s3api stays us-east-1, which Sahara's S3 client uses.
    filters["filter:keystoneauth"]["operator_roles"] = "admin, member"
    filters["filter:s3token"] |= {
        "auth_uri": f"{cloud.url('keystone')}/v3",
        **login(cloud, "swift"),
    }
    return {
        **_server(cloud, "swift"),
        "pipeline:main": {"pipeline": pipeline},
        "app:proxy-server": {"use": "egg:swift#proxy", "account_autocreate": "true"},
        "filter:authtoken": {
            "paste.filter_factory": "keystonemiddleware.auth_token:filter_factory",
            "delay_auth_decision": "true",
            **authtoken(cloud, "swift"),
        },
        **filters,
    }


def backend(cloud: Cloud, name: str) -> Options:
    """Return the configuration of the account, container or object server."""
    kind = name.removeprefix("swift-")
    return {
        **_server(cloud, name),
        "pipeline:main": {"pipeline": f"healthcheck {kind}-server"},
        "filter:healthcheck": {"use": "egg:swift#healthcheck"},
        f"app:{kind}-server": {"use": f"egg:swift#{kind}"},
    }


def devices(cloud: Cloud) -> pathlib.Path:
    """Return the folder of Swift's devices."""
    return cloud.folder("data", "swift")


def _server(cloud: Cloud, name: str) -> Options:
    return {
        "DEFAULT": {
            "bind_ip": HOST,
            "bind_port": cloud.ports[name],
            # No worker processes.
            "workers": 0,
            "user": pwd.getpwuid(os.getuid()).pw_name,
            "swift_dir": cloud.folder("etc", "swift"),
            "devices": devices(cloud),
            "mount_check": "false",
            "disable_fallocate": "true",
        }
    }
