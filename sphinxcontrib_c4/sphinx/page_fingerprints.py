"""Written: what each page was written from, kept from one build to the next with the same builder.

Beside that stand two marks, which spare a build in which nothing changed the work to find that out again: one says
that all questions have the answers that are known of them, one that all pages are what they would be now.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.i18n import format_date

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.cache.store import imprint, keep, kept
from sphinxcontrib_c4.sphinx.domain import NAME, C4Domain, domain_of
from sphinxcontrib_c4.sphinx.objects import ELEMENT, KINDS, Link
from sphinxcontrib_c4.sphinx.source_pages import line_of
from sphinxcontrib_c4.sphinx.xrefs import found_elsewhere, known_elsewhere

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

    from sphinxcontrib_c4.model import Model, ModelFile


_ANSWERED = "answered"


_IMPRINT = ""  # is no name of a document


def folder_of(app: Sphinx) -> Path:
    """Where a project keeps what makes its next build shorter."""
    return Path(app.doctreedir, NAME)


def are_answers_known(app: Sphinx) -> bool:
    """Whether it was found out that no question has another answer than when its page was read."""
    return kept(folder_of(app) / _ANSWERED) == _answered(domain_of(app.env))


def _answered(domain: C4Domain) -> bytes:
    return imprint(domain.data["questions"], domain.answers.imprint).encode("ascii")


def are_pages_current(app: Sphinx) -> bool:
    """Whether it was found out that no page would be written otherwise than it was."""
    return _read_pages(app).get(_IMPRINT) == _imprint(app)


def outdated_pages(app: Sphinx) -> list[str]:
    """The documents whose pages are not what they would be now; what is known of these is forgotten."""
    written, page_states = _read_pages(app), _states(app)
    outdated = [docname for docname, state in page_states.items() if written.get(docname) != state]
    _write_pages(app, {name: state for name, state in written.items() if name not in {_IMPRINT, *outdated}})
    return outdated


def note_pages(app: Sphinx) -> None:
    """Keep what the pages were written from that this build has written, and the marks where these hold."""
    domain, written = domain_of(app.env), _read_pages(app)
    mark, page_states = _imprint(app), _states(app)
    now = {name: page_states[name] if name in domain.written else written.get(name) for name in page_states}
    found = {name: state for name, state in now.items() if state}
    is_whole = found == page_states and not (domain.geometries and domain.geometries.faults)
    _write_pages(app, {**found, _IMPRINT: mark} if is_whole else found)
    if not domain.outdated():
        keep(folder_of(app) / _ANSWERED, _answered(domain))


def stamp_of(app: Sphinx, system: str) -> str:
    """What a page tells of the files about ``system``, of the day and of the version."""

    return stamp(domain_of(app.env), app.config, system)


def _states(app: Sphinx) -> dict[str, str]:

    return page_states(domain_of(app.env), partial(stamp_of, app))


def _imprint(app: Sphinx) -> str:
    """Another one when any page may be."""
    domain, config = domain_of(app.env), app.config
    date = (config.today, config.today_fmt or "", os.environ.get("SOURCE_DATE_EPOCH", ""), config.language or "")
    titles = [title.astext() for title in app.env.titles.values()] if domain.data["entries"] else []
    elsewhere = sorted(known_elsewhere(app.env).items())
    return domain.imprint(domain.answers.imprint, config.c4_graphviz_dot, __version__, date, titles, elsewhere)


def _pages_path(app: Sphinx) -> Path:
    return folder_of(app) / f"{app.builder.name}.json"


def _read_pages(app: Sphinx) -> dict[str, str]:
    """What each document was written from the last time; nothing is known of one that was not."""
    return dict(json.loads(kept(_pages_path(app)) or b"{}"))


def _write_pages(app: Sphinx, written: dict[str, str]) -> None:
    keep(_pages_path(app), json.dumps(written, indent=1).encode("ascii"))


def page_states(domain: C4Domain, stamp: Callable[[str], str]) -> dict[str, str]:
    """A digest for each document of all that its pages show of ours and of where their links lead.

    ``stamp`` tells what is written of the files about a system.
    """
    docnames = sorted({docname for what in domain.initial_data for docname in domain.data[what]})
    return {docname: imprint(_state(domain, docname, stamp)) for docname in docnames}


def _state(domain: C4Domain, docname: str, stamp: Callable[[str], str]) -> object:
    data, faults = domain.data, domain.geometries.faults if domain.geometries else {}
    return (
        sorted(data["questions"].get(docname, {}).items()),
        [_led_to(domain, docname, Link(*link)) for link in data["links"].get(docname, ())],
        [stamp(system) for system in data["stamps"].get(docname, ())],
        [diagram.geometry in faults for diagram in domain.diagrams(docname)],
        [turns_up(domain, name) for name in data["entries"].get(docname, ())],
        [_line(domain, spot) for spot in data["lines"].get(docname, ())],
    )


def _line(domain: C4Domain, spot: str) -> object:
    """What a page shows of where ``spot`` is, and what else that leads to the line."""
    line = line_of(domain.env, spot)
    return (*line, domain.env.config.c4_source_url) if line else ()


def _led_to(domain: C4Domain, docname: str, link: Link) -> object:
    """Where a link leads in this project, or in another one."""
    place = domain.places.find(docname, link)
    if place is not None:
        return tuple(place)
    documented = found_elsewhere(domain, link.targets[-1])
    return known_elsewhere(domain.env)[documented] if documented else ""


def turns_up(domain: C4Domain, element: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """Where ``element`` turns up.

    That is the diagrams that show it (document, anchor and title of each), and the documents whose
    authors refer to it (with their titles). A document has each diagram once, and where several
    documents have one, their titles tell which is which.
    """
    shown: dict[tuple[str, str], str] = {}
    for docname in sorted(domain.data["shown"]):
        for title, anchor, names in domain.data["shown"][docname]:
            if element in names:
                shown.setdefault((docname, title), anchor)
    counts = Counter(title for _, title in shown)
    mentioned = sorted(docname for docname in domain.data["links"] if _mentions(domain, docname, element))
    return (
        [
            (docname, anchor, f"{title} ({_title(domain, docname)})" if counts[title] > 1 else title)
            for (docname, title), anchor in shown.items()
        ],
        [(docname, _title(domain, docname)) for docname in mentioned],
    )


def _title(domain: C4Domain, docname: str) -> str:
    return domain.env.titles[docname].astext()


def _mentions(domain: C4Domain, docname: str, element: str) -> bool:
    return any(
        domain.places.full_name(role, name) == element
        for here, targets in domain.data["links"][docname]
        if not here
        for role, name in targets
        if role in (*KINDS, ELEMENT)
    )


_SHORT = 12


_DATE = "%Y-%m-%d"


def stamp(domain: C4Domain, config: Config, system: str) -> str:
    """When and from which files pages about ``system`` were generated, and by which version."""
    model = domain.answers.model
    files = _files_about(model, system) if model else ()
    names = ", ".join(f"{file.path} ({file.digest[:_SHORT]})" for file in files)
    date = _date(config)
    return f"Generated{f' on {date}' if date else ''} from {names} by sphinxcontrib-c4 {__version__}."


def _date(config: Config) -> str:
    """The date of the build, where it is stated: by ``today`` in ``conf.py`` or by ``SOURCE_DATE_EPOCH``.

    The clock is not asked, since two builds of the same sources would differ then.
    """
    if config.today:
        return str(config.today)
    if "SOURCE_DATE_EPOCH" in os.environ:
        return format_date(config.today_fmt or _DATE, language=config.language)
    return ""


def _files_about(model: Model, system: str) -> tuple[ModelFile, ...]:
    """The files that are about ``system``; where none is, all files."""
    return tuple(file for file in model.files if file.primary_system == system) or model.files
