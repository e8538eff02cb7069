"""Analyses: the report on the model, made where something asks for it, and kept from one build to the next.

It is kept under a digest of all that it is made from. The day is not among that, but which entries of
the baseline have expired on it, so that it is made anew when one more has, and not each day.
"""

from __future__ import annotations

import pickle
from datetime import timedelta
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.cache.store import digest_of, imprint, keep_only, recalled

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sphinxcontrib_c4.analysis import Baseline, Report
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings


REPORT = ".report"


BASELINE = ".baseline"


class Analyses:
    """The analysis of one model under one configuration; ``imprint`` is another one when it may be."""

    def __init__(self, settings: Settings, *, confdir: Path, folder: Path, model: str) -> None:
        """Analyse what ``model`` is the digest of, and keep that in ``folder``.

        Raises ``ConfigError`` where the baseline cannot be used.
        """
        self._settings = settings
        self._folder = folder
        self._report: Report | None = None
        self.baseline = _baseline(confdir, settings, folder) if settings.baseline else None
        self._day = _day(self.baseline) if self.baseline else None
        day = self._day.isoformat() if self._day else ""
        self.imprint = imprint(__version__, model, repr(settings.analysis), repr(self.baseline), day)

    def report(self, model: Model) -> Report:
        """The report on all systems of ``model``."""
        if self._report is None:
            self._report = recalled(self._path()) or self._made(model)
        return self._report

    def _made(self, model: Model) -> Report:
        from sphinxcontrib_c4.analysis import analyse, merged, settings

        scope, rules = settings(merged(model.analysis, self._settings.analysis))
        report = analyse(model, scope=scope, rules=rules, baseline=self.baseline, today=self._day)
        keep_only(self._path(), pickle.dumps(report, pickle.HIGHEST_PROTOCOL))
        return report

    def _path(self) -> Path:
        return self._folder / f"{self.imprint[:40]}{REPORT}"


def _baseline(confdir: Path, settings: Settings, folder: Path) -> Baseline:
    """What the baseline file says; it is read again when its bytes have changed."""
    path = confdir / settings.baseline
    place = folder / f"{imprint(__version__, settings.baseline, digest_of(path))[:40]}{BASELINE}"
    found: Baseline | None = recalled(place)
    if found is None:
        found = _read(path, settings)
        keep_only(place, pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    return found


def _read(path: Path, settings: Settings) -> Baseline:
    from sphinxcontrib_c4.analysis import read_baseline
    from sphinxcontrib_c4.model import ModelError

    try:
        return read_baseline(path)
    except ModelError as error:
        raise ConfigError(f"the baseline of c4_baseline = {settings.baseline!r} cannot be used:\n\n{error}") from None


def _day(baseline: Baseline) -> date | None:
    """The first day on which the entries that have expired by now had all expired; ``None`` where none has."""
    from sphinxcontrib_c4.analysis import today

    now = today()  # Sphinx has refused a SOURCE_DATE_EPOCH that is none
    past = [entry.expires for entry in baseline.acceptances if entry.expires and entry.is_expired(now)]
    return max(past) + timedelta(days=1) if past else None
