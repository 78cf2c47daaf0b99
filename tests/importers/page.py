"""Write the page "Compatibility" from the declarations, the results and the differences."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterable, Mapping

from tests.importers.comparison import Comparison, Difference, load_differences
from tests.importers.declarations import IMPORTERS, Importer
from tests.importers.environments import CHECKOUT, HERE

RESULTS = HERE / "results.json"
PAGE = CHECKOUT / "doc" / "source" / "compatibility.rst"

TEMPLATE = """\
.. Written by "python -m tests.importers --record" from tests/importers: edit it there.

=============
Compatibility
=============

Programs that use python-saharaclient 4.2.0 work with version 5 without changes. These published
programs show it: their tests run over 4.2.0 and over version 5, in the same environment and against
the same services. In the recorded runs, no test that passes over 4.2.0 fails over version 5, except
for the deliberate differences below.

Tested programs
===============

The columns count the tests that pass.

.. list-table::
   :header-rows: 1
   :widths: 26 44 10 10 10

   * - Program
     - What runs
     - 4.2.0
     - Version 5
     - Deliberate
{rows}

*Deliberate* counts the tests that pass over 4.2.0 only, because of a difference below. The programs
run with OpenStackClient 6.3.0 unless the table says otherwise. Those that need a cloud use real
Keystone, Glance, Nova, Neutron and Sahara 19 services, and Sahara's fake plugin.

Deliberate differences
======================

{differences}

:doc:`upgrading` lists what else to check before you upgrade.

What the tests do not cover
===========================

{limits}

Run the comparison
==================

``make importers`` installs the programs from the package index with pinned versions, runs them over
both clients, compares each test, and fails if one is lost. To run some of them:

.. code-block:: shell

   .venv/bin/python -m tests.importers heat 'tempest-*'
"""

#: What cannot run, and why.
LIMITS = (
    "A row that is not recorded has no complete run yet, or one in which a test was lost.",
    "``sahara-scenario`` runs jobs in version 1.1 only. In version 2 it keeps their programs in"
    " object storage, without using the client; that run only scales the cluster.",
    "Tempest's tests of job executions and of a whole cluster by command are skipped by"
    " sahara-tests itself, because of bugs 1430252 and 1629295.",
    "4.2.0's own tests give the client a URL without a version. They run with a URL that has one,"
    " because that is a deliberate difference.",
)


#: What is recorded of each importer.
FIGURES = ("old", "new", "deliberate")


def load_results() -> dict[str, dict[str, int]]:
    """Return the recorded figures of each importer, by its name."""
    return dict(json.loads(RESULTS.read_text())) if RESULTS.exists() else {}


def record(comparisons: Mapping[str, Comparison]) -> None:
    """Keep the figures of these importers, and write the page."""
    results = load_results()
    for name, comparison in comparisons.items():
        results[name] = {
            "old": comparison.passed_old,
            "new": comparison.passed_new,
            "deliberate": len(comparison.excused),
        }
    known = {importer.name for importer in IMPORTERS}
    kept = {name: results[name] for name in sorted(known & results.keys())}
    RESULTS.write_text(json.dumps(kept, indent=1) + "\n")
    PAGE.write_text(render(kept, load_differences()))


def render(results: Mapping[str, Mapping[str, int]], differences: Iterable[Difference]) -> str:
    """Return the page, in reStructuredText."""
    rows = [_row(importer, results.get(importer.name, {})) for importer in IMPORTERS]
    return TEMPLATE.format(
        rows="\n".join(rows),
        differences="\n\n".join(f"{one.title}\n   {one.reason.strip()}" for one in differences),
        limits="\n".join(f"- {limit}" for limit in LIMITS),
    )


def _row(importer: Importer, result: Mapping[str, int]) -> str:
    cells = (
        importer.program,
        importer.what,
        *(result.get(name, "not recorded") for name in FIGURES),
    )
    first, *others = (str(cell) for cell in cells)
    return "\n".join([f"   * - {first}", *(f"     - {cell}" for cell in others)])


def is_current(path: pathlib.Path = PAGE) -> bool:
    """Return whether the page is the one that the results and differences give."""
    return path.read_text() == render(load_results(), load_differences())
