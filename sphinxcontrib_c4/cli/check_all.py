"""The command ``check --all``: the model, its references, extracted files, drift and findings at once.

The exit status is the sum of the numbers of the kinds of problems, so that it tells them apart.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.analysis import (
    Report,
    SettingError,
    analyse,
    failing_findings,
    merge_settings,
    parse_settings,
    read_baseline,
    stale_phrase,
    to_sarif,
    today,
)
from sphinxcontrib_c4.cli.code_graph import declared_sources, is_current, model_folder, run_extraction
from sphinxcontrib_c4.cli.console import UsageError, warn_of_model, write_output, write_text
from sphinxcontrib_c4.cli.progress import progress
from sphinxcontrib_c4.codegraph import (
    CodeGraph,
    Drift,
    code_graph_settings,
    compare,
    drift_run,
    graph_file_texts,
    mapping_fingerprint,
    read_code_graph,
    sarif_location,
)
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import Fault, Model, ModelError, NameLookupError, Position, json_document
from sphinxcontrib_c4.model_source import is_workspace, load_any


class ProblemKind(Enum):
    """A kind of problem: its name and its number in the exit status."""

    MODEL = ("model", 1, "The model is valid.")
    REFERENCES = ("references", 4, "All names in the baseline and in rejections exist.")
    GENERATED = ("generated files", 8, "The extracted files are up to date.")
    DRIFT = ("drift", 16, "The drift is within what is allowed.")
    FINDINGS = ("findings", 32, "The findings are within the baseline.")

    def __init__(self, title: str, status: int, success: str) -> None:
        self.title_text = title
        self.status = status
        self.success = success


@dataclass(frozen=True)
class Problem:
    """Something that is wrong; ``text`` is the message with an excerpt of the source, if there is one."""

    kind: ProblemKind
    message: str
    position: Position | None = None
    text: str = ""


@dataclass(frozen=True)
class Result:
    """All problems of a model, and the reports for SARIF if the model is valid."""

    problems: tuple[Problem, ...]
    model: Model | None = None
    drift: Drift | None = None
    report: Report | None = None

    @property
    def status(self) -> int:
        """The exit status."""
        return sum({problem.kind: problem.kind.status for problem in self.problems}.values())


def check_all(options: argparse.Namespace) -> int:
    """Check everything, write the result, and return the exit status."""
    result = _check(options)
    match options.format:
        case "json":
            write_output(_json(result))
        case "sarif":
            write_output(_sarif(result, Path.cwd().as_posix()))
        case _:
            write_text(_text(result))
    return result.status


def _check(options: argparse.Namespace) -> Result:
    try:
        with progress("reading the model"):
            model = load_any(options.model)
        warn_of_model(model)
        baseline = read_baseline(options.baseline) if options.baseline else None
    except ModelError as error:
        return Result(tuple(_fault_problems(ProblemKind.MODEL, error.faults)))
    try:
        scope, rules = parse_settings(merge_settings(model.analysis, {}))
        with progress("analysing the dependencies"):
            report = analyse(model, scope=scope, rules=rules, baseline=baseline, today=today())
    except (NameLookupError, SettingError) as error:
        raise UsageError(str(error)) from error
    problems = [*_findings(report, options.fail_on), *_stale_entries(report)]
    if is_workspace(options.model):
        return Result(tuple(problems), model, None, report)
    try:
        graph = read_code_graph(options.model, model)
    except ModelError as error:
        return Result((*problems, *_fault_problems(ProblemKind.GENERATED, error.faults)), model, None, report)
    drift = compare(model, graph)
    problems += [*_generated_files(model, graph, options.model), *_drift(model, drift), *_rejections(drift)]
    return Result(tuple(problems), model, drift, report)


def _fault_problems(kind: ProblemKind, faults: tuple[Fault, ...]) -> Iterator[Problem]:
    return (Problem(kind, fault.message, fault.position, str(fault)) for fault in faults)


# --- Kinds of problems ---


def _findings(report: Report, fail_on: str) -> Iterator[Problem]:
    for finding in failing_findings(report, fail_on):
        text = getattr(finding, "message", "") or f"cycle: {' ↔ '.join(getattr(finding, 'members', ()))}"
        yield Problem(ProblemKind.FINDINGS, f"{finding.severity.value}: {text}", finding.position)


def _stale_entries(report: Report) -> Iterator[Problem]:
    for stale in report.stale:
        message = f"an entry of the baseline no longer matches: {stale_phrase(stale)}"
        yield Problem(ProblemKind.REFERENCES, message, stale.entry.position)


def _rejections(drift: Drift) -> Iterator[Problem]:
    for rejection in drift.unmatched:
        message = f"the rejected candidate {rejection.source} → {rejection.target} does not exist any more"
        yield Problem(ProblemKind.REFERENCES, message, rejection.position)


def _drift(model: Model, drift: Drift) -> Iterator[Problem]:
    excess = drift.exceeded(code_graph_settings(model).allowed)
    for item in drift.items:
        if item.state in excess:
            position = item.flow.position if item.flow else item.candidates[0].position
            message = f"{item.state.value}: {item.source} → {item.target}: {item.reason}"
            yield Problem(ProblemKind.DRIFT, message, position)


def _generated_files(model: Model, graph: CodeGraph, path: Path) -> Iterator[Problem]:
    folder = model_folder(path)
    mapping = mapping_fingerprint(model, code_graph_settings(model))
    reported = []
    for file in graph.files:
        message = "" if file.is_intact else "the extracted file was edited; extract it again"
        if file.is_own and file.mapping != mapping:
            message = message or "names or mappings of the model have changed; extract it again"
        if message:
            reported.append(file.path)
            yield _file_problem(folder, file.path, message)
    yield from _outdated_files(model, graph, folder, skipped=reported)


def _outdated_files(model: Model, graph: CodeGraph, folder: Path, *, skipped: list[str]) -> Iterator[Problem]:
    """Yield the files that an extraction from the declared files of evidence would change."""
    settings = code_graph_settings(model)
    sources = list(declared_sources(model, settings, folder))
    if not sources:
        return
    extraction = run_extraction(model, settings, sources, day=graph.date)
    for file in graph_file_texts(model, extraction, has_inputs=True):
        if file.name not in skipped and not is_current(folder / file.name, file):
            yield _file_problem(folder, file.name, "the extracted file is not up to date; run sphinx-c4 extract")


def _file_problem(folder: Path, name: str, message: str) -> Problem:
    return Problem(ProblemKind.GENERATED, message, Position((folder / name).as_posix(), 1, 1))


# --- Output ---


def _text(result: Result) -> str:
    lines = []
    for kind in ProblemKind:
        problems = [problem for problem in result.problems if problem.kind is kind]
        if problems:
            lines.append(f"FAILED {kind.title_text} ({len(problems)})")
            lines += [f"  {line}" for problem in problems for line in _lines(problem)]
        elif result.model is None:
            lines.append(f"- {kind.title_text}: not checked, since the model is invalid")
        else:
            lines.append(f"ok {kind.title_text}: {kind.success}")
    return "".join(f"{line}\n" for line in lines)


def _lines(problem: Problem) -> list[str]:
    if problem.text:
        return problem.text.splitlines()
    return [f"{problem.position}: {problem.message}" if problem.position else problem.message]


def _json(result: Result) -> str:
    values = {
        "status": result.status,
        "counts": {kind.title_text: sum(p.kind is kind for p in result.problems) for kind in ProblemKind},
        "problems": [
            {
                "kind": problem.kind.title_text,
                "message": problem.message,
                "path": problem.position.path if problem.position else None,
                "line": problem.position.line if problem.position else None,
                "column": problem.position.column if problem.position else None,
            }
            for problem in result.problems
        ],
    }
    return json_document(values)


def _sarif(result: Result, root: str) -> str:
    """Return SARIF with a run for each tool: the model and its files, drift, and findings."""
    runs = [_own_run(result, root)]
    if result.model and result.drift:
        runs.append(drift_run(result.model, result.drift, root=root))
    document: dict[str, Any] = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0"}
    if result.report:
        document = json.loads(to_sarif(result.report, root=root))
        runs += document["runs"]
    names = ("check", "drift", "lint") if len(runs) == 3 else ("check", "lint")
    for name, run in zip(names, runs, strict=False):
        run["automationDetails"] = {"id": f"sphinx-c4/{name}"}
    return json_document({**document, "runs": runs})


def _own_run(result: Result, root: str) -> dict[str, Any]:
    kinds = [ProblemKind.MODEL, ProblemKind.REFERENCES, ProblemKind.GENERATED]
    rules = [
        {"id": f"c4/{kind.title_text.replace(' ', '-')}", "shortDescription": {"text": kind.success}} for kind in kinds
    ]
    results = [_result(problem, kinds, rules, root) for problem in result.problems if problem.kind in kinds]
    driver = {"name": "sphinx-c4", "version": __version__, "rules": rules}
    return {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}


def _result(problem: Problem, kinds: list[ProblemKind], rules: list[dict[str, Any]], root: str) -> dict[str, Any]:
    index = kinds.index(problem.kind)
    result: dict[str, Any] = {
        "ruleId": rules[index]["id"],
        "ruleIndex": index,
        "level": "error",
        "message": {"text": problem.message},
    }
    if problem.position:
        result["locations"] = [sarif_location(problem.position, root)]
    return result
