"""The command ``check``: report the errors of a model, or count its elements."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from sphinxcontrib_c4.cli.console import (
    EXIT_OK,
    Commands,
    add_command,
    add_model_argument,
    warn_of_model,
    warn_unmapped,
    write_text,
)
from sphinxcontrib_c4.cli.progress import progress
from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.model_source import is_workspace, load_any, read_any

_FORMATS = ("text", "json", "sarif")
_PLURALS = {"person": "people", "system": "systems", "container": "containers", "component": "components"}
_EXAMPLES = (
    ("report all errors of a folder of model files", "docs/model"),
    ("check everything in a pipeline, and write the problems as SARIF", "docs/model --all --format sarif > c4.sarif"),
    ("accept the findings of a baseline", "docs/model --all --baseline docs/baseline.yaml"),
)


def add_commands(commands: Commands) -> None:
    """Add ``check`` to ``commands``."""
    parser = add_command(commands, "check", _check, help="report the errors of a model", examples=_EXAMPLES)
    add_model_argument(parser)
    parser.add_argument(
        "--all",
        action="store_true",
        help="check the model, references, extracted files, drift and findings; the exit status is a sum of "
        "1 (model), 4 (references), 8 (extracted files), 16 (drift) and 32 (findings)",
    )
    group = parser.add_argument_group("with --all")
    group.add_argument("--format", choices=_FORMATS, default="text", help="the output format (default: text)")
    group.add_argument("--baseline", type=Path, metavar="FILE", help="the file of accepted findings")
    group.add_argument(
        "--fail-on",
        choices=("new", "any", "never"),
        default="new",
        help="findings that are not accepted (new, the default), all of them (any), or none (never)",
    )


def _check(options: argparse.Namespace) -> int:
    """Report all errors of a model, or count its elements. With --all, check everything that CI should check."""
    if options.all:
        from sphinxcontrib_c4.cli.check_all import check_all

        return check_all(options)
    if not is_workspace(options.model):
        with progress("reading the model"):
            model = load_any(options.model)
        warn_of_model(model)
        write_text(f"{_summary(model)}\n")
        return EXIT_OK
    with progress("reading the workspace"):
        workspace = read_any(options.model)
    write_text(f"{_summary(workspace.model)}\n")
    warn_unmapped(workspace)
    return EXIT_OK


def _summary(model: Model) -> str:
    """Return ``World: 2 people, 3 systems, 5 containers, 0 components, 9 flows, 1 scenario``."""
    kinds = Counter(element.kind.value for element in model.elements.values())
    counts = [
        *((kinds[singular], singular, plural) for singular, plural in _PLURALS.items()),
        (len(model.flows), "flow", "flows"),
        (len(model.scenarios), "scenario", "scenarios"),
    ]
    parts = (f"{number} {singular if number == 1 else plural}" for number, singular, plural in counts)
    return f"{model.title}: {', '.join(parts)}"
