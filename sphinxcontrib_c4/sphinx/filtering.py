"""Filtering: what options of a directive leave out of a view, and what to say where that is too much."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Mode, Model, listed, quoted
from sphinxcontrib_c4.views import Direction, Selection, View, ViewKind, absent, emptied_by

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinxcontrib_c4.sphinx.config import Settings

_OPTIONS = {"include": ":include:", "exclude": ":exclude:", "modes": ":mode:"}
_REASONS = {
    ViewKind.LANDSCAPE: "the landscape has no people and systems, or hides all of them",
    ViewKind.DYNAMIC: "the scenario has no steps",
}


def entries(text: str) -> tuple[str, ...]:
    """The entries of a list with commas between them."""
    return tuple(entry for part in text.split(",") if (entry := part.strip()))


def selected(
    settings: Settings, *, include: str, exclude: str, mode: str, direction: str = "", groups: str = ""
) -> Selection:
    """What the options of a directive select; those that are empty are left to the configuration."""
    return Selection(
        include=entries(include),
        exclude=entries(exclude),
        modes=frozenset({Mode(mode)}) if mode else frozenset(Mode),
        direction=Direction(direction or settings.direction),
        fold_groups=groups == "fold" if groups else settings.fold_groups,
    )


def doubts_about(model: Model, shown: View, selection: Selection) -> Iterator[str]:
    """Sentences on what the author of ``selection`` most likely did not mean."""
    name = quoted(shown.name)
    if missing := absent(model, shown, selection):
        yield f":include: names {listed(missing, 'and')}, which {name} does not show"
    elif blamed := emptied_by(model, shown, selection):
        options = " and ".join(_OPTIONS[each] for each in blamed)
        what = "flow" if shown.elements else "element"
        yield f"{options} {'leaves' if len(blamed) == 1 else 'together leave'} no {what} in {name}"


def reason_for_nothing(model: Model, shown: View, selection: Selection) -> str:
    """A sentence on why ``shown`` has no elements."""
    doubt = next(doubts_about(model, shown, selection), "")
    return doubt or f"there is nothing to show: {_REASONS.get(shown.kind, 'the model tells of nothing in it')}"
