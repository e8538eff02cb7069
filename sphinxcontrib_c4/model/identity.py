"""Which people and systems of several files are one, and under which full name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sphinxcontrib_c4.model.document import At, Document, Entries
from sphinxcontrib_c4.model.elements import Position
from sphinxcontrib_c4.model.faults import quoted
from sphinxcontrib_c4.model.names import nearest, suggestion
from sphinxcontrib_c4.model.schema import PersonEntry, SystemEntry
from sphinxcontrib_c4.model.source_files import SourceFile, SourceFiles


class Declaration(NamedTuple):
    """One mention of a person or system in the lists of a file."""

    file: SourceFile
    tree: Entries
    entry: PersonEntry | SystemEntry

    @property
    def id(self) -> str:
        """The id that the file gives it."""
        return self.entry.id

    @property
    def position(self) -> Position:
        """Where it stands."""
        return self.file.at(self.tree)

    @property
    def system(self) -> SystemEntry | None:
        """Its entry where it is a system."""
        return self.entry if isinstance(self.entry, SystemEntry) else None


class Identities(NamedTuple):
    """``canonical`` maps each id that a person or system goes by to its full name.

    The full name has a dot where the alias of a container was declared.
    """

    declarations: tuple[Declaration, ...]
    canonical: dict[str, str]

    def full(self, name: str) -> str:
        """``name``, an id or a dotted name, with its first part replaced by its full name."""
        head, dot, rest = name.partition(".")
        return f"{self.canonical.get(head, head)}{dot}{rest}"


def resolve_identities(reading: SourceFiles) -> Identities:
    """Find out what is one: by id, by alias, and by repository where only one system has it."""
    declarations = tuple(declared for file in reading.files for declared in _declared(file))
    aliases = _aliases(reading, declarations)
    for other, target in _same_repository(declarations, aliases):
        aliases[other] = target
    ids = dict.fromkeys((*(declared.id for declared in declarations), *aliases))
    return Identities(declarations, {name: _followed(name, aliases) for name in ids})


def _declared(file: SourceFile) -> Iterator[Declaration]:
    root = file.document.root
    for tree, person in zip(root.get("actors", ()), file.entry.actors, strict=True):
        yield Declaration(file, tree, person)
    for tree, system in zip(root.get("systems", ()), file.entry.systems, strict=True):
        yield Declaration(file, tree, system)


def _followed(name: str, aliases: dict[str, str]) -> str:
    """The end of the chain of aliases that begins at ``name``; there are no rings in it."""
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


def _aliases(reading: SourceFiles, declarations: tuple[Declaration, ...]) -> dict[str, str]:
    """Each alias and what it stands for, without those that are at fault."""
    known = {declared.id: declared.entry.name for declared in declarations}
    found: dict[str, _Alias] = {}
    for alias in (*_landscape_aliases(reading), *_system_aliases(declarations)):
        if alias.name == alias.target:
            alias.document.fault(alias.at, f"{quoted(alias.name)} is an alias of itself", "take it away")
        elif alias.name in found and found[alias.name].target != alias.target:
            first = found[alias.name]
            message = f"{quoted(alias.name)} is already an alias of {quoted(first.target)}"
            alias.document.fault(alias.at, message, f"see {first.document.position(first.at)}")
        else:
            found.setdefault(alias.name, alias)
    return {alias.name: alias.target for alias in found.values() if _is_sound(alias, found, known, reading.broken)}


def _landscape_aliases(reading: SourceFiles) -> Iterator[_Alias]:
    document = reading.landscape_document
    if document is not None:
        for name, target in reading.landscape.aliases.items():
            yield _Alias(name, target, document, document.root["aliases"].values_at[name])


def _system_aliases(declarations: tuple[Declaration, ...]) -> Iterator[_Alias]:
    for declared in declarations:
        if declared.system is not None and declared.system.aliases:
            places = declared.tree["aliases"].items_at
            for name, at in zip(declared.system.aliases, places, strict=True):
                yield _Alias(name, declared.id, declared.file.document, at)


def _is_sound(alias: _Alias, found: dict[str, _Alias], known: dict[str, str], broken: set[str]) -> bool:
    """Whether the chain that begins with ``alias`` ends at something known."""
    seen, head = {alias.name}, alias.target.partition(".")[0]
    while head in found and head not in seen:
        seen.add(head)
        head = found[head].target.partition(".")[0]
    if head in seen:
        alias.document.fault(alias.at, f"the alias {quoted(alias.name)} leads back to itself", "name a system instead")
        broken.add(alias.name)
    elif head not in known:
        if head not in broken:
            message = f"the alias {quoted(alias.name)} stands for {quoted(alias.target)}, and no system has that id"
            alias.document.fault(
                alias.at, message, suggestion(nearest(head, known)) or "name a system that a model file lists"
            )
        broken.add(alias.name)
    else:
        return True
    return False


# --- Repositories ---


def _same_repository(declarations: tuple[Declaration, ...], aliases: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of ids that are one system since both name one repository, the second being ours.

    Nothing is concluded where several systems of ours share a repository, or where one file tells
    the two apart.
    """
    systems = [(declared, declared.system) for declared in declarations if declared.system is not None]
    together: dict[int, set[str]] = {}
    repos: dict[str, dict[str, bool]] = {}
    for declared, entry in systems:
        name = _followed(declared.id, aliases)
        together.setdefault(id(declared.file), set()).add(name)
        if repo := _repository(entry.repo):
            repos.setdefault(repo, {}).setdefault(name, False)
    ours = {_followed(declared.id, aliases) for declared, entry in systems if _is_ours(entry)}
    for names in repos.values():
        owners = [name for name in names if name in ours]
        if len(owners) == 1:
            for name in names:
                if name not in ours and not _told_apart(name, owners[0], together.values()):
                    yield name, owners[0]


def _is_ours(entry: SystemEntry) -> bool:
    return bool(entry.containers) or entry.kind == "internal"


def _told_apart(one: str, other: str, files: Iterable[set[str]]) -> bool:
    return any(one in names and other in names for names in files)


def _repository(repo: str) -> str:
    """A repository's address as it is compared."""
    return repo.lower().rstrip("/").removesuffix(".git")
