"""Read a Structurizr workspace as a model, with its views by their keys.

A workspace that Structurizr would refuse is refused here too, with all faults together and the place of each. Data that
a model has no place for is reported as unmapped items and never dropped silently.
"""

from sphinxcontrib_c4.structurizr.reader.unmapped import UnmappedItem
from sphinxcontrib_c4.structurizr.reader.workspace import Workspace, read_workspace, read_workspace_json

__all__ = ["UnmappedItem", "Workspace", "read_workspace", "read_workspace_json"]
