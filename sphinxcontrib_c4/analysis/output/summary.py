"""The summary of a report: its result in one sentence, and the five most important actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import State
from sphinxcontrib_c4.analysis.inferences import Meaning
from sphinxcontrib_c4.analysis.output.naming import FullNaming, Naming
from sphinxcontrib_c4.analysis.output.phrases import STATE_PHRASES, cycle_advice, cycle_title
from sphinxcontrib_c4.analysis.report import Coverage, Report
from sphinxcontrib_c4.analysis.rules.base import DECLARED_RULE, RuleFinding
from sphinxcontrib_c4.model import Position, Severity, count_noun

_MAX_ACTIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action for a finding: its severity, its subject, what to do, and where."""

    severity: Severity
    about: str
    text: str
    position: Position
    finding: CycleFinding | RuleFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The summary of a report.

    ``states`` counts the findings that can fail a build by state, all states in order; ``notes``
    counts the others. ``sentence`` states the result, ``coverage`` what was analysed.
    """

    sentence: str
    coverage: str
    states: tuple[tuple[State, int], ...]
    notes: int
    actions: tuple[Action, ...]

    def count(self, state: State) -> int:
        """Return the number of findings in a state."""
        return dict(self.states)[state]


def summarize(report: Report, naming: Naming | None = None) -> Summary:
    """Return the summary of ``report``, with full names unless another ``naming`` is given."""
    counts = Counter(finding.judgement.state for finding in report.findings if finding.severity.gates)
    return Summary(
        sentence=_sentence(report, counts),
        coverage=_coverage_text(report),
        states=tuple((state, counts[state]) for state in State),
        notes=sum(1 for finding in report.findings if not finding.severity.gates),
        actions=tuple(_actions(report, naming or FullNaming(report.model)))[:_MAX_ACTIONS],
    )


def _sentence(report: Report, counts: Counter[State]) -> str:
    """Return how many findings are a warning or worse; "No cycles" only if the report contains none at all."""
    cycles = sum(1 for cycle in report.cycles if cycle.severity.gates)
    text = count_noun(cycles, "cyclic group") if cycles else f"No {'harmful ' if report.cycles else ''}cycles"
    if not report.cycles_only:
        text += f"{_violations_phrase(report)} and {_links_phrase(report)}"
    states = [f"{counts[state]} {STATE_PHRASES[state]}" for state in State if counts[state]]
    return f"{text}{': ' + ', '.join(states) if states and (report.has_baseline or len(states) > 1) else ''}."


def _links_phrase(report: Report) -> str:
    links = [finding for finding in report.rule_findings if not finding.declaration]
    number = sum(1 for finding in links if finding.severity.gates)
    return count_noun(number, "fragile link") if number else f"no {'harmful' if links else 'fragile'} links"


def _violations_phrase(report: Report) -> str:
    """Return the number of violations of declared rules; empty if there are no rules."""
    rules = len(report.model.rules)
    if not rules or DECLARED_RULE in report.rules.off:
        return ""
    number = sum(1 for finding in report.rule_findings if finding.declaration and finding.severity.gates)
    violations = count_noun(number, "violation") if number else "no violations"
    return f", {violations} of {'the' if rules == 1 else rules} declared rule{'s' if rules > 1 else ''}"


def _coverage_text(report: Report) -> str:
    """Return what was analysed, and how much of it was inferred."""
    consuming, producing = (
        sum(1 for inference in report.inferred if inference.meaning is meaning)
        for meaning in (Meaning.CONSUMES, Meaning.PRODUCES)
    )
    sentences = [coverage_sentence(report.coverage)]
    if consuming:
        sentences.append(f"The access of {count_noun(consuming, 'flow')} to a queue was inferred from the label.")
    if producing:
        verb = "does not state its" if producing == 1 else "do not state their"
        sentences.append(
            f"{count_noun(producing, 'other flow' if consuming else 'flow')} to a queue {verb} access and "
            f"{'is' if producing == 1 else 'are'} taken to write."
        )
    return " ".join(sentences)


def coverage_sentence(coverage: Coverage) -> str:
    """Return what was analysed, and how complete it is."""
    text = (
        f"Analysed {count_noun(coverage.flows, 'flow')} among {count_noun(coverage.containers, 'container')} "
        f"of {count_noun(coverage.systems, 'system')}, and {count_noun(coverage.scenarios, 'scenario')}."
    )
    gaps = []
    if coverage.with_mode < coverage.flows:
        missing = coverage.flows - coverage.with_mode
        gaps.append(f"{missing} {'flow does' if missing == 1 else 'flows do'} not state the mode (sync or async)")
    if coverage.named_ends < coverage.ends:
        missing = coverage.ends - coverage.named_ends
        verb = "names" if missing == 1 else "name"
        gaps.append(f"{count_noun(missing, 'end')} of {coverage.ends} {verb} no container")
    return f"{text} {' and '.join(gaps)}." if gaps else f"{text} All flows state their mode and name a container."


def _actions(report: Report, naming: Naming) -> Iterator[Action]:
    """Yield what to do about the open findings, worst first, cycles before others."""
    findings = [f for f in report.findings if f.severity.gates and f.judgement.state.is_open]
    for finding in sorted(findings, key=lambda finding: finding.severity.rank):
        about, text = _action_texts(finding, naming)
        yield Action(severity=finding.severity, about=about, text=text, position=finding.position, finding=finding)


def _action_texts(finding: CycleFinding | RuleFinding, naming: Naming) -> tuple[str, str]:
    if isinstance(finding, CycleFinding):
        title = naming.of_cycle(finding).title
        return cycle_title(finding, title=title), cycle_advice(finding, title=title)[0]
    return finding.message, finding.advice
