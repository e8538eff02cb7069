"""The focus of a landscape: unknown, hidden and far away names."""

from __future__ import annotations

import pytest
from project_writer import MODEL, Project

LANDSCAPE = "files: [model.yaml]\nhidden: [mailer]\n"


@pytest.fixture
def landscape(tmp_path):
    """Return a function that builds a landscape with options, and returns its warnings."""
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n"}, model=MODEL)
    project.edit("landscape.yaml", LANDSCAPE)
    project.configure(c4_model="landscape.yaml")

    def build(*options):
        text = "".join(f"   {option}\n" for option in options)
        project.edit("index.rst", f"I\n=\n\n.. c4-landscape::\n{text}")
        with project.build() as site:
            return site.warnings

    return build


def test_focus_with_a_huge_depth_is_drawn(landscape):
    assert landscape(":focus: shop", f":depth: {10**20}") == []


def test_focus_on_a_hidden_element_is_reported(landscape):
    (warning,) = landscape(":focus: mailer")
    assert ":focus: names 'mailer', which 'landscape:landscape' does not show" in warning


def test_focus_on_an_element_that_another_filter_removes_is_reported(landscape):
    (warning,) = landscape(":focus: customer", ":include: shop")
    assert ":focus: names 'customer'" in warning


def test_depth_without_a_focus_is_a_warning(landscape):
    (warning,) = landscape(":depth: 2")
    assert "c4-landscape: 'depth' has no effect without 'focus'; add 'focus', or delete 'depth'" in warning


def test_warning_of_a_missing_argument_names_the_setting(landscape, tmp_path):
    project = Project(tmp_path / "two").write({"index.rst": "I\n=\n\n.. c4-context::\n"}, model=MODEL)
    systems = "systems: [{ id: a, name: A, kind: internal }, { id: b, name: B, kind: internal }]\n"
    project.edit("model.yaml", systems)
    with project.build() as site:
        (warning,) = site.warnings
    advice = "an argument must name one internal system of several: 'a', 'b'; or set c4_primary_system = 'a' in conf.py"
    assert advice in warning


@pytest.mark.parametrize(
    ("option", "message"),
    [
        (":show: sytems", "unknown value 'sytems'; did you mean 'systems'?"),
        (":show:", "a value is missing; choose 'auto', "),
        (":focus:", "a value is missing; write names, separated by commas"),
    ],
)
def test_invalid_option_is_explained(landscape, option, message):
    assert message in "\n".join(landscape(option))
