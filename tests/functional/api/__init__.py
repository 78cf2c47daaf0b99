"""The library alone, without a command line."""
