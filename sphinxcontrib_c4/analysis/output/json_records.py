"""Records of JSON reports that several of them contain."""

from __future__ import annotations

from typing import Any

from sphinxcontrib_c4.model import Flow, Model, position_record


def flow_record(flow: Flow) -> dict[str, Any]:
    """Return a flow with its position."""
    return {
        "name": flow.name,
        "source": flow.source,
        "target": flow.target,
        "label": flow.label,
        "protocol": flow.protocol,
        "mode": flow.mode,
        "position": position_record(flow.position),
    }


def what_if_record(model: Model) -> dict[str, Any]:
    """Return the flows that a what-if leaves out or makes asynchronous."""
    assumptions = model.assumptions
    return {
        "without": [flow_record(flow) for flow in assumptions.removed],
        "async": [flow_record(flow) for flow in assumptions.asynchronous],
    }
