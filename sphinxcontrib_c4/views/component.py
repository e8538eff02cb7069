"""The component view: what a container is made of, and what its parts exchange with their neighbours."""

from __future__ import annotations

from collections.abc import Collection

from sphinxcontrib_c4.model import Model, lineage
from sphinxcontrib_c4.views.candidate_view import CandidateView, Line, boundary, flow_lines
from sphinxcontrib_c4.views.container import container_boxes
from sphinxcontrib_c4.views.lifting import attribution_note, drop_duplicate_flows, representative_component
from sphinxcontrib_c4.views.view import ViewKind, first_sentence


def component(model: Model, subject: str) -> CandidateView:
    """The components of the container ``subject`` within its boundary and its system's.

    Around them stand the neighbours that flows join to them or to the container: other containers of
    the system within its boundary, people and systems outside. Flows among neighbours are not shown.

    A flow that names only the container (or only the system, where this is the container that such
    flows are attributed to) is drawn at the entry component (see ``lifting``), and the view's note
    says so. It is left out where a component (for a flow that names only the system: another
    container as well) tells of the same flow in the same words.
    """
    element, entry = model.elements[subject], representative_component(model, subject)
    components = [child.name for child in model.children(subject)]
    siblings = [child.name for child in model.children(element.parent) if child.name != subject]
    lines = _lines(model, subject, components=components, entry=entry)
    return CandidateView(
        kind=ViewKind.COMPONENT,
        subject=subject,
        title=f"Components of {element.title}",
        description=first_sentence(element.description),
        note=attribution_note(model, lines, wholes=lineage(subject), entry=entry),
        lines=lines,
        subject_elements=frozenset(components),
        always_shown=frozenset(components),
        boundaries=(boundary(model.elements[element.parent]), boundary(element, parent=element.parent)),
        parents=dict.fromkeys(siblings, element.parent) | dict.fromkeys(components, subject),
    )


def _lines(model: Model, subject: str, *, components: Collection[str], entry: str) -> tuple[Line, ...]:
    """The lines at ``components``, with the flows of the container and of its system where they are due."""
    system = model.elements[subject].parent
    boxes = container_boxes(model, system)
    wholes = [name for name in (subject, system) if boxes[name] == subject]
    boxes |= dict.fromkeys(wholes, entry) | {name: name for name in components}
    elsewhere = [name for name in boxes if system in lineage(name)[1:] and subject not in lineage(name)]
    flows = drop_duplicate_flows(model.flows, wholes=wholes, parts=components, boxes=boxes)
    flows = drop_duplicate_flows(flows, wholes=[system], parts=elsewhere, boxes=boxes)
    return flow_lines(flows, boxes, focus=frozenset(components))
