"""A view: the content of one diagram, without positions or appearance."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sphinxcontrib_c4.model import Element, Mode

# A full stop ends a sentence if white space and a possible beginning follow, unless it ends an abbreviation.
_END = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bcf\.)\s+(?=[^\sa-z])|(?<=[\u3002\uff01\uff1f])"
)

#: More labels than this on one line are replaced by their number.
_MAX_LABELS = 3


class ViewKind(StrEnum):
    """The diagram types of the C4 model (https://c4model.com/diagrams) that can be drawn.

    Only a workspace has deployment views, because an author must select their content.
    """

    LANDSCAPE = "landscape"
    CONTEXT = "context"
    CONTAINER = "container"
    COMPONENT = "component"
    DYNAMIC = "dynamic"
    DEPLOYMENT = "deployment"


class Direction(StrEnum):
    """The main direction of the flows of a view; ``AUTO`` leaves it to the layout."""

    AUTO = "auto"
    RIGHT = "right"
    DOWN = "down"


class ChangeMark(StrEnum):
    """The difference of a part of a view from an earlier model."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A frame around elements of a view: a system, a container, or a group of systems.

    ``name`` is the full name of the element that it represents, or ``group:<title>``. ``parent`` is the
    name of the enclosing boundary, or ``""``.
    """

    name: str
    title: str
    subtitle: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The label of one flow: the data that moves, the protocol, and the full name of the flow.

    ``mark`` is set in views of changes only, like those of relationships and elements.
    """

    text: str
    protocol: str = ""
    flow: str = ""
    mark: ChangeMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A line of a view: all flows of one mode from ``source`` to ``target``, or one step.

    Both ends are names of elements of the view, or of boundaries: a flow that names only a system or
    container ends at its boundary if its children are shown (see ``InnerBoxes``). ``labels`` has one entry
    for each distinct flow. ``step`` is the number of a step in a dynamic view, from 1, and ``None`` in other
    views; ``number`` is the author's number of the step, if it is not ``step`` (see ``Step``). ``cut`` is advice on how
    to remove the line if it is suggested to break a cycle, or ``""``.
    """

    source: str
    target: str
    mode: Mode
    labels: tuple[Label, ...] = ()
    step: int | None = None
    number: str = ""
    cut: str = ""
    mark: ChangeMark | None = None

    @property
    def step_number(self) -> str:
        """The number of a step as it is drawn, or ``""``."""
        return self.number or ("" if self.step is None else str(self.step))

    @property
    def edge_labels(self) -> tuple[Label, ...]:
        """The labels on the line: all of them, or their number if there are more than three."""
        if len(self.labels) <= _MAX_LABELS:
            return self.labels
        protocols = dict.fromkeys(label.protocol for label in self.labels if label.protocol)
        return (Label(text=f"{len(self.labels)} flows", protocol=", ".join(protocols)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewElement:
    """An element of a view, and the name of the boundary that contains it (or ``""``)."""

    element: Element
    boundary: str = ""
    mark: ChangeMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The content of one diagram.

    ``subject`` is the full name of the element or scenario that is shown, or the name of the landscape.
    ``note`` is a sentence about content that differs from the model, or ``""``. ``labels_on_demand`` states
    that labels are hidden until a reader points at a line. ``unfolded`` is the view with all elements, if
    some are folded. Parents precede children in ``boundaries``.
    """

    kind: ViewKind
    subject: str
    title: str
    description: str = ""
    note: str = ""
    elements: tuple[ViewElement, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    direction: Direction = Direction.AUTO
    labels_on_demand: bool = False
    unfolded: View | None = None

    @property
    def complete_view(self) -> View:
        """The view with all elements, from which the text alternative is written."""
        return self.unfolded or self

    @property
    def all_elements(self) -> tuple[ViewElement, ...]:
        """The elements of the view without folds, and the boxes that stand for folded ones."""
        if self.unfolded is None:
            return self.elements
        elements = self.unfolded.elements
        return (*elements, *(element for element in self.elements if element not in elements))

    @property
    def has_author_numbers(self) -> bool:
        """Whether the number of a step differs from its place, because steps are parallel or parts of others."""
        return any(line.number for line in self.relationships)

    @property
    def name(self) -> str:
        """The unique name among all views of a model: ``<kind>:<full name>``."""
        return f"{self.kind}:{self.subject}"


def first_sentence(text: str) -> str:
    """Return the first sentence of ``text`` on one line, or all of it if it is one sentence."""
    return _END.split(" ".join(text.split()), maxsplit=1)[0].strip()
