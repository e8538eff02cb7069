"""The quickstart and the README: their files, their links and the output that they quote."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from transcripts import blocks

from sphinxcontrib_c4.cli import main

DOCS = Path(__file__).parent.parent / "docs"
README = DOCS.parent / "README.md"


def test_readme_contains_the_first_part_of_the_bookshop():
    (model,) = re.findall(r"```yaml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    bookshop = (DOCS.parent / "model" / "bookshop.yaml").read_text("utf-8")
    assert model == bookshop.partition("scenarios:")[0].rstrip() + "\n"


def test_picture_in_the_readme_is_up_to_date(capsysbinary):
    model = str(DOCS.parent / "model" / "bookshop.yaml")
    options = ["--format", "svg", "--view", "container:shop", "--scheme", "auto"]
    assert main(["export", model, *options]) == 0
    output = capsysbinary.readouterr().out
    command = f"sphinx-c4 export model/bookshop.yaml {' '.join(options)} --output docs/images/bookshop.svg"
    assert output == (DOCS / "images" / "bookshop.svg").read_bytes(), f"run: {command}"


def test_readme_links_to_existing_files():
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text("utf-8"))
    assert targets
    assert [target for target in targets if not (README.parent / target).is_file()] == []


def test_readme_links_to_every_page_of_the_reference():
    text = README.read_text("utf-8")
    pages = sorted(path.relative_to(README.parent).as_posix() for path in DOCS.glob("reference/*.rst"))
    assert [page for page in pages if page not in text] == []


def test_quickstart_shows_the_whole_bookshop():
    parts = [block.text for block in blocks((DOCS / "quickstart.rst").read_text("utf-8")) if block.argument == "yaml"]
    assert "\n".join(parts) == (DOCS.parent / "model" / "bookshop.yaml").read_text("utf-8")


def test_command_line_page_quotes_the_report_of_a_cycle(capsys):
    page = (DOCS / "reference" / "command-line.rst").read_text("utf-8")
    quoted = re.findall(r"\.\. code-block:: text\n\n((?:   [A-Z]+: .*\n)(?:   .*\n)+)", page)[0]
    main(["cycles", str(DOCS.parent / "model")])
    assert textwrap.dedent(quoted) in capsys.readouterr().out
