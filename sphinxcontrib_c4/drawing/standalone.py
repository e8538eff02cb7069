"""Drawings as files of their own: SVG with the styles that it needs, in one scheme or in the scheme of its reader.

Many programs that show SVG know classes, but no custom properties. The style sheet of such a file therefore has the
rules for colours of ``static/c4.css`` with every property replaced by its value, and only the rules whose classes
occur in the drawing. Nothing in the file refers to another file, apart from the links of boxes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import NamedTuple

from sphinxcontrib_c4.distribution import STATIC, STYLESHEET
from sphinxcontrib_c4.drawing.stylesheet import scheme_colours

_COLOURS = re.compile(r"/\* -- Colours -+ \*/\n(.*?)\n/\* -- ", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"(?<![^{}])([^{}]+)\{([^{}]*)\}")
_VARIABLE = re.compile(r"var\((--c4-[a-z0-9-]+)(?:, (.+))?\)")
_CLASS_NAME = re.compile(r"\.(c4-[a-z0-9-]+)")
_CLASSES = re.compile(r' class="([^"]*)"')
_START = re.compile(r"<svg [^>]*>")
#: The role of a drawing with links in a page, and in a file; EPUB allows only application, document and img there.
_ROLES = (' role="group"', ' role="document"')


class Scheme(StrEnum):
    """The colours of a file: light, dark, or those that its reader prefers."""

    LIGHT = "light"
    DARK = "dark"
    AUTO = "auto"


class _Declaration(NamedTuple):
    """One property of all elements that ``selector`` matches."""

    selector: str
    name: str
    value: str


def standalone_svg(drawing: str, scheme: Scheme = Scheme.LIGHT) -> str:
    """Return the text of an SVG file with ``drawing``, which ``svg`` has returned, and the styles that it needs."""
    start = _START.match(drawing)
    if not start:
        raise ValueError("not a drawing: the text does not start with <svg>")
    present = {frozenset(names.split()) for names in _CLASSES.findall(drawing)}
    styles = _style_sheet(present, dark=scheme is Scheme.DARK)
    if scheme is Scheme.AUTO:
        styles += f"@media (prefers-color-scheme: dark) {{{_style_sheet(present, dark=True)}}}"
    return f"{start[0].replace(*_ROLES)}<style>{styles}</style>{drawing[start.end() :]}\n"


def _style_sheet(present: Collection[frozenset[str]], *, dark: bool) -> str:
    """Return the rules that can match an element with one of the sets of classes in ``present``."""
    declarations = (rule for rule in _literal_declarations(dark) if _can_match(rule.selector, present))
    rules = groupby(declarations, key=lambda declaration: declaration[1:])
    return "".join(
        f"{','.join(declaration.selector for declaration in equal)}{{{name}:{value}}}" for (name, value), equal in rules
    )


def _can_match(selector: str, present: Collection[frozenset[str]]) -> bool:
    """Return whether each part of ``selector`` has classes that an element of the drawing has."""
    parts = (set(_CLASS_NAME.findall(part)) for part in selector.split())
    return all(any(part <= names for names in present) for part in parts)


@cache
def _literal_declarations(dark: bool) -> tuple[_Declaration, ...]:
    """Return the declarations for colours in the style sheet of pages, with a value in place of each variable."""
    colours = {f"--c4-{name}": value for name, value in scheme_colours(dark=dark)}
    declarations = list(_declarations())
    scopes: dict[str, list[_Declaration]] = {}
    for declaration in declarations:
        if declaration.name.startswith("--"):
            scopes.setdefault(declaration.name, []).append(declaration)
    properties = (declaration for declaration in declarations if not declaration.name.startswith("--"))
    return tuple(literal for declaration in properties for literal in _resolve(declaration, colours, scopes))


def _declarations() -> Iterator[_Declaration]:
    """Yield the declarations in the section of the style sheet about colours, one for each selector."""
    section = _COLOURS.search((STATIC / STYLESHEET).read_text(encoding="utf-8"))
    assert section, f"{STYLESHEET} has no section about colours"
    for selectors, body in _RULE.findall(_COMMENT.sub("", section[1])):
        for part in filter(None, map(str.strip, body.split(";"))):
            name, _, value = part.partition(":")
            for selector in selectors.split(","):
                yield _Declaration(selector.strip(), name.strip(), value.strip())


def _resolve(
    declaration: _Declaration, colours: Mapping[str, str], scopes: Mapping[str, list[_Declaration]]
) -> Iterator[_Declaration]:
    """Yield a declaration for each class that gives its variable a value, the fallback first."""
    selector, name, value = declaration
    variable = _VARIABLE.fullmatch(value)
    if not variable:
        yield declaration
    elif variable[1] in colours:
        yield _Declaration(selector, name, colours[variable[1]])
    else:
        if variable[2]:
            yield from _resolve(_Declaration(selector, name, variable[2]), colours, scopes)
        for scope in scopes[variable[1]]:
            for scoped in _scoped(scope.selector, selector):
                yield from _resolve(_Declaration(scoped, name, scope.value), colours, scopes)


def _scoped(scope: str, selector: str) -> Iterator[str]:
    """Yield selectors of the elements that match ``selector`` if they, or elements around them, match ``scope``.

    The parts of a legend have their own classes, so a scope of boxes or lines does not apply to them.
    """
    if ".c4-key" in selector and not scope.startswith(".c4-key"):
        return
    yield f"{scope} {selector}"
    parts = selector.split()
    for number, part in enumerate(parts):
        if part == "+":
            continue
        yield " ".join((*parts[:number], f"{part}{scope}", *parts[number + 1 :]))
