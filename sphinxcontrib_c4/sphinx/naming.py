"""Naming: which thing of the model an argument names, and which one is meant where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Kind, Model, NameFault, UnknownName, quoted, resolve
from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.warnings import WarningType
from sphinxcontrib_c4.views import ViewKind, subjects

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sphinxcontrib_c4.sphinx.sources import Sources

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
    except UnknownName as fault:
        from sphinxcontrib_c4.sphinx.senses import misfit, unknown

        told = misfit(model, argument, noun) or unknown(model, argument, candidates)
        raise Unanswered(WarningType.REFERENCE, told) from fault
    except NameFault as fault:
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
