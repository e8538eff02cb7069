"""Measurements that need a separate process: ``python probes.py NAME [PATH]`` prints one as JSON."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

PACKAGES = ("model", "views", "layout", "drawing", "sphinx")


def imports() -> dict[str, float]:
    """Return the import time of each package in seconds, in the order of the data flow."""
    return {package: _import(f"sphinxcontrib_c4.{package}") for package in PACKAGES}


def load(path: Path) -> dict[str, float]:
    """Return the seconds to read a model for the first time, including imports, and for the second time."""
    return {"first": _load(path), "second": _load(path)}


def draw(path: Path) -> dict[str, float]:
    """Return the CPU seconds to read a model and draw its first container view, and the peak memory in MiB."""
    return _draw(path, "container")


def draw_landscape(path: Path) -> dict[str, float]:
    """Return the CPU seconds to read a model and draw its landscape, and the peak memory in MiB."""
    return _draw(path, "landscape")


def command_check(path: Path) -> dict[str, float]:
    """Return the CPU seconds of ``sphinx-c4 check``, and the peak memory in MiB."""
    return _command("check", path)


def command_cycles(path: Path) -> dict[str, float]:
    """Return the CPU seconds of ``sphinx-c4 cycles``, and the peak memory in MiB."""
    return _command("cycles", path)


def _command(name: str, path: Path) -> dict[str, float]:
    start = process_time()
    from sphinxcontrib_c4.cli import main

    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        main([name, str(path)])
    return {"seconds": process_time() - start, "mebibytes": _peak(resource.RUSAGE_SELF)}


def _draw(path: Path, kind: str) -> dict[str, float]:
    start = process_time()
    from sphinxcontrib_c4 import drawing, layout, model, views

    landscape = model.load(path)
    subject = views.subjects(landscape, views.ViewKind(kind))[0]
    selection = views.Selection(labels_on_demand=True)
    (geometry,) = layout.lay_out([views.view(landscape, views.ViewKind(kind), subject, selection)])
    if isinstance(geometry, layout.LayoutFault):
        raise SystemExit(f"{geometry.view_name}: {geometry.message}")
    size = len(drawing.svg(geometry).encode())
    return {
        "seconds": process_time() - start,
        "mebibytes": _peak(resource.RUSAGE_SELF) + _peak(resource.RUSAGE_CHILDREN),
        "bytes": size,
        "width": geometry.width,
        "height": geometry.height,
    }


def _import(name: str) -> float:
    start = perf_counter()
    importlib.import_module(name)
    return perf_counter() - start


def _load(path: Path) -> float:
    start = perf_counter()
    from sphinxcontrib_c4.model import load

    load(path)
    return perf_counter() - start


def _peak(processes: int) -> float:
    kibibytes = resource.getrusage(processes).ru_maxrss
    return kibibytes / 1024


if __name__ == "__main__":
    name, *paths = sys.argv[1:]
    probes = {
        "load": load,
        "draw": draw,
        "draw_landscape": draw_landscape,
        "command_check": command_check,
        "command_cycles": command_cycles,
    }
    figures = imports() if name == "imports" else probes[name](Path(paths[0]))
    print(json.dumps(figures))
