"""The packages of the project and the imports between them, for tests that compare them with other descriptions.

The contracts of import-linter in ``pyproject.toml`` check the layers and that there are no cycles.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import grimp

NAME = "sphinxcontrib_c4"
PACKAGE = Path(__file__).parent.parent / NAME
_CONSTANTS = f"{NAME}.distribution"  # is not part of the architecture


class PrivateImport(NamedTuple):
    """An import of a name that its package does not export."""

    importer: str
    imported: str


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(NAME)


@cache
def packages() -> tuple[str, ...]:
    """Return the names of the packages, and of the modules next to them."""
    return tuple(sorted(child.rpartition(".")[2] for child in _graph().find_children(NAME) - {_CONSTANTS}))


@cache
def imports_between_packages() -> frozenset[tuple[str, str]]:
    """Return the pairs of packages of which the first imports the second."""
    pairs = set()
    for importer in packages():
        modules = _graph().find_descendants(f"{NAME}.{importer}") | {f"{NAME}.{importer}"}
        imports = {name for module in modules for name in _graph().find_modules_directly_imported_by(module)}
        pairs |= {(importer, name.split(".")[1]) for name in imports if "." in name}
    return frozenset((first, second) for first, second in pairs if first != second and second in packages())


def private_imports() -> Iterator[PrivateImport]:
    """Yield the imports from another package of names that its ``__init__`` does not define or import."""
    for path in sorted(PACKAGE.rglob("*.py")):
        own_package = path.relative_to(PACKAGE).with_suffix("").parts[0]
        for node in _imports_from_packages(path):
            package, names = node.module.split(".")[1], {alias.name for alias in node.names}
            if package != own_package and (node.module.count(".") > 1 or not names <= _public_names(package)):
                yield PrivateImport(f"{path.relative_to(PACKAGE)}:{node.lineno}", node.module)


def _imports_from_packages(path: Path) -> Iterator[ast.ImportFrom]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        parts = (getattr(node, "module", None) or "").split(".")
        if isinstance(node, ast.ImportFrom) and parts[0] == NAME and len(parts) > 1 and parts[1] in packages():
            yield node


@cache
def _public_names(package: str) -> frozenset[str]:
    path = PACKAGE / package / "__init__.py"
    tree = ast.parse((path if path.exists() else PACKAGE / f"{package}.py").read_text(encoding="utf-8"))
    imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return frozenset(imports | {node.name for node in ast.walk(tree) if hasattr(node, "name")})
