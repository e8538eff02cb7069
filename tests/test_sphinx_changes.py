"""The directive ``c4-changes``: its report, its dependency on the earlier model, and the warning without one."""

from __future__ import annotations

import subprocess

import pytest
from docutils import nodes
from project_writer import MODEL, Project

from sphinxcontrib_c4.sphinx.nodes import c4_diagram

PAGE = {"index.rst": "Shop\n====\n\n.. toctree::\n\n   other\n\n.. c4-changes::\n", "other.rst": "Other\n=====\n"}
EARLIER = MODEL.replace("{id: orders, name: Orders, technology", "{id: db, name: Orders, technology").replace(
    "target: orders", "target: db"
)
OLDER = EARLIER.replace("  - {id: receipt, source: web, target: mailer, label: send the receipt, sync: false}\n", "")


@pytest.fixture
def project(tmp_path):
    pages = {**PAGE, "earlier.yaml": EARLIER}
    return Project(tmp_path / "project").write(pages, c4_changes_base="earlier.yaml")


def _text(site):
    return site.resolved_doctree().astext()


def test_changes_report_a_rename(project):
    with project.build() as site:
        assert site.warnings == []
        assert "Changes since earlier.yaml: 1 element renamed." in _text(site)
        assert "from shop.db to shop.orders" in _text(site)
        assert len(list(site.doctree().findall(c4_diagram))) == 1


def test_changes_page_is_read_again_when_the_earlier_model_changes(project):
    with project.build() as site:
        assert site.documents_read == {"index", "other"}
    with project.build() as site:
        assert site.documents_read == frozenset()
    project.edit("earlier.yaml", OLDER)
    with project.build() as site:
        assert site.documents_read == {"index"}
        assert "1 flow added" in _text(site)
        incremental = site.html()
    with project.build("html", fresh=True) as site:
        assert site.html() == incremental
    project.edit("earlier.yaml", f"# A comment\n{OLDER}")
    with project.build() as site:
        assert site.documents_read == frozenset()


def test_changes_since_a_git_revision_follow_the_branch(tmp_path):
    project = Project(tmp_path / "project").write(PAGE, model=OLDER, c4_changes_base="main:")

    def git(*arguments):
        settings = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *settings, *arguments], cwd=project.folder, check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "model.yaml")
    git("commit", "-q", "-m", "one")
    project.edit_model(MODEL)
    with project.build() as site:
        assert site.warnings == []
        assert "Changes since main:model.yaml: 1 element renamed, 1 flow added." in _text(site)
    git("commit", "-q", "-a", "-m", "two")
    with project.build() as site:
        assert site.documents_read == {"index"}
        assert "no changes" in _text(site)


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("", "there is no earlier model; set c4_changes_base"),
        ("main:", "is not in a git repository"),
        ("missing.yaml", "'missing.yaml' does not exist"),
        ("broken.yaml", "is not valid: "),
    ],
)
def test_changes_without_an_earlier_model_are_a_warning(tmp_path, base, reason):
    conf = {"c4_changes_base": base, "show_warning_types": True}
    project = Project(tmp_path / "project").write({**PAGE, "broken.yaml": "systems: 1\n"}, **conf)
    with project.build() as site:
        (warning,) = site.warnings
        assert reason in warning
        assert "[c4.changes]" in warning
        assert "c4-changes cannot be shown." in _text(site)


@pytest.mark.parametrize("builder", ["text", "latex", "xml"])
def test_changes_are_in_every_format(project, builder):
    with project.build(builder) as site:
        assert site.warnings == []
        assert list(site.doctree().findall(nodes.table))
