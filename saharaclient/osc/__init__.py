"""The commands: know arguments and columns, and nothing of HTTP."""
