"""The cache of layouts.

The key of a layout is the semantic digest of its view. Its file is named after that key, the width of the column and
the version of the code, so that it never becomes outdated. Processes that write pages are forked when all views
have been laid out, and find the layouts in memory or in files.
"""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

from sphinxcontrib_c4.distribution import code_version
from sphinxcontrib_c4.sphinx.cache.store import cache_path, fingerprint, read_sealed, write_sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from sphinxcontrib_c4.layout import Geometry, LayoutFault
    from sphinxcontrib_c4.views import View

_SUFFIX = ".geometry"
_BATCH = 8
"""The number of views that are laid out together, while documents are being read."""


class LayoutCache:
    """The layouts of all views by their keys; ``faults`` are the messages of views that could not be laid out."""

    def __init__(self, folder: Path, *, width: int) -> None:
        self._folder = folder
        self._width = width
        self._process = os.getpid()
        self._layouts: dict[str, Geometry] = {}
        self._intact: set[str] = set()
        self._requested: dict[str, View] = {}
        self._running: dict[tuple[str, ...], Callable[[], tuple[Geometry | LayoutFault, ...]]] = {}
        self.faults: dict[str, str] = {}

    def request(self, key: str, view: View) -> None:
        """Request the layout of ``view``, which starts as soon as a batch is complete.

        A process that was forked to read documents ignores requests: its layouts would be lost.
        """
        if os.getpid() == self._process and not self.has(key) and not any(key in keys for keys in self._running):
            self._requested[key] = view
            if len(self._requested) == _BATCH:
                self.start()

    def start(self) -> None:
        """Start the layout of all requested views in the background."""
        if not self._requested:
            return
        from sphinxcontrib_c4.layout import begin

        self._running[tuple(self._requested)] = begin(list(self._requested.values()), width=self._width)
        self._requested.clear()

    def lay_out(self, views: Mapping[str, View]) -> None:
        """Lay out ``views`` and all requested views, and wait for the result."""
        for key, view in views.items():
            if key not in self.faults:
                self.request(key, view)
        self.start()
        for keys, layouts in self._running.items():
            for key, layout in zip(keys, layouts(), strict=True):
                self._store(key, layout)
        self._running.clear()

    def has(self, key: str) -> bool:
        """Return whether there is a layout with this key; a damaged file is not one."""
        if key not in self._layouts and key not in self._intact and read_sealed(self._path(key)):
            self._intact.add(key)
        return key in self._layouts or key in self._intact

    def get(self, key: str) -> Geometry | None:
        """Return the layout with this key, or ``None`` if there is none."""
        if key not in self._layouts:
            data = read_sealed(self._path(key))
            if not data:
                return None
            self._layouts[key] = pickle.loads(data)
        return self._layouts[key]

    def prune(self, keys: Iterable[str]) -> None:
        """Delete all layouts but those with ``keys``."""
        paths = {self._path(key) for key in keys}
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if path not in paths:
                path.unlink(missing_ok=True)

    def _store(self, key: str, layout: Geometry | LayoutFault) -> None:
        from sphinxcontrib_c4.layout import LayoutFault

        if isinstance(layout, LayoutFault):
            self.faults[key] = layout.message
            return
        self._layouts[key] = layout
        write_sealed(self._path(key), pickle.dumps(layout, pickle.HIGHEST_PROTOCOL))

    def _path(self, key: str) -> Path:
        return cache_path(self._folder, fingerprint(key, self._width, code_version()), _SUFFIX)
