"""The content of an impact report in words, shared by the terminal, pages and PDF.

Values are plain and contain references to lines of the model instead of positions, so that a page
changes only if its text does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sphinxcontrib_c4.analysis.impact.chains import Hop, path_of
from sphinxcontrib_c4.analysis.impact.closure import Effect, ReachedElement
from sphinxcontrib_c4.analysis.impact.impact import AffectedScenario, AffectedStep, Impact
from sphinxcontrib_c4.analysis.impact.paths import DependencyPath, PathSearch
from sphinxcontrib_c4.analysis.output.naming import ElementName, FlowText, Naming
from sphinxcontrib_c4.analysis.output.phrases import MODE_WORDS, flow_details
from sphinxcontrib_c4.analysis.what_if import what_if_sentence
from sphinxcontrib_c4.model import Model, count_noun, join_names

OTHER_TRIGGERS = "Not counted, since their calls lead to it only on another trigger"
"""The heading of elements that only calls with different triggers join with the subject."""

EFFECT_WORDS = {
    Effect.STOPS: "stops",
    Effect.MAY_STOP: "may stop",
    Effect.DELAYED: "is delayed",
    Effect.MAY_BE_DELAYED: "may be delayed",
}
"""The effects in words."""


class ImpactRow(NamedTuple):
    """An element, its chain in words, the flows of the first call, and what else a reader wants to know.

    ``path`` starts or ends with the subject; ``is_direct`` states that it is one call. ``more`` is the
    number of other flows between the same elements.
    """

    element: ElementName
    effect: str
    path: str
    queue: str
    flows: tuple[FlowText, ...]
    more: int
    owner: str
    confirmed_by: tuple[tuple[str, str], ...]
    is_direct: bool = True

    @property
    def is_possible(self) -> bool:
        """Whether the effect is not certain."""
        return self.effect in (EFFECT_WORDS[Effect.MAY_STOP], EFFECT_WORDS[Effect.MAY_BE_DELAYED])


class ImpactGroup(NamedTuple):
    """Elements with one effect, under a heading, with the meaning of the effect."""

    heading: str
    meaning: str
    rows: tuple[ImpactRow, ...]


class PersonRow(NamedTuple):
    """A person, and the element through which a failure reaches them."""

    person: ElementName
    effect: str
    flow: FlowText


class StepText(NamedTuple):
    """A step of a scenario in words: its number, effect, ends and label."""

    number: int
    effect: str
    text: str
    ref: str


class ScenarioRow(NamedTuple):
    """A scenario, the effect on it, its first step with that effect, and the numbers of all affected steps.

    ``is_direct`` states that the subject is an end of the first step.
    """

    name: str
    title: str
    effect: str
    first: StepText
    steps: str
    is_direct: bool


class OwnerRow(NamedTuple):
    """An owner (``""`` if the model names none), and their elements."""

    owner: str
    elements: tuple[ElementName, ...]


class ImpactReport(NamedTuple):
    """The content of the report on a failure of ``subject``; ``what_if`` states the assumptions of a what-if."""

    subject: ElementName
    verdict: str
    owner: str
    groups: tuple[ImpactGroup, ...]
    by_other_triggers: tuple[ElementName, ...]
    people: tuple[PersonRow, ...]
    scenarios: tuple[ScenarioRow, ...]
    owners: tuple[OwnerRow, ...]
    needs_heading: str
    needs: tuple[ImpactGroup, ...]
    notes: tuple[str, ...]
    what_if: str = ""


class PathRow(NamedTuple):
    """A path: its elements, its mode in words, and for each call the flows behind it."""

    path: str
    mode: str
    calls: tuple[ImpactRow, ...]


class PathReport(NamedTuple):
    """The paths from ``source`` to ``target``: a sentence with their number, and the first of them."""

    source: ElementName
    target: ElementName
    verdict: str
    paths: tuple[PathRow, ...]
    more: int
    what_if: str = ""


_MAX_PATHS = 20
_MAX_STEPS = 40
"""The number of calls of a chain that are named, beside its end."""

_NEED_HEADINGS = {
    Effect.STOPS: ("Stops without", "Calls and waits for"),
    Effect.MAY_STOP: ("May stop without", "Calls and may wait for"),
    Effect.DELAYED: ("Is delayed without", "Calls without waiting for"),
    Effect.MAY_BE_DELAYED: ("May be delayed without", "May call without waiting for"),
}
"""The headings about what an internal and an external subject need."""


def build_impact_report(impact: Impact, naming: Naming) -> ImpactReport:
    """Return the content of the report on ``impact``."""
    title = naming.introduction(impact.subject)
    rows = _Rows(impact.model, naming)
    return ImpactReport(
        subject=naming.element(impact.subject)._replace(title=title),
        verdict=_verdict(impact, title),
        owner=impact.model.owner_of(impact.subject),
        groups=tuple(_affected_groups(impact, rows, title)),
        by_other_triggers=tuple(naming.element(reached.name) for reached in impact.by_other_triggers),
        people=tuple(
            PersonRow(naming.element(person.name), EFFECT_WORDS[person.effect], naming.flow(person.flows[0][0]))
            for person in impact.people
        ),
        scenarios=tuple(_scenario_row(affected, naming) for affected in impact.scenarios),
        owners=tuple(
            OwnerRow(owned.owner, tuple(naming.element(name) for name in owned.elements)) for owned in impact.owners
        ),
        needs_heading=f"What {title} {'calls' if impact.model.elements[impact.subject].external else 'needs'}",
        needs=tuple(_need_groups(impact, rows)),
        notes=tuple(_notes(impact, naming)),
        what_if=what_if_sentence(impact.model, title=naming.title),
    )


def build_path_report(search: PathSearch, naming: Naming) -> PathReport:
    """Return the content of the report on the paths of ``search``."""
    rows = _Rows(naming.model, naming)
    paths = search.paths[:_MAX_PATHS]
    return PathReport(
        source=naming.element(search.source),
        target=naming.element(search.target),
        verdict=_path_verdict(search, naming),
        paths=tuple(_path_row(path, rows, naming) for path in paths),
        more=len(search.paths) - len(paths),
        what_if=what_if_sentence(naming.model, title=naming.title),
    )


def path_count(search: PathSearch) -> str:
    """Return the number of paths: ``2 paths`` or ``at least 1000 paths``."""
    number = count_noun(len(search.paths), "path")
    return number if search.complete else f"at least {number}"


# --- Sentences ---


def _verdict(impact: Impact, title: str) -> str:
    if not impact.affected:
        return f"Nothing in the model depends on {title}."
    internal, external = _by_ownership(impact)
    counts = [
        (sum(_is_direct(reached) for reached in internal), "stops", "stop"),
        (
            sum(reached.effect is Effect.STOPS and not _is_direct(reached) for reached in internal),
            "stops for calls through others",
            "stop for calls through others",
        ),
        (sum(reached.effect is Effect.MAY_STOP for reached in internal), "may stop", "may stop"),
        (sum(reached.effect.is_delay for reached in internal), "is delayed", "are delayed"),
    ]
    parts = [f"{number} {verb if number == 1 else plural_verb}" for number, verb, plural_verb in counts if number]
    if parts:
        number, _, verbs = parts[0].partition(" ")
        parts[0] = f"{count_noun(int(number), 'element')} {verbs}"
    if external:
        parts.append(f"calls of {count_noun(len(external), 'external system')} fail or wait")
    return f"If {title} is down, {join_names(parts)}."


def _by_ownership(impact: Impact) -> tuple[list[ReachedElement], list[ReachedElement]]:
    """Return the affected elements that are internal, and those that are external."""
    parts: dict[bool, list[ReachedElement]] = {False: [], True: []}
    for reached in impact.affected:
        parts[impact.model.elements[reached.name].external].append(reached)
    return parts[False], parts[True]


def _path_verdict(search: PathSearch, naming: Naming) -> str:
    source, target = naming.introduction(search.source), naming.introduction(search.target)
    if not search.paths:
        return f"{source} does not depend on {target}." if search.complete else f"No path from {source} was found."
    return f"{source} depends on {target} along {path_count(search)}."


def _notes(impact: Impact, naming: Naming) -> Iterator[str]:
    if any(not reached.effect.is_delay for reached in impact.affected):
        yield (
            "The model does not describe fallbacks, caches and retries: an element that stops may still serve the "
            f"calls that do not need {naming.introduction(impact.subject)}."
        )
    if any(reached.effect is Effect.MAY_STOP for reached in (*impact.affected, *impact.needs)):
        yield (
            "May: a flow of the chain does not state its mode, or names a whole system and not the container. "
            "State them to get a definite answer."
        )


# --- Groups ---


def _affected_groups(impact: Impact, rows: _Rows, title: str) -> Iterator[ImpactGroup]:
    internal, external = _by_ownership(impact)
    direct = [reached for reached in internal if _is_direct(reached)]
    further = [reached for reached in internal if reached.effect is Effect.STOPS and not _is_direct(reached)]
    yield from rows.group("Stops", f"Calls {title} and waits for it.", direct)
    yield from rows.group(
        "Stops for calls through others", f"Waits for an element that waits for {title}, in a chain of calls.", further
    )
    may_stop = [reached for reached in internal if reached.effect is Effect.MAY_STOP]
    yield from rows.group("May stop", "Waits for it if a flow of the chain is synchronous, or meant for it.", may_stop)
    delayed = [reached for reached in internal if reached.effect.is_delay]
    yield from rows.group(
        "Delayed", "Keeps running; the work that it hands over or fetches waits, or is lost.", delayed
    )
    yield from rows.group(
        "External systems", "They belong to others; their calls fail or wait, and no chain goes through them.", external
    )


def _need_groups(impact: Impact, rows: _Rows) -> Iterator[ImpactGroup]:
    """Yield the elements that the subject needs; of an external subject, only those that it calls itself."""
    is_external = impact.model.elements[impact.subject].external
    needs = [reached for reached in impact.needs if reached.length == 1 or not is_external]
    for effect, (heading, external_heading) in _NEED_HEADINGS.items():
        elements = [reached for reached in needs if reached.effect is effect]
        yield from rows.group(external_heading if is_external else heading, "", elements)


def _is_direct(reached: ReachedElement) -> bool:
    return reached.effect is Effect.STOPS and reached.length == 1


class _Rows:
    """A factory of rows; the flows of a row are those of the call that is nearest to its element."""

    def __init__(self, model: Model, naming: Naming) -> None:
        """Name the parts of ``model`` with ``naming``."""
        self._model = model
        self._naming = naming

    def group(self, heading: str, meaning: str, elements: Iterable[ReachedElement]) -> Iterator[ImpactGroup]:
        """Yield a group of ``elements``, unless there are none."""
        rows = tuple(self.row(reached) for reached in elements)
        if rows:
            yield ImpactGroup(heading, meaning, rows)

    def row(self, reached: ReachedElement) -> ImpactRow:
        """Return the row of an element."""
        row = self.call(reached.nearest_call, reached.name)
        return row._replace(
            effect=EFFECT_WORDS[reached.effect],
            path=" → ".join(self._steps(reached)),
            confirmed_by=tuple((name, self._naming.title(name)) for name in reached.scenarios),
            is_direct=reached.length == 1,
        )

    def _steps(self, reached: ReachedElement) -> list[str]:
        """Return the elements of a chain; of a very long chain, only the nearest ones and the end."""
        left_out = reached.length - _MAX_STEPS - 1
        if left_out <= 0:
            return [self._naming.title(name) for name in reached.path]
        nearest = [self._naming.title(name) for name in path_of(reached.nearest_hops(_MAX_STEPS))]
        rest = [f"({left_out} more)", self._naming.title(reached.chain.origin)]
        return [*nearest, *rest] if reached.is_dependent else [*rest[::-1], *nearest]

    def call(self, hop: Hop, name: str) -> ImpactRow:
        """Return the row of one hop, about the element ``name``."""
        causes = hop.edge.causes if hop.edge else ()
        cause = next((cause for cause in causes if cause.mode is hop.mode), causes[0] if causes else None)
        return ImpactRow(
            element=self._naming.element(name),
            effect="",
            path=f"{self._naming.title(hop.source)} → {self._naming.title(hop.target)}",
            queue=self._naming.flow_end(cause.queue) if cause and cause.queue else "",
            flows=tuple(self._naming.flow(flow, (hop.source, hop.target)) for flow in cause.flows) if cause else (),
            more=max(len(causes) - 1, 0),
            owner=self._model.owner_of(name),
            confirmed_by=(),
        )


def _path_row(path: DependencyPath, rows: _Rows, naming: Naming) -> PathRow:
    return PathRow(
        path=" → ".join(map(naming.title, path.names)),
        mode=MODE_WORDS[path.mode],
        calls=tuple(rows.call(hop, hop.source) for hop in path.hops),
    )


# --- Scenarios ---


def _scenario_row(affected: AffectedScenario, naming: Naming) -> ScenarioRow:
    scenario = affected.scenario
    return ScenarioRow(
        name=scenario.name,
        title=naming.title(scenario.name),
        effect=EFFECT_WORDS[affected.effect],
        first=_step_text(affected, affected.first, naming),
        steps=join_names((str(step.number) for step in affected.steps), limit=len(scenario.steps)),
        is_direct=affected.first.is_direct,
    )


def _step_text(affected: AffectedScenario, affected_step: AffectedStep, naming: Naming) -> StepText:
    step = affected_step.step
    ends = f"{naming.flow_end(step.source)} → {naming.flow_end(step.target)}"
    return StepText(
        number=affected_step.number,
        effect=EFFECT_WORDS[affected_step.effect],
        text=f"{ends}: {step.label} ({flow_details(step)})",
        ref=affected.scenario.step_ref(affected_step.number - 1),
    )
