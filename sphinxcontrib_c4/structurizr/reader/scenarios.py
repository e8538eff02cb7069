"""The scenarios of dynamic views: their steps in order, with the numbers of their author."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sphinxcontrib_c4.model import Element, Mode, Scenario, Step
from sphinxcontrib_c4.structurizr.reader.elements import ModelParts, slug
from sphinxcontrib_c4.structurizr.reader.json_object import JsonObject
from sphinxcontrib_c4.structurizr.reader.stored_properties import StoredProperties
from sphinxcontrib_c4.structurizr.reader.workspace_index import WorkspaceRelationship
from sphinxcontrib_c4.structurizr.urls import exported_url
from sphinxcontrib_c4.structurizr.view_format import VIEW_PROPERTIES
from sphinxcontrib_c4.views import Label, Relationship

ViewLine = tuple[JsonObject, WorkspaceRelationship]
"""A line of a view: its entry in the view, and the relationship that it shows."""

_MODES = tuple(Mode)
_PROPERTIES = VIEW_PROPERTIES | {"c4.system", "c4.description"}
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})*")


class ScenarioReader:
    """A reader of the scenarios of dynamic views, which gives them unique names."""

    def __init__(self, parts: ModelParts) -> None:
        """Store the elements and modes that steps refer to."""
        self._parts = parts
        self._element_names = frozenset(element.name for element in parts.elements.values())
        self._names: set[str] = set()

    def read(
        self, view: JsonObject, key: str, lines: Sequence[ViewLine], subject: Element | None
    ) -> tuple[Scenario, tuple[Relationship, ...]]:
        """Return the scenario of the dynamic view with this ``key``, and a relationship for each step."""
        ordered = _in_order(lines)
        scenario = self._scenario(view, key, ordered, subject)
        return scenario, tuple(
            Relationship(
                source=self._ends(line)[0],
                target=self._ends(line)[1],
                mode=step.mode,
                labels=(Label(text=step.label, protocol=step.protocol),),
                step=place,
                number=step.number,
            )
            for place, (line, step) in enumerate(zip(ordered, scenario.steps, strict=True), 1)
        )

    def _scenario(self, view: JsonObject, key: str, lines: Sequence[ViewLine], subject: Element | None) -> Scenario:
        steps = [f"c4.step.{number}" for number in range(1, len(lines) + 1)]
        properties = StoredProperties.read(view, _PROPERTIES | set(steps), "a view")
        subject_system = subject.name.split(".")[0] if subject else ""
        system = self._stored_system(properties)
        return Scenario(
            name=self._unique_name(properties, system or subject_system, key),
            title=view.text("title") or key,
            position=view.position,
            system=system if "c4.view" in properties else system or subject_system,
            description=properties.text("c4.description") or view.text("description"),
            steps=tuple(
                replace(self._step(line, properties, name), number=_author_number(line[0], place))
                for place, (line, name) in enumerate(zip(lines, steps, strict=True), 1)
            ),
        )

    def _stored_system(self, properties: StoredProperties) -> str:
        system = properties.text("c4.system")
        if system and system not in self._element_names:
            properties.fault("c4.system", f"{system!r} is not an element of the model")
        return system

    def _unique_name(self, properties: StoredProperties, system: str, key: str) -> str:
        name = properties.text("c4.view").removeprefix("dynamic:")
        if name and name in self._names:
            properties.fault("c4.view", f"duplicate view {properties.text('c4.view')!r}", "remove the property")
        if not name or name in self._names:
            name = ".".join(part for part in (system, slug(key) or key) if part)
        self._names.add(name)
        return name

    # --- Steps ---

    def _step(self, line: ViewLine, properties: StoredProperties, property_name: str) -> Step:
        """Return one step; the property holds its differences from the relationship that it follows."""
        item, relationship = line
        source, target = self._ends(line)
        defaults = {
            "source": source,
            "target": target,
            "mode": self._parts.modes[relationship.id].value,
            "protocol": relationship.json.text("technology"),
        }
        fields = defaults | properties.text_object(property_name)
        is_valid = fields.keys() == defaults.keys() and fields["mode"] in _MODES
        if not is_valid or not self._element_names.issuperset((fields["source"], fields["target"])):
            properties.fault(
                property_name, "expected source, target, mode or protocol of a step", "remove the property"
            )
            fields = defaults
        url = item.text("url")
        if url and not exported_url(url):
            item.add_unmapped("'url' of a step, which is not an address", "url")
        return Step(
            source=fields["source"],
            target=fields["target"],
            label=_label(line, is_export="c4.view" in properties),
            position=item.position,
            mode=Mode(fields["mode"]),
            protocol=fields["protocol"],
            flow=self._flow_name(relationship),
            is_response=item.value.get("response") is True,
            url=exported_url(url),
            properties=item.custom_properties((), "a step"),
        )

    def _flow_name(self, relationship: WorkspaceRelationship) -> str:
        """Return the name of the flow of a relationship, or of the one that implies it."""
        flows = self._parts.flows
        flow = flows.get(relationship.id) or flows.get(relationship.json.text("linkedRelationshipId"))
        return flow.name if flow else ""

    def _ends(self, line: ViewLine) -> tuple[str, str]:
        item, relationship = line
        source, target = (self._parts.elements[id_].name for id_ in (relationship.source, relationship.target))
        return (target, source) if item.value.get("response") is True else (source, target)


def _label(line: ViewLine, *, is_export: bool) -> str:
    """Return the description of a step, or else of its relationship; only exports have steps without one."""
    item, relationship = line
    has_own = "description" in item.value if is_export else bool(item.text("description"))
    return item.text("description") if has_own else relationship.description


def _in_order(lines: Sequence[ViewLine]) -> list[ViewLine]:
    """Return the lines of a dynamic view by their order (``1``, ``1.1``, ``2``).

    If a step has no order, or one that is not a number, the order in the file counts.
    """
    orders = [item.text("order").strip() for item, _ in lines]
    earlier_steps: set[tuple[str, str]] = set()
    for (item, relationship), order in zip(lines, orders, strict=True):
        if order and (relationship.id, order) in earlier_steps:
            item.fault("duplicate step: another one has the same id and order", "change its order")
        earlier_steps.add((relationship.id, order))
    if not all(_NUMBER.fullmatch(order) for order in orders):
        return list(lines)
    return sorted(lines, key=lambda line: _order_key(line[0].text("order").strip()))


def _order_key(order: str) -> tuple[int, ...]:
    return tuple(map(int, order.split(".")))


def _author_number(item: JsonObject, place: int) -> str:
    """Return the number of a step as its author wrote it, or ``""`` if it is the place of the step."""
    order = item.text("order").strip()
    return "" if order == str(place) else order
