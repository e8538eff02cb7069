"""Exports: views as diagrams for other tools, as text."""

from sphinxcontrib_c4.exports.choice import all_views, chosen_view
from sphinxcontrib_c4.exports.formats import FORMATS, Format

__all__ = ["FORMATS", "Format", "all_views", "chosen_view"]
