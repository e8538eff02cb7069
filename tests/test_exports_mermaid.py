"""Mermaid's own parser reads the content of a view from the exported text."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from models import flow, model, person, system
from test_exports_formats import HOSTILE, WORLD, export_text, model_titled

from sphinxcontrib_c4.exports import find_view
from sphinxcontrib_c4.exports.identifiers import make_identifiers
from sphinxcontrib_c4.layout import ShapeKind, shape_kind
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.model_source import load_any
from sphinxcontrib_c4.views import nonempty_views, with_outer_ends

pytestmark = pytest.mark.programs

PROJECT = Path(__file__).parent.parent
READERS = PROJECT / "tests" / "readers"
SHAPES = {ShapeKind.PERSON: "stadium", ShapeKind.DATABASE: "cylinder", ShapeKind.QUEUE: "subroutine"}


@pytest.fixture(scope="session")
def parse(tmp_path_factory):
    """Return a function that parses texts with Mermaid, which npm installs once for a checkout."""
    folder = PROJECT / "build" / "mermaid"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "mermaid.mjs"):
        shutil.copy(READERS / name, folder)
    npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(npm, cwd=folder, check=True, timeout=600)

    def parse_texts(*texts):
        documents = tmp_path_factory.mktemp("mermaid")
        paths = [documents / f"{number}.mmd" for number in range(len(texts))]
        for path, output in zip(paths, texts, strict=True):
            path.write_text(output, encoding="utf-8")
        command = ["node", "mermaid.mjs", *map(str, paths)]
        result = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=600)
        assert result.returncode == 0, result.stderr.decode()
        return [json.loads(line) for line in result.stdout.decode().splitlines()]

    return parse_texts


def check_content(result, view):
    """Check that Mermaid read the content of the view."""
    names = make_identifiers(item.element.name for item in view.elements)
    frames = make_identifiers((boundary.name for boundary in view.boundaries), prefix="b")
    ends = names | frames
    assert result["type"] == "flowchart-v2"
    assert {box["name"]: (box["rows"][0], box["shape"]) for box in result["boxes"]} == {
        names[item.element.name]: (one_line(item.element.title), SHAPES.get(shape_kind(item.element), "square"))
        for item in view.elements
    }
    assert [(line["source"], line["target"], line["dashed"]) for line in result["lines"]] == [
        (ends[line.source], ends[line.target], line.mode is Mode.ASYNC) for line in with_outer_ends(view).relationships
    ]
    for line, fields in zip(view.relationships, result["lines"], strict=True):
        for label in line.labels:
            assert one_line(label.text) in " ".join(fields["rows"])
    assert {frame["name"]: frame["rows"][0] for frame in result["frames"]} == {
        frames[boundary.name]: one_line(
            f"{boundary.title} [{boundary.subtitle}]" if boundary.subtitle else boundary.title
        )
        for boundary in view.boundaries
    }
    contents = {frame["name"]: set(frame["inside"]) & set(names.values()) for frame in result["frames"]}
    for boundary in view.boundaries:
        boxes = {names[item.element.name] for item in view.elements if item.boundary == boundary.name}
        assert boxes <= contents[frames[boundary.name]]


def one_line(words):
    return " ".join(words.split())


def test_mermaid_reads_every_view_with_all_its_parts(parse):
    views = nonempty_views(WORLD)
    for result, view in zip(parse(*(export_text("mermaid", view) for view in views)), views, strict=True):
        check_content(result, view)


def test_mermaid_reads_several_views_in_one_text(parse):
    (result,) = parse(export_text("mermaid"))
    assert len(result["boxes"]) == sum(len(view.elements) for view in nonempty_views(WORLD))


def test_mermaid_reads_titles_literally(parse):
    generator = random.Random(4)
    parts = [part for group in HOSTILE for part in group if part.isprintable()]
    parts += ["a", "1", " ", "end", "graph", "style", "click", "o", "x", "👩‍🚀", "データ", "é", ":::", "@{", "1.", "- "]
    titles = [*parts, *("".join(generator.choices(parts, k=generator.randint(2, 5))) for _ in range(150))]
    titles = [title for title in titles if one_line(title)]
    worlds = [model_titled(title) for title in titles]
    views = [find_view(world, "container:s") for world in worlds]
    results = parse(*(export_text("mermaid", view, world=world) for world, view in zip(worlds, views, strict=True)))
    for result, view in zip(results, views, strict=True):
        check_content(result, view)


@pytest.mark.parametrize("word", ["end", "graph", "subgraph", "style", "default", "class", "x", "o"])
def test_mermaid_names_are_not_keywords(parse, word):
    world = model([person(word), system("s")], [flow(f"{word} -> s: use", name="s.f")])
    view = find_view(world, "context:s")
    check_content(*parse(export_text("mermaid", view, world=world)), view)


@pytest.mark.parametrize("name", ["learn-ai", "micromasters", "mit-learn", "mitxonline-openedx", "mitxonline"])
def test_mermaid_reads_every_view_of_a_public_model(parse, shared_data, name):
    world = load_any(shared_data / "mit-open-learning" / "models" / f"{name}.yaml")
    views = nonempty_views(world)
    for result, view in zip(parse(*(export_text("mermaid", view, world=world) for view in views)), views, strict=True):
        check_content(result, view)
