"""The text alternative of a view, for readers who do not see the drawing and for formats without pictures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sphinxcontrib_c4.layout import Box, Geometry, Line, shape_kind, type_line
from sphinxcontrib_c4.model import Element, Mode
from sphinxcontrib_c4.views import ChangeMark, Label, Relationship, View, ViewElement, ViewKind, first_sentence

_MODES = {Mode.SYNC: "synchronous", Mode.ASYNC: "asynchronous", Mode.UNKNOWN: ""}
_PLURALS = {"person": "people"}


class ViewSentences(NamedTuple):
    """The text alternative of a view: a summary, and one sentence for each element and each flow or step, in order."""

    summary: str
    elements: tuple[str, ...]
    flows: tuple[str, ...]


def text_alternative(view: View) -> ViewSentences:
    """Return the text alternative of ``view``.

    A flow reads ``Learner → LMS: take course (HTTPS, synchronous)``. Steps are in order; they begin with their numbers
    if an author has numbered them. Elements that the drawing folds are listed, too. Elements with the same
    title have the title of the boundary around them as a suffix: ``Nginx (Shop)``.
    """
    complete = view.complete_view
    titles = distinct_titles(complete)
    is_numbered = view.has_author_numbers
    return ViewSentences(
        summary=summary(view),
        elements=tuple(element_sentence(item, titles, brief=True) for item in view.all_elements),
        flows=tuple(
            f"{line.step_number}. {flow}" if is_numbered else flow
            for line in complete.relationships
            for flow in flow_sentences(line, titles)
        ),
    )


def element_sentence(item: ViewElement, titles: Mapping[str, str], *, brief: bool = False) -> str:
    """Return ``LMS [Django]: serves courses``, followed by its owner and the location of its code.

    With ``brief``, only the first sentence of the description is used. ``titles`` maps names of elements to titles.
    """
    element = item.element
    head = f"{titles.get(element.name, element.title)} {type_line(element)}"
    description = first_sentence(element.description) if brief else element.description
    sentence = f"{head}: {description}" if description else head
    details = "; ".join(_ownership(element))
    sentence = f"{_mark(item.mark)}{sentence}"
    return f"{sentence} ({details})" if details else sentence


def _mark(mark: ChangeMark | None) -> str:
    return f"{mark.capitalize()}: " if mark else ""


def _ownership(element: Element) -> Iterator[str]:
    if element.owner:
        yield f"owner: {element.owner}"
    if element.code:
        yield f"source: {', '.join(element.code)}"


def flow_sentences(line: Relationship, titles: Mapping[str, str]) -> Iterator[str]:
    """Yield one sentence for each flow of a relationship; ``titles`` maps the names of its ends to titles."""
    ends = _ends(line, titles)
    cut = f"; {line.cut}" if line.cut else ""
    for label in line.labels or (Label(text=""),):
        sentence = f"{ends}: {label.text}" if label.text else ends
        yield f"{_mark(label.mark or line.mark)}{sentence}{_manner(label, line)}{cut}"


class PartTitles:
    """The titles of boxes and lines, which browsers show as tooltips and screen readers announce.

    With ``has_text_alternative``, a title is ``""`` if the text alternative beside the drawing has the same sentence.
    The script of a page matches sentences to boxes and lines by position, so titles are left out only if the drawing
    and its text alternative have the same elements and relationships in the same order.
    """

    def __init__(self, geometry: Geometry, *, has_text_alternative: bool) -> None:
        view = geometry.view
        self._titles = distinct_titles(view)
        self._is_listed = (
            has_text_alternative
            and view.unfolded is None
            and tuple(box.view_element for box in geometry.boxes) == view.elements
            and tuple(line.relationship for line in geometry.lines) == view.relationships
        )

    def of_box(self, box: Box) -> str:
        """Return the sentence about a box with its whole description."""
        description = box.element.description
        if self._is_listed and description == first_sentence(description):
            return ""
        return element_sentence(box.view_element, self._titles)

    def of_line(self, line: Line) -> str:
        """Return the title of a line: the sentence about its only flow, or its ends and a list of its flows."""
        if self._is_listed:
            return ""
        flow = line.relationship
        if len(flow.labels) < 2:
            return "\n".join(flow_sentences(flow, self._titles))
        flows = (f"• {_mark(label.mark)}{label.text}{_manner(label, flow)}" for label in flow.labels)
        cut = f"; {flow.cut}" if flow.cut else ""
        return "\n".join((f"{_ends(flow, self._titles)}: {len(flow.labels)} flows{cut}", *flows))


def _ends(line: Relationship, titles: Mapping[str, str]) -> str:
    return f"{titles.get(line.source, line.source)} → {titles.get(line.target, line.target)}"


def _manner(label: Label, line: Relationship) -> str:
    """Return protocol and mode in brackets, or ``""`` if neither is known."""
    words = ", ".join(word for word in (label.protocol, _MODES[line.mode]) if word)
    return f" ({words})" if words else ""


def distinct_titles(view: View) -> dict[str, str]:
    """Return the titles of elements and boundaries by name; of equal ones, with that of the boundary around them."""
    boundaries = {boundary.name: boundary.title for boundary in view.boundaries}
    elements = {item.element.name: item.element.title for item in view.elements}
    counts = Counter((*boundaries.values(), *elements.values()))
    for item in view.elements:
        title, around = item.element.title, boundaries.get(item.boundary, "")
        if counts[title] > 1 and around not in ("", title):
            elements[item.element.name] = f"{title} ({around})"
    return boundaries | elements


def summary(view: View) -> str:
    """Return a summary of ``view``, followed by its note.

    It reads ``Containers of LMS: 1 person, 2 systems; 3 flows, 1 of them asynchronous.``
    """
    complete = view.complete_view
    nouns = Counter(
        ("external " if item.element.external else "") + shape_kind(item.element).noun for item in complete.elements
    )
    parts = [_count(number, noun) for noun, number in nouns.items()]
    flow = "step" if view.kind is ViewKind.DYNAMIC else "flow"
    flows = sum(max(1, len(line.labels)) for line in complete.relationships)
    slow = sum(max(1, len(line.labels)) for line in complete.relationships if line.mode is Mode.ASYNC)
    tail = _count(flows, flow) + (f", {slow} of them asynchronous" if slow else "") if flows else ""
    contents = "; ".join(part for part in (", ".join(parts), tail) if part)
    return f"{view.title}: {contents}. {view.note}".strip() if contents else f"{view.title}."


def _count(number: int, noun: str) -> str:
    if number == 1:
        return f"1 {noun}"
    *words, last = noun.split(" ")
    return " ".join([str(number), *words, _PLURALS.get(last, f"{last}s")])
