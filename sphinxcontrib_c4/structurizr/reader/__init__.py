"""Read a Structurizr workspace as a model, with its views by their keys.

A workspace that Structurizr would refuse is refused here too, with all errors at once and the place of each. Data that
a model cannot hold is reported as unmapped items and never dropped silently.
"""

from sphinxcontrib_c4.structurizr.reader.unmapped import Leftover
from sphinxcontrib_c4.structurizr.reader.workspace import Workspace, load, read, read_json

__all__ = ["Leftover", "Workspace", "load", "read", "read_json"]
