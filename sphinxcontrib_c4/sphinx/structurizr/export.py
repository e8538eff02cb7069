"""Workspaces: the model of a documentation as a workspace of Structurizr, with what only its pages know.

A workspace is written when it would be another one, and not otherwise: beside it, the folder of doctrees keeps an
imprint of all that went into it and of the file as it was left, and the keys of the layouts that it was made from.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx.errors import ConfigError

from sphinxcontrib_c4.sphinx.cache.store import digest_of, imprint, keep, kept
from sphinxcontrib_c4.sphinx.domain import NAME, domain_of
from sphinxcontrib_c4.sphinx.logging import WarningType, warn
from sphinxcontrib_c4.sphinx.objects import KINDS
from sphinxcontrib_c4.sphinx.page_fingerprints import folder_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx

    from sphinxcontrib_c4.structurizr import Picture, Section


_SUFFIX = ".workspace"


EXPORT = f"{NAME}_structurizr_export"


MERGE = f"{NAME}_structurizr_merge"


class Documentation(NamedTuple):
    """What a workspace says in prose."""

    sections: Sequence[Section] = ()
    pictures: Sequence[Picture] = ()


class State(NamedTuple):
    """What a workspace was made from the last time: an imprint of it, and the keys of the layouts."""

    imprint: str
    geometries: Sequence[str]


def check_moved(app: Sphinx, path: Path) -> None:
    """Refuse a workspace with moved positions that cannot be read, before a build has begun.

    Raises ``ConfigError``. One that was read before is not read again.
    """
    seen = folder_of(app) / "moved"
    digest = digest_of(path)
    if not path.exists() or (digest and kept(seen) == digest.encode("ascii")):
        return
    from sphinxcontrib_c4.model import ModelError
    from sphinxcontrib_c4.structurizr import read_workspace_json

    try:
        read_workspace_json(path)
    except ModelError as error:
        message = f"the workspace that positions are taken from cannot be used:\n\n{error}"
        raise ConfigError(message) from None
    keep(seen, digest.encode("ascii"))


def moved_file(app: Sphinx) -> Path | None:
    """The workspace that ``conf.py`` takes positions from."""
    named: str = app.config.c4_structurizr_merge
    return app.confdir / named if named else None


def write_site_workspace(app: Sphinx) -> None:
    """Write the workspace beside the pages of a site, with an overview of these."""
    path = Path(app.outdir, app.config.c4_structurizr_export)
    titles = [title.astext() for title in app.env.titles.values()]
    labels = sorted(app.env.get_domain("std").data["labels"].items())
    page = Path(app.doctreedir, f"{app.config.root_doc}.doctree")
    told = imprint(digest_of(page), titles, [(name, *map(str, place)) for name, place in labels])

    def documentation() -> Documentation:
        from sphinxcontrib_c4.sphinx.structurizr.documentation import overview

        return overview(app)

    write_workspace(app, path, told, documentation, moved=moved_file(app))


def write_workspace(
    app: Sphinx, path: Path, told: str, documentation: Callable[[], Documentation], *, moved: Path | None
) -> None:
    """Write the workspace to ``path`` where it is not up to date; ``moved`` is one whose positions are kept.

    ``told`` is another text where ``documentation`` may give something else. What goes wrong is warned of, and leaves
    ``path`` as it was.
    """
    domain = domain_of(app.env)
    pages = sorted((*target, place.docname, place.anchor, place.title) for target, place in domain.places.best.items())
    site = (str(app.config.html_baseurl or ""), page_uri(app, app.config.root_doc))
    made_from = imprint(told, domain.answers.imprint, site, pages)
    if _state(app).imprint == imprint(made_from, digest_of(path), digest_of(moved) if moved else ""):
        return
    from sphinxcontrib_c4.model import ModelError
    from sphinxcontrib_c4.output_files import write_text_file
    from sphinxcontrib_c4.structurizr import LayoutError

    _warn_of_settings(app, path, moved)
    try:
        text, geometries = _made(app, documentation(), moved)
        if kept(path) != text.encode():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text_file(path, text)
    except LayoutError as error:
        for fault in error.faults:
            message = f"{path.name} is not written: {fault.view_name} cannot be laid out: {fault.message}"
            warn(WarningType.LAYOUT, message, location=place_in_conf(app, EXPORT))
    except ModelError as error:
        message = f"{path.name} is not written, as the workspace that positions are taken from has changed: {error}"
        warn(WarningType.WORKSPACE, message, location=place_in_conf(app, MERGE))
    except OSError as error:
        message = f"{path} cannot be written: {(error.strerror or str(error)).lower()}"
        warn(WarningType.WORKSPACE, message, location=place_in_conf(app, EXPORT))
    else:
        state = State(imprint(made_from, digest_of(path), digest_of(moved) if moved else ""), geometries)
        keep(_state_path(app), json.dumps(state).encode("ascii"))


def _made(app: Sphinx, documentation: Documentation, moved: Path | None) -> tuple[str, list[str]]:
    """The text of the workspace, and the keys of the layouts that it was made from."""
    from sphinxcontrib_c4.structurizr import build_workspace, merge_positions, read_workspace_json, workspace_to_json

    domain = domain_of(app.env)
    assert domain.geometries is not None
    asked = domain.geometries.asked()
    made = build_workspace(
        domain.model,
        base_url=base_url(app),
        urls=_urls(app),
        views=domain.answers.views,
        documentation=documentation.sections,
        pictures=documentation.pictures,
        lay_out=asked.lay_out,
    )
    if moved is not None and moved.exists():
        made = merge_positions(made, read_workspace_json(moved))
    return workspace_to_json(made), sorted(asked.keys)


def _warn_of_settings(app: Sphinx, path: Path, moved: Path | None) -> None:
    """Warn of what ``conf.py`` says and cannot be used; the workspace is written without it."""
    from sphinxcontrib_c4.structurizr import unwritable_views

    address = app.config.html_baseurl
    if address and not base_url(app):
        message = f"elements have no addresses, as html_baseurl is not an absolute http or https address: {address!r}"
        warn(WarningType.WORKSPACE, message, location=place_in_conf(app, "html_baseurl"))
    if moved is not None and moved != path and not moved.exists():
        message = f"no positions are kept, as there is no file {app.config.c4_structurizr_merge!r}"
        warn(WarningType.WORKSPACE, message, location=place_in_conf(app, MERGE))
    answers = domain_of(app.env).answers
    if answers.views and (missing := unwritable_views(domain_of(app.env).model, answers.views)):
        message = f"views are not written, as they show what is not in the model: {', '.join(missing)}"
        warn(WarningType.UNMAPPED, message, location=place_in_conf(app, EXPORT))


# --- What is kept ---


def _state_path(app: Sphinx) -> Path:
    return folder_of(app) / f"{app.builder.name}{_SUFFIX}"


def _state(app: Sphinx) -> State:
    return _read_state(_state_path(app))


def _read_state(path: Path) -> State:
    data = kept(path)
    return State(*json.loads(data)) if data else State("", ())


def kept_geometries(folder: Path) -> Iterator[str]:
    """The keys of the layouts that workspaces were made from, with whichever builder."""
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        yield from _read_state(path).geometries


# --- Addresses ---


def base_url(app: Sphinx) -> str:
    """The address that pages are relative to; ``""`` where none is known."""
    from sphinxcontrib_c4.structurizr import is_absolute_url

    address = str(app.config.html_baseurl or "")
    return f"{address.rstrip('/')}/" if is_absolute_url(address) else ""


def _urls(app: Sphinx) -> dict[str, str]:
    """The pages of elements and flows by their full names, where pages have addresses."""
    if not base_url(app):
        return {}
    places = domain_of(app.env).places.best
    kinds = ("flow", *KINDS)  # an element wins over a flow of its name
    return {
        name: f"{page_uri(app, place.docname)}#{place.anchor}"
        for kind in kinds
        for (found, name), place in places.items()
        if found == kind
    }


def page_uri(app: Sphinx, docname: str) -> str:
    """Where the page of a document is in a site, whatever the builder."""
    if app.builder.format == "html":
        return app.builder.get_target_uri(docname).partition("#")[0]
    config = app.config
    return f"{docname}{config.html_link_suffix or config.html_file_suffix or '.html'}"


def place_in_conf(app: Sphinx, name: str) -> str:
    """Where ``conf.py`` sets a value, as warnings tell it."""
    path = app.confdir / "conf.py"
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    number = next((number for number, line in enumerate(lines, 1) if re.match(rf"{name}\b", line)), 1)
    return f"{path}:{number}"
