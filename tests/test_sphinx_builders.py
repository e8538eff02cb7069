"""The output of every builder for every directive, from the examples of the documentation."""

from __future__ import annotations

import gc
import json
import re
import subprocess
import sys
from collections import Counter

import html5lib
import pytest
import snippets
from project_writer import MODEL, Project, sphinx_build
from snippets import DIRECTIVES, EXAMPLES

BUILDERS = (
    "html",
    "dirhtml",
    "singlehtml",
    "epub",
    "latex",
    "text",
    "man",
    "texinfo",
    "gettext",
    "linkcheck",
    "dummy",
    "xml",
    "pseudoxml",
    "changes",
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The examples as a project. Its builds share their doctrees, as the builds of a user do."""
    return snippets.write(tmp_path_factory.mktemp("examples") / "project", linkcheck_ignore=[r"https?://"])


@pytest.mark.parametrize("builder", BUILDERS)
def test_every_builder_is_silent_by_default(project, builder):
    # Sphinx does not let gettext share doctrees with other builders.
    options = {"output": "catalogues"} if builder == "gettext" else {}
    with project.build(builder, **options) as site:
        assert site.warnings == []
        assert site.app.statuscode == 0
        incomplete_pages = [
            page for page in site.app.env.found_docs if "cannot be shown" in site.doctree(page).astext()
        ]
        assert incomplete_pages == []


def test_warnings_as_errors_let_the_examples_pass_in_parallel(project, tmp_path):
    result = sphinx_build(project, tmp_path / "html", "-n", "-W", "-j", "2")
    assert (result.returncode, result.stderr) == (0, "")


def _ids(tree):
    return [element.get("id") for element in tree.iter() if element.get("id")]


def test_singlehtml_has_each_id_once_and_its_links_lead_to_ids(project):
    with project.build("singlehtml") as site:
        (page,) = site.app.outdir.glob("*.html")
        tree = html5lib.parse(page.read_text("utf-8"), namespaceHTMLElements=False)
    ids = _ids(tree)
    assert {name: count for name, count in Counter(ids).items() if count > 1 and name.startswith("c4")} == {}
    hrefs = {a.get("href") for a in tree.iter() if a.get("class") == "c4-link"}
    assert hrefs
    assert {href for href in hrefs if href.partition("#")[2] not in ids} == set()


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_links_of_drawings_lead_to_ids_of_pages(project, builder):
    with project.build(builder) as site:
        folder = site.app.outdir.resolve()
        parsed = {
            path: html5lib.parse(path.read_text("utf-8"), namespaceHTMLElements=False)
            for path in folder.rglob("*.html")
        }
    dead_links = []
    for path, tree in parsed.items():
        for link in tree.iter():
            if link.get("class") == "c4-link" and "://" not in link.get("href"):
                page, _, anchor = link.get("href").partition("#")
                target = (path.parent / page).resolve() if page else path
                target = target / "index.html" if target.is_dir() else target
                if target not in parsed or anchor not in _ids(parsed[target]):
                    dead_links.append((path.name, link.get("href")))
    assert dead_links == []


def test_linkcheck_checks_the_urls_of_elements(tmp_path):
    project = Project(tmp_path / "project")
    pages = {"index.rst": "Shop\n====\n\n.. c4-container::\n\n.. c4-element:: web\n"}
    model = MODEL.replace("technology: Django", "technology: Django\n        url: http://127.0.0.1:9/shop")
    with project.write(pages, model=model, linkcheck_timeout=1).build("linkcheck") as site:
        lines = (site.app.outdir / "output.json").read_text("utf-8").splitlines()
    assert {(entry["uri"], entry["status"]) for entry in map(json.loads, lines)} == {
        ("http://127.0.0.1:9/shop", "broken")
    }


@pytest.mark.parametrize("builder", ["text", "man", "texinfo"])
def test_plain_formats_contain_no_markup_of_drawings(project, builder):
    with project.build(builder) as site:
        suffix = {"text": "*.txt", "man": "*.1", "texinfo": "*.texi"}[builder]
        texts = [path.read_text("utf-8") for path in site.app.outdir.glob(suffix)]
    assert texts
    assert [text for text in texts if "<svg" in text or "tikzpicture" in text] == []


def test_manual_page_contains_no_internal_addresses(project):
    with project.build("man") as site:
        (page,) = site.app.outdir.glob("*.1")
        assert re.findall(r"<#[^>]*>", page.read_text("utf-8").replace("\\", "")) == []


# --- Directives with errors ---


@pytest.mark.parametrize("name", DIRECTIVES)
def test_directive_without_a_model_warns_at_its_line(tmp_path, name):
    example = next(text for text in EXAMPLES.values() if f".. {name}::" in text)
    with Project(tmp_path / "project").write({"index.rst": f"Page\n====\n\n{example}"}, model=None).build() as site:
        assert any(f"WARNING: {name}: " in warning for warning in site.warnings)
        assert [w for w in site.warnings if not re.match(r"index\.rst:\d+: WARNING: ", w)] == []


@pytest.mark.parametrize("name", DIRECTIVES)
def test_directive_in_a_model_of_several_systems_never_fails(tmp_path, name):
    model = MODEL.replace("  primary_system: shop\n", "").replace("kind: external,", "kind: internal,")
    directives = "\n\n".join(f".. {name}::{argument}" for argument in ("", " shpo", " shop\n   :class: wide"))
    with (
        Project(tmp_path / "project").write({"index.rst": f"Page\n====\n\n{directives}\n"}, model=model).build() as site
    ):
        # Docutils itself reports a directive without its argument, or with too many arguments.
        matches = [re.search(r"index\.rst:\d+: (?:WARNING|ERROR): (.*)", line) for line in site.warnings]
        assert [match[1] for match in matches if match and name not in match[1]] == []
        assert "Traceback" not in "".join(site.warnings)


@pytest.mark.parametrize(
    ("builder", "file", "has_styles"), [("html", "index.html", False), ("json", "index.fjson", True)]
)
def test_drawings_contain_their_styles_unless_the_page_has_the_stylesheet(tmp_path, builder, file, has_styles):
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n\n.. c4-container:: shop\n"}, model=MODEL)
    with project.build(builder) as site:
        (drawing,) = re.findall(r"<svg .*?</svg>", (site.app.outdir / file).read_text("utf-8"), re.DOTALL)
    assert ("stroke-width=" in drawing) is has_styles


def test_build_leaves_no_objects_frozen_for_the_garbage_collector(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n"}, model=MODEL)
    with project.build():
        assert gc.get_freeze_count() == 0


def test_interpreter_exits_without_a_final_garbage_collection(tmp_path):
    project = Project(tmp_path / "project").write({"index.rst": "I\n=\n"}, model=MODEL)
    code = "import atexit, gc, sys\nfrom sphinx.cmd.build import build_main\n"
    code += "atexit.register(lambda: print(gc.get_freeze_count()))\nbuild_main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "-q", str(project.folder), str(tmp_path / "out")]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(result.stdout) > 10_000
