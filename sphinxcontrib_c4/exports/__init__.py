"""Write views and models as text for other tools, and as pictures."""

from sphinxcontrib_c4.exports.formats import FORMATS, Format
from sphinxcontrib_c4.exports.pictures import PictureError, PictureFormat, draw_pictures
from sphinxcontrib_c4.exports.view_names import find_view

__all__ = ["FORMATS", "Format", "PictureError", "PictureFormat", "draw_pictures", "find_view"]
