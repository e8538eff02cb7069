"""Fingerprints: what tells a finding again in a later run, whatever moved in the files."""

from __future__ import annotations

from hashlib import sha256

from sphinxcontrib_c4.analysis.baseline.model import CYCLE
from sphinxcontrib_c4.analysis.cycles.finding import CycleFinding
from sphinxcontrib_c4.analysis.rules.base import Weakness


def fingerprint(found: CycleFinding | Weakness) -> str:
    """32 hexadecimal digits made of the rule and the names of what it is about.

    The class of a cycle and the severity are left out: a finding that gets worse is the same one.
    """
    if isinstance(found, CycleFinding):
        parts = [CYCLE, found.level, *found.members]
    else:
        flows = [flow.name for flow in found.flows] if len(found.flows) == 1 else []
        told = [found.what] if not found.flows and not found.edges else []
        parts = [found.rule, *found.elements, *flows, *told]
    return sha256("\n".join(parts).encode()).hexdigest()[:32]
