"""Interpretation: what is in a workspace as elements, flows, groups and the like of a model."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Provenance, Shape, Source
from sphinxcontrib_c4.structurizr.reader.json_object import Node
from sphinxcontrib_c4.structurizr.reader.stored_properties import decoded, suppressions
from sphinxcontrib_c4.structurizr.reader.workspace_index import KINDS, Census, Entry, Sort, Tie
from sphinxcontrib_c4.structurizr.tags import ELEMENT_TAGS, RELATIONSHIP_TAGS, own_tags, split

SHAPES = {"Cylinder": Shape.DATABASE, "Bucket": Shape.DATABASE, "Pipe": Shape.QUEUE}
_MODES = {"Synchronous": Mode.SYNC, "Asynchronous": Mode.ASYNC}
_SOURCE = ("source.repo", "source.path", "source.line")
_PROVENANCE = tuple(
    f"provenance.{name}" for name in ("derived_from", "contract_kind", "contract_key", "repo", "path", "line")
)
_ELEMENT_PROPERTIES = frozenset(
    {
        "c4.name",
        "c4.title",
        "c4.description",
        "c4.url",
        "c4.page",
        "c4.group",
        "c4.api_container",
        "c4.shared",
        "c4.hidden",
        "c4.suppress",
    }
    | {"c4.tags", "owner", "repo", "role", "technology", *_SOURCE}
)
_FLOW_PROPERTIES = frozenset(
    {"c4.name", "c4.label", "c4.tags", "c4.suppress", "c4.provenance", "c4.derived"}
    | {"data", "trigger", "protocol", "initiator", "access", "topic", "in_cycle"}
    | set(_PROVENANCE)
)
_ELEMENT_KEYS = frozenset(
    {"id", "name", "description", "technology", "tags", "url", "group", "location", "properties"}
    | {"relationships", "containers", "components"}
)
_TIE_KEYS = frozenset(
    {"id", "sourceId", "destinationId", "description", "technology", "interactionStyle", "tags", "properties"}
    | {"linkedRelationshipId"}
)
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(slots=True)
class Interpretation:
    """Elements by the ids of a workspace, and flows by those of its relationships."""

    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    modes: dict[str, Mode] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)


def interpreted(census: Census, styles: Node) -> Interpretation:
    """Everything in a ``census`` that a model has a place for; ``styles`` tell databases and queues."""
    found = Interpretation()
    shapes = dict(_shapes(styles))
    names = _element_names(census)
    for entry in _in_order(census.entries.values()):
        if entry.sort in KINDS:
            found.elements[entry.id] = _element(entry, census, names, shapes)
            found.groups |= {names[entry.id]: group} if (group := entry.node.text("group")) else {}
        elif entry.sort is Sort.CUSTOM:
            entry.node.leave(f"custom element {entry.name!r}")
    taken: set[str] = set()
    for tie in sorted(census.ties.values(), key=lambda tie: _number(tie.id)):
        found.modes[tie.id] = _mode(tie.node)
        if flow := _flow(tie, census, names, taken):
            found.flows[tie.id] = flow
    return found


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """People, then systems with their parts as they stand there; in the order of the model where we wrote it."""
    entries = list(entries)
    ours = all("c4.name" in entry.node.node("properties").value for entry in entries if entry.sort in KINDS)
    return sorted(entries, key=lambda entry: _number(entry.id)) if ours else entries


def _number(name: str) -> tuple[int, str]:
    return (int(name) if name.isascii() and name.isdigit() else 0, name)


# --- Names ---


def _element_names(census: Census) -> dict[str, str]:
    """The full name of each element by its id: the one that we gave it, or one made of its name."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for entry in census.entries.values():
        if entry.sort not in KINDS:
            continue
        prefix = f"{names.get(entry.parent, entry.parent)}." if entry.parent else ""
        given = entry.node.node("properties").text("c4.name")
        name = given or prefix + _short(entry)
        if given and (not given.startswith(prefix) or "." in given.removeprefix(prefix)):
            hint = f'let it begin with "{prefix}"' if prefix else "let it have no dot"
            entry.node.fault(f'the property "c4.name" of {entry} is {given!r}', hint)
        elif given and given in taken:
            message = f'the property "c4.name" of {entry} is {given!r}, as that of another element'
            entry.node.fault(message, "take the property away")
        if not given:
            name = _unused(name, taken)
        names[entry.id] = name
        taken.add(name)
    return names


def _short(entry: Entry) -> str:
    """A short name in letters, digits and hyphens: ``internet-banking``."""
    return slug(entry.name) or f"id-{slug(entry.id)}"


def slug(text: str) -> str:
    """``text`` in small ASCII letters and digits, with hyphens for all else."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(ascii_text.lower()))


def _unused(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


# --- Elements ---


def _element(entry: Entry, census: Census, names: Mapping[str, str], shapes: Mapping[str, Shape]) -> Element:
    node = entry.node
    node.expect(_ELEMENT_KEYS, entry.sort.one)
    told = node.properties(_ELEMENT_PROPERTIES, entry.sort.one)
    tags = split(node.text("tags"))
    styled = [shapes[tag] for tag in tags if tag in shapes]
    url = told.get("c4.url", "") if "c4.page" in told else told.get("c4.url") or node.text("url")
    return Element(
        name=names[entry.id],
        title=_original(told.get("c4.title"), entry.name),
        kind=KINDS[entry.sort],
        position=node.position,
        parent=names.get(entry.parent, ""),
        external="External" in tags or ("location" in node.value and node.text("location") == "External"),
        shape=styled[-1] if styled and entry.sort is not Sort.PERSON else Shape.BOX,
        technology=node.text("technology") or told.get("technology", ""),
        description=original_prose(told.get("c4.description"), node.text("description")),
        repo=told.get("repo", ""),
        url=url,
        owner=told.get("owner", ""),
        source=_source(told, "source."),
        group=told["c4.group"] if "c4.group" in told else _own_group(entry),
        api_container=told.get("c4.api_container", ""),
        role=told.get("role", ""),
        shared=told.get("c4.shared") == "true",
        hidden=told.get("c4.hidden") == "true",
        tags=_tags(node, told, given=ELEMENT_TAGS),
        suppressions=suppressions(node, told.get("c4.suppress", "")),
    )


def _own_group(entry: Entry) -> str:
    """The group of a container or component, which no landscape keeps; ours say it in a property."""
    ours = "c4.name" in entry.node.node("properties").value
    return entry.node.text("group") if entry.sort in (Sort.CONTAINER, Sort.COMPONENT) and not ours else ""


def _original(kept: str | None, shown: str) -> str:
    """The title before it was made unique, unless somebody has renamed the element since."""
    return kept if kept is not None and shown.startswith(kept) else shown


def original_prose(kept: str | None, shown: str) -> str:
    """The description before it was cut, unless somebody has written another one since."""
    if kept is None:
        return shown
    return kept if " ".join(kept.split()).startswith(shown.removesuffix("…").rstrip()) else shown


def _source(told: Mapping[str, str], prefix: str) -> Source | None:
    repo, path, line = (told.get(f"{prefix}{name}", "") for name in ("repo", "path", "line"))
    if not (repo or path or line):
        return None
    return Source(repo=repo, path=path, line=int(line) if line.isascii() and line.isdigit() else None)


def _tags(node: Node, told: Mapping[str, str], *, given: frozenset[str]) -> tuple[str, ...]:
    if "c4.tags" in told:
        kept = decoded(node, "c4.tags", told["c4.tags"])
        if isinstance(kept, list):
            return tuple(str(tag) for tag in kept)
    return own_tags(node.text("tags"), given=given)


def _shapes(styles: Node) -> Iterator[tuple[str, Shape]]:
    """Tags and the shapes that they give."""
    yield "Database", Shape.DATABASE
    yield "Queue", Shape.QUEUE
    for style in styles.nodes("elements"):
        if style.text("shape"):
            yield style.text("tag"), SHAPES.get(style.text("shape"), Shape.BOX)


# --- Flows ---


def _mode(node: Node) -> Mode:
    style = node.text("interactionStyle")
    if not style and "Asynchronous" in split(node.text("tags")):
        return Mode.ASYNC
    return _MODES.get(style, Mode.UNKNOWN)


def _flow(tie: Tie, census: Census, names: Mapping[str, str], taken: set[str]) -> Flow | None:
    """The flow that a relationship is; none where it was lifted from another one, or an end is no element of ours."""
    node = tie.node
    told = node.properties(_FLOW_PROPERTIES, "a relationship")
    node.expect(_TIE_KEYS, "a relationship")
    if tie.source not in names or tie.target not in names:
        ends = (census.entries[tie.source], census.entries[tie.target])
        for custom in (end for end in ends if end.sort is Sort.CUSTOM):
            node.leave(f"relationship {tie.description!r} of {custom}")
        return None
    if "c4.derived" in told or node.text("linkedRelationshipId"):
        return None
    source, target = names[tie.source], names[tie.target]
    name = told.get("c4.name") or _unused(f"{source.split('.')[0]}.{_last(source)}-{_last(target)}", taken)
    taken.add(name)
    return Flow(
        name=name,
        source=source,
        target=target,
        label=_original(told.get("c4.label"), tie.description),
        position=node.position,
        mode=_mode(node),
        protocol=node.text("technology"),
        data=told.get("data", ""),
        trigger=told.get("trigger", ""),
        initiator=told.get("initiator", source),
        tags=_tags(node, told, given=RELATIONSHIP_TAGS),
        provenance=_provenance(told),
        access=told.get("access", ""),
        topic=told.get("topic", ""),
        in_cycle=told.get("in_cycle", ""),
        suppressions=suppressions(node, told.get("c4.suppress", "")),
    )


def _last(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _provenance(told: Mapping[str, str]) -> Provenance | None:
    if "c4.provenance" not in told:
        return None
    return Provenance(
        derived_from=told.get("provenance.derived_from", ""),
        contract_kind=told.get("provenance.contract_kind", ""),
        contract_key=told.get("provenance.contract_key", ""),
        source=_source(told, "provenance.") or Source(),
    )


# --- Groups ---


def landscape_groups(found: Interpretation, node: Node, told: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Titles of groups and the names of their people and systems."""
    if "c4.groups" in told:
        kept = decoded(node, "c4.groups", told["c4.groups"])
        if isinstance(kept, dict):
            return {str(title): tuple(str(name) for name in names) for title, names in kept.items()}
    if "c4.model" in told:
        return {}
    outer = {element.name for element in found.elements.values() if element.kind in (Kind.PERSON, Kind.SYSTEM)}
    groups: dict[str, list[str]] = {}
    for name, title in found.groups.items():
        if name in outer:
            groups.setdefault(title, []).append(name)
    return {title: tuple(names) for title, names in groups.items()}
