"""directives.reports."""
