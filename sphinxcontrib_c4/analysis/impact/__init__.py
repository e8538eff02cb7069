"""The impact of a failure: the elements that stop or are delayed, those that are needed, and the paths between."""
