"""Structurizr: a model as a workspace of Structurizr, and a workspace as a model."""

from sphinxcontrib_c4.structurizr.arranging import LayOut, LayoutError
from sphinxcontrib_c4.structurizr.export import Section, workspace
from sphinxcontrib_c4.structurizr.merging import merge
from sphinxcontrib_c4.structurizr.reading import Workspace, load, read, read_json
from sphinxcontrib_c4.structurizr.writing import text_of, write, write_text

__all__ = [
    "LayOut",
    "LayoutError",
    "Section",
    "Workspace",
    "load",
    "merge",
    "read",
    "read_json",
    "text_of",
    "workspace",
    "write",
    "write_text",
]
