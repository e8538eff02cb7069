"""Sites: which builders show drawings, and which have them in the pages themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.builders import Builder


def draws(builder: Builder) -> bool:
    """Whether a builder shows drawings: within a page, or as images of a book."""
    return builder.format in {"html", "latex"}


def is_site(builder: Builder) -> bool:
    """Whether drawings stand in the pages themselves; a book has images, which no stylesheet reaches."""
    return builder.format == "html" and builder.name != "epub"
