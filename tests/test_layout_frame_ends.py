"""Lines that end at a boundary end on its frame."""

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


def lay_out_view(*flows, kind=ViewKind.COMPONENT, subject="m.web"):
    steps = scenario("m.tale", *flows, system="m")
    (geometry,) = lay_out([view(model(ELEMENTS, flows, [steps]), kind, subject)])
    return geometry


def frame_rect(geometry, name):
    return next(frame.rect for frame in geometry.frames if frame.boundary.name == name)


def is_on_border(point, rect):
    on_side = min(abs(point.x - rect.x), abs(point.x - rect.right)) < 0.1 and rect.y <= point.y <= rect.bottom
    on_end = min(abs(point.y - rect.y), abs(point.y - rect.bottom)) < 0.1 and rect.x <= point.x <= rect.right
    return on_side or on_end


def test_line_to_a_container_ends_at_its_frame():
    geometry = lay_out_view("admin -> m.web: Run tootctl", "m.web.inbox -> m.web.sig: Verify")
    [line] = [line for line in geometry.lines if line.relationship.source == "admin"]
    assert is_on_border(line.path[-1], frame_rect(geometry, "m.web"))


def test_line_from_a_container_begins_at_its_frame():
    geometry = lay_out_view("m.web -> bank: Pay", "m.web.inbox -> m.web.sig: Verify")
    [line] = [line for line in geometry.lines if line.relationship.target == "bank"]
    assert is_on_border(line.path[0], frame_rect(geometry, "m.web"))


def test_line_to_a_system_without_api_container_ends_at_its_frame():
    geometry = lay_out_view("admin -> m: Use", "m.web -> m.db: Read", kind=ViewKind.CONTAINER, subject="m")
    [line] = [line for line in geometry.lines if line.relationship.source == "admin"]
    assert is_on_border(line.path[-1], frame_rect(geometry, "m"))


@pytest.mark.parametrize("flow", ["m.web -> m.web.sig: Verify", "m.web.sig -> m.web: Verify", "m.web -> m.web: Verify"])
def test_line_between_a_frame_and_its_content_is_drawn(flow):
    geometry = lay_out_view(flow)
    assert len(geometry.lines[0].path) > 3


def test_step_to_a_system_ends_at_its_frame():
    geometry = lay_out_view("admin -> m: Use", "m.web -> m.db: Read", kind=ViewKind.DYNAMIC, subject="m.tale")
    assert is_on_border(geometry.lines[0].path[-1], frame_rect(geometry, "m"))
