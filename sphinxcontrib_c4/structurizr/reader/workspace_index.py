"""The census: all elements and relationships of a workspace by their ids, and what is wrong among them.

The rules are those of Structurizr's reader; unlike it, all that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from sphinxcontrib_c4.model import Kind
from sphinxcontrib_c4.structurizr.reader.json_object import Node
from sphinxcontrib_c4.structurizr.reader.json_source import written


class Sort(StrEnum):
    """What an entry of a workspace is; the first four are those of a model."""

    PERSON = "person"
    SYSTEM = "software system"
    CONTAINER = "container"
    COMPONENT = "component"
    CUSTOM = "custom element"
    DEPLOYMENT_NODE = "deployment node"
    INFRASTRUCTURE = "infrastructure node"
    SYSTEM_INSTANCE = "software system instance"
    CONTAINER_INSTANCE = "container instance"

    @property
    def one(self) -> str:
        """One of these, in words."""
        return f"{'an' if self[0] in 'aeiou' else 'a'} {self}"


KINDS = {
    Sort.PERSON: Kind.PERSON,
    Sort.SYSTEM: Kind.SYSTEM,
    Sort.CONTAINER: Kind.CONTAINER,
    Sort.COMPONENT: Kind.COMPONENT,
}
_INSTANCES = {
    Sort.SYSTEM_INSTANCE: ("softwareSystemId", Sort.SYSTEM),
    Sort.CONTAINER_INSTANCE: ("containerId", Sort.CONTAINER),
}
_PARTS = {
    Sort.SYSTEM: (("containers", Sort.CONTAINER),),
    Sort.CONTAINER: (("components", Sort.COMPONENT),),
    Sort.DEPLOYMENT_NODE: (
        ("children", Sort.DEPLOYMENT_NODE),
        ("infrastructureNodes", Sort.INFRASTRUCTURE),
        ("softwareSystemInstances", Sort.SYSTEM_INSTANCE),
        ("containerInstances", Sort.CONTAINER_INSTANCE),
    ),
}
_ROOTS = (
    ("people", Sort.PERSON),
    ("softwareSystems", Sort.SYSTEM),
    ("customElements", Sort.CUSTOM),
    ("deploymentNodes", Sort.DEPLOYMENT_NODE),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of a workspace, inside ``parent`` (``""`` for none); both go by their ids."""

    id: str
    sort: Sort
    name: str
    parent: str
    node: Node

    def __str__(self) -> str:
        """The element in words: ``the container 'Web'``."""
        return f"the {self.sort} {self.name!r}"


@dataclass(frozen=True, slots=True)
class Tie:
    """One relationship of a workspace, between two elements by their ids."""

    id: str
    source: str
    target: str
    description: str
    node: Node


@dataclass(slots=True)
class Census:
    """All elements, in the order of the text, and all relationships whose ends are there."""

    entries: dict[str, Entry] = field(default_factory=dict)
    ties: dict[str, Tie] = field(default_factory=dict)
    _taken: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Node) -> Census:
        """The census of the object ``model`` of a workspace; what is wrong is noted there."""
        census = cls()
        found = list(census._walk(model))
        for entry in found:
            census._check_instance(entry)
        _check_names(found)
        for entry in found:
            census._gather_ties(entry)
        for tie in census.ties.values():
            census._check_link(tie)
        _check_words(census.ties.values(), census.entries)
        return census

    def sound(self, entry: Entry | None, *sorts: Sort) -> bool:
        """Whether there is an entry, of one of ``sorts``."""
        return entry is not None and entry.sort in sorts

    # --- Elements ---

    def _walk(self, model: Node) -> Iterator[Entry]:
        todo = [(node, sort, "") for key, sort in reversed(_ROOTS) for node in reversed(list(model.nodes(key)))]
        while todo:
            node, sort, parent = todo.pop()
            entry = Entry(self._id(node), sort, self._name(node, sort), parent, node)
            if entry.id:
                self.entries[entry.id] = entry
            yield entry
            parts = [(inner, kind) for key, kind in _PARTS.get(sort, ()) for inner in node.nodes(key)]
            todo += [(inner, kind, entry.id) for inner, kind in reversed(parts)]

    def _id(self, node: Node) -> str:
        """The id of an element or relationship, or ``""`` after telling that it has none of its own."""
        name = node.text("id", wanted=True)
        if name in self._taken:
            node.fault(f"the id {name!r} is already that of {self._taken[name]}", "ids must be unique", key="id")
            return ""
        if name:
            self._taken[name] = written(node.path)
        return name

    @staticmethod
    def _name(node: Node, sort: Sort) -> str:
        return node.text("name", wanted=sort not in _INSTANCES)

    def _check_instance(self, entry: Entry) -> None:
        if entry.sort in _INSTANCES:
            key, sort = _INSTANCES[entry.sort]
            of = entry.node.text(key, wanted=True)
            if of and not self.sound(self.entries.get(of), sort):
                entry.node.fault(f"there is no {sort} with the id {of!r}", "name one that is in the model", key=key)

    # --- Relationships ---

    def _gather_ties(self, entry: Entry) -> None:
        for node in entry.node.nodes("relationships"):
            name = self._id(node)
            source = node.text("sourceId") or entry.id
            target = node.text("destinationId", wanted=True)
            if source != entry.id:
                node.fault(
                    f"the source {source!r} is not {entry}, which the relationship stands in",
                    "move it into its source, or mend the id",
                    key="sourceId",
                )
            elif target and target not in self.entries:
                node.fault(f"no element has the id {target!r}", "name an element of the model", key="destinationId")
            elif name and source and target:
                self.ties[name] = Tie(name, source, target, node.text("description"), node)

    def _check_link(self, tie: Tie) -> None:
        linked = tie.node.text("linkedRelationshipId")
        if linked and linked not in self.ties:
            hint = "name a relationship of the model, or take the key away"
            tie.node.fault(f"no relationship has the id {linked!r}", hint, key="linkedRelationshipId")


def _check_names(entries: Iterable[Entry]) -> None:
    """Names are unique among people and systems, and among the parts of one whole (and one environment)."""
    seen: dict[tuple[str, str, str, str], Entry] = {}
    for entry in entries:
        if entry.sort in _INSTANCES or not entry.name:
            continue
        outer = entry.sort in (Sort.PERSON, Sort.SYSTEM)
        environment = entry.node.text("environment") if entry.sort is Sort.DEPLOYMENT_NODE else ""
        scope = (entry.parent, "" if outer else entry.sort.value, environment, entry.name)
        first = seen.setdefault(scope, entry)
        if first is not entry:
            message = f"the name {entry.name!r} is already that of {written(first.node.path)}"
            entry.node.fault(message, "give one of the two another name", key="name")


def _check_words(ties: Iterable[Tie], entries: dict[str, Entry]) -> None:
    """No two relationships lead from one element to another in the same words."""
    seen: dict[tuple[str, str, str], Tie] = {}
    for tie in ties:
        first = seen.setdefault((tie.source, tie.target, tie.description), tie)
        if first is not tie:
            ends = f"from {entries[tie.source]} to {entries[tie.target]}"
            where = written(first.node.path)
            message = f"a relationship {ends} with the description {tie.description!r} is already there, see {where}"
            tie.node.fault(message, "take one of the two away, or describe it in other words")
