"""Page fingerprints: everything that a page shows and that can change without its document being read again.

That is the result of each query, the target of each link, the lines of the model, the provenance, the back-references
with the titles of other pages, and whether a view could be laid out. The fingerprint of *all* pages is computed from
the raw input of these values, without the model, so that a build in which nothing has changed stays cheap.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sphinx.util.i18n import format_date

from sphinxcontrib_c4.distribution import __version__, code_version
from sphinxcontrib_c4.sphinx.cache.pages import PageCache
from sphinxcontrib_c4.sphinx.cache.store import Mark, cache_folder, fingerprint, output_cache_path
from sphinxcontrib_c4.sphinx.domain import C4Domain, domain_of
from sphinxcontrib_c4.sphinx.logging import QueryError
from sphinxcontrib_c4.sphinx.objects import ObjectLink
from sphinxcontrib_c4.sphinx.source_pages import find_source_line
from sphinxcontrib_c4.sphinx.xrefs import find_intersphinx_target, intersphinx_objects

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinxcontrib_c4.model import Model, ModelFile

_DIGEST_LENGTH = 12
_DATE = "%Y-%m-%d"


# --- Documents ---


def are_queries_current(app: Sphinx) -> bool:
    """Return whether an earlier build has found that no document is outdated, and no input has changed since."""
    return _queries_mark(app).matches(_query_fingerprint(domain_of(app.env)))


def _queries_mark(app: Sphinx) -> Mark:
    return Mark(cache_folder(app) / "queries")


def _query_fingerprint(domain: C4Domain) -> str:
    return fingerprint(domain.data["queries"], domain.queries.fingerprint)


# --- Pages ---


def are_pages_current(app: Sphinx) -> bool:
    """Return whether an earlier build has found that all pages are current, and no input has changed since."""
    return _page_cache(app).are_current(_input_fingerprint(app))


def outdated_pages(app: Sphinx) -> list[str]:
    """Return the documents whose pages must be written again."""
    return _page_cache(app).outdated(page_fingerprints(app))


def record_build(app: Sphinx) -> None:
    """Store the fingerprints of the pages that this build has written, and which questions need no answer again."""
    domain = domain_of(app.env)
    is_complete = not (domain.layouts and domain.layouts.faults)
    input_fingerprint = _input_fingerprint(app) if is_complete else ""
    _page_cache(app).record(page_fingerprints(app), domain.written, input_fingerprint=input_fingerprint)
    if not domain.outdated():
        _queries_mark(app).store(_query_fingerprint(domain))


def _page_cache(app: Sphinx) -> PageCache:
    return PageCache(output_cache_path(app, ".json"))


def _input_fingerprint(app: Sphinx) -> str:
    """Return a fingerprint of everything that a page can depend on."""
    domain, config = domain_of(app.env), app.config
    date = (config.today, config.today_fmt or "", os.environ.get("SOURCE_DATE_EPOCH", ""), config.language or "")
    titles = [title.astext() for title in app.env.titles.values()] if domain.data["documented"] else []
    objects = sorted(intersphinx_objects(app.env).items())
    settings = (config.c4_column_width, code_version())
    return fingerprint(domain.data, domain.queries.fingerprint, settings, date, titles, objects)


def page_fingerprints(app: Sphinx) -> dict[str, str]:
    """Return the fingerprint of the page of each document that uses the extension."""
    domain = domain_of(app.env)
    docnames = sorted({docname for key in domain.initial_data for docname in domain.data[key]})
    return {docname: fingerprint(_page_content(app, domain, docname)) for docname in docnames}


def _page_content(app: Sphinx, domain: C4Domain, docname: str) -> object:
    data, faults = domain.data, domain.layouts.faults if domain.layouts else {}
    return (
        sorted(data["queries"].get(docname, {}).items()),
        [_link_target(domain, docname, ObjectLink(*link)) for link in data["links"].get(docname, ())],
        [provenance_text(app, system) for system in data["provenance"].get(docname, ())],
        [diagram.layout in faults for diagram in domain.diagrams(docname)],
        [tuple(domain.backlinks(name)) for name in data["documented"].get(docname, ())],
        [_source_line(domain, ref) for ref in data["source_refs"].get(docname, ())],
    )


def _source_line(domain: C4Domain, ref: str) -> object:
    line = find_source_line(domain.env, ref)
    return (*line, domain.env.config.c4_source_url) if line else ()


def _link_target(domain: C4Domain, docname: str, link: ObjectLink) -> object:
    """Return the entry or the address that a link leads to."""
    entry = domain.objects.find(docname, link)
    if entry is not None:
        return tuple(entry)
    target = find_intersphinx_target(domain.env, domain.queries.model, link.targets[-1])
    return intersphinx_objects(domain.env)[target] if target else ""


# --- Provenance ---


def provenance_text(app: Sphinx, system: str) -> str:
    """Return the date, the files about ``system`` and the version that a page was generated from."""
    domain = domain_of(app.env)
    model = domain.queries.model
    files = _files_about(model, system) if model else ()
    names = ", ".join(f"{file.path} ({file.digest[:_DIGEST_LENGTH]})" for file in files)
    date = _build_date(app.config)
    day = f" on {date}" if date else ""
    return f"Generated{day} from {names} by sphinxcontrib-c4 {__version__}.{_evidence_text(domain)}"


def _evidence_text(domain: C4Domain) -> str:
    """Return a sentence with the day of the evidence, or "" if nothing was extracted."""
    context = domain.queries.context
    try:
        graph = context.code_graph() if context else None
    except QueryError:  # a directive that shows evidence reports it
        return ""
    if graph is None or not graph.files:
        return ""
    return f" Evidence extracted {f'on {graph.date}' if graph.date else 'on an unknown day'}."


def _build_date(config: Config) -> str:
    """Return the date that ``today`` in ``conf.py`` or ``SOURCE_DATE_EPOCH`` sets, or ``""``.

    The clock is not used: two builds of the same sources have the same output.
    """
    if config.today:
        return str(config.today)
    if "SOURCE_DATE_EPOCH" in os.environ:
        return format_date(config.today_fmt or _DATE, language=config.language)
    return ""


def _files_about(model: Model, system: str) -> tuple[ModelFile, ...]:
    """Return the files about ``system``, or all files if no file is about it."""
    return tuple(file for file in model.files if file.primary_system == system) or model.files
