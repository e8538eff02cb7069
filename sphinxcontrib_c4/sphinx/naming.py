"""Naming: which thing of the model an argument names, and which one is meant where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxcontrib_c4.model import Kind, Model, NameFault, UnknownName, resolve
from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.descriptions import descriptions
from sphinxcontrib_c4.sphinx.warnings import WarningType
from sphinxcontrib_c4.views import ViewKind, subjects

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinxcontrib_c4.sphinx.sources import Sources

_MOST_NAMES = 6


def _systems(model: Model) -> list[str]:
    return [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]


def named(model: Model, argument: str, candidates: Iterable[str], noun: str = "") -> str:
    """The full name among ``candidates`` that ``argument`` stands for; ``noun`` says what they are.

    Raises ``Unanswered``.
    """
    try:
        return resolve(argument, candidates)
    except UnknownName as fault:
        raise Unanswered(WarningType.REFERENCE, _misfit(model, argument, noun) or str(fault)) from fault
    except NameFault as fault:
        raise Unanswered(WarningType.REFERENCE, str(fault)) from fault


def _misfit(model: Model, argument: str, noun: str) -> str:
    """A sentence on something that is in the model, but is no ``noun``; ``""`` where there is no such thing."""
    known = descriptions(model)
    try:
        full = resolve(argument, known)
    except NameFault:
        return ""
    return f"{full!r} is a {known[full].kind or 'landscape'}, and what is shown here is {_a(noun)}"


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def system_named(sources: Sources, argument: str) -> str:
    """The full name of the system that ``argument`` names, or of the primary one. Raises ``Unanswered``."""
    return named(sources.model, argument, _systems(sources.model), "system") if argument else primary_system(sources)


def primary_system(sources: Sources) -> str:
    """The full name of the primary system. Raises ``Unanswered`` where there is none."""
    if sources.primary_system:
        return sources.primary_system
    raise must_be_named(subjects(sources.model, ViewKind.CONTEXT), "system")


def must_be_named(candidates: Sequence[str], noun: str) -> Unanswered:
    """What to say where an argument is missing; ``noun`` says what ``candidates`` are."""
    if not candidates:
        return Unanswered(WarningType.REFERENCE, f"there is nothing to show: the model has no {noun}")
    names = ", ".join(map(repr, candidates[:_MOST_NAMES])) + (", …" if len(candidates) > _MOST_NAMES else "")
    return Unanswered(WarningType.REFERENCE, f"an argument has to name one {noun} of several: {names}")
