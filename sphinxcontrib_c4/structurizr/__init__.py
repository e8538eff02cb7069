"""Structurizr: a model as a workspace of Structurizr, and a workspace as a model."""

from sphinxcontrib_c4.structurizr.addresses import is_absolute
from sphinxcontrib_c4.structurizr.arranging import LayOut, LayoutError
from sphinxcontrib_c4.structurizr.choosing import Keyed, chosen_views, unwritten
from sphinxcontrib_c4.structurizr.export import Picture, Section, workspace
from sphinxcontrib_c4.structurizr.leftovers import Leftover
from sphinxcontrib_c4.structurizr.merging import merge
from sphinxcontrib_c4.structurizr.naming import element_names, safe_key, view_keys
from sphinxcontrib_c4.structurizr.reading import Workspace, load, read, read_json
from sphinxcontrib_c4.structurizr.relationships import Link, Links, Step
from sphinxcontrib_c4.structurizr.tagging import ELEMENT_TAGS, RELATIONSHIP_TAGS
from sphinxcontrib_c4.structurizr.viewing import drawn_views
from sphinxcontrib_c4.structurizr.writing import text_of, write, write_text

__all__ = [
    "ELEMENT_TAGS",
    "RELATIONSHIP_TAGS",
    "Keyed",
    "LayOut",
    "LayoutError",
    "Leftover",
    "Link",
    "Links",
    "Picture",
    "Section",
    "Step",
    "Workspace",
    "chosen_views",
    "drawn_views",
    "element_names",
    "is_absolute",
    "load",
    "merge",
    "read",
    "read_json",
    "safe_key",
    "text_of",
    "unwritten",
    "view_keys",
    "workspace",
    "write",
    "write_text",
]
