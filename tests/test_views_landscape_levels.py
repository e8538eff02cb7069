"""Levels of a landscape, its focus, and folded elements."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from models import element_names, external, model, person, relationships, system

from sphinxcontrib_c4.drawing import text_alternative
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import NameLookupError
from sphinxcontrib_c4.views import LandscapeLevel, Selection, ViewKind, leads_to, view

WORLD = model(
    [person("ann"), person("bob"), system("shop"), system("bank"), external("sso"), external("mail"), external("tax")],
    [
        "ann -> shop: buy",
        "ann -> sso: log in",
        "bob ~> bank: save",
        "shop -> bank: pay",
        "shop -> sso: check",
        "bank -> sso: verify",
        "shop ~> mail: notify",
        "shop -> tax: ask",
        "tax -> mail: remind",
    ],
)


def landscape(world=WORLD, **selection):
    return view(world, ViewKind.LANDSCAPE, "world", Selection(**selection))


@pytest.mark.parametrize(
    ("level", "elements"),
    [
        ("systems", ["shop", "bank", "folded:shop", "folded:bank"]),
        ("shared", ["shop", "bank", "sso", "folded:shop", "folded:bank"]),
        ("people", ["ann", "bob", "shop", "bank", "sso", "folded:shop"]),
        ("all", ["ann", "bob", "shop", "bank", "sso", "mail", "tax"]),
        ("auto", ["ann", "bob", "shop", "bank", "sso", "mail", "tax"]),
    ],
)
def test_each_level_adds_elements(level, elements):
    assert element_names(landscape(level=LandscapeLevel(level))) == elements


def test_folded_box_counts_its_members_and_names_them():
    shop = landscape(level=LandscapeLevel.SYSTEMS).elements[2].element
    assert (shop.title, shop.description) == ("1 person, 3 external systems", "Ann, Sso, Mail, Tax")


def test_folded_box_leads_to_the_context_of_its_system():
    result = landscape(level=LandscapeLevel.SYSTEMS)
    assert leads_to(WORLD, result, "folded:shop") == ((ViewKind.CONTEXT, "shop"),)


def test_folded_lines_keep_their_direction_and_mode():
    assert relationships(landscape(level=LandscapeLevel.PEOPLE)) == [
        "ann -> shop: buy",
        "ann -> sso: log in",
        "bob ~> bank: save",
        "shop -> bank: pay",
        "shop -> sso: check",
        "shop -> folded:shop: ask",
        "shop ~> folded:shop: notify",
        "bank -> sso: verify",
    ]


def test_note_counts_the_folded_elements():
    note = landscape(level=LandscapeLevel.PEOPLE).note
    assert note == "2 external systems are folded into one box for each system; it leads to the system's context."
    assert landscape(level=LandscapeLevel.ALL).note == ""


@pytest.mark.parametrize("level", [*LandscapeLevel])
def test_text_alternative_contains_folded_elements_and_flows(level):
    full, folded = text_alternative(landscape()), text_alternative(landscape(level=level))
    assert folded.elements[: len(full.elements)] == full.elements
    assert folded.flows == full.flows


def test_automatic_level_depends_on_the_number_of_boxes():
    people = [person(f"p{number}") for number in range(20)]
    single = [external(f"e{number}") for number in range(20)]
    shared = [external(f"s{number}") for number in range(20)]
    flows = [
        *(f"p{number} -> a: use" for number in range(20)),
        *(f"a -> e{number}: ask" for number in range(20)),
        *(f"{source} -> s{number}: ask" for number in range(20) for source in "ab"),
    ]
    systems = [system("a"), system("b")]

    def box_names(*elements):
        world = model([*systems, *elements], [f for f in flows if ends(f) <= names(elements)])
        return element_names(landscape(world, level=LandscapeLevel.AUTO))

    def ends(flow):
        return set(flow.split(":")[0].split(" -> "))

    def names(elements):
        return {"a", "b", *(element.name for element in elements)}

    assert len(box_names(*people)) == 22
    assert box_names(*people, *single)[-1] == "folded:a"
    assert len(box_names(*people, *single, *shared)) == 2 + 20 + 1
    assert element_names(landscape(model([*systems, *shared[:1]], []), level=LandscapeLevel.AUTO)) == ["a", "b", "s0"]


def test_many_lines_show_their_labels_on_demand():
    elements = [system("a"), *(external(f"e{number}") for number in range(41))]
    flows = [f"a -> e{number}: ask" for number in range(41)]
    assert landscape(model(elements, flows), fold_groups=False, labels_on_demand=True).labels_on_demand
    assert not landscape(model(elements, flows[1:]), fold_groups=False, labels_on_demand=True).labels_on_demand


@pytest.mark.parametrize(
    ("depth", "elements"),
    [
        (0, ["tax"]),
        (1, ["shop", "mail", "tax"]),
        (2, ["ann", "shop", "bank", "sso", "mail", "tax"]),
        (3, ["ann", "bob", "shop", "bank", "sso", "mail", "tax"]),
    ],
)
def test_focus_keeps_elements_within_its_depth(depth, elements):
    assert element_names(landscape(focus=("tax",), depth=depth)) == elements


def test_focus_must_name_an_element_of_the_model():
    with pytest.raises(NameLookupError, match="tex"):
        landscape(focus=("tex",))


def test_label_of_more_than_three_flows_is_their_number():
    flows = [f"ann -> shop: step {number}" for number in range(4)]
    many = landscape(model([person("ann"), system("shop")], flows)).relationships[0]
    few = landscape(model([person("ann"), system("shop")], flows[1:])).relationships[0]
    assert [label.text for label in many.edge_labels] == ["4 flows"]
    assert [label.text for label in few.edge_labels] == ["step 1", "step 2", "step 3"]
    assert len(many.labels) == 4


@given(st.sampled_from(LandscapeLevel), st.integers(0, 3))
def test_every_end_of_a_line_is_drawn(level, depth):
    result = landscape(level=level, focus=("shop",), depth=depth)
    ends = {end for line in result.relationships for end in (line.source, line.target)}
    assert ends <= set(element_names(result))


def test_landscape_with_labels_on_demand_can_be_laid_out():
    elements = [system("a"), *(external(f"e{number}") for number in range(41))]
    result = landscape(
        model(elements, [f"a -> e{number}: ask" for number in range(41)]), fold_groups=False, labels_on_demand=True
    )
    (geometry,) = lay_out([result])
    assert len(geometry.lines) == 41
