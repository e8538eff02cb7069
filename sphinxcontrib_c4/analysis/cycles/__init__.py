"""Cycles of dependencies: their edges, classes, levels, witnesses and cuts."""
