"""The command ``export``: its options. The work is in ``export_files``, which loads all formats."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from sphinxcontrib_c4.cli.console import (
    SAME_FILE,
    STANDARD_OUTPUT,
    WORKSPACE_FORMAT,
    Commands,
    add_command,
    add_model_argument,
)

PICTURES = ("svg", "png", "pdf")
FORMATS = (WORKSPACE_FORMAT, *PICTURES, "c4plantuml", "mermaid", "dot", "structurizr-dsl", "json")
"""The formats of ``export``; all but the first are those of the package ``exports``, which is loaded on demand."""
_MERGE = "--merge"
_FLAGS = ("-h", "--help")
SCHEMES = ("light", "dark", "auto")

_EXAMPLES = (
    (
        "write a workspace for Structurizr, and keep the layout that it has",
        "docs/model --format structurizr --output workspace.json --merge",
    ),
    ("draw one view for a slide", "docs/model --format png --view container:shop --output shop.png"),
    ("write one view as Mermaid", "docs/model --format mermaid --view container:shop"),
    ("write one file for each view into a folder", "docs/model --format c4plantuml --output build/views/"),
)


def add_commands(commands: Commands) -> None:
    """Add ``export`` to ``commands``."""
    parser = add_command(commands, "export", _export, help="write a model for another tool", examples=_EXAMPLES)
    add_model_argument(parser)
    parser.add_argument("--format", required=True, choices=FORMATS, help="the format to write")
    parser.add_argument(
        "--output",
        metavar="PATH",
        type=_output_path,
        default=STANDARD_OUTPUT,
        help="a file, or a folder, which gets one file per view and is created if its name ends in a slash",
    )
    parser.add_argument(
        "--view", metavar="NAME", action="append", default=[], help="a view, such as container:shop; repeatable"
    )
    parser.add_argument(
        _MERGE,
        metavar="FILE",
        type=Path,
        nargs="?",
        const=SAME_FILE,
        help="keep the layout of this workspace (format structurizr only; without FILE, of the output itself)",
    )
    parser.add_argument("--base-url", metavar="URL", default="", help="the base of relative addresses in the model")
    parser.add_argument(
        "--scheme",
        choices=SCHEMES,
        default=SCHEMES[0],
        help="the colours of pictures; auto, in SVG only, follows the reader's scheme (default: light)",
    )


def _output_path(text: str) -> Path:
    """Return the path ``text``; create it as a folder if it ends in a slash."""
    if text.endswith(("/", os.sep)):
        try:
            os.makedirs(text, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise argparse.ArgumentTypeError(f"cannot create the folder {text}: {reason}") from None
    return Path(text)


def separate_merge(arguments: Sequence[str]) -> list[str]:
    """Return ``arguments`` with ``--merge`` separated from a model after it.

    The value of ``--merge`` is optional, and a parser always gives it the next word. If no other word is left for the
    model, that word is the model.
    """
    words = list(arguments)
    if words[:1] != ["export"] or _MERGE not in words:
        return words
    index = words.index(_MERGE)
    other_words = _positional_words([*words[1:index], *words[index + 2 :]])
    return words if other_words else [*words[:index], f"{_MERGE}=", *words[index + 1 :]]


def _positional_words(words: Sequence[str]) -> list[str]:
    """Return the words that are neither options nor their values; all options except flags have one value."""
    result: list[str] = []
    is_value = False
    for number, word in enumerate(words):
        if word == "--":
            return [*result, *words[number + 1 :]]
        if word.startswith("-") and word != "-":
            is_value = "=" not in word and word not in _FLAGS
        elif is_value:
            is_value = False
        else:
            result.append(word)
    return result


def _export(options: argparse.Namespace) -> int:
    """Write a model in the format of another tool, to standard output unless --output is given."""
    from sphinxcontrib_c4.cli.export_files import export

    return export(options)
