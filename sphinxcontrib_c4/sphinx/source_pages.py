"""Source pages: the lines of model files that pages link to, and pages with the highlighted files.

A source page is written when its file has changed, when the navigation around it may have changed, or with all other
pages. It is deleted when no page links to it any more.
"""

from __future__ import annotations

import os
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from sphinx.errors import NoUri

from sphinxcontrib_c4.output_files import read_bytes_or_empty
from sphinxcontrib_c4.sphinx.cache.store import (
    delete_file,
    fingerprint,
    load_pickle,
    output_cache_path,
    write_pickle,
)
from sphinxcontrib_c4.sphinx.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.sphinx.source_refs import SourceLine, SourceRef

    HtmlPage = tuple[str, dict[str, Any], str]

FOLDER = "_model"
"""The folder of the pages with model files, next to the documents."""


# --- Lines ---


def find_source_line(env: BuildEnvironment, ref: SourceRef) -> SourceLine | None:
    """Return the line of a reference, or ``None`` if the model no longer contains it."""
    return domain_of(env).source_lines.get(ref)


def source_folder(app: Sphinx) -> Path:
    """Return the folder of the model files."""
    path: Path = app.confdir / app.config.c4_model
    return path if path.is_dir() else path.parent


def source_uri(app: Sphinx, docname: str, line: SourceLine) -> str:
    """Return the address of a line by ``c4_source_url`` or in a source page, or ``""`` if it has no address."""
    if not line.in_model:
        return ""
    template: str = app.config.c4_source_url
    if template:
        return template.replace("{path}", quote(line.path)).replace("{line}", str(line.line))
    if not _has_source_pages(app):
        return ""
    try:
        return f"{app.builder.get_relative_uri(docname, _page_name(line.path))}#{_line_id(line.line)}"
    except NoUri:
        return ""


def _has_source_pages(app: Sphinx) -> bool:
    return app.builder.name in {"html", "dirhtml"} and not app.config.c4_source_url


def _page_name(path: str) -> str:
    return f"{FOLDER}/{path}"


def _line_id(line: int) -> str:
    return f"line-{line}"


# --- Pages ---


def source_pages(app: Sphinx) -> Iterator[HtmlPage]:
    """Yield the source pages to write, for ``html-collect-pages``, and delete those that are no longer needed."""
    record = output_cache_path(app, ".listings")
    if not domain_of(app.env).data["source_refs"] and not record.exists():
        return
    earlier: dict[str, str] = load_pickle(record) or {}
    texts = _file_texts(app) if _has_source_pages(app) else {}
    if not texts and not earlier:
        return
    navigation = _navigation_fingerprint(app)
    current = {path: fingerprint(text, navigation) for path, text in texts.items()}
    builder = cast("StandaloneHTMLBuilder", app.builder)
    for path in earlier.keys() - current.keys():
        delete_file(_output_path(builder, path))
    writes_all = domain_of(app.env).written >= app.env.found_docs
    for path, text in texts.items():
        if writes_all or earlier.get(path) != current[path] or not _output_path(builder, path).exists():
            yield _page_name(path), {"title": path, "body": _body(builder, path, text)}, "page.html"
    write_pickle(record, current)


def _file_texts(app: Sphinx) -> dict[str, str]:
    """Return the content of the files that pages link to, by their paths in the model."""
    refs = {ref for document in domain_of(app.env).data["source_refs"].values() for ref in document}
    lines = {find_source_line(app.env, ref) for ref in refs}
    folder = source_folder(app)
    paths = sorted({line.path for line in lines if line and line.in_model})
    return {path: read_bytes_or_empty(folder / path).decode("utf-8-sig", "replace") for path in paths}


def _navigation_fingerprint(app: Sphinx) -> str:
    """Return a fingerprint of what a theme may show around a page."""
    titles = {docname: title.astext() for docname, title in app.env.titles.items()}
    includes: Mapping[str, list[str]] = app.env.toctree_includes
    return fingerprint(sorted(titles.items()), sorted((name, list(children)) for name, children in includes.items()))


def _output_path(builder: StandaloneHTMLBuilder, path: str) -> Path:
    return Path(os.fspath(builder.get_outfilename(_page_name(path))))


def _body(builder: StandaloneHTMLBuilder, path: str, text: str) -> str:
    """Return the highlighted file with an id for each line."""
    listing = builder.highlighter.highlight_block(
        text,
        "json" if path.endswith(".json") else "yaml",
        force=True,
        linenos="inline",
        linespans=_line_id(0).rpartition("-")[0],
    )
    label = escape(path)
    frame = f'<div class="c4-listing" tabindex="0" role="region" aria-label="{label}">'
    return f"<h1>{label}</h1>\n{frame}\n{listing}</div>\n"
