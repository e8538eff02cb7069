"""The tutorial and the how-to guides: their files and commands are used as a reader would use them."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import pytest
from transcripts import DOCS, Block, blocks, hosting_files, matches_output, play, replay_pages, run, write_block

posix = pytest.mark.skipif(sys.platform == "win32", reason="the pages quote paths with slashes")


@posix
def test_tutorial_and_guides_quote_the_output_of_commands():
    for path, content in replay_pages().items():
        convert = _words_and_names if path.suffix == ".svg" else bytes
        assert convert(content) == convert(path.read_bytes()), (
            f"{path.name} is outdated; run: python docs/_ext/transcripts.py"
        )


def _words_and_names(picture):
    """Return the words and names in an SVG picture, which do not depend on layout and style."""
    root = ElementTree.fromstring(picture)
    names = [f"{key}={value}" for node in root.iter() for key, value in node.items() if key.startswith("data-c4-")]
    words = [word for node in root.iter() if node.tag.endswith("}text") for word in "".join(node.itertext()).split()]
    return sorted([*names, *words])


def test_files_for_hosting_services_are_checked_by_lint():
    settings = (DOCS.parent / "tox.ini").read_text("utf-8")
    names = [path.as_posix() for path in hosting_files()]
    assert len(names) > 5
    assert [name for name in names if f"{{env_tmp_dir}}/{name}" not in settings] == []


def _block(text, caption, language="yaml"):
    (block,) = blocks(f".. code-block:: {language}\n   :caption: {caption}\n\n" + text)
    return block


def test_transcript_changes_files_as_their_captions_state(tmp_path):
    for text, caption, language in [
        ("   a: 1\n\n   b: 2\n", "docs/m.yaml", "yaml"),
        ("   c: 3\n", "docs/m.yaml, at the end", "yaml"),
        ("     - x\n", "docs/m.yaml, below ``b: 2``", "yaml"),
        ("   -a: 1\n   +a: 4\n", "docs/m.yaml", "diff"),
        ("   d: 5\n", "docs/m.yaml, from ``c:`` to the end", "yaml"),
    ]:
        write_block(_block(text, caption, language), tmp_path)
    assert (tmp_path / "docs" / "m.yaml").read_text("utf-8") == "a: 4\n\nb: 2\n  - x\n\nd: 5\n"


def test_transcript_refuses_a_difference_that_does_not_apply(tmp_path):
    (tmp_path / "m.yaml").write_text("a: 1\n", "utf-8")
    with pytest.raises(ValueError, match="0 times"):
        write_block(_block("   -b: 1\n", "m.yaml", "diff"), tmp_path)


def test_transcript_replaces_outdated_output_and_keeps_elisions(tmp_path):
    page = ".. code-block:: console\n\n   $ sphinx-c4 check m.yaml\n   {}\n\nText\n"
    (tmp_path / "m.yaml").write_text("meta: {name: Shop}\n", "utf-8")
    text, _ = play(page.format("Wrong"), tmp_path, tmp_path)
    assert text == page.format("Shop: 0 people, 0 systems, 0 containers, 0 components, 0 flows, 0 scenarios")
    assert play(page.format("..."), tmp_path, tmp_path)[0] == page.format("...")
    assert not matches_output("a\n...\nb\n", "a\nx\n")


def test_transcript_ignores_captions_that_are_not_paths():
    assert [block.path for block in [_block("   a\n", "The model"), Block("", "", "a.yml", "", "", 0, 0)]] == [
        "",
        "a.yml",
    ]


_CONTAINERS = "[{ id: web, name: Web }, { id: orders, name: Orders }]"
SHOP = f"systems:\n  - {{ id: bookshop, name: Bookshop, containers: {_CONTAINERS} }}\n"
STORE = "systems:\n  - { id: warehouse, name: Warehouse, containers: [{ id: stock, name: Stock }] }\n"
#: Mistakes whose messages the page about troubleshooting quotes: the files that each changes, built in this order.
MISTAKES = [
    {"conf.py": 'extensions = ["sphinxcontrib.c4"]\n'},
    {"conf.py": 'extensions = ["sphinxcontrib_c4"]\nc4_modle = "model"\n'},
    {
        "conf.py": 'extensions = ["sphinxcontrib_c4"]\nc4_model = "model"\n',
        "model/warehouse.yaml": STORE,
        "model/bookshop.yaml": f"{SHOP}flows: [{{ source: web, target: orders, label: Save: now }}]\n",
    },
    {
        "model/bookshop.yaml": f"{SHOP}flows: [{{ source: web, target: order, label: Save }}]\n",
    },
    {
        "model/bookshop.yaml": SHOP,
        "index.rst": (
            "Shop\n====\n\n.. c4-container::\n\n.. c4-elements:: bookshop\n\n.. c4-elements:: bookshop\n\n"
            ":c4:container:`warehouse.stock`\n"
        ),
    },
]


@posix
def test_troubleshooting_page_quotes_the_messages_of_mistakes(tmp_path):
    output = ""
    for files in MISTAKES:
        for name, text in {"index.rst": "Shop\n====\n", **files}.items():
            path = tmp_path / "docs" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        output += run("python -m sphinx -q docs build", tmp_path)
    page = (DOCS / "howto" / "troubleshooting.rst").read_text("utf-8")
    messages = [block.text for block in blocks(page) if block.argument == "text"]
    assert len(messages) == 7
    normal_output = " ".join(output.split())
    assert [text for text in messages if not _are_quoted(text, normal_output)] == []


def _are_quoted(text: str, output: str) -> bool:
    """Check whether ``output`` contains a message, or each of its lines."""
    return " ".join(text.split()) in output or all(line.strip() in output for line in text.splitlines())
