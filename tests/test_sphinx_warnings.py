"""Every type of warning has a cause, can be suppressed by its name and is documented."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from project_writer import MODEL, Project

from sphinxcontrib_c4.layout import LayoutFault, lay_out
from sphinxcontrib_c4.sphinx import WarningType
from sphinxcontrib_c4.views import ViewKind

TWICE = ":orphan:\n\nTwice\n=====\n\n.. c4-element:: web\n"
CYCLE = MODEL.replace("kind: external", "kind: internal").replace(
    "scenarios:", "  - {source: mailer, target: web, label: ask back, sync: true}\nscenarios:"
)
RULES = "rules: [{id: own-mail, reason: It is slow., forbidden: {from: web, to: mailer}}]\n"
WORKSPACE = {
    "name": "Shop",
    "model": {
        "softwareSystems": [{"id": "1", "name": "Shop", "documentation": {"sections": [{"content": "Text"}]}}],
        "customElements": [{"id": "2", "name": "Lorry"}],
    },
}


@dataclass(frozen=True)
class Cause:
    """A project that causes a warning."""

    text: str
    model: str | None = MODEL
    files: Mapping[str, str] = field(default_factory=dict)
    conf: Mapping[str, object] = field(default_factory=dict)


CAUSES = {
    WarningType.MODEL: Cause(".. c4-context::", model=None),
    WarningType.REFERENCE: Cause(":c4:container:`wbe`"),
    WarningType.EMPTY: Cause(".. c4-context::\n   :exclude: customer, mailer"),
    WarningType.LAYOUT: Cause(".. c4-container::"),
    WarningType.DUPLICATE: Cause(".. c4-element:: web", files={"twice.rst": TWICE}),
    WarningType.UNMAPPED: Cause(
        "Nothing.", model=None, files={"workspace.json": json.dumps(WORKSPACE)}, conf={"c4_model": "workspace.json"}
    ),
    WarningType.WORKSPACE: Cause(".. c4-workspace::"),
    WarningType.CYCLE: Cause("Nothing.", model=CYCLE, conf={"c4_fail_on": "any"}),
    WarningType.FRAGILE: Cause("Nothing.", conf={"c4_fail_on": "any"}),
    WarningType.RULE: Cause(
        "Nothing.",
        model=None,
        files={"model/shop.yaml": MODEL, "model/landscape.yaml": RULES},
        conf={"c4_model": "model", "c4_fail_on": "any"},
    ),
    WarningType.CHANGES: Cause(".. c4-changes::"),
    WarningType.EVIDENCE: Cause(".. c4-drift::", files={"model.graph.yaml": "flows: [broken\n"}),
}


def _build(folder: Path, cause: Cause, **conf: object):
    project = Project(folder / "project")
    project.write({"index.rst": f"Page\n====\n\n{cause.text}\n"}, model=cause.model, **cause.conf, **conf)
    for name, text in cause.files.items():
        project.edit(name, text)
    return project.build()


@pytest.fixture(autouse=True)
def broken_layout(monkeypatch):
    """Let the layout of container views fail."""
    monkeypatch.setattr(
        "sphinxcontrib_c4.layout.lay_out",
        lambda views, width: [
            LayoutFault(view_name=view.name, message="no place") if view.kind is ViewKind.CONTAINER else geometry
            for view, geometry in zip(views, lay_out(views, width=width), strict=True)
        ],
    )


def test_every_type_has_a_cause():
    assert set(CAUSES) == set(WarningType)


def _types(site) -> set[str]:
    """Return the types of all warnings, which all come from this extension."""
    matches = [re.fullmatch(r".* \[c4\.(\w+)\]", warning) for warning in site.warnings]
    assert all(matches), site.warnings
    return {match[1] for match in matches if match}


@pytest.mark.parametrize("kind", WarningType)
def test_warning_has_its_type(tmp_path, kind):
    with _build(tmp_path, CAUSES[kind], show_warning_types=True) as site:
        assert kind in _types(site)


@pytest.mark.parametrize("kind", WarningType)
def test_warning_can_be_suppressed_by_its_name_alone(tmp_path, kind):
    with _build(tmp_path, CAUSES[kind], show_warning_types=True) as site:
        all_types = _types(site)
    with _build(tmp_path / "off", CAUSES[kind], show_warning_types=True, suppress_warnings=[f"c4.{kind}"]) as site:
        assert _types(site) == all_types - {kind}


@pytest.mark.parametrize("kind", WarningType)
def test_all_warnings_can_be_suppressed_together(tmp_path, kind):
    with _build(tmp_path, CAUSES[kind], suppress_warnings=["c4"]) as site:
        assert site.warnings == []


def test_every_type_is_documented():
    page = (Path(__file__).parent.parent / "docs" / "reference" / "warnings.rst").read_text("utf-8")
    assert [kind for kind in WarningType if f"``c4.{kind.value}``\n" not in page] == []
    assert all(kind.meaning.endswith(".") for kind in WarningType)


def test_different_names_of_a_system_do_not_fail_a_build(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "Page\n====\n"}, model=None, c4_model="model")
    (project.folder / "model").mkdir()
    for name, title in (("a", "server"), ("b", "relay")):
        system = f"  - {{id: smtp, name: Mail {title}, kind: external}}"
        project.edit(f"model/{name}.yaml", f"systems:\n  - {{id: {name}, name: {name}}}\n{system}\n")
    with project.build() as site:
        assert site.warnings == []
        messages = site.app.status.getvalue()
        assert "b.yaml:3:22: the system 'smtp' is named 'Mail relay' here" in messages
