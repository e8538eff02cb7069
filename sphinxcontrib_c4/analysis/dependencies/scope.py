"""The scope of an analysis: the elements and flows to analyse, and the role of each element."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sphinxcontrib_c4.model import Element, Flow, Kind, Mode, Model, NameTable, Shape, UnknownNameError, resolve

_GATEWAY = re.compile(
    r"(?<![a-z])(api[ -]?management|apisix|envoy"
    r"|(?<!mail )(?<!payment )(?<!sms )gateway|haproxy|ingress|kong|load[ -]?balancer|nginx|reverse[ -]?proxy"
    r"|traefik|zuul)(?![a-z])",
    re.IGNORECASE,
)


class Role(StrEnum):
    """The role of an element in the analysis; ``NONE`` is an ordinary container or system."""

    NONE = ""
    INFRASTRUCTURE = "infrastructure"
    GATEWAY = "gateway"
    STORE = "store"
    BROKER = "broker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The elements and flows to analyse.

    ``roles`` overrides the roles of elements, by full or short name. Elements are excluded that have
    one of ``ignored_roles`` or ``ignored_tags``, or are named by ``ignored``, with everything inside
    them. Flows are excluded that have an ignored tag or are named. People never take part.
    ``subject`` is the full or short name of a system; only findings that touch it are reported. It
    is empty for all systems.
    """

    subject: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)
    ignored_roles: frozenset[Role] = frozenset((Role.INFRASTRUCTURE,))
    ignored_tags: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ExcludedElement:
    """An element that the scope excludes, and the reason: ``has the role infrastructure``."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopedModel:
    """A model with a role for each element, and the elements and flows that the scope excludes.

    ``excluded_flows`` are excluded by name or tag; flows of excluded elements are not among them.
    ``roles`` contains all elements of the model except people. ``representatives`` maps a system to
    the container that a flow means which names the system: its only one, or its ``api_container``.
    """

    model: Model
    subject: str
    roles: Mapping[str, Role]
    excluded: tuple[ExcludedElement, ...]
    excluded_flows: tuple[Flow, ...]
    representatives: Mapping[str, str]

    def node_of(self, name: str) -> str:
        """Return the node of the dependency graph for an element: its container, or a system or person."""
        container = name if name.count(".") < 2 else ".".join(name.split(".")[:2])
        return self.representatives.get(container, container)

    def unscoped(self) -> ScopedModel:
        """Return the same model without exclusions."""
        return replace(self, excluded=(), excluded_flows=())


def apply_scope(model: Model, scope: Scope) -> ScopedModel:
    """Return ``model`` with ``scope`` applied.

    Raises:
        model.NameLookupError: for the first name of the scope that the model does not contain.
    """
    model = replace(model, flows=tuple(map(_with_stated_mode, model.flows)))
    table = NameTable(model.elements if scope.roles else ())
    roles = _roles(model, {table.resolve(name): role for name, role in sorted(scope.roles.items())})
    ignored = frozenset(map(element_or_flow_resolver(model), sorted(scope.ignored))) if scope.ignored else frozenset()
    return ScopedModel(
        model=model,
        subject=_subject(model, scope.subject),
        roles=roles,
        excluded=_excluded_elements(model, scope, roles, ignored),
        excluded_flows=tuple(f for f in model.flows if f.name in ignored or not scope.ignored_tags.isdisjoint(f.tags)),
        representatives=_representatives(model),
    )


def _with_stated_mode(flow: Flow) -> Flow:
    """Return ``flow``, with an unknown mode if its mode is only the default of the format."""
    return replace(flow, mode=Mode.UNKNOWN) if flow.has_default_mode and flow.mode is Mode.SYNC else flow


def is_gateway(scoped: ScopedModel, name: str) -> bool:
    """Return whether an element is a gateway by its role, or by well-known words of its name or technology."""
    element = scoped.model.elements[name]
    if element.kind is Kind.PERSON or scoped.roles[name] is Role.GATEWAY:
        return element.kind is not Kind.PERSON
    return any(_GATEWAY.search(text) for text in (name.rpartition(".")[2], element.title, element.technology))


def element_or_flow_resolver(model: Model) -> Callable[[str], str]:
    """Return a function that resolves a name to the full name of an element or, failing that, of a flow.

    The names of flows that an assumption removes are resolved too, because settings may contain them.
    """
    flows = (flow.name for flow in (*model.flows, *model.assumptions.removed))
    elements, everything = NameTable(model.elements), NameTable((*model.elements, *flows))

    def resolve_name(name: str) -> str:
        try:
            return elements.resolve(name)
        except UnknownNameError:
            return everything.resolve(name)

    return resolve_name


def _representatives(model: Model) -> dict[str, str]:
    containers: dict[str, list[str]] = {}
    for element in model.elements.values():
        if element.kind is Kind.CONTAINER:
            containers.setdefault(element.parent, []).append(element.name)
    return {
        system: model.elements[system].api_container or names[0]
        for system, names in containers.items()
        if model.elements[system].api_container or len(names) == 1
    }


def _subject(model: Model, name: str) -> str:
    systems = [element.name for element in model.elements.values() if element.kind is Kind.SYSTEM]
    return resolve(name, systems) if name else ""


def _roles(model: Model, overrides: Mapping[str, Role]) -> dict[str, Role]:
    """Return the role of each element: overridden, from the model, from the shape, or from its parent."""
    roles: dict[str, Role] = {}
    for element in sorted(model.elements.values(), key=lambda each: each.name.count(".")):  # parents first
        if element.kind is not Kind.PERSON:
            role = overrides.get(element.name) or Role(element.role) or _role_of_shape(element)
            roles[element.name] = role or roles.get(element.parent, Role.NONE)
    return roles


def _role_of_shape(element: Element) -> Role:
    if element.kind is Kind.COMPONENT or element.shape is Shape.BOX:
        return Role.NONE
    return Role.STORE if element.shape is Shape.DATABASE else Role.BROKER


def _excluded_elements(
    model: Model, scope: Scope, roles: Mapping[str, Role], ignored: frozenset[str]
) -> tuple[ExcludedElement, ...]:
    excluded: dict[str, ExcludedElement] = {}
    for element in model.elements.values():
        reason = _reason(element, scope, roles, ignored)
        if element.parent in excluded:
            reason = reason or f"is inside {element.parent}"
        if reason:
            excluded[element.name] = ExcludedElement(name=element.name, reason=reason)
    return tuple(sorted(excluded.values()))


def _reason(element: Element, scope: Scope, roles: Mapping[str, Role], ignored: frozenset[str]) -> str:
    if element.kind is Kind.PERSON:
        return ""
    if element.name in ignored:
        return "is ignored by name"
    if roles[element.name] in scope.ignored_roles:
        return f"has the role {roles[element.name]}"
    tags = sorted(scope.ignored_tags.intersection(element.tags))
    return f"has the tag {tags[0]}" if tags else ""
