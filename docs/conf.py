"""The documentation of sphinxcontrib-c4; ``C4_DOCS_THEME`` chooses another theme to build it under."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

THEMES = {
    "alabaster": "alabaster",
    "book": "sphinx_book_theme",
    "furo": "furo",
    "pydata": "pydata_sphinx_theme",
    "rtd": "sphinx_rtd_theme",
}

project = "sphinxcontrib-c4"
author = "The sphinxcontrib-c4 authors"
copyright = "2026, The sphinxcontrib-c4 authors"
release = version = metadata.version("sphinxcontrib-c4")

extensions = ["myst_parser", "sphinxcontrib_c4", "c4_docs", "public_api", "worked_examples"]
exclude_patterns = ["howto/examples", "snippets"]
nitpicky = True
myst_enable_extensions = ["deflist"]

c4_model = "../model"
c4_changes_base = "earlier"
c4_primary_system = "mitxonline-openedx"
c4_structurizr_export = "workspace.json"
# The declared rules must hold. The cycle and the fragile links of the example stay, for the reports to show.
c4_fail_on = "any"
suppress_warnings = ["c4.cycle", "c4.fragile"]

html_theme = THEMES[os.environ.get("C4_DOCS_THEME", "furo")]
html_title = f"{project} {release}"
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sphinx = False

# Addresses in examples, of a server on the reader's machine, and of files in the evidence of the example, which move.
linkcheck_ignore = [
    r"https?://([\w-]+\.)*example(\.\w+)?/",
    r"http://localhost[:/]",
    r"https://github\.com/(mitodl|openedx)/.*/blob/",
]
linkcheck_timeout = 20
linkcheck_retries = 2
