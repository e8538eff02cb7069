"""Changes between two models: what was added, removed, renamed and changed, and the findings that this causes.

``report_changes`` compares two models and their analyses and returns a ``ChangeReport`` of frozen values, which the
functions of ``output`` and pages present. ``load_ref`` reads a model from a path or from a git revision.
"""

from sphinxcontrib_c4.changes.change_report import ChangeReport, report_changes
from sphinxcontrib_c4.changes.comparison import compare_models
from sphinxcontrib_c4.changes.drawings import changed_views
from sphinxcontrib_c4.changes.finding_changes import Blame, FindingChange, FindingChanges, FindingState
from sphinxcontrib_c4.changes.model_changes import (
    ChangeKind,
    ElementChange,
    FieldChange,
    FlowChange,
    IngestionChange,
    ModelChanges,
    ScenarioChange,
    StepChange,
)
from sphinxcontrib_c4.changes.output.json_changes import changes_schema, changes_to_json
from sphinxcontrib_c4.changes.output.markdown import changes_to_markdown
from sphinxcontrib_c4.changes.output.phrases import (
    STATE_WORDS,
    blame_text,
    change_advice,
    field_text,
    finding_kind,
    finding_sentence,
    finding_title,
    step_text,
    summary_sentence,
)
from sphinxcontrib_c4.changes.output.terminal import changes_to_text
from sphinxcontrib_c4.changes.revisions import (
    ModelRef,
    RevisionError,
    content_id,
    load_ref,
    merge_base,
    parse_ref,
    parse_refs,
)

__all__ = [
    "STATE_WORDS",
    "Blame",
    "ChangeKind",
    "ChangeReport",
    "ElementChange",
    "FieldChange",
    "FindingChange",
    "FindingChanges",
    "FindingState",
    "FlowChange",
    "IngestionChange",
    "ModelChanges",
    "ModelRef",
    "RevisionError",
    "ScenarioChange",
    "StepChange",
    "blame_text",
    "change_advice",
    "changed_views",
    "changes_schema",
    "changes_to_json",
    "changes_to_markdown",
    "changes_to_text",
    "compare_models",
    "content_id",
    "field_text",
    "finding_kind",
    "finding_sentence",
    "finding_title",
    "load_ref",
    "merge_base",
    "parse_ref",
    "parse_refs",
    "report_changes",
    "step_text",
    "summary_sentence",
]
