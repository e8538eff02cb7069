"""The Markdown writer: pages as CommonMark with tables, for the documentation of a workspace.

Structurizr hides headings of the first level, uses the second level for the titles of sections, and rejects HTML. Any
node of any extension is accepted: an unknown node is replaced by its children.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from sphinxcontrib_c4.sphinx.nodes import c4_diagram
from sphinxcontrib_c4.sphinx.writers.text_alternative import to_nodes

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
_SPECIAL = re.compile(r"[\\`*_{}\[\]#|~]")
_BEGINNING = re.compile(r"^([-+=>:]|\d+(?=[.)]))")
_DEEPEST = 6
_WITHIN_LINES: tuple[type, ...] = (nodes.Text, nodes.Inline)
_APART: tuple[type, ...] = (nodes.image, addnodes.desc_signature)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownWriter:
    """Writer of nodes as Markdown.

    ``view_key`` returns the key of the view that a diagram shows, or ``""`` if its text alternative replaces it.
    ``image_uri`` returns the address of an image, or ``""`` if its alternative text replaces it. ``is_included``
    returns whether the content of an ``only`` directive is included. In a page whose references are not resolved,
    ``resolve_reference`` returns the title and the address of a target, both ``""`` if it is unknown.
    """

    view_key: Callable[[c4_diagram], str]
    image_uri: Callable[[nodes.image], str]
    is_included: Callable[[str], bool] = bool
    resolve_reference: Callable[[addnodes.pending_xref], tuple[str, str]] = lambda node: ("", "")

    def page(self, doctree: nodes.document) -> str:
        """Return a page."""
        return "\n\n".join(self._blocks(doctree, 1)) + "\n"

    # --- Blocks ---

    def _blocks(self, node: Element, depth: int) -> list[str]:
        """Return the blocks in ``node`` that are not empty."""
        return [block for child in self._children(node) for block in self._block(child, depth) if block.strip()]

    def _children(self, node: Element) -> Iterator[Node]:
        """Yield the children of a node; inline nodes between blocks become a paragraph."""
        run: list[Node] = []
        for child in node.children:
            if isinstance(child, _WITHIN_LINES) and not isinstance(child, _APART):
                run.append(child)
                continue
            if run:
                yield _paragraph(run)
                run = []
            yield child
        if run:
            yield _paragraph(run)

    def _block(self, node: Node, depth: int) -> Iterable[str]:
        match node:
            case nodes.Invisible() | addnodes.toctree() | nodes.raw() | nodes.system_message() | addnodes.index():
                return ()
            case addnodes.only():
                return self._blocks(node, depth) if self.is_included(node["expr"]) else ()
            case nodes.section():
                return self._blocks(node, depth + 1)
            case nodes.title() if isinstance(node.parent, nodes.section | nodes.document):
                text = self.inline(node)
                return [f"{'#' * min(max(depth, 2), _DEEPEST)} {text}"] if text else ()
            case c4_diagram():
                return self._diagram(node, depth)
            case nodes.image():
                return [self._image(node)]
            case nodes.literal_block() | nodes.doctest_block() | nodes.math_block():
                return [_fence_block(node.astext(), str(node.get("language", "")))]
            case nodes.line_block():
                return ["\\\n".join(self._lines(node))]
            case nodes.transition():
                return ["---"]
            case nodes.table():
                return self._table(node)
            case addnodes.compact_paragraph() if "toctree" in node:
                return self._blocks(node, depth)
            case nodes.TextElement():
                text = self.inline(node)
                return [f"**{text}**" if isinstance(node, _HEADS) and text else text]
            case nodes.Element():
                return self._compound_block(node, depth)
            case _:
                return ()

    def _compound_block(self, node: Element, depth: int) -> Iterable[str]:
        """Return the blocks of a list or a quote, or of the children of another node."""
        match node:
            case nodes.bullet_list():
                return [self._list(node.children, depth)]
            case nodes.enumerated_list():
                return [self._list(node.children, depth, first=int(node.get("start", 1)))]
            case nodes.definition_list() | nodes.field_list() | nodes.option_list():
                return [self._list(node.children, depth)]
            case nodes.definition_list_item() | nodes.field() | nodes.option_list_item():
                return [_item_with_heading(self._blocks(node, depth))]
            case nodes.footnote() | nodes.citation():
                label, *rest = self._blocks(node, depth)
                return [f"\\[{label}\\] {' '.join(rest)}"]
            case nodes.block_quote():
                return [_quote(self._blocks(node, depth))]
            case addnodes.desc() | addnodes.versionmodified():  # which count as admonitions
                return self._blocks(node, depth)
            case nodes.Admonition():
                return [_quote([*_admonition_title(node), *self._blocks(node, depth)])]
            case _:
                return self._blocks(node, depth)

    def _diagram(self, node: c4_diagram, depth: int) -> list[str]:
        key = self.view_key(node)
        if key:
            return [f"![{escape_markdown(node['label'])}](embed:{key})"]
        return self._blocks(nodes.container("", *to_nodes(node, {})), depth)

    def _image(self, node: nodes.image) -> str:
        uri, text = self.image_uri(node), escape_markdown(node.get("alt", ""))
        return f"![{text}]({uri})" if uri else text

    def _lines(self, node: Element) -> Iterator[str]:
        for child in node.children:
            if isinstance(child, nodes.line_block):
                yield from self._lines(child)
            elif isinstance(child, nodes.Element):
                yield self.inline(child)

    def _list(self, items: Sequence[Node], depth: int, *, first: int | None = None) -> str:
        rows = []
        for number, item in enumerate(items):
            mark = "- " if first is None else f"{first + number}. "
            blocks = self._blocks(item, depth) if isinstance(item, nodes.list_item) else list(self._block(item, depth))
            rows.append(mark + _indent("\n\n".join(blocks), len(mark)))
        return "\n".join(rows)

    # --- Tables ---

    def _table(self, node: nodes.table) -> Iterator[str]:
        for title in node.findall(nodes.title):
            yield f"**{self.inline(title)}**"
        rows = [list(self._cells(row)) for row in node.findall(nodes.row)]
        width = max(map(len, rows), default=0)
        if not any(node.findall(nodes.thead)):
            rows.insert(0, [])
        full = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows]
        if width:
            yield "\n".join([full[0], "|" + " --- |" * width, *full[1:]])

    def _cells(self, row: nodes.row) -> Iterator[str]:
        """Yield the cells of a row, each on one line; empty cells follow a cell over several columns."""
        for entry in row.children:
            assert isinstance(entry, nodes.Element)
            yield " ".join("; ".join(self._blocks(entry, 1)).split())
            yield from [""] * int(entry.get("morecols", 0))

    # --- Inline ---

    def inline(self, node: Element) -> str:
        """Return the content of ``node`` on one line."""
        text = " ".join("".join(map(self._inline, node.children)).split())
        return _BEGINNING.sub(r"\\\1" if not text[:1].isdigit() else r"\1\\", text)

    def _inline(self, node: Node) -> str:
        match node:
            case nodes.Text():
                return escape_markdown(node.astext())
            case nodes.Invisible() | nodes.raw() | nodes.system_message() | addnodes.index():
                return ""
            case nodes.literal() | nodes.math():
                return _code(node.astext())
            case nodes.image():
                return self._image(node)
            case nodes.emphasis() | nodes.strong():
                return _emphasize("*" if isinstance(node, nodes.emphasis) else "**", self._inside(node))
            case nodes.reference():
                return _link(self._inside(node), str(node.get("refuri", "")))
            case addnodes.pending_xref():
                title, address = self.resolve_reference(node)
                explicit = node.get("refexplicit") or not title
                return _link(self._inside(node) if explicit else escape_markdown(title), address)
            case nodes.footnote_reference() | nodes.citation_reference():
                return f"\\[{self._inside(node)}\\]"
            case addnodes.only() if not self.is_included(node["expr"]):
                return ""
            case nodes.Element():
                return self._inside(node)
            case _:
                return ""

    def _inside(self, node: Element) -> str:
        return "".join(map(self._inline, node.children))


_HEADS = (nodes.term, nodes.field_name, nodes.rubric, nodes.title, nodes.option_group, addnodes.desc_signature)


def escape_markdown(text: str) -> str:
    """Return ``text`` with the special characters of Markdown and HTML escaped."""
    text = _SPECIAL.sub(lambda match: f"\\{match[0]}", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _paragraph(run: Sequence[Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", *(child.deepcopy() for child in run))


def _link(text: str, address: str) -> str:
    """Return ``text`` as a link to ``address``, or as plain text if that is not an absolute address."""
    if not address.startswith(("http://", "https://", "mailto:")) or not text.strip():
        return text
    return f"[{text}]({_address(address)})"


def _emphasize(mark: str, text: str) -> str:
    """Return ``text`` between marks, which must not be next to spaces."""
    inner = text.strip()
    if not inner:
        return text
    return text.replace(inner, f"{mark}{inner}{mark}", 1)


def _fence(text: str, least: int) -> str:
    longest = max(map(len, re.findall("`+", text)), default=0)
    return "`" * max(least, longest + 1)


def _code(text: str) -> str:
    text = " ".join(text.split())
    fence = _fence(text, 1)
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def _fence_block(text: str, language: str) -> str:
    fence = _fence(text, 3)
    name = language if re.fullmatch(r"[\w+#-]+", language) and language not in ("default", "none") else ""
    return f"{fence}{name}\n{text}\n{fence}"


def _item_with_heading(blocks: Sequence[str]) -> str:
    """Return a heading and its content as one item of a list."""
    if len(blocks) < 2:
        return "".join(blocks)
    head, first, *rest = blocks
    opening = f"{head}: {first}" if not first.startswith(("- ", "`", "|", "1. ", ">")) else f"{head}:\n\n{first}"
    return "\n\n".join([opening, *rest])


def _quote(blocks: Iterable[str]) -> str:
    text = "\n\n".join(blocks)
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _indent(text: str, by: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(f"{' ' * by}{line}" if line else "" for line in rest)])


def _admonition_title(node: Element) -> Iterator[str]:
    """Yield the heading of an admonition without a title."""
    if not isinstance(node, nodes.admonition):
        name = type(node).__name__
        yield f"**{'See also' if name == 'seealso' else name.capitalize()}**"


def _address(address: str) -> str:
    """Return ``address`` with the characters encoded that would end it."""
    return "".join(f"%{ord(char):02X}" if char in ' ()<>"\\`' else char for char in address if char >= " ")
