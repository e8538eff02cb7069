"""A JSON file with the line and column of each value in it.

All errors of the file are collected, so that they can be reported together.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from math import isfinite
from typing import Any, NoReturn

from sphinxcontrib_c4.model import Fault, Position

JsonPath = tuple[str | int, ...]
"""The path from the root of a JSON text to a value: keys of objects and indices of lists."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_INTEGER = re.compile("-?[0-9]+")


class JsonSource:
    """The text of one JSON file: its value (``root``) and the faults found in it so far (``faults``)."""

    def __init__(self, path: str, text: str) -> None:
        """Parse ``text``; positions name the file as ``path``."""
        self.path = path
        self.root: Any = None
        self.faults: list[Fault] = []
        self._text = text
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
        self._offsets: dict[JsonPath, int] = {(): 0}
        try:
            self.root = parse_json(text)
        except json.JSONDecodeError as error:
            hint = "correct the file, or export the workspace again"
            self._fault_at(error.pos, f"invalid JSON: {_lower_first(error.msg)}", hint)
        except JsonNumberError as error:
            self._fault_at(self._find_token(error.token), f"invalid JSON: {error}", "write a number")
        except ValueError:
            self._fault_at(self._longest_integer(), "this number has too many digits", "shorten it")
        except RecursionError:
            self._fault_at(0, "values are nested too deeply for a workspace", "name a workspace.json of Structurizr")
        else:
            self._offsets |= self._scan_offsets()
            self._check_characters()

    def position(self, path: JsonPath) -> Position:
        """Return the position of the value at ``path``, or of the closest value around it."""
        while path and path not in self._offsets:
            path = path[:-1]
        return self._position(self._offsets[path])

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
        integers = (match for match in _TOKEN.finditer(self._text) if _INTEGER.fullmatch(match[0]))
        return max(integers, key=lambda match: len(match[0])).start()

    def _scan_offsets(self) -> dict[JsonPath, int]:
        """Return the offset of each value, or of its key if it has one. The text is valid JSON."""
        offsets: dict[JsonPath, int] = {}
        path: list[str | int] = []
        is_object: list[bool] = []
        key_offset = -1
        expects_key = False
        for match in _TOKEN.finditer(self._text):
            token, offset = match[0], match.start()
            if token in "}]":
                is_object.pop()
                path.pop()
                expects_key = False
            elif token == ",":
                expects_key = is_object[-1]
                if not is_object[-1]:
                    path[-1] = int(path[-1]) + 1
            elif expects_key and token != ":":
                path[-1] = json.loads(token)
                if tuple(path) in offsets:
                    self._fault_at(offset, f"duplicate key {format_json_path(tuple(path))}", "remove one of the two")
                key_offset, expects_key = offset, False
            elif token != ":":
                offsets[tuple(path)] = key_offset if key_offset >= 0 else offset
                key_offset = -1
                if token in "{[":
                    is_object.append(token == "{")
                    path.append("" if token == "{" else 0)
                    expects_key = token == "{"
        return offsets

    def _check_characters(self) -> None:
        """Refuse characters that pages and drawings cannot contain."""
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
    match = _SURROGATE.search(text) or _CONTROL.search(text)
    return f"the character U+{ord(match[0]):04X} is not allowed" if match else ""


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
            text += f"[{json.dumps(step, ensure_ascii=False)}]"
    return text.removeprefix(".")


def _lower_first(message: str) -> str:
    return message[0].lower() + message[1:]


def _strings(root: Any) -> Iterator[tuple[JsonPath, str]]:
    """Yield all strings that are values, with their paths; values may be nested deeply."""
    stack: list[tuple[JsonPath, Any]] = [((), root)]
    while stack:
        path, value = stack.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            stack += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            stack += [((*path, index), item) for index, item in enumerate(value)]
