"""What a page says of coupling in numbers, before it is put into nodes: plain values made from a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.model import Mode
from sphinxcontrib_c4.sphinx.presenters.phrases import ToldFlow, about, counted, left_out, named, told_flow
from sphinxcontrib_c4.sphinx.presenters.tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinxcontrib_c4.analysis import Chain, Coupling, Edge, Metrics, NodeCoupling, Report
    from sphinxcontrib_c4.model import Model


_MOST_ROWS = 60


_READING = (
    "Afferent coupling (Ca) counts those that depend on an element, and efferent coupling (Ce) those that it depends "
    "on. Instability is Ce / (Ca + Ce): at 0, others only depend on it, and it is hard to change; at 1, it only "
    "depends on others, and nobody minds a change. Look at what depends on something less stable than itself."
)


_READINGS = {
    "nodes": "Containers, systems without any, and systems that flows name as a whole.",
    "edges": "Pairs of them, however many flows are behind each.",
    "cyclic_edges": "Without any, each can be understood, tested and replaced after those that it depends on.",
    "propagation_cost": "How much of all a change can reach from the average one, itself among them. Less is better.",
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


class Call(NamedTuple):
    """A call of a chain: its ends, one flow that makes it synchronous, and how many more do."""

    ends: str
    flow: ToldFlow
    more: int


class ToldMetrics(NamedTuple):
    """All that a page says of coupling: numbers of the whole, the longest chain, and a row for each element."""

    numbers: Table
    chain: str
    calls: tuple[Call, ...]
    coupling: Table
    notes: tuple[str, ...]


def told_metrics(model: Model, report: Report, before: Mapping[str, float], *, by_system: bool) -> ToldMetrics:
    """What the page says of ``report``; ``before`` are the numbers that the baseline keeps, of all systems."""
    numbers = report.numbers()
    chain = numbers.longest_chain
    return ToldMetrics(
        numbers=_numbers(numbers, {} if report.subject else before, title=_title(model, report)),
        chain=_chain(chain) if chain and chain.hops else "There is no chain of synchronous calls.",
        calls=tuple(_call(model, edge, report.subject) for edge in chain.edges) if chain else (),
        coupling=_coupling(model, report, by_system=by_system),
        notes=(_READING, *left_out(model, report.hidden)),
    )


# --- The whole ---


def _title(model: Model, report: Report) -> str:
    if report.subject:
        return f"{model.elements[report.subject].title} and its neighbours in numbers"
    return f"{report.title} in numbers"


def _numbers(numbers: Metrics, before: Mapping[str, float], *, title: str) -> Table:
    from sphinxcontrib_c4.analysis import kept_metrics

    now = kept_metrics(numbers)
    rows = [
        Row(title=title, cells=((_value(name, now[name]),), _before(name, before), (_READINGS[name],)))
        for name, title in _TITLES.items()
    ]
    headings = ("Number", "Now", "Baseline", "How to read it")
    return Table(title=title, headings=headings, widths=(18, 8, 8, 42), rows=tuple(rows)).compact()


def _before(name: str, before: Mapping[str, float]) -> tuple[str, ...]:
    return (_value(name, before[name]),) if name in before else ()


def _value(name: str, value: float) -> str:
    return f"{value:.1%}" if name.endswith("cost") else f"{value:g}"


def _chain(chain: Chain) -> str:
    if chain.exact:
        return f"The longest synchronous chain has {counted(chain.hops, 'call')}:"
    most = counted(chain.hops, "call")
    return f"The longest synchronous chain has up to {most}, {len(chain.edges)} of them on this way:"


def _call(model: Model, edge: Edge, subject: str) -> Call:
    flows = [use.flow for use in edge.uses if use.mode is Mode.SYNC]
    ends = " → ".join(named(model, name, subject=subject).title for name in edge.pair)
    return Call(ends, told_flow(model, flows[0], edge.pair), len(flows) - 1)


# --- Each element ---


def _coupling(model: Model, report: Report, *, by_system: bool) -> Table:
    """A row for each element, those with the most neighbours first."""
    every = sorted(report.coupling(by_system=by_system), key=lambda one: (-_neighbours(one.all), one.name))
    most = f": the {_MOST_ROWS} of {len(every)} with the most" if len(every) > _MOST_ROWS else ""
    kind = "System" if by_system else "Container"
    return Table(
        title=f"Coupling in {about(model, report)}{most}",
        headings=(kind, "Ca", "Ce", "Instability", "Synchronous Ca", "Synchronous Ce"),
        widths=(24, 6, 6, 12, 12, 12),
        rows=tuple(_row(model, report, one, by_system=by_system) for one in every[:_MOST_ROWS]),
    )


def _neighbours(coupling: Coupling) -> int:
    return coupling.afferent + coupling.efferent


def _row(model: Model, report: Report, one: NodeCoupling, *, by_system: bool) -> Row:
    kind, name, title = named(model, one.name, subject=report.subject, by_system=by_system)
    return Row(title=title, cells=tuple((text,) for text in _cells(one)), kind=kind, name=name)


def _cells(one: NodeCoupling) -> Iterator[str]:
    yield from (str(one.all.afferent), str(one.all.efferent), _instability(one.all))
    yield from (str(one.synchronous.afferent), str(one.synchronous.efferent))


def _instability(coupling: Coupling) -> str:
    return "" if coupling.instability is None else f"{coupling.instability:.2f}"
