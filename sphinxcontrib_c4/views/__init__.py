"""Views: what each diagram shows of a model."""

from sphinxcontrib_c4.views.ineffective_filters import absent, emptied_by
from sphinxcontrib_c4.views.landscape_levels import LandscapeLevel
from sphinxcontrib_c4.views.registry import leads_to, nonempty_views, subjects, view
from sphinxcontrib_c4.views.selection import Selection
from sphinxcontrib_c4.views.view import (
    Boundary,
    Direction,
    Label,
    Relationship,
    View,
    ViewElement,
    ViewKind,
    first_sentence,
)

__all__ = [
    "Boundary",
    "Direction",
    "Label",
    "LandscapeLevel",
    "Relationship",
    "Selection",
    "View",
    "ViewElement",
    "ViewKind",
    "absent",
    "emptied_by",
    "first_sentence",
    "leads_to",
    "nonempty_views",
    "subjects",
    "view",
]
