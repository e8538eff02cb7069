"""C4-PlantUML: the macros of PlantUML's own library, which are never fetched (https://plantuml.com/stdlib).

A diagram asks the library for a recent macro. If it exists, lines are relationships with a tag for their mode, and
boxes link to the address of their element. The oldest libraries in use draw all relationships alike and have no links,
so their relationships are plain lines of PlantUML. Text replaces macros that no library has: for queues, and for
external containers and components. The same macro decides whether the library has deployment nodes; otherwise, they are
boundaries, or plain nodes of PlantUML if they have no content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from sphinxcontrib_c4.drawing import LINES, SHAPES
from sphinxcontrib_c4.exports.identifiers import boundary_identifiers, box_identifiers, one_line, walk_boundaries
from sphinxcontrib_c4.layout import shape_kind, type_line
from sphinxcontrib_c4.model import Deployment, Element, Kind, Mode, Model
from sphinxcontrib_c4.views import Boundary, Direction, Label, Relationship, View, ViewKind, with_outer_ends

# A macro of the first library that has the styles of tags, and links.
_HAS_TAGS = '!if %function_exists("SHOW_FLOATING_LEGEND")'
_TAG_STYLES = {Mode.SYNC: "", Mode.ASYNC: ", $lineStyle=DashedLine()", Mode.UNKNOWN: ", $lineStyle=DottedLine()"}
_LEGEND = {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous", Mode.UNKNOWN: "Not stated"}
_ARROWS = {
    Mode.SYNC: "-->",
    Mode.ASYNC: f".[{LINES[Mode.ASYNC].stroke}].>",
    Mode.UNKNOWN: f"-[{LINES[Mode.UNKNOWN].stroke},dotted]->",
}
_NODES = (Kind.DEPLOYMENT_NODE, Kind.INFRASTRUCTURE_NODE)
_MACROS = {Kind.CONTAINER: "Container", Kind.COMPONENT: "Component"}
# Characters with a meaning in the preprocessor, in Creole or in macros. Some have a meaning in Creole only if they are
# doubled or at the beginning of a text.
_SPECIAL = re.compile(
    "[\"<>\\\\$%!~@#&{}\\[\\]|^`\u200e\u200f\u202a-\u202e\u2066-\u2069]|^[!-/:-?]|([-*/_=.'])(?=\\1)|(?<=([-*/_=.']))\\2"
)


_NEW_LINE = "\\n"
_SAFE_IN_URL = ":/?#@!&'()*+,;=%-._~"


def write(model: Model, views: Sequence[View], _keys: Sequence[str] = ()) -> str:
    """Return a diagram for each view."""
    return "\n".join(_diagram(view, model.deployment) for view in views)


def _diagram(view: View, deployment: Deployment) -> str:
    boxes, boundaries = box_identifiers(view), boundary_identifiers(view, prefix="b")
    rows = ["@startuml", "!include <C4/C4_Component>"]
    if view.kind is ViewKind.DEPLOYMENT:
        rows += [_HAS_TAGS, "!include <C4/C4_Deployment>", "!endif"]
    if title := _escape(view.title):
        rows.append(f"title {title}")
    if view.direction is not Direction.DOWN:
        rows.append("left to right direction")
    for depth, part in walk_boundaries(view):
        indent = "  " * (depth - 1)
        if part is None:
            rows.append(f"{indent}}}")
        elif isinstance(part, Boundary):
            rows += [f"{indent}{row}" for row in _boundary_rows(part, boundaries[part.name], deployment)]
        else:
            rows += [f"{indent}{row}" for row in _box_rows(part, boxes[part.name])]
    return "\n".join([*rows, *_line_rows(with_outer_ends(view).relationships, boxes | boundaries), "@enduml", ""])


def _boundary_rows(boundary: Boundary, identifier: str, deployment: Deployment) -> list[str]:
    """Return the rows that open a boundary; one that is a deployment node has its description and address."""
    arguments = ", ".join([identifier, *(_quote(text) for text in (boundary.title, boundary.subtitle) if text)])
    plain = f"Boundary({arguments}) {{"
    node = deployment.elements.get(boundary.name)
    if node is None:
        return [plain]
    macro = f"Deployment_Node({arguments}, {_quote(node.description)}{_link(node.url)}) {{"
    return [_HAS_TAGS, macro, "!else", plain, "!endif"]


def _box_rows(element: Element, identifier: str) -> list[str]:
    """Return the rows of a box, which links to its address if the library can do that."""
    link = _link(element.url)
    if element.kind in _NODES:
        arguments = [_quote(text) for text in (element.title, _node_type(element), element.description)]
        macro = f"Node({identifier}, {', '.join(arguments)}{link})"
        return [_HAS_TAGS, macro, "!else", _plain_node(element, identifier), "!endif"]
    box = _box(element, identifier)
    return [_HAS_TAGS, f"{box.removesuffix(')')}{link})", "!else", box, "!endif"] if link else [box]


def _link(url: str) -> str:
    return f', $link="{quote(url, safe=_SAFE_IN_URL)}"' if url else ""


def _node_type(element: Element) -> str:
    """Return the type of a node without content; the macro adds the brackets."""
    return type_line(element).removeprefix("[").removesuffix("]")


def _plain_node(element: Element, identifier: str) -> str:
    rows = [f"<b>{_escape(element.title)}</b>", f"//<size:12>{_escape(type_line(element))}</size>//"]
    description = ["", _escape(element.description)] if element.description else []
    return f'node "{_NEW_LINE.join([*rows, *description])}" as {identifier}'


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


def _line_rows(lines: Sequence[Relationship], ends: dict[str, str]) -> Iterator[str]:
    """Yield relationships with tags, and plain lines for libraries without tags."""
    if not lines:
        return
    yield _HAS_TAGS
    for mode in sorted({line.mode for line in lines}):
        line = LINES[mode]
        colours = f'$textColor="{line.ink}", $lineColor="{line.stroke}"'
        yield f'AddRelTag("{mode}", {colours}{_TAG_STYLES[mode]}, $legendText="{_LEGEND[mode]}")'
    yield from (_relationship(line, ends) for line in lines)
    yield "!else"
    yield from (_line(line, ends) for line in lines)
    yield "!endif"


def _relationship(line: Relationship, ends: dict[str, str]) -> str:
    """Return a line as a macro: one label with its technology, or several labels."""
    number = f"{line.step_number}: " if line.step_number else ""
    if len(line.labels) == 1:
        (label,) = line.labels
        text, technology = _escape(label.text), _escape(label.protocol)
    else:
        text, technology = _NEW_LINE.join(map(_label_with_protocol, line.labels)), ""
    ends_text = f"{ends[line.source]}, {ends[line.target]}"
    return f'Rel({ends_text}, "{number}{text}", "{technology}", $tags="{line.mode}")'


def _label_with_protocol(label: Label) -> str:
    return f"{_escape(label.text)} <U+005B>{_escape(label.protocol)}<U+005D>" if label.protocol else _escape(label.text)


def _line(line: Relationship, ends: dict[str, str]) -> str:
    rows = []
    for label in line.labels:
        step = f"{line.step_number}: " if line.step_number else ""
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
