"""Keys of views: what a view is called in a workspace, of views that a model makes itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.warnings import WarningType
from sphinxcontrib_c4.views import View, ViewKind, subjects

if TYPE_CHECKING:
    from sphinxcontrib_c4.sphinx.sources import Sources


def own_view(sources: Sources, argument: str) -> tuple[str, str]:
    """The kind and the subject of the view that a model makes and ``argument`` names, or is the key of.

    Raises ``Unanswered``.
    """
    kind, colon, subject = argument.partition(":")
    if colon and kind in tuple(ViewKind):
        return kind, subject
    from sphinxcontrib_c4.sphinx.senses import no_such_view
    from sphinxcontrib_c4.structurizr import view_keys

    # To make all views, only to find out what they are called, takes seconds in a large model.
    known = (View(kind=kind, subject=of, title="") for kind in ViewKind for of in subjects(sources.model, kind))
    names = {key: name for name, key in view_keys(known).items()}
    if argument not in names:
        raise Unanswered(WarningType.REFERENCE, no_such_view(sources.model, argument, [*sources.views, *names]))
    kind, _, subject = names[argument].partition(":")
    return kind, subject
