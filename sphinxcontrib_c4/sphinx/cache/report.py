"""The cache of the analysis report and of the baseline.

A report is pickled under a fingerprint of its input. The current day is not part of that input, but the last day on
which an entry of the baseline expired: a report is computed again when another entry expires, not every day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from sphinxcontrib_c4.distribution import code_version
from sphinxcontrib_c4.sphinx.cache.store import cache_path, file_fingerprint, fingerprint, load_pickle, write_single

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from datetime import date
    from pathlib import Path

    from sphinxcontrib_c4.analysis import Baseline, Report
    from sphinxcontrib_c4.model import Assumptions, Model
    from sphinxcontrib_c4.sphinx.config import Settings

ResultT = TypeVar("ResultT")

_REPORT = ".report"
_UNVERIFIED = ".unverified"
_BASELINE = ".baseline"


class ReportCache:
    """The report on one model with one configuration; ``fingerprint`` changes whenever the report may change."""

    def __init__(self, settings: Settings, *, confdir: Path, folder: Path, model: str) -> None:
        """Find or read the baseline; the report is computed on demand.

        Args:
            confdir: the folder that the path of the baseline is relative to.
            folder: the folder of the cache.
            model: the fingerprint of the model.

        Raises:
            ConfigError: the baseline is invalid.
        """
        self._settings = settings
        self._folder = folder
        self._report: Report | None = None
        self._what_if_reports: dict[tuple[str, Assumptions], Report] = {}
        self._latest: dict[str, tuple[Hashable, object]] = {}
        self.baseline: Baseline | None = None
        self._day: date | None = None
        if settings.baseline:
            self.baseline, self._day = _find_baseline(confdir, settings, folder)
        day = self._day.isoformat() if self._day else ""
        self.fingerprint = fingerprint(code_version(), model, repr(settings.analysis), repr(self.baseline), day)

    def report(self, model: Model) -> Report:
        """Return the report on all systems of ``model``."""
        if self._report is None:
            self._report = load_pickle(self._path()) or self._compute(model)
        return self._report

    def unverified_report(self, model: Model) -> Report:
        """Return the report on ``model`` with unverified flows: the cycles that such a flow is part of."""
        from sphinxcontrib_c4.codegraph import UNVERIFIED

        path = cache_path(self._folder, self.fingerprint, _UNVERIFIED)
        report: Report | None = load_pickle(path)
        if report is None:
            report = self._analyse(model).with_tag(UNVERIFIED)
            write_single(path, report)
        return report

    def what_if_report(self, model: Model) -> Report:
        """Return the report on ``model`` with the assumptions that it contains."""
        key = model.title, model.assumptions  # a model with unverified flows has another title
        if key not in self._what_if_reports:
            self._what_if_reports[key] = self._analyse(model)
        return self._what_if_reports[key]

    def latest(self, kind: str, key: Hashable, compute: Callable[[], ResultT]) -> ResultT:
        """Return the result of ``compute``, which is kept until one of the same ``kind`` has another ``key``.

        The text and the drawing of a report are two queries, one after the other, with one result behind them.
        """
        if kind not in self._latest or self._latest[kind][0] != key:
            self._latest[kind] = key, compute()
        return cast("ResultT", self._latest[kind][1])

    def _compute(self, model: Model) -> Report:
        report = self._analyse(model)
        write_single(self._path(), report)
        return report

    def _analyse(self, model: Model) -> Report:
        from sphinxcontrib_c4.sphinx.cache.report_builder import build_report

        return build_report(model, self._settings, self.baseline, self._day)

    def _path(self) -> Path:
        return cache_path(self._folder, self.fingerprint, _REPORT)


def _find_baseline(confdir: Path, settings: Settings, folder: Path) -> tuple[Baseline, date | None]:
    """Return the baseline, which is read again only if its bytes have changed, and the day after its last expiry."""
    from sphinxcontrib_c4.sphinx.cache.report_builder import last_expiry, read_baseline_file

    path = confdir / settings.baseline
    file = cache_path(folder, fingerprint(code_version(), settings.baseline, file_fingerprint(path)), _BASELINE)
    baseline: Baseline | None = load_pickle(file)
    if baseline is None:
        baseline = read_baseline_file(path, settings)
        write_single(file, baseline)
    return baseline, last_expiry(baseline)
