"""Change reports for a terminal, for other tools and for a pull request."""
