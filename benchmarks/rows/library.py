"""Lists and single resources in the library, over keystoneauth's adapter on the same stub."""

from __future__ import annotations

from benchmarks import children
from benchmarks.bench import Bench
from benchmarks.figures import FLOOR, THIS, TODAY, Figure, figure, ratio

COUNT = 20_000
LISTS = f"`data_sources.list()` of {COUNT:,}"
GETS = "`data_sources.get(id)`, again and again"
MB = 1e6


def measure(bench: Bench) -> list[Figure]:
    with children.stub_server(bench.environments[FLOOR].python) as url:
        return [*_lists(bench, url), *_gets(bench, url)]


def _lists(bench: Bench, url: str) -> list[Figure]:
    found = {
        who: children.probe(
            bench.environments[who].python, "lists", url, str(COUNT), str(bench.runs(25, quick=9))
        )
        for who in (TODAY, THIS)
    }

    def seconds(name: str) -> dict[str, list[float]]:
        return {who: found[who]["seconds"][name] for who in found}

    def megabytes(name: str) -> dict[str, list[float]]:
        return {who: [found[who]["memory"][name] / MB] for who in found}

    return [
        figure(
            LISTS,
            "time, s, as a multiple of the adapter's with `.json()`",
            seconds("client"),
            over=ratio,
            floors=seconds("floor"),
            at_most=1.3,
        ),
        figure(
            LISTS,
            "the same, and every name read",
            seconds("client, names read"),
            over=ratio,
            floors=seconds("floor"),
        ),
        figure(
            LISTS,
            "MB held, as a multiple of the parsed JSON's",
            megabytes("client"),
            over=ratio,
            floors=megabytes("floor"),
            at_most=1.3,
        ),
        figure(
            f"`data_sources.list_all()` of {COUNT:,}, iterated",
            f"peak MB, as a multiple of that of {COUNT // 4:,}",
            megabytes("all read by page"),
            over=ratio,
            floors=megabytes("a quarter read by page"),
            at_most=1.1,
            note="4.2.0 cannot read by the page by itself, and has the whole list at once.",
        ),
    ]


def _gets(bench: Bench, url: str) -> list[Figure]:
    found = {
        who: children.probe(
            bench.environments[who].python, "gets", url, str(bench.runs(90, quick=30)), "100"
        )
        for who in (TODAY, THIS)
    }

    def rates(name: str) -> dict[str, list[float]]:
        return {who: found[who][name] for who in found}

    return [
        figure(
            GETS,
            "calls a second, as a multiple of the adapter's",
            rates("client"),
            over=ratio,
            floors=rates("floor"),
            at_least=0.98,
        ),
        figure(
            GETS,
            "the same over the adapter with a time limit",
            rates("client"),
            over=ratio,
            floors=rates("floor with a time limit"),
            note="keystoneauth sets no time limit by itself; with one, every read from a socket"
            " costs a poll() more. This client sets one, 4.2.0 does not.",
        ),
    ]
