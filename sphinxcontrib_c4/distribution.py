"""The version of the distribution and of its code, and the files that it installs for other programs.

This module imports nothing of the package, and every other module may import it. The package itself imports the Sphinx
extension, so that the constants cannot be defined there without an import cycle.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

__version__ = "0.1.0"

STATIC = Path(__file__).parent / "static"
"""The folder of the files that pages with drawings load; every HTML build copies them."""

STYLESHEET = "c4.css"
SCRIPT = "c4.js"

LATEX_PACKAGE = "sphinxcfour"
"""The LaTeX package, without its suffix, that drawings in PDF need."""

LATEX_FILE = Path(__file__).parent / "latex" / f"{LATEX_PACKAGE}.sty"


@cache
def code_version() -> int:
    """Return a checksum of the version and of the names and sizes of all modules.

    Caches depend on it, since two checkouts of one version may have different classes.
    """
    return crc32(repr((__version__, sorted(_module_sizes(os.path.dirname(__file__))))).encode())


def _module_sizes(folder: str) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.name, entry.stat().st_size
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _module_sizes(entry.path)
