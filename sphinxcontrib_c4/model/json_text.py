"""JSON texts for people and other programs: valid for every parser, without raw control characters.

The codes of characters that terminals obey or that change the direction of text are written instead of them. A program
that reads the text gets the same values.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sphinxcontrib_c4.model.faults import Position

#: Outside of ASCII: C1 controls, controls of the direction of text, separators of lines, surrogates, non-characters.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")


def json_text(value: Any, *, indent: int | None = None, compact: bool = False) -> str:
    """Return ``value`` as JSON on one line, or with ``indent``; ``compact`` leaves out the spaces after separators.

    Raises:
        ValueError: a number is not finite, so that JSON has no place for it.
    """
    separators = (",", ":") if compact else None
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def json_document(value: Any) -> str:
    """Return ``value`` as the text of a JSON file: indented, with a line break at the end."""
    return f"{json_text(value, indent=2)}\n"


def position_record(position: Position) -> dict[str, Any]:
    """Return a position as values of a JSON document."""
    return {"path": position.path, "line": position.line, "column": position.column}


def read_json_schema(path: Path) -> dict[str, Any]:
    """Return the JSON Schema in a file of the distribution."""
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
