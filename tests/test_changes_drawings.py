"""Drawings of changes: the views that are drawn, and the marks of their parts."""

from __future__ import annotations

import re
from dataclasses import replace

from models import flow, model, part, person, scenario, system

from sphinxcontrib_c4.changes import changed_views, changes_to_markdown, compare_models, report_changes
from sphinxcontrib_c4.drawing import svg, text_alternative, view_legend
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.views import ViewKind

ELEMENTS = [person("anna"), system("shop"), part("shop.web"), part("shop.api"), part("shop.old"), system("bank")]
OLD = model(
    ELEMENTS,
    ["anna -> shop.web: buy", "shop.web -> shop.api: order", "shop.web -> shop.old: print", "shop.api -> bank: pay"],
    [scenario("shop.buy", "anna -> shop.web: buy", "shop.web -> shop.old: print", "shop.api -> bank: pay")],
)
NEW = model(
    [*(element for element in ELEMENTS if element.name != "shop.old"), part("shop.mail", technology="Go")],
    [*OLD.flows[:2], flow("shop.web ~> shop.mail: send"), replace(OLD.flows[3], protocol="HTTPS")],
    [scenario("shop.buy", "anna -> shop.web: buy", "shop.api -> bank: pay", "shop.web ~> shop.mail: send")],
)


def _marks(view):
    elements = {item.element.name: item.mark.value for item in view.elements if item.mark}
    lines = {(line.source, line.target): line.mark.value for line in view.relationships if line.mark}
    return elements, lines


def test_changed_view_marks_both_models():
    view = next(view for view in changed_views(compare_models(OLD, NEW)) if view.kind is ViewKind.CONTAINER)
    assert _marks(view) == (
        {"shop.old": "removed", "shop.mail": "added"},
        {
            ("shop.web", "shop.old"): "removed",
            ("shop.web", "shop.mail"): "added",
            ("shop.api", "bank"): "changed",
        },
    )


def test_changed_scenario_has_the_steps_of_both_models():
    view = next(view for view in changed_views(compare_models(OLD, NEW)) if view.kind is ViewKind.DYNAMIC)
    assert [(line.step, line.target, line.mark and line.mark.value) for line in view.relationships] == [
        (1, "shop.web", None),
        (2, "shop.old", "removed"),
        (3, "bank", None),
        (4, "shop.mail", "added"),
    ]
    assert "Removed steps are counted" in view.note


def test_changed_views_of_equal_models_are_empty():
    assert changed_views(compare_models(OLD, OLD)) == ()


def test_changed_flow_on_a_line_of_several_flows_has_its_own_mark():
    new = replace(OLD, flows=(*OLD.flows, flow("shop.web -> shop.api: cancel")))
    (view,) = changed_views(compare_models(OLD, new))
    line = next(line for line in view.relationships if line.target == "shop.api")
    assert [(label.text, label.mark and label.mark.value) for label in line.labels] == [
        ("cancel", "added"),
        ("order", None),
    ]
    assert line.mark.value == "changed"
    assert "Added: Web → Api: cancel (synchronous)" in text_alternative(view).flows


def test_changed_large_view_shows_only_changed_parts():
    parts = [part(f"shop.p{number}") for number in range(20)]
    old = model([system("shop"), *parts], [f"shop.p{n} -> shop.p{n + 1}: call" for n in range(19)])
    (view,) = changed_views(compare_models(old, replace(old, flows=(*old.flows, flow("shop.p3 -> shop.p9: new")))))
    assert [item.element.name for item in view.elements] == ["shop.p3", "shop.p9"]
    assert view.note == "18 elements without a change are not drawn."


def test_changed_system_is_drawn_in_the_landscape():
    new = replace(OLD, elements={**OLD.elements, "ship": system("ship")}, flows=(*OLD.flows, flow("bank -> ship: x")))
    names = {name for view in changed_views(compare_models(OLD, new)) for name in _marks(view)[0]}
    assert "ship" in names


def test_change_marks_differ_without_colours():
    """Signs, patterns and words distinguish changes in the drawing, its legend and its text alternative."""
    views = changed_views(compare_models(OLD, NEW))
    drawings = "".join(map(svg, lay_out(views)))
    signs = re.findall(r'class="c4-change-sign" d="([^"]*)"', drawings)
    shapes = {re.sub(r"[-\d. ]+", "", sign).upper() for sign in signs}
    assert shapes == {"MH", "MHMV", "MC"}
    for word in ("added", "removed", "changed"):
        assert f">{word}</text>" in drawings
        assert f"c4-key-{word}" in drawings
    assert {"Added", "Removed", "Changed"} <= {entry.title for view in views for entry in view_legend(view)}


def test_change_marks_leave_one_shape_for_each_element():
    drawing, *_ = map(svg, lay_out(changed_views(compare_models(OLD, NEW))))
    assert drawing.count('class="c4-shape"') == drawing.count('class="c4-element')
    assert re.search(r'<g class="c4-element c4-container c4-added" data-c4-id="shop.mail"', drawing)
    assert re.search(r'<g class="c4-flow c4-sync c4-removed" data-c4-source="shop.web"', drawing)


def test_change_marks_are_words_in_mermaid():
    text = changes_to_markdown(report_changes(OLD, NEW), diagrams=1)
    assert text.count("```mermaid") == 1
    assert 'e_shop_mail["#43; added<br>Mail' in text
    assert '-->|"#45; removed<br>print"|' in text


def test_changes_about_one_system_omit_other_systems():
    new = replace(NEW, elements={**NEW.elements, "ship": system("ship")}, flows=(*NEW.flows, flow("ship -> bank: ask")))
    report = report_changes(OLD, new).about("ship")
    assert [change.name for change in report.changes.elements] == ["ship"]
    assert [change.flow.label for change in report.changes.flows] == ["ask"]
    assert report.changes.scenarios == ()
