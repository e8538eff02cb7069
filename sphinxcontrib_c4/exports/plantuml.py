"""C4-PlantUML: the macros of PlantUML's own library, which are never fetched (https://plantuml.com/stdlib).

Only macros of the oldest library in use are called. Text replaces missing ones: for queues, and for external containers
and components. Lines are plain ones of PlantUML, because the macros draw all lines alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sphinxcontrib_c4.drawing import LINES, SHAPES
from sphinxcontrib_c4.exports.identifiers import boundary_identifiers, box_identifiers, one_line, walk_boundaries
from sphinxcontrib_c4.layout import shape_kind
from sphinxcontrib_c4.model import Element, Kind, Mode, Model
from sphinxcontrib_c4.views import Boundary, Direction, Relationship, View, with_outer_ends

_ARROWS = {
    Mode.SYNC: "-->",
    Mode.ASYNC: f".[{LINES[Mode.ASYNC].stroke}].>",
    Mode.UNKNOWN: f"-[{LINES[Mode.UNKNOWN].stroke},dotted]->",
}
_MACROS = {Kind.CONTAINER: "Container", Kind.COMPONENT: "Component"}
# Characters with a meaning in the preprocessor, in Creole or in macros. Some have a meaning in Creole only if they are
# doubled or at the beginning of a text.
_SPECIAL = re.compile(
    "[\"<>\\\\$%!~@#&{}\\[\\]|^`\u200e\u200f\u202a-\u202e\u2066-\u2069]|^[!-/:-?]|([-*/_=.'])(?=\\1)|(?<=([-*/_=.']))\\2"
)


def write(_model: Model, views: Sequence[View], _keys: Sequence[str] = ()) -> str:
    """Return a diagram for each view."""
    return "\n".join(_diagram(view) for view in views)


def _diagram(view: View) -> str:
    boxes, boundaries = box_identifiers(view), boundary_identifiers(view, prefix="b")
    rows = ["@startuml", "!include <C4/C4_Component>"]
    if title := _escape(view.title):
        rows.append(f"title {title}")
    if view.direction is not Direction.DOWN:
        rows.append("left to right direction")
    for depth, part in walk_boundaries(view):
        indent = "  " * (depth - 1)
        if part is None:
            rows.append(f"{indent}}}")
        elif isinstance(part, Boundary):
            rows.append(f"{indent}Boundary({boundaries[part.name]}, {_quote(part.title)}, {_quote(part.subtitle)}) {{")
        else:
            rows.append(f"{indent}{_box(part, boxes[part.name])}")
    rows += [_line(line, boxes | boundaries) for line in with_outer_ends(view).relationships]
    return "\n".join([*rows, "@enduml", ""])


def _box(element: Element, identifier: str) -> str:
    suffix = SHAPES[shape_kind(element)].plantuml_suffix
    arguments = [_quote(element.title)]
    if element.kind is Kind.PERSON:
        macro = "Person_Ext" if element.external else "Person"
    elif element.kind is Kind.SYSTEM:
        macro = f"System{suffix}" + ("_Ext" if element.external else "")
    else:
        macro = f"{_MACROS[element.kind]}{suffix}"
        arguments.append(_quote(_technology(element)))
    return f"{macro}({identifier}, {', '.join([*arguments, _quote(element.description)])})"


def _technology(element: Element) -> str:
    """Return the technology, after words for which no macro exists."""
    words = ["external" if element.external else "", SHAPES[shape_kind(element)].plantuml_word]
    return ", ".join(part for part in (" ".join(filter(None, words)), element.technology) if part)


def _line(line: Relationship, ends: dict[str, str]) -> str:
    rows = []
    for label in line.labels:
        step = f"{line.step}: " if line.step is not None else ""
        protocol = f"\\n//<size:12><U+005B>{_escape(label.protocol)}<U+005D></size>//" if label.protocol else ""
        rows.append(f"{step}{_escape(label.text)}{protocol}")
    text = "\\n".join(rows)
    arrow = f"{ends[line.source]} {_ARROWS[line.mode]} {ends[line.target]}"
    return f"{arrow} : {text}" if text else arrow


def _quote(text: str) -> str:
    return f'"{_escape(text)}"'


def _escape(text: str) -> str:
    """Return ``text`` on one line, with a numeric code for each character that has a meaning in PlantUML."""
    return _SPECIAL.sub(lambda match: f"<U+{ord(match[0]):04X}>", one_line(text))
