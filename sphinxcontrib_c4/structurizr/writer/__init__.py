"""Write a model and its views as a Structurizr workspace that opens without errors and inspection findings."""

from sphinxcontrib_c4.structurizr.writer.files import text_of, write, write_text
from sphinxcontrib_c4.structurizr.writer.ids import element_names, safe_key, view_keys
from sphinxcontrib_c4.structurizr.writer.layout import LayOut, LayoutError
from sphinxcontrib_c4.structurizr.writer.relationships import Link, Links, Step
from sphinxcontrib_c4.structurizr.writer.urls import is_absolute
from sphinxcontrib_c4.structurizr.writer.view_selection import Keyed, chosen_views, unwritten
from sphinxcontrib_c4.structurizr.writer.views import drawn_views
from sphinxcontrib_c4.structurizr.writer.workspace import Picture, Section, workspace

__all__ = [
    "Keyed",
    "LayOut",
    "LayoutError",
    "Link",
    "Links",
    "Picture",
    "Section",
    "Step",
    "chosen_views",
    "drawn_views",
    "element_names",
    "is_absolute",
    "safe_key",
    "text_of",
    "unwritten",
    "view_keys",
    "workspace",
    "write",
    "write_text",
]
