"""What many processes at once need: names of all kinds, which go in the end."""

from __future__ import annotations

from tests.functional.osc.conftest import names  # noqa: F401
