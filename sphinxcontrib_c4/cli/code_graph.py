"""The commands ``extract`` and ``drift``: their options. The work is in ``codegraph``, which is loaded on demand."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxcontrib_c4.cli.console import (
    EXIT_FINDINGS,
    EXIT_OK,
    Commands,
    UsageError,
    add_command,
    add_model_argument,
    write_error,
    write_output,
    write_text,
)

if TYPE_CHECKING:
    from sphinxcontrib_c4.codegraph import CodeGraphSettings, EvidenceSource, Extraction, GraphFileText, RowFault
    from sphinxcontrib_c4.model import Model

DRIFT_FORMATS = ("text", "json", "sarif")
_KINDS = ("bindings", "traces", "metrics", "backstage")
_MAX_FAULTS = 20
_DELAY = 2.0
_TODAY = "today"

_EXTRACT_EXAMPLES = (
    ("read the evidence that landscape.yaml lists", "docs/model"),
    ("read rows from a file and traffic from Jaeger", "docs/model --bindings bindings.jsonl --traces jaeger.json"),
    ("scan two checkouts", "docs/model --scan shop=../shop --scan billing=../billing"),
)
_DRIFT_EXAMPLES = (
    ("compare the model with the evidence", "docs/model"),
    ("write the differences as SARIF, for code scanning", "docs/model --format sarif > drift.sarif"),
)


def add_commands(commands: Commands) -> None:
    """Add ``extract`` and ``drift`` to ``commands``."""
    extract = add_command(
        commands, "extract", _extract, help="extract candidates from code and traffic", examples=_EXTRACT_EXAMPLES
    )
    add_model_argument(extract)
    _add_source_options(extract)
    extract.add_argument(
        "--date", default="", metavar="DAY", help="the day of the evidence, such as 2030-12-31, or 'today'"
    )
    extract.add_argument("--progress", action="store_true", help="show progress even if this is not a terminal")
    drift = add_command(commands, "drift", _drift, help="compare the model with the evidence", examples=_DRIFT_EXAMPLES)
    add_model_argument(drift)
    drift.add_argument("--format", choices=DRIFT_FORMATS, default="text", help="the output format (default: text)")


def _add_source_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "evidence", "each option may be repeated; without any, the files that landscape.yaml names are read"
    )
    texts = {
        "bindings": "binding rows as JSON Lines or a JSON array; - for standard input",
        "traces": "dependencies between services as Jaeger returns them",
        "metrics": "service graph metrics of OpenTelemetry in Prometheus' text format",
        "backstage": "a Backstage catalog, or a folder that contains catalog-info.yaml files",
    }
    for name, text in texts.items():
        group.add_argument(f"--{name}", metavar="FILE", type=Path, action="append", default=[], help=text)
    group.add_argument(
        "--scan",
        metavar="NAME=PATH",
        action="append",
        default=[],
        help="a checkout of the repository NAME; requires the extra 'codegraph'",
    )
    group.add_argument("--store", action="store_true", help="the store of an installed witan-code")


# --- extract ---


def _extract(options: argparse.Namespace) -> int:
    """Extract candidates from evidence, and write them to <name>.graph.yaml next to each model file."""
    from sphinxcontrib_c4.codegraph import code_graph_settings

    model = _load(options.model)
    settings = code_graph_settings(model)
    folder = model_folder(options.model)
    has_inputs = not _has_source_options(options)
    sources = list(
        declared_sources(model, settings, folder) if has_inputs else _given_sources(options, model, settings)
    )
    if not sources:
        raise UsageError("no evidence is given: add --bindings FILE, or list files under code_graph in landscape.yaml")
    reporter = _Reporter(is_shown=options.progress or sys.stderr.isatty(), delay=0 if options.progress else _DELAY)
    extraction = run_extraction(model, settings, sources, day=_day(options.date), reporter=reporter)
    reporter.finish(extraction)
    for path in write_graph_files(model, folder, extraction, has_inputs=has_inputs):
        write_text(f"{path.as_posix()}\n")
    return EXIT_OK


def run_extraction(
    model: Model,
    settings: CodeGraphSettings,
    sources: list[EvidenceSource],
    *,
    day: str,
    reporter: _Reporter | None = None,
) -> Extraction:
    """Return the extraction from ``sources``; raise ``UsageError`` for a source that cannot be read."""
    import sqlite3  # only an extraction needs it

    from sphinxcontrib_c4.codegraph import SourceError, extract

    reporter = reporter or _Reporter(is_shown=False)
    try:
        return extract(model, settings, sources, date=day, report=reporter.add, progress=reporter.progress)
    except SourceError as error:
        raise UsageError(str(error)) from error
    except sqlite3.Error as error:
        raise UsageError(f"the temporary database of the join cannot be used: {error}") from error
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be read: {(error.strerror or str(error)).lower()}") from error


def _load(path: Path) -> Model:
    from sphinxcontrib_c4.model import load
    from sphinxcontrib_c4.model_source import is_workspace

    if is_workspace(path):
        raise UsageError(
            "extracted files belong to YAML model files, not to a workspace: name a file or folder of YAML"
        )
    return load(path)


def model_folder(path: Path) -> Path:
    """Return the folder of a model that is a file or a folder."""
    return path if path.is_dir() else path.parent


def _day(text: str) -> str:
    """Return the day that an option gives, else that of ``SOURCE_DATE_EPOCH``, else nothing."""
    if text == _TODAY:
        return datetime.now(tz=UTC).date().isoformat()
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        if text:
            return date.fromisoformat(text).isoformat()
        return datetime.fromtimestamp(int(epoch), tz=UTC).date().isoformat() if epoch else ""
    except (ValueError, OverflowError, OSError):
        name, value = ("--date", text) if text else ("SOURCE_DATE_EPOCH", epoch)
        raise UsageError(f"{name} is {value!r}, which is not a day") from None


def write_graph_files(model: Model, folder: Path, extraction: Extraction, *, has_inputs: bool) -> Iterator[Path]:
    """Write the extracted files whose content changes, and yield the paths of all.

    All texts are ready before the first file is replaced; a curated file is never replaced.
    """
    from sphinxcontrib_c4.codegraph import graph_file_texts
    from sphinxcontrib_c4.output_files import write_text_file

    files = list(graph_file_texts(model, extraction, has_inputs=has_inputs))
    if curated := sorted({file.path for file in model.files} & {file.name for file in files}):
        raise UsageError(f"{curated[0]} is a model file and is not replaced; rename it")
    for file in files:
        path = folder / file.name
        try:
            if not is_current(path, file):
                write_text_file(path, file.text)
        except OSError as error:
            raise UsageError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error
        yield path


def is_current(path: Path, file: GraphFileText) -> bool:
    """Return whether the file at ``path`` has the text of an extracted file."""
    return path.is_file() and path.read_bytes() == file.text.encode("utf-8")


class _Reporter:
    """Writes progress and unreadable rows to standard error: the first ones, and the number of all."""

    def __init__(self, *, is_shown: bool, delay: float = 0) -> None:
        self._is_shown = is_shown
        self._start = time.monotonic() + delay
        self._faults = 0

    def add(self, fault: RowFault) -> None:
        """Report an unreadable row."""
        self._faults += 1
        if self._faults <= _MAX_FAULTS:
            write_error(f"sphinx-c4: {fault}")

    def progress(self, count: int) -> None:
        """Report the number of rows that have been read."""
        if self._is_shown and time.monotonic() >= self._start:
            print(f"\rsphinx-c4: {count:,} rows read", end="", file=sys.stderr, flush=True)

    def finish(self, extraction: Extraction) -> None:
        """Report how many rows were skipped, and how many candidates there are."""
        if self._is_shown:
            count = len(extraction.candidates)
            print(f"\rsphinx-c4: {extraction.bindings:,} bindings, {count:,} candidates", file=sys.stderr)
        if self._faults:
            noun = "row was" if self._faults == 1 else "rows were"
            print(f"sphinx-c4: {self._faults} unreadable {noun} skipped", file=sys.stderr)
        if extraction.dropped:
            print(f"sphinx-c4: {extraction.dropped} candidates beyond the limit were dropped", file=sys.stderr)


# --- Sources ---


def _has_source_options(options: argparse.Namespace) -> bool:
    return bool(options.scan or options.store or any(getattr(options, kind) for kind in _KINDS))


def _given_sources(options: argparse.Namespace, model: Model, settings: CodeGraphSettings) -> Iterator[EvidenceSource]:
    """Yield the sources that options name."""
    from sphinxcontrib_c4.codegraph import Checkouts, WitanStore

    for kind in _KINDS:
        for path in getattr(options, kind):
            yield _source(kind, path, model, settings)
    if options.scan:
        yield Checkouts(dict(map(_checkout, options.scan)))
    if options.store:
        yield WitanStore()


def declared_sources(model: Model, settings: CodeGraphSettings, folder: Path) -> Iterator[EvidenceSource]:
    """Yield the sources that ``landscape.yaml`` names."""
    for kind in _KINDS:
        for path in settings.inputs.get(kind, ()):
            yield _source(kind, folder / path, model, settings)


def _source(kind: str, path: Path, model: Model, settings: CodeGraphSettings) -> EvidenceSource:
    from sphinxcontrib_c4.codegraph import (
        BackstageCatalog,
        BindingRows,
        EndResolver,
        JaegerDependencies,
        ServiceGraphMetrics,
    )

    match kind:
        case "bindings":
            return BindingRows(path)
        case "traces":
            return JaegerDependencies(path)
        case "metrics":
            return ServiceGraphMetrics(path)
        case _:
            resolver = EndResolver(model, settings)
            return BackstageCatalog(path, lambda name: resolver.service(name).is_in_model)


def _checkout(text: str) -> tuple[str, Path]:
    name, equals, path = text.rpartition("=")
    if not equals or not name or not path:
        raise UsageError(f"--scan requires NAME=PATH, not {text!r}")
    return name, Path(path)


# --- drift ---


def _drift(options: argparse.Namespace) -> int:
    """Compare the flows between systems with the evidence that was extracted.

    The exit status is 1 if more flows are undocumented or stale than landscape.yaml allows.
    """
    from sphinxcontrib_c4.codegraph import (
        code_graph_settings,
        compare,
        drift_json,
        drift_sarif,
        drift_text,
        read_code_graph,
    )

    model = _load(options.model)
    graph = read_code_graph(options.model, model)
    drift = compare(model, graph)
    match options.format:
        case "json":
            write_output(drift_json(model, graph, drift, options.model))
        case "sarif":
            write_output(drift_sarif(model, drift, root=Path.cwd().as_posix()))
        case _:
            write_text(drift_text(model, graph, drift, options.model))
    return EXIT_FINDINGS if drift.exceeded(code_graph_settings(model).allowed) else EXIT_OK
