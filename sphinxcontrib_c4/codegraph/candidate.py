"""Candidates: calls between systems that evidence suggests, with the evidence.

A candidate is not a flow of the model. It becomes one if an author writes it down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sphinxcontrib_c4.codegraph.file_classes import FileClass
from sphinxcontrib_c4.model import Position, system_of

MAX_PLACES = 20
MAX_KEYS = 200


class Rank(StrEnum):
    """How sure the evidence is: ``candidate`` from the threshold of confidence on, else ``low``."""

    CANDIDATE = "candidate"
    LOW = "low"


class Medium(StrEnum):
    """What confirms a candidate: code, traffic or a catalog."""

    CODE = "code"
    TRAFFIC = "traffic"
    CATALOG = "catalog"


class Place(NamedTuple):
    """A line of a file that consumes a contract; ``line`` is 0 if unknown."""

    repo: str
    path: str
    line: int
    key: str
    confidence: float
    file_class: FileClass
    is_self_served: bool


class Traffic(NamedTuple):
    """Calls of one service to another, as one source counted them."""

    client: str
    server: str
    calls: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateEnd:
    """An end of a candidate: the full name of an element, or the id of a system outside the model.

    ``choices`` lists the elements that it can be if it is ambiguous; then ``name`` is only an id.
    """

    name: str
    is_in_model: bool
    repo: str = ""
    title: str = ""
    choices: tuple[str, ...] = ()

    @property
    def system(self) -> str:
        """The full name of its system."""
        return system_of(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A call of ``source`` to ``target`` that evidence suggests.

    ``kind`` is the kind of contract, or ``traffic`` if only traffic suggests it. ``keys`` are the
    contracts, at most ``MAX_KEYS`` of ``key_count``; ``places`` where they are consumed, best first, at
    most ``MAX_PLACES`` of ``place_count``. ``files`` counts the files of each class.
    ``phantom`` lists why all evidence is void; it is empty for real candidates. ``fingerprint`` changes
    if contracts, files or their classes do, and not if lines move. ``position`` is that in an extracted
    file, if it was read from one.
    """

    name: str
    source: CandidateEnd
    target: CandidateEnd
    kind: str
    confidence: float
    rank: Rank
    confirmed_by: tuple[Medium, ...]
    phantom: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    key_count: int = 0
    places: tuple[Place, ...] = ()
    place_count: int = 0
    files: Mapping[FileClass, int] = field(default_factory=dict)
    traffic: tuple[Traffic, ...] = ()
    fingerprint: str = ""
    position: Position | None = None

    @property
    def is_phantom(self) -> bool:
        """Whether no evidence is left that confirms it."""
        return bool(self.phantom)

    @property
    def is_ambiguous(self) -> bool:
        """Whether an end can be several elements."""
        return bool(self.source.choices or self.target.choices)

    @property
    def systems(self) -> tuple[str, str]:
        """The systems of both ends."""
        return self.source.system, self.target.system
