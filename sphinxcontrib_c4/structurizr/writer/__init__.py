"""Write a model and its views as a Structurizr workspace that opens without errors and inspection findings."""

from sphinxcontrib_c4.structurizr.urls import is_absolute_url
from sphinxcontrib_c4.structurizr.writer.ids import element_names, safe_key, view_keys
from sphinxcontrib_c4.structurizr.writer.layout import LayoutError, LayoutFunction
from sphinxcontrib_c4.structurizr.writer.relationships import ExportedRelationship, ExportedStep, RelationshipRegistry
from sphinxcontrib_c4.structurizr.writer.view_selection import (
    KeyedView,
    exportable_views,
    select_views,
    unwritable_views,
)
from sphinxcontrib_c4.structurizr.writer.views import dynamic_scope
from sphinxcontrib_c4.structurizr.writer.workspace import (
    Picture,
    Section,
    build_workspace,
    save_workspace,
    workspace_to_json,
)

__all__ = [
    "ExportedRelationship",
    "ExportedStep",
    "KeyedView",
    "LayoutError",
    "LayoutFunction",
    "Picture",
    "RelationshipRegistry",
    "Section",
    "build_workspace",
    "dynamic_scope",
    "element_names",
    "exportable_views",
    "is_absolute_url",
    "safe_key",
    "save_workspace",
    "select_views",
    "unwritable_views",
    "view_keys",
    "workspace_to_json",
]
