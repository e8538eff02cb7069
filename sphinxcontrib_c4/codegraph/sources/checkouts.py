"""A scan of checkouts with witan-code's extractors, which are an optional dependency.

All checkouts are scanned together, because the confidence of a consumer depends on what its own
repository provides, and on packages that the others provide.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.codegraph.bindings import Binding, BindingError, RowFault, parse_binding
from sphinxcontrib_c4.codegraph.sources.inputs import SourceError

INSTALL = "pip install 'sphinxcontrib-c4[codegraph]'"
_LANGUAGES = {
    ".py": "python",
    ".ts": "typescript",
    ".tsx": "typescript",
    ".mts": "typescript",
    ".js": "javascript",
    ".jsx": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
}
_SKIPPED = frozenset((".git", "node_modules", ".venv", "venv", "__pycache__", "dist", "build", ".tox", ".next"))
_MAX_SIZE = 4 << 20


@dataclass(frozen=True, slots=True)
class Checkouts:
    """Checkouts to scan, by the address or name of their repository."""

    paths: Mapping[str, Path]

    def evidence(self) -> Iterator[Binding | RowFault]:
        """Yield the bindings of all checkouts.

        Raises:
            SourceError: witan-code is not installed, or a checkout does not exist.
        """
        extractors = _extractors()
        for name, path in self.paths.items():
            if not path.is_dir():
                raise SourceError(f"the checkout of {name} is not a folder: {path.as_posix()}")
        bindings_by_name = {
            name: list(_provided_contracts(extractors, name, path)) for name, path in self.paths.items()
        }
        keys = frozenset(
            (name, b.key_norm) for name, rows in bindings_by_name.items() for b in rows if b.role == "provider"
        )
        packages = {
            (b.key_norm, name) for name, rows in bindings_by_name.items() for b in rows if _is_package(b, "provider")
        }
        for name, path in self.paths.items():
            yield from _bindings(bindings_by_name[name], name)
            for rows in _consumed_contracts(extractors, path):
                foreign_packages = {key for key, owner in packages if owner != name}
                knows = any(
                    _is_package(binding, "consumer") and binding.key_norm in foreign_packages for binding in rows
                )
                bindings = [
                    extractors.adjust_confidence(
                        binding, consumer_repo=name, provider_keys=keys, has_known_provider_package=knows
                    )
                    for binding in rows
                ]
                yield from _bindings(bindings, name)


def _extractors() -> Any:
    try:
        return import_module("witan_code.bridge_extractors")
    except ImportError:
        raise SourceError(f"a scan of checkouts requires witan-code 0.27 or newer: {INSTALL}") from None


def _is_package(binding: Any, role: str) -> bool:
    return bool(binding.kind == "package" and binding.role == role)


def _provided_contracts(extractors: Any, name: str, path: Path) -> Iterable[Any]:
    """Return the providers of one checkout.

    witan-code skips a checkout below a folder such as ``build``; a link elsewhere avoids that.
    """
    with ExitStack() as stack:
        base = path.resolve()
        if not _SKIPPED.isdisjoint(base.parts):
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            link = Path(folder) / "checkout"
            link.symlink_to(base, target_is_directory=True)
            base = link
        bindings, _ = extractors.extract_repo_bindings(base, name)
        return list(bindings)


def _consumed_contracts(extractors: Any, path: Path) -> Iterator[list[Any]]:
    """Yield the bindings of each source file."""
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if name not in _SKIPPED)
        for name in sorted(files):
            language = _LANGUAGES.get(os.path.splitext(name)[1].lower())
            file = Path(folder) / name
            if language and (text := _text(file)) is not None:
                yield extractors.extract_file_bindings(text, language, file.relative_to(path).as_posix())


def _text(file: Path) -> str | None:
    """Return the text of a source file, or None if it is unreadable or too large."""
    try:
        if not file.is_file() or file.stat().st_size > _MAX_SIZE:
            return None
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _bindings(items: Iterable[Any], repo: str) -> Iterator[Binding | RowFault]:
    keys = ("kind", "key", "key_norm", "role", "file", "line", "generic", "confidence")
    for item in items:
        try:
            yield parse_binding({**{key: getattr(item, key) for key in keys}, "repo": repo})
        except BindingError as error:
            yield RowFault(str(item.file), item.line or 0, str(error))
