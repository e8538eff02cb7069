"""Progress of long work is shown after a delay, only on a terminal, and erased at the end."""

from __future__ import annotations

import io
import time

import pytest

from sphinxcontrib_c4.cli.progress import progress


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def term(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")


def test_progress_is_shown_after_a_delay_and_erased():
    terminal = Terminal()
    with progress("reading", stream=terminal, delay=0.01):
        for _ in range(500):
            if terminal.getvalue():
                break
            time.sleep(0.01)
    _, first, *updates, blank, end = terminal.getvalue().split("\r")
    assert (first, blank, end) == ("sphinx-c4: reading … 0 s", " " * len(first), "")
    assert updates == [f"sphinx-c4: reading … {seconds} s" for seconds in range(1, len(updates) + 1)]


def test_progress_of_short_work_is_not_shown():
    terminal = Terminal()
    with progress("reading", stream=terminal):
        pass
    assert terminal.getvalue() == ""


def test_progress_ends_when_the_work_fails():
    terminal = Terminal()
    with pytest.raises(KeyError), progress("reading", stream=terminal, delay=60):
        raise KeyError
    assert terminal.getvalue() == ""


def test_progress_is_not_written_to_a_file():
    file = io.StringIO()
    with progress("reading", stream=file, delay=0):
        time.sleep(0.02)
    assert file.getvalue() == ""


def test_progress_is_not_written_to_a_dumb_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    terminal = Terminal()
    with progress("reading", stream=terminal, delay=0):
        time.sleep(0.02)
    assert terminal.getvalue() == ""
