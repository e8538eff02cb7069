"""The cache of the Structurizr workspaces that builders have written.

Next to the fingerprint of a workspace, its file stores the keys of the layouts that it uses, so that these are kept.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.sphinx.cache.store import load_json, write_cache

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_SUFFIX = ".workspace"


class WorkspaceRecord(NamedTuple):
    """The fingerprint of a workspace, and the keys of the layouts in it."""

    fingerprint: str
    layouts: Sequence[str]


def read_workspace_record(folder: Path, builder: str) -> WorkspaceRecord:
    """Return the record of the workspace that ``builder`` has written last."""
    return _read(folder / f"{builder}{_SUFFIX}")


def write_workspace_record(folder: Path, builder: str, record: WorkspaceRecord) -> None:
    """Write the record of the workspace that ``builder`` has written."""
    write_cache(folder / f"{builder}{_SUFFIX}", json.dumps(record).encode("ascii"))


def workspace_layouts(folder: Path) -> Iterator[str]:
    """Yield the keys of the layouts that the workspaces of all builders use."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        yield from _read(path).layouts


def _read(path: Path) -> WorkspaceRecord:
    match load_json(path):
        case [str(fingerprint), [*layouts]] if all(isinstance(key, str) for key in layouts):
            return WorkspaceRecord(fingerprint, layouts)
        case _:
            return WorkspaceRecord("", ())
