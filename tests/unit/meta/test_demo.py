"""The manifest of ``make demo`` declares what the documentation assumes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from saharaclient.manifest import load
from tests.functional.docs.test_examples import EXAMPLE_CLUSTER

ROOT = Path(__file__).parents[3]


def test_demo_creates_the_example_of_the_pages() -> None:
    manifest = load([str(ROOT / "tools" / "demo.yaml")], {}, {})
    declared: dict[tuple[str, str], Any] = {
        (one.kind.key.replace("_", "-"), one.name): one.fields for one in manifest.declarations
    }
    assert declared.keys() - {("images", "fake-image")} == EXAMPLE_CLUSTER
    groups = declared["cluster-templates", "example"]["node_groups"]
    assert {group["name"]: group["count"] for group in groups} == {"master": 1, "worker": 2}
