"""The context view: a system, and who and what it exchanges data with."""

from __future__ import annotations

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views.candidate_view import CandidateView, flow_lines
from sphinxcontrib_c4.views.view import ViewKind, first_sentence


def context(model: Model, subject: str) -> CandidateView:
    """The system ``subject`` with the people and systems that a flow joins to it.

    Flows of containers and components are lifted to their systems; those inside the system and those
    among its neighbours are not shown.
    """
    boxes = {name: model.system_of(name) for name in model.elements}
    return CandidateView(
        kind=ViewKind.CONTEXT,
        subject=subject,
        title=f"System context of {model.elements[subject].title}",
        description=first_sentence(described(model, subject)),
        lines=flow_lines(model.flows, boxes, focus={subject}),
        subject_elements=frozenset({subject}),
        always_shown=frozenset({subject}),
        folds=True,
    )


def described(model: Model, system: str) -> str:
    """What the model tells of ``system``, or else the file that is about it."""
    own = model.elements[system].description
    return own or next((f.description for f in model.files if f.primary_system == system), "")
