"""Write the page of measurements, its picture and the table from the results."""

from __future__ import annotations

import csv
import io
import json
import pathlib
from typing import Any

from benchmarks.figures import Figure

HERE = pathlib.Path(__file__).resolve().parent
RESULTS = HERE / "results"
PAGES = HERE.parent / "doc" / "source"

#: Label, row, and first word of the quantity.
HEADLINES = """
`cluster show` among 5,000 clusters | `cluster show NAME` among 5,000 clusters | time
`data source delete` of 100 names, received | `data source delete` of 100 names, API v1.1 | received
Memory to upload a job binary of 1 GiB | Upload of a 1 GiB job binary | peak
`cluster create --wait`, from Active to exit | `cluster create --wait`, launch of 60 s | from
List of 20,000 data sources in Python | `data_sources.list()` of 20,000 | time
"""
STYLE = """
text { font: 13px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #3b4048; }
.label { font-weight: 600; }
.ground { fill: #fff; stroke: #8a8f98; stroke-opacity: .3; }
.old { fill: #c2571a; }
.new { fill: #1f77d0; }
"""
#: A phone's width, so that the text keeps its size there.
WIDTH, BAR, BLOCK = 360, 220, 70


def load() -> dict[str, Any]:
    """Return the last results."""
    return dict(json.loads((RESULTS / "measurements.json").read_text()))


def write(results: dict[str, Any]) -> None:
    """Write the results, the table, the page and its picture."""
    lines = ",\n".join(json.dumps(figure) for figure in results["figures"])
    head = json.dumps({**results, "figures": "@"}, indent=1)
    (RESULTS / "measurements.json").write_text(head.replace('"@"', f"[\n{lines}\n]") + "\n")
    (RESULTS / "measurements.csv").write_text(table(results))
    (PAGES / "measurements.rst").write_text(page(results))
    (PAGES / "_static" / "measurements.svg").write_text(picture(results))


def merge(results: dict[str, Any], figures: list[Figure], note: str) -> dict[str, Any]:
    """Return results with figures that were measured later, in place of earlier ones.

    :param note: is added to their notes.
    """
    later = {
        (one["row"], one["what"]): {**one, "note": f"{one['note']} {note}".strip()}
        for one in figures
    }
    kept = [one for one in results["figures"] if (one["row"], one["what"]) not in later]
    return {**results, "figures": [*kept, *later.values()]}


def headlines(results: dict[str, Any]) -> list[tuple[str, float, float, str]]:
    """Return labels, the values of both clients, and the unit."""
    figures = {(one["row"], one["what"].split()[0]): one for one in results["figures"]}
    found = []
    for line in HEADLINES.strip().splitlines():
        label, row, what = line.split(" | ")
        figure = figures[row, what]
        found.append((label, figure["values"]["old"], figure["values"]["new"], figure["unit"]))
    return found


def page(results: dict[str, Any]) -> str:
    """Return the page, in reStructuredText."""
    lines = [
        f"- {label.replace('`', '``')}: {quantity(old, unit)} to {quantity(new, unit)}"
        for label, old, new, unit in headlines(results)
    ]
    met = [figure["met"] for figure in results["figures"]]
    template = (HERE / "page.rst").read_text()
    counts = {"met": sum(met), "limits": len(met)}
    return template.format(**results, **counts, headlines="\n".join(lines))


def quantity(value: float, unit: str) -> str:
    """Return a value with two significant digits and its unit."""
    if unit == "bytes":
        value, unit = (value / 1e6, "MB") if value >= 1e6 else (value / 1e3, "kB")
    text = f"{value:,.0f}" if value >= 10 else f"{value:.1f}" if value >= 1 else f"{value:.2f}"
    return f"{text} {unit}"


def table(results: dict[str, Any]) -> str:
    """Return all figures as comma-separated values."""
    clients = {"baseline": "baseline", "old": "4.2.0", "new": results["version"]}
    lines = []
    for one in results["figures"]:
        line = {name: one[name] for name in ("row", "what", "unit")}
        line |= {name: one["values"].get(client) for client, name in clients.items()}
        compared = one["compared"].items()
        line |= {f"{clients[client]} compared": value for client, value in compared}
        line["comparison"] = one["comparison"]
        line["limit"] = f"at {'least' if one['at_least'] else 'most'} {one['limit']:g}"
        line["kept"] = "yes" if one["met"] else "no"
        lines.append({**line, "runs": len(one["samples"]["new"]), "note": one["note"]})
    file = io.StringIO()
    writer = csv.DictWriter(file, lines[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


def picture(results: dict[str, Any]) -> str:
    """Return the headlines as bars, in SVG."""
    parts = []
    for number, (label, *values, unit) in enumerate(headlines(results)):
        y = number * BLOCK + 26
        parts.append(f'<text class="label" x="12" y="{y}">{label.replace("`", "")}</text>\n')
        versions = ("4.2.0", results["version"])
        for client, version, value in zip(("old", "new"), versions, values, strict=True):
            y += 20
            width = max(BAR * value / max(values), 1.5)
            parts.append(
                f'<text x="12" y="{y}">{version}</text>\n'
                f'<rect class="{client}" x="52" y="{y - 12}" width="{width:.1f}" height="14"/>\n'
                f'<text x="{58 + width:.1f}" y="{y}">{quantity(value, unit)}</text>\n'
            )
    height = len(parts) // 3 * BLOCK + 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="img">\n<style>{STYLE}</style>\n'
        f'<rect class="ground" width="{WIDTH}" height="{height}" rx="8"/>\n{"".join(parts)}</svg>\n'
    )


if __name__ == "__main__":
    write(load())
