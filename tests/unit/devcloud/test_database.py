"""Where Sahara's data is."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from cloud import command_line, configuration, databases, lifecycle, mariadb, options, services
from cloud.errors import DevcloudError

URL = "mysql+pymysql://sahara:secret@db.example.org/sahara"


def connection(cloud):
    lines = configuration.text(cloud, "sahara").splitlines()
    return next(line for line in lines if line.startswith("connection = "))


def test_sqlite_is_the_default(cloud):
    assert connection(cloud).startswith("connection = sqlite:///")
    assert "sahara" in options.sqlite_names(cloud)
    assert "mariadb" not in services.of(cloud)


@pytest.mark.parametrize("enabled", [True, False])
def test_cinder_has_a_file_if_it_is_enabled(cloud, enabled):
    cloud.cinder = enabled
    assert ("cinder" in options.sqlite_names(cloud)) == enabled


def test_url_applies_to_sahara_only(cloud):
    cloud.database = URL
    assert connection(cloud) == f"connection = {URL}"
    assert "sqlite" in configuration.text(cloud, "nova")
    assert "sahara" not in options.sqlite_names(cloud)
    assert "mariadb" not in services.of(cloud)


def test_mariadb_is_a_service_with_a_port(cloud):
    cloud.database = "mariadb"
    cloud.ports["mariadb"] = 3399
    assert next(iter(services.of(cloud))) == "mariadb"
    assert "@127.0.0.1:3399/sahara" in connection(cloud)


@pytest.mark.parametrize("url", ["postgresql://localhost/sahara", "mysql://localhost/sahara", "x"])
def test_unsupported_url_is_a_usage_error(url, capsys):
    with pytest.raises(SystemExit) as ended:
        command_line.main(["up", "--database", url])
    assert ended.value.code == 2
    assert "mysql+pymysql://" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (["--mariadb"], "mariadb"),
        (["--database", URL], URL),
        (["--database", "sqlite"], ""),
        ([], ""),
    ],
)
def test_database_is_stored(cloud, monkeypatch, words, stored):
    monkeypatch.setattr(lifecycle, "up", lambda cloud, names, program: cloud.save())
    assert command_line.main(["up", *words]) == 0
    assert type(cloud).load(services.DEFAULT_PORTS).database == stored


def test_program_outside_path_is_found(tmp_path, monkeypatch):
    (tmp_path / "mariadbd").write_text("#!/bin/sh\n")
    (tmp_path / "mariadbd").chmod(0o755)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(mariadb, "FOLDERS", (str(tmp_path),))
    assert mariadb.program("mariadbd") == str(tmp_path / "mariadbd")


def test_missing_server_is_an_error_with_a_remedy(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(mariadb, "FOLDERS", ())
    with pytest.raises(DevcloudError, match="--database"):
        mariadb.program("mariadbd")


def test_new_ports_do_not_hide_a_new_database(cloud, home):
    for folder in ("data", "pristine"):
        (home / folder).mkdir(parents=True)
        with contextlib.closing(sqlite3.connect(home / folder / "keystone.sqlite")) as database:
            database.execute("CREATE TABLE endpoint (url TEXT)")
    databases._write_stamp(cloud, ports={})
    cloud.database = "mariadb"
    assert databases.has_moved(cloud)
    databases.follow_ports(cloud)
    assert databases.has_moved(cloud)
