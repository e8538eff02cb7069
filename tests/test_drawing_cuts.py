"""Lines that are to be cut: a word, a cross and a frame say it, not a colour alone."""

from __future__ import annotations

from xml.etree import ElementTree

from drawing_samples import path_points
from models import system

from sphinxcontrib_c4.drawing import svg, text_alternative, tikz, view_legend
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import Label, Relationship, View, ViewElement, ViewKind

SVG = "{http://www.w3.org/2000/svg}"
CUT = "cut: make asynchronous"


ASK = (Label(text="ask", protocol="HTTPS"),)


def ring(cut=CUT, labels=ASK):
    there = Relationship(source="a", target="b", mode=Mode.SYNC, labels=labels, cut=cut)
    back = Relationship(source="b", target="a", mode=Mode.SYNC, labels=(Label(text="answer"),))
    elements = (ViewElement(element=system("a")), ViewElement(element=system("b")))
    return View(kind=ViewKind.CONTEXT, subject="ring", title="Ring", elements=elements, relationships=(there, back))


def drawn(view):
    (geometry,) = lay_out([view])
    return geometry, ElementTree.fromstring(svg(geometry))


def flows(root):
    groups = [each for each in root.iter(f"{SVG}g") if "c4-flow" in each.get("class", "").split()]
    return {group.get("data-c4-source"): group for group in groups}


def classes(group):
    return [name for each in group.iter() for name in each.get("class", "").split()]


def test_a_line_to_cut_has_a_cross_a_frame_and_a_word():
    _, root = drawn(ring())
    to_cut, other = flows(root)["a"], flows(root)["b"]
    assert classes(to_cut).count("c4-cross") == 1
    label = next(each for each in to_cut.iter() if each.get("class") == "c4-label")
    assert label.find(f"{SVG}rect").get("stroke-dasharray")
    assert "cut: make" in "".join(to_cut.itertext())
    assert "c4-cross" not in classes(other)
    assert "c4-cut" not in classes(other)


def test_the_cross_lies_on_the_line_and_off_its_label():
    geometry, root = drawn(ring())
    (cross,) = [each for each in flows(root)["a"].iter(f"{SVG}path") if each.get("class") == "c4-cross"]
    xs, ys = zip(*path_points(cross.get("d")), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    line = next(line for line in geometry.lines if line.relationship.cut)
    rect = line.label.rect
    assert not (rect.x < x < rect.right and rect.y < y < rect.bottom)
    assert min(p.x for p in line.path) - 1 <= x <= max(p.x for p in line.path) + 1
    assert min(p.y for p in line.path) - 1 <= y <= max(p.y for p in line.path) + 1


def test_a_line_without_words_of_its_own_says_that_it_is_to_be_cut():
    _, root = drawn(ring(labels=()))
    assert "cut: make" in "".join(flows(root)["a"].itertext())


def test_the_key_and_the_words_tell_of_the_cut():
    assert [entry.title for entry in view_legend(ring())] == ["System", "Synchronous", "To cut"]
    assert [entry.title for entry in view_legend(ring(cut=""))] == ["System", "Synchronous"]
    assert text_alternative(ring()).flows == (
        "A → B: ask (HTTPS, synchronous); cut: make asynchronous",
        "B → A: answer (synchronous)",
    )


def test_a_drawing_with_a_cut_can_be_printed():
    geometry, _ = drawn(ring())
    made = tikz(svg(geometry), escape=str, link_command=str)
    assert "cfourb3261e" in made
    assert "cut: make" in made
