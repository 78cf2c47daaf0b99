"""The remote driver: files of an instance are kept in memory, commands do nothing."""

from __future__ import annotations

from typing import Any

from sahara import conductor, context
from sahara.utils import cluster as clusters
from sahara.utils import remote

from sahara_devcloud import scenario
from sahara_devcloud.types import Instance

SLOWED = (clusters.CLUSTER_STATUS_CONFIGURING, clusters.CLUSTER_STATUS_STARTING)

#: Content by path, by instance ID.
_files: dict[str, dict[str, str]] = {}


class DevcloudRemoteDriver(remote.RemoteDriver):
    """Creates remotes that do not connect to a machine."""

    def setup_remote(self, engine: object) -> None:
        pass

    def get_remote(self, instance: Instance) -> DevcloudRemote:
        return DevcloudRemote(instance)

    def get_userdata_template(self) -> str:
        return ""

    def get_type_and_version(self) -> str:
        return "devcloud.1.0"


class DevcloudRemote(remote.Remote):
    """A shell on which every command succeeds without output."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._files = _files.setdefault(instance.id, {})

    def __enter__(self) -> DevcloudRemote:
        # A connection takes a stage while the plugin configures and starts the cluster. Otherwise
        # no client would see these statuses.
        cluster = conductor.API.cluster_get(context.ctx(), self._instance.cluster_id)
        if cluster is not None and cluster.status in SLOWED:
            scenario.wait(cluster)
        return self

    def __exit__(self, *_exc_info: object) -> None:
        pass

    def execute_command(
        self,
        cmd: str,
        run_as_root: bool = False,
        get_stderr: bool = False,
        raise_when_error: bool = True,
        timeout: int = 300,
    ) -> tuple[int, str] | tuple[int, str, str]:
        cluster = self._instance.cluster
        if scenario.UNHEALTHY in cluster.name and cluster.status == clusters.CLUSTER_STATUS_ACTIVE:
            raise OSError(f"Instance {self._instance.instance_name} does not answer.")
        return (0, "", "") if get_stderr else (0, "")

    def get_os_distrib(self) -> str:
        return "ubuntu"

    def get_os_version(self) -> str:
        return "22.04"

    def write_file_to(
        self, remote_file: str, data: str, run_as_root: bool = False, timeout: int = 120
    ) -> None:
        self._files[remote_file] = data

    def append_to_file(
        self, r_file: str, data: str, run_as_root: bool = False, timeout: int = 120
    ) -> None:
        self._files[r_file] = self._files.get(r_file, "") + data

    def prepend_to_file(
        self, r_file: str, data: str, run_as_root: bool = False, timeout: int = 120
    ) -> None:
        self._files[r_file] = data + self._files.get(r_file, "")

    def write_files_to(
        self, files: dict[str, str], run_as_root: bool = False, timeout: int = 120
    ) -> None:
        self._files.update(files)

    def append_to_files(
        self, files: dict[str, str], run_as_root: bool = False, timeout: int = 120
    ) -> None:
        for name, data in files.items():
            self.append_to_file(name, data)

    def read_file_from(
        self, remote_file: str, run_as_root: bool = False, timeout: int = 120
    ) -> str:
        return self._files.get(remote_file, "")

    def replace_remote_string(
        self, remote_file: str, old_str: str, new_str: str, timeout: int = 120
    ) -> None:
        self._files[remote_file] = self._files.get(remote_file, "").replace(old_str, new_str)

    def replace_remote_line(
        self, remote_file: str, old_line_with_start_string: str, new_line: str, timeout: int = 120
    ) -> None:
        lines = self._files.get(remote_file, "").splitlines()
        self._files[remote_file] = "\n".join(
            new_line if line.startswith(old_line_with_start_string) else line for line in lines
        )

    def get_neutron_info(self) -> None:
        return None

    def get_http_client(self, port: int, info: Any = None) -> None:
        raise NotImplementedError("Instances of the devcloud have no HTTP server.")

    def close_http_session(self, port: int) -> None:
        pass
