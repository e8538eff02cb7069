"""The rooms of the package, and what they import from each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = "sphinxcontrib_c4"
PACKAGE = Path(__file__).parent.parent / NAME
_MODULES = [path for path in sorted(PACKAGE.glob("*.py")) if not path.stem.startswith("_")]
ROOMS = tuple(sorted([path.parent.name for path in PACKAGE.glob("*/__init__.py")] + [path.stem for path in _MODULES]))
"""The packages in the package, and the modules that stand beside them."""


@dataclass(frozen=True)
class Import:
    """An import of one room's module that another room makes."""

    where: str
    room: str
    path: tuple[str, ...]


def imports_between_rooms() -> Iterator[Import]:
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")) or [PACKAGE / f"{room}.py"]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for name in _imported(node):
                    parts = tuple(name.split("."))[1:]
                    if name.startswith(f"{NAME}.") and parts[0] != room and parts[0] in ROOMS:
                        yield Import(f"{path.relative_to(PACKAGE)}:{node.lineno}", room, parts)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"a relative import in line {node.lineno}"
        return [f"{node.module}.{alias.name}" for alias in node.names] if node.module == NAME else [node.module or ""]
    return []
