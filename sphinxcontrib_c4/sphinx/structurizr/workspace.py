"""The workspace of a documentation: the model, its views, the layouts, and the addresses of its pages."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sphinx.errors import ConfigError

from sphinxcontrib_c4.layout import LayoutFault
from sphinxcontrib_c4.model import ModelError
from sphinxcontrib_c4.output_files import read_bytes_or_empty, write_text_file
from sphinxcontrib_c4.sphinx.cache.semantic_digest import semantic_digest
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import WarningType, warn
from sphinxcontrib_c4.sphinx.objects import KINDS
from sphinxcontrib_c4.sphinx.xrefs import base_url, page_uri
from sphinxcontrib_c4.structurizr import (
    LayoutError,
    build_workspace,
    merge_positions,
    read_workspace_json,
    unwritable_views,
    workspace_to_json,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sphinx.application import Sphinx

    from sphinxcontrib_c4.layout import Geometry
    from sphinxcontrib_c4.sphinx.cache.layouts import LayoutCache
    from sphinxcontrib_c4.sphinx.structurizr.documentation import Documentation
    from sphinxcontrib_c4.views import View

_EXPORT = "c4_structurizr_export"
_MERGE = "c4_structurizr_merge"


def check_workspace(path: Path) -> None:
    """Check that positions can be taken from a workspace.

    Raises:
        ConfigError: the file is not JSON.
    """
    try:
        read_workspace_json(path)
    except ModelError as error:
        raise ConfigError(f"{_MERGE}: cannot take positions from the workspace:\n\n{error}") from None


def update_workspace(
    app: Sphinx, path: Path, documentation: Documentation, merge_source: Path | None
) -> list[str] | None:
    """Write the workspace to ``path`` if its text has changed.

    Returns:
        The keys of the layouts in it, or ``None`` after an error, for which a warning is logged.
    """
    _warn_of_settings(app, path, merge_source)
    try:
        text, layouts = _workspace_text(app, documentation, merge_source)
        if read_bytes_or_empty(path) != text.encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text_file(path, text)
    except LayoutError as error:
        for fault in error.faults:
            message = f"{path.name} is not written: {fault.view_name} cannot be laid out: {fault.message}"
            warn(WarningType.LAYOUT, message, location=_setting_location(app, _EXPORT))
    except ModelError as error:
        message = f"{path.name} is not written: the workspace to take positions from has changed: {error}"
        warn(WarningType.WORKSPACE, message, location=_setting_location(app, _MERGE))
    except OSError as error:
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
        warn(WarningType.WORKSPACE, message, location=_setting_location(app, _EXPORT))
    else:
        return layouts
    return None


def _workspace_text(app: Sphinx, documentation: Documentation, merge_source: Path | None) -> tuple[str, list[str]]:
    """Return the text of the workspace, and the keys of the layouts in it."""
    domain = domain_of(app.env)
    assert domain.layouts is not None
    recorder = LayoutRecorder(domain.layouts)
    content = build_workspace(
        domain.model,
        base_url=base_url(app),
        urls=_object_uris(app),
        views=domain.queries.views,
        documentation=documentation.sections,
        pictures=documentation.pictures,
        lay_out=recorder.lay_out,
    )
    if merge_source is not None and os.path.exists(merge_source):
        content = merge_positions(content, read_workspace_json(merge_source))
    return workspace_to_json(content), sorted(recorder.keys)


def _object_uris(app: Sphinx) -> dict[str, str]:
    """Return the addresses of elements and flows by full name, if the site has an address."""
    if not base_url(app):
        return {}
    best = domain_of(app.env).objects.best
    kinds = ("flow", *KINDS)  # an element replaces a flow with the same name
    return {
        name: f"{page_uri(app, entry.docname)}#{entry.anchor}"
        for kind in kinds
        for (object_kind, name), entry in best.items()
        if object_kind == kind
    }


def _warn_of_settings(app: Sphinx, path: Path, merge_source: Path | None) -> None:
    """Warn of settings that cannot be used; the workspace is written without them."""
    address = app.config.html_baseurl
    if address and not base_url(app):
        message = f"elements have no addresses: html_baseurl is not an absolute http or https address: {address!r}"
        warn(WarningType.WORKSPACE, message, location=_setting_location(app, "html_baseurl"))
    if merge_source is not None and merge_source != path and not os.path.exists(merge_source):
        message = f"no positions are kept: there is no file {app.config.c4_structurizr_merge!r}"
        warn(WarningType.WORKSPACE, message, location=_setting_location(app, _MERGE))
    queries = domain_of(app.env).queries
    if queries.views and (missing := unwritable_views(domain_of(app.env).model, queries.views)):
        reason = "because Structurizr does not allow their elements in them"
        message = f"these views are not written, {reason}: {', '.join(missing)}"
        warn(WarningType.UNMAPPED, message, location=_setting_location(app, _EXPORT))


def _setting_location(app: Sphinx, name: str) -> str:
    """Return the path and line of a setting in ``conf.py``."""
    path = app.confdir / "conf.py"
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    number = next((number for number, line in enumerate(lines, 1) if re.match(rf"{name}\b", line)), 1)
    return f"{path}:{number}"


class LayoutRecorder:
    """Layouts for the views of a workspace, from the cache; ``keys`` are those of all requested layouts."""

    def __init__(self, cache: LayoutCache) -> None:
        self._cache = cache
        self.keys: set[str] = set()

    def lay_out(self, views: Sequence[View]) -> list[Geometry | LayoutFault]:
        """Return the layout of each view, or the reason why it cannot be laid out."""
        keys = [semantic_digest(view) for view in views]
        self.keys.update(keys)
        self._cache.lay_out(dict(zip(keys, views, strict=True)))
        return [self._layout(key, view) for key, view in zip(keys, views, strict=True)]

    def _layout(self, key: str, view: View) -> Geometry | LayoutFault:
        """Return the layout with ``key`` for ``view``; invisible fields of the cached view may differ."""
        geometry = self._cache.get_or_lay_out(key, view)
        if geometry is None:
            return LayoutFault(view_name=view.name, message=self._cache.faults[key])
        return replace(geometry, view=view)
