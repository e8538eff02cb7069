"""Semantic digests: they cover the content that a page shows, and nothing else."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from sphinxcontrib_c4.drawing import svg, text_alternative
from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.model import Element, Kind, Position, Shape, Source
from sphinxcontrib_c4.sphinx.cache.semantic_digest import semantic_digest
from sphinxcontrib_c4.views import View, ViewElement, ViewKind

ELEMENT = Element(name="shop", title="Shop", kind=Kind.SYSTEM, position=Position("a.yaml", 1, 1))
OTHER_VALUES = {
    Kind: Kind.PERSON,
    Shape: Shape.QUEUE,
    Position: Position("b.yaml", 2, 2),
    bool: True,
    str: "something else",
    tuple: ("something", "else"),
    type(None): Source(repo="r"),
}


def _digest_and_drawing(element):
    """Return the digest of a view of one element, and the drawing with its text alternative."""
    view = View(kind=ViewKind.CONTEXT, subject="shop", title="Shop", elements=(ViewElement(element=element),))
    (geometry,) = lay_out([view])
    return semantic_digest(view), (svg(geometry), text_alternative(view))


@pytest.mark.parametrize("name", [field.name for field in fields(Element)])
def test_digest_covers_every_visible_field_of_an_element(name):
    changed = replace(ELEMENT, **{name: OTHER_VALUES[type(getattr(ELEMENT, name))]})
    digest, drawing = _digest_and_drawing(ELEMENT)
    changed_digest, changed_drawing = _digest_and_drawing(changed)
    assert changed_digest != digest or changed_drawing == drawing


def test_digest_ignores_positions():
    moved_element = replace(ELEMENT, position=Position("b.yaml", 2, 2))
    assert _digest_and_drawing(moved_element)[0] == _digest_and_drawing(ELEMENT)[0]


def test_digest_of_an_arbitrary_object_is_an_error():
    with pytest.raises(TypeError, match="object has no digest"):
        semantic_digest([object()])
