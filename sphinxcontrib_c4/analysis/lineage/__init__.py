"""Data lineage: where data comes from and goes to, along flows in the direction in which data moves."""
