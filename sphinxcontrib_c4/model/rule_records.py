"""Records of declared rules: plain values in the form of ``rules`` in ``landscape.yaml``, for other formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sphinxcontrib_c4.model.declared_rules import DeclaredRule, Layer, RuleException, RuleKind
from sphinxcontrib_c4.model.elements import Element
from sphinxcontrib_c4.model.faults import Position
from sphinxcontrib_c4.model.rule_catalog import Severity
from sphinxcontrib_c4.model.rule_resolver import RuleSource, resolve_rules
from sphinxcontrib_c4.model.rule_schema import DeclaredRuleEntry
from sphinxcontrib_c4.model.schema_types import ValidationError

Record = dict[str, Any]


def parse_records(
    records: Iterable[Any],
    *,
    elements: Mapping[str, Element],
    groups: Mapping[str, tuple[str, ...]],
    position: Position,
    fault: Callable[[str], None],
) -> tuple[DeclaredRule, ...]:
    """Return the rules in ``records``, all of them at ``position``; call ``fault`` with a message for each mistake."""
    entries = []
    for number, record in enumerate(records, 1):
        try:
            entries.append(DeclaredRuleEntry.read(record))
        except ValidationError as error:
            fault(f"rule number {number}: {error.message.format(key='a value', value='a value')}")
    source = RuleSource(
        elements=elements,
        groups=groups,
        full=lambda name: name,
        is_broken=lambda name: False,
        position=lambda path: position,
        fault=lambda path, message, hint: fault(message),
    )
    return resolve_rules(source, entries)


def records_of(rules: Iterable[DeclaredRule]) -> list[Record]:
    """Return ``rules`` as records; keys with default values are omitted."""
    return [_rule(rule) for rule in rules]


def _rule(rule: DeclaredRule) -> Record:
    record = {
        "id": rule.id,
        "reason": rule.reason,
        "severity": rule.severity.value if rule.severity is not Severity.ERROR else "",
        rule.kind.value: _content(rule),
        "indirect": rule.indirect,
        "strict": rule.strict,
        "exhaustive": list(rule.exhaustive.texts),
        "mode": "sync" if rule.sync_only else "",
        "except": [{**_ends(exception), "reason": exception.reason} for exception in rule.exceptions],
    }
    return {key: value for key, value in record.items() if value}


def _content(rule: DeclaredRule) -> Any:
    match rule.kind:
        case RuleKind.LAYERS:
            return [_layer(part) for part in rule.parts]
        case RuleKind.INDEPENDENT:
            return [list(part.selection.texts) for part in rule.parts]
        case _:
            return _ends(rule)


def _layer(layer: Layer) -> Record | list[str]:
    texts = list(layer.selection.texts)
    options = {
        "name": "" if layer.name == str(layer.selection) else layer.name,
        "independent": layer.independent,
        "optional": layer.optional,
    }
    record = {key: value for key, value in options.items() if value}
    return {**record, "members": texts} if record else texts


def _ends(entry: DeclaredRule | RuleException) -> dict[str, list[str]]:
    return {"from": list(entry.source.texts), "to": list(entry.target.texts)}
