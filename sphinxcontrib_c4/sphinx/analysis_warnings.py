"""Warnings of the analysis: ``c4_fail_on`` turns each finding into a warning, in every build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.analysis import (
    STATE_PHRASES,
    CycleFinding,
    acceptance_terms,
    cycle_advice,
    cycle_kind,
    cycle_title,
    failing_findings,
    stale_phrase,
)
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import WarningType, inform, warn
from sphinxcontrib_c4.sphinx.source_pages import source_folder
from sphinxcontrib_c4.sphinx.source_refs import path_in_model

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinxcontrib_c4.analysis import Acceptance, Report, RuleFinding
    from sphinxcontrib_c4.model import Position


def emit_analysis_warnings(app: Sphinx) -> None:
    """Warn of the findings that ``c4_fail_on`` selects, and log the stale entries of the baseline."""
    context = domain_of(app.env).queries.context
    if context is None:
        return  # no model: the directives report it
    report = context.report()
    for finding in failing_findings(report, app.config.c4_fail_on):
        warn(_warning_type(finding), _message(report, finding), location=_location(app, finding.position))
    for stale in report.stale:
        inform(f"{app.config.c4_baseline}:{stale.entry.position.line}: {stale_phrase(stale)}")


def _warning_type(finding: CycleFinding | RuleFinding) -> WarningType:
    if isinstance(finding, CycleFinding):
        return WarningType.CYCLE
    return WarningType.RULE if finding.declaration else WarningType.FRAGILE


def _message(report: Report, finding: CycleFinding | RuleFinding) -> str:
    """Return the finding, its status in the baseline, and what to do first."""
    if isinstance(finding, CycleFinding):
        cycle_class, level = cycle_kind(finding)
        text, advice = f"{cycle_title(finding)}: {cycle_class} cycle, {level}", "".join(cycle_advice(finding)[:1])
    else:
        rule = f"{finding.rule.title}: " if finding.declaration else ""
        text, advice = f"{rule}{finding.message.removesuffix('.')}", finding.advice
    status = f", {STATE_PHRASES[finding.judgement.state]}" if report.has_baseline else ""
    terms = [_terms(entry) for entry in finding.judgement.entries]
    return " ".join(filter(None, (f"{text} ({finding.severity}{status}).", *terms, advice)))


def _terms(entry: Acceptance) -> str:
    terms = " ".join(filter(None, ("The baseline accepts it", acceptance_terms(entry))))
    return f"{terms}: {entry.reason.removesuffix('.')}."


def _location(app: Sphinx, position: Position) -> str:
    """Return the path and line of a model file, as errors of the model show them."""
    model = domain_of(app.env).model
    return f"{(source_folder(app) / path_in_model(model, position)).as_posix()}:{position.line}"
