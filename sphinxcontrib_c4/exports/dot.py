"""DOT: views as graphs for Graphviz (https://graphviz.org/doc/info/lang.html), one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.exports.identifiers import aliases, nested, one_line, view_aliases
from sphinxcontrib_c4.layout import ShapeKind, TextStyle, shape_kind, type_line, wrap
from sphinxcontrib_c4.model import Element, Mode
from sphinxcontrib_c4.views import Boundary, Direction, Relationship, View

_STYLES = {Mode.SYNC: "solid", Mode.ASYNC: "dashed", Mode.UNKNOWN: "dotted"}
_SHAPES = {ShapeKind.PERSON: "box", ShapeKind.DATABASE: "cylinder", ShapeKind.QUEUE: "cds"}
_FONT = "Helvetica,Arial,sans-serif"
_WIDTH = 200.0


def dot(views: Iterable[View]) -> str:
    """A directed graph for each view."""
    return "\n".join(_graph(view) for view in views)


def _graph(view: View) -> str:
    names = view_aliases(view)
    frames = aliases((boundary.name for boundary in view.boundaries), prefix="cluster")
    rank = "TB" if view.direction is Direction.DOWN else "LR"
    rows = [
        f"digraph {quoted(view.name)} {{",
        f"  graph [label={quoted(view.title)}, labelloc=t, rankdir={rank}, fontname={quoted(_FONT)}]",
        f"  node [fontname={quoted(_FONT)}, fontsize=12, style=filled]",
        f"  edge [fontname={quoted(_FONT)}, fontsize=10]",
    ]
    for depth, part in nested(view):
        indent = "  " * depth
        if part is None:
            rows.append(f"{indent}}}")
        elif isinstance(part, Boundary):
            rows += [f"{indent}subgraph {frames[part.name]} {{", f"{indent}  label={_rows(part.title, part.subtitle)}"]
        else:
            rows.append(f"{indent}{_box(part, names[part.name])}")
    rows += [f"  {_edge(line, names)}" for line in view.relationships]
    return "\n".join([*rows, "}", ""])


def _box(element: Element, alias: str) -> str:
    shape = shape_kind(element)
    paint = palette.box_paint(shape, external=element.external)
    style = "filled,dashed" if element.external else "filled,rounded" if shape is ShapeKind.PERSON else "filled"
    rows = [
        element.title,
        type_line(element),
        *wrap(one_line(element.description), TextStyle.LABEL, width=_WIDTH, lines=99),
    ]
    told = {
        "label": _rows(*rows),
        "shape": _SHAPES.get(shape, "box"),
        "style": quoted(style),
        "fillcolor": quoted(paint.fill),
        "color": quoted(paint.stroke),
        "fontcolor": quoted(paint.ink),
    }
    return f"{alias} [{_attributes(told)}]"


def _edge(line: Relationship, names: dict[str, str]) -> str:
    said = []
    for label in line.labels:
        step = f"{line.step}: " if line.step is not None else ""
        said += [f"{step}{label.text}".strip(), f"[{label.protocol}]" if label.protocol else ""]
    stroke, ink, _ = palette.LINES[line.mode]
    told = {
        "label": _rows(*said),
        "style": _STYLES[line.mode],
        "color": quoted(stroke),
        "fontcolor": quoted(ink),
    }
    return f"{names[line.source]} -> {names[line.target]} [{_attributes(told)}]"


def _attributes(told: dict[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in told.items())


def _rows(*texts: str) -> str:
    """Texts as the lines of one label."""
    return '"' + "\\n".join(_escaped(text) for text in texts if one_line(text)) + '"'


def quoted(text: str) -> str:
    """``text`` on one line as a string of DOT; neither escapes nor entities are left in it."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return one_line(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')
