"""The changes since the model that ``c4_changes_base`` names, which are computed when a query needs them.

The fingerprint covers the files of that model, or the commit of its git revision. A revision such as ``main`` is
resolved in each build, so that pages are checked again when the branch has moved.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinxcontrib_c4.output_files import read_bytes_or_empty
from sphinxcontrib_c4.sphinx.cache.store import fingerprint
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sphinxcontrib_c4.changes import ChangeReport, ModelRef
    from sphinxcontrib_c4.model import Model
    from sphinxcontrib_c4.sphinx.config import Settings
    from sphinxcontrib_c4.views import View


class ChangesCache:
    """The changes since an earlier model; ``fingerprint`` changes whenever that model may change."""

    def __init__(
        self, settings: Settings, *, confdir: Path, file_fingerprints: Callable[[Path], Iterator[str]]
    ) -> None:
        """Find the earlier model; it is read when a query needs it.

        Args:
            settings: the configuration.
            confdir: the folder that paths are relative to.
            file_fingerprints: a function from a model to the names and fingerprints of its files.
        """
        self._settings = settings
        self._confdir = confdir
        self._report: ChangeReport | None = None
        self._views: dict[str, tuple[View, ...]] = {}
        self._error = ""
        self.fingerprint = fingerprint(*self._parts(file_fingerprints)) if settings.changes_base else ""

    def report(self, model: Model) -> ChangeReport:
        """Return the changes to ``model``.

        Raises:
            QueryError: the setting is missing, or the earlier model cannot be read.
        """
        if not self._settings.changes_base:
            reason = 'there is no earlier model; set c4_changes_base in conf.py, such as "main:" or "../old-model"'
            raise QueryError(WarningType.CHANGES, reason)
        if self._error:
            raise QueryError(WarningType.CHANGES, self._error)
        if self._report is None:
            self._report = self._compute(model)
        return self._report

    def views(self, model: Model, system: str) -> tuple[View, ...]:
        """Return the drawings of the changes to ``model`` that involve ``system``, or of all if it is ``""``.

        Raises:
            QueryError: there is no earlier model.
        """
        from sphinxcontrib_c4.changes import changed_views

        if system not in self._views:
            report = self.report(model)
            self._views[system] = changed_views((report.about(system) if system else report).changes)
        return self._views[system]

    def _ref(self) -> ModelRef:
        from sphinxcontrib_c4.changes import parse_refs

        return parse_refs(self._settings.changes_base, self._settings.model, folder=self._confdir)[0]

    def _parts(self, file_fingerprints: Callable[[Path], Iterator[str]]) -> Iterator[str]:
        """Yield what the earlier model depends on; remember why it cannot be found."""
        from sphinxcontrib_c4.changes import RevisionError, content_id

        try:
            ref = self._ref()
            yield from ref
            if ref.revision:
                yield content_id(ref, folder=self._confdir)
                return
        except RevisionError as error:
            self._error = f"c4_changes_base = {self._settings.changes_base!r} cannot be read: {error}"
            yield self._error
            return
        path = self._confdir / ref.path
        if not os.path.lexists(path):
            self._error = f"c4_changes_base = {self._settings.changes_base!r} does not exist"
            yield self._error
            return
        yield from file_fingerprints(path)
        yield from _included_digests(path)

    def _compute(self, model: Model) -> ChangeReport:
        from sphinxcontrib_c4.changes import RevisionError, load_ref, report_changes
        from sphinxcontrib_c4.model import ModelError

        try:
            ref = self._ref()
            old = load_ref(ref, folder=self._confdir)
        except RevisionError as error:
            reason = f"c4_changes_base = {self._settings.changes_base!r} cannot be read: {error}"
            raise QueryError(WarningType.CHANGES, reason) from error
        except ModelError as error:
            fault = error.faults[0]
            base = f"c4_changes_base = {self._settings.changes_base!r}"
            raise QueryError(WarningType.CHANGES, f"{base} is not valid: {fault.position}: {fault.message}") from error
        return report_changes(old, model, titles=(ref.title, "now"), overrides=self._settings.analysis)


def _included_digests(path: Path) -> Iterator[str]:
    """Yield the digests of files outside of the folder ``path`` that its ``landscape.yaml`` lists."""
    if b"files:" not in read_bytes_or_empty(path / "landscape.yaml"):
        return
    from sphinxcontrib_c4.model import ModelError, load

    try:
        yield from (file.digest for file in load(path).files if "/" in file.path)
    except ModelError as error:
        yield str(error)
