"""The REST library: knows HTTP and JSON, and nothing of command lines."""
