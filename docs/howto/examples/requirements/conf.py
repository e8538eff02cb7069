"""An example: requirements, architecture and API pages that link to each other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_needs",
    "sphinxcontrib_c4",
]
nitpicky = True
needs_types = [
    {"directive": "req", "title": "Requirement", "prefix": "R_", "color": "#ffffff", "style": "node"},
]
c4_model = "../../../../model/bookshop.yaml"
