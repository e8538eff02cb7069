"""Written: what each page was written from, kept from one build to the next with the same builder.

Beside that stand two marks, which spare a build in which nothing changed the work to find that out again: one says
that all questions have the answers that are known of them, one that all pages are what they would be now.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinxcontrib_c4 import __version__
from sphinxcontrib_c4.sphinx.domain import NAME, C4Domain, domain_of
from sphinxcontrib_c4.sphinx.foreign import known_elsewhere
from sphinxcontrib_c4.sphinx.keeping import imprint, keep, kept

if TYPE_CHECKING:
    from sphinx.application import Sphinx

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
    return _read(app).get(_IMPRINT) == _imprint(app)


def outdated_pages(app: Sphinx) -> list[str]:
    """The documents whose pages are not what they would be now; what is known of these is forgotten."""
    written, states = _read(app), _states(app)
    outdated = [docname for docname, state in states.items() if written.get(docname) != state]
    _write(app, {name: state for name, state in written.items() if name not in {_IMPRINT, *outdated}})
    return outdated


def note_pages(app: Sphinx) -> None:
    """Keep what the pages were written from that this build has written, and the marks where these hold."""
    domain, written = domain_of(app.env), _read(app)
    mark, states = _imprint(app), _states(app)
    now = {name: states[name] if name in domain.written else written.get(name) for name in states}
    found = {name: state for name, state in now.items() if state}
    is_whole = found == states and not (domain.geometries and domain.geometries.faults)
    _write(app, {**found, _IMPRINT: mark} if is_whole else found)
    if not domain.outdated():
        keep(folder_of(app) / _ANSWERED, _answered(domain))


def stamp_of(app: Sphinx, system: str) -> str:
    """What a page tells of the files about ``system``, of the day and of the version."""
    from sphinxcontrib_c4.sphinx.pieces import stamp

    return stamp(domain_of(app.env), app.config, system)


def _states(app: Sphinx) -> dict[str, str]:
    from sphinxcontrib_c4.sphinx.states import states

    return states(domain_of(app.env), partial(stamp_of, app))


def _imprint(app: Sphinx) -> str:
    """Another one when any page may be."""
    domain, config = domain_of(app.env), app.config
    date = (config.today, config.today_fmt or "", os.environ.get("SOURCE_DATE_EPOCH", ""), config.language or "")
    titles = [title.astext() for title in app.env.titles.values()] if domain.data["entries"] else []
    elsewhere = sorted(known_elsewhere(app.env).items())
    return domain.imprint(domain.answers.imprint, config.c4_graphviz_dot, __version__, date, titles, elsewhere)


def _path(app: Sphinx) -> Path:
    return folder_of(app) / f"{app.builder.name}.json"


def _read(app: Sphinx) -> dict[str, str]:
    """What each document was written from the last time; nothing is known of one that was not."""
    return dict(json.loads(kept(_path(app)) or b"{}"))


def _write(app: Sphinx, written: dict[str, str]) -> None:
    keep(_path(app), json.dumps(written, indent=1).encode("ascii"))
