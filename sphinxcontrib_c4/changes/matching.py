"""Matching: the elements of an old model and of a new one that are the same.

An element with the same full name is the same element. Of the rest, those that are alike are matched: a renamed
element has a new id, a moved one a new parent. Systems are matched before their containers, and containers before
their components, so that the parts of a renamed system are found under its new name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from sphinxcontrib_c4.model import Element, Kind, Model, lineage

_LEVELS = ((Kind.PERSON, Kind.SYSTEM), (Kind.CONTAINER,), (Kind.COMPONENT,))
#: Elements that are less alike than this are not the same.
_MIN_SIMILARITY = 0.6
#: Equal properties of elements, and their weights.
_PROPERTIES: tuple[tuple[Callable[[Element], object], float], ...] = (
    (lambda element: element.description, 2.0),
    (lambda element: element.technology, 1.0),
    (lambda element: element.shape, 1.0),
    (lambda element: element.external, 1.0),
    (lambda element: element.source, 2.0),
    (lambda element: element.repo, 1.0),
    (lambda element: element.url, 1.0),
    (lambda element: element.owner, 0.5),
)
_TITLE_WEIGHT, _ID_WEIGHT, _FLOWS_WEIGHT, _PARTS_WEIGHT = 3.0, 2.0, 3.0, 2.0
#: A key that more pairs share than this says nothing about them.
_MAX_PAIRS = 400


def match_elements(old: Model, new: Model) -> dict[str, str]:
    """Return old full name -> new full name of all elements that both models contain."""
    matching = _Matching(old, new)
    for kinds in _LEVELS:
        matching.match_level(kinds)
    return matching.names


def own_id(name: str) -> str:
    """Return the last part of a full name."""
    return name.rsplit(".", 1)[-1]


def parent_name(name: str) -> str:
    """Return the full name of the parent, or ``""``."""
    return name.rpartition(".")[0]


@dataclass
class _Matching:
    """The names of two models that have been matched so far."""

    old: Model
    new: Model
    names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._old_side, self._new_side = _Side(self.old), _Side(self.new)

    def match_level(self, kinds: Collection[Kind]) -> None:
        """Match the elements of ``kinds``: by name, then by declared aliases, then the most similar first."""
        old_names = sorted(name for name, element in self.old.elements.items() if element.kind in kinds)
        taken = set(self.names.values())
        for lookup in (self._same_name, self._below_renamed_parent, self.new.aliases.get):
            for name in old_names:
                match = lookup(name) if name not in self.names else None
                if match and match in self.new.elements and match not in taken and self._is_free(name, match):
                    self.names[name] = match
                    taken.add(match)
        free_names = sorted(n for n, e in self.new.elements.items() if e.kind in kinds and n not in taken)
        self._match_similar([name for name in old_names if name not in self.names], free_names)

    def _same_name(self, name: str) -> str:
        return name

    def _below_renamed_parent(self, name: str) -> str:
        parent = self.names.get(parent_name(name), "")
        return f"{parent}.{own_id(name)}" if parent else ""

    def _is_free(self, name: str, match: str) -> bool:
        """Return whether ``match`` is not the name of another old element, and of the same kind."""
        return (name == match or match not in self.old.elements) and (
            self.old.elements[name].kind is self.new.elements[match].kind or name == match
        )

    def _match_similar(self, old_names: Sequence[str], new_names: Sequence[str]) -> None:
        """Match the most similar pairs first; a match makes the neighbours of its elements more similar."""
        open_old, open_new = set(old_names), set(new_names)
        while open_old and open_new:
            scores = [
                (-score, old_name, new_name)
                for old_name, new_name in sorted(self._candidates(open_old, open_new))
                if (score := self._similarity(old_name, new_name)) >= _MIN_SIMILARITY
            ]
            progress = False
            for _, old_name, new_name in sorted(scores):
                if old_name in open_old and new_name in open_new:
                    self.names[old_name] = new_name
                    open_old.discard(old_name)
                    open_new.discard(new_name)
                    progress = True
            if not progress:
                return

    def _candidates(self, old_names: Collection[str], new_names: Collection[str]) -> set[tuple[str, str]]:
        """Return the pairs that share evidence for being the same: a title, an id, code, text, flows or parts."""
        by_key: dict[object, list[str]] = {}
        for name in sorted(new_names):
            for key in self._new_side.keys(name, {}):
                by_key.setdefault(key, []).append(name)
        old_by_key: dict[object, list[str]] = {}
        for name in sorted(old_names):
            for key in self._old_side.keys(name, self.names):
                old_by_key.setdefault(key, []).append(name)
        pairs: set[tuple[str, str]] = set()
        for key, group in old_by_key.items():
            matches = by_key.get(key, ())
            if len(group) * len(matches) <= _MAX_PAIRS:
                pairs.update((name, match) for name in group for match in matches)
        return pairs

    def _similarity(self, old_name: str, new_name: str) -> float:
        """Return from 0 to 1 how alike two elements are, 0 if they cannot be the same."""
        before, after = self.old.elements[old_name], self.new.elements[new_name]
        if before.kind is not after.kind:
            return 0.0
        flows = _overlap(self._old_side.flows(old_name, self.names), self._new_side.flows(new_name, {}))
        has_moved = self.names.get(before.parent, before.parent) != after.parent
        if has_moved and flows == 0 and not _has_same_text(before, after):
            return 0.0  # each system may have a database with the id "db"
        parts = _overlap(self._old_side.parts(old_name), self._new_side.parts(new_name))
        if not _is_evident(before, after, flows, parts):
            return 0.0
        score = _mean((*_property_scores(before, after), (flows, _FLOWS_WEIGHT), (parts, _PARTS_WEIGHT)))
        has_same_title = not has_moved and before.title.casefold() == after.title.casefold()
        return max(score, _MIN_SIMILARITY) if has_same_title and before.shape is after.shape else score


class _Side:
    """One of the two models, indexed by the evidence of its elements."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._flows: dict[str, list[tuple[str, str, str, str, str]]] = {}
        self._parts: dict[str, set[str]] = {}
        for flow in model.flows:
            for end, role, opposite in ((flow.source, "source", flow.target), (flow.target, "target", flow.source)):
                for name in lineage(end):
                    if name not in lineage(opposite):
                        row = (role, opposite, flow.label, flow.protocol, flow.mode.value)
                        self._flows.setdefault(name, []).append(row)
        for element in model.elements.values():
            if element.parent:
                self._parts.setdefault(element.parent, set()).add(own_id(element.name))

    def flows(self, name: str, names: Mapping[str, str]) -> frozenset[object]:
        """Return the flows of an element, with their other ends renamed by ``names``."""
        return frozenset(
            (role, names.get(opposite, opposite), *rest) for role, opposite, *rest in self._flows.get(name, ())
        )

    def parts(self, name: str) -> frozenset[object]:
        """Return the ids inside of an element."""
        return frozenset(self._parts.get(name, ()))

    def keys(self, name: str, names: Mapping[str, str]) -> Iterator[object]:
        """Yield the evidence that the same element in the other model may share."""
        element = self._model.elements[name]
        yield "id", own_id(name)
        yield "title", element.title.casefold()
        if element.description:
            yield "description", element.description
        if element.source:
            yield "source", element.source
        if element.repo:
            yield "repo", element.repo
        yield from (("flow", flow) for flow in self.flows(name, names))
        yield from (("part", part) for part in self.parts(name))


def _has_same_text(before: Element, after: Element) -> bool:
    """Return whether both have the same description or code."""
    return bool(before.description and before.description == after.description) or bool(
        before.source and before.source == after.source
    )


def _is_evident(before: Element, after: Element, flows: float | None, parts: float | None) -> bool:
    """Return whether something that few elements share is equal."""
    return (
        before.title.casefold() == after.title.casefold()
        or own_id(before.name) == own_id(after.name)
        or _has_same_text(before, after)
        or (flows or 0) >= 0.5
        or (parts or 0) >= 0.5
    )


def _property_scores(before: Element, after: Element) -> Iterator[tuple[float | None, float]]:
    yield _text_similarity(before.title, after.title), _TITLE_WEIGHT
    yield _text_similarity(own_id(before.name), own_id(after.name)), _ID_WEIGHT
    for value, weight in _PROPERTIES:
        values = value(before), value(after)
        yield None if not any(values) else float(values[0] == values[1]), weight


def _text_similarity(before: str, after: str) -> float:
    return SequenceMatcher(None, before.casefold(), after.casefold(), autojunk=False).ratio()


def _overlap(before: frozenset[object], after: frozenset[object]) -> float | None:
    """Return the share of common members, or None if there are none at all."""
    return len(before & after) / len(before | after) if before | after else None


def _mean(scores: Sequence[tuple[float | None, float]]) -> float:
    weighted = [(score, weight) for score, weight in scores if score is not None]
    return sum(score * weight for score, weight in weighted) / sum(weight for _, weight in weighted)
