"""New files: written beside what exists, which is not replaced unless it may be, and reported one by one."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

from sphinxcontrib_c4.cli.console import UsageError, write_text
from sphinxcontrib_c4.output_files import write_file


class NewFiles:
    """Writes files and reports each; ``is_dry`` only reports, ``is_forced`` also replaces files that exist."""

    def __init__(self, *, is_dry: bool = False, is_forced: bool = False) -> None:
        """Store how files are written."""
        self._is_dry = is_dry
        self._is_forced = is_forced

    def add(self, path: Path, text: str) -> None:
        """Write ``text`` to ``path``, unless the file exists and may not be replaced."""
        data = text.encode("utf-8", "replace")
        if _exists(path) and (not self._is_forced or _is_current(path, data)):
            _report("exists", path)
            return
        _report("would write" if self._is_dry else "wrote", path)
        if not self._is_dry:
            _write(path, data)

    def replace(self, path: Path, data: bytes) -> None:
        """Write ``data`` to an existing file."""
        _write(path, data)
        _report("edited", path)


def _report(action: str, path: Path) -> None:
    write_text(f"{action:<8} {path.as_posix()}\n")


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, data)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name may be too long
        raise UsageError(f"cannot write {path}: {(error.strerror or str(error)).lower()}") from error


def _is_current(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data


def difference(path: Path, before: str, after: str) -> str:
    """Return the difference between two texts of a file, as a unified diff."""
    name = path.as_posix()
    lines = unified_diff(before.splitlines(), after.splitlines(), name, name, lineterm="")
    return "".join(f"{line}\n" for line in lines)
