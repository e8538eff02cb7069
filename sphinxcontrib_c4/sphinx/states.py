"""States: what the pages of a document show of ours that may change without the document being read again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx.foreign import found_elsewhere, known_elsewhere
from sphinxcontrib_c4.sphinx.keeping import imprint
from sphinxcontrib_c4.sphinx.lines import line_of
from sphinxcontrib_c4.sphinx.places import ELEMENT, KINDS, Link

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinxcontrib_c4.sphinx.domain import C4Domain


def states(domain: C4Domain, stamp: Callable[[str], str]) -> dict[str, str]:
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
