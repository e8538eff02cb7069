"""The command ``impact``: what stops if an element is down. The work is in the analysis, loaded when it runs."""

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
from sphinxcontrib_c4.model import Model, NameLookupError
from sphinxcontrib_c4.model_source import load_any

_FORMATS = ("text", "json")
_EXAMPLES = (
    ("what stops if an element is down, what it needs, and whom to call", "docs/model payments"),
    ("all paths of dependencies between two elements", "docs/model shop --to payments"),
    ("the same for other tools", "docs/model payments --format json"),
)


def add_commands(commands: Commands) -> None:
    """Add ``impact`` to ``commands``."""
    parser = add_command(commands, "impact", _impact, help="show what stops if an element is down", examples=_EXAMPLES)
    add_model_argument(parser)
    parser.add_argument("name", metavar="NAME", help="a system, with all of its containers, or a container")
    parser.add_argument("--to", default="", metavar="OTHER", help="show all paths of dependencies to OTHER and back")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="the output format (default: text)")
    add_what_if_options(parser)


def _impact(options: argparse.Namespace) -> int:
    """Show what stops or is delayed if an element is down, what the element needs itself, and whom to call."""
    from sphinxcontrib_c4.analysis import SettingError

    try:
        with progress("reading the model"):
            model = assumed_model(load_any(options.model), options)
        with progress("following the dependencies"):
            text = _render(options, model)
    except (NameLookupError, SettingError) as error:
        raise UsageError(str(error)) from error
    (write_output if options.format == "json" else write_text)(text)
    return EXIT_OK


def _render(options: argparse.Namespace, model: Model) -> str:
    """Return the report in the format that ``options`` ask for."""
    from sphinxcontrib_c4.analysis import (
        find_dependency_paths,
        find_impact,
        impact_to_json,
        impact_to_text,
        parse_settings,
        paths_to_text,
    )

    width = text_width()
    scope, _ = parse_settings(model.analysis)
    searches = find_dependency_paths(model, options.name, options.to, scope=scope) if options.to else ()
    if options.format == "json":
        return impact_to_json(find_impact(model, options.name, scope=scope), searches)
    if options.to:
        return paths_to_text(searches, model, width=width)
    return impact_to_text(find_impact(model, options.name, scope=scope), width=width)
