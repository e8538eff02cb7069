"""The commands ``extract`` and ``drift``: their options. The work is in ``codegraph``, which is loaded on demand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxcontrib_c4.cli.console import (
    EXIT_FINDINGS,
    EXIT_OK,
    Commands,
    UsageError,
    add_model_argument,
    write_output,
)

if TYPE_CHECKING:
    from sphinxcontrib_c4.codegraph import EvidenceSource, Extraction, RowFault
    from sphinxcontrib_c4.model import Model

DRIFT_FORMATS = ("text", "json", "sarif")
_MAX_FAULTS = 20


def add_commands(commands: Commands) -> None:
    """Add ``extract`` and ``drift`` to ``commands``."""
    parser = commands.add_parser(
        "extract", help="extract candidates from code and traffic", description=_extract.__doc__
    )
    add_model_argument(parser)
    parser.add_argument(
        "--bindings",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="binding rows as JSON Lines or a JSON array; '-' for standard input; may be repeated",
    )
    parser.add_argument("--date", default="", metavar="DAY", help="the day of the extraction, such as 2030-12-31")
    parser.set_defaults(run=_extract)
    drift = commands.add_parser("drift", help="compare the model with the evidence", description=_drift.__doc__)
    add_model_argument(drift)
    drift.add_argument("--format", choices=DRIFT_FORMATS, default="text", help="the output format (default: text)")
    drift.set_defaults(run=_drift)


def _extract(options: argparse.Namespace) -> int:
    """Extract candidates from evidence, and write them to <name>.graph.yaml beside each model file."""
    from sphinxcontrib_c4.codegraph import code_graph_settings, extract
    from sphinxcontrib_c4.model import load

    model = load(options.model)
    settings = code_graph_settings(model)
    faults = _FaultReport()
    try:
        extraction = extract(model, settings, list(_sources(options)), date=options.date, report=faults.add)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {(error.strerror or str(error)).lower()}") from error
    faults.finish()
    folder = options.model if options.model.is_dir() else options.model.parent
    _write_files(model, folder, extraction)
    return EXIT_OK


def _sources(options: argparse.Namespace) -> Iterator[EvidenceSource]:
    from sphinxcontrib_c4.codegraph import BindingRows

    for path in options.bindings:
        yield BindingRows(path)


def _write_files(model: Model, folder: Path, extraction: Extraction) -> None:
    from sphinxcontrib_c4.codegraph import graph_file_texts
    from sphinxcontrib_c4.output_files import write_text_file

    curated = {file.path for file in model.files}
    for file in graph_file_texts(model, extraction, has_inputs=False):
        if file.name in curated:
            raise UsageError(f"{file.name} is a model file and is not replaced; rename it")
        try:
            write_text_file(folder / file.name, file.text)
        except OSError as error:
            raise UsageError(f"{file.name} cannot be written: {(error.strerror or str(error)).lower()}") from error
        write_output(f"{(folder / file.name).as_posix()}\n")


class _FaultReport:
    """Writes unreadable rows to standard error: the first ones, and the number of all."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, fault: RowFault) -> None:
        """Report a fault."""
        self._count += 1
        if self._count <= _MAX_FAULTS:
            print(f"sphinx-c4: {fault}", file=sys.stderr)

    def finish(self) -> None:
        """Report how many rows were skipped."""
        if self._count:
            noun = "row was" if self._count == 1 else "rows were"
            print(f"sphinx-c4: {self._count} unreadable {noun} skipped", file=sys.stderr)


def _drift(options: argparse.Namespace) -> int:
    """Compare the flows between systems with the evidence that was extracted."""
    from sphinxcontrib_c4.codegraph import DriftState, compare, read_code_graph
    from sphinxcontrib_c4.model import load

    model = load(options.model)
    drift = compare(model, read_code_graph(options.model, model))
    for item in drift.items:
        name = item.flow.name if item.flow else item.candidates[0].name
        write_output(f"{item.state.value}: {item.source} → {item.target} ({name}): {item.reason}\n")
    return EXIT_FINDINGS if drift.count(DriftState.UNDOCUMENTED) + drift.count(DriftState.STALE) else EXIT_OK
