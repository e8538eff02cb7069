"""The export of a workspace: whether one must be written, and from what.

A workspace is written only if its content would change. The cache stores a fingerprint of all input and of the file as
it was left, and the keys of the layouts in it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx import structurizr
from sphinxcontrib_c4.sphinx.cache.store import Mark, cache_folder, file_fingerprint, fingerprint
from sphinxcontrib_c4.sphinx.cache.workspaces import WorkspaceRecord, read_workspace_record, write_workspace_record
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.xrefs import page_uri

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx

    from sphinxcontrib_c4.sphinx.structurizr.documentation import Documentation


def check_merged_workspace(app: Sphinx, path: Path) -> None:
    """Check the workspace to take positions from before the build starts, if it has changed.

    Raises:
        ConfigError: the workspace is invalid.
    """
    mark, digest = Mark(cache_folder(app) / "moved"), file_fingerprint(path)
    if os.path.exists(path) and not mark.matches(digest):
        structurizr.workspace.check_workspace(path)
        mark.store(digest)


def merged_workspace(app: Sphinx) -> Path | None:
    """Return the workspace to take positions from, or ``None``."""
    name: str = app.config.c4_structurizr_merge
    return app.confdir / name if name else None


def write_site_workspace(app: Sphinx) -> None:
    """Write the workspace next to the pages of a site; its documentation is an overview of the site."""
    path = Path(app.outdir, app.config.c4_structurizr_export)
    titles = [title.astext() for title in app.env.titles.values()]
    labels = sorted(app.env.get_domain("std").data["labels"].items())
    page = Path(app.doctreedir, f"{app.config.root_doc}.doctree")
    content = fingerprint(file_fingerprint(page), titles, [(name, *map(str, label)) for name, label in labels])
    write_workspace(
        app, path, content, lambda: structurizr.documentation.overview(app), merge_source=merged_workspace(app)
    )


def write_workspace(
    app: Sphinx, path: Path, content: str, documentation: Callable[[], Documentation], *, merge_source: Path | None
) -> None:
    """Write the workspace to ``path`` if it is outdated. After an error, log a warning and leave the file unchanged.

    Args:
        content: a fingerprint of ``documentation``.
        merge_source: a workspace whose positions are kept.
    """
    model = _input_fingerprint(app, content)
    folder, builder = cache_folder(app), app.builder.name
    if read_workspace_record(folder, builder).fingerprint == _record_fingerprint(model, path, merge_source):
        return
    layouts = structurizr.workspace.update_workspace(app, path, documentation(), merge_source)
    if layouts is not None:
        record = WorkspaceRecord(_record_fingerprint(model, path, merge_source), layouts)
        write_workspace_record(folder, builder, record)


def _input_fingerprint(app: Sphinx, content: str) -> str:
    domain = domain_of(app.env)
    best = domain.objects.best.items()
    objects = sorted((*target, entry.docname, entry.anchor, entry.title) for target, entry in best)
    site = (str(app.config.html_baseurl or ""), page_uri(app, app.config.root_doc))
    return fingerprint(content, domain.queries.fingerprint, site, objects)


def _record_fingerprint(model: str, path: Path, merge_source: Path | None) -> str:
    return fingerprint(model, file_fingerprint(path), file_fingerprint(merge_source) if merge_source else "")
