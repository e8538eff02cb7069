"""Back-references: the figures that show an element, and the documents that refer to it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence


class FigureRecord(NamedTuple):
    """The figure of a diagram: its title, its id, and the names of the elements in it."""

    title: str
    anchor: str
    elements: tuple[str, ...]


class Backlinks(NamedTuple):
    """The figures that show an element (document, id and title) and the documents that refer to it (with titles)."""

    figures: list[tuple[str, str, str]]
    documents: list[tuple[str, str]]


def find_backlinks(
    element: str,
    figures: Mapping[str, Sequence[FigureRecord]],
    referring: Iterable[str],
    *,
    title_of: Callable[[str], str],
) -> Backlinks:
    """Return the back-references to an element.

    A document with several figures of the same title is listed once for them. If several documents have such a
    figure, the titles of the documents are added.

    Args:
        element: its full name.
        figures: the figures of each document.
        referring: the documents that refer to the element.
        title_of: the title of a document.
    """
    anchors: dict[tuple[str, str], str] = {}
    for docname in sorted(figures):
        for title, anchor, names in figures[docname]:
            if element in names:
                anchors.setdefault((docname, title), anchor)
    counts = Counter(title for _, title in anchors)
    return Backlinks(
        [
            (docname, anchor, f"{title} ({title_of(docname)})" if counts[title] > 1 else title)
            for (docname, title), anchor in anchors.items()
        ],
        [(docname, title_of(docname)) for docname in sorted(referring)],
    )
