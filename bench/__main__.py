"""Measure builds with drawings and without: ``python bench [PAIRS]`` prints a table.

The model is the folder of public models under ``C4_SHARED_DATA`` where that is set, else the project's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from builds import Comparison, compare_builds
from large import write_large_model
from pages import by_drawing, by_system, drawings

from sphinxcontrib_c4.model import load

HERE = Path(__file__).parent
PAIRS = 7
#: Docs of some size: so many pages besides those with drawings.
PROSE = 100


def main() -> None:
    """Measure everything and print each result."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    models = _models()
    print(f"{len(drawings(load(models)))} drawings, {pairs} alternating pairs, medians")
    with TemporaryDirectory() as folder:
        for grouping, prose in ((by_system, 0), (by_drawing, 0), (by_drawing, PROSE)):
            title = f"pages {grouping.__name__.replace('_', ' ')}" + f", {prose} of prose" * bool(prose)
            print(f"\n{title:32}{'drawn s':>10}{'plain s':>10}{'ratio':>8}{'goal':>8}")
            for result in compare_builds(
                Path(folder, f"{grouping.__name__}-{prose}"), models, page_of=grouping, prose=prose, pairs=pairs
            ):
                print(_row(result), flush=True)
        print()
        print(_probe("import of the packages, ms", "imports"))
        print(_probe("reading the model, ms", "load", models))
        _print_large(write_large_model(Path(folder, "large")))


def _models() -> Path:
    shared = os.environ.get("C4_SHARED_DATA")
    return Path(shared, "mit-open-learning", "models") if shared else HERE.parent / "model"


def _row(result: Comparison) -> str:
    drawn, plain = median(result.drawn), median(result.plain)
    return f"{result.title:32}{drawn:10.3f}{plain:10.3f}{result.ratio:8.3f}{result.limit:8.2f}"


def _probe(title: str, name: str, *paths: Path) -> str:
    """Return the medians, in ms, of five runs of a probe that measures seconds."""
    runs = [_run(name, *paths) for _ in range(5)]
    values = (f"{key} {1000 * median(run[key] for run in runs):.1f}" for key in runs[0])
    return f"{title:32}  {', '.join(values)}"


def _print_large(model: Path) -> None:
    found = _run("draw", model)
    print(
        f"400 containers, 800 flows in one view: {found['seconds']:.2f} s (goal 5), "
        f"{found['mebibytes']:.0f} MiB at most, {found['width']:.0f} x {found['height']:.0f} px, "
        f"{found['bytes'] / 1024:.0f} KiB of SVG"
    )


def _run(name: str, *paths: Path) -> dict[str, float]:
    command = [sys.executable, str(HERE / "probes.py"), name, *map(str, paths)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(result.stdout)
    return measured


if __name__ == "__main__":
    main()
