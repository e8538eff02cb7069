"""Geometries: views that have been laid out, kept beside the doctrees from one build to the next.

A geometry is kept under a digest of everything that it depends on, so that it never has to be thrown
away for being old, and it is written beside its place and renamed, so that nobody ever reads half of
one. Writers are forked after all views were laid out, and find in memory or on disk what they need.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.cache.store import imprint, keep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from sphinxcontrib_c4.layout import Geometry, LayoutFault
    from sphinxcontrib_c4.views import View


_SUFFIX = ".geometry"


#: So many views go to the engine together, as soon as they are known.
_BATCH = 8


class Geometries:
    """The geometries in a folder; their keys are the digests of their views."""

    def __init__(self, folder: Path, *, engine: str) -> None:
        """Keep geometries that ``engine`` has made in ``folder``, which need not exist."""
        self._folder = folder
        self._engine = engine
        self._process = os.getpid()
        self._known: dict[str, Geometry] = {}
        self._wanted: dict[str, View] = {}
        self._running: dict[tuple[str, ...], Callable[[], tuple[Geometry | LayoutFault, ...]]] = {}
        self.faults: dict[str, str] = {}

    def want(self, key: str, view: View) -> None:
        """Have ``view`` laid out with others, while pages are still being read.

        In a process that was forked to read, it is not: what is made there would be lost.
        """
        if os.getpid() == self._process and not self.has(key) and not any(key in keys for keys in self._running):
            self._wanted[key] = view
            if len(self._wanted) == _BATCH:
                self.begin()

    def lay_out(self, views: Mapping[str, View]) -> None:
        """Lay out ``views``, which go by their keys, and whatever else was wanted.

        What could not be laid out is in ``faults``, by the same keys.
        """
        for key, view in views.items():
            if key not in self.faults:
                self.want(key, view)
        self.begin()
        for keys, geometries in self._running.items():
            for key, made in zip(keys, geometries(), strict=True):
                self._keep(key, made)
        self._running.clear()

    def begin(self) -> None:
        """Have the engine start on what is wanted, while others are busy."""
        if not self._wanted:
            return
        from sphinxcontrib_c4.layout import begin

        self._running[tuple(self._wanted)] = begin(list(self._wanted.values()), engine=self._engine)
        self._wanted.clear()

    def has(self, key: str) -> bool:
        """Whether there is a geometry under ``key``."""
        return key in self._known or self._path(key).exists()

    def get(self, key: str) -> Geometry | None:
        """The geometry under ``key``, unless it could not be made."""
        if key not in self._known:
            try:
                with open(self._path(key), "rb") as file:
                    self._known[key] = pickle.load(file)
            except FileNotFoundError:
                return None
        return self._known[key]

    def asked(self) -> Asked:
        """Someone who asks for layouts, which are made where there are none yet."""
        return Asked(self)

    def forget_all_but(self, keys: Iterable[str]) -> None:
        """Delete what was kept under other keys."""
        wanted = {self._path(key) for key in keys}
        for path in self._folder.glob(f"*{_SUFFIX}"):
            if path not in wanted:
                path.unlink(missing_ok=True)

    def _keep(self, key: str, made: Geometry | LayoutFault) -> None:
        from sphinxcontrib_c4.layout import LayoutFault

        if isinstance(made, LayoutFault):
            self.faults[key] = made.message
            return
        self._known[key] = made
        keep(self._path(key), pickle.dumps(made, pickle.HIGHEST_PROTOCOL))

    def _path(self, key: str) -> Path:
        return self._folder / f"{imprint(key, self._engine, __version__)[:40]}{_SUFFIX}"


class Asked:
    """Layouts for whoever wants them at once; ``keys`` are those of all that was asked for."""

    def __init__(self, geometries: Geometries) -> None:
        """Ask ``geometries``."""
        self._geometries = geometries
        self.keys: set[str] = set()

    def lay_out(self, views: Sequence[View]) -> list[Geometry | LayoutFault]:
        """A layout of each of ``views``, in their order, or what keeps it from being made."""
        from sphinxcontrib_c4.sphinx.cache.store import digest

        keys = [digest(view) for view in views]
        self.keys.update(keys)
        self._geometries.lay_out(dict(zip(keys, views, strict=True)))
        return [self._made(key, view) for key, view in zip(keys, views, strict=True)]

    def _made(self, key: str, view: View) -> Geometry | LayoutFault:
        """The layout under ``key``, of this very view: what no drawing shows may have changed since it was made."""
        from sphinxcontrib_c4.layout import LayoutFault

        geometry = self._geometries.get(key)
        if geometry is None:
            return LayoutFault(view_name=view.name, message=self._geometries.faults[key])
        return replace(geometry, view=view)
