"""Structurizr's DSL (https://docs.structurizr.com/dsl/language): a model and its views as text for further editing.

Every relationship that a view needs is written, and none is implied. Relationships between an element and its own
parent, which the DSL refuses, become comments. The DSL has no syntax for positions, so its layout is automatic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sphinxcontrib_c4.drawing import EXTERNAL_LIGHT, LINES, SHAPES, Paint
from sphinxcontrib_c4.exports.dsl_deployment import DslDeployment
from sphinxcontrib_c4.exports.dsl_text import indent, quote, tag_text
from sphinxcontrib_c4.exports.identifiers import make_identifiers
from sphinxcontrib_c4.layout import ShapeKind, shape_kind
from sphinxcontrib_c4.model import Element, Kind, Mode, Model
from sphinxcontrib_c4.structurizr import (
    ELEMENT_TAGS,
    RELATIONSHIP_TAGS,
    ExportedRelationship,
    ExportedStep,
    RelationshipRegistry,
    dynamic_scope,
    element_names,
    view_keys,
)
from sphinxcontrib_c4.views import Label, View, ViewKind, without_boundary_ends

_KINDS = {
    Kind.PERSON: "person",
    Kind.SYSTEM: "softwareSystem",
    Kind.CONTAINER: "container",
    Kind.COMPONENT: "component",
}
# Structurizr adds the tag of a kind of element by itself, so only the others are written.
_SHAPE_TAGS = {kind: style.structurizr_tag for kind, style in SHAPES.items() if kind.value not in set(Kind)}
_NODES = (ShapeKind.DEPLOYMENT_NODE, ShapeKind.INFRASTRUCTURE_NODE)
_MODES = {Mode.SYNC: "Synchronous", Mode.ASYNC: "Asynchronous", Mode.UNKNOWN: "Unspecified"}
_LINES = {
    Mode.SYNC: ("Relationship", "solid"),
    Mode.ASYNC: ("Asynchronous", "dashed"),
    Mode.UNKNOWN: ("Unspecified", "dotted"),
}


def write(model: Model, views: Sequence[View], keys: Sequence[str] = ()) -> str:
    """Return ``model`` and ``views`` as a workspace.

    Views show elements of the model, without folded groups. Their ``keys`` are unique, and derived from their names by
    default.
    """
    return "\n".join(indent(_DslWriter(model).rows(views, keys))) + "\n"


class _DslWriter:
    """Writes one workspace. Views add relationships, so they are prepared first."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._identifiers = make_identifiers(model.elements)
        self._names = element_names(model.elements)
        self._children: dict[str, list[Element]] = {}
        for element in model.elements.values():
            self._children.setdefault(element.parent, []).append(element)
        self._relationships = RelationshipRegistry(model.flows, first_id=1)
        self._scenarios = {scenario.name: scenario for scenario in model.scenarios}
        self._deployment = DslDeployment(model, self._identifiers)

    def rows(self, views: Sequence[View], keys: Sequence[str]) -> Iterator[str]:
        views = [without_boundary_ends(view) for view in views]
        default_keys = view_keys(views)
        keys = keys or [default_keys[view.name] for view in views]
        steps = [self._add_steps(view) for view in views]
        yield f"workspace {quote(self._model.title)} {quote(self._model.description)} {{"
        yield "!identifiers flat"
        yield "!impliedRelationships false"
        yield "model {"
        yield from self._elements("")
        yield from map(self._relationship, self._relationships.all)
        yield from self._deployment.rows()
        yield "}"
        yield "views {"
        for key, view, view_steps in zip(keys, views, steps, strict=True):
            yield from self._view(view, key, view_steps)
        yield from _styles()
        yield "}"
        yield "}"

    # --- The model ---

    def _elements(self, parent: str) -> Iterator[str]:
        for element in self._children.get(parent, ()):
            inner = list(self._elements(element.name))
            head = self._head(element)
            yield f"{head} {{" if inner else head
            yield from inner
            yield from ["}"] if inner else []

    def _head(self, element: Element) -> str:
        arguments = [self._names[element.name], element.description]
        if element.kind in (Kind.CONTAINER, Kind.COMPONENT):
            arguments.append(element.technology)
        kind = shape_kind(element)
        shape_tag = [_SHAPE_TAGS[kind]] if kind in _SHAPE_TAGS else []
        arguments.append(tag_text([*shape_tag, *["External"] * element.external], element.tags, ELEMENT_TAGS))
        return f"{self._identifiers[element.name]} = {_KINDS[element.kind]} {' '.join(map(quote, arguments))}"

    def _relationship(self, relationship: ExportedRelationship) -> str:
        own_tags = relationship.flow.tags if relationship.flow else ()
        tags = tag_text([_MODES[relationship.mode]], own_tags, RELATIONSHIP_TAGS)
        arguments = " ".join(map(quote, (relationship.description, relationship.protocol, tags)))
        ends = f"{self._identifiers[relationship.source]} -> {self._identifiers[relationship.target]}"
        return _comment_if_nested(relationship, f"r{relationship.id} = {ends} {arguments}")

    # --- Views ---

    def _add_steps(self, view: View) -> list[ExportedStep]:
        """Return the relationships of a view; those of a dynamic view are its steps, which may be responses."""
        if view.kind is ViewKind.DEPLOYMENT:
            return []
        if view.kind is ViewKind.DYNAMIC:
            steps: list[ExportedStep] = []
            for step, line in zip(self._scenarios[view.subject].steps, view.relationships, strict=True):
                steps.append(self._relationships.for_step(step, line, steps))
            return steps
        return [
            ExportedStep(self._relationships.for_label(line, label), is_response=False)
            for line in view.relationships
            for label in line.labels or (Label(text=""),)
        ]

    def _view(self, view: View, key: str, steps: Sequence[ExportedStep]) -> Iterator[str]:
        keyword, subject = self._subject(view)
        yield f"{' '.join(part for part in (keyword, subject, quote(key), quote(view.description)) if part)} {{"
        yield f"title {quote(view.title)}"
        match view.kind:
            case ViewKind.DYNAMIC:
                yield from self._steps(view, steps)
            case ViewKind.DEPLOYMENT:
                yield from self._deployment.content(view)
            case _:
                yield from self._content(view, steps)
        yield "autoLayout lr"
        yield "}"

    def _subject(self, view: View) -> tuple[str, str]:
        match view.kind:
            case ViewKind.LANDSCAPE:
                return "systemLandscape", ""
            case ViewKind.CONTEXT:
                return "systemContext", self._identifiers[view.subject]
            case ViewKind.CONTAINER | ViewKind.COMPONENT:
                return view.kind.value, self._identifiers[view.subject]
            case ViewKind.DYNAMIC:
                scope = dynamic_scope(view, self._model)
                return "dynamic", self._identifiers[scope] if scope else "*"
            case ViewKind.DEPLOYMENT:
                return "deployment", self._deployment.scope(view)

    def _content(self, view: View, steps: Sequence[ExportedStep]) -> Iterator[str]:
        """Yield the boxes of a view, without relationships between them that it does not show."""
        names = {item.element.name for item in view.elements}
        yield "include " + " ".join(self._identifiers[item.element.name] for item in view.elements)
        step_ids = {step.relationship.id for step in steps}
        hidden_ids = [
            f"r{relationship.id}"
            for relationship in self._relationships.among(names)
            if relationship.id not in step_ids and not _is_nested(relationship)
        ]
        if hidden_ids:
            yield f"exclude {' '.join(hidden_ids)}"

    def _steps(self, view: View, steps: Sequence[ExportedStep]) -> Iterator[str]:
        for line, step in zip(view.relationships, steps, strict=True):
            text = line.labels[0].text if line.labels else ""
            number = f"{line.step_number}: " if view.has_author_numbers else ""
            row = f"{number}{self._identifiers[line.source]} -> {self._identifiers[line.target]} {quote(text)}"
            yield _comment_if_nested(step.relationship, row)


def _comment_if_nested(relationship: ExportedRelationship, row: str) -> str:
    return f"# a whole and its part: {row}" if _is_nested(relationship) else row


def _is_nested(relationship: ExportedRelationship) -> bool:
    """Return whether one end of a relationship contains the other."""
    source, target = relationship.source, relationship.target
    return source.startswith(f"{target}.") or target.startswith(f"{source}.")


def _styles() -> Iterator[str]:
    yield "styles {"
    for kind, shape in SHAPES.items():
        if kind in _NODES:
            continue
        values = {"shape": shape.structurizr_shape, **_colours(shape.light)}
        yield from _style("element", shape.structurizr_tag, values)
    yield from _style("element", "External", {"border": "dashed", **_colours(EXTERNAL_LIGHT)})
    for mode, (tag, style) in _LINES.items():
        yield from _style("relationship", tag, {"style": style, "color": LINES[mode].stroke})
    yield "}"


def _colours(paint: Paint) -> dict[str, str]:
    return {"background": paint.fill, "stroke": paint.stroke, "color": paint.ink}


def _style(keyword: str, tag: str, settings: dict[str, str]) -> Iterator[str]:
    yield f"{keyword} {quote(tag)} {{"
    yield from (f"{key} {value}" for key, value in settings.items())
    yield "}"
