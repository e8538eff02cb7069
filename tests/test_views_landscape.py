"""What a landscape view shows."""

from __future__ import annotations

from dataclasses import replace

from models import element_boundaries, element_names, external, model, part, person, relationships, system

from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.views import Boundary, Selection, ViewKind, view

ALL = Selection()


def landscape(of, selection=ALL):
    return view(of, ViewKind.LANDSCAPE, "world", selection)


def test_everything_that_is_not_hidden_is_shown_even_alone():
    shown = landscape(
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
    assert element_names(shown) == ["ann", "shop", "bank", "tax"]
    assert relationships(shown) == ["ann -> shop: buy"]
    assert (shown.subject, shown.title, shown.description) == ("world", "Landscape of World", "All we have.")


def test_a_title_that_tells_of_a_landscape_is_not_made_to_tell_of_it_twice():
    assert landscape(replace(model([system("shop")]), title="Our landscape")).title == "Our landscape"


class TestBoundaries:
    def test_groups_and_shared_systems_stand_in_boundaries(self):
        shown = landscape(
            model(
                [system("shop"), system("bank", shared=True), system("sso", shared=True), external("cdn", shared=True)],
                groups={"Selling": ("shop", "bank"), "Empty": ()},
            )
        )
        assert element_boundaries(shown) == {
            "shop": "group:Selling",
            "bank": "group:Selling",
            "sso": "group:Shared services",
            "cdn": "group:Shared services",
        }
        assert shown.boundaries == (
            Boundary(name="group:Selling", title="Selling"),
            Boundary(name="group:Shared services", title="Shared services"),
        )

    def test_an_external_system_stands_in_the_boundary_that_bears_the_title_of_its_group(self):
        elements = [system("shop"), external("a", "Selling"), external("b", "Selling"), external("c", "Other")]
        shown = landscape(model(elements, groups={"Selling": ("shop",)}))
        assert element_boundaries(shown) == {
            "shop": "group:Selling",
            "a": "group:Selling",
            "b": "group:Selling",
            "c": "",
        }

    def test_a_group_named_like_the_shared_ones_holds_them_all(self):
        shown = landscape(model([system("shop"), system("sso", shared=True)], groups={"Shared services": ("shop",)}))
        assert set(element_boundaries(shown).values()) == {"group:Shared services"}
        assert len(shown.boundaries) == 1


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

    def test_external_systems_of_a_group_that_touch_one_box_each_are_folded(self):
        shown = landscape(model(self.ELEMENTS, self.FLOWS))
        assert element_names(shown) == ["shop", "bank", "group:Comms", "chat", "law", "tax"]
        assert relationships(shown) == [
            "shop -> group:Comms: send",
            "shop -> chat: say",
            "shop -> law: ask",
            "bank ~> group:Comms: text",
            "bank -> chat: say",
        ]

    def test_members_that_exchange_data_stay_apart_so_that_their_flow_is_seen(self):
        shown = landscape(model(self.ELEMENTS, ["mail -> sms: forward", "shop -> chat: say"]))
        assert "mail -> sms: forward" in relationships(shown)

    def test_folding_can_be_switched_off(self):
        shown = landscape(model(self.ELEMENTS, self.FLOWS), Selection(fold_groups=False))
        assert element_names(shown) == ["shop", "bank", "mail", "sms", "chat", "law", "tax"]


def test_filters():
    elements = [person("ann"), system("shop"), system("bank"), external("tax"), external("lone")]
    of = model(elements, ["ann -> shop", "shop ~> bank", "bank -> tax"])
    # People and external systems go when a filter takes their last flow; the systems that the
    # landscape is about stay, and so does what never had a flow.
    assert element_names(landscape(of, Selection(modes=frozenset({Mode.ASYNC})))) == ["shop", "bank", "lone"]
    assert element_names(landscape(of, Selection(exclude=("bank",)))) == ["ann", "shop", "lone"]
    assert element_names(landscape(of, Selection(include=("shop", "bank")))) == ["shop", "bank"]
