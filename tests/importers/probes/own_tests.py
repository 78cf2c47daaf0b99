"""4.2.0's own unit tests of the library, as its wheel has them.

They give the client a URL without a version, and 4.2.0 sends requests below it as it is. Sahara has
nothing there: real URLs end in a version or get one, as this client does. So the tests get a URL
that has it, over both clients.
"""

from __future__ import annotations

import unittest
from typing import Any

MODULES = (
    *("base", "manager", "resource"),
    *("cluster_templates", "clusters", "data_sources", "images", "job_binaries"),
    *("job_binary_internals", "job_executions", "job_types", "jobs"),
    *("node_group_templates", "plugins"),
)


def load_tests(loader: unittest.TestLoader, tests: Any, pattern: Any) -> unittest.TestSuite:
    suite = unittest.TestSuite()
    for module in MODULES:
        found = loader.loadTestsFromName(f"saharaclient.tests.unit.test_{module}")
        for group in found:
            for test in group:  # type: ignore[union-attr]
                if hasattr(test, "URL"):
                    version = "v2" if type(test).__name__.endswith("V2") else "v1.1"
                    type(test).URL = f"http://localhost:8386/{version}"
        suite.addTest(found)
    return suite
