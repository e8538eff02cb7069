"""Write views and models as text for other tools."""

from sphinxcontrib_c4.exports.formats import FORMATS, Format
from sphinxcontrib_c4.exports.view_names import find_view

__all__ = ["FORMATS", "Format", "find_view"]
