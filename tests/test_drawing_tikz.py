"""Drawings in TikZ: all of the SVG, nothing that LaTeX would run, and arcs where they were."""

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
HERE = Origin(0, 0)


def _escape(text):
    return "".join(f"\\c{ord(each)} " if each in "\\{}#%&$_^~" else each for each in text)


def _lead(href):
    return rf"\href{{{href}}}"


def _tikz(**options):
    return tikz(svg(GEOMETRY, **options), escape=_escape, link_command=_lead)


def test_every_line_of_text_is_set_at_its_width():
    texts = [e for e in ElementTree.fromstring(svg(GEOMETRY)).iter() if e.tag.endswith("}text")]
    set_texts = re.findall(r"\\sphinxcfourtext\{([\d.]+)\}\{([\d.]+)\}\{(.*?)\}\};", _tikz())
    assert [(width, said) for width, _, said in set_texts] == [(e.get("textLength"), _escape(e.text)) for e in texts]
    assert {size for _, size, _ in set_texts} >= {"12", "18"}


def test_text_of_a_model_is_escaped():
    assert "\\evil" not in _tikz()
    assert _tikz().count("{") == _tikz().count("}")


def test_boxes_that_lead_somewhere_are_links_of_their_size():
    linked = _tikz(links={"mail": "#mail"})
    ((width, height),) = re.findall(r"\\href\{#mail\}\{\\sphinxcfourlead\{([\d.]+)\}\{([\d.]+)\}\}", linked)
    box = next(box for box in GEOMETRY.boxes if box.name == "mail")
    assert (float(width), float(height)) == (box.rect.width, box.rect.height)
    assert "href" not in _tikz()


def test_colours_are_defined_before_they_are_used():
    drawn = _tikz()
    used = set(re.findall(r"(?:fill|draw|text)=(cfour[0-9a-f]+)", drawn))
    assert used == set(re.findall(r"\\definecolor\{(cfour[0-9a-f]+)\}", drawn))


def test_same_drawing_gives_the_same_text():
    assert _tikz() == _tikz()


@pytest.mark.parametrize(
    ("data", "middle"),
    [
        ("M 10 0 A 10 10 0 0 1 0 10", (7.071, 7.071)),
        ("M 10 0 A 10 10 0 0 0 0 10", (2.929, 2.929)),
        ("M 10 0 A 10 10 0 1 1 0 -10", (-7.071, 7.071)),
        ("M 0 0 A 20 5 0 0 1 40 0", (20, -5)),
        ("M 0 0 A 1 1 0 0 0 8 0", (4, 4)),  # too small a radius grows
    ],
)
def test_arcs_go_through_their_middle_and_end_where_they_should(data, middle):
    start, end, wide, high = map(float, re.findall(r"(?:angle|radius)=([-\d.]+)", tikz_path(data, HERE)))
    x, y = map(float, data.split()[1:3])
    to_x, to_y = map(float, data.split()[-2:])

    def at(angle):
        dx = wide * (cos(radians(angle)) - cos(radians(start)))
        dy = high * (sin(radians(angle)) - sin(radians(start)))
        return x + dx, y + dy

    assert hypot(at(end)[0] - to_x, at(end)[1] - to_y) < 0.01
    half = at((start + end) / 2)
    assert hypot(half[0] - middle[0], half[1] - middle[1]) < 0.01


def test_paths_repeat_a_command_and_close():
    assert tikz_path("M 1 2 L 3 4 5 6 H 7 V 8 C 1 1 2 2 3 3 Z", HERE) == (
        "(1,2) -- (3,4) -- (5,6) -- (7,6) -- (7,8) .. controls (1,1) and (2,2) .. (3,3) -- cycle"
    )


def test_text_of_boxes_is_centred_where_it_was():
    box = GEOMETRY.boxes[0]
    middle = box.lines[0].x + box.lines[0].width / 2
    ((anchor, x),) = re.findall(r"anchor=(base[ a-z]*),[^\n]*\] at \(([\d.]+),[^\n]*\{Learner\}\};", _tikz())
    assert (anchor, float(x)) == ("base", pytest.approx(middle, abs=0.1))
