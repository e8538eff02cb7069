"""A model with its undocumented candidates as flows, for an analysis that assumes they are real.

The flows have the tag ``unverified``. The result is a model of its own: it is analysed beside the
curated one, and never drawn or exported in its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sphinxcontrib_c4.codegraph.candidate import Candidate
from sphinxcontrib_c4.codegraph.drift import DriftState, compare
from sphinxcontrib_c4.codegraph.graph_reader import CodeGraph
from sphinxcontrib_c4.model import Flow, Mode, Model

UNVERIFIED = "unverified"
SCOPE = "with unverified edges"


def with_unverified_flows(model: Model, graph: CodeGraph) -> Model:
    """Return ``model`` with a flow for each undocumented candidate between two of its elements."""
    flows = tuple(_flows(model, graph))
    return replace(model, title=f"{model.title} ({SCOPE})", flows=(*model.flows, *flows))


def is_unverified(flow: Flow) -> bool:
    """Return whether a flow represents a candidate."""
    return UNVERIFIED in flow.tags


def _flows(model: Model, graph: CodeGraph) -> Iterator[Flow]:
    names_in_use = {flow.name for flow in model.flows}
    for item in compare(model, graph).items:
        if item.flow is None and item.state is DriftState.UNDOCUMENTED:
            (candidate,) = item.candidates
            if candidate.source.is_in_model and candidate.target.is_in_model and candidate.name not in names_in_use:
                yield _flow(model, candidate)


def _flow(model: Model, candidate: Candidate) -> Flow:
    rest = f" and {candidate.key_count - 1} more" if candidate.key_count > 1 else ""
    return Flow(
        name=candidate.name,
        source=candidate.source.name,
        target=candidate.target.name,
        label=f"unverified: {f'calls {candidate.keys[0]}{rest}' if candidate.keys else 'calls'}",
        position=candidate.position or model.elements[candidate.source.name].position,
        mode=Mode.SYNC if candidate.kind == "endpoint" else Mode.UNKNOWN,
        protocol="HTTPS" if candidate.kind == "endpoint" else "",
        initiator=candidate.source.name,
        tags=(UNVERIFIED,),
    )
