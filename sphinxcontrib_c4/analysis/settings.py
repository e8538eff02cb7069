"""Settings of the analysis, as ``landscape.yaml``, ``conf.py`` or a command line gives them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from math import inf
from typing import Any, TypeVar

from sphinxcontrib_c4.analysis.dependencies.scope import Role, Scope, element_or_flow_resolver
from sphinxcontrib_c4.analysis.rules.base import RuleSettings
from sphinxcontrib_c4.model import (
    CYCLE_RULES,
    RULES,
    THRESHOLDS,
    Model,
    NameLookupError,
    NameTable,
    Severity,
    nearest,
    quoted,
    quoted_value,
    suggestion,
)

ChoiceT = TypeVar("ChoiceT", bound=str)

KEYS = ("ignore", "ignore_roles", "ignore_rules", "ignore_tags", "roles", "severities", "thresholds")
"""The keys of the settings."""

_ROLES = tuple(role for role in Role if role)


class SettingError(ValueError):
    """A setting that cannot be used; ``str()`` explains it in one sentence, with the nearest valid value."""


def parse_settings(values: Mapping[str, Any], *, subject: str = "") -> tuple[Scope, RuleSettings]:
    """Return the scope and the rule settings for ``values``; missing keys keep their defaults.

    ``ignore`` and ``ignore_tags`` are lists of names, ``ignore_roles`` is a list of roles
    (infrastructure by default), ``roles`` maps names to roles. ``ignore_rules`` is a list of rules,
    ``severities`` maps rules, including those for cycles such as ``cycle-blocking``, to severities,
    and ``thresholds`` maps thresholds to numbers.

    Raises:
        SettingError: a key, a choice or a number is invalid.
    """
    for key in values:
        _choose(key, KEYS, "setting")
    scope = Scope(
        subject=subject,
        roles={name: _role(role, subject=name) for name, role in _mapping(values, "roles")},
        ignored_tags=frozenset(_list(values, "ignore_tags")),
        ignored=frozenset(_list(values, "ignore")),
    )
    if "ignore_roles" in values:
        scope = replace(scope, ignored_roles=frozenset(map(_role, _list(values, "ignore_roles"))))
    return scope, _rule_settings(values)


def merge_settings(base: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``base`` with ``overrides``: a list replaces the list below it, a mapping replaces single names."""
    return {key: _merge(base.get(key), overrides.get(key)) for key in KEYS if key in base or key in overrides}


def _merge(base: Any, override: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(override, Mapping):
        return {**base, **override}
    return base if override is None else override


def find_unknown_names(values: Mapping[str, Any], model: Model) -> Iterator[NameLookupError]:
    """Yield an error for each name in valid settings that ``model`` does not contain."""
    roles, ignored = _mapping(values, "roles"), _list(values, "ignore")
    if not (roles or ignored):
        return
    table, resolve_ignored = NameTable(model.elements), element_or_flow_resolver(model)
    lookups: list[Callable[[], str]] = [partial(table.resolve, name) for name, _ in roles]
    lookups += [partial(resolve_ignored, name) for name in ignored]
    for lookup in lookups:
        try:
            lookup()
        except NameLookupError as error:
            yield error


def today() -> date:
    """Return the day of ``SOURCE_DATE_EPOCH`` if set (https://reproducible-builds.org/specs/), else today.

    Raises:
        SettingError: the variable does not contain a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return datetime.fromtimestamp(int(epoch), tz=UTC).date() if epoch else datetime.now(tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise SettingError(f"SOURCE_DATE_EPOCH must be a number of seconds, not {epoch!r}") from None


# --- Values ---


def _rule_settings(values: Mapping[str, Any]) -> RuleSettings:
    severities = {
        _choose(name, (*RULES, *CYCLE_RULES), "rule"): Severity(
            _choose(severity, tuple(Severity), "severity", subject=name)
        )
        for name, severity in _mapping(values, "severities")
    }
    thresholds = {
        _choose(name, tuple(THRESHOLDS), "threshold"): _number(name, value)
        for name, value in _mapping(values, "thresholds")
    }
    off = frozenset(_choose(name, tuple(RULES), "rule") for name in _list(values, "ignore_rules"))
    return RuleSettings(off=off, severities=severities, thresholds=thresholds)


def _choose(name: object, choices: Iterable[ChoiceT], noun: str, *, subject: str = "") -> ChoiceT:
    """Return the choice ``name``, a ``noun`` of ``subject``; raise ``SettingError`` for any other value."""
    by_name, text = {str(choice): choice for choice in choices}, _text(name)
    if text not in by_name:
        close = suggestion(nearest(text, {choice: choice for choice in by_name}, count=1))
        hint = close or f"choose {', '.join(by_name)}"
        of_subject = f" of {quoted(subject)}" if subject else ""
        raise SettingError(f"unknown {noun} {quoted(text)}{of_subject}; {hint}")
    return by_name[text]


def _role(name: object, *, subject: str = "") -> Role:
    return Role(_choose(name, _ROLES, "role", subject=subject))


def _list(values: Mapping[str, Any], key: str) -> list[str]:
    items = values.get(key, ())
    if not isinstance(items, list | tuple) or not _are_texts(items):
        raise SettingError(f"{quoted(key)} must be a list of names")
    return list(items)


def _mapping(values: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    mapping = values.get(key, {})
    if not isinstance(mapping, Mapping) or not _are_texts(mapping):
        raise SettingError(f"{quoted(key)} must map names to values")
    return list(mapping.items())


def _are_texts(names: Iterable[object]) -> bool:
    return all(isinstance(name, str) for name in names)


def _text(value: object) -> str:
    """Return a name or a number as text; any other value, which no choice equals, as messages show it."""
    return value if isinstance(value, str) else quoted_value(value)


def _number(name: str, value: object) -> float:
    is_share = name in THRESHOLDS and THRESHOLDS[name].is_share
    try:
        number = float(_text(value)) if is_share else int(_text(value))
    except ValueError:
        number = -1
    if not 0 <= number < inf:
        noun = "number" if is_share else "whole number"
        raise SettingError(f"{quoted(name)} must be a {noun}, not {quoted(_text(value))}")
    return number
