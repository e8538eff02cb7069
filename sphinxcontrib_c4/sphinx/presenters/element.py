"""The presenter of one element: its details, its flows, and the descriptions in the model."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.drawing import text_alternative
from sphinxcontrib_c4.layout import type_line
from sphinxcontrib_c4.sphinx.lookup import require_primary_system, resolve_name, resolve_system
from sphinxcontrib_c4.sphinx.presenters.code_locations import LinkedText, code_locations
from sphinxcontrib_c4.views import Label, Relationship, View, ViewElement, ViewKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxcontrib_c4.model import Element, Flow, Model, Perspective
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext


class ElementFlow(NamedTuple):
    """A flow to or from an element: a sentence about it, and the kind, name and title of its other end."""

    sentence: str
    kind: str
    name: str
    title: str
    is_out: bool


class ElementDetails(NamedTuple):
    """The documentation of an element; ``type_line`` is its type as drawings show it.

    ``code`` is the location of its code: a file and a repository. ``properties`` are names and values of the author.
    """

    name: str
    title: str
    kind: str
    type_line: str
    technology: str
    description: str
    url: str
    owner: str
    code: tuple[LinkedText, ...]
    properties: tuple[tuple[str, str], ...]
    perspectives: tuple[Perspective, ...]
    parent_kind: str
    parent_name: str
    parent_title: str
    flows_in: tuple[ElementFlow, ...]
    flows_out: tuple[ElementFlow, ...]


class Description(NamedTuple):
    """A description in the model; ``kind`` is that of an element, ``scenario``, or ``""`` for the landscape."""

    name: str
    title: str
    kind: str
    text: str


# --- Queries ---


def element_details(context: QueryContext, argument: str) -> ElementDetails:
    """Return the details of an element; its flows are those across its border.

    Raises:
        QueryError: there is no such element.
    """
    model = context.model
    name = resolve_name(model, argument, model.elements, "element")
    element = model.elements[name]
    parent = model.elements.get(element.parent)
    return ElementDetails(
        name=name,
        title=element.title,
        kind=element.kind.value,
        type_line=type_line(element),
        technology=element.technology,
        description=_description_text(model, element),
        url=element.url,
        owner=model.owner_of(name),
        properties=element.properties,
        perspectives=element.perspectives,
        code=code_locations(model, element, context.settings.code_url),
        parent_kind=parent.kind.value if parent else "",
        parent_name=element.parent,
        parent_title=parent.title if parent else "",
        flows_in=tuple(_flows_across(model, name, is_out=False)),
        flows_out=tuple(_flows_across(model, name, is_out=True)),
    )


def find_description(context: QueryContext, argument: str) -> Description:
    """Return the description of an element, a scenario or the landscape; by default, of the primary system.

    Raises:
        QueryError: there is no such object.
    """
    model, by_name = context.model, descriptions(context.model)
    if argument:
        return by_name[resolve_name(model, argument, by_name, "element or scenario")]
    return by_name[require_primary_system(model, context.primary_system)]


def find_system(context: QueryContext, argument: str) -> str:
    """Return the full name of the system ``argument`` or of the primary system, or ``""`` if there is neither.

    Raises:
        QueryError: there is no such system.
    """
    return resolve_system(context.model, argument, context.primary_system) if argument else context.primary_system


# --- Descriptions ---


def descriptions(model: Model) -> dict[str, Description]:
    """Return the descriptions of the landscape, its scenarios and its elements by full name."""
    every = [Description(name=model.name, title=model.title, kind="", text=model.description)]
    for scenario in model.scenarios:
        text = scenario.description
        every.append(Description(name=scenario.name, title=scenario.title, kind="scenario", text=text))
    for element in model.elements.values():
        text = _description_text(model, element)
        every.append(Description(name=element.name, title=element.title, kind=element.kind.value, text=text))
    return {description.name: description for description in every}


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of ``text``, which blank lines separate, each on one line."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(part for part in parts if part)


def _description_text(model: Model, element: Element) -> str:
    """Return the description of an element; of a system, that of the file about it, if there is one."""
    texts = (file.description for file in model.files if file.primary_system == element.name and file.description)
    return next(texts, element.description)


# --- Flows ---


def _flows_across(model: Model, name: str, *, is_out: bool) -> Iterator[ElementFlow]:
    for flow in model.flows:
        near, far = (flow.source, flow.target) if is_out else (flow.target, flow.source)
        if _is_inside(near, name) and not _is_inside(far, name):
            end = model.elements[far]
            sentence, title = _flow_sentence(model, flow, name), model.title_beside(far, model.system_of(name))
            yield ElementFlow(sentence=sentence, kind=end.kind.value, name=far, title=title, is_out=is_out)


def _is_inside(end: str, name: str) -> bool:
    return end == name or end.startswith(f"{name}.")


def _flow_sentence(model: Model, flow: Flow, subject: str) -> str:
    """Return the sentence about a flow in the text alternative of a view with this flow only."""
    system = model.system_of(subject)
    ends = (replace(model.elements[end], title=model.title_beside(end, system)) for end in (flow.source, flow.target))
    elements = tuple(ViewElement(element=end) for end in ends)
    label = Label(text=flow.label, protocol=flow.protocol)
    line = Relationship(source=flow.source, target=flow.target, mode=flow.mode, labels=(label,))
    view = View(kind=ViewKind.CONTEXT, subject=subject, title="", elements=elements, relationships=(line,))
    (sentence,) = text_alternative(view).flows
    return sentence
