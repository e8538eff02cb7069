"""The parts that all commands share: parsers with examples, exit status, usage errors and the output."""

from __future__ import annotations

import argparse
import inspect
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from sphinxcontrib_c4.model import nearest, suggestion, visible_lines
from sphinxcontrib_c4.output_files import write_file

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.structurizr import Workspace

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

EXIT_OK, EXIT_FINDINGS, EXIT_USAGE = 0, 1, 2

WORKSPACE_FORMAT = "structurizr"
STANDARD_OUTPUT = Path("-")
SAME_FILE = Path()
"""The value of ``export --merge`` without a file: merge with the output itself."""


_MAX_WIDTH = 100


def text_width() -> int:
    """Return the width for text: that of the terminal, and at most what is easy to read."""
    return min(shutil.get_terminal_size().columns, _MAX_WIDTH)


class UsageError(Exception):
    """An invocation that cannot work; ``str()`` explains it and what to do."""


def add_command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], int],
    *,
    help: str,
    examples: Sequence[tuple[str, str]],
) -> argparse.ArgumentParser:
    """Add the command ``name`` to ``commands`` and return its parser, which still lacks arguments.

    Args:
        run: the function that runs the command; its docstring is the description in the help text.
        help: the summary in the list of all commands.
        examples: pairs of what a command line does and its arguments, which the help text shows.
    """
    parser = commands.add_parser(
        name,
        help=help,
        description=inspect.cleandoc(run.__doc__ or ""),
        epilog=_examples_text(name, examples),
        formatter_class=_HelpFormatter,
    )
    parser.set_defaults(run=run, command=parser)
    return parser


def _examples_text(name: str, examples: Sequence[tuple[str, str]]) -> str:
    rows = (f"  # {purpose}\n  $ sphinx-c4 {name} {arguments}".rstrip() for purpose, arguments in examples)
    return "\n".join(("examples:", *rows))


class _HelpFormatter(argparse.HelpFormatter):
    """A formatter that keeps the lines of examples, and names with hyphens in one piece."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith("examples:"):
            return text
        paragraphs = text.split("\n\n")
        return "\n\n".join(super(_HelpFormatter, self)._fill_text(part, width, indent) for part in paragraphs)


class Parser(argparse.ArgumentParser):
    """A parser of arguments, whose messages suggest valid ones, and escape control characters."""

    def error(self, message: str) -> NoReturn:
        """See ``argparse.ArgumentParser.error``."""
        super().error(visible_lines(message))

    def reject(self, unknown: Sequence[str]) -> NoReturn:
        """Exit with an error about unknown arguments, and the option that is most similar to the first one."""
        options = [option for action in self._actions for option in action.option_strings]
        hint = _nearest_of(unknown[0].partition("=")[0], options) if unknown[0].startswith("-") else ""
        self.error("; ".join(filter(None, (f"unrecognized arguments: {' '.join(unknown)}", hint))))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Raise an error with the nearest choice if ``value`` is not one; argparse names it from Python 3.14."""
        try:
            super()._check_value(action, value)
        except argparse.ArgumentError as error:
            error.message = "; ".join(filter(None, (error.message, _nearest_of(str(value), action.choices or ()))))
            raise


def _nearest_of(word: str, words: Iterable[str]) -> str:
    """Return ``did you mean …?`` with the most similar one of ``words``, or ``""`` if all of them differ too much."""
    return suggestion(nearest(word, {each: each for each in words}, count=1))


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
    write_bytes(text.encode("utf-8", "backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Write ``data`` to standard output after all text that has been written there."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def write_file_or_output(path: Path, data: bytes) -> None:
    """Write ``data`` to the file ``path``, or to standard output if it is ``-``."""
    if path == STANDARD_OUTPUT:
        write_bytes(data)
        return
    try:
        write_file(path, data)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error


def write_text(text: str) -> None:
    """Write ``text`` for people to standard output, with control characters escaped."""
    write_output(visible_lines(text))


def write_error(text: str) -> None:
    """Write a message to standard error, with control characters escaped."""
    print(visible_lines(text), file=sys.stderr)


def warn_of_model(model: Model) -> None:
    """Write the warnings about a model to standard error."""
    for warning in model.warnings:
        write_error(f"warning: {warning}\n")


def warn_unmapped(workspace: Workspace) -> None:
    """Write the unmapped items of a workspace to standard error."""
    if workspace.unmapped:
        rows = "".join(f"\n  {item}" for item in workspace.unmapped)
        write_error(f"sphinx-c4: not imported from the workspace (no counterpart in the model):{rows}")
    if workspace.presentation:
        write_error(f"sphinx-c4: presentation in the workspace without effect: {workspace.presentation}")
