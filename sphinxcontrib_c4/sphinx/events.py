"""What happens when: the handlers of Sphinx's events, in the order of a build."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util.docutils import is_directive_registered

from sphinxcontrib_c4 import LATEX_FILE, LATEX_PACKAGE, SCRIPT, STATIC, STYLESHEET
from sphinxcontrib_c4.sphinx.cache.layouts import Geometries
from sphinxcontrib_c4.sphinx.cache.model import KeptSources
from sphinxcontrib_c4.sphinx.cache.queries import Answers
from sphinxcontrib_c4.sphinx.config import Settings
from sphinxcontrib_c4.sphinx.domain import NAME, C4Domain, domain_of
from sphinxcontrib_c4.sphinx.logging import Unanswered, WarningType, warn
from sphinxcontrib_c4.sphinx.page_fingerprints import (
    are_answers_known,
    are_pages_current,
    folder_of,
    note_pages,
    outdated_pages,
)
from sphinxcontrib_c4.sphinx.source_pages import FOLDER
from sphinxcontrib_c4.sphinx.structurizr.builder import BUILDER, WORKSPACE, check_model
from sphinxcontrib_c4.sphinx.writers import draws, is_site

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse a configuration that cannot be used, before Sphinx itself warns of it."""
    with _refusing():
        Settings.of(config)


@contextmanager
def _refusing() -> Iterator[None]:
    """End the build with the message of a ``ConfigError``, and with no traceback."""
    try:
        yield
    except ConfigError as error:
        from sphinxcontrib_c4.sphinx.logging import refused

        raise refused(error) from None


def on_builder_inited(app: Sphinx) -> None:
    """Read the model once for the whole build.

    Raises ``ConfigError``, with a message that stands alone, where it cannot be used. Later in the
    build, that would cost the environment.
    """
    settings, domain, folder = Settings.of(app.config), domain_of(app.env), folder_of(app)
    if settings.model:
        with _refusing():
            domain.answers = Answers(KeptSources(app.confdir, settings, folder=folder))
    domain.geometries = Geometries(folder, engine=settings.graphviz_dot)
    if not app.env.all_docs:
        domain.geometries.forget_all_but(())
    if is_site(app.builder):
        _add_static_folder(app)
    with _refusing():
        _check_moved(app, settings)


def _check_moved(app: Sphinx, settings: Settings) -> None:
    """Refuse a workspace to take positions from that cannot be read, where one is to be written."""
    if app.builder.name == BUILDER:
        check_model(settings.model)
    moved = settings.structurizr_merge or (str(app.outdir / WORKSPACE) if app.builder.name == BUILDER else "")
    if moved and (app.builder.name == BUILDER or _exports(app)):
        from sphinxcontrib_c4.sphinx.structurizr.export import check_moved

        check_moved(app, app.confdir / moved)


def _exports(app: Sphinx) -> bool:
    """Whether a workspace is to be written beside the pages."""
    return bool(app.config.c4_structurizr_export) and is_site(app.builder)


def _add_static_folder(app: Sphinx) -> None:
    """Have our files copied, first, so that a project's own files of the same names win.

    When the configuration is compared with that of the build before, the path is not in it yet: a
    virtual environment that has moved is no reason to write every page again.
    """
    app.config.html_static_path = [str(STATIC), *app.config.html_static_path]


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Have the documents read again that the model now answers differently."""
    if are_answers_known(app):
        return []
    domain = domain_of(env)
    outdated = domain.outdated()
    if draws(app.builder):
        _lay_out_early(domain, outdated)
    return outdated


def _lay_out_early(domain: C4Domain, docnames: list[str]) -> None:
    """Have the engine start on the views of documents that will be read, while they are."""
    assert domain.geometries is not None
    for diagram in (each for docname in docnames for each in domain.diagrams(docname)):
        with suppress(Unanswered):
            shown = domain.answers.again(diagram.question)
            domain.geometries.want(shown.geometry, shown.view)
    domain.geometries.begin()


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Register the directives, which a build that reads nothing can do without."""
    for what, location, path in domain_of(env).answers.leftovers(again=bool(docnames)):
        warn(WarningType.UNMAPPED, f"not taken over from the workspace: {what}, at {path}", location=location)
    if not docnames:
        return
    from sphinxcontrib_c4.sphinx.directives import DIRECTIVES

    for name, directive in DIRECTIVES.items():
        if not is_directive_registered(name):
            app.add_directive(name, directive)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Lay out what is to be drawn, and have the documents written again whose pages are not what they would be now."""
    domain = domain_of(env)
    if app.config.c4_fail_on != "never":
        from sphinxcontrib_c4.sphinx.analysis_warnings import warn_of_failures

        warn_of_failures(app)
    if app.builder.format == "latex" and domain.data["questions"]:
        app.config.latex_additional_files = [*app.config.latex_additional_files, str(LATEX_FILE)]
        app.add_latex_package(LATEX_PACKAGE)
    if are_pages_current(app) and not (draws(app.builder) and domain.undrawn()):
        return []
    if draws(app.builder):
        _lay_out(app)
    return outdated_pages(app)


def _lay_out(app: Sphinx) -> None:
    """Lay out the views of all documents at once, and warn at the directives of those that could not be."""
    from sphinxcontrib_c4.sphinx.structurizr.export import kept_geometries

    domain = domain_of(app.env)
    assert domain.geometries is not None
    missing = {each.geometry: each.question for each in domain.undrawn()}
    domain.geometries.lay_out({key: domain.answers.again(asked).view for key, asked in missing.items()})
    drawn = (each.geometry for each in domain.all_diagrams())
    domain.geometries.forget_all_but((*drawn, *kept_geometries(folder_of(app))))
    for diagram in domain.all_diagrams():
        fault = domain.geometries.faults.get(diagram.geometry)
        if fault:
            warn(WarningType.LAYOUT, f"{diagram.view} cannot be laid out: {fault}", location=diagram.location)


def on_env_check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of elements that are documented twice."""
    for (kind, name), first, second in domain_of(env).places.duplicates():
        message = f"the {kind} {name!r} is documented twice; the first place is {first.location}"
        warn(WarningType.DUPLICATE, message, location=second.location)


def on_warn_missing_reference(app: Sphinx, domain: Domain | None, node: pending_xref) -> bool | None:
    """Say of an author's reference what was meant; a box of a diagram may lead nowhere."""
    if domain is None or domain.name != NAME:
        return None
    if not node.get("c4-soft"):
        reason = domain_of(app.env).missing(node["reftype"], node["reftarget"])
        warn(WarningType.REFERENCE, reason, location=node)
    return True


def on_doctree_resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Note that a document is written now, and finish its diagrams."""
    domain = domain_of(app.env)
    domain.written.add(docname)
    if not _may_hold_ours(app, docname):
        return
    from sphinxcontrib_c4.sphinx.transforms import finish_document

    finish_document(app, doctree, docname)


def _may_hold_ours(app: Sphinx, docname: str) -> bool:
    """Whether it is worth looking for nodes of ours in a document; the root may hold all the others."""
    return docname == app.config.root_doc or docname in domain_of(app.env).data["questions"]


def on_html_collect_pages(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """The pages with model files that other pages link to."""
    place = folder_of(app) / f"{app.builder.name}-listings.json"
    if not domain_of(app.env).data["lines"] and not place.exists():
        return ()
    from sphinxcontrib_c4.sphinx.source_pages import pages

    return pages(app, kept_at=place)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page that shows something of ours the files that it needs."""
    if not is_site(app.builder):
        return
    may = doctree is not None and _may_hold_ours(app, pagename)
    shows = may and doctree is not None and next(doctree.findall(_is_ours), None) is not None
    if shows or pagename.startswith(f"{FOLDER}/") or app.registry.html_assets_policy == "always":
        builder = cast("StandaloneHTMLBuilder", app.builder)
        builder.add_css_file(STYLESHEET)
        builder.add_js_file(SCRIPT, defer="defer")


def _is_ours(node: nodes.Node) -> bool:
    """Whether ``node`` is a piece or a diagram; references have classes that begin like ours."""
    classes: list[str] = node.get("classes", []) if isinstance(node, nodes.Element) else []
    return "xref" not in classes and any(name.startswith("c4-") for name in classes)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Keep what pages were written from, for the next build with the same builder."""
    if exception is None and not are_pages_current(app):
        note_pages(app)


def on_site_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the workspace beside the pages."""
    if exception is None and _exports(app):
        from sphinxcontrib_c4.sphinx.structurizr.export import write_site_workspace

        write_site_workspace(app)
