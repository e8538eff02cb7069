"""Lines: where in the model something stands, put in when a page is written.

Each comment in a model moves lines, and is no reason to read a page again. So a page keeps what stands
there, a *spot*, and what is written of it counts among the states of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinxcontrib_c4.analysis import Acceptance
    from sphinxcontrib_c4.model import Element, IngestionSource, Model, Position
    from sphinxcontrib_c4.sphinx.cache.model import Sources


Spot = str
"""What stands somewhere: ``flow NAME``, ``element NAME``, ``source SYSTEM TITLE``, ``step NUMBER SCENARIO``, ``entry
DIGEST``, or ``suppressed RULE`` with one of the first three."""


class Line(NamedTuple):
    """A line of a file; ``path`` is relative to the folder of the model, or to that of ``conf.py`` for the baseline."""

    path: str
    line: int
    in_model: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def flow_spot(name: str) -> Spot:
    """The flow with the full ``name``."""
    return f"flow {name}"


def step_spot(number: int, scenario: str) -> Spot:
    """The step with the ``number``, from 0, of ``scenario``."""
    return f"step {number} {scenario}"


def _element_spot(element: Element) -> Spot:
    return f"element {element.name}"


def _source_spot(source: IngestionSource) -> Spot:
    """Where a system fetches data from."""
    return f"source {source.system} {source.title}"


def entry_spot(entry: Acceptance) -> Spot:
    """An entry of the baseline, which is known by what it says."""
    from sphinxcontrib_c4.sphinx.cache.store import digest

    told = (entry.rule, entry.cycle_class, entry.edges, entry.elements, entry.reason, entry.owner, str(entry.expires))
    return f"entry {digest(told)[:20]}"


def source_lines(sources: Sources) -> Mapping[Spot, Line]:
    """Where all spots of the model and of the baseline are."""
    model = sources.model
    found = {spot: Line(within(model, at), at.line, True) for spot, at in _spots(model).items()}
    baseline, path = sources.analyses.baseline, sources.settings.baseline
    entries = baseline.acceptances if baseline else ()
    return {**found, **{entry_spot(one): Line(path, one.position.line, False) for one in entries}}


def _suppressions(model: Model) -> Iterator[tuple[Spot, Position]]:
    """What the model accepts."""
    owners = [
        *((_element_spot(element), element.suppressions) for element in model.elements.values()),
        *((flow_spot(flow.name), flow.suppressions) for flow in model.flows),
        *((_source_spot(source), source.suppressions) for source in model.ingestion),
    ]
    for spot, suppressions in owners:
        for told in suppressions:
            yield f"suppressed {told.rule} {spot}", told.position


def spots_at(model: Model) -> Mapping[Position, Spot]:
    """What stands at the places of a model that reports name."""
    return {position: spot for spot, position in _spots(model).items()}


def _spots(model: Model) -> dict[Spot, Position]:
    return {
        **{flow_spot(flow.name): flow.position for flow in model.flows},
        **{_source_spot(source): source.position for source in model.ingestion},
        **dict(_suppressions(model)),
        **{_element_spot(element): element.position for element in model.elements.values()},
        **{
            step_spot(number, scenario.name): step.position
            for scenario in model.scenarios
            for number, step in enumerate(scenario.steps)
        },
    }


def within(model: Model, position: Position) -> str:
    """The name within ``model`` of the file of a position, which tells its place on the machine that read it."""
    ends = (file.path for file in model.files if f"/{position.path}".endswith(f"/{file.path}"))
    return max(ends, key=len, default=position.path.rpartition("/")[2])
