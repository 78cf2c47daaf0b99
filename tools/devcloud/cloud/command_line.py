"""The command line: parse arguments, run a command, report errors."""

from __future__ import annotations

import argparse
import os
import signal
import sys

from cloud import argument_types, credentials, environments, lifecycle, seeding
from cloud.errors import DevcloudError
from cloud.services import DEFAULT_PORTS
from cloud.state import MARIADB, Cloud

EPILOG = """
The cloud lives in .devcloud/ inside the checkout, or in $DEVCLOUD_DIR. Several clouds
share their virtual environments in $DEVCLOUD_ENVIRONMENTS.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit status."""
    program = sys.argv[0]
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        code: int = options.run(Cloud.load(DEFAULT_PORTS), options, program)
        return code
    except DevcloudError as error:
        sys.stdout.flush()
        print(f"devcloud: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of stdout has exited. Python must not report that again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        about = f' "{error.filename}"' if error.filename else ""
        print(f"devcloud: {error.strerror}:{about}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndevcloud: Interrupted. Run the same command again to continue.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="devcloud",
        description="A real OpenStack cloud for Sahara on one machine.",
        epilog=EPILOG,
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    up = commands.add_parser("up", help="start the cloud; create it first if there is none")
    _add_services(up)
    up.add_argument(
        "--stage-seconds",
        type=argument_types.seconds,
        metavar="S",
        help="seconds that each stage of a cluster takes (stored; default: 0.5)",
    )
    up.add_argument(
        "--port-base",
        type=argument_types.port_base,
        metavar="N",
        help="use the ports N, N+1, ... (stored)",
    )
    up.add_argument(
        "--tls",
        action="store_true",
        help="also serve keystone and sahara over TLS (stored)",
    )
    database = up.add_mutually_exclusive_group()
    database.add_argument(
        "--database",
        type=argument_types.database,
        metavar="URL",
        help='have Sahara\'s data in this database, whose tables "reset" empties: '
        "mysql+pymysql://USER:PASSWORD@HOST/NAME, or sqlite (stored; default: sqlite)",
    )
    database.add_argument(
        "--mariadb",
        action="store_const",
        const=MARIADB,
        dest="database",
        help="have Sahara's data in MariaDB, whose server is part of the cloud (stored)",
    )
    up.add_argument(
        "--sahara",
        choices=(environments.NEWEST_SAHARA, *environments.OLDER_SAHARAS),
        help="version of Sahara; another one deletes the data"
        f" (stored; default: {environments.NEWEST_SAHARA})",
    )
    swift = up.add_mutually_exclusive_group()
    swift.add_argument(
        "--without-swift",
        action="store_false",
        default=None,
        dest="swift",
        help="have no object storage (stored)",
    )
    swift.add_argument(
        "--with-swift",
        action="store_true",
        default=None,
        dest="swift",
        help="have object storage (stored; default)",
    )
    cinder = up.add_mutually_exclusive_group()
    cinder.add_argument(
        "--with-cinder",
        action="store_true",
        default=None,
        dest="cinder",
        help="have the API of Cinder, without volumes (stored)",
    )
    cinder.add_argument(
        "--without-cinder",
        action="store_false",
        default=None,
        dest="cinder",
        help="have no Cinder (stored; default)",
    )
    for name, port in DEFAULT_PORTS.items():
        up.add_argument(
            f"--{name}-port",
            type=argument_types.port,
            metavar="N",
            help=f"port of {name} (stored; default: {port})",
        )
    up.set_defaults(run=_up)

    down = commands.add_parser("down", help="stop the servers; keep the data")
    _add_services(down)
    down.set_defaults(run=_down)

    restart = commands.add_parser("restart", help="stop the servers and start them again")
    _add_services(restart)
    restart.set_defaults(run=_restart)

    status = commands.add_parser(
        "status", help="list the services; exit with 1 unless all of them are up"
    )
    status.set_defaults(run=lambda cloud, _options, _program: int(not lifecycle.status(cloud)))

    reset = commands.add_parser("reset", help="restore the data of a new cloud")
    reset.set_defaults(run=_reset)

    seed = commands.add_parser("seed", help="add hundreds of clusters and data sources")
    seed.add_argument(
        "factor",
        type=argument_types.factor,
        metavar="N",
        help=f"have N times {seeding.CLUSTERS} clusters of 3 instances and"
        f" {seeding.DATA_SOURCES} data sources; 0 removes them",
    )
    seed.set_defaults(run=_seed)

    logs = commands.add_parser("logs", help="show the end of a log")
    logs.add_argument(
        "name",
        metavar="NAME",
        help=f"{', '.join(DEFAULT_PORTS)}, database-SERVICE, install-ENVIRONMENT",
    )
    logs.add_argument(
        "-n",
        type=int,
        default=40,
        metavar="COUNT",
        dest="count",
        help="number of lines (default: 40)",
    )
    logs.add_argument("-f", action="store_true", dest="follow", help="continue as the log grows")
    logs.set_defaults(run=_logs)

    env = commands.add_parser("env", help="print the environment variables that select this cloud")
    env.set_defaults(run=_env)
    return parser


def _add_services(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "services",
        nargs="*",
        metavar="SERVICE",
        help=f"one or more of {', '.join(DEFAULT_PORTS)}; default: all",
    )


def _up(cloud: Cloud, options: argparse.Namespace, program: str) -> int:
    if options.stage_seconds is not None:
        cloud.stage_seconds = options.stage_seconds
    cloud.tls = cloud.tls or options.tls
    if options.database is not None:
        cloud.database = options.database
    if options.sahara is not None:
        cloud.sahara = "" if options.sahara == environments.NEWEST_SAHARA else options.sahara
    if options.swift is not None:
        cloud.swift = options.swift
    if options.cinder is not None:
        cloud.cinder = options.cinder
    for offset, name in enumerate(DEFAULT_PORTS):
        if options.port_base is not None:
            cloud.ports[name] = options.port_base + offset
        chosen = getattr(options, f"{name.replace('-', '_')}_port")
        if chosen is not None:
            cloud.ports[name] = chosen
    lifecycle.up(cloud, options.services, program)
    return 0


def _down(cloud: Cloud, options: argparse.Namespace, _program: str) -> int:
    lifecycle.down(cloud, options.services)
    return 0


def _restart(cloud: Cloud, options: argparse.Namespace, _program: str) -> int:
    lifecycle.restart(cloud, options.services)
    return 0


def _reset(cloud: Cloud, _options: argparse.Namespace, program: str) -> int:
    lifecycle.reset(cloud, program)
    return 0


def _seed(cloud: Cloud, options: argparse.Namespace, _program: str) -> int:
    seeding.seed(cloud, options.factor)
    return 0


def _logs(cloud: Cloud, options: argparse.Namespace, _program: str) -> int:
    lifecycle.logs(cloud, options.name, options.count, options.follow)
    return 0


def _env(cloud: Cloud, _options: argparse.Namespace, program: str) -> int:
    if not cloud.clouds_yaml.exists():
        raise DevcloudError(f'There is no cloud yet. Create one with "{program} up".')
    print(credentials.exports(cloud))
    return 0
