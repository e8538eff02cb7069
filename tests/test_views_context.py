"""What a context view shows."""

from __future__ import annotations

import pytest
from models import element_names, external, flow, model, part, person, relationships, system

from sphinxcontrib_c4.model import Kind, ModelFile
from sphinxcontrib_c4.views import Label, Selection, ViewKind, view

UNFOLDED = Selection(fold_groups=False)


def context(of, selection=UNFOLDED):
    return view(of, ViewKind.CONTEXT, "shop", selection)


def test_flows_of_parts_are_lifted_to_their_systems():
    shown = context(
        model(
            [person("ann"), system("shop"), part("shop.web"), part("shop.web.cart"), system("bank"), part("bank.api")],
            ["ann -> shop.web: buy", "shop.web.cart ~> bank.api: charge"],
        )
    )
    assert element_names(shown) == ["ann", "shop", "bank"]
    assert relationships(shown) == ["ann -> shop: buy", "shop ~> bank: charge"]
    assert shown.boundaries == ()


def test_flows_inside_the_subject_and_among_its_neighbours_are_not_shown():
    shown = context(
        model(
            [system("shop"), part("shop.web"), part("shop.db"), external("bank"), external("tax"), external("far")],
            ["shop.web -> shop.db", "shop -> bank", "shop -> tax", "bank -> tax", "tax -> far"],
        )
    )
    assert element_names(shown) == ["shop", "bank", "tax"]
    assert relationships(shown) == ["shop -> bank: call", "shop -> tax: call"]


def test_a_flow_of_the_system_to_itself_is_shown_and_one_between_its_parts_is_not():
    elements = [system("shop"), part("shop.web"), part("shop.db")]
    assert relationships(context(model(elements, ["shop -> shop: remind"]))) == ["shop -> shop: remind"]
    assert (
        relationships(context(model(elements, ["shop.web -> shop.web", "shop.web -> shop", "shop.web -> shop.db"])))
        == []
    )


def test_one_relationship_for_each_direction_and_mode_lists_every_distinct_flow_once():
    told = ["shop -> bank: pay", "bank ~> shop: tell", "shop ~> bank: pay", "shop -> bank: refund", "shop ?> bank: ask"]
    of = model([system("shop"), part("shop.web"), external("bank")], [*told, "shop.web -> bank: pay"])
    assert relationships(context(of)) == [
        "shop -> bank: pay | refund",
        "shop ~> bank: pay",
        "shop ?> bank: ask",
        "bank ~> shop: tell",
    ]
    assert context(of).relationships[0].labels[0] == Label(text="pay", flow="shop -> bank: pay")


def test_the_protocol_tells_two_flows_of_the_same_words_apart():
    flows = [flow("shop -> bank: pay", name="a", protocol="HTTPS"), flow("shop -> bank: pay", name="b", protocol="MQ")]
    [relationship] = context(model([system("shop"), external("bank")], flows)).relationships
    assert [label.flow for label in relationship.labels] == ["a", "b"]


class TestFolding:
    ELEMENTS = (
        external("mail", "Comms"),
        system("shop", group="Comms"),
        external("sms", "Comms"),
        system("push", group="Comms"),
        external("tax", "Law"),
        external("bank"),
        external("chat", "Comms"),
    )
    FLOWS = tuple(f"shop -> {name}: {name}" for name in ("mail", "sms", "push", "tax", "bank"))

    def test_external_systems_of_one_group_are_one_box(self):
        shown = context(model(self.ELEMENTS, [*self.FLOWS, "sms ~> shop: bounce"]), Selection())
        assert element_names(shown) == ["group:Comms", "shop", "push", "tax", "bank"]
        assert relationships(shown)[:2] == ["group:Comms ~> shop: bounce", "shop -> group:Comms: mail | sms"]
        box = shown.elements[0].element
        assert (box.title, box.kind, box.external) == ("Comms", Kind.SYSTEM, True)
        assert (box.technology, box.description) == ("2 systems", "Mail, Sms")

    def test_a_flow_inside_a_folded_group_does_not_unfold_it(self):
        shown = context(model(self.ELEMENTS, [*self.FLOWS, "sms -> mail"]), Selection())
        assert "group:Comms" in element_names(shown)

    @pytest.mark.parametrize(
        ("group", "title"),
        [("mail_services", "Mail services"), ("comms", "Comms"), ("AWS", "AWS"), ("Comms & Mail", "Comms & Mail")],
    )
    def test_a_group_that_is_written_like_an_id_has_a_title(self, group, title):
        elements = [system("shop"), *(external(name, group) for name in ("sms", "mail"))]
        shown = context(model(elements, ["shop -> sms", "shop -> mail"]), Selection())
        assert [item.element.title for item in shown.elements if item.element.name == f"group:{group}"] == [title]

    def test_what_is_left_alone_by_a_filter_stands_as_itself(self):
        shown = context(model(self.ELEMENTS, self.FLOWS), Selection(exclude=("mail",)))
        assert element_names(shown) == ["shop", "sms", "push", "tax", "bank"]

    def test_folding_can_be_switched_off(self):
        shown = context(model(self.ELEMENTS, self.FLOWS))
        assert element_names(shown) == ["mail", "shop", "sms", "push", "tax", "bank"]


def test_title_and_first_sentence():
    described = model([system("shop", title="The Shop", description="Sells books,\ne.g. Novels. Ships them too.")])
    assert context(described).title == "System context of The Shop"
    assert context(described).description == "Sells books, e.g. Novels."
    file = ModelFile(path="shop.yaml", digest="", primary_system="shop", description="A shop! And more.")
    assert context(model([system("shop")], files=(file,))).description == "A shop!"
    assert context(model([system("shop")])).description == ""


def test_a_system_that_nothing_joins_is_shown_alone():
    assert element_names(context(model([system("shop"), external("bank")]))) == ["shop"]
