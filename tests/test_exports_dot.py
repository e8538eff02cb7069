"""DOT read by Graphviz: the same boxes, boundaries, lines and literal texts as in the view."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from xml.etree import ElementTree

import pytest
from models import flow, model, part, person, scenario, system
from svg_reader import SVG

from sphinxcontrib_c4.exports import FORMATS, find_view
from sphinxcontrib_c4.views import nonempty_views

HOSTILE = [
    '"',
    '""',
    "\\",
    '\\"',
    "\\N",
    "\\G",
    "\\l",
    "a\\",
    "\\\\n",
    "<b>",
    "<b>bold</b>",
    "<>",
    "< a >",
    "&lt;",
    "&amp;lt;",
    "&#65;",
    "&unknown;",
    "node",
    "graph",
    "strict",
    "subgraph",
    "edge",
    "-1.5",
    "e_s:n",
    "a -> b",
    '"]; x[y="',
    "{a|b}",
    "// comment",
    "/* comment */",
    "# line",
    "line\nbreak",
    "\ttab",
    "+",
    "%n",
    "é 顧客 🚀",
    "\u200fbidi",
]


def hostile_model(text):
    """Return a model in which ``text`` is every text that a drawing shows."""
    return model(
        [
            person("p", title=text),
            system("s", title=text),
            part("s.a", title=text, technology=text),
            part("s.b", title="B"),
        ],
        [flow("p -> s.a: x", label=text, protocol=text), flow("s.a ~> s.b: x", label=text)],
        [scenario("s.story", "p -> s.a: x", title=text)],
    )


def draw(dot):
    """Return the parts of the first drawing that Graphviz makes: names and texts by class."""
    engine = shutil.which("graphviz-pure", path=sysconfig.get_path("scripts"))
    assert engine, "graphviz-pure is not installed"
    result = subprocess.run([engine, "-Tsvg"], input=dot.encode(), capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
    assert b"rror" not in result.stderr, result.stderr  # warnings about fonts remain
    root = ElementTree.fromstring(result.stdout)
    parts = {"graph": [], "cluster": [], "node": [], "edge": []}
    for group in root.iter(f"{SVG}g"):
        texts = ["".join(text.itertext()) for text in group.findall(f"{SVG}text")]
        parts[group.get("class")].append((group.findtext(f"{SVG}title"), texts))
    return parts


def one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_dot_texts_are_literal(text):
    view = find_view(hostile_model(text), "container:s")
    parts = draw(FORMATS["dot"].write(hostile_model(text), [view]))
    title = one_line(text)
    assert parts["graph"] == [("container:s", [one_line(view.title)])]
    assert parts["cluster"] == [("cluster_s", [title, "Software system"])]
    assert {name: texts[:2] for name, texts in parts["node"]} == {
        "e_p": [title, "[Person]"],
        "e_s_a": [title, one_line(f"[{text}]")],
        "e_s_b": ["B", "[Container]"],
    }
    assert dict(parts["edge"]) == {"e_p->e_s_a": [title, one_line(f"[{text}]")], "e_s_a->e_s_b": [title]}


def test_dot_line_without_label_has_no_text():
    world = model([person("p"), system("s", title="S")], [flow("p -> s: x", label="")])
    parts = draw(FORMATS["dot"].write(world, [find_view(world, "context:s")]))
    assert parts["edge"] == [("e_p->e_s", [])]


def test_dot_has_one_graph_for_each_view():
    world = hostile_model("x")
    text = FORMATS["dot"].write(world, nonempty_views(world))
    names = re.findall(r'^digraph "?([^" ]+)"? \{$', text, re.MULTILINE)
    assert names == [view.name for view in nonempty_views(world)]


def test_dot_styles_distinguish_modes():
    world = model([system(name) for name in "abcd"], ["a -> b: x", "b ~> c: x", "c ?> d: x"])
    text = FORMATS["dot"].write(world, [find_view(world, "landscape:world")])
    assert re.findall(r"-> .*style=(\w+)", text) == ["solid", "dashed", "dotted"]


def test_dot_format_is_not_imported_with_the_package():
    code = "import sys, sphinxcontrib_c4.exports as e; assert 'graphviz' not in sys.modules; print(sorted(e.FORMATS))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
