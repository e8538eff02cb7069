"""The directive for coupling in numbers: of the whole, and of each element."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx import queries
from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import one_of
from sphinxcontrib_c4.sphinx.directives.reports.base import Cards
from sphinxcontrib_c4.sphinx.directives.tables import TableDirective
from sphinxcontrib_c4.sphinx.domain import NAME
from sphinxcontrib_c4.sphinx.nodes import numbered, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.metrics import Call
    from sphinxcontrib_c4.sphinx.presenters.tables import Row


class Metrics(Cards, TableDirective):
    """Numbers that tell how coupled everything is, and how to read them."""

    option_spec: ClassVar[OptionSpec] = {**C4Directive.option_spec, "by": one_of("system", "container")}

    def run(self) -> list[Node]:
        """A frame with a table for the whole, the longest chain of calls, and a table of elements."""
        told = self.ask(queries.metrics, self.argument, self.options.get("by", ""))
        if told is None:
            return [self.missing()]
        self._here = make_id(self.env, self.state.document, f"{NAME}-metrics")
        frame = self.dressed(nodes.container(), "c4-report", "c4-metrics")
        frame += self.made(told.numbers, "c4-numbers")
        frame += said(nodes.paragraph, told.chain)
        if told.calls:
            calls = (self.item(*self._call(call)) for call in told.calls)
            frame += numbered(calls)
        frame += self.made(told.coupling, "c4-coupling")
        frame += [said(nodes.paragraph, note) for note in told.notes]
        return [self.located(frame)]

    def titled(self, row: Row) -> Iterable[Node]:
        """The title, as a link to the element."""
        yield self.reference((row.kind, row.name), row.title, self._here) if row.name else nodes.Text(row.title)

    def _call(self, call: Call) -> Iterator[Node]:
        yield nodes.Text(f"{call.ends}: ")
        yield from self.flow(call.flow, self._here)
        if call.more:
            yield nodes.Text(f", and {call.more} more")


DIRECTIVES = {"c4-metrics": Metrics}
