"""Facts: all that is said of one element where it is documented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sphinxcontrib_c4.views import Label, Relationship, View, ViewElement, ViewKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxcontrib_c4.model import Element, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowOfEntry:
    """A flow to or from an element: a sentence on it, and the ``title`` and so on of its other end."""

    sentence: str
    kind: str
    name: str
    title: str
    is_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """All that is said of one element where it is documented; ``type_line`` is what drawings call its type."""

    name: str
    title: str
    kind: str
    type_line: str
    technology: str
    description: str
    url: str
    parent_kind: str
    parent_name: str
    parent_title: str
    flows_in: tuple[FlowOfEntry, ...]
    flows_out: tuple[FlowOfEntry, ...]


def entry_of(model: Model, name: str) -> Entry:
    """What is said of the element ``name``; the flows are those across its border."""
    from sphinxcontrib_c4.layout import type_line

    element = model.elements[name]
    parent = model.elements.get(element.parent)
    return Entry(
        name=name,
        title=element.title,
        kind=element.kind.value,
        type_line=type_line(element),
        technology=element.technology,
        description=told_of(model, element),
        url=element.url,
        parent_kind=parent.kind.value if parent else "",
        parent_name=element.parent,
        parent_title=parent.title if parent else "",
        flows_in=tuple(_flows_across(model, name, is_out=False)),
        flows_out=tuple(_flows_across(model, name, is_out=True)),
    )


def _flows_across(model: Model, name: str, *, is_out: bool) -> Iterator[FlowOfEntry]:
    from sphinxcontrib_c4.drawing import text_alternative

    def inside(end: str) -> bool:
        return end == name or end.startswith(f"{name}.")

    for flow in model.flows:
        near, far = (flow.source, flow.target) if is_out else (flow.target, flow.source)
        if not inside(near) or inside(far):
            continue
        ends = (ViewElement(element=model.elements[end]) for end in (flow.source, flow.target))
        label = Label(text=flow.label, protocol=flow.protocol)
        line = Relationship(source=flow.source, target=flow.target, mode=flow.mode, labels=(label,))
        whole = View(kind=ViewKind.CONTEXT, subject=name, title="", elements=tuple(ends), relationships=(line,))
        other = model.elements[far]
        (sentence,) = text_alternative(whole).flows
        yield FlowOfEntry(sentence=sentence, kind=other.kind.value, name=far, title=other.title, is_out=is_out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the model says of a thing; ``kind`` is that of an element, ``scenario``, or ``""`` for a landscape."""

    name: str
    title: str
    kind: str
    text: str


def descriptions(model: Model) -> dict[str, Description]:
    """What the model says of itself, of its scenarios and of its elements, by their names.

    Of a system that a file is about, that is the description of the file.
    """
    found = [
        Description(name=model.name, title=model.title, kind="", text=model.description),
        *(Description(name=s.name, title=s.title, kind="scenario", text=s.description) for s in model.scenarios),
        *(
            Description(name=e.name, title=e.title, kind=e.kind.value, text=told_of(model, e))
            for e in model.elements.values()
        ),
    ]
    return {each.name: each for each in found}


def told_of(model: Model, element: Element) -> str:
    """What the model says of ``element``: of a system that a file is about, what the file says."""
    about = (file.description for file in model.files if file.primary_system == element.name and file.description)
    return next(about, element.description)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which blank lines keep apart, each on one line."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(part for part in parts if part)
