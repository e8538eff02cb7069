"""Which views there are, and which one a box leads on to."""

from __future__ import annotations

import pytest
from models import external, model, part, person, scenario, system

from sphinxcontrib_c4.views import ViewKind, leads_to, subjects, view

CONTEXT, CONTAINER, COMPONENT, DYNAMIC = ViewKind.CONTEXT, ViewKind.CONTAINER, ViewKind.COMPONENT, ViewKind.DYNAMIC

WORLD = model(
    [
        person("ann"),
        system("shop"),
        part("shop.web"),
        part("shop.web.cart"),
        part("shop.db"),
        system("bank"),
        external("edx"),
        part("edx.lms"),
        external("mail", "Comms"),
        external("sms", "Comms"),
    ],
    ["ann -> shop.web", "shop -> bank", "shop -> edx", "shop.web.cart -> shop.db", "shop -> mail", "shop -> sms"],
    [
        scenario("shop.sell", "ann -> shop.web.cart", "shop.web.cart -> shop.db", "shop.db -> edx"),
        scenario("shop.sweep", "shop.db -> shop.db"),
    ],
)


def test_subjects():
    assert subjects(WORLD, ViewKind.LANDSCAPE) == ("world",)
    assert subjects(WORLD, CONTEXT) == ("shop", "bank")
    assert subjects(WORLD, CONTAINER) == ("shop", "edx")
    assert subjects(WORLD, COMPONENT) == ("shop.web",)
    assert subjects(WORLD, DYNAMIC) == ("shop.sell", "shop.sweep")


@pytest.mark.parametrize(
    ("kind", "subject", "name", "there"),
    [
        (ViewKind.LANDSCAPE, "world", "shop", [(CONTAINER, "shop"), (CONTEXT, "shop")]),
        (ViewKind.LANDSCAPE, "world", "bank", [(CONTEXT, "bank")]),
        (CONTEXT, "shop", "shop", [(CONTAINER, "shop")]),
        (CONTEXT, "shop", "ann", []),
        (CONTEXT, "shop", "edx", [(CONTAINER, "edx")]),
        (CONTEXT, "shop", "group:Comms", []),
        (CONTEXT, "bank", "bank", []),
        (CONTAINER, "shop", "shop.web", [(COMPONENT, "shop.web"), (DYNAMIC, "shop.sell")]),
        (CONTAINER, "shop", "shop.db", [(DYNAMIC, "shop.sell"), (DYNAMIC, "shop.sweep")]),
        (CONTAINER, "shop", "mail", []),
        (CONTAINER, "shop", "shop", [(CONTEXT, "shop")]),
        (COMPONENT, "shop.web", "shop.web.cart", [(DYNAMIC, "shop.sell")]),
        (COMPONENT, "shop.web", "shop.db", [(DYNAMIC, "shop.sell"), (DYNAMIC, "shop.sweep")]),
        (DYNAMIC, "shop.sell", "shop.web.cart", [(COMPONENT, "shop.web"), (CONTAINER, "shop")]),
        (DYNAMIC, "shop.sell", "shop.db", [(CONTAINER, "shop")]),
        (DYNAMIC, "shop.sell", "edx", [(CONTAINER, "edx")]),
    ],
)
def test_a_box_leads_on(kind, subject, name, there):
    shown = view(WORLD, kind, subject)
    drawn = {element.element.name for element in shown.elements} | {boundary.name for boundary in shown.boundaries}
    assert name in drawn
    assert list(leads_to(WORLD, shown, name)) == there


def test_all_that_boxes_lead_to_can_be_drawn():
    for kind in ViewKind:
        for subject in subjects(WORLD, kind):
            shown = view(WORLD, kind, subject)
            for element in shown.elements:
                for there, of in leads_to(WORLD, shown, element.element.name):
                    assert of in subjects(WORLD, there)
                    assert (there, of) != (kind, subject)


def test_a_short_name_is_enough_for_a_view():
    assert view(WORLD, COMPONENT, "web").subject == "shop.web"
    assert view(WORLD, DYNAMIC, "sell").name == "dynamic:shop.sell"
