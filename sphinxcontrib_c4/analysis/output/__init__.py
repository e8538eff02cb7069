"""Reports for a terminal and for other tools, and the wording that all presenters share."""
