"""Settings: the scope and the rules as a configuration file or a command line says them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any, TypeVar

from sphinxcontrib_c4.analysis.dependencies.scope import Role, Scope, element_or_flow
from sphinxcontrib_c4.analysis.enums import CycleClass, Severity
from sphinxcontrib_c4.analysis.rules.base import Rule, Rules
from sphinxcontrib_c4.model import Model, NameLookupError, nearest, quoted, resolve, suggestion

ChoiceT = TypeVar("ChoiceT", bound=str)

KEYS = ("ignore", "ignore_roles", "ignore_rules", "ignore_tags", "roles", "severities", "thresholds")
THRESHOLDS = {field.name: field.type for field in fields(Rules) if field.type in ("int", "float")}
"""The names of the numbers that rules can be tuned by, and whether they are whole ones."""

_CYCLES = tuple(f"cycle-{kind}" for kind in CycleClass)
_ROLES = tuple(role for role in Role if role)


class SettingFault(ValueError):
    """A setting that cannot be used; ``str()`` says why in one sentence, and what was probably meant."""


def settings(values: Mapping[str, Any], *, subject: str = "") -> tuple[Scope, Rules]:
    """The scope and the rules that ``values`` ask for; what they do not mention stays as it is by default.

    ``ignore`` and ``ignore_tags`` are lists of names, ``ignore_roles`` one of roles (infrastructure
    unless given), ``roles`` maps names to roles. ``ignore_rules`` is a list of rules, ``severities`` maps rules
    and ``cycle-blocking`` and the like to severities, ``thresholds`` the numbers of ``Rules`` to values.

    Raises:
        SettingFault: a key, a choice or a number is not as it must be.
    """
    for key in values:
        _choice(key, KEYS, "setting")
    scope = Scope(
        subject=subject,
        roles={name: _role(role) for name, role in _mapping(values, "roles")},
        ignored_tags=frozenset(_list(values, "ignore_tags")),
        ignored=frozenset(_list(values, "ignore")),
    )
    if "ignore_roles" in values:
        scope = replace(scope, ignored_roles=frozenset(map(_role, _list(values, "ignore_roles"))))
    return scope, _rules(values)


def merged(model: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings ``values`` over those of a ``model``.

    A list takes the place of the model's, and a mapping has its names win over the same ones there.
    """
    return {key: _over(model.get(key), values.get(key)) for key in KEYS if key in model or key in values}


def _over(below: Any, above: Any) -> Any:
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        return {**below, **above}
    return below if above is None else above


def name_faults(values: Mapping[str, Any], model: Model) -> Iterator[NameLookupError]:
    """A fault for each name in sound settings that ``model`` does not have."""
    found: list[Callable[[], str]] = [partial(resolve, name, model.elements) for name, _ in _mapping(values, "roles")]
    found += [partial(element_or_flow, model, name) for name in _list(values, "ignore")]
    for name in found:
        try:
            name()
        except NameLookupError as fault:
            yield fault


def _rules(values: Mapping[str, Any]) -> Rules:
    severities = {
        _choice(name, (*Rule, *_CYCLES), "rule"): Severity(_choice(severity, tuple(Severity), "severity"))
        for name, severity in _mapping(values, "severities")
    }
    thresholds: dict[str, Any] = {
        _choice(name, tuple(THRESHOLDS), "threshold"): _number(name, value)
        for name, value in _mapping(values, "thresholds")
    }
    off = frozenset(Rule(_choice(name, tuple(Rule), "rule")) for name in _list(values, "ignore_rules"))
    return replace(Rules(off=off, severities=severities), **thresholds)


def _choice(name: object, known: Iterable[ChoiceT], what: str) -> ChoiceT:
    choices = {str(choice): choice for choice in known}
    if name not in choices:
        near = suggestion(nearest(str(name), {choice: choice for choice in choices}, count=1))
        told = near or f"choose {', '.join(choices)}"
        raise SettingFault(f"{quoted(str(name))} is no {what}; {told}")
    return choices[str(name)]


def _role(name: object) -> Role:
    return Role(_choice(name, _ROLES, "role"))


def _list(values: Mapping[str, Any], key: str) -> list[str]:
    found = values.get(key, ())
    if isinstance(found, str) or not isinstance(found, Iterable):
        raise SettingFault(f"{quoted(key)} must be a list of names")
    return [str(name) for name in found]


def _mapping(values: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    found = values.get(key, {})
    if not isinstance(found, Mapping):
        raise SettingFault(f"{quoted(key)} must map names to values")
    return [(str(name), value) for name, value in found.items()]


def _number(name: str, value: object) -> float:
    whole = THRESHOLDS.get(name) == "int"
    try:
        number = int(str(value)) if whole else float(str(value))
    except ValueError:
        number = -1
    if number < 0:
        raise SettingFault(f"{quoted(name)} must be a {'whole ' if whole else ''}number, and not {quoted(str(value))}")
    return number
