"""Mermaid: views as flowcharts, which Mermaid lays out better than its own C4 diagrams, an experiment to this day.

One text holds one diagram. Several views become one flowchart with a frame around each.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.exports.identifiers import aliases, nested, one_line
from sphinxcontrib_c4.layout import ShapeKind, shape_kind, type_line
from sphinxcontrib_c4.model import Element, Mode
from sphinxcontrib_c4.views import Boundary, Direction, Relationship, View

_SHAPES = {ShapeKind.PERSON: ("([", "])"), ShapeKind.DATABASE: ("[(", ")]"), ShapeKind.QUEUE: ("[[", "]]")}
_ARROWS = {Mode.SYNC: "-->", Mode.ASYNC: "-.->", Mode.UNKNOWN: "-->"}
# Mermaid writes a character as its number between '#' and ';'. Left alone is what means nothing anywhere.
_SPECIAL = re.compile(
    "[^A-Za-z0-9 .,:/()'+?!=\u00a0-\u200d\u2010-\u2027\u202f-\u2065\u206a-\U0010ffff-]|^[-+=]|^(?<![0-9])\\."
)
_EXTERNAL = "external"


def mermaid(views: Sequence[View]) -> str:
    """One flowchart of all ``views``."""
    title = views[0].title if len(views) == 1 else "Views of the model"
    direction = "TB" if len(views) == 1 and views[0].direction is Direction.DOWN else "LR"
    rows = ["---", f"title: {json.dumps(one_line(title))}", "---", f"flowchart {direction}"]
    styles: list[str] = []
    for number, view in enumerate(views, 1):
        if len(views) == 1:
            rows += _body(view, "", styles)
        else:
            rows.append(f"  subgraph v{number} [{_text(view.title)}]")
            rows += [f"  {row}" for row in _body(view, f"v{number}", styles)]
            rows.append("  end")
    return "\n".join([*rows, *_classes(views), *styles, ""])


def _body(view: View, prefix: str, styles: list[str]) -> Iterator[str]:
    """The rows of a view; the colours of its lines, which go by the numbers of lines in the text, go to ``styles``."""
    names = aliases((item.element.name for item in view.elements), prefix=f"{prefix}e")
    frames = aliases((boundary.name for boundary in view.boundaries), prefix=f"{prefix}b")
    for depth, part in nested(view):
        indent = "  " * depth
        if part is None:
            yield f"{indent}end"
        elif isinstance(part, Boundary):
            yield f"{indent}subgraph {frames[part.name]} [{_rows(part.title, part.subtitle)}]"
        else:
            yield f"{indent}{_box(part, names[part.name])}"
    for line in view.relationships:
        stroke, _, _ = palette.LINES[line.mode]
        dashes = ",stroke-dasharray:2 4" if line.mode is Mode.UNKNOWN else ""
        styles.append(f"  linkStyle {len(styles)} stroke:{stroke}{dashes}")
        yield f"  {_line(line, names)}"


def _box(element: Element, alias: str) -> str:
    shape = shape_kind(element)
    opening, closing = _SHAPES.get(shape, ("[", "]"))
    kind = _EXTERNAL if element.external else shape.value
    return f"{alias}{opening}{_rows(element.title, type_line(element), element.description)}{closing}:::{kind}"


def _line(line: Relationship, names: dict[str, str]) -> str:
    said = []
    for label in line.labels:
        step = f"{line.step}: " if line.step is not None else ""
        said += [f"{step}{label.text}".strip(), f"[{label.protocol}]" if label.protocol else ""]
    words = _rows(*said)
    arrow = _ARROWS[line.mode]
    return f"{names[line.source]} {arrow}{f'|{words}|' if words != _EMPTY else ''} {names[line.target]}"


def _classes(views: Sequence[View]) -> Iterator[str]:
    """The colours of the looks in use."""
    used = {shape_kind(item.element) for view in views for item in view.elements if not item.element.external}
    paints = {shape.value: palette.BOXES[shape] for shape in ShapeKind if shape in used}
    if any(item.element.external for view in views for item in view.elements):
        paints[_EXTERNAL] = palette.EXTERNAL
    for name, paint in paints.items():
        dashes = ",stroke-dasharray:6 4" if name == _EXTERNAL else ""
        yield f"  classDef {name} fill:{paint.fill},stroke:{paint.stroke},color:{paint.ink}{dashes}"


_EMPTY = '" "'


def _rows(*texts: str) -> str:
    """Texts as the rows of one label."""
    rows = [escaped(text) for text in texts if one_line(text)]
    return f'"{"<br>".join(rows)}"' if rows else _EMPTY


def _text(text: str) -> str:
    return _rows(text)


def escaped(text: str) -> str:
    """``text`` on one line, with what means something to Mermaid or in HTML as numbers of characters."""
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", one_line(text))
