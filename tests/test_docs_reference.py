"""The generated generated_parts of the reference are up to date, and describe every key and every command."""

from __future__ import annotations

import re

import pytest
from generated_reference import pages, regenerate

from sphinxcontrib_c4 import cli
from sphinxcontrib_c4.model import json_schema, landscape_json_schema

#: Entries of files that only ``sphinx-c4 extract`` writes, and entries whose keys a page describes in another way.
ENTRIES_WITHOUT_A_GENERATED_PART = {
    "GeneratedEntry",
    "TrafficEntry",
    "EvidencePlaceEntry",
    "ThresholdsEntry",
    "DependencyEntry",
}


@pytest.fixture(scope="module")
def text():
    return "".join(path.read_text("utf-8") for path in pages())


def generated_parts(text, name):
    return set(re.findall(rf"^\.\. generated: {name} (\S+)$", text, re.MULTILINE))


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_generated_parts_are_up_to_date(path):
    page = path.read_text("utf-8")
    assert regenerate(page) == page, "run: python docs/_ext/generated_reference.py"


def test_outdated_part_is_regenerated(text):
    assert text == regenerate(text.replace("The displayed name.", "The name."))


def test_keys_of_every_entry_are_described(text):
    entries = {*json_schema()["$defs"], *landscape_json_schema()["$defs"], "landscape"}
    assert generated_parts(text, "keys") == entries - ENTRIES_WITHOUT_A_GENERATED_PART - {"RelationshipEntry"}


def test_every_command_is_described(text, capsys):
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    commands = set(re.findall(r"^    ([a-z]+)(?:  |$)", capsys.readouterr().out, re.MULTILINE))
    assert generated_parts(text, "command") == commands
    for name in commands:
        assert f".. program:: sphinx-c4 {name}\n" in text
