"""Structurizr's DSL (https://docs.structurizr.com/dsl/language): a model and its views as text to go on from.

Every relationship that a view needs is written, and none is implied. Relationships between a whole and its own part,
which the DSL refuses, are told in a comment. Positions are left to Structurizr: the DSL has no words for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sphinxcontrib_c4.drawing import palette
from sphinxcontrib_c4.exports.identifiers import aliases, one_line
from sphinxcontrib_c4.layout import ShapeKind, shape_kind
from sphinxcontrib_c4.model import Element, Kind, Mode, Model
from sphinxcontrib_c4.structurizr import (
    ELEMENT_TAGS,
    RELATIONSHIP_TAGS,
    Link,
    Links,
    Step,
    element_names,
    view_keys,
)
from sphinxcontrib_c4.views import Label, View, ViewKind

_KINDS = {
    Kind.PERSON: "person",
    Kind.SYSTEM: "softwareSystem",
    Kind.CONTAINER: "container",
    Kind.COMPONENT: "component",
}
_TAGS = {ShapeKind.DATABASE: "Database", ShapeKind.QUEUE: "Queue"}
_SHAPES = {ShapeKind.PERSON: "Person", ShapeKind.DATABASE: "Cylinder", ShapeKind.QUEUE: "Pipe"}
_STYLED = {
    ShapeKind.PERSON: "Person",
    ShapeKind.SYSTEM: "Software System",
    ShapeKind.CONTAINER: "Container",
    ShapeKind.COMPONENT: "Component",
    **_TAGS,
}
_MODES = {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous", Mode.UNKNOWN: "Unspecified"}
_LINES = {
    Mode.SYNC: ("Relationship", "solid"),
    Mode.ASYNC: ("Asynchronous", "dashed"),
    Mode.UNKNOWN: ("Unspecified", "dotted"),
}


def dsl(model: Model, views: Sequence[View], keys: Sequence[str]) -> str:
    """``model`` and ``views`` as a workspace; views are of elements of the model, without folded groups.

    ``keys`` are those of the views, no two alike; they are made of their names where there are none.
    """
    return "\n".join(_indented(_Writer(model).rows(views, keys))) + "\n"


def _indented(rows: Iterable[str]) -> Iterator[str]:
    depth = 0
    for row in rows:
        depth -= row == "}"
        yield f"{'    ' * depth}{row}"
        depth += row.endswith("{")


class _Writer:
    """Writes one workspace; views tell which relationships there are, so they are written first."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._aliases = aliases(model.elements)
        self._names = element_names(model.elements)
        self._links = Links(model.flows, first=1)

    def rows(self, views: Sequence[View], keys: Sequence[str]) -> Iterator[str]:
        names = view_keys(views)
        keys = keys or [names[view.name] for view in views]
        shown = [(view, self._shown(view)) for view in views]
        yield f"workspace {quoted(self._model.title)} {quoted(self._model.description)} {{"
        yield "!identifiers flat"
        yield "!impliedRelationships false"
        yield "model {"
        yield from self._elements("")
        yield from map(self._relationship, self._links.all)
        yield "}"
        yield "views {"
        for key, (view, steps) in zip(keys, shown, strict=True):
            yield from self._view(view, key, steps)
        yield from _styles()
        yield "}"
        yield "}"

    # --- The model ---

    def _elements(self, parent: str) -> Iterator[str]:
        for element in self._model.elements.values():
            if element.parent == parent:
                inner = list(self._elements(element.name))
                head = self._head(element)
                yield f"{head} {{" if inner else head
                yield from inner
                yield from ["}"] if inner else []

    def _head(self, element: Element) -> str:
        told = [self._names[element.name], element.description]
        if element.kind in (Kind.CONTAINER, Kind.COMPONENT):
            told.append(element.technology)
        own = [tag.replace(",", ";") for tag in element.tags if tag not in ELEMENT_TAGS]
        shape = [_TAGS[shape_kind(element)]] if shape_kind(element) in _TAGS else []
        told.append(",".join([*shape, *["External"] * element.external, *own]))
        return f"{self._aliases[element.name]} = {_KINDS[element.kind]} {' '.join(map(quoted, told))}"

    def _relationship(self, link: Link) -> str:
        own = [tag for tag in (link.flow.tags if link.flow else ()) if tag not in RELATIONSHIP_TAGS]
        tags = [_MODES[link.mode], *own]
        told = (link.description, link.protocol, ",".join(tag.replace(",", ";") for tag in tags))
        ends = f"{self._aliases[link.source]} -> {self._aliases[link.target]}"
        row = f"r{link.id} = {ends} {' '.join(map(quoted, told))}"
        return f"# a whole and its part: {row}" if _is_within(link) else row

    # --- Views ---

    def _shown(self, view: View) -> list[Step]:
        """The relationships of a view; in a dynamic one each step's, which may run back along one."""
        steps: list[Step] = []
        for line in view.relationships:
            for label in line.labels or (Label(text=""),):
                if view.kind is ViewKind.DYNAMIC:
                    steps.append(self._links.of_step(line, label, steps))
                else:
                    steps.append(Step(self._links.of_label(line, label), response=False))
        return steps

    def _view(self, view: View, key: str, steps: Sequence[Step]) -> Iterator[str]:
        word, scope = self._subject(view)
        yield f"{' '.join(part for part in (word, scope, quoted(key), quoted(view.description)) if part)} {{"
        yield f"title {quoted(view.title)}"
        yield from self._steps(view, steps) if view.kind is ViewKind.DYNAMIC else self._contents(view, steps)
        yield "autoLayout lr"
        yield "}"

    def _subject(self, view: View) -> tuple[str, str]:
        match view.kind:
            case ViewKind.LANDSCAPE:
                return "systemLandscape", ""
            case ViewKind.CONTEXT:
                return "systemContext", self._aliases[view.subject]
            case ViewKind.CONTAINER | ViewKind.COMPONENT:
                return view.kind.value, self._aliases[view.subject]
            case ViewKind.DYNAMIC:
                return "dynamic", self._scope(view)

    def _scope(self, view: View) -> str:
        """What a dynamic view is of: the whole of most of its finest parts, ``*`` for none."""
        kinds = {item.element.kind for item in view.elements}
        finest = next((kind for kind in (Kind.COMPONENT, Kind.CONTAINER) if kind in kinds), None)
        wholes = [item.element.parent for item in view.elements if item.element.kind is finest]
        return self._aliases[max(wholes, key=wholes.count)] if wholes else "*"

    def _contents(self, view: View, steps: Sequence[Step]) -> Iterator[str]:
        """What a view holds; relationships between its boxes that it does not show are taken out again."""
        names = {item.element.name for item in view.elements}
        yield "include " + " ".join(self._aliases[item.element.name] for item in view.elements)
        shown = {step.link.id for step in steps}
        hidden = [
            f"r{link.id}"
            for link in self._links.all
            if {link.source, link.target} <= names and link.id not in shown and not _is_within(link)
        ]
        if hidden:
            yield f"exclude {' '.join(hidden)}"

    def _steps(self, view: View, steps: Sequence[Step]) -> Iterator[str]:
        for line, step in zip(view.relationships, steps, strict=True):
            words = line.labels[0].text if line.labels else ""
            row = f"{self._aliases[line.source]} -> {self._aliases[line.target]} {quoted(words)}"
            yield f"# a whole and its part: {row}" if _is_within(step.link) else row


def _is_within(link: Link) -> bool:
    return link.source.startswith(f"{link.target}.") or link.target.startswith(f"{link.source}.")


def _styles() -> Iterator[str]:
    yield "styles {"
    for shape, tag in _STYLED.items():
        paint = palette.BOXES[shape]
        yield from _style("element", tag, {"shape": _SHAPES.get(shape, "RoundedBox"), **_paint(paint)})
    yield from _style("element", "External", {"border": "dashed", **_paint(palette.EXTERNAL)})
    for mode, (tag, style) in _LINES.items():
        yield from _style("relationship", tag, {"style": style, "color": palette.LINES[mode].stroke})
    yield "}"


def _paint(paint: palette.Paint) -> dict[str, str]:
    return {"background": paint.fill, "stroke": paint.stroke, "color": paint.ink}


def _style(what: str, tag: str, told: dict[str, str]) -> Iterator[str]:
    yield f"{what} {quoted(tag)} {{"
    yield from (f"{key} {value}" for key, value in told.items())
    yield "}"


def quoted(text: str) -> str:
    """``text`` on one line in quotes.

    The DSL has no escape for a backslash, which would take the closing quote along, and replaces ``${…}``.
    """
    return '"' + one_line(text).replace("\\", "\N{SET MINUS}").replace("${", "$ {").replace('"', '\\"') + '"'
