"""Run ``sphinx-c4`` as ``python -m sphinxcontrib_c4.cli``."""

import sys

from sphinxcontrib_c4.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
