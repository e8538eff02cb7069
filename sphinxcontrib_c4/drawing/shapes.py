"""The shapes of elements: for each kind its outline, its colours and its names in other formats.

Everything that depends on the kind of shape is read from ``SHAPES``: drawings, legends, the stylesheet and the styles
of the exports. Only the size of an outline and the space inside it belong to the layout (``layout.box_metrics``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

from sphinxcontrib_c4.drawing import paths
from sphinxcontrib_c4.drawing.palette import Paint
from sphinxcontrib_c4.layout import (
    BAR,
    CAP,
    CORNER,
    HEAD,
    HEAD_RADIUS,
    PERSON_CORNER,
    PERSON_SHOULDER,
    Point,
    Rect,
    ShapeKind,
)

Outline = Callable[[Rect], str]

#: The bounds of the symbol of a box in its row of a legend, and the radius of its corners.
BOX_SYMBOL = Rect(0, 4, 26, 16)
SYMBOL_CORNER = 3.0
_SMALL_CAP = 0.3 * CAP
_BOX = partial(paths.rounded, radius=CORNER)
_BOX_SYMBOL = partial(paths.rounded, radius=SYMBOL_CORNER)
_BOX_MARK = Point(4, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapeStyle:
    """The appearance of one kind of shape, and its names in other formats.

    ``symbol`` is the outline in a legend, with the bounds ``symbol_rect`` in a row of 26 by 24 px; ``rim`` and
    ``symbol_rim`` are the near edges of a cylinder. ``mark`` is the distance of the mark in the upper right corner from
    that corner. ``structurizr_aliases`` are further shapes of a workspace that are read as this one.
    ``plantuml_suffix`` is the suffix of a macro of C4-PlantUML; if the macro does not exist, ``plantuml_word`` is
    written as text.
    """

    meaning: str
    light: Paint
    dark: Paint
    outline: Outline = _BOX
    rim: Outline | None = None
    symbol: Outline = _BOX_SYMBOL
    symbol_rect: Rect = BOX_SYMBOL
    symbol_rim: Outline | None = None
    mark: Point = _BOX_MARK
    structurizr_tag: str
    structurizr_shape: str = "RoundedBox"
    structurizr_aliases: tuple[str, ...] = ()
    plantuml_suffix: str = ""
    plantuml_word: str = ""
    mermaid: tuple[str, str] = ("[", "]")
    dot_shape: str = "box"
    dot_style: str = "filled"

    @property
    def is_rectangle(self) -> bool:
        """Whether the outline and the symbol are rectangles with round corners."""
        return self.outline is _BOX


SHAPES: Mapping[ShapeKind, ShapeStyle] = MappingProxyType(
    {
        ShapeKind.PERSON: ShapeStyle(
            meaning="Somebody who uses the systems.",
            light=Paint("#0b3d6e", "#082c50", "#ffffff", "#d3e3f3"),
            dark=Paint("#123f6b", "#5590c8", "#ffffff", "#c9dcef"),
            outline=partial(
                paths.person, head=HEAD, radius=HEAD_RADIUS, shoulder=PERSON_SHOULDER, corner=PERSON_CORNER
            ),
            symbol=partial(paths.person, head=9, radius=5, shoulder=7, corner=2),
            symbol_rect=Rect(4, 1, 18, 21),
            mark=Point(22, HEAD + 4),
            structurizr_tag="Person",
            structurizr_shape="Person",
            mermaid=("([", "])"),
            dot_style="filled,rounded",
        ),
        ShapeKind.SYSTEM: ShapeStyle(
            meaning="A software system, as a whole.",
            light=Paint("#1b5a96", "#134673", "#ffffff", "#d9e8f7"),
            dark=Paint("#1f5288", "#6199d2", "#ffffff", "#d0e1f3"),
            structurizr_tag="Software System",
        ),
        ShapeKind.CONTAINER: ShapeStyle(
            meaning="A part that runs on its own: an application or a service.",
            light=Paint("#2a6cb0", "#1d5088", "#ffffff", "#e6f0fb"),
            dark=Paint("#2a639e", "#7db0e2", "#ffffff", "#dfebf8"),
            structurizr_tag="Container",
        ),
        ShapeKind.COMPONENT: ShapeStyle(
            meaning="A part inside of a container.",
            light=Paint("#dce9f7", "#4f86bd", "#12304f", "#3d5873"),
            dark=Paint("#1f3449", "#5b8fc0", "#dbe8f5", "#a9bfd5"),
            structurizr_tag="Component",
        ),
        ShapeKind.DATABASE: ShapeStyle(
            meaning="A store of data.",
            light=Paint("#1f6a72", "#154d54", "#ffffff", "#def1f2"),
            dark=Paint("#1c5a61", "#5aa7af", "#ffffff", "#d3ebed"),
            outline=partial(paths.database, cap=CAP),
            rim=partial(paths.database_rim, cap=CAP),
            symbol=partial(paths.database, cap=_SMALL_CAP),
            symbol_rect=Rect(3, 3, 20, 18),
            symbol_rim=partial(paths.database_rim, cap=_SMALL_CAP),
            mark=Point(5, 2 * CAP - 1),
            structurizr_tag="Database",
            structurizr_shape="Cylinder",
            structurizr_aliases=("Bucket",),
            plantuml_suffix="Db",
            mermaid=("[(", ")]"),
            dot_shape="cylinder",
        ),
        ShapeKind.QUEUE: ShapeStyle(
            meaning="A queue, topic or stream that messages wait in.",
            light=Paint("#5b4a9c", "#43367a", "#ffffff", "#e7e2f7"),
            dark=Paint("#4c3e86", "#9586d2", "#ffffff", "#ddd6f3"),
            outline=partial(paths.queue, cap=CAP),
            rim=partial(paths.queue_rim, cap=CAP),
            symbol=partial(paths.queue, cap=_SMALL_CAP),
            symbol_rim=partial(paths.queue_rim, cap=_SMALL_CAP),
            mark=Point(22, 4),
            structurizr_tag="Queue",
            structurizr_shape="Pipe",
            plantuml_word="queue",
            mermaid=("[[", "]]"),
            dot_shape="cds",
        ),
        ShapeKind.INFRASTRUCTURE_NODE: ShapeStyle(
            meaning="A part of the infrastructure, such as a firewall or a load balancer.",
            light=Paint("#e9ecf0", "#515d68", "#1f2a35", "#46525d"),
            dark=Paint("#2b333b", "#9aa7b3", "#e3e9ef", "#b4bfc9"),
            rim=partial(paths.side_bars, distance=BAR),
            symbol_rim=partial(paths.side_bars, distance=4),
            mark=Point(BAR + 4, 4),
            structurizr_tag="Infrastructure Node",
            mermaid=("{{", "}}"),
            dot_shape="box3d",
        ),
        ShapeKind.DEPLOYMENT_NODE: ShapeStyle(
            meaning="A place where software runs, of which nothing inside is shown.",
            light=Paint("#f8fafc", "#6b7783", "#1f2a35", "#515d68"),
            dark=Paint("#1b2128", "#8c99a5", "#e3e9ef", "#a6b2bd"),
            structurizr_tag="Deployment Node",
            dot_style="filled,rounded",
        ),
    }
)
EXTERNAL_LIGHT = Paint("#f1f3f5", "#6b7783", "#2b3640", "#525e69")
EXTERNAL_DARK = Paint("#252c33", "#8794a1", "#dde4ea", "#a9b4be")


def box_paint(kind: ShapeKind, *, external: bool) -> Paint:
    """Return the light colours of a box."""
    return EXTERNAL_LIGHT if external else SHAPES[kind].light
