"""Regular expressions of the package take time in proportion to the length of any text."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import re
import time
from re import _parser

import pytest

import sphinxcontrib_c4

SIZE = 12_000
LIMIT = 0.1
"""CPU seconds; quadratic patterns exceed it by far at this size, and linear ones take less than a millisecond."""
CLASSES = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "0", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "x"}


def patterns():
    """Yield the module, the name and the methods of each compiled pattern that is a constant of a module."""
    for info in pkgutil.walk_packages(sphinxcontrib_c4.__path__, "sphinxcontrib_c4."):
        if not info.name.endswith("__main__"):
            module = importlib.import_module(info.name)
            source = inspect.getsource(module)
            for name, value in vars(module).items():
                methods = set(re.findall(rf"\b{name}\.(match|fullmatch|search|sub|split|findall|finditer)\b", source))
                if isinstance(value, re.Pattern) and methods:
                    yield info.name, name, methods


def characters(tree):
    """Yield the characters that a parsed pattern names, and an example of each class."""
    for item in tree:
        if isinstance(item, tuple):
            name, value = str(item[0]), item[1] if len(item) > 1 else None
            if name in ("LITERAL", "NOT_LITERAL"):
                yield chr(value)
            elif name == "RANGE":
                yield chr(value[0])
            elif name == "CATEGORY":
                yield CLASSES.get(str(value), "-")
            elif name == "ANY":
                yield "x"
            else:
                yield from characters(item[1:])
        elif isinstance(item, (list, _parser.SubPattern)):
            yield from characters(item)


def hostile_texts(pattern):
    """Yield texts that repeat characters of a pattern after its first letters, and end with a character outside it."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    literals = "".join(itertools.takewhile(str.isprintable, (chr(v) for op, v in tree if str(op) == "LITERAL")))
    chars = list(dict.fromkeys(characters(tree)))
    chars = chars[:40:4] if len(chars) > 40 else chars[:10]
    words = re.findall(r"[A-Za-z]{2,}", source)[:4]
    units = [
        *chars,
        *map("".join, itertools.permutations(chars[:6], 2)),
        *words,
        *(f"{word}{c}" for word in words for c in ".- "),
    ]
    for unit in dict.fromkeys([*units, " ", "\n", "a", "a.", "a-", "} ", "/"]):
        for start in dict.fromkeys(["", literals]):
            yield start + unit * (SIZE // len(unit)) + "\x01"


@pytest.mark.parametrize(("module", "name", "methods"), patterns())
def test_regular_expression_takes_linear_time(module, name, methods):
    pattern = getattr(importlib.import_module(module), name)
    methods = {"findall" if method in ("sub", "split", "finditer") else method for method in methods}
    for text in hostile_texts(pattern):
        subject = text if isinstance(pattern.pattern, str) else text.encode()

        def seconds(subject=subject):
            started = time.process_time()
            for method in methods:
                getattr(pattern, method)(subject)
            return time.process_time() - started

        # the interpreter may collect garbage meanwhile, and others may slow the processor down
        assert any(seconds() < LIMIT for _ in range(3)), (pattern.pattern, text[:40])
