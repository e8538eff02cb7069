r"""The conversion of a drawing from SVG to TikZ, for LaTeX.

TikZ is part of every LaTeX distribution, so a PDF gets vector graphics, selectable text and links without a converter.
The input is the SVG that this package writes, and no other: rectangles, paths, lines of text,
groups with a translation, and links. One conversion serves views, legends and matrices, so a PDF cannot differ from
HTML.

All lengths are multiples of ``\sphinxcfourpx``, the length of a px: 0.75 bp (https://www.w3.org/TR/css-values/), or
less if the drawing would not fit the page. So nothing is scaled afterwards, and links keep their positions.
``sphinxcfour.sty``, in the folder ``LATEX`` of the package, defines this and the other commands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from math import acos, ceil, copysign, degrees, sqrt
from typing import NamedTuple
from xml.etree import ElementTree

_SPACE = "{http://www.w3.org/2000/svg}"
_NUMBERS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
_NUMBER = r"-?\d*\.?\d+(?:e-?\d+)?"
_TOKEN = re.compile(rf"[MLHVCAZmlhvcaz]|{_NUMBER}")
_INHERITED = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linecap",
    "font-size",
    "font-weight",
    "text-anchor",
)

LinkCommand = Callable[[str], str]


def tikz(drawing: str, *, escape: Callable[[str], str], link_command: LinkCommand) -> str:
    r"""Return a drawing of this package as a ``tikzpicture``.

    Args:
        drawing: the SVG of a view, a legend or a matrix.
        escape: the conversion of plain text to LaTeX.
        link_command: the conversion of an address to the start of a command such as ``\href{...}``, which turns the
            following group into a link.
    """
    root = ElementTree.fromstring(drawing)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    body = list(_Writer(escape, link_command).element(root, Origin(left, top), {}))
    colors = sorted({name for line in body for name in re.findall(r"cfour([0-9a-f]{6})", line)})
    lines = [
        rf"\sphinxcfourfit{{{ceil(width)}}}{{{ceil(height)}}}%",
        *(rf"\definecolor{{cfour{name}}}{{HTML}}{{{name.upper()}}}%" for name in colors),
        r"\begin{tikzpicture}[x=\sphinxcfourpx,y=-\sphinxcfourpx,line join=round,inner sep=0pt,outer sep=0pt]",
        *body,
        r"\end{tikzpicture}%",
    ]
    return "\n".join([r"\begingroup", *lines, r"\endgroup{}"])


class Origin(NamedTuple):
    """The origin of the picture, in the coordinates of the SVG."""

    x: float
    y: float


class _Writer:
    def __init__(self, escape: Callable[[str], str], link_command: LinkCommand) -> None:
        self._escape = escape
        self._link_command = link_command

    def element(self, element: ElementTree.Element, origin: Origin, above: Mapping[str, str]) -> Iterator[str]:
        """Yield the lines of an element and its children; ``above`` contains the inherited attributes."""
        style = {**above, **{name: element.attrib[name] for name in _INHERITED if name in element.attrib}}
        name = element.tag.removeprefix(_SPACE)
        if element.get("visibility") == "hidden":
            return
        if name == "rect":
            yield from self._rectangle(element, origin, style)
        elif name == "path":
            yield f"{_path_options(style)} {tikz_path(element.attrib['d'], origin)};"
        elif name == "text":
            yield self._text(element, origin, style)
        elif name in ("svg", "g", "a"):
            inner = _inner_origin(element, origin)
            for child in element:
                yield from self.element(child, inner, style)
            if name == "a":
                yield self._link(element, inner)

    def _rectangle(self, element: ElementTree.Element, origin: Origin, style: Mapping[str, str]) -> Iterator[str]:
        x, y, width, height = _bounds(element)
        radius = float(element.attrib.get("rx", 0))
        corners = rf"[rounded corners={_number(min(radius, width / 2, height / 2))}\sphinxcfourpx] " if radius else ""
        start, end = _point(x, y, origin), _point(x + width, y + height, origin)
        yield f"{_path_options(style)} {corners}{start} rectangle {end};"

    def _text(self, element: ElementTree.Element, origin: Origin, style: Mapping[str, str]) -> str:
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        width, size = element.attrib.get("textLength", "0"), style["font-size"]
        weight = r"\bfseries" if style.get("font-weight") == "bold" else r"\mdseries"
        words = rf"\sphinxcfourtext{{{width}}}{{{size}}}{{{self._escape(element.text or '')}}}"
        options = f"anchor={_anchor(element, style)},text={_color(style['fill'])},font=\\normalfont\\sffamily{weight}"
        return f"\\node[{options}] at {_point(x, y, origin)} {{{words}}};"

    def _link(self, element: ElementTree.Element, origin: Origin) -> str:
        """Return a link with the size of the outlines in a group."""
        points = list(_corners(element, origin))
        left, top = min(x for x, _ in points), min(y for _, y in points)
        width, height = max(x for x, _ in points) - left, max(y for _, y in points) - top
        size = rf"\sphinxcfourlead{{{_number(width)}}}{{{_number(height)}}}"
        command = self._link_command(element.attrib["href"])
        return rf"\node[anchor=south west] at ({_number(left)},{_number(top + height)}) {{{command}{{{size}}}}};"


def _corners(element: ElementTree.Element, origin: Origin) -> Iterator[tuple[float, float]]:
    """Yield points of the picture between which the outlines in an element lie."""
    origin = _inner_origin(element, origin)
    name = element.tag.removeprefix(_SPACE)
    if name == "rect":
        x, y, width, height = _bounds(element)
        yield x - origin.x, y - origin.y
        yield x + width - origin.x, y + height - origin.y
    elif name == "path":
        yield from ((end.x - origin.x, end.y - origin.y) for end in _path_commands(element.attrib["d"]))
    for child in element:
        yield from _corners(child, origin)


def _bounds(element: ElementTree.Element) -> tuple[float, float, float, float]:
    """Return the position and the size of a rectangle."""
    x, y, width, height = (float(element.get(name, 0)) for name in ("x", "y", "width", "height"))
    return x, y, width, height


def _anchor(element: ElementTree.Element, style: Mapping[str, str]) -> str:
    """Return the point of a line of text that lies at its position."""
    if style.get("text-anchor") == "middle":
        return "base"
    return "base east" if element.get("direction") == "rtl" else "base west"


def _inner_origin(element: ElementTree.Element, origin: Origin) -> Origin:
    """Return the origin within an element, after its ``transform``."""
    numbers = [float(token) for token in re.findall(_NUMBER, element.attrib.get("transform", ""))]
    return Origin(origin.x - numbers[0], origin.y - numbers[1]) if numbers else origin


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
    """Return the name of a colour, such as ``cfour1f2a35``; short forms are expanded."""
    digits = paint.removeprefix("#").lower()
    return "cfour" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)


def _number(value: float) -> str:
    return f"{value + 0.0:.3f}".rstrip("0").rstrip(".")


def _point(x: float, y: float, origin: Origin) -> str:
    return f"({_number(x - origin.x)},{_number(y - origin.y)})"


# --- Paths ---


class _PathCommand(NamedTuple):
    """One command of a path: its letter, its numbers, its start and its end."""

    letter: str
    numbers: tuple[float, ...]
    from_x: float
    from_y: float
    x: float
    y: float


def _path_commands(data: str) -> Iterator[_PathCommand]:
    """Yield the commands of a path; numbers without a letter repeat the previous letter."""
    tokens = _TOKEN.findall(data)
    index, letter, is_relative, current, start = 0, "", False, (0.0, 0.0), (0.0, 0.0)
    while index < len(tokens):
        if tokens[index].upper() in _NUMBERS:
            command, index = tokens[index], index + 1
            letter, is_relative = command.upper(), command.islower()
        numbers = tuple(map(float, tokens[index : index + _NUMBERS[letter]]))
        index += len(numbers)
        if is_relative:
            numbers = _absolute(letter, numbers, current)
        x, y = _end(letter, numbers, current, start)
        yield _PathCommand(letter, numbers, *current, x, y)
        current = (x, y)
        start = current if letter == "M" else start


def _absolute(letter: str, numbers: tuple[float, ...], current: tuple[float, float]) -> tuple[float, ...]:
    """Return the numbers of a relative command as those of the absolute one."""
    if letter == "V":
        return (numbers[0] + current[1],)
    fixed = len(numbers) - 2 if letter == "A" else 0
    moved = (number + current[place % 2] for place, number in enumerate(numbers[fixed:]))
    return (*numbers[:fixed], *moved)


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


def tikz_path(data: str, origin: Origin) -> str:
    """Return path data of SVG as a path of TikZ."""
    return " ".join(_tikz_command(command, origin) for command in _path_commands(data))


def _tikz_command(command: _PathCommand, origin: Origin) -> str:
    end = _point(command.x, command.y, origin)
    if command.letter == "M":
        return end
    if command.letter == "Z":
        return "-- cycle"
    if command.letter == "C":
        x1, y1, x2, y2 = command.numbers[:4]
        return f".. controls {_point(x1, y1, origin)} and {_point(x2, y2, origin)} .. {end}"
    return _arc(command) if command.letter == "A" else f"-- {end}"


def _arc(command: _PathCommand) -> str:
    """Return an arc by its angles, as TikZ needs it.

    See https://www.w3.org/TR/SVG2/implnote.html#ArcImplementationNotes.
    """
    wide, high, _, is_large, is_clockwise, x, y = command.numbers
    half_x, half_y = (command.from_x - x) / 2 / wide, (command.from_y - y) / 2 / high
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
    """Return the angle of a vector, in degrees from -180 to 180."""
    return copysign(degrees(acos(max(-1.0, min(1.0, x / sqrt(x * x + y * y))))), y)
