"""The remote driver: what is written to an instance's file can be read back, no more."""

from sahara import conductor, context
from sahara.utils import cluster as clusters
from sahara.utils import remote

from sahara_devcloud import rehearsal

PACED = (clusters.CLUSTER_STATUS_CONFIGURING, clusters.CLUSTER_STATUS_STARTING)

# The files of all instances, by instance id.
_files = {}


class DevcloudRemoteDriver(remote.RemoteDriver):
    """Hands out remotes that reach no machine."""

    def setup_remote(self, engine) -> None:
        pass

    def get_remote(self, instance):
        return DevcloudRemote(instance)

    def get_userdata_template(self) -> str:
        return ""

    def get_type_and_version(self) -> str:
        return "devcloud.1.0"


class DevcloudRemote(remote.Remote):
    """A shell on which every command succeeds and says nothing."""

    def __init__(self, instance) -> None:
        self._instance = instance
        self._files = _files.setdefault(instance.id, {})

    def __enter__(self):
        # Connecting takes a stage while the plugin configures and starts the cluster, which
        # would otherwise be over at once.
        cluster = conductor.API.cluster_get(context.ctx(), self._instance.cluster_id)
        if cluster is not None and cluster.status in PACED:
            rehearsal.pause(cluster)
        return self

    def __exit__(self, *_exc_info) -> None:
        pass

    def execute_command(
        self, cmd, run_as_root=False, get_stderr=False, raise_when_error=True, timeout=300
    ):
        cluster = self._instance.cluster
        if rehearsal.UNHEALTHY in cluster.name and cluster.status == clusters.CLUSTER_STATUS_ACTIVE:
            raise OSError(f"Instance {self._instance.instance_name} does not answer.")
        return (0, "", "") if get_stderr else (0, "")

    def get_os_distrib(self) -> str:
        return "ubuntu"

    def get_os_version(self) -> str:
        return "22.04"

    def write_file_to(self, remote_file, data, run_as_root=False, timeout=120) -> None:
        self._files[remote_file] = data

    def append_to_file(self, r_file, data, run_as_root=False, timeout=120) -> None:
        self._files[r_file] = self._files.get(r_file, "") + data

    def prepend_to_file(self, r_file, data, run_as_root=False, timeout=120) -> None:
        self._files[r_file] = data + self._files.get(r_file, "")

    def write_files_to(self, files, run_as_root=False, timeout=120) -> None:
        self._files.update(files)

    def append_to_files(self, files, run_as_root=False, timeout=120) -> None:
        for name, data in files.items():
            self.append_to_file(name, data)

    def read_file_from(self, remote_file, run_as_root=False, timeout=120) -> str:
        return self._files.get(remote_file, "")

    def replace_remote_string(self, remote_file, old_str, new_str, timeout=120) -> None:
        self._files[remote_file] = self._files.get(remote_file, "").replace(old_str, new_str)

    def replace_remote_line(
        self, remote_file, old_line_with_start_string, new_line, timeout=120
    ) -> None:
        lines = self._files.get(remote_file, "").splitlines()
        self._files[remote_file] = "\n".join(
            new_line if line.startswith(old_line_with_start_string) else line for line in lines
        )

    def get_neutron_info(self):
        return None

    def get_http_client(self, port, info=None):
        raise NotImplementedError("An instance of devcloud serves no HTTP.")

    def close_http_session(self, port) -> None:
        pass
