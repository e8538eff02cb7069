"""The system context view: a system, and the people and systems that it exchanges data with."""

from __future__ import annotations

from sphinxcontrib_c4.model import Kind, Model
from sphinxcontrib_c4.views.candidate_view import CandidateView, ViewDefinition, flow_lines
from sphinxcontrib_c4.views.view import ViewKind, first_sentence

_TITLE = "System context of {}"


def _subjects(model: Model) -> tuple[str, ...]:
    return tuple(e.name for e in model.elements.values() if e.kind is Kind.SYSTEM and not e.external)


def _build(model: Model, subject: str) -> CandidateView:
    """Return the system ``subject`` with the people and systems that flows connect to it.

    Flows of containers and components are lifted to their systems. Flows inside the system and flows
    between its neighbours are not shown.
    """
    flows = model.flows_of(subject)
    boxes = {name: model.system_of(name) for flow in flows for name in (flow.source, flow.target)}
    return CandidateView(
        kind=ViewKind.CONTEXT,
        subject=subject,
        title=_TITLE.format(model.elements[subject].title),
        description=first_sentence(system_description(model, subject)),
        lines=flow_lines(flows, boxes, focus={subject}),
        subject_elements=frozenset({subject}),
        always_shown=frozenset({subject}),
        folds=True,
    )


def system_description(model: Model, system: str) -> str:
    """Return the description of ``system``, or else that of the file whose primary system it is."""
    description = model.elements[system].description
    return description or next((f.description for f in model.files if f.primary_system == system), "")


CONTEXT = ViewDefinition(
    kind=ViewKind.CONTEXT,
    directive="c4-context",
    noun="internal system",
    title=_TITLE,
    subjects=_subjects,
    build=_build,
    empty_message="the system is excluded from its own view",
)
