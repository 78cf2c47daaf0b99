"""The folder of a cloud and its stored settings."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import os
import pathlib
from collections.abc import Iterator

HOST = "127.0.0.1"
REGION = "RegionOne"
LEGACY_REGION = "RegionLegacy"
TLS_REGION = "RegionTLS"
DEFAULT_STAGE_SECONDS = 0.5
#: The setting ``database`` for a MariaDB server of the cloud.
MARIADB = "mariadb"

SOURCE = pathlib.Path(__file__).resolve().parent.parent
CHECKOUT = SOURCE.parent.parent


@dataclasses.dataclass
class Cloud:
    """A cloud: its folder, its ports by service name, its stage length in seconds, and options.

    ``database`` is where Sahara's data is: "" for SQLite, ``mariadb`` for a server of the cloud, or
    a URL. ``sahara`` is the version of Sahara if it is not the newest one.
    """

    home: pathlib.Path
    ports: dict[str, int]
    stage_seconds: float = DEFAULT_STAGE_SECONDS
    tls: bool = False
    swift: bool = True
    cinder: bool = False
    database: str = ""
    sahara: str = ""

    @classmethod
    def load(cls, default_ports: dict[str, int]) -> Cloud:
        """Return the cloud in $DEVCLOUD_DIR or .devcloud/ with its stored settings."""
        home = pathlib.Path(os.environ.get("DEVCLOUD_DIR") or CHECKOUT / ".devcloud").absolute()
        cloud = cls(home, dict(default_ports))
        with contextlib.suppress(FileNotFoundError):
            saved = json.loads(cloud._settings.read_text())
            cloud.ports.update(_ports(list(default_ports), saved["ports"]))
            cloud.stage_seconds = saved["stage_seconds"]
            cloud.tls = saved.get("tls", False)
            cloud.swift = saved.get("swift", True)
            cloud.cinder = saved.get("cinder", False)
            cloud.database = saved.get("database", "")
            cloud.sahara = saved.get("sahara", "")
        return cloud

    def save(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        # Git ignores the folder wherever it is.
        (self.home / ".gitignore").write_text("*\n")
        settings = {
            "ports": self.ports,
            "stage_seconds": self.stage_seconds,
            "tls": self.tls,
            "swift": self.swift,
            "cinder": self.cinder,
            "database": self.database,
            "sahara": self.sahara,
        }
        self._settings.write_text(json.dumps(settings, indent=2) + "\n")

    def url(self, service: str, scheme: str = "http") -> str:
        return f"{scheme}://{HOST}:{self.ports[service]}"

    def folder(self, *parts: str) -> pathlib.Path:
        """Return a folder inside the cloud's folder; create it if it is missing."""
        path = self.home.joinpath(*parts)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def log(self, name: str) -> pathlib.Path:
        return self.folder("log") / f"{name}.log"

    @property
    def environments(self) -> pathlib.Path:
        """The folder of virtual environments; clouds share it with $DEVCLOUD_ENVIRONMENTS."""
        shared = os.environ.get("DEVCLOUD_ENVIRONMENTS")
        return pathlib.Path(shared).absolute() if shared else self.home / "environments"

    def pins_of(self, environment: str) -> str:
        """Return the name of the list of packages in an environment, and of its folder."""
        is_older = environment == "sahara" and self.sahara
        return f"sahara-{self.sahara}" if is_older else environment

    def environment(self, name: str) -> pathlib.Path:
        """Return the folder of a virtual environment."""
        return self.environments / self.pins_of(name)

    @property
    def authority(self) -> pathlib.Path:
        """The certificate of the authority that signed the servers' certificate."""
        return self.home / "tls" / "ca.pem"

    @property
    def certificate(self) -> pathlib.Path:
        """The servers' certificate and its private key."""
        return self.home / "tls" / "server.pem"

    @property
    def clouds_yaml(self) -> pathlib.Path:
        return self.home / "clouds.yaml"

    @property
    def openrc(self) -> pathlib.Path:
        return self.home / "openrc"

    @property
    def _settings(self) -> pathlib.Path:
        return self.home / "settings.json"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the cloud; wait for a command that has it locked."""
        with open(self.folder() / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _ports(names: list[str], saved: dict[str, int]) -> dict[str, int]:
    """Return the saved ports, and consecutive ones for new services if they were consecutive."""
    base = saved["keystone"]
    consecutive = {name: base + offset for offset, name in enumerate(names)}
    return {**consecutive, **saved} if saved.items() <= consecutive.items() else saved
