"""Lines that end at a boundary."""

from __future__ import annotations

import pytest
from models import model, part, person, scenario, system

from sphinxcontrib_c4.layout import lay_out
from sphinxcontrib_c4.views import ViewKind, view

ELEMENTS = [
    person("admin"),
    system("m"),
    part("m.web"),
    part("m.web.inbox"),
    part("m.web.sig"),
    part("m.db"),
    system("bank"),
]


def geometry(*flows, kind=ViewKind.COMPONENT, subject="m.web"):
    steps = scenario("m.tale", *flows, system="m")
    (laid_out,) = lay_out([view(model(ELEMENTS, flows, [steps]), kind, subject)])
    return laid_out


def frame(laid_out, name):
    return next(frame.rect for frame in laid_out.frames if frame.boundary.name == name)


def is_on_border(point, rect):
    on_side = min(abs(point.x - rect.x), abs(point.x - rect.right)) < 0.1 and rect.y <= point.y <= rect.bottom
    on_end = min(abs(point.y - rect.y), abs(point.y - rect.bottom)) < 0.1 and rect.x <= point.x <= rect.right
    return on_side or on_end


def test_a_line_to_a_container_ends_at_its_frame():
    laid_out = geometry("admin -> m.web: Run tootctl", "m.web.inbox -> m.web.sig: Verify")
    [line] = [line for line in laid_out.lines if line.relationship.source == "admin"]
    assert is_on_border(line.path[-1], frame(laid_out, "m.web"))


def test_a_line_from_a_container_begins_at_its_frame():
    laid_out = geometry("m.web -> bank: Pay", "m.web.inbox -> m.web.sig: Verify")
    [line] = [line for line in laid_out.lines if line.relationship.target == "bank"]
    assert is_on_border(line.path[0], frame(laid_out, "m.web"))


def test_a_line_to_a_system_without_api_container_ends_at_its_frame():
    laid_out = geometry("admin -> m: Use", "m.web -> m.db: Read", kind=ViewKind.CONTAINER, subject="m")
    [line] = [line for line in laid_out.lines if line.relationship.source == "admin"]
    assert is_on_border(line.path[-1], frame(laid_out, "m"))


@pytest.mark.parametrize("flow", ["m.web -> m.web.sig: Verify", "m.web.sig -> m.web: Verify", "m.web -> m.web: Verify"])
def test_a_line_from_a_frame_to_its_inside_is_drawn(flow):
    laid_out = geometry(flow)
    assert len(laid_out.lines[0].path) > 3


def test_a_step_ends_at_a_frame():
    laid_out = geometry("admin -> m: Use", "m.web -> m.db: Read", kind=ViewKind.DYNAMIC, subject="m.tale")
    assert is_on_border(laid_out.lines[0].path[-1], frame(laid_out, "m"))
