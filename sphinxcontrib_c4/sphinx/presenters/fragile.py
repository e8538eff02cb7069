"""What a page says of fragile linkages, before it is put into nodes: plain values made from a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import Rule, Severity, State, verdict
from sphinxcontrib_c4.sphinx.presenters.phrases import (
    Named,
    Told,
    ToldFlow,
    about,
    left_out,
    listed,
    named,
    stale_entries,
    state_of,
    terms_of,
    told_flow,
)
from sphinxcontrib_c4.sphinx.source_refs import Spot, spots_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinxcontrib_c4.analysis import Judgement, Report, Rules, Weakness
    from sphinxcontrib_c4.model import Model, Position


_MOST_FLOWS = 8


_MOST_CARDS = 60


_GROUPS = {
    Severity.CRITICAL: "Critical",
    Severity.ERROR: "Errors",
    Severity.WARNING: "Warnings",
    Severity.REVIEW: "To be reviewed",
    Severity.INFO: "Notes",
}


_ACCEPTED = {
    State.ACCEPTED: "Accepted by the baseline",
    State.SUPPRESSED: "Accepted in the model",
}


class ToldLinkage(NamedTuple):
    """A fragile linkage; ``accepted`` tells who accepts it and why, and ``open_edges`` what no entry does.

    ``spot`` tells the line of what it is about where that is no flow. ``more`` flows are not told.
    """

    rule: str
    severity: str
    title: str
    state: str
    what: str
    why: str
    advice: str
    elements: tuple[Named, ...]
    spot: Spot
    flows: tuple[ToldFlow, ...]
    more: int
    accepted: tuple[Told, ...]
    open_edges: str


class Group(NamedTuple):
    """Linkages under a heading; ``more`` of them are not told."""

    heading: str
    linkages: tuple[ToldLinkage, ...]
    more: int


class ToldLinkages(NamedTuple):
    """All that a page says of fragile linkages: what nobody accepts comes first."""

    summary: str
    groups: tuple[Group, ...]
    stale: tuple[Told, ...]
    notes: tuple[str, ...]


def told_linkages(model: Model, report: Report, *, rules: Iterable[str], severities: Iterable[str]) -> ToldLinkages:
    """What the page says of ``report``; of ``rules`` and of ``severities`` alone, where there are any."""
    wanted, bad = frozenset(rules) or frozenset(Rule), frozenset(severities) or frozenset(Severity)
    found = [one for one in report.weaknesses if one.rule in wanted and one.severity in bad]
    return ToldLinkages(
        summary=f"Fragile linkages of {about(model, report)}: {_summary(found)}.",
        groups=tuple(_groups(model, report, found, spots_at(model))),
        stale=tuple(stale_entries(report, wanted)),
        notes=(verdict(report).looked_at, *left_out(model, report.hidden), *_looked_for(report.rules, wanted)),
    )


def _summary(found: Sequence[Weakness]) -> str:
    opened = [one for one in found if one.judgement.state.is_open]
    counts = {severity: sum(one.severity is severity for one in opened) for severity in Severity}
    told = [f"{number} {_noun(severity, number)}" for severity, number in counts.items() if number]
    accepted = len(found) - len(opened)
    if not accepted:
        return ", ".join(told) or "none found"
    if not told:
        return f"none open, {accepted} accepted"
    return f"{', '.join(told)}; {accepted} more {'is' if accepted == 1 else 'are'} accepted"


def _noun(severity: Severity, number: int) -> str:
    nouns = {Severity.CRITICAL: "critical one", Severity.REVIEW: "to be reviewed", Severity.INFO: "note"}
    noun = nouns.get(severity, severity.value)
    return noun if number == 1 or severity is Severity.REVIEW else f"{noun}s"


def _groups(model: Model, report: Report, found: Sequence[Weakness], spots: Mapping[Position, Spot]) -> Iterator[Group]:
    for heading, one_kind in _headed(found):
        shown = tuple(_linkage(model, report, one, spots) for one in one_kind[:_MOST_CARDS])
        yield Group(heading, shown, len(one_kind[_MOST_CARDS:]))


def _headed(found: Sequence[Weakness]) -> Iterator[tuple[str, list[Weakness]]]:
    """What is open by its severity, and what is accepted by who accepts it."""
    opened = [one for one in found if one.judgement.state.is_open]
    kinds = [(heading, [one for one in opened if one.severity is severity]) for severity, heading in _GROUPS.items()]
    kinds += [(heading, [one for one in found if one.judgement.state is state]) for state, heading in _ACCEPTED.items()]
    return ((heading, kind) for heading, kind in kinds if kind)


def _linkage(model: Model, report: Report, found: Weakness, spots: Mapping[Position, Spot]) -> ToldLinkage:
    return ToldLinkage(
        rule=found.rule.value,
        severity=found.severity.value,
        title=rule_title(found.rule),
        state=state_of(report, found.judgement),
        what=found.what,
        why=found.why,
        advice=found.advice,
        elements=tuple(named(model, name, subject=report.subject, by_system=True) for name in found.elements),
        spot="" if found.flows else spots.get(found.position, ""),
        flows=tuple(told_flow(model, flow) for flow in found.flows[:_MOST_FLOWS]),
        more=len(found.flows[_MOST_FLOWS:]),
        accepted=tuple(_accepted(found, spots)),
        open_edges=_open_edges(found.judgement),
    )


def rule_title(rule: str) -> str:
    """``Shared store`` for ``shared-store``."""
    return rule.replace("-", " ").replace("hard coded", "hard-coded").capitalize()


def _accepted(found: Weakness, spots: Mapping[Position, Spot]) -> Iterator[Told]:
    """What the model and the baseline say of why it is accepted."""
    if found.suppression:
        yield Told(f"Accepted in the model: {found.suppression.reason}", spots[found.suppression.position])
    yield from terms_of(found.judgement)


def _open_edges(judgement: Judgement) -> str:
    if not judgement.entries or not judgement.open_edges:
        return ""
    return f"Not accepted: {listed([f'{one} → {other}' for one, other in judgement.open_edges])}"


def _looked_for(rules: Rules, wanted: frozenset[str]) -> Iterator[str]:
    nouns = {
        Rule.SHARED_STORE: "stores that several systems share",
        Rule.EXTERNAL_STORE_ACCESS: "people and external systems that reach a store directly",
        Rule.LONG_CHAIN: f"chains of {rules.chain_warning} synchronous calls",
        Rule.CHATTY_PAIR: f"pairs with {rules.chatty_flows} flows, or {rules.chatty_turns} turns in a scenario",
        Rule.HUB: "hubs",
        Rule.SINGLE_POINT_OF_FAILURE: "single points of failure",
        Rule.HARD_CODED_ENDPOINT: "hard-coded endpoints",
        Rule.NO_GATEWAY: f"systems with {rules.gateway_reach} containers that others reach, and no gateway",
        Rule.FLAGGED: "what authors flag as fragile",
        Rule.FRAGILE_INGESTION: "brittle sources of data",
    }
    applied = [noun for rule, noun in nouns.items() if rule not in rules.off and rule in wanted]
    if applied:
        yield f"Looked for {'; '.join(applied)}."
    off = [rule_title(rule).lower() for rule in Rule if rule in rules.off]
    if off:
        yield f"Switched off: {', '.join(off)}."
