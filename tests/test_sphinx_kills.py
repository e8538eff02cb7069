"""Interrupted builds: after a kill at any moment, the next build has the output of a clean one.

``C4_KILLS`` sets how many builds are killed (``tox run -e kills``: 200). The process is forked when all modules are
loaded, so that kills hit the build and not its start. Kills after the end of a build do not count.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time

import pytest
from project_writer import MODEL, Project
from search_index import normalize_search_index
from sphinx.application import Sphinx

KILLS = int(os.environ.get("C4_KILLS", "2"))
PAGES = {
    "index.rst": "Shop\n====\n\n.. toctree::\n   :glob:\n\n   *\n\n.. c4-landscape::\n\n:c4:element:`web`\n",
    "around.rst": "Around\n======\n\nWORD\n\n.. c4-context::\n\n.. c4-elements::\n\n.. c4-workspace::\n",
    "inside.rst": "Inside\n======\n\n.. c4-container::\n\n.. c4-component:: web\n",
    "web.rst": "Web\n===\n\n.. c4-element:: web\n\n.. c4-flow:: purchase\n",
    "cycles.rst": "Cycles\n======\n\n.. c4-cycle-report::\n\n.. c4-fragile::\n\n.. c4-dependency-matrix::\n",
    "plain.rst": "Plain\n=====\n\nNothing about the model, but WORD.\n\n" + "A line of text.\n\n" * 200,
}
WORDS = ("order", "book", "mail", "stock")


def write(project, chance):
    """Write the project with random words in the model, the pages and the configuration."""
    word = chance.choice(WORDS)
    project.write(
        {name: text.replace("WORD", word) for name, text in PAGES.items()},
        model=MODEL.replace("buy a book", f"buy a {chance.choice(WORDS)}").replace("Takes", f"Takes {word}"),
        c4_structurizr_export="workspace.json",
        c4_column_width=chance.choice([700, 800]),
        html_title=chance.choice(["One", "Two"]),
    )


def forked_build(project, output):
    """Build in a forked process, and return its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.setpgid(0, 0)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        app = Sphinx(project.folder, project.folder, output, output / ".doctrees", "html", warning=None, status=None)
        app.build()
        status = app.statuscode
    finally:
        os._exit(status)


def wait_for_success(child):
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def published_files(folder):
    """Return the content of all files except caches, with a comparable search index."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".doctrees" not in path.parts and not path.name.startswith(".buildinfo")
    }
    return normalize_search_index(files)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")
def test_build_after_a_kill_equals_a_clean_build(tmp_path):
    chance, project, output = random.Random(1), Project(tmp_path / "project"), tmp_path / "out"
    write(project, chance)
    start = time.monotonic()
    wait_for_success(forked_build(project, output))
    duration = time.monotonic() - start
    kills = attempts = 0
    while kills < KILLS:
        write(project, chance)
        child = forked_build(project, output)
        time.sleep(chance.uniform(0, duration))
        os.kill(child, signal.SIGKILL)
        attempts += 1
        kills += os.waitpid(child, 0)[1] == signal.SIGKILL
        assert attempts < 20 + 3 * KILLS, "the builds end before they are killed"
        if chance.random() < 0.2:
            continue  # kill the next build, too
        wait_for_success(forked_build(project, output))
        clean = tmp_path / f"clean-{attempts}"
        wait_for_success(forked_build(project, clean))
        assert published_files(output) == published_files(clean), attempts
        subprocess.run(["rm", "-rf", clean], check=True)
