"""Landscape views: their boxes, lines, boundaries and folded groups."""

from __future__ import annotations

from dataclasses import replace

from models import element_boundaries, element_names, external, model, part, person, relationships, system

from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import Boundary, Selection, ViewKind, view

ALL = Selection()


def landscape(world, selection=ALL):
    return view(world, ViewKind.LANDSCAPE, "world", selection)


def test_every_system_and_person_is_shown_unless_hidden():
    result = landscape(
        model(
            [
                person("ann"),
                system("shop"),
                part("shop.web"),
                system("bank"),
                external("tax"),
                system("old", hidden=True),
            ],
            ["ann -> shop.web: buy", "shop -> old: migrate", "shop.web -> shop.web"],
            description="All we have. And more.",
        )
    )
    assert element_names(result) == ["ann", "shop", "bank", "tax"]
    assert relationships(result) == ["ann -> shop: buy"]
    assert (result.subject, result.title, result.description) == ("world", "Landscape of World", "All we have.")


def test_title_with_the_word_landscape_has_no_prefix():
    assert landscape(replace(model([system("shop")]), title="Our landscape")).title == "Our landscape"


class TestBoundaries:
    def test_groups_and_shared_systems_are_in_boundaries(self):
        result = landscape(
            model(
                [system("shop"), system("bank", shared=True), system("sso", shared=True), external("cdn", shared=True)],
                groups={"Selling": ("shop", "bank"), "Empty": ()},
            )
        )
        assert element_boundaries(result) == {
            "shop": "group:Selling",
            "bank": "group:Selling",
            "sso": "group:Shared services",
            "cdn": "group:Shared services",
        }
        assert result.boundaries == (
            Boundary(name="group:Selling", title="Selling"),
            Boundary(name="group:Shared services", title="Shared services"),
        )

    def test_external_system_is_in_the_boundary_with_the_title_of_its_group(self):
        elements = [system("shop"), external("a", "Selling"), external("b", "Selling"), external("c", "Other")]
        result = landscape(model(elements, groups={"Selling": ("shop",)}))
        assert element_boundaries(result) == {
            "shop": "group:Selling",
            "a": "group:Selling",
            "b": "group:Selling",
            "c": "",
        }

    def test_group_with_the_title_of_shared_services_contains_them(self):
        result = landscape(model([system("shop"), system("sso", shared=True)], groups={"Shared services": ("shop",)}))
        assert set(element_boundaries(result).values()) == {"group:Shared services"}
        assert len(result.boundaries) == 1


class TestFolding:
    ELEMENTS = (
        system("shop"),
        system("bank"),
        external("mail", "Comms"),
        external("sms", "Comms"),
        external("chat", "Comms"),
        external("law", "Law"),
        external("tax", "Law", shared=True),
    )
    FLOWS = ("shop -> mail: send", "bank ~> sms: text", "shop -> chat: say", "bank -> chat: say", "shop -> law: ask")

    def test_external_systems_of_a_group_with_one_neighbour_each_are_folded(self):
        result = landscape(model(self.ELEMENTS, self.FLOWS))
        assert element_names(result) == ["shop", "bank", "group:Comms", "chat", "law", "tax"]
        assert relationships(result) == [
            "shop -> group:Comms: send",
            "shop -> chat: say",
            "shop -> law: ask",
            "bank ~> group:Comms: text",
            "bank -> chat: say",
        ]

    def test_members_with_a_flow_between_them_are_not_folded(self):
        result = landscape(model(self.ELEMENTS, ["mail -> sms: forward", "shop -> chat: say"]))
        assert "mail -> sms: forward" in relationships(result)

    def test_folding_can_be_disabled(self):
        result = landscape(model(self.ELEMENTS, self.FLOWS), Selection(fold_groups=False))
        assert element_names(result) == ["shop", "bank", "mail", "sms", "chat", "law", "tax"]


def test_filters_remove_people_and_external_systems_without_remaining_flows():
    elements = [person("ann"), system("shop"), system("bank"), external("tax"), external("lone")]
    world = model(elements, ["ann -> shop", "shop ~> bank", "bank -> tax"])
    # A filter that removes the last flow of a person or an external system removes the box, too.
    # Internal systems stay, and so do elements that never had a flow.
    assert element_names(landscape(world, Selection(modes=frozenset({Mode.ASYNC})))) == ["shop", "bank", "lone"]
    assert element_names(landscape(world, Selection(exclude=("bank",)))) == ["ann", "shop", "lone"]
    assert element_names(landscape(world, Selection(include=("shop", "bank")))) == ["shop", "bank"]
