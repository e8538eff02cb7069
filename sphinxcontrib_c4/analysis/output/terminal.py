"""The report as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sphinxcontrib_c4.analysis.baseline.model import CYCLE, finding_id
from sphinxcontrib_c4.analysis.flow_names import FlowNames
from sphinxcontrib_c4.analysis.judgement import Judgement
from sphinxcontrib_c4.analysis.output.cycle_report import (
    CutSuggestion,
    CycleCard,
    CycleReport,
    CycleStep,
    WitnessText,
    build_cycle_report,
)
from sphinxcontrib_c4.analysis.output.groups import group_by_owner
from sphinxcontrib_c4.analysis.output.naming import FullNaming
from sphinxcontrib_c4.analysis.output.phrases import (
    chain_length,
    inference_phrase,
    stale_notes,
)
from sphinxcontrib_c4.analysis.output.report_page import MAX_CARDS, ReportPage
from sphinxcontrib_c4.analysis.output.summary import summarize
from sphinxcontrib_c4.analysis.output.terminal_findings import write_findings
from sphinxcontrib_c4.analysis.report import Report
from sphinxcontrib_c4.analysis.rules.metrics import Metrics
from sphinxcontrib_c4.analysis.what_if import what_if_sentence
from sphinxcontrib_c4.model import RULES, Position, Severity, count_noun, lowered

_MAX_WITNESSES = 5
_MAX_OPTIONS = 6
_MAX_INFERENCES = 10
_METRICS = {
    "nodes": "containers",
    "edges": "dependencies",
    "cyclic_edges": "dependencies on a cycle",
    "propagation_cost": "propagation cost",
    "synchronous_cost": "synchronous propagation cost",
    "longest_chain": "longest synchronous chain",
}


def to_text(report: Report, *, width: int = 80, complete: bool = False, by_owner: bool = False) -> str:
    """Return the report in lines of at most ``width`` characters, as far as names allow.

    Unless ``complete``, cycles for information are shortened, and long lists are cut. With
    ``by_owner``, findings have the headings of their owners.
    """
    cycles = build_cycle_report(report, FullNaming(report.model))
    page = ReportPage(width, _positions(report), FlowNames(report.model))
    _write_summary(page, report)
    _write_cycles(page, report, cycles, complete=complete, by_owner=by_owner)
    write_findings(page, report, complete=complete, by_owner=by_owner)
    _write_stale_entries(page, report)
    if not report.cycles_only:
        _write_metrics(page, report)
    _write_inferences(page, report)
    _write_exclusions(page, cycles)
    return page.text()


def _positions(report: Report) -> dict[str, Position]:
    """Return the positions of all flows, steps and baseline entries by reference."""
    entries = [entry for judgement in _judgements(report) for entry in judgement.entries]
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


def _judgements(report: Report) -> Iterator[Judgement]:
    """Yield the judgement of each finding, and of each reason of a finding with several reasons."""
    yield from (cycle.judgement for cycle in report.cycles)
    yield from (reason.judgement for finding in report.rule_findings for reason in finding.reasons)


def _write_summary(page: ReportPage, report: Report) -> None:
    summary = summarize(report)
    if report.model.assumptions:
        page.paragraph(what_if_sentence(report.model), hang=2)
    page.paragraph(f"{report.subject or report.title}: {lowered(summary.sentence)}", hang=2)
    page.paragraph(summary.coverage)
    if summary.actions:
        page.heading("What to do first")
    for number, action in enumerate(summary.actions, 1):
        page.paragraph(f"{number}. {action.about}{'' if action.about.endswith('.') else ':'} {action.text}", hang=3)
        page.paragraph(str(action.position), indent=3)


# --- Cycles ---


def _write_cycles(page: ReportPage, report: Report, cycles: CycleReport, *, complete: bool, by_owner: bool) -> None:
    if cycles.cards:
        page.heading("Cycles")
    cards = {card.key: card for card in cycles.cards}
    selected = report.cycles if complete else report.cycles[:MAX_CARDS]
    for owner, findings in group_by_owner(report.model, selected) if by_owner else [("", selected)]:
        page.owner(owner)
        for finding in findings:
            _write_cycle(page, cards[finding_id(finding)], complete=complete)
    page.rest(len(report.cycles) - len(selected), "cyclic group")


def _write_cycle(page: ReportPage, card: CycleCard, *, complete: bool) -> None:
    page.title(card.severity, card.title, card.state)
    page.paragraph(", ".join(card.facts), indent=2)
    page.paragraph(card.owners, indent=2)
    for phrase in card.new_edges:
        page.paragraph(f"Not accepted: {phrase}", indent=2, hang=2)
    page.paragraph(f"{card.description} {card.impact}", indent=2)
    if card.severity == Severity.INFO and not complete:
        return
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
    page.acceptance(card.notes, card.open_edges)


def _write_witness(page: ReportPage, witness: WitnessText) -> None:
    page.blank_line()
    page.paragraph(f"{witness.caption}:", indent=2)
    for step in witness.steps:
        _write_step(page, step)
        page.paragraph(step.gap, indent=4, hang=2)


def _write_step(page: ReportPage, step: CycleStep) -> None:
    queues = sorted({cause.queue for cause in step.causes if cause.queue})
    through = f" (through {', '.join(queues)})" if queues else ""
    page.paragraph(f"{step.source.title} → {step.target.title}{through}", indent=4, hang=2)
    for cause in step.causes:
        for flow in cause.flows:
            page.flow(flow)
    if step.more:
        page.paragraph(f"and {step.more} more", indent=6)


def _write_cut(page: ReportPage, cut: CutSuggestion) -> None:
    page.paragraph(f"→ {cut.text}:", indent=2, hang=2)
    for (source, target, effect), flows in zip(cut.edges, cut.flows, strict=True):
        page.paragraph(f"{source.title} → {target.title} ({effect})", indent=4, hang=2)
        _write_options(page, cut.options, flows)
    page.remainder(cut.more, indent=4)


def _write_options(page: ReportPage, options: Sequence[str], flows: Sequence[str]) -> None:
    """Write the options that show the report without the flows of an edge, each to be copied into a shell."""
    for flow in flows[:_MAX_OPTIONS]:
        page.line(" or ".join(page.option(option, flow) for option in options), indent=6)
    page.remainder(len(flows) - _MAX_OPTIONS, indent=6)


# --- Baseline, metrics and exclusions ---


def _write_stale_entries(page: ReportPage, report: Report) -> None:
    if report.stale:
        page.heading("Stale entries of the baseline")
    for note in stale_notes(report, (CYCLE, *RULES)):
        page.paragraph(note.text, hang=2)
        page.position(note.ref, indent=2)


def _write_metrics(page: ReportPage, report: Report) -> None:
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


def _write_inferences(page: ReportPage, report: Report) -> None:
    if report.inferred:
        page.heading("Inferred from labels and arrows")
    for inference in report.inferred[:_MAX_INFERENCES]:
        flow = inference.flow
        text = inference_phrase(inference)
        page.paragraph(f"{flow.source} → {flow.target} ({flow.label}): {text}", hang=2)
        page.position(flow.ref, indent=2)
    page.remainder(len(report.inferred) - _MAX_INFERENCES)


def _write_exclusions(page: ReportPage, cycles: CycleReport) -> None:
    if not cycles.exclusions:
        return
    page.heading("Excluded from the analysis")
    for line in cycles.exclusions:
        page.paragraph(line, hang=2)
    page.paragraph(cycles.suppressed)
    for line in cycles.suppressed_cycles:
        page.paragraph(line, indent=2, hang=2)
