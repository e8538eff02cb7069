"""What the pieces of a page say, before it is put into nodes: plain values made from the model."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Element, Kind, Model, ModelFile
from sphinxcontrib_c4.sphinx.digests import digest
from sphinxcontrib_c4.views import (
    Label,
    Relationship,
    Selection,
    View,
    ViewElement,
    ViewKind,
    leads_to,
    subjects,
    view,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sphinxcontrib_c4.drawing import KeyEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A view, the key of its geometry, and for each of its boxes the views that it leads on to, most wanted first."""

    view: View
    geometry: str
    leads: tuple[tuple[str, tuple[tuple[ViewKind, str], ...]], ...]

    @classmethod
    def of(cls, model: Model, view: View) -> Shown:
        """Find out where the boxes of ``view`` lead; those that stand for no element lead nowhere."""
        names = (shown.element.name for shown in view.elements)
        leads = tuple((name, leads_to(model, view, name)) for name in names if name in model.elements)
        return cls(view=view, geometry=digest(view), leads=leads)

    @property
    def digested(self) -> object:
        """What tells it from others: the key stands for the view."""
        return (self.geometry, self.leads)


Cell = tuple[str, ...]
"""The paragraphs of a cell of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: the element that it documents, if any, and what follows its title."""

    title: str
    cells: tuple[Cell, ...]
    kind: str = ""
    name: str = ""
    is_own: bool = False
    is_brittle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a title, and for each column a heading and a width in characters for plain text."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[Row, ...]

    def compact(self) -> Table:
        """The table without columns that are empty in each row."""
        used = [number for number in range(len(self.headings) - 1) if any(row.cells[number] for row in self.rows)]
        columns = (0, *(number + 1 for number in used))
        return replace(
            self,
            headings=tuple(self.headings[column] for column in columns),
            widths=tuple(self.widths[column] for column in columns),
            rows=tuple(replace(row, cells=tuple(row.cells[number] for number in used)) for row in self.rows),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What the model says of a thing; ``kind`` is that of an element, ``scenario``, or ``""`` for a landscape."""

    name: str
    title: str
    kind: str
    text: str


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
        description=_told(model, element),
        parent_kind=parent.kind.value if parent else "",
        parent_name=element.parent,
        parent_title=parent.title if parent else "",
        flows_in=tuple(_flows_across(model, name, is_out=False)),
        flows_out=tuple(_flows_across(model, name, is_out=True)),
    )


def _flows_across(model: Model, name: str, *, is_out: bool) -> Iterator[FlowOfEntry]:
    from sphinxcontrib_c4.drawing import prose

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
        (sentence,) = prose(whole).flows
        yield FlowOfEntry(sentence=sentence, kind=other.kind.value, name=far, title=other.title, is_out=is_out)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which blank lines keep apart, each on one line."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(part for part in parts if part)


def descriptions(model: Model) -> dict[str, Description]:
    """What the model says of itself, of its scenarios and of its elements, by their names.

    Of a system that a file is about, that is the description of the file.
    """
    found = [
        Description(name=model.name, title=model.title, kind="", text=model.description),
        *(Description(name=s.name, title=s.title, kind="scenario", text=s.description) for s in model.scenarios),
        *(
            Description(name=e.name, title=e.title, kind=e.kind.value, text=_told(model, e))
            for e in model.elements.values()
        ),
    ]
    return {each.name: each for each in found}


def _told(model: Model, element: Element) -> str:
    about = (file.description for file in model.files if file.primary_system == element.name and file.description)
    return next(about, element.description)


def files_about(model: Model, system: str) -> tuple[ModelFile, ...]:
    """The files that are about ``system``; where none is, all files."""
    return tuple(file for file in model.files if file.primary_system == system) or model.files


def views_of(model: Model, system: str) -> tuple[tuple[ViewKind, str], ...]:
    """The kinds and subjects of the views of ``system``, its containers and its scenarios."""
    kinds = (ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT, ViewKind.DYNAMIC)
    return tuple((kind, name) for kind in kinds for name in subjects(model, kind) if model.system_of(name) == system)


def key_of(views: Sequence[View]) -> tuple[KeyEntry, ...]:
    """The shapes and lines in use in any of ``views``, each once."""
    from sphinxcontrib_c4.drawing import key

    if not views:
        return ()
    return key(
        replace(
            views[0],
            elements=tuple(shown for each in views for shown in each.elements),
            boundaries=tuple(frame for each in views for frame in each.boundaries),
            relationships=tuple(line for each in views for line in each.relationships),
        )
    )


def element_tables(model: Model, name: str, kinds: Iterable[Kind]) -> tuple[Table, ...]:
    """The tables of ``kinds`` for the system ``name``, or for the components of the container ``name``."""
    wanted = frozenset(kinds)
    if model.elements[name].kind is Kind.CONTAINER:
        found = [_parts(model, name)]
    else:
        found = list(_tables_of_system(model, name, wanted))
    return tuple(table.compact() for table in found if table.rows)


def _tables_of_system(model: Model, name: str, kinds: frozenset[Kind]) -> Iterator[Table]:
    title = model.elements[name].title
    if kinds & {Kind.PERSON, Kind.SYSTEM}:
        around = view(model, ViewKind.CONTEXT, name, Selection(fold_groups=False))
        if Kind.PERSON in kinds:
            yield _neighbours(around, Kind.PERSON, title=f"People who use {title}", heading="Person")
        if Kind.SYSTEM in kinds:
            yield _neighbours(around, Kind.SYSTEM, title=f"Systems around {title}", heading="System")
    if Kind.CONTAINER in kinds:
        yield _parts(model, name)
    if Kind.COMPONENT in kinds:
        yield from (_parts(model, container.name) for container in model.children(name))


def _neighbours(around: View, kind: Kind, *, title: str, heading: str) -> Table:
    """The elements of ``kind`` around a subject, and what flows between it and each of them."""
    found = [shown.element for shown in around.elements if shown.element.kind is kind]
    subject = next(shown.element for shown in around.elements if shown.element.name == around.subject)
    return Table(
        title=title,
        headings=(heading, "Role", f"To {subject.title}", f"From {subject.title}"),
        widths=(14, 22, 18, 18),
        rows=tuple(
            _row(
                element,
                paragraphs(element.description),
                _flows(around, element, subject),
                _flows(around, subject, element),
            )
            for element in found
            if element is not subject
        ),
    )


def _flows(around: View, source: Element, target: Element) -> Cell:
    """What flows from ``source`` to ``target``, and how: an entry for each flow."""
    from sphinxcontrib_c4.drawing import prose

    lines = tuple(r for r in around.relationships if (r.source, r.target) == (source.name, target.name))
    ends = f"{source.title} → {target.title}"
    return tuple(said.removeprefix(ends).lstrip(": ") for said in prose(replace(around, relationships=lines)).flows)


def _parts(model: Model, name: str) -> Table:
    """The containers of a system, or the components of a container."""
    whole = model.elements[name]
    part = "Container" if whole.kind is Kind.SYSTEM else "Component"
    return Table(
        title=f"{part}s of {whole.title}",
        headings=(part, "Technology", "Responsibility"),
        widths=(16, 20, 36),
        rows=tuple(
            _row(element, paragraphs(element.technology), paragraphs(element.description), is_own=True)
            for element in model.children(name)
        ),
    )


def _row(element: Element, *cells: Cell, is_own: bool = False) -> Row:
    return Row(title=element.title, cells=cells, kind=element.kind.value, name=element.name, is_own=is_own)


def ingestion_table(model: Model, system: str) -> Table:
    """Where ``system`` pulls data from on a schedule; without rows where it does not."""
    rows = tuple(
        Row(
            title=each.title,
            cells=tuple(paragraphs(text) for text in (each.transport, each.cadence, each.data, each.source_of_truth)),
            is_brittle=each.fragile,
        )
        for each in model.ingestion
        if each.system == system
    )
    return Table(
        title=f"Data that {model.elements[system].title} fetches",
        headings=("Source", "Transport", "Cadence", "Data", "Source of truth"),
        widths=(16, 12, 12, 16, 14),
        rows=rows,
    ).compact()
