"""Numbers as people read them."""

from __future__ import annotations

from typing import Any


def readable(value: float) -> str:
    """Three digits that matter, and commas between thousands."""
    if value == 0:
        return "0"
    if float(value).is_integer() or abs(value) >= 1000:
        return f"{value:,.0f}"
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{digits}f}"


def judged(figure: dict[str, Any], who: str) -> str:
    """What counts of one client: a median, a multiple of the floor, or more than the floor."""
    value = figure["judged"].get(who)
    if value is None:
        return ""
    shown = readable(value)
    return {"ratio": f"{value:.2f} x", "difference": f"{value:+.1f}"}.get(
        figure["judged_as"], shown
    )


def goal(figure: dict[str, Any]) -> str:
    """Where this client must stand."""
    if figure["limit"] is None:
        return "(told only)"
    limit = readable(figure["limit"])
    unit = " x" if figure["judged_as"] == "ratio" else ""
    return f"{'at least' if figure['at_least'] else 'at most'} {limit}{unit}"


def runs(figure: dict[str, Any]) -> str:
    """How many runs there were of each, and of those that had fewer."""
    most = max(figure["n"].values())
    fewer = {"today": "4.2.0", "this": "this", "floor": "floor"}
    few = [f"{fewer[who]}: {n}" for who, n in figure["n"].items() if n != most]
    return f"{most} ({', '.join(few)})" if few else str(most)


def medians(figure: dict[str, Any]) -> list[str]:
    """The medians of the floor, 4.2.0 and this client, as cells; empty where there is none."""
    return [
        readable(figure["values"][who]) if who in figure["values"] else ""
        for who in ("floor", "today", "this")
    ]


def verdict(figure: dict[str, Any]) -> str:
    return {True: "reached", False: "**missed**", None: ""}[figure["reached"]]


def machine(results: dict[str, Any]) -> list[str]:
    """Sentences on where and with what it was measured."""
    told = results["machine"]
    this = told["versions"]["this"]
    today = told["versions"]["today"]
    again = f" Measured again since: {', '.join(results['again'])}." if "again" in results else ""
    return [
        f"Measured on {told['date']} on {told['cores']} cores of {told['cpu']} with"
        f" {told['memory_gib']} GiB of memory, {told['system']}, Python {told['python']}; the"
        f" load was {told['load_at_start']} at the start, and all of it took"
        f" {results['minutes']} minutes.{again}",
        f"This client is {this['python-saharaclient']}, the one before"
        f" {today['python-saharaclient']}. Both ran with python-openstackclient"
        f" {this['python-openstackclient']}, osc-lib {this['osc-lib']}, cliff {this['cliff']},"
        f" keystoneauth1 {this['keystoneauth1']}, requests {this['requests']} and urllib3"
        f" {this['urllib3']}.",
    ]
