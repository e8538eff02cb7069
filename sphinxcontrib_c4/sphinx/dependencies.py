"""What a dependency matrix says, before it is put into nodes: plain values made from a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.model import Kind, Mode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sphinxcontrib_c4.analysis import Cell, Edge, Hidden, Matrix, Report, Use
    from sphinxcontrib_c4.model import Flow, Model

_MOST_REASONS = 12
_MOST_NAMES = 6
_MOST_CYCLES = 4
MODES = {Mode.SYNC: "synchronous", Mode.ASYNC: "asynchronous", Mode.UNKNOWN: "sync or async is not said"}


class Named(NamedTuple):
    """An element as a page names it: ``title`` also says what it belongs to, where that is not clear."""

    kind: str
    name: str
    title: str


class ToldFlow(NamedTuple):
    """A flow: ``before`` tells its ends where they are not those of the dependency, ``manner`` how it runs."""

    name: str
    before: str
    label: str
    manner: str


class Reason(NamedTuple):
    """Why something depends on another: one flow, or two where it is through the queue ``queue``."""

    queue: str
    flows: tuple[ToldFlow, ...]


class Dependency(NamedTuple):
    """A mark of the matrix, at its row and column from 0, and what is behind it; ``more`` reasons are not told."""

    row: int
    column: int
    mark: str
    is_back: bool
    reasons: tuple[Reason, ...]
    more: int


class ToldMatrix(NamedTuple):
    """All that a page shows of a matrix; ``cycles`` are ranges of rows, ``notes`` sentences on what is left out."""

    title: str
    summary: str
    elements: tuple[Named, ...]
    cycles: tuple[tuple[int, int], ...]
    dependencies: tuple[Dependency, ...]
    notes: tuple[str, ...]
    by_system: bool


def told_matrix(model: Model, report: Report, *, by_system: bool) -> ToldMatrix:
    """What the page says of the matrix of ``report``."""
    from sphinxcontrib_c4.analysis import verdict

    made = report.matrix(by_system=by_system)
    elements = tuple(named(model, name, subject=report.subject, by_system=made.by_system) for name in made.names)
    return ToldMatrix(
        title=f"Dependencies of {about(model, report)}",
        summary=_summary(made, elements) if made.cells else f"none. {verdict(report).looked_at}",
        elements=elements,
        cycles=made.cycles,
        dependencies=tuple(_dependency(model, cell) for cell in made.cells),
        notes=tuple(_notes(model, made, report.hidden)),
        by_system=made.by_system,
    )


def about(model: Model, report: Report) -> str:
    """What a report is on: a system, or all of them."""
    return model.elements[report.subject].title if report.subject else report.title


def named(model: Model, name: str, *, subject: str = "", by_system: bool = False) -> Named:
    """How a page about ``subject`` names an element; unless ``by_system``, a system may be meant as a whole."""
    element = model.elements[name]
    system = model.elements[model.system_of(name)].title
    title = element.title
    if element.kind is not Kind.SYSTEM and model.system_of(name) != subject and system != title:
        title = f"{title} ({system})"
    elif element.kind is Kind.SYSTEM and not by_system and model.children(name):
        title = f"{title} (as a whole)"
    return Named(element.kind.value, name, title)


def _summary(made: Matrix, elements: Sequence[Named]) -> str:
    noun = "system" if made.by_system else "container and system"
    among = f"{len(elements)} {' and '.join(f'{word}s' for word in noun.split(' and '))}"
    told = f"{counted(len(made.cells), 'dependency', 'dependencies')} among {among}."
    for first, last in made.cycles[:_MOST_CYCLES]:
        titles = [each.title for each in elements[first : last + 1]]
        told += f" {listed(titles)} {'all ' if len(titles) > 2 else ''}depend on each other."
    more = len(made.cycles[_MOST_CYCLES:])
    return (
        f"{told} There {'is' if more == 1 else 'are'} {more} more such {'group' if more == 1 else 'groups'}."
        if more
        else told
    )


def _dependency(model: Model, cell: Cell) -> Dependency:
    uses = cell.edge.uses
    return Dependency(
        row=cell.row,
        column=cell.column,
        mark=cell.mark,
        is_back=cell.feedback,
        reasons=tuple(_reason(model, use, cell.edge) for use in uses[:_MOST_REASONS]),
        more=len(uses[_MOST_REASONS:]),
    )


def _reason(model: Model, use: Use, edge: Edge) -> Reason:
    queue = model.elements[use.queue].title if use.queue else ""
    return Reason(queue, tuple(told_flow(model, flow, edge.pair) for flow in use.flows))


def told_flow(model: Model, flow: Flow, ends: tuple[str, str] = ("", "")) -> ToldFlow:
    """What is told of a flow where ``ends`` have been named."""
    titles = " → ".join(model.elements[end].title for end in (flow.source, flow.target))
    manner = ", ".join(word for word in (flow.protocol, MODES[flow.mode]) if word)
    before = "" if (flow.source, flow.target) == ends else f"{titles}: "
    return ToldFlow(flow.name, before, flow.label, f" ({manner})")


def _notes(model: Model, made: Matrix, hidden: Hidden) -> Iterator[str]:
    if made.collapsed:
        yield "It is system by system, since there would be more than 60 containers."
    if made.left_out:
        which = counted(made.left_out, "system")
        yield (
            f"{which} {'is' if made.left_out == 1 else 'are'} not shown: those on no cycle and with the fewest "
            "dependencies. Name a system to see what it is joined to."
        )
    yield from left_out(model, hidden)


def left_out(model: Model, hidden: Hidden) -> Iterator[str]:
    """What was not looked at, and why."""
    reasons: dict[str, list[str]] = {}
    for each in hidden.elements:
        reasons.setdefault(each.reason, []).append(model.elements[each.name].title)
    for reason, titles in reasons.items():
        yield f"Left out of the analysis: {listed(titles)} ({reason})."
    if hidden.flows:
        yield f"Left out of the analysis: {listed([flow.label for flow in hidden.flows])}."


def counted(number: int, one: str, many: str = "") -> str:
    """``1 call`` or ``2 calls``."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def listed(names: Sequence[str]) -> str:
    """``a, b and c``; after some names, how many more there are."""
    shown, rest = list(names[:_MOST_NAMES]), len(names[_MOST_NAMES:])
    if rest:
        return f"{', '.join(shown)} and {rest} more"
    return " and ".join(part for part in (", ".join(shown[:-1]), "".join(shown[-1:])) if part)
