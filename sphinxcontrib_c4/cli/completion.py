"""The command ``completion``: a script with which a shell completes commands, options and their values.

The script is static, so that completion does not start Python. It is written by shtab, an optional dependency.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sphinxcontrib_c4.cli.console import EXIT_OK, Commands, UsageError, add_command, write_text

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")
_EXAMPLES = (
    ("complete commands in bash", "bash > ~/.local/share/bash-completion/completions/sphinx-c4"),
    ("complete commands in zsh, in a folder of $fpath", "zsh > ~/.zfunc/_sphinx-c4"),
    ("complete commands in fish", "fish > ~/.config/fish/completions/sphinx-c4.fish"),
)


def add_commands(commands: Commands) -> None:
    """Add ``completion`` to ``commands``."""
    parser = add_command(
        commands, "completion", _completion, help="print a script that completes commands", examples=_EXAMPLES
    )
    parser.add_argument("shell", choices=SHELLS, help="the shell that runs the script")


def _completion(options: argparse.Namespace) -> int:
    """Print a script with which a shell completes commands, options, their values and files.

    It requires shtab, which the extra 'completion' installs. Write the script again after an update.
    """
    try:
        import shtab
    except ModuleNotFoundError:
        advice = "run: python -m pip install 'sphinxcontrib-c4[completion]'"
        raise UsageError(f"completion requires shtab; {advice}") from None
    if options.shell not in shtab.SUPPORTED_SHELLS:
        raise UsageError(f"this version of shtab does not support {options.shell}; update shtab")
    for action in _actions(options.program):
        if _is_path(action):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
    write_text(f"{shtab.complete(options.program, options.shell).rstrip()}\n")
    return EXIT_OK


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of a parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)


def _is_path(action: argparse.Action) -> bool:
    """Return whether the values of an argument are paths."""
    return action.type is Path or isinstance(action.default, Path)
