"""The composition: elements of a landscape, merged from the declarations of all files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import Generic, Literal, NamedTuple, TypeVar

from sphinxcontrib_c4.model.document import Entries
from sphinxcontrib_c4.model.elements import Element, ModelFile
from sphinxcontrib_c4.model.faults import Fault, Position, quoted
from sphinxcontrib_c4.model.identity import Declaration, Identities
from sphinxcontrib_c4.model.kinds import SHAPE_NAMES, Kind
from sphinxcontrib_c4.model.landscape_file import Sections
from sphinxcontrib_c4.model.names import nearest, suggestion
from sphinxcontrib_c4.model.parsed_files import SourceFile, SourceFiles, code_location
from sphinxcontrib_c4.model.schema import ComponentEntry, ContainerEntry, PersonEntry

PartT = TypeVar("PartT", ContainerEntry, ComponentEntry)


class ComponentDeclaration(NamedTuple):
    """A declared component: its full name, its file, and its entry with positions."""

    name: str
    file: SourceFile
    tree: Entries
    entry: ComponentEntry


@dataclass(frozen=True, eq=False, repr=False)
class Composition:
    """The composed landscape: ``elements`` by full name, in the order of the landscape.

    ``primary_system`` is that of the landscape; ``primary`` maps the name of each file to the full name of
    its primary system, or to ``""``. ``warnings`` are contradictions that have been resolved.
    """

    primary_system: str
    elements: Mapping[str, Element]
    components: tuple[ComponentDeclaration, ...]
    primary: Mapping[str, str]
    files: tuple[ModelFile, ...]
    warnings: tuple[Fault, ...]


def compose(sources: SourceFiles, identities: Identities, sections: Sections) -> Composition:
    """Return all elements and groups; record faults in the documents."""
    primary = {file.name: _primary(file, identities, sources.broken) for file in sources.files}
    _check_ids(identities)
    declarations = _by_full_name(identities, primary)
    order = _in_order(declarations, sections.order)
    elements, components = _composed([(name, declarations[name]) for name in order], sources.broken)
    _check_aliases(sources, identities, elements)
    api_containers = _api_containers(sources, primary, elements)
    for name in {*api_containers, *sections.shared, *sections.hidden}:
        elements[name] = replace(
            elements[name],
            api_container=api_containers.get(name, ""),
            shared=name in sections.shared,
            hidden=name in sections.hidden,
        )
    system = _primary_system(sources, identities, primary, elements)
    warnings = tuple(_contradictions(declarations, primary))
    return Composition(system, elements, components, primary, _model_files(sources, primary), warnings)


# --- Which declarations make one element ---


def _primary(file: SourceFile, identities: Identities, broken: set[str]) -> str:
    """Return the full name of the primary system of a file: that of its ``meta``, or its only own system."""
    name = file.entry.meta.primary_system
    if name:
        if name in identities.canonical:
            return identities.canonical[name]
        if name not in broken:
            ids = {
                declaration.id: declaration.entry.name
                for declaration in identities.declarations
                if declaration.system is not None
            }
            at = file.document.root["meta"].values_at["primary_system"]
            message = f"the primary system {quoted(name)} is not a system of the model"
            file.document.fault(at, message, "list it under 'systems:'", name=name, candidates=ids)
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
    message = f"the id {quoted(tree['id'])} is already taken {file.where(earlier)}"
    hint = "give one of the two another id"
    if earlier.path != file.document.path:
        hint = f"keep it in one of the two files, or {hint}"
    file.document.fault(tree.values_at["id"], message, hint)


def _by_full_name(identities: Identities, primary: Mapping[str, str]) -> dict[str, list[Declaration]]:
    """Return full name of a person or system -> its declarations, the most important one first.

    Files whose declarations are equally important are ordered by their primary systems, so that the names of files do
    not matter.
    """
    declarations: dict[str, list[Declaration]] = {}
    for declaration in identities.declarations:
        name = identities.canonical[declaration.id]
        if "." not in name:
            declarations.setdefault(name, []).append(declaration)
    for name, group in declarations.items():
        group.sort(key=lambda each: (*_rank(name, each, primary), primary[each.file.name]))
    return declarations


def _rank(name: str, declaration: Declaration, primary: Mapping[str, str]) -> tuple[bool, bool, bool]:
    """Return the importance of a declaration: first the file whose primary system it is, then internal ones.

    Among equals, a declaration under the system's own id is more important than one under an alias.
    """
    is_internal = declaration.system is not None and declaration.system.kind == "internal"
    return primary[declaration.file.name] != name, not is_internal, declaration.id != name


def _in_order(declarations: Mapping[str, list[Declaration]], order: tuple[str, ...]) -> list[str]:
    """Return the full names of people, then systems: in the order of the landscape, internal before external."""
    place = {name: index for index, name in enumerate(order)}

    def key(name: str) -> tuple[bool, int, bool]:
        system = declarations[name][0].system is not None
        return system, place.get(name, len(place)), system and _is_external(declarations[name])

    return sorted(declarations, key=key)


def _contradictions(declarations: Mapping[str, list[Declaration]], primary: Mapping[str, str]) -> Iterator[Fault]:
    """Yield a warning for each person and system that an equally important file names or describes differently."""
    for name, (first, *further) in declarations.items():
        rank = _rank(name, first, primary)
        equals = [declaration for declaration in further if _rank(name, declaration, primary) == rank]
        for declaration in equals:
            if declaration.entry.name != first.entry.name:
                yield _contradiction(first, declaration, "name", "is named")
            if declaration.context_group and first.context_group not in ("", declaration.context_group):
                yield _contradiction(first, declaration, "context_group", "has the group")
        described = next((declaration for declaration in (first, *equals) if declaration.entry.description), first)
        different = [d for d in equals if d.entry.description not in ("", described.entry.description)]
        if different:
            yield _different_description(described, different)


def _contradiction(first: Declaration, declaration: Declaration, key: str, verb: str) -> Fault:
    """Return the warning that the text of ``key`` differs from that of ``first``."""
    texts = [quoted(getattr(each.entry, key)) for each in (declaration, first)]
    message = f"the {declaration.noun} {quoted(first.id)} {verb} {texts[0]} here, and {texts[1]}"
    return declaration.file.document.warning(
        declaration.tree.values_at[key],
        f"{message} {declaration.file.where(first.position)}, which is used",
        f"use one {key.removeprefix('context_')} in all files{_owner_hint(declaration)}",
    )


def _different_description(first: Declaration, different: list[Declaration]) -> Fault:
    """Return the warning that descriptions differ from that of ``first``, at the first of them."""
    declaration, *further = different
    places = f" (and at {', '.join(str(each.position) for each in further)})" if further else ""
    return declaration.file.document.warning(
        declaration.tree.values_at["description"],
        f"the {declaration.noun} {quoted(first.id)} is described differently here{places} than "
        f"{declaration.file.where(first.position)}, which is used",
        f"describe it in one of the files only{_owner_hint(declaration)}",
    )


def _owner_hint(declaration: Declaration) -> str:
    return "" if declaration.system is None else ", or list it in a file whose primary system it is"


def _is_external(declarations: list[Declaration]) -> bool:
    """Return whether a file declares it external and no file internal; containers make it internal."""
    systems = [declaration.system for declaration in declarations if declaration.system is not None]
    kinds = {system.kind or ("internal" if system.containers else None) for system in systems}
    flags = {declaration.entry.external for declaration in declarations if isinstance(declaration.entry, PersonEntry)}
    return ("external" in kinds and "internal" not in kinds) or (True in flags and False not in flags)


# --- Elements ---


def _composed(
    declarations_by_name: Iterable[tuple[str, list[Declaration]]], broken: set[str]
) -> tuple[dict[str, Element], tuple[ComponentDeclaration, ...]]:
    """Return the people and systems with their containers and components; report names that are taken.

    The ids of a container whose name is taken are added to ``broken``.
    """
    elements: dict[str, Element] = {}
    components: list[ComponentDeclaration] = []
    for name, declarations in declarations_by_name:
        elements[name] = system = _top(name, declarations)
        for container in chain.from_iterable(map(_containers, repeat(system), declarations)):
            if not _add_once(elements, container):
                broken.update((container.entry.id, *(entry.id for entry in container.entry.components)))
                continue
            parts = [part for part in _components(container) if _add_once(elements, part)]
            components += [ComponentDeclaration(p.element.name, p.file, p.tree, p.entry) for p in parts]
    return elements, tuple(components)


def _top(name: str, declarations: list[Declaration]) -> Element:
    """Return a person or system."""
    first = declarations[0]
    external = _is_external(declarations)
    systems = [declaration.system for declaration in declarations if declaration.system is not None]
    alike = [entry for entry in systems if (entry.kind == "external") == external]
    return Element(
        name=name,
        title=first.entry.name,
        kind=Kind.PERSON if first.system is None else Kind.SYSTEM,
        position=first.position,
        external=external,
        description=_first(declaration.entry.description for declaration in declarations),
        url=_first(declaration.entry.url for declaration in declarations),
        repo=_first(entry.repo for entry in systems),
        owner=_first(entry.owner for entry in systems),
        source=next((code_location(entry.source) for entry in systems if entry.source), None),
        group=_first(entry.context_group for entry in alike),
        role=_first(entry.role or "" for entry in systems),
        tags=tuple(dict.fromkeys(tag for declaration in declarations for tag in declaration.entry.tags)),
        properties=tuple({k: v for item in reversed(declarations) for k, v in item.entry.properties.items()}.items()),
        suppressions=tuple(
            suppression
            for declaration in declarations
            for suppression in declaration.file.suppressions(declaration.tree, declaration.entry.suppress)
        ),
    )


def _first(texts: Iterator[str]) -> str:
    return next(filter(None, texts), "")


class _Part(NamedTuple, Generic[PartT]):
    """A container or component with its declaration."""

    element: Element
    file: SourceFile
    tree: Entries
    entry: PartT


def _containers(system: Element, declaration: Declaration) -> Iterator[_Part[ContainerEntry]]:
    entries = () if declaration.system is None else declaration.system.containers
    for tree, entry in zip(declaration.tree.get("containers", ()), entries, strict=True):
        element = replace(
            _inner(declaration.file, tree, entry, system, Kind.CONTAINER),
            external=system.external or entry.external,
            owner=entry.owner,
            role=entry.role or "",
        )
        yield _Part(element, declaration.file, tree, entry)


def _components(container: _Part[ContainerEntry]) -> Iterator[_Part[ComponentEntry]]:
    for tree, entry in zip(container.tree.get("components", ()), container.entry.components, strict=True):
        element = _inner(container.file, tree, entry, container.element, Kind.COMPONENT)
        yield _Part(element, container.file, tree, entry)


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
        source=code_location(entry.source),
        tags=tuple(dict.fromkeys(entry.tags)),
        properties=tuple(entry.properties.items()),
        suppressions=file.suppressions(tree, entry.suppress),
    )


def _add_once(elements: dict[str, Element], part: _Part[ContainerEntry] | _Part[ComponentEntry]) -> bool:
    """Add an element, or report that its name is taken. Return whether it was added."""
    earlier = elements.setdefault(part.element.name, part.element)
    if earlier is not part.element:
        _fault_twice(part.file, part.tree, earlier.position)
    return earlier is part.element


def _api_containers(
    sources: SourceFiles, primary: Mapping[str, str], elements: Mapping[str, Element]
) -> dict[str, str]:
    """Return system -> its ``api_container``, at which flows that name only the system end."""
    containers: dict[str, str] = {}
    for file in sources.files:
        name, system = file.entry.meta.api_container, primary[file.name]
        if not name or not system:
            continue
        full = name if name.startswith(f"{system}.") else f"{system}.{name}"
        siblings = {e.name: e.title for e in elements.values() if e.parent == system}
        if full in siblings:
            containers.setdefault(system, full)
        elif not sources.is_broken(full):
            position = file.document.root["meta"].values_at["api_container"]
            near = tuple(full_name.rsplit(".", 1)[-1] for full_name in nearest(name, siblings))
            message = f"the system {quoted(system)} has no container {quoted(name)}"
            file.document.fault(position, message, suggestion(near) or "list it under 'containers:' of the system")
    return containers


# --- The landscape ---


def _check_aliases(sources: SourceFiles, identities: Identities, elements: Mapping[str, Element]) -> None:
    """Report aliases of containers that do not exist, or of systems with containers."""
    document = sources.landscape_document
    for alias, target in sources.landscape.aliases.items():
        full = identities.canonical.get(alias, "")
        if document is not None and "." in full and full not in elements and not sources.is_broken(full):
            names = {name: element.title for name, element in elements.items() if "." in name}
            message = f"the alias {quoted(alias)} means {quoted(target)}, which is not in the model"
            position, hint = document.root["aliases"].values_at[alias], "name a container that a model file lists"
            document.fault(position, message, hint, name=full, candidates=names)
            sources.broken.update((alias, full.rsplit(".", 1)[-1]))
    for declaration in identities.declarations:
        full = identities.canonical[declaration.id]
        if "." in full and declaration.system is not None and declaration.system.containers:
            message = f"{quoted(declaration.id)} is an alias of the container {quoted(full)} and cannot have containers"
            declaration.file.document.fault(declaration.tree.keys_at["containers"], message, "delete the alias")


def _primary_system(
    sources: SourceFiles, identities: Identities, primary: Mapping[str, str], elements: Mapping[str, Element]
) -> str:
    """Return the full name of the primary system of the landscape, or ``""``; report an unknown one."""
    name, document = sources.landscape.primary_system, sources.landscape_document
    if not name or document is None:
        primary_systems = {system for system in primary.values() if system}
        return primary_systems.pop() if len(primary_systems) == 1 else ""
    full = identities.canonical.get(name, "")
    if full in elements and elements[full].kind is Kind.SYSTEM:
        return full
    if name not in sources.broken:
        systems = {e.name: e.title for e in elements.values() if e.kind is Kind.SYSTEM}
        message = f"the primary system {quoted(name)} is not a system of the model"
        position, hint = document.root.values_at["primary_system"], "name a system that a model file lists"
        document.fault(position, message, hint, name=name, candidates=systems)
    return ""


def _model_files(sources: SourceFiles, primary: Mapping[str, str]) -> tuple[ModelFile, ...]:
    """Return the files in the order of reading, ``landscape.yaml`` last."""
    files = tuple(
        ModelFile(
            path=file.name,
            digest=file.digest,
            title=file.entry.meta.name,
            description=file.entry.meta.description,
            primary_system=primary[file.name],
        )
        for file in sources.files
    )
    text, entry = sources.landscape_file.text, sources.landscape
    if text is None:
        return files
    return (*files, ModelFile(path=text.name, digest=text.digest, title=entry.name, description=entry.description))
