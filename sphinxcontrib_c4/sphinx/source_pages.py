"""Listings: the pages that show the model files that reports link to, line by line."""

from __future__ import annotations

import json
import os
from html import escape
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from sphinx.errors import NoUri

from sphinxcontrib_c4.sphinx.cache.store import imprint, keep, kept
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import Unanswered
from sphinxcontrib_c4.sphinx.source_refs import Line, Spot, source_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.environment import BuildEnvironment


FOLDER = "_model"
"""Where the pages with model files lie, beside the documents."""


def line_of(env: BuildEnvironment, spot: Spot) -> Line | None:
    """Where ``spot`` is; ``None`` where the model does not have it any longer, or where there is no model."""
    try:
        return domain_of(env).answers.ask(source_lines).get(spot)
    except Unanswered:
        return None


def model_folder(app: Sphinx) -> Path:
    """The folder that holds the files of the model."""
    path: Path = app.confdir / app.config.c4_model
    return path if path.is_dir() else path.parent


def source_address(app: Sphinx, docname: str, line: Line) -> str:
    """Where a line can be looked at: as ``c4_source_url`` says, or on a page of ours; ``""`` where nowhere."""
    if not line.in_model:
        return ""
    template: str = app.config.c4_source_url
    if template:
        return template.replace("{path}", quote(line.path)).replace("{line}", str(line.line))
    if not has_pages(app):
        return ""
    try:
        return f"{app.builder.get_relative_uri(docname, page_of(line.path))}#{line_anchor(line.line)}"
    except NoUri:
        return ""


def has_pages(app: Sphinx) -> bool:
    """Whether the builder makes pages of model files."""
    return app.builder.name in {"html", "dirhtml"} and not app.config.c4_source_url


def page_of(path: str) -> str:
    """The name of the page that shows a model file."""
    return f"{FOLDER}/{path}"


def line_anchor(line: int) -> str:
    """The id of a line on such a page."""
    return f"line-{line}"


Page = tuple[str, dict[str, Any], str]


def pages(app: Sphinx, *, kept_at: Path) -> Iterator[Page]:
    """The pages to write in this build, for ``html-collect-pages``; those that nothing links to any longer go.

    A page is written when its file has changed or what themes put around it may have, and with all others.
    What it was written from is kept at ``kept_at``.
    """
    before: dict[str, str] = json.loads(kept(kept_at) or b"{}")
    texts = _texts(app) if has_pages(app) else {}
    if not texts and not before:
        return
    around = _around(app)
    now = {path: imprint(text, around) for path, text in texts.items()}
    whole = domain_of(app.env).written >= app.env.found_docs
    builder = cast("StandaloneHTMLBuilder", app.builder)
    for path in before.keys() - now.keys():
        _output(builder, path).unlink(missing_ok=True)
    for path, text in texts.items():
        if whole or before.get(path) != now[path] or not _output(builder, path).exists():
            yield page_of(path), {"title": path, "body": _body(builder, path, text)}, "page.html"
    keep(kept_at, json.dumps(now, indent=1).encode("ascii"))


def _texts(app: Sphinx) -> dict[str, str]:
    """The files that pages link to, and what they hold, by their paths in the model."""
    spots = {spot for noted in domain_of(app.env).data["lines"].values() for spot in noted}
    lines = {line_of(app.env, spot) for spot in spots}
    folder = model_folder(app)
    return {path: _file_text(folder / path) for path in sorted({line.path for line in lines if line and line.in_model})}


def _file_text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", "replace")


def _around(app: Sphinx) -> str:
    """What tells that themes may put something else around the page."""
    titles = {docname: title.astext() for docname, title in app.env.titles.items()}
    parts: Mapping[str, list[str]] = app.env.toctree_includes
    return imprint(sorted(titles.items()), sorted((name, list(part)) for name, part in parts.items()))


def _output(builder: StandaloneHTMLBuilder, path: str) -> Path:
    from pathlib import Path

    return Path(os.fspath(builder.get_outfilename(page_of(path))))


def _body(builder: StandaloneHTMLBuilder, path: str, text: str) -> str:
    """The file with an id for each line."""
    name = line_anchor(0).rpartition("-")[0]
    shown = builder.highlighter.highlight_block(
        text, "json" if path.endswith(".json") else "yaml", force=True, linenos="inline", linespans=name
    )
    label = escape(path)
    frame = f'<div class="c4-listing" tabindex="0" role="region" aria-label="{label}">'
    return f"<h1>{label}</h1>\n{frame}\n{shown}</div>\n"
