"""Check that the targets of all internal links of built pages exist: ``python docs/_ext/check_links.py build/docs``.

Sphinx checks references in sources, but not the links of raw HTML, drawings, themes and writers. Links to other hosts
are checked by ``tox run -e links``.
"""

from __future__ import annotations

import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class Link(NamedTuple):
    """A link of a page: its address and its line."""

    address: str
    line: int


class _PageParser(HTMLParser):
    """Parser that collects the ids and the links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[Link] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and (name == "id" or (name == "name" and tag == "a")):
                self.ids.add(value)
            elif value and name in ("href", "src"):
                self.links.append(Link(value, self.getpos()[0]))


def parse_page(path: Path) -> _PageParser:
    """Return the ids and links of a page."""
    parser = _PageParser()
    parser.feed(path.read_text("utf-8"))
    return parser


def broken_links(folder: Path) -> list[str]:
    """Return a message for each internal link in ``folder`` whose file or fragment does not exist."""
    files = (path for path in sorted(folder.rglob("*.html")) if "_static" not in path.relative_to(folder).parts)
    pages = {path.resolve(): parse_page(path) for path in files}
    messages = []
    for path, page in pages.items():
        for address, line in page.links:
            problem = _problem(path, address, pages)
            if problem:
                messages.append(f"{path.relative_to(folder.resolve())}:{line}: {address}: {problem}")
    return messages


def _problem(path: Path, address: str, pages: dict[Path, _PageParser]) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    target = target / "index.html" if target.is_dir() else target
    if not target.is_file():
        return "no such file"
    fragment = unquote(parts.fragment)
    if not fragment or fragment == "top" or target not in pages:
        return ""
    return "" if fragment in pages[target].ids else "no such fragment"


def main(arguments: list[str]) -> int:
    """Print the broken links of each folder, and return 1 if there are any."""
    messages = [message for folder in arguments for message in broken_links(Path(folder))]
    for message in messages:
        print(message)
    return min(len(messages), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
