"""Source references: names of model lines that stay valid when lines move.

A comment in a model moves lines, but is no reason to read a page again. A page therefore stores a reference such as
``flow shop.web -> shop.db``; its line is resolved when the page is written, and is part of the page's fingerprint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sphinxcontrib_c4.model_source import is_compiled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinxcontrib_c4.analysis import Baseline
    from sphinxcontrib_c4.model import Model, Position

SourceRef = str
"""``flow NAME``, ``element NAME``, ``source SYSTEM TITLE``, ``step NUMBER SCENARIO``, ``entry DIGEST`` (of the
baseline), ``rule ID``, ``rule ID NUMBER`` (of an exception), or ``suppressed RULE`` followed by one of the first
three."""


class SourceLine(NamedTuple):
    """A line of a file; ``path`` is relative to the model, or to the folder of ``conf.py`` for the baseline."""

    path: str
    line: int
    in_model: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


def refs_by_position(model: Model) -> Mapping[Position, SourceRef]:
    """Return the references to the positions that findings have."""
    return {position: ref for ref, position in _positions(model).items()}


def source_lines(model: Model, baseline: Baseline | None, baseline_path: str) -> Mapping[SourceRef, SourceLine]:
    """Return the lines of all references to the model and to its baseline."""
    lines = {
        ref: SourceLine(path_in_model(model, position), position.line, not is_compiled(position.path))
        for ref, position in _positions(model).items()
    }
    for entry in baseline.acceptances if baseline else ():
        lines[entry.ref] = SourceLine(baseline_path, entry.position.line, False)
    return lines


def _positions(model: Model) -> dict[SourceRef, Position]:
    return {
        **{flow.ref: flow.position for flow in model.flows},
        **{source.ref: source.position for source in model.ingestion},
        **dict(_suppressions(model)),
        **{element.ref: element.position for element in model.elements.values()},
        **dict(_rules(model)),
        **{
            scenario.step_ref(number): step.position
            for scenario in model.scenarios
            for number, step in enumerate(scenario.steps)
        },
    }


def _rules(model: Model) -> Iterator[tuple[SourceRef, Position]]:
    """Yield the declared rules and their exceptions."""
    for rule in model.rules:
        for number, exception in enumerate(rule.exceptions):
            yield f"{rule.ref} {number}", exception.position
        yield rule.ref, rule.position


def _suppressions(model: Model) -> Iterator[tuple[SourceRef, Position]]:
    """Yield the findings that the model accepts."""
    owners = [
        *((element.ref, element.suppressions) for element in model.elements.values()),
        *((flow.ref, flow.suppressions) for flow in model.flows),
        *((source.ref, source.suppressions) for source in model.ingestion),
    ]
    for ref, suppressions in owners:
        for suppression in suppressions:
            yield f"suppressed {suppression.rule} {ref}", suppression.position


def path_in_model(model: Model, position: Position) -> str:
    """Return the path of a file within the model; the path of ``position`` depends on the machine."""
    paths = (file.path for file in model.files if f"/{position.path}".endswith(f"/{file.path}"))
    return max(paths, key=len, default=position.path.rpartition("/")[2])
