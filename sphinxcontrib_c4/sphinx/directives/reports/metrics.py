"""The directive ``c4-metrics``: the coupling of the whole and of each element."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from sphinx.util.nodes import make_id

from sphinxcontrib_c4.sphinx.directives.base import C4Directive
from sphinxcontrib_c4.sphinx.directives.options import WHAT_IF_OPTIONS, one_of
from sphinxcontrib_c4.sphinx.directives.reports.base import ReportDirective
from sphinxcontrib_c4.sphinx.directives.tables import TableDirective
from sphinxcontrib_c4.sphinx.nodes import numbered_list, text_node
from sphinxcontrib_c4.sphinx.objects import NAME
from sphinxcontrib_c4.sphinx.queries.reports import MetricsQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node
    from sphinx.util.typing import OptionSpec

    from sphinxcontrib_c4.sphinx.presenters.metrics import ChainCall
    from sphinxcontrib_c4.sphinx.presenters.tables import TableRow


class MetricsDirective(ReportDirective, TableDirective):
    """Numbers that measure coupling, and how to read them."""

    option_spec: ClassVar[OptionSpec] = {
        **C4Directive.option_spec,
        **WHAT_IF_OPTIONS,
        "by": one_of("system", "container"),
    }

    def run(self) -> list[Node]:
        """Return a frame with a table of the whole, the longest chain of calls, and a table of elements."""
        report = self.run_query(
            MetricsQuery(self.argument, self.options.get("by", ""), self.without, self.asynchronous)
        )
        if report is None:
            return [self.error_node()]
        self._anchor = make_id(self.env, self.state.document, f"{NAME}-metrics")
        frame = self.add_common_attributes(nodes.container(), "c4-report", "c4-metrics")
        frame += self.what_if(report.what_if)
        frame += self.table_node(report.numbers, "c4-numbers")
        frame += text_node(nodes.paragraph, report.chain)
        if report.calls:
            frame += numbered_list(self.item(*self._call(call)) for call in report.calls)
        frame += self.table_node(report.coupling, "c4-coupling")
        frame += [text_node(nodes.paragraph, note) for note in report.notes]
        return [self.set_source(frame)]

    def row_title(self, row: TableRow) -> Iterable[Node]:
        """Yield the title as a link to the element."""
        if row.name:
            yield self.reference_node((row.kind, row.name), row.title, self._anchor)
        else:
            yield nodes.Text(row.title)

    def _call(self, call: ChainCall) -> Iterator[Node]:
        yield nodes.Text(f"{call.ends}: ")
        yield from self.flow(call.flow, self._anchor)
        if call.more:
            yield nodes.Text(f", and {call.more} more")


DIRECTIVES = {"c4-metrics": MetricsDirective}
