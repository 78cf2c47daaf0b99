"""The diagram of packages and imports in the documentation matches the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def package_of(module: str) -> str:
    """Return the package of a module as the diagram names it, such as "osc.verbs"."""
    parts = module.split(".")[1:]
    return ".".join(parts[: 2 if parts[:1] == ["osc"] else 1])


def imports_in_code() -> dict[str, set[str]]:
    grimp = pytest.importorskip("grimp", reason="comes with import-linter")
    graph = grimp.build_graph("saharaclient", cache_dir=None)
    imports: dict[str, set[str]] = {}
    for module in graph.modules:
        package = package_of(module)
        if package in ("", "osc"):
            continue
        imports.setdefault(package, set())
        for imported in graph.find_modules_directly_imported_by(module):
            imports[package] |= {package_of(imported)} - {package, ""}
    return imports


def imports_in_diagram() -> dict[str, set[str]]:
    page = (ROOT / "doc" / "source" / "architecture.rst").read_text(encoding="utf-8")
    diagram = re.search(r"\.\. code-block:: text\n\n((?:   .*\n)+)", page)
    assert diagram
    text = re.sub(r",\n +", ", ", diagram[1])
    lines = [line.partition("->") for line in text.splitlines()]
    return {name.strip(): set(re.findall(r"[\w.]+", imports)) for name, _, imports in lines}


def test_diagram_shows_packages_and_imports_of_the_code():
    assert imports_in_diagram() == imports_in_code()


def test_diagram_has_no_import_upwards():
    diagram = imports_in_diagram()
    order = list(diagram)
    for position, name in enumerate(order):
        assert diagram[name] <= set(order[position + 1 :]), name
