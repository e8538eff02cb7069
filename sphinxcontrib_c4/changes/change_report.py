"""The change report: all differences between two models and between their findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sphinxcontrib_c4.analysis import Baseline, Report, Scope, analyse, merge_settings, parse_settings
from sphinxcontrib_c4.changes.comparison import compare_models
from sphinxcontrib_c4.changes.finding_changes import FindingChanges, compare_findings
from sphinxcontrib_c4.changes.model_changes import ModelChanges
from sphinxcontrib_c4.model import Model, NameLookupError


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeReport:
    """The changes from one model to another, and the findings that they cause and resolve.

    ``old_title`` and ``new_title`` name the two models, such as ``main:model`` and ``model``.
    """

    old_title: str
    new_title: str
    changes: ModelChanges
    findings: FindingChanges

    @property
    def is_empty(self) -> bool:
        """Whether neither the models nor their findings differ."""
        return self.changes.is_empty and not self.findings.caused and not self.findings.resolved

    def about(self, system: str) -> ChangeReport:
        """Return the changes and findings that involve ``system``, a full name in the new model."""
        return replace(self, changes=self.changes.about(system), findings=self.findings.about(system))


def report_changes(
    old: Model,
    new: Model,
    *,
    titles: tuple[str, str] = ("old", "new"),
    overrides: Mapping[str, Any] | None = None,
    baseline: Baseline | None = None,
    today: date | None = None,
) -> ChangeReport:
    """Return the changes from ``old`` to ``new``.

    Args:
        old: the model before.
        new: the model after.
        titles: names of the two models.
        overrides: settings of the analysis that override those of both models.
        baseline: accepted findings of the new model.
        today: the day that entries of the baseline are compared with.

    Raises:
        SettingError: a setting is invalid.
        NameLookupError: a setting names an element or flow that the new model does not contain.
    """
    changes = compare_models(old, new)
    after = _analyse(new, overrides or {}, baseline, today)
    before = _analyse_old(changes.aligned, overrides or {})
    return ChangeReport(
        old_title=titles[0],
        new_title=titles[1],
        changes=changes,
        findings=compare_findings(changes, before, after),
    )


def _analyse(model: Model, overrides: Mapping[str, Any], baseline: Baseline | None, today: date | None) -> Report:
    scope, rules = parse_settings(merge_settings(model.analysis, overrides))
    return analyse(model, scope=scope, rules=rules, baseline=baseline, today=today)


def _analyse_old(model: Model, overrides: Mapping[str, Any]) -> Report:
    """Return the report on the old model, without overrides about elements that it does not contain."""
    scope, rules = parse_settings(merge_settings(model.analysis, overrides))
    try:
        return analyse(model, scope=scope, rules=rules)
    except NameLookupError:
        own_scope, _ = parse_settings(model.analysis)
        scope = Scope(
            subject="",
            roles=own_scope.roles,
            ignored=own_scope.ignored,
            ignored_tags=scope.ignored_tags,
            ignored_roles=scope.ignored_roles,
        )
        return analyse(model, scope=scope, rules=rules)
