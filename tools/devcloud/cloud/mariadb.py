"""A MariaDB server for Sahara, with a data folder in the folder of the cloud."""

from __future__ import annotations

import os
import shutil
import subprocess

from cloud.credentials import PASSWORDS
from cloud.errors import DevcloudError, last_lines
from cloud.progress import step
from cloud.state import HOST, Cloud

#: Folders that are not on the PATH of every user.
FOLDERS = ("/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/usr/local/mariadb/bin")
#: The server runs this file at every start, before it accepts connections.
ACCOUNT = """\
CREATE DATABASE IF NOT EXISTS sahara CHARACTER SET utf8;
CREATE USER IF NOT EXISTS 'sahara'@'{host}' IDENTIFIED BY '{password}';
GRANT ALL ON sahara.* TO 'sahara'@'{host}';
"""


def url(cloud: Cloud) -> str:
    """Return the URL of Sahara's database."""
    login = f"sahara:{PASSWORDS['sahara']}"
    return f"mysql+pymysql://{login}@{HOST}:{cloud.ports['mariadb']}/sahara?charset=utf8"


def program(*names: str) -> str:
    """Return the path of the first of these programs that is installed."""
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *FOLDERS])
    for name in names:
        found = shutil.which(name, path=path)
        if found:
            return found
    raise DevcloudError(
        f'"{names[0]}" is neither on the PATH nor in {", ".join(FOLDERS)}. Install MariaDB '
        "(Debian: mariadb-server), or name another database with --database."
    )


def command(cloud: Cloud) -> list[str]:
    """Return the command of the server."""
    return [
        program("mariadbd", "mysqld"),
        "--no-defaults",
        f"--datadir={_data(cloud)}",
        # Relative to the data folder, because the path of a socket is short.
        "--socket=mariadb.sock",
        f"--bind-address={HOST}",
        f"--port={cloud.ports['mariadb']}",
        "--skip-name-resolve",
        f"--init-file={_init_file(cloud)}",
        # Without this option the server refuses to run as root.
        *(["--user=root"] if os.getuid() == 0 else []),
        # Speed matters more than the last second of data.
        "--innodb-flush-log-at-trx-commit=0",
    ]


def prepare(cloud: Cloud) -> None:
    """Create the data folder if it is missing."""
    content = ACCOUNT.format(host=HOST, password=PASSWORDS["sahara"])
    cloud.folder("etc", "mariadb")
    with open(_init_file(cloud), "w") as file:
        file.write(content)
    if os.path.isdir(f"{_data(cloud)}/mysql"):
        return
    step("Creating the data folder of MariaDB.")
    shutil.rmtree(_data(cloud), ignore_errors=True)
    path = cloud.log("database-mariadb")
    with open(path, "wb") as log:
        code = subprocess.run(
            [
                program("mariadb-install-db", "mysql_install_db"),
                "--no-defaults",
                f"--datadir={_data(cloud)}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                *(["--user=root"] if os.getuid() == 0 else []),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        ).returncode
    if code:
        raise DevcloudError(
            "The data folder of MariaDB could not be created. The last lines of "
            f"{path}:\n{last_lines(path)}"
        )


def _data(cloud: Cloud) -> str:
    return str(cloud.folder("data") / "mariadb")


def _init_file(cloud: Cloud) -> str:
    return str(cloud.folder("etc", "mariadb") / "init.sql")
