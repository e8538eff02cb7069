"""The drawing of a view as SVG: heading, picture and legend.

All colours are those of the light scheme, as presentation attributes that a stylesheet overrides. A drawing has no
script, no ``style`` and no event attribute, and no ids except those of its title and its description.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType

from sphinxcontrib_c4.drawing import palette, paths
from sphinxcontrib_c4.drawing.change_marks import mark_badge, mark_halo, mark_on_line, mark_outline
from sphinxcontrib_c4.drawing.edge_labels import add_labels_on_demand, draw_badge, draw_cut, draw_label
from sphinxcontrib_c4.drawing.legend import draw_legend, legend_height, view_legend
from sphinxcontrib_c4.drawing.palette import Paint
from sphinxcontrib_c4.drawing.shapes import SHAPES, box_paint
from sphinxcontrib_c4.drawing.svg_text import block, canvas, svg_root, text_line
from sphinxcontrib_c4.drawing.text_alternative import element_sentence, end_titles, flow_tooltip, summary
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
    TextLine,
    TextStyle,
    measure,
    shape_kind,
    wrap,
)
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import ChangeMark, Relationship, View

_LEAST_WIDTH = 360.0
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
_HEADS = {mode: attributes({"class": "c4-head", "fill": paint.stroke}) for mode, paint in palette.LINES.items()}
_OTHER_SITE = re.compile(r"https?://|mailto:", re.IGNORECASE)
_NO_LINKS: Mapping[str, str] = MappingProxyType({})


def svg(
    geometry: Geometry,
    *,
    prefix: str = "",
    links: Mapping[str, str] = _NO_LINKS,
    closer: Container[str] = frozenset(),
) -> str:
    """Return a view that has been laid out as one ``<svg>`` element.

    ``links`` maps full names of boxes to addresses; an address that a browser might run is left out. The boxes in
    ``closer`` have a mark, because their link leads to a closer view, and so have those with a link to another site.
    ``prefix`` makes the ids of the drawing unique among those of a site.
    """
    geometry = add_labels_on_demand(geometry)
    view = geometry.view
    stem = identifier(prefix) or "c4"
    width = max(geometry.width, _LEAST_WIDTH)
    left = (geometry.width - width) / 2
    row = width - 2 * MARGIN
    heading, entries = _heading(view, left + MARGIN, row), view_legend(view)
    top = _heading_top(heading)
    bounds = Rect(left, top, width, geometry.height + legend_height(entries, width=row) - top)
    names = [box.of.element.name for box in geometry.boxes]
    hrefs = [safe_href(links.get(name, "")) or "" for name in names]
    flows = "".join(_flows(geometry))
    boxes = "".join(
        _box(box, href, is_closer=name in closer) for box, name, href in zip(geometry.boxes, names, hrefs, strict=True)
    )
    return svg_root(
        _root_attributes(geometry, stem, linked=any(hrefs)),
        bounds,
        *_names(view, stem),
        canvas(bounds),
        *(text_line(line, fill=_heading_ink(line)) for line in heading),
        *map(_frame, geometry.frames),
        *(boxes, flows) if geometry.view.labels_on_demand else (flows, boxes),
        draw_legend(entries, at=Point(left + MARGIN, geometry.height), width=row),
    )


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
    return tag("g", {"class": f"c4-boundary c4-level-{level}", "data-c4-id": frame.of.name}, ground, *titles)


def _box(box: Box, href: str, *, is_closer: bool) -> str:
    element = box.of.element
    shape = shape_kind(element)
    style = SHAPES[shape]
    paint = box_paint(shape, external=element.external)
    corner = Point(box.rect.right - style.mark.x, box.rect.y + style.mark.y)
    group = tag(
        "g",
        {
            "class": f"c4-element c4-{shape}{' c4-external' * element.external}{_mark_class(box.of.mark)}",
            "data-c4-id": element.name,
            "fill": paint.soft,
        },
        f"<title>{text(element_sentence(box.of))}</title>",
        mark_outline(style.outline, box.rect, box.of.mark) if box.of.mark else "",
        _outline(style.outline(box.rect), paint, _BOX_DASHES if element.external else None),
        _mark("c4-lip", style.rim(box.rect), paint.stroke) if style.rim else "",
        *(text_line(line, fill=paint.ink if line.style is TextStyle.NAME else None) for line in box.lines),
        _link_mark(href, corner, paint, is_closer=is_closer),
        mark_badge(Point(box.rect.x, box.rect.y), box.of.mark) if box.of.mark else "",
    )
    return tag("a", {"class": "c4-link", "href": href}, group) if href else group


def _mark_class(mark: ChangeMark | None) -> str:
    return f" c4-{mark}" if mark else ""


def _outline(data: str, paint: Paint, dashes: str | None) -> str:
    colours = {"fill": paint.fill, "stroke": paint.stroke, "stroke-dasharray": dashes}
    return tag("path", {"class": "c4-shape", "d": data, **colours})


def _link_mark(href: str, corner: Point, paint: Paint, *, is_closer: bool) -> str:
    """Return the mark of a link to a closer view or to another site; other links have none."""
    if href and is_closer:
        return _mark("c4-link-mark", paths.closer_mark(corner), paint.soft)
    if _OTHER_SITE.match(href):
        return _mark("c4-link-mark c4-outside", paths.outside_mark(corner), paint.soft)
    return ""


def _mark(name: str, data: str, stroke: str) -> str:
    return tag("path", {"class": name, "d": data, "fill": "none", "stroke": stroke})


def _flows(geometry: Geometry) -> list[str]:
    titles = end_titles(geometry.view)
    return [_flow(line, flow_tooltip(line.of, titles), geometry) for line in geometry.lines]


def _flow(line: Line, tooltip: str, geometry: Geometry) -> str:
    """Return the group of a line; ``data-c4-count`` is the number of flows that it stands for, if above one."""
    relationship = line.of
    flows = len(relationship.labels)
    step = relationship.step_number
    return tag(
        "g",
        {
            "class": _flow_classes(relationship),
            "data-c4-source": relationship.source,
            "data-c4-target": relationship.target,
            "data-c4-step": step or None,
            "data-c4-count": flows if flows > 1 else None,
        },
        f"<title>{text(tooltip)}</title>",
        mark_halo(line.path, relationship.mark) if relationship.mark else "",
        _arrow(line.path, relationship.mode),
        draw_label(line.label, relationship, geometry) if line.label else "",
        draw_cut(line) if relationship.cut else "",
        mark_on_line(line, relationship.mark) if relationship.mark else "",
        draw_badge(line) if step else "",
    )


def _flow_classes(relationship: Relationship) -> str:
    cut = " c4-cut" if relationship.cut else ""
    return f"c4-flow c4-{relationship.mode}{cut}{_mark_class(relationship.mark)}"


def _arrow(path: Sequence[Point], mode: Mode) -> str:
    shaft, head = paths.arrow(path)
    return f'<path{_SHAFTS[mode]} d="{shaft}"/><path{_HEADS[mode]} d="{head}"/>'
