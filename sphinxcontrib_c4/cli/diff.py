"""The command ``diff``: two models, by path or git revision, and their differences in the chosen format."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxcontrib_c4.cli.analysis import add_gate_options, add_scope_options
from sphinxcontrib_c4.cli.console import (
    EXIT_FINDINGS,
    EXIT_OK,
    Commands,
    UsageError,
    add_command,
    text_width,
    write_output,
)
from sphinxcontrib_c4.cli.progress import progress
from sphinxcontrib_c4.cli.what_if import add_what_if_options, assumed_model
from sphinxcontrib_c4.model import NameLookupError

if TYPE_CHECKING:
    from sphinxcontrib_c4.changes import ChangeReport, ModelRef

_FORMATS = ("text", "json", "markdown")
_EXAMPLES = (
    ("compare the working tree with the last commit", "HEAD: docs/model"),
    ("compare as a pull request does", "--merge-base origin/main: docs/model"),
    ("write a comment for a pull request", "main:docs/model HEAD: --format markdown > changes.md"),
    ("compare two folders, and never fail", "old/model new/model --fail-on never"),
    ("show what it would cause to leave out a flow", "docs/model docs/model --without shop:payments"),
)
_MODEL_HELP = (
    "a model file, a folder, a workspace.json, or one of these at a git revision: main:docs/model; "
    "main: means the path of the other model"
)


def add_commands(commands: Commands) -> None:
    """Add ``diff`` to ``commands``."""
    parser = add_command(commands, "diff", _diff, help="compare two models", examples=_EXAMPLES)
    parser.add_argument("old", metavar="OLD", help=_MODEL_HELP)
    parser.add_argument("new", metavar="NEW", help="the same for the new model")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="the output format (default: text)")
    parser.add_argument(
        "--diagrams",
        type=_number,
        default=3,
        metavar="NUMBER",
        help="with --format markdown, the most drawings as Mermaid (default: 3)",
    )
    parser.add_argument(
        "--merge-base",
        action="store_true",
        help="compare NEW with the commit at which it parted from OLD, as a pull request does",
    )
    add_gate_options(parser)
    add_scope_options(parser, rules=True)
    add_what_if_options(parser)


def _number(text: str) -> int:
    """Return a number of 0 or more."""
    number = int(text)
    if number < 0:
        raise argparse.ArgumentTypeError("write 0 or more")
    return number


def _diff(options: argparse.Namespace) -> int:
    """Compare two models: what was added, removed, renamed and changed, and which findings that causes and resolves."""
    report = _report(options)
    write_output(_render(options, report))
    return EXIT_FINDINGS if report.findings.failing(options.fail_on) else EXIT_OK


def _render(options: argparse.Namespace, report: ChangeReport) -> str:
    """Return the report in the format that ``options`` ask for."""
    from sphinxcontrib_c4 import changes

    match options.format:
        case "json":
            return changes.changes_to_json(report)
        case "markdown":
            return changes.changes_to_markdown(report, diagrams=options.diagrams)
        case _:
            return changes.changes_to_text(report, width=text_width())


def _report(options: argparse.Namespace) -> ChangeReport:
    """Return the changes; raise ``UsageError`` for values that cannot be used."""
    from sphinxcontrib_c4 import changes
    from sphinxcontrib_c4.analysis import SettingError, read_baseline, today
    from sphinxcontrib_c4.cli.analysis_report import settings_of_options

    try:
        old, new = _refs(options)
        with progress("reading the models"):
            before, after = changes.load_ref(old), assumed_model(changes.load_ref(new), options)
        with progress("comparing the models"):
            return changes.report_changes(
                before,
                after,
                titles=(options.old if options.merge_base else old.title, new.title),
                overrides=settings_of_options(options),
                baseline=read_baseline(options.baseline) if options.baseline else None,
                today=today(),
            )
    except (changes.RevisionError, NameLookupError, SettingError) as error:
        raise UsageError(str(error)) from error


def _refs(options: argparse.Namespace) -> tuple[ModelRef, ModelRef]:
    """Return both models, the old one at the merge base if ``options`` ask for it."""
    from sphinxcontrib_c4.changes import merge_base, parse_refs

    old, new = parse_refs(options.old, options.new)
    if not options.merge_base:
        return old, new
    if not old.revision:
        raise UsageError(f"--merge-base requires a revision, such as main:{Path(options.old).as_posix()}")
    return old._replace(revision=merge_base(old.revision, new.revision or "HEAD")), new
