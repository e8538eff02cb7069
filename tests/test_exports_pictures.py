"""Pictures of views: files without external resources, with the colours of one scheme or of both."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree

import pytest
from models import external, flow, model, part, person, system
from svg_reader import SVG

from sphinxcontrib_c4.cli import main
from sphinxcontrib_c4.drawing import SHAPES, Scheme
from sphinxcontrib_c4.exports import PictureError, PictureFormat, draw_pictures
from sphinxcontrib_c4.layout import ShapeKind
from sphinxcontrib_c4.model import Shape
from sphinxcontrib_c4.views import nonempty_views

WORLD = model(
    (
        person("customer"),
        system("shop"),
        part("shop.web", url="https://example.com/?a=1&b=<2>"),
        part("shop.db", shape=Shape.DATABASE),
        external("mailer", url="javascript:alert(1)"),
    ),
    (
        flow("customer -> shop.web: buy"),
        flow("shop.web ~> shop.db: </style><script>x</script>"),
        flow("shop.web ?> mailer: send"),
    ),
)
VIEWS = {view.name.replace(":", "-"): view for view in nonempty_views(WORLD)}


def draw_all(scheme=Scheme.LIGHT, form=PictureFormat.SVG):
    return dict(draw_pictures(WORLD, VIEWS, form, scheme))


def stylesheet(data):
    (element,) = ElementTree.fromstring(data).findall(f"{SVG}style")
    return element.text


def fill(styles, selector):
    """Return the colour that the last matching rule of a stylesheet gives a selector."""
    rules = re.findall(r"([^{}]+)\{fill:([^}]+)\}", styles)
    return [colour for selectors, colour in rules if selector in selectors.split(",")][-1]


def test_every_view_is_a_complete_svg_file():
    files = draw_all()
    assert sorted(files) == sorted(f"{key}.svg" for key in VIEWS)
    for data in files.values():
        root = ElementTree.fromstring(data)
        assert root.tag == f"{SVG}svg"
        assert not list(root.iter(f"{SVG}script"))
        assert "var(" not in stylesheet(data)
        assert "url(" not in stylesheet(data)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_scheme_decides_the_colours(scheme):
    styles = stylesheet(draw_all(scheme)["container-shop.svg"])
    for kind in (ShapeKind.PERSON, ShapeKind.CONTAINER, ShapeKind.DATABASE):
        paint = SHAPES[kind].dark if scheme is Scheme.DARK else SHAPES[kind].light
        assert fill(styles, f".c4-{kind} .c4-shape") == paint.fill
        assert fill(styles, f".c4-element.c4-{kind} .c4-text-name") == paint.ink
    assert "@media" not in styles


def test_auto_scheme_has_both_colours():
    styles = stylesheet(draw_all(Scheme.AUTO)["container-shop.svg"])
    light, dark = styles.split("@media (prefers-color-scheme: dark)")
    container = SHAPES[ShapeKind.CONTAINER]
    assert fill(light, ".c4-container .c4-shape") == container.light.fill
    assert fill(dark, ".c4-container .c4-shape") == container.dark.fill


def test_style_has_no_rules_for_absent_shapes():
    styles = stylesheet(draw_all()["container-shop.svg"])
    assert ".c4-database" in styles
    assert ".c4-queue" not in styles


def test_files_have_a_role_that_books_allow():
    """EPUB 3 allows the roles application, document and img; an image would hide its links."""
    roles = {(ElementTree.fromstring(data).get("role"), bool(link_addresses(data))) for data in draw_all().values()}
    assert roles == {("document", True)}


def link_addresses(data):
    return {link.get("href") for link in ElementTree.fromstring(data).iter(f"{SVG}a")}


def test_boxes_link_to_closer_views_and_absolute_addresses_only():
    files = draw_all()
    assert link_addresses(files["context-shop.svg"]) == {"container-shop.svg"}
    assert link_addresses(files["container-shop.svg"]) == {"https://example.com/?a=1&b=<2>"}


@pytest.mark.programs
@pytest.mark.parametrize(("form", "start"), [(PictureFormat.PNG, b"\x89PNG\r\n"), (PictureFormat.PDF, b"%PDF-")])
def test_png_and_pdf_have_their_signatures(form, start):
    files = draw_all(form=form)
    assert all(data.startswith(start) for data in files.values())


def test_missing_converter_is_reported_with_the_package_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(PictureError, match=r"pip install 'sphinxcontrib-c4\[pictures\]'"):
        draw_all(form=PictureFormat.PNG)


def test_auto_scheme_is_refused_except_for_svg():
    with pytest.raises(PictureError, match="use light or dark"):
        draw_all(Scheme.AUTO, PictureFormat.PDF)


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.yaml"
    path.write_text(
        "meta: { name: Shop, primary_system: shop }\n"
        "systems: [{ id: shop, name: Shop, containers: [{ id: web, name: Web }, { id: db, name: Data, shape: db }] }]\n"
        "flows: [{ source: web, target: db, label: save, sync: true }]\n"
    )
    return path


def test_command_writes_one_view_to_standard_output(shop, capsysbinary):
    assert main(["export", str(shop), "--format", "svg", "--view", "container:shop", "--scheme", "dark"]) == 0
    assert ElementTree.fromstring(capsysbinary.readouterr().out).get("data-c4-view") == "container:shop"


def test_command_writes_all_views_to_a_folder(shop, tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    assert main(["export", str(shop), "--format", "svg", "--output", str(folder)]) == 0
    assert "container-shop.svg" in {path.name for path in folder.iterdir()}


def test_command_asks_for_a_folder_if_there_are_several_views(shop, capsys, tmp_path):
    shop.write_text(
        shop.read_text()
        .replace("flows: [", "flows: [{ source: web, target: x, label: a }, ")
        .replace("systems: [", "systems: [{ id: x, name: X, kind: external }, ")
    )
    assert main(["export", str(shop), "--format", "svg"]) == 2
    assert "add --output FOLDER, or name one view with --view" in capsys.readouterr().err
