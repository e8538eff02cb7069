"""Graph algorithms on edges between names, each with a result that depends on the names alone."""
