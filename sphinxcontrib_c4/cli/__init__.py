"""The command ``sphinx-c4``: check, analyse and export a model without Sphinx.

Exit status: 0 success, 1 invalid model or findings, 2 usage error. Each group of commands has one module, which is
listed in ``program``: its ``add_commands`` adds each parser with ``console.add_command``, with examples, and a function
that takes the parsed arguments runs the command and returns the exit status. Every command line imports these modules,
so they contain only options; the work is in modules of its own that are imported on demand.
"""

from sphinxcontrib_c4.cli.console import EXIT_FINDINGS, EXIT_OK, EXIT_USAGE
from sphinxcontrib_c4.cli.export import FORMATS
from sphinxcontrib_c4.cli.program import build_parser, main

__all__ = ["EXIT_FINDINGS", "EXIT_OK", "EXIT_USAGE", "FORMATS", "build_parser", "main"]
