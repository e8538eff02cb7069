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
        with project.built() as built:
            return built.warnings

    return build


def test_focus_with_a_huge_depth_is_drawn(landscape):
    assert landscape(":focus: shop", f":depth: {10**20}") == []


def test_focus_on_a_hidden_element_is_named(landscape):
    (warning,) = landscape(":focus: mailer")
    assert ":focus: names 'mailer', which 'landscape:landscape' does not show" in warning


def test_focus_on_what_another_filter_removes_is_named(landscape):
    (warning,) = landscape(":focus: customer", ":include: shop")
    assert ":focus: names 'customer'" in warning
