"""Boxes: shapes, sizes, type lines, and the points where lines meet outlines."""

from __future__ import annotations

from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.layout import Rect
from sphinxcontrib_c4.layout.box_metrics import (
    CAP,
    HEAD,
    HEAD_RADIUS,
    ShapeKind,
    Side,
    insets,
    minimum_size,
    outline_point,
    shape_kind,
    step_width,
    type_line,
)
from sphinxcontrib_c4.model import Element, Kind, Position, Shape

RECT = Rect(100, 50, 200, 120)


def make_element(kind: Kind = Kind.CONTAINER, **fields: object) -> Element:
    return Element(name="it", title="It", kind=kind, position=Position("m.yaml", 1, 1), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        (make_element(Kind.PERSON), "[Person]"),
        (make_element(Kind.PERSON, external=True), "[External person]"),
        (make_element(Kind.SYSTEM), "[System]"),
        (make_element(Kind.SYSTEM, external=True), "[External system]"),
        (make_element(technology="Django"), "[Django]"),
        (make_element(), "[Container]"),
        (make_element(technology="Django", external=True), "[External container: Django]"),
        (make_element(technology="MySQL 8", shape=Shape.DATABASE), "[Database: MySQL 8]"),
        (make_element(shape=Shape.QUEUE), "[Queue]"),
        (make_element(Kind.COMPONENT, technology="DRF"), "[Component: DRF]"),
    ],
)
def test_type_line(element: Element, expected: str):
    assert type_line(element) == expected


def test_shape_of_a_person_is_a_person_with_any_shape_key():
    assert shape_kind(make_element(Kind.PERSON, shape=Shape.QUEUE)) is ShapeKind.PERSON
    assert shape_kind(make_element(Kind.SYSTEM, shape=Shape.DATABASE)) is ShapeKind.DATABASE


def test_person_has_its_text_below_the_head():
    person, box = make_element(Kind.PERSON), make_element(Kind.SYSTEM)
    assert insets(person).top > 2 * HEAD_RADIUS
    assert minimum_size(person).height == minimum_size(box).height + HEAD


@pytest.mark.parametrize(
    ("element", "side", "offset", "point"),
    [
        (make_element(Kind.SYSTEM), Side.LEFT, 60, (100, 110)),
        (make_element(Kind.SYSTEM), Side.RIGHT, 60, (300, 110)),
        (make_element(Kind.SYSTEM), Side.TOP, 100, (200, 50)),
        (make_element(Kind.SYSTEM), Side.BOTTOM, 100, (200, 170)),
        (make_element(Kind.SYSTEM), Side.BOTTOM, 900, (300, 164)),
        (make_element(shape=Shape.DATABASE), Side.TOP, 100, (200, 50)),
        (make_element(shape=Shape.DATABASE), Side.TOP, 0, (100, 50 + CAP)),
        (make_element(shape=Shape.DATABASE), Side.LEFT, CAP, (100, 60)),
        (make_element(shape=Shape.DATABASE), Side.LEFT, 0, (200, 50)),
        (make_element(shape=Shape.QUEUE), Side.RIGHT, 60, (300, 110)),
        (make_element(shape=Shape.QUEUE), Side.RIGHT, 0, (300 - CAP, 50)),
        (make_element(shape=Shape.QUEUE), Side.TOP, CAP, (100 + CAP, 50)),
        (make_element(Kind.PERSON), Side.TOP, 100, (200, 50)),
        (make_element(Kind.PERSON), Side.TOP, 40, (140, 50 + HEAD)),
        (make_element(Kind.PERSON), Side.LEFT, HEAD_RADIUS, (200 - HEAD_RADIUS, 50 + HEAD_RADIUS)),
        (make_element(Kind.PERSON), Side.LEFT, 80, (100, 130)),
    ],
)
def test_outline_points_of_each_shape(element: Element, side: Side, offset: float, point: tuple[float, float]):
    assert outline_point(element, RECT, side, offset) == pytest.approx(point)


@given(
    st.sampled_from([*Kind]),
    st.sampled_from([*Shape]),
    st.sampled_from([*Side]),
    st.floats(-50, 500),
    st.floats(160, 400),
    st.floats(100, 300),
)
def test_outline_points_lie_within_the_bounds(
    kind: Kind, shape: Shape, side: Side, offset: float, width: float, height: float
):
    rect = Rect(10, 20, width, height)
    point = outline_point(make_element(kind, shape=shape), rect, side, offset)
    assert rect.x - 1e-6 <= point.x <= rect.right + 1e-6
    assert rect.y - 1e-6 <= point.y <= rect.bottom + 1e-6
    assert hypot(*point) < 1e3


def test_step_is_wider_with_more_digits():
    assert step_width("") == 0
    assert step_width("1") == step_width("99") < step_width("1000")
