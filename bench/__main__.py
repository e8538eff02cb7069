"""Measure builds with drawings and without: ``python bench [PAIRS]`` prints a table.

The model is the folder of public models under ``C4_SHARED_DATA`` if that is set, else the project's own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from builds import Comparison, Project, compare_builds, compare_graphviz
from large import write_large_graph, write_large_landscape, write_large_model
from pages import Grouping, by_drawing, by_system, drawings

from sphinxcontrib_c4.model import load

BENCH = Path(__file__).parent
PAIRS = 7
#: The number of pages without drawings in a project of medium size, and in one with only a few drawings.
PROSE = 100
MUCH_PROSE = 300
FEW_DRAWINGS = 5


def main() -> None:
    """Measure everything and print each result."""
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    models = _models()
    print(f"{len(drawings(load(models)))} drawings, {pairs} alternating pairs, medians")
    with TemporaryDirectory() as name:
        folder = Path(name)
        for grouping, prose, most in ((by_system, 0, 0), (by_drawing, 0, 0), (by_drawing, PROSE, 0)):
            _print_builds(folder / f"{grouping.__name__}-{prose}", models, grouping, prose, most, pairs)
        _print_builds(folder / "few", models, by_drawing, MUCH_PROSE, FEW_DRAWINGS, pairs)
        print()
        print(_probe("import of the packages, ms", "imports"))
        print(_probe("reading the model, ms", "load", models))
        _print_large("400 containers, 800 flows in one view", "draw", write_large_model(folder / "large"), goal=3)
        landscape = write_large_landscape(folder / "landscape")
        _print_large("a landscape of 400 systems in 10 groups", "draw_landscape", landscape, goal=5)
        _print_commands(write_large_graph(folder / "graph"), goal=5)


def _print_builds(folder: Path, models: Path, grouping: Grouping, prose: int, most: int, pairs: int) -> None:
    title = f"pages {grouping.__name__.replace('_', ' ')}" + (f", {prose} of prose" if prose else "")
    print(f"\n{title:32}{'wall s':>8}{'plain':>8}{'ratio':>8}{'CPU s':>9}{'plain':>8}{'ratio':>8}{'goal':>8}")
    for result in compare_builds(folder, models, page_of=grouping, prose=prose, pairs=pairs, most=most):
        print(_row(result), flush=True)
    if not prose and shutil.which("dot"):
        for result in compare_graphviz(folder, models, page_of=grouping, pairs=pairs):
            print(_row(result), flush=True)
    print(f"SVG in pages: {Project(folder / 'drawn').drawing_bytes() / 1000:.0f} kB")


def _models() -> Path:
    shared = os.environ.get("C4_SHARED_DATA")
    return Path(shared, "mit-open-learning", "models") if shared else BENCH.parent / "model"


def _row(result: Comparison) -> str:
    with_drawings, plain = result.medians
    wall = f"{with_drawings.wall:8.3f}{plain.wall:8.3f}{with_drawings.wall / plain.wall:8.3f}"
    cpu = f"{with_drawings.cpu:9.3f}{plain.cpu:8.3f}{with_drawings.cpu / plain.cpu:8.3f}"
    return f"{result.title:32}{wall}{cpu}{result.limit:8.2f}"


def _probe(title: str, name: str, *paths: Path) -> str:
    """Return the medians, in ms, of five runs of a probe that measures seconds."""
    runs = [_run(name, *paths) for _ in range(5)]
    values = (f"{key} {1000 * median(run[key] for run in runs):.1f}" for key in runs[0])
    return f"{title:32}  {', '.join(values)}"


def _print_large(title: str, probe: str, model: Path, *, goal: float) -> None:
    result = _run(probe, model)
    print(
        f"{title}: {result['seconds']:.2f} s of CPU (goal {goal:g}), "
        f"at most {result['mebibytes']:.0f} MiB, {result['width']:.0f} x {result['height']:.0f} px, "
        f"{result['bytes'] / 1024:.0f} KiB of SVG"
    )


def _print_commands(model: Path, *, goal: float) -> None:
    results = [_run(f"command_{name}", model) for name in ("check", "cycles")]
    seconds = " + ".join(f"{command['seconds']:.2f}" for command in results)
    mebibytes = max(command["mebibytes"] for command in results)
    title = "check and cycles of 1000 systems with 50000 flows"
    print(f"{title}: {seconds} s of CPU (goal {goal:g}), at most {mebibytes:.0f} MiB")


def _run(name: str, *paths: Path) -> dict[str, float]:
    command = [sys.executable, str(BENCH / "probes.py"), name, *map(str, paths)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(result.stdout)
    return figures


if __name__ == "__main__":
    main()
