"""The local files that a workspace in Structurizr's DSL is compiled from: includes, documentation, decisions, scripts.

The DSL is read line by line, as Structurizr does. A reference that cannot be resolved, such as an address on the web,
is ignored: the command that compiles the workspace reports it if it is wrong.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

_REFERENCE = re.compile(
    r"\s*(?:!(?P<include>include)|!(?:docs|adrs|decisions|script|plugin|components)|workspace\s+extends)\s+"
    r'(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))',
    re.IGNORECASE,
)
_CONSTANT = re.compile(r'\s*!(?:const|constant|var)\s+"?([^\s"]+)"?\s+(?:"([^"]*)"|(\S+))', re.IGNORECASE)
VARIABLE = re.compile(r"\$\{([^{}]*)\}")
"""A constant or an environment variable in a text; its name is the group."""

_LONGEST_TEXT = 4096
"""Longer texts cannot be paths; constants that contain each other could grow without limit."""


def included_files(path: Path) -> tuple[Path, ...]:
    """Return ``path`` and all files that it refers to, at any depth, each once."""
    files: dict[Path, None] = {}
    constants: dict[str, str] = {}
    _add_file(path, files, constants, has_references=True)
    return tuple(files)


def _add_file(path: Path, files: dict[Path, None], constants: dict[str, str], *, has_references: bool) -> None:
    """Add a file, or all files of a folder; those that are DSL have references themselves."""
    stack = [(path, has_references)]
    while stack:
        current, is_dsl = stack.pop()
        if current in files or not os.path.exists(current):
            continue
        if current.is_dir():
            stack += [(file, is_dsl) for file in sorted(_files_below(current), reverse=True)]
        elif current.is_file():
            files[current] = None
            references = list(_references(current, constants)) if is_dsl else []
            stack += reversed(references)


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _references(file: Path, constants: dict[str, str]) -> Iterator[tuple[Path, bool]]:
    """Yield the paths in a file, and whether they are DSL; add the constants that the file defines."""
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        if match := _CONSTANT.match(line):
            constants[match[1]] = _substitute(match[2] or match[3] or "", constants)
        elif match := _REFERENCE.match(line):
            name = _substitute(match["quoted"] or match["plain"] or "", constants)
            if name and "://" not in name and "\0" not in name:
                is_dsl = bool(match["include"]) or name.endswith(".dsl")
                yield Path(os.path.normpath(file.parent / name)), is_dsl


def _substitute(text: str, constants: dict[str, str]) -> str:
    """Return ``text`` with the values of constants and environment variables, or unchanged if that is too long."""
    result = VARIABLE.sub(lambda match: constants.get(match[1], os.environ.get(match[1], match[0])), text)
    return result if len(result) <= _LONGEST_TEXT else text
