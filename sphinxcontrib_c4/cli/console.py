"""The parts that all commands share: exit status, usage errors, the model argument and the output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.structurizr import Workspace

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

EXIT_OK, EXIT_FINDINGS, EXIT_USAGE = 0, 1, 2

WORKSPACE_FORMAT = "structurizr"
STANDARD_OUTPUT = Path("-")
SAME_FILE = Path()
"""The value of ``export --merge`` without a file: merge with the output itself."""


class UsageError(Exception):
    """An invocation that cannot work; ``str()`` explains it and what to do."""


def add_model_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument ``MODEL``."""
    parser.add_argument(
        "model",
        metavar="MODEL",
        type=Path,
        help="a model file, a folder of model files, or a Structurizr workspace.json",
    )


def write_output(text: str) -> None:
    """Write ``text`` to standard output in UTF-8, independent of the encoding of a terminal or pipe."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def warn_of_model(model: Model) -> None:
    """Write the warnings about a model to standard error."""
    for warning in model.warnings:
        print(f"warning: {warning}\n", file=sys.stderr)


def warn_unmapped(workspace: Workspace) -> None:
    """Write the unmapped items of a workspace to standard error."""
    if workspace.unmapped:
        rows = "".join(f"\n  {item}" for item in workspace.unmapped)
        print(f"sphinx-c4: not imported from the workspace (no counterpart in the model):{rows}", file=sys.stderr)
