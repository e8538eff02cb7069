"""Scope: which elements and flows the analysis looks at, and what each of them is to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sphinxcontrib_c4.model import Element, Flow, Kind, Model, Shape, UnknownNameError, resolve


class Role(StrEnum):
    """What an element is to the analysis; ``NONE`` is an ordinary container or system."""

    NONE = ""
    INFRASTRUCTURE = "infrastructure"
    GATEWAY = "gateway"
    STORE = "store"
    BROKER = "broker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the analysis looks at.

    ``roles`` gives elements, by full or short name, another role than the model does. Elements are left
    out that have one of ``ignored_roles``, bear one of ``ignored_tags``, or are named by ``ignored``;
    what is inside them goes with them. Flows go that bear an ignored tag or are named. People never
    take part. ``subject`` is the full or short name of the system that is asked about: findings that
    do not touch it are not told; empty for all.
    """

    subject: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    ignored_roles: frozenset[Role] = frozenset((Role.INFRASTRUCTURE,))
    ignored_tags: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class HiddenElement:
    """An element that the scope leaves out, and why: ``has the role infrastructure``."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedModel:
    """A model with a role for each element, and what of it the scope leaves out.

    ``hidden_flows`` are the flows that are left out for their own sake; those of hidden elements are
    not among them. ``roles`` holds all elements of the model but people.
    """

    model: Model
    subject: str
    roles: Mapping[str, Role]
    hidden: tuple[HiddenElement, ...]
    hidden_flows: tuple[Flow, ...]

    def unscoped(self) -> ScopedModel:
        """The same model with nothing left out."""
        return ScopedModel(model=self.model, subject=self.subject, roles=self.roles, hidden=(), hidden_flows=())


def scoped(model: Model, scope: Scope) -> ScopedModel:
    """Apply ``scope`` to ``model``.

    Raises ``model.NameLookupError`` for the first name of the scope that the model does not have.
    """
    roles = _roles(model, {resolve(name, model.elements): role for name, role in sorted(scope.roles.items())})
    ignored = frozenset(element_or_flow(model, name) for name in sorted(scope.ignored))
    return ScopedModel(
        model=model,
        subject=_subject(model, scope.subject),
        roles=roles,
        hidden=_hidden(model, scope, roles, ignored),
        hidden_flows=tuple(f for f in model.flows if f.name in ignored or not scope.ignored_tags.isdisjoint(f.tags)),
    )


def element_or_flow(model: Model, name: str) -> str:
    """The full name that ``name`` stands for, that of an element where both bear it."""
    try:
        return resolve(name, model.elements)
    except UnknownNameError:
        return resolve(name, (*model.elements, *(flow.name for flow in model.flows)))


def lineage(name: str) -> tuple[str, ...]:
    """The full name ``name`` and the names of all that it is inside of, from the inside out."""
    names = [name]
    while "." in names[-1]:
        names.append(names[-1].rpartition(".")[0])
    return tuple(names)


def _subject(model: Model, name: str) -> str:
    systems = [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]
    return resolve(name, systems) if name else ""


def _roles(model: Model, given: Mapping[str, Role]) -> dict[str, Role]:
    """The role of each element: as given, as the model says, or that of what it is inside of."""
    found: dict[str, Role] = {}
    for element in model.elements.values():
        if element.kind is not Kind.PERSON:
            own = given.get(element.name) or Role(element.role) or _shaped(element)
            found[element.name] = own or found.get(element.parent, Role.NONE)
    return found


def _shaped(element: Element) -> Role:
    if element.kind is Kind.COMPONENT or element.shape is Shape.BOX:
        return Role.NONE
    return Role.STORE if element.shape is Shape.DATABASE else Role.BROKER


def _hidden(
    model: Model, scope: Scope, roles: Mapping[str, Role], ignored: frozenset[str]
) -> tuple[HiddenElement, ...]:
    found: dict[str, HiddenElement] = {}
    for element in model.elements.values():
        reason = _reason(element, scope, roles, ignored)
        if element.parent in found:
            reason = reason or f"is inside {element.parent}"
        if reason:
            found[element.name] = HiddenElement(name=element.name, reason=reason)
    return tuple(sorted(found.values()))


def _reason(element: Element, scope: Scope, roles: Mapping[str, Role], ignored: frozenset[str]) -> str:
    if element.kind is Kind.PERSON:
        return ""
    if element.name in ignored:
        return "named to be ignored"
    if roles[element.name] in scope.ignored_roles:
        return f"has the role {roles[element.name]}"
    tags = sorted(scope.ignored_tags.intersection(element.tags))
    return f"bears the tag {tags[0]}" if tags else ""
