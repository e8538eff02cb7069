"""Rules about texts of the model: hard-coded endpoints, and elements that authors flagged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sphinxcontrib_c4.analysis.dependencies.graph_builder import DependencyGraph
from sphinxcontrib_c4.analysis.rules.base import Rule, RuleFinding, RuleSettings
from sphinxcontrib_c4.model import Element, Flow, IngestionSource, Kind, Severity, join_names

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_STAGE = r"(?:dev|develop|development|int|qa|rc|sandbox|stage|staging|stg|test|testing|uat|prod|production)"
_ENDPOINT = re.compile(
    rf"""
    (?<![\w.:-]) {_OCTET} (?: \. {_OCTET} ){{3}} (?![\w-]|\.\d)                 # an IPv4 address
    | (?<![\w:]) \[ (?: [0-9a-f]{{0,4}} : ){{2,7}} [0-9a-f]{{0,4}} \]           # an IPv6 address, as in a URL
    | (?<![\w.-]) localhost (?![\w-])
    | (?<![\w.-]) (?: [\w-]+ \. )* (?: [\w-]+ - )? {_STAGE} (?: - [\w-]+ )? (?: \. [\w-]+ )+ \. [a-z]{{2,}} (?![\w-])
    | (?<![\w.-]) [\w-]+ (?: \. [\w-]+ )* \. (?: internal | local | lan | localdomain ) (?![\w-])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TITLE_WORD = re.compile(r"\w+")
_FLAG = "fragile"
_SEVERITIES = {f"{_FLAG}:{severity}": severity for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)}


class _FlowRule(Rule):
    """A rule whose findings concern one flow; they are suppressed at the flow or at one of its ends."""

    def flow_finding(
        self, graph: DependencyGraph, flow: Flow, message: str, severity: Severity | None = None
    ) -> RuleFinding:
        """Return a finding about ``flow``."""
        ends = [graph.scoped.model.elements[name] for name in (flow.source, flow.target)]
        return self.make_finding(
            message,
            severity=severity,
            elements=(flow.source, flow.target),
            edges=((graph.node_of(flow.source), graph.node_of(flow.target)),),
            flows=(flow,),
            position=flow.position,
            suppression=self.suppression(ends, (flow,)),
        )


class HardCodedEndpoint(_FlowRule):
    """Flows that contain an IP address, localhost, or a host name of one environment."""

    id = "hard-coded-endpoint"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for the first endpoint in the texts of each flow."""
        for flow in graph.flows(people=True):
            match = next(filter(None, map(_ENDPOINT.search, _texts(flow))), None)
            if match:
                yield self.flow_finding(graph, flow, f"The flow {flow.name} names the endpoint {match[0]}.")


def _texts(flow: Flow) -> tuple[str, ...]:
    key = (flow.provenance.contract_key,) if flow.provenance else ()
    return (flow.label, flow.protocol, flow.data, flow.trigger, *key)


class Flagged(_FlowRule):
    """Elements and flows with the tag ``fragile``, ``fragile:error``, ``fragile:warning`` or ``fragile:info``."""

    id = "flagged"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each flagged element and flow in scope."""
        excluded = {element.name for element in graph.scoped.excluded}
        for name, element in sorted(graph.scoped.model.elements.items()):
            severity = _flag_severity(element.tags)
            if severity and name not in excluded:
                yield self.make_finding(
                    f"{name} is flagged as fragile.",
                    severity=severity,
                    elements=(name,),
                    position=element.position,
                    suppression=self.suppression((element,)),
                )
        for flow in graph.flows(people=True):
            severity = _flag_severity(flow.tags)
            if severity:
                message = f"{flow.source} → {flow.target} ({flow.label}) is flagged as fragile."
                yield self.flow_finding(graph, flow, message, severity)


def _flag_severity(tags: tuple[str, ...]) -> Severity | None:
    """Return the worst severity that tags ask for, a warning for a plain flag; None without a flag."""
    severities = [_SEVERITIES[tag] for tag in tags if tag in _SEVERITIES]
    if _FLAG in tags:
        severities.append(Severity.WARNING)
    return min(severities, key=lambda severity: severity.rank, default=None)


class FragileIngestion(Rule):
    """Ingestion sources that their author marked as fragile."""

    id = "fragile-ingestion"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each fragile ingestion source of a system in scope."""
        excluded = {element.name for element in graph.scoped.excluded}
        sources = graph.scoped.model.ingestion
        for source in sorted(sources, key=lambda source: (source.system, source.title, source.position)):
            if source.fragile and source.system not in excluded:
                yield self._finding(source)

    def _finding(self, source: IngestionSource) -> RuleFinding:
        transport = f" ({source.transport})" if source.transport else ""
        return self.make_finding(
            f"The source {source.title}{transport} of {source.system or 'the model'} is marked as fragile.",
            elements=(source.system,) if source.system else (),
            position=source.position,
            suppression=self._matching(source.suppressions),
        )


class SameName(Rule):
    """Systems, people, or containers of one system, that have the same title and different ids."""

    id = "same-name"

    def check(self, graph: DependencyGraph, settings: RuleSettings) -> Iterator[RuleFinding]:
        """Yield a finding for each set of elements with one title."""
        by_title: dict[tuple[str, str, str], list[Element]] = {}
        for element in graph.scoped.model.elements.values():
            title = " ".join(_TITLE_WORD.findall(element.title.casefold()))
            if title and element.kind is not Kind.COMPONENT:
                by_title.setdefault((element.kind, element.parent, title), []).append(element)
        for _, elements in sorted(by_title.items()):
            if len(elements) > 1:
                yield self._finding(sorted(elements, key=lambda element: element.name))

    def _finding(self, elements: Sequence[Element]) -> RuleFinding:
        names = [element.name for element in elements]
        noun = f"one {elements[0].kind}"
        return self.make_finding(
            f"{join_names(names)} have the name {elements[0].title}: {noun}?",
            elements=names,
            position=elements[0].position,
            suppression=self.suppression(elements),
        )
