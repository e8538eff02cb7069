"""Wording: what a finding about cycles is called, what it says and what to do about it.

Elements and scenarios are called by their full names, or what ``called`` makes of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sphinxcontrib_c4.analysis.baseline.model import Acceptance
from sphinxcontrib_c4.analysis.cycles.finding import Cut, CutEdge, CycleFinding
from sphinxcontrib_c4.analysis.enums import CycleClass, Level, State
from sphinxcontrib_c4.analysis.report import Hidden, StaleEdges
from sphinxcontrib_c4.analysis.rules.base import counted, listed

Called = Callable[[str], str]

STATES = {
    State.NEW: "new",
    State.WORSE: "worse than accepted",
    State.EXPIRED: "no longer accepted",
    State.ACCEPTED: "accepted",
    State.SUPPRESSED: "accepted in the model",
}
"""Where a finding stands, in words."""

_WHAT = {
    CycleClass.BLOCKING: "Each call waits for the next one, and the last one for the first.",
    CycleClass.POSSIBLY_BLOCKING: "It may block: some flows of the ring do not say whether they wait.",
    CycleClass.MIXED: "Some flows of the ring do not wait, and others do or may.",
    CycleClass.FEEDBACK: "Nobody waits, but what goes out comes back.",
}
_WHY = {
    CycleClass.BLOCKING: "One slow member stops all of them, and none can be deployed or tested alone.",
    CycleClass.POSSIBLY_BLOCKING: "If they all wait, one slow member stops all of them.",
    CycleClass.MIXED: "Members change together, and a burst of messages comes back as a burst of calls.",
    CycleClass.FEEDBACK: "A message can go round for ever, or be worked on twice.",
}
_LEVELS = {
    Level.REALISED: "The flows as they are written lead round.",
    Level.POSSIBLE: "It closes if the right containers are meant where a flow names a whole system.",
    Level.AGGREGATION_ONLY: "No flow leads round at run time, but teams and releases are coupled.",
}


def cycle_title(found: CycleFinding, *, called: Called = str) -> str:
    """``a ↔ b`` for two members, else their names."""
    names = [called(name) for name in found.members]
    if len(names) == 1:
        return f"{names[0]} ↔ itself"
    return " ↔ ".join(names) if len(names) == 2 else listed(names, most=4)


def cycle_what(found: CycleFinding, *, called: Called = str) -> str:
    """What was found."""
    within = found.level is Level.INTERNAL
    level = f"It lies within {called(found.systems[0])}." if within else _LEVELS[found.level]
    told = [_WHAT[found.cycle_class], level]
    if found.confirmations:
        scenarios = sorted({one.scenario for one in found.confirmations})
        told.append(f"In {listed(map(called, scenarios))}, a call comes back to who still waits for an answer.")
    if found.answered and found.cycle_class in (CycleClass.MIXED, CycleClass.FEEDBACK):
        told.append("It closes only by flows that are tagged as a reply, callback or webhook.")
    return " ".join(told)


def cycle_why(found: CycleFinding) -> str:
    """Why it matters."""
    if found.level is Level.AGGREGATION_ONLY:
        return "Neither system can be released, or move to another team, without looking at the other."
    return _WHY[found.cycle_class]


def cycle_advice(found: CycleFinding, *, cuts: bool = True, called: Called = str) -> tuple[str, ...]:
    """What to do, one sentence each, best first; with ``cuts``, what to cut among them."""
    return tuple(_advice(found, called, cuts=cuts))


def _advice(found: CycleFinding, called: Called, *, cuts: bool) -> Iterable[str]:
    if found.level is Level.POSSIBLE:
        yield "Name the container on the flows that name a whole system."
    if found.make_asynchronous and cuts:
        yield f"Make {cut_names(found.make_asynchronous, called=called)} asynchronous."
    if found.cycle_class is CycleClass.POSSIBLY_BLOCKING:
        yield "Say on the flows without it whether they wait ('sync: true' or 'sync: false')."
    if found.cycle_class is CycleClass.FEEDBACK:
        yield "See that receivers can take a message twice, and that something ends the round."
    if found.level is not Level.AGGREGATION_ONLY and cuts:
        yield f"Remove or invert {cut_names(found.remove, called=called)}."


def cut_names(cut: Cut, *, called: Called = str) -> str:
    """The edges of a cut: ``a → b and b → c``."""
    return listed((f"{called(one.edge.source)} → {called(one.edge.target)}" for one in cut.edges), most=3)


def cut_note(cut: Cut) -> str:
    """How good a cut is: ``2 flows, the fewest that do``."""
    flows = counted(cut.flows, "flow")
    if cut.exact:
        return f"{flows}, the fewest that do"
    return f"{flows}; approximate: of {counted(len(cut.edges), 'edge')}, at least {cut.at_least} must go"


def cycle_count(found: CycleFinding) -> str:
    """How many cycles there are: ``2 cycles`` or ``at least 1000 cycles``."""
    number = counted(found.count, "cycle")
    return number if found.counted_all else f"at least {number}"


def cut_effect(cut: CutEdge) -> str:
    """What one edge of a cut does: ``on 2 rings, leaves 3 of 5 in a ring``."""
    size = f", leaves {cut.largest_after} of {cut.largest_before} in a ring" if cut.largest_after else ""
    if cut.largest_after == 0:
        size = ", leaves no ring"
    return f"on {counted(cut.breaks, 'ring')}{size}"


def gap_words(target: str, following: str, *, called: Called = str) -> str:
    """What has to be meant for one edge to follow another, that ends elsewhere; ``""`` where it does not.

    The one that is a whole system may mean a container of it.
    """
    if target == following:
        return ""
    whole, part = (following, target) if target.startswith(f"{following}.") else (target, following)
    return f"… and if {called(whole)} means {called(part)} there:"


def acceptance_terms(entry: Acceptance) -> str:
    """On which terms an entry of the baseline accepts: ``as mixed by Platform team until 2030-12-31``."""
    kind = f"as {entry.cycle_class}" if entry.cycle_class else ""
    owner = f"by {entry.owner}" if entry.owner else ""
    until = f"until {entry.expires.isoformat()}" if entry.expires else ""
    return " ".join(filter(None, (kind, owner, until)))


def hidden_lines(hidden: Hidden, *, called: Called = str) -> Iterator[str]:
    """What was left out, and why: ``a and b: has the role infrastructure``."""
    reasons: dict[str, list[str]] = {}
    for element in hidden.elements:
        reasons.setdefault(element.reason, []).append(called(element.name))
    yield from (f"{listed(names)}: {reason}" for reason, names in reasons.items())
    if hidden.flows:
        yield f"{counted(len(hidden.flows), 'flow')}: {listed(called(flow.name) for flow in hidden.flows)}"


def hidden_count(hidden: Hidden) -> str:
    """How many cycles that suppresses."""
    number = len(hidden.cycles)
    return f"This suppresses at least {counted(number, 'cycle')}." if number else "This suppresses no cycle."


def stale_line(stale: StaleEdges) -> str:
    """What of an entry of the baseline is not found any more: ``cycle: a → b can go (Known.)``."""
    gone = listed([*(f"{one} → {other}" for one, other in stale.edges), *stale.elements])
    return f"{stale.entry.rule}: {gone} can go ({stale.entry.reason})"
