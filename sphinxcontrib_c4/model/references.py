"""References: flows, scenarios and ingestion sources, with their ends resolved to elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple, TypeVar

from sphinxcontrib_c4.model.composition import ComponentDeclaration, Composition
from sphinxcontrib_c4.model.document import At, Document, Entries
from sphinxcontrib_c4.model.elements import (
    Flow,
    IngestionSource,
    Provenance,
    Rejection,
    Scenario,
    Source,
    Step,
)
from sphinxcontrib_c4.model.faults import describe_character, quoted
from sphinxcontrib_c4.model.identity import Identities
from sphinxcontrib_c4.model.kinds import Kind, Mode
from sphinxcontrib_c4.model.names import NameIndex, suggestion
from sphinxcontrib_c4.model.parsed_files import SourceFile, SourceFiles, code_location
from sphinxcontrib_c4.model.schema import (
    FlowEntry,
    IngestionEntry,
    ProvenanceEntry,
    RelationshipEntry,
    ScenarioEntry,
    StepEntry,
)

_SUGGESTED = 100
"""The number of faults of a file that get a suggestion, which takes time to compute."""

_MODES = {True: Mode.SYNC, False: Mode.ASYNC, None: Mode.UNKNOWN}


_Places = dict[str, tuple[Document, At]]
"""The place at which each name is declared first."""

FlowsByEnds = Mapping[tuple[str, str], list[Flow]]

T = TypeVar("T", Flow, Scenario)


class References(NamedTuple):
    """The flows, scenarios, ingestion sources and rejected candidates of all files."""

    flows: tuple[Flow, ...]
    scenarios: tuple[Scenario, ...]
    ingestion: tuple[IngestionSource, ...]
    rejections: tuple[Rejection, ...]


def resolve_references(sources: SourceFiles, identities: Identities, composition: Composition) -> References:
    """Return all entries whose names refer to elements, file by file; record faults in the documents."""
    resolvers = [ReferenceResolver(sources, identities, composition, file) for file in sources.files]
    flows = _flows(composition, resolvers)
    return References(
        flows=flows,
        scenarios=_scenarios(resolvers, flows),
        ingestion=tuple(entry for resolver in resolvers for entry in resolver.ingestion()),
        rejections=tuple(entry for resolver in resolvers for entry in resolver.rejections()),
    )


def _flows(composition: Composition, resolvers: list[ReferenceResolver]) -> tuple[Flow, ...]:
    """Return all flows: file by file, first those under ``flows``, then those of components."""
    flows: list[Flow] = []
    places: _Places = {}
    for resolver in resolvers:
        flows += _with_unique_names(resolver.file, "flow", resolver.flows(), places)
        for part in composition.components:
            if part.file is resolver.file:
                flows += resolver.relationships(part)
    return tuple(flows)


def _scenarios(resolvers: list[ReferenceResolver], flows: Iterable[Flow]) -> tuple[Scenario, ...]:
    places: _Places = {}
    by_ends: dict[tuple[str, str], list[Flow]] = {}
    for flow in flows:
        by_ends.setdefault((flow.source, flow.target), []).append(flow)
    return tuple(s for r in resolvers for s in _with_unique_names(r.file, "scenario", r.scenarios(by_ends), places))


def _with_unique_names(file: SourceFile, noun: str, entries: Iterable[tuple[T, At]], places: _Places) -> Iterator[T]:
    """Yield the flows or scenarios of a file, given with the places of their ids; report names that are taken."""
    for entry, at in entries:
        place = file.document, at
        earlier = places.setdefault(entry.name, place)
        if earlier is not place:
            document, earlier_at = earlier
            message = f"the {noun} {quoted(entry.name)} already exists {file.where(document.position(earlier_at))}"
            file.document.fault(at, message, "give one of the two another id")
        yield entry


class ReferenceResolver:
    """Resolves the names of one file and yields its flows, scenarios and ingestion sources.

    A name is looked up among the people and systems of the file and the containers of its primary system,
    then among its other containers, then its components, then in the landscape.
    """

    def __init__(
        self, sources: SourceFiles, identities: Identities, composition: Composition, file: SourceFile
    ) -> None:
        """Collect the names that can be used in ``file``."""
        self._sources = sources
        self._identities = identities
        self._composition = composition
        self.file = file
        self._primary = composition.primary[file.name]
        self._tiers = tuple(self._gather_names())

    def _gather_names(self) -> Iterator[dict[str, list[str]]]:
        canonical, path = self._identities.canonical, self.file.document.path
        top = [entry.id for entry in (*self.file.entry.actors, *self.file.entry.systems)]
        near = [(name, canonical[name]) for name in top]
        near += [
            (_short(e.name), e.name) for e in self._composition.elements.values() if e.parent == self._primary != ""
        ]
        yield _tier(near)
        inner = [e for e in self._composition.elements.values() if e.position.path == path and e.parent]
        yield _tier((_short(e.name), e.name) for e in inner if e.kind is Kind.CONTAINER)
        yield _tier((_short(e.name), e.name) for e in inner if e.kind is Kind.COMPONENT)

    # --- Names ---

    def end(self, tree: Entries, key: str, name: str) -> str:
        """Return the full name of ``name``, the value of ``key``, or ``""`` after reporting a fault."""
        matches = self._matches(name)
        if len(matches) == 1:
            return matches[0]
        if matches:
            kinds = [f"the {self._composition.elements[full].kind} {quoted(full)}" for full in matches]
            message = f"{quoted(name)} can mean {' or '.join(kinds)}"
            self.file.document.fault(tree.values_at[key], message, "write the full name, or rename one of them")
        elif not self._sources.is_broken(name):
            self._fault_unknown(tree, key, name)
        return ""

    def candidate_end(self, name: str) -> str:
        """Return the full name of ``name``, or ``name`` itself for a system outside the model."""
        matches = self._matches(name)
        return matches[0] if len(matches) == 1 else name

    def rejections(self) -> Iterator[Rejection]:
        """Yield the rejected candidates of the file."""
        trees = self.file.document.root.get("rejected_candidates", ())
        for tree, entry in zip(trees, self.file.entry.rejected_candidates, strict=True):
            yield Rejection(
                source=self.candidate_end(entry.source),
                target=self.candidate_end(entry.target),
                reason=entry.reason,
                evidence=entry.evidence,
                position=self.file.at(tree),
            )

    def _matches(self, name: str) -> list[str]:
        for tier in self._tiers:
            if name in tier:
                return tier[name]
        head, dot, rest = name.partition(".")
        elements = self._composition.elements
        for first in (self._identities.full(head), f"{self._primary}.{head}"):
            if f"{first}{dot}{rest}" in elements:
                return [f"{first}{dot}{rest}"]
        return []

    def _fault_unknown(self, tree: Entries, key: str, name: str) -> None:
        near = self._nearest(name) if len(self.file.document.faults) < _SUGGESTED else ()
        hint = suggestion(near) or "name a person, system, container or component that a model file lists"
        if not near and (lines := self.file.document.nameless):
            hint += f"; line {lines[0]} has one without a usable id"
        if odd := next((char for char in name if not char.isascii()), ""):
            hint += f"{' ' if near else '; '}this name contains {describe_character(odd)}"
        message = f"{quoted(key)} names {quoted(name)}, which is not in the model"
        self.file.document.fault(tree.values_at[key], message, hint, cause=f"unknown name {name}")

    def _nearest(self, name: str) -> tuple[str, ...]:
        """Return the names closest to ``name``: short ones where this file may use them, and full ones elsewhere."""
        return (self._full_names if "." in name else self._usable_names).nearest(name)

    @cached_property
    def _full_names(self) -> NameIndex:
        return NameIndex({full: element.title for full, element in self._composition.elements.items()})

    @cached_property
    def _usable_names(self) -> NameIndex:
        titles = {full: element.title for full, element in self._composition.elements.items()}
        near = {short: fulls[0] for tier in reversed(self._tiers) for short, fulls in tier.items()}
        short_names = set(near.values())
        far = {full: title for full, title in titles.items() if full not in short_names}
        return NameIndex({short: titles.get(full, "") for short, full in near.items()} | far)

    def _full(self, name: str) -> str:
        return f"{self._primary}.{name}" if self._primary else name

    # --- Flows ---

    def flows(self) -> Iterator[tuple[Flow, At]]:
        """Yield the flows of the file, each with the place of its id."""
        trees = self.file.document.root.get("flows", ())
        free_names = _FreeNames(entry.id for entry in self.file.entry.flows)
        for tree, entry in zip(trees, self.file.entry.flows, strict=True):
            ends = self.end(tree, "source", entry.source), self.end(tree, "target", entry.target)
            name = entry.id or free_names.take(f"{_short(ends[0])}-{_short(ends[1])}")
            yield self._flow(tree, entry, self._full(name), ends, entry.protocol), tree.values_at.get("id", tree.at)

    def relationships(self, part: ComponentDeclaration) -> Iterator[Flow]:
        """Yield the flows under ``relationships`` of a component, named by the component, the target and a number."""
        counts: dict[str, int] = {}
        for tree, entry in zip(part.tree.get("relationships", ()), part.entry.relationships, strict=True):
            target = self._relationship_target(part, tree, entry.target)
            short = _short(target)
            counts[short] = counts.get(short, 0) + 1
            name = f"{part.name}.{short}-{counts[short]}"
            yield self._flow(tree, entry, name, (part.name, target), entry.protocol or entry.technology)

    def _relationship_target(self, part: ComponentDeclaration, tree: Entries, name: str) -> str:
        container = part.name.rsplit(".", 1)[0]
        system = container.rsplit(".", 1)[0]
        for full in (f"{container}.{name}", f"{system}.{name}"):
            if full in self._composition.elements:
                return full
        return self.end(tree, "target", name)

    def _flow(
        self,
        tree: Entries,
        entry: FlowEntry | RelationshipEntry,
        name: str,
        ends: tuple[str, str],
        protocol: str,
    ) -> Flow:
        return Flow(
            name=name,
            source=ends[0],
            target=ends[1],
            label=entry.label,
            position=self.file.at(tree),
            mode=_MODES[entry.sync],
            has_default_mode="sync" not in tree and entry.sync is not None,
            protocol=protocol,
            data=entry.data,
            trigger=entry.trigger,
            initiator=ends[0] if entry.initiator == "source" else ends[1],
            access=entry.access or "",
            topic=entry.topic,
            in_cycle=entry.in_cycle or "",
            tags=tuple(dict.fromkeys(entry.tags)),
            properties=tuple(entry.properties.items()),
            suppressions=self.file.suppressions(tree, entry.suppress),
            provenance=_provenance(entry.provenance),
        )

    # --- Scenarios and ingestion ---

    def scenarios(self, flows: FlowsByEnds) -> Iterator[tuple[Scenario, At]]:
        """Yield the scenarios of the file, each with the place of its id.

        Args:
            flows: all flows of the model by their ends, for steps without a label.
        """
        trees = self.file.document.root.get("scenarios", ())
        for tree, entry in zip(trees, self.file.entry.scenarios, strict=True):
            yield self._scenario(tree, entry, flows), tree.values_at.get("id", tree.at)

    def _scenario(self, tree: Entries, entry: ScenarioEntry, flows: FlowsByEnds) -> Scenario:
        steps = enumerate(zip(tree.get("steps", ()), entry.steps, strict=True), 1)
        return Scenario(
            name=self._full(entry.id),
            title=entry.title,
            position=self.file.at(tree),
            system=self._primary,
            description=entry.description,
            steps=tuple(self._step(subtree, step, number, flows) for number, (subtree, step) in steps),
        )

    def _step(self, tree: Entries, entry: StepEntry, number: int, flows: FlowsByEnds) -> Step:
        step = Step(
            source=self.end(tree, "source", entry.source),
            target=self.end(tree, "target", entry.target),
            label=entry.label,
            position=self.file.at(tree),
            mode=_MODES[entry.sync],
            protocol=entry.protocol,
        )
        return step if step.label else self._inherit(tree, step, number, flows)

    def _inherit(self, tree: Entries, step: Step, number: int, flows: FlowsByEnds) -> Step:
        """Return ``step`` with the label, and what else it lacks, of the only flow between its ends."""
        matches = flows.get((step.source, step.target), ())
        if "label" in tree.keys_at:
            hint = "write a value after 'label:'; text that starts with '#' or is 'null' or '~' must be put in quotes"
            self.file.document.fault(tree.keys_at["label"], f"'label' of step number {number} is empty", hint)
        elif len(matches) == 1:
            mode = step.mode if step.mode is not Mode.UNKNOWN else matches[0].mode
            return replace(step, label=matches[0].label, mode=mode, protocol=step.protocol or matches[0].protocol)
        elif step.source and step.target and not tree.partial:
            reason = f", and {len(matches)} flows join its ends" if matches else ", and no flow joins its ends"
            is_reversed = not matches and (step.target, step.source) in flows
            hint = "add 'label: …'" + ("; a flow joins them in the opposite direction" if is_reversed else "")
            self.file.document.fault(tree.at, f"step number {number} has no 'label'{reason}", hint)
        return step

    def ingestion(self) -> Iterator[IngestionSource]:
        """Yield the ingestion sources of the file."""
        trees = self.file.document.root.get("etl_sources", ())
        for tree, entry in zip(trees, self.file.entry.etl_sources, strict=True):
            yield self._ingestion(tree, entry)

    def _ingestion(self, tree: Entries, entry: IngestionEntry) -> IngestionSource:
        return IngestionSource(
            title=entry.name,
            system=self.end(tree, "system", entry.system) if entry.system else self._primary,
            position=self.file.at(tree),
            transport=entry.transport,
            cadence=entry.cadence,
            data=entry.data,
            source_of_truth=entry.source_of_truth,
            fragile=entry.fragile or "fragile" in entry.tags,
            source=code_location(entry.source_ref),
            suppressions=self.file.suppressions(tree, entry.suppress),
        )


def _short(name: str) -> str:
    return name.rsplit(".", 1)[-1]


class _FreeNames:
    """Names that are still free; a taken name gets a number from 2 at its end."""

    def __init__(self, names_in_use: Iterable[str]) -> None:
        self._names_in_use = set(names_in_use)
        self._numbers: dict[str, Iterator[int]] = {}

    def take(self, name: str) -> str:
        """Return ``name``, numbered if it is taken; the result is taken from then on."""
        free = name
        while free in self._names_in_use:
            free = f"{name}-{next(self._numbers.setdefault(name, count(2)))}"
        self._names_in_use.add(free)
        return free


def _tier(names: Any) -> dict[str, list[str]]:
    """Return short name -> full names that it can mean, without duplicates."""
    names_by_key: dict[str, list[str]] = {}
    for short, full in names:
        if full not in names_by_key.setdefault(short, []):
            names_by_key[short].append(full)
    return names_by_key


def _provenance(entry: ProvenanceEntry | None) -> Provenance | None:
    if entry is None:
        return None
    return Provenance(
        derived_from=entry.derived_from,
        contract_kind=entry.contract_kind,
        contract_key=entry.contract_key,
        source=code_location(entry) or Source(),
    )
