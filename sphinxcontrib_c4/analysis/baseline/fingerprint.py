"""Fingerprints of findings: stable between runs, whatever moves in the model files."""

from __future__ import annotations

from hashlib import sha256

from sphinxcontrib_c4.analysis.baseline.model import CYCLE
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.rules.base import RuleFinding

_LENGTH = 32


def fingerprint(finding: CycleFinding | RuleFinding) -> str:
    """Return 32 hexadecimal digits derived from the rule and the names of elements and flows.

    The class of a cycle and the severity are not included: a finding that becomes worse stays the
    same finding.
    """
    parts = _cycle_parts(finding) if isinstance(finding, CycleFinding) else _rule_parts(finding)
    return sha256("\n".join(parts).encode()).hexdigest()[:_LENGTH]


def _cycle_parts(cycle: CycleFinding) -> list[str]:
    return [CYCLE, cycle.level, *cycle.members]


def _rule_parts(finding: RuleFinding) -> list[str]:
    """Return the parts of a finding; the message is one of them only if nothing else tells findings apart."""
    flows = [flow.name for flow in finding.flows] if len(finding.flows) == 1 else []
    message = [finding.message] if not finding.flows and not finding.edges else []
    return [finding.rule.id, *finding.elements, *flows, *message]
