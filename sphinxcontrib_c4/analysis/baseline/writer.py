"""A baseline that accepts what a report finds, as the text of its file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sphinxcontrib_c4.analysis.baseline.model import CYCLE
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import CycleClass, State
from sphinxcontrib_c4.analysis.report import Report, kept_metrics
from sphinxcontrib_c4.analysis.rules.base import Weakness


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Why findings are accepted, by whom, and until when."""

    reason: str
    owner: str = ""
    expires: date | None = None


def as_baseline(report: Report, terms: Terms) -> str:
    """The text of a baseline file that accepts all findings of ``report`` that can fail a build.

    What was accepted before keeps its terms; everything else is accepted on ``terms``.
    """
    lines = ["accept:"]
    for found in report.findings:
        if found.severity.gates and found.judgement.state is not State.SUPPRESSED:
            lines += _entries(found, _terms(found, terms))
    if len(lines) == 1:
        lines = ["accept: []"]
    lines += ["metrics:", *(f"  {name}: {number}" for name, number in kept_metrics(report.metrics).items())]
    return "\n".join(lines) + "\n"


def _terms(found: CycleFinding | Weakness, terms: Terms) -> Terms:
    if found.judgement.state is not State.ACCEPTED:
        return terms
    entry = found.judgement.entries[0]
    return Terms(reason=entry.reason, owner=entry.owner, expires=entry.expires)


def _entries(found: CycleFinding | Weakness, terms: Terms) -> Iterator[str]:
    if isinstance(found, Weakness):
        names = [f"{one} -> {other}" for one, other in found.edges]
        yield from _entry(found.rule, None, "edges" if names else "elements", names or found.elements[:1], terms)
        return
    for kind in CycleClass:
        edges = [f"{one.edge.source} -> {one.edge.target}" for one in found.edges if one.cycle_class is kind]
        if edges:
            yield from _entry(CYCLE, kind, "edges", edges, terms)


def _entry(rule: str, kind: CycleClass | None, key: str, names: Sequence[str], terms: Terms) -> Iterable[str]:
    yield f"  - rule: {rule}"
    if kind:
        yield f"    class: {kind}"
    yield f"    {key}:"
    yield from (f"      - {name}" for name in names)
    yield f"    reason: {json.dumps(terms.reason, ensure_ascii=False)}"
    if terms.owner:
        yield f"    owner: {json.dumps(terms.owner, ensure_ascii=False)}"
    if terms.expires:
        yield f"    expires: {terms.expires.isoformat()}"
