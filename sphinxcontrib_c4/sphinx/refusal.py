"""Refusal: how a build ends that cannot begin, since ``conf.py`` or the model cannot be used."""

from __future__ import annotations

from bdb import BdbQuit

from sphinx.errors import ConfigError
from sphinx.util import logging

_logger = logging.getLogger(__name__)


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
