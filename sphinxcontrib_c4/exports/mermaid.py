"""Mermaid: views as flowcharts, because Mermaid lays them out better than its own (experimental) C4 diagrams.

A file contains one diagram, so several views become one flowchart with a subgraph for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sphinxcontrib_c4.drawing import CHANGES, EXTERNAL_LIGHT, LINES, SHAPES
from sphinxcontrib_c4.exports.identifiers import boundary_identifiers, box_identifiers, one_line, walk_boundaries
from sphinxcontrib_c4.layout import ShapeKind, shape_kind, type_line
from sphinxcontrib_c4.model import Element, Mode, Model, json_text
from sphinxcontrib_c4.views import Boundary, ChangeMark, Direction, Relationship, View, with_outer_ends

_ARROWS = {Mode.SYNC: "-->", Mode.ASYNC: "-.->", Mode.UNKNOWN: "-->"}
# Mermaid writes a character as its number between '#' and ';'. Only characters without any meaning are not escaped.
_SPECIAL = re.compile(
    "[^A-Za-z0-9 .,:/()'+?!=\u00a0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\U0010ffff-]|^[-+=]|^(?<![0-9])\\."
)
_EXTERNAL = "external"
_CLASSES = {kind: kind.value for kind in ShapeKind} | {ShapeKind.DEPLOYMENT_NODE: "deployment"}
"""The classes of boxes; Mermaid gives all boxes the class ``node`` itself."""
_SIGNS = {ChangeMark.ADDED: "+", ChangeMark.REMOVED: "-", ChangeMark.CHANGED: "~"}
_MARK_STYLES = {
    ChangeMark.ADDED: "stroke-width:4px",
    ChangeMark.REMOVED: "stroke-width:4px,stroke-dasharray:8 4",
    ChangeMark.CHANGED: "stroke-width:4px,stroke-dasharray:2 4",
}


def write(_model: Model, views: Sequence[View], _keys: Sequence[str] = ()) -> str:
    """Return one flowchart of all ``views``."""
    title = views[0].title if len(views) == 1 else "Views of the model"
    direction = "TB" if len(views) == 1 and views[0].direction is Direction.DOWN else "LR"
    rows = ["---", f"title: {json_text(one_line(title))}", "---", f"flowchart {direction}"]
    line_styles: list[str] = []
    for number, view in enumerate(views, 1):
        if len(views) == 1:
            rows += _body(view, "", line_styles)
        else:
            rows.append(f"  subgraph v{number} [{_label(view.title)}]")
            rows += [f"  {row}" for row in _body(view, f"v{number}", line_styles)]
            rows.append("  end")
    return "\n".join([*rows, *_classes(views), *line_styles, ""])


def _body(view: View, prefix: str, line_styles: list[str]) -> Iterator[str]:
    """Yield the rows of a view; styles of its lines, which are numbered over all views, go to ``line_styles``."""
    boxes = box_identifiers(view, prefix=f"{prefix}e")
    boundaries = boundary_identifiers(view, prefix=f"{prefix}b")
    marks = {item.element.name: item.mark for item in view.elements}
    for depth, part in walk_boundaries(view):
        indent = "  " * depth
        if part is None:
            yield f"{indent}end"
        elif isinstance(part, Boundary):
            yield f"{indent}subgraph {boundaries[part.name]} [{_label(_boundary_title(part))}]"
        else:
            mark = marks.get(part.name)
            yield f"{indent}{_box(part, boxes[part.name], mark)}"
            if mark:
                yield f"{indent}style {boxes[part.name]} stroke:{CHANGES[mark].stroke},{_MARK_STYLES[mark]}"
    for line in with_outer_ends(view).relationships:
        stroke, _, _ = LINES[line.mode]
        dashes = ",stroke-dasharray:2 4" if line.mode is Mode.UNKNOWN else ""
        if line.mark:
            stroke, dashes = CHANGES[line.mark].stroke, f"{dashes},stroke-width:4px"
        line_styles.append(f"  linkStyle {len(line_styles)} stroke:{stroke}{dashes}")
        yield f"  {_line(line, boxes | boundaries)}"


def _boundary_title(boundary: Boundary) -> str:
    """Return the title of a boundary, on one line: Mermaid draws a second line over the boxes."""
    return f"{boundary.title} [{boundary.subtitle}]" if boundary.subtitle else boundary.title


def _box(element: Element, identifier: str, mark: ChangeMark | None) -> str:
    kind = shape_kind(element)
    opening, closing = SHAPES[kind].mermaid
    style = _EXTERNAL if element.external else _CLASSES[kind]
    text = _label(_mark_text(mark), element.title, type_line(element), element.description)
    return f"{identifier}{opening}{text}{closing}:::{style}"


def _line(line: Relationship, ends: dict[str, str]) -> str:
    rows = [_mark_text(line.mark)]
    for label in line.labels:
        mark = f"{label.mark}: " if label.mark is not line.mark and label.mark else ""
        step = f"{line.step_number}: " if line.step_number else ""
        rows += [f"{mark}{step}{label.text}".strip(), f"[{label.protocol}]" if label.protocol else ""]
    text = _label(*rows)
    arrow = _ARROWS[line.mode]
    return f"{ends[line.source]} {arrow}{f'|{text}|' if text != _EMPTY_LABEL else ''} {ends[line.target]}"


def _mark_text(mark: ChangeMark | None) -> str:
    """Return ``+ added``, or ``""``; the text is what a reader without colours has."""
    return f"{_SIGNS[mark]} {mark}" if mark else ""


def _classes(views: Sequence[View]) -> Iterator[str]:
    """Yield the colours of the shapes in use."""
    shape_kinds = {shape_kind(item.element) for view in views for item in view.elements if not item.element.external}
    paints = {_CLASSES[kind]: SHAPES[kind].light for kind in ShapeKind if kind in shape_kinds}
    if any(item.element.external for view in views for item in view.elements):
        paints[_EXTERNAL] = EXTERNAL_LIGHT
    for name, paint in paints.items():
        dashes = ",stroke-dasharray:6 4" if name == _EXTERNAL else ""
        yield f"  classDef {name} fill:{paint.fill},stroke:{paint.stroke},color:{paint.ink}{dashes}"


_EMPTY_LABEL = '" "'


def _label(*rows: str) -> str:
    """Return the non-empty ``rows`` as the lines of one label."""
    escaped_rows = [_escape(row) for row in rows if one_line(row)]
    return f'"{"<br>".join(escaped_rows)}"' if escaped_rows else _EMPTY_LABEL


def _escape(text: str) -> str:
    """Return ``text`` on one line, with a numeric code for each character that has a meaning in Mermaid or HTML."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", one_line(text))
