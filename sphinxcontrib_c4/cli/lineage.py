"""The command ``lineage``: where data comes from and goes to. The work is in the analysis, loaded when it runs."""

from __future__ import annotations

import argparse

from sphinxcontrib_c4.cli.console import (
    EXIT_OK,
    Commands,
    UsageError,
    add_command,
    add_model_argument,
    text_width,
    write_output,
    write_text,
)
from sphinxcontrib_c4.cli.progress import progress
from sphinxcontrib_c4.cli.what_if import add_what_if_options, assumed_model
from sphinxcontrib_c4.model import NameLookupError
from sphinxcontrib_c4.model_source import load_any

_FORMATS = ("text", "json")
_EXAMPLES = (
    ("all flows that carry enrollments, in the direction of the data", "docs/model enrollment"),
    ("where the data of a store comes from and goes to", "docs/model shop.orders"),
    ("the same for other tools", "docs/model enrollment --format json"),
)


def add_commands(commands: Commands) -> None:
    """Add ``lineage`` to ``commands``."""
    parser = add_command(
        commands, "lineage", _lineage, help="show where data comes from and goes to", examples=_EXAMPLES
    )
    add_model_argument(parser)
    parser.add_argument(
        "name",
        metavar="DATUM|STORE",
        help="words of the 'data' of flows, or a store or another element; data:NAME is never an element",
    )
    parser.add_argument("--format", choices=_FORMATS, default="text", help="the output format (default: text)")
    add_what_if_options(parser)


def _lineage(options: argparse.Namespace) -> int:
    """Show where data comes from and goes to: steps, stores, loops, and flows that do not state their data."""
    from sphinxcontrib_c4.analysis import SettingError, find_lineage, lineage_to_json, lineage_to_text, parse_settings

    try:
        with progress("reading the model"):
            model = assumed_model(load_any(options.model), options)
        scope, _ = parse_settings(model.analysis)
        with progress("following the data"):
            lineage = find_lineage(model, options.name, scope=scope)
    except (NameLookupError, SettingError) as error:
        raise UsageError(str(error)) from error
    if options.format == "json":
        write_output(lineage_to_json(lineage))
    else:
        write_text(lineage_to_text(lineage, width=text_width()))
    return EXIT_OK
