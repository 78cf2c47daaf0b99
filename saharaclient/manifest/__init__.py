"""Environments as code: files that declare resources, and what to do about them."""
