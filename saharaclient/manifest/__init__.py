"""Environments as code: files that declare resources, and what to do about them."""

from __future__ import annotations

from saharaclient.manifest.loading import load
from saharaclient.manifest.model import Manifest, ManifestError

__all__ = ["Manifest", "ManifestError", "load"]
