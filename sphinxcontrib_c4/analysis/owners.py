"""Owners of findings: the owners of the elements that a finding is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.rules.base import RuleFinding
from sphinxcontrib_c4.model import Model, count_noun, join_names, nearest, quoted, suggestion

_ABOUT_THEIR_FIRST_ELEMENT = frozenset(("hub", "single-point-of-failure"))
_MAX_NAMES = 4


class UnknownOwnerError(LookupError):
    """An owner that no element has; ``str()`` explains it in one sentence, with the nearest owner."""


def resolve_owner(model: Model, name: str) -> str:
    """Return the owner with this name; upper and lower case are equal.

    Raises:
        UnknownOwnerError: no element has such an owner.
    """
    owners = {element.owner.casefold(): element.owner for element in model.elements.values() if element.owner}
    if name.casefold() not in owners:
        close = suggestion(nearest(name, {owner: owner for owner in owners.values()}, count=1))
        hint = close or (f"choose {join_names(sorted(owners.values()))}" if owners else "no element states its owner")
        raise UnknownOwnerError(f"unknown owner {quoted(name)}; {hint}")
    return owners[name.casefold()]


def owners_of(model: Model, finding: CycleFinding | RuleFinding) -> tuple[str, ...]:
    """Return the owners of the elements that a finding is about, by name."""
    return tuple(sorted({model.owner_of(name) for name in _elements(model, finding)} - {""}))


def owners_phrase(model: Model, finding: CycleFinding | RuleFinding) -> str:
    """Return the owners of a finding with the titles of their elements; empty if no owner is known."""
    by_owner: dict[str, list[str]] = {}
    for name in _elements(model, finding):
        by_owner.setdefault(model.owner_of(name), []).append(model.elements[name].title)
    unowned = by_owner.pop("", [])
    if not by_owner:
        return ""
    parts = [
        f"{owner} ({join_names(by_owner[owner], limit=_MAX_NAMES)})" if len(by_owner) > 1 or unowned else owner
        for owner in sorted(by_owner)
    ]
    noun = "Owner" if len(by_owner) == 1 else "Owners"
    rest = f"; {count_noun(len(set(unowned)), 'element')} without an owner" if unowned else ""
    return f"{noun}: {'; '.join(parts)}{rest}"


def _elements(model: Model, finding: CycleFinding | RuleFinding) -> Iterable[str]:
    return dict.fromkeys(name for name in _names(finding) if name in model.elements)


def _names(finding: CycleFinding | RuleFinding) -> Iterator[str]:
    if isinstance(finding, CycleFinding):
        yield from finding.members
        return
    yield from finding.elements
    if finding.rule.id not in _ABOUT_THEIR_FIRST_ELEMENT:
        yield from (end for flow in finding.flows for end in (flow.source, flow.target))
