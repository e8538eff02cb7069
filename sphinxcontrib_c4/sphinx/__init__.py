"""The Sphinx side: configuration, directives, nodes and writers."""
