"""A budget of work, counted in steps and never in time: results must not depend on the machine."""

from __future__ import annotations


class Budget:
    """How many steps a search may still take."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        """Begin with ``steps``."""
        self.left = steps

    def take(self, steps: int) -> bool:
        """Spend ``steps`` where there are as many left; whether there were."""
        if steps > self.left:
            self.left = 0
            return False
        self.left -= steps
        return True
