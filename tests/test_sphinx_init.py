"""Pages that ``sphinx-c4 init`` and ``sphinx-c4 pages`` write build without warnings, in both markups."""

from __future__ import annotations

import pytest
from docutils import nodes

from sphinxcontrib_c4.cli import main

HOSTILE = "1. *A* `b` |c| _d_ <e> [f] {g} $h$ #"
MODEL = f"""
meta: {{ name: Shop, primary_system: shop }}
systems:
  - id: shop
    name: "{HOSTILE}"
    containers: [{{ id: web, name: "{HOSTILE}", components: [{{ id: cart, name: Cart }}] }}]
  - {{ id: stock, name: "- x", kind: internal }}
flows: [{{ source: web, target: stock, label: Ask, sync: true }}]
scenarios: [{{ id: ask, title: "{HOSTILE}", steps: [{{ source: web, target: stock }}] }}]
"""


@pytest.fixture(params=["rst", "md"])
def markup(request):
    if request.param == "md":
        pytest.importorskip("myst_parser")
    return request.param


def build(make_app, folder):
    app = make_app("html", srcdir=folder, confoverrides={"nitpicky": True})
    app.build()
    assert app.warning.getvalue() == ""
    return app


def test_init_creates_documentation_that_builds(make_app, tmp_path, markup):
    assert main(["init", str(tmp_path / "docs"), "--format", markup, "--name", "Shop"]) == 0
    app = build(make_app, tmp_path / "docs")
    pages = ("index", "containers", "dependencies", "flow-sign-up")
    assert {f"architecture/shop/{page}" for page in pages} < app.env.found_docs


def test_init_and_pages_extend_existing_documentation_that_builds(make_app, tmp_path, markup):
    extensions = ["myst_parser"] if markup == "md" else []
    (tmp_path / "conf.py").write_text(f"extensions = {extensions!r}\n", "utf-8")
    (tmp_path / f"index.{markup}").write_text({"rst": "Shop\n====\n", "md": "# Shop\n"}[markup], "utf-8")
    assert main(["init", str(tmp_path), "--edit"]) == 0
    (path,) = (tmp_path / "model").glob("*.yaml")
    path.unlink()
    (tmp_path / "model" / "shop.yaml").write_text(MODEL, "utf-8")
    assert main(["pages", str(tmp_path / "model"), "--output", str(tmp_path / "architecture"), "--force"]) == 0
    for page in (tmp_path / "architecture").glob(f"*/*.{markup}"):
        if page.parent.name not in ("shop", "stock"):
            page.unlink()
    app = build(make_app, tmp_path)
    titles = [app.env.titles[f"architecture/shop/{page}"] for page in ("index", "flow-ask")]
    assert [title.astext() for title in titles] == [HOSTILE] * 2
    assert [child for title in titles for child in title.findall(nodes.Element) if child is not title] == []
    assert app.env.titles["architecture/stock/index"].astext() == "- x"
