"""C4 architecture diagrams and data flows for Sphinx, drawn from one YAML model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__version__ = "0.1.0"

#: The folder of the files that pages with drawings load, and their names; every build copies them.
STATIC = Path(__file__).parent / "static"
STYLESHEET = "c4.css"
SCRIPT = "c4.js"

#: The LaTeX package, without its suffix, that drawings in PDF need, and its file.
LATEX_PACKAGE = "sphinxcfour"
LATEX_FILE = Path(__file__).parent / "latex" / f"{LATEX_PACKAGE}.sty"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension with Sphinx."""
    from sphinxcontrib_c4.sphinx import register

    return register(app)
