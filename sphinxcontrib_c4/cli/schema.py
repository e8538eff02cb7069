"""The command ``schema``: the JSON Schema of model files, with which editors complete and check them.

The schemas are also in the folder ``schemas`` of the package.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sphinxcontrib_c4.cli.console import (
    EXIT_OK,
    STANDARD_OUTPUT,
    Commands,
    add_command,
    write_file_or_output,
)
from sphinxcontrib_c4.model import json_document, json_schema, landscape_json_schema

SCHEMA_FILE = "c4.schema.json"

_SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = MappingProxyType(
    {"model": json_schema, "landscape": landscape_json_schema}
)
_EXAMPLES = (
    ("write the schema beside the model files", f"--output docs/model/{SCHEMA_FILE}"),
    ("write the schema of landscape.yaml", "landscape --output docs/model/c4-landscape.schema.json"),
)


def add_commands(commands: Commands) -> None:
    """Add ``schema`` to ``commands``."""
    parser = add_command(commands, "schema", _schema, help="print the JSON Schema for editors", examples=_EXAMPLES)
    parser.add_argument(
        "kind", nargs="?", choices=tuple(_SCHEMAS), default="model", help="the kind of file (default: model)"
    )
    parser.add_argument(
        "--output", metavar="FILE", type=Path, default=STANDARD_OUTPUT, help="a file, instead of standard output"
    )


def _schema(options: argparse.Namespace) -> int:
    """Print the JSON Schema of model files or of landscape.yaml.

    Editors with the YAML language server use it if a file begins with the line
    '# yaml-language-server: $schema=c4.schema.json', in which the path is relative to the file.
    """
    write_file_or_output(options.output, schema_text(options.kind).encode("utf-8"))
    return EXIT_OK


def schema_text(kind: str) -> str:
    """Return the JSON Schema of files of this kind, ``model`` or ``landscape``, as text."""
    return json_document(_SCHEMAS[kind]())
