"""Build the example under three themes: ``python docs/_ext/demo_site.py build/demo``.

The result is a folder of static files with a page that links the themes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

DOCS = Path(__file__).parent.parent
EXAMPLE = DOCS / "example"
MODEL = DOCS.parent / "model"
THEMES = {
    "furo": ("furo", "Furo"),
    "pydata": ("pydata_sphinx_theme", "PyData"),
    "rtd": ("sphinx_rtd_theme", "Read the Docs"),
}
_CONF = """
project = "MIT Open Learning"
extensions = ["myst_parser", "sphinxcontrib_c4"]
myst_enable_extensions = ["deflist"]
c4_model = "../model"
c4_primary_system = "mitxonline-openedx"
c4_structurizr_export = "workspace.json"
html_theme = {theme!r}
html_title = "sphinxcontrib-c4: the example under the theme {title}"
html_context = {{"default_mode": "auto"}}
html_copy_source = False
"""
_INDEX = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>sphinxcontrib-c4: the example under three themes</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.6 system-ui, sans-serif; }
body { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
</style>
<h1>sphinxcontrib-c4</h1>
<p>One model, drawn by the same pages under three themes:</p>
<ul>
%s
</ul>
</html>
"""


_OUTER_REFERENCE = re.compile(r"\{doc\}`/([^`]+)`")


def _title(reference: re.Match[str]) -> str:
    """Return the title of a page of this documentation, which the demo does not contain."""
    title = (DOCS / f"{reference[1]}.rst").read_text("utf-8").splitlines()[0]
    return f"*{title}* in the documentation of sphinxcontrib-c4"


def write_source(folder: Path, theme: str, title: str) -> Path:
    """Write a project that consists of the example, and return its folder."""
    source = folder / "docs"
    shutil.copytree(EXAMPLE, source)
    for page in source.glob("*.md"):
        page.write_text(_OUTER_REFERENCE.sub(_title, page.read_text("utf-8")), "utf-8")
    shutil.copytree(MODEL, folder / "model")
    (source / "conf.py").write_text(_CONF.format(theme=theme, title=title), "utf-8")
    return source


def index_page() -> str:
    """Return the page that links the themes."""
    items = (f'<li><a href="{name}/index.html">{escape(title)}</a></li>' for name, (_, title) in THEMES.items())
    return _INDEX % "\n".join(items)


def build(output: Path) -> None:
    """Build the example under each theme into a folder of ``output``, which is replaced."""
    shutil.rmtree(output, ignore_errors=True)
    for name, (theme, title) in THEMES.items():
        source = write_source(output / "_source" / name, theme, title)
        command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "-d", str(output / "_source" / "doctrees")]
        subprocess.run([*command, "-E", str(source), str(output / name)], check=True)
    shutil.rmtree(output / "_source")
    (output / "index.html").write_text(index_page(), "utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]))
