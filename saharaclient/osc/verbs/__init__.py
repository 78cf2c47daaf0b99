"""Base classes of the commands, one module per kind of operation."""
