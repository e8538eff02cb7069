"""Comparison: all differences between two models, field by field.

The order of files, elements and flows, and their places in files, are not compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from sphinxcontrib_c4.changes.alignment import align
from sphinxcontrib_c4.changes.flow_matching import match_steps
from sphinxcontrib_c4.changes.matching import own_id
from sphinxcontrib_c4.changes.model_changes import (
    ChangeKind,
    ElementChange,
    FieldChange,
    FlowChange,
    IngestionChange,
    ModelChanges,
    ScenarioChange,
    StepChange,
)
from sphinxcontrib_c4.model import (
    DeclaredRule,
    Element,
    Flow,
    IngestionSource,
    Layer,
    Model,
    Perspective,
    Scenario,
    Source,
    Suppression,
)

_KINDS = tuple(ChangeKind)
_ELEMENT_FIELDS: tuple[str, ...] = (
    *("title", "kind", "technology", "description", "shape", "external", "role", "owner", "repo", "url", "source"),
    *("group", "api_container", "shared", "hidden", "tags", "properties", "perspectives", "suppressions"),
)
_FLOW_FIELDS: tuple[str, ...] = (
    *(
        "source",
        "target",
        "label",
        "mode",
        "has_default_mode",
        "protocol",
        "data",
        "trigger",
        "initiator",
        "access",
        "topic",
    ),
    *("in_cycle", "url", "tags", "properties", "perspectives", "suppressions", "provenance"),
)
_SCENARIO_FIELDS = ("title", "system", "description")
_STEP_FIELDS = ("source", "target", "label", "mode", "protocol", "number")
_INGESTION_FIELDS = ("transport", "cadence", "data", "source_of_truth", "fragile", "source", "suppressions")


def compare_models(old: Model, new: Model) -> ModelChanges:
    """Return all changes from ``old`` to ``new``."""
    aligned = align(old, new)
    return ModelChanges(
        old=old,
        new=new,
        aligned=aligned.model,
        names=aligned.names,
        settings=tuple(_settings(aligned.model, new)),
        elements=tuple(sorted(_elements(old, aligned.model, new, aligned.names), key=_element_order)),
        flows=tuple(sorted(_flows(aligned.flows), key=_flow_order)),
        scenarios=tuple(
            sorted(_scenarios(aligned.scenarios), key=lambda change: (_KINDS.index(change.kind), change.scenario.name))
        ),
        ingestion=tuple(_ingestion(aligned.model, new)),
    )


# --- Elements ---


def _elements(old: Model, aligned: Model, new: Model, names: Mapping[str, str]) -> Iterator[ElementChange]:
    for name, before in old.elements.items():
        after = new.elements.get(names[name])
        if after is None:
            yield ElementChange(before=before, after=None)
        elif fields := tuple(_element_fields(before, aligned.elements[after.name], after, names)):
            yield ElementChange(before=before, after=after, fields=fields)
    yield from (ElementChange(before=None, after=e) for name, e in new.elements.items() if name not in aligned.elements)


def _element_order(change: ElementChange) -> tuple[int, str]:
    return _KINDS.index(change.kind), change.name


def _element_fields(
    before: Element, aligned: Element, after: Element, names: Mapping[str, str]
) -> Iterator[FieldChange]:
    """Yield the fields that differ; the parent differs only if it is another element, not a renamed one."""
    if own_id(before.name) != own_id(after.name):
        yield FieldChange(name="id", before=own_id(before.name), after=own_id(after.name))
    if names.get(before.parent, before.parent) != after.parent:
        yield FieldChange(name="parent", before=before.parent, after=after.parent)
    yield from _fields(aligned, after, _ELEMENT_FIELDS)


# --- Flows ---


def _flows(pairs: list[tuple[Flow | None, Flow | None]]) -> Iterator[FlowChange]:
    for before, after in pairs:
        fields = tuple(_flow_fields(before, after)) if before and after else ()
        if fields or not (before and after):
            yield FlowChange(before=before, after=after, fields=fields)


def _flow_fields(before: Flow, after: Flow) -> Iterator[FieldChange]:
    """Yield the fields that differ; the default initiator moves with the source."""
    for change in _fields(before, after, _FLOW_FIELDS):
        is_default = before.initiator == before.source and after.initiator == after.source
        if change.name != "initiator" or not is_default:
            yield change


def _flow_order(change: FlowChange) -> tuple[int | str, ...]:
    flow = change.flow
    return (_KINDS.index(change.kind), flow.source, flow.target, flow.label, flow.protocol, flow.mode)


# --- Scenarios and ingestion ---


def _scenario_order(change: ScenarioChange) -> tuple[int, str]:
    return _KINDS.index(change.kind), change.scenario.name


def _scenarios(pairs: list[tuple[Scenario | None, Scenario | None]]) -> Iterator[ScenarioChange]:
    for before, after in pairs:
        if not (before and after):
            yield ScenarioChange(before=before, after=after)
            continue
        fields = tuple(_fields(before, after, _SCENARIO_FIELDS))
        steps = tuple(_steps(before, after))
        if fields or steps or before.name != after.name:
            yield ScenarioChange(before=before, after=after, fields=fields, steps=steps)


def _steps(before: Scenario, after: Scenario) -> Iterator[StepChange]:
    in_place = {pair for pair in match_steps(before.steps, after.steps) if None not in pair}
    for old, new in _with_moved_steps(before, after, list(match_steps(before.steps, after.steps))):
        first = None if old is None else before.steps[old]
        second = None if new is None else after.steps[new]
        fields = tuple(_fields(first, second, _STEP_FIELDS)) if first and second else ()
        if fields or (old, new) not in in_place:
            yield StepChange(
                before=first,
                after=second,
                number_before=0 if old is None else old + 1,
                number_after=0 if new is None else new + 1,
                fields=fields,
            )


def _with_moved_steps(
    before: Scenario, after: Scenario, pairs: list[tuple[int | None, int | None]]
) -> list[tuple[int | None, int | None]]:
    """Return ``pairs`` with a removed and an added step that are equal as one moved step."""
    added = [new for old, new in pairs if old is None and new is not None]
    moved: dict[int, int] = {}
    for old, new in pairs:
        if new is None and old is not None:
            match = next((n for n in added if not any(_fields(before.steps[old], after.steps[n], _STEP_FIELDS))), None)
            if match is not None:
                moved[match] = old
                added.remove(match)
    return [
        (moved.get(new, old) if old is None and new is not None else old, new)
        for old, new in pairs
        if not (new is None and old in moved.values())
    ]


def _ingestion(aligned: Model, new: Model) -> Iterator[IngestionChange]:
    before, after = _by_title(aligned), _by_title(new)
    for key in sorted(before.keys() | after.keys()):
        old_source, source = before.get(key), after.get(key)
        fields = tuple(_fields(old_source, source, _INGESTION_FIELDS)) if old_source and source else ()
        if fields or not (old_source and source):
            yield IngestionChange(before=old_source, after=source, fields=fields)


def _by_title(model: Model) -> dict[tuple[str, str, int], IngestionSource]:
    """Return system, title and a number -> source; equal titles are numbered by their content."""
    sources: dict[tuple[str, str, int], IngestionSource] = {}
    for source in sorted(
        model.ingestion,
        key=lambda source: (
            source.system,
            source.title,
            source.transport,
            source.data,
        ),
    ):
        number = sum(1 for system, title, _ in sources if (system, title) == (source.system, source.title))
        sources[source.system, source.title, number] = source
    return sources


# --- The landscape ---


def _settings(aligned: Model, new: Model) -> Iterator[FieldChange]:
    before, after = dict(_setting_texts(aligned)), dict(_setting_texts(new))
    for name in dict.fromkeys(chain(before, after)):
        if before.get(name, "") != after.get(name, ""):
            yield FieldChange(name=name, before=before.get(name, ""), after=after.get(name, ""))


def _setting_texts(model: Model) -> Iterator[tuple[str, str]]:
    yield from (("title", model.title), ("description", model.description), ("primary_system", model.primary_system))
    for title in sorted(model.groups):
        yield f"groups: {title}", ", ".join(sorted(model.groups[title]))
    for key in sorted(model.analysis):
        value = model.analysis[key]
        if isinstance(value, Mapping):
            yield from ((f"analysis: {key}: {name}", _text(value[name])) for name in sorted(value))
        elif key.startswith("ignore"):
            yield f"analysis: {key}", _text(value)
        else:
            yield f"analysis: {key}", ", ".join(map(str, value)) if isinstance(value, tuple | list) else _text(value)
    for rule in sorted(model.rules, key=lambda rule: rule.id):
        yield f"rules: {rule.id}", _rule_text(rule)


def _layer_text(layer: Layer) -> str:
    selection = str(layer.selection)
    return selection if layer.name in ("", selection) else f"{layer.name} ({selection})"


def _rule_text(rule: DeclaredRule) -> str:
    """Return everything that a declared rule states, without the elements that it selects at the moment."""
    parts = ", ".join(map(_layer_text, rule.parts))
    ends = f"{rule.source} → {rule.target}" if rule.source.texts or rule.target.texts else ""
    flags = [name for name in ("indirect", "strict", "sync_only") if getattr(rule, name)]
    flags += [f"independent {part.name}" for part in rule.parts if part.independent]
    exceptions = (f"except {entry.source} → {entry.target} ({entry.reason})" for entry in rule.exceptions)
    exhaustive = f"exhaustive {rule.exhaustive}" if rule.exhaustive.texts else ""
    texts = (f"{rule.kind} {parts or ends}", rule.severity, *flags, exhaustive, *exceptions, rule.reason)
    return "; ".join(filter(None, texts))


# --- Fields ---


def _fields(before: Any, after: Any, names: tuple[str, ...]) -> Iterator[FieldChange]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new and _text(old) != _text(new):
            yield FieldChange(name=name, before=_text(old), after=_text(new))


def _text(value: Any) -> str:
    """Return a value in words; the order of a list of names does not matter."""
    if value is None or value is False:
        return ""
    if value is True:
        return "yes"
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(sorted(map(_text, value)))
    if isinstance(value, Suppression):
        return f"{value.rule} ({value.reason})"
    if isinstance(value, Perspective):
        return " ".join(filter(None, (f"{value.name}: {value.text}".removesuffix(": "), value.url)))
    if isinstance(value, Source):
        return " ".join(filter(None, (value.repo, value.file)))
    to_text: Callable[[Any], str] = _provenance_text if hasattr(value, "derived_from") else str
    return to_text(value)


def _provenance_text(value: Any) -> str:
    return " ".join(filter(None, (value.derived_from, value.contract_kind, value.contract_key, _text(value.source))))
