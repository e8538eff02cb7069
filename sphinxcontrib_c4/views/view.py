"""A view: what one diagram shows, before anything is known of where it lies or how it looks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from sphinxcontrib_c4.model import Element, Mode

# A full stop ends a sentence where white space and something that can begin one follow; that of an
# abbreviation does not.
_END = re.compile(
    r"(?<=[.!?])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bcf\.)\s+(?=[^\sa-z])|(?<=[\u3002\uff01\uff1f])"
)


#: More labels than this on one line are replaced by their number.
_MOST_LABELS = 3


class ViewKind(StrEnum):
    """The diagrams of the C4 model (https://c4model.com/diagrams) that are drawn."""

    LANDSCAPE = "landscape"
    CONTEXT = "context"
    CONTAINER = "container"
    COMPONENT = "component"
    DYNAMIC = "dynamic"


class Direction(StrEnum):
    """Where the flows of a view mainly run; ``AUTO`` leaves it to the layout."""

    AUTO = "auto"
    RIGHT = "right"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A frame around elements of a view: a system, a container, or a group of systems.

    ``name`` is the full name of the element that it stands for, or ``group:<title>``. ``parent`` is
    the name of the boundary around it, empty at the outside.
    """

    name: str
    title: str
    subtitle: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one flow of a relationship says: what moves, and how."""

    text: str
    protocol: str = ""
    flow: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A line of a view: all flows of one mode from ``source`` to ``target``, or one step.

    ``labels`` holds one entry for each distinct flow, none lost. ``step`` is the number of a step
    in a dynamic view, from 1, and ``None`` elsewhere. ``cut`` says how to undo the line where it is one
    that would break a cycle, and is empty elsewhere.
    """

    source: str
    target: str
    mode: Mode
    labels: tuple[Label, ...] = ()
    step: int | None = None
    cut: str = ""

    @property
    def edge_labels(self) -> tuple[Label, ...]:
        """The labels that stand on the line: all of them, or their number if there are more than three."""
        if len(self.labels) <= _MOST_LABELS:
            return self.labels
        protocols = dict.fromkeys(label.protocol for label in self.labels if label.protocol)
        return (Label(text=f"{len(self.labels)} flows", protocol=", ".join(protocols)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewElement:
    """An element as it stands in a view, and the boundary that it stands in (or ``""``)."""

    element: Element
    boundary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What one diagram shows.

    ``subject`` is the full name of the thing shown: a system, a container, a scenario, or the
    landscape itself. ``note`` is a sentence on what is drawn otherwise than the model says, or ``""``.
    ``labels_on_demand`` says that the lines carry no labels until a reader points at them, and
    ``unfolded`` is the view with every element drawn, if some are folded.
    Parents come before children in ``boundaries``.
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
    def whole(self) -> View:
        """The view without folds, from which the text alternative is written."""
        return self.unfolded or self

    @property
    def name(self) -> str:
        """The name that is unique among all views of a model: ``<kind>:<full name>``."""
        return f"{self.kind}:{self.subject}"


def first_sentence(text: str) -> str:
    """The first sentence of ``text``, on one line; the whole of it where it has but one."""
    return _END.split(" ".join(text.split()), maxsplit=1)[0].strip()
