"""Rows: what tables say, before it is put into nodes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Element, Kind, Model, Source
from sphinxcontrib_c4.sphinx.presenters.element import paragraphs
from sphinxcontrib_c4.views import Selection, View, ViewKind, view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


Cell = tuple[str, ...]
"""The paragraphs of a cell of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: the element that it documents, if any, and what follows its title."""

    title: str
    cells: tuple[Cell, ...]
    kind: str = ""
    name: str = ""
    url: str = ""
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
            yield _neighbours(around, Kind.PERSON, title=f"People who use {title}", headings=("Person", "Role"))
        if Kind.SYSTEM in kinds:
            yield _neighbours(around, Kind.SYSTEM, title=f"Systems around {title}", headings=("System", "Description"))
    if Kind.CONTAINER in kinds:
        yield _parts(model, name)
    if Kind.COMPONENT in kinds:
        yield from (_parts(model, container.name) for container in model.children(name))


def _neighbours(around: View, kind: Kind, *, title: str, headings: tuple[str, str]) -> Table:
    """The elements of ``kind`` around a subject, and what flows between it and each of them."""
    found = [shown.element for shown in around.elements if shown.element.kind is kind]
    subject = next(shown.element for shown in around.elements if shown.element.name == around.subject)
    return Table(
        title=title,
        headings=(*headings, f"To {subject.title}", f"From {subject.title}"),
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
    from sphinxcontrib_c4.drawing import text_alternative

    lines = tuple(r for r in around.relationships if (r.source, r.target) == (source.name, target.name))
    ends = f"{source.title} → {target.title}"
    return tuple(
        said.removeprefix(ends).lstrip(": ") for said in text_alternative(replace(around, relationships=lines)).flows
    )


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
    return Row(
        title=element.title,
        cells=cells,
        kind=element.kind.value,
        name=element.name,
        url=element.url,
        is_own=is_own,
    )


def _code(source: Source | None) -> Cell:
    """Where code lies: in which file, and of which repository."""
    if source is None:
        return ()
    place = f"{source.path}:{source.line}" if source.path and source.line else source.path
    return tuple(text for text in (place, source.repo) if text)


def ingestion_table(model: Model, system: str) -> Table:
    """Where ``system`` pulls data from on a schedule; without rows where it does not."""
    rows = tuple(
        Row(
            title=each.title,
            cells=(
                *(paragraphs(text) for text in (each.transport, each.cadence, each.data, each.source_of_truth)),
                _code(each.source),
            ),
            is_brittle=each.fragile,
        )
        for each in model.ingestion
        if each.system == system
    )
    return Table(
        title=f"Data that {model.elements[system].title} fetches",
        headings=("Source", "Transport", "Cadence", "Data", "Source of truth", "Fetched by"),
        widths=(14, 11, 11, 14, 12, 14),
        rows=rows,
    ).compact()
