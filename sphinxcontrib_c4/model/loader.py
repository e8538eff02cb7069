"""The loader: from a file or folder to a validated model.

The stages run one after another: read files, parse and validate them, resolve identities, compose elements,
resolve references. Each is a function of the values before it; faults are recorded in the documents.
"""

from __future__ import annotations

from pathlib import Path

from sphinxcontrib_c4.model.composition import compose
from sphinxcontrib_c4.model.document import Document
from sphinxcontrib_c4.model.elements import Model
from sphinxcontrib_c4.model.faults import ModelError
from sphinxcontrib_c4.model.identity import resolve_identities
from sphinxcontrib_c4.model.landscape_file import (
    analysis_settings,
    code_graph_section,
    declared_rules,
    resolve_sections,
)
from sphinxcontrib_c4.model.parsed_files import LandscapeFile, SourceFiles, listed_files, parse, parse_text
from sphinxcontrib_c4.model.references import resolve_references
from sphinxcontrib_c4.model.schema import FileEntry
from sphinxcontrib_c4.model.source_files import model_path, read_file, read_files, read_landscape


def load_model(path: Path) -> Model:
    """See :func:`sphinxcontrib_c4.model.load`."""
    path = model_path(path)
    landscape = LandscapeFile(read_landscape(path))
    names = listed_files(path, landscape)
    sources = SourceFiles(landscape, tuple(read_files(path, names)))
    model = build_model(sources)
    if faults := tuple(sources.faults):
        raise ModelError(faults)
    return model


def build_model(sources: SourceFiles) -> Model:
    """Return the model of the files; it is incomplete if their documents have faults afterwards."""
    identities = resolve_identities(sources)
    sections = resolve_sections(sources, identities)
    composition = compose(sources, identities, sections)
    references = resolve_references(sources, identities, composition)
    return Model(
        name=sources.landscape.id,
        title=sources.title,
        description=sources.landscape.description,
        primary_system=composition.primary_system,
        elements=composition.elements,
        flows=references.flows,
        scenarios=references.scenarios,
        ingestion=references.ingestion,
        groups=sections.groups,
        files=composition.files,
        analysis=analysis_settings(sources, identities, composition.elements, references.flows),
        rules=declared_rules(sources, identities, composition.elements, sections.groups),
        code_graph=code_graph_section(sources, identities, composition.elements),
        rejections=references.rejections,
        warnings=composition.warnings,
        aliases={other: name for other, name in identities.canonical.items() if other != name},
    )


def read_yaml_document(path: Path) -> Document:
    """See :func:`sphinxcontrib_c4.model.read_yaml`."""
    text = read_file(path, path.name)
    if text.fault is not None:
        raise ModelError([text.fault])
    return parse(text)


def read_entry(path: Path) -> tuple[FileEntry, Document]:
    """See :func:`sphinxcontrib_c4.model.read_model_file`."""
    document, entry, _ = parse_text(read_file(path, path.name), FileEntry)
    if entry is None or document.faults:
        raise ModelError(document.faults)
    return entry, document
