"""The presenter of tables: elements of a system, and the sources of its data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4.drawing import text_alternative
from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.sphinx.lookup import require_primary_system, resolve_name, resolve_system
from sphinxcontrib_c4.sphinx.presenters.code_locations import LinkedText, code_locations, source_locations
from sphinxcontrib_c4.sphinx.presenters.element import paragraphs
from sphinxcontrib_c4.views import Selection, View, ViewKind, subjects, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxcontrib_c4.model import Element, IngestionSource
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext


Cell = tuple[LinkedText, ...]
"""The paragraphs of a cell of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row of a table: its title with the other cells, and the element that it documents, if any."""

    title: str
    cells: tuple[Cell, ...]
    kind: str = ""
    name: str = ""
    url: str = ""
    is_own: bool = False
    is_fragile: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; each column has a heading, and a width in characters for plain text."""

    title: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[TableRow, ...]

    def compact(self) -> Table:
        """Return the table without the columns that are empty in every row."""
        columns_in_use = [
            number for number in range(len(self.headings) - 1) if any(row.cells[number] for row in self.rows)
        ]
        columns = (0, *(number + 1 for number in columns_in_use))
        return replace(
            self,
            headings=tuple(self.headings[column] for column in columns),
            widths=tuple(self.widths[column] for column in columns),
            rows=tuple(replace(row, cells=tuple(row.cells[number] for number in columns_in_use)) for row in self.rows),
        )


# --- Elements ---


def element_tables(context: QueryContext, argument: str, kinds: tuple[str, ...]) -> tuple[Table, ...]:
    """Return the tables of a system, or the table of the components of a container.

    Args:
        kinds: the kinds of elements to list; all if it is empty.

    Raises:
        QueryError: there is no such system or container.
    """
    model = context.model
    candidates = [*subjects(model, ViewKind.CONTEXT), *subjects(model, ViewKind.COMPONENT)]
    subject = argument or require_primary_system(model, context.primary_system)
    name = resolve_name(model, subject, candidates, "internal system or a container with components")
    if model.elements[name].kind is Kind.CONTAINER:
        tables = [_parts(context, name)]
    else:
        tables = list(_tables_of_system(context, name, frozenset(map(Kind, kinds) if kinds else Kind)))
    return tuple(table.compact() for table in tables if table.rows)


def _tables_of_system(context: QueryContext, name: str, kinds: frozenset[Kind]) -> Iterator[Table]:
    model = context.model
    title = model.elements[name].title
    if kinds & {Kind.PERSON, Kind.SYSTEM}:
        around = view(model, ViewKind.CONTEXT, name, Selection(fold_groups=False))
        if Kind.PERSON in kinds:
            yield _neighbours(
                context, around, Kind.PERSON, title=f"People who use {title}", headings=("Person", "Role")
            )
        if Kind.SYSTEM in kinds:
            yield _neighbours(
                context, around, Kind.SYSTEM, title=f"Systems around {title}", headings=("System", "Description")
            )
    if Kind.CONTAINER in kinds:
        yield _parts(context, name)
    if Kind.COMPONENT in kinds:
        yield from (_parts(context, container.name) for container in model.children(name))


def _neighbours(context: QueryContext, around: View, kind: Kind, *, title: str, headings: tuple[str, str]) -> Table:
    """Return the elements of ``kind`` around a subject, with the flows between it and each of them."""
    neighbours = [box.element for box in around.elements if box.element.kind is kind]
    subject = next(box.element for box in around.elements if box.element.name == around.subject)
    return Table(
        title=title,
        headings=(*headings, f"To {subject.title}", f"From {subject.title}", "Owner", "Source"),
        widths=(14, 22, 18, 18, 12, 20),
        rows=tuple(
            _row(
                element,
                _texts(element.description),
                _flows(around, element, subject),
                _flows(around, subject, element),
                _texts(context.model.owner_of(element.name)),
                _code(context, element),
            )
            for element in neighbours
            if element is not subject
        ),
    )


def _flows(around: View, source: Element, target: Element) -> Cell:
    """Return the flows from ``source`` to ``target``, one paragraph each."""
    lines = tuple(r for r in around.relationships if (r.source, r.target) == (source.name, target.name))
    ends = f"{source.title} → {target.title}"
    sentences = text_alternative(replace(around, boundaries=(), relationships=lines)).flows
    return tuple(LinkedText(sentence.removeprefix(ends).lstrip(": ")) for sentence in sentences)


def _parts(context: QueryContext, name: str) -> Table:
    """Return the containers of a system, or the components of a container."""
    model = context.model
    parent = model.elements[name]
    part = "Container" if parent.kind is Kind.SYSTEM else "Component"
    return Table(
        title=f"{part}s of {parent.title}",
        headings=(part, "Technology", "Responsibility", "Owner", "Source"),
        widths=(16, 20, 36, 12, 20),
        rows=tuple(
            _row(
                element,
                _texts(element.technology),
                _texts(element.description),
                _texts(model.owner_of(element.name)),
                _code(context, element),
                is_own=True,
            )
            for element in model.children(name)
        ),
    )


def _row(element: Element, *cells: Cell, is_own: bool = False) -> TableRow:
    return TableRow(
        title=element.title,
        cells=cells,
        kind=element.kind.value,
        name=element.name,
        url=element.url,
        is_own=is_own,
    )


def _texts(text: str) -> Cell:
    return tuple(map(LinkedText, paragraphs(text)))


def _code(context: QueryContext, element: Element) -> Cell:
    return code_locations(context.model, element, context.settings.code_url)


# --- Ingestion ---


def ingestion_table(context: QueryContext, argument: str) -> Table:
    """Return the sources that a system fetches data from on a schedule; the table may have no rows.

    Raises:
        QueryError: there is no such system.
    """
    model = context.model
    system = resolve_system(model, argument, context.primary_system)
    return Table(
        title=f"Data that {model.elements[system].title} fetches",
        headings=("Source", "Transport", "Cadence", "Data", "Source of truth", "Fetched by"),
        widths=(14, 11, 11, 14, 12, 14),
        rows=tuple(_ingestion_row(context, source) for source in model.ingestion if source.system == system),
    ).compact()


def _ingestion_row(context: QueryContext, source: IngestionSource) -> TableRow:
    texts = (source.transport, source.cadence, source.data, source.source_of_truth)
    return TableRow(
        title=source.title,
        cells=(*map(_texts, texts), _file_and_repo(context, source)),
        is_fragile=source.fragile,
    )


def _file_and_repo(context: QueryContext, ingestion: IngestionSource) -> Cell:
    """Return the file and the repository of the code that fetches the data."""
    return source_locations(context.model, ingestion.system, ingestion.source, context.settings.code_url)
