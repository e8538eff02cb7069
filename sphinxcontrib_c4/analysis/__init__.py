"""Analysis: cycles, coupling and fragile linkages of a model.

``analyse`` tells all of it in a ``Report``, whose values a page, a terminal or another tool only needs
to render. Nothing here imports networkx before there is something to analyse.
"""

from sphinxcontrib_c4.analysis.baseline import CYCLE, Acceptance, Baseline, Judgement
from sphinxcontrib_c4.analysis.baseline_file import read_baseline
from sphinxcontrib_c4.analysis.coupling import Chain, Coupling, Metrics, NodeCoupling
from sphinxcontrib_c4.analysis.dependency import Dependencies, Edge, Pair, Use
from sphinxcontrib_c4.analysis.finding import Confirmation, Cut, CutEdge, CycleFinding, CyclicEdge, Witness
from sphinxcontrib_c4.analysis.kinds import CycleClass, Level, Severity, State
from sphinxcontrib_c4.analysis.matrix import Cell, Matrix
from sphinxcontrib_c4.analysis.report import Change, Coverage, Hidden, Report, StaleEdges, analyse, failures
from sphinxcontrib_c4.analysis.rules import Rule, Rules, Weakness
from sphinxcontrib_c4.analysis.scope import HiddenElement, Role, Scope

__all__ = [
    "CYCLE",
    "Acceptance",
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
    "Severity",
    "StaleEdges",
    "State",
    "Use",
    "Weakness",
    "Witness",
    "analyse",
    "failures",
    "read_baseline",
]
