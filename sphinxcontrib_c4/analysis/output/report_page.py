"""The page of a report in a terminal: titles of findings, flows, notes of the baseline, and options."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote

from sphinxcontrib_c4.analysis.flow_names import FlowNames
from sphinxcontrib_c4.analysis.output.naming import FlowText
from sphinxcontrib_c4.analysis.output.phrases import BaselineNote
from sphinxcontrib_c4.analysis.output.text_page import TextPage
from sphinxcontrib_c4.model import Position, count_noun

MAX_CARDS = 20
"""The number of findings of a kind that are printed unless all are requested."""


class ReportPage(TextPage):
    """The page of a report, which also names flows for options."""

    def __init__(self, width: int, positions: dict[str, Position], flow_names: FlowNames) -> None:
        """Start an empty page."""
        super().__init__(width, positions)
        self._flow_names = flow_names

    def option(self, option: str, flow: str) -> str:
        """Return an option for a flow as a shell reads it."""
        name = quote(self._flow_names.typed(flow))
        return f"{option}={name}" if name.startswith("-") else f"{option} {name}"

    def owner(self, name: str) -> None:
        """Start the findings of one owner; without a name, nothing is added."""
        if name:
            self._lines += ["", name, "-" * len(name)]

    def title(self, severity: str, text: str, state: str) -> None:
        """Start a finding."""
        self.blank_line()
        self.paragraph(f"{severity.upper()}: {text}{f' [{state}]' if state else ''}", hang=2)

    def flow(self, flow: FlowText, *, indent: int = 6) -> None:
        """Add a flow with its line."""
        self.paragraph(f"{flow.ends}{flow.label}{flow.details}", indent=indent, hang=2)
        self.position(flow.ref, indent=indent + 2)

    def acceptance(self, notes: Iterable[BaselineNote], open_edges: str) -> None:
        """Add the reasons to accept a finding, and the edges that are not accepted."""
        for note in notes:
            self.paragraph(note.text, indent=2)
            self.position(note.ref, indent=4)
        self.paragraph(open_edges, indent=2)

    def rest(self, number: int, noun: str) -> None:
        """Add how to print the rest of a list, if there is one."""
        if number:
            self.blank_line()
            self.paragraph(f"Use --all to print {count_noun(number, f'more {noun}')}, or --system NAME to choose.")
