"""What single values, lists and tables of a model file must look like."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from sphinxcontrib_c4.model.faults import told_character
from sphinxcontrib_c4.model.names import listed, nearest, suggestion
from sphinxcontrib_c4.model.special import Special

T_co = TypeVar("T_co", covariant=True)

_ID = re.compile(r"[A-Za-z0-9_-]+")
_SCRIPT = re.compile(r"(javascript|data|vbscript):", re.IGNORECASE)
_FRACTION = re.compile(r"[0-9]*\.[0-9]+|[0-9]+\.")
_BLANKS = re.compile(r"\n{3,}")
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


class Misfit(Exception):
    """A value is not what it must be.

    ``message`` says why, with ``{key}`` and ``{told}`` where the key and the value are to be named;
    ``hint`` says what to do.
    """

    def __init__(self, message: str, hint: str) -> None:
        """Say why, and what to do."""
        super().__init__(message)
        self.message = message
        self.hint = hint


class WrongType(Misfit):
    """A value is of another type than the one ``wanted``, which is told in words."""

    def __init__(self, wanted: str) -> None:
        """Say what is wanted."""
        super().__init__(f"{{key}} must be {wanted}", "")
        self.wanted = wanted


class Form(ABC, Generic[T_co]):
    """What a value must look like."""

    @abstractmethod
    def read(self, value: Any) -> T_co:
        """``value`` as it is meant.

        Raises:
            Misfit: the value, or something in it, does not have this form.
        """

    @abstractmethod
    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """The JSON Schema of the form; what that refers to is added to ``definitions``."""


class Text(Form[str]):
    """Text, as ``clean`` lets it pass; ``facets`` are what JSON Schema can say about that."""

    def __init__(self, clean: Callable[[str], str], **facets: str | int) -> None:
        """Take what cleans a text, or raises :exc:`Misfit`."""
        self._clean = clean
        self._facets = facets

    def read(self, value: Any) -> str:
        """The text, cleaned."""
        if value.__class__ is not str:
            raise WrongType("text")
        return self._clean(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A string."""
        return {"type": "string", **self._facets}


class Choice(Form[str]):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        """Take the words."""
        self.words = words

    def read(self, value: Any) -> str:
        """The word."""
        if value.__class__ is str and value in self.words:
            return str(value)
        written = value if isinstance(value, str) else ""
        near = suggestion(nearest(written, {word: word for word in self.words}, count=1))
        raise Misfit("{key} cannot be {told}", f"{near} choose {listed(self.words, 'or')}".strip())

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A string out of an enumeration."""
        return {"type": "string", "enum": list(self.words)}


class Flag(Form[bool]):
    """True or false."""

    def read(self, value: Any) -> bool:
        """The flag."""
        if value is True or value is False:
            return bool(value)
        raise WrongType("true or false")

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


class LineNumber(Form[int]):
    """The number of a line."""

    def read(self, value: Any) -> int:
        """The number."""
        if value.__class__ is not int:
            raise WrongType("a whole number")
        if value < 1:
            raise Misfit("{key} must be at least 1", "lines count from 1")
        return int(value)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """An integer from 1."""
        return {"type": "integer", "minimum": 1}


class Number(Form[float]):
    """A number from 0; a ``whole`` one counts something."""

    def __init__(self, *, whole: bool) -> None:
        """Say whether it has to be whole."""
        self._whole = whole

    def read(self, value: Any) -> float:
        """The number."""
        if value.__class__ is int:
            return int(value)
        text = value.text if value.__class__ is Special and value.kind == "number" else ""
        if self._whole or not _FRACTION.fullmatch(text):
            raise WrongType("a whole number" if self._whole else "a number")
        return float(text)

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """A number from 0."""
        return {"type": "integer" if self._whole else "number", "minimum": 0}


class Many(Form[tuple[T_co, ...]]):
    """A list of values of one form."""

    def __init__(self, item: Form[T_co]) -> None:
        """Take the form of an item."""
        self.item = item

    def read(self, value: Any) -> tuple[T_co, ...]:
        """The items."""
        if not isinstance(value, list):
            raise WrongType("a list")
        return tuple([self.item.read(item) for item in value])

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """An array."""
        return {"type": "array", "items": self.item.json(definitions)}


class Table(Form[Mapping[str, T_co]]):
    """A mapping of any keys to values of one form."""

    def __init__(self, item: Form[T_co]) -> None:
        """Take the form of a value."""
        self.item = item

    def read(self, value: Any) -> Mapping[str, T_co]:
        """The values by their keys."""
        if not isinstance(value, dict):
            raise WrongType("a mapping of keys and values")
        return {key: self.item.read(item) for key, item in value.items()}

    def json(self, definitions: dict[str, Any]) -> dict[str, Any]:
        """An object with any properties."""
        return {"type": "object", "additionalProperties": self.item.json(definitions)}


# --- Texts ---


def _line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    if control := control_character(text):
        raise Misfit(f"{{key}} holds the control character U+{ord(control):04X}", "take it out")
    return text


def control_character(text: str) -> str:
    """The first character that neither YAML nor XML accepts, which an escape in double quotes still lets through."""
    found = None if text.isprintable() else re.search(_CONTROL, text)
    return found[0] if found else ""


def _named(text: str) -> str:
    line = _line(text)
    if not line:
        raise Misfit("{key} is empty", "write some text")
    return line


def _prose(text: str) -> str:
    lines = [_printable(line).rstrip() for line in text.split("\n")]
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")


def _link(text: str) -> str:
    line = _line(text)
    if _SCRIPT.match(line):
        raise Misfit("{key} is not the address of a page", "write an address that begins with https://")
    return line


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        odd = next((char for char in text if not char.isascii()), "")
        because = f", since it holds {told_character(odd)}" if odd else ""
        hint = "an id is made of the letters a-z and A-Z, digits, '_' and '-'"
        raise Misfit(f"{{told}} cannot be an id{because}", hint)
    return text


ID = Text(_id, pattern=f"^{_ID.pattern}$")
NAME = Text(_named, minLength=1)
LINE = Text(_line)
PROSE = Text(_prose)
LINK = Text(_link)
FLAG = Flag()
LINE_NUMBER = LineNumber()
COUNT = Number(whole=True)
SHARE = Number(whole=False)
