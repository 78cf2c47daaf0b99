"""Scripts that run in the environment that is measured, and print JSON."""
