"""A workspace in Structurizr's DSL: recognised, compiled by a command, and cached by the bytes of its files."""

from __future__ import annotations

import json
import select
import socket
import sys
import time

import pytest
from project_writer import Project

from sphinxcontrib_c4.model import Mode, ModelError
from sphinxcontrib_c4.model_source import WorkspaceOptions, read_any
from sphinxcontrib_c4.structurizr import compile_cached, compile_dsl, included_files

SYSTEMS = [
    {
        "id": "1",
        "name": "Shop",
        "relationships": [{"id": "3", "sourceId": "1", "destinationId": "2", "description": "x"}],
    },
    {"id": "2", "name": "Bank"},
]
VIEW = {"key": "all", "elements": [{"id": "1"}, {"id": "2"}], "relationships": [{"id": "3"}]}
WORKSPACE = {"name": "W", "model": {"softwareSystems": SYSTEMS}, "views": {"systemLandscapeViews": [VIEW]}}

COMPILER = """
import json, pathlib, sys
source, output = sys.argv[1:3]
with open(r"{log}", "a") as log:
    log.write("run\\n")
text = pathlib.Path(source).read_text()
if "oops" in text:
    sys.exit("Unexpected tokens at line 2")
pathlib.Path(output, "workspace.json").write_text(r'''{workspace}''')
"""


@pytest.fixture
def dsl(tmp_path):
    path = tmp_path / "workspace.dsl"
    path.write_text("workspace {\n}\n", "utf-8")
    return path


@pytest.fixture
def command(tmp_path):
    """Write a program that compiles like Structurizr and counts its runs."""
    script = tmp_path / "compiler.py"
    script.write_text(COMPILER.format(log=tmp_path / "runs", workspace=json.dumps(WORKSPACE)), "utf-8")
    return f"{sys.executable} {script} {{input}} {{output}}"


def runs(tmp_path):
    return (tmp_path / "runs").read_text().count("run") if (tmp_path / "runs").exists() else 0


def raised_fault(call, *arguments, **options):
    """Return the only fault of the error that a call raises."""
    with pytest.raises(ModelError) as error:
        call(*arguments, **options)
    (fault,) = error.value.faults
    return fault


def test_dsl_without_a_command_is_explained(dsl, monkeypatch):
    monkeypatch.delenv("C4_STRUCTURIZR_COMMAND", raising=False)
    fault = raised_fault(read_any, dsl)
    assert "Structurizr's DSL" in fault.message
    assert "structurizr export -workspace workspace.dsl -format json" in fault.hint
    assert "c4_structurizr_command" in fault.hint
    assert "C4_STRUCTURIZR_COMMAND" in fault.hint


def test_dsl_is_compiled_and_read(dsl, command, monkeypatch):
    workspace = read_any(dsl, WorkspaceOptions(command, "async"))
    assert list(workspace.views) == ["all"]
    assert workspace.model.flows[0].mode is Mode.ASYNC
    monkeypatch.setenv("C4_STRUCTURIZR_COMMAND", command)
    monkeypatch.setenv("C4_STRUCTURIZR_MODE", "sync")
    assert read_any(dsl).model.flows[0].mode is Mode.SYNC


def test_dsl_command_may_write_to_standard_output(dsl):
    program = "print(open('workspace.dsl').read().replace('workspace', ''))"
    assert compile_dsl(dsl, f'{sys.executable} -c "{program}" {{input}}').strip() == b"{\n}"


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("raise SystemExit('bad')", "failed with exit status 1: bad"),
        ("", "wrote no JSON file"),
        (
            "import os, sys; [open(os.path.join(sys.argv[2], n), 'w') for n in ('a.json', 'b.json')]",
            "wrote 2 JSON files",
        ),
    ],
)
def test_dsl_command_that_fails_is_explained(dsl, program, reason):
    fault = raised_fault(compile_dsl, dsl, f'{sys.executable} -c "{program}" {{input}} {{output}}')
    assert reason in fault.message


def test_dsl_command_names_the_line_of_its_error(dsl, command):
    dsl.write_text("workspace {\n  oops\n}\n", "utf-8")
    fault = raised_fault(compile_dsl, dsl, command)
    assert (fault.position.line, fault.line.strip()) == (2, "oops")


@pytest.mark.parametrize("text", ["structurizr export", "structurizr 'export {input}", ""])
def test_dsl_command_is_checked(dsl, text):
    assert "command" in raised_fault(compile_dsl, dsl, text).message


def test_dsl_command_that_does_not_exist_is_explained(dsl):
    assert "cannot run 'no-such-program'" in raised_fault(compile_dsl, dsl, "no-such-program {input}").message


def test_dsl_command_that_does_not_end_is_killed_with_its_children(dsl):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        connect = f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}))"
        child = f"import socket, time; connection = {connect}; time.sleep(60)"
        parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])".replace('"', '\\"')
        for timeout in (0.5, 5, 50):  # a busy machine may need longer to start the child
            started = time.monotonic()
            fault = raised_fault(compile_dsl, dsl, f'{sys.executable} -c "{parent}" {{input}}', timeout=timeout)
            assert time.monotonic() - started < timeout + 30, "nothing waits for the child, which sleeps longer"
            assert f"did not end within {timeout} seconds" in fault.message
            if select.select([server], [], [], 0)[0]:
                break
        connection, _ = server.accept()
        with connection:
            connection.settimeout(30)  # less than the child sleeps
            assert connection.recv(1) == b"", "the connection ends with the child"


def test_dsl_files_include_everything_that_is_compiled(tmp_path):
    for name in ("model/people.dsl", "model/.hidden", "docs/01.md", "base.dsl", "deep.dsl", "unrelated.dsl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", "utf-8")
    (tmp_path / "base.dsl").write_text("!include workspace.dsl\n!include ${NAME}.dsl\n", "utf-8")
    root = tmp_path / "workspace.dsl"
    root.write_text(
        'workspace extends base.dsl {\n!const NAME "deep"\n  !include "model"\n  !docs docs\n'
        "!include https://example.org/x.dsl\n!include missing.dsl\n// !include unrelated.dsl\n}\n",
        "utf-8",
    )
    (tmp_path / "model/people.dsl").write_text("!include ../${NAME}.dsl\n", "utf-8")
    names = {file.relative_to(tmp_path).as_posix() for file in included_files(root)}
    assert names == {"workspace.dsl", "base.dsl", "model/people.dsl", "docs/01.md", "deep.dsl"}


def test_dsl_files_do_not_include_names_that_are_too_long(dsl):
    constants = "".join(f'!const a{number + 1} "${{a{number}}}${{a{number}}}"\n' for number in range(40))
    dsl.write_text(f"!include {'x' * 5000}\n!const a0 text\n{constants}!include ${{a40}}\nworkspace {{\n}}\n", "utf-8")
    assert included_files(dsl) == (dsl,)


def test_dsl_is_compiled_once_for_the_bytes_of_its_files(tmp_path, command):
    pages = {"index.rst": "I\n=\n\n.. c4-view:: all\n"}
    settings = {"c4_model": "workspace.dsl", "c4_structurizr_command": command}
    project = Project(tmp_path / "project").write(pages, model=None, **settings)
    project.edit("workspace.dsl", "workspace {\n!include people.dsl\n}\n")
    project.edit("people.dsl", "")
    counts = []
    for change in ("", "people.dsl", "index.rst", "conf.py"):
        if change == "conf.py":
            project.configure(**settings, c4_analysis={"ignore": ["shop"]})
        elif change:
            project.edit(change, (project.folder / change).read_text("utf-8") + "\n")
        with project.build() as site:
            assert site.warnings == []
            assert site.html().count("<svg") == 1
        counts.append(runs(tmp_path))
    assert counts == [1, 2, 2, 2]


@pytest.fixture
def compile_again(dsl, command, tmp_path):
    """Compile a workspace, and return how often the command has been run."""

    def compile_again(text=None):
        if text is not None:
            dsl.write_text(text, "utf-8")
        assert compile_cached(dsl, command, tmp_path / "cache").startswith(b"{")
        return runs(tmp_path)

    return compile_again


def test_dsl_cache_covers_files_and_variables(dsl, compile_again, monkeypatch):
    text = "workspace {\n!include ${PART}.dsl\n}\n"
    (dsl.parent / "a.dsl").write_text("", "utf-8")
    assert [compile_again(text), compile_again()] == [1, 1]
    monkeypatch.setenv("PART", "a")
    assert [compile_again(), compile_again()] == [2, 2]
    (dsl.parent / "a.dsl").write_text("// more\n", "utf-8")
    assert [compile_again(), compile_again()] == [3, 3]


def test_dsl_cache_that_is_damaged_counts_as_missing(compile_again, tmp_path):
    assert compile_again() == 1
    (file,) = (tmp_path / "cache").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert [compile_again(), compile_again()] == [2, 2]


@pytest.mark.parametrize("line", ["!include https://example.org/x.dsl", "!script groovy {", "!plugin com.example.X"])
def test_dsl_with_remote_content_or_programs_is_compiled_each_time(compile_again, line):
    text = f"workspace {{\n{line}\n}}\n"
    assert [compile_again(text), compile_again()] == [1, 2]


def test_dsl_is_compiled_if_the_cache_cannot_be_written(dsl, command, tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    assert compile_cached(dsl, command, tmp_path / "file").startswith(b"{")


def test_dsl_is_compiled_once_by_the_command_line(dsl, command, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    for _ in range(2):
        read_any(dsl, WorkspaceOptions(command))
    assert runs(tmp_path) == 1


def test_dsl_findings_have_no_link_to_a_page_of_the_compiled_file(tmp_path, command):
    pages = {"index.rst": "I\n=\n\n.. c4-element:: shop\n\n.. c4-fragile::\n"}
    settings = {"c4_model": "workspace.dsl", "c4_structurizr_command": command, "c4_structurizr_mode": "sync"}
    project = Project(tmp_path / "project").write(pages, model=None, **settings)
    project.edit("workspace.dsl", "workspace {\n}\n")
    with project.build() as site:
        assert site.warnings == []
