"""The command ``sphinx-c4``: check, analyse and export a model without Sphinx.

Exit status: 0 success, 1 invalid model or findings, 2 usage error. Each group of commands has one
module: ``add_commands`` adds its parsers, and a function that takes the parsed arguments runs a
command and returns the exit status.
"""

from sphinxcontrib_c4.cli.console import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE
from sphinxcontrib_c4.cli.export import FORMATS
from sphinxcontrib_c4.cli.program import main

__all__ = ["EXIT_FINDINGS", "EXIT_OK", "EXIT_USAGE", "FORMATS", "main"]
