"""The landscape view: all systems and people, and what they exchange."""

from __future__ import annotations

from sphinxcontrib_c4.model import Element, Kind, Model
from sphinxcontrib_c4.views.candidate_view import CandidateView, flow_lines
from sphinxcontrib_c4.views.view import Boundary, ViewKind, first_sentence

_SHARED = "Shared services"


def landscape(model: Model) -> CandidateView:
    """All people and systems that are not hidden, with all flows lifted to them.

    A boundary is drawn for each group of the landscape, and one for the shared systems that are in
    none. An external system whose own group bears the title of a boundary stands in it.
    """
    shown = [e for e in model.elements.values() if not e.parent and not e.hidden]
    names = {element.name for element in shown}
    lines = flow_lines(model.flows, {n: s for n in model.elements if (s := model.system_of(n)) in names})
    joined = {box for line in lines for box in (line.source, line.target)}
    frames = _frames(model, shown)
    return CandidateView(
        kind=ViewKind.LANDSCAPE,
        subject=model.name,
        title=model.title if "landscape" in model.title.lower() else f"Landscape of {model.title or model.name}",
        description=first_sentence(model.description),
        lines=lines,
        always_shown=frozenset(e.name for e in shown if _is_own(e) or e.name not in joined),
        boundaries=tuple(Boundary(name=_frame_name(title), title=title) for title in frames),
        parents={name: _frame_name(title) for title, members in frames.items() for name in members},
        folds=True,
    )


def _is_own(element: Element) -> bool:
    return element.kind is Kind.SYSTEM and not element.external


def _frame_name(title: str) -> str:
    return f"group:{title}"


def _frames(model: Model, shown: list[Element]) -> dict[str, list[str]]:
    """Titles of boundaries to the names of the systems within."""
    titles = {name: title for title, names in model.groups.items() for name in names}
    frames: dict[str, list[str]] = {title: [] for title in model.groups}
    if any(element.shared and element.name not in titles for element in shown):
        frames.setdefault(_SHARED, [])
    for element in shown:
        title = titles.get(element.name, _SHARED if element.shared else element.group if element.external else "")
        if title in frames:
            frames[title].append(element.name)
    return frames
