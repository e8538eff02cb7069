"""Views of real models, counted by hand or held to what their readers need."""

from __future__ import annotations

from functools import cache

import pytest
from models import element_boundaries, element_names, relationships

from sphinxcontrib_c4.model import load
from sphinxcontrib_c4.views import DEFINITIONS, ViewKind, subjects, view

SYSTEMS = ("learn-ai", "micromasters", "mit-learn", "mitxonline", "mitxonline-openedx")

_load = cache(load)


@pytest.fixture
def composed(shared_data):
    return _load(shared_data / "mit-open-learning" / "models")


def test_there_are_thirty_two_views(composed):
    count = {kind: len(subjects(composed, kind)) for kind in DEFINITIONS}
    assert count == {
        ViewKind.LANDSCAPE: 1,
        ViewKind.CONTEXT: 5,
        ViewKind.CONTAINER: 5,
        ViewKind.COMPONENT: 1,
        ViewKind.DYNAMIC: 20,
    }


def test_the_landscape_holds_what_a_reader_can_take_in(composed):
    shown = view(composed, ViewKind.LANDSCAPE, composed.name)
    assert set(SYSTEMS) < set(element_names(shown))
    assert len(element_names(shown)) <= 30
    assert "learn-ai -> group:Comms & Analytics: OTLP traces" in relationships(shown)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_container_view_shows_all_containers_and_no_part_of_another_system(composed, system):
    shown = view(composed, ViewKind.CONTAINER, system)
    assert {n for n, boundary in element_boundaries(shown).items() if boundary} == {
        c.name for c in composed.children(system)
    }
    assert not [n for n, boundary in element_boundaries(shown).items() if not boundary and "." in n]


def test_a_catalog_that_two_files_tell_of_is_pulled_once_and_by_the_worker(composed):
    told = [
        line for line in relationships(view(composed, ViewKind.CONTAINER, "mit-learn")) if "Pull course/program" in line
    ]
    assert told == ["mit-learn.celery-edx ~> mitxonline: Pull course/program catalog"]


def test_the_component_view_shows_where_the_outside_comes_in(composed):
    shown = view(composed, ViewKind.COMPONENT, "mit-learn.django-web")
    entry = "mit-learn.django-web"  # these flows name no component
    assert f"mit-learn.nginx -> {entry}: Forward request" in relationships(shown)
    assert f"vault -> {entry}: Secrets + dynamic DB creds" in relationships(shown)
    assert f"data-platform ~> {entry}: Content webhooks (HMAC)" in relationships(shown)
    [learn_ai] = [line for line in relationships(shown) if line.startswith(f"learn-ai -> {entry}: ")]
    assert "Vector/syllabus search (tool calls)" in learn_ai
    assert shown.note == ""


def test_a_scenario_is_told_step_by_step(composed):
    shown = view(composed, ViewKind.DYNAMIC, "mit-learn.browse-search")
    assert relationships(shown)[:2] == [
        "1. learner -> fastly: HTTPS search request",
        "2. fastly -> apisix: Route API call",
    ]
    assert len(relationships(shown)) == 7
