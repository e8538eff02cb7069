"""The drawing of a view as SVG: heading, picture and legend.

All colours are those of the light scheme, as presentation attributes that a stylesheet overrides. A drawing has no
script, no ``style`` and no event attribute, and no ids except those of its title and its description.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from sphinxcontrib_c4.drawing import palette, paths
from sphinxcontrib_c4.drawing.change_marks import mark_badge, mark_halo, mark_on_line, mark_outline
from sphinxcontrib_c4.drawing.edge_labels import add_labels_on_demand, draw_badge, draw_cut, draw_label
from sphinxcontrib_c4.drawing.legend import draw_legend, legend_height, view_legend
from sphinxcontrib_c4.drawing.palette import Paint
from sphinxcontrib_c4.drawing.shapes import SHAPES, box_paint
from sphinxcontrib_c4.drawing.svg_text import (
    CENTRED,
    block,
    canvas,
    centred_line,
    moved_to,
    relative,
    rounded_origin,
    svg_root,
    text_line,
)
from sphinxcontrib_c4.drawing.text_alternative import PartTitles, summary
from sphinxcontrib_c4.drawing.xml import attributes, identifier, safe_href, tag, text
from sphinxcontrib_c4.layout import (
    CORNER,
    MARGIN,
    TEXT_STYLES,
    Box,
    Frame,
    Geometry,
    Line,
    Point,
    Rect,
    ShapeKind,
    TextLine,
    TextStyle,
    measure,
    shape_kind,
    wrap,
)
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import ChangeMark, Relationship, View

_MIN_WIDTH = 360.0
_HEADING_SPACE = 10.0
_BOX_DASHES = "6 4"
_FRAME_OUTLINE = attributes({"stroke": palette.FRAME_STROKE, "stroke-width": 1, "stroke-dasharray": "5 4"})
#: The attributes of a line and of its head that all of one mode share.
_SHAFTS = {
    mode: attributes(
        {
            "class": "c4-line",
            "fill": "none",
            "stroke": paint.stroke,
            "stroke-dasharray": paint.dashes,
            "stroke-linecap": "round" if mode is Mode.UNKNOWN else None,
        }
    )
    for mode, paint in palette.LINES.items()
}
_HEADS = {mode: attributes({"fill": paint.stroke}) for mode, paint in palette.LINES.items()}
_OTHER_SITE = re.compile(r"https?://|mailto:", re.IGNORECASE)
_NO_LINKS: Mapping[str, str] = MappingProxyType({})


def svg(
    geometry: Geometry,
    *,
    prefix: str = "",
    links: Mapping[str, str] = _NO_LINKS,
    closer: Container[str] = frozenset(),
    has_text_alternative: bool = False,
) -> str:
    """Return a view that has been laid out as one ``<svg>`` element.

    ``links`` maps full names of boxes to addresses; an address that a browser might run is left out. Boxes in
    ``closer``, whose link leads to a more detailed view, have a mark, and so do boxes with a link to another site.
    ``prefix`` makes the ids of the drawing unique among those of a site. With ``has_text_alternative``, the drawing
    stands next to its text alternative, whose sentences are not repeated as titles of boxes and lines.
    """
    geometry = add_labels_on_demand(geometry)
    view = geometry.view
    stem = identifier(prefix) or "c4"
    width = max(geometry.width, _MIN_WIDTH)
    left = (geometry.width - width) / 2
    row = width - 2 * MARGIN
    heading, entries = _heading(view, left + MARGIN, row), view_legend(view)
    top = _heading_top(heading)
    bounds = Rect(left, top, width, geometry.height + legend_height(entries, width=row) - top)
    hrefs = [safe_href(links.get(box.name, "")) or "" for box in geometry.boxes]
    titles = PartTitles(geometry, has_text_alternative=has_text_alternative)
    return svg_root(
        _root_attributes(geometry, stem, linked=any(hrefs)),
        bounds,
        *_names(view, stem),
        canvas(bounds),
        *(text_line(line, fill=_heading_ink(line)) for line in heading),
        *map(_frame, geometry.frames),
        *_boxes_and_flows(geometry, hrefs, titles, closer),
        draw_legend(entries, at=Point(left + MARGIN, geometry.height), width=row),
    )


def _boxes_and_flows(
    geometry: Geometry, hrefs: Sequence[str], titles: PartTitles, closer: Container[str]
) -> Sequence[str]:
    """Return all flows and all boxes; the part that is in front comes last."""
    flows = "".join([_flow(line, _title(titles.of_line(line)), geometry) for line in geometry.lines])
    boxes = "".join(
        [
            _box(box, href, _title(titles.of_box(box)), is_closer=box.name in closer)
            for box, href in zip(geometry.boxes, hrefs, strict=True)
        ]
    )
    return (boxes, flows) if geometry.view.labels_on_demand else (flows, boxes)


def _title(words: str) -> str:
    return f"<title>{text(words)}</title>" if words else ""


def _root_attributes(geometry: Geometry, stem: str, *, linked: bool) -> dict[str, str]:
    """Return the attributes of the root: an image, or a group if it contains links, which an image would hide."""
    return {
        "class": f"c4-diagram{' c4-labels-on-demand' * geometry.view.labels_on_demand}",
        "data-c4-view": geometry.view.name,
        "role": "group" if linked else "img",
        "aria-labelledby": f"{stem}-title {stem}-desc",
    }


def _names(view: View, stem: str) -> tuple[str, str]:
    return (
        tag("title", {"id": f"{stem}-title"}, text(view.title)),
        tag("desc", {"id": f"{stem}-desc"}, text(summary(view))),
    )


def _heading(view: View, left: float, width: float) -> tuple[TextLine, ...]:
    """Return title, description and note of the view, above the picture, which begins at 0."""
    runs = (
        (TextStyle.HEADING, view.title, 2),
        (TextStyle.SUBHEADING, view.description, 1),
        (TextStyle.SUBHEADING, view.note, 2),
    )
    lines: list[TextLine] = []
    top = 0.0
    for style, words, most in reversed(runs):
        for line in reversed(wrap(words, style, width=width, lines=most)):
            top -= TEXT_STYLES[style].leading
            lines.insert(0, TextLine(line, style, left, top + TEXT_STYLES[style].baseline, measure(line, style)))
    return tuple(lines)


def _heading_top(heading: Sequence[TextLine]) -> float:
    return -_HEADING_SPACE - sum(TEXT_STYLES[line.style].leading for line in heading) if heading else 0


def _heading_ink(line: TextLine) -> str:
    return palette.INK if line.style is TextStyle.HEADING else palette.SOFT


def _frame(frame: Frame) -> str:
    level = palette.frame_level(frame.depth)
    ground = block("c4-frame", frame.rect, fill=palette.FRAMES[level], radius=CORNER, outline=_FRAME_OUTLINE)
    titles = (
        text_line(line, fill=palette.FRAME_INK, name="c4-boundary-title")
        if line.style is TextStyle.BOUNDARY
        else text_line(line, fill=palette.SOFT, name="c4-boundary-subtitle")
        for line in frame.lines
    )
    return tag("g", {"class": f"c4-boundary c4-level-{level}", "data-c4-id": frame.boundary.name}, ground, *titles)


def _box(box: Box, href: str, title: str, *, is_closer: bool) -> str:
    """Return the group of an element, whose origin is the middle of its upper side."""
    element, mark = box.element, box.view_element.mark
    shape = shape_kind(element)
    paint = box_paint(shape, external=element.external)
    origin = rounded_origin(box.rect.center.x, box.rect.y)
    rect = relative(box.rect, origin)
    external = " c4-external" if element.external else ""
    names = f"c4-element c4-{shape}{external}{_mark_class(mark)}"
    group = [
        f'<g class="{names}" data-c4-id="{text(element.name)}"{moved_to(origin)} fill="{paint.soft}"{CENTRED}>',
        title,
        mark_outline(SHAPES[shape].outline, rect, mark) if mark else "",
        _outline(shape, rect, external=element.external),
        *(centred_line(line, origin, fill=paint.ink if line.style is TextStyle.NAME else None) for line in box.lines),
        _link_mark(href, rect, shape, paint, is_closer=is_closer),
        mark_badge(Point(rect.x, rect.y), mark) if mark else "",
        "</g>",
    ]
    return tag("a", {"class": "c4-link", "href": href}, *group) if href else "".join(group)


def _mark_class(mark: ChangeMark | None) -> str:
    return f" c4-{mark}" if mark else ""


@lru_cache(maxsize=1024)
def _outline(shape: ShapeKind, rect: Rect, *, external: bool) -> str:
    """Return the outline of a box and its near edge. Cached: most boxes of a kind have one of a few sizes."""
    style = SHAPES[shape]
    paint = box_paint(shape, external=external)
    colours = attributes({"stroke": paint.stroke, "stroke-dasharray": _BOX_DASHES if external else None})
    if style.is_rectangle:
        outline = block("c4-shape", rect, fill=paint.fill, radius=CORNER, outline=colours)
    else:
        outline = f'<path class="c4-shape" d="{style.outline(rect)}" fill="{paint.fill}"{colours}/>'
    return outline + (_mark("c4-lip", style.rim(rect), paint.stroke) if style.rim else "")


def _link_mark(href: str, rect: Rect, shape: ShapeKind, paint: Paint, *, is_closer: bool) -> str:
    """Return the mark of a link to a closer view or to another site; other links have none."""
    distance = SHAPES[shape].mark
    corner = Point(rect.right - distance.x, rect.y + distance.y)
    if href and is_closer:
        return _mark("c4-link-mark", paths.closer_mark(corner), paint.soft)
    if _OTHER_SITE.match(href):
        return _mark("c4-link-mark c4-outside", paths.outside_mark(corner), paint.soft)
    return ""


def _mark(name: str, data: str, stroke: str) -> str:
    return f'<path class="{name}" d="{data}" fill="none" stroke="{stroke}"/>'


def _flow(line: Line, title: str, geometry: Geometry) -> str:
    """Return the group of a line; ``data-c4-count`` is the number of flows that it stands for, if above one."""
    flow = line.relationship
    step, count = flow.step_number, len(flow.labels)
    ends = f' data-c4-source="{text(flow.source)}" data-c4-target="{text(flow.target)}"'
    numbers = f' data-c4-step="{text(step)}"' if step else ""
    numbers += f' data-c4-count="{count}"' if count > 1 else ""
    return "".join(
        [
            f'<g class="{_flow_classes(flow)}"{ends}{numbers}>',
            title,
            mark_halo(line.path, flow.mark) if flow.mark else "",
            _arrow(line.path, flow.mode),
            draw_label(line.label, flow, geometry) if line.label else "",
            draw_cut(line) if flow.cut else "",
            mark_on_line(line, flow.mark) if flow.mark else "",
            draw_badge(line) if step else "",
            "</g>",
        ]
    )


def _flow_classes(relationship: Relationship) -> str:
    cut = " c4-cut" if relationship.cut else ""
    return f"c4-flow c4-{relationship.mode}{cut}{_mark_class(relationship.mark)}"


def _arrow(path: Sequence[Point], mode: Mode) -> str:
    shaft, head = paths.arrow(path)
    return f'<path{_SHAFTS[mode]} d="{shaft}"/><path{_HEADS[mode]} d="{head}"/>'
