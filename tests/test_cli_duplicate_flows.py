"""Duplicate flows are a finding with the positions of both."""

from __future__ import annotations

from sphinxcontrib_c4.cli import main

MODEL = """\
meta: { name: M, primary_system: m }
systems:
  - { id: m, name: M, containers: [{ id: a, name: A }, { id: b, name: B }] }
flows:
  - { source: a, target: b, label: Ask, sync: true }
  - { source: a, target: b, label: Ask, sync: true }
  - { source: a, target: b, label: Ask, sync: false }
"""


def test_lint_of_a_duplicate_flow_names_both_positions(tmp_path, capsys):
    (tmp_path / "m.yaml").write_text(MODEL, "utf-8")
    assert main(["lint", str(tmp_path / "m.yaml")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "REVIEW: duplicate flow" in lines
    assert [line.rpartition("m.yaml")[2] for line in lines if "m.yaml:" in line] == [":5:5", ":6:5"]
