"""Pages as Markdown: a Markdown parser reads the content and structure of the page from them."""

from __future__ import annotations

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from docutils.utils import new_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sphinx import addnodes

from sphinxcontrib_c4.sphinx.structurizr.markdown import MarkdownWriter

markdown_it = pytest.importorskip("markdown_it")

WRITER = MarkdownWriter(view_key=lambda diagram: "", image_uri=lambda image: image["uri"])


def page(*parts):
    document = new_document("page")
    document += parts
    return document


def to_markdown(*parts):
    return WRITER.page(page(*parts))


def rst_to_markdown(text):
    return WRITER.page(publish_doctree(text, settings_overrides={"report_level": 5}))


def to_html(text):
    """Return the HTML of ``text`` as CommonMark with tables, and without inline HTML."""
    return markdown_it.MarkdownIt("commonmark", {"html": False}).enable("table").render(text)


def tokens(text):
    return markdown_it.MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)


MARKS = st.sampled_from("#*_`[]()<>!&|~+-=.0\\:")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | MARKS, max_size=40)
RELAXED = settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])


def collapse_spaces(text):
    return " ".join(text.split())


@RELAXED
@given(TEXTS)
def test_text_stays_inside_a_paragraph(text):
    kinds = [token.type for token in tokens(to_markdown(nodes.paragraph(text, text)))]
    assert kinds == (["paragraph_open", "inline", "paragraph_close"] if collapse_spaces(text) else [])
    inline = [child for token in tokens(to_markdown(nodes.paragraph(text, text))) for child in token.children or ()]
    assert {child.type for child in inline} <= {"text"}
    assert collapse_spaces("".join(child.content for child in inline)) == collapse_spaces(text)


@RELAXED
@given(TEXTS)
def test_text_stays_inside_a_heading_or_a_cell(text):
    section = nodes.section("", nodes.title(text, text), nodes.paragraph("x", "x"))
    headings = tokens(to_markdown(section))
    assert [token.tag for token in headings if token.type == "heading_open"] == ["h2"] * bool(collapse_spaces(text))
    entry = nodes.entry("", nodes.paragraph(text, text))
    row = nodes.row("", entry, nodes.entry("", nodes.paragraph("y", "y")))
    table = nodes.table("", nodes.tgroup("", nodes.tbody("", row), cols=2))
    cells = [token for token in tokens(to_markdown(table)) if token.type == "td_open"]
    assert len(cells) == 2


@RELAXED
@given(TEXTS)
def test_code_keeps_its_text(text):
    inline = [
        child
        for token in tokens(to_markdown(nodes.paragraph("", "", nodes.literal(text, text))))
        for child in token.children or ()
    ]
    assert [child.content for child in inline if child.type == "code_inline"] == [collapse_spaces(text)] * bool(
        collapse_spaces(text)
    )
    block = [token for token in tokens(to_markdown(nodes.literal_block(text, text))) if token.type == "fence"]
    assert [token.content.rstrip("\n") for token in block] == [text.rstrip("\n")]


PAGE = """\
Title
=====

A paragraph with *words*, **more words**, ``code``, a `link <https://example.org/a_(b)>`_ and `none <inner.html>`_.

Below
-----

- one
- two

  1. first
  2. second

     A paragraph.

term : kind
   What it means.

:field: What it says.

Then:

   Quoted words.

.. note:: Mind *this*.

   - and that

| A line
| and another

=====  =====
Head   Other
=====  =====
a | b  c
=====  =====

.. code:: python

   print("```")

----

.. image:: https://example.org/a.png
   :alt: A picture

Words [1]_.

.. [1] A note.

.. raw:: html

   <script>alert(1)</script>

.. comment
"""


def test_page_keeps_its_content_and_markup():
    markdown = rst_to_markdown(PAGE)
    html = to_html(markdown)
    assert markdown.startswith("A paragraph") or markdown.startswith("## Title")
    for part in (
        "<em>words</em>, <strong>more words</strong>, <code>code</code>",
        '<a href="https://example.org/a_%28b%29">link</a> and none.',
        "<ul>\n<li>\n<p>one</p>\n</li>\n<li>\n<p>two</p>\n<ol>",
        "<ol>\n<li>\n<p>first</p>",
        "<p>A paragraph.</p>",
        "<strong>term</strong>",
        "What it means.",
        "<strong>field</strong>: What it says.",
        "<blockquote>\n<p>Quoted words.</p>",
        "<p><strong>Note</strong></p>\n<p>Mind <em>this</em>.</p>\n<ul>\n<li>and that</li>",
        "A line<br />\nand another",
        "<th>Head</th>",
        "<td>a | b</td>",
        "<pre><code>print(&quot;```&quot;)\n</code></pre>",
        "<hr />",
        '<img src="https://example.org/a.png" alt="A picture" />',
        "Words [1].",
        "<p>[1] A note.</p>",
    ):
        assert part in html, part
    assert "script" not in markdown
    assert "comment" not in markdown


def test_admonitions_have_one_heading():
    paragraph = nodes.paragraph("x", "x")
    assert to_markdown(nodes.warning("", paragraph)) == "> **Warning**\n>\n> x\n"
    assert to_markdown(addnodes.seealso("", paragraph.deepcopy())) == "> **See also**\n>\n> x\n"
    admonition = nodes.admonition("", nodes.title("Own", "Own"), paragraph.deepcopy())
    assert to_markdown(admonition) == "> **Own**\n>\n> x\n"
    description = addnodes.desc("", addnodes.desc_signature("", "f"), addnodes.desc_content("", paragraph.deepcopy()))
    assert to_markdown(description) == "**f**\n\nx\n"


def test_code_keeps_its_language():
    assert to_markdown(nodes.literal_block("x", "x", language="c++")) == "```c++\nx\n```\n"
    assert to_markdown(nodes.literal_block("x", "x", language="a b`")) == "```\nx\n```\n"


def test_titles_begin_at_the_second_level_and_end_at_the_last():
    part = nodes.paragraph("deep", "deep")
    for level in range(8, 0, -1):
        part = nodes.section("", nodes.title(f"T{level}", f"T{level}"), part)
    levels = [token.tag for token in tokens(to_markdown(part)) if token.type == "heading_open"]
    assert levels == ["h2", "h3", "h4", "h5", "h6", "h6", "h6", "h6"]


def test_only_node_of_another_format_is_left_out():
    only = addnodes.only("", nodes.paragraph("x", "x"), expr="html")
    writer = MarkdownWriter(
        view_key=lambda diagram: "", image_uri=lambda image: "", is_included=lambda expression: expression != "html"
    )
    assert writer.page(page(only)).strip() == ""
    assert to_markdown(only) == "x\n"


def test_unknown_node_is_replaced_by_its_children():
    class Strange(nodes.General, nodes.Element):
        pass

    class Odd(nodes.Inline, nodes.TextElement):
        pass

    assert to_markdown(Strange("", nodes.paragraph("", "", Odd("", "a*b")), nodes.Text("c"))) == "a\\*b\n\nc\n"


def test_address_cannot_end_its_link():
    reference = nodes.reference("", "x", refuri="https://example.org/) [y](javascript:alert(1)")
    inline = [
        child for token in tokens(to_markdown(nodes.paragraph("", "", reference))) for child in token.children or ()
    ]
    assert [child.attrs["href"] for child in inline if child.type == "link_open"] == [
        "https://example.org/%29%20%5By%5D%28javascript:alert%281%29"
    ]
    script = nodes.reference("", "x", refuri="javascript:alert(1)")
    assert to_markdown(nodes.paragraph("", "", script)) == "x\n"


def test_table_of_contents_is_a_list():
    entries = [nodes.list_item("", nodes.paragraph("", "", nodes.Text(name))) for name in ("One", "Two")]
    contents = addnodes.compact_paragraph("", "", nodes.bullet_list("", *entries), toctree=True)
    assert [token.type for token in tokens(to_markdown(contents))].count("list_item_open") == 2
