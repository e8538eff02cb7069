"""What the extension warns of: every kind has a name that ``suppress_warnings`` takes, and a sentence on it."""

from __future__ import annotations

from bdb import BdbQuit
from enum import StrEnum
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError
from sphinx.util import logging

if TYPE_CHECKING:
    from docutils.nodes import Node


_logger = logging.getLogger(__name__)


class WarningType(StrEnum):
    """The subtypes of warnings of the type ``c4``: ``c4.model``, ``c4.reference`` and so on."""

    MODEL = "model"
    REFERENCE = "reference"
    EMPTY = "empty"
    LAYOUT = "layout"
    DUPLICATE = "duplicate"
    UNMAPPED = "unmapped"
    WORKSPACE = "workspace"
    CYCLE = "cycle"
    FRAGILE = "fragile"

    @property
    def meaning(self) -> str:
        """One sentence on what has happened, for the documentation."""
        return _MEANINGS[self]


_MEANINGS = {
    WarningType.MODEL: "A directive needs a model, and ``c4_model`` names none.",
    WarningType.REFERENCE: (
        "A directive or a role names something that is not in the model, that is not clear without its full name, "
        "or that no page documents."
    ),
    WarningType.EMPTY: "A view has nothing to show, or its filters leave nothing of it or name what it does not show.",
    WarningType.LAYOUT: "A view could not be laid out, and its text stands in its place.",
    WarningType.DUPLICATE: "Two tables or two entries document the same element; references lead to the first one.",
    WarningType.UNMAPPED: "The model is a workspace of Structurizr, which says something that has no place in a model.",
    WarningType.WORKSPACE: (
        "A workspace could not be written, or ``c4-workspace`` has none to lead to, or its elements have no addresses."
    ),
    WarningType.CYCLE: "A cycle of dependencies, which ``c4_fail_on`` asks for.",
    WarningType.FRAGILE: "A fragile linkage, which ``c4_fail_on`` asks for.",
}


def warn(kind: WarningType, message: str, *, location: str | Node | None) -> None:
    """Log ``message``, which may hold any text, as a warning of ``kind``."""
    _logger.warning("%s", message, type="c4", subtype=kind.value, location=location)


class Refused(ConfigError, BdbQuit):
    """An error that has been told of already.

    Since version 9, Sphinx puts the message of any exception under the versions of everything, below a
    traceback, and asks to report it. An exit from the debugger is the one that it takes in silence,
    in all versions, and it ends the process with the same status.
    """


def refused(error: ConfigError) -> Refused:
    """Tell of ``error``, and make what ends the build."""
    _logger.error("%s", error)
    return Refused(str(error))


class Unanswered(Exception):
    """A question that has no answer; the sentence says why, and ``kind`` what to warn of."""

    def __init__(self, kind: WarningType, sentence: str) -> None:
        """Tell the reason."""
        super().__init__(sentence)
        self.kind = kind

    def __reduce__(self) -> tuple[type[Unanswered], tuple[WarningType, str]]:
        """Pickle by what the error was made from."""
        return (Unanswered, (self.kind, str(self)))
