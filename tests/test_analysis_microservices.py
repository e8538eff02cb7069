"""The cycles of real microservice applications (TUHH, microSecEnD), with and without infrastructure."""

from __future__ import annotations

import json

import networkx as nx
import pytest
from models import POSITION

from sphinxcontrib_c4.analysis import Level, Role, Scope, analyse
from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model

INFRASTRUCTURE = {
    "configuration_server",
    "service_discovery",
    "monitoring_dashboard",
    "monitoring_server",
    "administration_server",
    "logging_server",
    "metrics_server",
    "tracing_server",
    "search_engine",
    "visualization",
    "web_server_infrastructure",
}
NAMES = (
    "anilallewar_microservices-basics-spring-boot",
    "apssouza22_java-microservice",
    "callistaenterprise_blog-microservices",
    "ewolff_microservice-kafka",
    "spring-petclinic_spring-petclinic-microservices",
    "sqshq_piggymetrics",
)


def role(stereotypes):
    if "message_broker" in stereotypes:
        return Role.BROKER
    if "database" in stereotypes:
        return Role.STORE
    if "gateway" in stereotypes:
        return Role.GATEWAY
    return Role.INFRASTRUCTURE if INFRASTRUCTURE.intersection(stereotypes) else Role.NONE


def read_dataflow_diagram(path):
    """Convert a dataflow diagram to a model: services are containers of one system, arrows are flows."""
    data = json.loads(path.read_text(encoding="utf-8"))
    elements = {"app": Element(name="app", title="App", kind=Kind.SYSTEM, position=POSITION)}
    names = {}
    for service in data["services"]:
        names[service["name"]] = name = f"app.{service['name']}"
        elements[name] = Element(
            name=name,
            title=service["name"],
            kind=Kind.CONTAINER,
            position=POSITION,
            parent="app",
            role=role(service["stereotypes"]),
        )
    for entity in data["external_entities"]:
        names[entity["name"]] = name = entity["name"]
        kind = Kind.PERSON if "user_stereotype" in entity["stereotypes"] else Kind.SYSTEM
        elements[name] = Element(name=name, title=name, kind=kind, position=POSITION, external=True)
    flows = []
    for number, item in enumerate(data["information_flows"]):
        ends = {"source": names[item["sender"]], "target": names[item["receiver"]]}
        mode = Mode.SYNC if {"restful_http", "jdbc"}.intersection(item["stereotypes"]) else Mode.UNKNOWN
        flows.append(
            Flow(name=f"f{number}", label="flow", position=POSITION, mode=mode, initiator=ends["source"], **ends)
        )
    return Model(name="app", title="App", elements=elements, flows=tuple(flows))


@pytest.fixture(scope="module", params=NAMES)
def application(request, shared_data):
    return read_dataflow_diagram(shared_data / "microservices" / f"{request.param}.json")


def test_cycles_of_applications_are_the_components_of_their_flows(application):
    """Without exclusions, findings are the components of the graph of flows, which has no stores and people."""
    full = analyse(application, scope=Scope(ignored_roles=frozenset()))
    graph = nx.DiGraph(list(full.graph.edges))
    cyclic = sorted(tuple(sorted(item)) for item in nx.strongly_connected_components(graph) if len(item) > 1)
    members_of_findings = [set(item.members) for item in full.cycles if item.level is not Level.AGGREGATION_ONLY]
    components = [
        sorted(set().union(*(item for item in members_of_findings if item <= set(members)))) for members in cyclic
    ]
    assert components == [list(members) for members in cyclic]
    certain = [item.members for item in full.cycles if item.level is Level.INTERNAL]
    assert all(any(set(item) <= set(members) for members in cyclic) for item in certain)
    scoped = analyse(application)
    assert {item.name for item in scoped.exclusions.elements} == {
        name for name, element in application.elements.items() if element.role is Role.INFRASTRUCTURE
    }
    assert len(scoped.cycles) <= len(full.cycles)
    assert bool(scoped.exclusions.cycles) == (_cyclic_edges(full) > _cyclic_edges(scoped))


def _cyclic_edges(report):
    return {cyclic.edge.pair for item in report.cycles for cyclic in item.edges}


def analyse_application(shared_data, name, **scope):
    report = analyse(read_dataflow_diagram(shared_data / "microservices" / f"{name}.json"), scope=Scope(**scope))
    return [item.members for item in report.cycles], report


def test_piggymetrics_has_one_cycle(shared_data):
    """Services check tokens with the authorization server, whose credentials flow back to them."""
    members, report = analyse_application(shared_data, "sqshq_piggymetrics")
    assert members == [("app.account_service", "app.auth_service", "app.notification_service")]
    assert not [item for item in report.rule_findings if item.rule.id == "shared-store"]


@pytest.mark.parametrize("name", NAMES)
def test_cuts_of_applications_are_exact(shared_data, name):
    for item in analyse_application(shared_data, name, ignored_roles=frozenset())[1].cycles:
        assert item.remove.exact
        assert item.complete
