"""The presenter of candidates and of drift: cards with evidence and links, and rows by state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from sphinxcontrib_c4.analysis import ElementName, TitleNaming
from sphinxcontrib_c4.codegraph import (
    MEANINGS,
    Candidate,
    CandidateEnd,
    Drift,
    DriftItem,
    DriftState,
    Place,
    compare,
    normalize_repository,
)
from sphinxcontrib_c4.model import Kind, count_noun, system_of
from sphinxcontrib_c4.sphinx.lookup import resolve_system
from sphinxcontrib_c4.sphinx.source_refs import SourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinxcontrib_c4.codegraph import CodeGraph
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.cache.model import QueryContext

CAVEAT = (
    "Candidates are evidence, and not part of the model: a scan of code reads text and guesses calls from it. "
    "They are drawn only after they have been checked and added to the model."
)
_MAX_CARDS = 40
_MAX_PLACES = 8
_MAX_KEYS = 6
_SEVERITIES = {
    DriftState.UNDOCUMENTED: "warning",
    DriftState.STALE: "warning",
    DriftState.PHANTOM: "info",
    DriftState.UNVERIFIABLE: "review",
    DriftState.CONFIRMED: "info",
    DriftState.REJECTED: "info",
}


class PlaceText(NamedTuple):
    """A place of evidence: ``text`` names the file and line, ``url`` leads there at the host of the repository."""

    text: str
    url: str
    notes: str


class CandidateCard(NamedTuple):
    """The content of a card; ``more`` places are left out."""

    name: str
    severity: str
    state: str
    source: ElementName
    target: ElementName
    reason: str
    facts: tuple[str, ...]
    keys: tuple[str, ...]
    places: tuple[PlaceText, ...]
    more: int
    traffic: tuple[str, ...]


class CandidateReport(NamedTuple):
    """The content of a list of candidates; ``more`` of them are left out."""

    summary: str
    notes: tuple[str, ...]
    cards: tuple[CandidateCard, ...]
    more: int


class DriftRow(NamedTuple):
    """A flow or a candidate in a state; ``flow`` is empty for a candidate, and ``ref`` refers to a flow's line."""

    source: ElementName
    target: ElementName
    flow: str
    label: str
    reason: str
    ref: SourceRef


class DriftGroup(NamedTuple):
    """The rows of one state."""

    severity: str
    heading: str
    meaning: str
    rows: tuple[DriftRow, ...]


class DriftReport(NamedTuple):
    """The content of a report on drift."""

    summary: str
    notes: tuple[str, ...]
    groups: tuple[DriftGroup, ...]
    unmatched: tuple[str, ...]


# --- Candidates ---


def candidate_report(context: QueryContext, system: str, states: tuple[str, ...]) -> CandidateReport:
    """Return the candidates that touch ``system``, or all, in one of ``states`` if there are any.

    Raises:
        QueryError: there is no such system, or an extracted file cannot be read.
    """
    model, graph = context.model, context.code_graph()
    subject = resolve_system(model, system, context.primary_system) if system else ""
    pairs = [
        (item, candidate)
        for item in compare(model, graph).items
        if not states or item.state.value in states
        for candidate in item.candidates
        if _touches(candidate, subject)
    ]
    unique = list({candidate.name: (item, candidate) for item, candidate in reversed(pairs)}.values())[::-1]
    about = model.elements[subject].title if subject else model.title
    counts = _state_counts(item.state for item, _ in unique)
    return CandidateReport(
        summary=f"Candidates of {about}: {counts or 'none'}.",
        notes=(CAVEAT, *_extraction_notes(graph)),
        cards=tuple(_card(model, item, candidate, subject) for item, candidate in unique[:_MAX_CARDS]),
        more=len(unique[_MAX_CARDS:]),
    )


def _touches(candidate: Candidate, subject: str) -> bool:
    ends = (candidate.source, candidate.target)
    return not subject or subject in {system_of(name) for end in ends for name in (*end.choices, end.name)}


def _state_counts(states: Iterable[DriftState]) -> str:
    values = list(states)
    return ", ".join(f"{values.count(state)} {state.value}" for state in DriftState if state in values)


def _extraction_notes(graph: CodeGraph) -> Iterator[str]:
    if not graph.files:
        yield "There are no extracted files: run sphinx-c4 extract."
        return
    counts = {(file.bindings, file.repositories, file.calls) for file in graph.files if file.is_own}
    parts = []
    for bindings, repositories, calls in sorted(counts):
        if bindings:
            parts.append(
                f"{count_noun(bindings, 'binding')} of {count_noun(repositories, 'repository', 'repositories')}"
            )
        if calls:
            parts.append(f"calls between {count_noun(calls, 'pair')} of services")
    day = f" as of {graph.date}" if graph.date else ""
    if parts:
        yield f"Extracted from {' and '.join(parts)}{day}."


def _card(model: Model, item: DriftItem, candidate: Candidate, subject: str) -> CandidateCard:
    return CandidateCard(
        name=candidate.name,
        severity=_SEVERITIES[item.state],
        state=item.state.value,
        source=_end_name(model, candidate.source, subject),
        target=_end_name(model, candidate.target, subject),
        reason=_sentence(item.reason),
        facts=tuple(_facts(candidate)),
        keys=(*candidate.keys[:_MAX_KEYS], *_more(candidate.key_count - _MAX_KEYS)),
        places=tuple(_place(candidate, place) for place in candidate.places[:_MAX_PLACES]),
        more=max(0, candidate.place_count - _MAX_PLACES) if candidate.places else 0,
        traffic=tuple(
            f"{row.client} → {row.server}: {count_noun(row.calls, 'call')} ({row.source})" for row in candidate.traffic
        ),
    )


def _more(number: int) -> tuple[str, ...]:
    return (f"and {number} more",) if number > 0 else ()


def _facts(candidate: Candidate) -> Iterator[str]:
    yield f"contract: {candidate.kind}"
    yield f"rank: {candidate.rank.value}"
    yield f"confidence: {candidate.confidence:g}"
    if candidate.confirmed_by:
        yield f"seen in {' and '.join(medium.value for medium in candidate.confirmed_by)}"
    for file_class, number in candidate.files.items():
        yield count_noun(number, file_class.label)


def _end_name(model: Model, end: CandidateEnd, subject: str) -> ElementName:
    if end.is_in_model:
        return TitleNaming(model, subject=subject, by_system=True).element(end.name)
    note = f"either {' or '.join(end.choices)}" if end.choices else "not in the model"
    return ElementName(Kind.SYSTEM.value, end.name, f"{end.title or end.name} ({note})")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


# --- Places ---


def _place(candidate: Candidate, place: Place) -> PlaceText:
    text = f"{place.path}{f':{place.line}' if place.line else ''}"
    notes = [place.file_class.label, *(["served by the consumer itself"] if place.is_self_served else [])]
    return PlaceText(text or place.repo, place_url(candidate, place), ", ".join(notes))


def place_url(candidate: Candidate, place: Place) -> str:
    """Return the address of a line at the host of its repository, or ``""`` if that is unknown.

    A browser resolves ``..`` in an address, so that such a path could lead out of the repository.
    """
    repo = place.repo if _is_address(place.repo) else candidate.source.repo
    if not _is_address(repo) or not place.path or ".." in place.path.split("/"):
        return ""
    address = normalize_repository(repo)
    host, path = address.partition("/")[0], quote(place.path.lstrip("/"))
    base = repo.rstrip("/").removesuffix(".git")
    if "gitlab" in host:
        return f"{base}/-/blob/HEAD/{path}{f'#L{place.line}' if place.line else ''}"
    if "bitbucket" in host:
        return f"{base}/src/HEAD/{path}{f'#lines-{place.line}' if place.line else ''}"
    return f"{base}/blob/HEAD/{path}{f'#L{place.line}' if place.line else ''}"


def _is_address(repo: str) -> bool:
    return repo.startswith(("https://", "http://"))


# --- Drift ---


def drift_report(context: QueryContext, system: str, states: tuple[str, ...]) -> DriftReport:
    """Return the drift of the flows that touch ``system``, or of all, in one of ``states`` if there are any.

    Raises:
        QueryError: there is no such system, or an extracted file cannot be read.
    """
    model, graph = context.model, context.code_graph()
    subject = resolve_system(model, system, context.primary_system) if system else ""
    drift = compare(model, graph)
    items = [item for item in drift.items if _is_about(item, subject) and (not states or item.state.value in states)]
    about = model.elements[subject].title if subject else model.title
    counts = _state_counts(item.state for item in items)
    return DriftReport(
        summary=f"Drift of {about}: {counts or 'no flows between systems and no candidates'}.",
        notes=tuple(_extraction_notes(graph)),
        groups=tuple(_groups(model, items, subject)),
        unmatched=tuple(_unmatched_rejections(drift, subject)),
    )


def _is_about(item: DriftItem, subject: str) -> bool:
    ends = {system_of(item.source), system_of(item.target)}
    return not subject or subject in ends or any(_touches(candidate, subject) for candidate in item.candidates)


def _groups(model: Model, items: list[DriftItem], subject: str) -> Iterator[DriftGroup]:
    for state in DriftState:
        rows = tuple(_row(model, item, subject) for item in items if item.state is state)
        if rows:
            yield DriftGroup(_SEVERITIES[state], f"{state.value.capitalize()} ({len(rows)})", MEANINGS[state], rows)


def _row(model: Model, item: DriftItem, subject: str) -> DriftRow:
    flow = item.flow
    if flow is None:
        (candidate,) = item.candidates
        ends = _end_name(model, candidate.source, subject), _end_name(model, candidate.target, subject)
        return DriftRow(*ends, "", "", item.reason, "")
    naming = TitleNaming(model, subject=subject, by_system=True)
    source, target = naming.element(item.source), naming.element(item.target)
    return DriftRow(source, target, flow.name, flow.label, item.reason, flow.ref)


def _unmatched_rejections(drift: Drift, subject: str) -> Iterator[str]:
    for rejection in drift.unmatched:
        ends = {system_of(name) for name in (rejection.source, rejection.target)}
        if not subject or subject in ends:
            yield f"{rejection.source} → {rejection.target}: {rejection.reason}"
