"""The judgement of a finding: its state, and the entries of the baseline that accept it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sphinxcontrib_c4.analysis.enums import CycleClass, State
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.model import Position

_DIGEST_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """An entry of the baseline: ``rule`` may report ``edges``, or ``elements`` if its findings have no edges.

    For a cycle, ``cycle_class`` is the worst accepted class. The entry is valid to the end of the day
    ``expires``, or forever if that is None.
    """

    rule: str
    reason: str
    position: Position
    cycle_class: CycleClass | None = None
    edges: tuple[Pair, ...] = ()
    elements: tuple[str, ...] = ()
    owner: str = ""
    expires: date | None = None

    @property
    def ref(self) -> str:
        """A reference that identifies the entry by its content, whatever its position."""
        content = (self.rule, self.cycle_class, self.edges, self.elements, self.reason, self.owner, self.expires)
        return f"entry {sha256(repr(content).encode()).hexdigest()[:_DIGEST_LENGTH]}"

    def is_expired(self, today: date | None) -> bool:
        """Return whether the last day is before ``today``; False if no day is given."""
        return bool(self.expires and today and self.expires < today)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The state of a finding, the entries that cover it, and the edges that no entry accepts."""

    state: State = State.NEW
    entries: tuple[Acceptance, ...] = ()
    open_edges: tuple[Pair, ...] = ()


UNJUDGED = Judgement()
"""The judgement of a finding that was not compared with a baseline."""
