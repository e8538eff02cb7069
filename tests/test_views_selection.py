"""What a selection keeps and leaves out."""

from __future__ import annotations

import pytest
from models import element_names, external, flow, model, part, person, relationships, scenario, system

from sphinxcontrib_c4.model import Mode, NameLookupError
from sphinxcontrib_c4.views import Direction, Selection, ViewKind, emptying_filters, unmatched_entries, view

WORLD = model(
    [
        person("ann"),
        system("shop", tags=("own",)),
        part("shop.web", tags=("own",)),
        part("shop.web.cart"),
        part("shop.db", tags=("store",)),
        system("bank", tags=("money",)),
        part("bank.api"),
        external("tax", tags=("money", "law")),
        external("mail"),
    ],
    [
        "ann -> shop.web: buy",
        flow("shop.web.cart -> bank.api: pay", tags=("secret",)),
        flow("shop.web -> bank: ask", tags=("law",)),
        "shop.db ~> tax: report",
        "shop.web ~> mail: send",
        "shop.web -> shop.db: save",
    ],
)


def shown(kind=ViewKind.CONTAINER, **selection):
    return view(WORLD, kind, "world" if kind is ViewKind.LANDSCAPE else "shop", Selection(**selection))


class TestExclude:
    def test_an_element_goes_with_its_flows(self):
        assert element_names(shown(exclude=("bank", "ann"))) == ["shop.web", "shop.db", "tax", "mail"]

    def test_a_part_of_the_subject_goes_and_so_does_what_only_it_is_joined_to(self):
        assert element_names(shown(exclude=("db",))) == ["ann", "shop.web", "bank", "mail"]

    def test_the_flows_of_a_part_that_is_not_drawn_itself_go(self):
        assert "ann -> shop: buy" in relationships(shown(ViewKind.CONTEXT, exclude=("shop.db",)))
        assert "tax" not in element_names(shown(ViewKind.CONTEXT, exclude=("shop.db",)))
        assert "shop.web -> bank: ask" in relationships(shown(exclude=("cart",)))

    def test_excluding_a_system_excludes_its_containers_everywhere(self):
        assert relationships(shown(ViewKind.LANDSCAPE, exclude=("shop",))) == []

    def test_a_tag_takes_elements_and_flows(self):
        assert element_names(shown(exclude=("tag:money",))) == ["ann", "shop.web", "shop.db", "mail"]
        assert element_names(shown(exclude=("tag:store",))) == ["ann", "shop.web", "bank", "mail"]
        assert "shop.web -> bank: ask" in relationships(shown(exclude=("tag:secret",)))
        assert "bank" not in element_names(shown(exclude=("tag:secret", "tag:law")))

    def test_a_tag_leaves_the_subject_and_what_it_is_inside_of(self):
        assert "shop" in element_names(shown(ViewKind.CONTEXT, exclude=("tag:own",)))
        components = view(WORLD, ViewKind.COMPONENT, "shop.web", Selection(exclude=("tag:own",)))
        assert "shop.web.cart" in element_names(components)

    def test_the_subject_cannot_be_excluded_by_name(self):
        with pytest.raises(NameLookupError, match="'shop' is the subject of the view and cannot be excluded"):
            shown(exclude=("shop",))


class TestInclude:
    def test_just_the_named_neighbours_stay_around_the_subject(self):
        assert element_names(shown(include=("tax", "ann"))) == ["ann", "shop.web", "shop.db", "tax"]

    def test_naming_a_container_keeps_the_system_that_stands_for_it(self):
        assert element_names(shown(include=("bank.api",))) == ["shop.web", "shop.db", "bank"]

    def test_a_tag_that_elements_bear_names_them(self):
        assert element_names(shown(include=("tag:law",))) == ["shop.web", "shop.db", "tax"]

    def test_a_tag_that_just_flows_bear_keeps_just_these_flows(self):
        kept = shown(include=("tag:secret",))
        assert element_names(kept) == ["shop.web", "shop.db", "bank"]
        assert relationships(kept) == ["shop.web -> bank: pay"]

    def test_both_together_ask_for_both(self):
        assert relationships(shown(include=("tag:secret", "mail"))) == []

    def test_in_a_landscape_just_the_named_systems_stay(self):
        assert element_names(shown(ViewKind.LANDSCAPE, include=("shop", "mail"))) == ["shop", "mail"]


def test_modes_keep_their_flows_and_what_these_join():
    kept = shown(modes=frozenset({Mode.ASYNC}))
    assert element_names(kept) == ["shop.web", "shop.db", "tax", "mail"]
    assert relationships(kept) == ["shop.web ~> mail: send", "shop.db ~> tax: report"]


def test_the_direction_is_handed_on():
    assert shown(direction=Direction.DOWN).direction is Direction.DOWN


class TestIncludeInsideTheSubject:
    @pytest.mark.parametrize(
        ("include", "boxes"),
        [
            (("web",), ["shop.web"]),
            (("web", "mail"), ["shop.web", "mail"]),
            (("cart", "bank"), ["shop.web", "bank"]),
            (("tag:store", "tax"), ["shop.db", "tax"]),
            (("shop", "mail"), ["shop.web", "shop.db", "mail"]),
            (("tag:law",), ["shop.web", "shop.db", "tax"]),
        ],
    )
    def test_parts_of_the_subject_that_are_not_named_go_if_others_are(self, include, boxes):
        assert element_names(shown(include=include)) == boxes

    def test_a_context_keeps_its_subject(self):
        assert "shop" in element_names(shown(ViewKind.CONTEXT, include=("mail",)))


class TestFiltersThatLeaveNothing:
    ASYNC = frozenset({Mode.ASYNC})

    @pytest.mark.parametrize(
        ("filters", "blamed"),
        [
            ({}, ()),
            ({"include": ("ann",)}, ()),
            ({"modes": ASYNC}, ()),
            ({"include": ("tag:secret",)}, ()),
            ({"modes": frozenset({Mode.UNKNOWN})}, ("modes",)),
            ({"exclude": ("web", "db")}, ("exclude",)),
            ({"include": ("tag:secret",), "modes": ASYNC}, ("include", "modes")),
            ({"include": ("ann",), "modes": frozenset({Mode.UNKNOWN})}, ("modes",)),
            ({"exclude": ("web", "db"), "modes": frozenset({Mode.UNKNOWN})}, ("exclude", "modes")),
        ],
    )
    def test_those_that_do_so_are_told(self, filters, blamed):
        selection = Selection(**filters)
        assert emptying_filters(WORLD, view(WORLD, ViewKind.CONTAINER, "shop", selection), selection) == blamed

    def test_a_view_without_flows_may_be_left_without_boxes(self):
        still = model([system("shop"), part("shop.web"), part("shop.db")])
        for entries, blamed in ((("web",), ()), (("web", "db"), ("exclude",))):
            selection = Selection(exclude=entries)
            shown = view(still, ViewKind.CONTAINER, "shop", selection)
            assert emptying_filters(still, shown, selection) == blamed

    @pytest.mark.parametrize(
        ("include", "missing"),
        [
            (("ann", "tax"), ()),
            (("bank.api", "web", "cart"), ()),
            (("tag:law", "tag:secret", "tag:store"), ()),
            (("far", "ann"), ("far",)),
            (("tag:remote", "tag:afar"), ("tag:remote", "tag:afar")),
        ],
    )
    def test_what_is_included_but_not_in_the_view_is_told(self, include, missing):
        away = [external("far", tags=("remote",)), external("farther")]
        wide = model([*WORLD.elements.values(), *away], [*WORLD.flows, flow("far -> farther: whisper", tags=("afar",))])
        selection = Selection(include=include)
        assert unmatched_entries(wide, view(wide, ViewKind.CONTAINER, "shop", selection), selection) == missing
        everywhere = view(wide, ViewKind.LANDSCAPE, "world", selection)
        assert unmatched_entries(wide, everywhere, selection) == ()


class TestNames:
    def test_all_faults_are_told_at_once_with_what_was_meant(self):
        with pytest.raises(NameLookupError) as told:
            shown(include=("tax", "bnak"), exclude=("tag:secrt", "nowhere", "shop"))
        sentence = str(told.value)
        assert all(part in sentence for part in ("'bnak'", "'bank'", "'secrt'", "'tag:secret'", "'nowhere'"))
        assert "'shop' is the subject of the view" in sentence
        assert "'tax'" not in sentence.replace("did you mean 'tax'", "")

    def test_a_tag_is_no_element_and_an_element_no_tag(self):
        for entry in ("money", "tag:bank"):
            with pytest.raises(NameLookupError):
                shown(exclude=(entry,))

    def test_the_nearest_tag_is_told_or_else_the_tags_that_there_are(self):
        with pytest.raises(NameLookupError) as told:
            shown(include=("tag:stroe",))
        assert str(told.value) == "nothing in the model has the tag 'stroe'; did you mean 'tag:store'?"
        with pytest.raises(NameLookupError) as told:
            shown(include=("tag:nope",))
        assert str(told.value) == (
            "nothing in the model has the tag 'nope'; the tags are 'law', 'money', 'own', 'secret' and 'store'"
        )
        with pytest.raises(NameLookupError, match="'nope'; the model has no tags"):
            view(model([system("shop")]), ViewKind.CONTEXT, "shop", Selection(exclude=("tag:nope",)))
        many = model([system("shop", tags=tuple(f"t{n}" for n in range(20)))])
        with pytest.raises(NameLookupError, match="it has 20 tags, such as 't0'"):
            view(many, ViewKind.CONTEXT, "shop", Selection(exclude=("tag:nope",)))

    def test_a_title_leads_to_the_name(self):
        titled = model([system("shop"), part("shop.w1", title="Front door"), person("ann")])
        with pytest.raises(NameLookupError, match=r"did you mean 'shop\.w1'"):
            view(titled, ViewKind.CONTAINER, "shop", Selection(exclude=("Front door",)))

    def test_a_tag_written_as_a_name_is_recognised(self):
        with pytest.raises(NameLookupError, match="did you mean 'tag:money'"):
            shown(include=("money",))

    @pytest.mark.parametrize("kind", [ViewKind.CONTAINER, ViewKind.DYNAMIC, ViewKind.COMPONENT])
    def test_a_view_of_what_has_none_is_refused(self, kind):
        with pytest.raises(NameLookupError, match="tax"):
            view(WORLD, kind, "tax")

    def test_a_container_named_like_the_scenario_may_be_excluded(self):
        story = scenario("shop.web", "ann -> shop.web", "shop.web -> tax", system="shop")
        of = model(WORLD.elements.values(), scenarios=[story])
        assert element_names(view(of, ViewKind.DYNAMIC, "shop.web", Selection(exclude=("ann",)))) == ["shop.web", "tax"]
        assert element_names(view(of, ViewKind.DYNAMIC, "shop.web", Selection(exclude=("shop.web",)))) == []
