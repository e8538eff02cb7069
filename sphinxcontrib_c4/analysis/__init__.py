"""Analysis: cycles, coupling and fragile linkages of a model.

``analyse`` tells all of it in a ``Report``, whose values a page, a terminal or another tool only needs
to render. Nothing here imports networkx before there is something to analyse.
"""

from sphinxcontrib_c4.analysis.baseline import CYCLE, Acceptance, Baseline, Judgement
from sphinxcontrib_c4.analysis.baseline_file import read_baseline
from sphinxcontrib_c4.analysis.baseline_form import Terms, as_baseline
from sphinxcontrib_c4.analysis.coupling import Chain, Coupling, Metrics, NodeCoupling
from sphinxcontrib_c4.analysis.day import today
from sphinxcontrib_c4.analysis.dependency import Dependencies, Edge, Pair, Use
from sphinxcontrib_c4.analysis.finding import Confirmation, Cut, CutEdge, CycleFinding, CyclicEdge, Witness
from sphinxcontrib_c4.analysis.fingerprint import fingerprint
from sphinxcontrib_c4.analysis.json_form import as_json, report_schema
from sphinxcontrib_c4.analysis.kinds import CycleClass, Level, Severity, State
from sphinxcontrib_c4.analysis.matrix import Cell, Matrix
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
from sphinxcontrib_c4.analysis.rules import Rule, Rules, Weakness
from sphinxcontrib_c4.analysis.sarif import as_sarif
from sphinxcontrib_c4.analysis.scope import HiddenElement, Role, Scope
from sphinxcontrib_c4.analysis.settings import SettingFault, merged, name_faults, settings
from sphinxcontrib_c4.analysis.sketch import Sketch, SketchLine, sketch
from sphinxcontrib_c4.analysis.text_form import as_text
from sphinxcontrib_c4.analysis.verdict import Action, Verdict, verdict
from sphinxcontrib_c4.analysis.wording import (
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
