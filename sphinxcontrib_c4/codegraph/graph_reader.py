"""Reading extracted files, those of other generators included.

Names are resolved by the model that the files belong to. What a file of another generator does not
tell (the repositories that were scanned, classes of files, confidence) is taken to be as the public
generator of such files has it: both ends of each flow were scanned, and all evidence is real.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.codegraph.candidate import Candidate, CandidateEnd, Medium, Place, Rank, Traffic
from sphinxcontrib_c4.codegraph.candidates import evidence_fingerprint
from sphinxcontrib_c4.codegraph.file_classes import FileClass
from sphinxcontrib_c4.codegraph.graph_file import SUFFIX, graph_file_name, is_intact
from sphinxcontrib_c4.model import (
    Document,
    Fault,
    Kind,
    Model,
    ModelError,
    NameLookupError,
    Position,
    nearest,
    quoted,
    read_model_file,
    resolve,
    suggestion,
)

if TYPE_CHECKING:
    from sphinxcontrib_c4.model import FileEntry, FlowEntry, ProvenanceEntry, SystemEntry

CYCLES_SUFFIX = ".cycles.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphFile:
    """One extracted file as it was read.

    ``is_own`` tells whether ``sphinx-c4 extract`` wrote it, and ``is_intact`` whether nobody edited it
    since. ``evidence`` and ``mapping`` are the fingerprints that it was written with.
    """

    path: str
    candidates: tuple[Candidate, ...]
    scanned: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    traced: tuple[str, ...] = ()
    is_own: bool = False
    is_intact: bool = True
    evidence: str = ""
    mapping: str = ""
    date: str = ""
    bindings: int = 0
    repositories: int = 0
    calls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeGraph:
    """All candidates of a model: those of its extracted files, each once.

    ``scanned`` are the full names of the elements whose code was scanned, ``providers`` those of them
    that provide a contract, and ``traced`` those whose traffic was counted. ``listed_cycles`` are
    those that a generator wrote beside the files.
    """

    files: tuple[GraphFile, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    scanned: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    traced: frozenset[str] = frozenset()
    listed_cycles: tuple[tuple[str, ...], ...] = ()

    @property
    def date(self) -> str:
        """The day of the oldest extraction, or nothing if a file does not name its day."""
        days = {file.date for file in self.files}
        return min(days) if days and "" not in days else ""


def read_code_graph(path: Path, model: Model) -> CodeGraph:
    """Return the code graph of ``model``, which was read from ``path``.

    Raises:
        ModelError: an extracted file cannot be read; it holds all faults.
    """
    folder = path if path.is_dir() else path.parent
    names = [graph_file_name(file.path) for file in model.files if file.path != "landscape.yaml"]
    if path.is_dir():
        names += sorted(entry.name for entry in folder.glob(f"*{SUFFIX}"))
    present = [folder / name for name in dict.fromkeys(names) if (folder / name).is_file()]
    faults: list[Fault] = []
    files = list(_read_all(present, model, faults))
    cycles = list(_cycle_lists(folder, present, faults))
    if faults:
        raise ModelError(faults)
    return CodeGraph(
        files=tuple(files),
        candidates=tuple(_once(files)),
        scanned=frozenset(name for file in files for name in file.scanned),
        providers=frozenset(name for file in files for name in file.providers),
        traced=frozenset(name for file in files for name in file.traced),
        listed_cycles=tuple(sorted({tuple(_model_name(model, name) for name in cycle) for cycle in cycles})),
    )


def _read_all(paths: Iterable[Path], model: Model, faults: list[Fault]) -> Iterator[GraphFile]:
    for path in paths:
        try:
            yield read_graph_file(path, model)
        except ModelError as error:
            faults += error.faults


def _once(files: Iterable[GraphFile]) -> list[Candidate]:
    """Return the candidates of all files; of those with the same ends and kind, the one of the latest extraction."""
    candidates_by_key: dict[tuple[str, str, str], Candidate] = {}
    for file in sorted(files, key=lambda file: (file.date, file.path)):
        for candidate in file.candidates:
            candidates_by_key[candidate.source.name, candidate.target.name, candidate.kind] = candidate
    return sorted(candidates_by_key.values(), key=lambda candidate: (candidate.name, candidate.kind))


def read_graph_file(path: Path, model: Model) -> GraphFile:
    """Return the extracted file at ``path``.

    Raises:
        ModelError: it cannot be read.
    """
    entry, document = read_model_file(path)
    names = _FileNames(model, {system.id: system for system in entry.systems})
    faults = list(_unlisted_ends(entry, document, names))
    if faults:
        raise ModelError(faults)
    places = [document.position(tree.at) for tree in document.root.get("flows", ())]
    pairs = zip(entry.flows, places, strict=True)
    candidates = tuple(replace(_candidate(flow, names), position=position) for flow, position in pairs)
    generated = entry.generated
    if generated is None:
        end_names = {end.name for c in candidates for end in (c.source, c.target) if end.is_in_model}
        scanned = tuple(sorted(end_names))
        return GraphFile(path=path.name, candidates=candidates, scanned=scanned, providers=scanned)
    return GraphFile(
        path=path.name,
        candidates=candidates,
        scanned=tuple(map(names.full, generated.scanned)),
        providers=tuple(map(names.full, generated.providers)),
        traced=tuple(map(names.full, generated.traced)),
        is_own=True,
        is_intact=is_intact(document.text, generated.content),
        evidence=generated.evidence,
        mapping=generated.model,
        date=generated.date,
        bindings=int(generated.bindings),
        repositories=int(generated.repositories),
        calls=int(generated.calls),
    )


def _unlisted_ends(entry: FileEntry, document: Document, names: _FileNames) -> Iterator[Fault]:
    """Yield a fault for each end that neither the file nor the model has."""
    for tree, flow in zip(document.root.get("flows", ()), entry.flows, strict=True):
        for key, name in (("source", flow.source), ("target", flow.target)):
            if not names.is_listed(name):
                position = tree.values_at[key]
                message = f"{quoted(key)} names {quoted(name)}, which is neither in the file nor in the model"
                hint = suggestion(nearest(name, names.titles())) or "extract the file again"
                yield document.warning(position, message, hint)


class _FileNames(NamedTuple):
    """The names in an extracted file: elements of the model, or systems that only the file lists."""

    model: Model
    systems: dict[str, SystemEntry]

    def full(self, name: str) -> str:
        """Return the full name of an element, or ``name`` itself."""
        return _model_name(self.model, name)

    def is_listed(self, name: str) -> bool:
        """Return whether ``name`` is an element of the model or a system of the file."""
        return self.full(name) in self.model.elements or name in self.systems

    def titles(self) -> dict[str, str]:
        """Return the titles of the systems of the file."""
        return {name: system.name for name, system in self.systems.items()}

    def end(self, name: str, choices: Iterable[str]) -> CandidateEnd:
        """Return the end of a candidate."""
        full, system = self.full(name), self.systems.get(name)
        element = self.model.elements.get(full)
        if choices or element is None or element.kind is Kind.PERSON:
            return CandidateEnd(
                name=name,
                is_in_model=False,
                repo=system.repo if system else "",
                title=system.name if system else name,
                choices=tuple(map(self.full, choices)),
            )
        return CandidateEnd(name=full, is_in_model=True, repo=element.repo, title=element.title)


def _model_name(model: Model, name: str) -> str:
    """Return the full name of the element of ``model`` that ``name`` stands for, or ``name`` itself."""
    head, dot, rest = name.partition(".")
    full = f"{model.aliases.get(head, head)}{dot}{rest}"
    if full in model.elements or dot:
        return full
    try:
        return resolve(full, model.elements)
    except NameLookupError:
        return name


# --- Candidates ---


def _candidate(flow: FlowEntry, names: _FileNames) -> Candidate:
    provenance = flow.provenance
    if provenance is None:
        return _bare_candidate(flow, names)
    media = tuple(Medium(text) for text in provenance.confirmed_by)
    is_own = bool(provenance.evidence)
    keys = provenance.keys or tuple(filter(None, provenance.contract_key.split(", ")))
    return Candidate(
        name=flow.id or f"{flow.source}-{flow.target}",
        source=names.end(flow.source, provenance.source_choices),
        target=names.end(flow.target, provenance.target_choices),
        kind=provenance.contract_kind or "endpoint",
        confidence=1.0 if provenance.confidence is None else float(provenance.confidence),
        rank=Rank(provenance.rank or "candidate"),
        confirmed_by=media if is_own else (Medium.CODE,),
        phantom=provenance.phantom,
        keys=keys,
        key_count=int(provenance.key_count) or len(keys),
        places=tuple(_places(provenance)),
        place_count=int(provenance.place_count) or 1,
        files={FileClass(name): int(number) for name, number in provenance.files.items() if name in set(FileClass)},
        traffic=tuple(Traffic(t.client, t.server, int(t.calls), t.source) for t in provenance.traffic),
        fingerprint=provenance.evidence or evidence_fingerprint(repr((keys, provenance.path)), ()),
    )


def _bare_candidate(flow: FlowEntry, names: _FileNames) -> Candidate:
    return Candidate(
        name=flow.id or f"{flow.source}-{flow.target}",
        source=names.end(flow.source, ()),
        target=names.end(flow.target, ()),
        kind="endpoint",
        confidence=1.0,
        rank=Rank.CANDIDATE,
        confirmed_by=(Medium.CODE,),
        fingerprint=evidence_fingerprint("", ()),
    )


def _places(provenance: ProvenanceEntry) -> Iterator[Place]:
    for entry in provenance.places:
        confidence, file_class = float(entry.confidence), FileClass(entry.file_class)
        yield Place(entry.repo, entry.path, entry.line or 0, entry.key, confidence, file_class, entry.self_served)
    if not provenance.places and provenance.path:
        key = provenance.contract_key
        yield Place(provenance.repo, provenance.path, provenance.line or 0, key, 1.0, FileClass.SOURCE, False)


# --- Cycles that a generator listed ---


def _cycle_lists(folder: Path, graph_files: Iterable[Path], faults: list[Fault]) -> Iterator[tuple[str, ...]]:
    for path in graph_files:
        path_of_list = folder / f"{path.name.removesuffix(SUFFIX)}{CYCLES_SUFFIX}"
        if path_of_list.is_file():
            try:
                yield from read_cycles(path_of_list)
            except ModelError as error:
                faults += error.faults


def read_cycles(path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the cycles that a generator listed in ``path``: a JSON list of lists of systems.

    Raises:
        ModelError: the file is not such a list.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise ModelError([_cycles_fault(path, line)]) from error
    if isinstance(value, list) and all(_is_cycle(item) for item in value):
        return tuple(tuple(item) for item in value)
    raise ModelError([_cycles_fault(path, 1)])


def _cycles_fault(path: Path, line: int) -> Fault:
    hint = 'write [["a", "b"], …], or delete the file'
    return Fault(Position(path.as_posix(), line, 1), "this is not a JSON list of cycles", hint=hint)


def _is_cycle(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)
