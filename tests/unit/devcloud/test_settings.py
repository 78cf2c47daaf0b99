"""Settings of a cloud that outlive a command."""

from __future__ import annotations

import json

import pytest
from cloud import command_line, environments, lifecycle, services
from cloud.services import DEFAULT_PORTS, SERVICES, SWIFT, TLS_PROXIES
from cloud.state import Cloud


@pytest.fixture
def up(monkeypatch):
    """Run ``devcloud up`` with options, without starting anything; return the cloud."""
    clouds = []

    def start(cloud, names, program):
        cloud.save()
        clouds.append(cloud)

    def run(*options):
        assert command_line.main(["up", *options]) == 0
        return clouds[-1]

    monkeypatch.setattr(lifecycle, "up", start)
    return run


def test_new_cloud_has_object_storage(up):
    assert services.of(up()).keys() == SERVICES.keys() | SWIFT.keys()


def test_without_swift_is_stored(up):
    assert services.of(up("--without-swift")).keys() == SERVICES.keys()
    assert services.of(up()).keys() == SERVICES.keys()
    assert "swift" in services.of(up("--with-swift"))


def test_swift_options_exclude_each_other(up, capsys):
    with pytest.raises(SystemExit):
        up("--with-swift", "--without-swift")
    assert "not allowed with" in capsys.readouterr().err


def test_cinder_is_an_option(up):
    assert "cinder" in services.of(up("--with-cinder"))
    assert "cinder" in services.of(up())
    assert "cinder" not in services.of(up("--without-cinder"))


def test_older_sahara_has_pins_and_an_environment_of_its_own(up):
    newest = up()
    stored = {name: newest.environment(name) for name in ("sahara", "swift")}
    fingerprint = environments.fingerprint(newest, "sahara")
    up("--sahara", "10.0.1")
    older = up()  # the version is stored
    assert older.environment("sahara") != stored["sahara"]
    assert older.environment("swift") == stored["swift"]
    assert environments.fingerprint(older, "sahara") != fingerprint
    assert "sahara-10.0.1/bin" in SERVICES["sahara"].command(older)[0]
    assert up("--sahara", "19.0.0").environment("sahara") == stored["sahara"]


@pytest.mark.parametrize("version", [environments.NEWEST_SAHARA, *environments.OLDER_SAHARAS])
def test_pins_are_of_that_sahara(up, version):
    name = up("--sahara", version).pins_of("sahara")
    pins = (environments.SOURCE / "requirements" / f"{name}.txt").read_text()
    assert f"sahara=={version}" in pins.splitlines()


def test_sahara_without_pins_is_refused(up, capsys):
    with pytest.raises(SystemExit):
        up("--sahara", "9.0.0")
    assert "10.0.1" in capsys.readouterr().err


def save_settings(home, ports):
    home.mkdir()
    settings = {"ports": ports, "stage_seconds": 1}
    (home / "settings.json").write_text(json.dumps(settings))


def test_new_services_continue_a_range_of_ports(home):
    old = [*SERVICES, *TLS_PROXIES]
    save_settings(home, {name: 7200 + offset for offset, name in enumerate(old)})
    ports = Cloud.load(DEFAULT_PORTS).ports
    assert ports["sahara"] == 7204
    assert [ports[name] for name in SWIFT] == [7207, 7208, 7209, 7210]


def test_new_services_have_default_ports_next_to_chosen_ones(home):
    save_settings(home, {**DEFAULT_PORTS, "sahara": 9999})
    assert Cloud.load(DEFAULT_PORTS).ports == {**DEFAULT_PORTS, "sahara": 9999}
