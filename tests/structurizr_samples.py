"""Strategies that draw models with every kind of content, for the tests of workspaces."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import strategies as st

from sphinxcontrib_c4.model import (
    DeclaredRule,
    Element,
    ElementSelection,
    Flow,
    IngestionSource,
    Kind,
    Mode,
    Model,
    Perspective,
    Position,
    Provenance,
    RuleKind,
    Scenario,
    Severity,
    Shape,
    Source,
    Step,
    Suppression,
)
from sphinxcontrib_c4.structurizr import Workspace, build_workspace, read_workspace, workspace_to_json

POSITION = Position("model.yaml", 1, 1)
WORDS = [
    "call",
    "tell",
    "A, B",
    'say "hi"',
    "<b>&amp;</b>",
    "{}[]|;#",
    "déjà vu 🚀",
    "\u200fabc",
    "line\nbreak",
    "100 %",
]
TEXT = st.sampled_from(WORDS)
TITLES = st.sampled_from(["Web", "Web", "API", 'The "Store"', "Person", "a" * 70, "データ"])
MAYBE = st.one_of(st.just(""), TEXT)
TAGS = st.lists(
    st.sampled_from(["red", "a,b", "External", "Database", "Relationship", "pii"]), max_size=2, unique=True
).map(tuple)
PROPERTIES = st.sampled_from(
    [
        (),
        (("cost centre", "42"), ("a", "<b>")),
        (("z", "1"), ("protocol", "tin can"), ("technology", "?"), ("c4.name", "x"), ("role", "")),
    ]
)
PERSPECTIVES = st.sampled_from(
    [
        (),
        (
            Perspective(name="Security", description="<b>", value="High", url="https://example.org/s"),
            Perspective(name="Cost"),
        ),
    ]
)
SOURCES = st.one_of(
    st.none(),
    st.builds(Source, repo=st.just("https://example.org/r"), path=MAYBE, line=st.one_of(st.none(), st.integers(1, 9))),
)
SUPPRESSIONS = st.sampled_from([(), (Suppression(rule="fragile-sync", reason="agreed, for now", position=POSITION),)])
URLS = st.sampled_from(["", "https://example.org/x", "guide.html", "https://example.org/a b{c}", "#anchor"])


def _element(draw, name: str, kind: Kind, parent: str = "", **fields: object) -> Element:
    return Element(
        **{
            "name": name,
            "title": draw(TITLES),
            "kind": kind,
            "position": POSITION,
            "parent": parent,
            "external": draw(st.booleans()),
            "technology": draw(MAYBE),
            "description": draw(st.one_of(MAYBE, st.just("Long story. " * 40))),
            "repo": draw(st.sampled_from(["", "https://example.org/r"])),
            "url": draw(URLS),
            "owner": draw(MAYBE),
            "source": draw(SOURCES),
            "role": draw(st.sampled_from(["", "broker"])),
            "tags": draw(TAGS),
            "properties": draw(PROPERTIES),
            "perspectives": draw(PERSPECTIVES),
            "suppressions": draw(SUPPRESSIONS),
            **fields,
        }
    )


@st.composite
def models(draw) -> Model:
    elements = [_element(draw, name, Kind.PERSON) for name in ("p", "q")[: draw(st.integers(0, 2))]]
    for name in ("s", "t", "u")[: draw(st.integers(1, 3))]:
        shared = {"group": draw(st.sampled_from(["", "Comms"])), "hidden": draw(st.booleans())}
        elements.append(_element(draw, name, Kind.SYSTEM, shared=draw(st.booleans()), **shared))
        for part in "ab"[: draw(st.integers(0, 2))]:
            elements.append(_element(draw, f"{name}.{part}", Kind.CONTAINER, name, shape=draw(st.sampled_from(Shape))))
            for piece in "xy"[: draw(st.integers(0, 2))]:
                parent = f"{name}.{part}"
                elements.append(_element(draw, f"{parent}.{piece}", Kind.COMPONENT, parent))
    names = [element.name for element in elements]
    ends = st.sampled_from(names)
    flows = [_flow(draw, f"s.flow-{number}", draw(ends), draw(ends)) for number in range(draw(st.integers(0, 9)))]
    scenarios = [_scenario(draw, f"s.story-{number}", ends) for number in range(draw(st.integers(0, 2)))]
    systems = [element.name for element in elements if element.kind is Kind.SYSTEM]
    return Model(
        name="world",
        title=draw(TITLES),
        description=draw(st.sampled_from(["", "All of it.", "All.\n\nOf  it."])),
        primary_system=draw(st.sampled_from(["", "s"])),
        elements={element.name: element for element in elements},
        flows=tuple(flows),
        scenarios=tuple(scenarios),
        ingestion=(_ingestion(draw),) if draw(st.booleans()) else (),
        analysis=draw(
            st.sampled_from([{}, {"ignore": ["s"], "roles": {"s": "broker"}, "thresholds": {"chain_warning": 4}}])
        ),
        rules=draw(st.sampled_from([(), _rules(names)])),
        groups=draw(st.sampled_from([{}, {"Core": tuple(systems[:2]), "Comms": tuple(systems[2:])}])),
    )


def _rules(names: list[str]) -> tuple[DeclaredRule, ...]:
    """Return rules about the system ``s`` and everything inside it."""
    members = tuple(sorted(name for name in names if name.split(".")[0] == "s"))
    ends = {
        "source": ElementSelection(("s",), members),
        "target": ElementSelection(("system:s",), members),
        "position": POSITION,
    }
    return (
        DeclaredRule(id="a", kind=RuleKind.FORBIDDEN, reason="B.", severity=Severity.INFO, indirect=True, **ends),
        DeclaredRule(id="c", kind=RuleKind.ALLOWED, reason="D.", sync_only=True, **ends),
    )


def _flow(draw, name: str, source: str, target: str) -> Flow:
    provenance = Provenance(derived_from="code", contract_key=draw(MAYBE), source=draw(SOURCES) or Source())
    mode = draw(st.sampled_from(Mode))
    return Flow(
        name=name,
        source=source,
        target=target,
        label=draw(TEXT),
        position=POSITION,
        mode=mode,
        has_default_mode=mode is Mode.SYNC and draw(st.booleans()),
        protocol=draw(st.sampled_from(["", "HTTPS"])),
        data=draw(MAYBE),
        trigger=draw(MAYBE),
        initiator=draw(st.sampled_from([source, target])),
        tags=draw(TAGS),
        url=draw(URLS),
        properties=draw(PROPERTIES),
        perspectives=draw(PERSPECTIVES),
        provenance=draw(st.sampled_from([None, provenance])),
        access=draw(st.sampled_from(["", "read"])),
        topic=draw(MAYBE),
        in_cycle=draw(st.sampled_from(["", "keep"])),
        suppressions=draw(SUPPRESSIONS),
    )


def _scenario(draw, name: str, ends: st.SearchStrategy[str]) -> Scenario:
    steps = st.builds(
        Step,
        source=ends,
        target=ends,
        label=TEXT,
        position=st.just(POSITION),
        mode=st.sampled_from(Mode),
        protocol=st.sampled_from(["", "HTTPS"]),
    )
    return Scenario(
        name=name,
        title=draw(TITLES),
        position=POSITION,
        system=draw(st.sampled_from(["", "s"])),
        description=draw(st.sampled_from(["", "One. Two."])),
        steps=tuple(draw(st.lists(steps, max_size=6))),
    )


def _ingestion(draw) -> IngestionSource:
    return IngestionSource(
        title=draw(TITLES),
        system="s",
        position=POSITION,
        data=draw(MAYBE),
        fragile=draw(st.booleans()),
        source=draw(SOURCES),
        suppressions=draw(SUPPRESSIONS),
    )


def _reset_positions(suppressions: tuple[Suppression, ...]) -> tuple[Suppression, ...]:
    return tuple(replace(suppression, position=POSITION) for suppression in suppressions)


def _reset_position(entry):
    return replace(entry, position=POSITION, suppressions=_reset_positions(entry.suppressions))


def stored_content(model: Model) -> Model:
    """Return the content that a workspace stores: no positions, files, warnings or evidence; empty scenarios last."""
    return replace(
        model,
        elements={name: _reset_position(element) for name, element in model.elements.items()},
        flows=tuple(_reset_position(flow) for flow in model.flows),
        scenarios=tuple(
            replace(
                scenario, position=POSITION, steps=tuple(replace(step, position=POSITION) for step in scenario.steps)
            )
            for scenario in sorted(
                model.scenarios, key=lambda scenario: (not scenario.steps, model.scenarios.index(scenario))
            )
        ),
        ingestion=tuple(_reset_position(entry) for entry in model.ingestion),
        rules=tuple(replace(rule, position=POSITION) for rule in model.rules),
        warnings=(),
        files=(),
        code_graph={},
        rejections=(),
    )


def read_content(folder, content) -> Workspace:
    """Write a workspace, a value or its text, to a file in ``folder``, and read it."""
    path = folder / "workspace.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return read_workspace(path)


def export(workspace: Workspace) -> str:
    """Return the text of a workspace after an export with its own views."""
    return workspace_to_json(build_workspace(workspace.model, views=workspace.views))
