"""The container view: the containers of a system, and what they exchange with people and other systems."""

from __future__ import annotations

from functools import partial

from sphinxcontrib_c4.model import Kind, Model, lineage
from sphinxcontrib_c4.views.candidate_view import (
    CandidateView,
    ViewDefinition,
    boundary,
    child_frames,
    flow_lines,
    parents_of_kind,
)
from sphinxcontrib_c4.views.context import system_description
from sphinxcontrib_c4.views.lifting import api_container, drop_duplicate_flows
from sphinxcontrib_c4.views.view import ViewKind, first_sentence

_TITLE = "Containers of {}"


def _build(model: Model, subject: str) -> CandidateView:
    """Return the containers of the system ``subject`` in its boundary, and what they exchange data with.

    People and systems outside are shown as such, never as their containers; flows between them are not
    shown. Flows of components are lifted to their containers. A flow that names only the system ends at
    its ``api_container`` or at its boundary (see ``lifting``), unless a container has the same flow.
    """
    containers = [element.name for element in model.children(subject)]
    parents, groups = child_frames(model, subject)
    boxes = container_boxes(model, subject)
    parts = [name for name in boxes if name != subject and model.system_of(name) == subject]
    flows = drop_duplicate_flows(model.flows_of(subject), ancestors=[subject], parts=parts, boxes=boxes)
    return CandidateView(
        kind=ViewKind.CONTAINER,
        subject=subject,
        title=_TITLE.format(model.elements[subject].title),
        description=first_sentence(system_description(model, subject)),
        lines=flow_lines(flows, boxes, focus={subject, *containers}),
        subject_elements=frozenset({subject, *containers}),
        always_shown=frozenset(containers),
        boundaries=(boundary(model.elements[subject]), *groups),
        parents=parents,
    )


def container_boxes(model: Model, system: str) -> dict[str, str]:
    """Return the box of each element if the containers of ``system`` are shown, and all other systems as one box.

    Elements outside are left out if no flow joins them with the system.
    """
    containers = [container.name for container in model.children(system)]
    components = [component.name for name in containers for component in model.children(name)]
    ends = [end for flow in model.flows_of(system) for end in (flow.source, flow.target)]
    boxes = {}
    for name in (system, *containers, *components, *ends):
        outermost = model.system_of(name)
        boxes[name] = lineage(name)[-2] if outermost == system != name else outermost
    boxes[system] = api_container(model, system)
    return boxes


CONTAINER = ViewDefinition(
    kind=ViewKind.CONTAINER,
    directive="c4-container",
    noun="system with containers",
    title=_TITLE,
    subjects=partial(parents_of_kind, kind=Kind.SYSTEM),
    build=_build,
    empty_message="all containers are excluded",
)
