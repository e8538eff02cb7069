"""The directive ``c4-fragile``: findings with reasons and advice, accepted findings, and the scope of the analysis."""

from __future__ import annotations

import pytest
from docutils import nodes
from project_writer import Project

LANDSCAPE = """\
meta: {name: Bookshop, primary_system: shop}
systems:
  - id: shop
    name: Bookshop
    containers:
      - {id: web, name: Web shop}
      - {id: orders, name: Orders, shape: db}
      - {id: legacy, name: Old catalogue, tags: ["fragile:error"]}
  - id: press
    name: Press
    containers:
      - {id: jobs, name: Print jobs}
flows:
  - {id: save, source: shop.web, target: shop.orders, label: save the order, sync: true, protocol: SQL, access: write}
  - {id: peek, source: press.jobs, target: shop.orders, label: read the order, sync: true, access: read}
  - {id: look, source: shop.web, target: shop.legacy, label: look up 10.1.2.3, sync: true, tags: [fragile]}
etl_sources:
  - {name: Price list, system: shop, transport: SFTP, fragile: true}
"""
SUPPRESSED = LANDSCAPE.replace(
    "tags: [fragile]}",
    "tags: [fragile], suppress: [{rule: flagged, reason: It goes in May.}, {rule: hard-coded-endpoint, reason: So.}]}",
)
BASELINE = """\
accept:
  - rule: shared-store
    edges: ["press.jobs -> shop.orders", "shop.web -> shop.orders"]
    reason: Until the API is there.
    owner: Ann
    expires: 2031-05-01
  - rule: hub
    elements: [shop.web]
    reason: It was one.
"""


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project").write(page("shop"), model=LANDSCAPE)


def page(argument="", *options):
    return {
        "index.rst": "\n".join(["Shop", "====", "", f".. c4-fragile:: {argument}", *map("   {}".format, options), ""])
    }


def write(project, argument, *options):
    project.edit("index.rst", page(argument, *options)["index.rst"])


def cards(site):
    """Return the cards by their headings: the title, description and facts of each card."""
    result, heading = {}, ""
    doctree = site.resolved_doctree()
    for node in doctree.findall(lambda node: isinstance(node, nodes.rubric | nodes.container)):
        if isinstance(node, nodes.rubric) and "c4-card-title" not in node["classes"]:
            heading = node.astext()
        elif isinstance(node, nodes.container) and "c4-card" in node["classes"]:
            facts = {field[0].astext(): field[1].astext() for field in node.findall(nodes.field)}
            paragraphs = [part for part in node.children if isinstance(part, nodes.paragraph)]
            facts["Accepted"] = [part.astext() for part in paragraphs if "c4-accepted" in part["classes"]]
            result.setdefault(heading, []).append((node[0].astext(), paragraphs[0].astext(), facts))
    return result


def titles(site):
    return {heading: [title for title, *_ in group] for heading, group in cards(site).items()}


def notes(site):
    (frame,) = (node for node in site.resolved_doctree().findall(nodes.container) if "c4-fragile" in node["classes"])
    return [child.astext() for child in frame.children if isinstance(child, nodes.paragraph)]


def test_findings_are_grouped_by_severity(project):
    with project.build() as site:
        assert site.warnings == []
        assert titles(site) == {
            "Errors": ["Error: Flagged"],
            "Warnings": [
                "Warning: Shared store",
                "Warning: Hard-coded endpoint and flagged",
                "Warning: Fragile ingestion",
            ],
        }
        assert notes(site)[0] == "Fragile links of Bookshop: 1 error, 3 warnings."


def test_card_explains_the_finding_and_lists_its_flows(project):
    with project.build() as site:
        _, description, facts = cards(site)["Warnings"][0]
        assert description == "shop writes shop.orders, and press reads it directly."
        assert set(facts) == {"Accepted", "Why it matters", "What to do", "About", "Flows"}
        assert facts["Why it matters"].startswith("A change of the schema breaks the other systems")
        assert facts["What to do"].startswith("Let one system own the store")
        assert facts["About"] == "Orders"
        assert facts["Flows"].split("\n\n") == [
            "Print jobs (Press) → Orders: read the order (synchronous) model.yaml:15",
            "Web shop → Orders: save the order (SQL, synchronous) model.yaml:14",
        ]
        assert '_model/model.yaml.html#line-14"' in site.html()


@pytest.mark.parametrize("beginning", ["      - {id: legacy", "  - {name: Price"])
def test_finding_without_flows_has_the_line_of_its_subject(project, beginning):
    number = next(n for n, line in enumerate(LANDSCAPE.splitlines(), 1) if line.startswith(beginning))
    with project.build("text") as site:
        assert f'"model.yaml:{number}"' in site.text()


def test_findings_are_filtered_by_rule_and_severity(project):
    write(project, "", ":rule: flagged, fragile-ingestion")
    with project.build() as site:
        assert {title for group in titles(site).values() for title in group} == {
            "Error: Flagged",
            "Warning: Hard-coded endpoint and flagged",
            "Warning: Fragile ingestion",
        }
        assert "Looked for elements and flows that authors flagged as fragile; fragile ingestion sources." in notes(
            site
        )
    write(project, "", ":severity: error")
    with project.build() as site:
        assert titles(site) == {"Errors": ["Error: Flagged"]}
    write(project, "", ":rule: flaged")
    with project.build() as site:
        assert any('invalid option value: (option: "rule"' in line for line in site.warnings)


def test_findings_accepted_in_the_model_are_listed_separately_with_their_reasons(project):
    project.edit_model(SUPPRESSED)
    with project.build() as site:
        accepted = cards(site)["Accepted in the model"]
        assert [title for title, *_ in accepted] == [
            "Warning: Hard-coded endpoint and flagged [accepted in the model]",
        ]
        assert [facts["Accepted"] for *_, facts in accepted] == [
            ["Accepted in the model: So. model.yaml:16", "Accepted in the model: It goes in May. model.yaml:16"],
        ]
        assert notes(site)[0] == "Fragile links of Bookshop: 1 error, 2 warnings; 1 more is accepted."


def test_findings_accepted_by_the_baseline_have_an_owner_and_an_expiry_date(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # in 2027
    project = Project(tmp_path / "project").write(page("shop"), model=LANDSCAPE, c4_baseline="baseline.yaml")
    project.edit("baseline.yaml", BASELINE)
    with project.build() as site:
        assert site.warnings == []
        ((title, _, facts),) = cards(site)["Accepted by the baseline"]
        assert title == "Warning: Shared store [accepted]"
        assert facts["Accepted"] == ["Accepted by Ann until 2031-05-01: Until the API is there. baseline.yaml:2"]
        assert titles(site)["Errors"] == ["Error: Flagged [new]"]
        stale_entry = "hub: shop.web can be removed (It was one.) baseline.yaml:7"
        assert any(stale_entry in item.astext() for item in site.resolved_doctree().findall(nodes.list_item))
    write(project, "shop", ":rule: shared-store")
    with project.build() as site:
        assert notes(site)[0] == "Fragile links of Bookshop: none open, 1 accepted."


def test_findings_of_an_expired_baseline_entry_are_open_again(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "2000000000")  # in 2033
    project = Project(tmp_path / "project").write(page("shop"), model=LANDSCAPE, c4_baseline="baseline.yaml")
    project.edit("baseline.yaml", BASELINE)
    with project.build() as site:
        assert titles(site)["Warnings"][0] == "Warning: Shared store [no longer accepted]"
        facts = cards(site)["Warnings"][0][2]
        assert facts["Accepted"] == [
            "Was accepted by Ann until 2031-05-01: Until the API is there. baseline.yaml:2",
            "Not accepted: press.jobs → shop.orders and shop.web → shop.orders",
        ]


def test_disabled_rules_are_named(tmp_path):
    off = {"ignore_rules": ["flagged", "hub"]}
    project = Project(tmp_path / "project").write(page("shop"), model=LANDSCAPE, c4_analysis=off)
    with project.build() as site:
        assert "Switched off: hub, flagged." in notes(site)
        assert "Errors" not in titles(site)


def test_report_without_findings_describes_the_analysis(project):
    project.edit_model(LANDSCAPE[: LANDSCAPE.index("flows:")].replace(', tags: ["fragile:error"]', ""))
    with project.build() as site:
        summary, scope, rules = notes(site)
        assert summary == "Fragile links of Bookshop: none found."
        assert scope.startswith("Analysed 0 flows among 4 containers of 2 systems")
        assert "shared" not in rules.partition(";")[2]
        assert rules.count(";") == 11, "all twelve rules"


def test_excluded_elements_are_listed(project):
    project.edit_model(LANDSCAPE.replace("name: Web shop}", "name: Web shop, role: infrastructure}"))
    with project.build() as site:
        assert "Excluded from the analysis: Web shop (has the role infrastructure)." in notes(site)


def test_card_of_very_many_findings_is_shortened(project):
    flags = "".join(f"  - {{id: f{number}, name: F{number}, tags: [fragile]}}\n" for number in range(70))
    project.edit_model(LANDSCAPE.replace("flows:\n", f"{flags}flows:\n"))
    write(project, "", ":rule: flagged")
    with project.build() as site:
        assert titles(site) == {
            "Errors": ["Error: Flagged"],
            "Warnings": ["Warning: Hard-coded endpoint and flagged", "Warning: Flagged (70)"],
        }
        (rows,) = [node for node in site.resolved_doctree().findall(nodes.bullet_list) if len(node) > 60]
        assert (len(rows), rows[-1].astext()) == (61, "and 10 more")


def test_report_of_another_system_contains_the_findings_that_touch_it(project):
    write(project, "press")
    with project.build() as site:
        assert titles(site) == {"Warnings": ["Warning: Shared store"]}


@pytest.mark.parametrize("builder", ["text", "man", "texinfo", "epub", "latex", "gettext"])
def test_every_builder_writes_the_report(project, builder):
    with project.build(builder) as site:
        assert [line for line in site.warnings if "EPUB3" not in line] == []


def test_findings_are_selected_and_grouped_by_owner(project):
    owned = LANDSCAPE.replace("{id: jobs, name: Print jobs}", "{id: jobs, name: Print jobs, owner: Press team}")
    project.edit_model(owned)
    write(project, "", ":by: owner")
    with project.build() as site:
        assert list(titles(site)) == ["Press team", "No owner"]
        assert "Owner: Press team (Print jobs)" in site.resolved_doctree().astext()
    write(project, "", ":owner: press team")
    with project.build() as site:
        assert titles(site) == {"Warnings": ["Warning: Shared store"]}
    write(project, "", ":owner: Press tean")
    with project.build() as site:
        assert "did you mean 'Press team'?" in "".join(site.warnings)
