"""Wording: what a finding about cycles is called, what it says and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from sphinxcontrib_c4.analysis.finding import Cut, CycleFinding
from sphinxcontrib_c4.analysis.kinds import CycleClass, Level
from sphinxcontrib_c4.analysis.rules import counted, listed

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


def cycle_title(found: CycleFinding) -> str:
    """``a ↔ b`` for two members, else their names."""
    if len(found.members) == 1:
        return f"{found.members[0]} ↔ itself"
    return " ↔ ".join(found.members) if len(found.members) == 2 else listed(found.members, most=4)


def cycle_what(found: CycleFinding) -> str:
    """What was found."""
    level = f"It lies within {found.systems[0]}." if found.level is Level.INTERNAL else _LEVELS[found.level]
    told = [_WHAT[found.cycle_class], level]
    if found.confirmations:
        scenarios = sorted({one.scenario for one in found.confirmations})
        told.append(f"In {listed(scenarios)}, a call comes back to who still waits for an answer.")
    if found.answered and found.cycle_class in (CycleClass.MIXED, CycleClass.FEEDBACK):
        told.append("It closes only by flows that are tagged as a reply, callback or webhook.")
    return " ".join(told)


def cycle_why(found: CycleFinding) -> str:
    """Why it matters."""
    if found.level is Level.AGGREGATION_ONLY:
        return "Neither system can be released, or move to another team, without looking at the other."
    return _WHY[found.cycle_class]


def cycle_advice(found: CycleFinding, *, cuts: bool = True) -> tuple[str, ...]:
    """What to do, one sentence each, best first; with ``cuts``, what to cut among them."""
    return tuple(_advice(found, cuts=cuts))


def _advice(found: CycleFinding, *, cuts: bool) -> Iterable[str]:
    if found.level is Level.POSSIBLE:
        yield "Name the container on the flows that name a whole system."
    if found.make_asynchronous and cuts:
        yield f"Make {cut_names(found.make_asynchronous)} asynchronous."
    if found.cycle_class is CycleClass.POSSIBLY_BLOCKING:
        yield "Say on the flows without it whether they wait ('sync: true' or 'sync: false')."
    if found.cycle_class is CycleClass.FEEDBACK:
        yield "See that receivers can take a message twice, and that something ends the round."
    if found.level is not Level.AGGREGATION_ONLY and cuts:
        yield f"Remove or invert {cut_names(found.remove)}."


def cut_names(cut: Cut) -> str:
    """The edges of a cut: ``a → b and b → c``."""
    return listed((f"{one.edge.source} → {one.edge.target}" for one in cut.edges), most=3)


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
