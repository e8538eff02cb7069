"""What a dependency matrix says, before it is put into nodes: plain values made from a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import STATES, State, acceptance_terms, stale_line
from sphinxcontrib_c4.model import Kind, Mode
from sphinxcontrib_c4.sphinx.source_refs import Spot, entry_spot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sphinxcontrib_c4.analysis import Hidden, Judgement, Report
    from sphinxcontrib_c4.model import Flow, Model


_MOST_NAMES = 6


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


def told_flow(model: Model, flow: Flow, ends: tuple[str, str] = ("", "")) -> ToldFlow:
    """What is told of a flow where ``ends`` have been named."""
    titles = " → ".join(model.elements[end].title for end in (flow.source, flow.target))
    manner = ", ".join(word for word in (flow.protocol, MODES[flow.mode]) if word)
    before = "" if (flow.source, flow.target) == ends else f"{titles}: "
    return ToldFlow(flow.name, before, flow.label, f" ({manner})")


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


class Told(NamedTuple):
    """A sentence, and what it is about in the model or in the baseline."""

    text: str
    spot: Spot


def state_of(report: Report, judgement: Judgement) -> str:
    """Where a finding of ``report`` stands; without a baseline, nothing is new."""
    return "" if judgement.state is State.NEW and not report.has_baseline else STATES[judgement.state]


def terms_of(judgement: Judgement) -> Iterator[Told]:
    """What entries of the baseline say of a finding: who accepts it, until when, and why."""
    word = "Was accepted" if judgement.state is State.EXPIRED else "Accepted"
    for entry in judgement.entries:
        terms = " ".join(filter(None, (word, acceptance_terms(entry))))
        yield Told(f"{terms}: {entry.reason}", entry_spot(entry))


def stale_entries(report: Report, rules: Collection[str]) -> Iterator[Told]:
    """What entries of the baseline for ``rules`` accept that is not there any more."""
    return (Told(stale_line(one), entry_spot(one.entry)) for one in report.stale if one.entry.rule in rules)
