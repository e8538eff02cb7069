"""The command ``sphinx-c4``: what the extension knows, without Sphinx.

It exits with 0 where all is well, 1 where the model is not, and 2 where it was called wrongly. Each
subcommand is one function that takes the parsed arguments and returns that number, and one that
adds its parser.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.model import ModelError
from sphinxcontrib_c4.source import load_any

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import Model

OK, FAULTY, MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments``, those of the process unless given; the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except ModelError as error:
        print(error, file=sys.stderr)
        return FAULTY
    except BrokenPipeError:
        # Whoever read the output has gone; without this, the interpreter complains when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULTY
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sphinx-c4", description="Work with a C4 model without Sphinx.")
    parser.add_argument("--version", action="version", version=f"sphinx-c4 {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_check(commands)
    return parser


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", metavar="MODEL", type=Path, help="a model file, or a folder of them")


# --- check ---


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("check", help="tell what is wrong with a model", description=_check.__doc__)
    _add_model(parser)
    parser.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    """Tell all that is wrong with a model, or what there is in it."""
    print(_summary(load_any(options.model)))
    return OK


def _summary(model: Model) -> str:
    """``World: 2 people, 3 systems, 5 containers, 0 components, 9 flows, 1 scenario``."""
    kinds = Counter(element.kind.value for element in model.elements.values())
    counts = [
        *((kinds[one], one, many) for one, many in _PLURALS.items()),
        (len(model.flows), "flow", "flows"),
        (len(model.scenarios), "scenario", "scenarios"),
    ]
    told = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in counts)
    return f"{model.title}: {told}"


_PLURALS = {"person": "people", "system": "systems", "container": "containers", "component": "components"}


if __name__ == "__main__":
    sys.exit(main())
