"""The directives for reports of the analysis."""
