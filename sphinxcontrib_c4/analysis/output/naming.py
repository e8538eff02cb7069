"""Names of elements and flows in a report: full names for a terminal, titles for a page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.enums import Level
from sphinxcontrib_c4.analysis.graph.digraph import Pair
from sphinxcontrib_c4.analysis.output.phrases import flow_details
from sphinxcontrib_c4.model import Flow, Kind, Model


class ElementName(NamedTuple):
    """An element: its kind, its full name and the name to print."""

    kind: str
    name: str
    title: str


class FlowText(NamedTuple):
    """A flow: ``ends`` unless they are those of the dependency, the label, and protocol and mode as ``details``."""

    name: str
    ends: str
    label: str
    details: str
    ref: str


class Naming(ABC):
    """A way to name the elements, scenarios and flows of a model."""

    def __init__(self, model: Model) -> None:
        """Name the parts of ``model``."""
        self.model = model

    @abstractmethod
    def title(self, name: str) -> str:
        """Return the name to print for the element, scenario or flow ``name``."""

    def of_cycle(self, cycle: CycleFinding) -> Naming:
        """Return the naming for a text about ``cycle``."""
        return self

    def element(self, name: str) -> ElementName:
        """Return the element ``name``."""
        return ElementName(self.model.elements[name].kind.value, name, self.title(name))

    def introduction(self, name: str) -> str:
        """Return the name to print where no text before it does; a system is always meant as a whole."""
        return self.flow_end(name) if self.model.elements[name].kind is Kind.SYSTEM else self.title(name)

    def flow_end(self, name: str) -> str:
        """Return the name to print for an end of a flow, after a text that names it."""
        return self.title(name)

    def flow(self, flow: Flow, ends: Pair = ("", "")) -> FlowText:
        """Return ``flow`` in words after a text that has named ``ends``, if there is one."""
        end_name = self.flow_end if any(ends) else self.introduction
        names = " → ".join(end_name(end) for end in (flow.source, flow.target))
        prefix = "" if (flow.source, flow.target) == ends else f"{names}: "
        return FlowText(flow.name, prefix, flow.label, f" ({flow_details(flow)})", flow.ref)


class FullNaming(Naming):
    """Full names, which a reader can search for in model files."""

    def title(self, name: str) -> str:
        """Return ``name``."""
        return name


class TitleNaming(Naming):
    """Titles, with the system of a container, unless the text is about that system (``subject``).

    A system is marked as meant as a whole if other elements of it may be meant, unless ``by_system``.
    """

    def __init__(self, model: Model, *, subject: str = "", by_system: bool = False) -> None:
        """Name the parts of ``model`` in a text about ``subject``."""
        super().__init__(model)
        self._subject = subject
        self._by_system = by_system
        self._flows_and_scenarios = {flow.name: flow.label for flow in model.flows}
        self._flows_and_scenarios |= {scenario.name: scenario.title for scenario in model.scenarios}

    def of_cycle(self, cycle: CycleFinding) -> Naming:
        """Return the naming for a text about ``cycle``, which omits the system that all members belong to."""
        subject = cycle.systems[0] if cycle.level is Level.INTERNAL else ""
        by_system = cycle.level in (Level.POSSIBLE, Level.AGGREGATION_ONLY)
        return TitleNaming(self.model, subject=subject, by_system=by_system)

    def title(self, name: str) -> str:
        """Return the title of an element or scenario, or the label of a flow."""
        if name == self._subject:
            return self.model.elements[name].title
        if name not in self.model.elements:
            return self._flows_and_scenarios.get(name, name)
        if self.model.elements[name].kind is Kind.SYSTEM and not self._by_system and self.model.children(name):
            return f"{self.model.elements[name].title} (as a whole)"
        return self.model.title_beside(name, self._subject)

    def flow_end(self, name: str) -> str:
        """Return the plain title."""
        return self.model.elements[name].title
