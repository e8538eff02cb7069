"""Rules of other stylesheets that would change drawings, tables and reports if the stylesheet did not override them."""

from __future__ import annotations

import pytest
from drawing_samples import element, geometry

from sphinxcontrib_c4.distribution import STATIC, STYLESHEET
from sphinxcontrib_c4.drawing import svg

DRAWING = svg(geometry(element("shop")), links={"shop": "#shop"})
CARD = '<div class="c4-card c4-is-error docutils container"><h3 class="c4-part c4-card-title rubric">A</h3>{}</div>'
BODY = f"""
<div class="c4-report docutils container">
  {CARD.format('<dl class="field-list"><dt>Owner</dt><dd>Team</dd></dl>')}
  <table class="c4-coupling align-default"><tbody><tr><th class="stub"><a href="#">Shop</a></th></tr></tbody></table>
  <table class="c4-numbers align-default"><tbody><tr><td>1</td></tr></tbody></table>
</div>
<figure class="c4-figure"><div class="c4-scroll">{DRAWING}</div></figure>
"""
#: Rules as in Bootstrap 3, bizstyle, the Solar theme, Kentigern, Mochi and the Awesome theme.
RULES = (
    ".container { width: 1170px; padding: 0 15px; }",
    "dl.field-list > dt { background: #82a0be; color: white; }",
    "div.page h3 { background: #657b83; color: white; }",
    "table.c4-numbers.align-default { margin-left: 32px; }",
    ".page th.stub { background: blue; }",
    "#content a { text-decoration: underline; font-weight: 900; }",
)
OVERFLOWING_PARTS = """() => [...document.querySelectorAll("#content *")].filter(part => !(part instanceof SVGElement)
    && part.getBoundingClientRect().right > document.querySelector("#content").getBoundingClientRect().right + 1)
    .map(part => part.outerHTML.slice(0, 80))"""


@pytest.fixture
def page(open_page, tmp_path):
    path = tmp_path / "page.html"
    sheet = f'<link rel="stylesheet" href="{STATIC / STYLESHEET}">'
    body = f'<div class="page"><div id="content" style="width: 700px">{BODY}</div></div>'
    path.write_text(f"<!doctype html><title>It</title><style>{''.join(RULES)}</style>{sheet}{body}", "utf-8")
    return open_page(path.as_uri())


@pytest.mark.parametrize(
    ("selector", "name", "value"),
    [
        (".c4-card dt", "color", "rgb(0, 0, 0)"),
        (".c4-card h3", "color", "rgb(0, 0, 0)"),
        (".c4-card h3", "backgroundColor", "rgba(0, 0, 0, 0)"),
        ("th.stub", "backgroundColor", "rgba(0, 0, 0, 0)"),
        (".c4-link", "textDecorationLine", "none"),
        (".c4-link", "fontWeight", "400"),
    ],
)
def test_rule_of_a_theme_has_no_effect(selector, name, value, page):
    assert page.evaluate(f"() => getComputedStyle(document.querySelector('{selector}')).{name}") == value


def test_no_part_overflows_the_column(page):
    assert page.evaluate(OVERFLOWING_PARTS) == []
