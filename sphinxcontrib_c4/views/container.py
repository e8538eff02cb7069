"""The container view: what a system is made of, and what its parts exchange with the outside."""

from __future__ import annotations

from sphinxcontrib_c4.model import Model, lineage
from sphinxcontrib_c4.views.candidate_view import CandidateView, boundary, flow_lines
from sphinxcontrib_c4.views.context import described
from sphinxcontrib_c4.views.lifting import attribution_note, drop_duplicate_flows, representative_container
from sphinxcontrib_c4.views.view import ViewKind, first_sentence


def container(model: Model, subject: str) -> CandidateView:
    """The containers of the system ``subject`` within its boundary, and what they exchange data with.

    People and systems outside stand as such, never as their containers, and flows among them are not
    shown. Flows of components are lifted to their containers. A flow that names only the system is
    drawn at its entry container (see ``lifting``), unless a container tells of the same flow; the
    view's note says so where the model does not say which container that is.
    """
    containers = [element.name for element in model.children(subject)]
    boxes = container_boxes(model, subject)
    parts = [name for name in boxes if name != subject and model.system_of(name) == subject]
    flows = drop_duplicate_flows(model.flows, wholes=[subject], parts=parts, boxes=boxes)
    lines = flow_lines(flows, boxes, focus=frozenset(containers))
    guessed = [subject] if boxes[subject] != model.elements[subject].api_container else []
    return CandidateView(
        kind=ViewKind.CONTAINER,
        subject=subject,
        title=f"Containers of {model.elements[subject].title}",
        description=first_sentence(described(model, subject)),
        note=attribution_note(model, lines, wholes=guessed, entry=boxes[subject]),
        lines=lines,
        subject_elements=frozenset(containers),
        always_shown=frozenset(containers),
        boundaries=(boundary(model.elements[subject]),),
        parents=dict.fromkeys(containers, subject),
    )


def container_boxes(model: Model, system: str) -> dict[str, str]:
    """What stands for each element where ``system`` is shown from inside and all others from outside."""
    boxes = {}
    for name in model.elements:
        outermost = model.system_of(name)
        boxes[name] = lineage(name)[-2] if outermost == system != name else outermost
    boxes[system] = representative_container(model, system)
    return boxes
