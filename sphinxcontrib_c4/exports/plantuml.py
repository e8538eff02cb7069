"""C4-PlantUML: the macros of PlantUML's own library, which are never fetched (https://plantuml.com/stdlib).

Only macros that the oldest library in use has are called. What it has none for is said in words: queues, and
containers and components outside of our ownership. Lines are plain ones of PlantUML, since the macros draw all alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.exports.identifiers import aliases, nested, one_line, view_aliases
from sphinxcontrib_c4.layout import ShapeKind, shape_kind
from sphinxcontrib_c4.model import Element, Kind, Mode
from sphinxcontrib_c4.views import Boundary, Direction, Relationship, View

_ARROWS = {
    Mode.SYNC: "-->",
    Mode.ASYNC: f".[{palette.LINES[Mode.ASYNC].stroke}].>",
    Mode.UNKNOWN: f"-[{palette.LINES[Mode.UNKNOWN].stroke},dotted]->",
}
_MACROS = {Kind.CONTAINER: "Container", Kind.COMPONENT: "Component"}
# Everything that means something to the preprocessor, to Creole or to a macro; doubled marks and those at the
# beginning of a text mean something to Creole only there.
_SPECIAL = re.compile(
    "[\"<>\\\\$%!~@#&{}\\[\\]|^`\u200e\u200f\u202a-\u202e\u2066-\u2069]|^[!-/:-?]|([-*/_=.'])(?=\\1)|(?<=([-*/_=.']))\\2"
)


def plantuml(views: Iterable[View]) -> str:
    """One diagram for each view, one after the other."""
    return "\n".join(_diagram(view) for view in views)


def _diagram(view: View) -> str:
    names = view_aliases(view)
    frames = aliases((boundary.name for boundary in view.boundaries), prefix="b")
    rows = ["@startuml", "!include <C4/C4_Component>"]
    if title := escaped(view.title):
        rows.append(f"title {title}")
    if view.direction is not Direction.DOWN:
        rows.append("left to right direction")
    for depth, part in nested(view):
        indent = "  " * (depth - 1)
        if part is None:
            rows.append(f"{indent}}}")
        elif isinstance(part, Boundary):
            rows.append(f"{indent}Boundary({frames[part.name]}, {_text(part.title)}, {_text(part.subtitle)}) {{")
        else:
            rows.append(f"{indent}{_box(part, names[part.name])}")
    rows += [_line(line, names) for line in view.relationships]
    return "\n".join([*rows, "@enduml", ""])


def _box(element: Element, alias: str) -> str:
    shape = shape_kind(element)
    told = [_text(element.title)]
    ending = "Ext" if element.external else ""
    technology = ", ".join(word for word in (_word(element, shape), element.technology) if word)
    match element.kind:
        case Kind.PERSON:
            macro = f"Person_{ending}" if ending else "Person"
        case Kind.SYSTEM:
            macro = "SystemDb" if shape is ShapeKind.DATABASE else "System"
            macro = f"{macro}_{ending}" if ending else macro
        case _:
            macro = _MACROS[element.kind] + ("Db" if shape is ShapeKind.DATABASE else "")
            told.append(_text(technology))
    return f"{macro}({alias}, {', '.join([*told, _text(element.description)])})"


def _word(element: Element, shape: ShapeKind) -> str:
    words = ["external"] * element.external + ["queue"] * (shape is ShapeKind.QUEUE)
    return " ".join(words)


def _line(line: Relationship, names: dict[str, str]) -> str:
    rows = []
    for label in line.labels:
        step = f"{line.step}: " if line.step is not None else ""
        protocol = f"\\n//<size:12><U+005B>{escaped(label.protocol)}<U+005D></size>//" if label.protocol else ""
        rows.append(f"{step}{escaped(label.text)}{protocol}")
    words = "\\n".join(rows)
    arrow = f"{names[line.source]} {_ARROWS[line.mode]} {names[line.target]}"
    return f"{arrow} : {words}" if words else arrow


def _text(text: str) -> str:
    return f'"{escaped(text)}"'


def escaped(text: str) -> str:
    """``text`` on one line, with what means something to PlantUML as numbers of characters."""
    return _SPECIAL.sub(lambda match: f"<U+{ord(match[0]):04X}>", one_line(text))
