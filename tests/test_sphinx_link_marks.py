"""The mark in a box's corner: an arrow for a closer view, another mark for another site, none for other links."""

from __future__ import annotations

import re
from html import unescape

import pytest
from project_writer import MODEL, Project

PAGES = {
    "index.rst": "Shop\n====\n\n.. toctree::\n\n   inside\n   people\n\n.. c4-context:: shop\n",
    "people.rst": "People\n======\n\n.. c4-element:: customer\n",
    "inside.rst": "Inside\n======\n\n.. c4-container:: shop\n\n.. c4-component:: web\n",
}

LINK = re.compile(r'<a class="c4-link" href="([^"]*)".*?data-c4-id="([^"]+)"(.*?)</a>', re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    with Project(tmp_path_factory.mktemp("marks")).write(PAGES).build() as site:
        yield site


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


WIKI = "https://wiki.example/shop?a=1&b=2"


@pytest.mark.parametrize(
    ("url", "pages", "address", "has_mark"),
    [
        (WIKI, {}, WIKI, True),
        (
            WIKI,
            {"mail.rst": ":orphan:\n\nMail\n====\n\n.. c4-element:: mailer\n"},
            "mail.html#c4-system-mailer",
            False,
        ),
    ],
)
def test_box_without_a_page_leads_to_its_url(tmp_path, url, pages, address, has_mark):
    model = MODEL.replace("id: mailer,", f"id: mailer, url: {url!r},")
    assert model != MODEL
    index = {"index.rst": "Shop\n====\n\n.. c4-context:: shop\n"}
    with Project(tmp_path).write({**index, **pages}, model=model).build() as site:
        drawing = site.html("index").partition("<svg")[2].partition("</svg>")[0]
    links = {name: (unescape(href), rest) for href, name, rest in LINK.findall(drawing)}
    href, content = links.get("mailer", ("", ""))
    assert href == address
    assert ("c4-outside" in content) == has_mark


def test_box_follows_a_url_that_changes(tmp_path):
    project = Project(tmp_path).write({"index.rst": "Shop\n====\n\n.. c4-context:: shop\n"})
    for url in ("https://one.example", "https://two.example"):
        project.write({}, model=MODEL.replace("id: mailer,", f"id: mailer, url: {url!r},"))
        with project.build() as site:
            assert f'href="{url}"' in site.html("index")
