"""The options of ``sphinx-c4 cycles`` and ``sphinx-c4 lint``, and what they write."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sphinxcontrib_c4.analysis.baseline_file import read_baseline
from sphinxcontrib_c4.analysis.baseline_form import Terms, as_baseline
from sphinxcontrib_c4.analysis.json_form import as_json
from sphinxcontrib_c4.analysis.report import Report, analyse
from sphinxcontrib_c4.analysis.sarif import as_sarif
from sphinxcontrib_c4.analysis.settings import SettingFault, merged, settings
from sphinxcontrib_c4.analysis.text_form import as_text
from sphinxcontrib_c4.model import Model

FORMATS = ("text", "json", "sarif", "baseline")


def add_options(parser: argparse.ArgumentParser, *, rules: bool) -> None:
    """Add the options of an analysis; with ``rules``, those that tune the rules for fragile linkages."""
    parser.add_argument("--format", choices=FORMATS, default="text", help="what to write (default: text)")
    parser.add_argument("--system", default="", metavar="NAME", help="only findings that touch this system")
    gate = parser.add_argument_group("what fails")
    gate.add_argument(
        "--fail-on",
        choices=("new", "any", "never"),
        default="new",
        help="exit with 1 for warnings and worse that nobody accepts (new, the default), or for accepted ones as well",
    )
    gate.add_argument("--baseline", type=Path, metavar="FILE", help="the findings that are accepted")
    scope = parser.add_argument_group("what is looked at", "an option takes the place of what landscape.yaml says")
    scope.add_argument("--ignore", action="append", default=[], metavar="NAME", help="leave out an element or a flow")
    scope.add_argument("--ignore-tag", action="append", default=[], metavar="TAG", help="leave out what bears a tag")
    scope.add_argument(
        "--role", action="append", default=[], metavar="NAME=ROLE", help="give an element another role than the model"
    )
    scope.add_argument(
        "--severity", action="append", default=[], metavar="RULE=SEVERITY", help="of findings of a rule, or cycle-CLASS"
    )
    if rules:
        scope.add_argument("--off", action="append", default=[], metavar="RULE", help="do not apply a rule")
        scope.add_argument(
            "--threshold", action="append", default=[], metavar="NAME=NUMBER", help="tune a rule, as chain_warning=5"
        )
    written = parser.add_argument_group("for --format baseline")
    written.add_argument("--reason", default="", metavar="TEXT", help="why the findings are accepted")
    written.add_argument("--owner", default="", metavar="TEXT", help="who answers for that")
    written.add_argument("--expires", type=date.fromisoformat, metavar="DAY", help="the last day, as 2030-12-31")


def report_of(options: argparse.Namespace, model: Model, *, today: date) -> Report:
    """The report that ``options`` ask for.

    Raises:
        SettingFault: an option has a value that cannot be used.
        model.NameFault: an option names what the model does not have.
        model.ModelError: the baseline file is wrong.
    """
    if options.format == "baseline" and not options.reason.strip():
        raise SettingFault("a baseline says why it accepts what it does: give --reason")
    values = {
        "ignore": options.ignore,
        "ignore_tags": options.ignore_tag,
        "roles": dict(_pairs("--role", options.role)),
        "severities": dict(_pairs("--severity", options.severity)),
        "ignore_rules": getattr(options, "off", ()),
        "thresholds": dict(_pairs("--threshold", getattr(options, "threshold", ()))),
    }
    given = {key: value for key, value in values.items() if value}
    scope, rules = settings(merged(model.analysis, given), subject=options.system)
    baseline = read_baseline(options.baseline) if options.baseline else None
    return analyse(model, scope=scope, rules=rules, baseline=baseline, today=today)


def written(options: argparse.Namespace, report: Report, *, width: int, root: str) -> str:
    """The report in the format that ``options`` ask for; ``width`` is that of text, ``root`` that of ``as_sarif``."""
    match options.format:
        case "json":
            return as_json(report)
        case "sarif":
            return as_sarif(report, root=root)
        case "baseline":
            return as_baseline(report, Terms(reason=options.reason, owner=options.owner, expires=options.expires))
        case _:
            return as_text(report, width=width)


def _pairs(option: str, texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals or not name or not value:
            raise SettingFault(f"{option} takes NAME=VALUE, and not {text!r}")
        yield name, value
