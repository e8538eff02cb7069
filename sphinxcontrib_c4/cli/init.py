"""The command ``init``: its options. The work is in ``init_project``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sphinxcontrib_c4.cli.console import Commands, add_command
from sphinxcontrib_c4.cli.pages import PAGE_FORMATS

_EXAMPLES = (
    ("add a model and pages to the documentation in docs, or start new documentation there", "docs"),
    ("also edit conf.py and the table of contents", "docs --edit"),
    ("start new documentation in MyST Markdown", "docs --format md --name Bookshop"),
)


def add_commands(commands: Commands) -> None:
    """Add ``init`` to ``commands``."""
    parser = add_command(commands, "init", _init, help="start with a model and pages that show it", examples=_EXAMPLES)
    parser.add_argument(
        "folder",
        metavar="FOLDER",
        nargs="?",
        type=Path,
        default=None,
        help="the folder of the documentation (default: where conf.py is, else docs)",
    )
    parser.add_argument(
        "--name", default="", metavar="TEXT", help="the name of your system (default: that of the project)"
    )
    parser.add_argument(
        "--format", choices=PAGE_FORMATS, help="the markup (default: that of the root document, else rst)"
    )
    parser.add_argument(
        "--edit",
        action="store_true",
        help="also edit conf.py and the table of contents of the root document, and show the differences",
    )


def _init(options: argparse.Namespace) -> int:
    """Write a small model with comments, its JSON Schema for editors, and pages that show it.

    They are added to existing documentation in reStructuredText or MyST Markdown. If no documentation exists,
    the command starts it. Files that exist are not replaced, and only --edit changes them.
    """
    from sphinxcontrib_c4.cli.init_project import init_project

    return init_project(options)
