"""Progress of work that takes longer than two seconds, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    import threading

_DELAY = 2.0
_INTERVAL = 1.0


@contextmanager
def progress(activity: str, *, stream: TextIO | None = None, delay: float = _DELAY) -> Iterator[None]:
    """Show ``activity`` and the elapsed seconds on a terminal while the block runs, after ``delay`` seconds.

    The line is erased at the end. A block must not write to the terminal itself.

    Args:
        activity: what is being done, such as ``reading the model``.
        stream: the terminal, by default standard error. Nothing is shown if it is a file or a pipe.
    """
    terminal = stream or sys.stderr
    if not terminal.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from threading import Event, Thread  # which the start of most commands does not need

    finished = Event()
    thread = Thread(target=_show, args=(activity, terminal, finished, delay), daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()


def _show(activity: str, terminal: TextIO, finished: threading.Event, delay: float) -> None:
    line, seconds = "", delay
    if finished.wait(delay):
        return
    while True:
        line = f"sphinx-c4: {activity} … {seconds:.0f} s"
        _write(terminal, f"\r{line}")
        if finished.wait(_INTERVAL):
            break
        seconds += _INTERVAL
    _write(terminal, f"\r{' ' * len(line)}\r")


def _write(terminal: TextIO, text: str) -> None:
    """Write ``text``; a closed terminal, or one that lacks a character, must not end the work."""
    try:
        terminal.write(text.encode(terminal.encoding or "utf-8", "replace").decode(terminal.encoding or "utf-8"))
        terminal.flush()
    except (OSError, ValueError):
        return
