"""LaTeX: drawings in PDF, in vectors, with text that can be selected and boxes that lead on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from sphinxcontrib_c4.sphinx.domain import domain_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.writers.latex import LaTeXTranslator

    from sphinxcontrib_c4.sphinx.nodes import c4_diagram, c4_key, c4_matrix


def visit_c4_diagram_latex(self: LaTeXTranslator, node: c4_diagram) -> None:
    """Draw the view; its text is in the drawing."""
    from sphinxcontrib_c4.drawing import svg, tikz
    from sphinxcontrib_c4.sphinx.writers.text_alternative import address

    links = {name: address(lead) for name, lead in node["leads"].items()}
    drawing = svg(domain_of(self.builder.env).drawn(node["geometry"]), links=links, closer=node["closer"])
    begin, end = (_IN_FIGURE if isinstance(node.parent, nodes.figure) else _IN_TEXT)[node.get("align", "center")]
    names: list[str] = node.get("targets", [])
    targets = "".join(map(self.hypertarget, names))
    self.body.append(f"\n{begin}\n{targets}{tikz(drawing, escape=self.escape, lead=_lead(self))}\n{end}\n")
    raise nodes.SkipNode


# What stands before and after a drawing. In a figure, which Sphinx has centred already, there must not be more space.
_IN_FIGURE = {"left": (r"\raggedright", ""), "center": ("", ""), "right": (r"\raggedleft", "")}


_IN_TEXT = {
    "left": (r"\begin{flushleft}", r"\end{flushleft}"),
    "center": (r"\begin{center}", r"\end{center}"),
    "right": (r"\begin{flushright}", r"\end{flushright}"),
}


def visit_c4_matrix_latex(self: LaTeXTranslator, node: c4_matrix) -> None:
    """Draw the matrix; the list follows."""
    from sphinxcontrib_c4.drawing import MatrixMark, matrix_svg, tikz

    marks = [MatrixMark(row, column, mark, f"#{anchor}") for row, column, mark, anchor in node["cells"]]
    drawing = matrix_svg(node["rows"], marks, node["cycles"])
    self.body.append(f"\n{tikz(drawing, escape=self.escape, lead=_lead(self))}\n")


def depart_c4_matrix_latex(self: LaTeXTranslator, node: c4_matrix) -> None:
    """Nothing follows the list."""


def visit_c4_key_latex(self: LaTeXTranslator, node: c4_key) -> None:
    """Draw the symbol; its name is in the drawing."""
    from sphinxcontrib_c4.drawing import tikz

    self.body.append(tikz(node["drawing"], escape=self.escape, lead=_lead(self)))
    raise nodes.SkipNode


def _lead(writer: LaTeXTranslator) -> Callable[[str], str]:
    """What begins the link to an address, as Sphinx writes addresses for LaTeX: ``%document#id`` within the book."""

    def lead(href: str) -> str:
        if href.startswith("#"):
            href = f"%{writer.curfilestack[-1]}{href}"
        if href.startswith("%"):
            label = href[1:].replace("#", ":") if "#" in href else f"{href[1:]}::doc"
            return rf"\hyperref[{writer.idescape(label)}]"
        return rf"\href{{{writer.encode_uri(href)}}}"

    return lead
