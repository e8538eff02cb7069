"""Analysis: cycles, coupling and fragile linkages of a model.

``analyse`` tells all of it in a ``Report``, whose values a page, a terminal or another tool only needs
to render. Nothing here imports networkx before there is something to analyse.
"""

from sphinxcontrib_c4.analysis.baseline.fingerprint import fingerprint
from sphinxcontrib_c4.analysis.baseline.model import CYCLE, Acceptance, Baseline, Judgement
from sphinxcontrib_c4.analysis.baseline.reader import read_baseline
from sphinxcontrib_c4.analysis.baseline.writer import Terms, as_baseline
from sphinxcontrib_c4.analysis.clock import today
from sphinxcontrib_c4.analysis.cycles.finding import Confirmation, Cut, CutEdge, CycleFinding, CyclicEdge, Witness
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies, Edge, Pair, Use
from sphinxcontrib_c4.analysis.dependencies.scope import HiddenElement, Role, Scope
from sphinxcontrib_c4.analysis.enums import CycleClass, Level, Severity, State
from sphinxcontrib_c4.analysis.matrix import Cell, Matrix
from sphinxcontrib_c4.analysis.output.cycle_graph import Sketch, SketchLine, sketch
from sphinxcontrib_c4.analysis.output.json_report import as_json, report_schema
from sphinxcontrib_c4.analysis.output.phrases import (
    STATES,
    acceptance_terms,
    cut_effect,
    cut_names,
    cut_note,
    cycle_advice,
    cycle_count,
    cycle_title,
    cycle_what,
    cycle_why,
    gap_words,
    hidden_count,
    hidden_lines,
    stale_line,
)
from sphinxcontrib_c4.analysis.output.sarif import as_sarif
from sphinxcontrib_c4.analysis.output.summary import Action, Verdict, verdict
from sphinxcontrib_c4.analysis.output.terminal import as_text
from sphinxcontrib_c4.analysis.report import (
    Change,
    Coverage,
    Hidden,
    Report,
    StaleEdges,
    analyse,
    failures,
    kept_metrics,
)
from sphinxcontrib_c4.analysis.rules.base import Rule, Rules, Weakness
from sphinxcontrib_c4.analysis.rules.metrics import Chain, Coupling, Metrics, NodeCoupling
from sphinxcontrib_c4.analysis.settings import SettingFault, merged, name_faults, settings

__all__ = [
    "CYCLE",
    "STATES",
    "Acceptance",
    "Action",
    "Baseline",
    "Cell",
    "Chain",
    "Change",
    "Confirmation",
    "Coupling",
    "Coverage",
    "Cut",
    "CutEdge",
    "CycleClass",
    "CycleFinding",
    "CyclicEdge",
    "Dependencies",
    "Edge",
    "Hidden",
    "HiddenElement",
    "Judgement",
    "Level",
    "Matrix",
    "Metrics",
    "NodeCoupling",
    "Pair",
    "Report",
    "Role",
    "Rule",
    "Rules",
    "Scope",
    "SettingFault",
    "Severity",
    "Sketch",
    "SketchLine",
    "StaleEdges",
    "State",
    "Terms",
    "Use",
    "Verdict",
    "Weakness",
    "Witness",
    "acceptance_terms",
    "analyse",
    "as_baseline",
    "as_json",
    "as_sarif",
    "as_text",
    "cut_effect",
    "cut_names",
    "cut_note",
    "cycle_advice",
    "cycle_count",
    "cycle_title",
    "cycle_what",
    "cycle_why",
    "failures",
    "fingerprint",
    "gap_words",
    "hidden_count",
    "hidden_lines",
    "kept_metrics",
    "merged",
    "name_faults",
    "read_baseline",
    "report_schema",
    "settings",
    "sketch",
    "stale_line",
    "today",
    "verdict",
]
