"""The wording of findings: one sentence or phrase for each fact, shared by all presenters.

Elements and scenarios are printed as ``title`` names them, by default by their full names.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from sphinxcontrib_c4.analysis.baseline.model import StaleEntry
from sphinxcontrib_c4.analysis.cycles.cuts import violated_rule
from sphinxcontrib_c4.analysis.cycles.finding import Cut, CutEdge, CycleFinding, WitnessCycle
from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyEdge
from sphinxcontrib_c4.analysis.dependencies.store_access import store_access
from sphinxcontrib_c4.analysis.enums import Assumption, CycleClass, Level, State
from sphinxcontrib_c4.analysis.inferences import Inference, Meaning
from sphinxcontrib_c4.analysis.judgement import Acceptance, Judgement
from sphinxcontrib_c4.analysis.report import Exclusions, Report
from sphinxcontrib_c4.analysis.rules.call_chains import CallChain
from sphinxcontrib_c4.model import CYCLE_RULES, Flow, Mode, Step, count_noun, join_names

Title = Callable[[str], str]

MODE_WORDS = {Mode.SYNC: "synchronous", Mode.ASYNC: "asynchronous", Mode.UNKNOWN: "unknown mode"}
"""The modes of flows in words."""


def flow_details(flow: Flow | Step) -> str:
    """Return the protocol and the mode of a flow or step: ``HTTPS, synchronous``."""
    return ", ".join(filter(None, (flow.protocol, MODE_WORDS[flow.mode])))


STATE_PHRASES = {
    State.NEW: "new",
    State.WORSE: "worse than accepted",
    State.EXPIRED: "no longer accepted",
    State.ACCEPTED: "accepted",
    State.SUPPRESSED: "accepted in the model",
}
"""The states of findings in words."""

_DESCRIPTIONS = {
    CycleClass.BLOCKING: "Each call waits for the next one, and the last one for the first.",
    CycleClass.POSSIBLY_BLOCKING: "It may block: some flows of the cycle do not state their mode.",
    CycleClass.MIXED: "Some flows of the cycle are asynchronous, and others are or may be synchronous.",
    CycleClass.FEEDBACK: "No call waits, but the effects of a message return to its sender.",
}
_LEVELS = {
    Level.REALISED: "The modelled flows form a cycle.",
    Level.POSSIBLE: "It closes for one choice of containers where a flow names a whole system.",
    Level.AGGREGATION_ONLY: "The flows form no cycle at run time, but teams and releases are coupled.",
}
_SELF_CALL_IMPACT = {
    CycleClass.BLOCKING: "A call to itself occupies a second worker while the first one waits for it.",
    CycleClass.POSSIBLY_BLOCKING: "If it waits, the call occupies a second worker while the first one waits for it.",
}
_SELF_MESSAGE_IMPACT = "A message that it sends to itself can circulate forever, or be processed twice."
_INFERENCES = {
    Meaning.CONSUMES: "reads from the queue. Confirm it with 'access: read'.",
    Meaning.PRODUCES: "writes to the queue, since nothing else is stated. Confirm it with 'access: write'.",
    Meaning.ANSWER: "may be an answer. If it is one, tag it as a reply, callback, webhook or redirect.",
}
_MAX_TITLE_NAMES = 4
_MAX_CUT_NAMES = 3


# --- Cycles ---


def cycle_title(cycle: CycleFinding, *, title: Title = str) -> str:
    """Return ``a ↔ b`` for two members, else their names."""
    names = [title(name) for name in cycle.members]
    if len(names) == 1:
        return f"{names[0]} ↔ itself"
    return " ↔ ".join(names) if len(names) == 2 else join_names(names, limit=_MAX_TITLE_NAMES)


def cycle_kind(cycle: CycleFinding) -> tuple[str, str]:
    """Return the class and the level in words."""
    return class_words(cycle.cycle_class), cycle.level.replace("-", " ")


def class_words(cycle_class: CycleClass) -> str:
    """Return the class of a cycle in words."""
    return cycle_class.replace("-", " ")


def cycle_description(cycle: CycleFinding, *, title: Title = str) -> str:
    """Return the sentences that state the problem."""
    if cycle.is_self_call:
        verb = "calls" if cycle.cycle_class in _SELF_CALL_IMPACT else "sends messages to"
        return f"{title(cycle.members[0])} {verb} itself."
    sentences = [_DESCRIPTIONS[cycle.cycle_class], _level_sentence(cycle, title)]
    if cycle.reentrant_scenarios:
        scenarios = join_names(title(name) for name in sorted({r.scenario for r in cycle.reentrant_scenarios}))
        sentences.append(f"In {scenarios}, a call re-enters a participant that is still waiting for a response.")
    if cycle.answered:
        sentences.append("It closes only through flows that are tagged as a reply, callback, webhook or redirect.")
    return " ".join(sentences)


def _level_sentence(cycle: CycleFinding, title: Title) -> str:
    if conditions := _conditions(cycle, title):
        return f"It closes only if {join_names(conditions)}."
    if cycle.level is Level.INTERNAL:
        return f"It lies within {title(cycle.systems[0])}."
    return _LEVELS[cycle.level]


def _conditions(cycle: CycleFinding, title: Title) -> list[str]:
    """Return the conditions under which a cycle closes that the modelled flows do not close for certain."""
    conditions = []
    if cycle.relays:
        verb = "passes" if len(cycle.relays) == 1 else "pass"
        conditions.append(f"{join_names(map(title, cycle.relays))} {verb} the call on")
    if calls := _labels(cycle, at_queue=False):
        conditions.append(f"{join_names(calls)} {'is' if len(calls) == 1 else 'are'} not an answer")
    if consumers := _labels(cycle, at_queue=True):
        conditions.append(f"{join_names(consumers)} {'means' if len(consumers) == 1 else 'mean'} reading the queue")
    if queues := _assumed_queues(cycle):
        conditions.append(f"the flows through {join_names(map(title, queues))} use the same topic")
    if cycle.triggers_differ:
        conditions.append("one call leads to the next, although their triggers differ")
    return conditions


def _labels(cycle: CycleFinding, *, at_queue: bool) -> list[str]:
    """Return the labels, in quotes, whose words decide whether the cycle closes."""
    causes = [c for c in cycle.assumed if c.assumption is Assumption.LABEL and bool(c.queue) is at_queue]
    return [f"“{label}”" for label in dict.fromkeys(cause.flows[-1].label for cause in causes)]


def _assumed_queues(cycle: CycleFinding) -> list[str]:
    return sorted({cause.queue for cause in cycle.assumed if cause.assumption is Assumption.TOPIC})


def cycle_impact(cycle: CycleFinding) -> str:
    """Return the sentence that states why the cycle matters."""
    if cycle.is_self_call:
        return _SELF_CALL_IMPACT.get(cycle.cycle_class, _SELF_MESSAGE_IMPACT)
    if cycle.answered:
        return "An answer holds up no caller, but the members change together."
    if cycle.level is Level.AGGREGATION_ONLY:
        return "Neither system can be released, or move to another team, independently of the other."
    return f"{CYCLE_RULES[cycle.cycle_class.rule_id].why}{_dependents_sentence(cycle)}"


def _dependents_sentence(cycle: CycleFinding) -> str:
    if not cycle.dependents:
        return ""
    verb = "needs" if cycle.dependents == 1 else "need"
    return f" {count_noun(cycle.dependents, 'other element')} {verb} a member synchronously."


def cycle_advice(cycle: CycleFinding, *, cuts: bool = True, title: Title = str) -> tuple[str, ...]:
    """Return what to do, one sentence each, best first; with ``cuts``, including the edges to cut."""
    return tuple(_advice(cycle, title, cuts=cuts))


def _advice(cycle: CycleFinding, title: Title, *, cuts: bool) -> Iterable[str]:
    if cycle.is_self_call:
        yield "Check that it is intended, and that it ends."
        return
    if new_edges := unaccepted_edges(cycle):
        names = join_names(
            (f"{title(edge.source)} → {title(edge.target)}" for edge, _ in new_edges), limit=_MAX_CUT_NAMES
        )
        verb = "which is not accepted" if len(new_edges) == 1 else "which are not accepted"
        yield f"Remove, invert or accept {names}, {verb}."
    conditional_advice = list(_conditional_advice(cycle, title))
    yield from conditional_advice
    if cycle.level is Level.POSSIBLE and not conditional_advice:
        yield "Name the container on the flows that name a whole system."
    if cycle.make_asynchronous and cuts:
        yield f"Make {cut_names(cycle.make_asynchronous, title=title)} asynchronous."
    if cycle.cycle_class in (CycleClass.POSSIBLY_BLOCKING, CycleClass.FEEDBACK):
        yield CYCLE_RULES[cycle.cycle_class.rule_id].advice
    if cycle.level is not Level.AGGREGATION_ONLY and cuts:
        yield f"Remove or invert {cut_names(cycle.remove, title=title)}."


def _conditional_advice(cycle: CycleFinding, title: Title) -> Iterable[str]:
    """Yield what to state in the model so that it is certain whether the cycle closes."""
    if cycle.relays:
        verb = "passes" if len(cycle.relays) == 1 else "pass"
        yield f"If {join_names(map(title, cycle.relays))} {verb} the call on, add a scenario that shows it."
    if calls := _labels(cycle, at_queue=False):
        yield f"Tag {join_names(calls)} as a reply, callback, webhook or redirect if it is one."
    if consumers := _labels(cycle, at_queue=True):
        yield f"State 'access: read' or 'access: write' on {join_names(consumers)}."
    if queues := _assumed_queues(cycle):
        yield f"State the 'topic' of the flows to and from {join_names(map(title, queues))}."
    if cycle.triggers_differ:
        yield "Add a scenario through the flows with different triggers if one call leads to the other."


def unaccepted_edges(cycle: CycleFinding) -> list[tuple[DependencyEdge, WitnessCycle | None]]:
    """Return the edges that the baseline does not accept, each with a shortest cycle that it closes.

    The list is empty if the baseline accepts none of the other edges, since the whole cycle is new then.
    """
    if not cycle.judgement.entries:
        return []
    open_edges = set(cycle.judgement.open_edges)
    return [
        (cyclic.edge, next((w for w in cycle.witnesses if cyclic.edge in w.edges), None))
        for cyclic in cycle.edges
        if cyclic.edge.pair in open_edges
    ]


def new_edge_phrases(cycle: CycleFinding, *, title: Title = str) -> Iterator[str]:
    """Yield for each edge that the baseline does not accept the cycle that it closes."""
    for edge, witness in unaccepted_edges(cycle):
        names = [title(step.source) for step in witness.edges] if witness else []
        closes = f" closes {' → '.join((*names, names[0]))}" if names else " is part of the cycle"
        yield f"{title(edge.source)} → {title(edge.target)}{closes}"


def cycle_count(cycle: CycleFinding) -> str:
    """Return the number of cycles: ``2 cycles`` or ``at least 1000 cycles``."""
    number = count_noun(cycle.count, "cycle")
    return number if cycle.counted_all else f"at least {number}"


def cycle_facts(cycle: CycleFinding) -> tuple[str, ...]:
    """Return the class, the level, the number of members and the number of cycles."""
    return (*cycle_kind(cycle), count_noun(len(cycle.members), "member"), cycle_count(cycle))


# --- Cuts and witnesses ---


def cut_names(cut: Cut, *, title: Title = str) -> str:
    """Return the edges of a cut: ``a → b and b → c``."""
    edges = (f"{title(cut_edge.edge.source)} → {title(cut_edge.edge.target)}" for cut_edge in cut.edges)
    return join_names(edges, limit=_MAX_CUT_NAMES)


def cut_quality(cut: Cut) -> str:
    """Return the size of a cut and whether it is minimal: ``2 flows, the minimum``."""
    flows = count_noun(cut.flows, "flow")
    if cut.exact:
        by_layers = any(violated_rule(cut_edge.edge) for cut_edge in cut.edges)
        return f"{flows}, the minimum{' by the declared layers' if by_layers else ''}"
    return f"{flows}; approximate: {count_noun(len(cut.edges), 'edge')}, the minimum is at least {cut.at_least}"


def cut_effect(cut: CutEdge, *, is_asynchronous: bool = False) -> str:
    """Return the effect of one edge of a cut: ``on 2 cycles, leaves 3 of 5 in a cycle``.

    A flow that is made asynchronous still exists, so ``is_asynchronous`` cuts break blocking cycles only.
    """
    kind = "blocking cycle" if is_asynchronous else "cycle"
    size = f", leaves {cut.largest_after} of {cut.largest_before} in a {kind}" if cut.largest_after else ""
    if cut.largest_after == 0:
        size = f", leaves no {kind}"
    rule = violated_rule(cut.edge)
    against = f", against the layers of {rule}" if rule else ""
    return f"on {count_noun(cut.breaks, 'cycle')}{size}{against}"


def gap_note(target: str, next_source: str, *, is_last: bool, title: Title = str) -> str:
    """Return the condition for one edge to continue another that ends elsewhere; empty if the ends are equal.

    It introduces the next edge, unless the cycle ends with it.
    """
    if target == next_source:
        return ""
    system, part = (next_source, target) if target.startswith(f"{next_source}.") else (target, next_source)
    return f"… if {title(system)} means {title(part)} here{'.' if is_last else ':'}"


def chain_length(chain: CallChain) -> str:
    """Return the length of a chain: ``3 calls``, or a lower and an upper bound."""
    calls = count_noun(chain.hops, "call")
    return calls if chain.exact else f"at least {calls}, at most {chain.at_most}"


def inference_phrase(inference: Inference) -> str:
    """Return the meaning that the analysis gives to a flow, and how to confirm it."""
    if inference.meaning is Meaning.ACCESS:
        access = store_access(inference.flow, store_is_target=True)
        verb, value = ("reads and writes", "both") if access.reads and access.writes else ("reads", "read")
        if not access.reads:
            verb, value = "writes", "write"
        return f"{verb} the store. Confirm it with 'access: {value}'."
    return _INFERENCES[inference.meaning]


# --- The baseline ---


class BaselineNote(NamedTuple):
    """A sentence about an entry of the baseline or a suppression, and the reference to it."""

    text: str
    ref: str


def state_phrase(report: Report, judgement: Judgement) -> str:
    """Return the state of a finding in words; empty for a new one without a baseline."""
    if judgement.state is State.NEW and not report.has_baseline:
        return ""
    return STATE_PHRASES[judgement.state]


def acceptance_phrase(judgement: Judgement, entry: Acceptance) -> str:
    """Return how an entry accepts a finding, and its reason."""
    verb = "Was accepted" if judgement.state is State.EXPIRED else "Accepted"
    return f"{' '.join(filter(None, (verb, acceptance_terms(entry))))}: {entry.reason}"


def acceptance_terms(entry: Acceptance) -> str:
    """Return the terms of an entry: ``as mixed by Platform team until 2030-12-31``."""
    cycle_class = f"as {class_words(entry.cycle_class)}" if entry.cycle_class else ""
    owner = f"by {entry.owner}" if entry.owner else ""
    until = f"until {entry.expires.isoformat()}" if entry.expires else ""
    return " ".join(filter(None, (cycle_class, owner, until)))


def open_edges_phrase(judgement: Judgement, *, cycle_class: CycleClass | None = None, title: Title = str) -> str:
    """Return the edges that no entry accepts, if an entry accepts others; else an empty text."""
    if not judgement.entries or not judgement.open_edges:
        return ""
    edges = join_names(f"{title(source)} → {title(target)}" for source, target in judgement.open_edges)
    return f"Not accepted{f' as {class_words(cycle_class)}' if cycle_class else ''}: {edges}"


def stale_phrase(stale: StaleEntry) -> str:
    """Return the stale part of a baseline entry: ``cycle: a → b can be removed (Known.)``."""
    parts = join_names([*(f"{source} → {target}" for source, target in stale.edges), *stale.elements])
    return f"{stale.entry.rule}: {parts} can be removed ({stale.entry.reason})"


def acceptance_notes(judgement: Judgement) -> Iterator[BaselineNote]:
    """Yield for each entry that covers a finding its terms and reason."""
    for entry in judgement.entries:
        yield BaselineNote(acceptance_phrase(judgement, entry), entry.ref)


def stale_notes(report: Report, rules: Collection[str]) -> Iterator[BaselineNote]:
    """Yield the stale entries for ``rules``."""
    for stale in report.stale:
        if stale.entry.rule.partition("/")[0] in rules:
            yield BaselineNote(stale_phrase(stale), stale.entry.ref)


# --- Exclusions ---


def exclusion_lines(exclusions: Exclusions, *, title: Title = str) -> Iterator[str]:
    """Yield the excluded elements by reason (``a and b: has the role infrastructure``), and the excluded flows."""
    by_reason: dict[str, list[str]] = {}
    for element in exclusions.elements:
        by_reason.setdefault(element.reason, []).append(title(element.name))
    yield from (f"{join_names(names)}: {reason}" for reason, names in by_reason.items())
    if exclusions.flows:
        flows = join_names(title(flow.name) for flow in exclusions.flows)
        yield f"{count_noun(len(exclusions.flows), 'flow')}: {flows}"


def suppressed_cycles_phrase(exclusions: Exclusions) -> str:
    """Return the number of cycles that the exclusions suppress."""
    number = len(exclusions.cycles)
    return f"This suppresses at least {count_noun(number, 'cycle')}." if number else "This suppresses no cycle."
