"""Standing: where a finding stands to the baseline, and what a page says of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.analysis import STATES, State, acceptance_terms, stale_line
from sphinxcontrib_c4.sphinx.lines import Spot, entry_spot

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinxcontrib_c4.analysis import Judgement, Report


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
