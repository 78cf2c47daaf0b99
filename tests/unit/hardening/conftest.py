"""Keeps what hypothesis stores out of the checkout's root."""

from __future__ import annotations

import pathlib

from hypothesis import configuration

configuration.set_hypothesis_home_dir(
    pathlib.Path(__file__).parents[3] / ".pytest_cache" / "hypothesis"
)
