"""The elements of a landscape, composed of what each file says of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from sphinxcontrib_c4.model.document import Entries
from sphinxcontrib_c4.model.elements import SHAPE_NAMES, Element, Kind, Position, Source, Suppression
from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.identity import Declaration, Identities
from sphinxcontrib_c4.model.landscape_file import check_aliases, groups, listed_names
from sphinxcontrib_c4.model.names import nearest, suggestion
from sphinxcontrib_c4.model.schema import (
    ComponentEntry,
    ContainerEntry,
    PersonEntry,
    SourceEntry,
    SuppressionEntry,
    SystemEntry,
)
from sphinxcontrib_c4.model.source_files import SourceFile, SourceFiles

_PATH_LINE = re.compile(r"^(.+):([1-9][0-9]{0,8})$")


class ComponentDeclaration(NamedTuple):
    """A component as it is declared: its full name, its entry, and where it stands."""

    name: str
    file: SourceFile
    tree: Entries
    entry: ComponentEntry


@dataclass(eq=False, repr=False)
class Composition:
    """What the elements are composed into: ``elements`` by full name, in the order of the landscape.

    ``primary`` maps the name of each file to the full name of its primary system, or to ``""``.
    """

    reading: SourceFiles
    identities: Identities
    primary: dict[str, str] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    components: list[ComponentDeclaration] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)


def compose(reading: SourceFiles, known: Identities) -> Composition:
    """Compose the elements and the groups; faults go to the documents that they are in."""
    whole = Composition(reading, known)
    whole.primary = {file.name: _primary(file, known, reading.broken) for file in reading.files}
    _check_ids(known)
    mentions = _mentions(whole)
    for name in _ordered(whole, mentions):
        _add_top(whole, name, mentions[name])
    check_aliases(reading, known, whole.elements)
    add_api_containers(whole)
    for name in listed_names(reading, known, "shared", people=False):
        whole.elements[name] = replace(whole.elements[name], shared=True)
    for name in listed_names(reading, known, "hidden", people=True):
        whole.elements[name] = replace(whole.elements[name], hidden=True)
    whole.groups = groups(reading, known)
    return whole


def source(entry: SourceEntry | None) -> Source | None:
    """Where code lies; a line at the end of the path (``tasks.py:96``) counts as the line."""
    if entry is None:
        return None
    match = _PATH_LINE.match(entry.path) if entry.line is None else None
    if match:
        return Source(repo=entry.repo, path=match[1], line=int(match[2]))
    return Source(repo=entry.repo, path=entry.path, line=entry.line)


def suppressions(file: SourceFile, tree: Entries, entries: tuple[SuppressionEntry, ...]) -> tuple[Suppression, ...]:
    """What the ``suppress`` of the mapping ``tree`` says."""
    trees = tree.get("suppress", ())
    return tuple(
        Suppression(rule=entry.rule, reason=entry.reason, position=file.at(subtree))
        for subtree, entry in zip(trees, entries, strict=True)
    )


# --- Which declarations make one element ---


def _primary(file: SourceFile, known: Identities, broken: set[str]) -> str:
    """The full name of the system that a file is about: as its meta says, or its only own one."""
    named = file.entry.meta.primary_system
    if named:
        if named in known.canonical:
            return known.canonical[named]
        if named not in broken:
            ids = {declared.id: declared.entry.name for declared in known.declarations if declared.system is not None}
            at = file.document.root["meta"].values_at["primary_system"]
            hint = suggestion(nearest(named, ids)) or "list it under 'systems:'"
            file.document.fault(at, f"the primary system {quoted(named)} is not a system of the model", hint)
        return ""
    own = [system.id for system in file.entry.systems if system.containers or system.kind == "internal"]
    return known.canonical[own[0]] if len(own) == 1 else ""


def _check_ids(known: Identities) -> None:
    """Report ids that one file gives twice, and ids that are a person here and a system there."""
    first: dict[str, Declaration] = {}
    for declared in known.declarations:
        earlier = first.setdefault(declared.id, declared)
        if earlier is declared:
            continue
        if earlier.file is declared.file:
            _fault_twice(declared.file, declared.tree, earlier.position)
        elif (earlier.system is None) != (declared.system is None):
            kinds = ("person", "system") if declared.system is None else ("system", "person")
            message = f"{quoted(declared.id)} is a {kinds[0]} here, and a {kinds[1]} in {earlier.position}"
            declared.file.document.fault(
                declared.tree.values_at["id"], message, "give one of the two another id, or list both alike"
            )


def _fault_twice(file: SourceFile, tree: Entries, earlier: Position) -> None:
    message = f"the id {quoted(tree['id'])} is already taken {seen_at(file, earlier)}"
    hint = "give one of the two another id"
    if earlier.path != file.document.path:
        hint = f"tell of it in one of the two files, or {hint}"
    file.document.fault(tree.values_at["id"], message, hint)


def seen_at(file: SourceFile, earlier: Position) -> str:
    """Where something was met before, as ``file`` would say it."""
    return f"in line {earlier.line}" if earlier.path == file.document.path else f"at {earlier}"


def _mentions(whole: Composition) -> dict[str, list[Declaration]]:
    """Full name of a person or system -> its declarations, the one that counts most first."""
    found: dict[str, list[Declaration]] = {}
    for declared in whole.identities.declarations:
        name = whole.identities.canonical[declared.id]
        if "." not in name:
            found.setdefault(name, []).append(declared)
    for name, declarations in found.items():
        declarations.sort(key=lambda declared: _rank(whole, name, declared))
    return found


def _rank(whole: Composition, name: str, declared: Declaration) -> tuple[bool, bool, bool]:
    """Whose word counts: the file that is about it, then who calls it internal, then the rest.

    Of two that are equal in this, the one under the system's own id counts more.
    """
    own = declared.system is not None and declared.system.kind == "internal"
    return whole.primary[declared.file.name] != name, not own, declared.id != name


def _ordered(whole: Composition, mentions: dict[str, list[Declaration]]) -> list[str]:
    """Full names of people, then systems: as the landscape orders them, internal before external."""
    order = listed_names(whole.reading, whole.identities, "order", people=True)
    place = {name: index for index, name in enumerate(order)}

    def key(name: str) -> tuple[bool, int, bool]:
        system = mentions[name][0].system is not None
        return system, place.get(name, len(place)), system and _is_external(mentions[name])

    return sorted(mentions, key=key)


def _is_external(declarations: list[Declaration]) -> bool:
    """Whether somebody calls it external and nobody internal; who tells of its containers calls it internal."""
    systems = [declared.system for declared in declarations if declared.system is not None]
    said = {system.kind or ("internal" if system.containers else None) for system in systems}
    flags = {declared.entry.external for declared in declarations if isinstance(declared.entry, PersonEntry)}
    return ("external" in said and "internal" not in said) or (True in flags and False not in flags)


# --- Elements ---


def _add_top(whole: Composition, name: str, declarations: list[Declaration]) -> None:
    """Add a person or system, and for a system all that is inside."""
    first = declarations[0]
    external = _is_external(declarations)
    systems = [declared.system for declared in declarations if declared.system is not None]
    alike = [entry for entry in systems if (entry.kind == "external") == external]
    element = Element(
        name=name,
        title=first.entry.name,
        kind=Kind.PERSON if first.system is None else Kind.SYSTEM,
        position=first.position,
        external=external,
        description=_first(declared.entry.description for declared in declarations),
        url=_first(declared.entry.url for declared in declarations),
        repo=_first(entry.repo for entry in systems),
        owner=_first(entry.owner for entry in systems),
        source=next((source(entry.source) for entry in systems if entry.source), None),
        group=_first(entry.context_group for entry in alike),
        role=_first(entry.role or "" for entry in systems),
        tags=tuple(dict.fromkeys(tag for declared in declarations for tag in declared.entry.tags)),
        suppressions=tuple(
            told
            for declared in declarations
            for told in suppressions(declared.file, declared.tree, declared.entry.suppress)
        ),
    )
    whole.elements[name] = element
    for declared in declarations:
        if declared.system is not None:
            _add_containers(whole, element, declared.file, declared.tree, declared.system)


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")


def _add_containers(whole: Composition, system: Element, file: SourceFile, tree: Entries, entry: SystemEntry) -> None:
    for subtree, container in zip(tree.get("containers", ()), entry.containers, strict=True):
        element = replace(
            _inner(file, subtree, container, system, Kind.CONTAINER),
            external=system.external or container.external,
            owner=container.owner,
            role=container.role or "",
        )
        if not _add_once(whole, element, file, subtree):
            whole.reading.broken.update((container.id, *(component.id for component in container.components)))
            continue
        for part, component in zip(subtree.get("components", ()), container.components, strict=True):
            inner = _inner(file, part, component, element, Kind.COMPONENT)
            if _add_once(whole, inner, file, part):
                whole.components.append(ComponentDeclaration(inner.name, file, part, component))


def _inner(
    file: SourceFile,
    tree: Entries,
    entry: ContainerEntry | ComponentEntry,
    parent: Element,
    kind: Literal[Kind.CONTAINER, Kind.COMPONENT],
) -> Element:
    """A container of the system ``parent``, or a component of the container ``parent``."""
    return Element(
        name=f"{parent.name}.{entry.id}",
        title=entry.name,
        kind=kind,
        position=file.at(tree),
        parent=parent.name,
        external=parent.external,
        shape=SHAPE_NAMES[entry.shape],
        technology=entry.technology,
        description=entry.description,
        url=entry.url,
        source=source(entry.source),
        tags=tuple(dict.fromkeys(entry.tags)),
        suppressions=suppressions(file, tree, entry.suppress),
    )


def _add_once(whole: Composition, element: Element, file: SourceFile, tree: Entries) -> bool:
    """Add an element unless its name is taken, which is a fault."""
    earlier = whole.elements.get(element.name)
    if earlier is None:
        whole.elements[element.name] = element
    else:
        _fault_twice(file, tree, earlier.position)
    return earlier is None


def add_api_containers(whole: Composition) -> None:
    """Give each system the container that its file names for the flows that name only the system."""
    for file in whole.reading.files:
        named, system = file.entry.meta.api_container, whole.primary[file.name]
        if not named or not system:
            continue
        full = named if named.startswith(f"{system}.") else f"{system}.{named}"
        inside = {e.name: e.title for e in whole.elements.values() if e.parent == system}
        if full in inside:
            element = whole.elements[system]
            whole.elements[system] = replace(element, api_container=element.api_container or full)
        elif not whole.reading.is_broken(full):
            at = file.document.root["meta"].values_at["api_container"]
            near = tuple(name.rsplit(".", 1)[-1] for name in nearest(named, inside))
            message = f"the system {quoted(system)} has no container {quoted(named)}"
            file.document.fault(at, message, suggestion(near) or "list it under 'containers:' of the system")
