"""The wording of changes, shared by all outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sphinxcontrib_c4.analysis import CycleFinding, cycle_advice, cycle_kind, cycle_title, flow_details
from sphinxcontrib_c4.changes.change_report import ChangeReport
from sphinxcontrib_c4.changes.finding_changes import Blame, Finding, FindingChange, FindingState, Subject, subject_name
from sphinxcontrib_c4.changes.model_changes import (
    ChangeKind,
    ElementChange,
    FieldChange,
    FlowChange,
    ScenarioChange,
    StepChange,
)
from sphinxcontrib_c4.model import Flow, Mode, Position, Step, count_noun, join_names

Title = Callable[[str], str]
"""A function from a full name to the name to print."""

SIGNS = {
    ChangeKind.ADDED: "+",
    ChangeKind.REMOVED: "-",
    ChangeKind.CHANGED: "~",
    ChangeKind.RENAMED: "~",
    ChangeKind.MOVED: "~",
}
"""The sign before a change."""

STATE_WORDS = {
    FindingState.NEW: "new",
    FindingState.WORSE: "worse than before",
    FindingState.RESOLVED: "resolved",
    FindingState.MILDER: "milder than before",
}
"""The state of a finding in words."""


def summary_sentence(report: ChangeReport) -> str:
    """Return the number of changes of each kind: ``1 element renamed, 2 flows added``."""
    if report.is_empty:
        return "No changes."
    parts = [f"{count_noun(number, noun)} {kind}" for noun, kind, number in report.changes.counts()]
    return f"{', '.join(parts) or 'No changes of the model'}."


def finding_sentence(report: ChangeReport) -> str:
    """Return the number of findings that the change causes and resolves."""
    caused, resolved = len(report.findings.caused), len(report.findings.resolved)
    causes = f"causes {count_noun(caused, 'finding')}" if caused else "causes no finding"
    resolves = f"resolves {count_noun(resolved, 'finding')}" if resolved else "resolves none"
    return f"The change {causes} and {resolves}."


# --- Parts of the model ---


def element_text(change: ElementChange) -> str:
    """Return kind, name and title of an element, with its old name if that was another one."""
    element = change.element
    name = element.name
    if change.kind in (ChangeKind.RENAMED, ChangeKind.MOVED):
        name = f"{change.old_name} → {element.name}"
    return f"{element.kind} {name}: {element.title}"


def flow_text(flow: Flow, title: Title = str) -> str:
    """Return ``a → b: label (HTTPS, synchronous)``; ``title`` names the ends."""
    return f"{title(flow.source)} → {title(flow.target)}: {flow.label} ({flow_details(flow)})"


def step_text(change: StepChange, title: Title = str) -> str:
    """Return the number, the ends and the label of a step."""
    step: Step = change.step
    number = str(change.number_after or change.number_before)
    if change.kind is ChangeKind.MOVED:
        number = f"{change.number_before} → {change.number_after}"
    return f"{number}. {title(step.source)} → {title(step.target)}: {step.label}"


def scenario_text(change: ScenarioChange) -> str:
    """Return name and title of a scenario, with its old name if that was another one."""
    name = change.scenario.name
    if change.kind is ChangeKind.RENAMED and change.before:
        name = f"{change.before.name} → {name}"
    return f"{name}: {change.scenario.title}"


def field_text(change: FieldChange) -> str:
    """Return ``technology: Django → FastAPI``; a value that is not set is ``(none)``."""
    return f"{field_name(change)}: {change.before or '(none)'} → {change.after or '(none)'}"


def field_name(change: FieldChange) -> str:
    """Return the name of a field in words."""
    return change.name.replace("_", " ")


# --- Findings ---


def finding_title(finding: Finding, title: Title = str) -> str:
    """Return the title of a finding."""
    return f"Cycle {cycle_title(finding, title=title)}" if isinstance(finding, CycleFinding) else finding.message


def finding_kind(finding: Finding) -> str:
    """Return the rule of a finding, or the class and level of a cycle."""
    return ", ".join(cycle_kind(finding)) if isinstance(finding, CycleFinding) else finding.rule.id


def change_advice(change: FindingChange, title: Title = str) -> str:
    """Return what to do first: about the flow that is to blame, not about those that existed before."""
    finding = change.finding
    first = change.blames[0] if change.blames else None
    if isinstance(finding, CycleFinding) and first and len(first.path) > 1 and isinstance(first.subject, FlowChange):
        flow = first.subject.flow
        verb = "Make it asynchronous, or remove" if flow.mode is not Mode.ASYNC else "Remove"
        return f"{verb} or invert {title(flow.source)} → {title(flow.target)}: {flow.label}."
    return next(iter(cycle_advice(finding, title=title)), "") if isinstance(finding, CycleFinding) else finding.advice


def blame_text(blame: Blame, change: FindingChange, title: Title = str) -> str:
    """Return the change that is to blame, and the cycle that it closes, or closed if it resolves the finding."""
    text = subject_text(blame.subject, title)
    if not isinstance(change.finding, CycleFinding) or not blame.path:
        return text
    if len(blame.path) == 1:
        return f"{text}: it ends where it starts"
    note = "" if blame.is_sufficient else ", with other changes"
    verb = "closes" if change.state in (FindingState.NEW, FindingState.WORSE) else "it closed"
    return f"{text}; {verb} {' → '.join(map(title, (blame.path[-1], *blame.path)))}{note}"


def subject_text(subject: Subject, title: Title = str) -> str:
    """Return a changed part with the kind of its change: ``added a → b: label``."""
    if isinstance(subject, FieldChange):
        return f"changed {field_text(subject)}"
    if isinstance(subject, FlowChange):
        text = flow_text(subject.flow, title)
    else:
        text = element_text(subject) if isinstance(subject, ElementChange) else f"scenario {subject_name(subject)}"
    fields = join_names(map(field_text, subject.fields)) if subject.kind is ChangeKind.CHANGED else ""
    return f"{subject.kind} {text}{f' ({fields})' if fields else ''}"


def subject_position(subject: Subject) -> Position | None:
    """Return where a changed part is, or was."""
    if isinstance(subject, FlowChange):
        return subject.flow.position
    if isinstance(subject, ElementChange):
        return subject.element.position
    return subject.scenario.position if isinstance(subject, ScenarioChange) else None


def sections(report: ChangeReport) -> Iterator[tuple[str, int]]:
    """Yield the title and the number of entries of each section with changes."""
    changes = report.changes
    for title, entries in (
        ("Elements", changes.elements),
        ("Flows", changes.flows),
        ("Scenarios", changes.scenarios),
        ("Ingestion sources", changes.ingestion),
        ("Landscape", changes.settings),
    ):
        if entries:
            yield title, len(entries)
