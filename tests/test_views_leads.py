"""The subjects of views, and the views to which boxes lead."""

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


def test_subjects_of_each_kind_of_view():
    assert subjects(WORLD, ViewKind.LANDSCAPE) == ("world",)
    assert subjects(WORLD, CONTEXT) == ("shop", "bank")
    assert subjects(WORLD, CONTAINER) == ("shop", "edx")
    assert subjects(WORLD, COMPONENT) == ("shop.web",)
    assert subjects(WORLD, DYNAMIC) == ("shop.sell", "shop.sweep")


@pytest.mark.parametrize(
    ("kind", "subject", "name", "targets"),
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
def test_box_leads_to_closer_views_first(kind, subject, name, targets):
    result = view(WORLD, kind, subject)
    names = {element.element.name for element in result.elements} | {boundary.name for boundary in result.boundaries}
    assert name in names
    assert list(leads_to(WORLD, result, name)) == targets


def test_boxes_lead_to_other_views_that_can_be_drawn():
    for kind in ViewKind:
        for subject in subjects(WORLD, kind):
            result = view(WORLD, kind, subject)
            for element in result.elements:
                for target_kind, target_subject in leads_to(WORLD, result, element.element.name):
                    assert target_subject in subjects(WORLD, target_kind)
                    assert (target_kind, target_subject) != (kind, subject)


def test_subject_of_a_view_may_be_a_short_name():
    assert view(WORLD, COMPONENT, "web").subject == "shop.web"
    assert view(WORLD, DYNAMIC, "sell").name == "dynamic:shop.sell"
