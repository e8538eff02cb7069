"""The categories of findings: cycle class, level, and state with respect to the baseline."""

from __future__ import annotations

from enum import StrEnum


class CycleClass(StrEnum):
    """The effect of a cycle on its members, worst first."""

    BLOCKING = "blocking"
    POSSIBLY_BLOCKING = "possibly-blocking"
    MIXED = "mixed"
    FEEDBACK = "feedback"

    @property
    def rank(self) -> int:
        """0 for the worst class."""
        return _CLASS_RANKS[self]

    @property
    def rule_id(self) -> str:
        """The id of the rule that reports cycles of this class, such as ``cycle-blocking``."""
        return f"cycle-{self.value}"


class Level(StrEnum):
    """The certainty that a cycle closes at run time.

    ``REALISED``: the modelled flows form a cycle through several systems. ``INTERNAL``: the same
    within one system. ``POSSIBLE``: they do for one choice of containers where a flow names a whole
    system. ``AGGREGATION_ONLY``: they do not; only the systems depend on each other.
    """

    REALISED = "realised"
    INTERNAL = "internal"
    POSSIBLE = "possible"
    AGGREGATION_ONLY = "aggregation-only"

    @property
    def rank(self) -> int:
        """0 for the most certain level."""
        return _LEVEL_RANKS[self]


class Assumption(StrEnum):
    """The assumption that a dependency rests on, if the model does not state it.

    ``LABEL``: words of a label decide the direction, or suggest an answer. ``TOPIC``: producers and
    consumers of a broker use the same topic, although no flow names it.
    """

    NONE = ""
    LABEL = "label"
    TOPIC = "topic"


class State(StrEnum):
    """The state of a finding with respect to the baseline and to suppressions in the model.

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
        """Whether the finding as it is now is not accepted."""
        return self not in (State.ACCEPTED, State.SUPPRESSED)


_CLASS_RANKS = {cycle_class: rank for rank, cycle_class in enumerate(CycleClass)}
_LEVEL_RANKS = {level: rank for rank, level in enumerate(Level)}
