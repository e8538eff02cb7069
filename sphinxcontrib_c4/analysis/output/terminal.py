"""The report as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from shlex import quote

from sphinxcontrib_c4.analysis.baseline.model import CYCLE
from sphinxcontrib_c4.analysis.flow_names import FlowNames
from sphinxcontrib_c4.analysis.output.cycle_report import (
    CutSuggestion,
    CycleCard,
    CycleReport,
    CycleStep,
    WitnessText,
    build_cycle_report,
)
from sphinxcontrib_c4.analysis.output.naming import FlowText, FullNaming
from sphinxcontrib_c4.analysis.output.phrases import (
    BaselineNote,
    acceptance_notes,
    chain_length,
    inference_phrase,
    open_edges_phrase,
    stale_notes,
    state_phrase,
)
from sphinxcontrib_c4.analysis.output.summary import summarize
from sphinxcontrib_c4.analysis.output.text_page import TextPage
from sphinxcontrib_c4.analysis.report import Report
from sphinxcontrib_c4.analysis.rules.base import RuleFinding
from sphinxcontrib_c4.analysis.rules.metrics import Metrics
from sphinxcontrib_c4.analysis.what_if import what_if_sentence
from sphinxcontrib_c4.model import RULES, DeclaredRule, Position, count_noun

_MAX_WITNESSES = 5
_MAX_OPTIONS = 6
_MAX_INFERENCES = 10
_MAX_FLOWS = 8
_DUPLICATE = "duplicate-flow"
_METRICS = {
    "nodes": "containers",
    "edges": "dependencies",
    "cyclic_edges": "dependencies on a cycle",
    "propagation_cost": "propagation cost",
    "synchronous_cost": "synchronous propagation cost",
    "longest_chain": "longest synchronous chain",
}


def to_text(report: Report, *, width: int = 80) -> str:
    """Return the report in lines of at most ``width`` characters, as far as names allow."""
    cycles = build_cycle_report(report, FullNaming(report.model))
    page = _Page(width, _positions(report), FlowNames(report.model))
    _write_summary(page, report)
    if cycles.cards:
        page.heading("Cycles")
    for card in cycles.cards:
        _write_cycle(page, card)
    _write_findings(page, "Violations of declared rules", (f for f in report.rule_findings if f.declaration), report)
    _write_findings(page, "Fragile links", (f for f in report.rule_findings if not f.declaration), report)
    _write_stale_entries(page, report)
    if not report.cycles_only:
        _write_metrics(page, report)
    _write_inferences(page, report)
    _write_exclusions(page, cycles)
    return page.text()


def _positions(report: Report) -> dict[str, Position]:
    """Return the positions of all flows, steps and baseline entries by reference."""
    entries = [entry for finding in report.findings for entry in finding.judgement.entries]
    entries += [stale.entry for stale in report.stale]
    return {
        **{flow.ref: flow.position for flow in report.model.flows},
        **{entry.ref: entry.position for entry in entries},
        **{
            scenario.step_ref(number): step.position
            for scenario in report.model.scenarios
            for number, step in enumerate(scenario.steps)
        },
    }


def _write_summary(page: _Page, report: Report) -> None:
    summary = summarize(report)
    if report.model.assumptions:
        page.paragraph(what_if_sentence(report.model), hang=2)
    page.paragraph(f"{report.subject or report.title}: {summary.sentence[0].lower()}{summary.sentence[1:]}", hang=2)
    page.paragraph(summary.coverage)
    if summary.actions:
        page.heading("What to do first")
    for number, action in enumerate(summary.actions, 1):
        page.paragraph(f"{number}. {action.about}{'' if action.about.endswith('.') else ':'} {action.text}", hang=3)
        page.paragraph(str(action.position), indent=3)


# --- Cycles ---


def _write_cycle(page: _Page, card: CycleCard) -> None:
    page.title(card.severity, card.title, card.state)
    page.paragraph(", ".join(card.facts), indent=2)
    page.paragraph(f"{card.description} {card.impact}", indent=2)
    for call in card.reentrances:
        page.paragraph(f"{call.title}: {call.path}", indent=2)
        page.position(call.ref, indent=4)
    for witness in card.witnesses[:_MAX_WITNESSES]:
        _write_witness(page, witness)
    rest = len(card.witnesses[_MAX_WITNESSES:]) + card.more_witnesses
    if rest:
        page.paragraph(f"Use --format json to list {count_noun(rest, 'more cycle')}.", indent=2)
    page.blank_line()
    for advice in card.advice:
        page.paragraph(f"→ {advice}", indent=2, hang=2)
    for cut in card.cuts:
        _write_cut(page, cut)
    _write_acceptance(page, card.notes, card.open_edges)


def _write_witness(page: _Page, witness: WitnessText) -> None:
    page.blank_line()
    page.paragraph(f"{witness.caption}:", indent=2)
    for step in witness.steps:
        _write_step(page, step)
        page.paragraph(step.gap, indent=4, hang=2)


def _write_step(page: _Page, step: CycleStep) -> None:
    queues = sorted({cause.queue for cause in step.causes if cause.queue})
    through = f" (through {', '.join(queues)})" if queues else ""
    page.paragraph(f"{step.source.title} → {step.target.title}{through}", indent=4, hang=2)
    for cause in step.causes:
        for flow in cause.flows:
            _write_flow(page, flow)
    if step.more:
        page.paragraph(f"and {step.more} more", indent=6)


def _write_flow(page: _Page, flow: FlowText, *, indent: int = 6) -> None:
    page.paragraph(f"{flow.ends}{flow.label}{flow.details}", indent=indent, hang=2)
    page.position(flow.ref, indent=indent + 2)


def _write_cut(page: _Page, cut: CutSuggestion) -> None:
    page.paragraph(f"→ {cut.text}:", indent=2, hang=2)
    for (source, target, effect), flows in zip(cut.edges, cut.flows, strict=True):
        page.paragraph(f"{source.title} → {target.title} ({effect})", indent=4, hang=2)
        _write_options(page, cut.options, flows)
    if cut.more:
        page.paragraph(f"and {cut.more} more; use --format json to list all", indent=4)


def _write_options(page: _Page, options: Sequence[str], flows: Sequence[str]) -> None:
    """Write the options that show the report without the flows of an edge, each to be copied into a shell."""
    for flow in flows[:_MAX_OPTIONS]:
        page.line(" or ".join(page.option(option, flow) for option in options), indent=6)
    if flows[_MAX_OPTIONS:]:
        page.paragraph(f"and {len(flows[_MAX_OPTIONS:])} more; use --format json to list all", indent=6)


def _write_acceptance(page: _Page, notes: Iterable[BaselineNote], open_edges: str) -> None:
    for note in notes:
        page.paragraph(note.text, indent=2)
        page.position(note.ref, indent=4)
    page.paragraph(open_edges, indent=2)


# --- Findings of rules ---


def _write_findings(page: _Page, heading: str, findings: Iterable[RuleFinding], report: Report) -> None:
    for number, finding in enumerate(findings):
        if not number:
            page.heading(heading)
        _write_finding(page, finding, report)


def _write_finding(page: _Page, finding: RuleFinding, report: Report) -> None:
    page.title(finding.severity, _lower_first(finding.rule.title), state_phrase(report, finding.judgement))
    page.paragraph(finding.message, indent=2)
    page.paragraph(finding.why, indent=2)
    page.paragraph(f"→ {finding.advice}", indent=2, hang=2)
    if finding.declaration:
        _write_violation(page, finding, finding.declaration, report)
    else:
        copies = [flow.position for flow in finding.flows] if finding.rule.id == _DUPLICATE else []
        for position in copies or [finding.position]:
            page.paragraph(str(position), indent=2)
    if finding.suppression:
        page.paragraph(f"Accepted in the model: {finding.suppression.reason}", indent=2)
        page.paragraph(str(finding.suppression.position), indent=4)
    _write_acceptance(page, acceptance_notes(finding.judgement), open_edges_phrase(finding.judgement))


def _write_violation(page: _Page, finding: RuleFinding, declaration: DeclaredRule, report: Report) -> None:
    """Write the flows that prove a violation with their lines, and the line of the rule."""
    naming = FullNaming(report.model)
    for flow in finding.flows[:_MAX_FLOWS]:
        _write_flow(page, naming.flow(flow), indent=4)
    if finding.flows[_MAX_FLOWS:]:
        page.paragraph(f"and {len(finding.flows[_MAX_FLOWS:])} more; use --format json to list all", indent=4)
    if not finding.flows:
        page.paragraph(str(finding.position), indent=4)
    page.paragraph(f"Declared at {declaration.position}", indent=2)


def _lower_first(title: str) -> str:
    """Return a title inside a line; the id of a declared rule keeps its case."""
    return f"{title[0].lower()}{title[1:]}"


# --- Baseline, metrics and exclusions ---


def _write_stale_entries(page: _Page, report: Report) -> None:
    if report.stale:
        page.heading("Stale entries of the baseline")
    for note in stale_notes(report, (CYCLE, *RULES)):
        page.paragraph(note.text, hang=2)
        page.position(note.ref, indent=2)


def _write_metrics(page: _Page, report: Report) -> None:
    page.heading("Metrics")
    for line in _metric_lines(report.metrics):
        page.paragraph(line, hang=2)
    for change in report.changes:
        page.paragraph(f"Since the baseline, {_METRICS[change.name]}: {change.before:g} → {change.now:g}", hang=2)


def _metric_lines(metrics: Metrics) -> Iterator[str]:
    yield (
        f"{count_noun(metrics.edges, 'dependency', 'dependencies')} among {count_noun(metrics.nodes, 'element')}, "
        f"{metrics.cyclic_edges} of them on a cycle"
    )
    yield (
        f"On average, a change can reach {metrics.propagation_cost:.0%} of all elements, "
        f"{metrics.synchronous_cost:.0%} of them synchronously"
    )
    chain = metrics.longest_chain
    if chain:
        yield f"Longest synchronous chain: {chain_length(chain)}: {' → '.join(chain.path)}"


def _write_inferences(page: _Page, report: Report) -> None:
    if report.inferred:
        page.heading("Inferred from labels and arrows")
    for inference in report.inferred[:_MAX_INFERENCES]:
        flow = inference.flow
        text = inference_phrase(inference)
        page.paragraph(f"{flow.source} → {flow.target} ({flow.label}): {text}", hang=2)
        page.position(flow.ref, indent=2)
    more = len(report.inferred[_MAX_INFERENCES:])
    if more:
        page.paragraph(f"and {more} more; use --format json to list all")


def _write_exclusions(page: _Page, cycles: CycleReport) -> None:
    if not cycles.exclusions:
        return
    page.heading("Excluded from the analysis")
    for line in cycles.exclusions:
        page.paragraph(line, hang=2)
    page.paragraph(cycles.suppressed)
    for line in cycles.suppressed_cycles:
        page.paragraph(line, indent=2, hang=2)


class _Page(TextPage):
    """The page of a report, which also names flows for options."""

    def __init__(self, width: int, positions: dict[str, Position], flow_names: FlowNames) -> None:
        """Start an empty page."""
        super().__init__(width, positions)
        self._flow_names = flow_names

    def option(self, option: str, flow: str) -> str:
        """Return an option for a flow as a shell reads it."""
        name = quote(self._flow_names.typed(flow))
        return f"{option}={name}" if name.startswith("-") else f"{option} {name}"

    def title(self, severity: str, text: str, state: str) -> None:
        """Start a finding."""
        self.blank_line()
        self.paragraph(f"{severity.upper()}: {text}{f' [{state}]' if state else ''}", hang=2)
