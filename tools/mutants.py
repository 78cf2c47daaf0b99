#!/usr/bin/env python3
"""Measure how strong the unit tests are: plant mutants and count those that the tests kill.

cosmic-ray knows how to mutate code. This program samples the mutants and runs, for each one, the
unit tests that reach the mutated line, the fastest first, until one fails.

The sample depends on the seed and on the text of the mutated lines, not on file names or line
numbers. The same seed therefore finds the same mutants in code that has moved, so that two states
of the tests can be compared: ``--like`` repeats the mutants of an earlier result.
"""

from __future__ import annotations

import argparse
import ast
import collections
import contextlib
import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import cosmic_ray.plugins
import pytest
from cosmic_ray.ast import Visitor, get_ast
from cosmic_ray.mutating import mutate_code

#: Mutations that leave the meaning as it is, for None, booleans and interned strings.
EQUIVALENT = ("_Is_Eq", "_IsNot_NotEq", "_Eq_Is", "_NotEq_IsNot")
#: Modules that are slow to import and that do not import the package.
PRELOADED = ["hypothesis", "keystoneauth1.session", "openstack.connection", "osc_lib.shell"]
BUILD = Path("build/mutants")
#: Tests per mutant stop at this sum of their measured times.
SECONDS_OF_TESTS = 30
#: A mutant that runs longer than this is stuck in a loop.
LIMIT = 150


class Mutant(NamedTuple):
    key: str
    path: str
    line: int
    operator: str
    occurrence: int
    before: str


class Enumerate(Visitor):
    """List the positions in a module at which an operator applies."""

    def __init__(self, operator: Any) -> None:
        self.operator = operator
        self.positions: list[tuple[int, int]] = []

    def visit(self, node: Any) -> Any:
        self.positions += [start for start, _ in self.operator.mutation_positions(node)]
        return node


def mutants(tree: Path, seed: str) -> Iterator[Mutant]:
    """Yield one mutant for each kind of mutation and position, in the order of the seed."""
    chosen: dict[tuple[str, str, int, int], Mutant] = {}
    seen: collections.Counter[str] = collections.Counter()
    for path in sorted((tree / "saharaclient").rglob("*.py")):
        source = path.read_text()
        lines, parsed = source.splitlines(), get_ast(source)
        for name in cosmic_ray.plugins.operator_names():
            operator_class = cosmic_ray.plugins.get_operator(name)
            if operator_class.arguments() or name.endswith(EQUIVALENT):
                continue
            visitor = Enumerate(operator_class())
            visitor.walk(parsed)
            for occurrence, (line, column) in enumerate(visitor.positions):
                text = lines[line - 1]
                if text.strip() == "*,":  # no multiplication, but a separator of parameters
                    continue
                column -= len(text) - len(text.lstrip())
                content = f"{seed} {name} {column} {text.strip()}"
                seen[content] += 1
                key = hashlib.sha256(f"{content} {seen[content]}".encode()).hexdigest()[:16]
                relative = str(path.relative_to(tree))
                mutant = Mutant(key, relative, line, name, occurrence, text.strip())
                position = (relative, name.split("_")[0], line, column)
                chosen[position] = min(mutant, chosen.get(position, mutant))
    yield from sorted(chosen.values())


def mutated(tree: Path, mutant: Mutant) -> str | None:
    """Return the mutated module, or None if only annotations change or it does not compile."""
    source = (tree / mutant.path).read_text()
    operator = cosmic_ray.plugins.get_operator(mutant.operator)()
    try:
        changed = mutate_code(source, operator, mutant.occurrence)
        return changed if _meaning(changed) != _meaning(source) else None
    except (SyntaxError, AttributeError):  # the latter: cosmic-ray on `except module.Error`
        return None


def _meaning(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    return ast.dump(tree)


class Measure:
    """A plugin of pytest that records how long each test takes, and which lines it reaches."""

    def __init__(self) -> None:
        import coverage

        self.coverage = coverage.Coverage(
            source=["saharaclient"], data_file=None, config_file=False
        )
        self.durations: dict[str, float] = collections.defaultdict(float)
        self.failed: set[str] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        self.coverage.switch_context(item.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.durations[report.nodeid] += report.duration
        if report.failed:
            self.failed.add(report.nodeid)


class Select:
    """A plugin of pytest that runs the given tests in the given order."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: index for index, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.order]
        items.sort(key=lambda item: self.order[item.nodeid])


def _enter(folder: Path) -> None:
    assert "saharaclient" not in sys.modules
    os.chdir(folder)
    os.setsid()
    sys.path.insert(0, str(folder))
    os.environ["PYTHONPATH"] = str(folder)
    log = os.open("pytest.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)


def _pytest(arguments: list[str], plugin: object) -> int:
    options = ["-q", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--tb=line"]
    return int(pytest.main([*options, *arguments], plugins=[plugin]))


def measure(folder: Path, arguments: list[str]) -> None:
    """Run all tests once; write which tests reach each line to ``measured.json``."""
    _enter(folder)
    plugin = Measure()
    plugin.coverage.start()
    _pytest(arguments, plugin)
    plugin.coverage.stop()
    data = plugin.coverage.get_data()
    reached = {
        str(Path(name).relative_to(folder)): data.contexts_by_lineno(name)
        for name in data.measured_files()
    }
    (folder / "measured.json").write_text(
        json.dumps(
            {"durations": plugin.durations, "failed": sorted(plugin.failed), "reached": reached}
        )
    )


def test(folder: Path, tests: list[str]) -> None:
    """Exit with the status of pytest."""
    _enter(folder)
    sys.exit(_pytest(["-x", *sorted({name.split("::")[0] for name in tests})], Select(tests)))


def relevant(measured: dict[str, Any], source: str, mutant: Mutant) -> list[str]:
    """Return the tests that reach the statement of a mutant, the fastest first."""
    reached = {int(line): names for line, names in measured["reached"][mutant.path].items()}
    lines: range | list[int] = [mutant.line]
    in_function = False
    for node in ast.walk(ast.parse(source)):
        first, last = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
        if isinstance(node, ast.FunctionDef) and node.body[0].lineno <= mutant.line <= last:
            in_function = True
        if isinstance(node, ast.stmt) and first <= mutant.line <= last:
            body = getattr(node, "body", None)
            end = body[0].lineno - 1 if body and body[0].lineno > mutant.line else last
            lines = range(first, max(first, end) + 1)
    durations = measured["durations"]
    names = {name for line in (lines if in_function else reached) for name in reached.get(line, ())}
    if not in_function:
        # A declaration runs at import: what uses the module depends on it, and what is about it.
        stem = Path(mutant.path).stem
        names |= {name for name in durations if stem in name or "/test_cli_compat.py" in name}
    usable = names & set(durations) - set(measured["failed"])
    tests, total = [], 0.0
    for name in sorted(usable, key=lambda name: (durations[name], name)):
        total += durations[name]
        if total > SECONDS_OF_TESTS and tests:
            break
        tests.append(name)
    return tests


def copy_of(tree: Path, name: str) -> Path:
    """Copy the files that git tracks or would track."""
    folder = (BUILD / name).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    command = ["git", "-C", str(tree), "ls-files", "-co", "--exclude-standard", "-z"]
    for file in filter(None, subprocess.check_output(command, text=True).split("\0")):
        with contextlib.suppress(FileNotFoundError):  # deleted, not committed yet
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(tree / file, target)
    return folder


def run(target: Any, folder: Path, argument: list[str], limit: float | None) -> int | None:
    """Run a function in a process of its own; return its status, or None for a timeout."""
    process = multiprocessing.get_context("forkserver").Process(
        target=target, args=(folder, argument)
    )
    process.start()
    process.join(limit)
    if process.is_alive():
        os.killpg(process.pid, 9)
        process.join()
        return None
    return process.exitcode


def sample(tree: Path, options: argparse.Namespace) -> Iterator[Mutant]:
    wanted = None
    if options.like:
        wanted = {result["key"] for result in json.loads(options.like.read_text())}
    found = 0
    for mutant in mutants(tree, options.seed):
        if wanted is None and found == options.sample:
            return
        if (wanted is None or mutant.key in wanted) and mutated(tree, mutant) is not None:
            found += 1
            yield mutant


def report(results: list[dict[str, Any]]) -> None:
    for result in results:
        if result["outcome"] == "survived":
            print(f"survived: {result['path']}:{result['line']} {result['operator']}")
            print(f"  {result['before']}\n  {result['after']}")
    table = collections.defaultdict(collections.Counter)
    for result in results:
        for area in (str(Path(*Path(result["path"]).parts[:2])), "all"):
            table[area][result["outcome"]] += 1
    print(f"{'area':<28}{'mutants':>8}{'killed':>8}{'survived':>9}{'rate':>8}")
    for area, counts in sorted(table.items(), key=lambda row: (row[0] == "all", row[0])):
        total = sum(counts.values())
        rate = f"{counts['killed'] / total:.1%}"
        print(f"{area:<28}{total:>8}{counts['killed']:>8}{counts['survived']:>9}{rate:>8}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", default="13")
    parser.add_argument("--sample", type=int, default=320, help="number of mutants")
    parser.add_argument("--like", type=Path, help="result whose mutants to repeat")
    parser.add_argument("--tree", type=Path, default=Path(), help="checkout to measure")
    parser.add_argument("--result", type=Path, default=BUILD / "result.json")
    parser.add_argument("--resume", action="store_true", help="keep the outcomes in the result")
    parser.add_argument("--least", type=float, default=0.85, help="kill rate to reach")
    parser.add_argument("tests", nargs="*", default=["tests/unit"])
    options = parser.parse_args()

    multiprocessing.set_forkserver_preload(PRELOADED)
    folder = copy_of(options.tree, options.result.stem)
    run(measure, folder, options.tests, None)
    measured = json.loads((folder / "measured.json").read_text())
    print(f"{len(measured['durations'])} tests; failed: {measured['failed'] or 'none'}", flush=True)

    results = json.loads(options.result.read_text()) if options.resume else []
    known = {result["key"] for result in results}
    for mutant in sample(folder, options):
        if mutant.key in known:
            continue
        file = folder / mutant.path
        source = file.read_text()
        changed = mutated(folder, mutant)
        assert changed is not None
        tests = relevant(measured, source, mutant)
        file.write_text(changed)
        begin = time.monotonic()
        status = run(test, folder, tests, LIMIT) if tests else 0
        file.write_text(source)
        outcome = "survived" if status in (0, 5) else "killed"
        results.append(
            {
                **mutant._asdict(),
                "after": changed.splitlines()[mutant.line - 1].strip(),
                "tests": len(tests),
                "seconds": round(time.monotonic() - begin, 1),
                "outcome": outcome,
            }
        )
        print(f"{len(results)} {outcome} {mutant.path}:{mutant.line}", flush=True)
        options.result.write_text(json.dumps(results, indent=1))
    report(results)
    rate = sum(result["outcome"] == "killed" for result in results) / len(results)
    return 0 if rate >= options.least else 1


if __name__ == "__main__":
    sys.exit(main())
