"""The cycles of the public MIT landscape, compared with a manual analysis of its flows."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.analysis import CycleClass, Level, Scope, analyse
from sphinxcontrib_c4.model import Severity, load

OTHERS = frozenset(("apisix", "keycloak", "cybersource", "vault"))


@pytest.fixture(scope="module")
def landscape(shared_data):
    return load(shared_data / "mit-open-learning" / "models")


def summary(finding):
    return finding.members, finding.level, finding.cycle_class, finding.severity


def test_cycle_of_learn_and_micromasters_is_aggregation_only(landscape):
    """Workers of both systems pull from the API container of the other system, so no cycle exists at run time.

    mit-learn.yaml: celery-edx ~> micromasters; micromasters.yaml: celery-worker ~> mit-learn.
    """
    (cycle,) = [item for item in analyse(landscape).cycles if item.systems == ("micromasters", "mit-learn")]
    members = ("micromasters", "mit-learn")
    assert summary(cycle) == (members, Level.AGGREGATION_ONLY, CycleClass.FEEDBACK, Severity.INFO)
    assert (cycle.count, cycle.counted_all) == (1, True)


def test_cycle_of_mitx_online_and_its_open_edx_is_answered_by_webhooks(landscape):
    """Enrolment is pushed synchronously and answered by a webhook: one cycle, modelled in two files.

    mitxonline.yaml: django-web -> mitxonline-openedx -> django-web; mitxonline-openedx.yaml:
    mitxonline -> lms -> mitxonline. The API containers are lms and nginx. The flows back have the
    tag webhook.
    """
    report = analyse(landscape, scope=Scope(ignored=OTHERS))
    (cycle,) = [item for item in report.cycles if "mitxonline" in item.systems]
    members = ("mitxonline-openedx.lms", "mitxonline.django-web", "mitxonline.nginx")
    assert summary(cycle) == (members, Level.REALISED, CycleClass.BLOCKING, Severity.INFO)
    assert cycle.answered
    assert all("webhook" in cause.flow.tags for cut in cycle.remove.edges for cause in cut.edge.causes)


def test_two_pairs_of_systems_form_cycles(landscape):
    report = analyse(landscape, scope=Scope(ignored=OTHERS))
    assert {item.systems for item in report.cycles if len(item.systems) > 1} == {
        ("micromasters", "mit-learn"),
        ("mitxonline", "mitxonline-openedx"),
    }
    assert {element.name for element in report.exclusions.elements} == OTHERS
    assert ("cybersource", "mitxonline.django-web") in report.exclusions.cycles


def test_coverage_of_the_public_models_is_complete(landscape):
    coverage = analyse(landscape).coverage
    defaults = [flow for flow in landscape.flows if flow.has_default_mode]
    assert coverage.flows == coverage.with_mode + len(defaults)
    assert coverage.scenarios == len(landscape.scenarios)
