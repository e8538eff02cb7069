"""C4 architecture diagrams and data flows for Sphinx, drawn from one YAML model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.distribution import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["__version__", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the extension with Sphinx."""
    from sphinxcontrib_c4.sphinx import register

    return register(app)
