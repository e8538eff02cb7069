"""What happens when: the handlers of Sphinx's events, in the order of a build."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.errors import ConfigError

from sphinxcontrib_c4.model import ModelError, NameFault, load
from sphinxcontrib_c4.sphinx import topics
from sphinxcontrib_c4.sphinx.answers import Answers
from sphinxcontrib_c4.sphinx.config import Settings
from sphinxcontrib_c4.sphinx.domain import NAME, domain_of
from sphinxcontrib_c4.sphinx.geometries import Geometries
from sphinxcontrib_c4.sphinx.linking import references
from sphinxcontrib_c4.sphinx.nodes import c4_diagram
from sphinxcontrib_c4.sphinx.pieces import stamp
from sphinxcontrib_c4.sphinx.topics import Sources
from sphinxcontrib_c4.sphinx.warnings import WarningType, warn
from sphinxcontrib_c4.sphinx.words import searched, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.builders.html import StandaloneHTMLBuilder
    from sphinx.config import Config
    from sphinx.domains import Domain
    from sphinx.environment import BuildEnvironment


def on_config_inited(app: Sphinx, config: Config) -> None:
    """Refuse a configuration that cannot be used, before Sphinx itself warns of it."""
    Settings.of(config)


def on_builder_inited(app: Sphinx) -> None:
    """Read the model once for the whole build.

    Raises ``ConfigError``, with a message that stands alone, where it cannot be used. Later in the
    build, that would cost the environment.
    """
    settings, domain = Settings.of(app.config), domain_of(app.env)
    if settings.model:
        domain.answers = Answers(_sources(app.confdir / settings.model, settings))
    domain.geometries = Geometries(_folder(app), engine=settings.graphviz_dot)
    if not app.env.all_docs:
        domain.geometries.forget_all_but(())
    if app.builder.format == "html":
        _add_static_folder(app)


def _sources(path: Path, settings: Settings) -> Sources:
    try:
        return Sources.of(load(path), settings)
    except ModelError as error:
        raise ConfigError(f"the model of c4_model = {settings.model!r} cannot be used:\n\n{error}") from None
    except NameFault as fault:
        raise ConfigError(f"c4_primary_system names no system of the model: {fault}") from None


def _folder(app: Sphinx) -> Path:
    return Path(app.doctreedir, NAME)


def _add_static_folder(app: Sphinx) -> None:
    """Have our files copied, first, so that a project's own files of the same names win.

    When the configuration is compared with that of the build before, the path is not in it yet: a
    virtual environment that has moved is no reason to write every page again.
    """
    from sphinxcontrib_c4.drawing import STATIC

    app.config.html_static_path = [str(STATIC), *app.config.html_static_path]


def on_env_get_outdated(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> list[str]:
    """Have the documents read again that the model now answers differently."""
    return domain_of(env).outdated()


def on_env_updated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Lay out what is to be drawn, and have the documents written again whose pages are not what they would be now."""
    domain = domain_of(env)
    if draws(app.builder):
        _lay_out(env)
    states = domain.states(partial(stamp, domain, app.config))
    written = _read_states(app)
    return [docname for docname, state in states.items() if written.get(docname) != state]


def draws(builder: Builder) -> bool:
    """Whether a builder shows drawings."""
    return builder.format == "html" and builder.name != "epub"


def _lay_out(env: BuildEnvironment) -> None:
    """Lay out the views of all documents at once, and warn at the directives of those that could not be."""
    domain = domain_of(env)
    assert domain.geometries is not None
    diagrams = [diagram for docname in sorted(domain.data["diagrams"]) for diagram in domain.diagrams(docname)]
    missing = {diagram.geometry: diagram for diagram in diagrams if not domain.geometries.has(diagram.geometry)}
    domain.geometries.lay_out(
        {key: domain.answers.ask(topics.view, *diagram.question[1:]).view for key, diagram in missing.items()}
    )
    domain.geometries.forget_all_but(diagram.geometry for diagram in diagrams)
    for diagram in diagrams:
        fault = domain.geometries.faults.get(diagram.geometry)
        if fault:
            warn(WarningType.LAYOUT, f"{diagram.view} cannot be laid out: {fault}", location=diagram.location)


def on_env_check_consistency(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of elements that are documented twice."""
    for (kind, name), first, second in domain_of(env).duplicates():
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
    for diagram in list(doctree.findall(c4_diagram)):
        leads = references(app, diagram)
        if draws(app.builder):
            diagram["leads"] = leads
            diagram += searched(diagram)
        else:
            diagram.replace_self(spoken(diagram, leads))


def _may_hold_ours(app: Sphinx, docname: str) -> bool:
    """Whether it is worth looking for nodes of ours in a document; the root may hold all the others."""
    return docname == app.config.root_doc or docname in domain_of(app.env).data["questions"]


def on_html_page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a page that shows something of ours the files that it needs."""
    may = doctree is not None and _may_hold_ours(app, pagename)
    shows = may and doctree is not None and next(doctree.findall(_is_ours), None) is not None
    if shows or app.registry.html_assets_policy == "always":
        from sphinxcontrib_c4.drawing import SCRIPT, STYLESHEET

        builder = cast("StandaloneHTMLBuilder", app.builder)
        builder.add_css_file(STYLESHEET)
        if draws(builder):
            builder.add_js_file(SCRIPT, defer="defer")


def _is_ours(node: nodes.Node) -> bool:
    """Whether ``node`` is a piece or a diagram; references have classes that begin like ours."""
    classes: list[str] = node.get("classes", []) if isinstance(node, nodes.Element) else []
    return "xref" not in classes and any(name.startswith("c4-") for name in classes)


def on_build_finished(app: Sphinx, exception: Exception | None) -> None:
    """Keep what pages were written from, for the next build with the same builder."""
    if exception is None:
        domain = domain_of(app.env)
        states = domain.states(partial(stamp, domain, app.config))
        _write_states(app, states, domain.written)


def _states_path(app: Sphinx) -> Path:
    return _folder(app) / f"{app.builder.name}.json"


def _read_states(app: Sphinx) -> dict[str, str]:
    """What each document was written from the last time; nothing is known of one that was not."""
    try:
        return dict(json.loads(_states_path(app).read_text("utf-8")))
    except FileNotFoundError:
        return {}


def _write_states(app: Sphinx, states: dict[str, str], written: Iterable[str]) -> None:
    """Keep the states of the documents that were written now, and those of the others from before."""
    earlier = _read_states(app)
    kept = {name: states[name] if name in written else earlier.get(name) for name in states}
    path = _states_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".new").write_text(json.dumps({n: s for n, s in kept.items() if s}, indent=1), "utf-8")
    path.with_suffix(".new").replace(path)
