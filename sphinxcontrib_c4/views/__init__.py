"""Views: the content of each diagram of a model, without positions or appearance."""

from sphinxcontrib_c4.views.candidate_view import ViewDefinition
from sphinxcontrib_c4.views.deployment import deployed_boundary, deployed_box
from sphinxcontrib_c4.views.frames import InnerBoxes, with_outer_ends, without_boundary_ends
from sphinxcontrib_c4.views.group_frames import GROUP_PREFIX, group_frames
from sphinxcontrib_c4.views.ineffective_filters import emptying_filters, unmatched_entries
from sphinxcontrib_c4.views.landscape_levels import LandscapeLevel
from sphinxcontrib_c4.views.registry import DEFINITIONS, leads_to, nonempty_views, subjects, view
from sphinxcontrib_c4.views.selection import Selection
from sphinxcontrib_c4.views.view import (
    Boundary,
    ChangeMark,
    Direction,
    Label,
    Relationship,
    View,
    ViewElement,
    ViewKind,
    first_sentence,
)

__all__ = [
    "DEFINITIONS",
    "GROUP_PREFIX",
    "Boundary",
    "ChangeMark",
    "Direction",
    "InnerBoxes",
    "Label",
    "LandscapeLevel",
    "Relationship",
    "Selection",
    "View",
    "ViewDefinition",
    "ViewElement",
    "ViewKind",
    "deployed_boundary",
    "deployed_box",
    "emptying_filters",
    "first_sentence",
    "group_frames",
    "leads_to",
    "nonempty_views",
    "subjects",
    "unmatched_entries",
    "view",
    "with_outer_ends",
    "without_boundary_ends",
]
