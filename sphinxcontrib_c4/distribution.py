"""The version of the distribution, and the files that it installs for other programs.

This module imports nothing of the package, and every other module may import it. The package itself imports the Sphinx
extension, so that the constants cannot be defined there without an import cycle.
"""

from __future__ import annotations

from pathlib import Path

__version__ = "0.1.0"

STATIC = Path(__file__).parent / "static"
"""The folder of the files that pages with drawings load; every HTML build copies them."""

STYLESHEET = "c4.css"
SCRIPT = "c4.js"

LATEX_PACKAGE = "sphinxcfour"
"""The LaTeX package, without its suffix, that drawings in PDF need."""

LATEX_FILE = Path(__file__).parent / "latex" / f"{LATEX_PACKAGE}.sty"
