"""Edge labels: lines that stand for several flows, and labels that are hidden until a reader asks for them."""

from __future__ import annotations

from dataclasses import replace

from drawing_samples import element, geometry, origin, path_points
from svg_reader import SVG, classes, draw, find_by_class

from sphinxcontrib_c4.drawing import svg, text_alternative, tikz
from sphinxcontrib_c4.drawing.edge_labels import add_labels_on_demand
from sphinxcontrib_c4.layout import Geometry
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import Label

FLOWS = tuple(Label(text=f"say {number}", protocol="HTTPS") for number in range(5))


def merged_line(*, labels_on_demand: bool = False) -> Geometry:
    """Return the geometry of two boxes with one line for five flows."""
    plain = geometry(element("a"), element("b"), lines=((0, 1, Mode.ASYNC, "5 flows", None),))
    line = replace(plain.lines[0], relationship=replace(plain.lines[0].relationship, labels=FLOWS))
    if labels_on_demand:
        line = replace(line, label=None)
    view = replace(plain.view, relationships=(line.relationship,), labels_on_demand=labels_on_demand)
    return replace(plain, lines=(line,), view=view)


def test_merged_line_lists_its_flows_in_its_tooltip():
    (flow,) = find_by_class(draw(merged_line()), "c4-flow")
    assert flow.get("data-c4-count") == "5"
    heading, *items = flow.find(f"{SVG}title").text.splitlines()
    assert heading == "A → B: 5 flows"
    assert items == [f"• say {number} (HTTPS, asynchronous)" for number in range(5)]


def test_merged_line_is_listed_in_full_in_the_text_alternative():
    assert text_alternative(merged_line().view).flows == tuple(
        f"A → B: say {number} (HTTPS, asynchronous)" for number in range(5)
    )


def test_single_flow_has_no_count():
    plain = geometry(element("a"), element("b"), lines=((0, 1, Mode.SYNC, "ask", None),))
    (flow,) = find_by_class(draw(plain), "c4-flow")
    assert flow.get("data-c4-count") is None
    assert flow.find(f"{SVG}title").text == "A → B: ask (HTTPS, synchronous)"


def test_labels_on_demand_are_hidden_and_lie_above_the_boxes():
    root = draw(merged_line(labels_on_demand=True))
    assert classes(root) == ["c4-diagram", "c4-labels-on-demand"]
    assert find_by_class(root, "c4-hidden-label")[0].get("visibility") == "hidden"
    groups = [classes(group)[0] for group in root if classes(group)]
    assert groups.index("c4-flow") > groups.index("c4-element")


def test_labels_on_demand_are_not_printed():
    printed = [
        tikz(svg(merged_line(labels_on_demand=hidden)), escape=str, link_command=str).count("5 flows")
        for hidden in (False, True)
    ]
    assert printed == [1, 0]


def test_label_on_demand_lies_off_a_box_in_the_middle_of_its_line():
    plain = geometry(*map(element, "abc"), lines=((0, 2, Mode.SYNC, "say", None),))
    view = replace(plain.view, labels_on_demand=True)
    (line,) = add_labels_on_demand(replace(plain, view=view, lines=(replace(plain.lines[0], label=None),))).lines
    rect = line.label.rect
    assert plain.boxes[0].rect.right < rect.x
    assert rect.right < plain.boxes[1].rect.x
    assert rect.y < line.path[0].y < rect.bottom


def test_label_across_a_frame_leaves_its_border_visible():
    plain = geometry(element("a"), element("b"), lines=((0, 1, Mode.SYNC, "say", None),))
    label = plain.lines[0].label.rect
    frame = plain.frames[0]
    crossed = replace(frame, rect=frame.rect._replace(width=label.center.x - frame.rect.x))
    distant = replace(frame, rect=frame.rect._replace(width=label.x - 5 - frame.rect.x))
    surrounding = replace(frame, rect=frame.rect._replace(width=label.right + 5 - frame.rect.x))
    borders = [
        [border.get("d") for border in find_by_class(draw(replace(plain, frames=(frame,))), "c4-border")]
        for frame in (crossed, distant, surrounding)
    ]
    assert [len(paths) for paths in borders] == [1, 0, 0]
    group = find_by_class(draw(replace(plain, frames=(crossed,))), "c4-label")[0]
    (x, top), (_, bottom) = path_points(borders[0][0])
    left, above = origin(group)
    assert (left + x, above + top, bottom - top) == (label.center.x, label.y, label.height)
