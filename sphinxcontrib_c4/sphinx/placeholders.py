"""Placeholders: what stands for a drawing until its page is written, and what the domain gets to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx.nodes import c4_diagram
from sphinxcontrib_c4.sphinx.notes import Diagram
from sphinxcontrib_c4.sphinx.notes import Shown as ShownNames
from sphinxcontrib_c4.sphinx.places import Link
from sphinxcontrib_c4.sphinx.translation import translation
from sphinxcontrib_c4.sphinx.words import Words
from sphinxcontrib_c4.views import ViewKind

if TYPE_CHECKING:
    from sphinxcontrib_c4.sphinx.directive import C4Directive
    from sphinxcontrib_c4.sphinx.places import Target
    from sphinxcontrib_c4.sphinx.shown import Shown


def placeholder(
    directive: C4Directive, shown: Shown, question: tuple[str, ...], here: str, *, whole: bool, alt: str = ""
) -> c4_diagram:
    """The node of a drawing in what has the id ``here``, and in it what the view shows, in words.

    ``shown`` is the answer to ``question``; ``whole`` says that nothing is left out of it. Where there is an ``alt``,
    that is what the drawing is called and summed up by.
    """
    view, domain, env = shown.view, directive.domain, directive.env
    if domain.geometries:
        domain.geometries.want(shown.geometry, view)
    serial = sum(other.view == shown.name for other in domain.diagrams(env.docname))
    domain.note_diagram(Diagram(shown.name, question, shown.geometry, directive.get_location()))
    domain.note_shown(ShownNames(view.title, here, tuple(each.element.name for each in view.elements)))
    title = alt or view.title
    return directive.located(
        c4_diagram(
            words=_words(directive, shown, here, alt),
            view=shown.name,
            whole=whole,
            geometry=shown.geometry,
            label=f"{title} ({serial + 1})" if serial else title,
            serial=serial,
            refdoc=env.docname,
            here=here,
        )
    )


def _words(directive: C4Directive, shown: Shown, here: str, alt: str) -> tuple[object, ...]:
    """The view in words; the domain gets to know what its boxes may lead to."""
    from sphinxcontrib_c4.drawing import text_alternative

    told = text_alternative(shown.view)
    if alt:
        told = told._replace(summary=alt)
    targets = _targets(shown)
    for each in targets.values():
        directive.domain.note_link(Link(here, each))
    numbered = shown.view.kind is ViewKind.DYNAMIC
    translate = translation(directive.env)
    return Words.of(shown.view, told, targets=targets, numbered=numbered, translate=translate).kept()


def _targets(shown: Shown) -> dict[str, tuple[Target, ...]]:
    """What each box may lead to: the views of it, and the place where it is documented."""
    kinds = {each.element.name: each.element.kind.value for each in shown.view.elements}
    return {
        name: (*(("view", f"{kind}:{subject}") for kind, subject in leads), (kinds[name], name))
        for name, leads in shown.leads
    }
