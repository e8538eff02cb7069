"""The rules of the analysis, the findings that they make, and the metrics that they use."""
