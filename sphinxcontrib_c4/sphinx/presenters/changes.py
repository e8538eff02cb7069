"""The presenter of changes: findings with blame, tables of all differences, and drawings of the changed views."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import TitleNaming, finding_id
from sphinxcontrib_c4.changes import (
    STATE_WORDS,
    ChangeKind,
    blame_text,
    change_advice,
    field_text,
    finding_kind,
    finding_sentence,
    finding_title,
    step_text,
    summary_sentence,
)
from sphinxcontrib_c4.model import capitalized, lowered
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.lookup import resolve_system
from sphinxcontrib_c4.sphinx.presenters.diagram import RenderedView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxcontrib_c4.changes import (
        Blame,
        ChangeReport,
        ElementChange,
        FieldChange,
        FindingChange,
        FlowChange,
        IngestionChange,
        ModelChanges,
        ScenarioChange,
    )
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext
    from sphinxcontrib_c4.sphinx.source_refs import SourceRef

Title = Callable[[str], str]


class BlameText(NamedTuple):
    """A change that is to blame, and the reference to its line if it is in the model as it is now."""

    text: str
    ref: SourceRef


class ChangedFindingCard(NamedTuple):
    """The content of the card of a finding."""

    key: str
    severity: str
    title: str
    state: str
    kind: str
    blames: tuple[BlameText, ...]
    advice: str


class ChangeRow(NamedTuple):
    """A row of a table: the kind of the change, the part with its kind and name, details, and its line.

    ``kind`` is ``""`` for a part that is not in the model any more.
    """

    change: str
    kind: str
    name: str
    title: str
    details: tuple[str, ...]
    ref: SourceRef


class ChangeTable(NamedTuple):
    """The rows with one heading."""

    heading: str
    rows: tuple[ChangeRow, ...]


class ChangesPage(NamedTuple):
    """The content of a report on changes; ``views`` are the names of its drawings."""

    summary: str
    findings: str
    caused: tuple[ChangedFindingCard, ...]
    resolved: tuple[ChangedFindingCard, ...]
    views: tuple[str, ...]
    tables: tuple[ChangeTable, ...]


def changes_page(context: QueryContext, system: str) -> ChangesPage:
    """Return the content of the report on the changes since the earlier model, of one system or of all.

    Raises:
        QueryError: there is no earlier model, or no such system.
    """
    subject = resolve_system(context.model, system, context.primary_system) if system else ""
    report = context.changes().about(subject) if subject else context.changes()
    title = _titles(report.changes)
    return ChangesPage(
        summary=f"Changes since {report.old_title}: {lowered(summary_sentence(report))}",
        findings="" if report.is_empty else finding_sentence(report),
        caused=tuple(_card(change, title) for change in report.findings.caused),
        resolved=tuple(_card(change, title) for change in report.findings.resolved),
        views=tuple(drawn.name for drawn in context.earlier.views(context.model, subject)),
        tables=tuple(_tables(report, title)),
    )


def render_changed_view(context: QueryContext, name: str, system: str) -> RenderedView:
    """Return the drawing of a changed view.

    Raises:
        QueryError: the view has no changes any more.
    """
    subject = resolve_system(context.model, system, context.primary_system) if system else ""
    for drawn in context.earlier.views(context.model, subject):
        if drawn.name == name:
            return RenderedView.of(context.model, drawn)
    raise QueryError(WarningType.REFERENCE, f"the view {name} has no changes")


def _titles(changes: ModelChanges) -> Title:
    """Return a function to the title of an element that is or was in the model."""
    new, old = TitleNaming(changes.new), TitleNaming(changes.aligned)

    def title(name: str) -> str:
        return (new if name in changes.new.elements else old).title(name)

    return title


# --- Findings ---


def _card(change: FindingChange, title: Title) -> ChangedFindingCard:
    finding = change.finding
    return ChangedFindingCard(
        key=finding_id(finding),
        severity=finding.severity.value,
        title=finding_title(finding, title),
        state=STATE_WORDS[change.state],
        kind=finding_kind(finding),
        blames=tuple(
            BlameText(capitalized(blame_text(blame, change, title)), _blame_ref(blame)) for blame in change.blames
        ),
        advice=change_advice(change, title),
    )


def _blame_ref(blame: Blame) -> SourceRef:
    after = getattr(blame.subject, "after", None)
    ref: SourceRef = getattr(after, "ref", "")
    return ref


# --- Tables ---


def _tables(report: ChangeReport, title: Title) -> Iterator[ChangeTable]:
    changes = report.changes
    groups: tuple[tuple[str, Iterable[ChangeRow]], ...] = (
        ("Elements", (_element_row(change) for change in changes.elements)),
        ("Flows", (_flow_row(change, title) for change in changes.flows)),
        ("Scenarios", (_scenario_row(change, title) for change in changes.scenarios)),
        ("Ingestion sources", map(_ingestion_row, changes.ingestion)),
        ("Landscape", (ChangeRow("changed", "", "", field_text(each), (), "") for each in changes.settings)),
    )
    for heading, rows in groups:
        if row_list := tuple(rows):
            yield ChangeTable(heading, row_list)


def _element_row(change: ElementChange) -> ChangeRow:
    element, details = change.element, _field_texts(each for each in change.fields if each.name not in ("id", "parent"))
    if change.kind in (ChangeKind.RENAMED, ChangeKind.MOVED):
        details = (f"from {change.old_name} to {element.name}", *details)
    kind, ref = (element.kind.value, element.ref) if change.after else ("", "")
    return ChangeRow(change.kind, kind, element.name, element.title, (f"{element.kind} {element.name}", *details), ref)


def _flow_row(change: FlowChange, title: Title) -> ChangeRow:
    flow = change.flow
    ends = f"{title(flow.source)} → {title(flow.target)}"
    kind, ref = ("flow", flow.ref) if change.after else ("", "")
    details = (flow.protocol, *_field_texts(change.fields))
    return ChangeRow(change.kind, kind, flow.name, f"{ends}: {flow.label}", tuple(filter(None, details)), ref)


def _scenario_row(change: ScenarioChange, title: Title) -> ChangeRow:
    steps = (
        "; ".join([f"step {step.kind}: {step_text(step, title)}", *_field_texts(step.fields)]) for step in change.steps
    )
    scenario = change.scenario
    kind = "scenario" if change.after else ""
    return ChangeRow(change.kind, kind, scenario.name, scenario.title, (*_field_texts(change.fields), *steps), "")


def _ingestion_row(change: IngestionChange) -> ChangeRow:
    ref = change.after.ref if change.after else ""
    return ChangeRow(change.kind, "", "", change.source.title, _field_texts(change.fields), ref)


def _field_texts(fields: Iterable[FieldChange]) -> tuple[str, ...]:
    return tuple(map(field_text, fields))
