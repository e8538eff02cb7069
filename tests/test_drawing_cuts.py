"""Lines to cut: marked by a word, a cross and a frame, not by a colour alone."""

from __future__ import annotations

from drawing_samples import path_points
from models import system
from svg_reader import SVG, draw, find_by_class

from sphinxcontrib_c4.drawing import svg, text_alternative, tikz, view_legend
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import Label, Relationship, View, ViewElement, ViewKind

CUT = "cut: make asynchronous"
ASK = (Label(text="ask", protocol="HTTPS"),)


def cycle_view(cut=CUT, labels=ASK):
    call = Relationship(source="a", target="b", mode=Mode.SYNC, labels=labels, cut=cut)
    answer = Relationship(source="b", target="a", mode=Mode.SYNC, labels=(Label(text="answer"),))
    elements = (ViewElement(element=system("a")), ViewElement(element=system("b")))
    return View(kind=ViewKind.CONTEXT, subject="ring", title="Ring", elements=elements, relationships=(call, answer))


def draw_view(view):
    (geometry,) = lay_out([view])
    return geometry, draw(geometry)


def flow_groups(root):
    return {group.get("data-c4-source"): group for group in find_by_class(root, "c4-flow")}


def test_line_to_cut_has_a_cross_a_frame_and_a_word():
    _, root = draw_view(cycle_view())
    to_cut, uncut = flow_groups(root)["a"], flow_groups(root)["b"]
    assert len(find_by_class(to_cut, "c4-cross")) == 1
    (label,) = find_by_class(to_cut, "c4-label")
    assert label.find(f"{SVG}rect").get("stroke-dasharray")
    assert "cut: make" in "".join(to_cut.itertext())
    assert find_by_class(uncut, "c4-cross") == []
    assert find_by_class(uncut, "c4-cut") == []


def test_cross_lies_on_its_line_and_off_the_label():
    geometry, root = draw_view(cycle_view())
    (cross,) = find_by_class(flow_groups(root)["a"], "c4-cross")
    xs, ys = zip(*path_points(cross.get("d")), strict=True)
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    line = next(line for line in geometry.lines if line.relationship.cut)
    rect = line.label.rect
    assert not (rect.x < x < rect.right and rect.y < y < rect.bottom)
    assert min(p.x for p in line.path) - 1 <= x <= max(p.x for p in line.path) + 1
    assert min(p.y for p in line.path) - 1 <= y <= max(p.y for p in line.path) + 1


def test_line_to_cut_without_a_label_has_a_word():
    _, root = draw_view(cycle_view(labels=()))
    assert "cut: make" in "".join(flow_groups(root)["a"].itertext())


def test_legend_and_text_alternative_mention_the_cut():
    assert [entry.title for entry in view_legend(cycle_view())] == ["System", "Synchronous", "To cut"]
    assert [entry.title for entry in view_legend(cycle_view(cut=""))] == ["System", "Synchronous"]
    assert text_alternative(cycle_view()).flows == (
        "A → B: ask (HTTPS, synchronous); cut: make asynchronous",
        "B → A: answer (synchronous)",
    )


def test_line_to_cut_is_printed():
    geometry, _ = draw_view(cycle_view())
    printed = tikz(svg(geometry), escape=str, link_command=str)
    assert "cfourb3261e" in printed
    assert "cut: make" in printed
