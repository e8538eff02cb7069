"""Drawings in TikZ: they contain all of the SVG, escape text for LaTeX and keep arcs in their places."""

from __future__ import annotations

import re
from math import cos, hypot, radians, sin
from xml.etree import ElementTree

import pytest
from drawing_samples import element, geometry

from sphinxcontrib_c4.drawing import svg, tikz
from sphinxcontrib_c4.drawing.tikz import Origin, tikz_path
from sphinxcontrib_c4.model import Kind, Mode, Shape

GEOMETRY = geometry(
    element("learner", Kind.PERSON, description="Takes courses."),
    element("store", title="50% \\evil{} #1", shape=Shape.DATABASE),
    element("mail", Kind.SYSTEM, external=True),
    lines=((0, 1, Mode.SYNC, "take course", None), (1, 2, Mode.ASYNC, "send mail", None)),
)
ORIGIN = Origin(0, 0)


def _escape(text):
    return "".join(f"\\c{ord(letter)} " if letter in "\\{}#%&$_^~" else letter for letter in text)


def _link_command(href):
    return rf"\href{{{href}}}"


def _print(**options):
    return tikz(svg(GEOMETRY, **options), escape=_escape, link_command=_link_command)


def test_every_line_of_text_has_its_measured_width():
    texts = [node for node in ElementTree.fromstring(svg(GEOMETRY)).iter() if node.tag.endswith("}text")]
    set_texts = re.findall(r"\\sphinxcfourtext\{([\d.]+)\}\{([\d.]+)\}\{(.*?)\}\};", _print())
    expected = [(text.get("textLength"), _escape(text.text)) for text in texts]
    assert [(width, text) for width, _, text in set_texts] == expected
    assert {size for _, size, _ in set_texts} >= {"12", "18"}


def test_text_of_a_model_is_escaped():
    assert "\\evil" not in _print()
    assert _print().count("{") == _print().count("}")


def test_boxes_with_links_are_links_of_their_size():
    printed = _print(links={"mail": "#mail"})
    ((width, height),) = re.findall(r"\\href\{#mail\}\{\\sphinxcfourlead\{([\d.]+)\}\{([\d.]+)\}\}", printed)
    box = next(box for box in GEOMETRY.boxes if box.name == "mail")
    assert (float(width), float(height)) == (box.rect.width, box.rect.height)
    assert "href" not in _print()


def test_colours_are_defined_before_they_are_used():
    printed = _print()
    colours = set(re.findall(r"(?:fill|draw|text)=(cfour[0-9a-f]+)", printed))
    assert colours == set(re.findall(r"\\definecolor\{(cfour[0-9a-f]+)\}", printed))


def test_same_drawing_gives_the_same_text():
    assert _print() == _print()


@pytest.mark.parametrize(
    ("data", "middle"),
    [
        ("M 10 0 A 10 10 0 0 1 0 10", (7.071, 7.071)),
        ("M 10 0 A 10 10 0 0 0 0 10", (2.929, 2.929)),
        ("M 10 0 A 10 10 0 1 1 0 -10", (-7.071, 7.071)),
        ("M 0 0 A 20 5 0 0 1 40 0", (20, -5)),
        ("M 0 0 A 1 1 0 0 0 8 0", (4, 4)),  # a radius that is too small grows
    ],
)
def test_arcs_keep_their_middle_and_their_end(data, middle):
    start, end, radius_x, radius_y = map(float, re.findall(r"(?:angle|radius)=([-\d.]+)", tikz_path(data, ORIGIN)))
    x, y = map(float, data.split()[1:3])
    end_x, end_y = map(float, data.split()[-2:])

    def point_at(angle):
        dx = radius_x * (cos(radians(angle)) - cos(radians(start)))
        dy = radius_y * (sin(radians(angle)) - sin(radians(start)))
        return x + dx, y + dy

    assert hypot(point_at(end)[0] - end_x, point_at(end)[1] - end_y) < 0.01
    half_way = point_at((start + end) / 2)
    assert hypot(half_way[0] - middle[0], half_way[1] - middle[1]) < 0.01


def test_paths_repeat_a_command_and_close():
    assert tikz_path("M 1 2 L 3 4 5 6 H 7 V 8 C 1 1 2 2 3 3 Z", ORIGIN) == (
        "(1,2) -- (3,4) -- (5,6) -- (7,6) -- (7,8) .. controls (1,1) and (2,2) .. (3,3) -- cycle"
    )


def test_text_of_boxes_is_centred_as_in_the_svg():
    box = GEOMETRY.boxes[0]
    middle = box.lines[0].x + box.lines[0].width / 2
    ((anchor, x),) = re.findall(r"anchor=(base[ a-z]*),[^\n]*\] at \(([\d.]+),[^\n]*\{Learner\}\};", _print())
    assert (anchor, float(x)) == ("base", pytest.approx(middle, abs=0.1))
