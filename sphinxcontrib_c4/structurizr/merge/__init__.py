"""Merge positions that a user has changed in Structurizr into a workspace that is written again."""

from sphinxcontrib_c4.structurizr.merge.positions import merge_positions

__all__ = ["merge_positions"]
