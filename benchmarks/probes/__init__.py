"""Scripts that run in the measured environments and print JSON."""
