"""The words that findings are sorted by: class, level, severity, and where they stand to the baseline."""

from __future__ import annotations

from enum import StrEnum


class CycleClass(StrEnum):
    """What a cycle does to those in it, worst first."""

    BLOCKING = "blocking"
    POSSIBLY_BLOCKING = "possibly-blocking"
    MIXED = "mixed"
    FEEDBACK = "feedback"

    @property
    def rank(self) -> int:
        """0 for the worst class."""
        return _CLASS_RANKS[self]


class Level(StrEnum):
    """How sure it is that a cycle closes at run time.

    ``REALISED``: flows lead round, through several systems. ``INTERNAL``: the same within one system.
    ``POSSIBLE``: they do if the right containers are meant where a flow names a whole system.
    ``AGGREGATION_ONLY``: they do not; only the systems depend on each other.
    """

    REALISED = "realised"
    INTERNAL = "internal"
    POSSIBLE = "possible"
    AGGREGATION_ONLY = "aggregation-only"

    @property
    def rank(self) -> int:
        """0 for the surest level."""
        return _LEVEL_RANKS[self]


class Severity(StrEnum):
    """How bad a finding is, worst first. ``REVIEW`` asks for a look and never fails a build."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    REVIEW = "review"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst severity."""
        return _SEVERITY_RANKS[self]

    @property
    def gates(self) -> bool:
        """Whether a finding of this severity can fail a build."""
        return self.rank <= Severity.WARNING.rank


class State(StrEnum):
    """Where a finding stands to the baseline and to what the model accepts.

    ``WORSE`` was accepted when it was milder, ``EXPIRED`` was accepted until a day that has passed,
    ``SUPPRESSED`` is accepted by the model itself.
    """

    NEW = "new"
    WORSE = "worse"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    SUPPRESSED = "suppressed"

    @property
    def is_open(self) -> bool:
        """Whether nobody accepts the finding as it is now."""
        return self not in (State.ACCEPTED, State.SUPPRESSED)


_CLASS_RANKS = {kind: rank for rank, kind in enumerate(CycleClass)}
_LEVEL_RANKS = {level: rank for rank, level in enumerate(Level)}
_SEVERITY_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
