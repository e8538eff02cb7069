"""The composition: elements of a landscape, merged from the declarations of all files."""

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
    """A declared component: its full name, its file, and its entry with positions."""

    name: str
    file: SourceFile
    tree: Entries
    entry: ComponentEntry


@dataclass(eq=False, repr=False)
class Composition:
    """The composed landscape: ``elements`` by full name, in the order of the landscape.

    ``primary`` maps the name of each file to the full name of its primary system, or to ``""``.
    """

    sources: SourceFiles
    identities: Identities
    primary: dict[str, str] = field(default_factory=dict)
    elements: dict[str, Element] = field(default_factory=dict)
    components: list[ComponentDeclaration] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)


def compose(sources: SourceFiles, identities: Identities) -> Composition:
    """Add all elements and groups; record faults in their documents."""
    composition = Composition(sources, identities)
    composition.primary = {file.name: _primary(file, identities, sources.broken) for file in sources.files}
    _check_ids(identities)
    mentions = _mentions(composition)
    for name in _ordered(composition, mentions):
        _add_top(composition, name, mentions[name])
    check_aliases(sources, identities, composition.elements)
    add_api_containers(composition)
    for name in listed_names(sources, identities, "shared", people=False):
        composition.elements[name] = replace(composition.elements[name], shared=True)
    for name in listed_names(sources, identities, "hidden", people=True):
        composition.elements[name] = replace(composition.elements[name], hidden=True)
    composition.groups = groups(sources, identities)
    return composition


def source(entry: SourceEntry | None) -> Source | None:
    """Return the location of code; a number after the path (``tasks.py:96``) is the line."""
    if entry is None:
        return None
    match = _PATH_LINE.match(entry.path) if entry.line is None else None
    if match:
        return Source(repo=entry.repo, path=match[1], line=int(match[2]))
    return Source(repo=entry.repo, path=entry.path, line=entry.line)


def suppressions(file: SourceFile, tree: Entries, entries: tuple[SuppressionEntry, ...]) -> tuple[Suppression, ...]:
    """Return the suppressions under ``suppress`` of the mapping ``tree``."""
    trees = tree.get("suppress", ())
    return tuple(
        Suppression(rule=entry.rule, reason=entry.reason, position=file.at(subtree))
        for subtree, entry in zip(trees, entries, strict=True)
    )


# --- Which declarations make one element ---


def _primary(file: SourceFile, identities: Identities, broken: set[str]) -> str:
    """Return the full name of the primary system of a file: that of its ``meta``, or its only own system."""
    named = file.entry.meta.primary_system
    if named:
        if named in identities.canonical:
            return identities.canonical[named]
        if named not in broken:
            ids = {
                declaration.id: declaration.entry.name
                for declaration in identities.declarations
                if declaration.system is not None
            }
            at = file.document.root["meta"].values_at["primary_system"]
            message = f"the primary system {quoted(named)} is not a system of the model"
            file.document.fault(at, message, "list it under 'systems:'", name=named, candidates=ids)
        return ""
    own = [system.id for system in file.entry.systems if system.containers or system.kind == "internal"]
    return identities.canonical[own[0]] if len(own) == 1 else ""


def _check_ids(identities: Identities) -> None:
    """Report ids that occur twice in a file, and ids of both a person and a system."""
    first: dict[str, Declaration] = {}
    for declaration in identities.declarations:
        earlier = first.setdefault(declaration.id, declaration)
        if earlier is declaration:
            continue
        if earlier.file is declaration.file:
            _fault_twice(declaration.file, declaration.tree, earlier.position)
        elif (earlier.system is None) != (declaration.system is None):
            kinds = ("person", "system") if declaration.system is None else ("system", "person")
            message = f"{quoted(declaration.id)} is a {kinds[0]} here, and a {kinds[1]} in {earlier.position}"
            declaration.file.document.fault(
                declaration.tree.values_at["id"], message, "give one of the two another id, or list both alike"
            )


def _fault_twice(file: SourceFile, tree: Entries, earlier: Position) -> None:
    message = f"the id {quoted(tree['id'])} is already taken {seen_at(file, earlier)}"
    hint = "give one of the two another id"
    if earlier.path != file.document.path:
        hint = f"keep it in one of the two files, or {hint}"
    file.document.fault(tree.values_at["id"], message, hint)


def seen_at(file: SourceFile, earlier: Position) -> str:
    """Return the location of ``earlier`` as written in a message about ``file``."""
    return f"in line {earlier.line}" if earlier.path == file.document.path else f"at {earlier}"


def _mentions(composition: Composition) -> dict[str, list[Declaration]]:
    """Return full name of a person or system -> its declarations, the most important one first."""
    found: dict[str, list[Declaration]] = {}
    for declaration in composition.identities.declarations:
        name = composition.identities.canonical[declaration.id]
        if "." not in name:
            found.setdefault(name, []).append(declaration)
    for name, declarations in found.items():
        declarations.sort(key=lambda declaration: _rank(composition, name, declaration))
    return found


def _rank(composition: Composition, name: str, declaration: Declaration) -> tuple[bool, bool, bool]:
    """Return the importance of a declaration: first the file whose primary system it is, then internal ones.

    Among equals, a declaration under the system's own id is more important than one under an alias.
    """
    own = declaration.system is not None and declaration.system.kind == "internal"
    return composition.primary[declaration.file.name] != name, not own, declaration.id != name


def _ordered(composition: Composition, mentions: dict[str, list[Declaration]]) -> list[str]:
    """Return the full names of people, then systems: in the order of the landscape, internal before external."""
    order = listed_names(composition.sources, composition.identities, "order", people=True)
    place = {name: index for index, name in enumerate(order)}

    def key(name: str) -> tuple[bool, int, bool]:
        system = mentions[name][0].system is not None
        return system, place.get(name, len(place)), system and _is_external(mentions[name])

    return sorted(mentions, key=key)


def _is_external(declarations: list[Declaration]) -> bool:
    """Return whether a file declares it external and no file internal; containers make it internal."""
    systems = [declaration.system for declaration in declarations if declaration.system is not None]
    said = {system.kind or ("internal" if system.containers else None) for system in systems}
    flags = {declaration.entry.external for declaration in declarations if isinstance(declaration.entry, PersonEntry)}
    return ("external" in said and "internal" not in said) or (True in flags and False not in flags)


# --- Elements ---


def _add_top(composition: Composition, name: str, declarations: list[Declaration]) -> None:
    """Add a person, or a system with its containers and components."""
    first = declarations[0]
    external = _is_external(declarations)
    systems = [declaration.system for declaration in declarations if declaration.system is not None]
    alike = [entry for entry in systems if (entry.kind == "external") == external]
    element = Element(
        name=name,
        title=first.entry.name,
        kind=Kind.PERSON if first.system is None else Kind.SYSTEM,
        position=first.position,
        external=external,
        description=_first(declaration.entry.description for declaration in declarations),
        url=_first(declaration.entry.url for declaration in declarations),
        repo=_first(entry.repo for entry in systems),
        owner=_first(entry.owner for entry in systems),
        source=next((source(entry.source) for entry in systems if entry.source), None),
        group=_first(entry.context_group for entry in alike),
        role=_first(entry.role or "" for entry in systems),
        tags=tuple(dict.fromkeys(tag for declaration in declarations for tag in declaration.entry.tags)),
        suppressions=tuple(
            suppression
            for declaration in declarations
            for suppression in suppressions(declaration.file, declaration.tree, declaration.entry.suppress)
        ),
    )
    composition.elements[name] = element
    for declaration in declarations:
        if declaration.system is not None:
            _add_containers(composition, element, declaration.file, declaration.tree, declaration.system)


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")


def _add_containers(
    composition: Composition, system: Element, file: SourceFile, tree: Entries, entry: SystemEntry
) -> None:
    for subtree, container in zip(tree.get("containers", ()), entry.containers, strict=True):
        element = replace(
            _inner(file, subtree, container, system, Kind.CONTAINER),
            external=system.external or container.external,
            owner=container.owner,
            role=container.role or "",
        )
        if not _add_once(composition, element, file, subtree):
            composition.sources.broken.update((container.id, *(component.id for component in container.components)))
            continue
        for part, component in zip(subtree.get("components", ()), container.components, strict=True):
            inner = _inner(file, part, component, element, Kind.COMPONENT)
            if _add_once(composition, inner, file, part):
                composition.components.append(ComponentDeclaration(inner.name, file, part, component))


def _inner(
    file: SourceFile,
    tree: Entries,
    entry: ContainerEntry | ComponentEntry,
    parent: Element,
    kind: Literal[Kind.CONTAINER, Kind.COMPONENT],
) -> Element:
    """Return a container or component inside of ``parent``."""
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


def _add_once(composition: Composition, element: Element, file: SourceFile, tree: Entries) -> bool:
    """Add an element, or report that its name is taken. Return whether it was added."""
    earlier = composition.elements.get(element.name)
    if earlier is None:
        composition.elements[element.name] = element
    else:
        _fault_twice(file, tree, earlier.position)
    return earlier is None


def add_api_containers(composition: Composition) -> None:
    """Set the ``api_container`` of each system, at which flows that name only the system end."""
    for file in composition.sources.files:
        named, system = file.entry.meta.api_container, composition.primary[file.name]
        if not named or not system:
            continue
        full = named if named.startswith(f"{system}.") else f"{system}.{named}"
        inside = {e.name: e.title for e in composition.elements.values() if e.parent == system}
        if full in inside:
            element = composition.elements[system]
            composition.elements[system] = replace(element, api_container=element.api_container or full)
        elif not composition.sources.is_broken(full):
            at = file.document.root["meta"].values_at["api_container"]
            near = tuple(name.rsplit(".", 1)[-1] for name in nearest(named, inside))
            message = f"the system {quoted(system)} has no container {quoted(named)}"
            file.document.fault(at, message, suggestion(near) or "list it under 'containers:' of the system")
