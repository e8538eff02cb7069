"""The measured widths of text equal those of the browser."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.layout import TextStyle
from sphinxcontrib_c4.layout.text import FONT_FAMILY, TEXT_STYLES, measure

TEXTS = [
    "Learning management system",
    "[Django, Python 3.11]",
    "Serves courses to learners; grades, stores & reports 0123456789",
    "Änderungen, café, naïve, Łódź, Ğ",
    "Обучение и курсы",
    "Μάθηση και πρόοδος",
    "read → write… “quoted” — 5 €",
]

WIDTHS = """([texts, font]) => {
  const paint = document.createElement("canvas").getContext("2d");
  paint.font = font;
  paint.fontKerning = "none";
  paint.textRendering = "geometricPrecision";
  return texts.map(text => paint.measureText(text).width);
}"""


@pytest.mark.parametrize("style", [TextStyle.NAME, TextStyle.DESCRIPTION])
def test_measured_widths_are_those_of_the_browser(style, open_page):
    metrics = TEXT_STYLES[style]
    font = f"{'bold ' if metrics.bold else ''}{metrics.size}px {FONT_FAMILY}"
    widths = open_page("about:blank").evaluate(WIDTHS, [TEXTS, font])
    assert [measure(text, style) for text in TEXTS] == pytest.approx(widths, rel=0.01)
