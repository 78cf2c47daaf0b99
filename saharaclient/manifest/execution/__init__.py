"""Execution of plans: creations, updates and deletions, in the order of their dependencies."""
