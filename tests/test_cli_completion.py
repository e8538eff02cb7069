"""Shell completion, and the imports at the start of the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sphinxcontrib_c4.cli import EXIT_OK, EXIT_USAGE, main


def test_completion_script_completes_commands_values_and_files(capsys, tmp_path):
    pytest.importorskip("shtab")
    assert main(["completion", "bash"]) == EXIT_OK
    script = capsys.readouterr().out
    (tmp_path / "docs").mkdir()
    probe = (
        'complete() { :; }; eval "$1"; shift; COMP_WORDS=(sphinx-c4 "$@"); COMP_CWORD=$#\n'
        '_shtab_sphinx_c4 2>/dev/null; echo "${COMPREPLY[@]}"'
    )

    def complete(*words):
        command = ["bash", "-c", probe, "bash", script, *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout.split()

    assert {"check", "init", "lint"} <= set(complete(""))
    assert complete("lint", "docs", "--fail-on", "") == ["new", "any", "never"]
    assert complete("check", "d") == ["docs"]


def test_completion_without_shtab_says_what_to_install(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "zsh"]) == EXIT_USAGE
    assert "sphinxcontrib-c4[completion]" in capsys.readouterr().err


def test_start_imports_no_heavy_modules():
    script = (
        "import sys; from sphinxcontrib_c4.cli import build_parser; build_parser(); "
        "heavy = ('analysis', 'codegraph', 'drawing', 'exports', 'layout', 'structurizr', 'views'); "
        "print([n for n in ('shtab', 'yaml', 'networkx', 'sphinx', 'threading', "
        "*(f'sphinxcontrib_c4.{n}' for n in heavy)) if n in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
