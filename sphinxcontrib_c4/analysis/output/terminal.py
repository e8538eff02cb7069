"""The report as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from sphinxcontrib_c4.analysis.baseline.model import Judgement
from sphinxcontrib_c4.analysis.cycles.finding import Cut, CycleFinding, Witness
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Edge
from sphinxcontrib_c4.analysis.enums import Level, State
from sphinxcontrib_c4.analysis.output.phrases import (
    STATES,
    acceptance_terms,
    cut_effect,
    cut_note,
    cycle_advice,
    cycle_count,
    cycle_title,
    cycle_what,
    cycle_why,
    gap_words,
    hidden_count,
    hidden_lines,
    stale_line,
)
from sphinxcontrib_c4.analysis.output.summary import verdict
from sphinxcontrib_c4.analysis.report import Hidden, Report
from sphinxcontrib_c4.analysis.rules.base import Weakness, counted, listed
from sphinxcontrib_c4.analysis.rules.metrics import Metrics
from sphinxcontrib_c4.model import Flow, Mode, visible

_SHOWN = 5
_MODES = {Mode.SYNC: "sync", Mode.ASYNC: "async", Mode.UNKNOWN: "sync or async is not said"}
_NUMBERS = {
    "nodes": "containers",
    "edges": "dependencies",
    "cyclic_edges": "dependencies on a cycle",
    "propagation_cost": "propagation cost",
    "synchronous_cost": "synchronous propagation cost",
    "longest_chain": "longest synchronous chain",
}


def as_text(report: Report, *, width: int = 80) -> str:
    """The report in lines of at most ``width`` characters, as far as names allow."""
    page = _Page(width)
    _verdict(page, report)
    if report.cycles:
        page.heading("Cycles")
        for found in report.cycles:
            _cycle(page, found, report)
    if report.weaknesses:
        page.heading("Fragile linkages")
        for weakness in report.weaknesses:
            _weakness(page, weakness, report)
    _stale(page, report)
    if not report.cycles_only:
        _numbers(page, report)
    _hidden(page, report.hidden)
    return page.told()


def _verdict(page: _Page, report: Report) -> None:
    told = verdict(report)
    page.text(f"{report.subject or report.title}: {told.sentence[0].lower()}{told.sentence[1:]}", hang=2)
    page.text(told.looked_at)
    if told.actions:
        page.heading("What to do first")
    for number, one in enumerate(told.actions, 1):
        page.text(f"{number}. {one.about}{'' if one.about.endswith('.') else ':'} {one.text}", hang=3)
        page.text(str(one.position), indent=3)


# --- Findings ---


def _cycle(page: _Page, found: CycleFinding, report: Report) -> None:
    page.title(found.severity, cycle_title(found), _state(found.judgement, report))
    page.text(f"{found.cycle_class}, {found.level}; {cycle_count(found)}", indent=2)
    page.text(f"{cycle_what(found)} {cycle_why(found)}", indent=2)
    for confirmation in found.confirmations:
        page.text(f"{confirmation.title}: {' → '.join(confirmation.path)}", indent=2)
        page.text(str(confirmation.position), indent=4)
    shown = found.witnesses[:_SHOWN]
    for number, one in enumerate(shown, 1):
        page.line()
        page.text(f"Ring {number} of {len(found.witnesses)}, {one.cycle_class}:", indent=2)
        _witness(page, one, found.level)
    if len(shown) < len(found.witnesses):
        page.text(f"{len(found.witnesses) - len(shown)} more rings are in the JSON report.", indent=2)
    page.line()
    for advice in cycle_advice(found, cuts=False):
        page.text(f"→ {advice}", indent=2, hang=2)
    if found.level is not Level.AGGREGATION_ONLY:
        _cuts(page, found)
    _entries(page, found.judgement, found)


def _cuts(page: _Page, found: CycleFinding) -> None:
    word = "Remove or invert"
    if found.make_asynchronous:
        _cut(page, found.make_asynchronous, "Make asynchronous")
        word = "Or remove or invert"
        if found.make_asynchronous.pairs == found.remove.pairs:
            page.text(f"→ {word} the same.", indent=2, hang=2)
            return
    _cut(page, found.remove, word)


def _cut(page: _Page, cut: Cut, word: str) -> None:
    page.text(f"→ {word} ({cut_note(cut)}):", indent=2, hang=2)
    for one in cut.edges[:_SHOWN]:
        page.text(f"{one.edge.source} → {one.edge.target} ({cut_effect(one)})", indent=4, hang=2)
    if len(cut.edges) > _SHOWN:
        page.text(f"and {len(cut.edges) - _SHOWN} more, in the JSON report", indent=4)


def _witness(page: _Page, shown: Witness, level: Level) -> None:
    for index, edge in enumerate(shown.edges):
        page.text(f"{edge.source} → {edge.target}{_by(edge)}", indent=4, hang=2)
        for use in edge.uses[:3] if level is Level.AGGREGATION_ONLY else edge.uses:
            for flow in use.flows:
                _flow(page, flow, edge)
        following = shown.edges[(index + 1) % len(shown.edges)].source
        page.text(gap_words(edge.target, following), indent=4, hang=2)


def _by(edge: Edge) -> str:
    return f" (through {listed(edge.queues)})" if edge.queues else ""


def _flow(page: _Page, flow: Flow, edge: Edge) -> None:
    how = ", ".join(filter(None, (flow.protocol, _MODES[flow.mode])))
    ends = "" if (flow.source, flow.target) == edge.pair else f"{flow.source} → {flow.target}: "
    page.text(f"{ends}{flow.label} ({how})", indent=6, hang=2)
    page.text(str(flow.position), indent=8)


def _weakness(page: _Page, found: Weakness, report: Report) -> None:
    page.title(found.severity, found.rule.replace("-", " "), _state(found.judgement, report))
    page.text(found.what, indent=2)
    page.text(found.why, indent=2)
    page.text(f"→ {found.advice}", indent=2, hang=2)
    page.text(str(found.position), indent=2)
    if found.suppression:
        page.text(f"Accepted in the model: {found.suppression.reason}", indent=2)
        page.text(str(found.suppression.position), indent=4)
    _entries(page, found.judgement)


def _state(judgement: Judgement, report: Report) -> str:
    if judgement.state is State.NEW:
        return STATES[State.NEW] if report.has_baseline else ""
    return STATES[judgement.state]


def _entries(page: _Page, judgement: Judgement, found: CycleFinding | None = None) -> None:
    for entry in judgement.entries:
        past = "Was accepted" if judgement.state is State.EXPIRED else "Accepted"
        page.text(f"{' '.join(filter(None, (past, acceptance_terms(entry))))}: {entry.reason}", indent=2)
        page.text(str(entry.position), indent=4)
    if judgement.entries and judgement.open_edges:
        edges = listed(f"{one} → {other}" for one, other in judgement.open_edges)
        page.text(f"Not accepted as it is{f' ({found.cycle_class})' if found else ''}: {edges}", indent=2)


# --- The rest ---


def _stale(page: _Page, report: Report) -> None:
    if report.stale:
        page.heading("Entries of the baseline that no longer match")
        for one in report.stale:
            page.text(stale_line(one), hang=2)
            page.text(str(one.entry.position), indent=2)


def _numbers(page: _Page, report: Report) -> None:
    page.heading("Numbers")
    for line in _metric_lines(report.metrics):
        page.text(line, hang=2)
    for one in report.changes:
        page.text(f"Since the baseline, {_NUMBERS[one.name]}: {one.before:g} → {one.now:g}", hang=2)


def _metric_lines(numbers: Metrics) -> Iterable[str]:
    yield (
        f"{counted(numbers.edges, 'dependency', 'dependencies')} among {numbers.nodes} containers and systems, "
        f"{numbers.cyclic_edges} of them on a cycle"
    )
    yield (
        f"A change can reach {numbers.propagation_cost:.0%} of all on average, "
        f"{numbers.synchronous_cost:.0%} synchronously"
    )
    chain = numbers.longest_chain
    if chain:
        most = "" if chain.exact else "up to "
        yield f"Longest synchronous chain: {most}{counted(chain.hops, 'call')}: {' → '.join(chain.path)}"


def _hidden(page: _Page, hidden: Hidden) -> None:
    if not hidden.elements and not hidden.flows:
        return
    page.heading("Left out")
    for line in hidden_lines(hidden):
        page.text(line, hang=2)
    rings = [" → ".join((*ring, ring[0])) for ring in hidden.cycles]
    page.text(hidden_count(hidden))
    for ring in rings[:_SHOWN]:
        page.text(ring, indent=2, hang=2)


class _Page:
    """Lines of text, wrapped at a width."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._lines: list[str] = []

    def line(self) -> None:
        """Add an empty line."""
        self._lines.append("")

    def text(self, text: str, *, indent: int = 0, hang: int = 0) -> None:
        """Add a paragraph; its lines after the first are indented by ``hang`` more."""
        lead = " " * indent
        wrapped = wrap(
            visible(text),
            self._width,
            initial_indent=lead,
            subsequent_indent=lead + " " * hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
        self._lines += wrapped

    def heading(self, text: str) -> None:
        """Begin a part of the report."""
        self._lines += ["", text, "=" * len(text)]

    def title(self, severity: str, text: str, state: str) -> None:
        """Begin a finding."""
        self.line()
        self.text(f"{severity.upper()}: {text}{f' [{state}]' if state else ''}", hang=2)

    def told(self) -> str:
        """The whole text."""
        return "\n".join(self._lines) + "\n"
