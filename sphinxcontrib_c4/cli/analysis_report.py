"""The work of the commands ``cycles`` and ``lint``: analyse the model, write the report in the chosen format."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from sphinxcontrib_c4.analysis import (
    AcceptanceTerms,
    Report,
    SettingError,
    UnknownOwnerError,
    analyse,
    failing_findings,
    format_baseline,
    merge_settings,
    parse_settings,
    read_baseline,
    resolve_owner,
    to_json,
    to_sarif,
    to_text,
    today,
)
from sphinxcontrib_c4.cli.console import EXIT_FINDINGS, EXIT_OK, UsageError, text_width, write_output
from sphinxcontrib_c4.cli.progress import progress
from sphinxcontrib_c4.cli.what_if import assumed_model
from sphinxcontrib_c4.model import Model, NameLookupError
from sphinxcontrib_c4.model_source import is_workspace, load_any


def report_cycles(options: argparse.Namespace) -> int:
    """Write the report on cycles and return the exit status."""
    return _write_report(options, _report(options, cycles_only=True))


def report_findings(options: argparse.Namespace) -> int:
    """Write the report on all findings and return the exit status."""
    return _write_report(options, _report(options))


def _write_report(options: argparse.Namespace, report: Report) -> int:
    write_output(_render_report(options, report))
    if options.format == "baseline":
        return EXIT_OK
    return EXIT_FINDINGS if failing_findings(report, options.fail_on) else EXIT_OK


def _render_report(options: argparse.Namespace, report: Report) -> str:
    """Return the report in the format that ``options`` ask for."""
    match options.format:
        case "json":
            return _json(report, options.focus)
        case "sarif":
            return to_sarif(report, root=Path.cwd().as_posix())
        case "baseline":
            terms = AcceptanceTerms(reason=options.reason, owner=options.owner, expires=options.expires)
            return format_baseline(report.findings, report.metrics.totals(), terms)
        case _:
            return to_text(report, width=text_width(), complete=options.all, by_owner=options.by == "owner")


def _json(report: Report, focus: Iterable[str]) -> str:
    try:
        return to_json(report, focus=focus)
    except NameLookupError as error:
        raise UsageError(str(error)) from error


def _report(options: argparse.Namespace, *, cycles_only: bool = False) -> Report:
    """Return the report that ``options`` ask for; raise ``UsageError`` for values that cannot be used."""
    try:
        if options.format == "baseline":
            _check_baseline_options(options)
        with progress("reading the model"):
            model = load_any(options.model)
        if options.unverified:
            model = _with_unverified_flows(model, options.model)
        model = assumed_model(model, options)
        scope, rules = parse_settings(
            merge_settings(model.analysis, settings_of_options(options)), subject=options.system
        )
        baseline = read_baseline(options.baseline) if options.baseline else None
        with progress("analysing the dependencies"):
            report = analyse(model, scope=scope, rules=rules, baseline=baseline, today=today(), cycles_only=cycles_only)
        if options.owner and options.format != "baseline":
            report = report.owned_by(resolve_owner(model, options.owner))
        return report.with_tag("unverified") if options.unverified else report
    except (NameLookupError, SettingError, UnknownOwnerError) as error:
        raise UsageError(str(error)) from error


def _check_baseline_options(options: argparse.Namespace) -> None:
    if not options.reason.strip():
        raise UsageError("--format baseline requires a reason: add --reason TEXT")
    if options.without or options.asynchronous:
        raise UsageError("--format baseline accepts the findings of the model as it is: omit --without and --async")
    if options.expires and options.expires < today():
        raise UsageError(f"--expires is {options.expires}, which is in the past: name a later day")


def _with_unverified_flows(model: Model, path: Path) -> Model:
    from sphinxcontrib_c4.codegraph import read_code_graph, with_unverified_flows

    if is_workspace(path):
        raise UsageError("--unverified requires YAML model files with extracted files, not a workspace")
    return with_unverified_flows(model, read_code_graph(path, model))


def settings_of_options(options: argparse.Namespace) -> dict[str, object]:
    """Return the settings of the analysis that options give."""
    values = {
        "ignore": options.ignore,
        "ignore_tags": options.ignore_tag,
        "roles": dict(_pairs("--role", options.role)),
        "severities": dict(_pairs("--severity", options.severity)),
        "ignore_rules": getattr(options, "off", ()),
        "thresholds": dict(_pairs("--threshold", getattr(options, "threshold", ()))),
    }
    return {key: value for key, value in values.items() if value}


def _pairs(option: str, texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals or not name or not value:
            raise UsageError(f"{option} requires NAME=VALUE, not {text!r}")
        yield name, value
