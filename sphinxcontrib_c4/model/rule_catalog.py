"""The rules of the analysis as a model file can name them: id, severity, thresholds and wording.

The catalog is data only. It belongs to the model because model files suppress rules and
``landscape.yaml`` tunes them, so their schema is generated from it; ``sphinxcontrib_c4.analysis``
adds the check of each rule. SARIF, pages, command-line help and documentation read it as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """The severity of a finding, worst first. ``REVIEW`` asks for a look and never fails a build."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    REVIEW = "review"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst severity."""
        return _SEVERITY_RANKS[self]

    @property
    def gates(self) -> bool:
        """Whether a finding of this severity can fail a build."""
        return self.rank <= Severity.WARNING.rank


_SEVERITY_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """A number that tunes a rule; a whole number unless ``is_share``."""

    name: str
    default: float
    meaning: str
    is_share: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSpec:
    """The description of a rule.

    ``summary`` states the problem in one sentence. ``looks_for`` is the noun phrase after "Looked
    for"; it may contain the names of thresholds in braces. ``why`` and ``advice`` are the texts of
    a finding that has no more specific ones. ``severity`` is the default one.
    """

    id: str
    title: str
    severity: Severity
    summary: str
    looks_for: str
    why: str
    advice: str
    thresholds: tuple[Threshold, ...] = ()


_RULES = (
    RuleSpec(
        id="declared-rule",
        title="Declared rule",
        severity=Severity.ERROR,
        summary="A dependency violates a rule that the landscape declares.",
        looks_for="violations of declared rules",
        why="The authors of the model decided that the architecture must not contain such dependencies.",
        advice="Remove or invert the dependency, or add it to 'except' of the rule, with the reason.",
    ),
    RuleSpec(
        id="shared-store",
        title="Shared store",
        severity=Severity.ERROR,
        summary="Several systems use one store.",
        looks_for="stores that several systems use",
        why="A change of the schema breaks the other systems, and no single system can guarantee the data.",
        advice="Let one system own the store; the others call it, or copy the data that they need from its events.",
    ),
    RuleSpec(
        id="external-store-access",
        title="External store access",
        severity=Severity.ERROR,
        summary="A person or an external system accesses a store directly.",
        looks_for="people and external systems that access a store directly",
        why="The tables become an interface without code that guards it: neither side can change them alone.",
        advice="Offer an API, an export or events instead.",
    ),
    RuleSpec(
        id="long-chain",
        title="Long chain",
        severity=Severity.WARNING,
        summary="A chain of synchronous calls is long.",
        looks_for="chains of {chain_warning} synchronous calls",
        why="The first caller waits for all of them: latencies add up, and one failure fails the whole request.",
        advice="Shorten the chain: answer from a copy or a cache, or hand work over asynchronously.",
        thresholds=(
            Threshold(name="chain_warning", default=4, meaning="Synchronous calls from which a chain is long."),
            Threshold(name="chain_error", default=6, meaning="Synchronous calls from which a long chain is an error."),
        ),
    ),
    RuleSpec(
        id="chatty-pair",
        title="Chatty pair",
        severity=Severity.WARNING,
        summary="Two containers have many flows between them.",
        looks_for="pairs with {chatty_flows} flows, or {chatty_turns} turns in a scenario",
        why="They change and fail together, and pay for the network although they may do one piece of work.",
        advice="Offer one call for the whole task, send the data along, or merge the two containers.",
        thresholds=(
            Threshold(name="chatty_flows", default=5, meaning="Flows from which a pair is chatty."),
            Threshold(
                name="chatty_turns",
                default=3,
                meaning="Changes of direction in one scenario from which a pair is chatty.",
            ),
        ),
    ),
    RuleSpec(
        id="duplicate-flow",
        title="Duplicate flow",
        severity=Severity.REVIEW,
        summary="The model contains the same flow several times.",
        looks_for="flows that are the same in everything but their ids",
        why="A reader sees one flow, and a change of one copy leaves the others behind.",
        advice="Delete all but one of them, or state in what they differ.",
    ),
    RuleSpec(
        id="same-name",
        title="Same name",
        severity=Severity.REVIEW,
        summary="Two elements have one name.",
        looks_for="systems, and containers of one system, with one name",
        why="Two ids for one system split its flows: no diagram and no finding sees all of them.",
        advice="If it is one system, use one id, or list the other one under 'aliases'; else name them apart.",
    ),
    RuleSpec(
        id="hub",
        title="Hub",
        severity=Severity.REVIEW,
        summary="A container has many neighbours and lies on many paths.",
        looks_for="hubs with {hub_neighbours} neighbours, more in larger models",
        why="A container that everything uses is hard to change, and few people know all of it.",
        advice="Check whether it does several jobs that can be separated.",
        thresholds=(
            Threshold(
                name="hub_neighbours",
                default=4,
                meaning="Minimum number of neighbours of a hub. A queue with all of its consumers is one neighbour.",
            ),
        ),
    ),
    RuleSpec(
        id="single-point-of-failure",
        title="Single point of failure",
        severity=Severity.WARNING,
        summary="Many containers need one container synchronously.",
        looks_for="single points of failure",
        why="While it is down or slow, so are they.",
        advice="Run it redundantly, let callers work without it for a while, or remove it from the synchronous path.",
        thresholds=(
            Threshold(
                name="failure_share",
                default=0.5,
                is_share=True,
                meaning="Minimum share of all other containers that need a single point of failure.",
            ),
            Threshold(
                name="failure_dependents",
                default=4,
                meaning="Minimum number of containers that need a single point of failure.",
            ),
        ),
    ),
    RuleSpec(
        id="hard-coded-endpoint",
        title="Hard-coded endpoint",
        severity=Severity.WARNING,
        summary="A flow names an address of one environment.",
        looks_for="hard-coded endpoints",
        why="The address differs between environments, and callers are not notified when it changes.",
        advice="Read the address from configuration or a registry, and name the element that it belongs to.",
    ),
    RuleSpec(
        id="no-gateway",
        title="No gateway",
        severity=Severity.WARNING,
        summary="Callers from outside reach many containers of a system, and none of them is a gateway.",
        looks_for="systems with {gateway_reach} containers that callers from outside reach, and no gateway",
        why="Each of these containers has to authenticate, limit and stay compatible on its own.",
        advice="Put a gateway in front of the system, or mark the container that is one with 'role: gateway'.",
        thresholds=(
            Threshold(
                name="gateway_reach",
                default=3,
                meaning="Containers reached from outside from which a system needs a gateway.",
            ),
        ),
    ),
    RuleSpec(
        id="flagged",
        title="Flagged",
        severity=Severity.WARNING,
        summary="An author flagged an element or a flow as fragile.",
        looks_for="elements and flows that authors flagged as fragile",
        why="The author of the model knows that it breaks easily.",
        advice="Ask the author what breaks, and plan a replacement; then remove the tag.",
    ),
    RuleSpec(
        id="fragile-ingestion",
        title="Fragile ingestion",
        severity=Severity.WARNING,
        summary="An ingestion source is marked as fragile.",
        looks_for="fragile ingestion sources",
        why="Scraped or hard-coded data changes without notice; it then stops or becomes wrong silently.",
        advice="Agree on an interface with the owner of the source, and monitor that data keeps arriving.",
    ),
)

_CYCLE_RULES = (
    RuleSpec(
        id="cycle-blocking",
        title="Blocking cycle",
        severity=Severity.ERROR,
        summary="Synchronous dependencies form a cycle.",
        looks_for="cycles of synchronous calls",
        why="One slow member stops all of them, and none can be deployed or tested alone.",
        advice="Make one of the calls asynchronous, or remove or invert it.",
    ),
    RuleSpec(
        id="cycle-possibly-blocking",
        title="Possibly blocking cycle",
        severity=Severity.WARNING,
        summary="Dependencies that may all be synchronous form a cycle.",
        looks_for="cycles of calls that may be synchronous",
        why="If all of them are synchronous, one slow member stops all of them.",
        advice="State the mode of the flows without one ('sync: true' or 'sync: false').",
    ),
    RuleSpec(
        id="cycle-mixed",
        title="Mixed cycle",
        severity=Severity.WARNING,
        summary="Synchronous and asynchronous dependencies form a cycle.",
        looks_for="cycles of synchronous and asynchronous dependencies",
        why="The members change together, and a burst of messages returns as a burst of calls.",
        advice="Remove or invert one of the dependencies.",
    ),
    RuleSpec(
        id="cycle-feedback",
        title="Feedback cycle",
        severity=Severity.WARNING,
        summary="Asynchronous dependencies form a cycle.",
        looks_for="cycles of asynchronous dependencies",
        why="A message can circulate forever, or be processed twice.",
        advice="Make receivers idempotent, and make sure that the cycle ends.",
    ),
)

RULES: Mapping[str, RuleSpec] = MappingProxyType({rule.id: rule for rule in _RULES})
"""The rules for single elements and flows by id, in the order of reports."""

CYCLE_RULES: Mapping[str, RuleSpec] = MappingProxyType({rule.id: rule for rule in _CYCLE_RULES})
"""The rules for classes of cycles by id, worst first; their severity can be set, and they cannot be suppressed."""

THRESHOLDS: Mapping[str, Threshold] = MappingProxyType(
    {threshold.name: threshold for rule in _RULES for threshold in rule.thresholds}
)
"""The thresholds of all rules by name."""
