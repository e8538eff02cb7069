"""The component view: the components of a container, and what they exchange with their neighbours."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sphinxcontrib_c4.model import Kind, Model, lineage
from sphinxcontrib_c4.views.candidate_view import (
    CandidateLine,
    CandidateView,
    ViewDefinition,
    boundary,
    child_frames,
    flow_lines,
    parents_of_kind,
)
from sphinxcontrib_c4.views.container import container_boxes
from sphinxcontrib_c4.views.lifting import drop_duplicate_flows
from sphinxcontrib_c4.views.view import ViewKind, first_sentence

_TITLE = "Components of {}"


def _build(model: Model, subject: str) -> CandidateView:
    """Return the components of the container ``subject`` in its boundary and that of its system.

    The neighbours that flows connect to them or to the container are shown around them: other containers
    of the system inside its boundary, people and systems outside. Flows between neighbours are not shown.

    A flow that names only the container ends at its boundary, and so does one that names only the system
    if the container is its ``api_container``. It is left out if a component (for a flow of the system: or
    another container) has the same flow.
    """
    element = model.elements[subject]
    components = [child.name for child in model.children(subject)]
    parents, groups = child_frames(model, subject)
    siblings = [child.name for child in model.children(element.parent) if child.name != subject]
    return CandidateView(
        kind=ViewKind.COMPONENT,
        subject=subject,
        title=_TITLE.format(element.title),
        description=first_sentence(element.description),
        lines=_lines(model, subject, components=components),
        subject_elements=frozenset({subject, *components}),
        always_shown=frozenset(components),
        boundaries=(boundary(model.elements[element.parent]), boundary(element, parent=element.parent), *groups),
        parents=dict.fromkeys(siblings, element.parent) | parents,
    )


def _lines(model: Model, subject: str, *, components: Collection[str]) -> tuple[CandidateLine, ...]:
    """Return the lines of ``components`` and of their container, including those of the system if it is their API."""
    system = model.elements[subject].parent
    boxes = container_boxes(model, system) | {name: name for name in components}
    ancestors = [name for name in (subject, system) if boxes[name] == subject]
    elsewhere = [name for name in boxes if system in lineage(name)[1:] and subject not in lineage(name)]
    flows = drop_duplicate_flows(model.flows_of(system), ancestors=ancestors, parts=components, boxes=boxes)
    flows = drop_duplicate_flows(flows, ancestors=[system], parts=elsewhere, boxes=boxes)
    return flow_lines(flows, boxes, focus={subject, *components})


COMPONENT = ViewDefinition(
    kind=ViewKind.COMPONENT,
    directive="c4-component",
    noun="container with components",
    title=_TITLE,
    subjects=partial(parents_of_kind, kind=Kind.CONTAINER),
    build=_build,
    empty_message="all components are excluded",
)
