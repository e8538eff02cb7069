"""Handlers of Sphinx events, in the order of a build.

A handler imports the modules that only some builds need: directives if a document is read, transforms if a page with
our nodes is written, and the analysis if it must emit warnings.
"""

from __future__ import annotations

import atexit
import gc
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util.docutils import is_directive_registered
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from sphinxcontrib_c4.distribution import LATEX_FILE, LATEX_PACKAGE, SCRIPT, STATIC, STYLESHEET
from sphinxcontrib_c4.sphinx.cache.layouts import LayoutCache
from sphinxcontrib_c4.sphinx.cache.model import ModelCache
from sphinxcontrib_c4.sphinx.cache.pages import ProgressMark
from sphinxcontrib_c4.sphinx.cache.queries import QueryCache
from sphinxcontrib_c4.sphinx.cache.store import cache_folder, output_cache_path
from sphinxcontrib_c4.sphinx.cache.workspaces import workspace_layouts
from sphinxcontrib_c4.sphinx.config import Settings
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.logging import WarningType, abort_build, inform, warn
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.page_fingerprints import (
    are_pages_current,
    are_queries_current,
    outdated_pages,
    record_build,
)
from sphinxcontrib_c4.sphinx.source_pages import FOLDER, source_pages
from sphinxcontrib_c4.sphinx.structurizr import BUILDER, WORKSPACE
from sphinxcontrib_c4.sphinx.structurizr.builder import check_model
from sphinxcontrib_c4.sphinx.structurizr.export import check_merged_workspace, write_site_workspace
from sphinxcontrib_c4.sphinx.writers import is_html_site, supports_drawings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.sphinx.cache.queries import Query
    from sphinxcontrib_c4.sphinx.domain import C4Domain


# --- Start ---


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Reject an invalid configuration before Sphinx warns of it."""
    with _aborting():
        Settings.of(config)


@contextmanager
def _aborting() -> Iterator[None]:
    """End the build with the message of a ``ConfigError``, without a traceback."""
    try:
        yield
    except ConfigError as error:
        raise abort_build(error) from None


def on_builder_inited(app: Sphinx) -> None:
    """Create the caches, and reject an invalid model: later in the build, the environment would be lost."""
    settings, domain, folder = Settings.of(app.config), domain_of(app.env), cache_folder(app)
    with _aborting():
        model = ModelCache(app.confdir, settings, folder=folder) if settings.model else None
    domain.queries = QueryCache(model, _load_queries)
    domain.layouts = LayoutCache(folder, width=settings.column_width)
    domain.draws = supports_drawings(app.builder)
    if not app.env.all_docs:
        domain.layouts.prune(())
    with _aborting():
        _check_workspace(app, settings)
    domain.progress = ProgressMark(output_cache_path(app, ".progress"))
    domain.progress.set()
    _spare_garbage_collection()


def _spare_garbage_collection() -> None:
    """Exclude modules, configuration and model from garbage collection, and all objects when the interpreter exits.

    When the interpreter exits, it searches all objects for garbage once more, although the operating system then frees
    all memory. The search would take a quarter of the time of a build without changes, with or without drawings.
    """
    gc.freeze()
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


def _load_queries() -> Mapping[str, type[Query[Any]]]:
    from sphinxcontrib_c4.sphinx.queries import QUERIES

    return QUERIES


def _check_workspace(app: Sphinx, settings: Settings) -> None:
    """Reject a project without a model, and an invalid workspace to take positions from, if one is to be written."""
    is_builder = app.builder.name == BUILDER
    if is_builder:
        check_model(settings.model)
    source = settings.structurizr_merge or (str(app.outdir / WORKSPACE) if is_builder else "")
    if source and (is_builder or _exports_workspace(app)):
        check_merged_workspace(app, app.confdir / source)


def _exports_workspace(app: Sphinx) -> bool:
    return bool(app.config.c4_structurizr_export) and is_html_site(app.builder)


# --- Read ---


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Return the documents with a query whose result has changed."""
    if are_queries_current(app):
        return []
    return domain_of(env).outdated()


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Report contradictions in the model and unmapped parts; register the directives if a document is read.

    A contradiction does not make a page wrong, so a build informs about it and only ``sphinx-c4 check`` warns. Neither
    does presentation in a workspace, such as colours.
    """
    for fault in domain_of(env).queries.model_warnings(always=bool(docnames)):
        inform(f"{fault.position}: {fault.message}; {fault.hint}")
    for description, location, path in domain_of(env).queries.unmapped(always=bool(docnames)):
        warn(WarningType.UNMAPPED, f"not imported from the workspace: {description}, at {path}", location=location)
    if presentation := domain_of(env).queries.presentation(always=bool(docnames)):
        inform(f"{presentation.location}: presentation in the workspace without effect: {presentation.description}")
    if not docnames:
        return
    from sphinxcontrib_c4.sphinx.directives import DIRECTIVES

    for name, directive in DIRECTIVES.items():
        if not is_directive_registered(name):
            app.add_directive(name, directive)
    if app.parallel > 1:
        _import_for_processes("layout", "sphinx.presenters.diagram")


def _import_for_processes(*modules: str) -> None:
    """Import ``modules`` before Sphinx forks processes, each of which would otherwise import them."""
    for module in modules:
        import_module(f"sphinxcontrib_c4.{module}")
    gc.freeze()


# --- Resolve ---


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Lay out the views of all documents, and return the documents whose pages must be written again."""
    domain = domain_of(env)
    if app.config.c4_fail_on != "never":
        from sphinxcontrib_c4.sphinx.analysis_warnings import emit_analysis_warnings

        emit_analysis_warnings(app)
    if app.builder.format == "latex" and domain.data["queries"]:
        app.config.latex_additional_files = [*app.config.latex_additional_files, str(LATEX_FILE)]
        app.add_latex_package(LATEX_PACKAGE)
    docnames = _outdated_pages(app, domain)
    return sorted(env.found_docs) if domain.progress and domain.progress.was_interrupted else docnames


def _outdated_pages(app: Sphinx, domain: C4Domain) -> list[str]:
    """Lay out missing views, and return the documents whose pages have other content than those that were written."""
    if are_pages_current(app) and not (domain.draws and domain.diagrams_without_layout()):
        return []
    if domain.draws:
        _lay_out(app)
    return outdated_pages(app)


def _lay_out(app: Sphinx) -> None:
    """Lay out the views that reading their documents has not, and warn of those that cannot be laid out."""
    domain = domain_of(app.env)
    assert domain.layouts is not None
    missing = {each.layout: each.query for each in domain.diagrams_without_layout()}
    domain.layouts.lay_out({key: domain.queries.rerun(query).view for key, query in missing.items()})
    keys = (each.layout for each in domain.all_diagrams())
    domain.layouts.prune((*keys, *workspace_layouts(cache_folder(app))))
    for diagram in domain.all_diagrams():
        fault = domain.layouts.faults.get(diagram.layout)
        if fault:
            warn(WarningType.LAYOUT, f"{diagram.view} cannot be laid out: {fault}", location=diagram.location)


def on_env_check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of elements that are documented twice."""
    for (kind, name), first, second in domain_of(env).objects.duplicates():
        message = f"the {kind} {name!r} is documented twice; the first place is {first.location}"
        warn(WarningType.DUPLICATE, f"{message}; add ':no-index:' to one of them", location=second.location)


def on_warn_missing_reference(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Explain why a reference of an author does not resolve; a box of a diagram may have no link."""
    if domain is None or domain.name != NAME:
        return None
    if not node.get("c4-soft"):
        reason = domain_of(app.env).explain_unresolved(node["reftype"], node["reftarget"])
        warn(WarningType.REFERENCE, reason, location=node)
    return True


# --- Write ---


def on_write_started(app: Sphinx, builder: Builder) -> None:
    """Add our static files if a page may need them."""
    if app.parallel > 1 and domain_of(app.env).data["queries"]:
        _import_for_processes("sphinx.transforms", "sphinx.writers.html")
    if not is_html_site(builder) or not (domain_of(app.env).data["queries"] or _are_assets_on_every_page(app)):
        return
    _add_static_folder(app)
    if isinstance(builder, SerializingHTMLBuilder):
        _add_assets(builder)  # its files share one list of assets, which processes that write pages would not change


def _are_assets_on_every_page(app: Sphinx) -> bool:
    return app.registry.html_assets_policy == "always"


def _add_assets(builder: StandaloneHTMLBuilder) -> None:
    builder.add_css_file(STYLESHEET)
    builder.add_js_file(SCRIPT, defer="defer")


def _add_static_folder(app: Sphinx) -> None:
    """Add our static files, first, so that files of the project with the same names replace them.

    Sphinx has already stored the configuration to compare it with that of the next build. The folder is therefore not
    a change of the configuration, and moving the virtual environment does not cause all pages to be written again.
    """
    if str(STATIC) not in app.config.html_static_path:
        app.config.html_static_path = [str(STATIC), *app.config.html_static_path]


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Record that a document is written, and resolve our nodes in it."""
    domain_of(app.env).written.add(docname)
    if not _may_use_extension(app, docname):
        return
    from sphinxcontrib_c4.sphinx.transforms import resolve_document

    resolve_document(app, doctree, docname)


def _may_use_extension(app: Sphinx, docname: str) -> bool:
    """Return whether a document may contain our nodes; the root document may include all others."""
    return docname == app.config.root_doc or docname in domain_of(app.env).data["queries"]


def on_html_collect_pages(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """Return the pages with model files that other pages link to."""
    return source_pages(app)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Add our stylesheet and script to a page that needs them."""
    if not is_html_site(app.builder):
        return
    may_use = doctree is not None and _may_use_extension(app, pagename)
    uses = may_use and doctree is not None and next(doctree.findall(_has_own_class), None) is not None
    if uses or pagename.startswith(f"{FOLDER}/") or _are_assets_on_every_page(app):
        _add_assets(cast("StandaloneHTMLBuilder", app.builder))
        _add_static_folder(app)  # before Sphinx 8.1, ``singlehtml`` does not emit ``write-started``


def _has_own_class(node: nodes.Node) -> bool:
    """Return whether a node has one of our classes; the class of a reference has the same prefix, but no style."""
    classes: list[str] = node.get("classes", []) if isinstance(node, nodes.Element) else []
    return "xref" not in classes and any(name.startswith(f"{NAME}-") for name in classes)


# --- Finish ---


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Store the fingerprints of the pages for the next build, and that this one has finished."""
    if exception is None and not are_pages_current(app):
        record_build(app)
    progress = domain_of(app.env).progress
    if exception is None and progress:
        progress.clear()
    gc.unfreeze()


def on_site_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the workspace next to the pages."""
    if exception is None and _exports_workspace(app):
        write_site_workspace(app)
