"""The parts of the reference that are generated from the code, in pages that are readable without a build.

A generated part stands between two comments, ``.. generated: NAME ARGUMENT`` and ``.. end of generated``. Running this
file updates all of them; a test compares them with the code.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sphinxcontrib_c4.cli import build_parser
from sphinxcontrib_c4.model import CYCLE_RULES, RULES, THRESHOLDS, json_schema, landscape_json_schema
from sphinxcontrib_c4.sphinx import WarningType, config_values

REFERENCE = Path(__file__).parent.parent / "reference"

_PART = re.compile(r"^\.\. generated: (\S+)(?: (\S+))?\n.*?^\.\. end of generated\n", re.MULTILINE | re.DOTALL)
_WIDTH = 118
_PLURALS = MappingProxyType({"person": "people", "repository": "repositories", "dependency": "dependencies"})

Schema = Mapping[str, Any]


def regenerate(page: str) -> str:
    """Return a page with all generated parts up to date."""

    def part(match: re.Match[str]) -> str:
        name, argument = match.groups()
        opening = f".. generated: {name} {argument}" if argument else f".. generated: {name}"
        lines = PARTS[name](argument) if argument else PARTS[name]()
        return "\n".join([opening, "", *lines, ".. end of generated", ""])

    return _PART.sub(part, page)


def pages() -> list[Path]:
    """Return the pages with generated parts."""
    return [path for path in sorted(REFERENCE.glob("*.rst")) if _PART.search(path.read_text("utf-8"))]


# --- Keys ---


def keys(entry: str) -> Iterator[str]:
    """Yield a definition list of the keys of an entry of a model file or of ``landscape.yaml``."""
    schema = _entry(entry)
    required = frozenset(schema.get("required", ()))
    for key in sorted(schema["properties"], key=lambda name: name not in required):
        yield from _key(key, schema["properties"][key], is_required=key in required)


def _entry(entry: str) -> Schema:
    schemas = (json_schema(), landscape_json_schema())
    if entry in ("model", "landscape"):
        return schemas[entry == "landscape"]
    return next(schema["$defs"][entry] for schema in schemas if entry in schema["$defs"])


def _key(key: str, schema: Schema, *, is_required: bool) -> Iterator[str]:
    """Yield an item: the key with its type, its description, the default and an example."""
    yield f"``{key}`` : {_type(schema)}{', required' if is_required else ''}"
    sentences = [_sentence(schema.get("description", ""))]
    if "default" in schema:
        sentences.append(f"Default: ``{_yaml(schema['default'])}``.")
    if "examples" in schema:
        sentences.append(f"Example: ``{_yaml(schema['examples'][0])}``.")
    yield from _wrap(" ".join(filter(None, sentences)), indent=3)
    yield ""


def _sentence(text: str) -> str:
    """Return a description with quoted names, values before a colon, and options as literals."""
    quoted = re.sub(r"'([^' ]+(?: [^' ]+)?)'", r"``\1``", text)
    values = re.sub(r"(^|[;.] )([a-z_]+|db and database): ", r"\1``\2``: ", quoted)
    return re.sub(r"(?<![\w`-])(--[a-z][a-z-]*)", r"``\1``", values)


def _type(schema: Schema) -> str:
    """Return the type of a value in words."""
    if "anyOf" in schema:
        types = (_type(choice) for choice in schema["anyOf"] if choice.get("type") != "null")
        return " or ".join(dict.fromkeys(types))
    if "$ref" in schema:
        return f"mapping ({_noun(schema['$ref'])})"
    if "enum" in schema:
        return _choices(schema["enum"])
    if schema["type"] == "array":
        return f"list of {_plural(schema['items'])}"
    if schema["type"] == "object":
        return f"mapping of names to {_plural(schema['additionalProperties'])}"
    if "pattern" in schema:
        return "id"
    return {"string": "text", "boolean": "``true`` or ``false``", "integer": "whole number", "number": "number"}[
        schema["type"]
    ]


def _choices(values: list[str]) -> str:
    if set(values) == set(RULES):
        return ":ref:`rule <rules>`"
    literals = [f"``{value}``" for value in values]
    return f"{', '.join(literals[:-1])} or {literals[-1]}"


def _plural(schema: Schema) -> str:
    """Return the type of the items of a list."""
    if "$ref" in schema:
        noun = _noun(schema["$ref"])
        return _PLURALS.get(noun, f"{noun}s")
    if "enum" in schema:
        return _choices(schema["enum"]).replace("rule <", "rules <")
    if "anyOf" in schema:
        return "selections"  # the only lists whose items have several forms
    if schema["type"] == "array":
        return f"lists of {_plural(schema['items'])}"
    return "ids" if "pattern" in schema else {"string": "texts", "integer": "whole numbers"}[schema["type"]]


def _noun(reference: str) -> str:
    """Return the noun of an entry: ``declared rule`` for ``#/$defs/DeclaredRuleEntry``."""
    name = reference.rpartition("/")[2].removesuffix("Entry")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _yaml(value: object) -> str:
    """Return a value as it is written in a model file."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_yaml(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_yaml, value))}]"
    return str(value) if value != "" else '""'


def thresholds() -> Iterator[str]:
    """Yield a definition list of the thresholds of rules."""
    for threshold in THRESHOLDS.values():
        yield f"``{threshold.name}`` : {'number from 0 to 1' if threshold.is_share else 'whole number'}"
        yield from _wrap(f"{threshold.meaning} Default: ``{threshold.default:g}``.", indent=3)
        yield ""


# --- Rules, warnings and settings ---


def rules() -> Iterator[str]:
    """Yield a definition list of the rules of the analysis."""
    for rule in (*CYCLE_RULES.values(), *RULES.values()):
        yield f"``{rule.id}`` : {rule.severity}"
        yield from _wrap(_sentence(rule.summary), indent=3)
        yield ""
        yield from _wrap(f"Why: {_sentence(rule.why)}", indent=3)
        yield ""
        yield from _wrap(f"What to do: {_sentence(rule.advice)}", indent=3)
        yield ""
        if rule.thresholds:
            names = ", ".join(f"``{threshold.name}`` ({threshold.default:g})" for threshold in rule.thresholds)
            yield from _wrap(f"Thresholds: {names}.", indent=3)
            yield ""


def warnings() -> Iterator[str]:
    """Yield a definition list of the types of warnings."""
    for kind in WarningType:
        yield f"``c4.{kind.value}``"
        yield from _wrap(kind.meaning, indent=3)
        yield ""


def settings() -> Iterator[str]:
    """Yield a description of each setting in ``conf.py``."""
    for value in config_values():
        yield f".. confval:: {value.name}"
        yield f"   :type: ``{type(value.default).__name__}``"
        yield f"   :default: ``{value.default!r}``"
        yield ""
        choices = f" One of {', '.join(f'``{choice!r}``' for choice in value.choices)}." if value.choices else ""
        yield from _wrap(f"{value.help}{choices}", indent=3)
        yield ""


# --- Commands ---


def command(name: str) -> Iterator[str]:
    """Yield the description of a command, its options and its examples, from its parser."""
    parser = _commands()[name]
    actions = [action for action in parser._actions if action.dest != "help"]
    yield f".. program:: sphinx-c4 {name}"
    yield ""
    for paragraph in (parser.description or "").split("\n\n"):
        yield from _wrap(_sentence(" ".join(paragraph.split())), indent=0)
        yield ""
    arguments = " ".join(_argument(action) for action in actions if not action.option_strings)
    options = " [OPTIONS]" if any(action.option_strings for action in actions) else ""
    yield from (".. code-block:: text", "", f"   sphinx-c4 {name}{options} {arguments}".rstrip(), "")
    for action in actions:
        yield from _option(action)
    yield from _examples(parser.epilog or "")


def _commands() -> Mapping[str, argparse.ArgumentParser]:
    (commands,) = (action for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction))
    return commands.choices


def _argument(action: argparse.Action) -> str:
    """Return the name of the value of an option or argument, in brackets if it is optional."""
    name = str(action.metavar or action.dest.upper())
    return {None: name, "?": f"[{name}]", "*": f"[{name} ...]", "+": f"{name} ..."}.get(action.nargs, name)  # type: ignore[call-overload]


def _option(action: argparse.Action) -> Iterator[str]:
    takes_value = action.nargs != 0
    value = f" {_argument(action)}" if takes_value else ""
    names = ", ".join(f"{flag}{value}" for flag in action.option_strings) or _argument(action).strip("[]")
    yield f".. option:: {names}"
    yield ""
    help_text = str(action.help or "").replace("%%", "%")
    sentence = f"{help_text[:1].upper()}{help_text[1:]}".rstrip(".") + "."
    facts = ["Required."] if action.option_strings and action.required else []
    if action.choices:
        facts.append(f"One of {', '.join(f'``{choice}``' for choice in action.choices)}.")
    yield from _wrap(" ".join([_sentence(sentence), *facts]), indent=3)
    yield ""


def _examples(text: str) -> Iterator[str]:
    """Yield the examples of a command as they are typed."""
    lines = [line.strip() for line in text.split("\n")[1:]]
    if lines:
        yield from (".. code-block:: console", "", *(f"   {line}" for line in lines), "")


def _wrap(text: str, *, indent: int) -> Iterator[str]:
    """Yield a paragraph in lines that break between words, but not inside literals."""
    line = ""
    for word in re.findall(r"``.+?``\S*|\S+", text):
        if line and indent + len(line) + 1 + len(word) > _WIDTH:
            yield " " * indent + line
            line = word
        else:
            line = f"{line} {word}" if line else word
    if line:
        yield " " * indent + line


PARTS: Mapping[str, Callable[..., Iterator[str]]] = MappingProxyType(
    {
        "keys": keys,
        "thresholds": thresholds,
        "rules": rules,
        "warnings": warnings,
        "settings": settings,
        "command": command,
    }
)


if __name__ == "__main__":
    for path in pages():
        path.write_text(regenerate(path.read_text("utf-8")), "utf-8")
