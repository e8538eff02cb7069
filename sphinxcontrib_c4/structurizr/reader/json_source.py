"""The text of a JSON file: its values, and where each of them stands."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NoReturn

from sphinxcontrib_c4.model import Fault, Position

Path = tuple[str | int, ...]
"""The way from the root of a JSON text to a value: keys, and numbers of items from 0."""

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


class JsonText:
    """What one JSON file holds (``root``), and what is wrong with it so far (``faults``)."""

    def __init__(self, path: str, text: str) -> None:
        """Read ``text``; ``path`` is what positions call the file."""
        self.path = path
        self.root: Any = None
        self.faults: list[Fault] = []
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer(r"\r\n|\n|\r", text))]
        self._places: dict[Path, int] = {(): 0}
        try:
            self.root = json.loads(text, parse_constant=_refuse)
        except json.JSONDecodeError as error:
            self._fault_at(error.pos, f"this is not valid JSON: {_plain(error.msg)}", "mend it, or write it anew")
        except _NotANumber as error:
            self._fault_at(text.find(str(error)), f"this is not valid JSON: {error} is not a value", "write a number")
        except ValueError:
            self._fault_at(0, "a number is too long", "shorten it")
        except RecursionError:
            self._fault_at(0, "values are nested too deep", "this cannot be a workspace")
        else:
            self._places |= self._scanned()
            self._check_texts()

    def position(self, path: Path) -> Position:
        """Where the value at ``path`` stands, or else the closest thing around it."""
        while path and path not in self._places:
            path = path[:-1]
        return self._position(self._places[path])

    def fault(self, path: Path, message: str, hint: str = "") -> None:
        """Note what is wrong with the value at ``path``, which is told before the message."""
        position = self.position(path)
        where = f"{written(path)}: " if path else ""
        self.faults.append(Fault(position, f"{where}{message}", self._line(position.line), hint))

    def _fault_at(self, index: int, message: str, hint: str) -> None:
        position = self._position(max(0, index))
        self.faults.append(Fault(position, message, self._line(position.line), hint))

    def _position(self, index: int) -> Position:
        number = bisect_right(self._starts, index)
        return Position(self.path, number, index - self._starts[number - 1] + 1)

    def _line(self, number: int) -> str:
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return self._text[self._starts[number - 1] : end].rstrip("\r\n")

    def _scanned(self) -> dict[Path, int]:
        """Where each value begins; of a value with a key, where the key does. The text is valid JSON."""
        places: dict[Path, int] = {}
        stack: list[str | int] = []
        objects: list[bool] = []
        key_at = -1
        wants_key = False
        for match in _TOKEN.finditer(self._text):
            token, at = match[0], match.start()
            if token in "}]":
                objects.pop()
                stack.pop()
                wants_key = False
            elif token == ",":
                wants_key = objects[-1]
                if not objects[-1]:
                    stack[-1] = int(stack[-1]) + 1
            elif wants_key and token != ":":
                stack[-1] = json.loads(token)
                if tuple(stack) in places:
                    self._fault_at(at, f"{written(tuple(stack))} stands there twice", "take one of the two away")
                key_at, wants_key = at, False
            elif token != ":":
                places[tuple(stack)] = key_at if key_at >= 0 else at
                key_at = -1
                if token in "{[":
                    objects.append(token == "{")
                    stack.append("" if token == "{" else 0)
                    wants_key = token == "{"
        return places

    def _check_texts(self) -> None:
        """Refuse characters that neither pages nor drawings can hold."""
        for path, value in _texts(self.root):
            found = _SURROGATE.search(value) or _CONTROL.search(value)
            if found:
                self.fault(path, f"the character U+{ord(found[0]):04X} cannot stand in a text", "take it out")


def written(path: Path) -> str:
    """``path`` as it is usually written: ``model.people[0].name``."""
    parts = ""
    for step in path:
        if isinstance(step, int):
            parts += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            parts += f".{step}"
        else:
            parts += f"[{json.dumps(step, ensure_ascii=False)}]"
    return parts.removeprefix(".")


class _NotANumber(Exception):
    """A word that Python takes for a number and JSON does not."""


def _refuse(word: str) -> NoReturn:
    raise _NotANumber(word)


def _plain(message: str) -> str:
    return message[0].lower() + message[1:]


def _texts(root: Any) -> Iterator[tuple[Path, str]]:
    todo: list[tuple[Path, Any]] = [((), root)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            todo += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            todo += [((*path, number), inner) for number, inner in enumerate(value)]
