"""The verdict: the report in one line, and the worst five things to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import Severity, State
from sphinxcontrib_c4.analysis.output.phrases import STATES, Called, cycle_advice, cycle_title
from sphinxcontrib_c4.analysis.report import Coverage, Report
from sphinxcontrib_c4.analysis.rules.base import Weakness, counted
from sphinxcontrib_c4.model import Position

_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One thing to do, about what it is, how bad that is, where to look, and the finding that asks for it."""

    severity: Severity
    about: str
    text: str
    position: Position
    found: CycleFinding | Weakness


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a report comes to.

    ``states`` counts the findings that can fail a build by where they stand, all states in order;
    ``notes`` counts the others. ``sentence`` tells of them, ``looked_at`` of what was analysed.
    """

    sentence: str
    looked_at: str
    states: tuple[tuple[State, int], ...]
    notes: int
    actions: tuple[Action, ...]

    def count(self, state: State) -> int:
        """How many findings of this state there are."""
        return dict(self.states)[state]


def verdict(report: Report, *, calling: Callable[[CycleFinding], Called] = lambda found: str) -> Verdict:
    """The verdict of ``report``; ``calling`` says what elements are called in what to do about a cycle."""
    counts = Counter(found.judgement.state for found in report.findings if found.severity.gates)
    states = tuple((state, counts[state]) for state in State)
    return Verdict(
        sentence=_sentence(report, counts),
        looked_at=looked_at(report.coverage),
        states=states,
        notes=sum(1 for found in report.findings if not found.severity.gates),
        actions=tuple(_actions(report, calling))[:_MOST],
    )


def _sentence(report: Report, counts: Counter[State]) -> str:
    """How many findings are a warning or worse; below "No cycles", a reader must not meet one."""
    cycles = [found for found in report.cycles if found.severity.gates]
    linkages = [found for found in report.weaknesses if found.severity.gates]
    told = counted(len(cycles), "cyclic group") if cycles else f"No {'harmful ' if report.cycles else ''}cycles"
    if not report.cycles_only:
        none = f"no {'harmful' if report.weaknesses else 'fragile'} linkages"
        told += f" and {counted(len(linkages), 'fragile linkage') if linkages else none}"
    known = [f"{counts[state]} {STATES[state]}" for state in State if counts[state]]
    return f"{told}{': ' + ', '.join(known) if known and (report.has_baseline or len(known) > 1) else ''}."


def looked_at(coverage: Coverage) -> str:
    """What was analysed, and how much of it says enough."""
    told = (
        f"Looked at {counted(coverage.flows, 'flow')} among {counted(coverage.containers, 'container')} "
        f"of {counted(coverage.systems, 'system')}, and {counted(coverage.scenarios, 'scenario')}."
    )
    gaps = []
    if coverage.with_mode < coverage.flows:
        silent = coverage.flows - coverage.with_mode
        gaps.append(f"{silent} {'flow does' if silent == 1 else 'flows do'} not say whether the caller waits")
    if coverage.named_ends < coverage.ends:
        vague = coverage.ends - coverage.named_ends
        gaps.append(f"{counted(vague, 'end')} of {coverage.ends} {'names' if vague == 1 else 'name'} no container")
    return f"{told} {' and '.join(gaps)}." if gaps else f"{told} All say whether the caller waits, and whom it calls."


def _actions(report: Report, calling: Callable[[CycleFinding], Called]) -> Iterator[Action]:
    """What to do about the findings that nobody accepts, worst first, cycles before the rest."""
    opened = [found for found in report.findings if found.severity.gates and found.judgement.state.is_open]
    for found in sorted(opened, key=lambda one: one.severity.rank):
        about, text = _told(found, calling)
        yield Action(severity=found.severity, about=about, text=text, position=found.position, found=found)


def _told(found: CycleFinding | Weakness, calling: Callable[[CycleFinding], Called]) -> tuple[str, str]:
    if isinstance(found, CycleFinding):
        called = calling(found)
        return cycle_title(found, called=called), cycle_advice(found, called=called)[0]
    return found.what, found.advice
