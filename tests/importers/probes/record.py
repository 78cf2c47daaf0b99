"""Run tests of an importer and write the outcome of each as JSON.

Runs inside an importer's environment, so it may use nothing but the standard library.
Usage: ``record.py OUTCOMES.json NAME...`` with dotted names, as ``python -m unittest`` takes them.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import pathlib
import pkgutil
import re
import sys
import traceback
import unittest
from typing import Any

PASSED = "passed"
SKIPPED = "skipped"
#: Sahara on SQLite answers 500, ``database is locked``, to parallel writes.
BUSY = re.compile(r"Internal Server Error|HTTP 500|database is locked|service failed")


class Recorder(unittest.TestResult):
    """Keep what became of each test: passed, skipped, or the last line of its traceback."""

    def __init__(self) -> None:
        super().__init__()
        self.outcomes: dict[str, str] = {}
        self.tracebacks: dict[str, str] = {}

    def addSuccess(self, test: Any) -> None:  # noqa: N802
        self.outcomes.setdefault(test.id(), PASSED)

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: N802
        self.outcomes[test.id()] = f"{SKIPPED}: {reason}"

    def addExpectedFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self.outcomes.setdefault(test.id(), PASSED)

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802
        self._failed(test, "unexpected success")

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802
        self._failed(test, "".join(traceback.format_exception(*err)))

    addFailure = addError  # noqa: N815

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        if err is None:
            self.addSuccess(subtest)
        else:
            self.addError(subtest, err)

    def _failed(self, test: Any, text: str) -> None:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        self.outcomes[test.id()] = f"failed: {lines[-1][:300] if lines else 'without a word'}"
        self.tracebacks[test.id()] = text


def load(name: str) -> unittest.TestSuite:
    """Return the tests of a package and what is in it, of a module or of a class."""
    loader = unittest.TestLoader()
    try:
        package = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        package = None
    if package is None or package.submodule_search_locations is None:
        return loader.loadTestsFromName(name)
    suite = unittest.TestSuite()
    for module in pkgutil.walk_packages(package.submodule_search_locations, f"{name}."):
        if module.name.rpartition(".")[2].startswith("test"):
            suite.addTest(loader.loadTestsFromName(module.name))
    return suite


def borrow(name: str, folder: str) -> None:
    """Make a package importable that is installed in another environment, and nothing next to it.

    4.2.0's own tests are inside its package, and so are not there when the checkout replaces it.
    """
    spec = importlib.util.spec_from_file_location(
        name, f"{folder}/__init__.py", submodule_search_locations=[folder]
    )
    assert spec
    assert spec.loader
    sys.modules[name] = package = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    parent, _, attribute = name.rpartition(".")
    setattr(importlib.import_module(parent), attribute, package)


def prepare_django() -> None:
    """Do what ``manage.py test`` does before the tests."""
    import django
    from django.test.runner import DiscoverRunner

    django.setup()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    runner.setup_databases()


def run(names: list[str], attempts: int) -> Recorder:
    """Run tests, and those again that fail as the server does when it is busy."""
    recorder = Recorder()
    for name in names:
        load(name).run(recorder)
    for _ in range(attempts - 1):
        busy = {test for test, text in recorder.tracebacks.items() if BUSY.search(text)}
        if not busy:
            break
        again = Recorder()
        for name in names:
            select(load(name), busy).run(again)
        for test in busy & set(again.outcomes):
            recorder.outcomes[test] = again.outcomes[test]
            recorder.tracebacks.pop(test)
            recorder.tracebacks.update(
                {test: again.tracebacks[test]} if test in again.tracebacks else {}
            )
        print("Run again, for the server was busy:", *sorted(busy))
    return recorder


def select(suite: Any, ids: set[str]) -> unittest.TestSuite:
    """Return the tests of a suite that have one of these IDs."""
    selected = unittest.TestSuite()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            selected.addTest(select(test, ids))
        elif test.id() in ids:
            selected.addTest(test)
    return selected


def main() -> None:
    target = pathlib.Path(sys.argv[1])
    if "IMPORTERS_BORROWED" in os.environ:
        borrow(*os.environ["IMPORTERS_BORROWED"].split("=", 1))
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        prepare_django()
    recorder = run(sys.argv[2:], int(os.environ.get("IMPORTERS_ATTEMPTS", "1")))
    target.write_text(json.dumps(recorder.outcomes, indent=1, sort_keys=True))
    target.with_suffix(".log").write_text(
        "\n".join(f"== {test}\n{text}" for test, text in recorder.tracebacks.items())
    )


if __name__ == "__main__":
    main()
