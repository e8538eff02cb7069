"""Reports: what can be asked of the analysis.

A topic answers with what its page shows and no more, so that the page is read again when that changes,
and only then. So lines of model files are no part of it: they are put in when the page is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.naming import system_named
from sphinxcontrib_c4.sphinx.warnings import WarningType

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.sphinx.cycles import ToldReport
    from sphinxcontrib_c4.sphinx.dependencies import ToldMatrix
    from sphinxcontrib_c4.sphinx.linkages import ToldLinkages
    from sphinxcontrib_c4.sphinx.numbers import ToldMetrics
    from sphinxcontrib_c4.sphinx.shown import Shown
    from sphinxcontrib_c4.sphinx.sources import Sources


def report(sources: Sources, argument: str) -> Report:
    """The report on the system that ``argument`` names; on all systems where it is empty. Raises ``Unanswered``.

    It is no topic itself: it holds the whole model.
    """
    whole = sources.report()
    return whole.about(system_named(sources, argument)) if argument else whole


def dependencies(sources: Sources, argument: str, by: str) -> ToldMatrix:
    """The matrix of the systems or of the containers; unless ``by`` says it, of the containers of one system."""
    from sphinxcontrib_c4.sphinx.dependencies import told_matrix

    return told_matrix(sources.model, report(sources, argument), by_system=_is_by_system(argument, by))


def cycle_report(sources: Sources, argument: str) -> ToldReport:
    """What is told of the cycles that touch a system, or of all."""
    from sphinxcontrib_c4.sphinx.cycles import told_report

    return told_report(sources.model, report(sources, argument))


def cycle_sketch(sources: Sources, key: str) -> Shown:
    """The drawing of the cycle with the fingerprint ``key``. Raises ``Unanswered`` where it is no more."""
    from sphinxcontrib_c4.analysis import fingerprint
    from sphinxcontrib_c4.sphinx.cycles import Names
    from sphinxcontrib_c4.sphinx.shown import Shown
    from sphinxcontrib_c4.sphinx.sketches import sketch_view

    for found in sources.report().cycles:
        if fingerprint(found) == key:
            view = sketch_view(sources.model, found, called=Names(sources.model, found).called)
            return Shown.of(sources.model, view)
    raise Unanswered(WarningType.REFERENCE, f"there is no cycle with the fingerprint {key}")


def fragile(sources: Sources, argument: str, rules: str, severities: str) -> ToldLinkages:
    """The fragile linkages that ``rules`` find and that are of ``severities``, all where these are empty."""
    from sphinxcontrib_c4.sphinx.filtering import entries
    from sphinxcontrib_c4.sphinx.linkages import told_linkages

    told = report(sources, argument)
    return told_linkages(sources.model, told, rules=entries(rules), severities=entries(severities))


def metrics(sources: Sources, argument: str, by: str) -> ToldMetrics:
    """Coupling in numbers, of the systems or of the containers; unless ``by`` says it, of those of one system."""
    from sphinxcontrib_c4.sphinx.numbers import told_metrics

    told, baseline = report(sources, argument), sources.analyses.baseline
    before = baseline.metrics if baseline else {}
    return told_metrics(sources.model, told, before, by_system=_is_by_system(argument, by))


def _is_by_system(argument: str, by: str) -> bool:
    return by == "system" or not (by or argument)


TOPICS: tuple[Callable[..., object], ...] = (cycle_report, cycle_sketch, dependencies, fragile, metrics)
