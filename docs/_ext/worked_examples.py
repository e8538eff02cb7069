"""Worked examples: a small model, its drawing with marks of the layout, and the dependencies of its flows.

Everything but the model is computed when the documentation is built, so an example cannot differ from the program.
"""

from __future__ import annotations

from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from sphinxcontrib_c4.analysis import DependencyEdge, Report
    from sphinxcontrib_c4.layout import Geometry, Point
    from sphinxcontrib_c4.model import Flow, Model

logger = logging.getLogger(__name__)

_CLASS = "worked-drawing"
_MARKS = ("ranks", "dummies", "tracks")
_STROKE = 'style="fill:none;stroke:var(--c4-focus)"'
_TEXT = 'style="fill:var(--c4-focus);font:bold 11px Helvetica,Arial,sans-serif"'
_ASSUMPTIONS = {"": "", "label": " (possible: the label decides)", "topic": " (possible: the topic is not stated)"}


class Segment(NamedTuple):
    """A straight part of a line."""

    start: Point
    end: Point

    @property
    def is_vertical(self) -> bool:
        return abs(self.start.x - self.end.x) < 0.01

    def crosses(self, other: Segment) -> bool:
        """Check whether a vertical segment and a horizontal one have an inner point in common."""
        vertical, horizontal = (self, other) if self.is_vertical else (other, self)
        left, right = sorted((horizontal.start.x, horizontal.end.x))
        top, bottom = sorted((vertical.start.y, vertical.end.y))
        return left < vertical.start.x < right and top < horizontal.start.y < bottom


def _straight_parts(points: Sequence[Point]) -> Iterator[Segment]:
    for index in range(0, len(points) - 3, 3):
        start, *_, end = points[index : index + 4]
        if start != end and (abs(start.x - end.x) < 0.01 or abs(start.y - end.y) < 0.01):
            yield Segment(start, end)


def _segments(points: Sequence[Point]) -> list[Segment]:
    """Return the straight parts of a line. Adjacent parts in one direction are one part."""
    segments: list[Segment] = []
    for segment in _straight_parts(points):
        if segments and segments[-1].end == segment.start and segments[-1].is_vertical == segment.is_vertical:
            segments[-1] = Segment(segments[-1].start, segment.end)
        else:
            segments.append(segment)
    return segments


def bands(geometry: Geometry) -> list[tuple[float, float]]:
    """Return the left and the right side of each rank of a drawing that runs to the right."""
    result: list[tuple[float, float]] = []
    for left, right in sorted((box.rect.x, box.rect.right) for box in geometry.boxes):
        if result and left < result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], right))
        else:
            result.append((left, right))
    return result


def count_crossings(geometry: Geometry) -> int:
    """Return how often the lines of a drawing cross."""
    lines = [_segments(line.path) for line in geometry.lines]
    return sum(
        a.is_vertical != b.is_vertical and a.crosses(b)
        for number, line in enumerate(lines)
        for other in lines[number + 1 :]
        for a in line
        for b in other
    )


def count_corners(geometry: Geometry) -> int:
    """Return how often the lines of a drawing change their direction."""
    return sum(a.is_vertical != b.is_vertical for line in geometry.lines for a, b in pairwise(_segments(line.path)))


def measures(geometry: Geometry) -> str:
    """Return the ranks, crossings, corners and size of a drawing in a sentence."""
    counts = (
        (len(bands(geometry)), "rank"),
        (count_crossings(geometry), "crossing"),
        (count_corners(geometry), "corner"),
    )
    words = ", ".join(f"{number} {noun}{'s' * (number != 1)}" for number, noun in counts)
    return f"{words}; {geometry.width:.0f} by {geometry.height:.0f} px."


# --- Marks ---


def _rank_marks(geometry: Geometry) -> Iterator[str]:
    for number, (left, right) in enumerate(bands(geometry)):
        yield (
            f'<rect x="{left - 6:.1f}" y="2" width="{right - left + 12:.1f}" height="{geometry.height - 4:.1f}"'
            f' rx="6" stroke-dasharray="2 4" {_STROKE}/>'
            f'<text x="{(left + right) / 2:.1f}" y="{geometry.height - 8:.1f}" text-anchor="middle" {_TEXT}>'
            f"rank {number}</text>"
        )


def _dummy_marks(geometry: Geometry) -> Iterator[str]:
    for line in geometry.lines:
        for segment in _segments(line.path):
            low, high = sorted((segment.start.x, segment.end.x))
            for left, right in bands(geometry):
                if not segment.is_vertical and low < left and right < high:
                    yield (
                        f'<circle cx="{(left + right) / 2:.1f}" cy="{segment.start.y:.1f}" r="6" stroke-width="2"'
                        ' style="fill:var(--c4-canvas);stroke:var(--c4-focus)"/>'
                    )


def _track_marks(geometry: Geometry) -> Iterator[str]:
    for line in geometry.lines:
        for segment in _segments(line.path):
            if segment.is_vertical:
                (x, top), (_, bottom) = segment
                yield (
                    f'<path d="M{x:.1f} {top:.1f}V{bottom:.1f}" stroke-width="6" stroke-opacity="0.45"'
                    f' stroke-linecap="round" {_STROKE}/>'
                )


_MARK_WRITERS = {"ranks": _rank_marks, "dummies": _dummy_marks, "tracks": _track_marks}


def _marks_option(text: str) -> list[str]:
    return [directives.choice(word, _MARKS) for word in text.split()]


# --- Dependencies ---


def _dependencies(report: Report) -> nodes.Node:
    edges = list(report.graph.edges.values())
    if not edges:
        return nodes.paragraph("", "Dependencies: none.")
    rows = [_row(("Dependency", "Mode", "Because of"))]
    rows += [_row(_edge_cells(report.model, edge)) for edge in edges]
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in (35, 20, 45)), cols=3)
    group += [nodes.thead("", rows[0]), nodes.tbody("", *rows[1:])]
    return nodes.table("", group)


def _edge_cells(model: Model, edge: DependencyEdge) -> Iterator[str]:
    titles = [model.elements[end].title for end in edge.pair]
    yield " depends on ".join(titles)
    yield "unknown mode" if edge.mode == "unknown" else {"sync": "synchronous", "async": "asynchronous"}[edge.mode]
    yield "; ".join(
        ", then ".join(_flow_text(model, flow) for flow in cause.flows) + _ASSUMPTIONS[cause.assumption]
        for cause in edge.causes
    )


def _flow_text(model: Model, flow: Flow) -> str:
    source, target = (model.elements[end].title for end in (flow.source, flow.target))
    return f"{source} → {target}: {flow.label}"


def _row(cells: Iterable[str]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in cells))


def _cycles(report: Report) -> nodes.Node:
    if not report.cycles:
        return nodes.paragraph("", "Cycles: none.")
    sentences = [
        f"Cycle of {' and '.join(report.model.elements[name].title for name in cycle.members)}: "
        f"{cycle.level.value.replace('-', ' ')}, {cycle.cycle_class.value.replace('-', ' ')}, "
        f"severity {cycle.severity}."
        for cycle in report.cycles
    ]
    return nodes.paragraph("", " ".join(sentences))


class WorkedExample(SphinxDirective):
    """A model from ``examples`` beside the page, drawn and analysed."""

    required_arguments = 1
    option_spec: ClassVar = {
        "view": directives.unchanged_required,
        "width": directives.positive_int,
        "marks": _marks_option,
        "no-source": directives.flag,
        "no-drawing": directives.flag,
        "measures": directives.flag,
        "dependencies": directives.flag,
        "cycles": directives.flag,
    }

    def run(self) -> list[Node]:
        from sphinxcontrib_c4.analysis import analyse
        from sphinxcontrib_c4.model import load

        path = Path(self.env.doc2path(self.env.docname)).parent / "examples" / self.arguments[0]
        self.env.note_dependency(str(path))
        model = load(path)
        report = analyse(model)
        result: list[Node] = []
        if "no-source" not in self.options:
            text = path.read_text("utf-8")
            result.append(nodes.literal_block(text, text.rstrip(), language="yaml"))
        if "no-drawing" not in self.options:
            result += self._drawing(model)
        if "dependencies" in self.options:
            result.append(_dependencies(report))
        if "cycles" in self.options:
            result.append(_cycles(report))
        return result

    def _drawing(self, model: Model) -> list[Node]:
        from sphinxcontrib_c4.drawing import svg, text_alternative
        from sphinxcontrib_c4.layout import lay_out
        from sphinxcontrib_c4.views import Direction, Selection, ViewKind, view

        kind, _, subject = self.options.get("view", "").partition(":")
        kind = kind or "container"
        subject = subject or model.elements[next(iter(_internal(model)))].name
        example_view = view(model, ViewKind(kind), subject, Selection(direction=Direction.RIGHT))
        (geometry,) = lay_out([example_view], width=self.options.get("width", 720))
        prefix = f"{self.env.docname}-{Path(self.arguments[0]).stem}-{self.env.new_serialno('worked')}"
        drawing = svg(geometry, prefix=prefix)
        marks = "".join(mark for name in self.options.get("marks", ()) for mark in _MARK_WRITERS[name](geometry))
        if marks:
            drawing = drawing.replace("</svg>", f'<g aria-hidden="true">{marks}</g></svg>')
        region = f'<div class="c4-scroll" tabindex="0" role="region" aria-label="{escape(example_view.title)}">'
        words = text_alternative(example_view)
        items = nodes.bullet_list(
            "", *(nodes.list_item("", nodes.paragraph("", text)) for text in (*words.elements, *words.flows))
        )
        figure = nodes.container("", classes=["c4-figure", _CLASS])
        figure += [
            nodes.raw("", f"{region}\n{drawing}</div>\n", format="html"),
            nodes.raw("", '<details class="c4-words"><summary>In words</summary>\n', format="html"),
            nodes.paragraph("", words.summary),
            items,
            nodes.raw("", "</details>\n", format="html"),
        ]
        if "measures" in self.options:
            return [figure, nodes.paragraph("", measures(geometry))]
        return [figure]


def _internal(model: Model) -> Iterator[str]:
    return (name for name, element in model.elements.items() if element.kind == "system" and not element.external)


def _add_assets(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, object], doctree: nodes.document | None
) -> None:
    """Add the style and the script of drawings to a page with a worked example."""
    from sphinxcontrib_c4.drawing import SCRIPT, STYLESHEET

    if doctree is None or app.builder.name == "epub":
        return
    if any(_CLASS in node["classes"] for node in doctree.findall(nodes.container)):
        app.add_css_file(STYLESHEET)
        app.add_js_file(SCRIPT, defer="defer")


def _leave_text(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Remove the drawings from pages of a book, which must not contain SVG; their text alternative remains."""
    if app.builder.name == "epub":
        for drawing in [node for node in doctree.findall(nodes.container) if _CLASS in node["classes"]]:
            drawing.children = [child for child in drawing.children if not isinstance(child, nodes.raw)]


def setup(app: Sphinx) -> ExtensionMetadata:
    app.add_directive("worked-example", WorkedExample)
    app.connect("html-page-context", _add_assets)
    app.connect("doctree-resolved", _leave_text)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
