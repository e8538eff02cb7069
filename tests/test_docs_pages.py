"""Files and commands of the tutorial and the how-to guides: all of them are used as a reader would."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "docs" / "_ext"))

from transcripts import Block, blocks, matches_output, play, replayed, write_block


def test_tutorial_quotes_the_output_of_its_commands():
    for path, content in replayed().items():
        assert content == path.read_bytes(), f"{path.name} is outdated; run: python docs/_ext/transcripts.py"


def _block(text, caption, language="yaml"):
    (block,) = blocks(f".. code-block:: {language}\n   :caption: {caption}\n\n" + text)
    return block


def test_transcript_changes_files_as_captions_state(tmp_path):
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


def test_transcript_writes_other_output_and_keeps_elisions(tmp_path):
    page = ".. code-block:: console\n\n   $ sphinx-c4 check m.yaml\n   {}\n\nText\n"
    (tmp_path / "m.yaml").write_text("meta: {name: Shop}\n", "utf-8")
    text, _ = play(page.format("Wrong"), tmp_path, tmp_path)
    assert text == page.format("Shop: 0 people, 0 systems, 0 containers, 0 components, 0 flows, 0 scenarios")
    assert play(page.format("..."), tmp_path, tmp_path)[0] == page.format("...")
    assert not matches_output("a\n...\nb\n", "a\nx\n")


def test_transcript_ignores_captions_that_are_no_paths():
    assert [block.path for block in [_block("   a\n", "The model"), Block("", "", "a.yml", "", "", 0, 0)]] == [
        "",
        "a.yml",
    ]
