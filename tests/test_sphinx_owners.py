"""Pages show the owner of an element, and link to its code."""

from __future__ import annotations

import pytest
from project_writer import Project

MODEL = """\
meta: { name: Shop, primary_system: shop }
systems:
  - id: shop
    name: Shop
    owner: Team Blue
    repo: REPO
    containers:
      - { id: web, name: Web, owner: Team Red, source: { path: "app/views.py:12" } }
      - { id: api, name: API, source: { repo: "https://gitlab.com/x/api.git", path: src } }
      - { id: db, name: Data, shape: db, source: { path: "a b<c>.sql" } }
flows:
  - { source: web, target: db, label: save, sync: true }
  - { source: web, target: api, label: ask, sync: true }
"""
PAGE = "Shop\n====\n\n.. c4-element:: web\n\n.. c4-elements::\n   :no-index:\n\n.. c4-container::\n"


@pytest.fixture
def page(tmp_path):
    def build(repo="https://github.com/x/shop", **config):
        project = Project(tmp_path / "project")
        project.write({"index.rst": PAGE}, model=MODEL.replace("REPO", repo), **config)
        with project.build() as site:
            assert not site.warnings
            return (site.app.outdir / "index.html").read_text(encoding="utf-8")

    return build


def test_owner_is_in_the_entry_the_table_and_the_text_alternative(page):
    text = page()
    assert '<dd class="field-odd"><p>Team Red</p>' in text
    assert "<td><p>Team Red</p></td>" in text
    assert "Web</a> [Container] (owner: Team Red; source: app/views.py:12)</p>" in text


@pytest.mark.parametrize(
    ("config", "links"),
    [
        (
            {},
            (
                "https://github.com/x/shop/blob/HEAD/app/views.py#L12",
                "https://gitlab.com/x/api/-/blob/HEAD/src",
                "https://github.com/x/shop/blob/HEAD/a%20b%3Cc%3E.sql",
            ),
        ),
        (
            {"c4_code_url": "{repo}/browse/{path}?at=main#{line}"},
            ("https://github.com/x/shop/browse/app/views.py?at=main#12", "https://gitlab.com/x/api/browse/src?at=main"),
        ),
        ({"c4_code_url": "https://forge.test/{path}"}, ("https://forge.test/app/views.py", "https://forge.test/src")),
    ],
)
def test_files_lead_to_the_host_of_their_repository(page, config, links):
    text = page(**config)
    for link in links:
        assert f'href="{link}"' in text


def test_files_of_other_hosts_are_text(page):
    text = page(repo="https://forge.test/x/shop")
    assert "<p>app/views.py:12</p>" in text
    assert 'href="https://forge.test/x/shop/' not in text
