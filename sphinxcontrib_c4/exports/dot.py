"""DOT: one directed graph for each view (https://graphviz.org/doc/info/lang.html).

The package ``graphviz`` writes statements and quotes strings. Texts of the model are always literal: neither escapes
such as ``\\N``, nor entities such as ``&lt;``, nor HTML-like labels such as ``<b>`` keep a meaning.
"""

from __future__ import annotations

from collections.abc import Sequence

import graphviz  # type: ignore[import-untyped]

from sphinxcontrib_c4.drawing import LINES, SHAPES, box_paint
from sphinxcontrib_c4.exports.identifiers import boundary_identifiers, box_identifiers, one_line, walk_boundaries
from sphinxcontrib_c4.layout import TextStyle, shape_kind, type_line, wrap
from sphinxcontrib_c4.model import Element, Mode, Model
from sphinxcontrib_c4.views import Boundary, Direction, InnerBoxes, Relationship, View, with_outer_ends

_STYLES = {Mode.SYNC: "solid", Mode.ASYNC: "dashed", Mode.UNKNOWN: "dotted"}
_FONT = "Helvetica,Arial,sans-serif"
_LABEL_WIDTH = 200.0


def write(_model: Model, views: Sequence[View], _keys: Sequence[str] = ()) -> str:
    """Return a directed graph for each view."""
    return "\n".join(_graph(view).source for view in views)


def _graph(view: View) -> graphviz.Digraph:
    boxes = box_identifiers(view)
    clusters = boundary_identifiers(view, prefix="cluster")
    graph = graphviz.Digraph(
        name=_literal(view.name),
        graph_attr={
            "label": _literal(view.title),
            "labelloc": "t",
            "rankdir": "TB" if view.direction is Direction.DOWN else "LR",
            "fontname": _FONT,
        },
        node_attr={"fontname": _FONT, "fontsize": "12", "style": "filled"},
        edge_attr={"fontname": _FONT, "fontsize": "10"},
    )
    open_graphs = [graph]
    for _, part in walk_boundaries(view):
        if part is None:
            cluster = open_graphs.pop()
            open_graphs[-1].subgraph(cluster)
        elif isinstance(part, Boundary):
            label = _label(part.title, part.subtitle)
            open_graphs.append(graphviz.Digraph(name=clusters[part.name], graph_attr={"label": label}))
        else:
            open_graphs[-1].node(boxes[part.name], **_node_attributes(part))
    inner_boxes = InnerBoxes(view)
    for line in with_outer_ends(view).relationships:
        ends = boxes[inner_boxes.of(line.source)], boxes[inner_boxes.of(line.target)]
        cuts = {key: clusters[end] for key, end in (("ltail", line.source), ("lhead", line.target)) if end in clusters}
        if cuts:
            graph.graph_attr["compound"] = "true"  # cut the edge at the cluster
        graph.edge(*ends, **_edge_attributes(line), **cuts)
    return graph


def _node_attributes(element: Element) -> dict[str, str]:
    kind = shape_kind(element)
    style, paint = SHAPES[kind], box_paint(kind, external=element.external)
    description = wrap(one_line(element.description), TextStyle.LABEL, width=_LABEL_WIDTH, lines=99)
    return {
        "label": _label(element.title, type_line(element), *description),
        "shape": style.dot_shape,
        "style": "filled,dashed" if element.external else style.dot_style,
        "fillcolor": paint.fill,
        "color": paint.stroke,
        "fontcolor": paint.ink,
    }


def _edge_attributes(line: Relationship) -> dict[str, str]:
    rows = []
    for label in line.labels:
        step = f"{line.step_number}: " if line.step_number else ""
        rows += [f"{step}{label.text}".strip(), f"[{label.protocol}]" if label.protocol else ""]
    stroke, ink, _ = LINES[line.mode]
    return {"label": _label(*rows), "style": _STYLES[line.mode], "color": stroke, "fontcolor": ink}


def _label(*rows: str) -> str:
    """Return the non-empty ``rows`` as the lines of one label."""
    label: str = graphviz.nohtml("\\n".join(_literal(row) for row in rows if one_line(row)))
    return label


def _literal(text: str) -> str:
    """Return ``text`` on one line, without a special meaning in DOT; entities exist even within quotes."""
    literal: str = graphviz.escape(one_line(text).replace("&", "&amp;"))
    return literal
