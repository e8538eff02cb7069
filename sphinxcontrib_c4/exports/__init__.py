"""Exports: views as diagrams for other tools, as text."""

from sphinxcontrib_c4.exports.formats import FORMATS, Format
from sphinxcontrib_c4.exports.view_names import all_views, chosen_view

__all__ = ["FORMATS", "Format", "all_views", "chosen_view"]
