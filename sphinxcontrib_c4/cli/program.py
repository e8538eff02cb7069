"""The program ``sphinx-c4``: the parser of all commands, and how errors become an exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sphinxcontrib_c4.cli import (
    analysis,
    check,
    code_graph,
    completion,
    diff,
    export,
    impact,
    init,
    lineage,
    pages,
    schema,
)
from sphinxcontrib_c4.cli.console import EXIT_FINDINGS, EXIT_USAGE, Parser, UsageError, write_error
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import ModelError

_MODULES = (
    init,
    pages,
    schema,
    check,
    analysis,
    impact,
    lineage,
    diff,
    export,
    code_graph,
    completion,
)
"""The modules of commands, in the order of the help text."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (by default those of the process) and return the exit status."""
    _open_closed_streams()
    parser = build_parser()
    words = export.separate_merge(sys.argv[1:] if arguments is None else arguments)
    if option := next((word for word in words if word.startswith("--") and word.endswith("=--")), ""):
        parser.error(f"argument {option.removesuffix('=--')}: '--' cannot be the value")  # argparse would drop it
    options, unknown = parser.parse_known_args(words)
    if unknown:
        options.command.reject(unknown)
    if "run" not in options:
        parser.print_help(sys.stderr)
        return EXIT_USAGE
    try:
        with _without_collector():
            status: int = options.run(options)
        sys.stdout.flush()
    except ModelError as error:
        write_error(str(error))
        return EXIT_FINDINGS
    except UsageError as error:
        write_error(f"sphinx-c4: error: {error}")
        return EXIT_USAGE
    except BrokenPipeError:
        _discard_output()
        return EXIT_FINDINGS
    except OSError as error:
        write_error(f"sphinx-c4: error: {_system_error(error)}")
        return EXIT_USAGE
    return status


def _open_closed_streams() -> None:
    """Replace standard streams that were closed at the start, which Python sets to None, by the null device."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115  closed at exit


def _system_error(error: OSError) -> str:
    """Return a message for an error that no command handles: of a file, or of standard output."""
    reason = (error.strerror or str(error)).lower()
    if error.filename is not None:
        return f"cannot use {error.filename}: {reason}"
    _discard_output()
    return f"cannot write to standard output: {reason}"


def _discard_output() -> None:
    """Discard output that cannot be written: otherwise, the interpreter reports an error when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _without_collector() -> Iterator[None]:
    """Switch the collector of cyclic garbage off: models are large trees of values, and it would search them often."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def build_parser() -> Parser:
    """Return the parser of all commands; each module of ``_MODULES`` adds its own ones.

    It is itself the ``program`` of parsed options, and their ``command`` if they name none.
    """
    parser = Parser(
        prog="sphinx-c4",
        description="Work with a C4 model without Sphinx.",
        epilog="sphinx-c4 COMMAND --help describes a command and shows examples. "
        "Exit status: 0 success, 1 invalid model or findings, 2 incorrect use.",
    )
    parser.add_argument("--version", action="version", version=f"sphinx-c4 {__version__}")
    parser.set_defaults(program=parser, command=parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for module in _MODULES:
        module.add_commands(commands)
    return parser
