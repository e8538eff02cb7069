"""The system landscape view: all people and systems, and what they exchange."""

from __future__ import annotations

from sphinxcontrib_c4.model import Element, Kind, Model
from sphinxcontrib_c4.views.candidate_view import CandidateView, ViewDefinition, flow_lines
from sphinxcontrib_c4.views.group_frames import group_frames
from sphinxcontrib_c4.views.view import ViewKind, first_sentence

_TITLE = "Landscape of {}"
_SHARED = "Shared services"


def _subjects(model: Model) -> tuple[str, ...]:
    return (model.name,)


def _build(model: Model, subject: str) -> CandidateView:
    """Return all people and systems that are not hidden, with all flows lifted to them.

    Each group of the landscape is a boundary, and so are the shared systems without a group. An external
    system whose own group has the title of a boundary is inside that boundary.
    """
    visible = [e for e in model.elements.values() if not e.parent and not e.hidden]
    names = {element.name for element in visible}
    lines = flow_lines(model.flows, {n: s for n in model.elements if (s := model.system_of(n)) in names})
    connected_boxes = {box for line in lines for box in (line.source, line.target)}
    titles = {name: title for title, names in _group_members(model, visible).items() for name in names}
    parents, boundaries = group_frames(titles, separator=model.group_separator)
    title = model.title or model.name
    return CandidateView(
        kind=ViewKind.LANDSCAPE,
        subject=subject,
        title=title if "landscape" in title.lower() else _TITLE.format(title),
        description=first_sentence(model.description),
        lines=lines,
        always_shown=frozenset(e.name for e in visible if _is_own(e) or e.name not in connected_boxes),
        boundaries=boundaries,
        parents=parents,
        folds=True,
    )


def _is_own(element: Element) -> bool:
    return element.kind is Kind.SYSTEM and not element.external


def _group_members(model: Model, visible: list[Element]) -> dict[str, list[str]]:
    """Return title of a group -> full names of the visible systems in it."""
    titles = {name: title for title, names in model.groups.items() for name in names}
    members: dict[str, list[str]] = {title: [] for title in model.groups}
    if any(element.shared and element.name not in titles for element in visible):
        members.setdefault(_SHARED, [])
    for element in visible:
        title = titles.get(element.name, _SHARED if element.shared else element.group if element.external else "")
        if title in members:
            members[title].append(element.name)
    return members


LANDSCAPE = ViewDefinition(
    kind=ViewKind.LANDSCAPE,
    directive="c4-landscape",
    noun="landscape",
    title=_TITLE,
    subjects=_subjects,
    build=_build,
    empty_message="the landscape has no people and systems, or all of them are hidden",
)
