"""Loading: from a file or folder to one checked model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from sphinxcontrib_c4.model.composition import Composition, compose, seen_at
from sphinxcontrib_c4.model.elements import Flow, Kind, Model, ModelFile, Position, Scenario
from sphinxcontrib_c4.model.faults import ModelError, quoted
from sphinxcontrib_c4.model.identity import resolve_identities
from sphinxcontrib_c4.model.landscape_file import analysis_settings, code_graph_settings
from sphinxcontrib_c4.model.names import nearest, suggestion
from sphinxcontrib_c4.model.references import ReferenceResolver
from sphinxcontrib_c4.model.source_files import LANDSCAPE, SourceFile, read

T = TypeVar("T", Flow, Scenario)


def load_model(path: Path) -> Model:
    """See :func:`sphinxcontrib_c4.model.load`."""
    reading = read(path)
    whole = compose(reading, resolve_identities(reading))
    model = _model(whole)
    faults = [*reading.faults, *(fault for document in reading.documents for fault in document.faults)]
    if faults:
        raise ModelError(faults)
    return model


def _model(whole: Composition) -> Model:
    reading, landscape = whole.reading, whole.reading.landscape
    links = {file.name: ReferenceResolver(whole, file) for file in reading.files}
    only = reading.files[0].entry.meta if len(reading.files) == 1 else None
    flows = _flows(whole, links)
    return Model(
        name=landscape.id,
        title=landscape.name or (only.name if only else "") or "System landscape",
        description=landscape.description,
        primary_system=_primary_system(whole),
        elements=whole.elements,
        flows=flows,
        scenarios=_scenarios(whole, links),
        ingestion=tuple(entry for file in reading.files for entry in links[file.name].ingestion()),
        groups=whole.groups,
        files=_files(whole),
        analysis=analysis_settings(reading, whole.identities, whole.elements, flows),
        code_graph=code_graph_settings(reading, whole.identities, whole.elements),
        rejections=tuple(entry for file in reading.files for entry in links[file.name].rejections()),
        aliases={other: name for other, name in whole.identities.canonical.items() if other != name},
    )


def _primary_system(whole: Composition) -> str:
    """The system that pages are about unless they say otherwise, or ``""`` where nobody says."""
    named, document = whole.reading.landscape.primary_system, whole.reading.landscape_document
    if not named or document is None:
        owned = {name for name in whole.primary.values() if name}
        return owned.pop() if len(owned) == 1 else ""
    full = whole.identities.canonical.get(named, "")
    if full in whole.elements and whole.elements[full].kind is Kind.SYSTEM:
        return full
    if named not in whole.reading.broken:
        systems = {e.name: e.title for e in whole.elements.values() if e.kind is Kind.SYSTEM}
        message = f"the primary system {quoted(named)} is not a system of the model"
        hint = suggestion(nearest(named, systems)) or "name a system that a model file lists"
        document.fault(document.root.values_at["primary_system"], message, hint)
    return ""


def _flows(whole: Composition, links: dict[str, ReferenceResolver]) -> tuple[Flow, ...]:
    """All flows: file by file, in each the written ones and then those of its components."""
    found: list[Flow] = []
    seen: dict[str, Position] = {}
    for file in whole.reading.files:
        found += _told_once(file, "flow", links[file.name].flows(), seen)
        for part in whole.components:
            if part.file is file:
                found += links[file.name].relationships(part)
    return tuple(found)


def _scenarios(whole: Composition, links: dict[str, ReferenceResolver]) -> tuple[Scenario, ...]:
    files, seen = whole.reading.files, dict[str, Position]()
    return tuple(s for file in files for s in _told_once(file, "scenario", links[file.name].scenarios(), seen))


def _told_once(
    file: SourceFile, what: str, entries: Iterable[tuple[T, Position]], seen: dict[str, Position]
) -> Iterator[T]:
    """The flows or scenarios of a file; those whose full name another one has are reported."""
    for entry, position in entries:
        earlier = seen.setdefault(entry.name, position)
        if earlier is not position:
            message = f"the {what} {quoted(entry.name)} is already there, {seen_at(file, earlier)}"
            file.document.fault((position.line, position.column), message, "give one of the two another id")
        yield entry


def _files(whole: Composition) -> tuple[ModelFile, ...]:
    """The files in the order in which they were read, ``landscape.yaml`` last."""
    found = [
        ModelFile(
            path=file.name,
            digest=file.digest,
            title=file.entry.meta.name,
            description=file.entry.meta.description,
            primary_system=whole.primary[file.name],
        )
        for file in whole.reading.files
    ]
    if whole.reading.landscape_document is not None:
        landscape = whole.reading.landscape
        digest = whole.reading.landscape_digest
        found.append(ModelFile(path=LANDSCAPE, digest=digest, title=landscape.name, description=landscape.description))
    return tuple(found)
