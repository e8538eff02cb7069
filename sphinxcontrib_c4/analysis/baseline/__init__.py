"""The baseline: accepted findings, read from and written to a file."""
