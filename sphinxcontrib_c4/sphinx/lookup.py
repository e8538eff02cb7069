"""Naming: which thing of the model an argument names, and which one is meant where there is none."""

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
)
from sphinxcontrib_c4.sphinx.logging import Unanswered, WarningType
from sphinxcontrib_c4.sphinx.objects import kinds_of
from sphinxcontrib_c4.views import View, ViewKind, subjects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sphinxcontrib_c4.sphinx.cache.model import Sources


SUBJECTS = {
    ViewKind.LANDSCAPE: "landscape",
    ViewKind.CONTEXT: "internal system",
    ViewKind.CONTAINER: "system with containers",
    ViewKind.COMPONENT: "container with components",
    ViewKind.DYNAMIC: "scenario",
}
"""What a view of each kind is drawn of."""

_MOST_NAMES = 6


def _systems(model: Model) -> list[str]:
    return [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]


def named(model: Model, argument: str, candidates: Collection[str], noun: str = "") -> str:
    """The full name among ``candidates`` that ``argument`` stands for; ``noun`` says what they are.

    Raises ``Unanswered``.
    """
    try:
        return resolve(argument, candidates)
    except UnknownNameError as fault:
        told = misfit(model, argument, noun) or unknown(model, argument, candidates)
        raise Unanswered(WarningType.REFERENCE, told) from fault
    except NameLookupError as fault:
        raise Unanswered(WarningType.REFERENCE, str(fault)) from fault


def system_named(sources: Sources, argument: str) -> str:
    """The full name of the system that ``argument`` names, or of the primary one. Raises ``Unanswered``."""
    return named(sources.model, argument, _systems(sources.model), "system") if argument else primary_system(sources)


def primary_system(sources: Sources) -> str:
    """The full name of the primary system. Raises ``Unanswered`` where there is none."""
    if sources.primary_system:
        return sources.primary_system
    raise _must_be_named(subjects(sources.model, ViewKind.CONTEXT), "system")


def subject_named(sources: Sources, kind: ViewKind, argument: str) -> str:
    """The full name of what a view of ``kind`` shows.

    Unless ``argument`` names it, that is the primary system, or the only thing of it that there is a
    view of. Where no system is primary, it is the only thing that there is. Nothing else is shown in
    their place. Raises ``Unanswered``.
    """
    candidates, noun = subjects(sources.model, kind), SUBJECTS[kind]
    if argument:
        return named(sources.model, argument, candidates, noun)
    main = "" if kind is ViewKind.LANDSCAPE else sources.primary_system
    own = [name for name in candidates if not main or sources.model.system_of(name) == main]
    if main in own or len(own) == 1:
        return main if main in own else own[0]
    raise _must_be_named(own, noun) if own or not candidates else _nothing_of(main, candidates, noun)


def _nothing_of(system: str, candidates: Sequence[str], noun: str) -> Unanswered:
    told = f"there is nothing to show of the primary system {quoted(system)}; name the {noun} that is meant: "
    return Unanswered(WarningType.REFERENCE, told + some_of(candidates))


def _must_be_named(candidates: Sequence[str], noun: str) -> Unanswered:
    """What to say where an argument is missing; ``noun`` says what ``candidates`` are."""
    if not candidates:
        return Unanswered(WarningType.REFERENCE, f"there is nothing to show: the model has no {noun}")
    return Unanswered(WarningType.REFERENCE, f"an argument has to name one {noun} of several: {some_of(candidates)}")


def some_of(names: Iterable[str]) -> str:
    """The first of ``names`` in quotes, with a sign that there are more."""
    names = tuple(names)
    return ", ".join(map(quoted, names[:_MOST_NAMES])) + (", …" if len(names) > _MOST_NAMES else "")


class Sense(NamedTuple):
    """One thing that a full name stands for, in words, and the role that refers to it (``""`` for the landscape)."""

    name: str
    words: str
    role: str


def directive_for(kind: ViewKind) -> str:
    """The directive that draws views of ``kind``."""
    return "c4-flow" if kind is ViewKind.DYNAMIC else f"c4-{kind}"


# --- In a directive ---


def misfit(model: Model, name: str, noun: str) -> str:
    """A sentence on something that ``name`` stands for, but is no ``noun``; ``""`` where there is no such thing."""
    found = senses(model, name)
    if not found:
        return ""
    sense = found[0]
    drawn = [directive_for(kind) for kind in ViewKind if sense.name in subjects(model, kind)]
    advice = f"; {' and '.join(drawn)} can show it" if drawn else ""
    return f"{what_is(model, name)}, and what is shown here is {_a(noun)}{advice}"


def what_is(model: Model, name: str) -> str:
    """``'shop.web' is a container``: what ``name`` stands for; ``""`` where it is unknown or not clear."""
    found = senses(model, name)
    return f"{quoted(found[0].name)} is {' and '.join(_a(sense.words) for sense in found)}" if found else ""


def unknown(model: Model, name: str, candidates: Iterable[str]) -> str:
    """A sentence on a name that nothing bears: with the nearest of ``candidates``, or else the first of them."""
    titles, full_names = model.titles(), tuple(candidates)
    near = nearest(name, {full: titles.get(full, full) for full in full_names})
    choice = f"; choose from {some_of(full_names)}" if full_names and not near else ""
    return f"{UnknownNameError(name, near)}{choice}"


def senses(model: Model, name: str) -> tuple[Sense, ...]:
    """All that the full or short ``name`` stands for; nothing where it is unknown or not clear."""
    known: dict[str, list[Sense]] = {}
    for sense in _all(model):
        known.setdefault(sense.name, []).append(sense)
    try:
        return tuple(known[resolve(name, known)])
    except NameLookupError:
        return ()


def _all(model: Model) -> Iterator[Sense]:
    wholes = {element.parent for element in model.elements.values()}
    for element in model.elements.values():
        yield Sense(element.name, _words(element, is_whole=element.name in wholes), element.kind.value)
    for scenario in model.scenarios:
        yield Sense(scenario.name, "scenario", "scenario")
    for flow in model.flows:
        yield Sense(flow.name, "flow", "flow")
    yield Sense(model.name, "landscape", "")


def _words(element: Element, *, is_whole: bool) -> str:
    noun = f"external {element.kind}" if element.external else element.kind.value
    parts = {Kind.SYSTEM: "containers", Kind.CONTAINER: "components"}.get(element.kind)
    return noun if is_whole or not parts else f"{noun} without {parts}"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


# --- In a role ---


def unresolved(model: Model | None, role: str, name: str, placed: Iterable[str]) -> str:
    """A sentence on why a reference leads nowhere, and what to do; ``placed`` are names that ``role`` may refer to."""
    if model is None:
        return f"there is no model that {quoted(name)} could be in"
    if role == "view":
        return no_such_view(model, name, placed)
    known = sorted({*(sense.name for sense in _all(model) if sense.role in kinds_of(role)), *placed})
    try:
        full = resolve(name, known)
    except UnknownNameError:
        return _other_role(model, role, name) or unknown(model, name, known)
    except NameLookupError as fault:
        return str(fault)
    advice = _ADVICE.get(role, "let c4-element document it")
    return f"{quoted(full)} is in the model, but no page shows or documents it; {advice}"


_HOW_VIEWS_ARE_NAMED = "a view is named by its kind and by what it is of, as in 'container:shop'"


_ADVICE = {"scenario": "let c4-flow draw it", "flow": "draw a view that it is in"}


def _other_role(model: Model, role: str, name: str) -> str:
    """A sentence on something that other roles refer to as ``name``; ``""`` where there is no such thing."""
    found = [sense for sense in senses(model, name) if sense.role]
    if not found:
        return ""
    roles = dict.fromkeys(f"c4:{sense.role}" for sense in found)
    return f"{what_is(model, name)}, and no {role}; refer to it by {listed(roles, 'or')}"


def no_such_view(model: Model, name: str, placed: Iterable[str]) -> str:
    """A sentence on a view that no page shows, or that does not exist; ``placed`` are the names of others."""
    kind, colon, subject = name.partition(":")
    if colon and kind in {each.value for each in ViewKind}:
        return _undrawn(model, ViewKind(kind), subject)
    drawn = [(f"{each}:{full}", full) for each in ViewKind for full in subjects(model, each)]
    meant = [view for view, full in drawn if f".{full}".endswith(f".{name}")]
    near = nearest(name, {view: view for view in (*(view for view, _ in drawn), *placed)})
    advice = f"write {listed(meant, 'or')}" if meant else suggestion(near)
    return f"there is no view {quoted(name)}; {advice or _HOW_VIEWS_ARE_NAMED}"


def _undrawn(model: Model, kind: ViewKind, subject: str) -> str:
    try:
        full = resolve(subject, subjects(model, kind))
    except NameLookupError as fault:
        if other := what_is(model, subject):
            return f"{other}, and a {kind} view is one of {_a(SUBJECTS[kind])}"
        return unknown(model, subject, subjects(model, kind)) if isinstance(fault, UnknownNameError) else str(fault)
    return f"no page shows the view {quoted(f'{kind}:{full}')}; let {directive_for(kind)} draw it"


def own_view(sources: Sources, argument: str) -> tuple[str, str]:
    """The kind and the subject of the view that a model makes and ``argument`` names, or is the key of.

    Raises ``Unanswered``.
    """
    kind, colon, subject = argument.partition(":")
    if colon and kind in tuple(ViewKind):
        return kind, subject
    from sphinxcontrib_c4.structurizr import view_keys

    # To make all views, only to find out what they are called, takes seconds in a large model.
    known = (View(kind=kind, subject=of, title="") for kind in ViewKind for of in subjects(sources.model, kind))
    names = {key: name for name, key in view_keys(known).items()}
    if argument not in names:
        raise Unanswered(WarningType.REFERENCE, no_such_view(sources.model, argument, [*sources.views, *names]))
    kind, _, subject = names[argument].partition(":")
    return kind, subject
