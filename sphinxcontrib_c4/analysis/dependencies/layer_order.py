"""The order of layers that a model declares: which dependencies run against it.

Cuts prefer these dependencies, because the declaration says which edge of a cycle is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sphinxcontrib_c4.model import DeclaredRule, Mode, RuleKind


@dataclass(frozen=True, slots=True)
class LayerOrder:
    """The layers of all rules: for each rule, the number of the layer of each element, from the top."""

    ranks: tuple[tuple[DeclaredRule, Mapping[str, int]], ...]

    @classmethod
    def of(cls, rules: Iterable[DeclaredRule]) -> LayerOrder:
        """Return the order that ``rules`` declare."""
        layers = (rule for rule in rules if rule.kind is RuleKind.LAYERS)
        return cls(tuple((rule, _ranks(rule)) for rule in layers))

    def violated_rule(self, source: str, target: str, mode: Mode) -> str:
        """Return the id of the first rule that a dependency of ``source`` on ``target`` runs against, or ``""``."""
        for rule, ranks in self.ranks:
            is_upward = source in ranks and target in ranks and ranks[source] > ranks[target]
            is_ignored = (rule.sync_only and mode is Mode.ASYNC) or _is_excepted(rule, source, target)
            if is_upward and not is_ignored:
                return rule.id
        return ""


def _ranks(rule: DeclaredRule) -> dict[str, int]:
    return {name: number for number, part in enumerate(rule.parts) for name in part.selection.members}


def _is_excepted(rule: DeclaredRule, source: str, target: str) -> bool:
    return any(exception.covers(source, target) for exception in rule.exceptions)
