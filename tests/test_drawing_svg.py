"""SVG drawings follow their contract, stay well-formed and harmless, and are readable."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from drawing_samples import complete_geometry, element, geometry, origin, path_points, text_line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from svg_reader import SVG, draw, find_by_class, spans, text_lines, titles

from sphinxcontrib_c4.drawing import SHAPES, legend_svg, page_svg, svg, view_legend
from sphinxcontrib_c4.drawing.legend import draw_legend
from sphinxcontrib_c4.drawing.paths import MARK
from sphinxcontrib_c4.layout import TEXT_STYLES, Point, TextStyle, shape_kind
from sphinxcontrib_c4.layout.box_metrics import ShapeKind, Side, insets, outline_point
from sphinxcontrib_c4.model import Kind, Mode, Shape

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


@pytest.fixture(scope="module")
def root() -> ElementTree.Element:
    return draw(complete_geometry())


def test_root_names_its_view_and_has_an_accessible_name(root):
    assert root.tag == f"{SVG}svg"
    assert root.get("class") == "c4-diagram"
    assert root.get("data-c4-view") == "container:it"
    left, top, width, height = map(float, root.get("viewBox").split())
    assert (width, height) == (float(root.get("width")), float(root.get("height")))
    assert left <= 0
    assert top < 0, "the heading stands above the picture, which begins at 0"
    ids = {node.get("id"): node.text for node in root.iter() if node.get("id")}
    title, description = root.get("aria-labelledby").split()
    assert ids[title] == "Parts of it"
    assert ids[description].startswith("Parts of it: 1 person, 1 system, 1 container")


def test_every_element_has_its_shape_and_one_outline(root):
    groups = find_by_class(root, "c4-element")
    assert [group.get("data-c4-id") for group in groups] == [box.name for box in complete_geometry().boxes]
    for group, box in zip(groups, complete_geometry().boxes, strict=True):
        shapes = set(group.get("class").split()) & {f"c4-{kind}" for kind in ShapeKind}
        shape = box.element.shape if box.element.shape is not Shape.BOX else box.element.kind
        assert shapes == {f"c4-{shape}"}
        assert len(find_by_class(group, "c4-shape")) == 1
        assert ("c4-external" in group.get("class").split()) == box.element.external
        assert bool(find_by_class(group, "c4-shape")[0].get("stroke-dasharray")) == box.element.external


def test_flows_have_their_ends_modes_and_steps(root):
    flows = find_by_class(root, "c4-flow")
    names = [box.name for box in complete_geometry().boxes]
    assert [tuple(flow.get(f"data-c4-{key}") for key in ("source", "target", "step")) for flow in flows] == [
        (names[number], names[number + 1], str(number + 1)) for number in range(3)
    ]
    for flow, mode in zip(flows, Mode, strict=True):
        assert flow.get("class") == f"c4-flow c4-{mode}"
        assert [line.tag for line in find_by_class(flow, "c4-line")] == [f"{SVG}path"]
        assert find_by_class(flow, "c4-label")[0].find(f"{SVG}rect") is not None
    dashes = [find_by_class(flow, "c4-line")[0].get("stroke-dasharray") for flow in flows]
    assert dashes[0] is None
    assert None not in dashes[1:]
    assert len(set(dashes)) == 3


def test_steps_are_numbered_once(root):
    for number, flow in enumerate(find_by_class(root, "c4-flow"), 1):
        assert text_lines(flow).count(str(number)) == 1
        assert len([text for text in text_lines(flow) if text.startswith(str(number))]) == 1


def test_step_without_a_label_keeps_its_number():
    root = draw(geometry(element("a"), element("b"), lines=((0, 1, Mode.SYNC, "", 7),)))
    assert text_lines(find_by_class(root, "c4-flow")[0]) == ["7"]


def test_boundaries_have_titles_and_shades_by_depth(root):
    outer, inner = find_by_class(root, "c4-boundary")
    assert [text.text for text in outer.findall(f"{SVG}text[@class='c4-boundary-title']")] == ["Outer"]
    assert outer.find(f"{SVG}rect").get("fill") != inner.find(f"{SVG}rect").get("fill")


def test_label_has_the_colour_of_its_ground():
    framed = geometry(element("a"), element("b"), lines=((0, 1, Mode.SYNC, "say", None),))
    unframed = replace(framed, frames=())
    fills = [find_by_class(draw(sample), "c4-label")[0].find(f"{SVG}rect").get("fill") for sample in (framed, unframed)]
    frame = find_by_class(draw(framed), "c4-frame")[0].get("fill")
    canvas = find_by_class(draw(framed), "c4-canvas")[0].get("fill")
    assert fills == [frame, canvas]
    assert frame != canvas


def test_every_line_of_text_has_its_measured_width(root):
    lines = list(root.iter(f"{SVG}text"))
    assert lines
    for line in lines:
        assert float(line.get("textLength")) > 0


@pytest.mark.parametrize(
    ("words", "adjustment"),
    [("Straße — für …", None), *((words, "spacingAndGlyphs") for words in ("שלום", "سلام", "注文"))],
)
def test_scripts_with_joined_letters_adjust_glyphs_not_only_spacing(words, adjustment):
    sample = geometry(element("a"))
    line = text_line(words, TextStyle.NAME, 100, 90)
    sample = replace(sample, boxes=(replace(sample.boxes[0], lines=(line,)),))
    assert find_by_class(draw(sample), "c4-element")[0].find(f"{SVG}text").get("lengthAdjust") == adjustment


def test_text_from_right_to_left_keeps_its_position():
    sample = geometry(element("a"))
    word = text_line("שלום", TextStyle.NAME, 100, 90)
    sample = replace(sample, boxes=(replace(sample.boxes[0], lines=(word,)),), view=replace(sample.view, title=""))
    group = find_by_class(draw(sample), "c4-element")[0].find(f"{SVG}text")
    assert group.get("direction") == "rtl"
    ((start, end),) = spans(find_by_class(draw(sample), "c4-element")[0])
    assert (start, end) == pytest.approx((word.x, word.x + word.width), abs=0.1)


@pytest.mark.parametrize(("words", "anchor"), [("Outer", None), ("שלום", "rtl")])
def test_text_of_a_boundary_starts_at_its_side(words, anchor):
    sample = geometry(element("a"))
    title = text_line(words, TextStyle.BOUNDARY, 12, 20)
    sample = replace(sample, frames=(replace(sample.frames[0], lines=(title,)),))
    text = find_by_class(draw(sample), "c4-boundary")[0].find(f"{SVG}text")
    assert text.get("direction") == anchor
    side = title.x + title.width if anchor else title.x
    assert float(text.get("x")) == pytest.approx(side, abs=0.05)


def test_arrows_point_at_their_target_and_cover_the_end_of_the_line():
    sample = geometry(element("a"), element("b"), lines=((0, 1, Mode.SYNC, "", None),))
    flow = find_by_class(draw(sample), "c4-flow")[0]
    shaft, head = (path_points(path.get("d")) for path in flow.iter(f"{SVG}path"))
    tip = sample.lines[0].path[-1]
    assert head[0][0] == tip.x
    assert shaft[0][1] == head[0][1]
    assert tip.x - 8 < shaft[-1][0] < tip.x


@pytest.mark.parametrize("offset", [(0, 0), (30, 0), (0, 30), (-3, 1)])
def test_line_without_length_is_drawn(offset):
    sample = geometry(element("a"), element("b"), lines=((0, 1, Mode.SYNC, "", None),))
    start = sample.lines[0].path[0]
    end = start._replace(x=start.x + offset[0], y=start.y + offset[1])
    sample = replace(sample, lines=(replace(sample.lines[0], path=(start, start, end, end)),))
    assert "nan" not in svg(sample)
    assert len(list(find_by_class(draw(sample), "c4-flow")[0].iter(f"{SVG}path"))) == 2


# --- Heading, legend and canvas ---


def test_heading_and_legend_make_the_canvas_higher():
    sample = complete_geometry()
    root = draw(sample)
    assert float(root.get("height")) > sample.height + 60
    untitled = draw(replace(sample, view=replace(sample.view, title="", description="")))
    assert float(untitled.get("height")) < float(root.get("height"))
    assert len(find_by_class(root, "c4-key")) == 1
    assert not find_by_class(find_by_class(root, "c4-key")[0], "c4-element")


def test_note_of_a_view_stands_below_its_description():
    sample = complete_geometry()
    sample = replace(sample, view=replace(sample.view, description="About it.", note="Drawn at Api."))
    lines = [line.text for line in draw(sample).iter(f"{SVG}text")]
    assert lines.index("Parts of it") < lines.index("About it.") < lines.index("Drawn at Api.")


def test_narrow_picture_is_widened_for_its_heading():
    sample = geometry(element("a"), title="The containers of a system with a rather long name")
    sample = replace(sample, width=240, frames=())
    root = draw(sample)
    assert float(root.get("width")) == 360
    left, _, width, _ = map(float, root.get("viewBox").split())
    assert width == 360
    assert left == -60, "the picture stays in the middle"
    for start, end in spans(root):
        assert left < start < end < left + width


def test_legend_has_exactly_the_shapes_and_modes_of_the_view():
    titles = [entry.title for entry in view_legend(complete_geometry().view)]
    assert len(titles) == len(set(titles)) == 2 * len(ShapeKind) + 3 + 1
    small = geometry(element("a", Kind.PERSON), element("b"), lines=((0, 1, Mode.ASYNC, "say", None),))
    assert [entry.title for entry in view_legend(small.view)] == ["Person", "Container", "Asynchronous", "Boundary"]


@pytest.mark.parametrize("count", [2, *range(4, 17)])
def test_legend_leaves_no_entry_alone_in_a_row(count):
    entries = view_legend(complete_geometry().view)[:count]
    for width in range(400, 1200, 20):
        drawing = f'<svg xmlns="{SVG[1:-1]}">{draw_legend(entries, at=Point(0, 0), width=width)}</svg>'
        group = ElementTree.fromstring(drawing)[0]
        rows = Counter(entry.find(f"{SVG}text").get("y") for entry in group)
        assert count == sum(rows.values())
        assert min(rows.values()) > 1, f"{count} entries within {width} px"
        assert max(end for _, end in spans(group)) <= width + 0.1


def test_legend_is_a_drawing_without_a_view():
    root = ElementTree.fromstring(legend_svg(view_legend(complete_geometry().view), prefix="p"))
    assert {node.get("id") for node in root.iter() if node.get("id")} == {"p-key"}
    assert root.get("aria-labelledby") == "p-key"
    assert float(root.get("width")) <= 700
    assert [text for text in text_lines(root) if text] == [
        entry.title for entry in view_legend(complete_geometry().view)
    ]
    assert len({start for start, _ in spans(root)}) > 4, "entries stand side by side"
    assert max(end for _, end in spans(root)) <= float(root.get("width"))


# --- Links ---


@pytest.mark.parametrize(
    "href", ["https://example.org/?a=1&b=2", "http://x", "mailto:a@b.example", "../a.html#b", "#c", "a/b:c", "?q=a:b"]
)
def test_links_have_their_addresses(href):
    root = draw(geometry(element("a")), links={"a": href})
    link = root.find(f"{SVG}a")
    assert link.get("href") == href
    assert find_by_class(link, "c4-element")[0].get("data-c4-id") == "a"
    assert root.get("role") == "group"


@pytest.mark.parametrize(
    ("href", "closer", "marks"),
    [
        ("a.html", True, ["c4-link-mark"]),
        ("a.html", False, []),
        ("https://example.org", False, ["c4-link-mark c4-outside"]),
        ("https://example.org/other-docs", True, ["c4-link-mark"]),
        ("javascript:alert(1)", True, []),
    ],
)
def test_link_marks_distinguish_closer_views_from_other_sites(href, closer, marks):
    root = draw(geometry(element("a"), element("b")), links={"a": href}, closer={"a"} if closer else ())
    assert [mark.get("class") for mark in find_by_class(root, "c4-link-mark")] == marks


@pytest.mark.parametrize("box", complete_geometry().boxes, ids=lambda box: box.name)
def test_link_mark_lies_inside_the_box_and_above_its_text(box):
    name, style = box.name, SHAPES[shape_kind(box.element)]
    link = draw(complete_geometry(), links={name: "a.html"}, closer={name}).find(f"{SVG}a")
    (mark,) = find_by_class(link, "c4-link-mark")
    left, top = origin(link[0])
    tip = Point(box.rect.right - style.mark.x, box.rect.y + style.mark.y)
    assert pytest.approx((tip.x - left, tip.y - top), abs=0.101) in path_points(mark.get("d"))
    assert outline_point(box.element, box.rect, Side.RIGHT, style.mark.y).x > tip.x
    metrics = TEXT_STYLES[TextStyle.NAME]
    capitals = box.rect.y + insets(box.element).top + metrics.baseline - 0.72 * metrics.size
    assert tip.y + MARK < capitals


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "",
    ],
)
def test_unsafe_addresses_are_not_linked(href):
    root = draw(geometry(element("a")), links={"a": href, "elsewhere": "https://example.org"})
    assert not list(root.iter(f"{SVG}a"))
    assert root.get("role") == "img"


# --- Ids, bytes, untrusted text ---


def test_ids_of_two_drawings_differ():
    roots = [draw(complete_geometry(), prefix=prefix) for prefix in ("one", "two", "a b", "a-b")]
    ids = [node.get("id") for root in roots for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids)) == 8
    assert not any(" " in id_ for id_ in ids)


def test_bytes_do_not_depend_on_the_hash_seed():
    imports = "from drawing_samples import complete_geometry; from sphinxcontrib_c4.drawing import svg"
    code = f"{imports}; print(svg(complete_geometry()))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


NASTY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["<script>alert(1)</script>", '" onload="x', "' onclick='x", "]]>", "<!--", "&amp;", "\ud800", "\x00\x0b\x85"]
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(NASTY, min_size=9, max_size=9), NASTY)
def test_any_text_gives_well_formed_and_harmless_markup(texts, prefix):
    title, name, description, technology, label, heading, summary, frame, href = texts
    sample = geometry(
        element(name, title=title, description=description, technology=technology, external=True),
        element("b", Kind.PERSON, title=label),
        lines=((0, 1, Mode.ASYNC, label, 3),),
        title=heading,
    )
    framed = replace(sample.frames[0], boundary=replace(sample.frames[0].boundary, name=frame, title=frame))
    framed = replace(framed, lines=(text_line(frame, TextStyle.BOUNDARY, 9, 9),))
    sample = replace(sample, frames=(framed,), view=replace(sample.view, description=summary, subject=name))
    text = svg(sample, prefix=prefix, links={name: href})
    root = ElementTree.fromstring(text.encode("utf-8"))
    allowed = {"svg", "title", "desc", "g", "rect", "path", "text", "a"}
    for node in root.iter():
        assert node.tag.removeprefix(SVG) in allowed
        assert not [key for key in node.attrib if key.startswith("on") or key in ("style", "src")]
    assert "<!--" not in text
    assert "]]>" not in text


def test_text_is_escaped_once():
    root = draw(geometry(element("a", title='<b> & "q" \x07')))
    assert '<b> & "q" \ufffd' in text_lines(root)


def test_drawings_in_pages_omit_only_the_styles_of_the_stylesheet():
    title = 'A fill="red" & more'
    drawing = geometry(element("it", title=title, external=True), element("b"), lines=((0, 1, Mode.ASYNC, "ask", 1),))
    complete = ElementTree.fromstring(svg(drawing, has_text_alternative=True))
    root = ElementTree.fromstring(page_svg(drawing, prefix="", links={}, closer=()))
    styles = {"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "rx"}
    styles |= {"font-family", "font-size", "font-weight", "text-anchor"}
    for part, original in zip(root.iter(), complete.iter(), strict=True):
        assert part.attrib == {name: value for name, value in original.items() if name not in styles}
        assert part.text == original.text
    assert title in "".join(root.itertext())


def test_drawings_in_pages_omit_titles_of_the_text_alternative():
    short, long = element("a", description="One sentence."), element("b", description="One sentence. Another one.")
    drawing = geometry(short, long, lines=((0, 1, Mode.SYNC, "ask", None),))
    page, complete = (draw(drawing, has_text_alternative=is_in_page) for is_in_page in (True, False))
    assert titles(page, "c4-element") == ["", "B [Container]: One sentence. Another one."]
    assert titles(page, "c4-flow") == [""]
    assert titles(complete, "c4-element")[0] == "A [Container]: One sentence."
    assert titles(complete, "c4-flow") == ["A → B: ask (HTTPS, synchronous)"]


@pytest.mark.parametrize("part", ["boxes", "lines"])
def test_drawings_that_differ_from_their_text_alternative_keep_their_titles(part):
    """Keep the titles because a script matches sentences to boxes and lines by position."""
    drawing = geometry(*map(element, "abc"), lines=((0, 1, Mode.SYNC, "ask", None), (1, 2, Mode.SYNC, "tell", None)))
    reordered = replace(drawing, **{part: getattr(drawing, part)[::-1]})
    folded = replace(drawing, view=replace(drawing.view, unfolded=replace(drawing.view, elements=(), relationships=())))
    for changed in (reordered, folded):
        root = draw(changed, has_text_alternative=True)
        assert all([*titles(root, "c4-element"), *titles(root, "c4-flow")])
