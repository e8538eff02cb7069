"""Identities: declarations in several files that mean the same person or system, and its full name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sphinxcontrib_c4.model.document import At, Document, Entries
from sphinxcontrib_c4.model.faults import Position, quoted
from sphinxcontrib_c4.model.parsed_files import SourceFile, SourceFiles
from sphinxcontrib_c4.model.schema import PersonEntry, SystemEntry


class Declaration(NamedTuple):
    """A declaration of a person or system in a file."""

    file: SourceFile
    tree: Entries
    entry: PersonEntry | SystemEntry

    @property
    def id(self) -> str:
        """The id in the file."""
        return self.entry.id

    @property
    def position(self) -> Position:
        """The position of the declaration."""
        return self.file.at(self.tree)

    @property
    def system(self) -> SystemEntry | None:
        """The entry if it is a system, else None."""
        return self.entry if isinstance(self.entry, SystemEntry) else None

    @property
    def noun(self) -> str:
        """The kind of the element, for messages."""
        return self.entry.noun

    @property
    def context_group(self) -> str:
        """The group of an external system in context views, or ``""``."""
        return self.entry.context_group if isinstance(self.entry, SystemEntry) else ""


class Identities(NamedTuple):
    """All declarations, and ``canonical``: the full name of each id of a person or system.

    The full name has a dot if the id is an alias of a container.
    """

    declarations: tuple[Declaration, ...]
    canonical: dict[str, str]

    def full(self, name: str) -> str:
        """Return ``name``, an id or a dotted name, with its first part replaced by its full name."""
        head, dot, rest = name.partition(".")
        return f"{self.canonical.get(head, head)}{dot}{rest}"


def resolve_identities(sources: SourceFiles) -> Identities:
    """Resolve identities by id, by alias, and by repository if only one system has it."""
    declarations = tuple(declaration for file in sources.files for declaration in _declarations(file))
    aliases = _aliases(sources, declarations)
    for alias, target in _same_repository(declarations, aliases):
        aliases[alias] = target
    ids = dict.fromkeys((*(declaration.id for declaration in declarations), *aliases))
    return Identities(declarations, {name: _follow(name, aliases) for name in ids})


def _declarations(file: SourceFile) -> Iterator[Declaration]:
    root = file.document.root
    for tree, person in zip(root.get("actors", ()), file.entry.actors, strict=True):
        yield Declaration(file, tree, person)
    for tree, system in zip(root.get("systems", ()), file.entry.systems, strict=True):
        yield Declaration(file, tree, system)


def _follow(name: str, aliases: dict[str, str]) -> str:
    """Return the end of the chain of aliases that starts at ``name``; the chain has no cycle."""
    rest = ""
    while name in aliases:
        head, dot, tail = aliases[name].partition(".")
        name, rest = head, f"{dot}{tail}{rest}"
    return f"{name}{rest}"


# --- Aliases ---


class _Alias(NamedTuple):
    name: str
    target: str
    document: Document
    at: At


def _aliases(sources: SourceFiles, declarations: tuple[Declaration, ...]) -> dict[str, str]:
    """Return alias -> its target, without faulty aliases."""
    titles = {declaration.id: declaration.entry.name for declaration in declarations}
    aliases: dict[str, _Alias] = {}
    for alias in (*_landscape_aliases(sources), *_system_aliases(declarations)):
        if alias.name == alias.target:
            alias.document.fault(alias.at, f"{quoted(alias.name)} is an alias of itself", "delete it")
        elif alias.name in aliases and aliases[alias.name].target != alias.target:
            first = aliases[alias.name]
            message = f"{quoted(alias.name)} is already an alias of {quoted(first.target)}"
            alias.document.fault(alias.at, message, f"see {first.document.position(first.at)}")
        else:
            aliases.setdefault(alias.name, alias)
    return {alias.name: alias.target for alias in aliases.values() if _is_sound(alias, aliases, titles, sources.broken)}


def _landscape_aliases(sources: SourceFiles) -> Iterator[_Alias]:
    document = sources.landscape_document
    if document is not None:
        for name, target in sources.landscape.aliases.items():
            yield _Alias(name, target, document, document.root["aliases"].values_at[name])


def _system_aliases(declarations: tuple[Declaration, ...]) -> Iterator[_Alias]:
    for declaration in declarations:
        if declaration.system is not None and declaration.system.aliases:
            places = declaration.tree["aliases"].items_at
            for name, at in zip(declaration.system.aliases, places, strict=True):
                yield _Alias(name, declaration.id, declaration.file.document, at)


def _is_sound(alias: _Alias, aliases: dict[str, _Alias], titles: dict[str, str], broken: set[str]) -> bool:
    """Return whether the chain that starts with ``alias`` ends at a declared id; report it otherwise."""
    names, head = {alias.name}, alias.target.partition(".")[0]
    while head in aliases and head not in names:
        names.add(head)
        head = aliases[head].target.partition(".")[0]
    if head in names:
        alias.document.fault(
            alias.at, f"the alias {quoted(alias.name)} is part of a cycle of aliases", "name a system instead"
        )
        broken.add(alias.name)
    elif head not in titles:
        if head not in broken:
            message = f"the alias {quoted(alias.name)} means {quoted(alias.target)}, but no system has that id"
            hint = "name a system that a model file lists"
            alias.document.fault(alias.at, message, hint, name=head, candidates=titles)
        broken.add(alias.name)
    else:
        return True
    return False


# --- Repositories ---


def _same_repository(declarations: tuple[Declaration, ...], aliases: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of ids of one system, recognised by a common repository; the second is an own system.

    Nothing is concluded if several own systems share a repository, or if one file declares both ids.
    """
    systems = [(declaration, declaration.system) for declaration in declarations if declaration.system is not None]
    together: dict[int, set[str]] = {}
    repos: dict[str, dict[str, bool]] = {}
    for declaration, entry in systems:
        name = _follow(declaration.id, aliases)
        together.setdefault(id(declaration.file), set()).add(name)
        if repo := _repository(entry.repo):
            repos.setdefault(repo, {}).setdefault(name, False)
    own = {_follow(declaration.id, aliases) for declaration, entry in systems if _is_own(entry)}
    for names in repos.values():
        owners = [name for name in names if name in own]
        if len(owners) == 1:
            for name in names:
                if name not in own and not _are_distinct(name, owners[0], together.values()):
                    yield name, owners[0]


def _is_own(entry: SystemEntry) -> bool:
    return bool(entry.containers) or entry.kind == "internal"


def _are_distinct(first: str, second: str, files: Iterable[set[str]]) -> bool:
    return any(first in names and second in names for names in files)


def _repository(repo: str) -> str:
    """Return the normalised address of a repository."""
    return repo.lower().rstrip("/").removesuffix(".git")
