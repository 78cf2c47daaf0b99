"""A hundred data sources by their names."""

from __future__ import annotations

from benchmarks import children
from benchmarks.bench import Bench
from benchmarks.figures import THIS, TODAY, Figure, figure
from benchmarks.service import received, to_service

COUNT = 100
NAMES = [f"seeded-{number:05}" for number in range(1001, 1001 + COUNT)]
#: What v2 may take: 100 to delete, and a list of 2,000 by pages of 500, and the page that is empty.
V2_REQUESTS = COUNT + 5


def measure(bench: Bench) -> list[Figure]:
    bench.cloud.reset()
    figures = []
    for version in ("1.1", "2"):
        requests = {}
        for who in (TODAY, THIS):
            bench.cloud.seed(1)
            words = [
                *("--os-data-processing-api-version", version),
                *("dataprocessing", "data", "source", "delete", *NAMES),
            ]
            _run, sent = children.counted(
                bench.environments[who].python, words, bench.cloud.variables
            )
            # The old client asks the service for its versions first.
            requests[who] = [one for one in to_service(sent) if one["status"] != 300]
        row = f"`data source delete` of {COUNT} names among 2,000, v{version}"
        figures += [
            figure(
                row,
                "requests",
                {who: [len(sent)] for who, sent in requests.items()},
                at_most=2 * COUNT if version == "1.1" else V2_REQUESTS,
            ),
            figure(
                row,
                "bytes received",
                {who: [received(sent)] for who, sent in requests.items()},
                at_most=100_000 if version == "1.1" else None,
                note="" if version == "1.1" else "One list by pages; v2 has no filter by name.",
            ),
        ]
    return figures
