"""The content of a lineage report in words, shared by the terminal, pages and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sphinxcontrib_c4.analysis.lineage.data_steps import DataStep
from sphinxcontrib_c4.analysis.lineage.lineage import PREFIX, Lineage
from sphinxcontrib_c4.analysis.output.naming import ElementName, FlowText, Naming
from sphinxcontrib_c4.analysis.output.phrases import flow_details
from sphinxcontrib_c4.analysis.what_if import what_if_sentence
from sphinxcontrib_c4.model import IngestionSource, count_noun, join_names, quoted


class LineageRow(NamedTuple):
    """A step: its number, its ends in the direction of the data, and the flow that carries it.

    ``arrow`` is ``→``, or ``↔`` for two steps of one flow. ``data`` is the description of the data,
    ``details`` are the protocol and the mode.
    """

    number: int
    source: ElementName
    arrow: str
    target: ElementName
    label: str
    data: str
    details: str
    flow: str
    ref: str


class IngestionText(NamedTuple):
    """A scheduled source of the data in words."""

    text: str
    ref: str


class LineageReport(NamedTuple):
    """The content of the report: a verdict, the steps, loops, scheduled sources, and what is unknown.

    ``what_if`` states the assumptions if the report is about a what-if.
    """

    subject: str
    title: str
    verdict: str
    facts: tuple[str, ...]
    rows: tuple[LineageRow, ...]
    loops: tuple[tuple[ElementName, ...], ...]
    ingestion: tuple[IngestionText, ...]
    unknown: tuple[FlowText, ...]
    notes: tuple[str, ...]
    what_if: str = ""


def build_lineage_report(lineage: Lineage, naming: Naming) -> LineageReport:
    """Return the content of the report on ``lineage``."""
    title = naming.introduction(lineage.subject) if lineage.is_element else lineage.subject
    return LineageReport(
        subject=lineage.subject,
        title=title,
        verdict=_element_verdict(lineage, naming) if lineage.is_element else _datum_verdict(lineage, naming),
        facts=tuple(_facts(lineage, naming)),
        rows=tuple(_rows(lineage, naming)),
        loops=tuple(tuple(map(naming.element, (*loop, loop[0]))) for loop in lineage.loops),
        ingestion=tuple(_ingestion(source, naming) for source in lineage.ingestion),
        unknown=tuple(naming.flow(flow) for flow in lineage.unknown),
        notes=tuple(_notes(lineage, naming)),
        what_if=what_if_sentence(lineage.model, title=naming.title),
    )


def _datum_verdict(lineage: Lineage, naming: Naming) -> str:
    flows = {step.flow.name for step in lineage.steps}
    name = quoted(lineage.subject)
    if not flows:
        return f"No flow carries {name}, but it is fetched on a schedule."
    ends = [
        f"from {join_names(map(naming.title, lineage.origins))}" if lineage.origins else "",
        f"to {join_names(map(naming.title, lineage.ends))}" if lineage.ends else "",
    ]
    way = " ".join(filter(None, ends)) or "in a loop"
    return f"{count_noun(len(flows), 'flow')} {'carries' if len(flows) == 1 else 'carry'} {name}: {way}."


def _element_verdict(lineage: Lineage, naming: Naming) -> str:
    title = naming.introduction(lineage.subject)
    sources = _names((step.nodes[0] for step in lineage.into()), naming)
    targets = _names((step.nodes[1] for step in lineage.out_of()), naming)
    if not sources and not targets:
        return f"No flow moves data into or out of {title}."
    return f"Data in {title} comes from {sources or 'no element'} and goes to {targets or 'no element'}."


def _names(names: Iterable[str], naming: Naming) -> str:
    return join_names(naming.title(name) for name in sorted(set(names)))


def _facts(lineage: Lineage, naming: Naming) -> Iterator[str]:
    if lineage.stores and not lineage.is_element:
        yield f"Kept in {join_names(map(naming.title, lineage.stores))}."
    if lineage.is_element and lineage.origins:
        origins = [name for name in lineage.origins if name not in lineage.elements]
        if origins:
            yield f"It starts at {join_names(map(naming.title, origins))}."
    if lineage.is_element and lineage.ends:
        ends = [name for name in lineage.ends if name not in lineage.elements]
        if ends:
            yield f"It ends at {join_names(map(naming.title, ends))}."


def _rows(lineage: Lineage, naming: Naming) -> Iterator[LineageRow]:
    """Yield a row for each flow; one that moves data both ways is one row."""
    steps: dict[str, list[DataStep]] = {}
    for step in lineage.steps:
        steps.setdefault(step.flow.name, []).append(step)
    for number, (first, *further) in enumerate(steps.values(), 1):
        yield _row(number, first, naming, arrow="↔" if further else "→")


def _row(number: int, step: DataStep, naming: Naming, *, arrow: str) -> LineageRow:
    flow = step.flow
    return LineageRow(
        number=number,
        source=naming.element(step.source),
        arrow=arrow,
        target=naming.element(step.target),
        label=flow.label,
        data=flow.data,
        details=flow_details(flow),
        flow=flow.name,
        ref=flow.ref,
    )


def _ingestion(source: IngestionSource, naming: Naming) -> IngestionText:
    details = ", ".join(filter(None, (source.transport, source.cadence)))
    data = f": {source.data}" if source.data else ""
    return IngestionText(
        f"{source.title} → {naming.title(source.system)}{data}{f' ({details})' if details else ''}", source.ref
    )


def _notes(lineage: Lineage, naming: Naming) -> Iterator[str]:
    if lineage.namesakes:
        name = lineage.subject.rsplit(".", 1)[-1]
        number = count_noun(lineage.namesakes, "flow")
        verb = "carries" if lineage.namesakes == 1 else "carry"
        yield f"{number} {verb} data with this name; write {quoted(PREFIX + name)} to follow it."
    inferred = {step.flow.name for step in lineage.steps if step.is_inferred}
    if inferred:
        number, ends = count_noun(len(inferred), "flow"), _flow_ends(lineage, naming, inferred)
        yield (
            f"The direction of {number} is inferred from the words of a label: {ends}. "
            "State 'access' of a store, or draw the arrow along the data with 'initiator: target', to confirm it."
        )
    yield "The response to a call is not a flow of its own: what only responses carry is not part of the lineage."


def _flow_ends(lineage: Lineage, naming: Naming, names: set[str]) -> str:
    flows = {step.flow.name: step.flow for step in lineage.steps if step.flow.name in names}
    return join_names(f"{naming.flow_end(flow.source)} → {naming.flow_end(flow.target)}" for flow in flows.values())
