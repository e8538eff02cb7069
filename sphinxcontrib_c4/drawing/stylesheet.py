"""The generated blocks of ``static/c4.css``: custom properties in both schemes, and classes of shapes and lines.

CSS cannot share the dark colours between a theme's own switch and the preference of a browser, so they stand there
twice. ``python -m sphinxcontrib_c4.drawing.stylesheet`` writes the blocks, each between two comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from sphinxcontrib_c4.distribution import STATIC, STYLESHEET
from sphinxcontrib_c4.drawing.palette import DARK_LINES, GROUND, LINES, MARKS
from sphinxcontrib_c4.drawing.shapes import EXTERNAL_DARK, EXTERNAL_LIGHT, SHAPES
from sphinxcontrib_c4.model import Mode

_BLOCK = re.compile(r"^( *)/\* generated: ([a-z]+) \*/\n.*?^ */\* end of generated \*/\n", re.MULTILINE | re.DOTALL)
_PARTS = ("fill", "stroke", "ink", "soft")


def regenerate(css: str) -> str:
    """Return a stylesheet with all generated blocks up to date."""
    blocks = {
        "light": list(_properties(dark=False)),
        "dark": list(_properties(dark=True)),
        "classes": list(_classes()),
    }

    def block(match: re.Match[str]) -> str:
        indent, name = match.groups()
        lines = (f"/* generated: {name} */", *blocks[name], "/* end of generated */")
        return "".join(f"{indent}{line}\n" if line else "\n" for line in lines)

    return _BLOCK.sub(block, css)


def _properties(*, dark: bool) -> Iterator[str]:
    """Yield the declarations of all colours of a scheme."""
    for name, value in scheme_colours(dark=dark):
        yield f"--c4-{name}: {value};"


def scheme_colours(*, dark: bool) -> Iterator[tuple[str, str]]:
    """Yield the colours of a scheme by the names of their custom properties without ``--c4-``."""
    yield from ((name, colours[dark]) for name, colours in GROUND.items())
    for kind, style in SHAPES.items():
        paint = style.dark if dark else style.light
        yield from ((f"{kind}-{part}", colour) for part, colour in zip(_PARTS, paint, strict=True))
    external = EXTERNAL_DARK if dark else EXTERNAL_LIGHT
    yield from ((f"external-{part}", colour) for part, colour in zip(_PARTS, external, strict=True))
    for mode, line in (DARK_LINES if dark else LINES).items():
        yield mode, line.stroke
        yield f"{mode}-ink", line.ink
    yield from ((name, colours[dark]) for name, colours in MARKS.items())


def _classes() -> Iterator[str]:
    """Yield the rules that give each shape and each line its colours."""
    for kind in (*SHAPES, "external"):
        yield from _rule(kind, (f"--c4-box-{part}: var(--c4-{kind}-{part});" for part in _PARTS))
    for mode in Mode:
        yield from _rule(mode, (f"--c4-line{part}: var(--c4-{mode}{part});" for part in ("", "-ink")))


def _rule(name: str, declarations: Iterable[str]) -> Iterator[str]:
    yield f".c4-{name}, .c4-key-{name} {{"
    yield from (f"  {declaration}" for declaration in declarations)
    yield "}"


def write_stylesheet(path: Path = STATIC / STYLESHEET) -> None:
    """Write the generated blocks of the stylesheet at ``path``."""
    path.write_text(regenerate(path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_stylesheet()
