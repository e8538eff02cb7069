"""Lookup: resolve the names in directives and roles, and explain those that do not resolve.

Every function takes the model and plain strings. A name that cannot be used raises :class:`QueryError`, whose message
gives the reason, the nearest names and the directive or role to use instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.model import (
    Element,
    Kind,
    Model,
    NameLookupError,
    UnknownNameError,
    listed,
    nearest,
    quoted,
    resolve,
    suggestion,
    system_of,
)
from sphinxcontrib_c4.sphinx.logging import QueryError, WarningType
from sphinxcontrib_c4.sphinx.objects import NAME, kinds_of
from sphinxcontrib_c4.views import DEFINITIONS, View, ViewKind, subjects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_MAX_NAMES = 6


# --- Resolve an argument ---


def resolve_name(model: Model, argument: str, candidates: Collection[str], noun: str) -> str:
    """Return the full name among ``candidates`` that ``argument`` abbreviates.

    Args:
        noun: the kind of all candidates, for messages.

    Raises:
        QueryError: no candidate or several candidates have that name.
    """
    try:
        return resolve(argument, candidates)
    except UnknownNameError as error:
        reason = explain_wrong_kind(model, argument, noun) or explain_unknown_name(model, argument, candidates)
        raise QueryError(WarningType.REFERENCE, reason) from error
    except NameLookupError as error:
        raise QueryError(WarningType.REFERENCE, str(error)) from error


def resolve_system(model: Model, argument: str, primary_system: str) -> str:
    """Return the full name of the system ``argument``, or of the primary system without an argument.

    Raises:
        QueryError: there is no such system.
    """
    if argument:
        systems = [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]
        return resolve_name(model, argument, systems, "system")
    return require_primary_system(model, primary_system)


def require_primary_system(model: Model, primary_system: str) -> str:
    """Return ``primary_system``.

    Raises:
        QueryError: it is empty, so that an argument must name a system.
    """
    if primary_system:
        return primary_system
    raise _missing_argument(subjects(model, ViewKind.CONTEXT), "system")


def resolve_subject(model: Model, kind: ViewKind, argument: str, primary_system: str) -> str:
    """Return the full name of the subject of a view.

    Without an argument, it is the primary system, or the only subject in that system. Without a primary system, it
    is the only subject in the model.

    Raises:
        QueryError: there is no such subject, or the argument must name one of several.
    """
    candidates, noun = subjects(model, kind), DEFINITIONS[kind].noun
    if argument and kind is ViewKind.LANDSCAPE and argument not in candidates:
        advice = f"remove {quoted(argument)}, or write it as the option 'focus'"
        raise QueryError(WarningType.REFERENCE, f"a landscape shows the whole model: {advice}")
    if argument:
        return resolve_name(model, argument, candidates, noun)
    system = "" if kind is ViewKind.LANDSCAPE else primary_system
    own = [name for name in candidates if not system or model.system_of(name) == system]
    if system in own or len(own) == 1:
        return system if system in own else own[0]
    if candidates and not own:
        raise _empty_system(system, candidates, noun)
    raise _missing_argument(own, noun, has_primary_system=bool(system))


def resolve_view_key(
    model: Model, argument: str, workspace_keys: Iterable[str], undrawn_views: Mapping[str, str]
) -> tuple[str, str]:
    """Return the kind and the subject of a view of the model, given its name or its Structurizr key.

    Args:
        workspace_keys: the keys of the views in a workspace, for suggestions.
        undrawn_views: the keys of views that cannot be drawn, with the reason.

    Raises:
        QueryError: there is no such view.
    """
    kind, colon, subject = argument.partition(":")
    if colon and kind in DEFINITIONS:
        return kind, subject
    from sphinxcontrib_c4.structurizr import view_keys

    # Views without elements are enough to compute keys; to make all views takes seconds in a large model.
    views = (View(kind=kind, subject=name, title="") for kind in ViewKind for name in subjects(model, kind))
    names = {key: name for name, key in view_keys(views).items()}
    if argument not in names and argument in undrawn_views:
        reason = f"the view {quoted(argument)} of the workspace cannot be drawn: it is {undrawn_views[argument]}"
        raise QueryError(WarningType.REFERENCE, reason)
    if argument not in names:
        raise QueryError(WarningType.REFERENCE, explain_missing_view(model, argument, [*workspace_keys, *names]))
    kind, _, subject = names[argument].partition(":")
    return kind, subject


def _empty_system(system: str, candidates: Sequence[str], noun: str) -> QueryError:
    reason = f"the primary system {quoted(system)} has no {noun}; name one of {_some_of(candidates)}"
    return QueryError(WarningType.REFERENCE, reason)


def _missing_argument(candidates: Sequence[str], noun: str, *, has_primary_system: bool = False) -> QueryError:
    if not candidates:
        return QueryError(WarningType.REFERENCE, f"there is nothing to show: the model has no {noun}")
    setting = "" if has_primary_system else f"; or set c4_primary_system = {system_of(candidates[0])!r} in conf.py"
    reason = f"an argument must name one {noun} of several: {_some_of(candidates)}{setting}"
    return QueryError(WarningType.REFERENCE, reason)


def _some_of(names: Iterable[str]) -> str:
    """Return the first of ``names`` in quotes, with an ellipsis for the rest."""
    names = tuple(names)
    return ", ".join(map(quoted, names[:_MAX_NAMES])) + (", …" if len(names) > _MAX_NAMES else "")


# --- Explain a name that a directive cannot use ---


class NameUse(NamedTuple):
    """An object with the full name ``name``: its kind in words, and the role that refers to it (``""``: landscape)."""

    name: str
    words: str
    role: str


def explain_wrong_kind(model: Model, name: str, noun: str) -> str:
    """Return why ``name`` is not a ``noun``, or ``""`` if the name is unknown or ambiguous."""
    uses = name_uses(model, name)
    if not uses:
        return ""
    directives = [DEFINITIONS[kind].directive for kind in ViewKind if uses[0].name in subjects(model, kind)]
    advice = f"; {' and '.join(directives)} can show it" if directives else ""
    return f"{describe_name(model, name)}, but the argument must name {with_article(noun)}{advice}"


def describe_name(model: Model, name: str) -> str:
    """Return ``'shop.web' is a container``, or ``""`` if the name is unknown or ambiguous."""
    uses = name_uses(model, name)
    return f"{quoted(uses[0].name)} is {' and '.join(with_article(use.words) for use in uses)}" if uses else ""


def explain_unknown_name(model: Model, name: str, candidates: Iterable[str]) -> str:
    """Return that ``name`` is unknown, with the nearest candidate or else the first ones."""
    titles, full_names = model.titles(), tuple(candidates)
    near = nearest(name, {full: titles.get(full, full) for full in full_names})
    choice = f"; choose from {_some_of(full_names)}" if full_names and not near else ""
    return f"{UnknownNameError(name, near)}{choice}"


def name_uses(model: Model, name: str) -> tuple[NameUse, ...]:
    """Return all objects with a full or short name; none if it is unknown or ambiguous."""
    by_name: dict[str, list[NameUse]] = {}
    for use in _all_names(model):
        by_name.setdefault(use.name, []).append(use)
    try:
        return tuple(by_name[resolve(name, by_name)])
    except NameLookupError:
        return ()


def with_article(noun: str) -> str:
    """Return ``noun`` with the indefinite article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _all_names(model: Model) -> Iterator[NameUse]:
    parents = {element.parent for element in model.elements.values()}
    for element in model.elements.values():
        yield NameUse(element.name, _kind_words(element, has_parts=element.name in parents), element.kind.value)
    for scenario in model.scenarios:
        yield NameUse(scenario.name, "scenario", "scenario")
    for flow in model.flows:
        yield NameUse(flow.name, "flow", "flow")
    yield NameUse(model.name, "landscape", "")


def _kind_words(element: Element, *, has_parts: bool) -> str:
    noun = f"external {element.kind}" if element.external else element.kind.value
    parts = {Kind.SYSTEM: "containers", Kind.CONTAINER: "components"}.get(element.kind)
    return noun if has_parts or not parts else f"{noun} without {parts}"


# --- Explain a reference that does not resolve ---


def explain_unresolved(model: Model | None, role: str, name: str, documented_names: Iterable[str]) -> str:
    """Return why a reference does not resolve, and what to do.

    Args:
        documented_names: the names of the objects that pages show or document, and that ``role`` may refer to.
    """
    if model is None:
        return f"there is no model that could contain {quoted(name)}"
    if role == "view":
        return explain_missing_view(model, name, documented_names)
    names = sorted({*(use.name for use in _all_names(model) if use.role in kinds_of(role)), *documented_names})
    try:
        full = resolve(name, names)
    except UnknownNameError:
        return _suggest_other_role(model, role, name) or explain_unknown_name(model, name, names)
    except NameLookupError as error:
        return str(error)
    advice = _ADVICE.get(role, "let c4-element document it")
    return f"{quoted(full)} is in the model, but no page shows or documents it; {advice}"


_ADVICE = {"scenario": "let c4-flow draw it", "flow": "draw a view that shows it"}
_VIEW_NAMES = "the name of a view is its kind and its subject, as in 'container:shop'"


def _suggest_other_role(model: Model, role: str, name: str) -> str:
    """Return which roles refer to ``name``, or ``""`` if none does."""
    uses = [use for use in name_uses(model, name) if use.role]
    if not uses:
        return ""
    roles = dict.fromkeys(f"{NAME}:{use.role}" for use in uses)
    return f"{describe_name(model, name)}, not {with_article(role)}; refer to it by {listed(roles, 'or')}"


def explain_missing_view(model: Model, name: str, documented_names: Iterable[str]) -> str:
    """Return why a view cannot be shown or referred to.

    Args:
        documented_names: the names and keys of the views that exist.
    """
    kind, colon, subject = name.partition(":")
    if colon and kind in DEFINITIONS:
        return _explain_undrawn_view(model, ViewKind(kind), subject)
    views = [(f"{kind}:{full}", full) for kind in ViewKind for full in subjects(model, kind)]
    matches = [view for view, full in views if f".{full}".endswith(f".{name}")]
    near = nearest(name, {view: view for view in (*(view for view, _ in views), *documented_names)})
    advice = f"write {listed(matches, 'or')}" if matches else suggestion(near)
    return f"there is no view {quoted(name)}; {advice or _VIEW_NAMES}"


def _explain_undrawn_view(model: Model, kind: ViewKind, subject: str) -> str:
    try:
        full = resolve(subject, subjects(model, kind))
    except NameLookupError as error:
        if description := describe_name(model, subject):
            return f"{description}, but the subject of a {kind} view is {with_article(DEFINITIONS[kind].noun)}"
        names = subjects(model, kind)
        return explain_unknown_name(model, subject, names) if isinstance(error, UnknownNameError) else str(error)
    return f"no page shows the view {quoted(f'{kind}:{full}')}; let {DEFINITIONS[kind].directive} draw it"
