"""The recipe for requirements and API pages: links from docstrings to the architecture, and back."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.testing.util import SphinxTestApp

PROJECT = Path(__file__).parent.parent
RECIPE = PROJECT / "docs" / "howto" / "examples" / "requirements"
AUTODOC = ("sphinx.ext.autodoc", "sphinx.ext.napoleon")
ARCHITECTURE = (
    "Architecture\n============\n\n.. c4-flow:: shop.buy-a-book\n\n.. c4-element:: shop.web\n\n   :py:mod:`shop`\n"
)
ARCHITECTURE += "\n.. c4-element:: shop.orders\n"


@pytest.fixture(autouse=True)
def _forget_module() -> Iterator[None]:
    """Let each test import the module of the recipe anew."""
    yield
    sys.modules.pop("shop", None)


@pytest.fixture
def recipe(tmp_path: Path, make_app: Callable[..., SphinxTestApp]) -> Callable[..., SphinxTestApp]:
    """Return a function that builds the part of the recipe that needs no other extension."""

    def build(*extensions: str, change: tuple[str, str] = ("", "")) -> SphinxTestApp:
        conf = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n"
        conf += f"extensions = {[*extensions, 'sphinxcontrib_c4']!r}\nnitpicky = True\n"
        conf += "nitpick_ignore = [('py:exc', 'ValueError'), ('py:class', 'str'), ('py:class', 'int')]\n"
        (tmp_path / "conf.py").write_text(f"{conf}c4_model = {str(PROJECT / 'model')!r}\n", "utf-8")
        shutil.copy(RECIPE / "api.rst", tmp_path)
        module = (RECIPE / "shop.py").read_text("utf-8")
        (tmp_path / "shop.py").write_text(module.replace(*change) if change[0] else module, "utf-8")
        (tmp_path / "index.rst").write_text(f"{ARCHITECTURE}\n.. toctree::\n\n   api\n", "utf-8")
        app = make_app("html", srcdir=tmp_path)
        app.build()
        return app

    return build


@pytest.mark.parametrize("extensions", [AUTODOC[:1], AUTODOC], ids=["autodoc", "napoleon"])
def test_api_page_and_architecture_link_to_each_other(recipe: Callable[..., SphinxTestApp], extensions: str) -> None:
    app = recipe(*extensions)
    assert app.warning.getvalue() == ""
    links = re.findall(r'href="index\.html#c4-([^"]+)"', (app.outdir / "api.html").read_text("utf-8"))
    assert sorted(links) == ["container-shop.orders"] * 2 + ["container-shop.web", "dynamic-shop.buy-a-book"]
    page = (app.outdir / "index.html").read_text("utf-8")
    assert 'href="api.html#module-shop"' in page
    mentions = re.findall(r"Mentioned in.*?</dd>", page, re.DOTALL)
    assert len(mentions) == 2
    assert all('href="api.html"' in text for text in mentions)


def test_unknown_name_in_a_docstring_is_reported_with_its_function(recipe: Callable[..., SphinxTestApp]) -> None:
    change = ("number of the order in :c4:container:`shop.orders`", ":c4:container:`shop.ordrs`")
    text = recipe(*AUTODOC, change=change).warning.getvalue()
    assert "docstring of shop.buy" in text
    assert "shop.orders" in text
