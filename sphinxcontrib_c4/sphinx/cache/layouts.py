"""The cache of layouts.

The key of a layout is the semantic digest of its view. Its file is named after that key, the width of the column and
the version of the code, so that it never becomes outdated. A view is laid out by the process that reads its document,
so parallel builds lay out views in parallel; the processes that write pages find the layouts in memory or in files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.distribution import code_version
from sphinxcontrib_c4.output_files import read_sealed
from sphinxcontrib_c4.sphinx.cache.store import cache_path, delete_file, fingerprint, load_pickle, write_pickle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sphinxcontrib_c4.layout import Geometry, LayoutFault
    from sphinxcontrib_c4.views import View

_SUFFIX = ".geometry"


class LayoutCache:
    """The layouts of all views by their keys; ``faults`` are the messages of views that could not be laid out."""

    def __init__(self, folder: Path, *, width: int) -> None:
        self._folder = folder
        self._width = width
        self._layouts: dict[str, Geometry] = {}
        self._intact: set[str] = set()
        self.faults: dict[str, str] = {}

    def lay_out(self, views: Mapping[str, View]) -> None:
        """Lay out those of ``views`` that have no layout yet."""
        from sphinxcontrib_c4.layout import lay_out

        missing = {key: view for key, view in views.items() if key not in self.faults and not self.has(key)}
        if missing:
            for key, layout in zip(missing, lay_out(list(missing.values()), width=self._width), strict=True):
                self._store(key, layout)

    def has(self, key: str) -> bool:
        """Return whether there is a layout with this key; a damaged file is not one."""
        if key not in self._layouts and key not in self._intact and read_sealed(self._path(key)):
            self._intact.add(key)
        return key in self._layouts or key in self._intact

    def get(self, key: str) -> Geometry | None:
        """Return the layout with this key, or ``None`` if it does not exist; another build may have deleted it."""
        if key not in self._layouts:
            layout: Geometry | None = load_pickle(self._path(key))
            if layout is None:
                self._intact.discard(key)
                return None
            self._layouts[key] = layout
        return self._layouts[key]

    def get_or_lay_out(self, key: str, view: View) -> Geometry | None:
        """Return the layout with this key, which is that of ``view``, or ``None`` if it cannot be laid out."""
        layout = self.get(key)
        if layout is None:
            self.lay_out({key: view})
            layout = self.get(key)
        return layout

    def prune(self, keys: Iterable[str]) -> None:
        """Delete all layouts but those with ``keys``."""
        paths = {self._path(key) for key in keys}
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if path not in paths:
                delete_file(path)

    def _store(self, key: str, layout: Geometry | LayoutFault) -> None:
        from sphinxcontrib_c4.layout import LayoutFault

        if isinstance(layout, LayoutFault):
            self.faults[key] = layout.message
            return
        self._layouts[key] = layout
        write_pickle(self._path(key), layout)

    def _path(self, key: str) -> Path:
        return cache_path(self._folder, fingerprint(key, self._width, code_version()), _SUFFIX)
