"""Books: PDF (through LaTeX), EPUB and the plain text formats."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest
import snippets
from project_writer import MODEL, Project

from sphinxcontrib_c4.sphinx.nodes import c4_key

INDEX = """\
Shop
====

.. toctree::

   inside

.. c4-context::
   :caption: Around the *shop*
   :name: around
   :align: right

See :numref:`around` and :c4:container:`web`.
"""
INSIDE = """\
Inside
======

.. c4-container::

.. c4-component::

.. c4-flow::

.. c4-legend::

.. c4-elements::
"""
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def project(tmp_path):
    project = Project(tmp_path / "project")
    return project.write(
        {"index.rst": INDEX, "inside.rst": INSIDE},
        project="Shop",
        author="Somebody",
        version="1",
        epub_copyright="nobody",
        numfig=True,
        nitpicky=True,
    )


def _latex(site):
    return (site.app.outdir / "shop.tex").read_text("utf-8")


def test_pdf_has_a_drawing_for_every_view_and_symbol(project):
    with project.build("latex") as site:
        assert site.warnings == []
        text = _latex(site)
        assert text.count(r"\begin{tikzpicture}") == 4 + len(list(site.doctree("inside").findall(c4_key)))
        assert (site.app.outdir / "sphinxcfour.sty").exists()
        assert r"\usepackage{sphinxcfour}" in text
        assert r"\begin{wrapfigure}" not in text


def test_pdf_drawings_float_only_with_a_caption_and_are_aligned(project):
    project.edit("inside.rst", INSIDE.replace(".. c4-container::", ".. c4-container::\n   :align: left"))
    with project.build("latex") as site:
        text = _latex(site)
    (figure,) = re.findall(r"\\begin\{figure\}.*?\\end\{figure\}", text, re.S)
    assert r"\raggedleft" in figure.partition(r"\begin{tikzpicture}")[0]
    assert r"\caption{Around the" in figure
    assert [text.count(rf"\begin{{{environment}}}") for environment in ("flushleft", "center", "flushright")] == [
        1,
        2,
        0,
    ]


def test_pdf_links_of_drawings_lead_to_labels(project):
    with project.build("latex") as site:
        text = _latex(site)
        targets = set(re.findall(r"\\hyperref\[(\\detokenize\{[^}]*\})\]\{\\sphinxcfourlead", text))
        assert targets >= {r"\detokenize{inside:c4-container-shop}", r"\detokenize{inside:c4-component-shop.web}"}
        assert targets <= set(re.findall(r"\\label\{(\\detokenize\{[^}]*\})\}", text))


def test_pdf_without_drawings_does_not_load_the_latex_package(project):
    project.write({"index.rst": "Shop\n====\n", "inside.rst": ":orphan:\n"}, project="Shop")
    with project.build("latex") as site:
        assert "cfour" not in _latex(site)
        assert not (site.app.outdir / "sphinxcfour.sty").exists()


def test_pdf_has_the_text_alternative_of_a_view_that_cannot_be_laid_out(project, monkeypatch):
    from sphinxcontrib_c4 import layout

    def refuse(views, *, width):
        return [layout.LayoutFault(view_name=view.name, message="too wide") for view in views]

    monkeypatch.setattr(layout, "lay_out", refuse)
    with project.build("latex") as site:
        assert any("cannot be laid out: too wide" in warning for warning in site.warnings)
        assert "{[}External system{]}: Sends mail." in _latex(site)


@pytest.fixture
def examples(tmp_path):
    """The examples of the documentation, which use every directive."""
    return snippets.write(tmp_path / "examples")


@pytest.mark.programs
def test_pdf_of_every_directive_builds_without_an_error_and_can_be_searched(examples):
    with examples.build("latex") as site:
        folder = site.app.outdir
        command = ["latexmk", "-pdf", "-interaction=nonstopmode", "-halt-on-error", "shop.tex"]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stdout[-2000:]
        log = (folder / "shop.log").read_text("utf-8", "replace")
        assert re.findall(r"^(?:LaTeX|Package \w+) Warning: .*undefined", log, re.M) == []
        text = subprocess.run(["pdftotext", "shop.pdf", "-"], cwd=folder, capture_output=True, text=True).stdout
        assert "Send the receipt" in text
        assert "[Database: PostgreSQL]" in text


def test_epub_shows_images_followed_by_their_text_alternatives(project):
    with project.build("epub") as site:
        assert site.warnings == []
        page = ElementTree.parse(site.app.outdir / "inside.xhtml")
        images = list(page.iter(f"{XHTML}img"))
        assert len(images) == 3
        for image in images:
            drawing = ElementTree.parse(site.app.outdir / image.get("src"))
            assert drawing.getroot().tag == "{http://www.w3.org/2000/svg}svg"
            assert not list(drawing.iter("{http://www.w3.org/2000/svg}a"))
        assert [image.get("alt").partition(":")[0] for image in images] == [
            "Containers of Bookshop",
            "Components of Web shop",
            "A customer buys a book",
        ]
        assert "Takes orders." in "".join(page.getroot().itertext())
        assert not list(page.iter(f"{XHTML}svg"))


def test_epub_contains_no_unused_files(project):
    with project.build("epub") as site, zipfile.ZipFile(next(site.app.outdir.glob("*.epub"))) as book:
        assert not [name for name in book.namelist() if "c4.css" in name or "c4.js" in name]


@pytest.mark.programs
def test_epub_of_every_directive_is_valid(examples):
    with examples.build("epub") as site:
        (book,) = site.app.outdir.glob("*.epub")
        result = subprocess.run([*_epubcheck(), str(book)], capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr


def _epubcheck():
    """Return the command. Some distributions install the archive itself under the name of the program."""
    path = shutil.which("epubcheck")
    with open(path, "rb") as file:
        return ["java", "-jar", path] if file.read(2) == b"PK" else [path]


@pytest.mark.programs
def test_info_of_every_directive_builds_without_an_error(examples):
    with examples.build("texinfo") as site:
        command = ["makeinfo", "--no-split", "shop.texi"]
        result = subprocess.run(command, cwd=site.app.outdir, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        text = (site.app.outdir / "shop.info").read_text("utf-8")
    assert "Web shop → Orders: Save the order" in " ".join(text.split())


@pytest.mark.parametrize("builder", ["text", "man", "texinfo"])
def test_plain_formats_list_the_elements_and_then_the_flows(project, builder):
    man = {"man_pages": [("index", "shop", "Shop", ["Somebody"], 1)]} if builder == "man" else {}
    for name, value in man.items():
        project.edit("conf.py", f"{(project.folder / 'conf.py').read_text('utf-8')}\n{name} = {value!r}\n")
    with project.build(builder) as site:
        assert site.warnings == []
        suffix = {"text": "index.txt", "man": "shop.1", "texinfo": "*.texi"}[builder]
        (path,) = site.app.outdir.glob(suffix)
        text = " ".join(path.read_text("utf-8").replace("\\", "").split())
        element = text.index("[External system]: Sends mail.")
        assert element < re.search(r"Customer (→|->) Bookshop: buy a book \(HTTPS, synchronous\)", text).start()


def test_latex_lists_the_flows_that_a_drawing_merges(tmp_path):
    flows = "".join(f"  - {{id: f{n}, source: customer, target: web, label: say {n}, sync: true}}\n" for n in range(9))
    model = MODEL.replace("flows:\n", f"flows:\n{flows}")
    pages = {"index.rst": "Shop\n====\n\n.. c4-context:: shop\n   :caption: Around\n\nAfter it.\n"}
    with Project(tmp_path).write(pages, model=model, project="Shop").build("latex") as site:
        text = _latex(site)
    drawing, _, rest = text.partition(r"\end{tikzpicture}")
    assert "10 flows" in drawing
    assert "say 8" not in drawing
    flow_list, _, _ = rest.partition("After it.")
    assert [f"say {n}" for n in range(9) if f"say {n}" not in flow_list] == []
    assert flow_list.index(r"\end{figure}") < flow_list.index("say 0")


def test_latex_does_not_repeat_what_a_drawing_shows(tmp_path):
    pages = {"index.rst": "Shop\n====\n\n.. c4-context:: shop\n\nAfter it.\n"}
    with Project(tmp_path).write(pages, project="Shop").build("latex") as site:
        rest = _latex(site).partition(r"\end{tikzpicture}")[2]
    assert "buy a book" not in rest
