"""The reader of baseline files: a YAML list of accepted findings, checked as strictly as a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.analysis.baseline.model import CYCLE, Baseline
from sphinxcontrib_c4.analysis.enums import CycleClass
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.judgement import Acceptance
from sphinxcontrib_c4.analysis.rules.base import DECLARED_RULE
from sphinxcontrib_c4.model import (
    RULES,
    Document,
    Entries,
    Items,
    ModelError,
    control_character,
    nearest,
    quoted,
    read_yaml,
    suggestion,
)

METRICS = ("nodes", "edges", "cyclic_edges", "propagation_cost", "synchronous_cost", "longest_chain")
"""The metrics that a baseline may contain."""

_KEYS = ("rule", "class", "edges", "elements", "reason", "owner", "expires")
_DECLARED = re.compile(f"{DECLARED_RULE}/[A-Za-z0-9_-]+")
_ARROW = re.compile(r"(?<!\s)\s*(?:->|→)\s*")


def read_baseline(path: Path) -> Baseline:
    """Read the baseline file ``path``.

    Raises:
        model.ModelError: with all errors in the file and their positions.
    """
    parser = _BaselineParser(read_yaml(path))
    baseline = Baseline(acceptances=tuple(parser.acceptances()), metrics=dict(parser.metrics()))
    if parser.document.faults:
        raise ModelError(parser.document.faults)
    return baseline


@dataclass(frozen=True, slots=True)
class _BaselineParser:
    """A document in the format of a baseline; errors are added to its faults."""

    document: Document

    def acceptances(self) -> Iterator[Acceptance]:
        """Yield the entries under ``accept``."""
        root = self.document.root
        if not isinstance(root, Entries):
            if root is not None:
                position = getattr(root, "at", 0)
                self.document.fault(position, "a baseline must be a mapping of keys and values", "start with 'accept:'")
            return
        self._check_keys(root, ("accept", "metrics"), "the baseline")
        yield from self._entries(root)

    def _entries(self, root: Entries) -> Iterator[Acceptance]:
        entries = root.get("accept", Items(0))
        if not isinstance(entries, Items):
            hint = "start each entry with '- rule: …'"
            self.document.fault(root.values_at["accept"], "'accept' must be a list", hint)
            return
        for number, entry in enumerate(entries):
            if isinstance(entry, Entries):
                yield self._acceptance(entry)
            else:
                hint = "write 'rule', 'edges' and 'reason'"
                self.document.fault(entries.items_at[number], "an entry must be a mapping of keys and values", hint)

    def metrics(self) -> Iterator[tuple[str, float]]:
        """Yield the values under ``metrics``."""
        tree = self.document.root.get("metrics") if isinstance(self.document.root, Entries) else None
        if tree is None:
            return
        if not isinstance(tree, Entries):
            position = self.document.root.values_at["metrics"]
            self.document.fault(position, "'metrics' must be a mapping of names to numbers")
            return
        self._check_keys(tree, METRICS, "'metrics'")
        for name in METRICS:
            if name in tree:
                number = _number(tree[name])
                if number is None:
                    self.document.fault(tree.values_at[name], f"{quoted(name)} must be a number", "write digits")
                else:
                    yield name, number

    def _acceptance(self, tree: Entries) -> Acceptance:
        self._check_keys(tree, _KEYS, "this entry")
        rule = self._rule(tree)
        edges, elements = tuple(self._edges(tree)), tuple(self._names(tree, "elements"))
        if rule:
            self._check_subject(tree, rule)
        return Acceptance(
            rule=rule,
            reason=self._required_text(tree, "reason", "give the reason for accepting this"),
            position=self.document.position(tree.at),
            cycle_class=self._cycle_class(tree, rule),
            edges=edges,
            elements=elements,
            owner=self._text(tree, "owner"),
            expires=self._date(tree),
        )

    def _rule(self, tree: Entries) -> str:
        """Return the rule; one that a landscape declares need not exist any more, so that the entry becomes stale."""
        text = tree.get("rule")
        if isinstance(text, str) and _DECLARED.fullmatch(text):
            return text
        if text == DECLARED_RULE:
            hint = f"write '{DECLARED_RULE}/ID' with the id of the rule in landscape.yaml"
            self.document.fault(tree.values_at["rule"], f"{quoted(DECLARED_RULE)} does not name a rule", hint)
            return ""
        return self._choice(tree, "rule", (CYCLE, *(rule for rule in RULES if rule != DECLARED_RULE)))

    def _check_keys(self, tree: Entries, keys: tuple[str, ...], context: str) -> None:
        for key, position in tree.keys_at.items():
            if key not in keys:
                close = nearest(key, {name: name for name in keys}, count=1)
                hint = suggestion(close) or f"the allowed keys are {', '.join(keys)}"
                self.document.fault(position, f"unknown key {quoted(key)} in {context}", hint)

    def _check_subject(self, tree: Entries, rule: str) -> None:
        if rule == CYCLE and "elements" in tree:
            self.document.fault(tree.keys_at["elements"], "a cycle is accepted by its edges", "write 'edges:'")
        elif not {"edges", "elements"} & set(tree.keys_at):
            hint = "add 'edges: [a -> b, …]'" + ("" if rule == CYCLE else " or 'elements: [a, …]'")
            self.document.fault(tree.at, "this entry names no edges and no elements", hint)

    def _cycle_class(self, tree: Entries, rule: str) -> CycleClass | None:
        if rule != CYCLE:
            if rule and "class" in tree:
                self.document.fault(tree.keys_at["class"], "only cycles have a class", "remove the key")
            return None
        name = self._choice(tree, "class", tuple(CycleClass))
        return CycleClass(name) if name else None

    def _choice(self, tree: Entries, key: str, choices: tuple[str, ...]) -> str:
        text = self._required_text(tree, key, f"choose {', '.join(choices)}")
        if text and text not in choices:
            close = suggestion(nearest(text, {choice: choice for choice in choices}, count=1))
            hint = close or f"choose {', '.join(choices)}"
            self.document.fault(tree.values_at[key], f"{quoted(key)} cannot be {quoted(text)}", hint)
            return ""
        return text

    def _required_text(self, tree: Entries, key: str, hint: str) -> str:
        text = self._text(tree, key)
        if not text and (key not in tree or isinstance(tree[key], str)):
            position = tree.values_at.get(key, tree.at)
            self.document.fault(position, f"{quoted(key)} is {'empty' if key in tree.keys_at else 'missing'}", hint)
        return text

    def _text(self, tree: Entries, key: str) -> str:
        value = tree.get(key, "")
        if not isinstance(value, str):
            self.document.fault(tree.values_at[key], f"{quoted(key)} must be text", "put it in quotes")
            return ""
        if char := control_character(value):
            message = f"{quoted(key)} contains the control character U+{ord(char):04X}"
            self.document.fault(tree.values_at[key], message, "delete it")
            return ""
        return " ".join(value.split())

    def _names(self, tree: Entries, key: str) -> Iterator[str]:
        items = tree.get(key, Items(0))
        if not isinstance(items, Items):
            self.document.fault(tree.values_at[key], f"{quoted(key)} must be a list", "start each item with '- '")
            return
        for number, name in enumerate(items):
            if isinstance(name, str) and name.strip() and not control_character(name):
                yield name.strip()
            else:
                message = f"an item of {quoted(key)} must be a name"
                self.document.fault(items.items_at[number], message, "put it in quotes")

    def _edges(self, tree: Entries) -> Iterator[Pair]:
        positions = iter(getattr(tree.get("edges"), "items_at", ()))
        for name, position in zip(self._names(tree, "edges"), positions, strict=False):
            ends = _ARROW.split(name)
            if len(ends) == 2 and all(ends):
                yield ends[0], ends[1]
            else:
                self.document.fault(
                    position, f"{quoted(name)} is not an edge", "write 'source -> target' with full names"
                )

    def _date(self, tree: Entries) -> date | None:
        value: Any = tree.get("expires")
        if value is None:
            return None
        text = getattr(value, "text", value)
        try:
            return date.fromisoformat(str(text))
        except ValueError:
            self.document.fault(tree.values_at["expires"], "'expires' must be a date", "write it as 2030-12-31")
            return None


def _number(value: Any) -> float | None:
    """Return the finite number that ``value`` is or spells, or ``None``."""
    try:
        number = None if isinstance(value, bool) else float(getattr(value, "text", value))
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number is not None and isfinite(number) else None
