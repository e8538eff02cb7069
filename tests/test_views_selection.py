"""Selections: elements and flows that filters keep, and errors in filters."""

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


def filtered_view(kind=ViewKind.CONTAINER, **selection):
    return view(WORLD, kind, "world" if kind is ViewKind.LANDSCAPE else "shop", Selection(**selection))


class TestExclude:
    def test_element_is_removed_with_its_flows(self):
        assert element_names(filtered_view(exclude=("bank", "ann"))) == ["shop.web", "shop.db", "tax", "mail"]

    def test_part_of_the_subject_is_removed_with_neighbours_of_its_own(self):
        assert element_names(filtered_view(exclude=("db",))) == ["ann", "shop.web", "bank", "mail"]

    def test_flows_of_a_part_without_a_box_are_removed(self):
        assert "ann -> shop: buy" in relationships(filtered_view(ViewKind.CONTEXT, exclude=("shop.db",)))
        assert "tax" not in element_names(filtered_view(ViewKind.CONTEXT, exclude=("shop.db",)))
        assert "shop.web -> bank: ask" in relationships(filtered_view(exclude=("cart",)))

    def test_excluding_a_system_excludes_its_containers_everywhere(self):
        assert relationships(filtered_view(ViewKind.LANDSCAPE, exclude=("shop",))) == []

    def test_tag_removes_elements_and_flows(self):
        assert element_names(filtered_view(exclude=("tag:money",))) == ["ann", "shop.web", "shop.db", "mail"]
        assert element_names(filtered_view(exclude=("tag:store",))) == ["ann", "shop.web", "bank", "mail"]
        assert "shop.web -> bank: ask" in relationships(filtered_view(exclude=("tag:secret",)))
        assert "bank" not in element_names(filtered_view(exclude=("tag:secret", "tag:law")))

    def test_tag_does_not_remove_the_subject_and_its_parents(self):
        assert "shop" in element_names(filtered_view(ViewKind.CONTEXT, exclude=("tag:own",)))
        components = view(WORLD, ViewKind.COMPONENT, "shop.web", Selection(exclude=("tag:own",)))
        assert "shop.web.cart" in element_names(components)

    def test_subject_cannot_be_excluded_by_name(self):
        with pytest.raises(NameLookupError, match="'shop' is the subject of the view and cannot be excluded"):
            filtered_view(exclude=("shop",))


class TestInclude:
    def test_only_named_neighbours_stay_around_the_subject(self):
        assert element_names(filtered_view(include=("tax", "ann"))) == ["ann", "shop.web", "shop.db", "tax"]

    def test_name_of_a_container_keeps_the_box_of_its_system(self):
        assert element_names(filtered_view(include=("bank.api",))) == ["shop.web", "shop.db", "bank"]

    def test_tag_of_elements_keeps_them(self):
        assert element_names(filtered_view(include=("tag:law",))) == ["shop.web", "shop.db", "tax"]

    def test_tag_of_flows_keeps_only_these_flows(self):
        result = filtered_view(include=("tag:secret",))
        assert element_names(result) == ["shop.web", "shop.db", "bank"]
        assert relationships(result) == ["shop.web -> bank: pay"]

    def test_flow_tag_and_name_together_must_both_match(self):
        assert relationships(filtered_view(include=("tag:secret", "mail"))) == []

    def test_only_named_systems_stay_in_a_landscape(self):
        assert element_names(filtered_view(ViewKind.LANDSCAPE, include=("shop", "mail"))) == ["shop", "mail"]


def test_modes_keep_their_flows_and_the_ends_of_these():
    result = filtered_view(modes=frozenset({Mode.ASYNC}))
    assert element_names(result) == ["shop.web", "shop.db", "tax", "mail"]
    assert relationships(result) == ["shop.web ~> mail: send", "shop.db ~> tax: report"]


def test_direction_of_the_selection_is_that_of_the_view():
    assert filtered_view(direction=Direction.DOWN).direction is Direction.DOWN


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
    def test_parts_of_the_subject_are_removed_if_only_others_are_named(self, include, boxes):
        assert element_names(filtered_view(include=include)) == boxes

    def test_context_keeps_its_subject(self):
        assert "shop" in element_names(filtered_view(ViewKind.CONTEXT, include=("mail",)))


class TestFiltersWithoutResult:
    ASYNC = frozenset({Mode.ASYNC})

    @pytest.mark.parametrize(
        ("filters", "filter_names"),
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
    def test_filters_that_empty_a_view_are_named(self, filters, filter_names):
        selection = Selection(**filters)
        assert emptying_filters(WORLD, view(WORLD, ViewKind.CONTAINER, "shop", selection), selection) == filter_names

    def test_filter_that_removes_all_boxes_of_a_view_without_flows_is_named(self):
        world = model([system("shop"), part("shop.web"), part("shop.db")])
        for entries, filter_names in ((("web",), ()), (("web", "db"), ("exclude",))):
            selection = Selection(exclude=entries)
            result = view(world, ViewKind.CONTAINER, "shop", selection)
            assert emptying_filters(world, result, selection) == filter_names

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
    def test_included_entries_outside_the_view_are_named(self, include, missing):
        other_systems = [external("far", tags=("remote",)), external("farther")]
        world = model(
            [*WORLD.elements.values(), *other_systems], [*WORLD.flows, flow("far -> farther: whisper", tags=("afar",))]
        )
        selection = Selection(include=include)
        assert unmatched_entries(world, view(world, ViewKind.CONTAINER, "shop", selection), selection) == missing
        landscape = view(world, ViewKind.LANDSCAPE, "world", selection)
        assert unmatched_entries(world, landscape, selection) == ()


class TestNames:
    def test_all_unknown_names_are_reported_together_with_suggestions(self):
        with pytest.raises(NameLookupError) as caught:
            filtered_view(include=("tax", "bnak"), exclude=("tag:secrt", "nowhere", "shop"))
        message = str(caught.value)
        assert all(part in message for part in ("'bnak'", "'bank'", "'secrt'", "'tag:secret'", "'nowhere'"))
        assert "'shop' is the subject of the view" in message
        assert "'tax'" not in message.replace("did you mean 'tax'", "")

    def test_tags_and_elements_are_not_interchangeable(self):
        for entry in ("money", "tag:bank"):
            with pytest.raises(NameLookupError):
                filtered_view(exclude=(entry,))

    def test_error_of_an_unknown_tag_names_the_nearest_tag_or_all_tags(self):
        with pytest.raises(NameLookupError) as caught:
            filtered_view(include=("tag:stroe",))
        assert str(caught.value) == "nothing in the model has the tag 'stroe'; did you mean 'tag:store'?"
        with pytest.raises(NameLookupError) as caught:
            filtered_view(include=("tag:nope",))
        assert str(caught.value) == (
            "nothing in the model has the tag 'nope'; the tags are 'law', 'money', 'own', 'secret' and 'store'"
        )
        with pytest.raises(NameLookupError, match="'nope'; the model has no tags"):
            view(model([system("shop")]), ViewKind.CONTEXT, "shop", Selection(exclude=("tag:nope",)))
        many = model([system("shop", tags=tuple(f"t{n}" for n in range(20)))])
        with pytest.raises(NameLookupError, match="it has 20 tags, such as 't0'"):
            view(many, ViewKind.CONTEXT, "shop", Selection(exclude=("tag:nope",)))

    def test_error_of_a_title_suggests_the_name(self):
        world = model([system("shop"), part("shop.w1", title="Front door"), person("ann")])
        with pytest.raises(NameLookupError, match=r"did you mean 'shop\.w1'"):
            view(world, ViewKind.CONTAINER, "shop", Selection(exclude=("Front door",)))

    def test_error_of_a_tag_without_prefix_suggests_the_prefix(self):
        with pytest.raises(NameLookupError, match="did you mean 'tag:money'"):
            filtered_view(include=("money",))

    @pytest.mark.parametrize("kind", [ViewKind.CONTAINER, ViewKind.DYNAMIC, ViewKind.COMPONENT])
    def test_view_of_an_element_of_the_wrong_kind_is_an_error(self, kind):
        with pytest.raises(NameLookupError, match="tax"):
            view(WORLD, kind, "tax")

    def test_container_with_the_name_of_the_scenario_can_be_excluded(self):
        story = scenario("shop.web", "ann -> shop.web", "shop.web -> tax", system="shop")
        world = model(WORLD.elements.values(), scenarios=[story])
        assert element_names(view(world, ViewKind.DYNAMIC, "shop.web", Selection(exclude=("ann",)))) == [
            "shop.web",
            "tax",
        ]
        assert element_names(view(world, ViewKind.DYNAMIC, "shop.web", Selection(exclude=("shop.web",)))) == []
