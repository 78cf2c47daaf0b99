"""The commands about clusters, one module per operation."""
