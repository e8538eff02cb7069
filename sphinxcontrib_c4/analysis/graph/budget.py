"""Budgets of work, counted in steps and never in time: results must not depend on the machine."""

from __future__ import annotations

from dataclasses import dataclass


class Budget:
    """The number of steps that a search may still take."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        """Start with ``steps``."""
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Spend ``steps`` if that many are left, else the rest; return whether they were left."""
        if steps > self.left:
            self.left = 0
            return False
        self.left -= steps
        return True


@dataclass(slots=True, kw_only=True)
class SearchBudgets:
    """The budgets of the searches that one analysis shares between its cycles."""

    witnesses: Budget
    cuts: Budget
    sizes: Budget
    counts: Budget

    @classmethod
    def full(cls) -> SearchBudgets:
        """Return the budgets for the analysis of one model: some seconds of work."""
        return cls(witnesses=Budget(250_000), cuts=Budget(2_000_000), sizes=Budget(50_000), counts=Budget(1_000_000))

    @classmethod
    def reduced(cls) -> SearchBudgets:
        """Return budgets that suffice to find witnesses and nothing else."""
        return cls(witnesses=Budget(200_000), cuts=Budget(0), sizes=Budget(0), counts=Budget(0))
