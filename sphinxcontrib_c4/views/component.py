"""The component view: what a container is made of, and what its parts exchange with their neighbours."""

from __future__ import annotations

from collections.abc import Collection

from sphinxcontrib_c4.model import Model
from sphinxcontrib_c4.views.attribution import entry_component, without_summaries
from sphinxcontrib_c4.views.container import container_boxes
from sphinxcontrib_c4.views.sentence import first_sentence
from sphinxcontrib_c4.views.stage import Line, Stage, boundary, flow_lines, lineage
from sphinxcontrib_c4.views.view import ViewKind


def component(model: Model, subject: str) -> Stage:
    """The components of the container ``subject`` within its boundary and its system's.

    Around them stand the neighbours that flows join to them or to the container: other containers of
    the system within its boundary, people and systems outside. Flows among neighbours are not shown.

    A flow that names only the container (or only the system, where this is the container that such
    flows are attributed to) is drawn at the entry component (see ``attribution``), and the description
    says so. It is left to those who tell of it in more detail where a component (for a flow that names
    only the system: another container as well) has a flow of an agreeing mode with the same neighbour
    in the same direction.
    """
    element, entry = model.elements[subject], entry_component(model, subject)
    components = [child.name for child in model.children(subject)]
    siblings = [child.name for child in model.children(element.parent) if child.name != subject]
    lines = _lines(model, subject, components=components, entry=entry)
    attributed = any(end in lineage(subject) for line in lines for end in line.ends)
    note = f"Flows that name no component are drawn at {model.elements[entry].title}." if attributed else ""
    return Stage(
        kind=ViewKind.COMPONENT,
        subject=subject,
        title=f"Components of {element.title}",
        description=f"{first_sentence(element.description)} {note}".strip(),
        lines=lines,
        fixed=frozenset(components),
        standing=frozenset(components),
        boundaries=(boundary(model.elements[element.parent]), boundary(element, parent=element.parent)),
        places=dict.fromkeys(siblings, element.parent) | dict.fromkeys(components, subject),
    )


def _lines(model: Model, subject: str, *, components: Collection[str], entry: str) -> tuple[Line, ...]:
    """The lines at ``components``, with the flows of the container and of its system where they are due."""
    system = model.elements[subject].parent
    boxes = container_boxes(model, system)
    wholes = [name for name in (subject, system) if boxes[name] == subject]
    boxes |= dict.fromkeys(wholes, entry) | {name: name for name in components}
    elsewhere = [name for name in boxes if system in lineage(name)[1:] and subject not in lineage(name)]
    flows = without_summaries(model.flows, wholes=wholes, parts=components, boxes=boxes)
    flows = without_summaries(flows, wholes=[system], parts=elsewhere, boxes=boxes)
    return flow_lines(flows, boxes, focus=frozenset(components))
