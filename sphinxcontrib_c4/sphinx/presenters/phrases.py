"""Phrases that several reports share: the report on a system, and the parts of the model that it excludes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.analysis import UnknownOwnerError, resolve_owner
from sphinxcontrib_c4.model import join_names
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.lookup import resolve_system

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxcontrib_c4.analysis import Report
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext


def report_on(context: QueryContext, system: str) -> Report:
    """Return the report on ``system``, or on all systems if it is empty.

    Raises:
        QueryError: there is no such system.
    """
    report = context.report()
    if not system:
        return report
    return report.about(resolve_system(context.model, system, context.primary_system))


def owned_by(report: Report, owner: str) -> Report:
    """Return the part of a report about elements of ``owner``; all of it if ``owner`` is empty.

    Raises:
        QueryError: no element has this owner.
    """
    if not owner:
        return report
    try:
        return report.owned_by(resolve_owner(report.model, owner))
    except UnknownOwnerError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from None


def exclusion_sentences(report: Report) -> Iterator[str]:
    """Yield sentences about the elements and flows that the analysis excludes, with the reasons."""
    by_reason: dict[str, list[str]] = {}
    for element in report.exclusions.elements:
        by_reason.setdefault(element.reason, []).append(report.model.elements[element.name].title)
    for reason, titles in by_reason.items():
        yield f"Excluded from the analysis: {join_names(titles)} ({reason})."
    if report.exclusions.flows:
        yield f"Excluded from the analysis: {join_names(flow.label for flow in report.exclusions.flows)}."
