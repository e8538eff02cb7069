"""The mark in a box's corner: only boxes that lead to a closer view have the arrow."""

from __future__ import annotations

import re

import pytest
from project_writer import Project

PAGES = {
    "index.rst": "Shop\n====\n\n.. toctree::\n\n   inside\n   people\n\n.. c4-context:: shop\n",
    "people.rst": "People\n======\n\n.. c4-element:: customer\n",
    "inside.rst": "Inside\n======\n\n.. c4-container:: shop\n\n.. c4-component:: web\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Project(tmp_path_factory.mktemp("marks")).write(PAGES).built() as built:
        yield built


def _marks(site, docname, view):
    """Return the linked boxes of a view, and those among them that have a mark."""
    drawing = site.html(docname).partition(f'data-c4-view="{view}"')[2].partition("</svg>")[0]
    links = re.findall(r'<a class="c4-link".*?data-c4-id="([^"]+)"(.*?)</a>', drawing, flags=re.DOTALL)
    return {name for name, _ in links}, {name for name, content in links if "c4-link-mark" in content}


def test_arrow_marks_boxes_that_lead_to_a_closer_view(site):
    linked, marked = _marks(site, "index", "context:shop")
    assert linked >= {"customer", "shop"}
    assert marked == {"shop"}


def test_arrow_marks_containers_with_a_component_view(site):
    _, marked = _marks(site, "inside", "container:shop")
    assert marked == {"shop.web"}
