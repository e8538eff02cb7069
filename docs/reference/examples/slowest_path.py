"""Print what each container calls and waits for, then draw the system: a use of the public API."""

from pathlib import Path

from sphinxcontrib_c4.analysis import analyse
from sphinxcontrib_c4.drawing import Scheme, standalone_svg, svg
from sphinxcontrib_c4.layout import Geometry, lay_out
from sphinxcontrib_c4.model import Mode, ModelError
from sphinxcontrib_c4.model_source import load_any
from sphinxcontrib_c4.views import ViewKind, view


def waits(path: Path) -> list[str]:
    """Return a line for each synchronous dependency of a model."""
    report = analyse(load_any(path))
    title = {name: element.title for name, element in report.model.elements.items()}
    edges = report.graph.edges.values()
    return [f"{title[edge.source]} waits for {title[edge.target]}" for edge in edges if edge.mode is Mode.SYNC]


def draw(path: Path, system: str) -> str:
    """Return the containers of a system as an SVG file, in the scheme of its reader."""
    (geometry,) = lay_out([view(load_any(path), ViewKind.CONTAINER, system)])
    assert isinstance(geometry, Geometry), geometry.message
    return standalone_svg(svg(geometry), Scheme.AUTO)


if __name__ == "__main__":
    model = Path("docs/model")
    try:
        print(*waits(model), sep="\n")
        Path("shop.svg").write_text(draw(model, "shop"), "utf-8")
    except ModelError as error:
        print(error)
