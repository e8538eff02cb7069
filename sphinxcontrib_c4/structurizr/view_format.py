"""Facts about the views of a workspace that reader, writer and merge share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.views import ViewKind

MODEL_VIEW_LISTS: Mapping[ViewKind, str] = MappingProxyType(
    {
        ViewKind.LANDSCAPE: "systemLandscapeViews",
        ViewKind.CONTEXT: "systemContextViews",
        ViewKind.CONTAINER: "containerViews",
        ViewKind.COMPONENT: "componentViews",
        ViewKind.DYNAMIC: "dynamicViews",
    }
)
"""The key under which a workspace lists the views of each kind that a model has."""
DEPLOYMENT_VIEWS = "deploymentViews"
VIEW_LISTS: Mapping[ViewKind, str] = MappingProxyType({**MODEL_VIEW_LISTS, ViewKind.DEPLOYMENT: DEPLOYMENT_VIEWS})
"""The key under which a workspace lists the views of each kind."""

_OUTER = frozenset({Kind.PERSON, Kind.SYSTEM})
GROUPED_KINDS: Mapping[ViewKind, frozenset[Kind]] = MappingProxyType(
    {
        ViewKind.LANDSCAPE: _OUTER,
        ViewKind.CONTEXT: _OUTER,
        ViewKind.CONTAINER: frozenset({Kind.CONTAINER}),
        ViewKind.COMPONENT: frozenset({Kind.COMPONENT}),
    }
)
"""The kinds of elements around whose groups Structurizr draws frames, by the kind of the view.

See ``includeGroup`` of ``structurizr-diagram.js``.
"""

GROUPS_OFF: Mapping[str, str] = MappingProxyType({"structurizr.groups": "false"})
"""The property of a view whose groups have no boundaries."""

VIEW_PROPERTIES = frozenset({"c4.view", "c4.layout", *GROUPS_OFF})
"""The properties that an export writes for each view."""


def layout_fingerprint(view: Mapping[str, Any]) -> str:
    """Return a hash of the positions in a view, by which a layout changed by hand is recognised.

    It does not depend on ids, which change when a model grows.
    """
    boxes = [[box.get("x"), box.get("y")] for box in view.get("elements") or ()]
    lines = [
        [line.get("position"), [[point.get("x"), point.get("y")] for point in line.get("vertices") or ()]]
        for line in view.get("relationships") or ()
    ]
    text = json.dumps([sorted(boxes, key=repr), sorted(lines, key=repr)])
    return sha256(text.encode()).hexdigest()[:16]
