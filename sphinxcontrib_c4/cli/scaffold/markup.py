"""The two markups of pages, reStructuredText and MyST Markdown: titles, directives and comments as text."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import MappingProxyType

_RST_SPECIAL = re.compile(r"([\\*`|_])")
_RST_START = re.compile(r"[^\w\\]|\(?\w+[.)](?: |$)")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]<>&$~|]|#$)")


class Markup(ABC):
    """A markup language for pages, whose files have the suffix ``suffix``."""

    suffix: str

    @abstractmethod
    def title(self, text: str, *, level: int = 1) -> str:
        """Return a title at ``level``, 1 or 2."""

    def directive(
        self,
        name: str,
        argument: str = "",
        *,
        options: Mapping[str, str] = MappingProxyType({}),
        lines: Sequence[str] = (),
    ) -> str:
        """Return a directive with the content ``lines``; an option without a value is a flag."""
        fields = [f":{key}: {value}".rstrip() for key, value in options.items()]
        return "\n".join(self._directive_rows(name, argument, fields, lines))

    @abstractmethod
    def _directive_rows(self, name: str, argument: str, fields: Sequence[str], lines: Sequence[str]) -> list[str]:
        """Return the lines of a directive with the options ``fields``."""

    @abstractmethod
    def comment(self, text: str) -> str:
        """Return a comment on one line."""

    def page(self, blocks: Sequence[str]) -> str:
        """Return a page with an empty line between each two ``blocks``."""
        return "\n\n".join(blocks) + "\n"


class RestructuredText(Markup):
    """The markup of docutils."""

    suffix = ".rst"

    def title(self, text: str, *, level: int = 1) -> str:
        """Return an underlined title, in which nothing is markup."""
        escaped = _RST_SPECIAL.sub(r"\\\1", text)
        if _RST_START.match(escaped):
            escaped = f"\\{escaped}"
        return f"{escaped}\n{'=-'[level - 1] * _columns(escaped)}"

    def _directive_rows(self, name: str, argument: str, fields: Sequence[str], lines: Sequence[str]) -> list[str]:
        """Return an explicit markup block."""
        content = ["", *(f"   {line}" for line in lines)] if lines else []
        return [f".. {name}:: {argument}".rstrip(), *(f"   {field}" for field in fields), *content]

    def comment(self, text: str) -> str:
        """Return an explicit markup comment."""
        return f".. {text}"


class Markdown(Markup):
    """The Markdown of MyST-Parser."""

    suffix = ".md"

    def title(self, text: str, *, level: int = 1) -> str:
        """Return a title with number signs, in which nothing is markup."""
        escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", text)
        return f"{'#' * level} {escaped}"

    def _directive_rows(self, name: str, argument: str, fields: Sequence[str], lines: Sequence[str]) -> list[str]:
        """Return a fenced block."""
        separator = [""] if fields and lines else []
        return [f"```{{{name}}} {argument}".rstrip(), *fields, *separator, *lines, "```"]

    def comment(self, text: str) -> str:
        """Return a comment that is not part of the output."""
        return f"% {text}"


MARKUPS: Mapping[str, Markup] = MappingProxyType({"rst": RestructuredText(), "md": Markdown()})
"""The markups by their name, which is the usual suffix of their files."""


def _columns(text: str) -> int:
    """Return the number of columns that ``text`` takes, at least."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
