"""Phrases that several reports share: names of elements, flows, hidden parts, and the status in the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import STATES, State, acceptance_terms, stale_line
from sphinxcontrib_c4.model import Kind, Mode, join_names
from sphinxcontrib_c4.sphinx.lookup import resolve_system
from sphinxcontrib_c4.sphinx.source_refs import SourceRef, baseline_entry_ref

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinxcontrib_c4.analysis import Hidden, Judgement, Report
    from sphinxcontrib_c4.model import Flow, Model
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext

MODES = {Mode.SYNC: "synchronous", Mode.ASYNC: "asynchronous", Mode.UNKNOWN: "sync or async is not said"}


class ElementName(NamedTuple):
    """An element in a report: its kind, its full name, and a title that adds its system if that is not clear."""

    kind: str
    name: str
    title: str


class FlowText(NamedTuple):
    """A flow in a report: ``ends`` names its ends if they differ from those of the dependency."""

    name: str
    ends: str
    label: str
    details: str


class BaselineNote(NamedTuple):
    """A sentence about a finding and the baseline, with a reference to the entry."""

    text: str
    ref: SourceRef


def report_on(context: QueryContext, system: str) -> Report:
    """Return the report on ``system``, or on all systems if it is empty.

    Raises:
        QueryError: there is no such system.
    """
    report = context.report()
    if not system:
        return report
    return report.about(resolve_system(context.model, system, context.primary_system))


def report_subject(model: Model, report: Report) -> str:
    """Return the title of the system of a report, or of the whole landscape."""
    return model.elements[report.subject].title if report.subject else report.title


def element_name(model: Model, name: str, *, subject: str = "", by_system: bool = False) -> ElementName:
    """Return the name of an element in a report.

    Args:
        subject: the system of the report, which titles do not repeat.
        by_system: whether the report is about systems only; otherwise the title says that a system is meant as a whole.
    """
    element = model.elements[name]
    system = model.elements[model.system_of(name)].title
    title = element.title
    if element.kind is not Kind.SYSTEM and model.system_of(name) != subject and system != title:
        title = f"{title} ({system})"
    elif element.kind is Kind.SYSTEM and not by_system and model.children(name):
        title = f"{title} (as a whole)"
    return ElementName(element.kind.value, name, title)


def flow_text(model: Model, flow: Flow, ends: tuple[str, str] = ("", "")) -> FlowText:
    """Return the text of a flow below a dependency between ``ends``."""
    titles = " → ".join(model.elements[end].title for end in (flow.source, flow.target))
    details = ", ".join(word for word in (flow.protocol, MODES[flow.mode]) if word)
    return FlowText(flow.name, "" if (flow.source, flow.target) == ends else f"{titles}: ", flow.label, f" ({details})")


def hidden_sentences(model: Model, hidden: Hidden) -> Iterator[str]:
    """Yield sentences about the elements and flows that the analysis ignores, with the reasons."""
    reasons: dict[str, list[str]] = {}
    for element in hidden.elements:
        reasons.setdefault(element.reason, []).append(model.elements[element.name].title)
    for reason, titles in reasons.items():
        yield f"Left out of the analysis: {join_names(titles)} ({reason})."
    if hidden.flows:
        yield f"Left out of the analysis: {join_names(flow.label for flow in hidden.flows)}."


# --- The baseline ---


def baseline_status(report: Report, judgement: Judgement) -> str:
    """Return the status of a finding in the baseline; without a baseline, no finding is new."""
    return "" if judgement.state is State.NEW and not report.has_baseline else STATES[judgement.state]


def baseline_notes(judgement: Judgement) -> Iterator[BaselineNote]:
    """Yield who accepts a finding, until when and why."""
    word = "Was accepted" if judgement.state is State.EXPIRED else "Accepted"
    for entry in judgement.entries:
        terms = " ".join(filter(None, (word, acceptance_terms(entry))))
        yield BaselineNote(f"{terms}: {entry.reason}", baseline_entry_ref(entry))


def stale_entries(report: Report, rules: Collection[str]) -> Iterator[BaselineNote]:
    """Yield the entries of the baseline for ``rules`` that accept findings that no longer exist."""
    return (
        BaselineNote(stale_line(stale), baseline_entry_ref(stale.entry))
        for stale in report.stale
        if stale.entry.rule in rules
    )
