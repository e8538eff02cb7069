"""The loader: from a file or folder to a validated model.

The steps run in one direction: read files, resolve identities, compose elements, resolve references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from sphinxcontrib_c4.model.composition import Composition, compose, seen_at
from sphinxcontrib_c4.model.elements import Flow, Kind, Model, ModelFile, Position, Scenario
from sphinxcontrib_c4.model.faults import ModelError, quoted
from sphinxcontrib_c4.model.identity import resolve_identities
from sphinxcontrib_c4.model.landscape_file import analysis_settings, code_graph_settings
from sphinxcontrib_c4.model.references import ReferenceResolver
from sphinxcontrib_c4.model.source_files import LANDSCAPE, SourceFile, read

T = TypeVar("T", Flow, Scenario)


def load_model(path: Path) -> Model:
    """See :func:`sphinxcontrib_c4.model.load`."""
    sources = read(path)
    composition = compose(sources, resolve_identities(sources))
    model = _model(composition)
    faults = [*sources.faults, *(fault for document in sources.documents for fault in document.faults)]
    if faults:
        raise ModelError(faults)
    return model


def _model(composition: Composition) -> Model:
    sources, landscape = composition.sources, composition.sources.landscape
    links = {file.name: ReferenceResolver(composition, file) for file in sources.files}
    only = sources.files[0].entry.meta if len(sources.files) == 1 else None
    flows = _flows(composition, links)
    return Model(
        name=landscape.id,
        title=landscape.name or (only.name if only else "") or "System landscape",
        description=landscape.description,
        primary_system=_primary_system(composition),
        elements=composition.elements,
        flows=flows,
        scenarios=_scenarios(composition, links),
        ingestion=tuple(entry for file in sources.files for entry in links[file.name].ingestion()),
        groups=composition.groups,
        files=_files(composition),
        analysis=analysis_settings(sources, composition.identities, composition.elements, flows),
        code_graph=code_graph_settings(sources, composition.identities, composition.elements),
        rejections=tuple(entry for file in sources.files for entry in links[file.name].rejections()),
        aliases={other: name for other, name in composition.identities.canonical.items() if other != name},
    )


def _primary_system(composition: Composition) -> str:
    """Return the full name of the primary system of the landscape, or ``""``."""
    named, document = composition.sources.landscape.primary_system, composition.sources.landscape_document
    if not named or document is None:
        owned = {name for name in composition.primary.values() if name}
        return owned.pop() if len(owned) == 1 else ""
    full = composition.identities.canonical.get(named, "")
    if full in composition.elements and composition.elements[full].kind is Kind.SYSTEM:
        return full
    if named not in composition.sources.broken:
        systems = {e.name: e.title for e in composition.elements.values() if e.kind is Kind.SYSTEM}
        message = f"the primary system {quoted(named)} is not a system of the model"
        at, hint = document.root.values_at["primary_system"], "name a system that a model file lists"
        document.fault(at, message, hint, name=named, candidates=systems)
    return ""


def _flows(composition: Composition, links: dict[str, ReferenceResolver]) -> tuple[Flow, ...]:
    """Return all flows: file by file, first those under ``flows``, then those of components."""
    found: list[Flow] = []
    seen: dict[str, Position] = {}
    for file in composition.sources.files:
        found += _with_unique_names(file, "flow", links[file.name].flows(), seen)
        for part in composition.components:
            if part.file is file:
                found += links[file.name].relationships(part)
    return tuple(found)


def _scenarios(composition: Composition, links: dict[str, ReferenceResolver]) -> tuple[Scenario, ...]:
    files, seen = composition.sources.files, dict[str, Position]()
    return tuple(s for file in files for s in _with_unique_names(file, "scenario", links[file.name].scenarios(), seen))


def _with_unique_names(
    file: SourceFile, what: str, entries: Iterable[tuple[T, Position]], seen: dict[str, Position]
) -> Iterator[T]:
    """Yield the flows or scenarios of a file; report names that are already taken."""
    for entry, position in entries:
        earlier = seen.setdefault(entry.name, position)
        if earlier is not position:
            message = f"the {what} {quoted(entry.name)} already exists {seen_at(file, earlier)}"
            file.document.fault((position.line, position.column), message, "give one of the two another id")
        yield entry


def _files(composition: Composition) -> tuple[ModelFile, ...]:
    """Return the files in the order of reading, ``landscape.yaml`` last."""
    found = [
        ModelFile(
            path=file.name,
            digest=file.digest,
            title=file.entry.meta.name,
            description=file.entry.meta.description,
            primary_system=composition.primary[file.name],
        )
        for file in composition.sources.files
    ]
    if composition.sources.landscape_document is not None:
        landscape = composition.sources.landscape
        digest = composition.sources.landscape_digest
        found.append(ModelFile(path=LANDSCAPE, digest=digest, title=landscape.name, description=landscape.description))
    return tuple(found)
