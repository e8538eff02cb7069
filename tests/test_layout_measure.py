"""Text: widths and line breaks."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.layout import TextStyle
from sphinxcontrib_c4.layout.text import TEXT_STYLES, measure, wrap

EM = 12.0


def test_every_text_style_has_metrics_and_is_at_least_12_px():
    assert set(TEXT_STYLES) == set(TextStyle)
    assert min(metrics.size for metrics in TEXT_STYLES.values()) >= 12
    assert all(metrics.leading > metrics.size for metrics in TEXT_STYLES.values())


@pytest.mark.parametrize(
    ("text", "em"),
    [
        ("", 0),
        ("a", 0.556),
        ("i", 0.222),
        ("W", 0.944),
        ("…", 1.0),
        ("→", 1.0),
        ("é", 0.556),
        ("Ж", 0.923),
        ("Ω", 0.748),
        ("€", 0.556),
        ("漢", 1.0),
        ("🚀", 1.25),
        ("🇩🇪", 1.25),
        ("👍🏽", 1.25),
    ],
)
def test_measure_has_the_published_widths(text: str, em: float):
    assert measure(text, TextStyle.DESCRIPTION) == pytest.approx(em * EM, abs=0.02)


def test_measure_of_bold_has_the_published_widths():
    assert measure("a", TextStyle.NAME) / 14 == pytest.approx(0.556, abs=0.001)
    assert measure("b", TextStyle.NAME) / 14 == pytest.approx(0.611, abs=0.001)


@pytest.mark.parametrize("mark", ["\u0301", "\u200d", "\u200b", "\u200f", "\u202e", "\u2066", "\ufe0f", "\u0483"])
def test_measure_of_invisible_characters_is_zero(mark: str):
    assert measure("a" + mark, TextStyle.LABEL) == measure("a", TextStyle.LABEL)


def test_wrap_keeps_a_text_that_fits_on_one_line():
    assert wrap("take  course\n", TextStyle.LABEL, width=100, lines=3) == ("take course",)
    assert wrap(" \n", TextStyle.LABEL, width=100, lines=3) == ()
    assert wrap("take course", TextStyle.LABEL, width=100, lines=0) == ()


def test_wrap_breaks_at_spaces_rather_than_hyphens():
    assert wrap("stores grade-book", TextStyle.LABEL, width=65, lines=3) == ("stores", "grade-book")


def test_wrap_breaks_long_words_after_punctuation():
    assert wrap("openedx/edx-platform", TextStyle.LABEL, width=80, lines=3) == ("openedx/edx-", "platform")


def test_wrap_breaks_anywhere_as_a_last_resort():
    lines = wrap("abcdefghijklmnopqrstuvwxyz", TextStyle.LABEL, width=60, lines=9)
    assert "".join(lines) == "abcdefghijklmnopqrstuvwxyz"
    assert len(lines) > 1


@pytest.mark.parametrize("cluster", ["e\u0301", "👨\u200d👩\u200d👧", "🇩🇪", "👍🏽", "❤\ufe0f"])
def test_wrap_keeps_grapheme_clusters_whole(cluster: str):
    lines = wrap(cluster * 12, TextStyle.LABEL, width=45, lines=99)
    assert len(lines) > 1
    assert all(line == cluster * (len(line) // len(cluster)) for line in lines)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("Handles payments; stores them in a ledger", 160, "Handles payments…"),
        ("Handles all payments — and refunds for all customers", 190, "Handles all payments…"),
        ("Handles payments; stores them in a ledger", 200, "Handles payments; stores them in…"),
        ("Any of its kinds (e.g. problems and videos)", 148, "Any of its kinds (e.g…"),
    ],
)
def test_wrap_cuts_at_a_clause_if_that_loses_little(text: str, width: int, expected: str):
    assert wrap(text, TextStyle.LABEL, width=width, lines=1) == (expected,)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("UserTaskPointsRepository", ("UserTaskPoints", "Repository")),
        ("HTTPServerRequestParser2Go", ("HTTPServer", "RequestParser2", "Go")),
        ("if QDRANT_ENCODER=litellm", ("if QDRANT_", "ENCODER=", "litellm")),
        ("user_taskPoints/ServiceName", ("user_task", "Points/Service", "Name")),
    ],
)
def test_wrap_breaks_names_before_capitals_and_after_punctuation(text: str, lines: tuple[str, ...]):
    assert wrap(text, TextStyle.LABEL, width=88, lines=9) == lines


@given(st.text(max_size=80), st.sampled_from(list(TextStyle)), st.integers(30, 300), st.integers(1, 5))
def test_wrapped_lines_fit_the_width_and_the_number_of_lines(text: str, style: TextStyle, width: int, lines: int):
    result = wrap(text, style, width=width, lines=lines)
    assert len(result) <= lines
    assert all(measure(line, style) <= width + 1e-6 for line in result)


@given(st.text(max_size=80), st.integers(30, 300))
def test_wrap_keeps_all_characters_if_lines_suffice(text: str, width: int):
    assert "".join("".join(wrap(text, TextStyle.LABEL, width=width, lines=10_000)).split()) == "".join(text.split())


@given(st.text(max_size=80), st.integers(60, 300))
def test_wrapped_lines_do_not_start_with_a_combining_mark(text: str, width: int):
    words = {word[0] for word in text.split()}
    for line in wrap(text, TextStyle.LABEL, width=width, lines=10_000):
        assert (
            not unicodedata.category(line[0]).startswith("M") or measure(line[0], TextStyle.LABEL) or line[0] in words
        )
