"""Text is as wide in the browser as we say that it is."""

from __future__ import annotations

import pytest

from sphinxcontrib_c4.layout import Face
from sphinxcontrib_c4.layout.text import FACES, FONT_FAMILY, measure

TEXTS = [
    "Learning management system",
    "[Django, Python 3.11]",
    "Serves courses to learners; grades, stores & reports 0123456789",
    "Änderungen, café, naïve, Łódź, Ğ",
    "Обучение и курсы",
    "Μάθηση και πρόοδος",
    "read → write… “quoted” — 5 €",
]

WIDTH = """([text, font]) => {
  const paint = document.createElement("canvas").getContext("2d");
  paint.font = font;
  paint.fontKerning = "none";
  paint.textRendering = "geometricPrecision";
  return paint.measureText(text).width;
}"""


@pytest.mark.parametrize("face", [Face.NAME, Face.DESCRIPTION])
@pytest.mark.parametrize("text", TEXTS)
def test_measured_width_is_that_of_the_browser(text, face, open_page):
    metrics = FACES[face]
    font = f"{'bold ' if metrics.bold else ''}{metrics.size}px {FONT_FAMILY}"
    assert measure(text, face) == pytest.approx(open_page("about:blank").evaluate(WIDTH, [text, font]), rel=0.01)
