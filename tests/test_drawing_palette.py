"""Colours: the stylesheet is generated from the tables, and all text is readable in both schemes."""

from __future__ import annotations

import re

import pytest

from sphinxcontrib_c4.drawing import SHAPES, STATIC, STYLESHEET
from sphinxcontrib_c4.drawing.stylesheet import regenerate
from sphinxcontrib_c4.layout.box_metrics import ShapeKind
from sphinxcontrib_c4.model import Mode

CSS = re.sub(r"/\*.*?\*/", "", (STATIC / STYLESHEET).read_text(encoding="utf-8"), flags=re.S)
TABLES = [
    dict(re.findall(r"--c4-([\w-]+):\s*(#[0-9a-f]{6});", block))
    for block in re.findall(r"\{([^{}]*--c4-canvas:[^{}]*)\}", CSS)
]
LIGHT, DARK, DARK_BY_SYSTEM = TABLES
SCHEMES = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
BOXES = [*(kind.value for kind in ShapeKind), "external"]
GROUNDS = ["canvas", "frame-0", "frame-1", "frame-2"]


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of WCAG 2 between two colours."""
    low, high = sorted((_luminance(first), _luminance(second)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_stylesheet_is_generated():
    css = (STATIC / STYLESHEET).read_text(encoding="utf-8")
    assert regenerate(css) == css, "run: python -m sphinxcontrib_c4.drawing.stylesheet"


def test_stylesheet_regenerates_a_changed_colour():
    css = (STATIC / STYLESHEET).read_text(encoding="utf-8")
    for colour in (SHAPES[ShapeKind.QUEUE].light.fill, SHAPES[ShapeKind.QUEUE].dark.fill):
        assert regenerate(css.replace(colour, "#000000")) == css


def test_both_dark_tables_are_the_same_and_complete():
    assert DARK == DARK_BY_SYSTEM
    assert set(DARK) == set(LIGHT)


def test_every_shape_has_colours_in_the_stylesheet():
    assert set(SHAPES) == set(ShapeKind)
    for kind, style in SHAPES.items():
        assert [LIGHT[f"{kind}-{part}"] for part in style.light._fields] == list(style.light)
        assert [DARK[f"{kind}-{part}"] for part in style.dark._fields] == list(style.dark)
        assert f".c4-{kind}, .c4-key-{kind} {{" in CSS


@SCHEMES
@pytest.mark.parametrize("box", BOXES)
def test_text_in_boxes_is_readable(colours: dict[str, str], box: str):
    assert contrast(colours[f"{box}-ink"], colours[f"{box}-fill"]) >= 4.5
    assert contrast(colours[f"{box}-soft"], colours[f"{box}-fill"]) >= 4.5


@SCHEMES
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_and_lines_are_readable_on_every_ground(colours: dict[str, str], ground: str):
    texts = ["ink", "soft", "cut", "frame-ink", *(f"{mode}-ink" for mode in Mode)]
    assert [name for name in texts if contrast(colours[name], colours[ground]) < 4.5] == []
    assert [mode for mode in Mode if contrast(colours[mode], colours[ground]) < 3] == []


@SCHEMES
def test_step_numbers_are_readable(colours: dict[str, str]):
    assert [mode for mode in Mode if contrast(colours["canvas"], colours[f"{mode}-ink"]) < 4.5] == []


@SCHEMES
def test_external_boxes_and_modes_have_distinct_colours(colours: dict[str, str]):
    assert colours["external-fill"] not in {colours[f"{kind}-fill"] for kind in ShapeKind}
    assert len({colours[mode] for mode in Mode}) == len(Mode)


def test_every_property_is_defined_and_used():
    references = set(re.findall(r"var\(--c4-([\w-]+)", CSS))
    aliases = set(re.findall(r"--c4-([\w-]+):\s*var\(", CSS))
    assert references - set(LIGHT) - aliases == set()
    assert set(LIGHT) - references == set()


def test_print_uses_the_light_scheme():
    dark = CSS.index(f"--c4-canvas: {DARK['canvas']}")
    assert CSS.rindex("@media not print", 0, dark) < dark
