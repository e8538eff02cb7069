"""The LaTeX writer: vector drawings with selectable text and linked boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinxcontrib_c4.drawing import MatrixMark, matrix_svg, svg, tikz
from sphinxcontrib_c4.sphinx.domain import domain_of
from sphinxcontrib_c4.sphinx.writers.text_alternative import reference_uri

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.writers.latex import LaTeXTranslator

    from sphinxcontrib_c4.sphinx.nodes import c4_diagram, c4_key, c4_matrix

# The commands around a drawing by its alignment. Sphinx centres figures, and further space must not be added.
_IN_FIGURE = {"left": (r"\raggedright", ""), "center": ("", ""), "right": (r"\raggedleft", "")}
_IN_TEXT = {
    "left": (r"\begin{flushleft}", r"\end{flushleft}"),
    "center": (r"\begin{center}", r"\end{center}"),
    "right": (r"\begin{flushright}", r"\end{flushright}"),
}


def visit_c4_diagram_latex(self: LaTeXTranslator, node: c4_diagram) -> None:
    """Write the drawing, which contains its text."""
    links = {name: reference_uri(reference) for name, reference in node["leads"].items()}
    geometry = domain_of(self.builder.env).layout(node["geometry"])
    drawing = svg(geometry, links=links, closer=node["closer"])
    begin, end = (_IN_FIGURE if isinstance(node.parent, nodes.figure) else _IN_TEXT)[node.get("align", "center")]
    names: list[str] = node.get("targets", [])
    targets = "".join(map(self.hypertarget, names))
    self.body.append(f"\n{begin}\n{targets}{_tikz(self, drawing)}\n{end}\n")
    raise nodes.SkipNode


def visit_c4_matrix_latex(self: LaTeXTranslator, node: c4_matrix) -> None:
    """Write the drawing of the matrix; its text alternative follows."""
    marks = [MatrixMark(row, column, mark, f"#{anchor}") for row, column, mark, _, anchor in node["cells"]]
    self.body.append(f"\n{_tikz(self, matrix_svg(node['rows'], marks, node['cycles']))}\n")


def depart_c4_matrix_latex(self: LaTeXTranslator, node: c4_matrix) -> None:
    """Write nothing after the text alternative."""


def visit_c4_key_latex(self: LaTeXTranslator, node: c4_key) -> None:
    """Write the drawing of the symbol, which contains its name."""
    self.body.append(_tikz(self, node["drawing"]))
    raise nodes.SkipNode


def _tikz(writer: LaTeXTranslator, drawing: str) -> str:
    return tikz(drawing, escape=writer.escape, link_command=_link_command(writer))


def _link_command(writer: LaTeXTranslator) -> Callable[[str], str]:
    """Return a function from an address to the command that links to it.

    Within the book, Sphinx writes addresses as ``%document#id``.
    """

    def command(href: str) -> str:
        if href.startswith("#"):
            href = f"%{writer.curfilestack[-1]}{href}"
        if href.startswith("%"):
            label = href[1:].replace("#", ":") if "#" in href else f"{href[1:]}::doc"
            return rf"\hyperref[{writer.idescape(label)}]"
        return rf"\href{{{writer.encode_uri(href)}}}"

    return command
