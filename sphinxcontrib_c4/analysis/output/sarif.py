"""The report as SARIF 2.1.0, which code hosts show beside the lines of the model."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from sphinxcontrib_c4.analysis.baseline.fingerprint import fingerprint
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import Severity, State
from sphinxcontrib_c4.analysis.output.phrases import cycle_advice, cycle_count, cycle_title, cycle_what, cycle_why
from sphinxcontrib_c4.analysis.report import Report
from sphinxcontrib_c4.analysis.rules.base import Rule, Weakness
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import Flow, Position

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RELATED = 20
_LEVELS = {Severity.CRITICAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning"}
_STATES = {State.NEW: "new", State.WORSE: "updated"}
_SUMMARIES = {
    "cycle-blocking": "Synchronous dependencies lead round.",
    "cycle-possibly-blocking": "Dependencies lead round, and those that may be synchronous suffice.",
    "cycle-mixed": "Synchronous and asynchronous dependencies lead round together.",
    "cycle-feedback": "Asynchronous dependencies lead round.",
    Rule.SHARED_STORE: "Several systems use one store.",
    Rule.EXTERNAL_STORE_ACCESS: "Somebody outside is joined to a store directly.",
    Rule.LONG_CHAIN: "Many synchronous calls wait for each other in a row.",
    Rule.CHATTY_PAIR: "Two containers exchange very much.",
    Rule.HUB: "A container is joined to far more others than most.",
    Rule.SINGLE_POINT_OF_FAILURE: "Many containers need one synchronously.",
    Rule.HARD_CODED_ENDPOINT: "A flow names an address of one environment.",
    Rule.NO_GATEWAY: "Many containers of a system are reached from outside, and none is a gateway.",
    Rule.FLAGGED: "An author flagged it as fragile.",
    Rule.FRAGILE_INGESTION: "An ingestion source is marked as fragile.",
}


def as_sarif(report: Report, *, root: str = "") -> str:
    """The report as a SARIF text that ends with a line break.

    Paths under the folder ``root`` are told relative to it.
    """
    names = [name for name in _SUMMARIES if not report.cycles_only or name.startswith("cycle-")]
    driver = {
        "name": "sphinx-c4",
        "version": __version__,
        "rules": [{"id": f"c4/{name}", "shortDescription": {"text": _SUMMARIES[name]}} for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, names, root=root, compared=report.has_baseline) for one in report.findings],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(found: CycleFinding | Weakness, names: list[str], *, root: str, compared: bool) -> dict[str, Any]:
    rule = _rule(found)
    result: dict[str, Any] = {
        "ruleId": f"c4/{rule}",
        "ruleIndex": names.index(rule),
        "level": _LEVELS.get(found.severity, "note"),
        "message": {"text": _message(found)},
        "locations": [_location(found.position, root)],
        "partialFingerprints": {"sphinxC4/v1": fingerprint(found)},
        "properties": {"severity": found.severity, **_properties(found)},
    }
    related = [
        {**_location(flow.position, root), "id": number, "message": {"text": _told(flow)}}
        for number, flow in enumerate(_flows(found))
    ]
    suppressions = list(_suppressions(found, root))
    if related:
        result["relatedLocations"] = related
    if suppressions:
        result["suppressions"] = suppressions
    if compared:
        result["baselineState"] = _STATES.get(found.judgement.state, "unchanged")
    return result


def _rule(found: CycleFinding | Weakness) -> str:
    return f"cycle-{found.cycle_class}" if isinstance(found, CycleFinding) else found.rule


def _message(found: CycleFinding | Weakness) -> str:
    if isinstance(found, CycleFinding):
        told = (f"{cycle_title(found)}: {cycle_count(found)}.", cycle_what(found), cycle_why(found))
        return " ".join((*told, *cycle_advice(found)))
    return f"{found.what} {found.why} {found.advice}"


def _properties(found: CycleFinding | Weakness) -> dict[str, Any]:
    if isinstance(found, CycleFinding):
        return {"level": found.level, "members": list(found.members)}
    return {"elements": list(found.elements)}


def _flows(found: CycleFinding | Weakness) -> list[Flow]:
    """The flows to point to, each once: those of the witnesses, worst first, or those behind a linkage."""
    flows: Iterable[Flow] = found.flows if isinstance(found, Weakness) else _witnessed(found)
    return list(dict.fromkeys(flows))[:_RELATED]


def _witnessed(found: CycleFinding) -> Iterator[Flow]:
    for shown in found.witnesses:
        for edge in shown.edges:
            for use in edge.uses:
                yield from use.flows


def _told(flow: Flow) -> str:
    how = ", ".join(filter(None, (flow.protocol, flow.mode)))
    return f"{flow.source} → {flow.target}: {flow.label} ({how})"


def _suppressions(found: CycleFinding | Weakness, root: str) -> Iterator[dict[str, Any]]:
    if isinstance(found, Weakness) and found.suppression:
        told = found.suppression
        yield {"kind": "inSource", "justification": told.reason, "location": _location(told.position, root)}
    if found.judgement.state is State.ACCEPTED:
        for entry in found.judgement.entries:
            yield {
                "kind": "external",
                "status": "accepted",
                "justification": entry.reason,
                "location": _location(entry.position, root),
            }


def _location(position: Position, root: str) -> dict[str, Any]:
    region = {"startLine": position.line, "startColumn": position.column}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(position.path, root)}, "region": region}}


def _uri(path: str, root: str) -> str:
    """A path as a URI: relative to ``root`` where it lies there, a ``file:`` one where it is absolute."""
    pure = PurePosixPath(path)
    if root and pure.is_relative_to(root):
        pure = pure.relative_to(root)
    return f"file://{quote(str(pure))}" if pure.is_absolute() else quote(str(pure))
