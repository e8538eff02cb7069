"""The dynamic view: a scenario, step by step."""

from __future__ import annotations

from sphinxcontrib_c4.model import Model, lineage
from sphinxcontrib_c4.views.candidate_view import CandidateView, boundary, step_lines
from sphinxcontrib_c4.views.lifting import representative
from sphinxcontrib_c4.views.view import Boundary, ViewKind, first_sentence


def dynamic(model: Model, subject: str) -> CandidateView:
    """The elements of the scenario ``subject`` as its steps name them, one numbered line for each step.

    A step that names a whole of which a part takes part as well is drawn at the whole's entry (see
    ``lifting``), since parent and child never stand in one view. Systems and containers are drawn
    as boundaries where their parts take part.
    """
    scenario = next(scenario for scenario in model.scenarios if scenario.name == subject)
    boxes = _boxes(model, {end for step in scenario.steps for end in (step.source, step.target)})
    drawn = frozenset(boxes.values())
    return CandidateView(
        kind=ViewKind.DYNAMIC,
        subject=subject,
        title=scenario.title,
        description=first_sentence(scenario.description),
        lines=step_lines(scenario.steps, boxes),
        subject_elements=frozenset(name for name in drawn if model.system_of(name) == scenario.system),
        boundaries=_boundaries(model, drawn),
        parents={name: model.elements[name].parent for name in drawn if model.elements[name].parent},
    )


def _boxes(model: Model, named: set[str]) -> dict[str, str]:
    """What stands for each element that is named: itself, or its entry where a part is named too."""
    wholes = {whole for name in named for whole in lineage(name)[1:]}
    boxes = {}
    for name in named:
        box = name
        while box in wholes:
            box = representative(model, box)
        boxes[name] = box
    return boxes


def _boundaries(model: Model, drawn: frozenset[str]) -> tuple[Boundary, ...]:
    """A boundary for each system and container that a box stands inside of."""
    wholes = {whole for name in drawn for whole in lineage(name)[1:]}
    return tuple(boundary(e, parent=e.parent) for name, e in model.elements.items() if name in wholes)
