"""Fingerprint: telling a layout that was moved by hand from one that is as it was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any


def fingerprint(view: Mapping[str, Any]) -> str:
    """A digest of where the parts of a view lie, of no element or relationship in particular.

    Ids change when a model grows; what was written last and read again has to give the same digest.
    """
    boxes = [[box.get("x"), box.get("y")] for box in view.get("elements") or ()]
    lines = [
        [line.get("position"), [[point.get("x"), point.get("y")] for point in line.get("vertices") or ()]]
        for line in view.get("relationships") or ()
    ]
    text = json.dumps([sorted(boxes, key=repr), sorted(lines, key=repr)])
    return sha256(text.encode()).hexdigest()[:16]
