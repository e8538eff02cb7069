"""Control characters: refused where a text is read, escaped in messages, and never raw in JSON."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_c4.analysis import read_baseline
from sphinxcontrib_c4.cli import main
from sphinxcontrib_c4.model import Fault, ModelError, Position, json_text, load, visible_lines
from sphinxcontrib_c4.structurizr import read_workspace

REFUSED = ("\x1b", "\x7f", "\x80", "\x85", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "\uffff")
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def escape(char):
    return f'"a\\u{ord(char):04x}b"'


def faults_of(read_file, path):
    with pytest.raises(ModelError) as error:
        read_file(path)
    return str(error.value)


@pytest.mark.parametrize("char", REFUSED, ids=ascii)
def test_control_character_in_a_model_is_refused_at_its_position(tmp_path, char):
    path = tmp_path / "m.yaml"
    path.write_text(f"systems:\n  - id: a\n    name: {escape(char)}\n    description: {escape(char)}\n", "utf-8")
    report = faults_of(load, path)
    assert f"m.yaml:3:11: 'name' contains the control character U+{ord(char):04X}" in report
    assert f"m.yaml:4:18: 'description' contains the control character U+{ord(char):04X}" in report


@pytest.mark.parametrize("char", REFUSED, ids=ascii)
def test_control_character_in_a_workspace_is_refused_at_its_position(tmp_path, char):
    path = tmp_path / "w.json"
    path.write_text(f'{{"name": {escape(char)},\n "model": {{{escape(char)}: 1}}}}', "utf-8")
    report = faults_of(read_workspace, path)
    assert f"w.json:1:2: name: the character U+{ord(char):04X} is not allowed" in report
    assert re.search(rf"w.json:2:12: model\[.*\]: the character U\+{ord(char):04X} is not allowed", report)
    assert not RAW.search(report.replace("\n", ""))


@pytest.mark.parametrize("char", REFUSED, ids=ascii)
def test_control_character_in_a_baseline_is_refused_at_its_position(tmp_path, char):
    path = tmp_path / "b.yaml"
    path.write_text(f"accept:\n  - rule: hub\n    elements: [a]\n    reason: {escape(char)}\n", "utf-8")
    assert f"b.yaml:4:13: 'reason' contains the control character U+{ord(char):04X}" in faults_of(read_baseline, path)


def test_right_to_left_mark_is_part_of_a_name(tmp_path):
    (tmp_path / "m.yaml").write_text("systems: [{id: a, name: \u05d0\u200f}]\n", "utf-8")
    assert load(tmp_path / "m.yaml").elements["a"].title == "\u05d0\u200f"


@given(st.text(), st.text(), st.text())
def test_message_of_a_fault_has_no_raw_control_characters(path, message, hint):
    text = str(Fault(Position(path, 1, 1), message, "", hint))
    assert not RAW.search(text.replace("\n", ""))
    assert text.count("\n") == bool(hint)
    assert not RAW.search(visible_lines(message).replace("\n", ""))


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.dictionaries(st.text(), inner)))
def test_json_text_is_read_back_and_has_no_raw_control_characters(value):
    for text in (json_text(value), json_text(value, indent=2), json_text(value, compact=True)):
        assert json.loads(text) == value
        assert not RAW.search(text.replace("\n", ""))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_json_text_refuses_numbers_that_are_not_finite(number):
    with pytest.raises(ValueError, match="JSON"):
        json_text([number])


@pytest.mark.parametrize("command", ["check", "lint", "check --all", "export --view 'a\x1b\u202eb' --format dot"])
def test_commands_escape_control_characters_in_paths_and_arguments(tmp_path, capsysbinary, command):
    path = tmp_path / "a\x1b\u202e\x85b.yaml"
    path.write_text("systems: [{id: a, name: A}, {id: a, name: B}]\n", "utf-8")
    name, *options = command.split(" ", 1)
    main([name, str(path), *(option.strip("'") for option in " ".join(options).split())])
    captured = capsysbinary.readouterr()
    text = (captured.out + captured.err).decode()
    assert text
    assert not RAW.search(text.replace("\n", ""))
