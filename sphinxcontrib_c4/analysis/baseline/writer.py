"""The text of a baseline file that accepts the findings of a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sphinxcontrib_c4.analysis.baseline.model import CYCLE
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import CycleClass, State
from sphinxcontrib_c4.analysis.rules.base import RuleFinding
from sphinxcontrib_c4.model import json_text

_PLAIN_NAME = re.compile(
    r"(?!(?:true|false|yes|no|on|off|null|y|n)$)[a-z][\w.-]*(?: -> [\w.-]+)?", re.ASCII | re.IGNORECASE
)
"""An element or an edge that YAML reads as text without quotes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceTerms:
    """The reason, owner and last day with which findings are accepted."""

    reason: str
    owner: str = ""
    expires: date | None = None


def format_baseline(
    findings: Iterable[CycleFinding | RuleFinding], metrics: Mapping[str, float], terms: AcceptanceTerms
) -> str:
    """Return the text of a baseline file that accepts all ``findings`` that can fail a build.

    Findings that are accepted already keep their terms; all others are accepted on ``terms``.
    """
    lines = ["accept:"]
    for finding in _single_findings(findings):
        if finding.severity.gates and finding.judgement.state is not State.SUPPRESSED:
            lines += _entries(finding, _terms_of(finding, terms))
    if len(lines) == 1:
        lines = ["accept: []"]
    lines += ["metrics:", *(f"  {name}: {number}" for name, number in metrics.items())]
    return "\n".join(lines) + "\n"


def _single_findings(findings: Iterable[CycleFinding | RuleFinding]) -> Iterator[CycleFinding | RuleFinding]:
    """Yield the cycles and the findings of rules, those about one flow one by one."""
    for finding in findings:
        yield from finding.reasons if isinstance(finding, RuleFinding) else (finding,)


def _terms_of(finding: CycleFinding | RuleFinding, terms: AcceptanceTerms) -> AcceptanceTerms:
    if finding.judgement.state is not State.ACCEPTED:
        return terms
    entry = finding.judgement.entries[0]
    return AcceptanceTerms(reason=entry.reason, owner=entry.owner, expires=entry.expires)


def _entries(finding: CycleFinding | RuleFinding, terms: AcceptanceTerms) -> Iterator[str]:
    if isinstance(finding, RuleFinding):
        edges = [f"{source} -> {target}" for source, target in finding.edges]
        key, names = ("edges", edges) if edges else ("elements", list(finding.elements[:1]))
        yield from _entry(finding.rule.id, None, key, names, terms)
        return
    for cycle_class in CycleClass:
        edges = [f"{c.edge.source} -> {c.edge.target}" for c in finding.edges if c.cycle_class is cycle_class]
        if edges:
            yield from _entry(CYCLE, cycle_class, "edges", edges, terms)


def _entry(
    rule: str, cycle_class: CycleClass | None, key: str, names: Sequence[str], terms: AcceptanceTerms
) -> Iterable[str]:
    yield f"  - rule: {rule}"
    if cycle_class:
        yield f"    class: {cycle_class}"
    yield f"    {key}:"
    yield from (f"      - {_yaml_name(name)}" for name in names)
    yield f"    reason: {json_text(terms.reason)}"
    if terms.owner:
        yield f"    owner: {json_text(terms.owner)}"
    if terms.expires:
        yield f"    expires: {terms.expires.isoformat()}"


def _yaml_name(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else json_text(name)
