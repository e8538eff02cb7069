"""Groups of findings: those with one text, and those of one owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeVar

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.owners import owners_of
from sphinxcontrib_c4.analysis.rules.base import RuleFinding
from sphinxcontrib_c4.model import Model, join_names

FindingT = TypeVar("FindingT", CycleFinding, RuleFinding)

NO_OWNER = "No owner"
"""The heading of findings without a known owner."""

_MIN_EQUAL = 3


def group_equal(findings: Iterable[RuleFinding]) -> list[tuple[RuleFinding, ...]]:
    """Return the findings in their order, those that differ only in their subject together.

    A group has at least three findings of one rule with the same severity, state, reason and advice.
    Violations of declared rules, and findings with further reasons or a reason to accept them, stay
    alone.
    """
    groups: dict[object, list[RuleFinding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(_text_key(finding) or number, []).append(finding)
    return [part for group in groups.values() for part in _parts(group)]


def _text_key(finding: RuleFinding) -> object:
    judgement = finding.judgement
    if finding.also or finding.suppression or finding.declaration or judgement.entries:
        return None
    return finding.rule.id, finding.severity, judgement.state, finding.why, finding.advice


def _parts(group: list[RuleFinding]) -> list[tuple[RuleFinding, ...]]:
    return [tuple(group)] if len(group) >= _MIN_EQUAL else [(finding,) for finding in group]


def group_by_owner(model: Model, findings: Sequence[FindingT]) -> list[tuple[str, list[FindingT]]]:
    """Return the findings by their owners, those without an owner last; within a group in their order."""

    def heading(finding: FindingT) -> str:
        return join_names(owners_of(model, finding)) or NO_OWNER

    ordered = sorted(findings, key=lambda finding: (heading(finding) == NO_OWNER, heading(finding)))
    return [(name, list(group)) for name, group in groupby(ordered, key=heading)]
