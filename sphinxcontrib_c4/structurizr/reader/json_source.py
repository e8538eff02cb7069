"""A JSON file with the line and column of each value in it.

All errors of the file are collected, so that they can be reported together.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any, NamedTuple, NoReturn

from sphinxcontrib_c4.model import Fault, Position, control_character, json_text, lowered

JsonPath = tuple[str | int, ...]
"""The path from the root of a JSON text to a value: keys of objects and indices of lists."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)  # linear for every text
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_INTEGER = re.compile("-?[0-9]++(?![.eE])")


class _Container(NamedTuple):
    """The offset of an object or list, and its members: offsets, or the containers that are inside it."""

    offset: int
    members: dict[str, _Location] | list[_Location]


_Location = int | _Container


class JsonSource:
    """The text of one JSON file: its value (``root``) and the faults found in it so far (``faults``)."""

    def __init__(self, path: str, text: str) -> None:
        """Parse ``text``; positions name the file as ``path``."""
        self.path = path
        self.root: Any = None
        self.faults: list[Fault] = []
        self._text = text
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
        self._locations: _Location = 0
        try:
            self.root = parse_json(text)
        except json.JSONDecodeError as error:
            hint = "correct the file, or export the workspace again"
            self._fault_at(error.pos, f"invalid JSON: {lowered(error.msg)}", hint)
        except JsonNumberError as error:
            self._fault_at(self._find_token(error.token), f"invalid JSON: {error}", "write a number")
        except ValueError:
            self._fault_at(self._longest_integer(), "this number has too many digits", "shorten it")
        except RecursionError:
            self._fault_at(0, "values are nested too deeply for a workspace", "name a workspace.json of Structurizr")
        else:
            self._locations = self._scan()
            self._check_characters()

    def position(self, path: JsonPath) -> Position:
        """Return the position of the value at ``path``, or of the closest value around it."""
        location = self._locations
        for step in path:
            member = _member(location, step)
            if member is None:
                break
            location = member
        return self._position(location if isinstance(location, int) else location.offset)

    def fault(self, path: JsonPath, message: str, hint: str = "") -> None:
        """Add a fault of the value at ``path``; the message begins with the path."""
        position = self.position(path)
        prefix = f"{format_json_path(path)}: " if path else ""
        self.faults.append(Fault(position, f"{prefix}{message}", self._line(position.line), hint))

    def _fault_at(self, offset: int, message: str, hint: str) -> None:
        position = self._position(offset)
        self.faults.append(Fault(position, message, self._line(position.line), hint))

    def _position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        return Position(self.path, line, offset - self._line_starts[line - 1] + 1)

    def _line(self, number: int) -> str:
        end = self._line_starts[number] if number < len(self._line_starts) else len(self._text)
        return self._text[self._line_starts[number - 1] : end].rstrip("\r\n")

    def _find_token(self, word: str) -> int:
        """Return the offset of the first token that begins with ``word``, outside of strings."""
        return next((match.start() for match in _TOKEN.finditer(self._text) if match[0].startswith(word)), 0)

    def _longest_integer(self) -> int:
        """Return the offset of the longest integer outside of strings."""
        tokens = ((match.start(), _INTEGER.match(match[0])) for match in _TOKEN.finditer(self._text))
        return max(((len(integer[0]), -start) for start, integer in tokens if integer), default=(0, 0))[1] * -1

    def _scan(self) -> _Location:
        """Return the locations of all values, each at its key if it has one. The text is valid JSON.

        They form a tree and not a mapping of paths, which would take quadratic space for values that are nested deeply.
        """
        root = _Container(0, [])
        stack = [root]
        key, key_offset, expects_key = "", -1, False
        for match in _TOKEN.finditer(self._text):
            token, offset = match[0], match.start()
            if token in "}]":
                stack.pop()
                expects_key = False
            elif token == ",":
                expects_key = isinstance(stack[-1].members, dict)
            elif expects_key and token != ":":
                key, key_offset, expects_key = json.loads(token), offset, False
                self._check_duplicate(stack, key, offset)
            elif token != ":":
                location = _new_location(token, key_offset if key_offset >= 0 else offset)
                _add_member(stack[-1], key, location)
                key_offset, expects_key = -1, token == "{"
                if isinstance(location, _Container):
                    stack.append(location)
        members = root.members
        return members[0] if isinstance(members, list) else 0

    def _check_duplicate(self, stack: Sequence[_Container], key: str, offset: int) -> None:
        """Refuse a key that the innermost object of ``stack`` already has."""
        if key in stack[-1].members:
            path = format_json_path((*_path_to(stack[1:]), key))
            self._fault_at(offset, f"duplicate key {path}", "remove one of the two")

    def _check_characters(self) -> None:
        """Refuse characters that pages and drawings cannot contain."""
        if not any(map(character_error, all_texts(self.root))):
            return
        for path, text in _strings(self.root):
            if message := character_error(text):
                self.fault(path, message, "remove it")


class JsonNumberError(ValueError):
    """A number that Python reads and JSON does not allow, such as ``NaN``; ``token`` is its text."""

    def __init__(self, token: str) -> None:
        """Take the text of the number."""
        self.token = token
        super().__init__(f"{token} is not a finite number" if token[-1].isdigit() else f"{token} is not a JSON value")


def parse_json(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        JsonNumberError: a number is not finite.
        ValueError: the text is not JSON, or a number has too many digits.
        RecursionError: values are nested too deeply.
    """
    return json.loads(text, parse_constant=_refuse_constant, parse_float=_parse_float)


def _refuse_constant(token: str) -> NoReturn:
    raise JsonNumberError(token)


def _parse_float(token: str) -> float:
    number = float(token)
    if not isfinite(number):
        raise JsonNumberError(token)
    return number


def character_error(text: str) -> str:
    """Return a message if ``text`` contains a character that pages and drawings cannot contain, else ``""``."""
    char = control_character(text)
    return f"the character U+{ord(char):04X} is not allowed" if char else ""


def all_texts(root: Any) -> Iterator[str]:
    """Yield all strings in a JSON value, keys of objects included."""
    stack = [root]
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            stack += [*value, *value.values()]
        elif isinstance(value, list):
            stack += value


def format_json_path(path: JsonPath) -> str:
    """Return ``path`` in the usual notation, such as ``model.people[0].name``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{step}"
        else:
            text += f"[{json_text(step)}]"
    return text.removeprefix(".")


# --- Locations ---


def _new_location(token: str, offset: int) -> _Location:
    if token == "{":
        return _Container(offset, {})
    return _Container(offset, []) if token == "[" else offset


def _add_member(container: _Container, key: str, location: _Location) -> None:
    if isinstance(container.members, dict):
        container.members[key] = location
    else:
        container.members.append(location)


def _member(location: _Location, step: str | int) -> _Location | None:
    """Return the location of the member ``step`` of a container, or ``None`` if it does not exist."""
    members = location.members if isinstance(location, _Container) else []
    if isinstance(members, dict):
        return members.get(str(step))
    return members[step] if isinstance(step, int) and step < len(members) else None


def _path_to(stack: Sequence[_Container]) -> Iterator[str | int]:
    """Yield the step from each container of ``stack`` to the next one."""
    for outer, inner in pairwise(stack):
        pairs = outer.members.items() if isinstance(outer.members, dict) else enumerate(outer.members)
        yield next(step for step, member in pairs if member is inner)


def _strings(root: Any) -> Iterator[tuple[JsonPath, str]]:
    """Yield all strings, keys of objects included, with their paths; values may be nested deeply."""
    stack: list[tuple[JsonPath, Any]] = [((), root)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            yield from (((*path, key), key) for key in value)
            stack += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            stack += [((*path, index), item) for index, item in enumerate(value)]
