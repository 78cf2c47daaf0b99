"""The result of a measurement: medians of both clients and of the baseline, and a limit."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

#: What is measured: the packages that both clients use, python-saharaclient 4.2.0, this client.
BASELINE, OLD, NEW = "baseline", "old", "new"
#: A line of the table, as it is in the file of results.
Figure = dict[str, Any]
Samples = Mapping[str, Sequence[float]]


def figure(
    row: str,
    what: str,
    unit: str,
    samples: Samples,
    limit: float,
    *,
    at_least: bool = False,
    over: str = "",
    baselines: Samples | None = None,
    note: str = "",
) -> Figure:
    """Return the figure of these samples by client.

    :param limit: the most that this client may need, or with ``at_least`` the least.
    :param over: compare the ``ratio`` to the baseline or the ``difference`` from it, not the value.
    :param baselines: the samples of the baseline by client, if each client has its own.
    """
    values = {client: statistics.median(taken) for client, taken in samples.items()}
    compared = {client: value for client, value in values.items() if client != BASELINE}
    if over:
        for client in compared:
            # By round, because a disturbance of the machine lasts longer than a round.
            base = baselines[client] if baselines else samples[BASELINE]
            rounds = zip(samples[client], base, strict=True)
            compared[client] = statistics.median(
                value / other if over == "ratio" else value - other for value, other in rounds
            )
    if baselines:
        values[BASELINE] = statistics.median(baselines[NEW])
    return {
        "row": row,
        "what": what,
        "unit": unit,
        "values": {client: round(value, 6) for client, value in values.items()},
        "compared": {client: round(value, 6) for client, value in compared.items()},
        "comparison": over or "median",
        "limit": limit,
        "at_least": at_least,
        "met": compared[NEW] >= limit if at_least else compared[NEW] <= limit,
        "samples": {client: [round(one, 6) for one in taken] for client, taken in samples.items()},
        "note": note,
    }
