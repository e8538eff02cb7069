"""The code graph: evidence for calls between systems, from code and from traffic.

Rows and traces become bindings and calls, these become candidates of a model, and the drift is the
difference between candidates and model. Nothing here changes a curated file, and nothing needs Sphinx.
"""

from __future__ import annotations

from sphinxcontrib_c4.codegraph.bindings import Binding, BindingError, Call, RowFault, parse_binding
from sphinxcontrib_c4.codegraph.candidate import Candidate, CandidateEnd, Medium, Place, Rank, Traffic
from sphinxcontrib_c4.codegraph.drift import Drift, DriftItem, DriftState, compare
from sphinxcontrib_c4.codegraph.extraction import EvidenceSource, Extraction, extract
from sphinxcontrib_c4.codegraph.file_classes import FileClass, FileClassifier
from sphinxcontrib_c4.codegraph.graph_file import GraphFileText, graph_file_texts
from sphinxcontrib_c4.codegraph.graph_reader import CodeGraph, GraphFile, read_code_graph, read_cycles, read_graph_file
from sphinxcontrib_c4.codegraph.settings import CodeGraphSettings, code_graph_settings
from sphinxcontrib_c4.codegraph.sources.binding_rows import BindingRows, parse_rows

__all__ = [
    "Binding",
    "BindingError",
    "BindingRows",
    "Call",
    "Candidate",
    "CandidateEnd",
    "CodeGraph",
    "CodeGraphSettings",
    "Drift",
    "DriftItem",
    "DriftState",
    "EvidenceSource",
    "Extraction",
    "FileClass",
    "FileClassifier",
    "GraphFile",
    "GraphFileText",
    "Medium",
    "Place",
    "Rank",
    "RowFault",
    "Traffic",
    "code_graph_settings",
    "compare",
    "extract",
    "graph_file_texts",
    "parse_binding",
    "parse_rows",
    "read_code_graph",
    "read_cycles",
    "read_graph_file",
]
