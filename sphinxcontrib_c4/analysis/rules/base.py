"""Rules: what the analysis looks for, how it may be tuned, and what a finding of a rule says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sphinxcontrib_c4.analysis.baseline.model import UNJUDGED, Judgement
from sphinxcontrib_c4.analysis.dependencies.graph_builder import Pair
from sphinxcontrib_c4.analysis.enums import Severity
from sphinxcontrib_c4.model import Element, Flow, Position, Suppression


class Rule(StrEnum):
    """The rules for fragile linkages, by the names that models, baselines and reports use."""

    SHARED_STORE = "shared-store"
    EXTERNAL_STORE_ACCESS = "external-store-access"
    LONG_CHAIN = "long-chain"
    CHATTY_PAIR = "chatty-pair"
    HUB = "hub"
    SINGLE_POINT_OF_FAILURE = "single-point-of-failure"
    HARD_CODED_ENDPOINT = "hard-coded-endpoint"
    NO_GATEWAY = "no-gateway"
    FLAGGED = "flagged"
    FRAGILE_INGESTION = "fragile-ingestion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How the rules are tuned.

    Rules in ``off`` are not applied; ``severities`` replace the severity of all findings of a rule, and
    under ``cycle-blocking`` and the like that of cycles of a class, but for those of aggregation only. A
    chain of synchronous calls is long from ``chain_warning`` hops, and an error from ``chain_error``. A
    pair is chatty from ``chatty_flows`` flows, or ``chatty_turns`` changes of direction in one scenario.
    A hub has ``hub_neighbours`` neighbours or more, and far more than most. A single point of failure
    is needed by ``failure_share`` of all others and at least ``failure_dependents``. A gateway is
    missed where ``gateway_reach`` containers of a system are reached from outside.
    """

    off: frozenset[Rule] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    chain_warning: int = 4
    chain_error: int = 6
    chatty_flows: int = 5
    chatty_turns: int = 3
    hub_neighbours: int = 8
    failure_share: float = 0.5
    failure_dependents: int = 4
    gateway_reach: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakness:
    """A fragile linkage: ``what`` was found, ``why`` it matters and what to do (``advice``).

    ``elements`` are the full names of what it is about, the first one most of all; ``edges`` who joins
    whom by the ``flows`` behind it. ``suppression`` is what the model says to accept it.
    """

    rule: Rule
    severity: Severity
    elements: tuple[str, ...]
    edges: tuple[Pair, ...]
    flows: tuple[Flow, ...]
    position: Position
    what: str
    why: str
    advice: str
    suppression: Suppression | None = None
    judgement: Judgement = UNJUDGED


def suppression_of(rule: Rule, elements: Iterable[Element], flows: Sequence[Flow]) -> Suppression | None:
    """What accepts a finding of ``rule``: one of the elements it is about, or all flows behind it."""
    for element in elements:
        for told in element.suppressions:
            if told.rule == rule:
                return told
    by_flow = [next((told for told in flow.suppressions if told.rule == rule), None) for flow in flows]
    return by_flow[0] if by_flow and all(by_flow) else None


def listed(names: Iterable[str], *, most: int = 6) -> str:
    """``a, b and c``; after ``most`` names, how many more there are."""
    shown = list(dict.fromkeys(names))
    if len(shown) > most:
        return f"{', '.join(shown[:most])} and {len(shown) - most} more"
    return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else "".join(shown)


def counted(number: int, one: str, many: str = "") -> str:
    """``1 flow`` or ``2 flows``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
