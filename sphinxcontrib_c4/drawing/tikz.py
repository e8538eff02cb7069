r"""A drawing for LaTeX: the SVG of a view, said again in TikZ.

TikZ is part of every LaTeX distribution, so that a PDF holds vector graphics, text that can be selected and links that
can be clicked, without a converter. What is read is the dialect that ``svg`` writes, and no other: rectangles, paths of
absolute commands, lines of text, groups that are moved, and links.

All lengths are multiples of ``\sphinxcfourpx``, which is the length of a px: 0.75 bp (https://www.w3.org/TR/css-values/),
or less where the drawing would not fit the page. So nothing is scaled afterwards, and links lie where they show.
``sphinxcfour.sty``, in the folder ``LATEX`` of the package, defines that and the other commands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from math import acos, ceil, copysign, degrees, sqrt
from typing import NamedTuple
from xml.etree import ElementTree

_SPACE = "{http://www.w3.org/2000/svg}"
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
_TOKEN = re.compile(r"[MLHVCAZ]|-?\d*\.?\d+(?:e-?\d+)?")
_INHERITED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "font-size", "font-weight")

Lead = Callable[[str], str]


def tikz(drawing: str, *, escape: Callable[[str], str], lead: Lead) -> str:
    r"""``drawing``, an SVG that ``svg`` has made, as a ``tikzpicture``.

    ``escape`` makes LaTeX of plain text, and ``lead`` the beginning of a command that makes a link of the group that
    follows, such as ``\href{...}``, of an address.
    """
    root = ElementTree.fromstring(drawing)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    body = list(_Writer(escape, lead).element(root, _Place(left, top), {}))
    colors = sorted({name for line in body for name in re.findall(r"cfour([0-9a-f]{6})", line)})
    lines = [
        rf"\sphinxcfourfit{{{ceil(width)}}}{{{ceil(height)}}}%",
        *(rf"\definecolor{{cfour{name}}}{{HTML}}{{{name.upper()}}}%" for name in colors),
        r"\begin{tikzpicture}[x=\sphinxcfourpx,y=-\sphinxcfourpx,line join=round,inner sep=0pt,outer sep=0pt]",
        *body,
        r"\end{tikzpicture}%",
    ]
    return "\n".join([r"\begingroup", *lines, r"\endgroup{}"])


class _Place(NamedTuple):
    """What lies at the origin of the picture, in the coordinates of the SVG."""

    x: float
    y: float


class _Writer:
    def __init__(self, escape: Callable[[str], str], lead: Lead) -> None:
        self._escape = escape
        self._lead = lead

    def element(self, element: ElementTree.Element, place: _Place, above: Mapping[str, str]) -> Iterator[str]:
        """The lines for an element and all that is in it; ``above`` is what it inherits."""
        style = {**above, **{name: element.attrib[name] for name in _INHERITED if name in element.attrib}}
        name = element.tag.removeprefix(_SPACE)
        if element.get("visibility") == "hidden":
            return
        if name == "rect":
            yield from self._rectangle(element, place, style)
        elif name == "path":
            yield f"{_path_options(style)} {_path(element.attrib['d'], place)};"
        elif name == "text":
            yield self._text(element, place, style)
        elif name in ("svg", "g", "a"):
            inside = _inner_origin(element, place)
            for child in element:
                yield from self.element(child, inside, style)
            if name == "a":
                yield self._link(element, inside)

    def _rectangle(self, element: ElementTree.Element, place: _Place, style: Mapping[str, str]) -> Iterator[str]:
        x, y, width, height = (float(element.attrib[name]) for name in ("x", "y", "width", "height"))
        radius = float(element.attrib.get("rx", 0))
        corners = rf"[rounded corners={_number(min(radius, width / 2, height / 2))}\sphinxcfourpx] " if radius else ""
        yield f"{_path_options(style)} {corners}{_point(x, y, place)} rectangle {_point(x + width, y + height, place)};"

    def _text(self, element: ElementTree.Element, place: _Place, style: Mapping[str, str]) -> str:
        x, y = float(element.attrib["x"]), float(element.attrib["y"])
        anchor = "base east" if element.attrib.get("direction") == "rtl" else "base west"
        width, size = element.attrib.get("textLength", "0"), style["font-size"]
        weight = r"\bfseries" if style.get("font-weight") == "bold" else r"\mdseries"
        words = rf"\sphinxcfourtext{{{width}}}{{{size}}}{{{self._escape(element.text or '')}}}"
        return (
            f"\\node[anchor={anchor},text={_color(style['fill'])},font=\\normalfont\\sffamily{weight}] "
            f"at {_point(x, y, place)} {{{words}}};"
        )

    def _link(self, element: ElementTree.Element, place: _Place) -> str:
        """A link of the size of the outlines in a group."""
        outlines = [path.attrib["d"] for path in element.iter(f"{_SPACE}path")]
        points = [(step.x, step.y) for outline in outlines for step in _steps(outline)]
        left, top = min(x for x, _ in points), min(y for _, y in points)
        width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
        size = rf"\sphinxcfourlead{{{_number(width)}}}{{{_number(height)}}}"
        lead = self._lead(element.attrib["href"])
        return rf"\node[anchor=south west] at {_point(left, top + height, place)} {{{lead}{{{size}}}}};"


def _inner_origin(element: ElementTree.Element, place: _Place) -> _Place:
    """The place within an element, which its ``transform`` may have moved."""
    numbers = [float(token) for token in _TOKEN.findall(element.attrib.get("transform", ""))]
    return _Place(place.x - numbers[0], place.y - numbers[1]) if numbers else place


# --- Paint ---


def _path_options(style: Mapping[str, str]) -> str:
    fill, stroke = style.get("fill", "none"), style.get("stroke", "none")
    options = [] if fill == "none" else [f"fill={_color(fill)}"]
    if stroke != "none":
        options += [f"draw={_color(stroke)}", rf"line width={style.get('stroke-width', '1')}\sphinxcfourpx"]
        dashes = style.get("stroke-dasharray", "").replace(",", " ").split()
        pairs = zip(dashes[::2], dashes[1::2], strict=True)
        pattern = " ".join(rf"on {on}\sphinxcfourpx off {off}\sphinxcfourpx" for on, off in pairs)
        options += [f"dash pattern={pattern}"] if dashes else []
        options += ["line cap=round"] if style.get("stroke-linecap") == "round" else []
    return rf"\path[{','.join(options)}]"


def _color(paint: str) -> str:
    """The name of a colour, such as ``cfour1f2a35``; short ones are written out."""
    digits = paint.removeprefix("#").lower()
    return "cfour" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def _number(value: float) -> str:
    return f"{value + 0.0:.3f}".rstrip("0").rstrip(".")


def _point(x: float, y: float, place: _Place) -> str:
    return f"({_number(x - place.x)},{_number(y - place.y)})"


# --- Paths ---


class _Step(NamedTuple):
    """One command of a path: its letter, its numbers, the point that it comes from, and the one that it leads to."""

    letter: str
    numbers: tuple[float, ...]
    from_x: float
    from_y: float
    x: float
    y: float


def _steps(data: str) -> Iterator[_Step]:
    """The commands of a path; numbers without a letter repeat the one before them."""
    tokens = _TOKEN.findall(data)
    at, letter, current, start = 0, "", (0.0, 0.0), (0.0, 0.0)
    while at < len(tokens):
        if tokens[at] in _NUMBERS:
            letter, at = tokens[at], at + 1
        numbers = tuple(map(float, tokens[at : at + _NUMBERS[letter]]))
        at += len(numbers)
        x, y = _end(letter, numbers, current, start)
        yield _Step(letter, numbers, *current, x, y)
        current = (x, y)
        start = current if letter == "M" else start


def _end(
    letter: str, numbers: tuple[float, ...], current: tuple[float, float], start: tuple[float, float]
) -> tuple[float, float]:
    if letter == "Z":
        return start
    if letter == "H":
        return numbers[0], current[1]
    if letter == "V":
        return current[0], numbers[0]
    return numbers[-2], numbers[-1]


def _path(data: str, place: _Place) -> str:
    return " ".join(_path_command(step, place) for step in _steps(data))


def _path_command(step: _Step, place: _Place) -> str:
    end = _point(step.x, step.y, place)
    if step.letter == "M":
        return end
    if step.letter == "Z":
        return "-- cycle"
    if step.letter == "C":
        x1, y1, x2, y2 = step.numbers[:4]
        return f".. controls {_point(x1, y1, place)} and {_point(x2, y2, place)} .. {end}"
    return _arc(step) if step.letter == "A" else f"-- {end}"


def _arc(step: _Step) -> str:
    """An arc by its angles, as TikZ has it (https://www.w3.org/TR/SVG2/implnote.html#ArcImplementationNotes)."""
    wide, high, _, is_large, is_clockwise, x, y = step.numbers
    half_x, half_y = (step.from_x - x) / 2 / wide, (step.from_y - y) / 2 / high
    distance = half_x**2 + half_y**2
    growth = sqrt(distance) if distance > 1 else 1.0
    wide, high, half_x, half_y = wide * growth, high * growth, half_x / growth, half_y / growth
    distance = half_x**2 + half_y**2
    off = sqrt(max(0.0, (1 - distance) / distance)) * (-1 if is_large == is_clockwise else 1)
    middle_x, middle_y = off * half_y, -off * half_x
    begin = _angle(half_x - middle_x, half_y - middle_y)
    sweep = _angle(-half_x - middle_x, -half_y - middle_y) - begin
    if is_clockwise and sweep < 0:
        sweep += 360
    elif not is_clockwise and sweep > 0:
        sweep -= 360
    angles = f"start angle={_number(begin)},end angle={_number(begin + sweep)}"
    return f"arc[{angles},x radius={_number(wide)},y radius={_number(high)}]"


def _angle(x: float, y: float) -> float:
    """The angle of a vector, in degrees from -180 to 180."""
    return copysign(degrees(acos(max(-1.0, min(1.0, x / sqrt(x * x + y * y))))), y)
