"""Ends of a call: the element of the model that a file of a repository, or a service, belongs to.

Nothing is guessed. If several elements fit, the end is ambiguous and names all of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from sphinxcontrib_c4.codegraph.settings import CodeGraphSettings
from sphinxcontrib_c4.model import AmbiguousNameError, Element, Kind, Model, UnknownNameError, resolve, system_of

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^@/\s]+@)?", re.IGNORECASE)
_SCP = re.compile(r"^([^/:]+):(?!\d+/)")


class End(NamedTuple):
    """One end of a call.

    ``name`` is the full name of an element. It is empty if the model does not know the ``origin``, a
    repository or service, or if that fits several elements, which ``choices`` lists.
    """

    name: str
    origin: str = ""
    choices: tuple[str, ...] = ()

    @property
    def is_in_model(self) -> bool:
        """Whether it is an element, or one of several."""
        return bool(self.name or self.choices)

    @property
    def system(self) -> str:
        """The full name of the system, or something that no other system has."""
        return system_of(self.name) or f"?{self.origin}"

    def systems(self) -> tuple[str, ...]:
        """Return all systems that the end can be."""
        return tuple(dict.fromkeys(map(system_of, self.choices))) or (self.system,)


def normalize_repository(repo: str) -> str:
    """Return the address of a repository in the form in which addresses are compared: ``github.com/a/b``."""
    text = repo.strip().lower()
    text = _SCP.sub(r"\1/", _SCHEME.sub("", text))
    return text.rstrip("/").removesuffix(".git").rstrip("/")


class EndResolver:
    """Finds the elements of a model that repositories, files and services belong to."""

    def __init__(self, model: Model, settings: CodeGraphSettings) -> None:
        """Index the repositories of the model and the mappings of its landscape."""
        self._model = model
        self._services = settings.services
        self._mapped: dict[str, list[tuple[str, str]]] = {}
        for mapping in settings.repositories:
            rows = self._mapped.setdefault(normalize_repository(mapping.repo), [])
            rows.append((_folder(mapping.path), mapping.element))
        self._elements = [e for e in model.elements.values() if e.kind is not Kind.PERSON]
        self._owners = self._index_repositories()
        self._rule: Callable[[str], End | None] = lru_cache(maxsize=8192)(self._rule_of)
        self._by_path: Callable[[str, str], End] = lru_cache(maxsize=8192)(self._by_path_of)
        self.service: Callable[[str], End] = lru_cache(maxsize=8192)(self._service)

    def _index_repositories(self) -> dict[str, list[Element]]:
        owners: dict[str, list[Element]] = {}
        for element in self._elements:
            repos = {
                normalize_repository(repo) for repo in (element.repo, element.source.repo if element.source else "")
            }
            for repo in repos - {""}:
                owners.setdefault(repo, []).append(element)
        return owners

    def repository(self, repo: str, path: str) -> End:
        """Return the end that the file at ``path`` of ``repo`` belongs to."""
        rule = self._rule(repo)
        return rule if isinstance(rule, End) else self._by_path(repo, path)

    def _rule_of(self, repo: str) -> End | None:
        """Return the end of all files of a repository, or None if their paths matter."""
        address = normalize_repository(repo)
        rows, owners = self._mappings(address), self._owners.get(address, [])
        if any(folder for folder, _ in rows) or (not rows and owners and _owner_needs_path(owners)):
            return None
        if rows or owners:
            return _end(_longest(rows, "") or _owner(owners, ""), address)
        return self._unlisted(repo, address)

    def _by_path_of(self, repo: str, path: str) -> End:
        address = normalize_repository(repo)
        if names := _longest(self._mappings(address), path):
            return _end(names, address)
        if owners := self._owners.get(address):
            return _end(_owner(owners, path), address)
        return self._unlisted(repo, address)

    def _unlisted(self, repo: str, address: str) -> End:
        """Return the end of a repository that neither the landscape nor an element names."""
        if "/" not in address:
            return self.service(repo)
        last = address.rsplit("/", 1)[-1]
        element = self._model.elements.get(self._model.aliases.get(last, last))
        if element is not None and element.kind is not Kind.PERSON and not element.repo:
            return End(element.name)
        return End("", address)

    def _mappings(self, address: str) -> list[tuple[str, str]]:
        """Return the folders of a repository that the landscape maps, with their elements."""
        parts = address.split("/")
        spellings = ("/".join(parts[start:]) for start in range(len(parts)))
        return next((self._mapped[name] for name in spellings if name in self._mapped), [])

    def _service(self, name: str) -> End:
        """Return the end that a service is: mapped, a full name, an alias, or an unambiguous short name."""
        if name in self._services:
            return End(self._services[name])
        names = [element.name for element in self._elements]
        head, dot, rest = name.partition(".")
        try:
            return End(resolve(f"{self._model.aliases.get(head, head)}{dot}{rest}", names))
        except AmbiguousNameError as error:
            return _end(error.matches, name)
        except UnknownNameError:
            return End("", name)


def _end(names: tuple[str, ...], origin: str) -> End:
    return End(names[0]) if len(names) == 1 else End("", origin, tuple(sorted(names)))


def _owner_needs_path(owners: list[Element]) -> bool:
    """Return whether the path of a file decides which of ``owners`` it belongs to."""
    return len(owners) > 1 and not (
        len({system_of(e.name) for e in owners}) == 1 and any(e.kind is Kind.SYSTEM for e in owners)
    )


def _owner(owners: list[Element], path: str) -> tuple[str, ...]:
    """Return which of the elements that name one repository a file of it belongs to.

    Internal systems win over external ones. If one system is left, the file belongs to it, or to one of
    its containers if only containers name the repository. If several are left, the paths of their
    sources decide.
    """
    internal = {system_of(element.name) for element in owners if not element.external}
    left = [element for element in owners if not internal or system_of(element.name) in internal]
    roots = {system_of(element.name) for element in left}
    rows = [(_folder(element.source.path if element.source else ""), element.name) for element in left]
    names = _longest(rows, path)
    if len(roots) > 1:
        return tuple(sorted({system_of(name) for name in names} or roots))
    is_system = any(element.kind is Kind.SYSTEM for element in left)
    return tuple(roots) if is_system or len(names) != 1 else names


def _longest(rows: Iterable[tuple[str, str]], path: str) -> tuple[str, ...]:
    """Return the elements of the longest folder that contains ``path``."""
    matches = [(len(folder), name) for folder, name in rows if not folder or f"{path}/".startswith(folder)]
    longest = max((length for length, _ in matches), default=0)
    return tuple(sorted({name for length, name in matches if length == longest}))


def _folder(path: str) -> str:
    text = path.strip().strip("/").removeprefix("./")
    return "" if text in ("", ".") else f"{text}/"
