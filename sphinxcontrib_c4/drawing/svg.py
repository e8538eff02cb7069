"""The drawing of a view as SVG: heading, picture and key.

Everything bears the colours of the light scheme as presentation attributes, which any stylesheet overrides. There is
no script, no ``style`` and no event attribute in it, and no ids but those of its title and its description.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sphinxcontrib_c4.drawing import palette, shapes
from sphinxcontrib_c4.drawing.key import draw_key, key, key_height
from sphinxcontrib_c4.drawing.markup import identifier, safe_href, tag, text
from sphinxcontrib_c4.drawing.prose import element_sentence, end_titles, flow_sentences, prose
from sphinxcontrib_c4.drawing.setting import svg_root, text_line
from sphinxcontrib_c4.layout import Box, Chip, Face, Frame, Geometry, Line, Point, Rect, TextLine
from sphinxcontrib_c4.layout.outline import CHIP_PADDING_X, CORNER, MARGIN, STEP_DIAMETER, look, step_badge
from sphinxcontrib_c4.layout.text import FACES, measure, wrap
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import View

_LEAST_WIDTH = 360.0
_HEADING_TOP = 10.0
_LINE_WIDTH = 1.5
_BOX_DASHES = "6 4"
_FRAME_DASHES = "5 4"
_NO_LINKS: Mapping[str, str] = MappingProxyType({})


def svg(geometry: Geometry, *, prefix: str = "", links: Mapping[str, str] = _NO_LINKS) -> str:
    """A view that has been laid out, as one ``<svg>`` element.

    ``links`` maps full names of boxes to the addresses that they lead on to; one that a browser might run is left out.
    ``prefix`` makes the ids of the drawing unique among those of a site.
    """
    width = max(geometry.width, _LEAST_WIDTH)
    heading = _heading(geometry.view, width - 2 * MARGIN)
    picture = _moved(geometry, (width - geometry.width) / 2, _heading_height(heading))
    bottom = _heading_height(heading) + geometry.height
    entries = key(geometry.view)
    height = bottom + key_height(entries, width=width - 2 * MARGIN)
    names = [box.of.element.name for box in geometry.boxes]
    hrefs = {name: href for name in names if (href := safe_href(links.get(name, "")))}
    return svg_root(
        _root_attributes(geometry, identifier(prefix) or "c4", linked=bool(hrefs)),
        width,
        height,
        *_names(geometry.view, identifier(prefix) or "c4"),
        tag("rect", {"class": "c4-canvas", "width": width, "height": height, "fill": palette.CANVAS}),
        *(text_line(line, fill=_heading_ink(line)) for line in heading),
        *map(_frame, picture.frames),
        *_flows(picture),
        *(_box(box, hrefs.get(box.of.element.name)) for box in picture.boxes),
        draw_key(entries, top=bottom, width=width - 2 * MARGIN),
    )


def _root_attributes(geometry: Geometry, stem: str, *, linked: bool) -> dict[str, str]:
    """A picture is one image to assistive technology, unless it holds links, which an image would hide."""
    return {
        "class": "c4-diagram",
        "data-c4-view": geometry.view.name,
        "role": "group" if linked else "img",
        "aria-labelledby": f"{stem}-title {stem}-desc",
    }


def _names(view: View, stem: str) -> tuple[str, str]:
    return (
        tag("title", {"id": f"{stem}-title"}, text(view.title)),
        tag("desc", {"id": f"{stem}-desc"}, text(prose(view).summary)),
    )


def _heading(view: View, width: float) -> tuple[TextLine, ...]:
    """The title in up to two lines, and what the view is about in one."""
    runs = ((Face.HEADING, view.title, 2), (Face.SUBHEADING, view.description, 1))
    lines: list[TextLine] = []
    top = _HEADING_TOP
    for face, said, most in runs:
        for line in wrap(said, face, width=width, lines=most):
            lines.append(TextLine(line, face, MARGIN, top + FACES[face].baseline, measure(line, face)))
            top += FACES[face].leading
    return tuple(lines)


def _heading_height(heading: Sequence[TextLine]) -> float:
    return _HEADING_TOP + sum(FACES[line.face].leading for line in heading) if heading else 0


def _heading_ink(line: TextLine) -> str:
    return palette.INK if line.face is Face.HEADING else palette.SOFT


def _moved(geometry: Geometry, dx: float, dy: float) -> Geometry:
    """``geometry`` moved right and down, so that coordinates need no transformation."""

    def rect(old: Rect) -> Rect:
        return Rect(old.x + dx, old.y + dy, old.width, old.height)

    def lines(old: Sequence[TextLine]) -> tuple[TextLine, ...]:
        return tuple(line._replace(x=line.x + dx, y=line.y + dy) for line in old)

    def chip(old: Chip | None) -> Chip | None:
        return old and Chip(rect=rect(old.rect), lines=lines(old.lines))

    return replace(
        geometry,
        boxes=tuple(replace(box, rect=rect(box.rect), lines=lines(box.lines)) for box in geometry.boxes),
        frames=tuple(replace(frame, rect=rect(frame.rect), lines=lines(frame.lines)) for frame in geometry.frames),
        lines=tuple(
            replace(line, path=tuple(Point(x + dx, y + dy) for x, y in line.path), chip=chip(line.chip))
            for line in geometry.lines
        ),
    )


def _frame(frame: Frame) -> str:
    level = palette.frame_level(frame.depth)
    ground = tag(
        "rect",
        {
            "class": "c4-frame",
            **frame.rect._asdict(),
            "rx": CORNER,
            "fill": palette.FRAMES[level],
            "stroke": palette.FRAME_STROKE,
            "stroke-dasharray": _FRAME_DASHES,
        },
    )
    titles = (
        text_line(line, fill=palette.FRAME_INK, name="c4-boundary-title")
        if line.face is Face.BOUNDARY
        else text_line(line, fill=palette.SOFT, name="c4-boundary-subtitle")
        for line in frame.lines
    )
    return tag("g", {"class": f"c4-boundary c4-level-{level}", "data-c4-id": frame.of.name}, ground, *titles)


def _box(box: Box, href: str | None) -> str:
    element = box.of.element
    shape = look(element)
    paint = palette.box_paint(shape, external=element.external)
    dashes = _BOX_DASHES if element.external else None
    lip = shapes.lip(shape, box.rect)
    group = tag(
        "g",
        {"class": f"c4-element c4-{shape.value}{' c4-external' * element.external}", "data-c4-id": element.name},
        tag("title", {}, text(element_sentence(box.of))),
        _outline("c4-shape", shapes.outline(shape, box.rect), paint.fill, paint.stroke, dashes),
        _outline("c4-lip", lip, "none", paint.stroke, None) if lip else "",
        *(text_line(line, fill=paint.ink if line.face is Face.NAME else paint.soft) for line in box.lines),
        _outline("c4-link-mark", shapes.link_mark(shape, box.rect), "none", paint.soft, None) if href else "",
    )
    return tag("a", {"class": "c4-link", "href": href}, group) if href else group


def _outline(name: str, data: str, fill: str, stroke: str, dashes: str | None) -> str:
    attributes = {"class": name, "d": data, "fill": fill, "stroke": stroke, "stroke-dasharray": dashes}
    return tag("path", {**attributes, "stroke-width": _LINE_WIDTH})


def _flows(picture: Geometry) -> list[str]:
    titles = end_titles(picture.view)
    return [_flow(line, "\n".join(flow_sentences(line.of, titles)), picture.frames) for line in picture.lines]


def _flow(line: Line, said: str, frames: Sequence[Frame]) -> str:
    relationship = line.of
    step = relationship.step
    return tag(
        "g",
        {
            "class": f"c4-flow c4-{relationship.mode.value}",
            "data-c4-source": relationship.source,
            "data-c4-target": relationship.target,
            "data-c4-step": None if step is None else str(step),
        },
        tag("title", {}, text(said)),
        *_arrow(line.path, relationship.mode),
        _label(line.chip, relationship.mode, _level(line.chip.rect, frames)) if line.chip else "",
        "" if step is None else _badge(step, line),
    )


def _arrow(path: Sequence[Point], mode: Mode) -> tuple[str, str]:
    stroke, _, dashes = palette.LINES[mode]
    shaft, head = shapes.arrow(path)
    attributes = {"class": "c4-line", "d": shaft, "fill": "none", "stroke": stroke, "stroke-dasharray": dashes}
    cap = "round" if mode is Mode.UNKNOWN else None
    return (
        tag("path", {**attributes, "stroke-width": _LINE_WIDTH, "stroke-linecap": cap}),
        tag("path", {"class": "c4-head", "d": head, "fill": stroke}),
    )


def _label(chip: Chip, mode: Mode, level: int | None) -> str:
    """The words of a line on a ground of the colour that it lies on (``level`` is that of a boundary)."""
    name, fill = ("c4-chip", palette.CANVAS) if level is None else (f"c4-chip c4-level-{level}", palette.FRAMES[level])
    ground = tag("rect", {"class": name, **chip.rect._asdict(), "rx": 4, "fill": fill}) if chip.lines else ""
    ink = palette.LINES[mode].ink
    words = (text_line(line, fill=ink if line.face is Face.LABEL else palette.SOFT) for line in chip.lines)
    return tag("g", {"class": "c4-label"}, ground, *words)


def _level(rect: Rect, frames: Sequence[Frame]) -> int | None:
    """The shade of the innermost boundary around ``rect``, ``None`` for the canvas."""
    around = [frame.depth for frame in frames if _holds(frame.rect, rect)]
    return palette.frame_level(max(around)) if around else None


def _holds(outer: Rect, inner: Rect) -> bool:
    return outer.x <= inner.x and outer.y <= inner.y and outer.right >= inner.right and outer.bottom >= inner.bottom


def _badge(step: int, line: Line) -> str:
    """The number of a step on a filled circle: left of the words, or on the line where there are none."""
    width = step_badge(step)
    if line.chip:
        left, middle = line.chip.rect.x + CHIP_PADDING_X, line.chip.rect.center.y
    else:
        at = line.path[len(line.path) // 2]
        left, middle = at.x - width / 2, at.y
    rect = Rect(left, middle - STEP_DIAMETER / 2, width, STEP_DIAMETER)
    fill = palette.LINES[line.of.mode].ink
    digits = str(step)
    size = measure(digits, Face.BOUNDARY)
    baseline = middle + 0.358 * FACES[Face.BOUNDARY].size
    words = TextLine(digits, Face.BOUNDARY, left + (width - size) / 2, baseline, size)
    ground = tag("rect", {"class": "c4-badge", **rect._asdict(), "rx": STEP_DIAMETER / 2, "fill": fill})
    return tag("g", {"class": "c4-step"}, ground, text_line(words, fill=palette.CANVAS, name="c4-step-number"))
