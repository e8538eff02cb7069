"""Highlighting and tooltips: with a mouse, with a finger and with the keyboard; edge labels on demand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawing_samples import element, geometry
from sites import drawn_pages
from tabs import wait_for_value

from sphinxcontrib_c4.drawing import page_svg, svg, text_alternative
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Kind, Mode
from sphinxcontrib_c4.views import Label, View, ViewElement, ViewKind

NEAR = "() => [...document.querySelectorAll('.c4-near')].map(e => e.dataset.c4Id || e.dataset.c4Source).sort()"
TOOLTIP = "() => [...document.querySelectorAll('.c4-tooltip')].map(e => e.textContent).join()"


@pytest.fixture
def drawing_page(open_page, write_drawing):
    """Return a function that opens a page with a drawing of four boxes, two lines and two links."""

    def open_drawing(labels_on_demand=False, **options):
        boxes = [element("a", Kind.PERSON), element("b"), element("c"), element("d")]
        drawing = geometry(*boxes, lines=((0, 1, Mode.SYNC, "ask", None), (1, 2, Mode.ASYNC, "tell", None)))
        drawing = replace(drawing, view=replace(drawing.view, labels_on_demand=labels_on_demand))
        address = write_drawing(svg(drawing, prefix="p", links={"b": "#b", "c": "#c"}))
        return open_page(address, **{"viewport": {"width": 900, "height": 600}, **options})

    return open_drawing


@pytest.fixture
def page(drawing_page):
    """The page on a screen with a mouse."""
    return drawing_page()


def test_hovered_line_is_highlighted_with_its_ends(page):
    page.locator(".c4-flow text", has_text="ask").hover()
    wait_for_value(page, NEAR, ["a", "a", "b"])
    page.mouse.move(5, 590)
    wait_for_value(page, NEAR, [])


def test_hovered_box_is_highlighted_with_its_neighbours(page):
    page.locator(".c4-element[data-c4-id=b] .c4-text-name").hover()
    wait_for_value(page, NEAR, ["a", "a", "b", "b", "c"])


def test_hovered_drawing_keeps_its_size(page):
    size = page.locator("svg.c4-diagram").bounding_box()
    page.locator(".c4-element[data-c4-id=b] .c4-text-name").hover()
    assert page.locator("svg.c4-diagram").bounding_box() == size


def test_tab_key_stops_at_links_and_once_at_the_rest(page):
    stops = []
    for _ in range(5):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("() => document.activeElement.getAttribute('class')"))
    assert [stop.split()[0] for stop in stops] == [
        "c4-button",
        "c4-scroll",
        "c4-flow",
        "c4-link",
        "c4-link",
    ]


def test_arrow_keys_move_the_focus_among_lines_and_boxes(page):
    page.locator(".c4-scroll").focus()
    page.keyboard.press("Tab")
    names = []
    for _ in range(4):
        names.append(page.evaluate("() => document.activeElement.getAttribute('aria-label')"))
        page.keyboard.press("ArrowRight")
    assert names == [
        "A → B: ask (HTTPS, synchronous)",
        "B → C: tell (HTTPS, asynchronous)",
        "A [Person]",
        "D [Container]",
    ]


NAMED = """() => {
  const boxes = [...document.querySelectorAll(".c4-element, .c4-boundary")];
  const title = box => [...box.querySelectorAll(":scope > :is(.c4-text-name, .c4-boundary-title)")]
    .map(line => line.textContent).join(" ");
  const titles = Object.fromEntries(boxes.map(box => [box.dataset.c4Id, title(box)]));
  const name = part => (part.closest("a") || part).getAttribute("aria-label");
  return [
    ...boxes.filter(box => box.matches(".c4-element")).map(box => [name(box), titles[box.dataset.c4Id]]),
    ...[...document.querySelectorAll(".c4-flow")].map(flow =>
      [name(flow), `${titles[flow.dataset.c4Source]} → ${titles[flow.dataset.c4Target]}`]),
  ];
}"""


def test_parts_without_a_title_have_the_names_of_the_text_alternative(folder_of, site_of, visit):
    for page in visit(f"{site_of('alabaster')}/{path.name}" for path in drawn_pages(folder_of("alabaster"))):
        names = page.evaluate(NAMED)
        assert len(names) > 2
        assert [(name, start) for name, start in names if not (name or "").startswith(start)] == []


def test_name_of_a_line_with_several_flows_lists_them(open_page, write_drawing):
    plain = geometry(element("a"), element("b"), lines=((0, 1, Mode.SYNC, "ask", None),))
    labels = tuple(Label(text=text, protocol="HTTPS") for text in ("ask: it", "tell"))
    line = replace(plain.lines[0], relationship=replace(plain.lines[0].relationship, labels=labels))
    view = replace(plain.view, relationships=(line.relationship,))
    words = "".join(
        f"<ul>{''.join(f'<li><p>{text}</p></li>' for text in texts)}</ul>" for texts in text_alternative(view)[1:]
    )
    drawing = page_svg(replace(plain, lines=(line,), view=view), prefix="p", links={}, closer=())
    assert "<title>A" not in drawing
    page = open_page(write_drawing(f'{drawing}<details class="c4-words">{words}</details>'))
    assert page.locator(".c4-flow").get_attribute("aria-label") == (
        "A → B: 2 flows\n• ask: it (HTTPS, synchronous)\n• tell (HTTPS, synchronous)"
    )


def test_tooltip_appears_on_hover_and_on_focus(page):
    page.locator(".c4-flow text", has_text="ask").hover()
    page.locator(".c4-tooltip", has_text="A → B: ask (HTTPS, synchronous)").wait_for()
    page.mouse.move(5, 590)
    page.locator(".c4-tooltip").wait_for(state="detached")
    page.locator(".c4-scroll").focus()
    page.keyboard.press("Tab")
    wait_for_value(page, TOOLTIP, "A → B: ask (HTTPS, synchronous)")
    page.keyboard.press("Escape")
    wait_for_value(page, TOOLTIP, "")


def test_tooltip_stays_within_the_window(page):
    for name in "ad":
        page.locator(f".c4-element[data-c4-id={name}] .c4-text-name").hover()
        page.locator(".c4-tooltip", has_text=f"{name.upper()} [").wait_for()
        box = page.locator(".c4-tooltip").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 900


@pytest.mark.parametrize(
    ("description", "width", "count"),
    [("Serves courses.", 900, 0), ("Serves courses.", 250, 1), ("Serves many courses. " * 20, 900, 1)],
)
def test_tooltip_of_a_box_appears_only_if_its_text_is_cut_or_too_small(
    description, width, count, open_page, write_drawing
):
    box = ViewElement(element=element("a", description=description.strip()))
    (drawing,) = lay_out([View(kind=ViewKind.CONTEXT, subject="a", title="It", elements=(box,))])
    page = open_page(write_drawing(svg(drawing)), viewport={"width": width, "height": 600})
    page.locator(".c4-element .c4-text-name").hover()
    page.evaluate("() => new Promise(done => setTimeout(done, 500))")  # ends after the timer of the tooltip
    assert page.locator(".c4-tooltip").count() == count


def test_tooltip_of_a_box_leaves_the_box_visible(page):
    page.locator(".c4-element[data-c4-id=c] .c4-text-name").hover()
    page.locator(".c4-tooltip").wait_for()
    box = page.locator(".c4-element[data-c4-id=c] .c4-shape").bounding_box()
    assert page.locator(".c4-tooltip").bounding_box()["y"] >= box["y"] + box["height"]


def test_touch_highlights_until_the_next_touch(drawing_page):
    page = drawing_page(viewport={"width": 1500, "height": 600}, has_touch=True)
    page.locator(".c4-flow text", has_text="ask").tap()
    wait_for_value(page, NEAR, ["a", "a", "b"])
    page.locator(".c4-tooltip", has_text="ask").wait_for()
    page.locator(".c4-element[data-c4-id=d] .c4-text-name").tap()
    wait_for_value(page, NEAR, ["d"])
    page.touchscreen.tap(700, 590)
    wait_for_value(page, NEAR, [])
    wait_for_value(page, TOOLTIP, "")


def test_labels_on_demand_appear_with_their_line_or_box(drawing_page):
    page = drawing_page(labels_on_demand=True)
    label = page.locator(".c4-hidden-label", has_text="tell")
    assert not label.is_visible()
    page.locator(".c4-element[data-c4-id=c] .c4-text-name").hover()
    label.wait_for()
    assert not page.locator(".c4-hidden-label", has_text="ask").is_visible()


def test_labels_on_demand_are_all_shown_by_a_button(drawing_page):
    page = drawing_page(labels_on_demand=True)
    button = page.get_by_role("button", name="Show all labels")
    for is_shown in (True, False):
        button.click()
        assert button.get_attribute("aria-pressed") == str(is_shown).lower()
        assert [label.is_visible() for label in page.locator(".c4-hidden-label").all()] == [is_shown] * 2


def test_labels_on_demand_follow_the_mouse_without_a_script(drawing_page):
    page = drawing_page(labels_on_demand=True, java_script_enabled=False)
    label = page.locator(".c4-hidden-label", has_text="ask")
    assert not label.is_visible()
    head = page.locator(".c4-line + path").first.bounding_box()
    page.mouse.move(head["x"] + 4, head["y"] + head["height"] / 2)
    label.wait_for()


def test_labels_that_are_always_shown_need_no_button(page):
    assert page.get_by_role("button", name="Show all labels").count() == 0
