"""Text for a terminal, wrapped at a width; untrusted characters are made visible."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap

from sphinxcontrib_c4.model import Position, count_noun, visible


class TextPage:
    """Lines of text, wrapped at a width; positions are looked up by reference."""

    def __init__(self, width: int, positions: Mapping[str, Position]) -> None:
        """Start an empty page."""
        self._width = width
        self._positions = positions
        self._lines: list[str] = []

    def blank_line(self) -> None:
        """Add an empty line."""
        self._lines.append("")

    def paragraph(self, text: str, *, indent: int = 0, hang: int = 0) -> None:
        """Add a paragraph; its lines after the first are indented by ``hang`` more."""
        lead = " " * indent
        self._lines += wrap(
            visible(text),
            self._width,
            initial_indent=lead,
            subsequent_indent=lead + " " * hang,
            break_long_words=False,
            break_on_hyphens=False,
        )

    def line(self, text: str, *, indent: int) -> None:
        """Add a line that is not wrapped."""
        self._lines.append(" " * indent + visible(text))

    def position(self, ref: str, *, indent: int) -> None:
        """Add the position of an object of the model by its reference."""
        self.paragraph(str(self._positions[ref]), indent=indent)

    def remainder(self, number: int, noun: str = "", *, indent: int = 0) -> None:
        """Add the number of entries of a list that are not printed, if there are any."""
        if number > 0:
            count = count_noun(number, f"more {noun}") if noun else f"{number} more"
            self.paragraph(f"and {count}; use --format json to list all", indent=indent)

    def heading(self, text: str) -> None:
        """Start a part of the report."""
        self._lines += ["", text, "=" * len(text)]

    def text(self) -> str:
        """Return the text of all lines."""
        return "\n".join(self._lines) + "\n"
