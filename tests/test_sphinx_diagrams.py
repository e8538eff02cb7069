"""The directives that draw diagrams: their nodes in the doctree, and the HTML output."""

from __future__ import annotations

import re

import html5lib
import pytest
from docutils import nodes
from project_writer import MODEL, Project

from sphinxcontrib_c4.sphinx.directives import DIRECTIVES
from sphinxcontrib_c4.sphinx.nodes import c4_diagram
from sphinxcontrib_c4.sphinx.writers.html import text_alternative_html
from sphinxcontrib_c4.sphinx.writers.text_alternative import search_terms_node, to_nodes

PAGES = {
    "index.rst": """\
Shop
====

.. toctree::

   inside
   parts

.. c4-context::
   :caption: Who uses the *shop*
   :name: around
   :align: right
   :class: wide

See :numref:`around`.
""",
    "inside.rst": "Inside\n======\n\n.. c4-container:: shop\n\n.. c4-container:: shop\n\n.. c4-flow::\n",
    "parts.rst": """\
Parts
=====

.. c4-component:: web

.. c4-landscape::

.. c4-elements:: shop
   :kind: container
""",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("site") / "project").write(PAGES, numfig=True, nitpicky=True)
    with project.build() as site:
        yield site


@pytest.fixture
def page(tmp_path):
    """Return a function that builds a page with some text."""
    project = Project(tmp_path / "project")

    def build(text, **options):
        return project.write({"index.rst": f"Page\n====\n\n{text}\n"}, **options).build()

    return build


def _tree(site, docname):
    return html5lib.parse(site.html(docname), namespaceHTMLElements=False)


def _classes(element):
    return element.get("class", "").split()


def _find_by_class(tree, name):
    return [element for element in tree.iter() if isinstance(element.tag, str) and name in _classes(element)]


def _drawings(site, docname):
    return _find_by_class(_tree(site, docname), "c4-diagram")


def _link_targets(drawing):
    """Return the link target of each box in a drawing."""
    parents = {child: parent for parent in drawing.iter() for child in parent}
    targets = {}
    for box in _find_by_class(drawing, "c4-element"):
        parent = parents[box]
        targets[box.get("data-c4-id")] = parent.get("href") if "c4-link" in _classes(parent) else None
    return targets


def test_site_builds_without_warnings(site):
    assert site.warnings == []


def test_figure_contains_a_placeholder_and_a_caption(site):
    (figure,) = site.doctree().findall(nodes.figure)
    assert type(figure) is nodes.figure
    assert [type(child) for child in figure] == [c4_diagram, nodes.caption]
    assert figure["ids"] == ["around"]
    assert figure["align"] == "right"
    assert figure["classes"] == ["c4-figure", "wide"]
    assert [type(child) for child in figure[1]] == [nodes.Text, nodes.emphasis]


def test_placeholder_attributes_have_builtin_types(site):
    (diagram,) = site.doctree().findall(c4_diagram)
    assert diagram["view"] == "context:shop"
    assert _types(list(diagram.attributes.values())) <= {str, int, bool, list, tuple}


def _types(value):
    return {type(value)}.union(*map(_types, value)) if isinstance(value, (list, tuple)) else {type(value)}


def test_nodes_have_the_source_and_line_of_the_directive(site):
    (figure,) = site.doctree().findall(nodes.figure)
    parts = [figure, figure[1], *figure[0].findall(nodes.Element)]
    assert {(node.source, node.line) for node in parts} == {(str(site.app.srcdir / "index.rst"), 9)}


def test_text_alternative_lists_the_elements_and_then_the_flows(site):
    (diagram,) = site.doctree().findall(c4_diagram)
    summary, elements, flows = to_nodes(diagram, {})
    assert summary.astext().startswith("System context of Bookshop")
    assert [item.astext() for item in elements] == [
        "Customer [Person]: Buys books.",
        "Bookshop [System]: A shop.",
        "Mail service [External system]: Sends mail.",
    ]
    assert flows[0].astext() == "Customer → Bookshop: buy a book (HTTPS, synchronous)"
    assert search_terms_node(diagram).astext() == "Customer Bookshop Mail service buy a book send the receipt"


def test_steps_of_a_scenario_are_numbered(site):
    diagram = list(site.doctree("inside").findall(c4_diagram))[2]
    assert diagram["view"] == "dynamic:shop.purchase"
    _, _, steps = to_nodes(diagram, {})
    assert isinstance(steps, nodes.enumerated_list)
    assert steps[0].astext() == "Customer → Web shop: pay (synchronous)"


def test_text_alternative_is_equal_as_nodes_and_as_html(site):
    for name in ("index", "inside", "parts"):
        for diagram in site.doctree(name).findall(c4_diagram):
            tree = html5lib.parse(text_alternative_html(diagram, {}), namespaceHTMLElements=False)
            paragraphs = [p.astext() for node in to_nodes(diagram, {}) for p in node.findall(nodes.paragraph)]
            assert ["".join(p.itertext()) for p in tree.iter("p")] == paragraphs


def test_html_has_a_drawing_and_a_text_alternative_of_every_view(site):
    views = {name: [d.get("data-c4-view") for d in _drawings(site, name)] for name in ("index", "inside", "parts")}
    assert views == {
        "index": ["context:shop"],
        "inside": ["container:shop", "container:shop", "dynamic:shop.purchase"],
        "parts": ["component:shop.web", "landscape:landscape"],
    }
    (words,) = _find_by_class(_tree(site, "index"), "c4-words")
    assert words.tag == "details"
    assert words[0].text == "In words"


def test_scroll_regions_are_focusable_and_have_unique_labels(site):
    regions = _find_by_class(_tree(site, "inside"), "c4-scroll")
    assert {(region.get("role"), region.get("tabindex")) for region in regions} == {("region", "0")}
    labels = [region.get("aria-label") for region in regions]
    assert labels == ["Containers of Bookshop", "Containers of Bookshop (2)", "A customer buys a book"]


def test_ids_are_unique_over_the_site(site):
    ids = [e.get("id") for name in PAGES for d in _drawings(site, name[:-4]) for e in d.iter() if e.get("id")]
    assert ids
    assert len(ids) == len(set(ids))


def test_boxes_lead_to_closer_views(site):
    (context,) = _drawings(site, "index")
    assert _link_targets(context) == {"customer": None, "shop": "inside.html#c4-container-shop", "mailer": None}
    container, second_container, scenario = _drawings(site, "inside")
    assert _link_targets(container) == _link_targets(second_container)
    assert _link_targets(container)["shop.web"] == "parts.html#c4-component-shop.web"
    assert _link_targets(container)["shop.orders"] == "#c4-dynamic-shop.purchase"
    assert _link_targets(scenario)["shop.orders"] == "#c4-container-shop"


def test_boxes_without_a_closer_view_lead_to_tables(page):
    with page(".. c4-context::\n\n.. c4-elements::\n") as site:
        (context,) = _drawings(site, "index")
        assert _link_targets(context)["mailer"] == "#c4-system-mailer"
        assert site.doctree().ids["c4-system-mailer"] is not None


def test_links_lead_to_ids_that_exist(site):
    ids = {f"{name[:-4]}.html#{e.get('id')}" for name in PAGES for e in _tree(site, name[:-4]).iter() if e.get("id")}
    for name in PAGES:
        page = f"{name[:-4]}.html"
        for drawing in _drawings(site, name[:-4]):
            targets = [
                href if not href.startswith("#") else page + href for href in _link_targets(drawing).values() if href
            ]
            assert set(targets) <= ids


def test_assets_are_on_pages_with_drawings_only(site):
    assert "c4.css" in site.html()
    assert "c4.js" in site.html()
    assert "c4.css" not in site.html("genindex")
    assert "c4.css" not in site.html("search")


def test_project_without_drawings_has_no_assets(tmp_path):
    project = Project(tmp_path / "project")
    project.write({"index.rst": "A page\n======\n\nOf :c4:container:`web`.\n"}, model=MODEL)
    with project.build() as site:
        assert not list(site.app.outdir.glob("_static/c4.*"))


def test_drawings_have_no_inline_styles_or_scripts(site):
    for drawing in _drawings(site, "inside"):
        assert not any(name in e.attrib for e in drawing.iter() for name in ("style", "onclick", "onload"))
        assert not any(e.tag in ("script", "style") for e in drawing.iter())


def test_alt_option_is_the_label_and_the_summary(page):
    with page('.. c4-context::\n   :alt: A customer & a "shop".\n') as site:
        (region,) = _find_by_class(_tree(site, "index"), "c4-scroll")
        assert region.get("aria-label") == 'A customer & a "shop".'
        (words,) = _find_by_class(_tree(site, "index"), "c4-words")
        assert words.find("p").text == 'A customer & a "shop".'


@pytest.mark.parametrize(
    ("options", "boxes"),
    [
        (":include: customer", {"customer", "shop.web", "shop.orders"}),
        (":exclude: mailer, orders", {"customer", "shop.web"}),
        (":mode: async", {"shop.web", "shop.orders", "mailer"}),
        (":include: tag:sale", {"customer", "shop.web", "shop.orders"}),
    ],
)
def test_filters_select_the_boxes(page, options, boxes):
    with page(f".. c4-container::\n   {options}\n") as site:
        assert site.warnings == []
        (drawing,) = _drawings(site, "index")
        assert set(_link_targets(drawing)) == boxes


@pytest.mark.parametrize(
    ("options", "boxes"),
    [
        (":show: systems", {"shop", "folded:shop"}),
        (":show: people", {"customer", "shop", "folded:shop"}),
        (":show: auto", {"customer", "shop", "mailer"}),
        (":focus: mailer", {"shop", "mailer"}),
        (":focus: web\n   :depth: 0", {"shop"}),
    ],
)
def test_landscape_has_levels_and_a_focus(page, options, boxes):
    with page(f".. c4-landscape::\n   {options}\n") as site:
        assert site.warnings == []
        (drawing,) = _drawings(site, "index")
        assert set(_link_targets(drawing)) == boxes


def test_landscape_with_folded_elements_links_them_and_lists_all_elements(page):
    with page(".. c4-landscape::\n   :show: systems\n\n.. c4-context::\n") as site:
        targets = _link_targets(_drawings(site, "index")[0])
        assert targets["folded:shop"] == "#c4-context-shop"
        text = text_alternative_html(site.doctree("index").next_node(c4_diagram), {})
    assert "Customer [Person]" in text
    assert "Bookshop → Mail service: send the receipt" in text
    assert "1 person, 1 external system [External system: folded]" in text


@pytest.mark.parametrize("option", [":show: everything", ":depth: -1", ":focus:"])
def test_landscape_rejects_invalid_options(page, option):
    with page(f".. c4-landscape::\n   {option}\n") as site:
        assert "Error in" in site.warnings[0]


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        (".. c4-context:: shpo", "c4-context: nothing in the model is named 'shpo'; did you mean 'shop'?"),
        (".. c4-flow:: purchas", "c4-flow: nothing in the model is named 'purchas'; did you mean 'shop.purchase'?"),
        (".. c4-flow:: purc", "c4-flow: nothing in the model is named 'purc'; did you mean 'shop.purchase'?"),
        (".. c4-container::\n   :exclude: ordrs", "c4-container: nothing in the model is named 'ordrs'; did you mean"),
        (
            ".. c4-context:: customer",
            "c4-context: 'customer' is a person, but the argument must name an internal",
        ),
        (
            ".. c4-context:: mailer",
            "c4-context: 'mailer' is an external system without containers, but the argument must name an internal",
        ),
        (
            ".. c4-container:: mailer",
            "c4-container: 'mailer' is an external system without containers, but the argument must name a system with",
        ),
        (
            ".. c4-container:: web",
            "c4-container: 'shop.web' is a container, but the argument must name a system with containers; "
            "c4-component can show it",
        ),
        (
            ".. c4-component:: orders",
            "c4-component: 'shop.orders' is a container without components, but the argument must name a container",
        ),
        (".. c4-flow:: buy", "c4-flow: 'shop.buy' is a flow, but the argument must name a scenario"),
        (".. c4-container:: Bookshop", "c4-container: nothing in the model is named 'Bookshop'; did you mean 'shop'?"),
        (
            ".. c4-landscape::\n   :focus: shpo",
            "c4-landscape: nothing in the model is named 'shpo'; did you mean 'shop'?",
        ),
        (".. c4-landscape:: shop", "c4-landscape: a landscape shows the whole model: remove 'shop', or write it as"),
        (".. c4-flow:: zzz", "c4-flow: nothing in the model is named 'zzz'; choose from 'shop.purchase'"),
        (
            ".. c4-container::\n   :exclude: Mail service",
            "c4-container: nothing in the model is named 'Mail service'; did you mean 'mailer'?",
        ),
    ],
)
def test_unknown_name_causes_one_warning_even_with_a_reference_to_the_figure(page, directive, message):
    with page(f"{directive}\n   :name: fig\n\n:ref:`It <fig>` is not there.") as site:
        (warning,) = site.warnings
        assert warning.startswith(f"index.rst:4: WARNING: {message}")
        assert "cannot be shown." in site.doctree().astext()


def test_flow_without_an_argument_must_name_one_of_several_scenarios(page):
    second = "  - {id: refund, title: Refund, steps: [{source: web, target: customer, label: pay, sync: true}]}\n"
    with page(".. c4-flow::\n", model=MODEL.replace("etl_sources:", f"{second}etl_sources:")) as site:
        (warning,) = site.warnings
        assert "must name one scenario of several: 'shop.purchase', 'shop.refund'" in warning


TWO_SYSTEMS = """\
systems:
  - {id: shop, name: Shop, kind: internal}
  - {id: bank, name: Bank, kind: internal, containers: [{id: web, name: Web, components: [{id: c, name: C}]}]}
"""
STORIES = "scenarios: [{id: story, title: Story, steps: [{source: bank, target: shop, label: x, sync: true}]}]\n"


def test_without_an_argument_only_the_primary_system_is_shown(page):
    directives = ".. c4-container::\n\n.. c4-component::\n\n.. c4-flow::\n"
    with page(directives, model="meta: {primary_system: shop}\n" + TWO_SYSTEMS) as site:
        container, component, scenario = site.warnings
        reason = "the primary system 'shop' has no"
        assert f"c4-container: {reason} system with containers; name one of 'bank'" in container
        assert f"c4-component: {reason} container with components; name one of 'bank.web'" in component
        assert "c4-flow: there is nothing to show: the model has no scenario" in scenario


def test_without_an_argument_an_external_primary_system_has_no_context(page):
    model = "meta: {primary_system: tax}\n" + TWO_SYSTEMS + "  - {id: tax, name: Tax, kind: external}\n"
    with page(".. c4-context::\n\n.. c4-landscape::\n", model=model) as site:
        (warning,) = site.warnings
        assert "c4-context: the primary system 'tax' has no internal system; name one of" in warning


@pytest.mark.parametrize(
    "model",
    [
        "meta: {primary_system: tax}\nsystems: [{id: tax, name: Tax, kind: external}]\n",
        "actors: [{id: a, name: A}]\n",
        "meta: {name: Empty}\n",
    ],
)
def test_without_an_argument_every_directive_works_or_warns_at_its_line(page, model):
    names = sorted(name for name, directive in DIRECTIVES.items() if not directive.required_arguments)
    with page("".join(f".. {name}::\n\n" for name in names), model=model) as site:
        assert [line for line in site.warnings if not re.match(r"index\.rst:\d+: WARNING: ", line)] == []
        if "tax" in model:
            assert any("c4-elements: 'tax' is an external system" in line for line in site.warnings)


def test_without_a_primary_system_the_only_candidate_is_shown(page):
    with page(".. c4-container::\n\n.. c4-component::\n\n.. c4-flow::\n", model=TWO_SYSTEMS + STORIES) as site:
        assert site.warnings == []
        assert [d.get("data-c4-view") for d in _drawings(site, "index")] == [
            "container:bank",
            "component:bank.web",
            "dynamic:story",
        ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (":mode: async\n   :include: customer", ":include: and :mode: together leave no flow in 'context:shop'"),
        (":include: tag:sale\n   :mode: async", ":include: and :mode: together leave no flow in 'context:shop'"),
        (":exclude: customer, mailer", ":exclude: leaves no flow in 'context:shop'"),
        (":include: cart", ":include: leaves no flow in 'context:shop'; only the named elements remain, so name both"),
        (":include: cart, far", ":include: names 'far', which 'context:shop' does not show"),
    ],
)
def test_filters_that_remove_all_flows_cause_a_warning(page, options, message):
    far = MODEL.replace("flows:", "  - {id: far, name: Far, kind: external}\nflows:")
    with page(f".. c4-context::\n   {options}\n", model=far) as site:
        (warning,) = site.warnings
        assert warning.startswith(f"index.rst:4: WARNING: c4-context: {message}")
        (drawing,) = _drawings(site, "index")
        assert "shop" in _link_targets(drawing)


@pytest.mark.parametrize(
    ("directive", "model", "message"),
    [
        (
            ".. c4-container::\n   :exclude: web, orders",
            MODEL,
            "c4-container: :exclude: leaves no element in 'container:shop'",
        ),
        (
            ".. c4-landscape::",
            "meta: {name: Shop}\n",
            "c4-landscape: there is nothing to show: the landscape has no people and systems, or all of them",
        ),
        (
            ".. c4-flow::",
            TWO_SYSTEMS + "scenarios: [{id: story, title: Story}]\n",
            "c4-flow: there is nothing to show: the scenario has no steps",
        ),
    ],
)
def test_view_without_content_is_reported_on_the_page(page, directive, model, message):
    with page(directive, model=model) as site:
        (warning,) = site.warnings
        assert warning.startswith(f"index.rst:4: WARNING: {message}")
        assert _drawings(site, "index") == []
        assert "cannot be shown." in site.doctree().astext()


def test_landscape_that_hides_everything_is_reported(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "Page\n====\n\n.. c4-landscape::\n"}, model=None)
    (project.folder / "model").mkdir()
    project.edit("model/shop.yaml", "systems: [{id: shop, name: Shop}]\n")
    project.edit("model/landscape.yaml", "hidden: [shop]\n")
    project.edit("conf.py", 'extensions = ["sphinxcontrib_c4"]\nc4_model = "model"\nhtml_theme = "basic"\n')
    with project.build() as site:
        (warning,) = site.warnings
        assert "the landscape has no people and systems, or all of them are hidden" in warning


def test_view_that_cannot_be_laid_out_keeps_its_text_alternative(page, monkeypatch):
    from sphinxcontrib_c4 import layout

    fault = layout.LayoutFault(view_name="context:shop", message="there is no place")

    def fail_for_context(views, *, width):
        geometries = lay_out(views, width=width)
        return tuple(
            fault if view.kind == "context" else geometry for view, geometry in zip(views, geometries, strict=True)
        )

    lay_out = layout.lay_out
    monkeypatch.setattr(layout, "lay_out", fail_for_context)
    with page(".. c4-context::\n\n.. c4-container::\n") as site:
        assert site.warnings == [
            "index.rst:4: WARNING: context:shop cannot be laid out: there is no place"
            + (" [c4.layout]" if site.app.config.show_warning_types else "")
        ]
        assert [d.get("data-c4-view") for d in _drawings(site, "index")] == ["container:shop"]
        assert "Mail service [External system]: Sends mail." in "".join(_tree(site, "index").itertext())


def test_markup_in_a_model_is_escaped(page):
    title = "<script>alert('1')</script> & \\\"*x*\\\" `y`_ |z|"
    model = MODEL.replace("name: Mail service", f'name: "{title}"')
    with page(".. c4-context::\n\n.. c4-elements::\n", model=model) as site:
        assert site.warnings == []
        tree = _tree(site, "index")
        assert not [e for e in tree.iter() if e.tag == "script" and "alert" in "".join(e.itertext())]
        (row,) = [row for row in tree.iter("tr") if "Sends mail." in "".join(row.itertext())]
        assert "".join(row[0].itertext()).strip() == title.replace('\\"', '"')
