"""Showing: the views of a workspace by their keys, as views that can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sphinxcontrib_c4.model import Element, Kind, Mode, Scenario, Step
from sphinxcontrib_c4.structurizr.reader.elements import Interpretation, slug
from sphinxcontrib_c4.structurizr.reader.json_object import Node
from sphinxcontrib_c4.structurizr.reader.json_source import written
from sphinxcontrib_c4.structurizr.reader.stored_properties import decoded
from sphinxcontrib_c4.structurizr.reader.workspace_index import Census, Entry, Sort, Tie
from sphinxcontrib_c4.structurizr.view_format import GROUPS_OFF, VIEW_LISTS
from sphinxcontrib_c4.views import Boundary, Label, Relationship, View, ViewElement, ViewKind

_MODES = tuple(Mode)
_SUBJECTS = {
    ViewKind.CONTEXT: ("softwareSystemId", (Sort.SYSTEM,)),
    ViewKind.CONTAINER: ("softwareSystemId", (Sort.SYSTEM,)),
    ViewKind.COMPONENT: ("containerId", (Sort.CONTAINER,)),
    ViewKind.DYNAMIC: ("elementId", (Sort.SYSTEM, Sort.CONTAINER)),
}
_UNDRAWN = {"filteredViews": "filtered view", "imageViews": "image view", "customViews": "custom view"}
_TITLES = {
    ViewKind.LANDSCAPE: "System landscape",
    ViewKind.CONTEXT: "System context of {}",
    ViewKind.CONTAINER: "Containers of {}",
    ViewKind.COMPONENT: "Components of {}",
}
# The placing of parts on the canvas is the layout's here.
_KEYS = frozenset(
    {"key", "order", "title", "description", "elements", "relationships", "properties", "dimensions"}
    | {"automaticLayout", "enterpriseBoundaryVisible", "softwareSystemId", "containerId", "elementId", "paperSize"}
    | {"externalSoftwareSystemBoundariesVisible", "externalContainerBoundariesVisible", "externalBoundariesVisible"}
    | {"environment"}
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One view of a workspace: its key, what it draws, and the scenario that it tells (of a dynamic view)."""

    key: str
    view: View
    scenario: Scenario | None = None


class Showing:
    """Reads the views of a workspace; what is wrong with them is noted at their nodes."""

    def __init__(self, census: Census, found: Interpretation, *, model: str) -> None:
        """Take the elements and relationships; ``model`` is the name of the model, which landscapes are of."""
        self._census = census
        self._found = found
        self._model = model
        self._keys: dict[str, str] = {}
        self._scenarios: set[str] = set()

    def views(self, views: Node) -> list[Shown]:
        """All views, each list in the order of its text."""
        for key, noun in _UNDRAWN.items():
            for node in views.nodes(key):
                node.leave(f"{noun} {self.key(node)!r}")
        return [self._shown(node, kind) for kind, name in VIEW_LISTS.items() for node in views.nodes(name)]

    def key(self, node: Node, what: str = "") -> str:
        """The key of a view, which no other one has; ``what`` it is, where it is drawn, names what is left over."""
        if what:
            node.expect(_KEYS, what)
        key = node.text("key", wanted=True)
        node.node("dimensions").check_numbers("width", "height")
        if key in self._keys and key:
            node.fault(f"the key {key!r} is already that of {self._keys[key]}", "keys must be unique", key="key")
        elif key:
            self._keys[key] = written(node.path)
        return key

    def entries(self, node: Node) -> dict[str, Entry]:
        """The elements of a view by their ids."""
        found = {}
        for item in node.nodes("elements"):
            name = item.text("id", wanted=True)
            item.check_numbers("x", "y")
            if name in self._census.entries:
                found[name] = self._census.entries[name]
            elif name:
                item.fault(f"no element has the id {name!r}", "take it out of the view", key="id")
        return found

    def lines(self, node: Node, ends: Mapping[str, object]) -> Iterator[tuple[Node, Tie]]:
        """The relationships of a view whose ends are in it; others are never drawn."""
        for item in node.nodes("relationships"):
            name = item.text("id", wanted=True)
            item.check_numbers("position")
            for vertex in item.nodes("vertices"):
                vertex.check_numbers("x", "y")
            tie = self._census.ties.get(name)
            if tie is None and name:
                item.fault(f"no relationship has the id {name!r}", "take it out of the view", key="id")
            elif tie is not None and tie.source in ends and tie.target in ends:
                yield item, tie
            elif tie is not None:
                node.leave(f"relationship {tie.description!r} of the view {node.text('key')!r}")

    # --- Views of the model ---

    def _shown(self, node: Node, kind: ViewKind) -> Shown:
        key = self.key(node, f"a {kind} view")
        subject = self._subject(node, kind)
        entries = self._without_wholes(node, self.entries(node))
        elements = {name: self._found.elements[name] for name in entries if name in self._found.elements}
        lines = list(self.lines(node, elements))
        ordered = self._in_order(node, lines) if kind is ViewKind.DYNAMIC else lines
        scenario = self._scenario(node, key, ordered, subject) if kind is ViewKind.DYNAMIC else None
        places, boundaries = self._boundaries(node, kind, elements)
        view = View(
            kind=kind,
            subject=scenario.name if scenario else subject.name if subject else self._model,
            title=node.text("title") or self._title(kind, subject, key),
            description=node.text("description"),
            elements=tuple(ViewElement(element=e, boundary=places.get(e.name, "")) for e in self._ranked(elements)),
            boundaries=boundaries,
            relationships=self._steps(ordered, scenario) if scenario else self._merged(lines),
        )
        return Shown(key, view, scenario)

    def _subject(self, node: Node, kind: ViewKind) -> Element | None:
        """What the view is of; ``None`` for a landscape, and for a dynamic view of no scope."""
        if kind not in _SUBJECTS:
            return None
        key, sorts = _SUBJECTS[kind]
        name = node.text(key, wanted=kind is not ViewKind.DYNAMIC)
        if name and not self._census.sound(self._census.entries.get(name), *sorts):
            nouns = " or ".join(sorts)
            node.fault(f"there is no {nouns} with the id {name!r}", "name one that is in the model", key=key)
        return self._found.elements.get(name)

    def _without_wholes(self, node: Node, entries: dict[str, Entry]) -> dict[str, Entry]:
        """``entries`` without those of which a part is shown as well, as no drawing can hold both."""
        wholes = set()
        for entry in entries.values():
            parent = entry.parent
            while parent:
                wholes.add(parent)
                parent = self._census.entries[parent].parent
        for name in wholes & entries.keys():
            node.leave(f"{entries[name]} in the view {node.text('key')!r}, which holds parts of it")
        return {name: entry for name, entry in entries.items() if name not in wholes}

    def _title(self, kind: ViewKind, subject: Element | None, key: str) -> str:
        return _TITLES[kind].format(subject.title if subject else "") if kind in _TITLES else key

    def _ranked(self, elements: Mapping[str, Element]) -> list[Element]:
        """Elements in the order of the model."""
        return [element for name, element in self._found.elements.items() if name in elements]

    # --- Boundaries ---

    def _boundaries(
        self, node: Node, kind: ViewKind, elements: Mapping[str, Element]
    ) -> tuple[dict[str, str], tuple[Boundary, ...]]:
        """The boundary that each element stands in, and all boundaries, the outer ones first."""
        if kind is not ViewKind.DYNAMIC:  # of which the scenario takes the properties
            told = node.properties({"c4.view", "c4.layout", *GROUPS_OFF}, "a view")
            if kind in (ViewKind.LANDSCAPE, ViewKind.CONTEXT):
                return self._group_boundaries(told, elements)
        by_name = {element.name: element for element in self._found.elements.values()}
        places = {element.name: element.parent for element in elements.values() if element.parent}
        used = {outer for name in places.values() for outer in (name, by_name[name].parent) if outer}
        return places, tuple(_boundary(element) for name, element in by_name.items() if name in used)

    def _group_boundaries(
        self, told: Mapping[str, str], elements: Mapping[str, Element]
    ) -> tuple[dict[str, str], tuple[Boundary, ...]]:
        if told.items() >= GROUPS_OFF.items():
            return {}, ()
        titles = {e.name: self._found.groups[e.name] for e in elements.values() if e.name in self._found.groups}
        frames = tuple(Boundary(name=f"group:{title}", title=title) for title in dict.fromkeys(titles.values()))
        return {name: f"group:{title}" for name, title in titles.items()}, frames

    # --- Lines ---

    def _merged(self, lines: Iterable[tuple[Node, Tie]]) -> tuple[Relationship, ...]:
        """One relationship for each pair of elements and mode, with all that is said along it."""
        ranks = {name: rank for rank, name in enumerate(self._found.elements)}
        merged: dict[tuple[int, int, int], list[Tie]] = {}
        for _, tie in lines:
            mode = _MODES.index(self._found.modes[tie.id])
            merged.setdefault((ranks[tie.source], ranks[tie.target], mode), []).append(tie)
        return tuple(self._relationship(merged[key]) for key in sorted(merged))

    def _relationship(self, ties: Sequence[Tie]) -> Relationship:
        labels = {(label.text, label.protocol): label for label in map(self._label, reversed(ties))}
        first = ties[0]
        return Relationship(
            source=self._found.elements[first.source].name,
            target=self._found.elements[first.target].name,
            mode=self._found.modes[first.id],
            labels=tuple(reversed(labels.values())),
        )

    def _label(self, tie: Tie) -> Label:
        """What a relationship says; one that was lifted says what its flow does."""
        flow = self._found.flows.get(tie.id)
        linked = flow or self._found.flows.get(tie.node.text("linkedRelationshipId"))
        text = flow.label if flow else linked.label if linked and self._is_ours(tie) else tie.description
        return Label(text=text, protocol=tie.node.text("technology"), flow=linked.name if linked else "")

    @staticmethod
    def _is_ours(tie: Tie) -> bool:
        return "c4.derived" in tie.node.node("properties").value

    # --- Steps ---

    def _in_order(self, node: Node, lines: Iterable[tuple[Node, Tie]]) -> list[tuple[Node, Tie]]:
        """The steps of a dynamic view by their order (``1``, ``1.1``, ``2``)."""
        lines = list(lines)
        seen: set[tuple[str, str]] = set()
        for item, tie in lines:
            if (tie.id, item.text("order")) in seen:
                item.fault("this step stands there twice, with one id and one order", "give it an order of its own")
            seen.add((tie.id, item.text("order")))
        return sorted(lines, key=lambda line: _order(line[0].text("order")))

    def _steps(self, lines: Iterable[tuple[Node, Tie]], scenario: Scenario) -> tuple[Relationship, ...]:
        return tuple(
            Relationship(
                source=self._ends(item, tie)[0],
                target=self._ends(item, tie)[1],
                mode=step.mode,
                labels=(Label(text=step.label, protocol=step.protocol),),
                step=number,
            )
            for number, ((item, tie), step) in enumerate(zip(lines, scenario.steps, strict=True), 1)
        )

    def _ends(self, item: Node, tie: Tie) -> tuple[str, str]:
        source, target = self._found.elements[tie.source].name, self._found.elements[tie.target].name
        return (target, source) if item.value.get("response") is True else (source, target)

    @staticmethod
    def _words(item: Node, tie: Tie) -> str:
        return item.text("description") if "description" in item.value else tie.description

    def _scenario(self, node: Node, key: str, lines: Sequence[tuple[Node, Tie]], subject: Element | None) -> Scenario:
        kept = {f"c4.step.{number}" for number in range(1, len(lines) + 1)}
        told = node.properties({"c4.view", "c4.system", "c4.description", "c4.layout", *GROUPS_OFF, *kept}, "a view")
        system = told.get("c4.system") or (subject.name.split(".")[0] if subject else "")
        name = told.get("c4.view", "").removeprefix("dynamic:")
        if name and name in self._scenarios:
            node.fault(f'the property "c4.view" is {told["c4.view"]!r}, as that of another view', "take it away")
        if not name or name in self._scenarios:
            name = ".".join(part for part in (system, slug(key) or key) if part)
        self._scenarios.add(name)
        return Scenario(
            name=name,
            title=node.text("title") or key,
            position=node.position,
            system=system if "c4.view" not in told else told.get("c4.system", ""),
            description=told.get("c4.description") or node.text("description"),
            steps=tuple(
                self._step(node, item, tie, told.get(f"c4.step.{number}", ""))
                for number, (item, tie) in enumerate(lines, 1)
            ),
        )

    def _step(self, node: Node, item: Node, tie: Tie, kept: str) -> Step:
        """One step; ``kept`` tells what its relationship does not."""
        source, target = self._ends(item, tie)
        told = {"source": source, "target": target, "mode": self._found.modes[tie.id].value}
        told["protocol"] = tie.node.text("technology")
        other = decoded(node, "c4.step", kept) if kept else {}
        told |= {key: str(other[key]) for key in told if key in other} if isinstance(other, dict) else {}
        names = {element.name for element in self._found.elements.values()}
        if not names.issuperset((told["source"], told["target"])) or told["mode"] not in tuple(Mode):
            node.fault(f'a property "c4.step.…" is {kept!r}, which fits no step', "take it away")
            told |= {"source": source, "target": target, "mode": Mode.UNKNOWN.value}
        return Step(
            source=told["source"],
            target=told["target"],
            label=self._words(item, tie),
            position=item.position,
            mode=Mode(told["mode"]),
            protocol=told["protocol"],
        )


def _order(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isascii() and part.isdigit())


def _boundary(element: Element) -> Boundary:
    """The frame that stands for a system or a container."""
    if element.kind is Kind.SYSTEM:
        subtitle = "Software system"
    else:
        subtitle = f"Container: {element.technology}" if element.technology else "Container"
    return Boundary(name=element.name, title=element.title, subtitle=subtitle, parent=element.parent)
