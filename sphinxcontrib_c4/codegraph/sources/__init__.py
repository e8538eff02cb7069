"""Sources of evidence: one module for each kind of input, all with one interface."""
