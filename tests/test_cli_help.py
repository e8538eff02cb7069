"""Help texts: each command has valid examples and lists the values of its options."""

from __future__ import annotations

import re
import shlex

import pytest

from sphinxcontrib_c4.cli import EXIT_OK, EXIT_USAGE, build_parser, main
from sphinxcontrib_c4.model import CYCLE_RULES, RULES, THRESHOLDS, Severity, json_schema

COMMANDS = re.findall(r"^    (\w+) ", build_parser().format_help().partition("COMMAND\n")[2], re.MULTILINE)


@pytest.fixture
def help_text(capsys, monkeypatch):
    """Return a function that returns the help text of a command, without line breaks in paragraphs."""
    monkeypatch.setenv("COLUMNS", "1000")

    def read_help(*arguments):
        with pytest.raises(SystemExit) as exit:
            main([*arguments, "--help"])
        assert exit.value.code == EXIT_OK
        return capsys.readouterr().out

    return read_help


def test_help_is_printed_without_a_command(capsys):
    assert main([]) == EXIT_USAGE
    out, err = capsys.readouterr()
    assert (out, err) == ("", build_parser().format_help())
    assert {"check", "export", "lint"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_examples_that_can_be_parsed(help_text, command, tmp_path, monkeypatch):
    (tmp_path / "build" / "views").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"^  # .+\n  \$ sphinx-c4 (.+)$", help_text(command), re.MULTILINE)
    assert examples
    for example in examples:
        arguments = shlex.split(re.split(r" [>|] ", example)[0])
        assert arguments[0] == command
        assert "run" in build_parser().parse_args(arguments)


def roles():
    return json_schema()["$defs"]["ContainerEntry"]["properties"]["role"]["anyOf"][0]["enum"]


@pytest.mark.parametrize(
    ("command", "option", "values"),
    [
        ("lint", "--off", RULES),
        ("lint", "--severity", [*CYCLE_RULES, *RULES, *Severity]),
        ("lint", "--threshold", [f"{name}={threshold.default:g}" for name, threshold in THRESHOLDS.items()]),
        ("lint", "--role", roles()),
        ("cycles", "--severity", [*CYCLE_RULES, *Severity]),
        ("cycles", "--role", roles()),
    ],
)
def test_help_lists_the_values_of_an_option(help_text, command, option, values):
    (text,) = re.findall(rf"^  {option} [A-Z=]+\s+(.+)$", help_text(command), re.MULTILINE)
    assert [value for value in values if value not in re.split(r"[ ,:.]+(?![0-9])", text)] == []


def test_help_keeps_names_with_hyphens_on_one_line(help_text, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit):
        main(["lint", "--help"])
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.endswith("-")] == []


@pytest.mark.parametrize(
    ("arguments", "usage", "hint"),
    [
        (["chek", "m.yaml"], "sphinx-c4 [-h]", "did you mean 'check'?"),
        (["export", "m.yaml", "--format", "pgn"], "sphinx-c4 export", "did you mean 'png'?"),
        (["lint", "m.yaml", "--serverity=x"], "sphinx-c4 lint", "--serverity=x; did you mean '--severity'?"),
        (["check", "m.yaml", "n.yaml"], "sphinx-c4 check", "unrecognized arguments: n.yaml"),
        (["--zzz", "check", "m.yaml"], "sphinx-c4", "unrecognized arguments: --zzz"),
    ],
)
def test_unknown_arguments_are_reported_with_the_usage_of_the_command_and_the_nearest_name(
    capsys, arguments, usage, hint
):
    with pytest.raises(SystemExit) as status:
        main(arguments)
    error = " ".join(capsys.readouterr().err.split())
    assert status.value.code == EXIT_USAGE
    assert error.startswith(f"usage: {usage}")
    assert error.endswith(hint)
