"""Lines: where in the model something stands, put in when a page is written.

Each comment in a model moves lines, and is no reason to read a page again. So a page keeps what stands
there, a *spot*, and what is written of it counts among the states of the page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx.errors import NoUri

from sphinxcontrib_c4.sphinx.answers import Unanswered
from sphinxcontrib_c4.sphinx.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from sphinxcontrib_c4.analysis import Acceptance
    from sphinxcontrib_c4.model import Element, IngestionSource, Model, Position
    from sphinxcontrib_c4.sphinx.nodes import c4_line
    from sphinxcontrib_c4.sphinx.sources import Sources

FOLDER = "_model"
"""Where the pages with model files lie, beside the documents."""

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
    from sphinxcontrib_c4.sphinx.digests import digest

    told = (entry.rule, entry.cycle_class, entry.edges, entry.elements, entry.reason, entry.owner, str(entry.expires))
    return f"entry {digest(told)[:20]}"


def line_of(env: BuildEnvironment, spot: Spot) -> Line | None:
    """Where ``spot`` is; ``None`` where the model does not have it any longer, or where there is no model."""
    try:
        return domain_of(env).answers.ask(lines).get(spot)
    except Unanswered:
        return None


def lines(sources: Sources) -> Mapping[Spot, Line]:
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


def model_folder(app: Sphinx) -> Path:
    """The folder that holds the files of the model."""
    path: Path = app.confdir / app.config.c4_model
    return path if path.is_dir() else path.parent


# --- When the page is written ---


def address(app: Sphinx, docname: str, line: Line) -> str:
    """Where a line can be looked at: as ``c4_source_url`` says, or on a page of ours; ``""`` where nowhere."""
    if not line.in_model:
        return ""
    template: str = app.config.c4_source_url
    if template:
        return template.replace("{path}", quote(line.path)).replace("{line}", str(line.line))
    if not has_pages(app):
        return ""
    try:
        return f"{app.builder.get_relative_uri(docname, page_of(line.path))}#{anchor(line.line)}"
    except NoUri:
        return ""


def has_pages(app: Sphinx) -> bool:
    """Whether the builder makes pages of model files."""
    return app.builder.name in {"html", "dirhtml"} and not app.config.c4_source_url


def page_of(path: str) -> str:
    """The name of the page that shows a model file."""
    return f"{FOLDER}/{path}"


def anchor(line: int) -> str:
    """The id of a line on such a page."""
    return f"line-{line}"


def put_in(app: Sphinx, node: c4_line, docname: str) -> None:
    """Put the line and where it can be looked at in the place of ``node``."""
    line = line_of(app.env, node["spot"])
    if line is None:
        node.parent.remove(node)
        return
    href = address(app, docname, line)
    text = nodes.literal(str(line), str(line), classes=["c4-line"], support_smartquotes=False)
    node.replace_self(
        nodes.reference("", "", text, refuri=href, internal=not app.config.c4_source_url) if href else text
    )
