"""The dependency graph: the scope of an analysis, and the edges that flows make between elements."""
