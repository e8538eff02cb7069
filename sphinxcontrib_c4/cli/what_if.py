"""The options ``--without`` and ``--async`` of all commands that report on a model, and the model that they ask for."""

from __future__ import annotations

import argparse

from sphinxcontrib_c4.cli.console import UsageError
from sphinxcontrib_c4.model import Model, NameLookupError


def add_what_if_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a what-if, for every command that reports on a model."""
    group = parser.add_argument_group(
        "what if",
        "report on the model (diff: on NEW) with these changes; FLOW is the name of a flow, SOURCE:TARGET or "
        "SOURCE:TARGET:LABEL",
    )
    group.add_argument("--without", action="append", default=[], metavar="FLOW", help="leave out a flow")
    group.add_argument(
        "--async", action="append", default=[], metavar="FLOW", dest="asynchronous", help="make a flow asynchronous"
    )


def assumed_model(model: Model, options: argparse.Namespace) -> Model:
    """Return ``model`` with the changes that ``options`` ask for; without any, ``model`` itself.

    Raises:
        UsageError: a name of a flow is unknown or ambiguous.
    """
    from sphinxcontrib_c4.analysis import assume

    try:
        return assume(model, without=options.without, asynchronous=options.asynchronous)
    except NameLookupError as error:
        raise UsageError(str(error)) from error
