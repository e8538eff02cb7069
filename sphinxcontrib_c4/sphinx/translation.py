"""Translation: the words of drawings in the language of the build.

Sphinx translates nodes; these words are none when documents are read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.locale import init
from sphinx.util.i18n import docname_to_domain

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.environment import BuildEnvironment


def translation(env: BuildEnvironment) -> Callable[[str], str]:
    """What looks texts up in the catalogue of the document that is being read; texts without an entry stay."""
    config = env.config
    folders = [str(env.srcdir / folder) for folder in config.locale_dirs]
    catalogue, found = init(folders, config.language, docname_to_domain(env.docname, config.gettext_compact))
    return catalogue.gettext if found else str
