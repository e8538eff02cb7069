"""The gate: a warning for each finding that is to fail a build, in each build, whatever it reads or writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util import logging

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import Unanswered, WarningType, warn
from sphinxcontrib_c4.sphinx.source_pages import model_folder
from sphinxcontrib_c4.sphinx.source_refs import within

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinxcontrib_c4.analysis import Acceptance, CycleFinding, Report, Weakness
    from sphinxcontrib_c4.model import Position


_logger = logging.getLogger(__name__)


def warn_of_failures(app: Sphinx) -> None:
    """Warn of what ``c4_fail_on`` asks for, and tell of entries of the baseline that can go."""
    from sphinxcontrib_c4.analysis import CycleFinding, failures, stale_line

    try:
        report = domain_of(app.env).answers.ask(queries.report, "")
    except Unanswered:
        return  # there is no model, which is said where one is asked for
    for found in failures(report, app.config.c4_fail_on):
        kind = WarningType.CYCLE if isinstance(found, CycleFinding) else WarningType.FRAGILE
        warn(kind, _message(report, found), location=_location(app, found.position))
    for stale in report.stale:
        told = f"{app.config.c4_baseline}:{stale.entry.position.line}: {stale_line(stale)}"
        _logger.info("%s", told)


def _message(report: Report, found: CycleFinding | Weakness) -> str:
    """What was found, where it stands to the baseline, and what to do first."""
    from sphinxcontrib_c4.analysis import STATES, CycleFinding, cycle_advice, cycle_title

    if isinstance(found, CycleFinding):
        kind = f"{found.cycle_class} cycle, {found.level}".replace("-", " ")
        told, advice = f"{cycle_title(found)}: {kind}", "".join(cycle_advice(found)[:1])
    else:
        told, advice = found.what.removesuffix("."), found.advice
    stands = f", {STATES[found.judgement.state]}" if report.has_baseline else ""
    past = [_accepted(entry) for entry in found.judgement.entries]
    return " ".join(filter(None, (f"{told} ({found.severity}{stands}).", *past, advice)))


def _accepted(entry: Acceptance) -> str:
    from sphinxcontrib_c4.analysis import acceptance_terms

    terms = " ".join(filter(None, ("The baseline accepts it", acceptance_terms(entry))))
    return f"{terms}: {entry.reason.removesuffix('.')}."


def _location(app: Sphinx, position: Position) -> str:
    """The line of a model file, as the faults of the model name it."""
    model = domain_of(app.env).model
    return f"{(model_folder(app) / within(model, position)).as_posix()}:{position.line}"
