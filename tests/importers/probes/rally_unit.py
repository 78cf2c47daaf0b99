"""Rally's unit tests of what it does with Sahara; its plugins register the options they use."""

from __future__ import annotations

import unittest
from typing import Any

import record
from rally import plugins

NAMES = (
    "tests.unit.task.scenarios.sahara",
    "tests.unit.task.contexts.sahara",
    "tests.unit.common.test_osclients.OSClientsTestCase.test_sahara",
)


def load_tests(loader: unittest.TestLoader, tests: Any, pattern: Any) -> unittest.TestSuite:
    plugins.load()
    return unittest.TestSuite(record.load(name) for name in NAMES)
