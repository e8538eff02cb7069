"""Text alternatives of views."""

from __future__ import annotations

from dataclasses import replace

from drawing_samples import element, geometry

from sphinxcontrib_c4.drawing import text_alternative
from sphinxcontrib_c4.model import Kind, Mode
from sphinxcontrib_c4.views import Boundary, Label, Relationship, ViewElement, ViewKind

VIEW = geometry(
    element("learner", Kind.PERSON, description="Takes courses."),
    element("lms", title="LMS", technology="Django"),
    element("mail", Kind.SYSTEM, external=True),
    element("idp", Kind.SYSTEM, external=True),
    lines=((0, 1, Mode.SYNC, "take course", None), (1, 2, Mode.ASYNC, "send mail", None)),
).view


def test_flows_are_lines_with_ends_labels_and_modes():
    assert text_alternative(VIEW).flows == (
        "Learner → LMS: take course (HTTPS, synchronous)",
        "LMS → Mail: send mail (HTTPS, asynchronous)",
    )


def test_elements_have_their_types_and_descriptions():
    assert text_alternative(VIEW).elements == (
        "Learner [Person]: Takes courses.",
        "LMS [Django]",
        "Mail [External system]",
        "Idp [External system]",
    )


def test_summary_counts_elements_and_flows():
    summary = text_alternative(VIEW).summary
    assert summary == "Parts of it: 1 person, 1 container, 2 external systems; 2 flows, 1 of them asynchronous."


def test_summary_ends_with_the_note_of_the_view():
    summary = text_alternative(replace(VIEW, note="Flows that name no component are drawn at Api.")).summary
    assert summary.endswith("asynchronous. Flows that name no component are drawn at Api.")


def test_summary_of_a_scenario_counts_steps():
    assert "; 2 steps, 1 of them asynchronous." in text_alternative(replace(VIEW, kind=ViewKind.DYNAMIC)).summary


def test_summary_of_an_empty_view_is_its_title():
    assert text_alternative(replace(VIEW, elements=(), relationships=())).summary == "Parts of it."


def test_flows_of_one_relationship_are_all_listed():
    labels = (Label(text="ask"), Label(text="tell", protocol="AMQP"))
    pair = Relationship(source="learner", target="outer", mode=Mode.UNKNOWN, labels=labels)
    bare = Relationship(source="learner", target="unknown", mode=Mode.UNKNOWN)
    assert text_alternative(replace(VIEW, relationships=(pair, bare))).flows == (
        "Learner → Outer: ask",
        "Learner → Outer: tell (AMQP)",
        "Learner → unknown",
    )


def test_elements_with_one_title_are_told_apart_by_their_boundaries():
    shop, stock = (Boundary(name=name, title=name.capitalize()) for name in ("shop", "stock"))
    names = {"shop.web": "shop", "stock.web": "stock", "web": ""}
    elements = tuple(ViewElement(element=element(name, title="Web"), boundary=at) for name, at in names.items())
    calls = tuple(
        Relationship(source=source, target=target, mode=Mode.SYNC, labels=())
        for source, target in (("web", "shop.web"), ("shop.web", "stock.web"), ("stock.web", "stock"))
    )
    sentences = text_alternative(replace(VIEW, elements=elements, boundaries=(shop, stock), relationships=calls))
    assert sentences.elements == ("Web (Shop) [Container]", "Web (Stock) [Container]", "Web [Container]")
    assert sentences.flows == (
        "Web → Web (Shop) (synchronous)",
        "Web (Shop) → Web (Stock) (synchronous)",
        "Web (Stock) → Stock (synchronous)",
    )
