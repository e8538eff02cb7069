"""The code graph: evidence for calls between systems, from code and from traffic.

Rows and traces become bindings and calls, these become candidates of a model, and the drift is the
difference between candidates and model. Nothing here changes a curated file, and nothing needs Sphinx.
"""

from __future__ import annotations

from sphinxcontrib_c4.codegraph.bindings import Binding, BindingError, Call, RowFault, parse_binding
from sphinxcontrib_c4.codegraph.candidate import Candidate, CandidateEnd, Medium, Place, Rank, Traffic
from sphinxcontrib_c4.codegraph.drift import Drift, DriftItem, DriftState, compare
from sphinxcontrib_c4.codegraph.drift_report import (
    MEANINGS,
    drift_json,
    drift_run,
    drift_sarif,
    drift_text,
    drift_values,
    evidence_lines,
    place_text,
    sarif_location,
)
from sphinxcontrib_c4.codegraph.ends import EndResolver, normalize_repository
from sphinxcontrib_c4.codegraph.extraction import EvidenceSource, Extraction, extract, mapping_fingerprint
from sphinxcontrib_c4.codegraph.file_classes import FileClass, FileClassifier
from sphinxcontrib_c4.codegraph.graph_file import GraphFileText, graph_file_texts
from sphinxcontrib_c4.codegraph.graph_reader import CodeGraph, GraphFile, read_code_graph, read_cycles, read_graph_file
from sphinxcontrib_c4.codegraph.paste import Snippet, SnippetWriter
from sphinxcontrib_c4.codegraph.settings import CodeGraphSettings, code_graph_settings
from sphinxcontrib_c4.codegraph.sources.backstage import BackstageCatalog
from sphinxcontrib_c4.codegraph.sources.binding_rows import STANDARD_INPUT, BindingRows, parse_rows
from sphinxcontrib_c4.codegraph.sources.checkouts import Checkouts
from sphinxcontrib_c4.codegraph.sources.inputs import SourceError
from sphinxcontrib_c4.codegraph.sources.jaeger import JaegerDependencies
from sphinxcontrib_c4.codegraph.sources.service_metrics import ServiceGraphMetrics
from sphinxcontrib_c4.codegraph.sources.witan_store import WitanStore
from sphinxcontrib_c4.codegraph.unverified import SCOPE, UNVERIFIED, is_unverified, with_unverified_flows

__all__ = [
    "MEANINGS",
    "SCOPE",
    "STANDARD_INPUT",
    "UNVERIFIED",
    "BackstageCatalog",
    "Binding",
    "BindingError",
    "BindingRows",
    "Call",
    "Candidate",
    "CandidateEnd",
    "Checkouts",
    "CodeGraph",
    "CodeGraphSettings",
    "Drift",
    "DriftItem",
    "DriftState",
    "EndResolver",
    "EvidenceSource",
    "Extraction",
    "FileClass",
    "FileClassifier",
    "GraphFile",
    "GraphFileText",
    "JaegerDependencies",
    "Medium",
    "Place",
    "Rank",
    "RowFault",
    "ServiceGraphMetrics",
    "Snippet",
    "SnippetWriter",
    "SourceError",
    "Traffic",
    "WitanStore",
    "code_graph_settings",
    "compare",
    "drift_json",
    "drift_run",
    "drift_sarif",
    "drift_text",
    "drift_values",
    "evidence_lines",
    "extract",
    "graph_file_texts",
    "is_unverified",
    "mapping_fingerprint",
    "normalize_repository",
    "parse_binding",
    "parse_rows",
    "place_text",
    "read_code_graph",
    "read_cycles",
    "read_graph_file",
    "sarif_location",
    "with_unverified_flows",
]
