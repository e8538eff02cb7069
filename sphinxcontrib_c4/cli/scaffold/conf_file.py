"""Edits of ``conf.py``, which is parsed and never executed.

An edit adds lines and keeps all others, byte for byte. A file that cannot be understood is not edited.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

EXTENSION = "sphinxcontrib_c4"
_WRONG_NAME = "sphinxcontrib.c4"
_EXTENSIONS = "extensions"


class ConfFileError(Exception):
    """A ``conf.py`` cannot be edited; ``str()`` explains why."""


@dataclass(frozen=True)
class ConfFile:
    """The text of a ``conf.py``, with its encoding."""

    text: str
    encoding: str = "utf-8"

    @classmethod
    def of(cls, data: bytes) -> ConfFile:
        """Return the file with the content ``data``.

        Raises:
            ConfFileError: it is not valid Python.
        """
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            file = cls(data.decode(encoding), encoding)
            _ = file._tree
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # the last two: nested too deeply
            raise ConfFileError(f"it is not valid Python ({error})") from error
        return file

    def to_bytes(self) -> bytes:
        """Return the content of the file."""
        return self.text.encode(self.encoding)

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def strings(self) -> frozenset[str]:
        """All strings in the file."""
        return frozenset(n.value for n in ast.walk(self._tree) if isinstance(n, ast.Constant) and type(n.value) is str)

    @cached_property
    def values(self) -> Mapping[str, object]:
        """The settings whose value is a literal, by name; of several assignments, the last one."""
        return dict(self._literals())

    def _literals(self) -> Iterator[tuple[str, object]]:
        for statement in self._tree.body:
            for name, value in _assigned(statement):
                try:
                    yield name, ast.literal_eval(value)
                except (ValueError, TypeError, RecursionError):
                    continue

    def with_extension(self, *, model: str) -> ConfFile:
        """Return the file with the extension in ``extensions``, and ``model`` as ``c4_model``.

        Raises:
            ConfFileError: the file cannot be edited safely.
        """
        try:
            texts = (self.text,) if EXTENSION in self.strings else self._with_entry()
            for text in texts:
                edited = ConfFile(self._with_model(text, model), self.encoding)
                if self._is_extended_by(edited):
                    return edited
        except RecursionError as error:
            raise ConfFileError("its values are nested too deep") from error
        raise ConfFileError("its list of extensions has an unusual form")

    def _with_model(self, text: str, model: str) -> str:
        comment = "# The model of the C4 diagrams, relative to the folder of this file."
        return text if "c4_model" in self.values else _append(text, comment, f"c4_model = {json.dumps(model)}")

    def _is_extended_by(self, edited: ConfFile) -> bool:
        """Return whether ``edited`` is this file with one more extension and more statements at the end."""
        try:
            tree = ast.parse(edited.text)
        except SyntaxError:
            return False
        del tree.body[len(self._tree.body) :]
        return EXTENSION in edited.strings and _dump_others(tree) == _dump_others(self._tree)

    def _with_entry(self) -> Iterator[str]:
        """Yield texts with the extension in ``extensions``, the best one first."""
        if _WRONG_NAME in self.strings:
            yield re.sub(rf"(['\"]){re.escape(_WRONG_NAME)}\1", rf"\1{EXTENSION}\1", self.text)
        bindings = [statement for statement in _statements(self._tree.body) if _binds_extensions(statement)]
        top = [statement for statement in bindings if statement in self._tree.body]
        if bindings and not top:
            raise ConfFileError("its list of extensions depends on a condition")
        if not top and any(isinstance(s, ast.ImportFrom) and s.names[0].name == "*" for s in self._tree.body):
            raise ConfFileError("it imports its settings, so that the list of extensions may be in another file")
        lists = [s.value for s in bindings if isinstance(s, ast.Assign | ast.AnnAssign)]
        if len(lists) == 1 and isinstance(lists[0], ast.List):
            yield _insert(self.text, lists[0])
        entries = f'*{_EXTENSIONS}, "{EXTENSION}"' if top else f'"{EXTENSION}"'
        yield _append(self.text, f"{_EXTENSIONS} = [{entries}]")


def _dump_others(tree: ast.Module) -> str:
    """Return a dump of ``tree`` without the extension in lists."""
    copy = deepcopy(tree)
    for node in ast.walk(copy):
        if isinstance(node, ast.List):
            node.elts = [entry for entry in node.elts if not _is_extension(entry)]
    return ast.dump(copy)


def _is_extension(entry: ast.expr) -> bool:
    return isinstance(entry, ast.Constant) and entry.value in (EXTENSION, _WRONG_NAME)


def _statements(nodes: Iterable[ast.AST]) -> Iterator[ast.stmt]:
    """Yield all statements that run when the file is executed, without those of functions and classes."""
    for node in nodes:
        if isinstance(node, ast.stmt):
            yield node
        if not isinstance(node, ast.expr | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from _statements(ast.iter_child_nodes(node))


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a statement assigns, with the expression."""
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
        yield statement.target.id, statement.value


def _binds_extensions(statement: ast.stmt) -> bool:
    """Return whether ``statement`` sets or changes ``extensions``."""
    if isinstance(statement, ast.AugAssign):
        return isinstance(statement.target, ast.Name) and statement.target.id == _EXTENSIONS
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        function = statement.value.func
        return isinstance(function, ast.Attribute) and ast.unparse(function.value) == _EXTENSIONS
    return any(name == _EXTENSIONS for name, _ in _assigned(statement))


def _insert(text: str, entries: ast.List) -> str:
    """Return ``text`` with the extension as the last one of ``entries``, in the layout of the others."""
    end = _offset(text, entries.end_lineno, entries.end_col_offset) - 1
    if not entries.elts:
        return f'{text[:end]}"{EXTENSION}"{text[end:]}'
    last = entries.elts[-1]
    begin, after = _offset(text, last.lineno, last.col_offset), _offset(text, last.end_lineno, last.end_col_offset)
    quote = text[begin] if text[begin] in "'\"" else '"'
    entry = f"{quote}{EXTENSION}{quote}"
    if entries.lineno == entries.end_lineno:
        return f"{text[:after]}, {entry}{text[after:]}"
    comma = _comma_offset(text, after, end)
    if comma is None:
        text, comma, end = f"{text[:after]},{text[after:]}", after, end + 1
    line_end = min(text.find("\n", comma) % (len(text) + 1), end)
    start = text[:line_end].rstrip() if line_end < end else text[: comma + 1]
    separator = "," if line_end < end else ""
    return f"{start}{_newline(text)}{_indent(text, entries, begin)}{entry}{separator}{text[len(start) :]}"


def _indent(text: str, entries: ast.List, begin: int) -> str:
    """Return the indentation of the line of an entry that starts at ``begin``."""
    line = text[text.rfind("\n", 0, begin) + 1 : begin]
    indent = line[: len(line) - len(line.lstrip())]
    opening = _offset(text, entries.lineno, entries.col_offset)
    return indent if "\n" in text[opening:begin] else f"{indent}    "


def _comma_offset(text: str, start: int, end: int) -> int | None:
    """Return the offset of a comma between the last entry and the end of a list, outside of comments."""
    offset = start
    for line in text[start:end].split("\n"):
        code = line.partition("#")[0]
        if "," in code:
            return offset + code.index(",")
        offset += len(line) + 1
    return None


def _offset(text: str, line: int | None, column: int | None) -> int:
    """Return the offset of a position of ``ast``, whose columns count bytes in UTF-8."""
    rows = text.split("\n")[: line or 1]
    return sum(len(row) + 1 for row in rows[:-1]) + len(rows[-1].encode()[:column].decode())


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _append(text: str, *lines: str) -> str:
    newline = _newline(text)
    gap = "" if not text.strip() else newline if text.endswith("\n") else newline * 2
    return f"{text}{gap}{newline.join(lines)}{newline}"
