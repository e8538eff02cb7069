"""Inputs and outputs that are not regular files: pipes, devices, folders and broken links never block a command."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

from sphinxcontrib_c4.cli import main

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
ROW = '{"kind": "http", "key": "GET /a", "key_norm": "get /a", "role": "provider", "repo": "s"}\n'
LINES = {
    "check": ("check", "{}"),
    "baseline": ("lint", "m.yaml", "--baseline", "{}"),
    "bindings": ("extract", "m.yaml", "--bindings", "{}"),
    "traces": ("extract", "m.yaml", "--traces", "{}"),
    "metrics": ("extract", "m.yaml", "--metrics", "{}"),
    "backstage": ("extract", "m.yaml", "--backstage", "{}"),
    "merge": ("export", "m.yaml", "--format", "structurizr", "--merge", "{}"),
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return a function that runs a command with a time limit.

    The current folder has a model, a named pipe, a folder and a broken link.
    """
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.yaml").write_text("systems: [{id: s, name: S}]\n", "utf-8")
    os.mkfifo("pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "broken").symlink_to("nowhere")

    def run(*arguments, **options):
        command = [sys.executable, "-m", "sphinxcontrib_c4.cli", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)

    return run


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("name", ["pipe", "/dev/zero", "folder", "broken", "missing"])
def test_input_that_is_not_a_regular_file_is_an_error(run, capsys, line, name):
    if (line, name) == ("backstage", "folder"):
        pytest.skip("a folder is a catalog")
    status = main([word.format(name) for word in LINES[line]])
    errors = capsys.readouterr().err
    assert status in (1, 2)
    assert name in errors


def test_input_is_read_from_an_open_file_descriptor(run, tmp_path):
    if not os.path.exists("/dev/fd"):
        pytest.skip("the system has no /dev/fd")
    reader, writer = os.pipe()
    os.write(writer, ROW.encode())
    os.close(writer)
    result = run("extract", "m.yaml", "--bindings", f"/dev/fd/{reader}", pass_fds=(reader,))
    os.close(reader)
    assert (result.returncode, result.stderr) == (0, "")
    assert "m.graph.yaml" in result.stdout


def test_output_is_written_to_the_device_of_standard_output(run):
    if not os.path.exists("/dev/stdout"):
        pytest.skip("the system has no /dev/stdout")
    assert "digraph" in run("export", "m.yaml", "--format", "dot", "--output", "/dev/stdout").stdout


@pytest.mark.parametrize("command", [("check", "m.yaml"), ("export", "m.yaml", "--format", "json")])
def test_output_to_a_full_device_is_an_error_in_one_line(run, command):
    if not os.path.exists("/dev/full"):
        pytest.skip("the system has no full device")
    shell = ["sh", "-c", '"$@" > /dev/full', "sh", sys.executable, "-m", "sphinxcontrib_c4.cli", *command]
    result = subprocess.run(shell, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 2
    assert result.stderr == "sphinx-c4: error: cannot write to standard output: no space left on device\n"


@pytest.mark.parametrize("stream", ["0<&-", "1>&-", "2>&-"])
def test_command_works_with_a_closed_standard_stream(run, stream):
    command = [sys.executable, "-m", "sphinxcontrib_c4.cli", "extract", "m.yaml", "--bindings", "-", "--date", "today"]
    result = subprocess.run(
        ["sh", "-c", f'"$@" {stream}', "sh", *command],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("command", [("pages", "m.yaml", "--output"), ("init",)])
def test_folder_with_an_invalid_name_is_an_error_with_that_name(run, capsys, command):
    name = "x" * 5000
    assert main([*command, name]) == 2
    assert f"{name}" in capsys.readouterr().err


def test_new_files_are_reported_without_control_characters(run, capsysbinary):
    assert main(["pages", "m.yaml", "--output", "a\u202eb\x1b"]) == 0
    output = capsysbinary.readouterr().out.decode()
    assert "wrote    a\\u202eb\\u001b/index.rst" in output


@pytest.mark.parametrize(("known_count", "unknown_count"), [(1, 8000), (8000, 1), (1500, 1500)])
def test_suggestions_for_unknown_names_take_little_time(run, tmp_path, known_count, unknown_count):
    systems = "".join(f"  - {{ id: service-{n:05}, name: Service {n} }}\n" for n in range(known_count))
    flows = "".join(
        f"  - {{ source: service-00000, target: servise-{n:05}x, label: x }}\n" for n in range(unknown_count)
    )
    (tmp_path / "m.yaml").write_text(
        f"meta: {{ name: M, primary_system: service-00000 }}\nsystems:\n{systems}flows:\n{flows}"
    )
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    result = run("check", "m.yaml")
    assert f"{unknown_count} error" in result.stderr
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 15
