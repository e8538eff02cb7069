"""The cache of compiled workspaces: a workspace in the DSL is compiled only if one of its inputs has changed.

The inputs are the command, the bytes of all files, and the environment variables that they name. The inputs of web
addresses, scripts and plugins are unknown, so a workspace that uses them is compiled each time. A damaged cache file
counts as missing, and a workspace is not cached if its file cannot be written.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from sphinxcontrib_c4.output_files import read_sealed, seal, write_file
from sphinxcontrib_c4.structurizr.compiler.command import compile_dsl
from sphinxcontrib_c4.structurizr.compiler.included_files import VARIABLE, included_files

_SUFFIX = ".compiled"
_NAME_LENGTH = 20
_UNKNOWN_CONTENT = re.compile(
    r'^[ \t]*(?:!(?:script|plugin|components)\b|(?:!\w+|workspace[ \t]+extends)[ \t]+"?https?://)',
    re.IGNORECASE | re.MULTILINE,
)


def compile_cached(path: Path, command: str, folder: Path) -> bytes:
    """Return the JSON to which ``command`` compiles the workspace at ``path``; ``folder`` is that of the cache.

    Raises:
        ModelError: the workspace cannot be compiled.
    """
    workspace = sha256(os.fsencode(os.path.abspath(path))).hexdigest()[:_NAME_LENGTH]
    key = _fingerprint(path, command)
    file = folder / f"{workspace}-{key[:_NAME_LENGTH]}{_SUFFIX}"
    if key and (compiled := read_sealed(file)):
        return compiled
    compiled = compile_dsl(path, command)
    if key and key == _fingerprint(path, command):  # else the workspace has changed during compilation
        _replace(folder, workspace, file, compiled)
    return compiled


def user_cache_folder() -> Path:
    """Return the folder for caches of the user, as the operating system names it."""
    name = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(name or os.path.join(os.path.expanduser("~"), ".cache"), "sphinxcontrib-c4")


def _fingerprint(path: Path, command: str) -> str:
    """Return a hash of all inputs of a workspace, or ``""`` if they are not known."""
    digest = sha256(os.fsencode(f"{command}\0{os.path.abspath(path)}"))
    for file in included_files(path):
        try:
            content = file.read_bytes()
        except OSError:
            return ""
        text = content.decode("utf-8", "replace")
        if _UNKNOWN_CONTENT.search(text):
            return ""
        digest.update(os.fsencode(f"\0{os.path.abspath(file)}\0{len(content)}\0") + content)
        for name in sorted(set(VARIABLE.findall(text))):
            digest.update(repr((name, os.environ.get(name))).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _replace(folder: Path, workspace: str, file: Path, compiled: bytes) -> None:
    """Write ``file``, and delete the earlier one of the same workspace."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        for earlier in folder.glob(f"{workspace}-*{_SUFFIX}"):
            earlier.unlink(missing_ok=True)
        write_file(file, seal(file, compiled))
