"""The analysis of a model: cycles, coupling and fragile links.

``analyse`` returns all results as a ``Report`` of plain values, which the functions of ``output`` and
pages present. networkx is not imported before a model is analysed.
"""

from sphinxcontrib_c4.analysis.baseline.acceptance_index import AcceptanceIndex
from sphinxcontrib_c4.analysis.baseline.model import CYCLE, Baseline, StaleEntry, finding_id, judge_cycle
from sphinxcontrib_c4.analysis.baseline.reader import read_baseline
from sphinxcontrib_c4.analysis.baseline.writer import AcceptanceTerms, format_baseline
from sphinxcontrib_c4.analysis.cycles.finding import (
    Cut,
    CutEdge,
    CycleFinding,
    CyclicEdge,
    ReentrantScenario,
    WitnessCycle,
)
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Cause, DependencyEdge, DependencyGraph
from sphinxcontrib_c4.analysis.dependencies.scope import ExcludedElement, Role, Scope
from sphinxcontrib_c4.analysis.enums import Assumption, CycleClass, Level, State
from sphinxcontrib_c4.analysis.flow_names import FlowNames, UnknownFlowError
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.impact.chains import Hop
from sphinxcontrib_c4.analysis.impact.closure import Effect, ReachedElement
from sphinxcontrib_c4.analysis.impact.impact import Impact, find_dependency_paths, find_impact
from sphinxcontrib_c4.analysis.impact.paths import DependencyPath, PathSearch
from sphinxcontrib_c4.analysis.judgement import Acceptance, Judgement
from sphinxcontrib_c4.analysis.lineage.data_steps import DataStep
from sphinxcontrib_c4.analysis.lineage.lineage import Lineage, data_names, find_lineage
from sphinxcontrib_c4.analysis.matrix import DependencyMatrix, MatrixCell
from sphinxcontrib_c4.analysis.output.cycle_graph import CycleGraph, CycleGraphLine, build_cycle_graph
from sphinxcontrib_c4.analysis.output.cycle_report import (
    CauseText,
    CutSuggestion,
    CycleCard,
    CycleReport,
    CycleStep,
    ReentranceText,
    SuggestedAction,
    WitnessText,
    build_cycle_report,
    subject_in_sentence,
)
from sphinxcontrib_c4.analysis.output.groups import NO_OWNER, group_by_owner, group_equal
from sphinxcontrib_c4.analysis.output.impact_json import impact_schema, impact_to_json
from sphinxcontrib_c4.analysis.output.impact_report import (
    OTHER_TRIGGERS,
    ImpactGroup,
    ImpactReport,
    ImpactRow,
    PathReport,
    PathRow,
    ScenarioRow,
    build_impact_report,
    build_path_report,
)
from sphinxcontrib_c4.analysis.output.impact_text import impact_to_text, paths_to_text
from sphinxcontrib_c4.analysis.output.json_records import what_if_record
from sphinxcontrib_c4.analysis.output.json_report import report_schema, to_json
from sphinxcontrib_c4.analysis.output.lineage_json import lineage_schema, lineage_to_json
from sphinxcontrib_c4.analysis.output.lineage_report import LineageReport, LineageRow, build_lineage_report
from sphinxcontrib_c4.analysis.output.lineage_text import lineage_to_text
from sphinxcontrib_c4.analysis.output.naming import ElementName, FlowText, FullNaming, Naming, TitleNaming
from sphinxcontrib_c4.analysis.output.phrases import (
    MODE_WORDS,
    STATE_PHRASES,
    BaselineNote,
    acceptance_notes,
    acceptance_terms,
    chain_length,
    cycle_advice,
    cycle_description,
    cycle_impact,
    cycle_kind,
    cycle_title,
    exclusion_lines,
    flow_details,
    open_edges_phrase,
    stale_notes,
    stale_phrase,
    state_phrase,
)
from sphinxcontrib_c4.analysis.output.sarif import to_sarif
from sphinxcontrib_c4.analysis.output.summary import Action, Summary, summarize
from sphinxcontrib_c4.analysis.output.terminal import to_text
from sphinxcontrib_c4.analysis.output.text_page import TextPage
from sphinxcontrib_c4.analysis.owners import UnknownOwnerError, owners_of, owners_phrase, resolve_owner
from sphinxcontrib_c4.analysis.report import (
    Coverage,
    Exclusions,
    MetricChange,
    Report,
    analyse,
    failing_findings,
)
from sphinxcontrib_c4.analysis.rules.base import DECLARED_RULE, Rule, RuleFinding, RuleSettings
from sphinxcontrib_c4.analysis.rules.call_chains import CallChain
from sphinxcontrib_c4.analysis.rules.metrics import Coupling, Metrics, NodeCoupling
from sphinxcontrib_c4.analysis.rules.registry import registered_rules
from sphinxcontrib_c4.analysis.settings import (
    SettingError,
    find_unknown_names,
    merge_settings,
    parse_settings,
    today,
)
from sphinxcontrib_c4.analysis.what_if import assume, what_if_sentence

__all__ = [
    "CYCLE",
    "DECLARED_RULE",
    "MODE_WORDS",
    "NO_OWNER",
    "OTHER_TRIGGERS",
    "STATE_PHRASES",
    "Acceptance",
    "AcceptanceIndex",
    "AcceptanceTerms",
    "Action",
    "Assumption",
    "Baseline",
    "BaselineNote",
    "CallChain",
    "Cause",
    "CauseText",
    "Coupling",
    "Coverage",
    "Cut",
    "CutEdge",
    "CutSuggestion",
    "CycleCard",
    "CycleClass",
    "CycleFinding",
    "CycleGraph",
    "CycleGraphLine",
    "CycleReport",
    "CycleStep",
    "CyclicEdge",
    "DataStep",
    "DependencyEdge",
    "DependencyGraph",
    "DependencyMatrix",
    "DependencyPath",
    "Effect",
    "ElementName",
    "ExcludedElement",
    "Exclusions",
    "FlowNames",
    "FlowText",
    "FullNaming",
    "Hop",
    "Impact",
    "ImpactGroup",
    "ImpactReport",
    "ImpactRow",
    "Judgement",
    "Level",
    "Lineage",
    "LineageReport",
    "LineageRow",
    "MatrixCell",
    "MetricChange",
    "Metrics",
    "Naming",
    "NodeCoupling",
    "Pair",
    "PathReport",
    "PathRow",
    "PathSearch",
    "ReachedElement",
    "ReentranceText",
    "ReentrantScenario",
    "Report",
    "Role",
    "Rule",
    "RuleFinding",
    "RuleSettings",
    "ScenarioRow",
    "Scope",
    "SettingError",
    "StaleEntry",
    "State",
    "SuggestedAction",
    "Summary",
    "TextPage",
    "TitleNaming",
    "UnknownFlowError",
    "UnknownOwnerError",
    "WitnessCycle",
    "WitnessText",
    "acceptance_notes",
    "acceptance_terms",
    "analyse",
    "assume",
    "build_cycle_graph",
    "build_cycle_report",
    "build_impact_report",
    "build_lineage_report",
    "build_path_report",
    "chain_length",
    "cycle_advice",
    "cycle_description",
    "cycle_impact",
    "cycle_kind",
    "cycle_title",
    "data_names",
    "exclusion_lines",
    "failing_findings",
    "find_dependency_paths",
    "find_impact",
    "find_lineage",
    "find_unknown_names",
    "finding_id",
    "flow_details",
    "format_baseline",
    "group_by_owner",
    "group_equal",
    "impact_schema",
    "impact_to_json",
    "impact_to_text",
    "judge_cycle",
    "lineage_schema",
    "lineage_to_json",
    "lineage_to_text",
    "merge_settings",
    "open_edges_phrase",
    "owners_of",
    "owners_phrase",
    "parse_settings",
    "paths_to_text",
    "read_baseline",
    "registered_rules",
    "report_schema",
    "resolve_owner",
    "stale_notes",
    "stale_phrase",
    "state_phrase",
    "subject_in_sentence",
    "summarize",
    "to_json",
    "to_sarif",
    "to_text",
    "today",
    "what_if_record",
    "what_if_sentence",
]
