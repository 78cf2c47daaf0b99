"""The chart: how far both clients are from where this one must stand, as an SVG."""

from __future__ import annotations

import html
import math
from typing import Any

from benchmarks.report.numbers import goal, judged

LINE = 30
MARGIN = 16
LEFT, PLOT, RIGHT = 400, 330, 260
TOP, BOTTOM = 78, 30
#: Ends of the axis, as powers of ten of how many times the goal.
LOWEST, HIGHEST = -2, 4

_STYLE = """
text { font: 13px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif;
       fill: #4a4f57; }
.ground { fill: #ffffff; stroke: #8a8f98; stroke-opacity: .3; }
.small { font-size: 11px; }
.title { font-size: 15px; font-weight: 600; }
.grid { stroke: #8a8f98; stroke-opacity: .3; }
.goal { stroke: #4a4f57; stroke-width: 1.5; stroke-dasharray: 4 3; }
.way { stroke: #8a8f98; stroke-width: 2; stroke-opacity: .6; }
.today { fill: #c2571a; }
.this { fill: #1f77d0; }
@media (prefers-color-scheme: dark) {
  text { fill: #d5d9e0; }
  .ground { fill: #1d1f23; }
  .goal { stroke: #d5d9e0; }
  .today { fill: #f0904f; }
  .this { fill: #6cb4ff; }
}
"""


def svg(results: dict[str, Any]) -> str:
    """Return the chart: a line for every figure with a goal, a dot for either client."""
    figures = [one for one in results["figures"] if one["limit"]]
    height = TOP + LINE * len(figures) + BOTTOM
    width = LEFT + PLOT + RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="{-MARGIN} {-MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}"'
        f' width="{width + 2 * MARGIN}" height="{height + 2 * MARGIN}" role="img">\n',
        "<title>How far both clients are from where this one must stand</title>\n",
        f"<style>{_STYLE}</style>\n",
        # Of its own, as the page may be dark where the reader's system is light, and the reverse.
        f'<rect class="ground" x="{-MARGIN + 1}" y="{-MARGIN + 1}" rx="8"'
        f' width="{width + 2 * MARGIN - 2}" height="{height + 2 * MARGIN - 2}"/>\n',
        _text(0, 20, "How far from where it must stand", "title"),
        _text(0, 42, "Left of the dashed line is better than it must be; each step is ten times."),
        _dot("this", 8, 60),
        _text(20, 64, "this client"),
        _dot("today", 118, 60),
        _text(130, 64, "python-saharaclient 4.2.0"),
    ]
    bottom = TOP + LINE * len(figures)
    for power in range(LOWEST, HIGHEST + 1):
        x = _place(10.0**power)
        parts.append(
            f'<line class="{"grid" if power else "goal"}" x1="{x:.1f}" y1="{TOP - 6}"'
            f' x2="{x:.1f}" y2="{bottom}"/>\n'
        )
        label = "goal" if power == 0 else f"{10.0**power:g} x"
        parts.append(_text(x, bottom + 18, label, "small", "middle"))
    for number, figure in enumerate(figures):
        parts.append(_figure(figure, TOP + LINE * number + LINE / 2))
    parts.append("</svg>\n")
    return "".join(parts)


def _figure(figure: dict[str, Any], y: float) -> str:
    at = {who: _place(_times_goal(figure, value)) for who, value in figure["judged"].items()}
    row = figure["row"].replace("`", "")
    parts = [
        _text(0, y - 2, row, "small"),
        _text(0, y + 11, figure["what"].split(",")[0].replace("`", ""), "small"),
        f'<line class="way" x1="{at["today"]:.1f}" y1="{y}" x2="{at["this"]:.1f}" y2="{y}"/>\n',
        _dot("today", at["today"], y),
        _dot("this", at["this"], y),
        _text(
            LEFT + PLOT + 14,
            y + 4,
            f"{judged(figure, 'today')} → {judged(figure, 'this')} ({goal(figure)})",
            "small",
        ),
    ]
    return "".join(parts)


def _times_goal(figure: dict[str, Any], value: float) -> float:
    if figure["at_least"]:
        return float(figure["limit"] / value) if value > 0 else math.inf
    return float(value / figure["limit"])


def _place(times: float) -> float:
    """The x of a value; what is off the axis stands at its end."""
    power = math.log10(times) if times > 0 else LOWEST
    share = (min(max(power, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return LEFT + PLOT * share


def _dot(who: str, x: float, y: float) -> str:
    return f'<circle class="{who}" cx="{x:.1f}" cy="{y}" r="5.5"/>\n'


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y}" text-anchor="{anchor}">'
        f"{html.escape(words)}</text>\n"
    )
