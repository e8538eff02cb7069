"""Digests of meaning: what a page shows is in them, and what it does not show is not."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from sphinxcontrib_c4.drawing import svg, text_alternative
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Element, Kind, Position, Shape, Source
from sphinxcontrib_c4.sphinx.cache.semantic_digest import semantic_digest
from sphinxcontrib_c4.views import View, ViewElement, ViewKind

ELEMENT = Element(name="shop", title="Shop", kind=Kind.SYSTEM, position=Position("a.yaml", 1, 1))
OTHER = {
    Kind: Kind.PERSON,
    Shape: Shape.QUEUE,
    Position: Position("b.yaml", 2, 2),
    bool: True,
    str: "something else",
    tuple: ("something", "else"),
    type(None): Source(repo="r"),
}


def _shown(element):
    view = View(kind=ViewKind.CONTEXT, subject="shop", title="Shop", elements=(ViewElement(element=element),))
    (geometry,) = lay_out([view])
    return semantic_digest(view), (svg(geometry), text_alternative(view))


@pytest.mark.parametrize("name", [each.name for each in fields(Element)])
def test_every_part_of_an_element_that_is_shown_counts(name):
    changed = replace(ELEMENT, **{name: OTHER[type(getattr(ELEMENT, name))]})
    before, shown_before = _shown(ELEMENT)
    after, shown_after = _shown(changed)
    assert before != after or shown_before == shown_after


def test_a_line_that_moved_does_not_count():
    assert _shown(ELEMENT)[0] == _shown(replace(ELEMENT, position=Position("b.yaml", 2, 2)))[0]


def test_what_is_not_a_value_has_no_digest():
    with pytest.raises(TypeError, match="object has no digest"):
        semantic_digest([object()])
