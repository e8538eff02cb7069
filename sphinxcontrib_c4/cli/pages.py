"""The command ``pages``: its options. The work is in ``page_files``."""

from __future__ import annotations

import argparse
from pathlib import Path

from sphinxcontrib_c4.cli.console import Commands, add_command, add_model_argument

PAGE_FORMATS = ("rst", "md")
_EXAMPLES = (
    ("write page stubs for all systems", "docs/model --output docs/architecture"),
    ("show what would be written", "docs/model --output docs/architecture --dry-run"),
    ("write MyST Markdown, and replace files that exist", "docs/model --output docs/architecture --format md --force"),
)


def add_commands(commands: Commands) -> None:
    """Add ``pages`` to ``commands``."""
    parser = add_command(commands, "pages", _pages, help="write page stubs for all systems", examples=_EXAMPLES)
    add_model_argument(parser)
    parser.add_argument("--output", metavar="FOLDER", type=Path, required=True, help="the folder for the pages")
    parser.add_argument(
        "--format", choices=PAGE_FORMATS, help="the markup (default: that of the documentation around the folder)"
    )
    parser.add_argument("--title", default="Architecture", metavar="TEXT", help="the title of the index page")
    parser.add_argument("--force", action="store_true", help="replace files that exist")
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")


def _pages(options: argparse.Namespace) -> int:
    """Write page stubs: an index, and for each own system its context, containers, components, flows and dependencies.

    A stub contains a title and directives, so it stays correct when the model changes. Run the command again for new
    systems, containers with components and scenarios: files that exist are kept. Stubs whose subject is no longer in
    the model are reported.
    """
    from sphinxcontrib_c4.cli.page_files import write_pages

    return write_pages(options)
