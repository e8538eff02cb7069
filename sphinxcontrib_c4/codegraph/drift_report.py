"""The drift as text for a terminal, as JSON, and as SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from sphinxcontrib_c4.codegraph.candidate import Candidate, Place
from sphinxcontrib_c4.codegraph.drift import Drift, DriftItem, DriftState
from sphinxcontrib_c4.codegraph.graph_reader import CodeGraph
from sphinxcontrib_c4.codegraph.paste import Snippet, SnippetWriter
from sphinxcontrib_c4.distribution import __version__
from sphinxcontrib_c4.model import Model, Position, Rejection, json_text, visible

MEANINGS = {
    DriftState.UNDOCUMENTED: "Evidence exists for a call that the model does not have.",
    DriftState.STALE: "Both ends of a flow were scanned, and no evidence of it exists.",
    DriftState.PHANTOM: "All evidence is void: tests, load tests, generated clients, or keys that the consumer serves.",
    DriftState.UNVERIFIABLE: "The evidence cannot decide: an end was not scanned, or is ambiguous.",
    DriftState.CONFIRMED: "Evidence exists for the flow.",
    DriftState.REJECTED: "The author has rejected the candidate, and its evidence has not changed.",
}
_LEVELS = {DriftState.UNDOCUMENTED: "warning", DriftState.STALE: "warning", DriftState.PHANTOM: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_SHOWN_PLACES = 5


def drift_text(model: Model, graph: CodeGraph, drift: Drift, path: Path) -> str:
    """Return the drift as text, with YAML to paste for undocumented candidates and rejections."""
    writer = SnippetWriter(model, path)
    lines = [_summary(drift), *_extraction_lines(graph)]
    for state in DriftState:
        items = [item for item in drift.items if item.state is state]
        if items:
            lines += ["", f"{state.value.upper()} ({len(items)}). {MEANINGS[state]}"]
            lines += [line for item in items for line in _item_lines(writer, item)]
    lines += [line for rejection in drift.unmatched for line in _unmatched_lines(rejection)]
    return "".join(f"{visible(line)}\n" for line in lines)


def _summary(drift: Drift) -> str:
    counts = [f"{drift.count(state)} {state.value}" for state in DriftState if drift.count(state)]
    return f"Drift: {', '.join(counts) or 'no flows between systems and no candidates'}."


def _extraction_lines(graph: CodeGraph) -> Iterator[str]:
    if not graph.files:
        yield "There are no extracted files, so no flow can be verified. Run sphinx-c4 extract first."
    elif graph.date:
        yield f"The evidence is of {graph.date}."


def _unmatched_lines(rejection: Rejection) -> Iterator[str]:
    yield ""
    ends = f"{rejection.source} → {rejection.target}"
    yield f"{rejection.position}: the rejected candidate {ends} does not exist any more"


def _item_lines(writer: SnippetWriter, item: DriftItem) -> Iterator[str]:
    name = f" ({item.flow.name})" if item.flow else ""
    yield f"  {item.source} → {item.target}{name}"
    yield f"    {item.reason}"
    if item.flow:
        yield f"    {item.flow.position}"
    if item.state is DriftState.CONFIRMED:
        return
    for candidate in item.candidates:
        yield from (f"    {line}" for line in evidence_lines(candidate))
    if item.flow is None and item.state in (DriftState.UNDOCUMENTED, DriftState.PHANTOM):
        yield from _snippet_lines(writer, item)


def evidence_lines(candidate: Candidate) -> Iterator[str]:
    """Yield the evidence of a candidate: what it is, and the best places."""
    keys = ", ".join(candidate.keys[:3]) + (f" and {candidate.key_count - 3} more" if candidate.key_count > 3 else "")
    if keys:
        yield f"{candidate.kind}: {keys} (confidence {candidate.confidence:g}, {candidate.rank.value})"
    for place in candidate.places[:_SHOWN_PLACES]:
        yield f"- {place_text(place)}"
    if candidate.place_count > _SHOWN_PLACES:
        yield f"- {candidate.place_count - min(_SHOWN_PLACES, len(candidate.places))} more places"
    for row in candidate.traffic:
        yield f"- {row.calls} calls of {row.client} to {row.server} in {row.source}"


def place_text(place: Place) -> str:
    """Return a place in one line: ``owner/name: src/api.ts:3 (test, self-served)``."""
    location = f"{place.path or '?'}{f':{place.line}' if place.line else ''}"
    notes = [place.file_class.label, *(["served by the consumer itself"] if place.is_self_served else [])]
    return f"{'/'.join(place.repo.split('/')[-2:])}: {location} ({', '.join(notes)})"


def _snippet_lines(writer: SnippetWriter, item: DriftItem) -> Iterator[str]:
    (candidate,) = item.candidates
    if item.state is DriftState.UNDOCUMENTED:
        for snippet in writer.flow(candidate):
            yield from _paste_lines(snippet, "to accept it")
    yield from _paste_lines(writer.rejection(candidate), "to reject it")


def _paste_lines(snippet: Snippet, purpose: str) -> Iterator[str]:
    place = f"after line {snippet.after}" if snippet.after else f"as a new section '{snippet.section}:'"
    yield f"    {purpose}, add to {snippet.section} of {snippet.path}, {place}:"
    head = [] if snippet.after else [f"{snippet.section}:"]
    yield from (f"      | {line}" for line in (*head, *snippet.text.splitlines()))


# --- JSON ---


def drift_json(model: Model, graph: CodeGraph, drift: Drift, path: Path) -> str:
    """Return the drift as JSON; the same drift gives the same bytes."""
    return json_text(drift_values(model, graph, drift, path), indent=2) + "\n"


def drift_values(model: Model, graph: CodeGraph, drift: Drift, path: Path) -> dict[str, Any]:
    """Return the drift as values of JSON."""
    writer = SnippetWriter(model, path)
    return {
        "date": graph.date or None,
        "files": [file.path for file in graph.files],
        "states": {state.value: drift.count(state) for state in DriftState},
        "items": [_item_values(writer, item) for item in drift.items],
        "unmatched_rejections": [
            {"source": r.source, "target": r.target, "reason": r.reason, "position": str(r.position)}
            for r in drift.unmatched
        ],
    }


def _item_values(writer: SnippetWriter, item: DriftItem) -> dict[str, Any]:
    values: dict[str, Any] = {
        "state": item.state.value,
        "source": item.source,
        "target": item.target,
        "reason": item.reason,
        "confirmed_by": [medium.value for medium in item.media],
        "flow": item.flow.name if item.flow else None,
        "position": str(item.flow.position) if item.flow else None,
        "candidates": [_candidate_values(candidate) for candidate in item.candidates],
    }
    if item.state is DriftState.UNDOCUMENTED:
        values["paste"] = [snippet._asdict() for snippet in writer.flow(item.candidates[0])]
    if item.flow is None and item.state in (DriftState.UNDOCUMENTED, DriftState.PHANTOM):
        values["reject"] = writer.rejection(item.candidates[0])._asdict()
    return values


def _candidate_values(candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.name,
        "kind": candidate.kind,
        "keys": list(candidate.keys),
        "key_count": candidate.key_count,
        "confidence": candidate.confidence,
        "rank": candidate.rank.value,
        "phantom": list(candidate.phantom),
        "files": {name.value: number for name, number in candidate.files.items()},
        "evidence": candidate.fingerprint,
        "places": [{**place._asdict(), "line": place.line or None} for place in candidate.places],
        "traffic": [row._asdict() for row in candidate.traffic],
    }


# --- SARIF ---


def drift_sarif(model: Model, drift: Drift, *, root: str) -> str:
    """Return the drift as SARIF; paths below the folder ``root`` are relative to it."""
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [drift_run(model, drift, root=root)]}
    return json_text(document, indent=2) + "\n"


def drift_run(model: Model, drift: Drift, *, root: str) -> dict[str, Any]:
    """Return the run of a SARIF document: a result for each flow and candidate that is not confirmed."""
    rules: list[DriftState] = [
        state for state in DriftState if state not in (DriftState.CONFIRMED, DriftState.REJECTED)
    ]
    driver = {
        "name": "sphinx-c4",
        "version": __version__,
        "rules": [{"id": f"c4/drift-{state}", "shortDescription": {"text": MEANINGS[state]}} for state in rules],
    }
    results = [_result(model, item, rules, root) for item in drift.items if item.state in rules]
    return {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}


def _result(model: Model, item: DriftItem, rules: list[DriftState], root: str) -> dict[str, Any]:
    name = item.flow.name if item.flow else item.candidates[0].name
    level = _LEVELS.get(item.state, "none")
    return {
        "ruleId": f"c4/drift-{item.state}",
        "ruleIndex": rules.index(item.state),
        "kind": "review" if level == "none" else "fail",
        "level": level,
        "message": {"text": f"{item.source} → {item.target} ({name}): {item.reason}."},
        "locations": [_location(model, item, root)],
        "partialFingerprints": {"sphinxC4Drift/v1": f"{item.state}:{item.source}:{item.target}:{name}"},
    }


def _location(model: Model, item: DriftItem, root: str) -> dict[str, Any]:
    """Return the flow, or else the element of the model that the candidate touches."""
    ends = (item.source, item.target, *_choices(item.candidates))
    places = (model.elements[end].position for end in ends if end in model.elements)
    position = item.flow.position if item.flow else next(places, Position(model.files[0].path, 1, 1))
    return sarif_location(position, root)


def sarif_location(position: Position, root: str) -> dict[str, Any]:
    """Return a position as a location of SARIF; paths below the folder ``root`` are relative to it."""
    region = {"startLine": position.line, "startColumn": position.column}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(position.path, root)}, "region": region}}


def _choices(candidates: Iterable[Candidate]) -> Iterator[str]:
    return (name for candidate in candidates for end in (candidate.source, candidate.target) for name in end.choices)


def _uri(path: str, root: str) -> str:
    pure = PurePosixPath(path)
    if root and pure.is_relative_to(root):
        pure = pure.relative_to(root)
    return f"file://{quote(str(pure))}" if pure.is_absolute() else quote(str(pure))
