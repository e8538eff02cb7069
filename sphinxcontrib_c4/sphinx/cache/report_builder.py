"""The computation of a report that is not in the cache, the model of a what-if, and the reader of the baseline."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from sphinxcontrib_c4.analysis import analyse, assume, merge_settings, parse_settings, read_baseline, today
from sphinxcontrib_c4.model import ModelError, NameLookupError
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from sphinxcontrib_c4.analysis import Baseline, Report
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings


def build_report(model: Model, config: Settings, baseline: Baseline | None, day: date | None) -> Report:
    """Return the report on all systems of ``model``; ``day`` decides which entries of the baseline have expired."""
    scope, rules = parse_settings(merge_settings(model.analysis, config.analysis))
    return analyse(model, scope=scope, rules=rules, baseline=baseline, today=day)


def assume_flows(model: Model, without: Iterable[str], asynchronous: Iterable[str]) -> Model:
    """Return ``model`` without some flows, and with some other flows asynchronous.

    Raises:
        QueryError: a name of a flow is unknown or ambiguous.
    """
    try:
        return assume(model, without=without, asynchronous=asynchronous)
    except NameLookupError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from None


def read_baseline_file(path: Path, config: Settings) -> Baseline:
    """Return the baseline at ``path``.

    Raises:
        ConfigError: the baseline is invalid.
    """
    try:
        return read_baseline(path)
    except ModelError as error:
        raise ConfigError(f"c4_baseline = {config.baseline!r} is not a valid baseline:\n\n{error}") from None


def last_expiry(baseline: Baseline) -> date | None:
    """Return the day after the last expiry date that has passed, or ``None`` if no entry has expired."""
    now = today()  # Sphinx has already rejected an invalid SOURCE_DATE_EPOCH.
    days = [entry.expires for entry in baseline.acceptances if entry.expires and entry.is_expired(now)]
    return max(days) + timedelta(days=1) if days else None
