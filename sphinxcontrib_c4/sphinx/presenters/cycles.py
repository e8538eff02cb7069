"""What a report on cycles says, before it is put into nodes: plain values made from a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import (
    CYCLE,
    CycleFinding,
    Level,
    cut_effect,
    cut_note,
    cycle_advice,
    cycle_count,
    cycle_title,
    cycle_what,
    cycle_why,
    fingerprint,
    gap_words,
    hidden_count,
    hidden_lines,
    sketch,
    verdict,
)
from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.sphinx.presenters.phrases import (
    Named,
    Told,
    ToldFlow,
    about,
    counted,
    named,
    stale_entries,
    state_of,
    terms_of,
    told_flow,
)
from sphinxcontrib_c4.sphinx.source_refs import Spot, flow_spot, step_spot
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinxcontrib_c4.analysis import Action, Confirmation, Cut, Edge, Report, Sketch, SketchLine, Use, Witness
    from sphinxcontrib_c4.model import Flow, Model


_MOST_RINGS = 12


_MOST_USES = 12


_MOST_CUTS = 8


_MOST_OF_A_WHOLE = 3


_MOST_SUPPRESSED = 6


_MOST_EDGES = 6


class Way(NamedTuple):
    """A flow of a dependency, or two through the queue ``queue``, and the scenarios (names and titles) that use it."""

    queue: str
    flows: tuple[ToldFlow, ...]
    scenarios: tuple[tuple[str, str], ...]


class Hop(NamedTuple):
    """One dependency of a ring.

    ``more`` ways are not told. ``gap`` says what has to be meant for the next hop to follow; it is
    empty where it does.
    """

    source: Named
    target: Named
    ways: tuple[Way, ...]
    more: int
    gap: str


class Ring(NamedTuple):
    """A shortest cycle and its class."""

    caption: str
    hops: tuple[Hop, ...]


class ToldCut(NamedTuple):
    """What to do with which dependencies, each with what that does; ``more`` are not told."""

    text: str
    edges: tuple[tuple[Named, Named, str], ...]
    more: int


class ToldConfirmation(NamedTuple):
    """A scenario in which a call comes back, who waits for whom in it, and the step that does."""

    name: str
    title: str
    path: str
    spot: Spot


class ToldCycle(NamedTuple):
    """All that a card says; ``key`` tells it from others, whatever moves in files."""

    key: str
    title: str
    severity: str
    state: str
    facts: tuple[str, ...]
    members: tuple[Named, ...]
    what: str
    why: str
    confirmations: tuple[ToldConfirmation, ...]
    advice: tuple[str, ...]
    cuts: tuple[ToldCut, ...]
    rings: tuple[Ring, ...]
    more_rings: int
    terms: tuple[Told, ...]
    open_edges: str


class Names:
    """What elements, scenarios and flows are called where ``found`` is told of."""

    def __init__(self, model: Model, found: CycleFinding | None = None) -> None:
        """Leave out what is clear: the system that all members lie in, and that systems are meant as a whole."""
        self.model = model
        self._subject = found.systems[0] if found and found.level is Level.INTERNAL else ""
        self._by_system = found is not None and found.level in (Level.POSSIBLE, Level.AGGREGATION_ONLY)
        self._others = {flow.name: flow.label for flow in model.flows}
        self._others |= {scenario.name: scenario.title for scenario in model.scenarios}

    def named(self, name: str) -> Named:
        """An element, and what it is called."""
        return named(self.model, name, subject=self._subject, by_system=self._by_system)

    def called(self, name: str) -> str:
        """What the thing with this full name is called."""
        if name == self._subject:
            return self.model.elements[name].title
        return self.named(name).title if name in self.model.elements else self._others.get(name, name)


class ToldAction(NamedTuple):
    """One of the worst things to do; ``key`` is that of the card."""

    severity: str
    about: str
    text: str
    key: str
    spot: Spot


class ToldReport(NamedTuple):
    """All that a page shows of a report on cycles."""

    about: str
    sentence: str
    looked_at: str
    scope: str
    actions: tuple[ToldAction, ...]
    cycles: tuple[ToldCycle, ...]
    stale: tuple[Told, ...]
    hidden: tuple[str, ...]
    suppressed: str
    suppressed_rings: tuple[str, ...]


def told_report(model: Model, report: Report) -> ToldReport:
    """What the page says of ``report``, of its cycles alone."""
    called, cycles = Names(model).called, report.only_cycles()
    told, hidden = verdict(cycles, calling=lambda found: Names(model, found).called), report.hidden
    is_hidden = bool(hidden.elements or hidden.flows)
    rings = [" → ".join(map(called, (*ring, ring[0]))) for ring in hidden.cycles]
    more = len(rings) - _MOST_SUPPRESSED
    return ToldReport(
        about=about(model, report),
        sentence=told.sentence,
        looked_at=told.looked_at,
        scope=_scope(model, report),
        actions=tuple(map(_action, told.actions)),
        cycles=tuple(_cycle(Names(model, found), report, found) for found in report.cycles),
        stale=tuple(stale_entries(report, (CYCLE,))),
        hidden=tuple(hidden_lines(hidden, called=called)),
        suppressed=hidden_count(hidden) if is_hidden else "",
        suppressed_rings=(*rings[:_MOST_SUPPRESSED], *([f"and {more} more"] if more > 0 else [])),
    )


def _scope(model: Model, report: Report) -> str:
    """What else there is to know of what was looked at."""
    if not report.subject:
        return ""
    return f"All systems were looked at; told are the cycles that touch {model.elements[report.subject].title}."


def _action(action: Action) -> ToldAction:
    found = action.found
    assert isinstance(found, CycleFinding)
    spot = flow_spot(first_edge(found).uses[0].flow.name)
    return ToldAction(action.severity.value, action.about, action.text, fingerprint(found), spot)


def first_edge(found: CycleFinding) -> Edge:
    """Where to look first."""
    return found.witnesses[0].edges[0] if found.witnesses else found.edges[0].edge


# --- A card ---


def _cycle(names: Names, report: Report, found: CycleFinding) -> ToldCycle:
    shown = found.witnesses[:_MOST_RINGS]
    return ToldCycle(
        key=fingerprint(found),
        title=cycle_title(found, called=names.called),
        severity=found.severity.value,
        state=state_of(report, found.judgement),
        facts=tuple(_facts(found)),
        members=tuple(map(names.named, found.members)),
        what=cycle_what(found, called=names.called),
        why=cycle_why(found),
        confirmations=tuple(_confirmation(names, one) for one in found.confirmations),
        advice=cycle_advice(found, cuts=False),
        cuts=() if found.level is Level.AGGREGATION_ONLY else tuple(_cuts(names, found)),
        rings=tuple(_ring(names, one, number, found) for number, one in enumerate(shown, 1)),
        more_rings=len(found.witnesses) - len(shown),
        terms=tuple(terms_of(found.judgement)),
        open_edges=_open_edges(found, names),
    )


def _facts(found: CycleFinding) -> Iterator[str]:
    yield found.cycle_class.replace("-", " ")
    yield found.level.replace("-", " ")
    yield counted(len(found.members), "member")
    yield cycle_count(found)


def _confirmation(names: Names, one: Confirmation) -> ToldConfirmation:
    steps = next(each.steps for each in names.model.scenarios if each.name == one.scenario)
    number = next(number for number, step in enumerate(steps) if step.position == one.position)
    path = " → ".join(map(names.called, one.path))
    return ToldConfirmation(one.scenario, one.title, path, step_spot(number, one.scenario))


def _cuts(names: Names, found: CycleFinding) -> Iterator[ToldCut]:
    """The cuts, best first; of two that are one, the first says so."""
    waiting, remove = found.make_asynchronous, found.remove
    if waiting and waiting.pairs == remove.pairs:
        yield _cut(names, waiting, "Make asynchronous, or remove or invert")
        return
    if waiting:
        yield _cut(names, waiting, "Make asynchronous")
    yield _cut(names, remove, "Or remove or invert" if waiting else "Remove or invert")


def _cut(names: Names, cut: Cut, what: str) -> ToldCut:
    edges = [(names.named(one.edge.source), names.named(one.edge.target), cut_effect(one)) for one in cut.edges]
    return ToldCut(f"{what} ({cut_note(cut)})", tuple(edges[:_MOST_CUTS]), len(edges[_MOST_CUTS:]))


def _ring(names: Names, witness: Witness, number: int, found: CycleFinding) -> Ring:
    following = (*witness.edges[1:], witness.edges[0])
    limit = _MOST_OF_A_WHOLE if found.level is Level.AGGREGATION_ONLY else _MOST_USES
    return Ring(
        f"Ring {number} of {len(found.witnesses)}, {witness.cycle_class.replace('-', ' ')}",
        tuple(_hop(names, edge, after, limit) for edge, after in zip(witness.edges, following, strict=True)),
    )


def _hop(names: Names, edge: Edge, after: Edge, limit: int) -> Hop:
    source, target = names.named(edge.source), names.named(edge.target)
    return Hop(
        source=source,
        target=target,
        ways=tuple(_way(names.model, use, edge) for use in edge.uses[:limit]),
        more=len(edge.uses[limit:]),
        gap=gap_words(edge.target, after.source, called=names.called),
    )


def _way(model: Model, use: Use, edge: Edge) -> Way:
    titles = {scenario.name: scenario.title for scenario in model.scenarios}
    return Way(
        queue=model.elements[use.queue].title if use.queue else "",
        flows=tuple(told_flow(model, flow, edge.pair) for flow in use.flows),
        scenarios=tuple((name, titles[name]) for name in use.scenarios),
    )


# --- The baseline ---


def _open_edges(found: CycleFinding, names: Names) -> str:
    """The edges of a finding that no entry accepts, where some entry accepts others."""
    judgement = found.judgement
    if not judgement.entries or not judgement.open_edges:
        return ""
    edges = [f"{names.called(one)} → {names.called(other)}" for one, other in judgement.open_edges[:_MOST_EDGES]]
    rest = len(judgement.open_edges) - len(edges)
    told = ", ".join(edges) + (f" and {rest} more" if rest else "")
    return f"Not accepted as it is ({found.cycle_class.replace('-', ' ')}): {told}"


_MOST_LABELS = 3


def sketch_view(model: Model, found: CycleFinding, *, called: Callable[[str], str]) -> View:
    """The members of ``found`` and what makes them depend on each other."""
    drawn = sketch(found, model)
    frames = {frame.name for frame in drawn.frames}
    return View(
        kind=ViewKind.CONTAINER,
        subject=f"cycle-{fingerprint(found)[:12]}",
        title=f"Cycle: {cycle_title(found, called=called)}",
        note=_drawing_note(drawn),
        elements=tuple(
            ViewElement(element=each, boundary=each.parent if each.parent in frames else "") for each in drawn.elements
        ),
        boundaries=tuple(
            Boundary(name=frame.name, title=frame.title, subtitle="[System]" if frame.kind is Kind.SYSTEM else "")
            for frame in drawn.frames
        ),
        relationships=tuple(_line(line) for line in drawn.lines),
    )


def _drawing_note(drawn: Sketch) -> str:
    told = "Arrows lead from who depends to what it depends on."
    if drawn.left_out:
        left = f"{drawn.left_out} more {'member is' if drawn.left_out == 1 else 'members are'} not drawn."
        return f"{told} {left}"
    return told


def _line(line: SketchLine) -> Relationship:
    labels = tuple({(flow.label, flow.protocol): _label(flow) for flow in line.flows}.values())
    rest = len(labels[_MOST_LABELS:])
    more = (Label(text=f"and {rest} more"),) if rest else ()
    return Relationship(
        source=line.source,
        target=line.target,
        mode=line.mode,
        labels=(*labels[:_MOST_LABELS], *more),
        cut=_cut_label(line),
    )


def _label(flow: Flow) -> Label:
    return Label(text=flow.label, protocol=flow.protocol, flow=flow.name)


def _cut_label(line: SketchLine) -> str:
    """How to cut a line; the card tells what it takes where there is more than one way."""
    if line.make_asynchronous and line.remove:
        return "cut here"
    if line.make_asynchronous:
        return "cut: make asynchronous"
    return "cut: remove or invert" if line.remove else ""
