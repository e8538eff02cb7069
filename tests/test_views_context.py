"""Context views: their boxes, lines and folded groups."""

from __future__ import annotations

import pytest
from models import element_names, external, flow, model, part, person, relationships, system

from sphinxcontrib_c4.model import Kind, ModelFile
from sphinxcontrib_c4.views import Label, Selection, ViewKind, view

UNFOLDED = Selection(fold_groups=False)


def context_view(world, selection=UNFOLDED):
    return view(world, ViewKind.CONTEXT, "shop", selection)


def test_flows_of_parts_are_lifted_to_their_systems():
    result = context_view(
        model(
            [person("ann"), system("shop"), part("shop.web"), part("shop.web.cart"), system("bank"), part("bank.api")],
            ["ann -> shop.web: buy", "shop.web.cart ~> bank.api: charge"],
        )
    )
    assert element_names(result) == ["ann", "shop", "bank"]
    assert relationships(result) == ["ann -> shop: buy", "shop ~> bank: charge"]
    assert result.boundaries == ()


def test_flows_inside_the_subject_and_among_its_neighbours_are_not_shown():
    result = context_view(
        model(
            [system("shop"), part("shop.web"), part("shop.db"), external("bank"), external("tax"), external("far")],
            ["shop.web -> shop.db", "shop -> bank", "shop -> tax", "bank -> tax", "tax -> far"],
        )
    )
    assert element_names(result) == ["shop", "bank", "tax"]
    assert relationships(result) == ["shop -> bank: call", "shop -> tax: call"]


def test_flow_of_the_system_to_itself_is_shown_but_not_one_between_its_parts():
    elements = [system("shop"), part("shop.web"), part("shop.db")]
    assert relationships(context_view(model(elements, ["shop -> shop: remind"]))) == ["shop -> shop: remind"]
    assert (
        relationships(
            context_view(model(elements, ["shop.web -> shop.web", "shop.web -> shop", "shop.web -> shop.db"]))
        )
        == []
    )


def test_relationship_of_each_direction_and_mode_lists_every_distinct_flow_once():
    flows = [
        "shop -> bank: pay",
        "bank ~> shop: tell",
        "shop ~> bank: pay",
        "shop -> bank: refund",
        "shop ?> bank: ask",
    ]
    world = model([system("shop"), part("shop.web"), external("bank")], [*flows, "shop.web -> bank: pay"])
    assert relationships(context_view(world)) == [
        "shop -> bank: pay | refund",
        "shop ~> bank: pay",
        "shop ?> bank: ask",
        "bank ~> shop: tell",
    ]
    assert context_view(world).relationships[0].labels[0] == Label(text="pay", flow="shop -> bank: pay")


def test_flows_with_the_same_label_and_different_protocols_are_listed_separately():
    flows = [flow("shop -> bank: pay", name="a", protocol="HTTPS"), flow("shop -> bank: pay", name="b", protocol="MQ")]
    [relationship] = context_view(model([system("shop"), external("bank")], flows)).relationships
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
        result = context_view(model(self.ELEMENTS, [*self.FLOWS, "sms ~> shop: bounce"]), Selection())
        assert element_names(result) == ["group:Comms", "shop", "push", "tax", "bank"]
        assert relationships(result)[:2] == ["group:Comms ~> shop: bounce", "shop -> group:Comms: mail | sms"]
        box = result.elements[0].element
        assert (box.title, box.kind, box.external) == ("Comms", Kind.SYSTEM, True)
        assert (box.technology, box.description) == ("2 systems", "Mail, Sms")

    def test_flow_inside_a_folded_group_does_not_unfold_it(self):
        result = context_view(model(self.ELEMENTS, [*self.FLOWS, "sms -> mail"]), Selection())
        assert "group:Comms" in element_names(result)

    @pytest.mark.parametrize(
        ("group", "title"),
        [("mail_services", "Mail services"), ("comms", "Comms"), ("AWS", "AWS"), ("Comms & Mail", "Comms & Mail")],
    )
    def test_group_with_a_name_like_an_id_has_a_readable_title(self, group, title):
        elements = [system("shop"), *(external(name, group) for name in ("sms", "mail"))]
        result = context_view(model(elements, ["shop -> sms", "shop -> mail"]), Selection())
        assert [item.element.title for item in result.elements if item.element.name == f"group:{group}"] == [title]

    def test_single_member_that_a_filter_leaves_is_not_folded(self):
        result = context_view(model(self.ELEMENTS, self.FLOWS), Selection(exclude=("mail",)))
        assert element_names(result) == ["shop", "sms", "push", "tax", "bank"]

    def test_folding_can_be_disabled(self):
        result = context_view(model(self.ELEMENTS, self.FLOWS))
        assert element_names(result) == ["mail", "shop", "sms", "push", "tax", "bank"]


def test_context_has_a_title_and_the_first_sentence_of_a_description():
    world = model([system("shop", title="The Shop", description="Sells books,\ne.g. Novels. Ships them too.")])
    assert context_view(world).title == "System context of The Shop"
    assert context_view(world).description == "Sells books, e.g. Novels."
    file = ModelFile(path="shop.yaml", digest="", primary_system="shop", description="A shop! And more.")
    assert context_view(model([system("shop")], files=(file,))).description == "A shop!"
    assert context_view(model([system("shop")])).description == ""


def test_system_without_flows_is_shown_alone():
    assert element_names(context_view(model([system("shop"), external("bank")]))) == ["shop"]
