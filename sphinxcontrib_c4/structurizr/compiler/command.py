"""The command that compiles a workspace in Structurizr's DSL, such as Structurizr's own program.

The command is split into arguments as a shell would do, but it is run without a shell. It must finish in time;
otherwise it is ended with all processes that it has started. Its output never reaches a terminal unescaped.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sphinxcontrib_c4.model import Fault, ModelError, Position

_TIMEOUT = 300.0
"""Seconds. The first start of a container may load its image."""
_INPUT, _OUTPUT = "{input}", "{output}"
_EXAMPLE = f"structurizr export -workspace {_INPUT} -format json -output {_OUTPUT}"
_LINE_NUMBER = re.compile(r"\bat line (\d{1,7})\b")
_MAX_MESSAGE = 500


def uncompiled_error(path: Path) -> ModelError:
    """Return the error that a workspace in the DSL cannot be read without a command."""
    message = "this is a workspace in Structurizr's DSL, which must be compiled to JSON"
    hint = (
        f"run 'structurizr export -workspace {path.name} -format json' and name the JSON file that it writes, or set "
        f"c4_structurizr_command in conf.py, or the environment variable C4_STRUCTURIZR_COMMAND, to '{_EXAMPLE}'"
    )
    return _error(path, message, hint)


def command_error(command: str) -> str:
    """Return what is wrong with a command, or ``""``."""
    try:
        arguments = shlex.split(command)
    except ValueError as error:
        return f"cannot be split into arguments: {str(error).lower()}"
    if not any(_INPUT in argument for argument in arguments):
        return f"must contain {_INPUT}, for example {_EXAMPLE!r}"
    return ""


def compile_dsl(path: Path, command: str, *, timeout: float = _TIMEOUT) -> bytes:
    """Return the JSON to which ``command`` compiles the workspace at ``path``.

    ``{input}`` in the command is the path of the workspace, and ``{output}`` an empty folder, in which the command
    writes one JSON file. A command without ``{output}`` writes JSON to its standard output.

    Raises:
        ModelError: the file cannot be read, or the command fails, does not end, or does not write JSON.
    """
    if not os.path.isfile(path):
        raise _error(path, "cannot read this file: no such file", "check the path of the workspace")
    if reason := command_error(command):
        raise _error(path, f"the command {command!r} {reason}", "correct the command")
    with TemporaryDirectory(prefix="c4-") as name:
        folder = Path(name)
        output = folder / "output"
        output.mkdir()
        replaced = [
            argument.replace(_INPUT, str(path.resolve())).replace(_OUTPUT, str(output))
            for argument in shlex.split(command)
        ]
        _run(path, replaced, folder, timeout)
        return _read_result(path, output, folder / "stdout")


def _run(path: Path, arguments: Sequence[str], folder: Path, timeout: float) -> None:
    """Run a command; raise ``ModelError`` if it does not succeed. Files take its output: a pipe could stay open."""
    streams = folder / "stdout", folder / "stderr"
    with streams[0].open("wb") as stdout, streams[1].open("wb") as stderr:
        try:
            process = subprocess.Popen(
                arguments,
                cwd=path.resolve().parent,
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            hint = "install the program, or correct the command"
            raise _error(path, f"cannot run {arguments[0]!r}: {reason}", hint) from None
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            hint = "run the command yourself to see what it waits for"
            raise _error(path, f"{arguments[0]!r} did not end within {timeout:g} seconds", hint) from None
        finally:
            _end(process)
    if status:
        raise _failure(path, arguments[0], status, _message(streams))


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that still runs, and those that it has started."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _message(streams: Sequence[Path]) -> str:
    """Return the last lines of a command's messages, on one line."""
    for stream in reversed(streams):
        rows = [row.strip() for row in stream.read_bytes().decode("utf-8", "replace").splitlines() if row.strip()]
        if rows:
            return " ".join(rows)[-_MAX_MESSAGE:]
    return "it wrote no message"


def _failure(path: Path, program: str, status: int, message: str) -> ModelError:
    """Return the error of a command that has failed, at the line that its message names."""
    match = _LINE_NUMBER.search(message)
    lines = path.read_text("utf-8", "replace").splitlines()
    number = int(match[1]) if match and 0 < int(match[1]) <= len(lines) else 0
    line = lines[number - 1] if number else ""
    hint = "correct the workspace, or the command"
    return _error(path, f"{program!r} failed with exit status {status}: {message}", hint, number=number, line=line)


def _read_result(path: Path, output: Path, stdout: Path) -> bytes:
    """Return the JSON file in the output folder, or else the standard output."""
    files = sorted(file for file in output.rglob("*.json") if file.is_file())
    named = [file for file in files if file.stem in (path.stem, "workspace")]
    if len(files) == 1 or len(named) == 1:
        return (files if len(files) == 1 else named)[0].read_bytes()
    if not files and (text := stdout.read_bytes()).lstrip().startswith(b"{"):
        return text
    message = f"the command wrote {len(files) or 'no'} JSON {'file' if not files else 'files'}, but one is expected"
    raise _error(path, message, f"let the command write JSON into the folder {_OUTPUT}: {_EXAMPLE!r}")


def _error(path: Path, message: str, hint: str, *, number: int = 0, line: str = "") -> ModelError:
    return ModelError([Fault(Position(path.as_posix(), number or 1, 1), message, line, hint)])
