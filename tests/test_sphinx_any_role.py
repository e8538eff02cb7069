"""The role ``any`` in incremental builds: references to elements are stale only where those of Sphinx are, too."""

from __future__ import annotations

import re

from project_writer import MODEL, Project

PAGES = {
    "index.rst": "I\n=\n\n.. toctree::\n   :glob:\n\n   p*\n",
    "p1.rst": "P1\n==\n\n.. c4-elements:: shop\n\n.. py:function:: foo()\n",
    "p2.rst": "P2\n==\n\n:any:`shop.orders` :any:`foo`\n",
    "p3.rst": "P3\n==\n\n:c4:container:`shop.orders`\n",
}


def _targets(site, page):
    """Return the pages to which the references in the text of a page lead."""
    return set(re.findall(r'reference internal" href="(\w+)\.html#', site.html(page)))


def test_any_role_is_stale_only_where_sphinx_leaves_its_own_targets_stale(tmp_path):
    project = Project(tmp_path / "project").write(PAGES, model=MODEL)
    with project.build() as site:
        assert _targets(site, "p2") == _targets(site, "p3") == {"p1"}
    (project.folder / "p1.rst").rename(project.folder / "p4.rst")
    with project.build() as site:
        assert len(_targets(site, "p2")) == 1  # references to Sphinx's targets and to elements agree
        assert _targets(site, "p3") == {"p4"}
    with project.build(output="clean") as site:
        assert _targets(site, "p2") == _targets(site, "p3") == {"p4"}
