"""What happens when: the handlers of Sphinx's events, in the order of a build."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.errors import ConfigError
from sphinx.util.docutils import is_directive_registered

from sphinxcontrib_c4 import LATEX_FILE, LATEX_PACKAGE, SCRIPT, STATIC, STYLESHEET, __version__
from sphinxcontrib_c4.sphinx.answers import Answers, Unanswered
from sphinxcontrib_c4.sphinx.builder import BUILDER, WORKSPACE, check_model
from sphinxcontrib_c4.sphinx.config import Settings
from sphinxcontrib_c4.sphinx.domain import NAME, C4Domain, domain_of
from sphinxcontrib_c4.sphinx.foreign import known_elsewhere
from sphinxcontrib_c4.sphinx.geometries import Geometries
from sphinxcontrib_c4.sphinx.keeping import imprint, keep, kept
from sphinxcontrib_c4.sphinx.lines import FOLDER
from sphinxcontrib_c4.sphinx.nodes import c4_diagram, c4_download, c4_line, c4_matrix, c4_stamp, c4_turns_up
from sphinxcontrib_c4.sphinx.sources import KeptSources
from sphinxcontrib_c4.sphinx.warnings import WarningType, warn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
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
        from sphinxcontrib_c4.sphinx.refusal import refused

        raise refused(error) from None


def on_builder_inited(app: Sphinx) -> None:
    """Read the model once for the whole build.

    Raises ``ConfigError``, with a message that stands alone, where it cannot be used. Later in the
    build, that would cost the environment.
    """
    settings, domain, folder = Settings.of(app.config), domain_of(app.env), _folder(app)
    if settings.model:
        with _refusing():
            domain.answers = Answers(KeptSources(app.confdir, settings, folder=folder))
    domain.geometries = Geometries(folder, engine=settings.graphviz_dot)
    if not app.env.all_docs:
        domain.geometries.forget_all_but(())
    if _is_site(app.builder):
        _add_static_folder(app)
    with _refusing():
        _check_moved(app, settings)


def _check_moved(app: Sphinx, settings: Settings) -> None:
    """Refuse a workspace to take positions from that cannot be read, where one is to be written."""
    if app.builder.name == BUILDER:
        check_model(settings.model)
    moved = settings.structurizr_merge or (str(app.outdir / WORKSPACE) if app.builder.name == BUILDER else "")
    if moved and (app.builder.name == BUILDER or _exports(app)):
        from sphinxcontrib_c4.sphinx.workspaces import check_moved

        check_moved(app, app.confdir / moved)


def _exports(app: Sphinx) -> bool:
    """Whether a workspace is to be written beside the pages."""
    return bool(app.config.c4_structurizr_export) and _is_site(app.builder)


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir, NAME)


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
    domain = domain_of(env)
    if kept(_folder(app) / _ANSWERED) == _answered(domain):
        return []
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


_ANSWERED = "answered"


def _answered(domain: C4Domain) -> bytes:
    """What tells that all questions have the answers that are known of them, once that was found out."""
    return imprint(domain.data["questions"], domain.answers.imprint).encode("ascii")


def on_env_before_read_docs(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Register the directives, which a build that reads nothing can do without."""
    for what, location, path in domain_of(env).answers.leftovers(again=bool(docnames)):
        warn(WarningType.UNMAPPED, f"not taken over from the workspace: {what}, at {path}", location=location)
    if not docnames:
        return
    from sphinxcontrib_c4.sphinx import (
        cycle_report,
        diagrams,
        downloads,
        entries,
        fragile,
        matrix,
        metrics,
        pieces,
        tables,
    )

    for room in (cycle_report, diagrams, downloads, entries, fragile, matrix, metrics, pieces, tables):
        for name, directive in room.DIRECTIVES.items():
            if not is_directive_registered(name):
                app.add_directive(name, directive)


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Lay out what is to be drawn, and have the documents written again whose pages are not what they would be now."""
    domain, written = domain_of(env), _read_written(app)
    if app.config.c4_fail_on != "never":
        from sphinxcontrib_c4.sphinx.gate import warn_of_failures

        warn_of_failures(app)
    if app.builder.format == "latex" and domain.data["questions"]:
        app.config.latex_additional_files = [*app.config.latex_additional_files, str(LATEX_FILE)]
        app.add_latex_package(LATEX_PACKAGE)
    if written.get(_IMPRINT) == _imprint(app) and not (draws(app.builder) and domain.undrawn()):
        return []
    if draws(app.builder):
        _lay_out(app)
    states = _states(app)
    outdated = [docname for docname, state in states.items() if written.get(docname) != state]
    _write_written(app, {name: state for name, state in written.items() if name not in {_IMPRINT, *outdated}})
    return outdated


def _states(app: Sphinx) -> dict[str, str]:
    from sphinxcontrib_c4.sphinx.states import states

    return states(domain_of(app.env), partial(_stamp, app))


def _stamp(app: Sphinx, system: str) -> str:
    from sphinxcontrib_c4.sphinx.pieces import stamp

    return stamp(domain_of(app.env), app.config, system)


def draws(builder: Builder) -> bool:
    """Whether a builder shows drawings: within a page, or as images of a book."""
    return builder.format in {"html", "latex"}


def _is_site(builder: Builder) -> bool:
    """Whether drawings stand in the pages themselves; a book has images, which no stylesheet reaches."""
    return builder.format == "html" and builder.name != "epub"


def _lay_out(app: Sphinx) -> None:
    """Lay out the views of all documents at once, and warn at the directives of those that could not be."""
    from sphinxcontrib_c4.sphinx.workspaces import kept_geometries

    domain = domain_of(app.env)
    assert domain.geometries is not None
    missing = {each.geometry: each.question for each in domain.undrawn()}
    domain.geometries.lay_out({key: domain.answers.again(asked).view for key, asked in missing.items()})
    drawn = (each.geometry for each in domain.all_diagrams())
    domain.geometries.forget_all_but((*drawn, *kept_geometries(_folder(app))))
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
    from sphinxcontrib_c4.sphinx.downloads import finish_download
    from sphinxcontrib_c4.sphinx.finishing import finish, finish_matrix, forget_index, give_widths, tell_where

    if app.builder.name != BUILDER:  # which has views of its own in their places
        for diagram in list(doctree.findall(c4_diagram)):
            finish(app, diagram, docname)
    for download in list(doctree.findall(c4_download)):
        finish_download(app, download, docname)
    for each in list(doctree.findall(c4_matrix)):
        finish_matrix(app, each)
    if domain.data["entries"]:
        for place in list(doctree.findall(c4_turns_up)):
            tell_where(app, place)
    if app.builder.format == "html":
        forget_index(doctree)
    if app.builder.name == "singlehtml":
        from sphinxcontrib_c4.sphinx.onepage import part_ids

        part_ids(app, domain, doctree)
    if app.builder.format == "latex":
        for table in list(doctree.findall(nodes.table)):
            give_widths(table)
    if domain.data["lines"]:
        from sphinxcontrib_c4.sphinx.finishing import finish_cards
        from sphinxcontrib_c4.sphinx.lines import put_in

        finish_cards(app, doctree)
        for line in list(doctree.findall(c4_line)):
            put_in(app, line, docname)
    if domain.data["stamps"]:
        for node in doctree.findall(c4_stamp):
            node.children = []
            node += nodes.Text(_stamp(app, node["system"]))


def _may_hold_ours(app: Sphinx, docname: str) -> bool:
    """Whether it is worth looking for nodes of ours in a document; the root may hold all the others."""
    return docname == app.config.root_doc or docname in domain_of(app.env).data["questions"]


def on_html_collect_pages(app: Sphinx) -> Iterable[tuple[str, dict[str, Any], str]]:
    """The pages with model files that other pages link to."""
    place = _folder(app) / f"{app.builder.name}-listings.json"
    if not domain_of(app.env).data["lines"] and not place.exists():
        return ()
    from sphinxcontrib_c4.sphinx.listings import pages

    return pages(app, kept_at=place)


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page that shows something of ours the files that it needs."""
    if not _is_site(app.builder):
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
    domain, written = domain_of(app.env), _read_written(app)
    mark = _imprint(app)
    if exception is not None or written.get(_IMPRINT) == mark:
        return
    states = _states(app)
    now = {name: states[name] if name in domain.written else written.get(name) for name in states}
    found = {name: state for name, state in now.items() if state}
    is_whole = found == states and not (domain.geometries and domain.geometries.faults)
    _write_written(app, {**found, _IMPRINT: mark} if is_whole else found)
    if not domain.outdated():
        keep(_folder(app) / _ANSWERED, _answered(domain))


def on_site_finished(app: Sphinx, exception: Exception | None) -> None:
    """Write the workspace beside the pages."""
    if exception is None and _exports(app):
        from sphinxcontrib_c4.sphinx.workspaces import write_site_workspace

        write_site_workspace(app)


_IMPRINT = ""  # is no name of a document


def _imprint(app: Sphinx) -> str:
    """What tells that no page would be written otherwise than it was, once that was found out."""
    domain = domain_of(app.env)
    config = app.config
    date = (config.today, config.today_fmt or "", os.environ.get("SOURCE_DATE_EPOCH", ""), config.language or "")
    titles = [title.astext() for title in app.env.titles.values()] if domain.data["entries"] else []
    elsewhere = sorted(known_elsewhere(app.env).items())
    return domain.imprint(domain.answers.imprint, config.c4_graphviz_dot, __version__, date, titles, elsewhere)


def _written_path(app: Sphinx) -> Path:
    return _folder(app) / f"{app.builder.name}.json"


def _read_written(app: Sphinx) -> dict[str, str]:
    """What each document was written from the last time; nothing is known of one that was not."""
    return dict(json.loads(kept(_written_path(app)) or b"{}"))


def _write_written(app: Sphinx, written: dict[str, str]) -> None:
    keep(_written_path(app), json.dumps(written, indent=1).encode("ascii"))
