"""The directive ``c4-element``: entries, the index of elements, and references from other projects."""

from __future__ import annotations

import json

import html5lib
import pytest
from docutils import nodes
from project_writer import MODEL, Project
from sphinx import addnodes

from sphinxcontrib_c4.sphinx.xrefs import external_link

PAGES = {
    "index.rst": "Shop\n====\n\n.. toctree::\n\n   web\n   drawings\n   story\n",
    "web.rst": "Web\n===\n\n.. c4-element:: web\n\n   It is *ours*.\n\n.. c4-element:: mailer\n",
    "drawings.rst": "Drawings\n========\n\n.. c4-container::\n   :caption: Inside\n\n.. c4-context::\n",
    "story.rst": "A story\n=======\n\nOf :c4:container:`web`, or :c4:element:`shop.web`.\n",
}


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path / "project").write(PAGES, nitpicky=True)


def _fields(site, docname, number=0):
    """Return the paragraphs of each field of an entry, by the name of the field."""
    description = list(site.resolved_doctree(docname).findall(addnodes.desc))[number]
    return {
        field[0].astext(): [p.astext() for p in field[1].findall(nodes.paragraph)]
        for field in description.findall(nodes.field)
    }


def _tree(site, docname):
    return html5lib.parse(site.html(docname), namespaceHTMLElements=False)


def _hrefs(tree):
    return [a.get("href") for a in tree.iter("a")]


def _box_links(tree):
    """Return the link targets of the boxes of drawings."""
    return [e.get("href") for e in tree.iter() if e.get("class") == "c4-link"]


def test_entry_contains_the_description_and_the_text_of_the_author(project):
    with project.build() as site:
        assert site.warnings == []
        description = next(site.doctree("web").findall(addnodes.desc))
        assert description[0].astext() == "Web shop [Django]"
        # A theme strips spaces from the start of an annotation.
        assert [part.astext() for part in description[0]] == ["Web shop", " ", "[Django]"]
        assert description[0]["ids"] == ["c4-container-shop.web"]
        paragraphs = [part.astext() for part in description[1] if isinstance(part, nodes.paragraph)]
        assert paragraphs == ["Takes orders.", "It is ours."]


def test_entry_lists_flows_diagrams_and_mentions_of_its_element(project):
    with project.build() as site:
        assert _fields(site, "web") == {
            "Technology": ["Django"],
            "Part of": ["Bookshop"],
            "Receives": ["Customer → Web shop: buy a book (HTTPS, synchronous)"],
            "Sends": [
                "Web shop → Orders: save the order (synchronous)",
                "Web shop → Mail service: send the receipt (asynchronous)",
            ],
            "Shown in": ["Containers of Bookshop"],
            "Mentioned in": ["A story"],
        }
        hrefs = _hrefs(_tree(site, "web"))
        assert {"drawings.html#c4-container-shop", "story.html", "#c4-system-mailer"} <= set(hrefs)


def test_entry_names_the_system_of_foreign_elements(project):
    system = "  - id: post\n    name: Post\n    containers: [{ id: site, name: Web shop }]\n"
    flow = "  - { source: post.site, target: shop.web, label: ask, sync: true }\n"
    project.edit_model(MODEL.replace("flows:\n", f"{system}flows:\n{flow}", 1))
    with project.build() as site:
        fields = _fields(site, "web")
        assert "Web shop (Post) → Web shop: ask (synchronous)" in fields["Receives"]
        assert "Web shop → Orders: save the order (synchronous)" in fields["Sends"]


def test_references_in_the_prolog_are_mentions_only_on_pages_that_use_them(project):
    prolog = ".. |web| replace:: :c4:container:`web`\n\nOf :c4:container:`web`.\n"
    project.edit("user.rst", ":orphan:\n\nA user\n======\n\nOf |web|.\n")
    project.configure(
        extensions=["sphinxcontrib_c4"],
        c4_model="model.yaml",
        rst_prolog=prolog,
        rst_epilog="End of :c4:container:`web`.",
    )
    with project.build() as site:
        assert _fields(site, "web")["Mentioned in"] == ["A story", "A user"]


def test_owner_code_and_properties_are_shown_in_entries(project):
    code = "source: {repo: https://example.org/shop, path: app, line: 7}"
    details = ["technology: Django", "owner: Team Red", "properties: {tier: gold}", code]
    project.edit_model(MODEL.replace("technology: Django", "\n        ".join(details)))
    project.edit("tables.rst", ":orphan:\n\nTables\n======\n\n.. c4-elements::\n   :no-index:\n")
    with project.build() as site:
        fields = _fields(site, "web")
        assert fields["tier"] == ["gold"]
        assert (fields["Owner"], fields["Source"]) == (["Team Red"], ["app:7", "example.org/shop"])
        assert "https://example.org/shop" in _hrefs(_tree(site, "web"))
        (row,) = (row for row in site.resolved_doctree("tables").findall(nodes.row) if row[0].astext() == "Web shop")
        assert [cell.astext() for cell in row[-2:]] == ["Team Red", "app:7\n\nexample.org/shop"]
        sentence = "Web shop [Django]: Takes orders. (owner: Team Red; source: app:7, https://example.org/shop)"
        assert sentence in "".join(_tree(site, "drawings").itertext())


def test_owner_of_a_system_is_shown_with_its_containers(project):
    project.edit_model(MODEL.replace("    name: Bookshop", "    name: Bookshop\n    owner: Team Blue", 1))
    project.edit("tables.rst", ":orphan:\n\nTables\n======\n\n.. c4-elements::\n   :no-index:\n")
    with project.build() as site:
        assert _fields(site, "web")["Owner"] == ["Team Blue"]
        (row,) = (row for row in site.resolved_doctree("tables").findall(nodes.row) if row[0].astext() == "Web shop")
        assert row[-1].astext() == "Team Blue"


def test_boxes_and_references_lead_to_the_entry(project):
    with project.build() as site:
        assert "web.html#c4-container-shop.web" in _hrefs(_tree(site, "story"))
        assert "web.html#c4-system-mailer" in _box_links(_tree(site, "drawings"))


def test_entry_is_in_the_contents_and_in_the_indices(project):
    with project.build() as site:
        assert "#c4-container-shop.web" in " ".join(filter(None, _hrefs(_tree(site, "web"))))
        assert "Web shop (container)" in "".join(_tree(site, "genindex").itertext())
        index = _tree(site, "c4-elements")
        assert "web.html#c4-container-shop.web" in _hrefs(index)
        rows = [" ".join("".join(row.itertext()).split()) for row in index.iter("tr")]
        assert [row for row in rows if row] == ["Systems", "Mail service (mailer)", "Containers", "Web shop (shop.web)"]


def test_index_of_elements_can_be_referenced(project):
    project.edit("story.rst", f"{PAGES['story.rst']}\n:ref:`c4-elements`\n")
    with project.build() as site:
        assert site.warnings == []
        assert "c4-elements.html" in _hrefs(_tree(site, "story"))


def test_project_without_entries_has_no_index_of_elements(tmp_path):
    with Project(tmp_path / "project").write({"index.rst": "Shop\n====\n"}).build() as site:
        assert not (site.app.outdir / "c4-elements.html").exists()


def test_diagrams_of_one_title_are_listed_with_their_pages(project):
    project.edit("story.rst", f"{PAGES['story.rst']}\n.. c4-container::\n\n.. c4-container::\n")
    with project.build() as site:
        diagrams = _fields(site, "web")["Shown in"]
        assert diagrams == ["Containers of Bookshop (Drawings)", "Containers of Bookshop (A story)"]


def test_page_of_an_entry_is_written_again_when_another_page_shows_its_element(project):
    with project.build():
        pass
    project.edit("story.rst", "Another story\n=============\n\nOf :c4:container:`web`.\n")
    with project.build() as site:
        assert site.documents_read == {"story"}
        assert _fields(site, "web")["Mentioned in"] == ["Another story"]
        assert "Another story" in site.html("web")
    project.edit("drawings.rst", "Drawings\n========\n\n.. c4-context::\n")
    with project.build() as site:
        assert site.documents_read == {"drawings"}
        assert "Containers of Bookshop" not in site.html("web")
    project.edit_model(MODEL.replace("send the receipt", "send the bill"))
    with project.build() as site:
        assert site.documents_read == {"web", "drawings"}
        assert "send the bill" in site.html("web")


def test_element_with_two_entries_is_a_duplicate(project):
    project.edit("story.rst", f"{PAGES['story.rst']}\n.. c4-element:: web\n")
    with project.build() as site:
        (warning,) = site.warnings
        assert warning.startswith("web.rst:4: WARNING: the container 'shop.web' is documented twice")
        assert "story.rst:6" in warning


def test_entry_beside_a_row_of_a_table_is_not_a_duplicate(project):
    project.edit("drawings.rst", "Drawings\n========\n\n.. c4-elements::\n")
    with project.build() as site:
        assert site.warnings == []
        assert "web.html#c4-container-shop.web" in _hrefs(_tree(site, "story"))


def test_entry_with_no_index_is_not_a_duplicate(project):
    project.edit("story.rst", f"{PAGES['story.rst']}\n.. c4-element:: web\n   :no-index:\n")
    with project.build() as site:
        assert site.warnings == []


def test_entry_of_an_unknown_element_keeps_the_text_of_the_author(project):
    project.edit("web.rst", "Web\n===\n\n.. c4-element:: wbe\n\n   It is *ours*.\n")
    project.edit("story.rst", "A story\n=======\n")
    with project.build() as site:
        (warning,) = site.warnings
        assert warning.startswith("web.rst:4: WARNING: c4-element: nothing in the model is named 'wbe'; did you mean")
        assert "It is ours." in site.doctree("web").astext()


@pytest.mark.parametrize("builder", ["text", "latex", "man", "texinfo", "epub", "singlehtml", "gettext"])
def test_every_builder_writes_entries(project, builder):
    project.write(PAGES, nitpicky=True, epub_copyright="none", version="1")
    with project.build(builder) as site:
        assert site.warnings == []


# --- Other projects ---

OTHER_MODEL = """\
meta: {name: Post, primary_system: post}
systems:
  - {id: post, name: Post office, kind: internal}
  - {id: mailer, name: The mail, kind: external}
flows:
  - {source: post, target: mailer, label: hand over, sync: true}
"""
FOREIGN = "https://shop.example/"


@pytest.fixture
def other_project(project, tmp_path):
    """A second project, with the inventory of the first one."""
    with project.build() as site:
        inventory = str(site.app.outdir / "objects.inv")
    page = "Post\n====\n\n.. c4-context:: post\n\nSee :c4:container:`the shop <shop.web>`.\n"
    return Project(tmp_path / "other").write(
        {"index.rst": page},
        model=OTHER_MODEL,
        nitpicky=True,
        extensions=["sphinx.ext.intersphinx", "sphinxcontrib_c4"],
        intersphinx_mapping={"shop": (FOREIGN, inventory)},
    )


def test_another_project_refers_to_elements(other_project):
    with other_project.build() as site:
        assert site.warnings == []
        assert f"{FOREIGN}web.html#c4-container-shop.web" in _hrefs(_tree(site, "index"))


def test_box_leads_to_the_docs_of_another_project(other_project):
    with other_project.build() as site:
        assert _box_links(_tree(site, "index")) == [f"{FOREIGN}web.html#c4-system-mailer"]


def test_any_role_leads_to_another_project(other_project):
    other_project.edit("index.rst", "Post\n====\n\n:any:`shop.web`\n")
    with other_project.build() as site:
        assert site.warnings == []
        assert f"{FOREIGN}web.html#c4-container-shop.web" in _hrefs(_tree(site, "index"))


SYSTEM = OTHER_MODEL.replace("mailer", "courier")
CONTAINER = SYSTEM.replace("kind: internal}", "kind: internal, containers: [{id: sorter, name: Sorter}]}").replace(
    "source: post", "source: sorter"
)


@pytest.mark.parametrize(
    ("model", "alias"), [(SYSTEM, "courier"), (CONTAINER, "post.sorter")], ids=["system", "container"]
)
def test_box_leads_to_another_project_through_an_alias(other_project, model, alias):
    (other_project.folder / "model").mkdir()
    other_project.edit("model/post.yaml", model)
    other_project.edit("model/landscape.yaml", f"name: All\naliases: {{mailer: {alias}}}\n")
    other_project.edit("conf.py", f"{(other_project.folder / 'conf.py').read_text('utf-8')}\nc4_model = 'model'\n")
    kind = "container" if "." in alias else "context"
    other_project.edit("index.rst", f"Post\n====\n\n.. c4-{kind}:: post\n")
    with other_project.build() as site:
        assert site.warnings == []
        assert _box_links(_tree(site, "index")) == [f"{FOREIGN}web.html#c4-system-mailer"]


def test_page_is_written_again_when_another_project_has_moved_an_element(other_project, project, tmp_path):
    with other_project.build():
        pass
    project.edit("post.rst", "Post\n====\n\n.. c4-element:: mailer\n")
    project.edit("web.rst", "Web\n===\n\n.. c4-element:: web\n")
    with project.build():
        pass
    with other_project.build() as site:
        assert site.documents_read == set()
        assert f"{FOREIGN}post.html#c4-system-mailer" in _hrefs(_tree(site, "index"))


def test_url_of_an_element_is_in_its_entry_and_its_row(project):
    url = "https://example.org/mail?a=1&b=2"
    project.edit_model(MODEL.replace("name: Mail service,", f"name: Mail service, url: {json.dumps(url)},"))
    project.edit("story.rst", "A story\n=======\n\n.. c4-elements::\n   :kind: system\n   :no-index:\n")
    with project.build() as site:
        assert site.warnings == []
        assert _fields(site, "web", 1)["Read more"] == ["example.org/mail?a=1&b=2"]
        assert [url in _hrefs(_tree(site, page)) for page in ("web", "story")] == [True, True]


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.org/mail", True),
        ("HTTP://example.org", True),
        ("mailto:mail@example.org", True),
        ("javascript:alert(1)", False),
        ("javascript:alert('https://example.org')", False),
        ("https://example.org\njavascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("//example.org", False),
        ("", False),
    ],
)
def test_only_safe_urls_are_links(url, is_link):
    assert isinstance(external_link(url, "text"), nodes.reference) is is_link


def test_change_of_a_url_needs_no_new_layout(project, monkeypatch):
    with project.build():
        pass
    monkeypatch.setattr("sphinxcontrib_c4.layout.lay_out", lambda *args, **kwargs: pytest.fail("laid out again"))
    project.edit_model(MODEL.replace("name: Mail service,", "name: Mail service, url: https://example.org,"))
    with project.build() as site:
        assert site.documents_read == {"drawings", "web"}
