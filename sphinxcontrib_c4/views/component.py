"""The component view: what a container is made of, and what its parts exchange with their neighbours."""

from __future__ import annotations

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views.attribution import echoes, entry_component, summaries
from sphinxcontrib_c4.views.container import container_boxes
from sphinxcontrib_c4.views.sentence import first_sentence
from sphinxcontrib_c4.views.stage import Stage, boundary, flow_lines
from sphinxcontrib_c4.views.view import ViewKind


def component(model: Model, subject: str) -> Stage:
    """The components of the container ``subject`` within its boundary and its system's.

    Around them stand the neighbours that flows join to them or to the container: other containers of
    the system within its boundary, people and systems outside. Flows among neighbours are not shown.

    A flow that names only the container (or only the system, where this is the container that such
    flows are attributed to) is drawn at the entry component (see ``attribution``), unless a component
    has a flow of an agreeing mode with the same neighbour in the same direction: then that one tells
    of it in more detail. Where flows are attributed the description says so.
    """
    element, entry = model.elements[subject], entry_component(model, subject)
    system = element.parent
    components = [child.name for child in model.children(subject)]
    boxes = container_boxes(model, system)
    wholes = [name for name in (subject, system) if boxes[name] == subject]
    boxes |= dict.fromkeys(wholes, entry) | {name: name for name in components}
    inside = [name for name in boxes if name != system and model.system_of(name) == system]
    told = summaries(model.flows, wholes=wholes, parts=components, boxes=boxes)
    told |= echoes(model.flows, whole=system, parts=inside, boxes=boxes)
    lines = flow_lines((f for f in model.flows if f.name not in told), boxes, focus=frozenset(components))
    note = _note(model, subject, entry=entry) if any(end in wholes for line in lines for end in line.ends) else ""
    siblings = [child.name for child in model.children(system) if child.name != subject]
    return Stage(
        kind=ViewKind.COMPONENT,
        subject=subject,
        title=f"Components of {element.title}",
        description=f"{first_sentence(element.description)} {note}".strip(),
        lines=lines,
        fixed=frozenset(components),
        standing=frozenset(components),
        boundaries=(boundary(model.elements[system]), boundary(element, parent=system)),
        places=dict.fromkeys(siblings, system) | dict.fromkeys(components, subject),
    )


def _note(model: Model, subject: str, *, entry: str) -> str:
    whole, part = model.elements[subject].title, model.elements[entry].title
    return f"Flows that the model states for {whole} as a whole are drawn at {part}."
