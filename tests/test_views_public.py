"""Views of the public models: numbers that were counted by hand, and content that readers need."""

from __future__ import annotations

from functools import cache

import pytest
from models import element_boundaries, element_names, relationships

from sphinxcontrib_c4.model import load
from sphinxcontrib_c4.views import DEFINITIONS, ViewKind, subjects, view

SYSTEMS = ("learn-ai", "micromasters", "mit-learn", "mitxonline", "mitxonline-openedx")

_load = cache(load)


@pytest.fixture
def landscape(shared_data):
    return _load(shared_data / "mit-open-learning" / "models")


def test_number_of_views_of_each_kind(landscape):
    count = {kind: len(subjects(landscape, kind)) for kind in DEFINITIONS}
    assert count == {
        ViewKind.LANDSCAPE: 1,
        ViewKind.CONTEXT: 5,
        ViewKind.CONTAINER: 5,
        ViewKind.COMPONENT: 1,
        ViewKind.DYNAMIC: 20,
    }


def test_landscape_has_at_most_thirty_boxes(landscape):
    result = view(landscape, ViewKind.LANDSCAPE, landscape.name)
    assert set(SYSTEMS) < set(element_names(result))
    assert len(element_names(result)) <= 30
    assert "learn-ai -> group:Comms & Analytics: OTLP traces" in relationships(result)


@pytest.mark.parametrize("system", SYSTEMS)
def test_container_view_shows_all_containers_and_no_part_of_another_system(landscape, system):
    result = view(landscape, ViewKind.CONTAINER, system)
    assert {n for n, boundary in element_boundaries(result).items() if boundary} == {
        c.name for c in landscape.children(system)
    }
    assert not [n for n, boundary in element_boundaries(result).items() if not boundary and "." in n]


def test_flow_that_two_files_define_is_drawn_once_at_the_named_container(landscape):
    lines = [
        line
        for line in relationships(view(landscape, ViewKind.CONTAINER, "mit-learn"))
        if "Pull course/program" in line
    ]
    assert lines == ["mit-learn.celery-edx ~> mitxonline: Pull course/program catalog"]


def test_component_view_shows_flows_that_enter_at_the_boundary(landscape):
    result = view(landscape, ViewKind.COMPONENT, "mit-learn.django-web")
    entry = "mit-learn.django-web"  # these flows name no component
    assert f"mit-learn.nginx -> {entry}: Forward request" in relationships(result)
    assert f"vault -> {entry}: Secrets + dynamic DB creds" in relationships(result)
    assert f"data-platform ~> {entry}: Content webhooks (HMAC)" in relationships(result)
    [learn_ai] = [line for line in relationships(result) if line.startswith(f"learn-ai -> {entry}: ")]
    assert "Vector/syllabus search (tool calls)" in learn_ai
    assert result.note == ""


def test_dynamic_view_lists_the_steps_in_order(landscape):
    result = view(landscape, ViewKind.DYNAMIC, "mit-learn.browse-search")
    assert relationships(result)[:2] == [
        "1. learner -> fastly: HTTPS search request",
        "2. fastly -> apisix: Route API call",
    ]
    assert len(relationships(result)) == 7
