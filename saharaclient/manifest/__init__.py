"""Environments as code: files that declare resources, and what to do about them."""

from __future__ import annotations

from saharaclient.manifest.changes import Action, Change, Plan, Step
from saharaclient.manifest.execution.applying import Result, apply
from saharaclient.manifest.execution.deleting import delete, plan_deletion
from saharaclient.manifest.exporting import as_yaml, export
from saharaclient.manifest.lookups import ConnectionLookups, Lookups
from saharaclient.manifest.model import Manifest, ManifestError
from saharaclient.manifest.plans.planning import plan
from saharaclient.manifest.reading.loading import load

__all__ = [
    "Action",
    "Change",
    "ConnectionLookups",
    "Lookups",
    "Manifest",
    "ManifestError",
    "Plan",
    "Result",
    "Step",
    "apply",
    "as_yaml",
    "delete",
    "export",
    "load",
    "plan",
    "plan_deletion",
]
