"""directives.options"""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils.parsers.rst import directives

from sphinxcontrib_c4.sphinx.queries import entries

if TYPE_CHECKING:
    from collections.abc import Callable


def one_of(*choices: str) -> Callable[[str], str]:
    """An option that takes one of ``choices``."""

    def chosen(argument: str) -> str:
        return directives.choice(argument, choices)

    return chosen


def list_of(*choices: str) -> Callable[[str], str]:
    """An option that takes several entries with commas between them, all out of ``choices`` where there are any."""

    def chosen(argument: str) -> str:
        told = entries(directives.unchanged_required(argument))
        wrong = [entry for entry in told if choices and entry not in choices]
        if wrong or not told:
            raise ValueError(f"{', '.join(wrong) or 'nothing'}; expected {', '.join(choices) or 'names'}")
        return ", ".join(told)

    return chosen
