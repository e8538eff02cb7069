"""The commands ``cycles`` and ``lint``: their options. The work is in ``analysis_report``, which loads the analysis."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from sphinxcontrib_c4.cli.console import Commands, add_command, add_model_argument
from sphinxcontrib_c4.cli.what_if import add_what_if_options
from sphinxcontrib_c4.model import CYCLE_RULES, RULES, THRESHOLDS, Severity

FORMATS = ("text", "json", "sarif", "baseline")
_ROLES = ("infrastructure", "gateway", "store", "broker")

_CYCLES_EXAMPLES = (
    ("report all cycles of a folder of models", "docs/model"),
    ("fail a pipeline on each cycle, accepted or not", "docs/model --fail-on any"),
    ("show the report without a flow, and with another one asynchronous", "docs/model --without buy --async pay:ship"),
    ("report one system, without what monitoring does", "docs/model --system shop --ignore-tag monitoring"),
)
_LINT_EXAMPLES = (
    ("report cycles and fragile links", "docs/model"),
    ("write the report as SARIF, for code scanning", "docs/model --format sarif > findings.sarif"),
    ("change the severity of a rule and a threshold", "docs/model --severity hub=info --threshold chain_warning=5"),
    (
        "write a file that accepts all findings for now",
        'docs/model --format baseline --reason "before the split" > docs/baseline.yaml',
    ),
    ("report only what that file does not accept", "docs/model --baseline docs/baseline.yaml"),
)


def add_commands(commands: Commands) -> None:
    """Add ``cycles`` and ``lint`` to ``commands``."""
    cycles = add_command(commands, "cycles", _cycles, help="find dependency cycles", examples=_CYCLES_EXAMPLES)
    lint = add_command(
        commands, "lint", _lint, help="find dependency cycles and fragile links", examples=_LINT_EXAMPLES
    )
    for parser in (cycles, lint):
        add_model_argument(parser)
        _add_options(parser, rules=parser is lint)
        add_what_if_options(parser)
        parser.set_defaults(unverified=False)
    cycles.add_argument(
        "--unverified", action="store_true", help="report only cycles that an undocumented candidate is part of"
    )


def _cycles(options: argparse.Namespace) -> int:
    """Find dependency cycles, how certain each one is, and the best edges to cut."""
    from sphinxcontrib_c4.cli.analysis_report import report_cycles

    return report_cycles(options)


def _lint(options: argparse.Namespace) -> int:
    """Find dependency cycles and fragile links, and what to do about them."""
    from sphinxcontrib_c4.cli.analysis_report import report_findings

    return report_findings(options)


def _add_options(parser: argparse.ArgumentParser, *, rules: bool) -> None:
    """Add the options of an analysis; with ``rules``, also those that tune the rules for fragile links."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="the output format (default: text)")
    parser.add_argument("--system", default="", metavar="NAME", help="report only findings that touch this system")
    parser.add_argument("--by", choices=("severity", "owner"), default="severity", help="the order of --format text")
    parser.add_argument(
        "--focus",
        action="append",
        default=[],
        metavar="NAME",
        help="in --format json, the matrix of this element or group of the landscape and its neighbours",
    )
    parser.add_argument("--all", action="store_true", help="print all findings with all details in --format text")
    parser.add_argument(
        "--owner",
        default="",
        metavar="NAME",
        help="report only findings about elements of this owner; with --format baseline, who is responsible for them",
    )
    add_gate_options(parser)
    add_scope_options(parser, rules=rules)
    baseline = parser.add_argument_group("for --format baseline")
    baseline.add_argument("--reason", default="", metavar="TEXT", help="the reason for accepting the findings")
    baseline.add_argument("--expires", type=_day, metavar="DAY", help="the last day, such as 2030-12-31")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2030-12-31") from None


def add_gate_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that decide which findings fail the check."""
    gate = parser.add_argument_group("failing")
    gate.add_argument(
        "--fail-on",
        choices=("new", "any", "never"),
        default="new",
        help="exit 1 on warnings and worse: on those that are not accepted (new, the default), on all (any), or never",
    )
    gate.add_argument("--baseline", type=Path, metavar="FILE", help="the file of accepted findings")


def add_scope_options(parser: argparse.ArgumentParser, *, rules: bool) -> None:
    """Add the options that override settings of the analysis; with ``rules``, also those of rules."""
    rule_names = (*CYCLE_RULES, *RULES) if rules else tuple(CYCLE_RULES)
    scope = parser.add_argument_group("scope", "an option overrides the same setting in landscape.yaml")
    scope.add_argument("--ignore", action="append", default=[], metavar="NAME", help="ignore an element or a flow")
    scope.add_argument(
        "--ignore-tag", action="append", default=[], metavar="TAG", help="ignore elements and flows with this tag"
    )
    scope.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="NAME=ROLE",
        help=f"override the role of an element: {', '.join(_ROLES)}",
    )
    scope.add_argument(
        "--severity",
        action="append",
        default=[],
        metavar="RULE=SEVERITY",
        help=f"override the severity of findings. RULE: {', '.join(rule_names)}. SEVERITY: {', '.join(Severity)}",
    )
    if rules:
        scope.add_argument(
            "--off", action="append", default=[], metavar="RULE", help=f"turn a rule off. RULE: {', '.join(RULES)}"
        )
        scope.add_argument(
            "--threshold",
            action="append",
            default=[],
            metavar="NAME=NUMBER",
            help=f"set a threshold of a rule. NAME, with the default NUMBER: {_thresholds()}",
        )


def _thresholds() -> str:
    return ", ".join(f"{threshold.name}={threshold.default:g}" for threshold in THRESHOLDS.values())
