"""The examples of the documentation: each is built in both markups, with equal results."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from docutils import nodes
from docutils.parsers.rst import directives

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.testing.util import SphinxTestApp

PROJECT = Path(__file__).parent.parent
SNIPPETS = PROJECT / "docs" / "snippets"
MODEL = PROJECT / "model"
EARLIER = PROJECT / "docs" / "earlier"

#: The kind of node that each example makes.
NODES = {
    "candidates": "literal",
    "changes": "figure",
    "component": "figure",
    "container": "figure",
    "context": "figure",
    "cycle-report": "figure",
    "dependency-matrix": "bullet_list",
    "description": "paragraph",
    "drift": "bullet_list",
    "element": "field_list",
    "elements": "table",
    "filtered": "figure",
    "flow": "figure",
    "fragile": "paragraph",
    "impact": "table",
    "impact-paths": "bullet_list",
    "ingestion": "table",
    "landscape": "figure",
    "landscape-focus": "figure",
    "lineage": "table",
    "legend": "definition_list",
    "metrics": "table",
    "provenance": "paragraph",
    "roles": "figure",
    "view": "figure",
    "workspace": "reference",
}


def test_every_example_exists_in_both_markups() -> None:
    assert {path.name for path in SNIPPETS.iterdir()} == {
        f"{name}.{markup}" for name in NODES for markup in ("rst", "md")
    }


@pytest.fixture
def build_example(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Callable[[str, str], SphinxTestApp]:
    """Return a function that builds a project with one page, the example."""

    def build(name: str, markup: str) -> SphinxTestApp:
        folder = tmp_path / markup
        folder.mkdir()
        extensions = ["sphinxcontrib_c4", *(["myst_parser"] if markup == "md" else [])]
        conf = f"extensions = {extensions!r}\nc4_model = {str(MODEL)!r}\nc4_structurizr_export = 'w.json'\n"
        conf += f"c4_changes_base = {str(EARLIER)!r}\n"
        (folder / "conf.py").write_text(conf, "utf-8")
        (folder / f"index.{markup}").write_text((SNIPPETS / f"{name}.{markup}").read_text("utf-8"), "utf-8")
        app = make_app("html", srcdir=folder)
        app.build()
        return app

    return build


@pytest.mark.parametrize("name", sorted(NODES))
@pytest.mark.parametrize("markup", ["rst", "md"])
def test_example_makes_its_node_without_a_warning(
    build_example: Callable[[str, str], SphinxTestApp], name: str, markup: str
) -> None:
    if markup == "md":
        pytest.importorskip("myst_parser")
    app = build_example(name, markup)
    assert app.warning.getvalue() == ""
    kind = getattr(nodes, NODES[name])
    assert list(app.env.get_doctree("index").findall(kind))


@pytest.mark.parametrize("name", sorted(NODES))
def test_example_makes_equal_nodes_in_both_markups(
    build_example: Callable[[str, str], SphinxTestApp], name: str
) -> None:
    pytest.importorskip("myst_parser")
    trees = [build_example(name, markup).env.get_doctree("index") for markup in ("rst", "md")]
    rst, md = ([child.pformat() for child in tree.children] for tree in trees)
    assert rst == md


def test_every_directive_has_an_example(build_example: Callable[[str, str], SphinxTestApp]) -> None:
    build_example("context", "rst")
    registered = {name for name in directives._directives if name.startswith("c4-")}
    sources = "".join(path.read_text("utf-8") for path in sorted(SNIPPETS.glob("*.rst")))
    assert registered, "the extension registers its directives"
    assert {name for name in registered if f".. {name}::" not in sources} == set()
