"""The ``openstack`` command without the second that each start takes.

A server imports all that the command needs once, and forks for every call. What runs in the fork
is OpenStackClient's own main program, with the caller's arguments, environment, folder and standard
streams. This file is both: the server, and the program that calls it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sys
import traceback

_LENGTH = 8
#: Signals to the calling program, which are for the command.
_FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def call(address: str) -> int:
    """Have the server run the command of this process, and return its exit status."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(address)
        message = json.dumps([sys.argv[1:], dict(os.environ), os.getcwd()]).encode()
        length = len(message).to_bytes(_LENGTH, "big")
        socket.send_fds(connection, [length], [0, 1, 2])
        connection.sendall(message)
        command = int(connection.recv(_LENGTH) or 0)
        for number in _FORWARDED if command else ():
            signal.signal(number, lambda number, _: os.kill(command, number))
        return int(connection.recv(_LENGTH) or 1)


def serve(address: str) -> None:
    """Serve calls until the process is ended."""
    sys.argv = ["openstack"]  # cliff looks here for the name of the program when it is imported
    import openstackclient.shell

    _import_what_commands_need()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        while True:
            connection, _ = server.accept()
            with connection:
                if os.fork() == 0:
                    server.close()
                    _answer(connection, openstackclient.shell.main)
                    os._exit(0)


def _import_what_commands_need() -> None:
    """Do what takes long in every start, and is the same each time."""
    import importlib.metadata

    from cliff import command
    from keystoneauth1.identity import v3  # noqa: F401
    from openstack import connection  # noqa: F401

    from saharaclient import client  # noqa: F401

    for distribution in importlib.metadata.distributions():
        for point in distribution.entry_points:
            if point.group.startswith("openstack."):
                with contextlib.suppress(ImportError):
                    point.load()
    # cliff keeps the result; older versions of it do not have it.
    getattr(command, "_get_distributions_by_modules", dict)()


def _answer(connection: socket.socket, main) -> None:
    length, streams, _, _ = socket.recv_fds(connection, _LENGTH, 3)
    with connection.makefile("rb") as file:
        arguments, environment, folder = json.loads(file.read(int.from_bytes(length, "big")))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        connection.close()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        _reopen_streams()
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        os._exit(_status_of(main, arguments))
    connection.sendall(b"%*d" % (_LENGTH, child))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    connection.sendall(b"%d" % (code if code >= 0 else 128 - code))


def _reopen_streams() -> None:
    """Open the standard streams: those of the server have found out what kind of file it has."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        before = getattr(sys, name)
        file = open(  # noqa: SIM115
            number,
            "r" if name == "stdin" else "w",
            encoding=before.encoding,
            errors=before.errors,
            closefd=False,
        )
        if name == "stderr" or file.isatty():
            file.reconfigure(line_buffering=True)
        setattr(sys, name, file)


def _status_of(main, arguments: list[str]) -> int:
    """Run the main program as the interpreter does, and return the exit status."""
    try:
        sys.argv[1:] = arguments
        status = main(arguments) or 0
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(sys.argv[2])
    else:
        sys.exit(call(os.environ["WARM_OPENSTACK"]))
