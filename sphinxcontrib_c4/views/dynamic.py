"""The dynamic view: the steps of a scenario in their order."""

from __future__ import annotations

from collections.abc import Iterable

from sphinxcontrib_c4.model import Model, lineage
from sphinxcontrib_c4.views.candidate_view import CandidateView, ViewDefinition, boundary, step_lines
from sphinxcontrib_c4.views.lifting import api_container
from sphinxcontrib_c4.views.view import Boundary, ViewKind, first_sentence


def _subjects(model: Model) -> tuple[str, ...]:
    return tuple(scenario.name for scenario in model.scenarios)


def _build(model: Model, subject: str) -> CandidateView:
    """Return the elements of the scenario ``subject`` and one numbered line for each step.

    An element is shown as a boundary if one of its descendants takes part. A step that names such an
    element ends at its ``api_container`` if that is declared, or at its boundary (see ``lifting``).
    """
    scenario = next(scenario for scenario in model.scenarios if scenario.name == subject)
    boxes = _boxes(model, {end for step in scenario.steps for end in (step.source, step.target)})
    frames = _ancestors(boxes.values())
    box_names = frozenset(boxes.values()) - frames
    return CandidateView(
        kind=ViewKind.DYNAMIC,
        subject=subject,
        title=scenario.title,
        description=first_sentence(scenario.description),
        lines=step_lines(scenario.steps, boxes),
        subject_elements=frozenset(name for name in (*box_names, *frames) if model.system_of(name) == scenario.system),
        boundaries=_boundaries(model, frames),
        parents={name: model.elements[name].parent for name in box_names if model.elements[name].parent},
    )


def _boxes(model: Model, participants: set[str]) -> dict[str, str]:
    """Return the box of each participant: itself, or its API container if its descendants take part as well."""
    frames = _ancestors(participants)
    return {name: api_container(model, name) if name in frames else name for name in participants}


def _ancestors(names: Iterable[str]) -> frozenset[str]:
    return frozenset(ancestor for name in names for ancestor in lineage(name)[1:])


def _boundaries(model: Model, frames: frozenset[str]) -> tuple[Boundary, ...]:
    elements = map(model.elements.__getitem__, model.in_order(frames))
    return tuple(boundary(element, parent=element.parent) for element in elements)


DYNAMIC = ViewDefinition(
    kind=ViewKind.DYNAMIC,
    directive="c4-flow",
    noun="scenario",
    title="{}",
    subjects=_subjects,
    build=_build,
    empty_message="the scenario has no steps",
)
