"""Declared rules: the dependencies between elements that an architecture demands or forbids.

They are read from ``rules`` in ``landscape.yaml``, and checked by ``sphinxcontrib_c4.analysis``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from sphinxcontrib_c4.model.faults import Position
from sphinxcontrib_c4.model.names import lineage
from sphinxcontrib_c4.model.rule_catalog import Severity


class RuleKind(StrEnum):
    """The kind of a declared rule, which is its key in the file."""

    LAYERS = "layers"
    FORBIDDEN = "forbidden"
    ALLOWED = "allowed"
    PROTECTED = "protected"
    INDEPENDENT = "independent"


@dataclass(frozen=True)
class ElementSelection:
    """Elements that a rule names: the ``texts`` with full names, and the full names of all ``members``, sorted.

    Everything inside a member is one, too.
    """

    texts: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        """Return whether the element ``name`` is selected."""
        return name in self._names

    def __str__(self) -> str:
        """Return the texts, as reports print them."""
        return ", ".join(self.texts)

    def outermost(self, name: str) -> str:
        """Return the outermost selected element that contains ``name``, or ``name`` itself."""
        return next((part for part in reversed(lineage(name)) if part in self), name)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer; the members of an ``independent`` one must not depend on each other."""

    name: str
    selection: ElementSelection
    independent: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleException:
    """Dependencies of ``source`` on ``target`` that a rule ignores."""

    source: ElementSelection
    target: ElementSelection
    reason: str
    position: Position

    def covers(self, source: str, target: str) -> bool:
        """Return whether the dependency of ``source`` on ``target`` is ignored."""
        return source in self.source and target in self.target


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRule:
    """A rule about dependencies.

    ``parts`` are the layers from top to bottom, or the independent selections, each as a layer. The other kinds have
    a ``source`` and a ``target``. ``sync_only`` rules ignore asynchronous dependencies. ``exhaustive`` selects the
    elements of which every container must be in a layer.
    """

    id: str
    kind: RuleKind
    reason: str
    position: Position
    severity: Severity = Severity.ERROR
    parts: tuple[Layer, ...] = ()
    source: ElementSelection = ElementSelection()
    target: ElementSelection = ElementSelection()
    indirect: bool = False
    strict: bool = False
    sync_only: bool = False
    exhaustive: ElementSelection = ElementSelection()
    exceptions: tuple[RuleException, ...] = ()

    @property
    def ref(self) -> str:
        """A reference to the rule that stays valid when lines move."""
        return f"rule {self.id}"

    @property
    def selections(self) -> Iterator[ElementSelection]:
        """The selections of which the rule is about the dependencies."""
        yield from (part.selection for part in self.parts)
        yield from (self.source, self.target)
