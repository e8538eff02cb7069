"""Warnings of the extension, the error of a query, and the end of a build that cannot start.

Every warning has the type ``c4`` and one of the subtypes of :class:`WarningType`, which ``suppress_warnings`` accepts
(``c4.model``). Messages are logged as they are: they may contain any text of the model.
"""

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
    RULE = "rule"
    EVIDENCE = "evidence"
    CHANGES = "changes"

    @property
    def meaning(self) -> str:
        """One sentence for the documentation: the cause of the warning."""
        return _MEANINGS[self]


_MEANINGS = {
    WarningType.MODEL: "A directive needs a model, but ``c4_model`` is not set.",
    WarningType.REFERENCE: (
        "A directive or a role names something that the model does not contain, that is ambiguous without its full "
        "name, or that no page documents."
    ),
    WarningType.EMPTY: (
        "A view is empty, its filters remove all of its elements or name elements that it does not show, or an option "
        "has no effect."
    ),
    WarningType.LAYOUT: "A view could not be laid out; its text alternative replaces the drawing.",
    WarningType.DUPLICATE: "Two tables or two entries document the same element; references lead to the first one.",
    WarningType.UNMAPPED: (
        "The model is a Structurizr workspace, a part of which is lost because a model cannot express it. Values that "
        "programs store cause no message; presentation, such as colours, causes one that is not a warning."
    ),
    WarningType.WORKSPACE: (
        "A workspace could not be written, ``c4-workspace`` has no workspace to link to, or the elements of the "
        "workspace have no addresses."
    ),
    WarningType.CYCLE: "The model has a dependency cycle that ``c4_fail_on`` does not allow.",
    WarningType.FRAGILE: "The model has a fragile link that ``c4_fail_on`` does not allow.",
    WarningType.RULE: "The model violates a declared rule, and ``c4_fail_on`` does not allow it.",
    WarningType.EVIDENCE: "A file that ``sphinx-c4 extract`` wrote cannot be read.",
    WarningType.CHANGES: (
        "``c4-changes`` has no earlier model to compare with: ``c4_changes_base`` is not set, or names something that "
        "cannot be read, such as a revision that a shallow clone does not contain."
    ),
}


def warn(kind: WarningType, message: str, *, location: str | Node | None) -> None:
    """Log ``message`` as a warning of ``kind``."""
    _logger.warning("%s", message, type="c4", subtype=kind.value, location=location)


def inform(message: str) -> None:
    """Log ``message``, which is not a warning."""
    _logger.info("%s", message)


class QueryError(Exception):
    """A query without a result; the message gives the reason, and ``kind`` is the type of the warning to emit."""

    def __init__(self, kind: WarningType, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    def __reduce__(self) -> tuple[type[QueryError], tuple[WarningType, str]]:
        """Pickle the arguments of the constructor."""
        return (QueryError, (self.kind, str(self)))


class BuildAbortedError(ConfigError, BdbQuit):
    """The end of a build after its error has been logged.

    Sphinx 7 and 8 print one line for a ``SphinxError`` that ends a build. Since version 9,
    ``sphinx._cli.util.errors.handle_exception`` prints the versions of all packages, a traceback and a request to
    report the error, also for errors of the user. It returns without output for one exception only, ``bdb.BdbQuit``,
    and ``sphinx-build`` exits with status 2 in both cases. ``SystemExit`` would do the same, but it would also end
    a program that calls the ``Sphinx`` class. Remove ``BdbQuit`` once Sphinx prints one line for a ``ConfigError``.
    """


def abort_build(error: ConfigError) -> BuildAbortedError:
    """Log ``error`` and return the exception that ends the build."""
    _logger.error("%s", error)
    return BuildAbortedError(str(error))
