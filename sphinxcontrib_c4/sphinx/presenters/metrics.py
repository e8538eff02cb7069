"""The presenter of coupling metrics: totals, the longest chain, and a row for each element."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import FlowText, TitleNaming, chain_length, subject_in_sentence, what_if_sentence
from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.sphinx.presenters.code_locations import LinkedText
from sphinxcontrib_c4.sphinx.presenters.phrases import exclusion_sentences
from sphinxcontrib_c4.sphinx.presenters.tables import Cell, Table, TableRow

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinxcontrib_c4.analysis import CallChain, Coupling, DependencyEdge, Metrics, NodeCoupling, Report
    from sphinxcontrib_c4.model import Model

_MAX_ROWS = 60
_COUPLING_HELP = (
    "Afferent coupling (Ca) counts those that depend on an element, and efferent coupling (Ce) those that it depends "
    "on. Instability is Ce / (Ca + Ce): at 0, others only depend on it, and it is hard to change; at 1, it only "
    "depends on others, and a change affects no other element. Look at what depends on something less stable than "
    "itself."
)
_HELP = {
    "nodes": "Containers, systems without any, and systems that flows name as a whole.",
    "edges": "Pairs of them, however many flows are behind each.",
    "cyclic_edges": "Without any, each can be understood, tested and replaced after those that it depends on.",
    "propagation_cost": (
        "The share of all elements that a change to an average element can reach, including that element. Less is "
        "better."
    ),
    "synchronous_cost": "The same along synchronous dependencies: what stops with the average one.",
    "longest_chain": "The first caller waits for all of them, and fails with any of them.",
}
_TITLES = {
    "nodes": "Elements",
    "edges": "Dependencies",
    "cyclic_edges": "Dependencies on a cycle",
    "propagation_cost": "Propagation cost",
    "synchronous_cost": "Synchronous propagation cost",
    "longest_chain": "Longest synchronous chain",
}


class ChainCall(NamedTuple):
    """A call of a chain: its ends, one synchronous flow between them, and the number of the others."""

    ends: str
    flow: FlowText
    more: int


class MetricsReport(NamedTuple):
    """The content of a report on coupling."""

    numbers: Table
    chain: str
    calls: tuple[ChainCall, ...]
    coupling: Table
    notes: tuple[str, ...]
    what_if: str = ""


def metrics_report(model: Model, report: Report, earlier: Mapping[str, float], *, by_system: bool) -> MetricsReport:
    """Return the content of ``report`` about coupling.

    Args:
        earlier: the numbers of all systems in the baseline.
        by_system: whether the rows are systems; otherwise they are containers.
    """
    numbers = report.subject_metrics()
    chain = numbers.longest_chain
    return MetricsReport(
        numbers=_numbers(numbers, {} if report.subject else earlier, title=_title(model, report)),
        chain=_chain(chain) if chain and chain.hops else "There is no chain of synchronous calls.",
        calls=tuple(_call(model, edge, report.subject) for edge in chain.edges) if chain else (),
        coupling=_coupling(model, report, by_system=by_system),
        notes=(_COUPLING_HELP, *exclusion_sentences(report)),
        what_if=what_if_sentence(model, title=TitleNaming(model).title),
    )


# --- Totals ---


def _title(model: Model, report: Report) -> str:
    if report.subject:
        return f"{model.elements[report.subject].title} and its neighbours in numbers"
    return f"{report.title} in numbers"


def _numbers(numbers: Metrics, earlier: Mapping[str, float], *, title: str) -> Table:
    now = numbers.totals()
    rows = [
        TableRow(title=title, cells=(_cell(_value(name, now[name])), _earlier(name, earlier), _cell(_HELP[name])))
        for name, title in _TITLES.items()
    ]
    headings = ("Number", "Now", "Baseline", "How to read it")
    return Table(title=title, headings=headings, widths=(18, 8, 8, 42), rows=tuple(rows)).compact()


def _earlier(name: str, earlier: Mapping[str, float]) -> Cell:
    return _cell(_value(name, earlier[name])) if name in earlier else ()


def _cell(text: str) -> Cell:
    return (LinkedText(text),)


def _value(name: str, value: float) -> str:
    return f"{value:.1%}" if name.endswith("cost") else f"{value:g}"


def _chain(chain: CallChain) -> str:
    return f"The longest synchronous chain has {chain_length(chain)}:"


def _call(model: Model, edge: DependencyEdge, subject: str) -> ChainCall:
    naming = TitleNaming(model, subject=subject)
    flows = [cause.flow for cause in edge.causes if cause.mode is Mode.SYNC]
    return ChainCall(" → ".join(map(naming.title, edge.pair)), naming.flow(flows[0], edge.pair), len(flows) - 1)


# --- Each element ---


def _coupling(model: Model, report: Report, *, by_system: bool) -> Table:
    """Return a row for each element, those with the most neighbours first."""
    nodes = sorted(report.coupling(by_system=by_system), key=lambda node: (-_neighbours(node.all), node.name))
    limit = f": the {_MAX_ROWS} of {len(nodes)} with the most" if len(nodes) > _MAX_ROWS else ""
    kind = "System" if by_system else "Container"
    return Table(
        title=f"Coupling in {subject_in_sentence(report)}{limit}",
        headings=(kind, "Ca", "Ce", "Instability", "Synchronous Ca", "Synchronous Ce"),
        widths=(24, 6, 6, 12, 12, 12),
        rows=tuple(_row(model, report, node, by_system=by_system) for node in nodes[:_MAX_ROWS]),
    )


def _neighbours(coupling: Coupling) -> int:
    return coupling.afferent + coupling.efferent


def _row(model: Model, report: Report, node: NodeCoupling, *, by_system: bool) -> TableRow:
    kind, name, title = TitleNaming(model, subject=report.subject, by_system=by_system).element(node.name)
    return TableRow(title=title, cells=tuple(map(_cell, _cells(node))), kind=kind, name=name)


def _cells(node: NodeCoupling) -> Iterator[str]:
    yield from (str(node.all.afferent), str(node.all.efferent), _instability(node.all))
    yield from (str(node.synchronous.afferent), str(node.synchronous.efferent))


def _instability(coupling: Coupling) -> str:
    return "" if coupling.instability is None else f"{coupling.instability:.2f}"
