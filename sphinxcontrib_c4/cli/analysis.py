"""The commands ``cycles`` and ``lint``: their options, and the report in the chosen format."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sphinxcontrib_c4.analysis import (
    AcceptanceTerms,
    Report,
    SettingError,
    analyse,
    failing_findings,
    format_baseline,
    merge_settings,
    parse_settings,
    read_baseline,
    to_json,
    to_sarif,
    to_text,
    today,
)
from sphinxcontrib_c4.cli.console import (
    EXIT_FINDINGS,
    EXIT_OK,
    Commands,
    UsageError,
    add_model_argument,
    write_output,
)
from sphinxcontrib_c4.model import RULES, THRESHOLDS, Model, NameLookupError
from sphinxcontrib_c4.model_source import is_workspace, load_any

FORMATS = ("text", "json", "sarif", "baseline")
_MAX_WIDTH = 100


def add_commands(commands: Commands) -> None:
    """Add ``cycles`` and ``lint`` to ``commands``."""
    cycles = commands.add_parser("cycles", help="find dependency cycles", description=_cycles.__doc__)
    lint = commands.add_parser("lint", help="find dependency cycles and fragile links", description=_lint.__doc__)
    for parser, run in ((cycles, _cycles), (lint, _lint)):
        add_model_argument(parser)
        _add_options(parser, rules=run is _lint)
        parser.set_defaults(run=run, unverified=False)
    cycles.add_argument(
        "--unverified", action="store_true", help="report only cycles that an undocumented candidate is part of"
    )


def _cycles(options: argparse.Namespace) -> int:
    """Find dependency cycles, how certain each one is, and the best edges to cut."""
    return _write_report(options, _report(options).only_cycles())


def _lint(options: argparse.Namespace) -> int:
    """Find dependency cycles and fragile links, and what to do about them."""
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
            return to_json(report)
        case "sarif":
            return to_sarif(report, root=Path.cwd().as_posix())
        case "baseline":
            terms = AcceptanceTerms(reason=options.reason, owner=options.owner, expires=options.expires)
            return format_baseline(report.findings, report.metrics.totals(), terms)
        case _:
            return to_text(report, width=min(shutil.get_terminal_size().columns, _MAX_WIDTH))


# --- Options ---


def _add_options(parser: argparse.ArgumentParser, *, rules: bool) -> None:
    """Add the options of an analysis; with ``rules``, also those that tune the rules for fragile links."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="the output format (default: text)")
    parser.add_argument("--system", default="", metavar="NAME", help="report only findings that touch this system")
    _add_gate_options(parser)
    _add_scope_options(parser, rules=rules)
    baseline = parser.add_argument_group("for --format baseline")
    baseline.add_argument("--reason", default="", metavar="TEXT", help="the reason for accepting the findings")
    baseline.add_argument("--owner", default="", metavar="TEXT", help="the person or team responsible for them")
    baseline.add_argument("--expires", type=date.fromisoformat, metavar="DAY", help="the last day, such as 2030-12-31")


def _add_gate_options(parser: argparse.ArgumentParser) -> None:
    gate = parser.add_argument_group("failing")
    gate.add_argument(
        "--fail-on",
        choices=("new", "any", "never"),
        default="new",
        help="exit 1 on warnings and worse: on those that are not accepted (new, the default), on all (any), or never",
    )
    gate.add_argument("--baseline", type=Path, metavar="FILE", help="the file of accepted findings")


def _add_scope_options(parser: argparse.ArgumentParser, *, rules: bool) -> None:
    scope = parser.add_argument_group("scope", "an option overrides the same setting in landscape.yaml")
    scope.add_argument("--ignore", action="append", default=[], metavar="NAME", help="ignore an element or a flow")
    scope.add_argument(
        "--ignore-tag", action="append", default=[], metavar="TAG", help="ignore elements and flows with this tag"
    )
    scope.add_argument(
        "--role", action="append", default=[], metavar="NAME=ROLE", help="override the role of an element"
    )
    scope.add_argument(
        "--severity",
        action="append",
        default=[],
        metavar="RULE=SEVERITY",
        help="override the severity of a rule, or of a class of cycles (cycle-CLASS)",
    )
    if rules:
        scope.add_argument(
            "--off", action="append", default=[], metavar="RULE", help=f"turn a rule off: {', '.join(RULES)}"
        )
        scope.add_argument(
            "--threshold",
            action="append",
            default=[],
            metavar="NAME=NUMBER",
            help=f"set a threshold of a rule (with defaults): {_thresholds()}",
        )


def _thresholds() -> str:
    return ", ".join(f"{threshold.name}={threshold.default:g}" for threshold in THRESHOLDS.values())


# --- The report ---


def _report(options: argparse.Namespace) -> Report:
    """Return the report that ``options`` ask for; raise ``UsageError`` for values that cannot be used."""
    if options.format == "baseline" and not options.reason.strip():
        raise UsageError("--format baseline requires a reason: add --reason TEXT")
    try:
        model = load_any(options.model)
        if options.unverified:
            model = _with_unverified_flows(model, options.model)
        scope, rules = parse_settings(
            merge_settings(model.analysis, _settings_of_options(options)), subject=options.system
        )
        baseline = read_baseline(options.baseline) if options.baseline else None
        report = analyse(model, scope=scope, rules=rules, baseline=baseline, today=today())
        return report.with_tag("unverified") if options.unverified else report
    except (NameLookupError, SettingError) as error:
        raise UsageError(str(error)) from error


def _with_unverified_flows(model: Model, path: Path) -> Model:
    from sphinxcontrib_c4.codegraph import read_code_graph, with_unverified_flows

    if is_workspace(path):
        raise UsageError("--unverified requires YAML model files with extracted files, not a workspace")
    return with_unverified_flows(model, read_code_graph(path, model))


def _settings_of_options(options: argparse.Namespace) -> dict[str, object]:
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
