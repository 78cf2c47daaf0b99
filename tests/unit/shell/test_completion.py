"""Names in the completion of shells: the cache, and the script in real shells."""

from __future__ import annotations

import argparse
import io
import os
import pty
import resource
import select
import shlex
import shutil
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cliff.complete import CompleteBash, CompleteDictionary

from tests.functional.shell import Shell
from tests.unit.osc import samples
from tests.unit.shell.memory import Cloud

SCRIPT = Path(__file__).parents[3] / "saharaclient/osc/commands/completion.sh"
SHELLS = [
    pytest.param(shell, marks=pytest.mark.skipif(not shutil.which(shell), reason="not installed"))
    for shell in ("bash", "zsh")
]
#: What zsh needs to run the script as bashcompinit does.
AS_BASHCOMPINIT = "emulate -R sh; setopt kshglob noshglob braceexpand; complete() { :; }"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# The cache


def test_cache_has_the_names_of_a_project(openstack: Shell, cloud: Cloud, tmp_path: Path) -> None:
    cloud.resources["jobs"].append(samples.job("SUCCEEDED"))
    folder = tmp_path / "cache" / "python-saharaclient" / "1"
    openstack("completion refresh --folder", str(folder))
    names = {path.name: path.read_text().split() for path in folder.iterdir()}
    updated = names.pop("updated")
    assert abs(int(*updated) - time.time()) < 60
    assert names == {
        "clusters": ["c1"],
        "cluster-templates": ["small"],
        "node-group-templates": ["master", "worker"],
        "data-sources": ["input"],
        "job-binaries": ["main.pig"],
        "job-templates": ["pig"],
        "jobs": [samples.JOB_ID],
    }
    assert mode(folder) == mode(folder.parent) == 0o700
    assert {mode(path) for path in folder.iterdir()} == {0o600}


def test_names_that_a_shell_would_interpret_are_left_out(
    openstack: Shell, cloud: Cloud, tmp_path: Path
) -> None:
    for name in ("$(touch x)", "a b", "-rf", "`id`", "", "a\nb", None, 5):
        cloud.add("clusters", name=name)
    openstack("completion refresh --folder", str(tmp_path / "1"))
    assert (tmp_path / "1" / "clusters").read_text() == "c1\n"


def test_list_that_fails_keeps_its_names(openstack: Shell, cloud: Cloud, tmp_path: Path) -> None:
    openstack("completion refresh --folder", str(tmp_path / "1"))
    cloud.resources["data-sources"] = None  # type: ignore[assignment]
    cloud.add("clusters", name="c2")
    openstack.waits("completion refresh --folder", str(tmp_path / "1"))
    assert (tmp_path / "1" / "data-sources").read_text() == "input\n"
    assert (tmp_path / "1" / "clusters").read_text() == "c1\nc2\n"


def test_script_is_printed_without_login(openstack: Shell) -> None:
    outcome = openstack("completion script")
    assert outcome.stdout == SCRIPT.read_text()
    assert outcome.requests == []


# The script


class Completion:
    """Completes command lines in a shell.

    :param shell: the shell.
    :param home: its home folder; ``bin/openstack`` there notes how it is called.
    """

    def __init__(self, shell: str, home: Path) -> None:
        self.shell = shell
        self.home = home
        self.calls = home / "calls"
        program = home / "bin" / "openstack"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\necho "$@" >>{shlex.quote(str(self.calls))}\n')
        program.chmod(0o755)
        self.environment = {
            "HOME": str(home),
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "OS_CLOUD": "memory",
        }

    def run(self, *words: str, before: str = "", after: str = "") -> str:
        """Complete the last word, and return what the shell prints."""
        quoted = " ".join(map(shlex.quote, words))
        lines = [
            AS_BASHCOMPINIT if self.shell == "zsh" else "",
            before,
            f". {shlex.quote(str(SCRIPT))}",
            f"COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}",
            "_saharaclient_complete openstack",
            after,
            'printf "%s\\n" "${COMPREPLY[@]}"',
        ]
        done = subprocess.run(
            [self.shell, "-c", "\n".join(lines)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        assert done.stderr == ""
        return done.stdout

    def __call__(self, line: str, **kwargs: str) -> list[str]:
        """Return what completes a command line; a blank at its end begins a new word."""
        return self.run(*line.split(" "), **kwargs).split()

    @property
    def folder(self) -> Path:
        """The folder of the cache, once the script has made it."""
        (folder,) = (self.home / ".cache" / "python-saharaclient").iterdir()
        return folder

    def fill(self, **names: list[str]) -> None:
        """Have names in the cache that are current."""
        self("openstack dataprocessing cluster show ")
        for file, lines in names.items():
            text = "".join(f"{line}\n" for line in lines)
            (self.folder / file.replace("_", "-")).write_text(text)
        (self.folder / "updated").write_text(f"{int(time.time())}\n")
        self.updates()
        self.calls.unlink()

    def updates(self) -> list[str]:
        """Return how ``openstack`` was called, after some time for the background."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if self.calls.exists() and (text := self.calls.read_text()).endswith("\n"):
                return text.splitlines()
            time.sleep(0.02)
        return []


@pytest.fixture(params=SHELLS)
def complete(request: pytest.FixtureRequest, tmp_path: Path) -> Completion:
    home = tmp_path / "home"
    home.mkdir()
    return Completion(request.param, home)


@pytest.fixture
def filled(complete: Completion) -> Completion:
    complete.fill(
        clusters=["example", "exercise", "other"],
        cluster_templates=["small"],
        node_group_templates=["worker"],
        data_sources=["words"],
        job_binaries=["count.jar"],
        job_templates=["count"],
        jobs=["4f1c0a5e"],
    )
    return complete


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("cluster show ", "example exercise other"),
        ("cluster show ex", "example exercise"),
        ("cluster show exa", "example"),
        ("cluster show none", ""),
        ("cluster show ex*", ""),
        ("cluster show --long o", "other"),
        ("cluster delete example o", "other"),
        ("cluster event list o", "other"),
        ("cluster url list o", "other"),
        ("cluster instance list o", "other"),
        ("cluster ssh o", "other"),
        ("cluster ssh other -- o", ""),
        ("cluster list o", ""),
        ("cluster create o", ""),
        ("cluster create --name o", ""),
        ("cluster create --cluster-template ", "small"),
        ("cluster scale example --instances ", ""),
        ("cluster wait --timeout ", ""),
        ("cluster show -", ""),
        ("cluster template show ", "small"),
        ("node group template delete ", "worker"),
        ("data source update ", "words"),
        ("job binary download ", "count.jar"),
        ("job template show ", "count"),
        ("job template create --mains c", "count.jar"),
        ("job show ", "4f1c0a5e"),
        ("job wait 4", "4f1c0a5e"),
        ("job execute --job-template c", "count"),
        ("job execute --cluster o", "other"),
        ("job execute --input ", "words"),
        ("job type list ", ""),
        ("image show ", ""),
    ],
)
def test_names_of_the_right_kind_are_proposed(filled: Completion, line: str, names: str) -> None:
    assert filled(f"openstack dataprocessing {line}") == names.split()


def test_other_commands_have_no_names(filled: Completion) -> None:
    assert filled("openstack server show ") == []


@pytest.fixture(scope="module")
def commands() -> str:
    """What ``openstack complete`` prints for some commands."""
    parser = argparse.ArgumentParser(add_help=False)
    options = [parser.add_argument("--help"), parser.add_argument("--long")]
    known = CompleteDictionary()
    for name in ("cluster show", "cluster update", "cluster update keypair", "data source list"):
        known.add_command(f"dataprocessing {name}".split(), options)
    known.add_command(["server", "list"], options)
    script = io.StringIO()
    CompleteBash("openstack", script).write(known.get_commands(), known.get_data())
    return f"complete() {{ :; }}\n{script.getvalue()}"


@pytest.mark.parametrize("bash_completion", ["", "_get_comp_words_by_ref() { false; }"])
@pytest.mark.parametrize(
    ("line", "proposed"),
    [
        ("", "dataprocessing server"),
        ("se", "server"),
        ("server ", "list"),
        ("server list --", "--help --long"),
        ("--insecure --os-cloud memory server l", "list"),
        ("dataprocessing ", "cluster data"),
        ("--debug dataprocessing clu", "cluster"),
        ("dataprocessing cluster ", "show update"),
        ("dataprocessing cluster show ex", "example exercise"),
        ("dataprocessing cluster show --l", "--long"),
        ("dataprocessing cluster show example --", "--help --long"),
        ("dataprocessing cluster update ", "keypair example exercise other"),
        ("dataprocessing cluster update k", "keypair"),
    ],
)
def test_commands_and_options_are_proposed(
    filled: Completion, commands: str, line: str, proposed: str, bash_completion: str
) -> None:
    before = f"{bash_completion}\n{commands}"
    assert sorted(filled(f"openstack {line}", before=before)) == sorted(proposed.split())


def test_files_are_proposed_for_other_arguments_only(filled: Completion, commands: str) -> None:
    Path("example.json").touch()
    line = "openstack dataprocessing cluster show "
    assert filled(f"{line}--json exa", before=commands) == ["example.json"]
    assert filled(f"{line}exa", before=commands) == ["example"]


@pytest.mark.parametrize(
    "options",
    ["--os-cloud other", "--os-cloud = other", "--os-project-name p", "--os-region-name r"],
)
def test_each_cloud_and_project_has_names_of_its_own(filled: Completion, options: str) -> None:
    assert filled(f"openstack {options} dataprocessing cluster show ") == []
    (call,) = filled.updates()
    assert call.startswith(f"{options.replace(' = ', ' ')} dataprocessing completion refresh")


@pytest.mark.parametrize("variable", ["OS_CLOUD", "OS_PROJECT_NAME", "OS_AUTH_URL"])
def test_each_environment_has_names_of_its_own(filled: Completion, variable: str) -> None:
    filled.environment[variable] = "another"
    assert filled("openstack dataprocessing cluster show ") == []


def test_other_options_of_a_cloud_have_no_names(filled: Completion) -> None:
    assert filled("openstack --os-token x dataprocessing cluster show ") == []
    assert filled("openstack --os-cloud $(id) dataprocessing cluster show ") == []


def test_missing_cache_is_made_in_the_background(complete: Completion) -> None:
    assert complete("openstack dataprocessing cluster show ") == []
    assert complete.updates() == [f"dataprocessing completion refresh --folder {complete.folder}"]
    assert mode(complete.folder) == mode(complete.folder.parent) == 0o700


def test_current_cache_is_not_updated(filled: Completion) -> None:
    (filled.folder / "attempted").unlink()
    filled("openstack dataprocessing cluster show ")
    time.sleep(0.3)
    assert not filled.calls.exists()


def test_old_cache_is_used_and_updated(filled: Completion) -> None:
    for file in ("updated", "attempted"):
        (filled.folder / file).write_text(f"{int(time.time()) - 61}\n")
    assert filled("openstack dataprocessing cluster show exa") == ["example"]
    assert len(filled.updates()) == 1


def test_failing_update_is_tried_once_a_minute(complete: Completion) -> None:
    for _ in range(3):
        complete("openstack dataprocessing cluster show ")
    time.sleep(0.2)
    assert len(complete.updates()) == 1


def test_completion_does_not_wait_for_the_update(complete: Completion) -> None:
    (complete.home / "bin" / "openstack").write_text("#!/bin/sh\nsleep 20\n")
    started = time.monotonic()
    complete("openstack dataprocessing cluster show ")
    assert time.monotonic() - started < 5


def _odd_times(home: Path) -> None:
    (folder,) = (home / ".cache" / "python-saharaclient").iterdir()
    (folder / "updated").write_text("$(touch x)\n")


def _no_home(home: Path) -> None:
    shutil.rmtree(home / ".cache")
    (home / ".cache").write_text("a file")


def _no_program(home: Path) -> None:
    (home / "bin" / "openstack").unlink()


@pytest.mark.parametrize("broken", [_odd_times, _no_home, _no_program])
def test_failures_are_silent(filled: Completion, broken: Callable[[Path], None]) -> None:
    broken(filled.home)
    filled("openstack dataprocessing cluster show ")  # nothing on stderr
    assert not Path("x").exists()


def test_names_of_a_hostile_cache_are_not_interpreted(filled: Completion) -> None:
    (filled.folder / "clusters").write_text("$(touch${IFS}x)\n`touch x`\n")
    assert filled("openstack dataprocessing cluster show ")[0] == "$(touch${IFS}x)"
    assert not Path("x").exists()


def test_two_thousand_names_take_less_than_a_tenth_of_a_second(filled: Completion) -> None:
    (filled.folder / "clusters").write_text("".join(f"cluster-{n:04}\n" for n in range(2000)))
    line = "openstack dataprocessing cluster show cluster-1"
    loop = "for _ in 1 2 3 4 5 6 7 8 9 10; do _saharaclient_complete openstack; done"
    started = _cpu_time_of_children()
    assert len(filled(line, after=loop)) == 1000
    # CPU time, for other programs may keep this one waiting.
    assert _cpu_time_of_children() - started < 11 * 0.1


def _cpu_time_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.skipif(not shutil.which("bash"), reason="not installed")
def test_tab_key_completes_a_name(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    complete = Completion("bash", home)
    complete.fill(clusters=["example", "other"])
    leader, follower = pty.openpty()
    shell = subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**complete.environment, "TERM": "dumb", "PS1": "> ", "INPUTRC": "/dev/null"},
        start_new_session=True,
    )
    os.close(follower)
    try:
        os.write(leader, f". {shlex.quote(str(SCRIPT))}; echo lo''aded\n".encode())
        _read_until(leader, b"loaded")
        os.write(leader, b"openstack dataprocessing cluster show exa\t")
        shown = _read_until(leader, b"show example ")
    finally:
        shell.kill()
        shell.wait(10)
        os.close(leader)
    assert b"other" not in shown


def _read_until(descriptor: int, sign: bytes) -> bytes:
    """Return what a terminal shows until it has shown a sign."""
    shown = b""
    end = time.monotonic() + 10
    while sign not in shown:
        assert time.monotonic() < end, shown
        if select.select([descriptor], [], [], 0.5)[0]:
            shown += os.read(descriptor, 4096)
    return shown
