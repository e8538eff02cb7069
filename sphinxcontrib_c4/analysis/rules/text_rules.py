"""Rules about what the model's own words tell: hard-coded endpoints, and what authors flagged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinxcontrib_c4.analysis.dependencies.graph_builder import Dependencies, container_of
from sphinxcontrib_c4.analysis.enums import Severity
from sphinxcontrib_c4.analysis.rules.base import Rule, Rules, Weakness, suppression_of
from sphinxcontrib_c4.model import Element, Flow, IngestionSource

_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_STAGE = r"(?:dev|develop|development|int|qa|rc|sandbox|stage|staging|stg|test|testing|uat|prod|production)"
_ENDPOINT = re.compile(
    rf"""
    (?<![\w.:-]) {_OCTET} (?: \. {_OCTET} ){{3}} (?![\w-]|\.\d)                 # an IPv4 address
    | (?<![\w:]) \[ (?: [0-9a-f]{{0,4}} : ){{2,7}} [0-9a-f]{{0,4}} \]           # an IPv6 address, as in an URL
    | (?<![\w.-]) localhost (?![\w-])
    | (?<![\w.-]) (?: [\w-]+ \. )* (?: [\w-]+ - )? {_STAGE} (?: - [\w-]+ )? (?: \. [\w-]+ )+ \. [a-z]{{2,}} (?![\w-])
    | (?<![\w.-]) [\w-]+ (?: \. [\w-]+ )* \. (?: internal | local | lan | localdomain ) (?![\w-])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FLAG = "fragile"
_SEVERITIES = {f"{_FLAG}:{severity}": severity for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)}
_WHY_FLAGGED = "Whoever wrote the model knows that it breaks easily."


def hard_coded_endpoints(whole: Dependencies, _rules: Rules) -> Iterator[Weakness]:
    """Flows that name an IP address, localhost, or a host of one environment."""
    for flow in whole.flows(people=True):
        for text in _texts(flow):
            if match := _ENDPOINT.search(text):
                yield _endpoint(whole, flow, match[0])
                break


def _texts(flow: Flow) -> tuple[str, ...]:
    derived = flow.provenance
    key = (derived.contract_key,) if derived else ()
    return (flow.label, flow.protocol, flow.data, flow.trigger, *key)


def _endpoint(whole: Dependencies, flow: Flow, host: str) -> Weakness:
    return _of_flow(
        whole,
        flow,
        rule=Rule.HARD_CODED_ENDPOINT,
        severity=Severity.WARNING,
        what=f"The flow {flow.name} names the endpoint {host}.",
        why="The address changes with the environment, and nobody is told when it does.",
        advice="Read the address from configuration or a registry, and name the element that it stands for.",
    )


def flagged(whole: Dependencies, _rules: Rules) -> Iterator[Weakness]:
    """Elements and flows that bear the tag ``fragile``, or ``fragile:error`` and the like."""
    hidden = {element.name for element in whole.scoped.hidden}
    for name, element in sorted(whole.scoped.model.elements.items()):
        severity = _flag(element.tags)
        if severity and name not in hidden:
            yield _flagged_element(element, severity)
    for flow in whole.flows(people=True):
        severity = _flag(flow.tags)
        if severity:
            what = f"{flow.source} → {flow.target} ({flow.label}) is flagged as fragile."
            advice = "Ask its author what breaks, and plan to replace it; then take the tag away."
            yield _of_flow(
                whole, flow, rule=Rule.FLAGGED, severity=severity, what=what, why=_WHY_FLAGGED, advice=advice
            )


def _flag(tags: tuple[str, ...]) -> Severity | None:
    """The severity that tags ask for: that of ``fragile`` is a warning."""
    found = [_SEVERITIES[tag] for tag in tags if tag in _SEVERITIES]
    if _FLAG in tags:
        found.append(Severity.WARNING)
    return min(found, key=lambda severity: severity.rank, default=None)


def _flagged_element(element: Element, severity: Severity) -> Weakness:
    return Weakness(
        rule=Rule.FLAGGED,
        severity=severity,
        elements=(element.name,),
        edges=(),
        flows=(),
        position=element.position,
        what=f"{element.name} is flagged as fragile.",
        why=_WHY_FLAGGED,
        advice="Ask its author what breaks, and plan to replace it; then take the tag away.",
        suppression=suppression_of(Rule.FLAGGED, (element,), ()),
    )


def fragile_ingestion(whole: Dependencies, _rules: Rules) -> Iterator[Weakness]:
    """Ingestion sources that their author marked as fragile."""
    hidden = {element.name for element in whole.scoped.hidden}
    for source in sorted(whole.scoped.model.ingestion, key=lambda one: (one.system, one.title, one.position)):
        if source.fragile and source.system not in hidden:
            yield _ingestion(source)


def _ingestion(source: IngestionSource) -> Weakness:
    how = f" ({source.transport})" if source.transport else ""
    told = [told for told in source.suppressions if told.rule == Rule.FRAGILE_INGESTION]
    return Weakness(
        rule=Rule.FRAGILE_INGESTION,
        severity=Severity.WARNING,
        elements=(source.system,) if source.system else (),
        edges=(),
        flows=(),
        position=source.position,
        what=f"The source {source.title}{how} of {source.system or 'the model'} is marked as fragile.",
        why="What is scraped or hard-coded changes without notice, and the data then stops or goes wrong silently.",
        advice="Agree on an interface with its owner, and watch that data keeps coming.",
        suppression=told[0] if told else None,
    )


def _of_flow(
    whole: Dependencies, flow: Flow, *, rule: Rule, severity: Severity, what: str, why: str, advice: str
) -> Weakness:
    """A finding about one flow; whoever accepts it does so at the flow or at one of its ends."""
    elements = [whole.scoped.model.elements[name] for name in (flow.source, flow.target)]
    return Weakness(
        rule=rule,
        severity=severity,
        elements=(flow.source, flow.target),
        edges=((container_of(flow.source), container_of(flow.target)),),
        flows=(flow,),
        position=flow.position,
        what=what,
        why=why,
        advice=advice,
        suppression=suppression_of(rule, elements, (flow,)),
    )
